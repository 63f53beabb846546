// Package hookstand stands in for the receiver of an account that no adapter knows:
// it takes signed calls as Standard Webhooks describes them, each id once, and shows
// what it took in a feed. It shares no code with what it tests.
package hookstand

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Secret signs the calls.
var Secret = "whsec_" + base64.StdEncoding.EncodeToString(key)

var key = []byte("0123456789abcdef0123456789abcdef")

// Receiver is the stand-in; In takes calls, Feed shows what was taken.
type Receiver struct {
	*httptest.Server
	Now       func() time.Time
	Mu        sync.Mutex
	Taken     []Call // each id once
	Calls     []string
	Malformed []string
	Orders    []Order // of the next calls
}

// Call is one call that was taken.
type Call struct {
	ID, Type, Number, Title, Text, URL string
	Version                            int64
	At                                 time.Time
}

// Order answers a call with a status; After says that the work was done before,
// Delay that the answer waits, which without a status is 200.
type Order struct {
	Status int
	After  bool
	Delay  time.Duration
}

// Start starts a receiver that ends with the test.
func Start(t *testing.T, now func() time.Time) *Receiver {
	r := &Receiver{Now: now}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

// In is the address that takes calls.
func (r *Receiver) In() string { return r.URL + "/in" }

// Feed is the address that shows what was taken.
func (r *Receiver) Feed() string { return r.URL + "/feed.xml" }

func (r *Receiver) wrong(format string, args ...any) {
	r.Malformed = append(r.Malformed, fmt.Sprintf(format, args...))
}

// ServeHTTP answers as the documents say.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	r.Calls = append(r.Calls, q.Method+" "+q.URL.Path)
	switch q.URL.Path {
	case "/feed.xml":
		r.feed(w)
	case "/in":
		r.take(w, q)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (r *Receiver) feed(w io.Writer) {
	fmt.Fprint(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>某市信访</title>`)
	for i, c := range r.Taken {
		fmt.Fprintf(w, `<item><title>%s</title><link>https://platform.example/p/%d</link><description>%s</description><author>wer@example.org (网友)</author><pubDate>%s</pubDate></item>`, html.EscapeString(c.Title), i+1, html.EscapeString(c.Text+" "+c.Number), c.At.Format(time.RFC1123Z))
	}
	fmt.Fprint(w, `</channel></rss>`)
}

func (r *Receiver) take(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		r.wrong("body: %v", err)
	}
	id, at := q.Header.Get("webhook-id"), q.Header.Get("webhook-timestamp")
	sec, err := strconv.ParseInt(at, 10, 64)
	if err != nil || r.Now().Sub(time.Unix(sec, 0)).Abs() > 5*time.Minute {
		r.wrong("timestamp %q", at)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + at + "." + string(body)))
	if q.Header.Get("webhook-signature") != "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)) {
		r.wrong("signature %q", q.Header.Get("webhook-signature"))
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var e struct {
		Type string `json:"type"`
		Data struct {
			Number, Title, Text, URL string
			Version                  int64
		} `json:"data"`
	}
	if q.Method != http.MethodPost || json.Unmarshal(body, &e) != nil || !strings.HasPrefix(e.Type, "statement.") || e.Data.Number == "" {
		r.wrong("body %s", body)
	}
	var o Order
	if len(r.Orders) > 0 {
		o, r.Orders = r.Orders[0], r.Orders[1:]
	}
	if o.Status == 0 || o.Status == http.StatusOK || o.After {
		if !slices.ContainsFunc(r.Taken, func(c Call) bool { return c.ID == id }) {
			r.Taken = append(r.Taken, Call{ID: id, Type: e.Type, Number: e.Data.Number, Title: e.Data.Title, Text: e.Data.Text, URL: e.Data.URL, Version: e.Data.Version, At: r.Now()})
		}
	}
	if o.Delay > 0 {
		r.Mu.Unlock()
		time.Sleep(o.Delay)
		r.Mu.Lock()
	}
	if o.Status != 0 {
		w.WriteHeader(o.Status)
	}
	fmt.Fprintf(w, `{"url":"https://platform.example/p/%d"}`, len(r.Taken))
}
