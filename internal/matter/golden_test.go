package matter_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
)

var update = flag.Bool("update", false, "write the golden files anew")

// places are where an actor may stand towards a matter of agency a.
var places = map[string]matter.Grant{
	"lead":      {UnitID: "lead", AgencyID: "a", Path: "top/a/lead/"},
	"assisting": {UnitID: "assisting", AgencyID: "a", Path: "top/a/assisting/"},
	"office":    {UnitID: "office", AgencyID: "a", Path: "top/a/office/", Office: true},
	"section":   {UnitID: "section", AgencyID: "a", Path: "top/a/section/"},
	"above":     {UnitID: "top", AgencyID: "top", Path: "top/", Agency: true},
	"other":     {UnitID: "b", AgencyID: "b", Path: "top/b/", Agency: true},
	"below":     {UnitID: "sub", AgencyID: "sub", Path: "top/a/sub/", Agency: true},
	"beside":    {UnitID: "b1", AgencyID: "b", Path: "top/b/b1/", Office: true}, // the office of another agency
	"asked":     {UnitID: "c", AgencyID: "c", Path: "top/c/", Agency: true},
}

var placeOrder = []string{"lead", "assisting", "office", "section", "above", "other", "below", "beside", "asked"}

// favourable are facts under which no need of any row is lacking.
func favourable() matter.Facts {
	return matter.Facts{
		Agency: "a", AgencyPath: "top/a/", Units: map[string]matter.Part{"lead": matter.Lead, "assisting": matter.Assisting}, ToReceive: []string{"assisting"},
		WorkFacts:    matter.WorkFacts{Need: regime.Tip, HasWays: true, Way: true, Confirmed: true, Breached: true, Invited: true, Open: true, AssessedNo: true, Measures: 1, Unchecked: 1, OfficeWait: true},
		GroupMembers: matter.GroupMembers{Members: []string{"p"}},
		FollowFacts:  matter.FollowFacts{Reopening: true, ReviewWaits: true},
		FactCount:    1, Published: 1, AfterAction: true, MostHandBacks: 2, Unconfirmed: 1, Excludable: true, Paused: true,
		OpenGates: []regime.Gate{regime.GatePolicy, regime.GateText}, GateRoles: map[regime.Gate][]regime.Role{regime.GatePolicy: {regime.Reviewer}, regime.GateText: {regime.OfficeDirector}, regime.GateSecrecy: {regime.Reviewer}},
		Approvers: []regime.Role{regime.Approver, regime.Head}, Asked: []string{"c"}, FilingFacts: matter.FilingFacts{Turn: "a", Left: 2},
	}
}

// inputs gives every input of a row a value that passes.
func inputs(row matter.Row) map[string]any {
	in := map[string]any{}
	for _, i := range row.Inputs {
		v := map[string]any{"grade": "general", "need": "question", "gate": "policy", "verdict": "true", "ground": "not_our_duty", "posts": []any{"x"}, "units": []any{"x"}}[i.Type]
		switch {
		case len(i.Options) > 0:
			v = i.Options[0]
		case v == nil:
			v = "x"
		}
		in[i.Name] = v
	}
	return in
}

// TestTable holds every kind × state × action × role × place to a reviewed file:
// who may do what where can change only together with it.
func TestTable(t *testing.T) {
	var b strings.Builder
	cells := 0
	for _, kind := range regime.Kinds {
		for _, state := range matter.States(kind) {
			for _, row := range matter.Rows(kind) {
				f := favourable()
				if row.Action == "approve" {
					f.OpenGates = nil
				}
				f.HasPublic = row.Action == "cancel_correction"
				f.Arbitration = row.Action == "arbitrate"
				switch row.Action {
				case "propose_downgrade":
					f.Grade = regime.Major
				case "confirm_downgrade", "refuse_downgrade":
					f.Grade, f.Lowering, f.LoweringBy = regime.Major, regime.General, "another"
				case "draft_invitation":
					f.Invited, f.Open = false, false
				case "record_level", "record_refusal":
					f.Turn = ""
				case "clear_findings":
					f.Blocks = []string{"x"}
				}
				need := regime.Need("")
				if len(row.For) > 0 {
					need = row.For[0]
				}
				var who []string
				to := ""
				for _, role := range append([]regime.Role{regime.System}, regime.Roles...) {
					var where []string
					for _, place := range placeOrder {
						actor := matter.Actor{ID: "p", System: role == regime.System}
						g := places[place]
						g.Role = role
						actor.Grants = []matter.Grant{g}
						step, err := matter.Next(matter.Matter{Kind: kind, State: state, Number: "N", Need: need}, row.Action, actor, f, inputs(row))
						cells++
						if err == nil {
							where = append(where, place)
							to = string(step.To)
						} else if fault.KindOf(err) == fault.Internal || fault.KindOf(err) == fault.Invalid {
							t.Fatalf("%s %s %s as %s: %v", kind, state, row.Action, role, err)
						}
					}
					if len(where) > 0 {
						who = append(who, string(role)+"@"+strings.Join(where, "+"))
					}
				}
				if len(who) > 0 {
					fmt.Fprintf(&b, "%s %s %s -> %s: %s\n", kind, state, row.Action, to, strings.Join(who, " "))
				}
			}
		}
	}
	t.Logf("%d cells", cells)
	golden(t, "table.golden", b.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs; review the change and run: go test ./internal/matter -update\n%s", path, diff(string(want), got))
	}
}

func diff(want, got string) string {
	has := map[string]bool{}
	for _, l := range strings.Split(want, "\n") {
		has[l] = true
	}
	var out []string
	for _, l := range strings.Split(got, "\n") {
		if !has[l] {
			out = append(out, "+ "+l)
		}
		delete(has, l)
	}
	for l := range has {
		out = append(out, "- "+l)
	}
	return strings.Join(out, "\n")
}

func TestNext(t *testing.T) {
	drafting := matter.Matter{Kind: regime.Statement, State: matter.Reviewing, Number: "S-2026-0001"}
	reviewer := matter.Actor{ID: "r", Grants: []matter.Grant{{UnitID: "section", AgencyID: "a", Role: regime.Reviewer}}}
	sign := map[string]any{"gate": "policy"}
	waiting := matter.Matter{Kind: regime.Statement, State: matter.Approving}
	approver := matter.Actor{ID: "a", Grants: []matter.Grant{{UnitID: "section", AgencyID: "a", Role: regime.Approver}}}
	writer := matter.Actor{ID: "w", Grants: []matter.Grant{{UnitID: "lead", AgencyID: "a", Role: regime.Handler}}}
	for _, c := range []struct {
		name string
		m    matter.Matter
		act  matter.Action
		who  matter.Actor
		with func(f *matter.Facts)
		in   map[string]any
		code string
	}{
		{"a drafter signs nothing of the own text", drafting, "sign", reviewer, func(f *matter.Facts) { f.Drafters = []string{"r"} }, sign, "needs.not_drafter"},
		{"a token signs nothing", drafting, "sign", func() matter.Actor { a := reviewer; a.Token = true; return a }(), nil, sign, "act.token"},
		{"a gate is signed once", drafting, "sign", reviewer, func(f *matter.Facts) { f.OpenGates = []regime.Gate{regime.GateText} }, sign, "needs.gate_open"},
		{"gates are signed in order where the chain says so", drafting, "sign", reviewer, func(f *matter.Facts) {
			f.Ordered, f.OpenGates = true, []regime.Gate{regime.GateText, regime.GatePolicy}
		}, sign, "needs.gate_in_turn"},
		{"one person signs one gate where the chain says so", drafting, "sign", reviewer, func(f *matter.Facts) {
			f.OneEach, f.Signed = true, map[string][]string{"r": {"text"}}
		}, sign, "needs.not_signed_other"},
		{"each point of the gate is ticked", drafting, "sign", reviewer, func(f *matter.Facts) {
			f.GateChecks = map[regime.Gate][]string{regime.GatePolicy: {"一", "二"}}
		}, map[string]any{"gate": "policy", "checks": []any{"1"}}, "needs.checks_ticked"},
		{"a text with an open slot is not signed", drafting, "sign", reviewer, func(f *matter.Facts) { f.OpenSlots = []string{"事实"} }, sign, "needs.slots_filled"},
		{"a text that a unit objects to is not approved", waiting, "approve", approver, func(f *matter.Facts) { f.OpenGates, f.Unheard = nil, []string{"市水务局会签有不同意见"} }, nil, "needs.all_heard"},
		{"a text with an open slot is not approved", waiting, "approve", approver, func(f *matter.Facts) { f.OpenGates, f.OpenSlots = nil, []string{"事实"} }, nil, "needs.slots_filled"},
		{"the approver says what becomes of other drafts", waiting, "approve", approver, func(f *matter.Facts) { f.OpenGates, f.Rivals = nil, []string{"S-2026-0002"} }, nil, "needs.others_chosen"},
		{"where the level above decides, the own approver does not", waiting, "approve", approver, func(f *matter.Facts) { f.OpenGates, f.Above = nil, "top" }, nil, "act.role"},
		{"a text with personal data does not go to review", matter.Matter{Kind: regime.Statement, State: matter.Drafting}, "submit", writer, func(f *matter.Facts) { f.Blocks = []string{"可能是个人信息：手机号"} }, nil, "needs.nothing_blocks"},
		{"a drafter does not let findings on the own text pass", matter.Matter{Kind: regime.Statement, State: matter.Drafting}, "clear_findings", reviewer, func(f *matter.Facts) { f.Blocks, f.Drafters = []string{"x"}, []string{"r"} }, map[string]any{"reason": "x"}, "needs.not_drafter"},
		{"nobody confirms for a unit that was not asked", drafting, "confirm", matter.Actor{ID: "h", Grants: []matter.Grant{{UnitID: "b", AgencyID: "b", Role: regime.Head}}}, nil, nil, "act.role"},
		{"a token confirms nothing", drafting, "confirm", matter.Actor{ID: "h", Token: true, Grants: []matter.Grant{{UnitID: "c", AgencyID: "c", Role: regime.Head}}}, nil, nil, "act.token"},
		{"a suggestion has no apology", matter.Matter{Kind: regime.Concern, State: matter.Following, Need: regime.Suggestion}, "record_apology", writer, nil, map[string]any{"apology": "x", "measure": "x", "by_whom": "x", "when": "x"}, "action.need"},
		{"a concern with results owed does not close", matter.Matter{Kind: regime.Concern, State: matter.Following}, "close", matter.Actor{ID: "d", Grants: []matter.Grant{{UnitID: "office", AgencyID: "a", Office: true, Role: regime.OfficeDirector}}}, func(f *matter.Facts) { f.Owes = []string{"x"} }, map[string]any{"outcome": "answered", "reason": "x"}, "needs.nothing_owed"},
		{"an unknown input is refused by name", drafting, "sign", reviewer, nil, map[string]any{"gate": "policy", "person": "x"}, "input.unknown"},
		{"a word outside the vocabulary is refused", drafting, "sign", reviewer, nil, map[string]any{"gate": "political"}, "input.word"},
		{"an action of another state is a conflict", drafting, "submit", reviewer, nil, nil, "action.state"},
		{"an action that does not exist is said so", drafting, "delete", reviewer, nil, nil, "action.unknown"},
		{"a person cannot do what the system does", matter.Matter{Kind: regime.Statement, State: matter.Releasing}, "published", reviewer, nil, nil, "act.system"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := favourable()
			if c.with != nil {
				c.with(&f)
			}
			if _, err := matter.Next(c.m, c.act, c.who, f, c.in); fault.CodeOf(err) != c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
}

// TestClosedActions holds the actions to the closed vocabularies of section 10:
// nothing removes, answers in a thread, or reaches for a writer.
func TestClosedActions(t *testing.T) {
	for _, kind := range regime.Kinds {
		for _, row := range matter.Rows(kind) {
			for _, word := range []string{"delete", "remove", "block", "demote", "author", "poster", "police", "comment", "like", "boost"} {
				if strings.Contains(string(row.Action), word) {
					t.Errorf("%s.%s says %q", kind, row.Action, word)
				}
			}
		}
	}
}
