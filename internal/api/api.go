// Package api is the JSON interface under /api/v1 (接口). It parses, asks the
// reader or the desk, and answers; rights come from the token or the session.
// Errors are problem+json with a stable code.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"yingda/internal/auth"
	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/intake"
	"yingda/internal/matter"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// Deps are what the interface needs.
type Deps struct {
	Store   *store.Reader
	Desk    *desk.Desk
	Auth    *auth.Auth
	Intake  *intake.Intake
	Reading *intake.Poller // looks at addresses before they are registered
	Log     *slog.Logger
	Keep    Keeper // remembers answers under an Idempotency-Key
	Now     func() time.Time
	Keys    func() (*seal.Keys, error) // what dossiers are signed with
	Wake    func()                     // tells the workers that there is something to do
}

// Keeper remembers answers, so that what is sent twice arrives once.
type Keeper interface {
	// Once runs f unless key was answered before with the same body digest; it
	// returns the first answer. fault.Conflict if the key came with another body.
	Once(ctx context.Context, key, digest string, f func(context.Context) (int, []byte, error)) (int, []byte, error)
}

type server struct{ Deps }

// New returns the handler of everything under /api/v1.
func New(d Deps) http.Handler {
	s := &server{d}
	mux := http.NewServeMux()
	config := huma.DefaultConfig("Yingda", "1")
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil // no $schema links in answers
	config.Info.Description = "应答: hear the public, answer in time, show the record. Every call needs a token (Authorization: Bearer …). " +
		"read sees what a head administrator sees; push delivers posts; write has the rights of one person. No token signs a gate or a release."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}
	config.Security = []map[string][]string{{"token": {}}}
	api := humago.New(mux, config)
	api.UseMiddleware(s.authenticate(api))
	s.concerns(api)
	s.matters(api)
	s.statements(api)
	s.lists(api)
	s.learning(api)
	s.meetings(api)
	s.risks(api)
	s.searches(api)
	s.press(api)
	s.requests(api)
	s.findings(api)
	s.checks(api)
	s.contacts(api)
	s.editorial(api)
	s.answers(api)
	s.messages(api)
	s.mailboxes(api)
	s.tickets(api)
	s.roster(api)
	s.house(api)
	s.sorting(api)
	s.registry(api)
	s.listening(api)
	s.grouping(api)
	s.accounts(api)
	s.comments(api)
	s.plans(api)
	mux.HandleFunc("POST /api/v1/posts", s.push)
	describePush(api)
	mux.HandleFunc("POST /api/v1/exchange", s.exchange)
	describeExchange(api)
	document := api.OpenAPI()
	mux.HandleFunc("GET /api/v1/openapi.json", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, http.StatusOK, document)
	})
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, fault.New(fault.NotFound, "address.unknown", "没有这个接口；全部接口见 /api/v1/openapi.json"))
	})
	return s.once(mux)
}

type caller struct {
	scope string
	who   matter.Actor
}

type callerKey struct{}

// who returns the actor that the middleware found. It is the one value that the
// context carries here, because huma's handlers take nothing else.
func who(ctx context.Context) matter.Actor {
	c, _ := ctx.Value(callerKey{}).(caller) // the middleware has put it there
	return c.who
}

// identify finds the caller of a request by its token.
func (s *server) identify(ctx context.Context, header string) (caller, error) {
	bare, ok := strings.CutPrefix(header, "Bearer ")
	if !ok || bare == "" {
		return caller{}, fault.New(fault.Forbidden, "token.missing", "请在 Authorization 头里带上令牌：Bearer 令牌")
	}
	scope, actor, err := s.Auth.Token(ctx, strings.TrimSpace(bare))
	return caller{string(scope), actor}, err
}

func (s *server) authenticate(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(c huma.Context, next func(huma.Context)) {
		who, err := s.identify(c.Context(), c.Header("Authorization"))
		if err == nil && who.scope == "push" {
			err = fault.New(fault.Forbidden, "token.scope", "这个令牌只能推送帖文")
		}
		if err == nil && who.scope == "read" && c.Method() != http.MethodGet && c.Method() != http.MethodHead {
			err = fault.New(fault.Forbidden, "token.scope", "这个令牌只能读")
		}
		if err != nil {
			p := problem(err)
			if strings.HasPrefix(fault.CodeOf(err), "token.") && fault.CodeOf(err) != "token.scope" {
				p.Status = http.StatusUnauthorized
				c.SetHeader("WWW-Authenticate", "Bearer")
			}
			c.SetHeader("Content-Type", "application/problem+json")
			c.SetStatus(p.Status)
			writeTo(c.BodyWriter(), p)
			return
		}
		next(huma.WithValue(c, callerKey{}, who))
	}
}

// when writes an instant of the store as RFC 3339 in Chinese time, "" for none.
func when(ms int64) string {
	if ms == 0 || ms >= store.Never {
		return ""
	}
	return time.UnixMilli(ms).In(deadline.Zone).Format(time.RFC3339)
}
