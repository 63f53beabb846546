// Package generic serves accounts on platforms without an adapter of their own
// (通用接口): what we publish is handed to a receiver of the agency or its
// contractor by a signed webhook, and what stands there is read from the
// account's public feed. The webhook follows Standard Webhooks: the headers
// webhook-id, webhook-timestamp and webhook-signature (v1, HMAC-SHA256).
// Clause: ACC-1, ANS-4.
package generic

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/source"
)

// Account (通用账号) is one account of ours. In and Out are the only addresses
// that are called; either may be empty.
type Account struct {
	Client *fetch.Client
	In     string // public feed of the account
	Out    string // receiver of what we publish
	Secret string // whsec_…
	Now    func() time.Time
}

// event is the body of a call.
type event struct {
	Type string    `json:"type"` // statement.publish, statement.correct, statement.withdraw
	Time time.Time `json:"timestamp"`
	Data statement `json:"data"`
}

type statement struct {
	Number  string `json:"number"`
	Version int64  `json:"version"`
	Title   string `json:"title"`
	Text    string `json:"text"`
	Agency  string `json:"agency"`
	Reason  string `json:"reason,omitempty"`
	URL     string `json:"url,omitempty"`
}

// Publish hands the text over.
func (a *Account) Publish(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	return a.send(ctx, m)
}

// Correct hands the corrected text over.
func (a *Account) Correct(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	return a.send(ctx, m)
}

// Withdraw says that our text is to be taken off.
func (a *Account) Withdraw(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	return a.send(ctx, m)
}

func (a *Account) send(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	if a.Out == "" {
		return channel.Receipt{}, channel.Refused(fault.New(fault.Invalid, "platform.no_out", "这个账号没有登记推送地址：由人发布后登记地址"))
	}
	body, err := json.Marshal(event{"statement." + m.Verb, a.Now().UTC().Truncate(time.Second), statement{m.Number, m.Version, m.Title, m.Text, m.Agency, m.Reason, m.URL}})
	if err != nil {
		return channel.Receipt{}, channel.Refused(err)
	}
	at := strconv.FormatInt(a.Now().Unix(), 10)
	sum, err := Sign(a.Secret, m.Key, at, body)
	if err != nil {
		return channel.Receipt{}, channel.Refused(err)
	}
	h := http.Header{}
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Webhook-Id", m.Key) // the same however often it is tried: the receiver takes it once
	h.Set("Webhook-Timestamp", at)
	h.Set("Webhook-Signature", sum)
	res, err := a.Client.Do(ctx, fetch.Call{Method: http.MethodPost, URL: a.Out, Header: h, Body: body, Limit: 64 << 10})
	if err != nil {
		return channel.Receipt{}, failed(res, err)
	}
	var got struct {
		URL string `json:"url"`
	}
	if json.Unmarshal(res.Body, &got) != nil || !strings.HasPrefix(got.URL, "https://") && !strings.HasPrefix(got.URL, "http://") || len(got.URL) > 500 {
		got.URL = "" // the status said that it has it
	}
	return channel.Receipt{Found: true, Address: got.URL}, nil
}

// failed sorts a failed call. The id makes every repetition safe, so all that may
// pass by itself counts as not sent.
func failed(res fetch.Result, err error) error {
	f := fault.Of(err)
	switch {
	case res.Status == http.StatusGone:
		return channel.Refused(fault.New(fault.Conflict, "platform.gone", "接收方已停止接收：请核对推送地址"))
	case res.Status == http.StatusTooManyRequests || res.Status == http.StatusRequestTimeout || res.Status == http.StatusConflict || res.Status >= 500:
		return channel.NotSent(err)
	case res.Status != 0 || f != nil && f.Kind == fault.Invalid:
		return channel.Refused(err)
	}
	return channel.NotSent(err)
}

// ReadOwn looks for the text in the account's public feed, by its number or our
// address; channel.ErrUnreadable where there is no feed, and of corrections and
// withdrawals: a feed names no versions, and what it lacks may stand further back.
func (a *Account) ReadOwn(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	if a.In == "" || m.Verb == "correct" || m.Verb == "withdraw" {
		return channel.Receipt{}, channel.ErrUnreadable
	}
	posts, err := a.Posts(ctx)
	if err != nil {
		return channel.Receipt{}, err
	}
	for _, p := range posts {
		if strings.Contains(p.Title+" "+p.text, m.Number) || p.URL == m.URL && m.URL != "" || p.Title == m.Title && !p.At.Before(m.ReleasedAt) {
			return channel.Receipt{Found: true, Address: p.URL}, nil
		}
	}
	return channel.Receipt{}, nil
}

// Post (发布内容) is one entry of our own feed.
type Post struct {
	ID, Title, URL string
	At             time.Time // zero if the feed did not say
	text           string
}

// Posts reads our own feed.
func (a *Account) Posts(ctx context.Context) ([]Post, error) {
	res, err := a.Client.Get(ctx, fetch.Request{URL: a.In})
	if err != nil {
		return nil, err
	}
	feed, _, err := source.ReadFeed(res.Body, res.ContentType, a.In, a.Now())
	if err != nil {
		return nil, err
	}
	var out []Post
	for _, e := range feed.Entries {
		if e.Doubtful {
			e.Time = time.Time{}
		}
		out = append(out, Post{ID: e.ID, Title: e.Title, URL: e.URL, At: e.Time, text: e.Text})
	}
	return out, nil
}

// secretForm is how a signing secret begins.
const secretForm = "whsec_"

// Sign returns the signature of one call: v1 and the HMAC-SHA256 over id,
// timestamp and body with dots between, by the decoded secret. Fault:
// platform.secret.
func Sign(secret, id, timestamp string, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretForm))
	if err != nil || len(key) < 24 || len(key) > 64 {
		return "", fault.New(fault.Invalid, "platform.secret", "推送签名密钥应写成 whsec_ 加 24 到 64 字节的 BASE64")
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}
