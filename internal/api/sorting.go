package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
)

// SortingItem is how need or unit is proposed and how right that was. Shares are
// 0 to 1.
type SortingItem struct {
	Target    string         `json:"target" enum:"need,unit"`
	Version   int64          `json:"version" doc:"of the model that serves; 0 while fixed rules do"`
	TrainedAt string         `json:"trained_at"`
	Examples  int64          `json:"examples"`
	HeldOut   *HeldOutItem   `json:"held_out,omitempty" doc:"on parts of the examples that the model was not shown"`
	Rules     TallyItem      `json:"rules"`
	Model     TallyItem      `json:"model"`
	Values    []ValueItem    `json:"values" doc:"by what people decided; check stands for the verdicts that no program proposes"`
	Months    []MonthItem    `json:"months" doc:"the last twelve"`
	Corrected int64          `json:"corrected" doc:"since the model was trained"`
	Kinds     map[string]int `json:"kinds" doc:"examples of each value that the model learned from"`
}

// HeldOutItem is how a model did on held-out examples.
type HeldOutItem struct {
	Accuracy  float64 `json:"accuracy"`
	Two       float64 `json:"two"`
	Coverage  float64 `json:"coverage"`
	Precision float64 `json:"precision"`
	Threshold float64 `json:"threshold" doc:"above 1 the model never speaks"`
}

// TallyItem counts decisions, those with a suggestion, and of these the right ones.
type TallyItem struct {
	Decided int64 `json:"decided"`
	Shown   int64 `json:"shown"`
	Right   int64 `json:"right"`
	Two     int64 `json:"right_among_two"`
}

// ValueItem is the tally of one need or unit.
type ValueItem struct {
	Value string `json:"value"`
	TallyItem
	Said      int64 `json:"said"`
	SaidRight int64 `json:"said_right"`
}

// MonthItem is the tally of one month.
type MonthItem struct {
	Month string `json:"month"`
	TallyItem
}

func (s *server) sorting(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "get-sorting", Method: http.MethodGet, Path: "/api/v1/sorting", Summary: "What proposes need and unit, and how right it was"}, s.getSorting)
	huma.Register(api, huma.Operation{OperationID: "train-sorting", Method: http.MethodPost, Path: "/api/v1/sorting/train", Summary: "Queue a training of the classifiers", DefaultStatus: http.StatusAccepted}, s.trainSorting)
}

func (s *server) getSorting(ctx context.Context, _ *struct{}) (*itemsOf[SortingItem], error) {
	if err := s.seen(ctx, desk.Readers); err != nil {
		return nil, s.refuse(err)
	}
	records, err := s.Desk.SortingRecords(ctx, who(ctx), s.Now())
	if err != nil {
		return nil, s.refuse(err)
	}
	out := &itemsOf[SortingItem]{}
	out.Body.Items = []SortingItem{}
	for _, r := range records {
		item := SortingItem{Target: r.Target, Rules: tally(r.Rules), Model: tally(r.Models), Values: []ValueItem{}, Months: []MonthItem{}, Corrected: r.Corrected, Kinds: map[string]int{}}
		if m := r.Model; m != nil {
			share := func(parts int64) float64 { return float64(parts) / 10_000 }
			item.Version, item.TrainedAt, item.Examples = m.Version, when(m.TrainedAt), m.Examples
			item.HeldOut = &HeldOutItem{share(m.Accuracy), share(m.Two), share(m.Coverage), share(m.Spoken), share(m.Threshold)}
			for _, k := range m.Kinds {
				item.Kinds[k.Value] = int(k.N)
			}
		}
		for _, v := range r.Values {
			item.Values = append(item.Values, ValueItem{v.Value, tally(v.Tally), v.Said, v.SaidRight})
		}
		for _, m := range r.Months {
			item.Months = append(item.Months, MonthItem{m.Month, tally(m.Tally)})
		}
		out.Body.Items = append(out.Body.Items, item)
	}
	return out, nil
}

func tally(t desk.Tally) TallyItem { return TallyItem{t.All, t.Shown, t.Right, t.Two} }

func (s *server) trainSorting(ctx context.Context, _ *struct{}) (*struct{}, error) {
	if err := s.Desk.AskTraining(ctx, who(ctx)); err != nil {
		return nil, s.refuse(err)
	}
	s.Wake()
	return nil, nil
}
