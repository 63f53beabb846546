package desk_test

import (
	"context"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/regime"
)

// A just criticism is closed with an apology and a measure, which become public
// with the end and hold nobody's personal data.
func TestCriticismIsOwedAnApology(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		number, err := b.desk.Open(ctx, b.who[regime.DutyOfficer], desk.Opening{Title: "窗口人员态度生硬"})
		b.must(err)
		b.act(regime.DutyOfficer, number, "confirm_grade", map[string]any{"grade": "general", "need": "criticism", "unit": "接访科", "reason": "多人反映"})
		b.act(regime.OfficeDirector, number, "dispatch", map[string]any{"note": "请核实"})
		b.act(regime.Handler, number, "receive", nil)
		b.act(regime.Handler, number, "add_fact", map[string]any{"claim": "态度生硬", "finding": "属实", "verdict": "true", "evidence": "录像"})
		b.act(regime.Handler, number, "conclude", map[string]any{"text": "属实"})
		b.act(regime.DutyOfficer, number, "assess_answer", answerNo)
		b.act(regime.OfficeDirector, number, "no_answer", map[string]any{"reason": "已当面答复"})
		end := map[string]any{"outcome": "fixed", "reason": "已当面道歉并整改"}
		b.refused("needs.nothing_owed", regime.OfficeDirector, number, "close", end)
		said := map[string]any{"apology": "我们向当日来访的群众道歉。", "measure": "窗口实行首问负责。", "by_whom": "接访科", "when": "3月20日前"}
		b.refused("act.role", regime.Spokesperson, number, "record_apology", said)
		bad := map[string]any{"apology": "向 13812345678 的来访人道歉。", "measure": "首问负责。", "by_whom": "接访科", "when": "3月20日前"}
		b.refused("result.personal", regime.Handler, number, "record_apology", bad)
		b.act(regime.Handler, number, "record_apology", said)
		m, err := b.store.Matter(ctx, number)
		b.must(err)
		results, err := b.store.Outturns(ctx, m.ID)
		b.must(err)
		if len(results) != 1 || results[0].Kind != "apology" || results[0].Measure != "窗口实行首问负责。" || results[0].PublicAt != 0 {
			t.Fatalf("on record, not yet public: %+v", results)
		}
		b.act(regime.OfficeDirector, number, "close", end)
		results, err = b.store.Outturns(ctx, m.ID)
		b.must(err)
		if results[0].PublicAt == 0 {
			t.Error("the apology did not become public with the end")
		}
	})
}

// An assisting unit signs for its own note: the lead's receipt does not stand for
// it, and the clock of the dispatch waits for both.
func TestAssistingUnitAcknowledges(t *testing.T) {
	each(t, func(b *bureau) {
		number := b.graded("major")
		b.act(regime.OfficeDirector, number, "dispatch", map[string]any{"note": "请核实", "assisting": "办信科"})
		b.act(regime.Handler, number, "receive", nil)
		if k := b.clocks(number)["dispatch-major"]; k.State != "running" {
			t.Fatalf("one of two has received: %s", k.State)
		}
		b.refused("needs.assists", regime.Handler, number, "acknowledge", nil)
		helper := b.who[regime.Handler]
		helper.ID, helper.UnitID = b.who[regime.Liaison].ID, b.units["letters"].ID
		helper.Grants = append(helper.Grants[:0:0], helper.Grants...)
		helper.Grants[0].UnitID, helper.Grants[0].Path = b.units["letters"].ID, b.units["letters"].Path
		if got := b.tries(helper, number, "acknowledge", nil); got != "" {
			t.Fatalf("the assisting unit: %s", got)
		}
		if k := b.clocks(number)["dispatch-major"]; k.State != "met" {
			t.Errorf("both have received: %s", k.State)
		}
		if got := b.tries(helper, number, "acknowledge", nil); got != "needs.assists" {
			t.Errorf("a second time: %q", got)
		}
	})
}
