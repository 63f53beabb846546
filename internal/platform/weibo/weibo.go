// Package weibo speaks to Weibo for an agency's own account (微博), by the
// documented interfaces of its open platform: publish, correct by a further post,
// withdraw our own, read our own timeline and the comments below our own posts.
// There are no types for who follows, likes or comments, and no other address can
// be called. Clause: ACC-1, ANS-4.
package weibo

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/fetch"
)

// host is where Weibo answers.
const host = "https://api.weibo.com"

// The interfaces that may be called, all of our own account.
const (
	share    = "/2/statuses/share.json"
	destroy  = "/2/statuses/destroy.json"
	timeline = "/2/statuses/user_timeline.json"
	comments = "/2/comments/show.json"
)

// method is the closed list of addresses and how each is called.
var method = map[string]string{share: http.MethodPost, destroy: http.MethodPost, timeline: http.MethodGet, comments: http.MethodGet}

// Account (微博账号) is one account of ours. Base puts a stand-in in the
// platform's place; "" calls Weibo. Token is what the account's owner granted;
// it ends after a while and is granted anew by a person.
type Account struct {
	Client *fetch.Client
	Base   string
	UID    string // of our account
	Token  string
}

// refusal is what Weibo says of a call that it did not carry out.
type refusal struct {
	Code json.Number `json:"error_code"`
	Says string      `json:"error"`
}

// call makes one call. The token stands in a header, so that it is in no address,
// and no address is put into an error.
func (a *Account) call(ctx context.Context, path string, values url.Values, into any) error {
	verb, ok := method[path]
	if !ok {
		return channel.Refused(fault.New(fault.Forbidden, "platform.address", "这个地址不在平台接口清单里，不予调用"))
	}
	base := host
	if a.Base != "" {
		base = strings.TrimRight(a.Base, "/")
	}
	h := http.Header{"Authorization": {"OAuth2 " + a.Token}}
	c := fetch.Call{Method: verb, URL: base + path, Header: h, Limit: 4 << 20, Says: true}
	if verb == http.MethodGet {
		c.URL += "?" + values.Encode()
	} else {
		h.Set("Content-Type", "application/x-www-form-urlencoded")
		c.Body = []byte(values.Encode())
	}
	res, err := a.Client.Do(ctx, c)
	var r refusal
	if json.Unmarshal(res.Body, &r) == nil && r.Code != "" && r.Code != "0" {
		return explain(r)
	}
	if err != nil {
		return certain(res, err)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(res.Body, into); err != nil {
		return fault.New(fault.Internal, "platform.answer", "平台返回的内容无法识别").Because(err)
	}
	return nil
}

// certain says of a failed call what the outbox must know: where no whole answer
// came, the call may have worked.
func certain(res fetch.Result, err error) error {
	f := fault.Of(err)
	if f == nil {
		return err
	}
	plain := fault.New(f.Kind, f.Code, "%s", f.Text)
	switch f.Code {
	case "fetch-name", "fetch-refused", "fetch-429":
		return channel.NotSent(plain)
	case "fetch-private", "fetch-port", "fetch-address", "fetch-certificate":
		return channel.Refused(plain)
	}
	if res.Status >= 400 && res.Status < 500 {
		return channel.Refused(plain)
	}
	return plain
}

// clock reads an instant as Weibo writes it; zero for what it is not.
func clock(s string) time.Time {
	at, err := time.Parse(time.RubyDate, s)
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}
