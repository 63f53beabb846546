package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit/wechatstand"
)

// A statement goes out to the official account as an article, with everything
// the outbox promises: the platform's review is waited for, its quota is no
// attempt, a lost answer is found again, a correction that it cannot make needs
// a person, and a withdrawal takes it off.
func TestReleaseToAccount(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		h := b.connected(regime.WeChat, "safe")
		b.desk.Sending.Outlet = func(o store.Outlet) (channel.Outlet, error) {
			a, err := b.desk.AccountOutlet(ctx, o)
			if w, ok := a.(*platform.WeChat); ok {
				w.Wait, w.Poll = 20*time.Millisecond, 5*time.Millisecond
			}
			return a, err
		}
		released := func() string {
			s := b.approvedWith(b.answering(regime.General), "official_account")
			b.release()
			return s
		}
		code := func(want string) {
			b.t.Helper()
			if err := b.send(); fault.CodeOf(err) != want && (err != nil || want != "") {
				b.t.Errorf("sent: %v, want %q", err, want)
			}
		}
		line := func(s string) store.Release { return b.lines(s)["official_account"] }

		b.must(b.send())
		h.stand.Polls = 1000
		first := released()
		code(platform.Publishing)
		if o := line(first); o.State != "sending" || !strings.Contains(o.Error, "平台正在审核") {
			b.t.Errorf("under review: %+v", o)
		}
		p, err := b.store.Publication(ctx, channel.KeyOf(first, "1", line(first).OutletID, "publish"))
		b.must(err)
		said := fmt.Sprintf("<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>%d</CreateTime><MsgType>event</MsgType><Event>PUBLISHJOBFINISH</Event><PublishEventInfo><publish_id>%s</publish_id><publish_status>0</publish_status><article_id>article-x</article_id><article_detail><count>1</count><item><idx>1</idx><article_url>https://mp.weixin.example/s/x</article_url></item></article_detail></PublishEventInfo></xml>", b.clock.Now().Unix(), p.Job)
		if got, err := h.hear(h.make(said)); err != nil || got != "success" {
			b.t.Errorf("the platform's own word: %q, %v", got, err)
		}
		b.must(b.send())
		if o := line(first); o.State != "done" || o.Address != "https://mp.weixin.example/s/x" {
			b.t.Errorf("published: %+v", o)
		}

		h.stand.Polls = 0
		h.stand.Next("/cgi-bin/draft/add", wechatstand.Order{Code: 45009})
		second := released()
		code(platform.Waiting)
		code(platform.Waiting)
		if o := line(second); o.State != "queued" || o.Attempts != 0 || !strings.Contains(o.Error, "以后自动再试") {
			b.t.Errorf("a quota used up: %+v", o)
		}
		b.clock.Advance(24 * time.Hour)
		h.stand.Next("/cgi-bin/freepublish/submit", wechatstand.Order{Do: true, Drop: true})
		b.must(b.send())
		if o := line(second); o.State != "done" || len(h.stand.Published()) != 1 {
			b.t.Errorf("an answer that was lost: %+v, %d stand", o, len(h.stand.Published()))
		}

		b.act(regime.Drafter, second, "correct", map[string]any{"reason": "时间有误"})
		b.act(regime.Drafter, second, "save", map[string]any{"title": "关于号源的说明", "text": "更正：9:02 发完。某市信访局"})
		b.act(regime.Drafter, second, "submit", nil)
		b.sign(second)
		b.act(approver(b, second), second, "approve", nil)
		b.release()
		b.must(b.send())
		if o := b.lines(second)["official_account correct"]; o.State != "failed" || !strings.Contains(o.Error, "公众平台后台修改") {
			b.t.Errorf("a correction that the platform cannot make: %+v", o)
		}
		b.act(approver(b, second), second, "withdraw", map[string]any{"reason": "另行说明"})
		b.release()
		b.must(b.send())
		if o := b.lines(second)["official_account withdraw"]; o.State != "done" || len(h.stand.Published()) != 0 {
			b.t.Errorf("a withdrawal: %+v, %d stand", o, len(h.stand.Published()))
		}

		h.stand.Ending = 4
		third := released()
		b.must(b.send())
		if o := line(third); o.State != "failed" || !strings.Contains(o.Error, "审核") {
			b.t.Errorf("refused by the platform: %+v", o)
		}
		if bad := h.stand.Malformed(); len(bad) > 0 {
			b.t.Errorf("malformed: %q", bad)
		}
	})
}
