package desk_test

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"yingda/internal/channel"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit/hookstand"
	"yingda/internal/testkit/weibostand"
)

// joined prepares a bureau whose releases go out by the adapters.
func (b *bureau) joined(base map[string]string) {
	if b.desk.Sending.Seal == nil {
		b.sealing()
	}
	client := fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Now: b.clock.Now, Timeout: 400 * time.Millisecond})
	b.t.Cleanup(client.Close)
	b.desk.Platforms = desk.Platforms{Client: client, Base: base}
	b.desk.Sending.Public = "https://gov.example"
	b.desk.Sending.Outlet = func(o store.Outlet) (channel.Outlet, error) { return b.desk.AccountOutlet(context.Background(), o) }
}

// corrected writes a second version of a released statement and releases it.
func (b *bureau) corrected(s, text string) {
	b.t.Helper()
	b.act(regime.Drafter, s, "correct", map[string]any{"reason": "时间有误"})
	b.act(regime.Drafter, s, "save", map[string]any{"title": "关于号源的说明", "text": text})
	b.act(regime.Drafter, s, "submit", nil)
	b.sign(s)
	b.act(approver(b, s), s, "approve", nil)
	b.release()
}

func (b *bureau) withdrawn(s string) {
	b.t.Helper()
	b.act(approver(b, s), s, "withdraw", map[string]any{"reason": "另行说明"})
	b.release()
}

// record is the posting record of an account, by address.
func (b *bureau) record(account string) map[string]store.AccountPost {
	b.t.Helper()
	list, err := b.store.AccountPosts(context.Background(), account, store.Never, "", 100)
	b.must(err)
	out := map[string]store.AccountPost{}
	for _, p := range list {
		out[p.Address] = p
	}
	return out
}

func (b *bureau) stateOf(account string) string {
	b.t.Helper()
	c, err := b.desk.Connection(context.Background(), b.who[regime.SystemAdmin], account)
	b.must(err)
	return c.State()
}

// A Weibo account from its connection to a withdrawal: what is released stands
// there once, whatever the line does; a token that ended needs its keeper; what
// stands on the account is on its posting record.
func TestWeiboAccount(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		s := weibostand.Start(t)
		b.joined(map[string]string{"weibo": s.URL})
		id, admin := b.account("某市信访", "weibo"), b.who[regime.SystemAdmin]
		for sentence, c := range map[string]struct {
			code string
			edit desk.LinkEdit
		}{
			"no user id":         {"platform.app_id", desk.LinkEdit{Account: id}},
			"an id of WeChat":    {"platform.app_id", desk.LinkEdit{Account: id, AppID: "wx0123456789abcdef", Mode: "safe"}},
			"an account unknown": {"account.unknown", desk.LinkEdit{Account: "nobody", AppID: s.UID}},
		} {
			if err := b.desk.Connect(ctx, admin, c.edit); fault.CodeOf(err) != c.code {
				t.Errorf("%s: %v", sentence, err)
			}
		}
		if err := b.desk.Connect(ctx, b.who[regime.Handler], desk.LinkEdit{Account: id, AppID: s.UID}); fault.CodeOf(err) != "register.role" {
			t.Errorf("a handler connects: %v", err)
		}
		b.must(b.desk.Connect(ctx, b.who[regime.Keeper], desk.LinkEdit{Account: id, AppID: " " + s.UID}))
		if got := b.stateOf(id); got != desk.SecretsMissing {
			t.Errorf("without a token it is %s", got)
		}
		b.secret(id, "access_token", "2.00alt-und-abgelaufen")

		first := b.approvedWith(b.answering(regime.General), "official_account")
		b.release()
		b.must(b.send())
		line := func(n, verb string) store.Release { return b.lines(n)["official_account"+verb] }
		if o := line(first, ""); o.State != "failed" || !strings.Contains(o.Error, "重新授权") || b.stateOf(id) != desk.CallsFail {
			t.Errorf("a token that ended: %+v, the account is %s", o, b.stateOf(id))
		}
		b.clock.Advance(2 * time.Minute)
		b.secret(id, "access_token", s.Token)
		s.Order("/2/statuses/share.json", weibostand.Order{Cut: true})
		b.must(b.desk.ResendRelease(ctx, b.who[regime.OfficeDirector], line(first, "").ID))
		b.must(b.send())
		if o := line(first, ""); o.State != "done" || !strings.HasPrefix(o.Address, "https://weibo.com/"+s.UID+"/5") || len(s.Posts) != 1 || b.stateOf(id) != desk.Connected {
			t.Errorf("the line broke after the work: %+v, %d stand, %s", o, len(s.Posts), b.stateOf(id))
		}
		if p := b.record(id)[line(first, "").Address]; p.Statement != first || p.Origin != "platform" {
			t.Errorf("the posting record: %+v", b.record(id))
		}

		// Counted, it waits; too late, it is looked for; gone nobody knows where, a person decides.
		second := b.approvedWith(b.answering(regime.General), "official_account")
		b.release()
		s.Order("/2/statuses/share.json", weibostand.Order{Code: 10023})
		if err := b.send(); err == nil {
			t.Error("a counted call is no failure")
		}
		if o := line(second, ""); o.State != "queued" {
			t.Errorf("counted: %+v", o)
		}
		s.Order("/2/statuses/share.json", weibostand.Order{Delay: 600 * time.Millisecond})
		b.must(b.send())
		time.Sleep(300 * time.Millisecond)
		if o := line(second, ""); o.State != "done" || len(s.Posts) != 2 {
			t.Errorf("an answer that came too late: %+v, %d stand", o, len(s.Posts))
		}
		third := b.approvedWith(b.answering(regime.General), "official_account")
		b.release()
		s.Order("/2/statuses/share.json", weibostand.Order{Status: http.StatusBadGateway})
		b.must(b.send())
		b.must(b.send())
		if o := line(third, ""); o.State != "unknown" || len(s.Posts) != 2 || !strings.Contains(b.notices(regime.OfficeDirector), "不知道是否已发至") {
			t.Errorf("nobody knows: %+v, %d stand", o, len(s.Posts))
		}

		b.corrected(first, "更正：9:02 发完。某市信访局")
		b.must(b.send())
		if o := line(first, " correct"); o.State != "done" || !strings.HasPrefix(s.Posts[0].Text, "更正：【") {
			t.Errorf("a correction: %+v, %q", o, s.Posts[0].Text)
		}
		s.Order("/2/statuses/destroy.json", weibostand.Order{Cut: true})
		b.withdrawn(first)
		b.must(b.send())
		if o := line(first, " withdraw"); o.State != "unknown" || !s.Posts[0].Deleted {
			t.Errorf("a withdrawal cut in the middle of two: %+v, %+v", o, s.Posts)
		}
		b.must(b.desk.DecideRelease(ctx, b.who[regime.OfficeDirector], line(first, " withdraw").ID, false, ""))
		b.must(b.send())
		if o := line(first, " withdraw"); o.State != "done" || len(s.Posts) != 3 || !s.Posts[2].Deleted || s.Posts[1].Deleted {
			t.Errorf("the withdrawal again: %+v, %+v", o, s.Posts)
		}

		// What was written by hand is read, each once, in turns of a bounded number of calls.
		b.must(b.desk.ReadAccounts(ctx))
		s.Mu.Lock()
		for i := range 640 {
			s.Posts = append([]weibostand.Post{{ID: strconv.Itoa(6000000000000000 + i), Text: "【今日提示】第" + strconv.Itoa(i) + "条"}}, s.Posts...)
		}
		s.At, s.Calls = b.clock.Now(), nil
		s.Mu.Unlock()
		b.must(b.desk.ReadAccounts(ctx))
		if len(s.Calls) != 0 {
			t.Errorf("not its turn, and %d calls", len(s.Calls))
		}
		b.clock.Advance(11 * time.Minute)
		s.Order("/2/statuses/user_timeline.json", weibostand.Order{}, weibostand.Order{}, weibostand.Order{Code: 10023})
		b.must(b.desk.ReadAccounts(ctx))
		n := b.count(`SELECT COUNT(*) FROM account_post WHERE account_id = $1`, id)
		if n < 200 || n > 210 || b.stateOf(id) != desk.CallsFail {
			t.Errorf("cut short after two pages: %d records, %s", n, b.stateOf(id))
		}
		for range 3 {
			b.clock.Advance(11 * time.Minute)
			s.Calls = nil
			b.must(b.desk.ReadAccounts(ctx))
			if len(s.Calls) > 20 {
				t.Errorf("%d calls in one turn", len(s.Calls))
			}
		}
		if n := b.count(`SELECT COUNT(*) FROM account_post WHERE account_id = $1 AND title = '今日提示'`, id); n != 640 {
			t.Errorf("%d of 640 on record", n)
		}
		// Comments below our own posts: each once, over turns, and nobody's name.
		s.Mu.Lock()
		post := s.Posts[3].ID
		for i := range 2300 {
			s.Said[post] = append([]weibostand.Remark{{ID: strconv.Itoa(7000000000000000 + i), Text: "第" + strconv.Itoa(i) + "问，回复@张三-abc:几点开门？"}}, s.Said[post]...)
		}
		s.Mu.Unlock()
		for turn := range 4 {
			b.clock.Advance(11 * time.Minute)
			s.Calls = nil
			b.must(b.desk.ReadAccounts(ctx))
			if n := len(s.Calls); n > 22 {
				t.Errorf("turn %d made %d calls", turn, n)
			}
			if turn == 0 { // more come while it reads
				s.Said[post] = append([]weibostand.Remark{{ID: "7100000000000000", Text: "后来的一问"}}, s.Said[post]...)
			}
		}
		if n := b.count(`SELECT COUNT(*) FROM own_comment WHERE account_id = $1 AND post_key = $2`, id, post); n != 2301 {
			t.Errorf("%d comments of 2301", n)
		}
		if n := b.count(`SELECT COUNT(*) FROM own_comment WHERE text LIKE '%张三%' OR text LIKE '%anarienvogel%' OR post_title = ''`); n != 0 {
			t.Errorf("%d comments with a person or without a title", n)
		}
		b.must(b.desk.Disconnect(ctx, admin, id))
		if got := b.stateOf(id); got != desk.Unconnected {
			t.Errorf("after the end it is %s", got)
		}
		if len(s.Malformed) > 0 {
			t.Errorf("malformed: %q", s.Malformed)
		}
		if b.count(`SELECT COUNT(*) FROM account_post WHERE title LIKE '%kanarienvogel%'`)+b.count(`SELECT COUNT(*) FROM release WHERE error LIKE '%kanarienvogel%' OR error LIKE '%`+s.Token+`%'`) != 0 {
			t.Error("a person or a token is on record")
		}
	})
}

// An account that no adapter knows: signed calls to its receiver, each taken once,
// and its feed read back and into the posting record.
func TestGenericAccount(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		r := hookstand.Start(t, b.clock.Now)
		b.joined(nil)
		id, admin := b.account("某市信访", "douyin"), b.who[regime.SystemAdmin]
		for sentence, c := range map[string]struct {
			code string
			edit desk.LinkEdit
		}{
			"nowhere":              {"platform.nowhere", desk.LinkEdit{Account: id}},
			"a feed of no address": {"platform.in_url", desk.LinkEdit{Account: id, In: "feed.xml"}},
			"a password in it":     {"platform.out_url", desk.LinkEdit{Account: id, Out: "https://u:p@in.example/x"}},
		} {
			if err := b.desk.Connect(ctx, admin, c.edit); fault.CodeOf(err) != c.code {
				t.Errorf("%s: %v", sentence, err)
			}
		}
		b.must(b.desk.Connect(ctx, admin, desk.LinkEdit{Account: id, In: r.Feed()}))
		if got := b.stateOf(id); got != desk.Connected {
			t.Errorf("a feed alone needs no secret: %s", got)
		}
		if o, err := outletOf(b, id); err == nil && o.Active {
			t.Errorf("a feed alone is no way out: %+v", o)
		}
		b.must(b.desk.Connect(ctx, admin, desk.LinkEdit{Account: id, In: r.Feed(), Out: r.In()}))
		b.secret(id, "webhook_secret", hookstand.Secret)
		line := func(n, verb string) store.Release { return b.lines(n)["official_account"+verb] }

		first := b.approvedWith(b.answering(regime.General), "official_account")
		b.release()
		r.Orders = []hookstand.Order{{Status: http.StatusServiceUnavailable}, {Status: http.StatusBadGateway, After: true}, {Delay: 600 * time.Millisecond}}
		for range 3 {
			if err := b.send(); err == nil {
				t.Error("a failed try says nothing")
			}
			if o := line(first, ""); o.State != "queued" {
				t.Errorf("a try that may be repeated: %+v", o)
			}
		}
		time.Sleep(300 * time.Millisecond)
		b.must(b.send())
		if o := line(first, ""); o.State != "done" || o.Address != "https://platform.example/p/1" || len(r.Taken) != 1 {
			t.Errorf("taken once: %+v, %d taken", o, len(r.Taken))
		}
		// Killed between the call and its record: the feed is read.
		second := b.approvedWith(b.answering(regime.General), "official_account")
		b.release()
		b.must(b.send())
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			o := line(second, "")
			o.State, o.Address, o.DoneAt = "sending", "", 0
			return errors.Join(tx.SaveRelease(o), tx.Enqueue("send", o.ID, map[string]string{"release": o.ID}, tx.Now, 100))
		}))
		b.must(b.send())
		if o := line(second, ""); o.State != "done" || len(r.Taken) != 2 {
			t.Errorf("read back: %+v, %d taken", o, len(r.Taken))
		}
		b.corrected(first, "更正：9:02 发完。某市信访局")
		b.must(b.send())
		b.withdrawn(first)
		r.Orders = []hookstand.Order{{Status: http.StatusGone}}
		b.must(b.send())
		if line(first, " correct").State != "done" || line(first, " withdraw").State != "failed" || len(r.Taken) != 3 || r.Taken[2].Type != "statement.correct" || r.Taken[2].Version != 2 {
			t.Errorf("corrected, then a receiver that stopped: %+v, %+v, %+v", line(first, " correct"), line(first, " withdraw"), r.Taken)
		}
		b.must(b.desk.ResendRelease(ctx, b.who[regime.OfficeDirector], line(first, " withdraw").ID))
		b.must(b.send())
		if len(r.Taken) != 4 || r.Taken[3].Type != "statement.withdraw" {
			t.Errorf("withdrawn: %+v", r.Taken)
		}

		b.must(b.desk.ReadAccounts(ctx))
		b.clock.Advance(11 * time.Minute)
		b.must(b.desk.ReadAccounts(ctx))
		posts := b.record(id)
		if p := posts["https://platform.example/p/2"]; len(posts) != 4 || p.Title != "关于号源的说明" {
			t.Errorf("the posting record: %+v", posts)
		}
		if len(r.Malformed) > 0 {
			t.Errorf("malformed: %q", r.Malformed)
		}
		list, err := b.desk.Connections(ctx, admin, 100)
		if err != nil || len(list) != 1 || list[0].State() != desk.Connected {
			t.Errorf("the list: %+v, %v", list, err)
		}
	})
}

func outletOf(b *bureau, account string) (o store.Outlet, err error) {
	err = b.store.View(context.Background(), func(tx *store.Tx) error {
		o, err = tx.OutletAt(string(regime.OfficialAccount), account)
		return err
	})
	return o, err
}
