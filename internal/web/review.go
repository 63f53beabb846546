package web

import (
	"context"
	"net/http"
	"slices"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// queue is one list of the review desk.
type queue struct {
	name, word string
	states     []string
	mark       string // returned or expired: only these
}

var queues = []queue{
	{"", "待我处理", []string{"reviewing", "approving"}, ""},
	{"drafting", "拟稿中", []string{"drafting"}, ""},
	{"returned", "被退回", []string{"drafting"}, "returned"},
	{"reviewing", "审核中", []string{"reviewing"}, ""},
	{"approving", "待批准", []string{"approving"}, ""},
	{"expired", "批准过期", []string{"approving"}, "expired"},
	{"approved", "已批准待发布", []string{"releasing"}, ""},
	{"released", "已发布", []string{"released", "withdrawing", "withdrawn"}, ""},
}

// queueRows is how many statements a queue shows.
const queueRows = 100

// review shows the queues of statements.
func (s *server) review(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	p, err := s.queuePage(v, tree, v.r.FormValue("list"))
	if err != nil {
		return err
	}
	s.show(v, http.StatusOK, view.Chrome{Title: v.lang.T("审核台")}, view.Review(p))
	return nil
}

func (s *server) queuePage(v *visit, tree *desk.Tree, name string) (view.ReviewPage, error) {
	at := queues[0]
	p := view.ReviewPage{Lang: v.lang}
	for _, q := range queues {
		if q.name == name {
			at = q
		}
		p.Queues = append(p.Queues, view.Chip{Word: v.lang.T(q.word), Href: "/desk/review" + with(nil, "list", q.name), On: q.name == name})
	}
	drafts, err := s.Store.DeskDrafts(v.r.Context(), at.states, tree.Scope(v.who), queueRows)
	if err != nil {
		return p, err
	}
	turns, err := s.turns(v, tree, drafts)
	if err != nil {
		return p, err
	}
	for i, d := range drafts {
		if at.mark != "" && d.S.Mark != at.mark {
			continue
		}
		turn := turns[i]
		if at.name == "" && !turn.mine {
			continue
		}
		p.Rows = append(p.Rows, view.ReviewRow{
			Href: "/desk/statements/" + d.M.Number + with(nil, "list", name), Number: d.M.Number, Title: d.M.Title, Concern: d.Concern, Drafter: d.Drafter, Version: v.lang.F("第 %d 版", d.S.Version),
			State: view.State{Word: v.lang.T(matter.Titles[d.M.State]), Mine: turn.mine}, Grade: grade(v, d.M.Grade), Gates: turn.dots, Signed: v.lang.F("共 %d 关，已签 %d 关", turn.all, turn.signed), Waits: turn.words, Due: v.due(d.OpenedAt, d.NextDue),
		})
	}
	p.Empty = view.Empty{Title: v.lang.T("没有等您处理的稿件"), Why: v.lang.T("轮到您签署或批准时会出现在这里；您拟的稿由别人审核。")}
	if at.name != "" {
		p.Empty = view.Empty{Title: v.lang.T("这一栏没有稿件"), Why: v.lang.T("您能看到的单位里，没有处在这个环节的答复稿。")}
	}
	return p, nil
}

// turn is whose turn it is with a draft.
type turn struct {
	mine        bool
	words       string
	dots        []string // y signed, n mine, "" open
	all, signed int
}

// turn works out from the regime's chain which gates are open and whether one of
// them is this person's to sign.
// turns says of each draft whose turn it is.
func (s *server) turns(v *visit, tree *desk.Tree, drafts []store.DeskDraft) ([]turn, error) {
	out := make([]turn, len(drafts))
	var each []func() error
	for i, d := range drafts {
		each = append(each, func() (err error) { out[i], err = s.turn(v, tree, d); return })
	}
	return out, s.together(v, each...)
}

func (s *server) turn(v *visit, tree *desk.Tree, d store.DeskDraft) (turn, error) {
	reg, err := s.Desk.Regime(v.r.Context(), d.M.RegimeID)
	if err != nil {
		return turn{}, err
	}
	chain := matter.ChainOf(reg, d.M)
	t := turn{all: len(chain.Gates) + 1}
	signedByMe, blocked := false, false
	for _, g := range d.Signed {
		signedByMe = signedByMe || g.PersonID == v.who.ID
	}
	drafter := d.S.DrafterID == v.who.ID
	for _, g := range chain.Gates {
		if slices.ContainsFunc(d.Signed, func(x store.Signature) bool { return x.Gate == string(g.Gate) }) {
			t.signed++
			t.dots = append(t.dots, "y")
			continue
		}
		mine := d.M.State == matter.Reviewing && !blocked && !drafter && !(chain.OneEach && signedByMe) && mayIn(v.who, d.M.AgencyID, g.Signers)
		t.dots = append(t.dots, dot(mine))
		if d.M.State == matter.Reviewing && t.words == "" {
			t.words = v.lang.F("待签%s", v.lang.T(reg.GateTitle(g.Gate)))
		}
		if mine && !t.mine {
			t.mine, t.words = true, v.lang.F("待我签：%s", v.lang.T(reg.GateTitle(g.Gate)))
		}
		blocked = chain.Ordered
	}
	mine := d.M.State == matter.Approving && !drafter && !signedByMe && mayIn(v.who, tree.Approving(chain, d.M.AgencyID), chain.Approvers)
	t.mine = t.mine || mine
	if d.M.State == matter.Approving {
		t.words = v.lang.T("待批准发布")
		if mine {
			t.words = v.lang.T("待我批准发布")
		}
	}
	t.dots = append(t.dots, dot(mine))
	return t, s.asked(v, d, &t)
}

// asked makes a draft this person's turn when their unit was asked to confirm it.
func (s *server) asked(v *visit, d store.DeskDraft, t *turn) error {
	if d.M.State != matter.Reviewing && d.M.State != matter.Approving {
		return nil
	}
	all, err := s.Store.Confirmations(v.r.Context(), d.M.ID)
	if err != nil {
		return err
	}
	for _, c := range store.LatestConfirmations(all) {
		if c.State != "open" {
			continue
		}
		if !t.mine {
			t.words = v.lang.T("待会签")
		}
		if speaksFor(v.who, c.UnitID) {
			t.mine, t.words = true, v.lang.T("待我单位会签")
			return nil
		}
	}
	return nil
}

// speaksFor reports whether a person confirms for a unit: those who lead it or
// sign for it, and in a section those who handle its matters.
func speaksFor(who matter.Actor, unitID string) bool {
	return slices.ContainsFunc(who.Grants, func(g matter.Grant) bool {
		leads := slices.Contains([]regime.Role{regime.Head, regime.Deputy, regime.OfficeDirector, regime.Approver}, g.Role)
		return leads && (g.UnitID == unitID || g.AgencyID == unitID) || g.Role == regime.Handler && g.UnitID == unitID
	})
}

func dot(mine bool) string {
	if mine {
		return "n"
	}
	return "_"
}

// mayIn reports whether a person holds one of the roles in an agency.
func mayIn(who matter.Actor, agencyID string, roles []regime.Role) bool {
	for _, g := range who.Grants {
		if g.AgencyID == agencyID && slices.Contains(roles, g.Role) {
			return true
		}
	}
	return false
}

// mine returns the drafts that wait for this person.
func (s *server) mine(v *visit, tree *desk.Tree) ([]store.DeskDraft, []turn, error) {
	all, err := s.Store.DeskDrafts(v.r.Context(), queues[0].states, tree.Scope(v.who), queueRows)
	if err != nil {
		return nil, nil, err
	}
	whose, err := s.turns(v, tree, all)
	if err != nil {
		return nil, nil, err
	}
	var drafts []store.DeskDraft
	var turns []turn
	for i, d := range all {
		if whose[i].mine {
			drafts, turns = append(drafts, d), append(turns, whose[i])
		}
	}
	return drafts, turns, nil
}

// waiting counts the drafts that wait for this person.
func (s *server) waiting(v *visit, tree *desk.Tree) (int, error) {
	drafts, _, err := s.mine(v, tree)
	return len(drafts), err
}

// gatesLeft reads which gates of a statement are still to be signed.
func (s *server) gatesLeft(v *visit, b *subject) error {
	b.chain = matter.ChainOf(b.reg, b.m)
	var st store.Statement
	var signed []store.Signature
	var text store.Text
	err := s.together(v,
		func() (err error) {
			if st, err = s.Store.Statement(v.r.Context(), b.m.ID); err == nil {
				err = s.confirmers(v, b, st)
			}
			return err
		},
		func() (err error) { signed, err = s.Store.Signatures(v.r.Context(), b.m.ID); return },
		func() (err error) { text, err = s.newest(v.r.Context(), b.m.ID); return },
		func() error { return s.paperFiles(v, b) },
	)
	if err != nil {
		return err
	}
	chain := b.chain
	for _, g := range chain.Gates {
		if stands(signed, st, string(g.Gate)) {
			continue
		}
		if mayIn(v.who, b.m.AgencyID, g.Signers) {
			b.open = append(b.open, g.Gate)
		}
		if chain.Ordered {
			break
		}
	}
	b.pre["save.title"], b.pre["save.text"] = text.Title, text.Body
	return nil
}

// paperFiles reads the files among which the paper of a level above can be that is
// not in this installation.
func (s *server) paperFiles(v *visit, b *subject) error {
	b.files = nil
	if b.m.State != matter.Approving || b.chain.Level != "above" || b.tree.Approving(b.chain, b.m.AgencyID) != b.m.AgencyID {
		return nil
	}
	kept, err := s.Store.EvidenceOf(v.r.Context(), b.m.ParentID)
	for _, e := range kept {
		if e.Kind == "file" {
			b.files = append(b.files, view.Option{Value: e.ID, Word: e.Name})
		}
	}
	return err
}

// confirmers reads which units are asked to confirm a statement, and which other
// drafts of its concern are on their way.
func (s *server) confirmers(v *visit, b *subject, st store.Statement) error {
	var all []store.Confirmation
	var drafts []matter.Matter
	err := s.together(v,
		func() (err error) { all, err = s.Store.Confirmations(v.r.Context(), b.m.ID); return },
		func() (err error) { drafts, err = s.Store.StatementsOf(v.r.Context(), st.ConcernID); return },
	)
	b.asked, b.rivals = nil, nil
	for _, c := range store.LatestConfirmations(all) {
		b.asked = append(b.asked, b.tree.ByID[c.UnitID])
	}
	for _, m := range drafts {
		if m.ID != b.m.ID && slices.Contains([]matter.State{matter.Reviewing, matter.Approving, matter.Releasing}, m.State) {
			b.rivals = append(b.rivals, m.Number)
		}
	}
	return err
}

// stands reports whether a gate is signed for the present text.
func stands(signed []store.Signature, st store.Statement, gate string) bool {
	return slices.ContainsFunc(signed, func(g store.Signature) bool {
		return g.Gate == gate && g.VoidAt == 0 && g.Version == st.Version && g.Hash == st.Hash
	})
}

func (s *server) newest(ctx context.Context, id string) (store.Text, error) {
	all, err := s.Store.Texts(ctx, id)
	if err != nil || len(all) == 0 {
		return store.Text{}, err
	}
	return all[0], nil
}

// nextInList finds what follows a finished matter in the list that it was opened
// from.
func (s *server) nextInList(v *visit, m matter.Matter, from string) (string, error) {
	tree, err := s.tree(v)
	if err != nil {
		return "", err
	}
	if m.Kind == regime.Statement {
		drafts, _, err := s.mine(v, tree)
		if err != nil || len(drafts) == 0 {
			return "", err
		}
		return "/desk/statements/" + drafts[0].M.Number, nil
	}
	if m.Kind != regime.Concern {
		return "", nil
	}
	q := queryOf(from)
	if m.Kind == regime.Message {
		return s.nextMessage(v, tree, m, q, queryPart(from))
	}
	rows, err := s.concernRows(v.r.Context(), concernFilter(v, tree, q), tree.Scope(v.who), store.DeskAfter{})
	if err != nil {
		return "", err
	}
	for _, r := range rows {
		if r.ID != m.ID {
			return "/desk/concerns/" + r.Number + queryPart(from), nil
		}
	}
	return "", nil
}
