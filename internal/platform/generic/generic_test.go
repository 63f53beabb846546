package generic

import (
	"context"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/testkit/hookstand"
)

var ctx = context.Background()

func open(t *testing.T) (*hookstand.Receiver, *Account) {
	at := time.Date(2026, 3, 16, 2, 0, 0, 0, time.UTC)
	r := hookstand.Start(t, func() time.Time { return at })
	client := fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Now: r.Now, Timeout: time.Second})
	t.Cleanup(client.Close)
	return r, &Account{Client: client, In: r.Feed(), Out: r.In(), Secret: hookstand.Secret, Now: r.Now}
}

var message = channel.Message{Key: "abc123", Verb: "publish", Number: "S-2026-0001", Version: 1, Title: "关于接访大厅取号的说明", Text: "正文。", Agency: "某市信访局", URL: "https://answers.example/S-2026-0001", ReleasedAt: time.Date(2026, 3, 16, 2, 0, 0, 0, time.UTC)}

func TestGeneric(t *testing.T) {
	r, a := open(t)
	got, err := a.Publish(ctx, message)
	if err != nil || got.Address != "https://platform.example/p/1" {
		t.Fatalf("published: %+v, %v", got, err)
	}
	if _, err := a.Publish(ctx, message); err != nil || len(r.Taken) != 1 {
		t.Errorf("the same id again is taken once: %v, %d", err, len(r.Taken))
	}
	if back, err := a.ReadOwn(ctx, message); err != nil || !back.Found {
		t.Errorf("read in the feed: %+v, %v", back, err)
	}
	other := message
	other.Title, other.Number, other.URL = "别的", "S-2026-0002", ""
	if back, err := a.ReadOwn(ctx, other); err != nil || back.Found {
		t.Errorf("what is not there: %+v, %v", back, err)
	}
	other.Verb = "withdraw"
	if _, err := a.ReadOwn(ctx, other); err != channel.ErrUnreadable {
		t.Errorf("a withdrawal is not read in a feed: %v", err)
	}
	a.In = ""
	if _, err := a.ReadOwn(ctx, message); err != channel.ErrUnreadable {
		t.Errorf("without a feed: %v", err)
	}
	if len(r.Malformed) > 0 {
		t.Errorf("malformed: %q", r.Malformed)
	}
	for _, c := range r.Calls {
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
		r.Orders = []hookstand.Order{{Status: c.status}}
		_, err := a.Publish(ctx, message)
		if certain, again := channel.Failed(err); certain != c.certain || again != c.again {
			t.Errorf("%s: %v, %t, %t", c.sentence, err, certain, again)
		}
	}
	r, a := open(t)
	r.Orders = []hookstand.Order{{Status: http.StatusBadGateway, After: true}}
	if _, err := a.Publish(ctx, message); err == nil {
		t.Error("a gateway's failure is no success")
	}
	if _, err := a.Publish(ctx, message); err != nil || len(r.Taken) != 1 {
		t.Errorf("a repetition after unknown: %v, %d", err, len(r.Taken))
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
