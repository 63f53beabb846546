package site

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"yingda/internal/store"
)

type expertsView struct {
	Experts  []store.Expert
	Opinions []store.Opinion
}

// shownOpinions is how many published opinions the page of experts shows.
const shownOpinions = 200

// experts lists the outside experts, paid or not, and the opinions that were
// made public under their names. Clause: ORG-5.
func (s *site) experts(ctx context.Context, p *page, _ *http.Request) (templ.Component, error) {
	p.Title = p.T("外部专家")
	list, err := s.Store.Experts(ctx)
	if err != nil {
		return nil, err
	}
	var v expertsView
	for _, e := range list {
		if e.Active {
			v.Experts = append(v.Experts, e)
		}
	}
	if v.Opinions, err = s.Store.PublicOpinions(ctx, shownOpinions); err != nil {
		return nil, err
	}
	return expertsPage(p, v), nil
}

func (p *page) paid(is bool) string {
	if is {
		return p.T("付酬")
	}
	return p.T("不付酬")
}
