package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"yingda/internal/intake"
	"yingda/internal/matter"
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
		number := text(p.Find("li.found .num"))
		for q, want := range map[string]int{"停車場 非 電梯": 1, "停车场 非 照明": 0, "标题:停车场 环节:待研判": 1, "kind:post 停车场": 0, "(电梯 或 停车场) date:今天": 1} {
			for _, order := range []string{"", "best"} {
				if p := v.page("/desk/search?order=" + order + "&q=" + url.QueryEscape(q)); p.Find("li.found").Length() != want {
					t.Errorf("%q finds %d, want %d", q, p.Find("li.found").Length(), want)
				}
			}
		}
		p = v.page("/desk/search?q=" + url.QueryEscape("停车场 或"))
		if text(p.Find("#query-check mark")) != "或" || p.Find("#query[aria-invalid=true]").Length() != 1 || p.Find("li.found").Length() != 0 {
			t.Errorf("the place of the fault is shown: %s", text(p.Find("main")))
		}
		if p = v.page("/desk/search/check?q=" + url.QueryEscape("uint:甲")); !strings.Contains(text(p.Find("#query-check .fault")), "没有字段") {
			t.Errorf("the fault shows while one types: %s", text(p.Selection))
		}
		p, _ = v.post("/desk/views", url.Values{"page": {"search"}, "query": {"q=停车场&kind=concern"}, "name": {"停车"}, "share": {"private"}})
		if p.Find("li.found").Length() != 1 || text(p.Find("aside .title-link[aria-current=true]")) != "停车" {
			t.Errorf("a saved search is kept: %s", text(p.Find("main")))
		}
		if p := v.page("/desk/concerns"); strings.Contains(text(p.Find("aside")), "停车") {
			t.Error("a saved search is no list of concerns")
		}
		other := b.signIn(regime.Contractor)
		if p := other.page("/desk/search?q=" + url.QueryEscape("停车场")); p.Find("li.found").Length() != 0 || strings.Contains(text(p.Find(".chips")), "帖文") {
			t.Errorf("a contractor finds it: %s", text(p.Find("main")))
		}
		for _, typed := range []string{strings.ToLower(number), strings.Replace(number, "-000", "-", 1)} {
			if p = v.page("/desk/search?q=" + typed); p.Find(".road").Length() != 1 {
				t.Fatalf("%s does not open its matter: %s", typed, text(p.Find("main")))
			}
		}
		last := number[strings.LastIndex(number, "-")+1:]
		for _, typed := range []string{last, strings.TrimLeft(last, "0"), "编号:" + last, "number:" + strings.TrimLeft(last, "0")} {
			if p := v.page("/desk/search?q=" + url.QueryEscape(typed)); p.Find("li.found").Length() != 1 || text(p.Find("li.found .num")) != number {
				t.Errorf("%s does not find %s: %s", typed, number, text(p.Find("main")))
			}
		}
	})
}

// TestFindAddress asks for what stands at an address: whether it was read, and
// whether it matters to anybody here.
func TestFindAddress(t *testing.T) {
	listening(t, func(t *testing.T, b *bureau, in *intake.Intake) {
		b.topic("信访", "信访", "信访")
		_, err := in.Push(context.Background(), matter.SystemActor, []intake.Post{
			{Line: 1, Source: "某论坛", URL: "https://bbs.example/t/1", Title: "信访窗口排队", Text: "信访窗口排队两小时"},
			{Line: 2, Source: "某论坛", URL: "https://bbs.example/t/2", Title: "周末去哪里", Text: "求推荐"},
		})
		b.must(err)
		v := b.signIn(regime.DutyOfficer)
		for address, want := range map[string]string{
			"https://bbs.example/t/1": "信访窗口排队", "https://bbs.example/t/2": "读到过，没有命中任何话题", "https://bbs.example/t/3": "这个地址还没有读到",
		} {
			got := text(v.page("/desk/search?q=" + url.QueryEscape(address)).Find("section.card").First())
			if !strings.Contains(got, want) || strings.Contains(got, "求推荐") {
				t.Errorf("%s: %s", address, got)
			}
		}
		if got := text(v.page("/desk/search?q=" + url.QueryEscape("信访窗口")).Find("li.found")); !strings.Contains(got, "某论坛") {
			t.Errorf("a post that was found does not say where it stands: %s", got)
		}
		if got := text(b.signIn(regime.Contractor).page("/desk/search?q=" + url.QueryEscape("https://bbs.example/t/1")).Find("main")); strings.Contains(got, "排队") {
			t.Errorf("a contractor finds a post by its address: %s", got)
		}
	})
}
