package desk_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// pooled puts an expert into the bureau's pool, with a login or without.
func (b *bureau) pooled(name, login string) store.Expert {
	b.t.Helper()
	e, err := b.desk.SaveExpert(context.Background(), b.who[regime.OfficeDirector], store.Expert{AgencyID: b.agency(), Name: name, Affiliation: "某大学", Field: "电力", PersonID: login, Active: true})
	b.must(err)
	return e
}

func TestOneResponseGroupAMatter(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		concern := b.answering(regime.General)
		m, err := b.store.Matter(ctx, concern)
		b.must(err)
		g, err := b.desk.ResponseGroup(ctx, m)
		b.must(err)
		byPlan := len(g.Members)
		if byPlan == 0 || g.MeetingID != "" || g.Plan == "" {
			t.Fatalf("by the plan alone: %+v", g)
		}
		e := b.pooled("陆见深", "")
		id, err := b.desk.PlanMeeting(ctx, b.who[regime.OfficeDirector], store.Meeting{Kind: "response_group", Title: "停电处置", Place: "三楼", At: b.clock.Now().UnixMilli(), Members: []store.Attendee{
			{PersonID: b.who[regime.OfficeDirector].ID, Name: "office_director", Unit: "办公室", Part: "chair", Expertise: "总协调"},
			{PersonID: b.who[regime.Keeper].ID, Name: "keeper", Unit: "办公室", Part: "member", Expertise: "设备"},
			{Name: "供电所", Unit: "供电所", Part: "department", Expertise: "供电"},
			{ExpertID: e.ID, Part: "expert"},
		}}, concern)
		b.must(err)
		b.must(b.desk.HoldMeeting(ctx, b.who[regime.OfficeDirector], id, desk.Minutes{Text: "议定", Present: []int{0, 1, 3}}))
		if g, err = b.desk.ResponseGroup(ctx, m); err != nil {
			t.Fatal(err)
		}
		if len(g.Members) != byPlan+3 || g.MeetingID != id {
			t.Fatalf("joined: %d members, %d by the plan", len(g.Members), byPlan)
		}
		at := slices.IndexFunc(g.Members, func(x desk.GroupMember) bool { return x.Name == "office_director" })
		if x := g.Members[at]; !x.ByPlan || !x.ByMeeting || x.Expertise != "总协调" || !slices.Contains(x.Parts, "主持") || len(x.Parts) < 2 {
			t.Fatalf("who is in by both is shown once, with both: %+v", x)
		}
		if x := g.Members[len(g.Members)-1]; x.Name != "陆见深" || x.Unit != "某大学" || x.Says() != "专家；专长：电力" {
			t.Fatalf("the expert: %+v", x)
		}
	})
}

func TestMembersOfTheGroupSeeTheConcern(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		concern := b.graded("general") // at 接访科; 办信科 takes no part
		var clerk store.Person
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			clerk = store.Person{Login: "clerk", Name: "办信员", UnitID: b.units["letters"].ID}
			if err := tx.AddPerson(&clerk); err != nil {
				return err
			}
			return tx.GrantRole(clerk.ID, clerk.UnitID, regime.Handler)
		}))
		who := b.who[regime.Handler]
		who.ID, who.UnitID = clerk.ID, clerk.UnitID
		who.Grants = slices.Clone(who.Grants)
		who.Grants[0].UnitID, who.Grants[0].Path = clerk.UnitID, b.units["letters"].Path
		_, _, err := b.desk.Offers(ctx, who, concern)
		b.fails("matter.unknown", err)
		id, err := b.desk.PlanMeeting(ctx, b.who[regime.OfficeDirector], store.Meeting{Kind: "response_group", Title: "处置", Place: "三楼", At: b.clock.Now().UnixMilli(), Members: []store.Attendee{
			{PersonID: b.who[regime.OfficeDirector].ID, Name: "office_director", Unit: "办公室", Part: "chair", Expertise: "总协调"}, {PersonID: clerk.ID, Name: "办信员", Unit: "办信科", Part: "member", Expertise: "来信"},
		}}, concern)
		b.must(err)
		b.must(b.desk.HoldMeeting(ctx, b.who[regime.OfficeDirector], id, desk.Minutes{Text: "议定", Present: []int{0, 1}}))
		if _, _, err := b.desk.Offers(ctx, who, concern); err != nil {
			t.Fatalf("a member does not see the concern: %v", err)
		}
	})
}

func TestExpertsComeFromThePool(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		concern := b.answering(regime.General)
		e := b.pooled("陆见深", b.who[regime.Expert].ID)
		meeting := func(experts ...store.Attendee) (string, error) {
			return b.desk.PlanMeeting(ctx, b.who[regime.OfficeDirector], store.Meeting{Kind: "leading_group", Title: "定文本", Place: "三楼", At: b.clock.Now().UnixMilli(), Members: append([]store.Attendee{
				{PersonID: b.who[regime.Head].ID, Name: "head", Unit: "办公室", Part: "chair"}, {PersonID: b.who[regime.Deputy].ID, Name: "deputy", Unit: "办公室", Part: "member"},
			}, experts...)}, concern)
		}
		_, err := meeting(store.Attendee{Name: "路人甲", Unit: "某公司", Part: "expert"})
		b.fails("meeting.expert", err)
		_, err = meeting(store.Attendee{ExpertID: e.ID, Part: "expert"}, store.Attendee{Name: "陆见深", Unit: "别处", Part: "expert"})
		b.fails("meeting.expert", err)
		id, err := meeting(store.Attendee{Name: "陆见深", Unit: "随便写的", Part: "expert"})
		b.must(err)
		asked, err := b.store.MeetingsFor(ctx, b.who[regime.Expert].ID)
		b.must(err)
		if len(asked) != 1 || asked[0].Title != "定文本" || asked[0].Reply != "" {
			t.Fatalf("the expert sees: %+v", asked)
		}
		b.fails("meeting.unknown", b.desk.ReplyMeeting(ctx, b.who[regime.Handler], id, true))
		b.must(b.desk.ReplyMeeting(ctx, b.who[regime.Expert], id, true))
		in := desk.Minutes{Text: "议定", Present: []int{0, 1}, Opinions: map[int]string{2: "线路老化，建议更换"}, Decisions: []desk.Resolution{{Text: "采用第二稿"}}}
		b.fails("meeting.opinion", b.desk.HoldMeeting(ctx, b.who[regime.OfficeDirector], id, in)) // not there
		in.Present = []int{0, 1, 2}
		in.Opinions[1] = "副组长的话"
		b.fails("meeting.opinion", b.desk.HoldMeeting(ctx, b.who[regime.OfficeDirector], id, in)) // no expert
		delete(in.Opinions, 1)
		b.must(b.desk.HoldMeeting(ctx, b.who[regime.OfficeDirector], id, in))
		b.fails("meeting.held", b.desk.ReplyMeeting(ctx, b.who[regime.Expert], id, false))
		m, err := b.store.Matter(ctx, concern)
		b.must(err)
		said, err := b.store.OpinionsOf(ctx, m.ID)
		b.must(err)
		if len(said) != 1 || said[0].Expert.Name != "陆见深" || said[0].Text != "线路老化，建议更换" || said[0].PublicAt != 0 {
			t.Fatalf("the opinion: %+v", said)
		}
		// Who entered it does not publish it; another does.
		b.refused("opinion.self", regime.OfficeDirector, concern, "publish_opinion", map[string]any{"opinion": said[0].ID})
		b.act(regime.Head, concern, "publish_opinion", map[string]any{"opinion": said[0].ID})
		got, err := b.store.Meeting(ctx, id)
		b.must(err)
		if x := got.Members[2]; x.Unit != "某大学" || !x.Present || x.Reply != "coming" {
			t.Fatalf("on record: %+v", x)
		}
	})
}

func TestOverdueCarryingIsOnePersonsTask(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		page := "什么也没有"
		check := func() {
			b.clock.Advance(time.Hour)
			b.must(b.desk.CheckCarriages(ctx, func(context.Context, string) (string, error) { return page, nil }))
		}
		add := func(title string) {
			_, err := b.desk.AddCarriage(ctx, b.who[regime.OfficeDirector], store.Carriage{Title: title, Issuer: "省信访局", SourceURL: "https://up.example/1", PageURL: "https://own.example/1", Place: "本局网站", DueAt: b.clock.Now().Add(30 * time.Minute).UnixMilli()})
			b.must(err)
		}
		owed := func() []store.Errand {
			list, err := b.store.OpenErrands(ctx, b.who[regime.Editor].ID, 10)
			b.must(err)
			return list
		}
		add("年底接访通知")
		check()
		check()
		if list := owed(); len(list) != 1 || list[0].Title != "转载《年底接访通知》到本局网站" {
			t.Fatalf("one task for one person: %+v", list)
		}
		page = "请看：年底接访通知"
		check()
		if len(owed()) != 0 {
			t.Fatal("carrying it ends the task")
		}
		page = ""
		add("已废止的通知")
		check()
		list := owed()
		if len(list) != 1 {
			t.Fatalf("another: %+v", list)
		}
		id := list[0].AboutID
		b.fails("carriage.reason", b.desk.ExcuseCarriage(ctx, b.who[regime.Editor], id, "不"))
		b.fails("register.role", b.desk.ExcuseCarriage(ctx, b.who[regime.Handler], id, "上级已经废止原文"))
		b.must(b.desk.ExcuseCarriage(ctx, b.who[regime.Editor], id, "上级已经废止原文"))
		b.fails("carriage.ended", b.desk.ExcuseCarriage(ctx, b.who[regime.Editor], id, "上级已经废止原文"))
		check()
		all, err := b.store.ErrandsAbout(ctx, "carriage", 10)
		b.must(err)
		if len(owed()) != 0 || len(all) != 2 || all[1].Ended != "excused" && all[0].Ended != "excused" {
			t.Fatalf("after the reason: %+v", all)
		}
	})
}

func TestPartialGapsAreFound(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		day := time.Date(2026, 3, 18, 0, 0, 0, 0, deadline.Zone)
		b.shift(regime.DutyOfficer, regime.Liaison, day.Add(8*time.Hour), day.Add(12*time.Hour))
		b.shift(regime.DutyOfficer, regime.Liaison, day.Add(14*time.Hour), day.Add(18*time.Hour))
		says := func() []string {
			list, err := b.desk.Gaps(ctx, b.agency(), day, 1)
			b.must(err)
			var out []string
			for _, g := range list {
				out = append(out, g.Says())
			}
			return out
		}
		if got := says(); len(got) != 1 || got[0] != "3月18日 12:00 至 14:00 没有人值班" {
			t.Fatalf("a hole between two shifts: %v", got)
		}
		b.desk.Duty = func(time.Time) []deadline.Window {
			return []deadline.Window{{From: day.Add(8 * time.Hour), To: day.Add(20 * time.Hour)}}
		}
		if got := says(); len(got) != 2 || got[1] != "3月18日 18:00 至 20:00 没有人值班" {
			t.Fatalf("by the hours that are kept on duty: %v", got)
		}
	})
}

func TestATipHasItsOwnPlan(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		concern := b.graded("general")
		steps := func() []string {
			m, err := b.store.Matter(ctx, concern)
			b.must(err)
			list, err := b.store.Tasks(ctx, m.ID)
			b.must(err)
			var out []string
			for _, k := range list {
				if k.DoneAt == 0 {
					out = append(out, k.Plan)
				}
			}
			return out
		}
		if got := steps(); len(got) == 0 || got[0] != "plan-general" {
			t.Fatalf("any other general concern: %v", got)
		}
		b.act(regime.DutyOfficer, concern, "resort", map[string]any{"need": "tip", "reason": "反映工作人员履职"})
		if got := steps(); len(got) != 4 || got[0] != "plan-tip" {
			t.Fatalf("a tip: %v", got)
		}
		b.act(regime.DutyOfficer, concern, "route_tip", map[string]any{"unit": "办公室"})
		if got := steps(); len(got) != 3 {
			t.Fatalf("its way to inspection ticks the step: %v", got)
		}
		b.act(regime.DutyOfficer, concern, "resort", map[string]any{"need": "complaint", "reason": "实为对窗口服务的投诉"})
		if got := steps(); got[0] != "plan-general" {
			t.Fatalf("sorted anew: %v", got)
		}
	})
}
