package web_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yingda/internal/regime"
)

// opens is an open page: it connects the stream as the page at an address asks, and
// returns the lines that come and how the page is closed.
func (v *visitor) opens(path string) (page string, lines <-chan string, closes func()) {
	v.b.t.Helper()
	at, _ := v.page(path).Find("[hx-sse\\:connect]").Attr("hx-sse:connect")
	q, err := url.Parse(at)
	v.b.must(err)
	ctx, stop := context.WithTimeout(v.b.t.Context(), 20*time.Second)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.b.server.URL+at, nil)
	v.b.must(err)
	r, err := v.c.Do(req)
	v.b.must(err)
	out := make(chan string, 1000)
	go func() {
		defer close(out)
		defer r.Body.Close()
		for in := bufio.NewScanner(r.Body); in.Scan(); {
			out <- in.Text()
		}
	}()
	return q.Query().Get("page"), out, stop
}

// json posts as script does, and returns what is answered.
func (v *visitor) json(path string, form url.Values) (string, int) {
	v.b.t.Helper()
	req, err := http.NewRequest(http.MethodPost, v.b.server.URL+path, strings.NewReader(form.Encode()))
	v.b.must(err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	r, err := v.c.Do(req)
	v.b.must(err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	v.b.must(err)
	return string(body), r.StatusCode
}

// hears waits until a line of a stream has a word in it.
func hears(t *testing.T, lines <-chan string, word string) {
	t.Helper()
	for line := range lines {
		if strings.Contains(line, word) {
			return
		}
	}
	t.Fatalf("the stream never said %q", word)
}

// TestPresence asks that an open page tells who else has the matter open and who
// types in the draft, and stops when the other page closes.
func TestPresence(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("接待大厅停电", regime.General)
		b.answering(number, regime.General)
		s := b.act(regime.Drafter, number, "begin_statement", map[string]any{"title": "关于停电的说明", "text": "正文"}).Created
		drafter, director := b.signIn(regime.Drafter), b.signIn(regime.OfficeDirector)
		drafts, director2 := "/desk/statements/"+s, names[regime.OfficeDirector]
		pageA, linesA, closesA := drafter.opens(drafts)
		pageB, linesB, closesB := director.opens(drafts)
		hears(t, linesA, director2+"在看")
		hears(t, linesB, names[regime.Drafter]+"在看")
		if text := director.page(drafts).Find("#presence").Text(); !strings.Contains(text, names[regime.Drafter]) {
			t.Errorf("a page without script says %q", text)
		}
		if _, status := drafter.post("/desk/matters/"+s+"/typing", url.Values{"page": {"x"}}); status != http.StatusUnprocessableEntity {
			t.Errorf("a page of no name is answered %d", status)
		}

		_, status := drafter.json("/desk/matters/"+s+"/typing", url.Values{"page": {pageA}, "draft": {"1"}})
		if status != http.StatusNoContent {
			t.Fatalf("typing is answered %d", status)
		}
		hears(t, linesB, names[regime.Drafter]+"从")
		p := director.page(drafts)
		if held, _ := p.Find("#presence").Attr("data-held"); !strings.Contains(held, names[regime.Drafter]) {
			t.Errorf("the draft's page says %q", held)
		}
		if p.Find("main form[data-draft]").Length() != 1 || p.Find("[data-held-note]").Length() != 1 {
			t.Error("the draft has no note of who types in it")
		}
		if _, hidden := p.Find("[data-held-note]").Attr("hidden"); hidden {
			t.Error("the note is hidden while a colleague types")
		}
		version, _ := p.Find("form[data-draft] [name=version]").Attr("value")
		if at, _ := p.Find("form[data-draft] [name=page]").Attr("value"); len(at) != 10 {
			t.Errorf("the draft is sent from the page %q", at)
		}
		text, status := director.json(drafts+"/draft", url.Values{"title": {"题"}, "text": {"别的"}, "version": {version}, "page": {pageB}})
		if status != http.StatusConflict || !strings.Contains(text, "draft.held") {
			t.Errorf("what a page keeps by itself beside the holder is answered %d %s", status, text)
		}

		p, status = director.post("/desk/matters/"+s+"/typing", url.Values{"page": {pageB}, "take": {"1"}, "from": {drafts + "?edit=1&taken=1"}})
		if status != http.StatusOK || p.Find("form[data-draft-taken]").Length() != 1 {
			t.Errorf("taking over leads to %d", status)
		}
		hears(t, linesA, director2+"接手修改了这份稿件")
		text, status = drafter.json(drafts+"/draft", url.Values{"title": {"题"}, "text": {"别的"}, "version": {version}, "page": {pageA}})
		if status != http.StatusConflict {
			t.Errorf("what the page that was taken from keeps is answered %d %s", status, text)
		}
		if _, status = drafter.post(drafts+"/draft", url.Values{"title": {"题"}, "text": {"有意保存的"}, "version": {version}}); status != http.StatusOK {
			t.Errorf("what is saved on purpose is answered %d", status)
		}

		closesB()
		closesA()
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
			if text := strings.TrimSpace(drafter.page("/desk/concerns/" + number).Find("#presence").Text()); text == "" {
				if strings.TrimSpace(drafter.page(drafts).Find("#presence").Text()) == "" {
					break
				}
			}
			if time.Now().After(end) {
				t.Fatal("closed pages are shown yet")
			}
		}
	})
}

// TestPresenceOfStrangers asks that nobody is shown, or shows themselves, on a matter
// that they do not see, and that what is asked there tells nothing.
func TestPresenceOfStrangers(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("接待大厅停电", regime.Serious)
		stranger, officer := b.signIn(regime.Handler), b.signIn(regime.DutyOfficer)
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
		defer stop()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.server.URL+"/desk/live?at="+number+"&page=0123456789", nil)
		b.must(err)
		r, err := stranger.c.Do(req)
		b.must(err)
		defer r.Body.Close()
		if _, status := stranger.json("/desk/matters/"+number+"/typing", url.Values{"page": {"0123456789"}}); status != http.StatusNotFound {
			t.Errorf("typing on an unseen matter is answered %d", status)
		}
		in := bufio.NewScanner(r.Body)
		in.Scan() // the stream stands, for the counts
		if text := strings.TrimSpace(officer.page("/desk/concerns/" + number).Find("#presence").Text()); text != "" {
			t.Errorf("a stranger is shown: %q", text)
		}
	})
}
