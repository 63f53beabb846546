package channel

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"yingda/internal/fault"
	"yingda/internal/fetch"
)

// Webhook (网站后台接口) hands statements to a site's own content system: a POST
// of JSON, signed by HMAC-SHA256 over timestamp and body, under an
// Idempotency-Key. A receiver that has seen the key answers as it did then and
// does nothing, so a try may be repeated until an answer comes.
type Webhook struct {
	Client *fetch.Client // its guard decides which networks may be called
	URL    string
	Secret string
	Now    func() time.Time
}

// post is the body of a call. ID is the Idempotency-Key again, for receivers
// that keep it beside the text.
type post struct {
	ID         string `json:"id"`
	Verb       string `json:"verb"`
	Number     string `json:"number"`
	Version    int64  `json:"version"`
	Title      string `json:"title"`
	Text       string `json:"text"`
	Agency     string `json:"agency"`
	Reason     string `json:"reason,omitempty"`
	ReleasedAt string `json:"released_at"`
	URL        string `json:"url"`
}

// Publish, Correct and Withdraw send the message; the verb stands in the body.
func (w *Webhook) Publish(ctx context.Context, m Message) (Receipt, error) { return w.send(ctx, m) }

// Correct replaces an earlier text.
func (w *Webhook) Correct(ctx context.Context, m Message) (Receipt, error) { return w.send(ctx, m) }

// Withdraw takes our own text back.
func (w *Webhook) Withdraw(ctx context.Context, m Message) (Receipt, error) { return w.send(ctx, m) }

func (w *Webhook) send(ctx context.Context, m Message) (Receipt, error) {
	body, err := json.Marshal(post{m.Key, m.Verb, m.Number, m.Version, m.Title, m.Text, m.Agency, m.Reason, m.ReleasedAt.UTC().Format(time.RFC3339), m.URL})
	if err != nil {
		return Receipt{}, Refused(err)
	}
	h := w.sign(body)
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Idempotency-Key", m.Key)
	res, err := w.Client.Do(ctx, fetch.Call{Method: http.MethodPost, URL: w.URL, Header: h, Body: body})
	if err != nil {
		return Receipt{}, mayRetry(res, err)
	}
	r := standing(res.Body)
	r.Found = true
	return r, nil
}

// ReadOwn asks the receiver by GET for ?key=KEY, signed over the query: 200
// with the same JSON as a POST, or 404.
func (w *Webhook) ReadOwn(ctx context.Context, m Message) (Receipt, error) {
	u, err := url.Parse(w.URL)
	if err != nil {
		return Receipt{}, err
	}
	q := u.Query()
	q.Set("key", m.Key)
	u.RawQuery = q.Encode()
	res, err := w.Client.Do(ctx, fetch.Call{Method: http.MethodGet, URL: u.String(), Header: w.sign([]byte(u.RawQuery))})
	switch {
	case res.Status == http.StatusNotFound:
		return Receipt{}, nil
	case res.Status == http.StatusMethodNotAllowed || res.Status == http.StatusNotImplemented:
		return Receipt{}, ErrUnreadable
	case err != nil:
		return Receipt{}, err
	}
	r := standing(res.Body)
	r.Found = true
	return r, nil
}

// sign makes the headers by which a receiver knows that a call is ours and not
// an old one sent again: Yingda-Signature is v1=HEX of HMAC-SHA256 over the
// timestamp, a dot and the body.
func (w *Webhook) sign(body []byte) http.Header {
	at := strconv.FormatInt(w.Now().Unix(), 10)
	h := http.Header{}
	h.Set("Yingda-Timestamp", at)
	h.Set("Yingda-Signature", "v1="+Signature(w.Secret, at, body))
	return h
}

// Signature returns the hex HMAC-SHA256 that a call is signed by.
func Signature(secret, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// standing reads where a receiver put the text. An answer in any other form is
// no failure: the status said that it has it.
func standing(body []byte) Receipt {
	var a struct {
		URL   string `json:"url"`
		Views int64  `json:"views"`
	}
	if json.Unmarshal(body, &a) != nil {
		return Receipt{}
	}
	if u, err := url.Parse(a.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || len(a.URL) > 500 {
		a.URL = ""
	}
	return Receipt{Address: a.URL, Views: max(a.Views, 0)}
}

// mayRetry sorts a failed call. The key makes every repetition safe, so all
// that may pass by itself counts as not sent; what the receiver or our guard
// refuses needs a person.
func mayRetry(res fetch.Result, err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return NotSent(err)
	case res.Status == http.StatusConflict || res.Status == http.StatusRequestTimeout || fault.KindOf(err) == fault.Busy || fault.KindOf(err) == fault.Internal:
		return NotSent(err)
	}
	return Refused(err)
}
