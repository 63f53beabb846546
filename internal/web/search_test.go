package web_test

import (
	"net/url"
	"strings"
	"testing"

	"yingda/internal/regime"
)

// TestOpenAndFind opens a concern by hand and finds it again: by a word of its
// title, marked, and by its number.
func TestOpenAndFind(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		v := b.signIn(regime.DutyOfficer)
		f := form(v.page("/desk/concerns/new").Find("main form"))
		p, _ := v.post("/desk/concerns", f)
		if p.Find("#new-title[aria-invalid=true]").Length() != 1 {
			t.Fatalf("a concern without a title: %s", text(p.Find("main")))
		}
		f.Set("title", "东门停车场夜间照明损坏<b>"+"</b>")
		f.Set("summary", "来电 13912345678 反映")
		p, _ = v.post("/desk/concerns", f)
		if !strings.Contains(text(p.Find("h1")), "东门停车场") || strings.Contains(text(p.Find("main")), "13912345678") {
			t.Fatalf("after opening: %s", text(p.Find("main")))
		}
		p = v.page("/desk/search?q=" + url.QueryEscape("停车场 照明"))
		if p.Find("li.found").Length() != 1 || text(p.Find("li.found mark").First()) != "停车场" || p.Find("li.found b").Length() != 0 {
			t.Fatalf("found: %s", text(p.Find("main")))
		}
		p = v.page("/desk/search?q=" + strings.ToLower(text(p.Find("li.found .num"))))
		if p.Find(".road").Length() != 1 {
			t.Fatalf("a number does not open its matter: %s", text(p.Find("main")))
		}
	})
}
