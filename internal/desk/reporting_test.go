package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// two runs a test with an installation below and one above, both on one engine.
func two(t *testing.T, run func(below, above *bureau)) {
	each(t, func(below *bureau) {
		each(t, func(above *bureau) {
			if below.store.Engine() != above.store.Engine() {
				return
			}
			lower, upper := below.peered(), above.peered()
			below.knows(above, upper.URL, "某省信访局", true)
			above.knows(below, lower.URL, "某市信访局", false)
			run(below, above)
		})
	})
}

// A report that waits to be sent has been reported to nobody: its arrival meets
// the clock, and an arrival that is late stays late. A regrade meanwhile does not
// take it for reported, either.
func TestReportCountsFromItsArrival(t *testing.T) {
	two(t, func(below, above *bureau) {
		below.governed("tax-region")
		first := map[string]any{"facts": "已知", "assessment": "一般", "plan": "核实"}
		var numbers []string
		for range 2 {
			n := below.graded("general")
			below.act(regime.Handler, n, "report_office", map[string]any{"text": "有人反映"})
			below.act(regime.DutyOfficer, n, "report_first", first)
			if k := below.clocks(n)["report-up"]; k.State != "running" {
				t.Fatalf("queued, not delivered: %s", k.State)
			}
			numbers = append(numbers, n)
		}
		ctx := context.Background()
		payloads, err := below.store.QueuedPayloads(ctx, "exchange")
		below.must(err)
		below.must(below.desk.Deliver(ctx, []byte(payloads[0])))
		if k := below.clocks(numbers[0])["report-up"]; k.State != "met" || k.MetAt != below.clock.Now().UnixMilli() {
			t.Errorf("delivered: %+v", k)
		}
		for _, b := range []*bureau{below, above} {
			b.clock.Advance(3 * time.Hour) // the line is dead
		}
		below.ring()
		below.must(below.desk.Deliver(ctx, []byte(payloads[1])))
		below.must(below.desk.Deliver(ctx, []byte(payloads[1])))
		if k := below.clocks(numbers[1])["report-up"]; k.State != "late" || k.BreachedAt == 0 {
			t.Errorf("delivered after the due time: %+v", k)
		}
	})
}

// Every kind of report reaches the other installation, whatever its length.
func TestEveryKindOfReportArrives(t *testing.T) {
	two(t, func(below, above *bureau) {
		ctx, director := context.Background(), below.who[regime.OfficeDirector]
		n := below.answering(regime.Major)
		for action, fields := range map[string]string{"report_first": "facts assessment plan", "report_progress": "progress next", "report_result": "investigation result", "report_three_day": "conclusion measures effect"} {
			in := map[string]any{}
			for _, f := range strings.Fields(fields) {
				in[f] = strings.Repeat("情况属实。", 4000)
			}
			below.act(regime.DutyOfficer, n, matter.Action(action), in)
		}
		below.act(regime.DutyOfficer, n, "assess_answer", answerNo)
		below.act(regime.OfficeDirector, n, "no_answer", map[string]any{"reason": "已当面答复"})
		below.act(regime.OfficeDirector, n, "after_action", map[string]any{"public": "公布。", "internal": strings.Repeat("内部情况。", 4000)})
		for range 50 {
			below.act(regime.OfficeDirector, n, "add_lesson", map[string]any{"title": "排班提前三天公布", "unit": "接访科", "within": "5 working days"})
		}
		below.refused("lesson.many", regime.OfficeDirector, n, "add_lesson", map[string]any{"title": "再一项", "unit": "接访科", "within": "5 working days"})
		below.act(approver(below, n), n, "publish_review", nil)
		below.must(below.store.Write(ctx, func(tx *store.Tx) error {
			if _, err := tx.Exec(`UPDATE unit SET duties = '["窗口服务"]' WHERE id = $1`, below.units["visits"].ID); err != nil {
				return err
			}
			tx.Renew("org")
			return nil
		}))
		list, err := below.desk.BeginOwnList(ctx, director, "2026-03")
		below.must(err)
		long := store.OwnEntry{Kind: "act", Act: "窗口服务时间缩短" + strings.Repeat("并调整安排", 1900), Term: "窗口服务", Worry: "办事不便", Measure: "提前公告"}
		for range 20 {
			below.must(below.desk.AddOwnEntry(ctx, director, list, long))
		}
		coded(t, below.desk.AddOwnEntry(ctx, director, list, long), "ownlist.long")
		long.Act += strings.Repeat("再调整", 400)
		coded(t, below.desk.AddOwnEntry(ctx, director, list, long), "ownlist.entry")
		below.must(below.desk.SignOwnList(ctx, below.who[regime.Head], list))
		below.deliver()
		inbox, err := above.store.ReportsTo(ctx, above.agency())
		above.must(err)
		got := map[regime.Document]store.Report{}
		for _, r := range inbox {
			got[r.Kind] = r
		}
		for _, kind := range []regime.Document{regime.FirstReport, regime.ProgressReport, regime.ResultReport, regime.ThreeDayReport, regime.AfterActionReport, regime.OwnRiskList} {
			if got[kind].FromName != "某市信访局" {
				t.Errorf("%s did not arrive", kind)
			}
		}
		if f := got[regime.OwnRiskList].Fields; len(f) != 20 || !strings.HasPrefix(f[0].Text, "窗口服务时间缩短") || !strings.HasSuffix(f[0].Text, "打算：提前公告") {
			t.Errorf("the own list: %d parts", len(f))
		}
		if f := got[regime.AfterActionReport].Fields; len(f) != 52 {
			t.Errorf("the after-action report: %d parts", len(f))
		}
	})
}
