package intake_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// What is wrong on an own site is a task of its unit, from the second look on
// where it may pass, and closes itself with what was seen.
func TestSites(t *testing.T) {
	each(t, func(o *office) {
		w := newWeb(t)
		p := o.polite(fetch.Config{Timeout: 2 * time.Second})
		day := func(back int) string { return o.clock.Now().AddDate(0, 0, -back).Format("2006-01-02") }
		home := func(links string, newest string) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				fmt.Fprintf(w, `<html><title>某局</title><body><p>%s 工作动态</p>%s</body></html>`, newest, links)
			}
		}
		w.page("/", home(`<a href="/gone">旧页</a> <a href="/rule">办法</a> <a href="#top">顶</a>`, day(40)))
		w.page("/rule", home(`本办法自发布之日起施行，有效期至2020年12月31日。`, ""))
		keeper := actor(regime.Liaison)
		site := store.OwnSite{Title: "局网站", URL: w.URL + "/", UnitID: o.units["visits"].ID}
		if err := o.desk.SaveSite(ctx, matter.Actor{ID: "x"}, site); fault.CodeOf(err) != "register.role" {
			t.Errorf("registered by anybody: %v", err)
		}
		for code, bad := range map[string]store.OwnSite{"site.title": {URL: site.URL, UnitID: site.UnitID}, "site.url": {Title: "网站", URL: "ftp://x", UnitID: site.UnitID}, "site.unit": {Title: "网站", URL: site.URL}} {
			if err := o.desk.SaveSite(ctx, keeper, bad); fault.CodeOf(err) != code {
				t.Errorf("%s: %v", code, err)
			}
		}
		o.must(o.desk.SaveSite(ctx, keeper, site))
		look := func() map[string]store.SiteFault {
			t.Helper()
			if n, err := o.desk.CheckSites(ctx, p.LookAtSite); err != nil || n != 1 {
				t.Fatalf("%d sites: %v", n, err)
			}
			list, err := o.store.SiteTasks(ctx, []string{o.units["visits"].ID}, 10)
			o.must(err)
			out := map[string]store.SiteFault{}
			for _, f := range list {
				out[f.Kind] = f
			}
			return out
		}
		tasks := look()
		if len(tasks) != 2 || tasks["stale"].Says == "" || !strings.Contains(tasks["expired"].Says, "2020年12月31日") {
			t.Errorf("after the first look: %+v", tasks)
		}
		o.clock.Advance(time.Hour)
		if tasks = look(); len(tasks) != 3 || !strings.HasSuffix(tasks["dead_link"].URL, "/gone") {
			t.Errorf("after the second look: %+v", tasks)
		}
		w.page("/", home(`<a href="/gone">旧页</a>`, day(0)))
		w.page("/gone", home("回来了", ""))
		o.clock.Advance(7 * time.Hour)
		if tasks = look(); len(tasks) != 0 {
			t.Errorf("after it was mended: %+v", tasks)
		}
		mended, err := o.store.MendedFaults(ctx, 10)
		o.must(err)
		for _, f := range mended {
			if f.Evidence == "" || f.MendedAt != o.clock.Now().UnixMilli() {
				t.Errorf("closed without evidence: %+v", f)
			}
		}
		if len(mended) != 3 {
			t.Errorf("%d mended", len(mended))
		}
		w.page("/", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		o.clock.Advance(7 * time.Hour)
		if tasks = look(); len(tasks) != 0 {
			t.Errorf("a passing trouble is a task at once: %+v", tasks)
		}
		o.clock.Advance(time.Hour)
		if tasks = look(); tasks["unreachable"].Says == "" {
			t.Errorf("unreachable twice: %+v", tasks)
		}
	})
}

// Links and documents one page further are looked at, too; a finding says on
// which page it stands, is taken by somebody of the unit, and closes itself when
// that page no longer leads there.
func TestSitesDeeper(t *testing.T) {
	each(t, func(o *office) {
		w := newWeb(t)
		p := o.polite(fetch.Config{Timeout: 2 * time.Second})
		html := func(body string) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				fmt.Fprintf(w, `<html><title>某局</title><body><p>%s 更新</p>%s</body></html>`, o.clock.Now().Format("2006-01-02"), body)
			}
		}
		w.page("/", html(`<a href="/rules/">制度</a>`))
		w.page("/rules/", html(`<a href="/lost.doc">附件</a> <a href="/old">旧办法</a>`))
		w.page("/old", html(`本办法有效期至2020年12月31日。`))
		o.must(o.desk.SaveSite(ctx, actor(regime.Liaison), store.OwnSite{Title: "局网站", URL: w.URL + "/", UnitID: o.units["visits"].ID}))
		look := func() map[string]store.SiteFault {
			t.Helper()
			_, err := o.desk.CheckSites(ctx, p.LookAtSite)
			o.must(err)
			list, err := o.store.SiteTasks(ctx, nil, 10)
			o.must(err)
			out := map[string]store.SiteFault{}
			for _, f := range list {
				out[f.Kind] = f
			}
			return out
		}
		look()
		o.clock.Advance(time.Hour)
		found := look()
		if dead, old := found["dead_link"], found["expired"]; dead.URL != w.URL+"/lost.doc" || dead.FoundOn != w.URL+"/rules/" || old.URL != w.URL+"/old" {
			t.Fatalf("found %+v", found)
		}
		id := found["dead_link"].ID
		if err := o.desk.TakeSiteFault(ctx, matter.Actor{ID: "y"}, id); fault.CodeOf(err) != "register.role" {
			t.Errorf("taken by anybody: %v", err)
		}
		o.must(o.desk.TakeSiteFault(ctx, actor(regime.Editor), id))
		o.clock.Advance(100 * time.Hour)
		if f := look()["dead_link"]; f.OwnerID != actor(regime.Editor).ID || f.ToldAt == 0 {
			t.Errorf("overdue, and the unit is told: %+v", f)
		}
		w.page("/rules/", html(`<a href="/old">旧办法</a>`))
		o.clock.Advance(7 * time.Hour)
		if found = look(); found["dead_link"].ID != "" || found["expired"].ID == "" {
			t.Errorf("after the link was taken away: %+v", found)
		}
	})
}

// A site that asks readers to wait is not unreachable: no look took place.
func TestSitesWait(t *testing.T) {
	each(t, func(o *office) {
		w := newWeb(t)
		p := o.polite(fetch.Config{Timeout: 2 * time.Second})
		w.page("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "User-agent: *\nCrawl-delay: 60\n") })
		w.page("/", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, `<title>某局</title><p>%s 更新</p>`, o.clock.Now().Format("2006-01-02"))
		})
		site := store.OwnSite{Title: "局网站", URL: w.URL + "/", UnitID: o.units["visits"].ID}
		o.must(o.desk.SaveSite(ctx, actor(regime.Liaison), site))
		for range 4 {
			_, err := o.desk.CheckSites(ctx, p.LookAtSite)
			o.must(err)
			o.clock.Advance(7 * time.Hour)
		}
		if w.hit("/") != 1 {
			t.Errorf("visited %d times within a minute", w.hit("/"))
		}
		if n := o.count(`SELECT COUNT(*) FROM site_fault`); n != 0 {
			t.Errorf("%d findings on a site that was not looked at", n)
		}
		if n := o.count(`SELECT COUNT(*) FROM site_check`); n != 1 {
			t.Errorf("%d looks are told of, one took place", n)
		}
	})
}
