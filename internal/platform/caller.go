package platform

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/store"
)

// caller makes the calls of one account of WeChat or WeCom: it adds the token,
// renews it when the platform says that it is over, waits where the platform
// counts, and turns error codes into causes.
type caller struct {
	line    *Line
	tokens  *Tokens
	account string
	name    string // of the platform, for sentences
	causes  map[int64]cause
	renew   renewal
}

// cause is what an error code means and what to do about it.
type cause struct {
	says  string
	then  then
	quiet time.Duration // of a code that wants us to wait; 0 until the next day
}

// then is what follows from a code.
type then int

const (
	mend   then = iota // a person has to mend something
	again              // it may pass by itself
	rest               // wait, then go on
	expire             // the token is over
)

// do calls an interface with a body as JSON and reads the answer into into,
// which may be nil. An error code is a definite answer: nothing was done.
func (c *caller) do(ctx context.Context, to Address, body, into any) error {
	raw, err := plainJSON(body)
	if err != nil {
		return channel.Refused(err)
	}
	return c.sendQuery(ctx, to, nil, "application/json; charset=utf-8", raw, into)
}

// plainJSON writes <, > and & as they are: the platforms show escapes to readers.
func plainJSON(v any) ([]byte, error) {
	if v == nil {
		return nil, nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// sendQuery calls an interface with a body of any type, and parts of the query
// beside the token.
func (c *caller) sendQuery(ctx context.Context, to Address, query map[string]string, contentType string, body []byte, into any) error {
	err := c.try(ctx, to, query, contentType, body, into)
	c.note(ctx, err)
	return err
}

func (c *caller) try(ctx context.Context, to Address, query map[string]string, contentType string, body []byte, into any) error {
	if err := c.waiting(ctx, to.Path); err != nil {
		return err
	}
	bad := ""
	for {
		token, err := c.tokens.get(ctx, c.account, bad, c.renew)
		if err != nil {
			return tokenless(err)
		}
		q := url.Values{"access_token": {token}}
		for k, v := range query {
			q.Set(k, v)
		}
		res, err := c.line.call(ctx, to, q, contentType, body)
		if err != nil {
			return certain(err)
		}
		s, err := answer(res, into)
		if err != nil {
			return err
		}
		if c.causes[s.Code].then == expire && bad == "" {
			bad = token // the platform may have ended it before its time
			continue
		}
		return c.explain(ctx, to.Path, s)
	}
}

// answer reads an answer. What is no JSON leaves open what happened.
func answer(res fetch.Result, into any) (says, error) {
	var s says
	if err := decode(res.Body, &s); err != nil {
		return s, err
	}
	if s.Code == 0 && into != nil {
		return s, decode(res.Body, into)
	}
	return s, nil
}

// tokenless says of a call that had no token that it was never made.
func tokenless(err error) error {
	if certain, _ := channel.Failed(err); certain {
		return err
	}
	if f := fault.Of(err); f != nil && f.Kind != fault.Busy && f.Kind != fault.Internal {
		return channel.Refused(err)
	}
	return channel.NotSent(err)
}

// waiting refuses a call of an interface that the platform wants left alone.
func (c *caller) waiting(ctx context.Context, path string) error {
	until, says, err := c.tokens.Store.PlatformWait(ctx, c.account, path)
	if err != nil || until <= c.tokens.Store.Now().UnixMilli() {
		return err
	}
	return channel.NotSent(&Wait{Fault: fault.New(fault.Busy, Waiting, "%s", says), Until: time.UnixMilli(until)})
}

// zone is where the platforms' day begins.
var zone = time.FixedZone("CST", 8*3600)

// explain turns an error code into its cause; nil for code 0.
func (c *caller) explain(ctx context.Context, path string, s says) error {
	if s.Code == 0 {
		return nil
	}
	known, ok := c.causes[s.Code]
	if !ok {
		return channel.Refused(fault.New(fault.Conflict, codeOf(s.Code), "%s没有接受（%d）：%s", c.name, s.Code, clip(s.Message, 200)))
	}
	switch known.then {
	case rest:
		return c.remember(ctx, path, s.Code, known)
	case again:
		return channel.NotSent(fault.New(fault.Busy, codeOf(s.Code), "%s（%s %d）", known.says, c.name, s.Code))
	}
	return channel.Refused(fault.New(fault.Conflict, codeOf(s.Code), "%s（%s %d）", known.says, c.name, s.Code))
}

// remember puts on record until when an interface rests, so that no process
// calls it in between.
func (c *caller) remember(ctx context.Context, path string, code int64, known cause) error {
	now := c.tokens.Store.Now()
	until := now.Add(known.quiet)
	if known.quiet == 0 {
		local := now.In(zone)
		until = time.Date(local.Year(), local.Month(), local.Day()+1, 0, 1, 0, 0, zone)
	}
	text := fault.New(fault.Busy, Waiting, "%s（%s %d），%s 以后自动再试", known.says, c.name, code, until.In(zone).Format("1月2日 15:04"))
	err := c.tokens.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		return tx.PutPlatformWait(c.account, path, until.UnixMilli(), text.Text)
	})
	if err != nil {
		return err
	}
	return channel.NotSent(&Wait{Fault: text, Until: until})
}

// note puts on record for people how the last call went. That it cannot is no
// reason to call the call a failure.
func (c *caller) note(ctx context.Context, err error) {
	what, text := "called", ""
	if err != nil {
		what, text = "failed", "没有得到平台的完整答复"
		if f := fault.Of(err); f != nil {
			text = f.Text
		}
	}
	_ = c.tokens.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.NotePlatform(c.account, what, text) })
}

// readToken reads the answer of a token interface; WeChat and WeCom share it.
func (c *caller) readToken(ctx context.Context, path string, res fetch.Result) (string, time.Duration, error) {
	var got struct {
		Token string `json:"access_token"`
		Life  int64  `json:"expires_in"`
	}
	s, err := answer(res, &got)
	if err != nil {
		return "", 0, err
	}
	if err := c.explain(ctx, path, s); err != nil {
		return "", 0, err
	}
	if got.Token == "" || got.Life <= 0 || got.Life > 86400 {
		return "", 0, fault.New(fault.Internal, "platform.answer", "平台没有给出可用的凭据")
	}
	return got.Token, time.Duration(got.Life) * time.Second, nil
}

// record puts on record how far one of our texts has come at the platform.
func (c *caller) record(ctx context.Context, p store.Publication) error {
	return c.tokens.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.PutPublication(p) })
}
