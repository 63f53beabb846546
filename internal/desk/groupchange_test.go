package desk_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

func TestWhoLeavesTheResponseGroup(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		concern := b.answering(regime.General)
		m, err := b.store.Matter(ctx, concern)
		b.must(err)
		director, keeper, spokesman := b.who[regime.OfficeDirector].ID, b.who[regime.Keeper].ID, b.who[regime.Spokesperson].ID
		formed := func() {
			id, err := b.desk.PlanMeeting(ctx, b.who[regime.OfficeDirector], store.Meeting{Kind: "response_group", Title: "停电处置", Place: "三楼", At: b.clock.Now().UnixMilli(), Members: []store.Attendee{
				{PersonID: director, Name: "office_director", Unit: "办公室", Part: "chair", Expertise: "总协调"},
				{PersonID: keeper, Name: "keeper", Unit: "办公室", Part: "member", Expertise: "设备"},
				{Name: "周工", Unit: "供电所", Part: "department", Expertise: "供电"},
			}}, concern)
			b.must(err)
			b.must(b.desk.HoldMeeting(ctx, b.who[regime.OfficeDirector], id, desk.Minutes{Text: "议定", Present: []int{0, 1}}))
		}
		formed()
		in := func(id string) bool {
			g, err := b.desk.ResponseGroup(ctx, m)
			b.must(err)
			return slices.ContainsFunc(g.Members, func(x desk.GroupMember) bool { return x.Key == id })
		}
		b.refused("needs.in_group", regime.Spokesperson, concern, "change_group", map[string]any{"member": keeper, "ground": "away", "reason": "出差"})
		b.refused("group.others", regime.Handler, concern, "change_group", map[string]any{"member": keeper, "ground": "away", "reason": "出差"})
		b.refused("group.member", regime.OfficeDirector, concern, "change_group", map[string]any{"member": spokesman, "ground": "away", "reason": "出差"})
		b.refused("group.headless", regime.OfficeDirector, concern, "change_group", map[string]any{"member": director, "ground": "duty", "reason": "调离"})
		b.refused("group.substitute", regime.OfficeDirector, concern, "change_group", map[string]any{"member": director, "ground": "duty", "reason": "调离", "substitute": "路人甲"})
		b.refused("group.substitute", regime.OfficeDirector, concern, "change_group", map[string]any{"member": director, "ground": "duty", "reason": "调离", "substitute": "keeper"})
		// Somebody from outside, by the head; a member, by themselves.
		b.act(regime.OfficeDirector, concern, "change_group", map[string]any{"member": "周工（供电所）", "ground": "recusal", "reason": "与施工方有利害关系"})
		b.act(regime.Handler, concern, "change_group", map[string]any{"member": b.who[regime.Handler].ID, "ground": "away", "reason": "培训两周"})
		if in("周工（供电所）") || in(b.who[regime.Handler].ID) {
			t.Fatal("who left is still there")
		}
		// The head goes last, and the substitute heads the group.
		b.act(regime.OfficeDirector, concern, "change_group", map[string]any{"member": director, "ground": "duty", "reason": "调离", "substitute": "spokesperson", "expertise": "发布"})
		g, err := b.desk.ResponseGroup(ctx, m)
		b.must(err)
		at := slices.IndexFunc(g.Members, func(x desk.GroupMember) bool { return x.PersonID == spokesman })
		if at < 0 || !g.Members[at].Head || g.Members[at].For != "office_director" || g.Members[at].Says() != "主持；专长：发布；接替office_director" || in(director) || len(g.Changes) != 3 {
			t.Fatalf("after the head left: %+v", g)
		}
		b.refused("needs.in_group", regime.OfficeDirector, concern, "change_group", map[string]any{"member": keeper, "ground": "away", "reason": "出差"})
		docs, err := b.store.Documents(ctx, m.ID)
		b.must(err)
		if n := len(slices.DeleteFunc(docs, func(d store.Document) bool { return d.Title != "应对小组成员变动" })); n != 3 {
			t.Fatalf("%d documents beside the minutes", n)
		}
		// A later meeting chooses anew, and history stays.
		b.clock.Advance(time.Second)
		formed()
		if g, err = b.desk.ResponseGroup(ctx, m); err != nil || !in(director) || !in("周工（供电所）") || len(g.Changes) != 3 {
			t.Fatalf("chosen again: %+v %v", g, err)
		}
	})
}
