// Package platform speaks to the platforms on which an agency has official
// accounts (公众号平台): it opens and answers their callbacks, and calls their
// documented interfaces. Each platform is an adapter with a closed list of
// addresses; what is not on it cannot be called. Nobody who follows, reads or
// comments is known here: the types have no place for a name or a picture, and
// whoever writes to us is an opaque id that only carries the answer back.
// Clause: ACC-1, ANS-4.
package platform

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/fetch"
)

// Address is one interface that an adapter may call: scheme and host, and path.
type Address struct {
	Method string
	Host   string // https://api.weixin.qq.com
	Path   string // /cgi-bin/stable_token
}

// Line (平台线路) is the only way from an adapter to its platform. Base puts an
// agency's own forwarding server, or a stand-in, in the platform's place; ""
// calls the platform. The path stays the documented one.
type Line struct {
	Client *fetch.Client
	Base   string
	Allow  []Address
}

// errNotListed says that an adapter tried to call what is not on its list.
var errNotListed = fault.New(fault.Forbidden, "platform.address", "这个地址不在平台接口清单里，不予调用")

// call makes one call of a listed address. query holds no secret but the token,
// which the platforms want there; no address is ever put into an error.
func (l *Line) call(ctx context.Context, to Address, query url.Values, contentType string, body []byte) (fetch.Result, error) {
	return l.send(ctx, to, query, contentType, body, answerLimit)
}

// send is call with a bound of its own for the answer, in bytes.
func (l *Line) send(ctx context.Context, to Address, query url.Values, contentType string, body []byte, limit int64) (fetch.Result, error) {
	if !slices.Contains(l.Allow, to) {
		return fetch.Result{}, errNotListed
	}
	base := to.Host
	if l.Base != "" {
		base = strings.TrimRight(l.Base, "/")
	}
	address := base + to.Path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	h := http.Header{}
	if contentType != "" {
		h.Set("Content-Type", contentType)
	}
	res, err := l.Client.Do(ctx, fetch.Call{Method: to.Method, URL: address, Header: h, Body: body, Limit: limit})
	if f := fault.Of(err); f != nil {
		// The chain below names the whole address, and the token with it.
		err = fault.New(f.Kind, f.Code, "%s", f.Text)
	}
	return res, err
}

// answerLimit bounds one answer of a platform, in bytes.
const answerLimit = 4 << 20

// says is the part that every answer of WeChat and WeCom has. A platform sends
// code 0 or none when it did what was asked.
type says struct {
	Code    int64  `json:"errcode"`
	Message string `json:"errmsg"`
}

func decode(body []byte, into any) error {
	if err := json.Unmarshal(body, into); err != nil {
		return fault.New(fault.Internal, "platform.answer", "平台返回的内容无法识别").Because(err)
	}
	return nil
}

// Waiting is the code of faults that end by themselves: the platform counts our
// calls and wants us to wait.
const Waiting = "platform.waiting"

// Wait is a refusal of a platform that ends at an instant.
type Wait struct {
	*fault.Fault
	Until time.Time
}

func (w *Wait) Unwrap() error { return w.Fault }

// certain says of a failed call what the outbox must know: where no whole answer
// came, the call may have worked.
func certain(err error) error {
	switch fault.CodeOf(err) {
	case "fetch-name", "fetch-refused", "fetch-429": // it never came through
		return channel.NotSent(err)
	case "fetch-private", "fetch-port", "fetch-address", "fetch-certificate", "platform.address":
		return channel.Refused(err)
	}
	return err
}
