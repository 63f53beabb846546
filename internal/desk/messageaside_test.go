package desk_test

import (
	"context"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
)

// What has to be judged, and whatever finds fault with the agency, is set aside by two
// people: until the second agrees the sender is told nothing and the clocks run on.
func TestAsideByTwo(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		duty, liaison := regime.DutyOfficer, regime.Liaison
		in := func(ground string) map[string]any {
			return map[string]any{"ground": ground, "reason": "说的是市容，请找城管"}
		}
		road := b.receive(desk.Inbound{Way: "web", Key: "a1", Text: "门口的路灯不亮了"})
		n := road.Number
		b.refused("input.word", duty, n, "set_aside", in("off_matter"))
		b.refused("input.word", duty, n, "set_aside", in("unreadable"))
		b.refused("input.personal", duty, n, "propose_aside", map[string]any{"ground": "off_matter", "reason": "请打 13800138000"})
		b.act(duty, n, "propose_aside", in("off_matter"))
		m, err := b.store.Matter(ctx, n)
		b.must(err)
		clocks, err := b.store.Clocks(ctx, m.ID)
		b.must(err)
		f, err := b.desk.FollowMessage(ctx, n, road.Code)
		b.must(err)
		if m.State != matter.Doubted || clocks[0].State != "running" || f.Aside != "" || len(f.Answers) != 0 {
			t.Fatalf("proposed: %+v, %+v, %+v", m, clocks, f)
		}
		b.refused("needs.not_doubter", duty, n, "agree_aside", nil)
		b.refused("action.state", duty, n, "sort", map[string]any{"kind": "complaint", "unit": "接访科"})
		b.act(liaison, n, "refuse_aside", map[string]any{"reason": "路灯归大厅管"})
		if b.state(n) != matter.Arrived {
			t.Errorf("refused, it is %s", b.state(n))
		}
		b.act(duty, n, "sort", map[string]any{"kind": "complaint", "unit": "接访科"})
		b.act(regime.Handler, n, "propose_aside", in("off_matter"))
		b.act(liaison, n, "refuse_aside", map[string]any{"reason": "路灯归大厅管"})
		if b.state(n) != matter.Handling {
			t.Errorf("refused again, it is %s", b.state(n))
		}
		b.act(duty, n, "propose_aside", in("unreadable"))
		b.act(liaison, n, "agree_aside", nil)
		if f, err = b.desk.FollowMessage(ctx, n, road.Code); err != nil || f.State != matter.SetAside || f.Aside != "unreadable" || len(f.Answers) != 1 || f.Answers[0].SignedBy != b.who[liaison].ID || f.Answers[0].AuthorID != b.who[duty].ID {
			t.Errorf("agreed: %+v, %v", f, err)
		}
		if left := b.count(`SELECT COUNT(*) FROM message_aside`); left != 0 {
			t.Errorf("%d proposals left", left)
		}

		sharp := b.receive(desk.Inbound{Way: "web", Key: "a2", Text: "窗口推诿，没人管，买房找我"}).Number
		b.refused("needs.no_fault", duty, sharp, "set_aside", in("advertising"))
		b.act(duty, sharp, "propose_aside", in("advertising"))
		b.receive(desk.Inbound{Way: "web", Key: "a3", Case: sharp, Text: "补充：三号窗口"})
		if b.state(sharp) != matter.Doubted {
			t.Errorf("its sender wrote again: %s", b.state(sharp))
		}
		b.act(liaison, sharp, "agree_aside", nil)
		plain := b.receive(desk.Inbound{Way: "web", Key: "a4", Text: "出租商铺，加我详谈"}).Number
		b.act(duty, plain, "set_aside", in("advertising"))
		if b.state(sharp) != matter.SetAside || b.state(plain) != matter.SetAside {
			t.Errorf("%s, %s", b.state(sharp), b.state(plain))
		}
	})
}
