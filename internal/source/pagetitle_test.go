package source

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestPageTitleAndDay(t *testing.T) {
	const nav = `<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul></div><div class="menu"><h1>某县水务局欢迎您的来访</h1></div>`
	const info = `<div class="info">发布时间：2026-11-20</div>`
	const full = "关于印发《某县城乡居民生活用水突发事件应急预案》的通知"
	for _, c := range []struct{ sentence, head, body, title, day string }{
		{"a window title that names the site alone gives way to the heading", `<title>某县人民政府</title>`, nav + `<h1>关于小区停水情况的说明</h1>` + info + `<div id="zoom">` + paragraphs + `</div>`, "关于小区停水情况的说明", "2026-11-20 00:00"},
		{"also to a heading of the second level", `<title>某县人民政府门户网站</title>`, nav + `<h2 class="title">关于小区停水情况的说明</h2><div class="info">2026-11-20</div><div class="content">` + paragraphs + `</div>`, "关于小区停水情况的说明", "2026-11-20 00:00"},
		{"a window title that names the column gives way to what is marked as title", `<title>信息公开-某县人民政府</title>`, nav + `<div class="xxgk-title">某县水务局关于小区停水情况的说明</div><table><tr><td>发布日期</td><td>2026-11-20</td></tr></table><div class="view TRS_UEDITOR">` + paragraphs + `</div>`, "某县水务局关于小区停水情况的说明", "2026-11-20 00:00"},
		{"a short headline that ends in 公告 is no column", `<title>停水公告_某县水务局</title>`, nav + `<h1>停水公告</h1>` + info + paragraphs, "停水公告", "2026-11-20 00:00"},
		{"a title cut short is completed from the heading", `<title>关于印发《某县城乡居民生活用水突发…_某县水务局</title>`, nav + `<h1>` + full + `</h1>` + info + paragraphs, full, "2026-11-20 00:00"},
		{"so is one that ends in three dots", `<title>关于印发《某县城乡居民生活用水突发...</title>`, nav + `<h2>` + full + `</h2>` + info + paragraphs, full, "2026-11-20 00:00"},
		{"the time of a meeting is not that of the notice", `<title>关于召开座谈会的通知_某县水务局</title>`, nav + `<h1>关于召开座谈会的通知</h1><div class="info">2026-11-20</div><div class="content"><p>时间：2026年12月3日上午9点</p><p>地点：县政府三楼</p>` + paragraphs + `</div>`, "关于召开座谈会的通知", "2026-11-20 00:00"},
		{"also where nothing marks the day of the notice", `<title>关于召开座谈会的通知_某县水务局</title>`, nav + `<h1>关于召开座谈会的通知</h1><div>2026-11-20 来源：本站</div><div class="content"><p>时间：2026年12月3日上午9点</p>` + paragraphs + `</div>`, "关于召开座谈会的通知", "2026-11-20 00:00"},
		{"the day of the visit is not that of the notice", `<title>关于召开座谈会的通知_某县水务局</title>`, `<div class="date">今天是：2026年11月22日 星期日</div><div class="time">2026年11月22日</div>` + nav + `<h1>关于召开座谈会的通知</h1><div class="time">2026-11-20 来源：本站</div>` + paragraphs, "关于召开座谈会的通知", "2026-11-20 00:00"},
		{"a bare day in the marks gets the minute that the page shows", `<title>关于停水的说明_某县水务局</title><meta name="publishdate" content="2026-11-20">`, nav + `<h1>关于停水的说明</h1><span id="pubTime">2026-11-20 09:58</span>` + paragraphs, "关于停水的说明", "2026-11-20 09:58"},
		{"structured data may stand in CDATA", `<title>关于停水的说明_某县水务局</title><script type="application/ld+json">` + "\n//<![CDATA[\n" + `{"@type":"NewsArticle","datePublished":"2026-11-20T09:58:00+08:00"}` + "\n//]]>\n</script>", nav + `<h1>关于停水的说明</h1>` + paragraphs, "关于停水的说明", "2026-11-20 09:58"},
		{"an English line is read", `<title>关于停水的说明_某县水务局</title>`, nav + `<h1>关于停水的说明</h1><span>Published on: November 20, 2026</span>` + paragraphs, "关于停水的说明", "2026-11-20 00:00"},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			a, err := ReadPage([]byte("<html><head>"+c.head+"</head><body>"+c.body+`<div class="footer">最后更新：2026-11-01</div></body></html>`), "text/html; charset=utf-8", "")
			if err != nil {
				t.Fatal(err)
			}
			if day := a.Time.In(shanghai).Format("2006-01-02 15:04"); a.Title != c.title || day != c.day {
				t.Errorf("title %q, %s", a.Title, day)
			}
		})
	}
}

// realPages returns the pages that the reader of texts is tested with by those who
// keep it; they come with the module.
func realPages(t testing.TB) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "codeberg.org/readeck/go-readability/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), "test-pages/*/source.html"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("the module that reads texts came without its pages: %v", err)
	}
	return pages
}

// Q7: pages made by others. The title counts if one holds the other.
func TestRealPages(t *testing.T) {
	pages := realPages(t)
	if slower > 1 { // a part is enough for the race detector
		pages = pages[:len(pages)/6]
	}
	var title, day, dated, text float64
	for _, name := range pages {
		read := func(file string) []byte {
			body, err := os.ReadFile(filepath.Join(filepath.Dir(name), file))
			if err != nil {
				t.Fatal(err)
			}
			return body
		}
		page, raw, want := read("source.html"), read("expected-metadata.json"), read("expected.html")
		var meta struct{ Title, PublishedTime string }
		if err := json.Unmarshal(raw, &meta); err != nil {
			t.Fatal(err)
		}
		a, err := ReadPage(page, "", "http://fakehost/test/page.html")
		if err != nil {
			t.Logf("%s: %v", name, err)
		}
		what := filepath.Base(filepath.Dir(name))
		ours, theirs := bareSpace(a.Title), bareSpace(meta.Title)
		if ours == theirs || len(ours) > 3 && (strings.Contains(theirs, ours) || strings.Contains(ours, theirs)) {
			title++
		} else {
			t.Logf("%s: title %q, want %q", what, a.Title, meta.Title)
		}
		if at := Time(meta.PublishedTime); !at.IsZero() {
			dated++
			if d := a.Time.Sub(at); d.Abs() < 24*time.Hour {
				day++
			} else {
				t.Logf("%s: %v, want %v", what, a.Time, meta.PublishedTime)
			}
		}
		if overlap(a.Text, shown(string(want))) >= 0.85 {
			text++
		}
	}
	all := float64(len(pages))
	t.Logf("%d pages: title %.3f, day %.3f of %.0f, text %.3f", len(pages), title/all, day/dated, dated, text/all)
	if title < 0.95*all || day < 0.95*dated || text < 0.9*all {
		t.Error("less than was reached")
	}
}
