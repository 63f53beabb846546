package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit/wechatstand"
)

// Pictures and voice are fetched after the message was taken and sealed with its
// files, once; what cannot be had leaves a plain note, and the message stands.
func TestMessageMedia(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		for _, of := range []regime.Platform{regime.WeChat, regime.WeCom} {
			h := b.connected(of, "safe")
			agent := ""
			if of == regime.WeCom {
				agent = "<AgentID>1000002</AgentID>"
			}
			jpeg := append([]byte{0xFF, 0xD8, 0xFF, 0xE0}, bytes.Repeat([]byte("x"), 5000)...)
			h.stand.PutMedia("PIC-1", jpeg)
			h.stand.PutMedia("VOICE-1", []byte("#!AMR\nstimme"))
			h.stand.PutMedia("PAGE-1", []byte("<html><script>"))
			h.stand.PutMedia("BIG-1", append(jpeg[:4:4], make([]byte, 11<<20)...))
			send := func(n int, kind, media string) desk.MessageMedia {
				text := fmt.Sprintf("<xml><ToUserName>gh_1</ToUserName><FromUserName>oUser-%s-%d</FromUserName><CreateTime>%d</CreateTime><MsgType>%s</MsgType><PicUrl>http://mmbiz.example/x</PicUrl><MediaId>%s</MediaId><MsgId>%d</MsgId>%s</xml>", of, n, b.clock.Now().Unix(), kind, media, 8000+n, agent)
				if said, err := h.hear(h.make(text)); err != nil || of == regime.WeChat && !strings.Contains(said, "已收到") {
					t.Fatalf("%s: %q, %v", kind, said, err)
				}
				var id string
				b.must(b.store.View(ctx, func(tx *store.Tx) error {
					return tx.Row(`SELECT matter_id FROM message WHERE account_id = $1 ORDER BY matter_id DESC LIMIT 1`, []any{h.id}, &id)
				}))
				return desk.MessageMedia{Matter: id, N: 1, Account: h.id, Media: media, Kind: kind, At: b.clock.Now().UnixMilli()}
			}
			files := func(m desk.MessageMedia) int64 {
				return b.count(`SELECT COUNT(*) FROM message_file WHERE matter_id = $1`, m.Matter)
			}
			note := func(m desk.MessageMedia, want string) {
				t.Helper()
				if n := b.count(`SELECT COUNT(*) FROM event WHERE matter_id = $1 AND text LIKE $2`, m.Matter, "%"+want+"%"); n != 1 {
					t.Errorf("%s %s: %d notes %q", of, m.Media, n, want)
				}
			}
			pic := send(1, "image", "PIC-1")
			if ids, err := b.store.QueuedJobs(ctx, "media"); err != nil || len(ids) == 0 {
				t.Errorf("nothing to fetch: %q, %v", ids, err)
			}
			h.stand.EndTokens()
			b.must(b.desk.FetchMedia(ctx, pic))
			b.must(b.desk.FetchMedia(ctx, pic))
			if files(pic) != 1 {
				t.Errorf("%d files of a picture fetched twice", files(pic))
			}
			note(pic, "已取回图片")
			voice := send(2, "voice", "VOICE-1")
			b.must(b.desk.FetchMedia(ctx, voice))
			note(voice, "已取回语音")
			for i, c := range []struct{ media, want string }{{"PAGE-1", "不是可以保存的图片"}, {"BIG-1", "内容过大"}, {"GONE", "没有取到图片"}} {
				m := send(3+i, "image", c.media)
				b.must(b.desk.FetchMedia(ctx, m))
				note(m, c.want)
				if files(m) != 0 {
					t.Errorf("%s is kept", c.media)
				}
			}
			// What the platform counts is asked for again, and given up after a while.
			late := send(9, "image", "PIC-1")
			h.stand.Next("/cgi-bin/media/get", wechatstand.Order{Code: 45009})
			if err := b.desk.FetchMedia(ctx, late); err == nil {
				t.Error("a counted call is no end")
			}
			b.clock.Advance(7 * time.Hour)
			h.stand.Next("/cgi-bin/media/get", wechatstand.Order{Code: 45009})
			b.must(b.desk.FetchMedia(ctx, late))
			note(late, "没有取到图片")
			if bad := h.stand.Malformed(); len(bad) > 0 {
				t.Errorf("malformed: %q", bad)
			}
		}
	})
}
