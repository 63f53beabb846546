package web_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"yingda/internal/desk"
	"yingda/internal/fetch"
	"yingda/internal/intake"
	"yingda/internal/lang"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// reading is a reader of addresses, and a web server for it to read.
func (b *bureau) reading(in *intake.Intake) *intake.Poller {
	b.t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/rss", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<rss version="2.0"><channel><title>某市论坛%[1]s</title><item><title>窗口排队%[1]s</title><link>https://bbs.example/t/1</link><description>今天又排了两小时，信访电话13812345678</description></item></channel></rss>`, strings.NewReplacer("<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(markup))
	})
	mux.HandleFunc("/board/", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<title>通知公告</title><div class="nav"><a href="/">网站首页入口</a></div><ul class="news">`)
		for i := range 4 {
			fmt.Fprintf(w, `<li><a href="/n/%d">关于信访接待安排的公告（第%d号）</a><span>2026-03-0%d</span></li>`, i, i, i+1)
		}
		fmt.Fprint(w, `</ul>`)
	})
	mux.HandleFunc("/script", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<title>加载中</title><div id="app"></div><script src="/x.js"></script>`)
	})
	mux.HandleFunc("/n/", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<title>公告</title><h1>关于信访接待安排的公告</h1><div id="zoom"><p>信访接待大厅自三月起调整取号时间，咨询请打13812345678，请群众相互转告，按号等候接待，不必提前到场排队。</p><img src="/a.jpg" alt="时间表"></div>`)
	})
	b.feeds = httptest.NewServer(mux)
	b.t.Cleanup(b.feeds.Close)
	client := fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Now: time.Now})
	b.t.Cleanup(client.Close)
	return &intake.Poller{Intake: in, Client: client, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

// upload sends a file with a form.
func (v *visitor) upload(path, name, body string, fields url.Values) (*goquery.Document, int) {
	v.b.t.Helper()
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	part, err := w.CreateFormFile("file", name)
	v.b.must(err)
	_, err = io.WriteString(part, body)
	v.b.must(err)
	for k, all := range fields {
		v.b.must(w.WriteField(k, all[0]))
	}
	v.b.must(w.Close())
	r, err := v.c.Post(v.b.server.URL+path, w.FormDataContentType(), &buf)
	return v.read(r, err)
}

func TestSourceWizard(t *testing.T) {
	listening(t, func(t *testing.T, b *bureau, _ *intake.Intake) {
		b.topic("信访", "信访", "信访")
		v := b.signIn(regime.DutyOfficer)
		p, status := v.post("/desk/sources/preview", url.Values{"url": {b.feeds.URL + "/board/"}})
		offers := text(p.Find("main"))
		if status != http.StatusOK || !strings.Contains(offers, "栏目列表，4 条") || !strings.Contains(offers, "关于信访接待安排的公告（第0号）") || !strings.Contains(offers, "盯这个页面的变化") {
			t.Fatalf("what a page offers: %d %s", status, offers)
		}
		p, status = v.post("/desk/sources/preview", form(p.Find(".post form").First()))
		shown := text(p.Find("main"))
		if status != http.StatusOK || !strings.Contains(shown, "调整取号时间") || strings.Contains(shown, "13812345678") || !strings.Contains(shown, "图片：时间表") || !strings.Contains(shown, "命中 信访") {
			t.Fatalf("the preview shows posts as they would be stored: %d %s", status, shown)
		}
		bad := form(p.Find("form#reading"))
		bad.Set("selector", "li[")
		if p, status := v.post("/desk/sources/preview", bad); status != http.StatusUnprocessableEntity || !strings.Contains(text(p.Find("[role=alert]")), "选择器写得不对") {
			t.Errorf("a broken selector: %d", status)
		}
		f := form(p.Find("form#source"))
		f.Set("name", "通知公告栏")
		f.Set("category", "own_county")
		f.Set("topics", p.Find("form#source [name=topics]").First().AttrOr("value", ""))
		if p, status = v.post("/desk/sources", f); status != http.StatusOK || text(p.Find("h1")) != "通知公告栏" {
			t.Fatalf("register: %d %s", status, text(p.Find("main")))
		}
		x, err := b.store.Source(context.Background(), "通知公告栏")
		b.must(err)
		how, err := b.store.ReadingOf(context.Background(), x)
		b.must(err)
		if how.Way != "page" || how.Settings.Selector == "" || !how.Settings.Articles || len(how.Settings.Topics) != 1 || x.Category != "own_county" {
			t.Errorf("registered as %+v %+v", x, how)
		}
		for address, why := range map[string]string{"https://qm.qq.com/q/xyz": "群、聊天", "https://weibo.com/u/123456": "个人主页", "rsshub://weibo/user/123456": "个人主页", "https://sso.example/login": "登录", "ftp://a.example": "http"} {
			p, status := v.post("/desk/sources/preview", url.Values{"url": {address}})
			if status != http.StatusUnprocessableEntity || !strings.Contains(text(p.Find("[role=alert]")), why) {
				t.Errorf("%s: %d %s", address, status, text(p.Find("[role=alert]")))
			}
		}
	})
}

// A board that changed its looks is tried anew from its own page: the lists that
// stand there are offered, and what is chosen is saved to it and read at once.
func TestSourceTriedAnew(t *testing.T) {
	listening(t, func(t *testing.T, b *bureau, _ *intake.Intake) {
		s := store.Source{Kind: "feed", Name: "旧公告栏", URL: b.feeds.URL + "/board/", Category: "own_city", Weight: 7, Active: true, EverySeconds: 3600, Failures: 4, ErrorCode: "page.no_list", ErrorText: "页面上没有按此选择器找到任何链接", ETag: `"1"`}
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			s.NextReadAt = tx.Ms() + 6*3600_000
			if err := tx.AddSource(&s); err != nil {
				return err
			}
			return tx.SaveReading(store.Reading{SourceID: s.ID, Way: "page", Settings: store.ReadingSettings{Selector: ".old li", Articles: true}})
		}))
		v := b.signIn(regime.DutyOfficer)
		p := v.page("/desk/sources/" + s.ID)
		if got := text(p.Find(".note--fault")); !strings.Contains(got, "重新试读") || !strings.Contains(got, "登记以来没有读到过") {
			t.Errorf("what to do about it: %s", got)
		}
		p, status := v.post("/desk/sources/preview", form(p.Find("form[action='/desk/sources/preview']")))
		if status != http.StatusUnprocessableEntity || !strings.Contains(text(p.Find("#w-offers").Parent().Parent()), "关于信访接待安排的公告") {
			t.Fatalf("the lists that stand there: %d %s", status, text(p.Find("main")))
		}
		p, status = v.post("/desk/sources/preview", form(p.Find(".post form").First()))
		if status != http.StatusOK || !strings.Contains(text(p.Find("main")), "调整取号时间") || !strings.Contains(text(p.Find("main")), "只点进前 3 条") {
			t.Fatalf("the trial: %d %s", status, text(p.Find("main")))
		}
		f := form(p.Find("form#source"))
		if p, status = v.post(p.Find("form#source").AttrOr("action", ""), f); status != http.StatusOK || text(p.Find("h1")) != "旧公告栏" {
			t.Fatalf("save: %d %s", status, text(p.Find("main")))
		}
		x, err := b.store.Source(context.Background(), s.ID)
		b.must(err)
		how, err := b.store.ReadingOf(context.Background(), x)
		b.must(err)
		if how.Settings.Selector == ".old li" || !how.Settings.Articles || x.Weight != 7 || x.Category != "own_city" || x.EverySeconds != 3600 {
			t.Errorf("saved as %+v %+v", x, how)
		}
		if x.Failures != 0 || x.ETag != "" || x.NextReadAt > b.clock.Now().UnixMilli() {
			t.Errorf("it is not read at once: %+v", x)
		}
		p, _ = v.post("/desk/sources/preview", url.Values{"url": {b.feeds.URL + "/script"}})
		if got := text(p.Find("main")); !strings.Contains(got, "可能由脚本生成") || !strings.Contains(got, "自己写选择器") {
			t.Errorf("a page made by script: %s", got)
		}
		p, status = v.post("/desk/sources/preview", url.Values{"url": {strings.TrimPrefix(b.feeds.URL, "http://") + "/board/"}})
		if status != http.StatusOK || !strings.Contains(text(p.Find("main")), "栏目列表，4 条") {
			t.Errorf("an address as browsers show it: %d %s", status, text(p.Find("[role=alert]")))
		}
		p, _ = v.post("/desk/sources/preview", url.Values{"url": {b.feeds.URL + "/board/?q={query}"}, "way": {"search"}, "selector": {"li"}})
		if p.Find("[role=alert]").Length() != 0 {
			t.Errorf("a search is scolded before its words were asked for: %s", text(p.Find("[role=alert]")))
		}
	})
}

// The list of sources says how each is read, and does not call in order what has
// been silent for too long.
func TestSourceHealth(t *testing.T) {
	listening(t, func(t *testing.T, b *bureau, in *intake.Intake) {
		b.topic("信访", "信访", "信访")
		b.topic("大厅", "信访大厅", "信访大厅")
		_, err := in.Push(context.Background(), matter.SystemActor, []intake.Post{{Line: 1, Source: "送来的", URL: "https://bbs.example/t/1", Title: "信访大厅排队", Text: "信访大厅排队两小时"}})
		b.must(err)
		s := store.Source{Kind: "feed", Name: "地图", URL: "https://a.example/map.xml", Category: "own_city", Weight: 1, Active: true, EverySeconds: 600}
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			s.LastReadAt, s.LastGoodAt, s.NextReadAt = tx.Ms(), tx.Ms(), tx.Ms()+1000
			if err := tx.AddSource(&s); err != nil {
				return err
			}
			if err := tx.SaveReading(store.Reading{SourceID: s.ID, Way: "sitemap"}); err != nil {
				return err
			}
			return tx.KeepDeliveries([]store.Delivery{{SourceID: s.ID, NewestAt: tx.Ms() - 5*86400_000, HabitSeconds: 86400, SilentAt: tx.Ms()}})
		}))
		for _, w := range desk.Ways {
			for _, title := range []string{w.Title, desk.WayWord(w.Code)} {
				if lang.English.T(title) == title {
					t.Errorf("no English for the way %s", title)
				}
			}
		}
		v := b.signIn(regime.DutyOfficer)
		p := v.page("/desk/sources")
		got := text(p.Find("main"))
		if !strings.Contains(got, "本市，站点地图") || !strings.Contains(got, "比平时安静") || !strings.Contains(got, "刚刚送来") || !strings.Contains(got, "1 / 1") {
			t.Errorf("the list: %s", got)
		}
		if got := text(v.page("/desk/sources?category=own_city").Find("tbody")); !strings.Contains(got, "地图") || strings.Contains(got, "送来的") {
			t.Errorf("one category: %s", got)
		}
		if got := text(v.page("/desk/sources/" + s.ID).Find("main")); !strings.Contains(got, "打开网页看有没有新内容") || !strings.Contains(got, "最多约") {
			t.Errorf("its own page: %s", got)
		}
	})
}

func TestSourceRegistry(t *testing.T) {
	listening(t, func(t *testing.T, b *bureau, _ *intake.Intake) {
		v := b.signIn(regime.DutyOfficer)
		opml := `<opml version="2.0"><body><outline text="本市"><outline text="某市论坛" xmlUrl="https://bbs.example/rss"/><outline text="某群" xmlUrl="https://qm.qq.com/q/a"/></outline><outline text="头条" xmlUrl="https://news.example/rss"/></body></opml>`
		p, status := v.upload("/desk/sources/import", "list.opml", opml, nil)
		if got := text(p.Find("main")); status != http.StatusOK || !strings.Contains(got, "能登记 2 个，不能登记 1 个") || !strings.Contains(got, "个人主页不能登记") {
			t.Fatalf("the report of an import: %d %s", status, got)
		}
		v.post("/desk/sources/import", form(p.Find("main form").First()))
		x, err := b.store.Source(context.Background(), "某市论坛")
		b.must(err)
		if x.Category != "own_city" || x.Kind != "feed" {
			t.Errorf("imported as %+v", x)
		}
		csv := "名称,读取方式,地址,类别,权重,新闻单位,读取间隔（秒）,选择器\n公告栏,网页栏目,https://a.example/tzgg/,本县区,8,否,600,.list li\n怪类别,订阅,https://a.example/rss,群聊,5\n怪方式,页面变化,https://a.example/c,本市,5\n"
		p, _ = v.upload("/desk/sources/import", "list.csv", csv, nil)
		if got := text(p.Find("main")); !strings.Contains(got, "能登记 1 个，不能登记 2 个") || !strings.Contains(got, "不在八类里") {
			t.Errorf("a table: %s", got)
		}
		v.post("/desk/sources/import", form(p.Find("main form").First()))
		for _, want := range []string{"类别「群聊」不在八类里，可写：本县区、", "读取方式「页面变化」不认识，可写：订阅、网页栏目、盯一个页面的变化"} {
			if !strings.Contains(text(p.Find("main")), want) {
				t.Errorf("what may be written is not said: %s", text(p.Find("main")))
			}
		}
		for as, want := range map[string]string{"opml": `xmlUrl="https://bbs.example/rss"`, "csv": "公告栏,网页栏目,https://a.example/tzgg/,本县区,8,否,600,.list li"} {
			r, err := v.c.Get(b.server.URL + "/desk/sources/export?as=" + as)
			b.must(err)
			body, err := io.ReadAll(r.Body)
			r.Body.Close()
			b.must(err)
			if !strings.Contains(string(body), want) {
				t.Errorf("%s: %s", as, body)
			}
		}
		r, err := v.c.Get(b.server.URL + "/desk/sources/export?as=xlsx")
		b.must(err)
		sheet, err := io.ReadAll(r.Body)
		r.Body.Close()
		b.must(err)
		p, _ = v.upload("/desk/sources/import", "again.xlsx", string(sheet), nil)
		if got := text(p.Find("main")); !strings.Contains(got, "能登记 0 个，不能登记 0 个") || !strings.Contains(got, "已登记，不动") {
			t.Errorf("what was exported changes nothing: %s", got)
		}
		if got := text(v.page("/desk/sources/registry").Find("main")); !strings.Contains(got, "本县区") || !strings.Contains(got, "网页栏目") {
			t.Errorf("the registry: %s", got)
		}
	})
}

func TestVendorFile(t *testing.T) {
	listening(t, func(t *testing.T, b *bureau, _ *intake.Intake) {
		b.topic("信访", "信访", "信访")
		v := b.signIn(regime.DutyOfficer)
		f := form(v.page("/desk/sources/other?way=file").Find("form#source"))
		f.Set("name", "某监测公司")
		p, status := v.post("/desk/sources", f)
		if status != http.StatusOK {
			t.Fatalf("register a vendor: %d %s", status, text(p.Find("main")))
		}
		x, err := b.store.Source(context.Background(), "某监测公司")
		b.must(err)
		at := "/desk/sources/" + x.ID
		file := "舆情标题,全文内容,原始链接,抓取时间,作者昵称,粉丝数,热度\n信访窗口,信访窗口排队两个小时，电话13812345678,https://bbs.example/t/9,2026-03-02 08:00,快乐的小王,12345,8\n坏行,,ftp://x,2026-03-02 08:00,李四,1,1\n"
		p, _ = v.upload(at+"/files", "day.csv", file, nil)
		if got := text(p.Find("main")); !strings.Contains(got, "作者昵称、粉丝数") || strings.Contains(got, "快乐的小王") || strings.Contains(got, "13812345678") {
			t.Fatalf("the columns: %s", got)
		}
		columns := form(p.Find("main form").First())
		for k, all := range columns {
			if n, ok := strings.CutPrefix(k, "name"); ok {
				columns.Set("field"+n, map[string]string{"舆情标题": "title", "全文内容": "text", "原始链接": "url", "抓取时间": "published_at"}[all[0]])
			}
		}
		if p, status := v.post(at+"/columns", columns); status != http.StatusOK || !strings.Contains(text(p.Find("main")), "已存的对应关系") {
			t.Fatalf("save the mapping: %d", status)
		}
		p, _ = v.upload(at+"/files", "day.csv", file, nil)
		if got := text(p.Find("main")); !strings.Contains(got, "收下并命中话题1") || !strings.Contains(got, "没有收下1") || !strings.Contains(got, "网址不正确") || !strings.Contains(got, "已在进门时丢弃") {
			t.Errorf("the result: %s", got)
		}
		list, err := b.store.Stream(context.Background(), store.StreamFilter{}, 5)
		b.must(err)
		if len(list) != 1 || list[0].Source != "某监测公司" || strings.Contains(list[0].Text, "13812345678") {
			t.Errorf("stored: %+v", list)
		}
		p, status = v.upload(at+"/files", "day.csv", "headline,body,link\n信访大厅,信访大厅排队,https://bbs.example/t/10\n", nil)
		if got := text(p.Find("[role=alert]")); status != http.StatusUnprocessableEntity || !strings.Contains(got, "全文内容、舆情标题") || p.Find("select[name=field0]").Length() != 1 {
			t.Errorf("a file laid out anew: %d %s", status, got)
		}
		columns.Set("name9", "作者昵称")
		columns.Set("field9", "source")
		if p, _ := v.post(at+"/columns", columns); !strings.Contains(p.Text(), "涉及作者或个人，不能接收") {
			t.Error("an author's column was mapped")
		}
	})
}
