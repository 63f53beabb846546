package desk_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/doc"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

func edit(u store.Unit) desk.UnitEdit {
	return desk.UnitEdit{Code: u.Code, Name: u.Name, ParentID: u.ParentID, Kind: u.Kind, Office: u.Office, Duties: u.Duties, Territory: u.Territory, Place: u.Place}
}

func TestTreeKeepsItsRules(t *testing.T) {
	each(t, func(b *bureau) {
		ctx, admin := context.Background(), b.who[regime.SystemAdmin]
		add := func(code, kind, parent string) store.Unit {
			b.t.Helper()
			u, err := b.desk.AddUnit(ctx, admin, desk.UnitEdit{Code: code, Name: code, Kind: kind, ParentID: parent})
			b.must(err)
			return u
		}
		east, west := add("east", "agency", b.agency()), add("west", "agency", b.agency())
		town := add("town", "agency", east.ID)
		desk1 := add("east-desk", "section", east.ID)
		_, err := b.desk.AddUnit(ctx, b.who[regime.Head], desk.UnitEdit{Code: "x", Name: "x", Kind: "section", ParentID: east.ID})
		b.fails("register.role", err)
		_, err = b.desk.AddUnit(ctx, admin, desk.UnitEdit{Code: "east", Name: "x", Kind: "section", ParentID: east.ID})
		b.fails("unit.code", err)
		_, err = b.desk.AddUnit(ctx, admin, desk.UnitEdit{Code: "office2", Name: "x", Kind: "section", ParentID: b.agency(), Office: true})
		b.fails("unit.office", err)
		for _, c := range []struct {
			says, code string
			unit       store.Unit
			change     func(*desk.UnitEdit)
		}{
			{"an agency does not go below itself", "unit.circle", east, func(e *desk.UnitEdit) { e.ParentID = town.ID }},
			{"a section stays in its agency", "unit.elsewhere", desk1, func(e *desk.UnitEdit) { e.ParentID = west.ID }},
			{"an agency does not go into a section", "unit.parent", west, func(e *desk.UnitEdit) { e.ParentID = desk1.ID }},
			{"a name is needed", "unit.name", west, func(e *desk.UnitEdit) { e.Name = " " }},
			{"a code has a form", "unit.code_form", west, func(e *desk.UnitEdit) { e.Code = "西" }},
			{"an agency goes below another, with all below it", "", east, func(e *desk.UnitEdit) { e.ParentID = west.ID }},
			{"a unit is renamed", "", desk1, func(e *desk.UnitEdit) { e.Name = "窗口" }},
		} {
			e := edit(c.unit)
			c.change(&e)
			if got := codeOf(b.desk.SaveUnit(ctx, admin, c.unit.ID, e)); got != c.code {
				t.Errorf("%s: got %q, want %q", c.says, got, c.code)
			}
		}
		tree, err := b.desk.Tree(ctx)
		b.must(err)
		if got, want := tree.ByID[desk1.ID].Path, tree.ByID[west.ID].Path+east.ID+"/"+desk1.ID+"/"; got != want || tree.Name(desk1.ID) != "窗口" {
			t.Errorf("path %s, want %s", got, want)
		}
		b.fails("unit.below", b.desk.CloseUnit(ctx, admin, west.ID))
		b.fails("unit.office", b.desk.CloseUnit(ctx, admin, b.units["office"].ID))
		b.fails("unit.root", b.desk.CloseUnit(ctx, admin, b.agency()))
		b.fails("unit.used", b.desk.CloseUnit(ctx, admin, b.units["visits"].ID))
		b.must(b.desk.CloseUnit(ctx, admin, town.ID))
		if _, err := store.FindUnit(mustUnits(b), "town"); codeOf(err) != "unit.unknown" {
			t.Error("a closed unit takes nothing new")
		}
	})
}

func mustUnits(b *bureau) []store.Unit {
	units, err := b.store.Units(context.Background())
	b.must(err)
	return units
}

// A matter is seen from where its unit stands after a move.
func TestMatterIsSeenFromTheNewPlace(t *testing.T) {
	each(t, func(b *bureau) {
		ctx, admin := context.Background(), b.who[regime.SystemAdmin]
		e := edit(b.units["visits"])
		number, err := b.desk.Open(ctx, b.who[regime.DutyOfficer], desk.Opening{Title: "窗口排队太久"})
		b.must(err)
		b.act(regime.OfficeDirector, number, "confirm_grade", map[string]any{"grade": "general", "need": "difficulty", "unit": "接访科", "reason": "一处窗口"})
		e.ParentID = b.units["letters"].ID
		b.must(b.desk.SaveUnit(ctx, admin, b.units["visits"].ID, e))
		tree, err := b.desk.Tree(ctx)
		b.must(err)
		letters := tree.ByID[b.units["letters"].ID]
		who := matter.Actor{ID: "x", UnitID: letters.ID, Grants: []matter.Grant{{UnitID: letters.ID, AgencyID: letters.AgencyID, Path: letters.Path, Role: regime.Handler}}}
		rows, err := b.store.DeskList(ctx, store.DeskFilter{}, tree.Scope(who), store.DeskAfter{}, 10)
		b.must(err)
		if len(rows) != 1 {
			t.Errorf("got %d rows, want the moved unit's matter", len(rows))
		}
	})
}

// The same file twice changes nothing, a wrong line lets nothing in, and a
// preview is only a preview.
func TestTreeGoesOutAndComesBack(t *testing.T) {
	each(t, func(b *bureau) {
		ctx, admin := context.Background(), b.who[regime.SystemAdmin]
		out := func() [][]string {
			tree, err := b.desk.Tree(ctx)
			b.must(err)
			var file bytes.Buffer
			b.must(doc.Sheet(&file, desk.UnitHeader, tree.UnitSheet()))
			rows, err := doc.ReadSheet(&file)
			b.must(err)
			return rows
		}
		in := func(rows [][]string, apply bool) desk.ImportPlan {
			b.t.Helper()
			plan, err := b.desk.ImportUnits(ctx, admin, rows, apply)
			b.must(err)
			return plan
		}
		first := out()
		if plan := in(first, true); plan.Changes != 0 || plan.Faults != 0 {
			t.Errorf("the same file changes %+v", plan)
		}
		more := append(slices.Clone(first), []string{"east", "东区局", "机关", "root", "", "来访、接待", "东区", "9"}, []string{"east-desk", "窗口", "科室", "east"})
		if plan := in(more, false); plan.Changes != 2 || len(out()) != len(first) {
			t.Errorf("a preview changed something: %+v", plan)
		}
		wrong := append(slices.Clone(more), []string{"lost", "无主", "科室", "nowhere"})
		if plan := in(wrong, true); plan.Faults != 1 || plan.Lines[len(plan.Lines)-1].Line != len(wrong) || len(out()) != len(first) {
			t.Errorf("half of a file came in: %+v", plan)
		}
		if plan := in(more, true); plan.Changes != 2 || len(out()) != len(more) {
			t.Errorf("the file did not come in: %+v", plan)
		}
		if plan := in(out(), true); plan.Changes != 0 {
			t.Errorf("the second time changes %+v", plan)
		}
		if _, err := b.desk.ImportUnits(ctx, admin, [][]string{{"x"}}, true); codeOf(err) != "import.header" {
			t.Errorf("got %v", err)
		}
		if _, err := b.desk.ImportUnits(ctx, b.who[regime.Head], first, true); codeOf(err) != "register.role" {
			t.Errorf("got %v", err)
		}
	})
}

func TestRosterGoesOutAndComesBack(t *testing.T) {
	each(t, func(b *bureau) {
		ctx, director := context.Background(), b.who[regime.OfficeDirector]
		rows := [][]string{desk.RosterHeader, {"2026-03-17 08:00", "2026-03-17 20:00", "duty_officer", "liaison"}, {"2026-03-17 20:00", "2026-03-18 08:00", "liaison", ""}}
		in := func(rows [][]string, apply bool) desk.ImportPlan {
			b.t.Helper()
			plan, err := b.desk.ImportRoster(ctx, director, b.agency(), rows, apply)
			b.must(err)
			return plan
		}
		if plan := in(append(slices.Clone(rows), []string{"明天", "", "", ""}), true); plan.Faults != 1 || plan.Lines[2].Line != 4 {
			t.Errorf("got %+v", plan)
		}
		if plan := in(rows, true); plan.Changes != 2 {
			t.Errorf("got %+v", plan)
		}
		out, err := b.desk.RosterSheet(ctx, b.agency(), b.clock.Now())
		b.must(err)
		if plan := in(append([][]string{desk.RosterHeader}, out...), true); len(out) != 2 || plan.Changes != 0 {
			t.Errorf("the second time changes %+v", plan)
		}
	})
}

func TestMissingPostsAreGaps(t *testing.T) {
	each(t, func(b *bureau) {
		bodies, err := b.desk.Bodies(context.Background(), b.agency())
		b.must(err)
		if len(bodies) == 0 || bodies[0].Kind != regime.LeadingGroup {
			t.Fatalf("got %v", bodies)
		}
		gaps := map[string]int{}
		for _, p := range bodies[0].Posts {
			gaps[p.Title] = len(p.Gaps)
		}
		if gaps["组长"] != 0 || gaps["副组长"] != 0 || gaps["成员"] != 2 {
			t.Errorf("got %v, want a gap for each section without a liaison officer", gaps)
		}
	})
}
