package site

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/hurry"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

// inParts is a form in parts with one field of n bytes, and its kind.
func inParts(t *testing.T, n int) (body []byte, kind string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	field, err := w.CreateFormFile("sealed", "blob")
	if err != nil {
		t.Fatal(err)
	}
	field.Write(make([]byte, n)) // a buffer takes everything
	w.Close()
	return b.Bytes(), w.FormDataContentType()
}

// TestTipFlood fills the memory that tips may take: those who come then are asked
// to come again, whatever way they came; small ones still get in beside a slow
// one, and the room is free again as soon as the slow one is through.
func TestTipFlood(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		c.Now = testkit.NewClock(testkit.Start).Now
		st, err := store.Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		s := &site{Deps: Deps{Store: st.Reader, Tips: desk.New(st), Log: slog.New(slog.DiscardHandler), Now: c.Now}}
		tips := s.tips()
		send := func(n int, accept string) *httptest.ResponseRecorder {
			body, kind := inParts(t, n)
			r := httptest.NewRequest("POST", "/tips/send", bytes.NewReader(body))
			r.Header.Set("Content-Type", kind)
			r.Header.Set("Accept", accept)
			w := httptest.NewRecorder()
			tips.ServeHTTP(w, r)
			return w
		}
		const room = 3 << 20
		s.hoard = hurry.Hoard{Most: room, Full: errHoard}

		slow, feed := io.Pipe()
		body, kind := inParts(t, 2<<20)
		r := httptest.NewRequest("POST", "/tips/send", slow)
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Accept", "application/json")
		done := make(chan int)
		go func() {
			w := httptest.NewRecorder()
			tips.ServeHTTP(w, r)
			done <- w.Code
		}()
		if _, err := feed.Write(body[:len(body)-10]); err != nil {
			t.Fatal(err)
		}
		for s.hoard.Bytes() < 2<<20-1024 {
			time.Sleep(time.Millisecond)
		}
		if w := send(2<<20, "application/json"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "tip.busy") {
			t.Errorf("over the bound: %d %s", w.Code, w.Body)
		}
		if w := send(2<<20, "text/html"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "请过一分钟再试") {
			t.Errorf("over the bound, without script: %d", w.Code)
		}
		if w := send(1<<10, "application/json"); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest {
			t.Errorf("a small one beside it is read: %d %s", w.Code, w.Body)
		}
		feed.Write(body[len(body)-10:]) // or the request has ended already
		feed.Close()
		if code := <-done; code == http.StatusServiceUnavailable {
			t.Error("the slow one itself is refused")
		}
		if left := s.hoard.Bytes(); left != 0 {
			t.Errorf("%d bytes are not given back", left)
		}
	})
}
