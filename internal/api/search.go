package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/query"
	"yingda/internal/store"
)

// FoundItem is one text that was found.
type FoundItem struct {
	Kind  string `json:"kind" enum:"concern,draft,statement,post"`
	Ref   string `json:"ref" doc:"number, or id of a post"`
	At    string `json:"at" doc:"of a post, when it was published"`
	Title string `json:"title"`
	Text  string `json:"text"`
	URL   string `json:"url,omitempty" doc:"of a post"`
	// Places of what was asked for, in runes.
	TitleMarks []query.Span `json:"title_marks"`
	TextMarks  []query.Span `json:"text_marks"`
	Score      int64        `json:"score,omitempty" doc:"when the best are asked for first"`
}

type foundPage struct {
	Body struct {
		Items   []FoundItem `json:"items"`
		Next    *string     `json:"next" doc:"cursor of the next page, null on the last"`
		Partial bool        `json:"partial" doc:"the page ended because enough texts had been looked at; go on with next"`
	}
}

func (s *server) searches(api huma.API) {
	huma.Register(api, huma.Operation{
		OperationID: "search", Method: http.MethodGet, Path: "/api/v1/search", Summary: "Posts, concerns, drafts and public statements that a query finds, as far as the caller sees them",
		Description: `Words side by side must all be there; OR 或, NOT 非 and -, "…" for a phrase, brackets, fields title: topic: source: unit: state: grade: need: number: kind: and date:2026-03..2026-05. Spellings are folded.`,
	}, s.search)
}

func (s *server) search(ctx context.Context, in *struct {
	Q      string `query:"q" required:"true" maxLength:"500"`
	Kind   string `query:"kind" enum:"concern,draft,statement,post"`
	Order  string `query:"order" enum:"newest,best" default:"newest" doc:"best orders the newest thousand"`
	Cursor string `query:"cursor" doc:"next of the page before"`
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
},
) (*foundPage, error) {
	q, wrong := query.Parse(in.Q, s.Now())
	if wrong != nil {
		return nil, s.refuse(wrong.Fault())
	}
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return nil, s.refuse(err)
	}
	ask := store.SearchQuery{Query: q, Kinds: desk.SearchKinds(who(ctx)), Scope: tree.Scope(who(ctx)), Relevant: in.Order == "best", Limit: in.Limit}
	if in.Kind != "" {
		ask.Kinds = slices.DeleteFunc(ask.Kinds, func(k string) bool { return k != in.Kind })
	}
	if in.Cursor != "" {
		if _, err := fmt.Sscanf(strings.ReplaceAll(in.Cursor, ".", " "), "%d %d %d", &ask.After.Seq, &ask.After.Score, &ask.After.Newest); err != nil {
			return nil, s.refuse(fault.New(fault.Invalid, "cursor.invalid", "cursor 应原样用上一页的 next").On("cursor"))
		}
	}
	out := &foundPage{}
	out.Body.Items = []FoundItem{}
	if len(ask.Kinds) == 0 {
		return out, nil
	}
	found, err := s.Store.Search(ctx, ask)
	if err != nil {
		return nil, s.refuse(err)
	}
	for _, f := range found.Rows {
		item := FoundItem{Kind: f.Kind, Ref: f.Ref, At: when(f.At), Title: f.Title, Text: f.Text, TitleMarks: marks(q, f.Title, true), TextMarks: marks(q, f.Text, false), Score: f.Score}
		if f.Kind == store.KindPost {
			post, err := s.Store.Post(ctx, f.Seq)
			if err != nil {
				return nil, s.refuse(err)
			}
			item.URL = post.URL
		}
		out.Body.Items = append(out.Body.Items, item)
	}
	if n := found.Next; n != (store.SearchAfter{}) {
		next := fmt.Sprintf("%d.%d.%d", n.Seq, n.Score, n.Newest)
		out.Body.Next = &next
	}
	out.Body.Partial = found.Partial
	return out, nil
}

func marks(q query.Query, text string, title bool) []query.Span {
	return append([]query.Span{}, q.Marks(text, title)...)
}
