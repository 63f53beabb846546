package api

import (
	"context"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// pageQuery asks for one page of a register.
type pageQuery struct {
	After string `query:"after" doc:"next of the page before"`
	Limit int    `query:"limit" default:"100" minimum:"1" maximum:"500"`
}

// PageQuery is its name where it is embedded: huma passes over embedded fields that
// are not exported.
type PageQuery = pageQuery

// paged is one page of a register, newest first.
type paged[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next" doc:"what after takes for the next page, null on the last"`
}

// page is what the store is asked for: one row more than is shown, to know
// whether there is another page.
func (q pageQuery) page() (store.Page, error) {
	after, err := readCursor(q.After)
	return store.Page{At: after.Due, ID: after.ID, N: q.Limit + 1}, err
}

// pageOf makes a page of rows; place names a row to the next page.
func pageOf[T, S any](rows []S, limit int, place func(S) (int64, string), item func(S) T) paged[T] {
	out := paged[T]{}
	if len(rows) > limit {
		rows = rows[:limit]
		next := cursor(place(rows[limit-1]))
		out.Next = &next
	}
	out.Items = listOf(rows, item).Items
	return out
}

// ownPage reads one page of a register of the caller's agency.
func ownPage[T, S any](s *server, ctx context.Context, in *pageQuery, read func(context.Context, matter.Actor, store.Page) ([]S, error), place func(S) (int64, string), item func(book, S) T) (paged[T], error) {
	p, err := in.page()
	if err != nil {
		return paged[T]{}, err
	}
	rows, err := read(ctx, who(ctx), p)
	if err != nil {
		return paged[T]{}, err
	}
	b, err := s.book(ctx)
	return pageOf(rows, in.Limit, place, func(x S) T { return item(b, x) }), err
}

// pageFor reads one page of a register that roles open.
func pageFor[T, S any](s *server, ctx context.Context, in *pageQuery, roles []regime.Role, read func(book, store.Page) ([]S, error), place func(S) (int64, string), item func(book, S) T) (paged[T], error) {
	if err := s.seen(ctx, roles); err != nil {
		return paged[T]{}, err
	}
	p, err := in.page()
	if err != nil {
		return paged[T]{}, err
	}
	b, err := s.book(ctx)
	if err != nil {
		return paged[T]{}, err
	}
	rows, err := read(b, p)
	return pageOf(rows, in.Limit, place, func(x S) T { return item(b, x) }), err
}
