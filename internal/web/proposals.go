package web

import (
	"context"
	"strconv"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var (
	approvesTopics = holds(desk.TopicApprovers...)
	tries          = holds(append(desk.TopicApprovers, desk.Curators...)...)
)

// proposalRow is one proposal in a list.
type proposalRow struct {
	ID, Title, Author, When, State string
}

var proposalStates = map[string]string{"waiting": "待审定", "approved": "已通过", "returned": "已退回", "withdrawn": "已撤回"}

// proposalRows lists the proposals that wait, or those of one topic that wait or
// were returned.
func (s *server) proposalRows(v *visit, topicID string) ([]proposalRow, error) {
	list, err := s.Store.TopicProposals(v.r.Context(), topicID)
	if err != nil {
		return nil, err
	}
	names, err := s.personNames(v.r.Context())
	if err != nil {
		return nil, err
	}
	var out []proposalRow
	for _, p := range list {
		if p.State == "waiting" || p.State == "returned" {
			out = append(out, proposalRow{ID: p.ID, Title: p.Topic.Title, Author: names[p.AuthorID], When: v.moment(p.At), State: proposalStates[p.State]})
		}
	}
	return out, nil
}

// declinedTopic is an item of a regime's list of topics that is not built.
type declinedTopic struct{ Regime, Article, Why string }

// declinedTopics are those that the annexes of the adopted regimes ask for and
// that Yingda leaves out. Clause: F A1.6, F A1.7.
func (s *server) declinedTopics(ctx context.Context) ([]declinedTopic, error) {
	adopted, err := s.Store.Adoptions(ctx)
	if err != nil {
		return nil, err
	}
	var out []declinedTopic
	seen := map[string]bool{}
	for _, a := range adopted {
		reg, err := s.Desk.Regime(ctx, a.RegimeID)
		if err != nil {
			return nil, err
		}
		for _, x := range reg.Articles {
			if !seen[reg.Name+x.ID] && x.Status == regime.Declined && strings.HasPrefix(x.ID, "A1.") {
				seen[reg.Name+x.ID] = true
				out = append(out, declinedTopic{Regime: reg.Title, Article: x.ID, Why: x.Why})
			}
		}
	}
	return out, nil
}

type proposalPage struct {
	store.TopicProposal
	Author, When, Decider, Decided string
	StateWord                      string
	Now                            store.Topic // Version 0: a new topic
	Rule                           []rulePart
	Changes                        []proposalChange
	Stale                          bool
	MayDecide, MayWithdraw         bool
	BenchHref                      string
	Fault                          string
}

// proposalChange is one other field that would change.
type proposalChange struct{ What, Old, New string }

func (s *server) topicProposal(v *visit) error { return s.showProposal(v, "") }

func (s *server) showProposal(v *visit, refusal string) error {
	ctx := v.r.Context()
	x, err := s.Store.TopicProposal(ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	names, err := s.personNames(ctx)
	if err != nil {
		return err
	}
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return err
	}
	p := proposalPage{TopicProposal: x, Author: names[x.AuthorID], When: v.moment(x.At), Decider: names[x.DecidedBy], Decided: v.moment(x.DecidedAt), StateWord: proposalStates[x.State], Fault: refusal, BenchHref: "/desk/bench?run=1&proposal=" + x.ID}
	if x.Topic.Version > 0 {
		if p.Now, err = s.Store.Topic(ctx, x.Topic.ID); err != nil {
			return err
		}
		p.Stale = x.State == "waiting" && p.Now.Version != x.Topic.Version
		p.Rule = ruleChange(p.Now.Rule, x.Topic.Rule)
	} else {
		p.Rule = ruleParts(x.Topic.Rule)
	}
	p.Changes = changesOf(tree, p.Now, x.Topic)
	waits := x.State == "waiting"
	p.MayDecide = waits && !p.Stale && approvesTopics.allows(v.who) && x.AuthorID != v.who.ID
	p.MayWithdraw = waits && x.AuthorID == v.who.ID
	return s.page(v, "审定规则", proposalView(p))
}

// changesOf lists what differs besides the rule; of a new topic everything.
func changesOf(tree *desk.Tree, now, next store.Topic) []proposalChange {
	values := func(t store.Topic) []string {
		if t.Version == 0 && t.Title == "" {
			return make([]string, 5)
		}
		use := "启用"
		if !t.Active {
			use = "停用"
		}
		unit := tree.Name(t.UnitID)
		if unit == "" {
			unit = "按职责自动判断"
		}
		return []string{t.Title, strings.Join(t.Terms, "、"), unit, threshold(t), use}
	}
	old, fresh := values(now), values(next)
	var out []proposalChange
	for i, what := range []string{"名称", "本单位职责用语", "责任科室", "立项门槛", "是否启用"} {
		if old[i] != fresh[i] {
			out = append(out, proposalChange{what, old[i], fresh[i]})
		}
	}
	return out
}

func (s *server) approveTopic(v *visit) error {
	id := v.r.PathValue("id")
	t, err := s.Desk.ApproveTopic(v.r.Context(), v.who, id, v.field("note"))
	if err != nil {
		return v.refused(err, "/desk/proposals/"+id)
	}
	return v.done("话题「"+t.Title+"」第 "+strconv.FormatInt(t.Version, 10)+" 版已审定，从下一条帖文起生效。", "/desk/topics/"+t.ID)
}

func (s *server) returnTopic(v *visit) error {
	id := v.r.PathValue("id")
	return s.posted(v, s.Desk.ReturnTopic(v.r.Context(), v.who, id, v.field("note")), "已退回，原因已记下。", "/desk/proposals/"+id)
}

func (s *server) withdrawTopic(v *visit) error {
	id := v.r.PathValue("id")
	return s.posted(v, s.Desk.WithdrawTopic(v.r.Context(), v.who, id), "已撤回。", "/desk/proposals/"+id)
}

// restore fills a form with an old version, to be proposed again.
func (s *server) restore(v *visit, t *store.Topic, version string) error {
	versions, err := s.Store.TopicVersions(v.r.Context(), t.ID)
	if err != nil {
		return err
	}
	for _, old := range versions {
		if strconv.FormatInt(old.Version, 10) == version {
			t.Title, t.Rule, t.Terms = old.Title, old.Rule, old.Terms
			return nil
		}
	}
	return fault.New(fault.NotFound, "topic.version_unknown", "没有这一版")
}

// ruleChange marks in a rule what was taken out and what was put in, word by word.
func ruleChange(old, next string) []rulePart {
	if old == next {
		return ruleParts(next)
	}
	a, b := ruleParts(old), ruleParts(next)
	var out []rulePart
	mark := func(parts []rulePart, kind string) {
		for _, x := range parts {
			out = append(out, rulePart{x.Text, kind})
		}
	}
	i, j := 0, 0
	for _, m := range append(common(a, b), [2]int{len(a), len(b)}) {
		mark(a[i:m[0]], "del")
		mark(b[j:m[1]], "ins")
		if m[0] < len(a) {
			out = append(out, a[m[0]])
		}
		i, j = m[0]+1, m[1]+1
	}
	return out
}
