package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yingda/internal/regime"
	"yingda/internal/store"
)

// An open step of a response plan is spoken of before its time and at it, once
// each, and what is overdue is found once; a step that is done rings no more.
func TestOpenTasksRingAndAreFoundLate(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		number := b.graded("general")
		m, err := b.store.Matter(ctx, number)
		b.must(err)
		b.act(regime.OfficeDirector, number, "assign_task", map[string]any{"title": "补装叫号屏", "unit": "接访科", "within": "4 hours"})
		b.act(regime.OfficeDirector, number, "assign_task", map[string]any{"title": "张贴公告", "unit": "接访科", "within": "4 hours"})
		tasks, err := b.store.Tasks(ctx, m.ID)
		b.must(err)
		for _, k := range tasks {
			if k.Title == "张贴公告" {
				b.act(regime.Handler, number, "complete_task", map[string]any{"task": k.ID})
			}
		}
		b.ring()
		b.clock.Advance(3*time.Hour + time.Minute)
		b.ring()
		b.ring()
		if got := b.told(regime.Handler, "补装叫号屏"); got != 2 { // that it was given, and that it is near
			t.Errorf("told %d times before its time", got)
		}
		b.clock.Advance(time.Hour)
		b.ring()
		b.ring()
		if got := b.told(regime.Handler, "补装叫号屏"); got != 3 {
			t.Errorf("told %d times, its time included", got)
		}
		if got := b.told(regime.Handler, "张贴公告"); got != 1 {
			t.Errorf("what is done rang: told %d times", got)
		}
		late := func() (out []store.Finding) {
			for _, f := range b.findings(store.FindingFilter{Kind: "late"}) {
				if f.Rule == "task" && strings.Contains(f.What, "补装叫号屏") {
					out = append(out, f)
				}
			}
			return out
		}
		late()
		if got := late(); len(got) != 1 || got[0].UnitID != b.units["visits"].ID || got[0].Number != number {
			t.Errorf("found: %+v", got)
		}
	})
}

// A bureau that does not list its own acts is reminded and then found; a list that
// is signed off begins the time anew.
func TestAMissingListOfOwnActsIsFound(t *testing.T) {
	each(t, func(b *bureau) {
		missing := func() int {
			n := 0
			for _, f := range b.findings(store.FindingFilter{Kind: "missed"}) {
				if f.Rule == "own_list" {
					n++
				}
			}
			return n
		}
		b.clock.Advance(80 * 24 * time.Hour)
		if missing() != 0 || b.told(regime.OfficeDirector, "自查清单") != 0 {
			t.Error("too early")
		}
		b.clock.Advance(4 * 24 * time.Hour)
		if missing()+missing() != 0 || b.told(regime.OfficeDirector, "自查清单") != 1 {
			t.Errorf("reminded %d times", b.told(regime.OfficeDirector, "自查清单"))
		}
		b.clock.Advance(10 * 24 * time.Hour)
		if missing()+missing() != 2 {
			t.Error("not found once")
		}
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			id, err := tx.AddOwnList(store.OwnList{AgencyID: b.agency(), Period: "2026-06", CreatedBy: b.idOf(regime.OfficeDirector)})
			if err != nil {
				return err
			}
			return tx.SignOwnList(id, b.idOf(regime.Head), "")
		}))
		b.clock.Advance(90 * 24 * time.Hour)
		if missing() != 1 {
			t.Error("found again before its time")
		}
		b.clock.Advance(3 * 24 * time.Hour)
		if missing() != 2 {
			t.Error("the next one is not found")
		}
		// A regulation that asks for none is left alone.
		b.governed("tax-region")
		b.clock.Advance(200 * 24 * time.Hour)
		if missing() != 2 {
			t.Error("found where nobody asks for a list")
		}
	})
}

// A list that is never made is found missing once a period, and adopting a new
// version of the regime puts nothing off.
func TestEveryPeriodWithoutAListIsFound(t *testing.T) {
	each(t, func(b *bureau) {
		missing := func() (out []string) {
			b.findings(store.FindingFilter{Kind: "missed"})
			for _, f := range b.findings(store.FindingFilter{Kind: "missed"}) {
				if f.Rule == "own_list" {
					out = append(out, f.What)
				}
			}
			return out
		}
		b.clock.Advance(80 * 24 * time.Hour)
		b.adopts(func(source string) string { return strings.Replace(source, "version: 1", "version: 2", 1) })
		b.clock.Advance(13 * 24 * time.Hour)
		if got := missing(); len(got) != 1 {
			t.Fatalf("a new version put the list off: %v", got)
		}
		b.clock.Advance(2 * 92 * 24 * time.Hour)
		if got := missing(); len(got) != 3 {
			t.Errorf("each period is found: %v", got)
		}
		b.governed("tax-region")
		b.governed("petition-bureau")
		b.clock.Advance(24 * time.Hour)
		if got := missing(); len(got) != 3 {
			t.Errorf("another regime in between begins anew: %v", got)
		}
	})
}
