package desk_test

import (
	"context"
	"strings"
	"testing"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// What was found is checked with the unit concerned before it is passed on; a
// report that could not wait says why, and a later one says what the unit found.
func TestAFindingIsCheckedBeforeItIsPassedOn(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		n := b.judged()
		other := b.units["letters"]
		report := map[string]any{"facts": "网上有反映", "assessment": "较大", "plan": "先核实"}
		b.refused("needs.checked_first", regime.DutyOfficer, n, "report_first", report)
		b.refused("needs.asked_to_check", regime.Handler, n, "answer_check", map[string]any{"found": "confirmed", "text": "属实"})
		b.act(regime.DutyOfficer, n, "ask_check", map[string]any{"unit": "letters", "question": "接访大厅的叫号机是不是从周一起停用"})
		b.refused("check.asked", regime.DutyOfficer, n, "ask_check", map[string]any{"unit": "letters", "question": "再问一次"})
		report["unchecked"] = "群众还在现场等候，先报后核"
		b.act(regime.DutyOfficer, n, "report_first", report)
		m, err := b.store.Matter(ctx, n)
		b.must(err)
		sent, err := b.store.ReportsFrom(ctx, m.AgencyID)
		b.must(err)
		if last := sent[0].Fields[len(sent[0].Fields)-1]; last.Title != "核实情况" || !strings.Contains(last.Text, "先报后核") {
			b.t.Errorf("a report says why nobody was asked: %+v", sent[0].Fields)
		}
		helper := b.who[regime.Drafter]
		helper.Grants = []matter.Grant{{UnitID: other.ID, AgencyID: other.AgencyID, Path: other.Path, Role: regime.Handler}}
		if code := b.tries(helper, n, "answer_check", map[string]any{"found": "partly", "text": "周一停了半天，下午修好。"}); code != "" {
			b.t.Fatal(code)
		}
		if code := b.tries(helper, n, "answer_check", map[string]any{"found": "partly", "text": "再答一次"}); code != "needs.asked_to_check" {
			b.t.Errorf("a check is answered once: %s", code)
		}
		b.act(regime.DutyOfficer, n, "report_progress", map[string]any{"progress": "已核实", "next": "公开说明"})
		sent, err = b.store.ReportsFrom(ctx, m.AgencyID)
		b.must(err)
		said := ""
		for _, r := range sent {
			for _, f := range r.Fields {
				said += f.Text
			}
		}
		if !strings.Contains(said, "办信科核实：部分属实。周一停了半天") {
			b.t.Errorf("the next report says what the unit found: %s", said)
		}
		var seen bool
		b.must(b.store.View(ctx, func(tx *store.Tx) error {
			parts, err := tx.Parts(m.ID)
			seen = parts[other.ID] != ""
			return err
		}))
		if !seen {
			b.t.Error("the unit that was asked sees the matter")
		}
	})
}
