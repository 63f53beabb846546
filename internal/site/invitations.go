package site

import (
	"context"
	"net/http"

	"github.com/a-h/templ"
)

// invitations lists the open invitations to whoever is affected, with how many
// people came forward. Clause: HAN-12.
func (s *site) invitations(ctx context.Context, p *page, _ *http.Request) (templ.Component, error) {
	p.Title = p.T("公开邀请")
	list, err := s.Store.OpenInvitations(ctx)
	if err != nil {
		return nil, err
	}
	var out []invited
	for _, i := range list {
		heard, err := s.Store.HeardOf(ctx, i.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, invited{i, heard})
	}
	return invitationsPage(p, out), nil
}
