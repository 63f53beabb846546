package source

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// collect runs a file through and returns posts and refusals.
func collect(name string, body []byte) ([]Post, []*Refused) {
	var posts []Post
	var refused []*Refused
	for p, r := range Posts(name, bytes.NewReader(body)) {
		if r != nil {
			refused = append(refused, r)
		} else {
			posts = append(posts, p)
		}
	}
	return posts, refused
}

var morning = time.Date(2026, 11, 20, 0, 30, 0, 0, time.UTC)

func TestPostsJSON(t *testing.T) {
	cases := []struct{ name, line, reason string }{
		{"a full line", `{"source":"s","url":"https://a.cn/1","title":"停水","text":"两天","published_at":"2026-11-20T08:30:00+08:00","language":"zh","engagement":{"views":10,"comments":2,"shares":null}}`, ""},
		{"title alone", `{"title":"停水"}`, ""},
		{"an author", `{"title":"停水","author":"张三"}`, "author"},
		{"an author that is null", `{"title":"停水","author":null}`, "author"},
		{"an unknown key beside an author", `{"title":"停水","abc":1,"nickname":"x"}`, "nickname"},
		{"an unknown key", `{"title":"停水","likes":1}`, "likes"},
		{"an unknown key inside the counts", `{"title":"停水","engagement":{"followers":1}}`, "followers"},
		{"nothing to read", `{"url":"https://a.cn/1"}`, "为空"},
		{"a bad address", `{"title":"停水","url":"javascript:alert(1)"}`, "网址"},
		{"an address with a user", `{"title":"停水","url":"https://me:pw@a.cn/"}`, "用户名"},
		{"a bad time", `{"title":"停水","published_at":"昨天"}`, "时间"},
		{"a negative count", `{"title":"停水","engagement":{"views":-1}}`, "整数"},
		{"half a view", `{"title":"停水","engagement":{"views":1.5}}`, "整数"},
		{"a list as title", `{"title":["停水"]}`, "类型"},
		{"a key twice", `{"title":"停水","title":"停电"}`, "JSON"},
		{"no object", `"停水"`, "JSON"},
		{"broken", `{"title":"停`, "JSON"},
		{"two on one line", `{"title":"a"}{"title":"b"}`, "JSON"},
	}
	for _, c := range cases {
		posts, refused := collect("x.jsonl", []byte("\n"+c.line+"\n"))
		if c.reason == "" {
			if len(posts) != 1 || posts[0].Line != 2 {
				t.Errorf("%s: %v %+v", c.name, refused, posts)
			}
			continue
		}
		if len(posts) != 0 || len(refused) != 1 || refused[0].Line != 2 || !strings.Contains(refused[0].Error(), c.reason) {
			t.Errorf("%s: %v %v", c.name, posts, refused)
		}
	}
	posts, _ := collect("x.jsonl", []byte(cases[0].line))
	want := Post{Line: 1, Source: "s", URL: "https://a.cn/1", Title: "停水", Text: "两天", Published: morning, Language: "zh", Views: 10, Comments: 2, Shares: -1}
	if posts[0] != want {
		t.Errorf("got %+v", posts[0])
	}
	posts, refused := collect("x.json", []byte(` [{"title":"a"},{"title":"b","uid":1},{"title":"c"}]`))
	if len(posts) != 2 || len(refused) != 1 || refused[0].Line != 2 || posts[1].Line != 3 {
		t.Errorf("array: %v %v", posts, refused)
	}
	if _, refused = collect("x.json", []byte(`[{"title":"a"},{"tit`)); len(refused) != 1 || !refused[0].Fatal {
		t.Errorf("a cut-off array: %v", refused)
	}
}

func TestPostsCSV(t *testing.T) {
	const header = "来源,链接,标题,正文,发布时间,阅读量,评论数,转发数\n"
	const good = "县论坛,https://a.cn/1,停水,\"两天,\n没人管\",2026-11-20 08:30:00,\"1,234\",1.2万,0\n"
	want := Post{Line: 2, Source: "县论坛", URL: "https://a.cn/1", Title: "停水", Text: "两天,\n没人管", Published: morning, Views: 1234, Comments: 12000, Shares: 0}
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(header + good)
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{
		"UTF-8": header + good, "with a mark": "\ufeff" + header + good, "GBK": gbk, "CR LF": strings.ReplaceAll(header+good, "\n", "\r\n"),
		"empty lines": "\n" + header + "\n\n" + good,
	} {
		posts, refused := collect("x.csv", []byte(body))
		if len(posts) != 1 || len(refused) != 0 {
			t.Fatalf("%s: %v %v", name, posts, refused)
		}
		posts[0].Line = 2
		if posts[0] != want {
			t.Errorf("%s: %+v", name, posts[0])
		}
	}
	if posts, _ := collect("x.csv", []byte("标题\t浏览量（次）\n停水\t10万+\n")); len(posts) != 1 || posts[0].Views != 100000 {
		t.Errorf("tabs: %+v", posts)
	}
	posts, refused := collect("x.csv", []byte("标题,阅读量\na,1\nb,x\n\"c\"d,1\ne,5\n"))
	if len(posts) != 2 || len(refused) != 2 || refused[0].Line != 3 || refused[0].Column != "阅读量" || refused[1].Line != 4 {
		t.Errorf("faults: %v %v", posts, refused)
	}
	if _, refused = collect("x.csv", []byte("标题,作者\na,张三\nb,\n")); len(refused) != 2 || refused[0].Column != "作者" || !strings.Contains(refused[0].Reason, "作者") {
		t.Errorf("an author column: %v", refused)
	}
	if _, refused = collect("x.csv", []byte("1,2\n3,4\n")); len(refused) != 1 || !refused[0].Fatal {
		t.Errorf("no header: %v", refused)
	}
	if posts, refused = collect("x.csv", nil); len(posts) != 0 || len(refused) != 1 {
		t.Errorf("empty: %v", refused)
	}
}

func workbook(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, r := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPostsXLSX(t *testing.T) {
	wall := time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC)
	body := workbook(t, []any{"十一月来件"}, []any{"网站", "网址", "标题", "内容", "发布时间", "点击量"},
		[]any{"县论坛", "https://a.cn/1", "停水", "两天", wall, 46000}, []any{"县论坛", "bad", "停电"}, []any{"县论坛", "", "停气", "", "2026年11月20日 08:30", ""})
	posts, refused := collect("x.xlsx", body)
	if len(posts) != 2 || len(refused) != 1 || refused[0].Line != 4 || refused[0].Column != "网址" {
		t.Fatalf("%+v %v", posts, refused)
	}
	if posts[0].Views != 46000 || !posts[0].Published.Equal(morning) || !posts[1].Published.Equal(morning) || posts[1].Views != -1 {
		t.Errorf("%+v", posts)
	}
	for name, b := range map[string][]byte{"old format": []byte("\xd0\xcf\x11\xe0"), "not a workbook": []byte("PK\x03\x04xx"), "text under that name": []byte("abc"), "a bomb": sheetBomb(t)} {
		if _, refused = collect("x.xlsx", b); len(refused) != 1 || !refused[0].Fatal {
			t.Errorf("%s: %v", name, refused)
		}
	}
	if _, refused = collect("x.csv", bytes.Repeat([]byte("a"), maxFile+1)); len(refused) != 1 || !refused[0].Fatal {
		t.Errorf("a large file: %v", refused)
	}
}

func sheetBomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	w.Write(make([]byte, 60<<20))
	z.Close()
	return b.Bytes()
}

func TestOPML(t *testing.T) {
	list := []Subscription{
		{Title: "县政府网", URL: "https://a.cn/rss?a=1&b=2", Site: "https://a.cn/", Folder: "本县"},
		{Title: "<省报>", URL: "https://b.cn/rss", Folder: "中央媒体"},
		{Title: "论坛", URL: "https://c.cn/rss"},
	}
	var b bytes.Buffer
	if err := WriteOPML(&b, "来源 & 清单", list); err != nil {
		t.Fatal(err)
	}
	again, err := ReadOPML(b.Bytes())
	if err != nil || len(again) != 3 || again[0] != list[0] || again[1] != list[1] || again[2] != list[2] {
		t.Fatalf("%v %+v\n%s", err, again, b.String())
	}
	wild := `<?xml version="1.0"?><opml version="1.1"><body><outline text="a"><outline text="x & y" xmlUrl="https://a.cn/1"/><outline xmlUrl="https://a.cn/1"/>
		<outline xmlUrl="javascript:x"/><outline xmlUrl="ftp://a/"/><outline xmlUrl=https://a.cn/2></outline></body>`
	if again, err = ReadOPML([]byte(wild)); err != nil || len(again) != 2 || again[0].Title != "x & y" || again[1].Title != "a.cn" || again[1].Folder != "a" {
		t.Fatalf("%v %+v", err, again)
	}
	if _, err = ReadOPML([]byte("<rss></rss>")); err == nil {
		t.Fatal("a feed was taken for a list")
	}
}

func FuzzOPML(f *testing.F) {
	f.Add([]byte(`<opml><body><outline text="a" xmlUrl="https://a.cn/"><outline/></outline></body></opml>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		list, err := ReadOPML(body)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := WriteOPML(&b, "t", list); err != nil {
			t.Fatal(err)
		}
		if again, err := ReadOPML(b.Bytes()); err != nil || len(again) != len(list) {
			t.Fatalf("%d feeds became %d: %v", len(list), len(again), err)
		}
	})
}

func FuzzCSV(f *testing.F) {
	f.Add("x.csv", []byte("标题,作者\na,b\n"))
	f.Add("x.jsonl", []byte(`{"title":"a","engagement":{"views":1}}`))
	f.Fuzz(func(t *testing.T, name string, body []byte) {
		posts, _ := collect(name, body)
		for _, p := range posts {
			if p.Line < 1 || p.Title == "" && p.Text == "" || p.Views < -1 {
				t.Fatalf("%+v", p)
			}
		}
	})
}
