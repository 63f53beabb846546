package desk_test

import (
	"context"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// TestSourcesAreNotAboutPeople: what a site's search is asked, and the words of an
// address, name no person but whoever leads the agency now, on every way in.
func TestSourcesAreNotAboutPeople(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		who := b.who[regime.DutyOfficer]
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			p := store.Person{Login: "lead", Name: "张伟", UnitID: b.units["office"].ID, Active: true}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
			return tx.GrantRole(p.ID, b.units["office"].ID, regime.Head)
		}))
		search := func(url string, words ...string) desk.SourceEdit {
			return desk.SourceEdit{Name: "站内检索", URL: url, Way: "search", Category: "search", Weight: 5, EverySeconds: 600, Settings: store.ReadingSettings{Selector: "li", Queries: words}}
		}
		const at = "https://a.example/s?q={query}"
		for _, c := range []struct{ why, url, query, code string }{
			{"a private name", at, "王建国", "source.query"},
			{"a name beside a matter", at, "接访 王建国", "source.query"},
			{"with spaces between its characters", at, "王 建 国", "source.query"},
			{"in quotation marks", at, "“陳麗娟”+取号", "source.query"},
			{"a person by courtesy", at, "王女士", "source.query"},
			{"an account", at, "@某某", "source.query"},
			{"a number", at, "13800138000", "source.query"},
			{"a name in the address", "https://a.example/s?name=王建国&q={query}", "取号", "source.query"},
			{"an escaped name in the address", "https://a.example/s?name=%E7%8E%8B%E5%BB%BA%E5%9B%BD&q={query}", "取号", "source.query"},
			{"the head in office", at, "张伟", ""},
			{"a matter", at, "接访 取号", ""},
			{"a channel in Chinese in the address", "https://a.example/通知公告/s?q={query}", "高铁 管理", ""},
		} {
			e := search(c.url, c.query)
			if err := b.desk.CheckSource(ctx, who, &e); fault.CodeOf(err) != c.code {
				t.Errorf("%s: %v, want %q", c.why, err, c.code)
			}
		}
		if _, err := b.desk.AddSource(ctx, who, search(at, "王建国")); fault.CodeOf(err) != "source.query" {
			t.Errorf("registered: %v", err)
		}
		s, err := b.desk.AddSource(ctx, who, search(at, "取号"))
		b.must(err)
		if err := b.desk.SaveSource(ctx, who, s.ID, search(at, "王建国")); fault.CodeOf(err) != "source.query" {
			t.Errorf("changed: %v", err)
		}
		row := []string{"另一检索", "站内检索", at, "", "", "", "", "li", "", "", "取号；王建国", ""}
		plan, err := b.desk.ImportSources(ctx, who, [][]string{desk.SourceHeader, row}, false)
		b.must(err)
		if plan.Faults != 1 || plan.Changes != 0 {
			t.Errorf("imported: %+v", plan)
		}
	})
}
