package web_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"yingda/internal/regime"
)

// TestLive asks that an open page hears of a new concern within seconds, and that
// the stream ends when the reader goes.
func TestLive(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		v := b.signIn(regime.DutyOfficer)
		ctx, leave := context.WithTimeout(t.Context(), 20*time.Second)
		defer leave()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.server.URL+"/desk/live", nil)
		b.must(err)
		r, err := v.c.Do(req)
		b.must(err)
		defer r.Body.Close()
		if kind := r.Header.Get("Content-Type"); kind != "text/event-stream" {
			t.Fatalf("stream is %s", kind)
		}
		lines := bufio.NewScanner(r.Body)
		lines.Buffer(nil, 1<<20)
		lines.Scan() // the greeting: the stream stands
		b.open("接待大厅停电", regime.Serious)
		for lines.Scan() {
			if strings.Contains(lines.Text(), `id="bell"`) && strings.Contains(lines.Text(), `hx-swap-oob="true"`) {
				return
			}
		}
		t.Fatalf("nothing was told: %v", lines.Err())
	})
}

// TestOneSolidButton holds that a screen has one solid button besides those in
// dialogs, so that the next step is plain.
func TestOneSolidButton(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("接待大厅停电", regime.Serious, "a|b", "c|d")
		v := b.signIn(regime.OfficeDirector)
		for _, path := range []string{"/desk", "/desk/concerns", "/desk/concerns/" + number, "/desk/review", "/desk/settings", "/desk/matters/" + number + "/act/dismiss"} {
			p := v.page(path)
			if n := p.Find(".btn--main").Length() - p.Find("dialog .btn--main").Length(); n > 1 {
				t.Errorf("%s has %d solid buttons", path, n)
			}
		}
	})
}

// TestRights asks that pages of a matter are closed to those who do not see it,
// and that its forms refuse them too.
func TestRights(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("接待大厅停电", regime.Serious)
		v := b.signIn(regime.Handler) // of another section; the concern is the office's still
		for _, path := range []string{"/desk/concerns/" + number, "/desk/matters/" + number + "/act/note"} {
			if _, status := v.get(path); status != http.StatusNotFound {
				t.Errorf("%s answers %d to who does not see it", path, status)
			}
		}
		if _, status := v.post("/desk/matters/"+number+"/act", map[string][]string{"action": {"note"}, "version": {"1"}, "text": {"x"}}); status != http.StatusNotFound {
			t.Errorf("acting on an unseen matter answers %d", status)
		}
		req, err := http.NewRequest(http.MethodPost, b.server.URL+"/desk/notices", nil)
		b.must(err)
		req.Header.Set("Origin", "https://evil.test")
		r, err := v.c.Do(req)
		b.must(err)
		r.Body.Close()
		if r.StatusCode != http.StatusForbidden {
			t.Errorf("a form of another site is answered %d", r.StatusCode)
		}
	})
}
