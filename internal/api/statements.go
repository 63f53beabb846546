package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/proof"
	"yingda/internal/regime"
)

// ConfirmationItem is what one unit was asked and said about a text.
type ConfirmationItem struct {
	Unit     string `json:"unit"`
	Version  int64  `json:"version"`
	Hash     string `json:"hash"`
	State    string `json:"state" enum:"open,confirmed,objected,void,released" doc:"void: the text changed since; silence is never consent"`
	Question string `json:"question"`
	AskedAt  string `json:"asked_at"`
	Due      string `json:"due"`
	Answer   string `json:"answer"`
	At       string `json:"answered_at"`
}

// SignatureItem is one signed gate, or the approval, with what was ticked.
type SignatureItem struct {
	Gate    string   `json:"gate"`
	Role    string   `json:"role"`
	Version int64    `json:"version"`
	Hash    string   `json:"hash"`
	Note    string   `json:"note"`
	At      string   `json:"at"`
	VoidAt  string   `json:"void_at"`
	Checks  []string `json:"checks"`
}

// ResultItem is one result of a concern.
type ResultItem struct {
	Kind     string `json:"kind" enum:"adoption,apology,solution,clarification"`
	Adoption string `json:"adoption,omitempty" enum:"adopted,partly,not_adopted"`
	Text     string `json:"text"`
	Measure  string `json:"measure,omitempty"`
	Unit     string `json:"unit,omitempty"`
	When     string `json:"when,omitempty"`
	Claim    string `json:"claim,omitempty" doc:"of a clarification: one claim of fact, never whose"`
	Evidence string `json:"evidence,omitempty"`
	ShownAt  string `json:"shown_at,omitempty" doc:"where it was explained"`
	At       string `json:"at"`
	PublicAt string `json:"public_at" doc:"empty until the concern was closed"`
}

func (s *server) fillResults(ctx context.Context, id string, out *Concern) error {
	out.Results = []ResultItem{}
	list, err := s.Store.Outturns(ctx, id)
	for _, o := range list {
		out.Results = append(out.Results, ResultItem{o.Kind, o.Adoption, o.Text, o.Measure, o.Unit, o.When, o.Claim, o.Evidence, o.ShownAt, when(o.At), when(o.PublicAt)})
	}
	return err
}

// GroupItem is one member of the response group of a concern.
type GroupItem struct {
	Name      string   `json:"name"`
	Unit      string   `json:"unit"`
	Parts     []string `json:"parts" doc:"roles by the plan, part at the meeting"`
	Expertise string   `json:"expertise,omitempty"`
	ByPlan    bool     `json:"by_plan"`
	ByMeeting bool     `json:"by_meeting"`
	Head      bool     `json:"head,omitempty" doc:"leads the group"`
	For       string   `json:"instead_of,omitempty" doc:"the member who left and for whom they stepped in"`
	Key       string   `json:"key" doc:"names the member to change_group"`
}

// GroupChangeItem is one member who left the response group.
type GroupChangeItem struct {
	Name       string `json:"name"`
	Unit       string `json:"unit"`
	Ground     string `json:"ground" enum:"duty,away,recusal,expertise,other"`
	Reason     string `json:"reason"`
	Substitute string `json:"substitute,omitempty"`
	At         string `json:"at"`
}

func (s *server) fillGroup(ctx context.Context, id string, out *Concern) error {
	out.Group, out.GroupChanges = []GroupItem{}, []GroupChangeItem{}
	m, err := s.Store.Matter(ctx, id)
	if err != nil {
		return err
	}
	g, err := s.Desk.ResponseGroup(ctx, m)
	for _, x := range g.Members {
		out.Group = append(out.Group, GroupItem{x.Name, x.Unit, append([]string{}, x.Parts...), x.Expertise, x.ByPlan, x.ByMeeting, x.Head, x.For, x.Key})
	}
	for _, c := range g.Changes {
		out.GroupChanges = append(out.GroupChanges, GroupChangeItem{c.Name, c.Unit, c.Ground, c.Reason, c.Substitute, when(c.At)})
	}
	return err
}

// statements registers the reading of one statement.
func (s *server) statements(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "get-statement", Method: http.MethodGet, Path: "/api/v1/statements/{number}", Summary: "One statement with its text, confirmations, signatures and automatic checks"},
		func(ctx context.Context, in *numberPath) (*struct{ Body StatementItem }, error) {
			m, _, err := s.Desk.Offers(ctx, who(ctx), in.Number)
			if err == nil && m.Kind != regime.Statement {
				err = fault.New(fault.NotFound, "matter.unknown", "没有答复稿 %s，或者您看不到它", in.Number)
			}
			if err != nil {
				return nil, s.refuse(err)
			}
			out, err := s.statementItem(ctx, m)
			if err != nil {
				return nil, s.refuse(err)
			}
			return &struct{ Body StatementItem }{out}, nil
		})
}

// statementItem reads a statement as the interface shows it.
func (s *server) statementItem(ctx context.Context, m matter.Matter) (StatementItem, error) {
	item := StatementItem{Number: m.Number, Title: m.Title, State: string(m.State), Confirmations: []ConfirmationItem{}, Signatures: []SignatureItem{}, Checks: []proof.Finding{}}
	st, err := s.Store.Statement(ctx, m.ID)
	if err != nil {
		return item, err
	}
	item.Part, item.ReleaseAt, item.ApprovedUntil = st.Part, when(st.ReleaseAt), when(st.ApprovedUntil)
	texts, err := s.Store.Texts(ctx, m.ID)
	if err != nil {
		return item, err
	}
	if len(texts) > 0 {
		item.Text = texts[0].Body
		found, err := s.Desk.Proof(ctx, m, proof.Text{Title: texts[0].Title, Body: texts[0].Body})
		if err != nil {
			return item, err
		}
		item.Checks = append(item.Checks, found...)
	}
	return item, s.fillSigned(ctx, m, &item)
}

func (s *server) fillSigned(ctx context.Context, m matter.Matter, item *StatementItem) error {
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return err
	}
	asked, err := s.Store.Confirmations(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, c := range asked {
		item.Confirmations = append(item.Confirmations, ConfirmationItem{tree.Name(c.UnitID), c.Version, c.Hash, c.State, c.Question, when(c.AskedAt), when(c.DueAt), c.Answer, when(c.AnsweredAt)})
	}
	checks, err := s.Store.SignedChecks(ctx, m.ID)
	if err != nil {
		return err
	}
	signed, err := s.Store.Signatures(ctx, m.ID)
	for _, g := range signed {
		ticked := checks[g.ID]
		if ticked == nil {
			ticked = []string{}
		}
		item.Signatures = append(item.Signatures, SignatureItem{g.Gate, g.Role, g.Version, g.Hash, g.Note, when(g.At), when(g.VoidAt), ticked})
	}
	return err
}
