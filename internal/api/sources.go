package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/store"
)

// SourceBody is a source as it is registered. What needs a sign-in, groups,
// chats and people's own pages are refused.
type SourceBody struct {
	Name     string   `json:"name,omitempty"`
	URL      string   `json:"url,omitempty" doc:"http, https, rsshub:// or, for way mail, imaps://"`
	Category string   `json:"category,omitempty" doc:"own_county, portal, central_news, other_province, own_province, own_city, other or search"`
	Weight   int64    `json:"weight,omitempty" doc:"1 to 10: influence and link to our work"`
	Newsroom bool     `json:"newsroom,omitempty" doc:"has editorial responsibility"`
	Every    int64    `json:"every_seconds,omitempty"`
	Way      string   `json:"way,omitempty" doc:"feed, page, change, sitemap, search, push, file or comments; a mailbox is registered on the desk"`
	Selector string   `json:"selector,omitempty" doc:"CSS selector of the rows (page, search) or of the watched part (change)"`
	Articles bool     `json:"articles,omitempty" doc:"read the pages behind the list, too"`
	Within   string   `json:"within,omitempty" doc:"take only addresses that contain this"`
	Queries  []string `json:"queries,omitempty" doc:"words that stand for {query} in the address"`
	Charset  string   `json:"charset,omitempty" doc:"of the words: utf-8 or gbk"`
	Topics   []string `json:"topics,omitempty" doc:"ids of the topics that it serves; empty means all"`
}

func (b SourceBody) edit() desk.SourceEdit {
	e := desk.SourceEdit{
		Name: b.Name, URL: b.URL, Category: b.Category, Weight: b.Weight, Newsroom: b.Newsroom, EverySeconds: b.Every, Way: b.Way,
		Settings: store.ReadingSettings{Selector: b.Selector, Articles: b.Articles, Within: b.Within, Queries: b.Queries, Charset: b.Charset, Topics: b.Topics},
	}
	if e.Weight == 0 {
		e.Weight = 5
	}
	if e.EverySeconds == 0 {
		e.EverySeconds = 600
	}
	if e.Category == "" {
		e.Category = "other"
	}
	if e.Way == "" {
		e.Way = "feed"
	}
	return e
}

// SourceTrial is a post as it would be stored.
type SourceTrial struct {
	Title       string   `json:"title"`
	Text        string   `json:"text"`
	URL         string   `json:"url"`
	PublishedAt string   `json:"published_at"`
	Topics      []string `json:"topics"`
}

type sourceIn struct{ Body SourceBody }

type sourceOut struct {
	Body struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
}

// registry registers, changes and tries sources.
func (s *server) registry(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "add-source", Method: http.MethodPost, Path: "/api/v1/sources", Summary: "Register a source"}, func(ctx context.Context, in *sourceIn) (*sourceOut, error) {
		e := in.Body.edit()
		if e.Way == "mail" {
			return nil, s.refuse(errMailbox)
		}
		x, err := s.Desk.AddSource(ctx, who(ctx), e)
		if err != nil {
			return nil, s.refuse(err)
		}
		out := &sourceOut{}
		out.Body.ID, out.Body.Name = x.ID, x.Name
		return out, nil
	})
	huma.Register(api, huma.Operation{OperationID: "save-source", Method: http.MethodPut, Path: "/api/v1/sources/{id}", Summary: "Change a source; the whole of it is given"}, func(ctx context.Context, in *struct {
		ID   string `path:"id"`
		Body SourceBody
	},
	) (*sourceOut, error) {
		e := in.Body.edit()
		if e.Way == "mail" {
			return nil, s.refuse(errMailbox)
		}
		if err := s.Desk.SaveSource(ctx, who(ctx), in.ID, e); err != nil {
			return nil, s.refuse(err)
		}
		out := &sourceOut{}
		out.Body.ID, out.Body.Name = in.ID, e.Name
		return out, nil
	})
	huma.Register(api, huma.Operation{OperationID: "try-source", Method: http.MethodPost, Path: "/api/v1/sources/preview", Summary: "Read an address once as it would be read, and show what would be stored; nothing is"}, func(ctx context.Context, in *sourceIn) (*itemsOf[SourceTrial], error) {
		e := in.Body.edit()
		if e.Name == "" {
			e.Name = "试读"
		}
		if !desk.ReadWay(e.Way) || e.Way == "mail" {
			return nil, s.refuse(fault.New(fault.Invalid, "source.way", "这种读取方式不能试读").On("way"))
		}
		if err := s.Desk.CheckSource(ctx, who(ctx), &e); err != nil {
			return nil, s.refuse(err)
		}
		posts, err := s.Reading.Try(ctx, store.Source{Name: e.Name, URL: e.URL}, store.Reading{Way: e.Way, Settings: e.Settings}, "")
		if err != nil {
			return nil, s.refuse(err)
		}
		out := &itemsOf[SourceTrial]{}
		out.Body.Items = []SourceTrial{}
		for _, p := range posts {
			out.Body.Items = append(out.Body.Items, SourceTrial{p.Title, p.Text, p.URL, when(p.PublishedAt), append([]string{}, p.Topics...)})
		}
		return out, nil
	})
}

var errMailbox = fault.New(fault.Invalid, "source.way", "邮箱要填登录名和口令，请在登记页上登记").On("way")
