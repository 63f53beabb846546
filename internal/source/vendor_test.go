package source

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"yingda/internal/fault"
)

func TestHeaders(t *testing.T) {
	for _, c := range []struct{ name, file, body, want string }{
		{"a table with an author's columns", "a.csv", "标题,正文,链接,发布时间,作者,粉丝数,浏览量\n停水,通知,https://a.example/1,2026-03-01,王小明,9,12\n", "标题=title 正文=text 链接=url 发布时间=published_at 作者! 粉丝数! 浏览量=views"},
		{"a title line above the header", "a.csv", "某公司监测日报\n文章标题,原文链接,倾向\n停水,https://a.example/1,x\n", "文章标题=title 原文链接=url 倾向="},
		{"objects inside an object", "a.json", `{"code":0,"data":{"list":[{"title":"停水","content":"通知","user":{"name":"王小明"},"stat":{"views":3}}]}}`, "content=text stat.views= title=title user.name!"},
	} {
		heads, err := Headers(c.file, []byte(c.body))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for _, h := range heads {
			mark := "=" + h.Field
			if h.Dropped != "" {
				mark = "!"
				if h.Sample != "" {
					t.Errorf("%s: %s shows %q", c.name, h.Name, h.Sample)
				}
			}
			got = append(got, h.Name+mark)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s", c.name, s)
		}
	}
}

func TestMapped(t *testing.T) {
	columns := map[string]string{"舆情": "title", "内容": "text", "地址": "url", "热度": "views"}
	for _, c := range []struct{ name, file, body string }{
		{"csv", "a.csv", "舆情,作者,内容,地址,热度\n停水,王小明,今天停水,https://a.example/1,1.2万\n"},
		{"json", "a.jsonl", `{"舆情":"停水","作者":"王小明","内容":"今天停水","地址":"https://a.example/1","热度":12000}`},
	} {
		n := 0
		for p, bad := range Mapped(c.file, strings.NewReader(c.body), columns) {
			n++
			if bad != nil || p.Title != "停水" || p.Text != "今天停水" || p.URL != "https://a.example/1" || p.Views != 12000 || strings.Contains(fmt.Sprint(p), "王小明") {
				t.Errorf("%s: %+v %v", c.name, p, bad)
			}
		}
		if n != 1 {
			t.Errorf("%s: %d rows", c.name, n)
		}
	}
	for name, columns := range map[string]map[string]string{"no text": {"地址": "url"}, "an author": {"作者": "title"}, "twice": {"甲": "title", "乙": "title"}, "no such field": {"甲": "author"}} {
		if err := CheckColumns(columns); fault.CodeOf(err) != "vendor.columns" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDigest(t *testing.T) {
	head := "From: =?gb18030?B?vOCy4g==?= <report@vendor.example>\r\nDate: Tue, 10 Mar 2026 09:00:00 +0800\r\nSubject: daily\r\nMIME-Version: 1.0\r\n"
	for _, c := range []struct{ name, letter, want string }{
		{"plain text, title above the address", head + "Content-Type: text/plain; charset=utf-8\r\n\r\n监测日报\r\n\r\n1. 接访大厅取不到号\r\n来源：某论坛 作者：王小明\r\n时间：2026-03-09 10:00\r\n群众反映排队两个小时。\r\n链接：https://bbs.example/t/1\r\n\r\n2. 窗口停电\r\nhttps://bbs.example/t/2\r\n", "接访大厅取不到号|https://bbs.example/t/1|2026-03-09|群众反映排队两个小时。;窗口停电|https://bbs.example/t/2|0001-01-01|"},
		{"a page with links and tracking", head + "Content-Type: text/html; charset=utf-8\r\n\r\n<table><tr><td><a href=\"https://bbs.example/t/1\">接访大厅取不到号</a></td><td>2026-03-09</td></tr><tr><td><b>窗口停电</b><p>群众等候一上午。</p><a href=\"https://bbs.example/t/2\">查看原文</a></td><td>03-08</td></tr></table><a href=\"https://vendor.example/u\">退订</a>", "接访大厅取不到号|https://bbs.example/t/1|2026-03-09|;窗口停电|https://bbs.example/t/2|2026-03-08|群众等候一上午。"},
	} {
		d, err := ReadDigest([]byte(c.letter))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for _, e := range d.Entries {
			day := "0001-01-01"
			if !e.Time.IsZero() {
				day = e.Time.In(shanghai).Format(time.DateOnly)
			}
			got = append(got, e.Title+"|"+e.URL+"|"+day+"|"+e.Text)
		}
		if s := strings.Join(got, ";"); s != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, s, c.want)
		}
	}
	d, err := ReadDigest([]byte(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee file\r\n--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=\"day.csv\"\r\n\r\ntitle,url\r\n--b--\r\n"))
	if err != nil || len(d.Files) != 1 || d.Files[0].Name != "day.csv" || len(d.Entries) != 0 {
		t.Errorf("an attached table: %+v %v", d, err)
	}
}

// seeds adds some pages that others made to a fuzz target.
func seeds(f *testing.F) {
	f.Add([]byte(board(`<ul class="news"><li><a href="a.html">关于停水的通知公告</a>[03-01]</li><li><a href="b.html">关于停电的通知公告</a>[03-02]</li></ul>`)), "li")
	f.Add([]byte(`<title>x</title><table><tr><td><a href=1>长标题长标题长标题`), "table tr, :not(a)")
	f.Add([]byte("<base href=\"::\"><figure><img src=x><video><source src=y>"), "*")
	for i, name := range realPages(f) {
		if i%4 > 0 {
			continue
		}
		body, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body[:min(len(body), 64<<10)], "p a")
	}
}

// No page makes a reader of pages crash, and what it returns is clean.
func FuzzPage(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, body []byte, selector string) {
		a, err := ReadPage(body, "", "https://a.example/x/1.html")
		if err == nil && (!valid8(a.Title) || !valid8(a.Text)) {
			t.Error("an article that is no valid text")
		}
		_, _ = Discover(body, "", "https://a.example/x/", boardNow)
		_, _, _ = PartText(body, "", "https://a.example/x/", selector)
		list, err := ReadLinks(body, "", "https://a.example/x/", selector, boardNow)
		for _, e := range list.Entries {
			if !strings.HasPrefix(e.URL, "http") || e.Title == "" && err == nil || !valid8(e.Title) {
				t.Errorf("a row: %+v", e)
			}
		}
		_, _ = ReadSitemap(body, "https://a.example/sitemap.xml")
		_, _ = ReadDigest(body)
	})
}

func valid8(s string) bool { return strings.ToValidUTF8(s, "") == s && !strings.ContainsRune(s, 0) }
