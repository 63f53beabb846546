// Package site is the public site (公开网站): what the agency answered, what it
// corrected and withdrew, whether it was on time, and the ledger by which
// anybody can check that. It needs no sign-in and no script, reads the public
// record alone, and keeps nothing about who reads.
package site

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/gzhttp"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/hurry"
	"yingda/internal/lang"
	"yingda/internal/report"
	"yingda/internal/store"
	"yingda/internal/view"
)

// Deps is what the public site stands on.
type Deps struct {
	Store *store.Reader
	Book  *report.Book // the figures; whoever turns its pages spares readers the wait
	Base  string       // public address without a slash at its end; "" takes the address of the request
	Log   *slog.Logger
	Now   func() time.Time

	Readers Readers    // takes what readers answer; nil asks nothing
	Tips    *desk.Desk // takes sealed tips; nil has no such pages
	Senders Senders    // takes messages from the public; nil has no such pages
}

type site struct {
	Deps
	pages cache
	hoard hurry.Hoard // bytes of tips in memory
}

// policy lets a page load our own files and nothing else: no inline script or
// style, no frame, nothing from elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// New returns the handler of the public site. It answers GET and HEAD, and takes
// in the answers of readers whether a statement met their question.
func New(d Deps) http.Handler {
	d.Base = strings.TrimRight(d.Base, "/")
	s := &site{Deps: d, hoard: hurry.Hoard{Most: mostHoard, Full: errHoard}}
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", s.page("home", s.home))
	mux.Handle("GET /statements", byNumber(s.page("statements", s.statements)))
	mux.Handle("GET /articles", s.page("statements", s.articles))
	mux.Handle("GET /statements/{number}", s.page("statements", s.statement))
	mux.HandleFunc("GET /statements/{number}/feedback", s.ask)
	mux.HandleFunc("POST /statements/{number}/feedback", s.take)
	mux.HandleFunc("GET /statements/{number}/feedback/done", s.thanks)
	mux.Handle("GET /reviews", s.page("reviews", s.reviews))
	mux.Handle("GET /reviews/{number}", s.page("reviews", s.review))
	mux.Handle("GET /corrections", s.page("corrections", s.corrections))
	mux.Handle("GET /figures", s.page("figures", s.figures))
	mux.Handle("GET /ledger", s.page("ledger", s.ledger))
	mux.Handle("GET /topics", s.page("topics", s.topics))
	mux.Handle("GET /invitations", s.page("invitations", s.invitations))
	mux.Handle("GET /invitations/{number}", s.page("invitations", s.invitation))
	mux.Handle("GET /requests", s.page("requests", s.requests))
	mux.Handle("GET /rules", s.page("rules", s.rules))
	mux.Handle("GET /screen", s.answer("text/html; charset=utf-8", s.screenPage))
	mux.Handle("GET /comments", s.page("comments", s.comments))
	mux.Handle("GET /comments.json", s.file("application/json; charset=utf-8", s.commentsJSON))
	mux.HandleFunc("GET /comments/{code}", s.appeal)
	mux.HandleFunc("POST /comments/{code}", s.takeAppeal)
	mux.Handle("GET /press", s.page("press", s.press))
	mux.Handle("GET /press.json", s.file("application/json; charset=utf-8", s.pressJSON))
	mux.Handle("GET /requests.json", s.file("application/json; charset=utf-8", s.requestsJSON))
	mux.Handle("GET /rules.json", s.file("application/json; charset=utf-8", s.rulesJSON))
	mux.Handle("GET /experts", s.page("experts", s.experts))
	mux.Handle("GET /answers", s.page("answers", s.answers))
	mux.HandleFunc("GET /answers/{number}", s.answerPage)
	mux.HandleFunc("POST /answers/{number}/helpful", s.helpful)
	mux.Handle("GET /answers.json", s.file("application/json; charset=utf-8", s.answersJSON))
	mux.Handle("GET /accounts", s.page("accounts", s.accounts))
	mux.Handle("GET /accounts/check", s.page("accounts", s.checkPage))
	mux.Handle("GET /accounts/{number}", s.page("accounts", s.account))
	mux.Handle("GET /accounts/{number}/card", s.page("accounts", s.accountCard))
	mux.Handle("GET /accounts/{number}/qr.svg", s.answer("image/svg+xml", s.accountQR))
	mux.Handle("GET /accounts.json", s.file("application/json; charset=utf-8", s.accountsJSON))
	mux.Handle("GET /accounts/check.json", s.file("application/json; charset=utf-8", s.checkJSON))
	mux.Handle("GET /about", s.page("about", s.about))
	mux.Handle("GET /statements.json", s.file("application/json; charset=utf-8", s.statementsJSON))
	mux.Handle("GET /statements.atom", s.file("application/atom+xml; charset=utf-8", s.statementsAtom))
	mux.Handle("GET /figures.json", s.file("application/json; charset=utf-8", s.figuresJSON))
	mux.Handle("GET /ledger.json", s.file("application/json; charset=utf-8", s.ledgerJSON))
	mux.Handle("GET /robots.txt", s.file("text/plain; charset=utf-8", s.robots))
	mux.Handle("GET "+view.AssetPath, view.AssetHandler())
	mux.Handle("GET /", s.page("", func(context.Context, *page, *http.Request) (templ.Component, error) { return nil, errNowhere }))
	if d.Senders != nil {
		s.messages(mux)
	}
	all := http.NewServeMux()
	all.Handle("/", gzhttp.GzipHandler(mux))
	if d.Tips != nil {
		tips := s.tips()
		all.Handle("/tips", tips)
		all.Handle("/tips/", tips)
	}
	return headers(all)
}

// errNowhere is an address that names nothing.
var errNowhere = fault.New(fault.NotFound, "page.unknown", "没有这个页面")

func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		next.ServeHTTP(w, r)
	})
}

// byNumber opens the statement that the form of the home page names.
func byNumber(list http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number := strings.ToUpper(strings.TrimSpace(r.URL.Query().Get("number")))
		if number == "" {
			list.ServeHTTP(w, r)
			return
		}
		to := "/statements/" + url.PathEscape(number)
		if l := r.URL.Query().Get("lang"); l != "" {
			to += "?lang=" + url.QueryEscape(l)
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
	})
}

// page answers with one page of the site in the language asked for.
func (s *site) page(nav string, body func(context.Context, *page, *http.Request) (templ.Component, error)) http.Handler {
	return s.answer("text/html; charset=utf-8", func(r *http.Request, w io.Writer) error {
		p, err := s.frame(r, nav)
		if err != nil {
			return err
		}
		c, err := body(r.Context(), p, r)
		if err != nil {
			return err
		}
		return layout(p, c).Render(r.Context(), w)
	})
}

// file answers with one file for programs, which other sites may read too.
func (s *site) file(kind string, write func(r *http.Request, w io.Writer) error) http.Handler {
	inner := s.answer(kind, write)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		inner.ServeHTTP(w, r)
	})
}

// answer serves what make writes, from the cache while nothing changed.
func (s *site) answer(kind string, make func(r *http.Request, w io.Writer) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e, err := s.entry(r, make)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		h := w.Header()
		h.Set("ETag", e.tag)
		h.Set("Cache-Control", "public, max-age=60")
		if fresh(r, e.tag) {
			w.WriteHeader(304)
			return
		}
		h.Set("Content-Type", kind)
		if r.Method == http.MethodHead {
			return
		}
		w.Write(e.body) // a reader who has gone needs no answer
	})
}

// entry returns the bytes of an answer, made anew when the record changed or
// the minute did.
func (s *site) entry(r *http.Request, make func(r *http.Request, w io.Writer) error) (entry, error) {
	stamp, err := s.stamp(r.Context())
	if err != nil {
		return entry{}, err
	}
	key, keep := s.key(r)
	if e, ok := s.pages.get(key, stamp); ok && keep {
		return e, nil
	}
	var b bytes.Buffer
	if err := make(r, &b); err != nil {
		return entry{}, err
	}
	e := newEntry(stamp, b.Bytes())
	if keep {
		s.pages.put(key, e)
	}
	return e, nil
}

// stamp names the state of everything that the pages show.
func (s *site) stamp(ctx context.Context) (string, error) {
	public, err := s.Store.Counter(ctx, "generation.public")
	if err != nil {
		return "", err
	}
	head, err := s.Store.LedgerHead(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d.%d.%d", public, head.Seq, s.Now().Unix()/60), nil
}

// refuse shows the page of an error: what is not there, or what failed.
func (s *site) refuse(w http.ResponseWriter, r *http.Request, err error) {
	status := 500
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Invalid:
		status = fault.Status(err)
	}
	if errors.Is(err, context.Canceled) {
		return
	}
	if status == 500 {
		s.Log.ErrorContext(r.Context(), "public page failed", "path", r.URL.Path, "err", err)
	}
	p, ferr := s.frame(r, "")
	if ferr != nil {
		p = &page{Lang: lang.Of(r.URL.Query().Get("lang")), Path: r.URL.Path}
	}
	switch status {
	case 500:
		p.Title = p.T("页面暂时打不开")
	case 404:
		p.Title = p.T("没有这个页面")
	default:
		p.Title = p.T(fault.Of(err).Text)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		layout(p, lost(p, status)).Render(r.Context(), w) //nolint:errcheck // a reader who has gone needs no answer
	}
}
