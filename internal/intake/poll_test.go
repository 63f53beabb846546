package intake_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yingda/internal/fetch"
	"yingda/internal/intake"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

// web is a local server whose pages a test makes up.
type web struct {
	mu    sync.Mutex
	pages map[string]http.HandlerFunc
	hits  map[string]int
	*httptest.Server
}

func newWeb(tb testing.TB) *web {
	w := &web{pages: map[string]http.HandlerFunc{}, hits: map[string]int{}}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		key := r.URL.RequestURI()
		w.hits[key]++
		h := w.pages[key]
		w.mu.Unlock()
		if h == nil {
			http.NotFound(rw, r)
			return
		}
		h(rw, r)
	}))
	tb.Cleanup(func() { w.CloseClientConnections(); w.Close() })
	return w
}

func (w *web) page(path string, h http.HandlerFunc) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[path] = h
	return w.URL + path
}

func (w *web) hit(path string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.hits[path]
}

// rss returns a feed with entries numbered from first to last, newest first, one
// an hour up to the instant.
func rss(name string, first, last int, at time.Time, extra string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>%s</title>%s`, name, extra)
	for n := last; n >= first; n-- {
		fmt.Fprintf(&b, `<item><title>接访大厅第%d问</title><link>https://bbs.example/%s/%d</link><guid>%s-%d</guid><pubDate>%s</pubDate><description>%s（%s %d）</description></item>`,
			n, name, n, name, n, at.Add(time.Duration(n-last)*time.Hour).Format(time.RFC1123Z), queue[n%len(queue)], name, n)
	}
	return b.String() + `</channel></rss>`
}

func serveText(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, text)
	}
}

func (o *office) polite(cfg fetch.Config) *intake.Poller {
	cfg.Allow = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	cfg.Contact, cfg.Now = "https://example.gov.cn/yingda", time.Now
	return &intake.Poller{Intake: o.intake, Client: fetch.New(cfg), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

func (o *office) feed(name, url string, every int64) store.Source {
	o.t.Helper()
	s := store.Source{Kind: "feed", Name: name, URL: url, Active: true, EverySeconds: every, Weight: 1}
	o.must(o.store.Write(ctx, func(tx *store.Tx) error { return tx.AddSource(&s) }))
	return s
}

func (o *office) poll(p *intake.Poller) int {
	o.t.Helper()
	n, err := p.Poll(ctx, 1000)
	o.must(err)
	return n
}

// pollAll reads until nothing is due.
func (o *office) pollAll(p *intake.Poller) int {
	o.t.Helper()
	n, err := p.Poll(ctx, 1<<20)
	o.must(err)
	return n
}

func (o *office) source(id string) store.Source {
	o.t.Helper()
	s, err := o.store.Source(ctx, id)
	o.must(err)
	return s
}

func TestPoll(t *testing.T) {
	each(t, func(o *office) {
		w := newWeb(t)
		p := o.polite(fetch.Config{})
		etag := func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("If-None-Match") == `"1"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			w.Header().Set("ETag", `"1"`)
			w.Header().Set("Cache-Control", "public, max-age=1200")
			serveText(rss("a", 1, 20, o.clock.Now(), ""))(w, r)
		}
		s := o.feed("甲网", w.page("/a", etag), 600)
		if n := o.poll(p); n != 1 {
			t.Fatalf("due: %d", n)
		}
		s = o.source(s.ID)
		if s.Posts != 20 || s.ETag != `"1"` || s.LastGoodAt != o.clock.Now().UnixMilli() || s.LastNewAt != s.LastGoodAt {
			t.Errorf("after the first reading: %+v", s)
		}
		if wait := time.Duration(s.NextReadAt-s.LastReadAt) * time.Millisecond; wait < 20*time.Minute {
			t.Errorf("what the source asks for (max-age) is not heeded: %v", wait)
		}
		if n := o.poll(p); n != 0 {
			t.Errorf("read before it was due: %d", n)
		}
		o.clock.Advance(time.Hour)
		if n := o.poll(p); n != 1 || w.hit("/a") != 2 {
			t.Errorf("due again: %d, %d hits", n, w.hit("/a"))
		}
		if s = o.source(s.ID); s.Posts != 20 || s.LastGoodAt != o.clock.Now().UnixMilli() || s.LastNewAt == s.LastGoodAt {
			t.Errorf("after nothing new: %+v", s)
		}
		if held := o.count(`SELECT COUNT(*) FROM source_watch WHERE lease_until > 0`); held != 0 {
			t.Errorf("%d leases left", held)
		}
	})
}

func TestPollFaults(t *testing.T) {
	w := newWeb(t)
	endless := func(w http.ResponseWriter, r *http.Request) {
		junk := []byte(strings.Repeat("<item><title>x</title></item>", 1000))
		for r.Context().Err() == nil {
			if _, err := w.Write(junk); err != nil {
				return
			}
		}
	}
	cases := []struct {
		name, code string
		h          http.HandlerFunc
	}{
		{"a page that is gone", "fetch-404", http.NotFound},
		{"a server in trouble", "fetch-500", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }},
		{"a lying one: a page for people with status 200", "feed-is-page", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<!doctype html><html><title>404</title><body>页面找不到了</body></html>")
		}},
		{"an endless body", "fetch-too-large", endless},
		{"a slow one", "fetch-timeout", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
		{"a circle of redirects", "fetch-redirects", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }},
		{"a connection cut off", "fetch-broken", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
	}
	each(t, func(o *office) {
		p := o.polite(fetch.Config{Timeout: 2 * time.Second})
		var list []store.Source
		for i, c := range cases {
			list = append(list, o.feed(fmt.Sprint("来源", i), w.page(fmt.Sprint("/f", i), c.h), 600))
		}
		good := o.feed("好网", w.page("/good", serveText(rss("g", 1, 5, o.clock.Now(), ""))), 600)
		o.poll(p)
		for i, c := range cases {
			s := o.source(list[i].ID)
			if s.ErrorCode != c.code || s.Failures != 1 || s.ErrorText == "" || s.LastGoodAt != 0 {
				t.Errorf("%s: %s %q after %d failures", c.name, s.ErrorCode, s.ErrorText, s.Failures)
			}
		}
		if s := o.source(good.ID); s.Posts != 5 {
			t.Errorf("the good one: %+v", s)
		}
	})
}

// A slow source holds up neither those that are due with it nor those that fall
// due after it.
func TestPollSlow(t *testing.T) {
	o := found(t, testkit.NewClock(time.Now()), store.Config{Dir: t.TempDir(), Now: time.Now})
	w := newWeb(t)
	for i := range 40 {
		o.feed(fmt.Sprint("慢", i), w.page(fmt.Sprint("/slow", i), func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }), 600)
	}
	good := o.feed("快", w.page("/quick", serveText(rss("q", 1, 3, time.Now(), ""))), 10)
	life, stop := context.WithCancel(ctx)
	defer stop()
	var wait sync.WaitGroup
	p := o.polite(fetch.Config{Timeout: 20 * time.Second})
	wait.Go(func() { p.Run(life) })
	// All share one host here, of which eight are read at a time; the quick one is
	// another host's.
	other := newWeb(t)
	late := o.feed("晚到", other.page("/late", serveText(rss("l", 1, 3, time.Now(), ""))), 10)
	begin := time.Now()
	for o.source(late.ID).Posts == 0 && time.Since(begin) < 10*time.Second {
		time.Sleep(20 * time.Millisecond)
	}
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("held up for %v by slow ones", took)
	}
	stop()
	wait.Wait()
	if held := o.count(`SELECT COUNT(*) FROM source_watch WHERE lease_until > 0`); held != 0 {
		t.Errorf("%d sources not given back at the stop", held)
	}
	if s := o.source(good.ID); s.Failures != 0 {
		t.Errorf("stopping counted as a failure: %+v", s)
	}
}

// Of two processes on one database, one reads a source at a time, and each
// source is read once a turn.
func TestPollShared(t *testing.T) {
	each(t, func(o *office) {
		w := newWeb(t)
		var at, twice atomic.Int64
		for i := range 60 {
			var busy atomic.Bool
			o.feed(fmt.Sprint("网", i), w.page(fmt.Sprint("/n", i), func(w http.ResponseWriter, r *http.Request) {
				if busy.Swap(true) {
					twice.Add(1)
				}
				time.Sleep(5 * time.Millisecond)
				serveText(rss(fmt.Sprint("n", i), 1, 2, o.clock.Now(), ""))(w, r)
				busy.Store(false)
				at.Add(1)
			}), 600)
		}
		second := &office{t: o.t, clock: o.clock, config: o.config}
		second.connect()
		var wait sync.WaitGroup
		for _, one := range []*office{o, second, o} {
			p := one.polite(fetch.Config{})
			wait.Go(func() {
				if _, err := p.Poll(ctx, 1000); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if twice.Load() != 0 || at.Load() != 60 {
			t.Errorf("%d readings of 60 sources, %d at the same time", at.Load(), twice.Load())
		}
	})
}
