package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yingda/internal/channel"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit/wechatstand"
)

// published releases a statement to a connected account and returns the platform's
// handle of its comments.
func (h *hook) published() string {
	h.t.Helper()
	h.desk.Sending.Outlet = func(o store.Outlet) (channel.Outlet, error) {
		a, err := h.desk.AccountOutlet(context.Background(), o)
		if w, ok := a.(*platform.WeChat); ok {
			w.Wait, w.Poll = 20*time.Millisecond, 5*time.Millisecond
		}
		return a, err
	}
	s := h.approvedWith(h.answering(regime.General), "official_account")
	h.release()
	h.must(h.send())
	list, err := h.store.PublishedHere(context.Background(), h.id, s)
	h.must(err)
	if len(list) != 1 || list[0].DataID == "" {
		h.t.Fatalf("published: %+v", list)
	}
	return list[0].DataID
}

// carry does what the queue does with decisions about comments, until nothing moves.
func (b *bureau) carry() (last error) {
	b.t.Helper()
	done := map[string]bool{}
	for moved := true; moved; {
		ids, err := b.store.QueuedJobs(context.Background(), "comment")
		b.must(err)
		moved = false
		for _, id := range ids {
			if !done[id] {
				done[id], moved = true, true
				if err := b.desk.CarryComment(context.Background(), id); err != nil {
					last = err
				}
			}
		}
	}
	return last
}

// carries are the newest acts about a comment, by act.
func (b *bureau) carries(comment string) map[string]store.CommentCarry {
	b.t.Helper()
	list, err := b.store.CommentCarries(context.Background(), comment)
	b.must(err)
	out := map[string]store.CommentCarry{}
	for _, c := range list {
		out[c.Act] = c
	}
	return out
}

func (b *bureau) comment(account, text string) store.OwnComment {
	b.t.Helper()
	list, err := b.store.OwnComments(context.Background(), store.CommentFilter{Account: account}, 500)
	b.must(err)
	for _, c := range list {
		if c.Text == text {
			return c
		}
	}
	b.t.Fatalf("no comment %q among %d", text, len(list))
	return store.OwnComment{}
}

// Comments are read from the platform without who wrote them, in bounded turns, and
// a decision is carried back: the notice first, each act once, and what nobody saw
// end is a person's.
func TestCommentsCarried(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		h := b.connected(regime.WeChat, "safe")
		data := h.published()
		say := func(id int64, text string, kind int) {
			h.stand.AddComment(data, wechatstand.Comment{ID: id, OpenID: "oKanarienvogel", Nick: "kanarienvogel", At: b.clock.Now().Unix(), Content: text, Type: kind})
		}
		for i := range 1100 {
			say(int64(1000+i), "第"+strings.Repeat("一", i%7+1)+"条", 1)
		}
		for i, text := range []string{"卖二手车，联系我", "窗口态度恶劣，投诉都没人管", "低价办证，加我", "领红包 http://evil.example/x", "旧车回收", "回复过的广告，买房找我", "还没有展示的意见"} {
			say(int64(5000+i), text, 1-i/6)
		}
		h.stand.Reply(data, 5005, "谢谢关注")
		b.must(b.desk.ReadAccounts(ctx))
		if n := b.count(`SELECT COUNT(*) FROM own_comment WHERE account_id = $1`, h.id); n != 20*49 {
			t.Errorf("%d comments after a turn of twenty calls", n)
		}
		b.clock.Advance(2 * time.Minute)
		b.must(b.desk.ReadAccounts(ctx))
		b.clock.Advance(11 * time.Minute)
		b.must(b.desk.ReadAccounts(ctx))
		if n := b.count(`SELECT COUNT(*) FROM own_comment WHERE account_id = $1`, h.id); n != 1107 {
			t.Errorf("%d comments of 1107, each once", n)
		}
		if n := b.count(`SELECT COUNT(*) FROM own_comment WHERE text LIKE '%anarienvogel%' OR platform_key LIKE '%anarienvogel%'`); n != 0 {
			t.Error("who wrote is on record")
		}

		editor, director := b.who[regime.Editor], b.who[regime.OfficeDirector]
		withhold := func(text, reason, note string) store.OwnComment {
			b.t.Helper()
			c := b.comment(h.id, text)
			return b.withheld(c, reason, note)
		}
		at := func(id int64) wechatstand.Comment {
			for _, c := range h.stand.CommentsOf(data) {
				if c.ID == id {
					return c
				}
			}
			return wechatstand.Comment{}
		}
		car := withhold("卖二手车，联系我", "advertising", "推销二手车")
		if got := b.carries(car.ID); got["notice"].State != "queued" || got["withhold"].State != "waiting" {
			t.Errorf("at once: %+v", got)
		}
		b.must(b.desk.StopSending(ctx, b.who[regime.Head], "核对内容"))
		if err := b.carry(); fault.CodeOf(err) != "sending.stopped" || at(5000).Reply.Content != "" {
			t.Errorf("while sending is stopped: %v", err)
		}
		b.must(b.desk.ResumeSending(ctx, b.who[regime.OfficeDirector]))
		h.stand.Next("/cgi-bin/comment/unmarkelect", wechatstand.Order{Do: true, Drop: true})
		b.must(b.carry())
		if c := at(5000); c.Type != 0 || !strings.Contains(c.Reply.Content, car.Code) || !strings.Contains(c.Reply.Content, "广告") || b.carries(car.ID)["withhold"].State != "done" {
			t.Errorf("withheld after its notice, the answer lost: %+v, %+v", c, b.carries(car.ID))
		}
		if again, _ := b.store.OwnComment(ctx, car.ID); again.OnPlatform != 2 {
			t.Errorf("on the platform: %+v", again)
		}

		// Words of criticism: nothing is carried until another officer agrees.
		sharp := b.comment(h.id, "窗口态度恶劣，投诉都没人管")
		sharp, err := b.desk.Withhold(ctx, editor, desk.Withholding{Comment: sharp.ID, Version: sharp.Version, Reason: "off_matter", Note: "说的不是这篇文章"})
		b.must(err)
		if sharp.State != "proposed" || len(b.carries(sharp.ID)) != 0 {
			t.Errorf("criticism: %+v, %+v", sharp, b.carries(sharp.ID))
		}

		// Nobody saw it end: a person looks, and has it tried again.
		card := withhold("低价办证，加我", "advertising", "推销证件")
		h.stand.Next("/cgi-bin/comment/reply/add", wechatstand.Order{Drop: true})
		b.must(b.carry())
		if got := b.carries(card.ID); got["notice"].State != "unknown" || got["withhold"].State != "waiting" || at(5002).Type != 1 || !strings.Contains(b.notices(regime.Editor), "告知编号") {
			t.Errorf("unknown: %+v", got)
		}
		settle := func(c store.OwnComment, act string, done bool) error {
			now, err := b.store.OwnComment(ctx, c.ID)
			b.must(err)
			return b.desk.SettleCarry(ctx, editor, c.ID, b.carries(c.ID)[act].ID, now.Version, done)
		}
		if err := settle(card, "withhold", true); fault.CodeOf(err) != "carry.state" {
			t.Errorf("withholding is settled before its notice: %v", err)
		}
		b.must(settle(card, "notice", false))
		b.must(b.carry())
		if at(5002).Type != 0 || !strings.Contains(at(5002).Reply.Content, card.Code) {
			t.Errorf("tried again: %+v", at(5002))
		}

		// What the platform counts waits; a place that is taken is a person's.
		link := withhold("领红包 http://evil.example/x", "malicious_link", "链接要求填银行卡")
		h.stand.Next("/cgi-bin/comment/reply/add", wechatstand.Order{Code: 45009})
		if err := b.carry(); fault.CodeOf(err) != platform.Waiting || b.carries(link.ID)["notice"].Attempts != 0 || b.carries(link.ID)["notice"].State != "queued" {
			t.Errorf("counted: %v, %+v", err, b.carries(link.ID))
		}
		b.clock.Advance(24 * time.Hour)
		b.must(b.carry())
		if at(5003).Type != 0 {
			t.Errorf("after the wait: %+v", at(5003))
		}
		house := withhold("回复过的广告，买房找我", "advertising", "推销房屋")
		b.must(b.carry())
		if got := b.carries(house.ID); got["notice"].State != "failed" || at(5005).Type != 1 {
			t.Errorf("no room for a notice, so nothing is withheld there: %+v, %+v", got, at(5005))
		}
		b.must(settle(house, "notice", true))
		b.must(b.carry())
		if at(5005).Type != 0 || at(5005).Reply.Content != "谢谢关注" {
			t.Errorf("told by a person, then withheld: %+v", at(5005))
		}

		// Restored on appeal: shown again, and our notice comes off.
		form, err := b.desk.FeedbackForm(car.Code)
		b.must(err)
		b.clock.Advance(2 * time.Second)
		if _, err := b.desk.TakeAppeal(ctx, car.Code, "我没有推销", form); err != nil {
			t.Fatal(err)
		}
		now, err := b.store.OwnComment(ctx, car.ID)
		b.must(err)
		b.must(b.desk.DecideAppeal(ctx, director, car.ID, now.Version, true, "不是推销，恢复展示"))
		b.must(b.carry())
		if c := at(5000); c.Type != 1 || c.Reply.Content != "" || b.carries(car.ID)["show"].State != "done" || b.carries(car.ID)["unnotice"].State != "done" {
			t.Errorf("restored: %+v, %+v", c, b.carries(car.ID))
		}
		// Decided otherwise before it went out: nothing goes out.
		old := withhold("旧车回收", "advertising", "推销回收")
		form, err = b.desk.FeedbackForm(old.Code)
		b.must(err)
		b.clock.Advance(2 * time.Second)
		_, err = b.desk.TakeAppeal(ctx, old.Code, "我没有推销", form)
		b.must(err)
		now, err = b.store.OwnComment(ctx, old.ID)
		b.must(err)
		b.must(b.desk.DecideAppeal(ctx, director, old.ID, now.Version, true, "不是推销，恢复展示"))
		b.must(b.carry())
		if c := at(5004); c.Type != 1 || c.Reply.Content != "" || len(b.carries(old.ID)) != 2 || b.carries(old.ID)["notice"].State != "superseded" {
			t.Errorf("superseded: %+v, %+v", c, b.carries(old.ID))
		}

		// What the platform does not show, and nobody withheld, is shown by a person.
		mild := b.comment(h.id, "还没有展示的意见")
		b.must(b.desk.ShowComment(ctx, editor, mild.ID, mild.Version))
		b.must(b.carry())
		if at(5006).Type != 1 {
			t.Errorf("shown: %+v", at(5006))
		}

		// An answer goes below its comment, once.
		replier := desk.CommentReplier{Desk: b.desk}
		out := desk.ReplyOut{Account: h.id, Contact: data + "/5001", Text: "已核实，窗口已整改。", Agency: "某市信访局"}
		h.stand.Next("/cgi-bin/comment/reply/add", wechatstand.Order{Do: true, Drop: true})
		if r, err := replier.Reply(ctx, out); err != nil || !r.Found || at(5001).Reply.Content != "已核实，窗口已整改。（某市信访局）" {
			t.Errorf("answered: %+v, %v, %+v", r, err, at(5001))
		}
		if _, err := replier.Reply(ctx, out); fault.CodeOf(err) != "platform.88007" {
			t.Errorf("a second answer: %v", err)
		}
		out.Contact = "https://weibo.com/1/p1/77"
		if _, err := replier.Reply(ctx, out); fault.CodeOf(err) != "reply.by_hand" {
			t.Errorf("a comment from a file: %v", err)
		}
		if bad := h.stand.Malformed(); len(bad) > 0 {
			t.Errorf("malformed: %q", bad)
		}
	})
}

// Where there is no interface, a person carries the decision and records it, the
// notice before the withholding.
func TestCommentsCarriedByHand(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		account, editor := b.account("某市信访", "weibo"), b.who[regime.Editor]
		c := b.said(account, "卖二手车，联系我")[0]
		gone := b.withheld(c, "advertising", "推销二手车")
		settle := func(act string, done bool) error {
			now, err := b.store.OwnComment(ctx, c.ID)
			b.must(err)
			return b.desk.SettleCarry(ctx, editor, c.ID, b.carries(c.ID)[act].ID, now.Version, done)
		}
		if got := b.carries(c.ID); got["notice"].State != "owed" || !strings.Contains(got["notice"].Text, gone.Code) {
			t.Errorf("owed: %+v", got)
		}
		if err := settle("notice", false); fault.CodeOf(err) != "carry.state" {
			t.Errorf("a machine that is not there: %v", err)
		}
		b.must(settle("notice", true))
		if got := b.carries(c.ID); got["notice"].State != "done" || got["withhold"].State != "owed" {
			t.Errorf("after the notice: %+v", got)
		}
		b.must(settle("withhold", true))
		if got := b.carries(c.ID)["withhold"]; got.State != "done" || got.SettledBy != editor.ID {
			t.Errorf("recorded: %+v", got)
		}
		if ids, _ := b.store.QueuedJobs(ctx, "comment"); len(ids) != 0 {
			t.Errorf("%d jobs for nobody", len(ids))
		}
	})
}

// withheld withholds a comment: the editor proposes it, the chief editor agrees
// where it takes two.
func (b *bureau) withheld(c store.OwnComment, reason, note string) store.OwnComment {
	b.t.Helper()
	out, err := b.desk.Withhold(context.Background(), b.who[regime.Editor], desk.Withholding{Comment: c.ID, Version: c.Version, Reason: reason, Note: note})
	b.must(err)
	if out.State == "proposed" {
		out, err = b.desk.Withhold(context.Background(), b.who[regime.ChiefEditor], desk.Withholding{Comment: c.ID, Version: out.Version + 1, Reason: reason})
		b.must(err)
	}
	return out
}
