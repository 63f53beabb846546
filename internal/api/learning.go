package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/store"
)

// FeedbackItem is how many readers said that the answers to a concern met their
// question.
type FeedbackItem struct {
	Answers int64            `json:"answers"`
	Yes     int64            `json:"yes"`
	Partly  int64            `json:"partly"`
	No      int64            `json:"no"`
	Missing map[string]int64 `json:"missing" doc:"by reason; readers may give none"`
}

// LessonItem is one lesson of an after-action report.
type LessonItem struct {
	ID      string `json:"id"`
	Concern string `json:"concern"`
	Text    string `json:"text"`
	Unit    string `json:"unit"`
	Due     string `json:"due"`
	DoneAt  string `json:"done_at"`
	Result  string `json:"result,omitempty"`
}

func (s *server) learning(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "get-feedback", Method: http.MethodGet, Path: "/api/v1/concerns/{number}/feedback", Summary: "What readers said of the answers to a concern, in counts"}, s.getFeedback)
	huma.Register(api, huma.Operation{OperationID: "list-lessons", Method: http.MethodGet, Path: "/api/v1/lessons", Summary: "Lessons of after-action reports, newest first"}, s.listLessons)
}

func (s *server) getFeedback(ctx context.Context, in *numberPath) (*struct{ Body FeedbackItem }, error) {
	m, _, err := s.Desk.Offers(ctx, who(ctx), in.Number)
	if err == nil {
		err = concernOnly(m)
	}
	if err != nil {
		return nil, s.refuse(err)
	}
	f, err := s.Store.FeedbackOn(ctx, m.ID)
	if err != nil {
		return nil, s.refuse(err)
	}
	return &struct{ Body FeedbackItem }{FeedbackItem{f.All(), f.Yes, f.Partly, f.No, f.Missing}}, nil
}

// listLessons shows who sees everything all of them, others those of their agency.
func (s *server) listLessons(ctx context.Context, in *struct {
	State  string `query:"state" enum:"open,late,done"`
	Before string `query:"before" doc:"id of the last lesson of the page before"`
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
},
) (*itemsOf[LessonItem], error) {
	if err := s.seen(ctx, desk.Readers); err != nil {
		return nil, s.refuse(err)
	}
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return nil, s.refuse(err)
	}
	f := store.LessonFilter{State: in.State, Before: in.Before}
	if caller := who(ctx); !caller.SeesAll() {
		f.Agency = tree.ByID[caller.UnitID].AgencyID
		if f.Agency == "" {
			f.Agency = "none"
		}
	}
	list, err := s.Store.Lessons(ctx, f, in.Limit)
	if err != nil {
		return nil, s.refuse(err)
	}
	out := &itemsOf[LessonItem]{}
	out.Body.Items = []LessonItem{}
	for _, l := range list {
		out.Body.Items = append(out.Body.Items, LessonItem{l.ID, l.Number, l.Text, tree.Name(l.UnitID), when(l.DueAt), when(l.DoneAt), l.Result})
	}
	return out, nil
}
