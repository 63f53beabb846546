package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
)

// DutyItem is somebody who watches now.
type DutyItem struct {
	Agency string `json:"agency"`
	Name   string `json:"name"`
	Phone  string `json:"phone"`
	Until  string `json:"until"`
}

// ExpertItem is one outside expert of the public list.
type ExpertItem struct {
	ID          string `json:"id" doc:"names the expert to plan-meeting and to ask_expert"`
	Name        string `json:"name"`
	Affiliation string `json:"affiliation"`
	Field       string `json:"field"`
	Paid        bool   `json:"paid"`
}

// organisation serves who is on duty and who is asked from outside.
func (s *server) organisation(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "list-duty", Method: http.MethodGet, Path: "/api/v1/duty", Summary: "Who is on duty now"}, func(ctx context.Context, _ *struct{}) (*itemsOf[DutyItem], error) {
		if err := s.seen(ctx, desk.Readers); err != nil { // as on the desk: not for outsiders, nor for who guards the machine alone
			return nil, s.refuse(err)
		}
		tree, err := s.Desk.Tree(ctx)
		if err != nil {
			return nil, s.refuse(err)
		}
		now, err := s.Store.OnDutyAt(ctx, s.Store.Now().UnixMilli())
		if err != nil {
			return nil, s.refuse(err)
		}
		out := &itemsOf[DutyItem]{}
		out.Body.Items = []DutyItem{}
		for _, o := range now {
			out.Body.Items = append(out.Body.Items, DutyItem{tree.Name(o.AgencyID), o.Name, o.Phone, when(o.To)})
		}
		return out, nil
	})
	huma.Register(api, huma.Operation{OperationID: "list-experts", Method: http.MethodGet, Path: "/api/v1/experts", Summary: "Outside experts, as on the public list"}, func(ctx context.Context, _ *struct{}) (*itemsOf[ExpertItem], error) {
		list, err := s.Store.Experts(ctx)
		if err != nil {
			return nil, s.refuse(err)
		}
		out := &itemsOf[ExpertItem]{}
		out.Body.Items = []ExpertItem{}
		for _, e := range list {
			if e.Active {
				out.Body.Items = append(out.Body.Items, ExpertItem{e.ID, e.Name, e.Affiliation, e.Field, e.Paid})
			}
		}
		return out, nil
	})
}
