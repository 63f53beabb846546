package demo

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"yingda/internal/source"
)

var begun = time.Date(2026, 3, 16, 9, 0, 0, 0, shanghai)

func get(t *testing.T, h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// quick is the sample without its slow source's delay.
func quick(t *testing.T) *Sample {
	t.Helper()
	s := *load(t)
	s.Sources = append([]Source(nil), s.Sources...)
	for i, src := range s.Sources {
		if src.Fault != nil && src.Fault.Kind == "slow" {
			s.Sources[i].Fault = nil
		}
	}
	return &s
}

// at serves the sample as of an instant.
func at(s *Sample, now time.Time) http.Handler {
	return s.Feeds(begun, func() time.Time { return now })
}

func TestFeedsAreRead(t *testing.T) {
	s := quick(t)
	now := begun.Add(-28 * time.Hour) // before the dead source dies
	for _, src := range s.Sources {
		w := get(t, at(s, now), FeedPath(src.ID))
		kind, body := w.Header().Get("Content-Type"), w.Body.Bytes()
		if w.Code != http.StatusOK || !strings.HasSuffix(kind, "charset="+src.Charset) || src.Format != "json" && !bytes.Contains(body[:60], []byte(src.Charset)) {
			t.Errorf("%s: status %d, %s, prolog %.60s", src.ID, w.Code, kind, body)
		}
		var want []Post
		for _, p := range s.PostsBetween(begun, time.Time{}, now) {
			if p.Source == src.ID {
				want = append([]Post{p}, want...)
			}
		}
		want = want[:min(len(want), newest)]
		compareGofeed(t, src, body, want)
		compareOwn(t, src, body, kind, want, now)
	}
}

func compareGofeed(t *testing.T, src Source, body []byte, want []Post) {
	t.Helper()
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil || len(feed.Items) != len(want) || len(want) < 3 {
		t.Fatalf("%s: %v, want %d entries", src.ID, err, len(want))
	}
	for i, item := range feed.Items {
		text := item.Content + item.Description
		if item.Title != want[i].Title || text != want[i].Text || !item.PublishedParsed.Equal(want[i].At.In(begun)) || item.Link != src.Address(want[i]) {
			t.Errorf("%s: entry %d is %q %q %s %s, want %+v", src.ID, i, item.Title, text, item.Published, item.Link, want[i])
		}
		if len(item.Authors) == 0 || !strings.HasPrefix(item.Authors[0].Name, AuthorCanary) {
			t.Errorf("%s: entry %d has no author canary", src.ID, i)
		}
	}
}

func compareOwn(t *testing.T, src Source, body []byte, kind string, want []Post, now time.Time) {
	t.Helper()
	feed, skipped, err := source.ReadFeed(body, kind, src.Site, now)
	if err != nil || len(skipped) > 0 || len(feed.Entries) != len(want) {
		t.Fatalf("%s: own reader: %v, %v, %d entries, want %d", src.ID, err, skipped, len(feed.Entries), len(want))
	}
	for i, e := range feed.Entries {
		title := strings.ReplaceAll(want[i].Title, "\u3000", " ") // the reader makes spaces equal
		if e.Title != title || e.Text != want[i].Text || e.URL != src.Address(want[i]) || !e.Time.Equal(want[i].At.In(begun)) {
			t.Errorf("%s: own reader: entry %d is %+v, want %+v", src.ID, i, e, want[i])
		}
	}
}

func TestFeedsNeverCarryTheScript(t *testing.T) {
	s := quick(t)
	for _, src := range s.Sources {
		body := get(t, at(s, begun.Add(-30*time.Hour)), FeedPath(src.ID)).Body.String()
		for _, key := range []string{"matter", "kind", "retelling", "original", "repost", "fullwidth", "noise"} {
			if strings.Contains(body, key) {
				t.Errorf("%s serves %q", src.ID, key)
			}
		}
	}
}

func TestFeedsGrowAndTellSo(t *testing.T) {
	s := quick(t)
	path := FeedPath("lincheng-forum")
	before := get(t, at(s, begun), path)
	same := get(t, at(s, begun.Add(5*time.Second)), path, "If-None-Match", before.Header().Get("ETag"))
	if same.Code != http.StatusNotModified || same.Body.Len() > 0 {
		t.Errorf("nothing new by ETag: status %d", same.Code)
	}
	same = get(t, at(s, begun.Add(5*time.Second)), path, "If-Modified-Since", before.Header().Get("Last-Modified"))
	if same.Code != http.StatusNotModified {
		t.Errorf("nothing new by date: status %d", same.Code)
	}
	after := get(t, at(s, begun.Add(10*time.Second)), path, "If-None-Match", before.Header().Get("ETag"), "If-Modified-Since", before.Header().Get("Last-Modified"))
	if after.Code != http.StatusOK || !strings.Contains(after.Body.String(), "系统全瘫了") || strings.Contains(before.Body.String(), "系统全瘫了") {
		t.Errorf("ten seconds later the first live post is there: status %d", after.Code)
	}
	first := get(t, at(s, begun.AddDate(0, 0, -11)), path)
	if first.Code != http.StatusOK || strings.Contains(first.Body.String(), "<item>") {
		t.Errorf("before the first post the feed is empty: status %d", first.Code)
	}
	if w := get(t, at(s, begun), FeedPath("moon")); w.Code != http.StatusNotFound {
		t.Errorf("an unknown source: status %d", w.Code)
	}
}

// Every post can be read by one who looks every two hours while the history is
// replayed: no feed lets more than 30 posts pass between two readings.
func TestNoPostSlipsThrough(t *testing.T) {
	s := quick(t)
	seen := map[string]bool{}
	for now := begun.AddDate(0, 0, -10); now.Before(begun.Add(12 * time.Hour)); now = now.Add(2 * time.Hour) {
		p := player{sample: s, epoch: begun}
		for _, src := range s.Sources {
			for _, e := range p.entries(src, now) {
				seen[e.ID] = true
			}
		}
	}
	if len(seen) != len(s.Posts) {
		t.Errorf("%d of %d posts were seen", len(seen), len(s.Posts))
	}
}

func TestFaults(t *testing.T) {
	s := load(t)
	if w := get(t, at(s, begun), FeedPath("dihua-notes")); w.Code != http.StatusServiceUnavailable {
		t.Errorf("the dead source: status %s", strconv.Itoa(w.Code))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	w := httptest.NewRecorder()
	at(s, begun).ServeHTTP(w, httptest.NewRequest(http.MethodGet, FeedPath("zhongyu-letters"), nil).WithContext(ctx))
	if w.Body.Len() > 0 {
		t.Error("the slow source answered a caller who had left")
	}
}
