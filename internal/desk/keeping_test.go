package desk_test

import (
	"context"
	"strings"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// A matter keeps the version of the regime that it began under, for what it does
// later, too; what begins after a changed one was adopted is governed by that.
func TestAMatterKeepsItsRegime(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		open := func() string {
			number, err := b.desk.Open(ctx, b.who[regime.DutyOfficer], desk.Opening{Title: "取不到号"})
			b.must(err)
			return number
		}
		told := func(number string) (within, regimeID string) {
			b.act(regime.DutyOfficer, number, "confirm_grade", map[string]any{"grade": "general", "need": "difficulty", "unit": "接访科", "reason": "影响多人"})
			m, err := b.store.Matter(ctx, number)
			b.must(err)
			return b.clocks(number)["dispatch-general"].Within, m.RegimeID
		}
		before := open()
		reg, err := regime.Preset("petition-bureau")
		b.must(err)
		head, tail, ok := strings.Cut(reg.Source, `id: "dispatch-general"`)
		if !ok {
			t.Fatal("the preset has no clock dispatch-general")
		}
		changed, err := regime.Parse(head + `id: "dispatch-general"` + strings.Replace(tail, `within: "24 hours"`, `within: "2 hours"`, 1))
		b.must(err)
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.AdoptRegime(changed, b.agency(), regime.Kinds)
			return err
		}))
		after := open()
		within, first := told(before)
		if within != "24 hours" {
			t.Errorf("a matter that began before tells the sections within %q", within)
		}
		within, second := told(after)
		if within != "2 hours" || first == second {
			t.Errorf("a matter that began after tells the sections within %q, by %s", within, second)
		}
	})
}
