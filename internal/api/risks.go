package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/regime"
	"yingda/internal/store"
)

// RiskItem is the assessment of a decision before it is carried out.
type RiskItem struct {
	ID         string   `json:"id"`
	Number     string   `json:"number"`
	Agency     string   `json:"agency"`
	Title      string   `json:"title"`
	Decision   string   `json:"decision"`
	Risks      string   `json:"risks"`
	Grade      string   `json:"grade"`
	Plan       string   `json:"plan"`
	State      string   `json:"state" enum:"drafted,returned,approved"`
	Drafter    string   `json:"drafter"`
	CreatedAt  string   `json:"created_at"`
	Approver   string   `json:"approver,omitempty"`
	ApprovedAt string   `json:"approved_at,omitempty"`
	Returned   string   `json:"returned,omitempty" doc:"why it was sent back"`
	Concerns   []string `json:"concerns,omitempty" doc:"numbers of the concerns that came of the decision"`
}

// OwnListItem is the list of one period of the agency's own acts and decisions
// that may raise concern; in a list of lists without entries.
type OwnListItem struct {
	ID        string         `json:"id"`
	Agency    string         `json:"agency"`
	Period    string         `json:"period" doc:"2026-03"`
	State     string         `json:"state" enum:"open,signed"`
	CreatedAt string         `json:"created_at"`
	SignedBy  string         `json:"signed_by,omitempty"`
	SignedAt  string         `json:"signed_at,omitempty"`
	Entries   []OwnEntryItem `json:"entries,omitempty"`
}

// OwnEntryItem is one act or decision. No person and no group can be entered.
type OwnEntryItem struct {
	Kind    string `json:"kind,omitempty" doc:"act or decision"`
	Term    string `json:"term,omitempty" doc:"the duty of the agency that it belongs to; the act names it"`
	Act     string `json:"act,omitempty"`
	Worry   string `json:"worry,omitempty" doc:"the concern that it may raise"`
	Measure string `json:"measure,omitempty" doc:"how it is to be explained and made better"`
}

type riskDraft struct {
	Body struct {
		ID       string `json:"id,omitempty" doc:"of an assessment that is to be changed; empty for a new one"`
		Title    string `json:"title,omitempty"`
		Decision string `json:"decision,omitempty"`
		Risks    string `json:"risks,omitempty"`
		Grade    string `json:"grade,omitempty" doc:"general, serious, major or especially_major"`
		Plan     string `json:"plan,omitempty"`
	}
}

// risks serves assessments and own lists. Approving an assessment and signing a
// list off are on the desk alone. Clause: JUD-6, JUD-7.
func (s *server) risks(api huma.API) {
	read(s, api, "list-risks", "/api/v1/risks", "Assessments of decisions of the caller's agency, newest first", func(ctx context.Context, in *pageQuery) (paged[RiskItem], error) {
		return ownPage(s, ctx, in, s.Desk.RiskPage, func(r store.Risk) (int64, string) { return 0, r.ID }, book.risk)
	})
	read(s, api, "get-risk", "/api/v1/risks/{id}", "One assessment, with the concerns that came of the decision", func(ctx context.Context, in *idPath) (RiskItem, error) {
		return s.risk(ctx, in.ID)
	})
	write(s, api, http.StatusOK, "save-risk", "/api/v1/risks", "Draft an assessment, or change one that is not approved; somebody else approves it on the desk", func(ctx context.Context, in *riskDraft) (RiskItem, error) {
		id, err := s.Desk.SaveRisk(ctx, who(ctx), store.Risk{ID: in.Body.ID, Title: in.Body.Title, Decision: in.Body.Decision, Risks: in.Body.Risks, Grade: regime.Grade(in.Body.Grade), Plan: in.Body.Plan})
		if err != nil {
			return RiskItem{}, err
		}
		return s.risk(ctx, id)
	})
	write(s, api, http.StatusOK, "link-risk", "/api/v1/risks/{id}/concerns", "Note that a concern came of an assessed decision", func(ctx context.Context, in *struct {
		ID   string `path:"id"`
		Body struct {
			Concern string `json:"concern" doc:"number"`
		}
	},
	) (RiskItem, error) {
		if err := s.Desk.LinkRisk(ctx, who(ctx), in.ID, in.Body.Concern); err != nil {
			return RiskItem{}, err
		}
		return s.risk(ctx, in.ID)
	})
	s.ownLists(api)
}

func (s *server) ownLists(api huma.API) {
	read(s, api, "list-own-lists", "/api/v1/own-lists", "Periodic lists of own acts of the caller's agency, latest first", func(ctx context.Context, in *pageQuery) (paged[OwnListItem], error) {
		return ownPage(s, ctx, in, s.Desk.OwnListPage, func(l store.OwnList) (int64, string) { return 0, l.Period }, book.ownList)
	})
	read(s, api, "get-own-list", "/api/v1/own-lists/{id}", "One list with its entries", func(ctx context.Context, in *idPath) (OwnListItem, error) {
		return s.ownList(ctx, in.ID)
	})
	write(s, api, http.StatusOK, "begin-own-list", "/api/v1/own-lists", "Begin the list of a period, or read the one that is there", func(ctx context.Context, in *struct {
		Body struct {
			Period string `json:"period" doc:"2026-03"`
		}
	},
	) (OwnListItem, error) {
		id, err := s.Desk.BeginOwnList(ctx, who(ctx), in.Body.Period)
		if err != nil {
			return OwnListItem{}, err
		}
		return s.ownList(ctx, id)
	})
	write(s, api, http.StatusOK, "add-own-entry", "/api/v1/own-lists/{id}/entries", "Enter an act or decision of the agency; one that speaks of people or groups is refused", func(ctx context.Context, in *struct {
		ID   string `path:"id"`
		Body OwnEntryItem
	},
	) (OwnListItem, error) {
		e := in.Body
		if err := s.Desk.AddOwnEntry(ctx, who(ctx), in.ID, store.OwnEntry{Kind: e.Kind, Act: e.Act, Term: e.Term, Worry: e.Worry, Measure: e.Measure}); err != nil {
			return OwnListItem{}, err
		}
		return s.ownList(ctx, in.ID)
	})
}

func (s *server) risk(ctx context.Context, id string) (RiskItem, error) {
	r, err := s.Desk.Risk(ctx, who(ctx), id)
	if err != nil {
		return RiskItem{}, err
	}
	b, err := s.book(ctx)
	return b.risk(r), err
}

func (b book) risk(r store.Risk) RiskItem {
	state := "drafted"
	switch {
	case r.ApprovedAt > 0:
		state = "approved"
	case r.Returned != "":
		state = "returned"
	}
	return RiskItem{r.ID, r.Number, b.tree.Name(r.AgencyID), r.Title, r.Decision, r.Risks, string(r.Grade), r.Plan, state, b.names[r.DrafterID], when(r.CreatedAt), b.names[r.ApproverID], when(r.ApprovedAt), r.Returned, r.Concerns}
}

func (s *server) ownList(ctx context.Context, id string) (OwnListItem, error) {
	l, err := s.Desk.OwnList(ctx, who(ctx), id)
	if err != nil {
		return OwnListItem{}, err
	}
	b, err := s.book(ctx)
	return b.ownList(l), err
}

func (b book) ownList(l store.OwnList) OwnListItem {
	out := OwnListItem{ID: l.ID, Agency: b.tree.Name(l.AgencyID), Period: l.Period, State: "open", CreatedAt: when(l.CreatedAt), SignedBy: b.names[l.SignedBy], SignedAt: when(l.SignedAt)}
	if l.SignedAt > 0 {
		out.State = "signed"
	}
	for _, e := range l.Entries {
		out.Entries = append(out.Entries, OwnEntryItem{e.Kind, e.Term, e.Act, e.Worry, e.Measure})
	}
	return out
}
