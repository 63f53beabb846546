package demo

import (
	"slices"
	"strings"
	"testing"
	"time"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

// rehearsal plays the history of one matter through the state tables and the
// chains of the petition bureau's regime, without a database.
type rehearsal struct {
	sample    *Sample
	regime    *regime.Regime
	concern   matter.Matter
	statement matter.Matter
	facts     matter.Facts
	chain     regime.Chain
	tasks     map[string]bool
	drafted   string // the present text
	public    string // the text on the public record
	late      bool   // no answer within 48 hours of the grade
}

var onStatement = map[matter.Action]bool{"save": true, "submit": true, "sign": true, "return": true, "approve": true, "correct": true, "withdraw": true}

func (r *rehearsal) actor(login string) matter.Actor {
	a := r.sample.Agency
	p := a.People[slices.IndexFunc(a.People, func(p Person) bool { return p.Login == login })]
	agency, whole := p.Unit, true
	for _, s := range a.Sections {
		if s.ID == p.Unit {
			agency, whole = s.Agency, false
		}
	}
	who := matter.Actor{ID: login, Name: p.Name, UnitID: p.Unit}
	for _, role := range p.Roles {
		who.Grants = append(who.Grants, matter.Grant{UnitID: p.Unit, AgencyID: agency, Path: agency + "/", Office: p.Unit == a.LeadingGroup.Office, Agency: whole, Role: role})
	}
	return who
}

func (r *rehearsal) play(t *testing.T, a Act) {
	t.Helper()
	m, in := &r.concern, a.In
	if onStatement[a.Do] {
		m = &r.statement
	}
	if a.Do == "complete_task" {
		in = map[string]any{"task": a.Task}
		if !r.tasks[a.Task] {
			t.Errorf("%s: task %s was never given", a.Concern, a.Task)
		}
	}
	step, err := matter.Next(*m, a.Do, r.actor(a.Who), r.facts, in)
	if err != nil {
		t.Fatalf("%s: %s by %s at %s: %v", a.Concern, a.Do, a.Who, a.Time.In(shanghai).Format("01-02 15:04"), err)
	}
	m.State = step.To
	if need := step.In.Text("need"); need != "" {
		m.Need = regime.Need(need)
	}
	r.remember(t, a, step.In)
}

// remember keeps the facts that the desk would load.
func (r *rehearsal) remember(t *testing.T, a Act, in matter.Values) {
	switch a.Do {
	case "confirm_grade", "regrade":
		r.setGrade(t, regime.Grade(in.Text("grade")))
		if u := in.Text("unit"); u != "" {
			r.facts.Units = map[string]matter.Part{u: matter.Lead}
		}
	case "transfer":
		r.facts.Units = map[string]matter.Part{in.Text("unit"): matter.Lead}
	case "dispatch":
		list, _ := in["assisting"].([]string) // absent where nobody assists
		for _, u := range list {
			r.facts.Units[u] = matter.Assisting
		}
	case "add_fact":
		r.facts.FactCount++
		r.facts.Confirmed = r.facts.Confirmed || in.Text("verdict") == "true"
	case "assess_answer":
		r.facts.AssessedOK, r.facts.AssessedNo = in.Text("answer") == "yes", in.Text("answer") == "no"
	case "draft_invitation":
		r.facts.Invited, r.facts.InvitedBy = true, a.Who
	case "open_invitation":
		r.facts.Invited, r.facts.Open = false, true
	case "close_invitation":
		r.facts.Open = false
	case "order_measure":
		r.facts.Measures++
	case "prove_measure":
		r.facts.Measures, r.facts.Unchecked = r.facts.Measures-1, r.facts.Unchecked+1
	case "check_measure":
		r.facts.Unchecked--
	case "no_answer":
		r.facts.NoAnswer = true
	case "after_action":
		r.facts.AfterAction = true
	case "assign_task":
		r.tasks[a.Task] = true
	case "begin_statement":
		r.statement = matter.Matter{Kind: regime.Statement, State: matter.Drafting}
		r.facts.Statements, r.facts.Pending, r.facts.Empty = r.facts.Statements+1, 1, true
		r.facts.Drafters = []string{a.Who}
	case "correct":
		r.facts.Pending, r.facts.Signed = 1, map[string][]string{}
	case "save":
		r.drafted = in.Text("text")
		r.facts.Empty, r.facts.Unchanged = false, r.drafted == r.public
		r.facts.Drafters = append(r.facts.Drafters, a.Who)
		r.openGates()
	case "sign":
		r.facts.Signed[a.Who] = append(r.facts.Signed[a.Who], in.Text("gate"))
		r.facts.OpenGates = r.facts.OpenGates[1:]
	case "approve":
		r.publish()
	}
}

func (r *rehearsal) setGrade(t *testing.T, g regime.Grade) {
	chain, ok := r.regime.Chain(g)
	if !ok {
		t.Fatalf("the regime has no chain for %s", g)
	}
	r.chain, r.facts.Approvers, r.facts.Ordered = chain, chain.Approvers, chain.Ordered
	r.facts.NeedsReview = g != regime.General
	r.facts.GateRoles = map[regime.Gate][]regime.Role{}
	for _, gate := range chain.Gates {
		r.facts.GateRoles[gate.Gate] = gate.Signers
	}
}

func (r *rehearsal) openGates() {
	r.facts.OpenGates, r.facts.Signed = nil, map[string][]string{}
	for _, gate := range r.chain.Gates {
		r.facts.OpenGates = append(r.facts.OpenGates, gate.Gate)
	}
}

func (r *rehearsal) publish() {
	r.public, r.facts.HasPublic, r.facts.Pending, r.facts.Published = r.drafted, true, 0, 1
	r.statement.State = matter.Released
	if r.concern.State == matter.Answering {
		r.concern.State = matter.Following
	}
}

func TestHistoryCanBePlayed(t *testing.T) {
	s := load(t)
	preset, err := regime.Preset("petition-bureau")
	if err != nil {
		t.Fatal(err)
	}
	played := map[string]*rehearsal{}
	graded := map[string]time.Time{}
	for _, a := range s.History(begun) {
		r := played[a.Concern]
		if r == nil {
			r = &rehearsal{
				sample: s, regime: preset, concern: matter.Matter{Kind: regime.Concern, State: matter.New}, tasks: map[string]bool{},
				facts: matter.Facts{Agency: s.Agency.Root, AgencyPath: s.Agency.Root + "/", Units: map[string]matter.Part{}},
			}
			played[a.Concern], graded[a.Concern] = r, a.Time
		}
		r.play(t, a)
	}
	states := map[matter.State][]string{}
	for key, r := range played {
		states[r.concern.State] = append(states[r.concern.State], key)
		r.late = r.facts.Published == 0 && !r.concern.State.Final() && begun.Sub(graded[key]) > 48*time.Hour
	}
	for _, c := range []struct {
		why   string
		state matter.State
		key   string
	}{
		{"one is dismissed with its reason", matter.Dismissed, "moved"},
		{"one is closed after a correction", matter.Closed, "reception"},
		{"one is closed without a public answer", matter.Closed, "thanks"},
		{"one was told to its section the same day", matter.Verifying, "proxy"},
		{"one is being checked", matter.Verifying, "fake"},
		{"one is being answered", matter.Answering, "receipt"},
		{"one is answered and followed", matter.Following, "leak"},
	} {
		if !slices.Contains(states[c.state], c.key) {
			t.Errorf("%s: %s is not %s: %v", c.why, c.key, c.state, states)
		}
	}
	if !played["attitude"].late {
		t.Error("attitude should be late with its answer")
	}
	if got := played["receipt"].facts.OpenGates; !slices.Equal(got, []regime.Gate{regime.GateSource}) {
		t.Errorf("receipt waits for %v, want the last gate", got)
	}
}

// What goes out is signed by the bureau and dated, names no person, and speaks of
// no writer of a post.
func TestStatementsSpeakForTheBureau(t *testing.T) {
	s := load(t)
	for _, a := range s.History(begun) {
		text, _ := a.In["text"].(string) // only a save of a statement is looked at
		if a.Do != "save" {
			continue
		}
		lines := strings.Split(text, "\n")
		y, m, d := a.Time.In(shanghai).Date()
		day := time.Date(y, m, d, 0, 0, 0, 0, shanghai).Format("2006年1月2日")
		if len(lines) < 4 || !strings.HasPrefix(lines[len(lines)-2], "临澄市信访局") || lines[len(lines)-1] != day {
			t.Errorf("%s: the statement ends %q, want the bureau and %s", a.Concern, lines[max(0, len(lines)-2):], day)
		}
		for _, p := range s.Agency.People {
			if strings.Contains(text, p.Name) {
				t.Errorf("%s: the statement names %s", a.Concern, p.Name)
			}
		}
		for _, word := range []string{"网友", "发帖", "楼主", "造谣", "删帖", "{", "别有用心"} {
			if strings.Contains(text, word) {
				t.Errorf("%s: the statement says %s", a.Concern, word)
			}
		}
	}
}

func TestActionsOfTheScript(t *testing.T) {
	s := load(t)
	used := map[matter.Action]bool{}
	for _, step := range s.Steps {
		used[step.Do] = true
	}
	for _, a := range []matter.Action{
		"confirm_grade", "dismiss", "dispatch", "receive", "hand_back", "transfer", "add_fact", "conclude", "report_first", "report_progress", "begin_statement",
		"save", "submit", "sign", "return", "approve", "correct", "progress", "no_answer", "after_action", "close", "regrade", "assign_task", "complete_task", "note",
		"draft_invitation", "open_invitation", "record_heard", "close_invitation", "order_measure", "prove_measure", "check_measure",
	} {
		if !used[a] {
			t.Errorf("nobody does %s", a)
		}
	}
}
