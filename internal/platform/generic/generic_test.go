package generic

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/fetch"
)

var ctx = context.Background()

var secret = "whsec_" + base64.StdEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef"))

// receiver takes what Standard Webhooks says, each id once, and shows it in a feed.
type receiver struct {
	*httptest.Server
	now       func() time.Time
	taken     map[string]string // id → title
	calls     []string
	malformed []string
	statuses  []int // of the next calls
	after     bool  // the status comes after the work was done
}

func (r *receiver) wrong(format string, args ...any) {
	r.malformed = append(r.malformed, fmt.Sprintf(format, args...))
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.calls = append(r.calls, q.Method+" "+q.URL.Path)
	if q.URL.Path == "/feed.xml" {
		fmt.Fprint(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>某市信访</title>`)
		for _, title := range r.taken {
			fmt.Fprintf(w, `<item><title>%s</title><link>https://platform.example/p/1</link><author>wer@example.org (网友)</author><pubDate>Mon, 16 Mar 2026 10:30:00 +0800</pubDate></item>`, title)
		}
		fmt.Fprint(w, `</channel></rss>`)
		return
	}
	if q.URL.Path != "/in" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	body, _ := io.ReadAll(q.Body)
	at := q.Header.Get("webhook-timestamp")
	sec, err := strconv.ParseInt(at, 10, 64)
	if err != nil || r.now().Sub(time.Unix(sec, 0)).Abs() > 5*time.Minute {
		r.wrong("timestamp %q", at)
	}
	want, err := Sign(secret, q.Header.Get("webhook-id"), at, body)
	if err != nil || q.Header.Get("webhook-signature") != want {
		r.wrong("signature %q", q.Header.Get("webhook-signature"))
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var e event
	if q.Method != http.MethodPost || json.Unmarshal(body, &e) != nil || !strings.HasPrefix(e.Type, "statement.") || e.Data.Number == "" {
		r.wrong("body %s", body)
	}
	status := http.StatusOK
	if len(r.statuses) > 0 {
		status, r.statuses = r.statuses[0], r.statuses[1:]
	}
	if status == http.StatusOK || r.after {
		r.taken[q.Header.Get("webhook-id")] = e.Data.Title
	}
	w.WriteHeader(status)
	fmt.Fprint(w, `{"url":"https://platform.example/p/1"}`)
}

func open(t *testing.T) (*receiver, *Account) {
	at := time.Date(2026, 3, 16, 2, 0, 0, 0, time.UTC)
	r := &receiver{now: func() time.Time { return at }, taken: map[string]string{}}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	client := fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Now: r.now, Timeout: time.Second})
	t.Cleanup(client.Close)
	return r, &Account{Client: client, In: r.URL + "/feed.xml", Out: r.URL + "/in", Secret: secret, Now: r.now}
}

var message = channel.Message{Key: "abc123", Verb: "publish", Number: "S-2026-0001", Version: 1, Title: "关于接访大厅取号的说明", Text: "正文。", Agency: "某市信访局", URL: "https://answers.example/S-2026-0001", ReleasedAt: time.Date(2026, 3, 16, 2, 0, 0, 0, time.UTC)}

func TestGeneric(t *testing.T) {
	r, a := open(t)
	got, err := a.Publish(ctx, message)
	if err != nil || got.Address != "https://platform.example/p/1" {
		t.Fatalf("published: %+v, %v", got, err)
	}
	if _, err := a.Publish(ctx, message); err != nil || len(r.taken) != 1 {
		t.Errorf("the same id again is taken once: %v, %d", err, len(r.taken))
	}
	if back, err := a.ReadOwn(ctx, message); err != nil || !back.Found {
		t.Errorf("read in the feed: %+v, %v", back, err)
	}
	other := message
	other.Title = "别的"
	if back, err := a.ReadOwn(ctx, other); err != nil || back.Found {
		t.Errorf("what is not there: %+v, %v", back, err)
	}
	a.In = ""
	if _, err := a.ReadOwn(ctx, message); err != channel.ErrUnreadable {
		t.Errorf("without a feed: %v", err)
	}
	if len(r.malformed) > 0 {
		t.Errorf("malformed: %q", r.malformed)
	}
	for _, c := range r.calls {
		if c != "POST /in" && c != "GET /feed.xml" && c != "GET /robots.txt" {
			t.Errorf("called: %s", c)
		}
	}
}

func TestFailures(t *testing.T) {
	for _, c := range []struct {
		sentence       string
		status         int
		certain, again bool
	}{
		{"the receiver stopped for good", http.StatusGone, true, false},
		{"it counts", http.StatusTooManyRequests, true, true},
		{"it is down", http.StatusServiceUnavailable, true, true},
		{"it does not like what we send", http.StatusUnprocessableEntity, true, false},
		{"it moved", http.StatusMovedPermanently, true, false},
	} {
		r, a := open(t)
		r.statuses = []int{c.status}
		_, err := a.Publish(ctx, message)
		if certain, again := channel.Failed(err); certain != c.certain || again != c.again {
			t.Errorf("%s: %v, %t, %t", c.sentence, err, certain, again)
		}
	}
	r, a := open(t)
	r.statuses, r.after = []int{http.StatusBadGateway}, true
	if _, err := a.Publish(ctx, message); err == nil {
		t.Error("a gateway's failure is no success")
	}
	if _, err := a.Publish(ctx, message); err != nil || len(r.taken) != 1 {
		t.Errorf("a repetition after unknown: %v, %d", err, len(r.taken))
	}
	a.Secret = "whsec_kurz"
	if _, err := a.Publish(ctx, message); fault.CodeOf(err) != "platform.secret" {
		t.Errorf("a short secret: %v", err)
	}
	a.Out = ""
	if _, err := a.Publish(ctx, message); fault.CodeOf(err) != "platform.no_out" {
		t.Errorf("nowhere to send: %v", err)
	}
}

// The published example of Standard Webhooks.
func TestVector(t *testing.T) {
	got, err := Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`))
	if err != nil || got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("%s, %v", got, err)
	}
}
