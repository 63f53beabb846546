package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"yingda/internal/regime"
	"yingda/internal/store"
)

// What is to be mended is counted by site, taken by somebody of the unit, and
// downloaded as a table and as a report.
func TestSitesPage(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		v := b.signIn(regime.Liaison)
		site := store.OwnSite{AgencyID: b.units["office"].AgencyID, UnitID: b.units["office"].ID, Title: "局网站", URL: "https://own.example/", Active: true}
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			if err := tx.PutSite(&site); err != nil {
				return err
			}
			if err := tx.AddSiteCheck(store.SiteCheck{SiteID: site.ID, OK: true, Links: 9, Dead: 1}); err != nil {
				return err
			}
			return tx.PutSiteFault(store.SiteFault{SiteID: site.ID, UnitID: site.UnitID, Kind: "dead_link", URL: "https://own.example/gone", FoundOn: "https://own.example/rules/", Says: "页面不存在", Seen: 2, Task: true, FirstAt: tx.Ms(), DueAt: tx.Ms()})
		}))
		main := v.page("/desk/sites").Find("main")
		for _, want := range []string{"链接打不开 1", "还没有人认领", "在 https://own.example/rules/ 上"} {
			if !strings.Contains(text(main), want) {
				t.Errorf("%q is not said: %q", want, text(main))
			}
		}
		action, _ := main.Find("form[action$=take]").Attr("action")
		if p, status := v.post(action, nil); status != http.StatusOK || strings.Contains(text(p.Find("main")), "还没有人认领") {
			t.Errorf("taken: %d %q", status, text(p.Find("main")))
		}
		if got := text(v.page("/desk/sites/" + site.ID).Find("main")); !strings.Contains(got, "发现的问题") || !strings.Contains(got, "9 个") {
			t.Errorf("the site's page: %q", got)
		}
		for path, kind := range map[string]string{"/desk/sites?format=xlsx": "spreadsheetml", "/desk/sites/" + site.ID + "?format=docx": "wordprocessingml"} {
			res, err := v.c.Get(b.server.URL + path)
			b.must(err)
			res.Body.Close()
			if !strings.Contains(res.Header.Get("Content-Type"), kind) {
				t.Errorf("%s: %d %s", path, res.StatusCode, res.Header.Get("Content-Type"))
			}
		}
	})
}
