package api

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/fault"
	"yingda/internal/intake"
)

// maxBody is the most that one push may hold, in bytes.
const maxBody = 10 << 20

// Pushed is the answer to a push; the four figures add up to the input.
type Pushed struct {
	Accepted  int                `json:"accepted"`
	Duplicate int                `json:"duplicate"`
	Unmatched int                `json:"unmatched"`
	Rejected  []intake.Rejection `json:"rejected"`
}

// push takes posts in. It is outside huma because the body is JSON Lines as well
// as an array, and each line is judged by itself.
func (s *server) push(w http.ResponseWriter, r *http.Request) {
	c, err := s.identify(r.Context(), r.Header.Get("Authorization"))
	if err == nil && c.scope == "read" {
		err = fault.New(fault.Forbidden, "token.scope", "这个令牌只能读")
	}
	if err != nil {
		if code := fault.CodeOf(err); code == "token.missing" || code == "token.refused" {
			p := problem(err)
			p.Status = http.StatusUnauthorized
			w.Header().Set("WWW-Authenticate", "Bearer")
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(p.Status)
			writeTo(w, p)
			return
		}
		s.fail(w, r, err)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			p := problem(fault.New(fault.Invalid, "body.large", "一次最多推送 10 MB、10000 条，请分批"))
			p.Status = http.StatusRequestEntityTooLarge
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(p.Status)
			writeTo(w, p)
			return
		}
		s.fail(w, r, fault.New(fault.Invalid, "body.read", "请求内容没有收全，请重发").Because(err))
		return
	}
	status, answer, err := s.pushed(r, c, body)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(answer) // a reader that is gone has its posts stored all the same
}

func (s *server) pushed(r *http.Request, c caller, body []byte) (int, []byte, error) {
	take := func() (int, []byte, error) {
		posts, rejected, err := intake.Decode(bytes.NewReader(body), maxBody)
		if err != nil {
			return 0, nil, err
		}
		res, err := s.Intake.Push(r.Context(), c.who, posts)
		if err != nil {
			return 0, nil, err
		}
		s.Wake()
		out := Pushed{res.Accepted, res.Duplicate, res.Unmatched, append(rejected, res.Rejected...)}
		slices.SortStableFunc(out.Rejected, func(a, b intake.Rejection) int { return cmp.Compare(a.Line, b.Line) })
		if out.Rejected == nil {
			out.Rejected = []intake.Rejection{}
		}
		answer, err := json.Marshal(out)
		return http.StatusOK, append(answer, '\n'), err
	}
	key := r.Header.Get("Idempotency-Key")
	if key == "" {
		return take()
	}
	if len(key) > 200 {
		return 0, nil, fault.New(fault.Invalid, "idempotency.long", "Idempotency-Key 最长 200 字节").On("Idempotency-Key")
	}
	sum := sha256.Sum256(body)
	return s.Keep.Once(r.Context(), "push:"+c.who.ID+":"+key, hex.EncodeToString(sum[:]), func(context.Context) (int, []byte, error) { return take() }) // done again, it adds nothing
}

// describePush puts the push into the description of the interface.
func describePush(api huma.API) {
	registry := api.OpenAPI().Components.Schemas
	post := &huma.Schema{Type: "object", AdditionalProperties: false, Required: []string{"source"}, Properties: map[string]*huma.Schema{
		"source": {Type: "string"}, "url": {Type: "string", Format: "uri"}, "title": {Type: "string"}, "text": {Type: "string"}, "published_at": {Type: "string", Format: "date-time"}, "language": {Type: "string"},
		"engagement": {Type: "object", AdditionalProperties: false, Properties: map[string]*huma.Schema{"views": {Type: "integer"}, "comments": {Type: "integer"}, "shares": {Type: "integer"}}},
	}, Description: "One public post. There is no key for its author; any other key rejects the line."}
	answer := registry.Schema(reflectPushed, true, "Pushed")
	api.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "push-posts", Method: http.MethodPost, Path: "/api/v1/posts", Summary: "Deliver posts: JSON Lines or an array, at most 10 MB and 10,000 posts; Idempotency-Key is honoured",
		Parameters:  []*huma.Param{{Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: "string"}}},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: "array", Items: post}}, "application/x-ndjson": {Schema: post}}},
		Responses:   map[string]*huma.Response{"200": {Description: "What became of the posts; the four figures add up to the input", Content: map[string]*huma.MediaType{"application/json": {Schema: answer}}}},
	})
}

var reflectPushed = reflect.TypeFor[Pushed]()
