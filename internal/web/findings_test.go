package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

func TestFindingsPage(t *testing.T) {
	b := found(t, storetest.Config(t, testkit.EngineSQLite))
	ctx := context.Background()
	v := b.signIn(regime.OfficeDirector)
	if p, _ := v.get("/desk/findings"); !strings.Contains(text(p.Find("main")), "没有督办事项") {
		t.Errorf("an empty register explains itself: %s", text(p.Find("main")))
	}
	number, err := b.desk.Open(ctx, b.who[regime.DutyOfficer], desk.Opening{Title: "接待大厅停电"})
	if err != nil {
		t.Fatal(err)
	}
	b.clock.Advance(time.Hour)
	v = b.signIn(regime.OfficeDirector)
	if _, err := b.desk.Ring(ctx, 10); err != nil {
		t.Fatal(err)
	}
	if _, err := b.desk.Oversee(ctx); err != nil {
		t.Fatal(err)
	}
	p, _ := v.get("/desk/findings?kind=late")
	if !strings.Contains(text(p.Find("main")), number) {
		t.Fatalf("the late screening is listed: %s", text(p.Find("main")))
	}
	if p, _ := v.get("/desk/findings?kind=ignored"); strings.Contains(text(p.Find("main")), number) {
		t.Error("another kind does not list it")
	}
	list, err := b.store.Findings(ctx, store.FindingFilter{}, store.Scope{All: true}, 10)
	if err != nil || len(list) == 0 {
		t.Fatal(err)
	}
	path := "/desk/findings/" + list[0].ID
	if p, status := v.post(path, url.Values{"text": {""}}); status != 422 || !strings.Contains(text(p.Find("main")), "说明要有") {
		t.Errorf("an empty explanation: %d", status)
	}
	v.post(path, url.Values{"text": {"值班电话故障，已修复"}})
	if p, _ := v.get(path); !strings.Contains(text(p.Find("main")), "值班电话故障") {
		t.Error("the explanation stands on the page")
	}
	h := b.signIn(regime.Handler)
	if _, status := h.get(path); status != 404 {
		t.Errorf("a finding of a unit out of sight: %d", status)
	}
}

func TestClocksAndCalendarPages(t *testing.T) {
	b := found(t, storetest.Config(t, testkit.EngineSQLite))
	v := b.signIn(regime.OfficeDirector)
	if p, _ := v.get("/desk/clocks"); !strings.Contains(text(p.Find("main")), "没有这样的时限") {
		t.Error("an empty list explains itself")
	}
	if _, err := b.desk.Open(context.Background(), b.who[regime.DutyOfficer], desk.Opening{Title: "接待大厅停电"}); err != nil {
		t.Fatal(err)
	}
	p, _ := v.get("/desk/clocks")
	if got := text(p.Find("main")); !strings.Contains(got, "研判定级") || !strings.Contains(got, "以「舆情研判记录」为准") || !strings.Contains(got, "起点") {
		t.Errorf("clock with its arithmetic and document: %s", got)
	}
	a := b.signIn(regime.SystemAdmin)
	if p, status := a.post("/desk/calendar/notice", url.Values{"notice": {"2027"}}); status != 422 || p.Find("[name=notice]").Text() != "2027" {
		t.Errorf("a broken notice comes back with what was typed: %d", status)
	}
	a.post("/desk/calendar/overlay", url.Values{"overlay": {`{"id": "gx", "kind": "region", "title": "广西壮族自治区", "basis": "自治区规定", "days": [{"name": "壮族三月三", "date": "2026-04-20"}]}`}})
	if p, _ := a.get("/desk/calendar"); !strings.Contains(text(p.Find("main")), "广西壮族自治区") {
		t.Error("the overlay is listed")
	}
}

func TestGradingOnThePage(t *testing.T) {
	b := found(t, storetest.Config(t, testkit.EngineSQLite))
	ctx := context.Background()
	number, err := b.desk.Open(ctx, b.who[regime.DutyOfficer], desk.Opening{Title: "接待大厅停电"})
	if err != nil {
		t.Fatal(err)
	}
	v := b.signIn(regime.OfficeDirector)
	p, _ := v.get("/desk/matters/" + number + "/act/confirm_grade")
	if !strings.Contains(text(p.Find("main")), "条标准未达到") {
		t.Errorf("the act says which criteria hold: %s", text(p.Find("main")))
	}
	if _, err := b.desk.Act(ctx, b.who[regime.DutyOfficer], desk.Input{Matter: number, Version: 2, Action: "confirm_grade", Input: map[string]any{"grade": "major", "need": "difficulty", "unit": b.who[regime.Handler].UnitID, "reason": "危及安全"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.desk.Act(ctx, b.who[regime.DutyOfficer], desk.Input{Matter: number, Version: 3, Action: "propose_downgrade", Input: map[string]any{"grade": "general", "reason": "已排除"}}); err != nil {
		t.Fatal(err)
	}
	p, _ = v.get("/desk/concerns/" + number)
	got := text(p.Find("#grading"))
	for _, want := range []string{"重大", "危及安全", "提议降为「一般」", "响应组", "未达到", "应答公开网站"} {
		if !strings.Contains(got, want) {
			t.Errorf("the card of the grade lacks %q: %s", want, got)
		}
	}
}
