package site

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"yingda/internal/store"
)

// reviews lists the public halves of after-action reports. Clause: HAN-11.
func (s *site) reviews(ctx context.Context, p *page, r *http.Request) (templ.Component, error) {
	p.Title = p.T("事后总结")
	list, err := s.Store.PublicReviews(ctx, r.URL.Query().Get("before"), onPage+1)
	if err != nil {
		return nil, err
	}
	next := ""
	if len(list) > onPage {
		list = list[:onPage]
		next = "/reviews?before=" + list[onPage-1].Number
	}
	return reviewsPage(p, list, next), nil
}

func (s *site) review(ctx context.Context, p *page, r *http.Request) (templ.Component, error) {
	one, err := s.Store.PublicReview(ctx, r.PathValue("number"))
	if err != nil {
		return nil, err
	}
	lines, err := s.Store.LedgerOf(ctx, one.Number)
	if err != nil {
		return nil, err
	}
	var line store.LedgerEntry
	if len(lines) > 0 {
		line = lines[0]
	}
	p.Title = one.Title
	return reviewPage(p, one, line), nil
}
