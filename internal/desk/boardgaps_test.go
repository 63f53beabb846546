package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// The page of the editorial board says what it lacks: posts without people, columns
// without an editor who still is one, linked columns of the site that stand idle by
// their own term, or that cannot be read.
func TestGapsOfTheEditorialBoard(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		agency, editor := b.units["office"].AgencyID, b.who[regime.Editor]
		gaps := func() string {
			t.Helper()
			stands, err := b.desk.ColumnStands(ctx, agency)
			b.must(err)
			_, list, err := b.desk.EditorialBoard(ctx, agency, stands)
			b.must(err)
			var out []string
			for _, g := range list {
				out = append(out, g.Where+"："+g.Says)
			}
			return strings.Join(out, "；")
		}
		if got := gaps(); got != "" {
			t.Errorf("a board by our own list, whole: %s", got)
		}
		b.newMedia()
		b.must(b.desk.SaveColumn(ctx, editor, store.Column{UnitID: b.units["visits"].ID, Title: "政策问答"}))
		columns, err := b.store.Columns(ctx, agency)
		b.must(err)
		id := columns[0].ID
		if got := gaps(); got != "政策问答：没有责任编辑" {
			t.Errorf("without an editor: %s", got)
		}
		site := store.OwnSite{AgencyID: agency, UnitID: b.units["visits"].ID, Title: "政策文件栏", URL: "https://xf.example/policy", Active: true, CreatedBy: "x"}
		b.must(b.store.Write(ctx, func(tx *store.Tx) error { return tx.PutSite(&site) }))
		for _, c := range []struct {
			code string
			role regime.Role
			in   desk.ColumnStaff
		}{
			{"register.role", regime.Drafter, desk.ColumnStaff{ColumnID: id, EditorID: editor.ID}},
			{"column.unknown", regime.Editor, desk.ColumnStaff{ColumnID: "nothing", EditorID: editor.ID}},
			{"column.editor", regime.Editor, desk.ColumnStaff{ColumnID: id, EditorID: b.who[regime.Handler].ID}},
			{"column.linked", regime.Editor, desk.ColumnStaff{ColumnID: id, EditorID: editor.ID, Linked: "mood"}},
			{"column.site", regime.Editor, desk.ColumnStaff{ColumnID: id, EditorID: editor.ID, Linked: "policy", SiteID: "nowhere"}},
			{"", regime.Editor, desk.ColumnStaff{ColumnID: id, EditorID: editor.ID, Linked: "policy", SiteID: site.ID}},
		} {
			b.fails(c.code, b.desk.StaffColumn(ctx, b.who[c.role], agency, c.in))
		}
		if got := gaps(); got != "政策问答：联动的网站栏目读不到日期" {
			t.Errorf("a linked column that nobody has read: %s", got)
		}

		// The site is looked at; a column of policy documents has half a year, not two weeks.
		newest := b.clock.Now().AddDate(0, 0, -100)
		look := func(context.Context, store.OwnSite, map[string]string) desk.SiteLook {
			return desk.SiteLook{Newest: newest, Took: time.Second}
		}
		for _, c := range []struct {
			sentence, gaps string
			age, stale     int
		}{
			{"a hundred days are in time", "", 100, 0},
			{"two hundred are not: a task of the unit, and a gap", "政策问答：联动的网站栏目超过 180 天没有更新", 200, 1},
		} {
			newest = b.clock.Now().AddDate(0, 0, -c.age)
			for range 2 {
				_, err := b.desk.CheckSites(ctx, look)
				b.must(err)
				b.clock.Advance(7 * time.Hour)
			}
			if got := gaps(); got != c.gaps {
				t.Errorf("%s: %s", c.sentence, got)
			}
			tasks, err := b.store.SiteTasks(ctx, []string{b.units["visits"].ID}, 10)
			b.must(err)
			if len(tasks) != c.stale {
				t.Errorf("%s: %+v", c.sentence, tasks)
			}
		}

		// The editor leaves, and nobody is head: both are gaps. An ended column has none.
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			for role, id := range map[regime.Role]string{regime.Editor: editor.ID, regime.Head: b.who[regime.Head].ID} {
				if _, err := tx.Exec(`DELETE FROM person_role WHERE person_id = $1 AND role = $2`, id, string(role)); err != nil {
					return err
				}
			}
			return nil
		}))
		got := gaps()
		for _, want := range []string{"主管：要 1 人，现有 0 人", "编辑：要 1 人，现有 0 人", "政策问答：责任编辑editor已不在编辑岗位"} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not among %s", want, got)
			}
		}
		b.must(b.desk.StaffColumn(ctx, b.who[regime.ChiefEditor], agency, desk.ColumnStaff{ColumnID: id, Off: true}))
		if got := gaps(); strings.Contains(got, "政策问答") {
			t.Errorf("an ended column: %s", got)
		}
	})
}
