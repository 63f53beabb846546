package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/intake"
	"yingda/internal/match"
	"yingda/internal/store"
)

// RuleFault says what is wrong with a rule, where, and how to mend it.
type RuleFault struct {
	Line     int    `json:"line"`
	Column   int    `json:"column" doc:"counts characters from 1"`
	Problem  string `json:"problem"`
	Expected string `json:"expected,omitempty" doc:"what may stand there"`
	Advice   string `json:"advice"`
	Mended   string `json:"mended,omitempty" doc:"the rule with the least change that makes it well formed"`
}

// RuleCheck is the answer to a rule that was tried for its form.
type RuleCheck struct {
	OK    bool       `json:"ok"`
	Means string     `json:"means,omitempty" doc:"the rule in its full spelling"`
	Words int        `json:"words"`
	Fault *RuleFault `json:"fault,omitempty"`
}

// Replay is what a rule would have caught among the posts that are kept.
type Replay struct {
	Read     int            `json:"read"`
	Apart    int            `json:"elsewhere" doc:"of these in sources that serve other topics alone, which are not matched"`
	Caught   int            `json:"caught"`
	Before   int            `json:"before" doc:"what the topic's present rule catches"`
	Gained   int            `json:"gained"`
	Lost     int            `json:"lost"`
	Days     map[string]int `json:"days"`
	Share    float64        `json:"time_share" doc:"of the matching time of all topics, measured"`
	Samples  []ReplaySample `json:"samples"`
	Misses   []ReplaySample `json:"misses" doc:"posts that stop matching"`
	Complete bool           `json:"complete"`
}

// ReplaySample is one post with the reason why it matches or stops matching.
type ReplaySample struct {
	Source string      `json:"source"`
	Title  string      `json:"title"`
	Says   string      `json:"says"`
	Hits   []match.Hit `json:"hits"`
}

// ProposalItem is a change of a topic that waits for a second person.
type ProposalItem struct {
	ID     string   `json:"id"`
	Topic  string   `json:"topic"`
	Base   int64    `json:"base" doc:"the version it begins from, 0 for a new topic"`
	Title  string   `json:"title"`
	Rule   string   `json:"rule"`
	Terms  []string `json:"terms"`
	Reason string   `json:"reason"`
	At     string   `json:"at"`
	State  string   `json:"state" enum:"waiting,approved,returned,withdrawn"`
}

func proposalItem(p store.TopicProposal) ProposalItem {
	return ProposalItem{p.ID, p.Topic.ID, p.Topic.Version, p.Topic.Title, p.Topic.Rule, p.Topic.Terms, p.Reason, when(p.At), p.State}
}

// ruleDoors checks, replays, proposes and approves rules. Clause: LIS-3.
func (s *server) ruleDoors(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "check-rule", Method: http.MethodPost, Path: "/api/v1/rules/check", Summary: "Is a rule well formed, and if not, how is it mended", DefaultStatus: http.StatusOK}, s.checkRule)
	huma.Register(api, huma.Operation{OperationID: "replay-rule", Method: http.MethodPost, Path: "/api/v1/rules/replay", Summary: "What a rule would have caught among the posts kept; nothing is saved", DefaultStatus: http.StatusOK}, s.replayRule)
	huma.Register(api, huma.Operation{OperationID: "list-proposals", Method: http.MethodGet, Path: "/api/v1/proposals", Summary: "Rules that wait for a second person"}, s.proposals)
	huma.Register(api, huma.Operation{OperationID: "propose-rule", Method: http.MethodPost, Path: "/api/v1/proposals", Summary: "Propose a new topic or the next version of one; it runs after a second person approved it", DefaultStatus: http.StatusCreated}, s.propose)
	huma.Register(api, huma.Operation{OperationID: "approve-rule", Method: http.MethodPost, Path: "/api/v1/proposals/{id}/approve", Summary: "Approve a proposal; refused to every token, for a person approves on the desk", DefaultStatus: http.StatusOK}, s.approve)
}

type ruleInput struct {
	Body struct {
		Rule  string `json:"rule"`
		Topic string `json:"topic,omitempty" doc:"whose present rule it is compared with"`
	}
}

func (s *server) checkRule(ctx context.Context, in *ruleInput) (*struct{ Body RuleCheck }, error) {
	if err := s.seen(ctx, desk.Readers); err != nil {
		return nil, s.refuse(err)
	}
	out := &struct{ Body RuleCheck }{}
	rule, err := match.Parse(in.Body.Rule)
	if err == nil {
		out.Body = RuleCheck{OK: true, Means: rule.String(), Words: len(rule.Words())}
		return out, nil
	}
	var f *match.SyntaxError
	if !errors.As(err, &f) {
		return nil, s.refuse(err)
	}
	out.Body.Fault = &RuleFault{f.Line, f.Column, f.Problem, f.Expected, f.Advice, match.Mend(in.Body.Rule)}
	return out, nil
}

func (s *server) replayRule(ctx context.Context, in *ruleInput) (*struct{ Body Replay }, error) {
	if err := s.seen(ctx, desk.Readers); err != nil {
		return nil, s.refuse(err)
	}
	var present store.Topic
	if in.Body.Topic != "" {
		t, err := s.Store.Topic(ctx, in.Body.Topic)
		if err != nil {
			return nil, s.refuse(err)
		}
		present = t
	}
	t, err := s.Intake.Try(ctx, in.Body.Rule, present, nil)
	if err != nil {
		return nil, s.refuse(err)
	}
	out := &struct{ Body Replay }{Body: Replay{Read: t.Read, Apart: t.Elsewhere, Caught: t.Caught, Before: t.Before, Gained: t.Gained, Lost: t.Lost, Days: t.Days, Share: t.Cost.Share, Samples: replaySamples(t.Samples), Misses: replaySamples(t.Misses), Complete: !t.More}}
	return out, nil
}

func replaySamples(list []intake.Sample) []ReplaySample {
	out := []ReplaySample{}
	for _, x := range list {
		out = append(out, ReplaySample{x.Source, x.Title, x.Says, x.Hits})
	}
	return out
}

func (s *server) proposals(ctx context.Context, _ *struct{}) (*itemsOf[ProposalItem], error) {
	if err := s.seen(ctx, desk.Readers); err != nil {
		return nil, s.refuse(err)
	}
	list, err := s.Store.TopicProposals(ctx, "")
	if err != nil {
		return nil, s.refuse(err)
	}
	out := &itemsOf[ProposalItem]{}
	out.Body.Items = []ProposalItem{}
	for _, p := range list {
		out.Body.Items = append(out.Body.Items, proposalItem(p))
	}
	return out, nil
}

func (s *server) propose(ctx context.Context, in *struct {
	Body struct {
		Topic   string   `json:"topic,omitempty" doc:"empty for a new one"`
		Version int64    `json:"version,omitempty" doc:"the version that it begins from"`
		Title   string   `json:"title"`
		Rule    string   `json:"rule"`
		Terms   []string `json:"terms" doc:"of the agency's own duties"`
		Posts   int64    `json:"posts" doc:"opening threshold"`
		Sources int64    `json:"sources" doc:"opening threshold"`
		Active  bool     `json:"active"`
		Reason  string   `json:"reason,omitempty"`
	}
},
) (*struct{ Body ProposalItem }, error) {
	b := in.Body
	t := store.Topic{ID: b.Topic, Version: b.Version, Title: b.Title, Rule: b.Rule, Terms: b.Terms, Posts: b.Posts, Sources: b.Sources, Active: b.Active}
	if b.Topic != "" {
		now, err := s.Store.Topic(ctx, b.Topic)
		if err != nil {
			return nil, s.refuse(err)
		}
		t.UnitID = now.UnitID
	}
	p, err := s.Desk.ProposeTopic(ctx, who(ctx), t, b.Reason)
	if err != nil {
		return nil, s.refuse(err)
	}
	return &struct{ Body ProposalItem }{Body: proposalItem(p)}, nil
}

func (s *server) approve(ctx context.Context, in *struct {
	ID string `path:"id"`
},
) (*struct{ Body TopicItem }, error) {
	if who(ctx).Token {
		return nil, s.refuse(fault.New(fault.Forbidden, "proposal.token", "规则要由本人登录后审定，令牌不能代为审定"))
	}
	t, err := s.Desk.ApproveTopic(ctx, who(ctx), in.ID, "")
	if err != nil {
		return nil, s.refuse(err)
	}
	return &struct{ Body TopicItem }{Body: TopicItem{t.ID, t.Title, t.Rule, t.Terms, "", t.Posts, t.Sources, t.Active, t.Version}}, nil
}
