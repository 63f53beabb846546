package desk_test

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/blob"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/matter"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit/wechatstand"
)

const aesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

// hook is one connected account with the stand-in on the other side.
type hook struct {
	*bureau
	id    string
	of    regime.Platform
	stand *wechatstand.Platform
	from  *wechatstand.Caller

	timed   sync.Mutex
	slowest time.Duration // call of handOver
	again   int           // calls that were not taken and made again
}

// connected connects an account with its secrets and starts the stand-in.
func (b *bureau) connected(of regime.Platform, mode string) *hook {
	b.t.Helper()
	ctx := context.Background()
	if b.desk.Sending.Seal == nil {
		b.sealing()
	}
	b.desk.Files = blob.Folder{Path: b.t.TempDir()}
	h := &hook{bureau: b, of: of, id: b.account("某市发布", string(of))}
	b.secret(h.id, "app_secret", "geheim-app-secret")
	b.secret(h.id, "token", "hook-token-1")
	b.secret(h.id, "encoding_aes_key", aesKey)
	edit := desk.LinkEdit{Account: h.id, AppID: "wx0123456789abcdef", Mode: mode}
	if of == regime.WeCom {
		edit.AgentID = "1000002"
	}
	b.must(b.desk.Connect(ctx, b.who[regime.SystemAdmin], edit))
	h.stand = wechatstand.Start(b.t, &wechatstand.Platform{AppID: edit.AppID, Secret: "geheim-app-secret", Agent: 1000002, Now: b.clock.Now})
	b.desk.Platforms = desk.Platforms{Client: fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Now: b.clock.Now, Timeout: time.Second}), Base: map[string]string{string(of): h.stand.URL}}
	b.desk.Inbox.SetReplier("account_message", desk.AccountReplier{Desk: b.desk})
	b.desk.Sending.Public = "https://gov.example"
	h.from = &wechatstand.Caller{Token: "hook-token-1", Key: aesKey, ID: edit.AppID, Mode: mode, Now: b.clock.Now}
	return h
}

// secret stores one secret of an account as its keeper would.
func (b *bureau) secret(account, name, value string) {
	b.t.Helper()
	b.must(b.desk.KeepSecret(context.Background(), b.who[regime.SecurityAdmin], desk.SecretEdit{Account: account, Name: name, KeeperID: b.who[regime.Keeper].ID, RotateBy: b.clock.Now().AddDate(0, 0, 90).UnixMilli(), Value: value}))
}

// make builds a callback of the platform.
func (h *hook) make(text string) platform.Callback {
	h.t.Helper()
	c, err := h.from.Make(text)
	h.must(err)
	return platform.ReadCallback(c.Query, c.Body)
}

// hear takes a callback and returns what is answered, opened.
func (h *hook) hear(c platform.Callback) (string, error) {
	h.t.Helper()
	out, err := h.desk.Hear(context.Background(), h.of, h.id, c)
	if err != nil {
		return "", err
	}
	text, err := h.from.Read(out)
	h.must(err)
	return text, nil
}

func (h *hook) text(who, id, words string) string {
	agent := ""
	if h.of == regime.WeCom {
		agent = "<AgentID>1000002</AgentID>"
	}
	return fmt.Sprintf("<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName><CreateTime>%d</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[%s]]></Content><MsgId>%s</MsgId>%s</xml>", who, h.clock.Now().Unix(), words, id, agent)
}

func (h *hook) event(who, name string) string {
	return fmt.Sprintf("<xml><ToUserName>gh_1</ToUserName><FromUserName>%s</FromUserName><CreateTime>%d</CreateTime><MsgType>event</MsgType><Event>%s</Event></xml>", who, h.clock.Now().Unix(), name)
}

func (b *bureau) count(sql string, args ...any) int64 {
	b.t.Helper()
	var n int64
	b.must(b.store.View(context.Background(), func(tx *store.Tx) error { return tx.Row(sql, args, &n) }))
	return n
}

func TestHear(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		for _, way := range []struct {
			of   regime.Platform
			mode string
		}{{regime.WeChat, "safe"}, {regime.WeChat, "compatible"}, {regime.WeChat, "plain"}, {regime.WeCom, "safe"}} {
			name := string(way.of) + " " + way.mode
			h := b.connected(way.of, way.mode)
			before := b.count(`SELECT COUNT(*) FROM message`)
			call := h.make(h.text("oUser-7f3a", "900"+name, "窗口几点开门？"))
			said, err := h.hear(call)
			if err != nil || !strings.Contains(said, "已收到，编号 M-2026-") || !strings.Contains(said, "查询码") || !strings.Contains(said, "https://gov.example/follow") {
				t.Fatalf("%s: %q, %v", name, said, err)
			}
			if again, err := h.hear(call); err != nil || again[:80] != said[:80] || b.count(`SELECT COUNT(*) FROM message`) != before+1 {
				t.Errorf("%s: the same call again: %q, %v", name, again, err)
			}
			b.clock.Advance(3 * time.Second)
			if again, err := h.hear(h.make(h.text("oUser-7f3a", "900"+name, "窗口几点开门？"))); err != nil || !strings.Contains(again, "已收到") || b.count(`SELECT COUNT(*) FROM message`) != before+1 {
				t.Errorf("%s: the same message in a new call: %q, %v", name, again, err)
			}
			other := h.make(h.text("oUser-2", "901"+name, "另一件事"))
			other.Nonce, other.Timestamp, other.Signature = call.Nonce, call.Timestamp, call.Signature
			if _, err := h.hear(other); fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s: an old signature over another text: %v", name, err)
			}
			for _, event := range []string{"unsubscribe", "LOCATION", "VIEW", "SCAN", "TEMPLATESENDJOBFINISH"} {
				if said, err := h.hear(h.make(h.event("oUser-7f3a", event))); err != nil || said != "success" {
					t.Errorf("%s: %s: %q, %v", name, event, said, err)
				}
			}
			if said, err := h.hear(h.make(h.event("oUser-7f3a", "subscribe"))); way.of == regime.WeChat && (err != nil || !strings.Contains(said, "欢迎关注某市发布")) {
				t.Errorf("%s: somebody follows: %q, %v", name, said, err)
			}
			if n := b.count(`SELECT COUNT(*) FROM message`); n != before+1 {
				t.Errorf("%s: %d messages", name, n-before)
			}
			b.must(b.desk.Disconnect(ctx, b.who[regime.SystemAdmin], h.id))
			if _, err := h.hear(call); fault.CodeOf(err) != "hook.unknown" {
				t.Errorf("%s: a connection out of use hears: %v", name, err)
			}
		}
		h := b.connected(regime.WeChat, "safe")
		call := h.make(h.text("oUser-1", "1", "好"))
		for sentence, hear := range map[string]func() error{
			"an account that does not exist": func() error { _, err := b.desk.Hear(ctx, regime.WeChat, "nobody", call); return err },
			"an account of another platform": func() error { _, err := b.desk.Hear(ctx, regime.WeCom, h.id, call); return err },
			"an account that was never wired": func() error {
				_, err := b.desk.Hear(ctx, regime.WeChat, b.account("新号", "wechat"), call)
				return err
			},
		} {
			if err := hear(); fault.CodeOf(err) != "hook.unknown" {
				t.Errorf("%s: %v", sentence, err)
			}
		}
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE account SET state = 'closed' WHERE id = $1`, h.id)
			return err
		}))
		if _, err := h.hear(call); fault.CodeOf(err) != "hook.unknown" {
			t.Errorf("a closed account hears: %v", err)
		}
		b.nowhere("oUser-7f3a")
	})
}

// nowhere looks through every row of the database for what must only be sealed.
// PostgreSQL writes a whole row as one text; the rows are the same on SQLite.
func (b *bureau) nowhere(secret string) {
	b.t.Helper()
	if !strings.HasSuffix(b.t.Name(), "postgres") {
		return
	}
	for _, table := range append([]string{"platform_nonce", "platform_health", "platform_token", "platform_wait"}, store.Tables...) {
		if n := b.count(`SELECT COUNT(*) FROM `+table+` AS t WHERE CAST(t AS TEXT) LIKE $1`, "%"+secret+"%"); n > 0 {
			b.t.Errorf("%s holds %s in clear", table, secret)
		}
	}
}

// An answer goes back through the account, at most once; after 48 hours it
// stands where the sender looks for it.
func TestAnswerBack(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		h := b.connected(regime.WeChat, "safe")
		n := 0
		arrive := func(who string) string {
			n++
			h.stand.Spoke(who)
			said, err := h.hear(h.make(h.text(who, fmt.Sprint("m", n), "请问周六开门吗？")))
			b.must(err)
			_, number, _ := strings.Cut(said, "编号 ")
			number, _, _ = strings.Cut(number, "，")
			b.act(regime.DutyOfficer, number, "sort", map[string]any{"kind": "question", "unit": "接访科"})
			b.act(regime.Handler, number, "answer", map[string]any{"text": "周六上午开门。"})
			b.act(regime.Reviewer, number, "approve_answer", nil)
			return number
		}
		send := func(number string) error {
			m, err := b.store.Matter(ctx, number)
			b.must(err)
			var id string
			b.must(b.store.View(ctx, func(tx *store.Tx) error {
				return tx.Row(`SELECT id FROM message_reply WHERE matter_id = $1 ORDER BY id DESC LIMIT 1`, []any{m.ID}, &id)
			}))
			return b.desk.SendReply(ctx, id)
		}
		first := arrive("oUser-1")
		b.must(send(first))
		b.must(send(first))
		got := h.stand.Deliveries()
		if len(got) != 1 || got[0].To != "oUser-1" || !strings.Contains(got[0].Text, "周六上午开门。") || !strings.Contains(got[0].Text, first) || b.state(first) != matter.Replied {
			t.Fatalf("arrived %+v, %s", got, b.state(first))
		}
		late := arrive("oUser-2")
		b.clock.Advance(49 * time.Hour)
		b.must(send(late))
		if len(h.stand.Deliveries()) != 1 || b.state(late) != matter.Replied {
			t.Errorf("after 48 hours: %d delivered, %s", len(h.stand.Deliveries()), b.state(late))
		}
		busy := arrive("oUser-3")
		h.stand.Next("/cgi-bin/message/custom/send", wechatstand.Order{Code: 45009})
		if err := send(busy); fault.CodeOf(err) != platform.Waiting {
			t.Errorf("the day's quota: %v", err)
		}
		if n := b.count(`SELECT attempts FROM message_reply WHERE state = 'queued'`); n != 0 {
			t.Errorf("a wait counted as %d attempts", n)
		}
		b.clock.Advance(24 * time.Hour)
		b.must(send(busy))
		lost := arrive("oUser-4")
		h.stand.Next("/cgi-bin/message/custom/send", wechatstand.Order{Do: true, Drop: true})
		b.must(send(lost))
		b.must(send(lost))
		if b.state(lost) == matter.Replied || b.count(`SELECT COUNT(*) FROM message_reply WHERE state = 'unknown'`) != 1 {
			t.Errorf("an answer whose fate nobody knows: %s", b.state(lost))
		}
		if got := h.stand.Deliveries(); len(got) != 3 {
			t.Errorf("%d delivered", len(got))
		}
	})
}

func TestConnect(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		h := b.connected(regime.WeChat, "safe")
		closed := b.account("旧号", "wechat")
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE account SET state = 'closed' WHERE id = $1`, closed)
			return err
		}))
		good := desk.LinkEdit{Account: h.id, AppID: "wx0123456789abcdef", Mode: "safe"}
		with := func(change func(e *desk.LinkEdit)) desk.LinkEdit { e := good; change(&e); return e }
		token := b.who[regime.SystemAdmin]
		token.Token = true
		for _, c := range []struct {
			sentence, code string
			who            matter.Actor
			edit           desk.LinkEdit
		}{
			{"a token connects nothing", "act.token", token, good},
			{"a handler neither", "register.role", b.who[regime.Handler], good},
			{"a closed account", "account.not_open", b.who[regime.SystemAdmin], with(func(e *desk.LinkEdit) { e.Account = closed })},
			{"an id of another form", "platform.app_id", b.who[regime.SystemAdmin], with(func(e *desk.LinkEdit) { e.AppID = "gh_1234567890" })},
			{"a mode that does not exist", "platform.mode", b.who[regime.SystemAdmin], with(func(e *desk.LinkEdit) { e.Mode = "open" })},
			{"the keeper of accounts may", "", b.who[regime.Keeper], good},
		} {
			if err := b.desk.Connect(ctx, c.who, c.edit); fault.CodeOf(err) != c.code {
				t.Errorf("%s: %v", c.sentence, err)
			}
		}
		c, err := b.desk.Connection(ctx, b.who[regime.OfficeDirector], h.id)
		if err != nil || len(c.Missing) != 0 || !c.Link.Active || c.Hook != "https://gov.example/hooks/wechat/"+h.id {
			t.Errorf("%+v, %v", c, err)
		}
		if n := b.count(`SELECT COUNT(*) FROM outlet WHERE channel = 'official_account' AND active = 1`); n != 1 {
			t.Errorf("%d outlets", n)
		}
		b.must(b.desk.Disconnect(ctx, b.who[regime.SystemAdmin], h.id))
		if n := b.count(`SELECT COUNT(*) FROM outlet WHERE channel = 'official_account' AND active = 1`); n != 0 {
			t.Errorf("%d outlets after the end", n)
		}
		if _, err := b.desk.Adapter(ctx, h.id); fault.CodeOf(err) != "platform.link" {
			t.Errorf("an adapter after the end: %v", err)
		}
	})
}
