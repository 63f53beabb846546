// Package web is the staff desk (工作台): server-rendered pages under /desk for
// those who listen, judge, answer and sign. Handlers parse, act and show a page;
// what may be done is decided by matter and desk, what is stored by them too. A
// page works without script; script makes it live.
package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"yingda/internal/auth"
	"yingda/internal/desk"
	"yingda/internal/doc"
	"yingda/internal/intake"
	"yingda/internal/lang"
	"yingda/internal/matter"
	"yingda/internal/seal"
	"yingda/internal/store"
	"yingda/internal/view"
)

// Deps is what the staff desk stands on. All fields but Demo and Converter are
// needed.
type Deps struct {
	Store  *store.Reader
	Desk   *desk.Desk
	Auth   *auth.Auth
	Base   string // public address of the installation, without a trailing slash
	Secure bool   // pages are reached by https
	Demo   *DemoInfo
	Now    func() time.Time
	Log    *slog.Logger
	Keys   func() (*seal.Keys, error) // what dossiers are signed with
	// Converter makes PDF; nil where the machine has no office suite.
	Converter *doc.Converter
	Closed    <-chan struct{} // closed when the program stops; ends open streams
	// Intake takes in what staff report and tries rules; Reading looks at addresses
	// before they are registered.
	Intake  *intake.Intake
	Reading *intake.Poller
	// Page reads one public page for an investigation file; nil where nothing is read.
	Page func(ctx context.Context, address string) (desk.Page, error)
}

// DemoInfo lists who can sign in to a demo; it is shown to everybody.
type DemoInfo struct {
	People []DemoPerson
}

// DemoPerson is one invented member of staff of the sample agency.
type DemoPerson struct {
	Login, Name, Unit, Roles, Password string
}

// server holds what the handlers share.
type server struct {
	Deps
	chrome chromes
	lists  lists
	kept   streamKept
	pages  map[string]Rule // address of each page → who may open it
}

// visit is one request with who makes it.
type visit struct {
	w       http.ResponseWriter
	r       *http.Request
	session store.Session
	who     matter.Actor
	lang    lang.Lang
	now     time.Time
	trace   string
}

// New returns the staff desk. It is an error if a route has no rule or if the
// program was built without its scripts and styles.
func New(d Deps) (http.Handler, error) { return serve(d, routes()) }

func serve(d Deps, table []Route) (http.Handler, error) {
	if err := view.AssetsReady(); err != nil {
		return nil, err
	}
	s := &server{Deps: d, chrome: newChromes(), lists: newLists(), pages: map[string]Rule{}}
	mux := http.NewServeMux()
	for _, r := range table {
		if r.Rule.allows == nil || r.Handler == nil {
			return nil, errors.New("route " + r.Pattern + " has no rule or no handler")
		}
		if path, ok := strings.CutPrefix(r.Pattern, "GET "); ok {
			s.pages[path] = r.Rule
		}
		mux.HandleFunc(r.Pattern, s.guard(r))
	}
	mux.Handle(view.AssetPath, view.AssetHandler())
	return s.headers(http.NewCrossOriginProtection().Handler(mux)), nil
}

// policy lets a page load and run what this server itself serves, and nothing
// else; it may be framed by nobody.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (s *server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		// Not "no-referrer": browsers would then send "Origin: null" with our own
		// forms, which the cross-origin guard refuses on plain http.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// guard finds out who asks, checks the route's rule and runs its handler. All
// errors of handlers end here.
func (s *server) guard(route Route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{w: w, r: r, lang: language(r), now: s.Now(), trace: newTrace()}
		if r.Method == http.MethodPost {
			limit := int64(1 << 20)
			if strings.HasSuffix(route.Pattern, "/files") {
				limit = uploadLimit
			}
			r.Body = http.MaxBytesReader(w, r.Body, limit)
		}
		if err := s.admit(v, route.Rule); err != nil {
			s.fail(v, err)
			return
		}
		if first := firstOf(v, route.Rule); first != "" && !route.Rule.open {
			s.turnAway(v, route.Rule, first)
			return
		}
		if err := route.Handler(s, v); err != nil {
			s.fail(v, err)
		}
	}
}

// firstOf returns the page that comes before the one asked for, "" for none.
func firstOf(v *visit, rule Rule) string {
	switch {
	case v.session.ID == "":
		return "/desk/sign-in?to=" + escape(v.r)
	case v.session.MustChange && !rule.early:
		return "/desk/password"
	case v.session.MustEnrol && !rule.enrols:
		return "/desk/factor"
	}
	return ""
}

func newTrace() string {
	var b [5]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}
