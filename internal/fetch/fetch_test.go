package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"yingda/internal/fault"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

func local(cfg Config) *Client {
	cfg.Allow = append(cfg.Allow, loopback...)
	cfg.Contact = "https://example.gov.cn/yingda"
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return New(cfg)
}

// serve answers robots.txt with 404 and everything else with h.
func serve(t testing.TB, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		h(w, r)
	}))
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s.URL
}

func zipped(size int) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	zeros := make([]byte, 1<<20)
	for left := size; left > 0; left -= len(zeros) {
		z.Write(zeros[:min(left, len(zeros))])
	}
	z.Close()
	return b.Bytes()
}

func TestGetRefusals(t *testing.T) {
	bomb := zipped(50 << 20)
	cases := []struct {
		name, code string
		cfg        Config
		h          http.HandlerFunc
	}{
		{
			"a server that never answers", "fetch-timeout",
			Config{Timeout: 200 * time.Millisecond},
			func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		},
		{
			"a byte now and then meets the total time", "fetch-timeout",
			Config{Timeout: 300 * time.Millisecond},
			func(w http.ResponseWriter, r *http.Request) {
				for r.Context().Err() == nil {
					fmt.Fprint(w, "x")
					w.(http.Flusher).Flush()
					time.Sleep(50 * time.Millisecond)
				}
			},
		},
		{
			"an endless body meets the cap", "fetch-too-large",
			Config{MaxBody: 1 << 20},
			func(w http.ResponseWriter, r *http.Request) {
				chunk := make([]byte, 64<<10)
				for {
					if _, err := w.Write(chunk); err != nil {
						return
					}
				}
			},
		},
		{
			"an announced large body is not read", "fetch-too-large",
			Config{},
			func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Length", "99999999") },
		},
		{
			"a gzip bomb meets the ratio", "fetch-bomb",
			Config{},
			func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				w.Write(bomb)
			},
		},
		{
			"a gzip bomb that nobody announced", "fetch-bomb",
			Config{},
			func(w http.ResponseWriter, r *http.Request) { w.Write(bomb) },
		},
		{
			"a gzip body meets the decoded cap", "fetch-bomb",
			Config{MaxDecoded: 4 << 20, MaxRatio: 1 << 40},
			func(w http.ResponseWriter, r *http.Request) { w.Write(bomb) },
		},
		{
			"a damaged gzip body", "fetch-encoding",
			Config{},
			func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("\x1f\x8b\x08\x00 not really")) },
		},
		{
			"an encoding that we did not ask for", "fetch-encoding",
			Config{},
			func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Encoding", "br")
				w.Write([]byte("abc"))
			},
		},
		{
			"a redirect loop", "fetch-redirects",
			Config{},
			func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", 302) },
		},
		{
			"a redirect to a file", "fetch-address",
			Config{},
			func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "file:///etc/passwd", 302) },
		},
		{
			"a redirect without a target", "fetch-redirect-target",
			Config{},
			func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(302) },
		},
		{
			"a redirect to a private address", "fetch-private",
			Config{},
			func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "http://10.1.2.3/", 302) },
		},
		{
			"a redirect to the metadata service", "fetch-private",
			Config{},
			func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "http://169.254.169.254/latest/", 302)
			},
		},
		{"gone", "fetch-404", Config{}, http.NotFound},
		{"withdrawn", "fetch-410", Config{}, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(410) }},
		{"forbidden", "fetch-403", Config{}, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403) }},
		{"their fault", "fetch-502", Config{}, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(502) }},
		{"a connection cut in the middle", "fetch-broken", Config{}, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "1000")
			w.Write([]byte("short"))
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := local(c.cfg).Get(context.Background(), Request{URL: serve(t, c.h) + "/feed"})
			if got := fault.CodeOf(err); got != c.code {
				t.Fatalf("code %q, want %q (%v)", got, c.code, err)
			}
		})
	}
}

func TestConditional(t *testing.T) {
	var agent atomic.Value
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		agent.Store(r.Header.Get("User-Agent"))
		w.Header().Set("ETag", `"a1"`)
		w.Header().Set("Last-Modified", "Fri, 20 Nov 2026 00:00:00 GMT")
		if r.Header.Get("If-None-Match") == `"a1"` && r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(304)
			return
		}
		w.Header().Set("Content-Type", "text/xml")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		z.Write([]byte("<rss/>"))
		z.Close()
	})
	c := local(Config{})
	first, err := c.Get(context.Background(), Request{URL: url + "/f"})
	if err != nil || string(first.Body) != "<rss/>" || first.ContentType != "text/xml" || first.Elapsed <= 0 {
		t.Fatalf("first reading: %+v %v", first, err)
	}
	again, err := c.Get(context.Background(), Request{URL: url + "/f", ETag: first.ETag, LastModified: first.LastModified})
	if err != nil || !again.NotModified || len(again.Body) != 0 || again.ETag != `"a1"` {
		t.Fatalf("second reading: %+v %v", again, err)
	}
	if got := agent.Load(); got != "Yingda/1 (+https://example.gov.cn/yingda)" {
		t.Fatalf("user agent %q", got)
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	var visits atomic.Int32
	clock := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if visits.Add(1) == 1 {
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(429)
		}
	})
	c := local(Config{Now: func() time.Time { return clock }})
	res, err := c.Get(context.Background(), Request{URL: url})
	if fault.CodeOf(err) != "fetch-429" || res.RetryAfter != 2*time.Minute {
		t.Fatalf("first: %v %v", res.RetryAfter, err)
	}
	clock = clock.Add(time.Minute)
	if res, err = c.Get(context.Background(), Request{URL: url}); fault.CodeOf(err) != "fetch-wait" || res.RetryAfter != time.Minute {
		t.Fatalf("too early: %v %v", res.RetryAfter, err)
	}
	clock = clock.Add(time.Minute + time.Second)
	if _, err = c.Get(context.Background(), Request{URL: url}); err != nil || visits.Load() != 2 {
		t.Fatalf("after the wait: %v, %d visits", err, visits.Load())
	}
}

func TestRobots(t *testing.T) {
	var asked atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			asked.Add(1)
			fmt.Fprint(w, "User-agent: *\nDisallow: /private/\n")
			return
		}
		fmt.Fprint(w, "ok")
	}))
	defer s.Close()
	c := local(Config{})
	if _, err := c.Get(context.Background(), Request{URL: s.URL + "/private/x"}); fault.CodeOf(err) != "fetch-robots" {
		t.Fatalf("a closed path was read: %v", err)
	}
	for range 3 {
		if _, err := c.Get(context.Background(), Request{URL: s.URL + "/open"}); err != nil {
			t.Fatal(err)
		}
	}
	if asked.Load() != 1 {
		t.Fatalf("robots.txt was read %d times", asked.Load())
	}
}

func TestRobotsFailure(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) }))
	defer s.Close()
	if _, err := local(Config{}).Get(context.Background(), Request{URL: s.URL}); fault.CodeOf(err) != "fetch-robots" {
		t.Fatalf("a server that cannot show its rules is left alone: %v", err)
	}
}

func TestCrawlDelay(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			fmt.Fprint(w, "User-agent: *\nCrawl-delay: 0.3\n")
		}
	}))
	defer s.Close()
	c := local(Config{})
	start := time.Now()
	for range 3 {
		if _, err := c.Get(context.Background(), Request{URL: s.URL}); err != nil {
			t.Fatal(err)
		}
	}
	if spent := time.Since(start); spent < 550*time.Millisecond {
		t.Fatalf("three visits in %v, asked for 0.3 s between them", spent)
	}
}

func TestCancel(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := local(Config{}).Get(ctx, Request{URL: url}); fault.CodeOf(err) != "fetch-cancelled" {
		t.Fatalf("got %v", err)
	}
}

func TestCertificate(t *testing.T) {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	s.Config.ErrorLog = nil
	if _, err := local(Config{}).Get(context.Background(), Request{URL: s.URL}); fault.CodeOf(err) != "fetch-certificate" {
		t.Fatalf("got %v", err)
	}
}

func TestUnreachable(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	url := s.URL
	s.Close()
	if _, err := local(Config{}).Get(context.Background(), Request{URL: url}); fault.CodeOf(err) != "fetch-refused" {
		t.Fatalf("got %v", err)
	}
	if _, err := local(Config{Timeout: 2 * time.Second}).Get(context.Background(), Request{URL: "http://no-such-host.invalid/"}); fault.KindOf(err) != fault.Busy {
		t.Fatalf("got %v", err)
	}
}

func TestDo(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "/elsewhere", 307)
			return
		}
		fmt.Fprintf(w, "%s %s", r.Method, r.Header.Get("X-Key"))
	})
	c := local(Config{})
	call := Call{Method: "POST", URL: url + "/hook", Header: http.Header{"X-Key": {"k"}}, Body: []byte("{}")}
	if res, err := c.Do(context.Background(), call); err != nil || string(res.Body) != "POST k" {
		t.Fatalf("%q %v", res.Body, err)
	}
	call.URL = url + "/away"
	if _, err := c.Do(context.Background(), call); fault.CodeOf(err) != "fetch-redirect" {
		t.Fatalf("a service call was redirected: %v", err)
	}
}

// Slow readings leave the fast lane to the others, and one host has its share.
func TestLanes(t *testing.T) {
	l := &Lanes{Fast: 2, Slow: 4, PerHost: 2, Patience: 20 * time.Millisecond}
	hold := make(chan struct{})
	var quick, most, now atomic.Int64
	for i := range 4 {
		l.Go(fmt.Sprint("slow", i), false, func() { <-hold })
	}
	for i := range 50 {
		l.Go(fmt.Sprint("quick", i), false, func() { quick.Add(1) })
	}
	for range 10 {
		l.Go("one", false, func() {
			most.Store(max(most.Load(), now.Add(1)))
			time.Sleep(time.Millisecond)
			now.Add(-1)
			quick.Add(1)
		})
	}
	for begin := time.Now(); quick.Load() < 60 && time.Since(begin) < 5*time.Second; {
		time.Sleep(time.Millisecond)
	}
	if quick.Load() != 60 || most.Load() > 2 {
		t.Errorf("%d of 60 quick readings done beside slow ones, %d at one host", quick.Load(), most.Load())
	}
	close(hold)
	l.Wait()
	if l.inFast != 0 || l.inSlow != 0 || len(l.hosts) != 0 {
		t.Errorf("places not given back: %d %d %v", l.inFast, l.inSlow, l.hosts)
	}
}
