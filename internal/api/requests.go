package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/store"
)

// PublisherItem is an organisation that a request can go to; never a person.
type PublisherItem struct {
	ID      string `json:"id,omitempty"`
	Kind    string `json:"kind,omitempty" doc:"newsroom, site, platform or rescue"`
	Name    string `json:"name,omitempty"`
	Licence string `json:"licence,omitempty" doc:"licence, filing or credit code: what has none is no organisation"`
	Contact string `json:"contact,omitempty" doc:"where letters are delivered"`
}

// RequestItem is a request to a publisher, a platform or rescue services, from the
// closed list. What it claims and shows is copied from the record.
type RequestItem struct {
	Number     string          `json:"number"`
	Agency     string          `json:"agency"`
	Publisher  string          `json:"publisher"`
	Ground     string          `json:"ground" enum:"correction,reply,impersonation,fraud,private_data,rescue"`
	State      string          `json:"state" enum:"drafted,signed,sent,answered,closed,dropped"`
	PageTitle  string          `json:"page_title,omitempty"`
	PageURL    string          `json:"page_url"`
	PageAt     string          `json:"page_at,omitempty"`
	Claim      string          `json:"claim,omitempty"`
	Finding    string          `json:"finding,omitempty"`
	Evidence   string          `json:"evidence,omitempty"`
	Reply      string          `json:"reply,omitempty"`
	Danger     string          `json:"danger,omitempty"`
	Place      string          `json:"place,omitempty"`
	Basis      string          `json:"basis,omitempty"`
	Hash       string          `json:"hash" doc:"of what was signed"`
	DraftedAt  string          `json:"drafted_at"`
	Signers    []RequestSigner `json:"signatures,omitempty"`
	SentAt     string          `json:"sent_at,omitempty"`
	SentHow    string          `json:"sent_how,omitempty"`
	Outcome    string          `json:"outcome,omitempty" enum:"granted,refused,no_answer"`
	AnsweredAt string          `json:"answered_at,omitempty"`
	AnswerURL  string          `json:"answer_url,omitempty"`
	ClosedAt   string          `json:"closed_at,omitempty"`
}

// RequestSigner is one of the two who signed a request.
type RequestSigner struct {
	Name string `json:"name"`
	Role string `json:"role"`
	At   string `json:"at"`
}

type requestNew struct {
	Body struct {
		Ground      string `json:"ground,omitempty" doc:"from the closed list: correction, reply, impersonation, fraud, private_data or rescue"`
		Publisher   string `json:"publisher,omitempty" doc:"id or name of a registered organisation"`
		Concern     string `json:"concern,omitempty" doc:"number; its fact that was found inaccurate is copied"`
		Fact        string `json:"fact,omitempty" doc:"id, where there are several"`
		Statement   string `json:"statement,omitempty" doc:"number of a public statement"`
		PageTitle   string `json:"page_title,omitempty"`
		PageURL     string `json:"page_url,omitempty"`
		PageAt      string `json:"page_at,omitempty" doc:"RFC 3339"`
		Danger      string `json:"danger,omitempty"`
		Place       string `json:"place,omitempty"`
		Basis       string `json:"basis,omitempty"`
		NotOfficial bool   `json:"not_official,omitempty" doc:"of private data: it is no office-holder's name or act"`
	}
}

type requestStep struct {
	Number string `path:"number"`
	Body   struct {
		Step    string `json:"step" enum:"send,answer,close,drop" doc:"two people sign at the desk before it can be sent"`
		How     string `json:"how,omitempty" doc:"send: how it went out"`
		Outcome string `json:"outcome,omitempty" doc:"answer: granted, refused or no_answer"`
		Page    string `json:"page,omitempty" doc:"answer: where the correction or reply stands"`
	}
}

// requests serves requests from the closed list, and whom they can go to. The two
// signatures are given at the desk. Clause: ANS-9.
func (s *server) requests(api huma.API) {
	read(s, api, "list-publishers", "/api/v1/publishers", "Organisations that a request can go to", func(ctx context.Context, _ *nothing) (list[PublisherItem], error) {
		if err := s.seen(ctx, desk.OutwardReaders); err != nil {
			return list[PublisherItem]{}, err
		}
		rows, err := s.Store.Publishers(ctx)
		return listOf(rows, publisher), err
	})
	write(s, api, http.StatusCreated, "add-publisher", "/api/v1/publishers", "Register an organisation", func(ctx context.Context, in *struct{ Body PublisherItem }) (PublisherItem, error) {
		p, err := s.Desk.AddPublisher(ctx, who(ctx), store.Publisher{Kind: in.Body.Kind, Name: in.Body.Name, Licence: in.Body.Licence, Contact: in.Body.Contact})
		return publisher(p), err
	})
	read(s, api, "list-requests", "/api/v1/requests", "Requests to publishers, newest first", func(ctx context.Context, in *pageQuery) (paged[RequestItem], error) {
		return outwardPage(s, ctx, in, s.Store.RequestPage, func(q store.Request) (int64, string) { return 0, q.ID }, func(_ book, q store.Request) RequestItem { return request(q) })
	})
	read(s, api, "get-request", "/api/v1/requests/{number}", "One request with its signatures", func(ctx context.Context, in *numberPath) (RequestItem, error) {
		return s.request(ctx, in.Number)
	})
	write(s, api, http.StatusCreated, "draft-request", "/api/v1/requests", "Draft a request; its words come from the record", func(ctx context.Context, in *requestNew) (RequestItem, error) {
		x := in.Body
		at, err := instant(x.PageAt, "page_at")
		if err != nil {
			return RequestItem{}, err
		}
		all, err := s.Store.Publishers(ctx)
		if err != nil {
			return RequestItem{}, err
		}
		for _, p := range all {
			if p.Name == x.Publisher {
				x.Publisher = p.ID
			}
		}
		q, err := s.Desk.DraftRequest(ctx, who(ctx), desk.RequestDraft{
			Ground: x.Ground, Publisher: x.Publisher, Concern: x.Concern, Fact: x.Fact, Statement: x.Statement, PageTitle: x.PageTitle, PageURL: x.PageURL, PageAt: at,
			Danger: x.Danger, Place: x.Place, Basis: x.Basis, NotOfficial: x.NotOfficial,
		})
		if err != nil {
			return RequestItem{}, err
		}
		return s.request(ctx, q.Number)
	})
	write(s, api, http.StatusOK, "step-request", "/api/v1/requests/{number}/steps", "Record that it was sent, what came of it, that it is over, or give a draft up", func(ctx context.Context, in *requestStep) (RequestItem, error) {
		var err error
		switch in.Body.Step {
		case "send":
			err = s.Desk.SendRequest(ctx, who(ctx), in.Number, in.Body.How)
		case "answer":
			err = s.Desk.AnswerRequest(ctx, who(ctx), in.Number, in.Body.Outcome, in.Body.Page)
		case "close":
			err = s.Desk.CloseRequest(ctx, who(ctx), in.Number)
		case "drop":
			err = s.Desk.DropRequest(ctx, who(ctx), in.Number)
		default:
			err = fault.New(fault.Invalid, "request.step", "只有这几步：send answer close drop").On("step")
		}
		if err != nil {
			return RequestItem{}, err
		}
		return s.request(ctx, in.Number)
	})
}

func publisher(p store.Publisher) PublisherItem {
	return PublisherItem{p.ID, p.Kind, p.Name, p.Licence, p.Contact}
}

func (s *server) request(ctx context.Context, number string) (RequestItem, error) {
	q, _, err := outward(s, ctx, s.Store.Request, number)
	if err != nil {
		return RequestItem{}, err
	}
	out := request(q)
	signed, err := s.Store.RequestSigners(ctx, q.ID)
	for _, x := range signed {
		out.Signers = append(out.Signers, RequestSigner{x.Name, x.Role, when(x.At)})
	}
	return out, err
}

func request(q store.Request) RequestItem {
	return RequestItem{
		Number: q.Number, Agency: q.Agency, Publisher: q.Publisher, Ground: q.Ground, State: q.State, PageTitle: q.PageTitle, PageURL: q.PageURL, PageAt: when(q.PageAt),
		Claim: q.Claim, Finding: q.Finding, Evidence: q.Evidence, Reply: q.Reply, Danger: q.Danger, Place: q.Place, Basis: q.Basis, Hash: q.Hash, DraftedAt: when(q.DraftedAt),
		SentAt: when(q.SentAt), SentHow: q.SentHow, Outcome: q.Outcome, AnsweredAt: when(q.AnsweredAt), AnswerURL: q.AnswerURL, ClosedAt: when(q.ClosedAt),
	}
}
