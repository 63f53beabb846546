package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

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
