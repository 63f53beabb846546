package desk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yingda/internal/blob"
	"yingda/internal/deadline"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/report"
)

var (
	firstReport = map[string]any{"facts": "号源提前发完", "assessment": "影响办事群众", "plan": "核实并公开说明"}
	threeDay    = map[string]any{"conclusion": "属实", "measures": "恢复号源", "effect": "排队恢复正常"}
	resultUp    = map[string]any{"investigation": "号源减少未提前告知", "result": "已恢复并致歉"}
	answerYes   = map[string]any{"answer": "yes", "unit": "接访科", "harm": "access", "affected": "当天来访的群众", "reason": "群众普遍关心"}
	answerNo    = map[string]any{"answer": "no", "unit": "接访科", "harm": "none", "affected": "没有发现", "reason": "已当面答复"}
	solved      = map[string]any{"how": "号源恢复到 120 个", "by_whom": "接访科", "when": "3月20日前"}
	fixed       = map[string]any{"outcome": "fixed", "reason": "已答复并恢复号源"}
)

// kept puts a file into the investigation file of a concern and returns its id.
func (b *bureau) kept(number, name string) string {
	b.t.Helper()
	b.desk.Files = blob.Folder{Path: b.t.TempDir()}
	b.must(b.desk.AddFile(context.Background(), b.who[regime.Handler], number, name, "", strings.NewReader("同意")))
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	list, err := b.store.EvidenceOf(context.Background(), m.ID)
	b.must(err)
	return list[len(list)-1].ID
}

// publishes brings an answer of a concern onto the public site.
func (b *bureau) publishes(number string) {
	b.t.Helper()
	s := b.draft(number)
	b.sign(s)
	b.act(approver(b, s), s, "approve", nil)
	b.release()
	if got := b.state(s); got != matter.Released {
		b.t.Fatalf("the statement is %s", got)
	}
}

// ends closes a concern and holds its clocks: each met in time, or ended.
func (b *bureau) ends(number string, want map[string]string) {
	b.t.Helper()
	b.act(regime.OfficeDirector, number, "close", fixed)
	if got := b.state(number); got != matter.Closed {
		b.t.Fatalf("the concern is %s", got)
	}
	clocks := b.clocks(number)
	for code, k := range clocks {
		if k.State != want[code] || k.BreachedAt != 0 {
			b.t.Errorf("%s is %s, breached at %d", code, k.State, k.BreachedAt)
		}
	}
	if len(clocks) != len(want) {
		b.t.Errorf("%d clocks, want %d", len(clocks), len(want))
	}
}

// ticked reports whether a step of the plan is done.
func (b *bureau) ticked(number, title string) bool {
	b.t.Helper()
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	tasks, err := b.store.Tasks(context.Background(), m.ID)
	b.must(err)
	for _, k := range tasks {
		if k.Title == title {
			return k.DoneAt != 0
		}
	}
	b.t.Fatalf("no step %s", title)
	return false
}

// Article 14: own office, level above, response group, three-day report; none of
// them is lost by closing early.
func TestRoadOfTaxRegion(t *testing.T) {
	each(t, func(b *bureau) {
		b.governed("tax-region")
		n := b.answering(regime.Major)
		b.act(regime.Handler, n, "report_office", map[string]any{"text": "大厅有人反映取不到号"})
		b.act(regime.DutyOfficer, n, "receive_office", nil)
		b.act(regime.DutyOfficer, n, "report_first", firstReport)
		if !b.ticked(n, "首报地区局领导小组办公室") || b.ticked(n, "三日内报告结论、措施和效果") {
			t.Error("the first report finishes its own step and no other")
		}
		b.meet("response_group", n, "")
		b.act(regime.DutyOfficer, n, "assess_answer", answerYes)
		// The region is not in this installation: its approval is a paper.
		s := b.draft(n)
		b.sign(s)
		b.refused("needs.paper_named", regime.Head, s, "approve", nil)
		paper := map[string]any{"paper_issuer": "某地区税务局", "reference": "地区局函〔2026〕3号"}
		b.refused("needs.paper_named", regime.Head, s, "approve", paper)
		paper["paper_date"] = "2026-03-17"
		b.refused("approval.date", regime.Head, s, "approve", paper)
		paper["paper_date"], paper["paper_file"] = "2026-03-16", "elsewhere"
		b.refused("evidence.unknown", regime.Head, s, "approve", paper)
		paper["paper_file"] = b.kept(n, "批复.pdf")
		b.act(regime.Head, s, "approve", paper)
		b.release()
		m, err := b.store.Matter(context.Background(), s)
		b.must(err)
		signed, err := b.store.Signatures(context.Background(), m.ID)
		b.must(err)
		if p := signed[len(signed)-1].Paper; p.Issuer != "某地区税务局" || p.Number != "地区局函〔2026〕3号" || time.UnixMilli(p.At).In(deadline.Zone).Format(time.DateOnly) != "2026-03-16" || p.Name != "批复.pdf" || len(p.Hash) != 64 {
			t.Errorf("the paper is not kept with the approval: %+v", p)
		}
		m, err = b.store.Matter(context.Background(), n)
		b.must(err)
		dossier, err := report.NewDossier(context.Background(), b.store.Reader, b.desk, m, b.clock.Now())
		b.must(err)
		if paper := fmt.Sprint(dossier.Paper(report.SignedDossier{})); !strings.Contains(paper, "上级批准：某地区税务局，地区局函〔2026〕3号，2026年3月16日，存件《批复.pdf》，SHA-256 "+signed[len(signed)-1].Paper.Hash) {
			t.Error("the dossier does not print the paper")
		}
		b.act(regime.Handler, n, "record_solution", solved)
		b.act(regime.OfficeDirector, n, "after_action", map[string]any{"public": "公布改进。", "internal": "x"})
		b.refused("needs.nothing_due", regime.OfficeDirector, n, "close", fixed)
		b.act(regime.DutyOfficer, n, "report_three_day", threeDay)
		b.ends(n, map[string]string{"screening": "met", "office-report": "met", "report-up": "met", "three-day": "met", "group-meeting": "met", "first-answer": "met", "update-major": "ended"})

		// A general one owes investigation and result, and a downgrade takes no report away.
		n = b.answering(regime.Major)
		b.clock.Advance(time.Minute)
		b.act(regime.OfficeDirector, n, "propose_downgrade", map[string]any{"grade": "general", "reason": "只有一处"})
		b.act(regime.Head, n, "confirm_downgrade", nil)
		if k := b.clocks(n)["result-report"]; k.State != "running" || k.FromAt != b.clock.Now().UnixMilli() {
			t.Errorf("after the downgrade the result is owed from then on: %+v", k)
		}
		b.act(regime.Handler, n, "report_office", map[string]any{"text": "大厅有人反映取不到号"})
		b.publishes(n)
		b.act(regime.Handler, n, "record_solution", solved)
		b.act(regime.DutyOfficer, n, "report_first", firstReport)
		if b.ticked(n, "向上一级报送调查和办理结果") {
			t.Error("the first report is not the result")
		}
		b.refused("needs.nothing_due", regime.OfficeDirector, n, "close", fixed)
		b.act(regime.DutyOfficer, n, "report_result", resultUp)
		b.ends(n, map[string]string{"screening": "met", "office-report": "met", "report-up": "met", "three-day": "ended", "group-meeting": "ended", "result-report": "met", "first-answer": "met"})
	})
}

// Section 3.d: the leading group decides the text, the outcome goes to the county
// office; what the office's own watch finds owes it no report of its own.
func TestRoadOfFinanceCounty(t *testing.T) {
	each(t, func(b *bureau) {
		b.governed("finance-county")
		n := b.answering(regime.EspeciallyMajor)
		if _, ok := b.clocks(n)["staff-report"]; ok {
			t.Error("nobody reported to the office, and its receipt is owed")
		}
		b.act(regime.OfficeDirector, n, "choose_way", map[string]any{"clarity": "especially_major", "reason": "影响面大"})
		b.refused("needs.way_to_draft", regime.Drafter, n, "begin_statement", map[string]any{"title": "说明", "text": "说明"})
		b.meet("leading_group", n, "")
		b.act(regime.Handler, n, "report_office", map[string]any{"text": "现场有人反映"})
		if k := b.clocks(n)["staff-report"]; k.State != "running" || k.FromAt != b.clock.Now().UnixMilli() {
			t.Errorf("the receipt is owed from the report: %+v", k)
		}
		b.publishes(n)
		b.act(regime.Handler, n, "record_solution", solved)
		b.act(regime.Handler, n, "return_result", map[string]any{"text": "已恢复号源"})
		b.act(regime.OfficeDirector, n, "after_action", map[string]any{"public": "公布改进。", "internal": "x"})
		b.act(regime.DutyOfficer, n, "report_first", firstReport)
		if b.ticked(n, "结果报县委、县政府办公室") {
			t.Error("the first report is not the outcome")
		}
		b.refused("needs.way_to_close", regime.OfficeDirector, n, "close", fixed)
		b.act(regime.DutyOfficer, n, "report_result", resultUp)
		b.refused("needs.nothing_due", regime.OfficeDirector, n, "close", fixed)
		b.act(regime.DutyOfficer, n, "receive_office", nil)
		b.ends(n, map[string]string{"screening": "met", "staff-report": "met", "decision": "met", "outcome-up": "met", "first-answer": "met"})
	})
}

// Section 8.3: a word to the public within five hours, a conference within a day;
// neither is owed of what turned out to be general.
func TestRoadOfTaxOpenness(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.governed("tax-openness")
		n := b.answering(regime.Major)
		e := b.press("press_conference", n)
		b.clock.Advance(2 * time.Hour)
		b.publishes(n)
		b.clock.Advance(5 * time.Hour)
		b.must(b.desk.EndPress(ctx, b.who[regime.Spokesperson], e.ID, true, "https://bureau.example/press/1", "说明了原因和修复时间，回答三个提问"))
		b.act(regime.Handler, n, "record_solution", solved)
		b.act(regime.OfficeDirector, n, "after_action", map[string]any{"public": "公布改进。", "internal": "x"})
		b.ends(n, map[string]string{"screening": "met", "first-statement": "met", "conference": "met", "update-major": "ended"})

		// Without a word to the public an emergency is not closed.
		n = b.answering(regime.Major)
		b.act(regime.DutyOfficer, n, "assess_answer", answerNo)
		b.act(regime.OfficeDirector, n, "no_answer", map[string]any{"reason": "已当面答复"})
		b.act(regime.Handler, n, "record_solution", solved)
		b.act(regime.OfficeDirector, n, "after_action", map[string]any{"public": "公布改进。", "internal": "x"})
		b.refused("needs.nothing_due", regime.OfficeDirector, n, "close", fixed)
		b.clock.Advance(time.Minute)
		b.act(regime.OfficeDirector, n, "propose_downgrade", map[string]any{"grade": "general", "reason": "只有一处"})
		b.act(regime.Head, n, "confirm_downgrade", nil)
		b.clock.Advance(6 * time.Hour)
		b.ring()
		if k := b.clocks(n)["first-statement"]; k.State != "ended" || k.BreachedAt != 0 {
			t.Errorf("what is not major any more is late: %+v", k)
		}
	})
}

// A note that waits for a unit which does not handle the concern any more is waited
// for no longer, and stays on record.
func TestANoteOfTheFormerUnitIsWithdrawn(t *testing.T) {
	each(t, func(b *bureau) {
		note := map[string]any{"note": "请核实"}
		n := b.graded("general")
		b.act(regime.OfficeDirector, n, "dispatch", note)
		b.clock.Advance(time.Minute)
		b.act(regime.OfficeDirector, n, "transfer", map[string]any{"unit": "办信科", "reason": "改办"})
		b.act(regime.OfficeDirector, n, "regrade", map[string]any{"grade": "serious", "reason": "又有人受影响"})
		if k := b.clocks(n)["dispatch-serious"]; k.State != "running" {
			t.Fatalf("no unit has its note, and the clock is %s", k.State)
		}
		b.clock.Advance(time.Minute)
		b.act(regime.OfficeDirector, n, "dispatch", note)
		if b.ticked(n, "发出告知单并确认签收") {
			t.Error("the receipt was ticked before it came")
		}
		who := b.who[regime.Handler]
		who.ID, who.UnitID = "x2", b.units["letters"].ID
		who.Grants = append(who.Grants[:0:0], who.Grants...)
		who.Grants[0].UnitID, who.Grants[0].Path = b.units["letters"].ID, b.units["letters"].Path
		if got := b.tries(who, n, "receive", nil); got != "" {
			t.Fatalf("the new unit receives: %s", got)
		}
		if k := b.clocks(n)["dispatch-serious"]; k.State != "met" {
			t.Errorf("the receipt of the unit that handles it left the clock %s", k.State)
		}
		b.refused("needs.assists", regime.Handler, n, "acknowledge", nil)

		back := b.graded("general")
		b.act(regime.OfficeDirector, back, "dispatch", note)
		b.clock.Advance(time.Minute)
		b.act(regime.Handler, back, "hand_back", map[string]any{"ground": "other_unit", "reason": "应由办信科承办"})
		for number, want := range map[string][2]int{n: {2, 1}, back: {1, 1}} {
			m, err := b.store.Matter(context.Background(), number)
			b.must(err)
			list, err := b.store.Documents(context.Background(), m.ID)
			b.must(err)
			notes, withdrawn := 0, 0
			for _, x := range list {
				if x.Kind == regime.DispatchNote {
					notes++
					if x.WithdrawnAt != 0 {
						withdrawn++
					}
				}
			}
			if notes != want[0] || withdrawn != want[1] {
				t.Errorf("%s: %d notes, %d withdrawn, want %v", number, notes, withdrawn, want)
			}
		}
	})
}
