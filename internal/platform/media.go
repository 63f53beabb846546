package platform

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"yingda/internal/channel"
	"yingda/internal/fault"
)

// MediaLimit bounds a picture or a voice message, in bytes. The platforms take
// pictures of at most ten megabytes and voice of at most two.
const MediaLimit = 10 << 20

// Media reads a picture or a voice message by the platform's id of it, which is good
// for three days, and returns what sort of file it is by its own first bytes. Faults:
// platform.media for any other sort, and those of a call.
func (c *caller) Media(ctx context.Context, id string) (body []byte, contentType string, err error) {
	to := Address{http.MethodGet, c.line.Allow[0].Host, mediaPath}
	body, err = c.fetch(ctx, to, id)
	c.note(ctx, err)
	if err != nil {
		return nil, "", err
	}
	if contentType = MediaType(body); contentType == "" {
		return nil, "", channel.Refused(fault.New(fault.Invalid, "platform.media", "不是可以保存的图片或语音"))
	}
	return body, contentType, nil
}

const mediaPath = "/cgi-bin/media/get"

// fetch reads a file. A refusal is JSON, a picture or a voice message never is.
func (c *caller) fetch(ctx context.Context, to Address, id string) ([]byte, error) {
	if err := c.waiting(ctx, to.Path); err != nil {
		return nil, err
	}
	for bad := ""; ; {
		token, err := c.tokens.get(ctx, c.account, bad, c.renew)
		if err != nil {
			return nil, tokenless(err)
		}
		res, err := c.line.send(ctx, to, url.Values{"access_token": {token}, "media_id": {id}}, "", nil, MediaLimit)
		if err != nil {
			return nil, err
		}
		var s says
		if json.Unmarshal(res.Body, &s) != nil {
			return res.Body, nil
		}
		if c.causes[s.Code].then == expire && bad == "" {
			bad = token
			continue
		}
		if s.Code == 0 {
			return nil, channel.Refused(fault.New(fault.Invalid, "platform.media", "不是可以保存的图片或语音"))
		}
		return nil, c.explain(ctx, to.Path, s)
	}
}

// MediaType tells a picture or a voice message by its first bytes, "" for anything
// else: what a sender or a platform calls it is not believed.
func MediaType(body []byte) string {
	if bytes.HasPrefix(body, []byte("#!AMR")) {
		return "audio/amr"
	}
	switch t := http.DetectContentType(body); t {
	case "image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "audio/mpeg":
		return t
	}
	return ""
}
