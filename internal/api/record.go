package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// The records beside the matters are read and written by one pair of functions:
// the desk asks who may, the interface only parses and answers.

type list[T any] struct {
	Items []T `json:"items"`
}

func listOf[T, S any](rows []S, item func(S) T) list[T] {
	out := list[T]{Items: []T{}}
	for _, r := range rows {
		out.Items = append(out.Items, item(r))
	}
	return out
}

type idPath struct {
	ID string `path:"id"`
}

type nothing struct{}

// read registers the reading of a record or of a list.
func read[In, Out any](s *server, api huma.API, id, path, summary string, f func(context.Context, *In) (Out, error)) {
	answer(s, api, huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Summary: summary}, f)
}

// write registers a change; it answers with the record as it is now, 201 if it
// is new.
func write[In, Out any](s *server, api huma.API, status int, id, path, summary string, f func(context.Context, *In) (Out, error)) {
	answer(s, api, huma.Operation{OperationID: id, Method: http.MethodPost, Path: path, Summary: summary, DefaultStatus: status, Parameters: onceOnly}, f)
}

func answer[In, Out any](s *server, api huma.API, o huma.Operation, f func(context.Context, *In) (Out, error)) {
	huma.Register(api, o, func(ctx context.Context, in *In) (*struct{ Body Out }, error) {
		out, err := f(ctx, in)
		if err != nil {
			return nil, s.refuse(err)
		}
		return &struct{ Body Out }{out}, nil
	})
}

// seen refuses callers who hold none of the roles that open a register.
func (s *server) seen(ctx context.Context, roles []regime.Role) error {
	return desk.Reads(who(ctx), roles)
}

// book is what the answers about records need to speak of units and people.
type book struct {
	tree  *desk.Tree
	names map[string]string
}

// noBook is the book of who may not read.
var noBook = book{tree: &desk.Tree{}}

func (s *server) book(ctx context.Context) (book, error) {
	b := book{tree: &desk.Tree{}, names: map[string]string{}}
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return b, err
	}
	b.tree = tree
	people, err := s.Store.Persons(ctx)
	for _, p := range people {
		b.names[p.ID] = p.Name
	}
	return b, err
}

// unit finds a unit by code, name or id; "" is none.
func (b book) unit(text, field string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := store.FindUnit(b.tree.Units, text)
	if f := fault.Of(err); f != nil {
		return "", f.On(field)
	}
	return u.ID, err
}

// person finds one of the staff by login, name or id; "" is none.
func (s *server) person(ctx context.Context, text, field string) (string, error) {
	if text == "" {
		return "", nil
	}
	people, err := s.Store.Persons(ctx)
	if err != nil {
		return "", err
	}
	found := ""
	for _, p := range people {
		if p.Login == text || p.ID == text {
			return p.ID, nil
		}
		if p.Name == text && found != "" {
			return "", fault.New(fault.Invalid, "person.ambiguous", "有几位 %s，请写登录名", text).On(field)
		}
		if p.Name == text {
			found = p.ID
		}
	}
	if found == "" {
		return "", fault.New(fault.Invalid, "person.unknown", "没有 %s 这个人", text).On(field)
	}
	return found, nil
}

// instant reads an RFC 3339 instant; "" is 0.
func instant(text, field string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, fault.New(fault.Invalid, "time.format", "%s 应写成 2026-03-16T10:00:00+08:00", field).On(field)
	}
	return at.UnixMilli(), nil
}
