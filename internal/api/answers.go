package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/store"
)

// CheckedAnswerItem is an answer to a common question, with its source, a keeper
// and a day until which it is valid.
type CheckedAnswerItem struct {
	Number    int64               `json:"number"`
	Agency    string              `json:"agency"`
	State     string              `json:"state" enum:"waiting,returned,public,expired,withdrawn"`
	Version   int64               `json:"version" doc:"of the newest text, which is shown here"`
	Public    int64               `json:"public_version,omitempty" doc:"the version that the public reads"`
	Question  string              `json:"question"`
	Answer    string              `json:"answer"`
	Kind      string              `json:"source_kind" enum:"law,document"`
	Source    string              `json:"source"`
	Article   string              `json:"article,omitempty"`
	URL       string              `json:"url,omitempty"`
	Keeper    string              `json:"keeper"`
	ValidTo   string              `json:"valid_to" doc:"last day"`
	Helpful   int64               `json:"helpful" doc:"readers who said so; nothing else is known of them"`
	Unhelpful int64               `json:"unhelpful"`
	Words     []string            `json:"words,omitempty" doc:"in common with what was searched"`
	History   []CheckedAnswerText `json:"history,omitempty"`
}

// CheckedAnswerText is one version of a checked answer.
type CheckedAnswerText struct {
	Version    int64  `json:"version"`
	Question   string `json:"question"`
	Answer     string `json:"answer"`
	Source     string `json:"source"`
	Article    string `json:"article,omitempty"`
	By         string `json:"by"`
	At         string `json:"at"`
	ApprovedBy string `json:"approved_by,omitempty"`
	ApprovedAt string `json:"approved_at,omitempty"`
	Returned   string `json:"returned,omitempty" doc:"why it was not approved"`
}

type answerSave struct {
	Body struct {
		Number   int64  `json:"number,omitempty" doc:"of an answer that gets a new text; none for a new one"`
		Agency   string `json:"agency,omitempty" doc:"code, name or id; the caller's own without it"`
		Keeper   string `json:"keeper,omitempty" doc:"login, name or id; the caller without it"`
		Question string `json:"question,omitempty"`
		Answer   string `json:"answer,omitempty"`
		Kind     string `json:"source_kind,omitempty" doc:"law or document"`
		Source   string `json:"source,omitempty"`
		Article  string `json:"article,omitempty"`
		URL      string `json:"url,omitempty"`
		ValidTo  string `json:"valid_to,omitempty" doc:"last day, as 2027-12-31"`
	}
}

type answersQuery struct {
	Q     string `query:"q" doc:"what somebody asks, in their words; answers in force that are near it, nearest first"`
	State string `query:"state" doc:"waiting, returned, public, expired or withdrawn"`
	After int64  `query:"after" doc:"number of the last one of the page before"`
}

type answerPath struct {
	Number int64 `path:"number"`
}

// answers serves the checked answers. Approving one is for a person who signs in.
// Clause: MSG-5.
func (s *server) answers(api huma.API) {
	read(s, api, "list-answers", "/api/v1/answers", "Checked answers to common questions", func(ctx context.Context, in *answersQuery) (list[CheckedAnswerItem], error) {
		if err := s.seen(ctx, desk.Readers); err != nil {
			return list[CheckedAnswerItem]{}, err
		}
		if in.Q != "" {
			hits, err := s.Desk.SearchAnswers(ctx, in.Q, 20)
			return listOf(hits, func(h desk.AnswerHit) CheckedAnswerItem {
				x := answerItem(h.CheckedAnswer)
				x.Words = h.Words
				return x
			}), err
		}
		rows, err := s.Store.Answers(ctx, store.AnswerFilter{State: in.State, After: in.After}, 100)
		return listOf(rows, answerItem), err
	})
	read(s, api, "get-answer", "/api/v1/answers/{number}", "One checked answer with all its texts", func(ctx context.Context, in *answerPath) (CheckedAnswerItem, error) {
		if err := s.seen(ctx, desk.Readers); err != nil {
			return CheckedAnswerItem{}, err
		}
		return s.oneAnswer(ctx, in.Number)
	})
	write(s, api, http.StatusOK, "save-answer", "/api/v1/answers", "Write a checked answer, or a new text of one; it waits for another person", func(ctx context.Context, in *answerSave) (CheckedAnswerItem, error) {
		x := in.Body
		b, err := s.book(ctx)
		if err != nil {
			return CheckedAnswerItem{}, err
		}
		agency, err := b.unit(x.Agency, "agency")
		if err != nil {
			return CheckedAnswerItem{}, err
		}
		if agency == "" {
			agency = b.tree.ByID[who(ctx).UnitID].AgencyID
		}
		keeper, err := s.person(ctx, x.Keeper, "keeper")
		if err != nil {
			return CheckedAnswerItem{}, err
		}
		a, err := s.Desk.SaveAnswer(ctx, who(ctx), desk.AnswerEdit{Number: x.Number, Agency: agency, Keeper: keeper, Question: x.Question, Answer: x.Answer, SourceKind: x.Kind, Source: x.Source, Article: x.Article, URL: x.URL, Until: x.ValidTo})
		if err != nil {
			return CheckedAnswerItem{}, err
		}
		return s.oneAnswer(ctx, a.Number)
	})
}

func (s *server) oneAnswer(ctx context.Context, number int64) (CheckedAnswerItem, error) {
	a, err := s.Store.Answer(ctx, number)
	if err != nil {
		return CheckedAnswerItem{}, err
	}
	b, err := s.book(ctx)
	if err != nil {
		return CheckedAnswerItem{}, err
	}
	out := answerItem(a)
	texts, err := s.Store.AnswerTexts(ctx, a.ID)
	for _, x := range texts {
		out.History = append(out.History, CheckedAnswerText{x.Version, x.Question, x.Answer, x.Source, x.Article, b.names[x.WrittenBy], when(x.WrittenAt), b.names[x.ApprovedBy], when(x.ApprovedAt), x.Returned})
	}
	return out, err
}

func answerItem(a store.CheckedAnswer) CheckedAnswerItem {
	x := a.Text
	until := x.ValidUntil
	if a.State == "public" {
		until = a.ValidUntil
	}
	return CheckedAnswerItem{
		Number: a.Number, Agency: a.Agency, State: a.State, Version: a.Version, Public: a.PublicVersion, Question: x.Question, Answer: x.Answer, Kind: x.SourceKind, Source: x.Source, Article: x.Article, URL: x.URL,
		Keeper: a.Keeper, ValidTo: time.UnixMilli(until - 1).In(deadline.Zone).Format(time.DateOnly), Helpful: a.Helpful, Unhelpful: a.Unhelpful,
	}
}
