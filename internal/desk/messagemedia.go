package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// MessageMedia (来件附图) is a picture or a voice message that lies with the platform
// and is fetched after the message was taken. Clause: MSG-1, MSG-4.
type MessageMedia struct {
	Matter  string `json:"matter"` // id of the message
	N       int64  `json:"n"`      // which time its sender wrote, from 1
	Account string `json:"account"`
	Media   string `json:"media"` // the platform's id of it, good for three days
	Kind    string `json:"kind"`  // image or voice
	At      int64  `json:"at"`
}

// mediaFor is how long a picture is asked for that the platform does not hand out.
const mediaFor = 6 * time.Hour

var mediaTitles = map[string]string{platform.ImageMessage: "图片", platform.VoiceMessage: "语音"}

var mediaEnds = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/bmp": ".bmp", "audio/amr": ".amr", "audio/mpeg": ".mp3"}

// FetchMedia (取回来件附图) fetches one picture or voice message and seals it with the
// files of its case. What cannot be had leaves a plain note on the case. It returns
// an error when it is to be tried again.
func (d *Desk) FetchMedia(ctx context.Context, in MessageMedia) error {
	body, kind, err := d.media(ctx, in)
	if _, again := channel.Failed(err); again && d.store.Now().Sub(from(in.At)) < mediaFor {
		return fmt.Errorf("media of a message: %w", err)
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, lockErr := tx.LockMatter(in.Matter)
		if lockErr != nil {
			return lockErr
		}
		key, keyErr := d.caseKey(tx, m.ID)
		if fault.CodeOf(keyErr) == "message.shredded" {
			return nil
		}
		if keyErr != nil {
			return keyErr
		}
		title := mediaTitles[in.Kind]
		if err != nil {
			return d.mediaNote(tx, m, "没有取到"+title+"："+said(err))
		}
		f := InboundFile{Name: title + strconv.FormatInt(in.N, 10) + mediaEnds[kind], Type: kind, Body: body}
		files, listErr := tx.MessageFiles(m.ID)
		if listErr != nil {
			return listErr
		}
		for _, x := range files {
			if have, err := named(x, key); err != nil || x.N == in.N && have.Name == f.Name {
				return err // it was fetched, and its end not put on record
			}
		}
		r := &receipt{Desk: d, tx: tx, id: m.ID}
		if err := r.keepFile(key, in.N, f); err != nil {
			return err
		}
		return d.mediaNote(tx, m, "已取回"+title+"，与来件原文一起加密保存")
	})
}

func (d *Desk) media(ctx context.Context, in MessageMedia) ([]byte, string, error) {
	a, err := d.Adapter(ctx, in.Account)
	if err != nil {
		return nil, "", channel.Refused(err)
	}
	return a.Media(ctx, in.Media)
}

func (d *Desk) mediaNote(tx *store.Tx, m matter.Matter, text string) error {
	return tx.AddEvent(m.ID, store.Event{ActorID: "system", Actor: "系统", Role: string(regime.System), Action: "media", Word: string(regime.Noted), From: string(m.State), To: string(m.State), Side: "system", Text: text})
}

// fetchMedia has what lies with the platform fetched, after the message is stored.
func (r *receipt) fetchMedia(n int64) error {
	if r.in.Media == "" || !slices.Contains([]string{platform.ImageMessage, platform.VoiceMessage}, r.in.MediaKind) {
		return nil
	}
	in := MessageMedia{Matter: r.id, N: n, Account: r.in.Account, Media: r.in.Media, Kind: r.in.MediaKind, At: r.tx.Ms()}
	return r.tx.Enqueue("media", r.id+"/"+strconv.FormatInt(n, 10), in, r.tx.Now, 50)
}
