package site_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yingda/internal/regime"
	"yingda/internal/store"
)

// What stands beside a statement: an invitation at its own address, and that a tip
// went to inspection by number.
func TestBesideAStatement(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		statement := a.answered("关于窗口排队的说明", "经核实，上午窗口开得少。\n某市信访局")
		m, err := a.store.Matter(context.Background(), statement)
		a.must(err)
		one, err := a.store.Matter(context.Background(), m.ParentID)
		a.must(err)
		concern := one.Number
		if a.page("/statements/"+statement).Find("main > .note").Length() != 0 {
			t.Error("nothing stands beside it yet")
		}
		a.act(regime.Handler, concern, "draft_invitation", map[string]any{"subject": "请受排队影响的来谈", "place": "接待大厅", "hours": "周一上午", "contact": "0571-12345"})
		a.act(regime.OfficeDirector, concern, "open_invitation", nil)
		link := a.page("/statements/" + statement).Find("main > .note a")
		href, _ := link.Attr("href")
		if link.Text() != "请受排队影响的来谈" || !strings.HasPrefix(href, "/invitations/Y-2026-") {
			t.Fatalf("the invitation is linked by %q %q", link.Text(), href)
		}
		if doc := a.page(href); doc.Find("h1").Text() != "请受排队影响的来谈" || doc.Find("ul a.num").Text() != statement {
			t.Errorf("its own page: %s", doc.Find("main").Text())
		}
		a.act(regime.OfficeDirector, concern, "close_invitation", map[string]any{"reason": "来谈的都已答复"})
		for _, path := range []string{href, "/invitations", "/statements/" + statement} {
			if text := a.page(path).Find("main").Text(); !strings.Contains(text, "来谈的都已答复") || !strings.Contains(text, "结束") {
				t.Errorf("%s does not say why it ended: %s", path, text)
			}
		}
		if w := a.get("/invitations/Y-1999-0001"); w.Code != 404 {
			t.Errorf("no such invitation: %d", w.Code)
		}
		a.act(regime.DutyOfficer, concern, "resort", map[string]any{"need": "tip", "reason": "反映工作人员履职"})
		a.act(regime.DutyOfficer, concern, "route_tip", map[string]any{"unit": "办公室"})
		if text := a.page("/statements/" + statement).Find("#handover").Text(); !strings.Contains(text, "转交的只有编号") || strings.Contains(text, "X-2026") {
			t.Errorf("the public reads of the tip: %q", text)
		}
	})
}

func TestAnnouncedCalendar(t *testing.T) {
	each(t, func(t *testing.T, a *agency) {
		ctx := context.Background()
		if doc := a.page("/press"); !strings.Contains(doc.Find(".empty").Text(), "还没有公布的发布会") {
			t.Error("an empty calendar does not say so")
		}
		_, err := a.desk.PlanPress(ctx, a.who[regime.Spokesperson], store.PressEvent{Channel: "press_conference", Title: "办事便利化发布会", StartsAt: a.clock.Now().Add(48 * time.Hour).UnixMilli(), Place: "二楼发布厅", Host: "发言人", Newsrooms: "某日报"}, "")
		a.must(err)
		if a.page("/press").Find(".reg").Length() != 0 {
			t.Error("what is planned is public without being announced")
		}
		list, err := a.store.PressEvents(ctx, 1)
		a.must(err)
		a.must(a.desk.AnnouncePress(ctx, a.who[regime.Spokesperson], list[0].ID))
		if text := a.page("/press").Find(".reg").Text(); !strings.Contains(text, "办事便利化发布会") || !strings.Contains(text, "二楼发布厅") || strings.Contains(text, "某日报") {
			t.Errorf("the calendar: %s", text)
		}
		var out struct{ Items []map[string]any }
		a.read("/press.json", &out)
		if len(out.Items) != 1 || out.Items[0]["kind"] != "press_conference" || out.Items[0]["state"] != "planned" || out.Items[0]["newsrooms"] != nil {
			t.Errorf("for programs: %+v", out.Items)
		}
	})
}
