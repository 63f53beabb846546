package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
)

// UnitItem is one agency or section.
type UnitItem struct {
	Code   string   `json:"code"`
	Name   string   `json:"name"`
	Kind   string   `json:"kind" enum:"agency,section"`
	Parent string   `json:"parent,omitempty" doc:"code of the unit above"`
	Office bool     `json:"office"`
	Duties []string `json:"duties"`

	Territory []string `json:"territory"`
	Closed    bool     `json:"closed" doc:"kept for old matters; takes nothing new"`
}

// TopicItem is one topic.
type TopicItem struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Rule    string   `json:"rule"`
	Terms   []string `json:"terms"`
	Unit    string   `json:"unit"`
	Posts   int64    `json:"posts" doc:"opening threshold"`
	Sources int64    `json:"sources" doc:"opening threshold"`
	Active  bool     `json:"active"`
	Version int64    `json:"version"`
}

// SourceItem is one source with its health.
type SourceItem struct {
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Category  string `json:"category"`
	URL       string `json:"url,omitempty"`
	Active    bool   `json:"active"`
	LastRead  string `json:"last_read"`
	LastNew   string `json:"last_new"`
	NextRead  string `json:"next_read"`
	Failures  int64  `json:"failures"`
	ErrorCode string `json:"error_code,omitempty"`
	ErrorText string `json:"error_text,omitempty"`
	Posts     int64  `json:"posts"`
}

type itemsOf[T any] struct {
	Body struct {
		Items []T `json:"items"`
	}
}

func (s *server) lists(api huma.API) {
	s.organisation(api)
	s.ruleDoors(api)
	huma.Register(api, huma.Operation{OperationID: "list-units", Method: http.MethodGet, Path: "/api/v1/units", Summary: "Agencies and sections"}, func(ctx context.Context, _ *struct{}) (*itemsOf[UnitItem], error) {
		if err := s.seen(ctx, desk.OutwardReaders); err != nil {
			return nil, s.refuse(err)
		}
		tree, err := s.Desk.Tree(ctx)
		if err != nil {
			return nil, s.refuse(err)
		}
		out := &itemsOf[UnitItem]{}
		for _, u := range tree.Units {
			out.Body.Items = append(out.Body.Items, UnitItem{u.Code, u.Name, u.Kind, tree.ByID[u.ParentID].Code, u.Office, u.Duties, u.Territory, u.ClosedAt != 0})
		}
		return out, nil
	})
	huma.Register(api, huma.Operation{OperationID: "list-topics", Method: http.MethodGet, Path: "/api/v1/topics", Summary: "Topics with their rules"}, func(ctx context.Context, _ *struct{}) (*itemsOf[TopicItem], error) {
		if err := s.seen(ctx, desk.Readers); err != nil {
			return nil, s.refuse(err)
		}
		topics, err := s.Store.Topics(ctx)
		if err != nil {
			return nil, s.refuse(err)
		}
		tree, err := s.Desk.Tree(ctx)
		if err != nil {
			return nil, s.refuse(err)
		}
		out := &itemsOf[TopicItem]{}
		out.Body.Items = []TopicItem{}
		for _, t := range topics {
			out.Body.Items = append(out.Body.Items, TopicItem{t.ID, t.Title, t.Rule, t.Terms, tree.Name(t.UnitID), t.Posts, t.Sources, t.Active, t.Version})
		}
		return out, nil
	})
	huma.Register(api, huma.Operation{OperationID: "list-sources", Method: http.MethodGet, Path: "/api/v1/sources", Summary: "Sources with their health"}, func(ctx context.Context, in *struct {
		After string `query:"after" doc:"name of the last source of the page before"`
		Limit int    `query:"limit" default:"100" minimum:"1" maximum:"1000"`
	},
	) (*itemsOf[SourceItem], error) {
		if err := s.seen(ctx, desk.Readers); err != nil {
			return nil, s.refuse(err)
		}
		sources, err := s.Store.Sources(ctx, in.After, in.Limit)
		if err != nil {
			return nil, s.refuse(err)
		}
		out := &itemsOf[SourceItem]{}
		out.Body.Items = []SourceItem{}
		for _, x := range sources {
			out.Body.Items = append(out.Body.Items, SourceItem{x.Name, x.Kind, x.Category, x.URL, x.Active, when(x.LastReadAt), when(x.LastNewAt), when(x.NextReadAt), x.Failures, x.ErrorCode, x.ErrorText, x.Posts})
		}
		return out, nil
	})
}
