package web_test

import (
	"strings"
	"testing"

	"yingda/internal/regime"
)

// TestSortingPage: the page says what serves and when the record begins; a
// suggestion is taken by one click in the list, and then stands as decided.
func TestSortingPage(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		v := b.signIn(regime.DutyOfficer)
		p := v.page("/desk/sorting")
		if p.Find("section.card").Length() != 3 || p.Find("form[action='/desk/sorting/train']").Length() != 0 || !strings.Contains(text(p.Find("main")), "从第一件") {
			t.Fatalf("empty: %s", text(p.Find("main")))
		}
		f := form(v.page("/desk/concerns/new").Find("main form"))
		f.Set("title", "请问窗口几点下班")
		f.Set("summary", "咨询取号办法")
		p, _ = v.post("/desk/concerns", f)
		if got := text(p.Find("#proposal .suggest .tag").First()); got != "咨询" {
			t.Fatalf("the rules suggest %q: %s", got, text(p.Find("#proposal")))
		}
		director := b.signIn(regime.OfficeDirector)
		train := director.page("/desk/sorting").Find("form[action='/desk/sorting/train']")
		if train.Length() != 1 {
			t.Fatal("who may train sees the button")
		}
		if p, _ := director.post("/desk/sorting/train", nil); !strings.Contains(text(p.Find("body")), "满 200 件") {
			t.Errorf("too few: %s", text(p.Find("body")))
		}
	})
}
