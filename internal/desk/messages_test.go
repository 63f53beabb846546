package desk_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"yingda/internal/channel"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// receive takes in a message and fails the test if it is refused.
func (b *bureau) receive(in desk.Inbound) desk.Received {
	b.t.Helper()
	r, err := b.desk.Receive(context.Background(), in)
	b.must(err)
	return r
}

// TestMessages follows messages of each kind from their arrival to the answer.
func TestMessages(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		letter := desk.Inbound{Way: "guest_book", Key: "k1", Text: "请问周六接待吗？我是王小明，电话 13800138000。"}
		first := b.receive(letter)
		b.clock.Advance(time.Minute)
		again := b.receive(letter)
		if first.Number != "M-2026-0001" || !first.Fresh || again.Fresh || again.Number != first.Number || again.Code != first.Code || len(first.Code) != 16 {
			t.Fatalf("sent twice: %+v then %+v", first, again)
		}
		m, err := b.store.Matter(ctx, first.Number)
		b.must(err)
		if m.State != matter.Arrived || strings.Contains(m.Title+m.Summary, "13800138000") {
			t.Fatalf("a message arrives without personal data in its text: %+v", m)
		}
		b.refused("action.state", regime.OfficeDirector, first.Number, "answer", map[string]any{"text": "接待"})
		b.act(regime.DutyOfficer, first.Number, "sort", map[string]any{"kind": "question", "unit": "接访科"})
		clocks, err := b.store.Clocks(ctx, m.ID)
		b.must(err)
		due := map[string]string{}
		for _, k := range clocks {
			due[k.Code] = k.State + " " + time.UnixMilli(k.DueAt).In(time.FixedZone("CST", 8*3600)).Format("2006-01-02")
		}
		if due["message-sorting"] != "met 2026-03-17" || due["message-answer"] != "running 2026-03-25" {
			t.Errorf("clocks of a question: %v", due)
		}
		b.refused("input.personal", regime.Handler, first.Number, "answer", map[string]any{"text": "王小明您好，13800138000 已登记"})
		b.act(regime.Handler, first.Number, "answer", map[string]any{"text": "周六上午接待。"})
		if b.state(first.Number) != matter.Signing {
			t.Fatal("a question's answer waits for a signature")
		}
		b.refused("act.role", regime.Handler, first.Number, "approve_answer", nil)
		b.act(regime.Reviewer, first.Number, "approve_answer", nil)
		if b.state(first.Number) != matter.Replied {
			t.Fatal("without a contact the answer is given by the code")
		}

		thanks := b.receive(desk.Inbound{Way: "web", Key: "k2", Text: "谢谢接访科的同志。"})
		b.act(regime.DutyOfficer, thanks.Number, "sort", map[string]any{"kind": "thanks", "unit": "接访科"})
		b.act(regime.Handler, thanks.Number, "answer", map[string]any{"text": "谢谢您，已转达。"})
		if b.state(thanks.Number) != matter.Replied {
			t.Error("thanks go out as written")
		}

		idea := b.receive(desk.Inbound{Way: "web", Key: "k3", Text: "建议增设周日窗口。"})
		b.act(regime.DutyOfficer, idea.Number, "sort", map[string]any{"kind": "suggestion", "unit": "接访科"})
		b.refused("needs.nothing_owed", regime.Handler, idea.Number, "answer", map[string]any{"text": "谢谢建议。"})
		b.act(regime.Handler, idea.Number, "record_uptake", map[string]any{"adoption": "partly", "reason": "先在周日上午试行"})
		b.act(regime.Handler, idea.Number, "answer", map[string]any{"text": "部分采纳，先在周日上午试行。"})

		complaint := b.receive(desk.Inbound{Way: "head_mailbox", Key: "k4", Text: "窗口态度不好，我叫李雷，住幸福路 8 号 3 栋 201 室，身份证 11010519491231002X。", Contact: "13900139000"})
		b.act(regime.DutyOfficer, complaint.Number, "sort", map[string]any{"kind": "complaint", "unit": "接访科"})
		b.act(regime.Handler, complaint.Number, "to_concern", nil)
		concerns, err := b.store.ConcernList(ctx, store.ListFilter{}, store.Scope{All: true}, store.ListAfter{}, 10)
		b.must(err)
		if len(concerns) != 1 || b.state(complaint.Number) != matter.Joined {
			t.Fatalf("a complaint becomes a concern: %+v", concerns)
		}
		c, err := b.store.Matter(ctx, concerns[0].Number)
		b.must(err)
		for _, personal := range []string{"13900139000", "11010519491231002X", "201 室"} {
			if strings.Contains(c.Title+c.Summary, personal) {
				t.Errorf("%q went along into the concern", personal)
			}
		}

		tip := b.receive(desk.Inbound{Way: "web", Key: "k5", Text: "举报某科长收钱。"})
		b.act(regime.DutyOfficer, tip.Number, "sort", map[string]any{"kind": "tip", "unit": "接访科"})
		if m, err = b.store.Matter(ctx, tip.Number); err != nil || m.UnitID != b.units["office"].ID {
			t.Errorf("a tip stays with the office: %v %v", m.UnitID, err)
		}
		b.refused("matter.unknown", regime.Handler, tip.Number, "note", map[string]any{"text": "x"})
		b.refused("action.need", regime.OfficeDirector, tip.Number, "answer", map[string]any{"text": "收到"})

		list, err := b.store.MessageList(ctx, store.ListFilter{Way: "web", All: true}, store.Scope{All: true}, store.ListAfter{}, 10)
		b.must(err)
		if len(list) != 3 {
			t.Errorf("the list of one way has %d messages", len(list))
		}
		if _, err := b.desk.Receive(ctx, desk.Inbound{Way: "pigeon", Text: "x"}); fault.CodeOf(err) != "message.way" {
			t.Errorf("an unknown way: %v", err)
		}
	})
}

// TestConversation lets somebody write three times on a platform: once more while
// the case is open, once more after the answer, and a last time.
func TestConversation(t *testing.T) {
	each(t, func(b *bureau) {
		say := func(key, text string) string {
			return b.receive(desk.Inbound{Way: "account_message", Key: key, Thread: "openid-1", Contact: "openid-1", Text: text}).Number
		}
		first := say("1", "请问几点上班")
		if say("2", "周六呢") != first {
			t.Fatal("a conversation goes on in its open case")
		}
		b.act(regime.DutyOfficer, first, "sort", map[string]any{"kind": "question", "unit": "接访科"})
		b.act(regime.Handler, first, "answer", map[string]any{"text": "九点。"})
		b.act(regime.Reviewer, first, "approve_answer", nil)
		b.clock.Advance(time.Hour)
		if b.state(first) != matter.Replying {
			t.Fatal("without a machine a person gives the answer")
		}
		b.act(regime.Handler, first, "record_reply", map[string]any{"how": "platform"})
		if say("3", "下午呢") != first || b.state(first) != matter.Handling {
			t.Fatal("the sender may ask once more")
		}
		b.act(regime.Handler, first, "answer", map[string]any{"text": "两点。"})
		b.act(regime.Reviewer, first, "approve_answer", nil)
		b.act(regime.Handler, first, "record_reply", map[string]any{"how": "platform"})
		if say("4", "还有一事") == first {
			t.Error("after that a case of its own begins")
		}
	})
}

// TestFollowing lets a sender follow a message by its code: read the answer, rate
// it, ask once more, have it taken up again.
func TestFollowing(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		form, err := b.desk.NewAskForm()
		b.must(err)
		ask := desk.Asking{Token: form.Token, Sum: "99", Way: "guest_book", Kind: "question", Text: "周六接待吗？我的电话是 13800138000。", Contact: ""}
		if _, err := b.desk.Ask(ctx, ask); fault.CodeOf(err) != "ask.early" {
			t.Fatalf("a form that is sent at once: %v", err)
		}
		b.clock.Advance(3 * time.Second)
		if _, err := b.desk.Ask(ctx, ask); fault.CodeOf(err) != "ask.sum" {
			t.Fatalf("neither work nor sum: %v", err)
		}
		ask.Sum = strconv.Itoa(form.A + form.B)
		got, err := b.desk.Ask(ctx, ask)
		b.must(err)
		twice, err := b.desk.Ask(ctx, ask)
		b.must(err)
		if twice.Number != got.Number || twice.Code != got.Code || twice.Fresh {
			t.Fatalf("the form sent twice: %+v, %+v", got, twice)
		}
		n, code := got.Number, got.Code
		for name, pair := range map[string][2]string{"wrong code": {n, "2222222222222222"}, "unknown number": {"M-2026-9999", code}, "no code": {n, ""}} {
			if _, err := b.desk.FollowMessage(ctx, pair[0], pair[1]); fault.CodeOf(err) != "follow.unknown" {
				t.Errorf("%s: %v", name, err)
			}
		}
		f, err := b.desk.FollowMessage(ctx, strings.ToLower(n), strings.ToLower(code[:4]+"-"+code[4:]))
		b.must(err)
		if f.State != matter.Arrived || len(f.Turns) != 1 || strings.Contains(f.Turns[0].Text, "13800138000") || len(f.Answers) != 0 {
			t.Fatalf("what its sender sees: %+v", f)
		}
		b.act(regime.DutyOfficer, n, "sort", map[string]any{"kind": "question", "unit": "接访科"})
		b.act(regime.Handler, n, "answer", map[string]any{"text": "周六上午接待。"})
		if f, _ = b.desk.FollowMessage(ctx, n, code); len(f.Answers) != 0 {
			t.Error("an answer that is not signed is shown")
		}
		b.act(regime.Reviewer, n, "approve_answer", nil)
		f, err = b.desk.FollowMessage(ctx, n, code)
		b.must(err)
		if len(f.Answers) != 1 || !f.CanAsk || !f.CanRate || !f.CanReopen {
			t.Fatalf("an answered message: %+v", f)
		}
		b.must(b.desk.RateMessage(ctx, n, code, "partly"))
		if err := b.desk.RateMessage(ctx, n, code, "no"); fault.CodeOf(err) != "needs.not_rated" {
			t.Errorf("rated twice: %v", err)
		}
		b.clock.Advance(time.Hour)
		b.must(b.desk.AskAgain(ctx, n, code, "下午呢？"))
		if err := b.desk.AskAgain(ctx, n, code, "晚上呢？"); fault.CodeOf(err) == "" {
			t.Error("a second question is taken")
		}
		b.act(regime.Handler, n, "answer", map[string]any{"text": "下午也接待。"})
		b.act(regime.Reviewer, n, "return_answer", map[string]any{"reason": "写明时间"})
		b.act(regime.OfficeDirector, n, "answer", map[string]any{"text": "下午两点到五点接待。"})
		b.refused("needs.not_drafter", regime.OfficeDirector, n, "approve_answer", nil)
		b.act(regime.Reviewer, n, "approve_answer", nil)
		b.clock.Advance(time.Hour)
		b.must(b.desk.ReopenMessage(ctx, n, code, "没有人接待"))
		if b.state(n) != matter.Handling {
			t.Error("a message is not taken up again")
		}
		b.act(regime.Handler, n, "answer", map[string]any{"text": "已核实并改正。"})
		b.act(regime.Reviewer, n, "approve_answer", nil)

		// At the end of the term the key is destroyed, and the code tells nothing any more.
		_, err = b.desk.OpenOriginal(ctx, b.who[regime.Reviewer], n)
		if fault.CodeOf(err) != "message.opener" {
			t.Errorf("a reviewer opens the original: %v", err)
		}
		o, err := b.desk.OpenOriginal(ctx, b.who[regime.Handler], n)
		b.must(err)
		if !strings.Contains(o.Turns[0].Text, "13800138000") || len(o.Turns) != 3 {
			t.Fatalf("the original: %+v", o)
		}
		var erased []string
		b.desk.Inbox.Erased = func(ids ...string) error { erased = append(erased, ids...); return nil }
		b.clock.Advance(181 * 24 * time.Hour)
		shredded, err := b.desk.ShredMessages(ctx)
		b.must(err)
		if shredded != 1 || len(erased) != 1 {
			t.Errorf("shredded %d, wrote down %v", shredded, erased)
		}
		if _, err := b.desk.FollowMessage(ctx, n, code); fault.CodeOf(err) != "follow.unknown" {
			t.Errorf("after the term: %v", err)
		}
		if _, err := b.desk.OpenOriginal(ctx, b.who[regime.Handler], n); fault.CodeOf(err) != "message.shredded" {
			t.Errorf("the original after the term: %v", err)
		}
	})
}

// TestNobodyIsLinked lets one person write twice, with the same contact in the same
// conversation, and looks through every table for a value that the two cases share
// and that others do not.
func TestNobodyIsLinked(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		say := func(key, thread, contact, text string) string {
			return b.receive(desk.Inbound{Way: "account_message", Key: key, Thread: thread, Contact: contact, Text: text}).Number
		}
		one := say("1", "openid-canary", "13700137000", "请问几点上班")
		b.act(regime.DutyOfficer, one, "set_aside", map[string]any{"ground": "duplicate", "reason": "已答过"})
		b.clock.Advance(time.Hour)
		two := say("2", "openid-canary", "13700137000", "建议增设窗口")
		other := say("3", "openid-other", "13600136000", "谢谢")
		if one == two {
			t.Fatal("a closed case goes on")
		}
		seen := map[string]map[string]bool{} // value → cases
		for _, number := range []string{one, two, other} {
			m, err := b.store.Matter(ctx, number)
			b.must(err)
			b.must(b.store.View(ctx, func(tx *store.Tx) error {
				for _, q := range []string{
					`SELECT hash FROM message_thread WHERE matter_id = $1`, `SELECT hash FROM message_once WHERE matter_id = $1`, `SELECT sealed FROM message_key WHERE matter_id = $1`,
					`SELECT sealed FROM message_contact WHERE matter_id = $1`, `SELECT hash FROM message_code WHERE matter_id = $1`, `SELECT sealed FROM message_turn WHERE matter_id = $1`,
				} {
					rows, err := tx.Query(q, m.ID)
					if err != nil {
						return err
					}
					for rows.Next() {
						var v string
						if err := rows.Scan(&v); err != nil {
							return err
						}
						if strings.Contains(v, "canary") || strings.Contains(v, "13700137000") {
							t.Errorf("%s: in clear", q)
						}
						if seen[v] == nil {
							seen[v] = map[string]bool{}
						}
						seen[v][number] = true
					}
					if err := rows.Close(); err != nil {
						return err
					}
				}
				return nil
			}))
		}
		for v, cases := range seen {
			if len(cases) > 1 {
				t.Errorf("%q leads from one case to another: %v", v, cases)
			}
		}
	})
}

// outlet is a way out that answers as it is told.
type outlet struct {
	err  error
	sent []desk.ReplyOut
}

func (o *outlet) Reply(_ context.Context, out desk.ReplyOut) (channel.Receipt, error) {
	o.sent = append(o.sent, out)
	return channel.Receipt{Found: true}, o.err
}

// TestReplies sends answers out at most once: one that nobody can tell of waits
// for a person.
func TestReplies(t *testing.T) {
	each(t, func(b *bureau) {
		way := &outlet{}
		b.desk.SetRepliers(map[string]desk.Replier{"mail": way})
		send := func(key string) (string, error) {
			n := b.receive(desk.Inbound{Way: "mail", Key: key, Contact: "reader@mail.example", Text: "谢谢你们的工作"}).Number
			b.act(regime.DutyOfficer, n, "sort", map[string]any{"kind": "thanks", "unit": "接访科"})
			b.act(regime.Handler, n, "answer", map[string]any{"text": "谢谢您。"})
			m, err := b.store.Matter(context.Background(), n)
			b.must(err)
			var reply store.MessageReply
			b.must(b.store.View(context.Background(), func(tx *store.Tx) error {
				reply, err = tx.LastReply(m.ID)
				return err
			}))
			first := b.desk.SendReply(context.Background(), reply.ID)
			b.must(b.desk.SendReply(context.Background(), reply.ID)) // a repeated job does nothing more
			return n, first
		}
		n, err := send("a")
		b.must(err)
		if b.state(n) != matter.Replied || len(way.sent) != 1 || way.sent[0].Contact != "reader@mail.example" || way.sent[0].Text != "谢谢您。" {
			t.Fatalf("sent once: %+v", way.sent)
		}
		way.err = errors.New("the line broke")
		n, err = send("b")
		b.must(err)
		if b.state(n) != matter.Replying || len(way.sent) != 2 {
			t.Fatalf("what nobody can tell of waits: %d sent", len(way.sent))
		}
		b.act(regime.Handler, n, "record_reply", map[string]any{"how": "telephone"})
	})
}
