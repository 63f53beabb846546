package site

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"yingda/internal/store"
)

// invited is one invitation with what was heard: counts, never people; and the
// statements on the same matter.
type invited struct {
	store.Invitation
	Heard      []store.Heard
	Statements []string
}

// invitations lists the invitations to whoever is affected, with how many people
// came forward. Clause: HAN-12.
func (s *site) invitations(ctx context.Context, p *page, _ *http.Request) (templ.Component, error) {
	p.Title = p.T("公开邀请")
	list, err := s.Store.OpenInvitations(ctx)
	if err != nil {
		return nil, err
	}
	var out []invited
	for _, i := range list {
		one, err := s.invited(ctx, i)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return invitationsPage(p, out), nil
}

// invitation is one invitation at its own address.
func (s *site) invitation(ctx context.Context, p *page, r *http.Request) (templ.Component, error) {
	i, err := s.Store.PublicInvitation(ctx, r.PathValue("number"))
	if err != nil {
		return nil, err
	}
	p.Title = p.T("公开邀请") + " " + i.Number
	one, err := s.invited(ctx, i)
	return invitationPage(p, one), err
}

func (s *site) invited(ctx context.Context, i store.Invitation) (invited, error) {
	heard, err := s.Store.HeardOf(ctx, i.ID)
	if err != nil {
		return invited{}, err
	}
	numbers, err := s.Store.StatementsBeside(ctx, i.ID)
	return invited{i, heard, numbers}, err
}
