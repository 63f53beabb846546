package channel

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yingda/internal/fetch"
)

var now = func() time.Time { return time.Date(2026, 3, 16, 2, 0, 0, 0, time.UTC) }

func hook(url string, allow ...string) *Webhook {
	var nets []netip.Prefix
	for _, a := range allow {
		nets = append(nets, netip.MustParsePrefix(a))
	}
	return &Webhook{Client: fetch.New(fetch.Config{Allow: nets, Now: now, Timeout: time.Second}), URL: url, Secret: "geheim", Now: now}
}

var text = Message{Key: KeyOf("S-2026-0001", "1", "o", "publish"), Verb: "publish", Number: "S-2026-0001", Version: 1, Title: "关于号源的说明", Text: "正文", Agency: "某市信访局", ReleasedAt: now()}

// An outlet can do four things, and nothing can be added by accident.
func TestFourVerbs(t *testing.T) {
	var names []string
	of := reflect.TypeFor[Outlet]()
	for i := range of.NumMethod() {
		names = append(names, of.Method(i).Name)
	}
	if got := strings.Join(names, " "); got != "Correct Publish ReadOwn Withdraw" {
		t.Errorf("verbs: %s", got)
	}
	if _, err := Send(context.Background(), &Webhook{}, Message{Verb: "delete"}); err == nil {
		t.Error("a fifth verb was sent")
	}
}

func TestWebhook(t *testing.T) {
	var got post
	var raw []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			if r.Header.Get("Yingda-Signature") != "v1="+Signature("geheim", r.Header.Get("Yingda-Timestamp"), []byte(r.URL.RawQuery)) {
				t.Error("a reading is not signed over its query")
			}
			if r.URL.Query().Get("key") != text.Key {
				http.NotFound(w, r)
				return
			}
			io.WriteString(w, `{"url":"https://cms.example/1","views":42}`)
			return
		}
		raw, _ = io.ReadAll(r.Body)
		if r.Header.Get("Yingda-Signature") != "v1="+Signature("geheim", r.Header.Get("Yingda-Timestamp"), raw) {
			t.Error("the signature does not verify")
		}
		if r.Header.Get("Idempotency-Key") != text.Key {
			t.Error("no Idempotency-Key")
		}
		json.Unmarshal(raw, &got)
		io.WriteString(w, `{"url":"https://cms.example/1"}`)
	}))
	defer server.Close()
	w := hook(server.URL, "127.0.0.0/8")
	r, err := Send(context.Background(), w, text)
	if err != nil || !r.Found || r.Address != "https://cms.example/1" {
		t.Fatalf("%+v, %v", r, err)
	}
	if got.Text != "正文" || got.Verb != "publish" || got.ID != text.Key {
		t.Errorf("sent %s", raw)
	}
	if r, err := w.ReadOwn(context.Background(), text); err != nil || !r.Found || r.Views != 42 {
		t.Errorf("read back %+v, %v", r, err)
	}
	other := text
	other.Key = "x"
	if r, err := w.ReadOwn(context.Background(), other); err != nil || r.Found {
		t.Errorf("what is not there was found: %+v, %v", r, err)
	}
}

func TestWebhookFailures(t *testing.T) {
	var status atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status.Load() == 0 { // the answer never comes
			io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
			return
		}
		w.WriteHeader(int(status.Load()))
	}))
	defer server.Close()
	cases := []struct {
		sentence       string
		status         int
		certain, again bool
	}{
		{"a server in trouble is tried again", 500, true, true},
		{"a busy server is tried again", 429, true, true},
		{"a key that is still being worked on is tried again", 409, true, true},
		{"a silent server is tried again, under the same key", 0, true, true},
		{"a refusal needs a person", 403, true, false},
		{"a text that the receiver cannot take needs a person", 422, true, false},
	}
	for _, c := range cases {
		status.Store(int64(c.status))
		_, err := Send(context.Background(), hook(server.URL, "127.0.0.0/8"), text)
		if certain, again := Failed(err); err == nil || certain != c.certain || again != c.again {
			t.Errorf("%s: %v", c.sentence, err)
		}
	}
	_, err := Send(context.Background(), hook(server.URL), text)
	if certain, again := Failed(err); err == nil || !certain || again {
		t.Errorf("an inner address that is not allowed is refused by the guard: %v", err)
	}
}
