package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/redact"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// shownPosts is how many confirmed posts a concern's page shows.
const shownPosts = 50

// concern shows one concern with everything that belongs to it.
func (s *server) concern(v *visit) error {
	m, err := s.Store.Matter(v.r.Context(), v.r.PathValue("number"))
	if err != nil {
		return err
	}
	now, offers := m, []matter.Offer{}
	var d dossier
	err = s.together(v,
		func() (err error) {
			now, offers, err = s.Desk.Offers(v.r.Context(), v.who, m.Number)
			return err
		},
		func() (err error) {
			if m.Kind == regime.Concern {
				d, err = s.loadConcern(v, m)
			}
			return err
		},
	)
	if err != nil {
		return err
	}
	if m.Kind != regime.Concern {
		return v.to(address(m.Kind, m.Number))
	}
	d.m = now
	var p view.ConcernPage
	if err := s.together(v, func() (err error) { p, err = s.concernPage(v, d, offers); return err }); err != nil {
		return err
	}
	s.show(v, http.StatusOK, view.Chrome{Title: m.Number + " " + m.Title, Rail: true, At: p.Here}, view.Concern(p))
	return nil
}

// dossier is a concern as read for its page.
type dossier struct {
	subject
	c         store.Concern
	proposal  desk.Proposal
	parts     map[string]matter.Part
	facts     []store.Fact
	documents []store.Document
	events    []store.Event
	suggested []store.DeskPost
	confirmed []store.DeskPost
	drafts    []store.DeskDraft
	results   []store.Outturn   // newest first
	names     map[string]string // person id → name
	bodies    map[string]string // statement id → its present text
	grading
	mayJoin   bool
	mayFinish bool
	files     bool // documents can be had as files
}

// subject reads what the forms of a matter's actions choose from.
func (s *server) subject(v *visit, m matter.Matter) (subject, error) {
	b := subject{m: m, pre: map[string]string{}}
	var err error
	if b.tree, err = s.tree(v); err != nil {
		return b, err
	}
	if b.reg, err = s.Desk.Regime(v.r.Context(), m.RegimeID); err != nil {
		return b, err
	}
	if m.Kind == regime.Statement {
		return b, s.gatesLeft(v, &b)
	}
	if m.Kind == regime.AccountFiling {
		return b, s.filingForm(v, &b)
	}
	if m.Kind == regime.Message {
		b.pre["unit"], b.pre["kind"] = m.UnitID, string(m.Need)
		b.clocks, err = s.Store.Clocks(v.r.Context(), m.ID)
		return b, err
	}
	return b, s.together(v,
		func() (err error) { b.clocks, err = s.Store.Clocks(v.r.Context(), m.ID); return },
		func() (err error) { b.tasks, err = s.Store.Tasks(v.r.Context(), m.ID); return },
		func() (err error) { b.starts, err = s.Store.ClockStarts(v.r.Context(), m.ID); return },
		func() (err error) { b.checks, err = s.Desk.CheckCriteria(v.r.Context(), m); return },
		func() (err error) { b.measures, err = s.Store.Measures(v.r.Context(), m.ID); return },
		func() (err error) { b.group, err = s.Desk.ResponseGroup(v.r.Context(), m); return },
		func() error { return s.offerExperts(v, &b) },
		func() error { return s.prefill(v, &b) },
	)
}

// prefill offers what is known already: the system's proposal for a new concern,
// the present grade, need and unit for an older one.
func (s *server) prefill(v *visit, b *subject) error {
	b.pre["unit"], b.pre["grade"], b.pre["need"] = b.m.UnitID, string(b.m.Grade), string(b.m.Need)
	b.pre["retitle.title"], b.pre["retitle.summary"] = b.m.Title, b.m.Summary
	if b.m.State != matter.New {
		return nil
	}
	c, err := s.Store.Concern(v.r.Context(), b.m.ID)
	if err != nil {
		return err
	}
	p := readProposal(c.Proposal)
	b.pre["grade"], b.pre["need"] = string(p.Grade), string(p.Need)
	if p.UnitID != "" {
		b.pre["unit"] = p.UnitID
	}
	b.pre["confirm_grade.reason"] = strings.Join(p.GradeWhy, "；") // no reason to dismiss or to wait
	return nil
}

// readProposal reads what the judging steps proposed. A proposal of another
// make is shown as none: people decide anyway.
func readProposal(raw string) desk.Proposal {
	var p desk.Proposal
	if json.Unmarshal([]byte(raw), &p) != nil {
		return desk.Proposal{}
	}
	return p
}

func (s *server) loadConcern(v *visit, m matter.Matter) (dossier, error) {
	var d dossier
	err := s.together(v,
		func() (err error) { d.subject, err = s.subject(v, m); return },
		func() (err error) { d.c, err = s.Store.Concern(v.r.Context(), m.ID); return },
		func() (err error) { d.parts, err = s.Store.Parts(v.r.Context(), m.ID); return },
		func() (err error) { d.facts, err = s.Store.Facts(v.r.Context(), m.ID); return },
		func() (err error) { d.documents, err = s.Store.Documents(v.r.Context(), m.ID); return },
		func() (err error) { d.events, err = s.Store.Events(v.r.Context(), m.ID); return },
		func() (err error) { d.suggested, err = s.Store.DeskPosts(v.r.Context(), m.ID, "suggested", 20); return },
		func() (err error) {
			d.confirmed, err = s.Store.DeskPosts(v.r.Context(), m.ID, "confirmed", shownPosts)
			return
		},
		func() error { return s.loadDrafts(v, m, &d) },
		func() (err error) { d.names, err = s.personNames(v.r.Context()); return },
		func() error { return s.loadGrading(v, m, &d.grading) },
		func() (err error) { d.results, err = s.Store.Outturns(v.r.Context(), m.ID); return },
	)
	_, d.files = s.pages["/desk/concerns/{number}/documents/{file}"]
	d.proposal = readProposal(d.c.Proposal)
	return d, err
}

// loadDrafts reads the statements of a concern with their present texts.
func (s *server) loadDrafts(v *visit, m matter.Matter, d *dossier) (err error) {
	if d.drafts, err = s.Store.ConcernDrafts(v.r.Context(), m.ID); err != nil {
		return err
	}
	d.bodies = map[string]string{}
	var each []func() error
	for _, x := range d.drafts {
		each = append(each, func() error {
			text, err := s.newest(v.r.Context(), x.M.ID)
			d.bodies[x.M.ID] = text.Body
			return err
		})
	}
	return s.together(v, each...)
}

func (s *server) concernPage(v *visit, d dossier, offers []matter.Offer) (view.ConcernPage, error) {
	q, err := url.ParseQuery(v.r.URL.RawQuery)
	if err != nil {
		q = url.Values{}
	}
	only := q.Get("only")
	q.Del("only")
	var p view.ConcernPage
	var side view.ConcernsPage
	var pulse concernPulse
	var here view.Here
	err = s.together(v,
		func() (err error) { here, err = s.hereOn(v, d.m); return },
		func() (err error) { side, err = s.concernList(v, d.tree, q); return },
		func() (err error) { p.Follow, err = s.follow(v, d); return },
		func() (err error) { pulse, err = s.concernPulse(v, d); return },
		func() error { return s.fillOutside(v, d.subject, &p) },
	)
	if err != nil {
		return p, err
	}
	for i := range side.Rows {
		side.Rows[i].Here = side.Rows[i].Number == d.m.Number
	}
	for _, o := range offers {
		d.mayJoin = d.mayJoin || o.Row.Action == "join_post"
		d.mayFinish = d.mayFinish || o.Row.Action == "complete_task"
	}
	side.Quick = side.Quick[:min(4, len(side.Quick))]
	p = view.ConcernPage{
		Here: here, Follow: p.Follow, Opinions: p.Opinions, Exchanges: p.Exchanges,
		Lang: v.lang, Side: side, Number: d.m.Number, Title: d.m.Title, Summary: d.m.Summary, Need: d.needWord(v), Grade: d.gradeWord(v), Owner: v.lang.F("%s主办", d.tree.Name(d.m.UnitID)),
		Road: road(v, d.m), Regime: d.reg.Title, Next: s.nextBar(v, d.subject, offers),
		Files: s.dossierLinks(v, d.m.Number), Timeline: timeline(v, d.events, only), Filter: timelineFilter(v, only, "timeline"),
	}
	if d.c.Outcome != "" {
		p.Outcome = d.reg.OutcomeTitle(d.c.Outcome)
	}
	if d.m.State == matter.New {
		may := slices.ContainsFunc(offers, func(o matter.Offer) bool { return o.Row.Action == "take_suggestion" })
		p.Proposal = d.proposalView(v, may)
	}
	if n, ok := d.reg.Need(d.m.Need); ok {
		p.Owed = n.Owed
	}
	if movesTips.allows(v.who) && !d.m.State.Final() && len(d.drafts) == 0 {
		p.TipHref, p.IsTip = "/desk/tips/move?"+url.Values{"number": {d.m.Number}}.Encode(), d.m.Need == regime.Tip
	}
	for _, c := range d.clocks {
		p.Clocks = append(p.Clocks, s.clock(v, c, d.reg, d.names))
	}
	p.Clocks = append(p.Clocks, d.waitingClocks(v)...)
	p.Grading = d.gradingCard(v)
	pulse.Number = d.m.Number
	p.Pulse = concernPulseView(pulse)
	d.fillPosts(v, &p)
	d.fillWork(v, &p)
	d.fillResults(v, &p)
	d.fillContext(v, &p)
	return p, nil
}

func (d dossier) needWord(v *visit) string {
	if d.m.Need == "" {
		return ""
	}
	return v.lang.T(d.reg.NeedTitle(d.m.Need))
}

func (d dossier) gradeWord(v *visit) view.Grade {
	if d.m.Grade == "" {
		return proposed(v, d.c.Proposal)
	}
	return view.Grade{Code: string(d.m.Grade), Word: v.lang.T(d.reg.GradeTitle(d.m.Grade))}
}

// proposed is the grade that the system proposes, dashed.
func proposed(v *visit, raw string) view.Grade {
	p := readProposal(raw)
	if p.Grade == "" {
		return view.Grade{Word: v.lang.T("未定级"), Proposed: true}
	}
	return view.Grade{Code: string(p.Grade), Word: v.lang.F("拟%s", v.lang.T(p.Grade.Title())), Proposed: true}
}

func (d dossier) proposalView(v *visit, may bool) *view.Proposal {
	out := &view.Proposal{Grade: proposed(v, d.c.Proposal), Lines: suggestionLines(v, d.tree, taking{number: d.m.Number, version: d.m.Version, need: d.m.Need, may: may}, d.proposal)}
	for _, l := range [][]string{d.proposal.GradeWhy, d.proposal.NeedWhy, d.proposal.UnitWhy} {
		out.Why = append(out.Why, l...)
	}
	if out.Grade.Code == "" && len(out.Lines) == 0 && len(out.Why) == 0 {
		return nil
	}
	return out
}

// hidden are the labels that stand in texts for personal data.
var hidden = func() []string {
	var out []string
	for _, k := range []string{redact.IDNumber, redact.Mobile, redact.Landline, redact.BankCard, redact.Email, redact.Plate, redact.Passport, redact.WeChat, redact.QQ, redact.Address, redact.Person, ""} {
		out = append(out, redact.Label(k))
	}
	return out
}()

// draft shows a statement under its concern, with the gates that it has passed.
func (d dossier) draft(v *visit, x store.DeskDraft) view.DraftCard {
	out := view.DraftCard{Number: x.M.Number, Title: x.M.Title, Href: "/desk/statements/" + x.M.Number, State: view.State{Word: v.lang.T(matter.Titles[x.M.State])}, About: v.lang.F("第 %d 版，%s拟", x.S.Version, x.Drafter)}
	out.Body = paragraphs(cut(d.bodies[x.M.ID], 300))
	chain, _ := d.reg.Chain(x.M.Grade)
	for _, g := range chain.Gates {
		gate := view.Gate{Word: v.lang.T(d.reg.GateTitle(g.Gate))}
		for _, signed := range x.Signed {
			if signed.Gate == string(g.Gate) {
				gate.Mode, gate.Who = "signed", d.names[signed.PersonID]
			}
		}
		out.Gates = append(out.Gates, gate)
	}
	return out
}
