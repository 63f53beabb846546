package api

import (
	"cmp"
	"context"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/store"
)

// CheckItem is a finding that a unit was asked to check before it is passed on.
type CheckItem struct {
	ID         string `json:"id"`
	Concern    string `json:"concern" doc:"number"`
	Title      string `json:"title" doc:"of the concern"`
	Question   string `json:"question"`
	Unit       string `json:"unit" doc:"that was asked"`
	AskedBy    string `json:"asked_by"`
	AskedAt    string `json:"asked_at"`
	Found      string `json:"found,omitempty"`
	AnsweredBy string `json:"answered_by,omitempty"`
	AnsweredAt string `json:"answered_at,omitempty"`
}

type checkQuery struct {
	PageQuery
	Answered bool `query:"answered" doc:"those that were answered, newest first; else those that wait, longest first"`
}

// checks lists what units were asked to check. A unit is asked, and answers, by the
// acts ask_check and answer_check of the concern. Clause: LIS-7.
func (s *server) checks(api huma.API) {
	read(s, api, "list-checks", "/api/v1/checks", "Findings that units were asked to check, of the matters that the caller sees", func(ctx context.Context, in *checkQuery) (paged[CheckItem], error) {
		p, err := in.page()
		if err != nil {
			return paged[CheckItem]{}, err
		}
		b, err := s.book(ctx)
		if err != nil {
			return paged[CheckItem]{}, err
		}
		rows, err := s.Store.Checks(ctx, in.Answered, b.tree.Scope(who(ctx)), p)
		return pageOf(rows, in.Limit, func(c store.Check) (int64, string) { return cmp.Or(c.AnsweredAt, c.AskedAt), c.ID }, b.check), err
	})
}

func (b book) check(c store.Check) CheckItem {
	return CheckItem{c.ID, c.Number, c.Title, c.Question, b.tree.Name(c.UnitID), b.names[c.AskedBy], when(c.AskedAt), c.Found, b.names[c.AnsweredBy], when(c.AnsweredAt)}
}
