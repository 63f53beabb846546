package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"yingda/internal/fault"
)

// TestElapsed: a visit is timed without our own waiting: for robots.txt, for our
// turn and for the Crawl-delay. A site that sends us on within itself is one visit.
func TestElapsed(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			time.Sleep(300 * time.Millisecond)
			fmt.Fprint(w, "User-agent: *\nCrawl-delay: 0.4\n")
		case "/slow":
			time.Sleep(300 * time.Millisecond)
		case "/moved":
			http.Redirect(w, r, "/slow", http.StatusFound)
		}
	}))
	defer s.Close()
	c := local(Config{})
	for _, path := range []string{"/", "/", "/"} {
		if res, err := c.Get(context.Background(), Request{URL: s.URL + path}); err != nil || res.Elapsed <= 0 || res.Elapsed > 250*time.Millisecond {
			t.Errorf("a quick page took %v: %v", res.Elapsed, err)
		}
	}
	if res, err := c.Get(context.Background(), Request{URL: s.URL + "/moved"}); err != nil || res.Elapsed < 300*time.Millisecond || res.FinalURL != s.URL+"/slow" {
		t.Errorf("a slow page behind a redirect took %v: %v", res.Elapsed, err)
	}
	strict := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nCrawl-delay: 60\n")
		case "/moved":
			http.Redirect(w, r, "/there", http.StatusFound)
		}
	}))
	defer strict.Close()
	if res, err := c.Get(context.Background(), Request{URL: strict.URL + "/moved"}); err != nil || res.Status != 200 {
		t.Errorf("sent on within a site that wants a minute between visits: %v", err)
	}
	if _, err := c.Get(context.Background(), Request{URL: strict.URL + "/there"}); fault.CodeOf(err) != "fetch-wait" {
		t.Errorf("a second visit at once: %v", err)
	}
}
