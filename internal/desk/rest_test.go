package desk_test

import (
	"context"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// governed lets another preset govern the bureau.
func (b *bureau) governed(name string) {
	b.t.Helper()
	reg, err := regime.Preset(name)
	b.must(err)
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.AdoptRegime(reg, b.agency(), regime.Kinds)
		return err
	}))
}

func (b *bureau) press(channel, number string) store.PressEvent {
	b.t.Helper()
	ctx := context.Background()
	e := store.PressEvent{Channel: channel, Title: "关于停电的情况通报", StartsAt: b.clock.Now().Add(6 * time.Hour).UnixMilli(), Place: "发布厅", Host: "发言人"}
	_, err := b.desk.PlanPress(ctx, b.who[regime.Spokesperson], e, number)
	b.must(err)
	list, err := b.store.PressEvents(ctx, 10)
	b.must(err)
	for _, e := range list {
		if e.Channel == channel {
			return e
		}
	}
	b.t.Fatalf("no %s in the calendar", channel)
	return e
}

func TestConferenceClockIsMetByItsRecord(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.governed("tax-openness")
		concern := b.graded("major")
		k := b.clocks(concern)["conference"]
		if k.State != "running" || k.DueAt-k.FromAt != (24*time.Hour).Milliseconds() {
			t.Fatalf("the clock of the conference: %+v", k)
		}
		e := b.press("press_conference", concern)
		if e.Concern != concern {
			t.Fatalf("the event is about %q", e.Concern)
		}
		_, err := b.desk.PlanPress(ctx, b.who[regime.Spokesperson], store.PressEvent{Channel: "briefing", Title: "通气会", StartsAt: 1}, "C-1999-0001")
		b.fails("matter.unknown", err)
		b.clock.Advance(7 * time.Hour)
		b.fails("press.address", b.desk.EndPress(ctx, b.who[regime.Spokesperson], e.ID, true, "", ""))
		b.fails("press.record", b.desk.EndPress(ctx, b.who[regime.Spokesperson], e.ID, true, "https://bureau.example/press/1", "开了"))
		b.fails("register.role", b.desk.EndPress(ctx, b.who[regime.Handler], e.ID, true, "https://bureau.example/press/1", "说明了停电原因和修复时间，回答三个提问"))
		b.must(b.desk.EndPress(ctx, b.who[regime.Spokesperson], e.ID, true, "https://bureau.example/press/1", "说明了停电原因和修复时间，回答三个提问"))
		b.fails("press.ended", b.desk.EndPress(ctx, b.who[regime.Spokesperson], e.ID, true, "https://bureau.example/press/1", "说明了停电原因和修复时间，回答三个提问"))
		if got := b.clocks(concern)["conference"].State; got != "met" {
			t.Fatalf("after its record the clock is %s", got)
		}
		// A concern that is not major any more owes no conference.
		other := b.graded("major")
		b.clock.Advance(time.Minute)
		b.act(regime.OfficeDirector, other, "propose_downgrade", map[string]any{"grade": "general", "reason": "只有一处"})
		b.act(regime.Head, other, "confirm_downgrade", nil)
		if got := b.clocks(other)["conference"].State; got != "ended" {
			t.Fatalf("after the downgrade it is %s", got)
		}
	})
}

func TestCalendarIsAnnouncedByThoseWhoMay(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		interview, conference := b.press("interview", ""), b.press("press_conference", "")
		b.fails("register.role", b.desk.AnnouncePress(ctx, b.who[regime.Liaison], conference.ID))
		token := b.who[regime.Spokesperson]
		token.Token = true
		b.fails("act.token", b.desk.AnnouncePress(ctx, token, conference.ID))
		list, err := b.store.AnnouncedPress(ctx, 10)
		b.must(err)
		if len(list) != 0 {
			t.Fatal("what is planned is not announced by itself")
		}
		b.must(b.desk.AnnouncePress(ctx, b.who[regime.Spokesperson], conference.ID))
		b.fails("press.announced", b.desk.AnnouncePress(ctx, b.who[regime.OfficeDirector], conference.ID))
		b.fails("press.kind", b.desk.AnnouncePress(ctx, b.who[regime.Spokesperson], interview.ID))
		if list, err = b.store.AnnouncedPress(ctx, 10); err != nil || len(list) != 1 || list[0].Channel != "press_conference" || list[0].Agency != "某市信访局" {
			t.Fatalf("announced: %+v %v", list, err)
		}
	})
}

func TestMeetingsHaveAClockWhereTheRegimeSaysSo(t *testing.T) {
	each(t, func(b *bureau) {
		concern := b.graded("major")
		if k := b.clocks(concern)["consultation"]; k.State != "running" {
			t.Fatalf("a major concern owes a consultation: %+v", k)
		}
		if _, ok := b.clocks(concern)["group-meeting"]; ok {
			t.Fatal("the group is owed once the consultation was held")
		}
		b.meet("leading_group", concern, "")
		if b.clocks(concern)["consultation"].State != "running" {
			t.Fatal("the minutes of another meeting do not meet it")
		}
		b.meet("consultation", concern, "由供电部门排查")
		if got := b.clocks(concern); got["consultation"].State != "met" || got["group-meeting"].State != "running" {
			t.Fatalf("after the consultation: %+v", got)
		}
		b.meet("response_group", concern, "")
		if got := b.clocks(concern)["group-meeting"].State; got != "met" {
			t.Fatalf("the group's clock is %s", got)
		}
		if len(b.clocks(b.graded("general"))) == 0 || b.clocks(b.graded("general"))["consultation"].State != "" {
			t.Fatal("a general concern owes none")
		}
	})
}

func TestInvitationEndsByAPersonInPublic(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		concern, statement := b.published()
		b.refused("needs.invitation_open", regime.Handler, concern, "close_invitation", map[string]any{"reason": "来谈的都已答复"})
		b.act(regime.Handler, concern, "draft_invitation", map[string]any{"subject": "请受停号影响的来谈", "place": "接待大厅", "hours": "周一至周五 9:00-11:00", "contact": "0571-12345"})
		b.act(regime.OfficeDirector, concern, "open_invitation", nil)
		b.refused("act.role", regime.Drafter, concern, "close_invitation", map[string]any{"reason": "来谈的都已答复"})
		b.refused("input.personal", regime.Handler, concern, "close_invitation", map[string]any{"reason": "已电话 13812345678 答复"})
		beside, err := b.store.InvitationsBeside(ctx, statement)
		b.must(err)
		if len(beside) != 1 || beside[0].ClosedAt != 0 {
			t.Fatalf("beside its statement: %+v", beside)
		}
		b.act(regime.Handler, concern, "close_invitation", map[string]any{"reason": "来谈的都已答复，号源已恢复"})
		i, err := b.store.PublicInvitation(ctx, beside[0].Number)
		b.must(err)
		if i.ClosedAt == 0 || i.Reason != "来谈的都已答复，号源已恢复" || i.ClosedBy != b.who[regime.Handler].ID {
			t.Fatalf("ended: %+v", i)
		}
		lines, err := b.store.LedgerOf(ctx, i.Number)
		b.must(err)
		if len(lines) != 2 || lines[1].Kind != "invitation.closed" && lines[0].Kind != "invitation.closed" {
			t.Fatalf("the ledger: %+v", lines)
		}
		// Another may follow.
		b.act(regime.Handler, concern, "draft_invitation", map[string]any{"subject": "再次邀请", "place": "接待大厅", "hours": "周一", "contact": "0571-12345"})
	})
}

func TestPublicLearnsThatATipWentToInspection(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		concern, statement := b.published()
		at, err := b.store.PublicHandover(ctx, statement)
		b.must(err)
		if at != 0 {
			t.Fatal("nothing was handed over")
		}
		b.act(regime.DutyOfficer, concern, "resort", map[string]any{"need": "tip", "reason": "反映工作人员履职"})
		b.refused("needs.nothing_owed", regime.OfficeDirector, concern, "close", map[string]any{"outcome": "answered", "reason": "已答复"})
		b.act(regime.DutyOfficer, concern, "route_tip", map[string]any{"unit": "办公室"})
		if at, err = b.store.PublicHandover(ctx, statement); err != nil || at != b.clock.Now().UnixMilli() {
			t.Fatalf("handed over at %d: %v", at, err)
		}
	})
}

// meet holds a meeting about a concern and writes its minutes.
func (b *bureau) meet(kind, number, proposal string) {
	b.t.Helper()
	ctx := context.Background()
	m := store.Meeting{Kind: kind, Title: "停电处置", Place: "三楼会议室", At: b.clock.Now().UnixMilli(), Members: []store.Attendee{
		{PersonID: b.who[regime.Head].ID, Name: "head", Unit: "办公室", Part: "chair", Expertise: "总协调"},
		{Name: "供电所", Unit: "供电所", Part: "department", Expertise: "供电"},
		{PersonID: b.who[regime.Handler].ID, Name: "handler", Unit: "接访科", Part: "member", Expertise: "接待"},
	}}
	id, err := b.desk.PlanMeeting(ctx, b.who[regime.OfficeDirector], m, number)
	b.must(err)
	in := desk.Minutes{Text: "议定如下", Proposal: proposal, Present: []int{0, 1, 2}, Decisions: []desk.Resolution{{Text: "由供电所今日完成排查"}}}
	b.must(b.desk.HoldMeeting(ctx, b.who[regime.OfficeDirector], id, in))
	if kind == "consultation" {
		b.must(b.desk.ApproveProposal(ctx, b.who[regime.Head], id, "同意"))
	}
}
