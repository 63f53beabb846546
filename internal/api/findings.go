package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// FindingItem is something that the system itself found late, missed or ignored.
// Accountability reads from here: time that passed without an act, never how
// often something was said.
type FindingItem struct {
	ID         string        `json:"id"`
	Kind       string        `json:"kind" enum:"late,missed,ignored"`
	Rule       string        `json:"rule"`
	Title      string        `json:"title"`
	What       string        `json:"what" doc:"one sentence"`
	Article    string        `json:"article"`
	Unit       string        `json:"unit"`
	Number     string        `json:"number,omitempty" doc:"of the matter"`
	Evidence   []string      `json:"evidence"`
	Since      string        `json:"since"`
	At         string        `json:"at"`
	AnsweredAt string        `json:"answered_at,omitempty"`
	Answers    []FindingSaid `json:"answers,omitempty" doc:"explanations; none is ever changed or taken away"`
}

// FindingSaid is one explanation of a finding.
type FindingSaid struct {
	Name string `json:"name"`
	Role string `json:"role"`
	Text string `json:"text"`
	At   string `json:"at"`
}

type findingQuery struct {
	Kind   string `query:"kind" enum:"late,missed,ignored"`
	Unit   string `query:"unit" doc:"code, name or id"`
	Open   bool   `query:"open" doc:"those that nobody has explained"`
	Before string `query:"before" doc:"id of the last finding of the page before"`
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
}

// findings serves the register of findings.
func (s *server) findings(api huma.API) {
	read(s, api, "list-findings", "/api/v1/findings", "What was late, missed or ignored in the units that the caller sees, newest first", func(ctx context.Context, in *findingQuery) (list[FindingItem], error) {
		if err := s.seen(ctx, desk.Overseers); err != nil {
			return list[FindingItem]{}, err
		}
		b, err := s.book(ctx)
		if err != nil {
			return list[FindingItem]{}, err
		}
		unit, err := b.unit(in.Unit, "unit")
		if err != nil {
			return list[FindingItem]{}, err
		}
		rows, err := s.Store.Findings(ctx, store.FindingFilter{Kind: in.Kind, UnitID: unit, Open: in.Open, Before: in.Before}, b.tree.Scope(who(ctx)), in.Limit)
		return listOf(rows, b.finding), err
	})
	read(s, api, "get-finding", "/api/v1/findings/{id}", "One finding with its evidence and explanations", func(ctx context.Context, in *idPath) (FindingItem, error) {
		return s.finding(ctx, in.ID)
	})
	write(s, api, http.StatusOK, "explain-finding", "/api/v1/findings/{id}/answers", "Explain a finding; the finding stays", func(ctx context.Context, in *struct {
		ID   string `path:"id"`
		Body struct {
			Text string `json:"text"`
		}
	},
	) (FindingItem, error) {
		if err := s.Desk.AnswerFinding(ctx, who(ctx), in.ID, in.Body.Text); err != nil {
			return FindingItem{}, err
		}
		return s.finding(ctx, in.ID)
	})
}

func (s *server) finding(ctx context.Context, id string) (FindingItem, error) {
	if err := s.seen(ctx, desk.Overseers); err != nil {
		return FindingItem{}, err
	}
	f, err := s.Desk.Finding(ctx, who(ctx), id)
	if err != nil {
		return FindingItem{}, err
	}
	b, err := s.book(ctx)
	if err != nil {
		return FindingItem{}, err
	}
	out := b.finding(f)
	said, err := s.Store.FindingAnswers(ctx, f.ID)
	for _, a := range said {
		out.Answers = append(out.Answers, FindingSaid{b.names[a.PersonID], regime.Role(a.Role).Title(), a.Text, when(a.At)})
	}
	return out, err
}

func (b book) finding(f store.Finding) FindingItem {
	out := FindingItem{f.ID, f.Kind, f.Rule, f.Title, f.What, f.Article, b.tree.Name(f.UnitID), f.Number, nil, when(f.Since), when(f.At), when(f.AnsweredAt), nil}
	if json.Unmarshal([]byte(f.Evidence), &out.Evidence) != nil || out.Evidence == nil {
		out.Evidence = []string{}
	}
	return out
}
