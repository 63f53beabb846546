package platform

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"mime/multipart"
	"net/textproto"
	"strconv"

	"yingda/internal/store"
)

// text is a number or a text: the platforms write their long ids either way.
type text string

// UnmarshalJSON takes both.
func (t *text) UnmarshalJSON(raw []byte) error {
	*t = text(bytes.Trim(raw, `"`))
	return nil
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// cover returns the picture that WeChat wants with every article. It is plain,
// uploaded once and kept.
func (w *WeChat) cover(ctx context.Context) (string, error) {
	if w.Cover != "" {
		return w.Cover, nil
	}
	body, contentType, err := form("media", "cover.png", plainCover())
	if err != nil {
		return "", err
	}
	var got struct {
		ID string `json:"media_id"`
	}
	if err := w.sendForm(ctx, contentType, body, &got); err != nil {
		return "", err
	}
	if got.ID == "" {
		return "", errors.New("no media_id for a cover")
	}
	w.Cover = got.ID
	return got.ID, w.tokens.Store.Write(ctx, func(tx *store.Tx) error { return tx.PutPlatformCover(w.account, got.ID) })
}

func (w *WeChat) sendForm(ctx context.Context, contentType string, body []byte, into any) error {
	return w.sendQuery(ctx, wechatMaterial, map[string]string{"type": "image"}, contentType, body, into)
}

func form(field, name string, content []byte) (body []byte, contentType string, err error) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", `form-data; name="`+field+`"; filename="`+name+`"`)
	h.Set("Content-Type", "image/png")
	part, err := m.CreatePart(h)
	if err != nil {
		return nil, "", err
	}
	if _, err := part.Write(content); err != nil {
		return nil, "", err
	}
	if err := m.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), m.FormDataContentType(), nil
}

// plainCover is a quiet field of 900 by 383, the proportion that WeChat asks for.
func plainCover() []byte {
	p := image.NewRGBA(image.Rect(0, 0, 900, 383))
	draw.Draw(p, p.Bounds(), image.NewUniform(color.RGBA{0x0d, 0x5f, 0x62, 0xff}), image.Point{}, draw.Src)
	draw.Draw(p, image.Rect(0, 343, 900, 383), image.NewUniform(color.RGBA{0xe0, 0xee, 0xec, 0xff}), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		return nil // writing to memory does not fail
	}
	return b.Bytes()
}
