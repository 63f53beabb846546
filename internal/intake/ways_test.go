package intake_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/intake"
	"yingda/internal/store"
)

// site is a real web server with a notice board, its pages, a sitemap and a search.
type site struct {
	*httptest.Server
	rows    atomic.Int64 // on the board
	notice  atomic.Value // words of the watched page
	lists   atomic.Int64 // times that the board was sent whole
	pages   atomic.Int64 // article pages sent
	broken  atomic.Bool  // article pages answer 503
	queries atomic.Value
}

func newSite(t testing.TB) *site {
	s := &site{}
	s.rows.Store(3)
	s.notice.Store("<p>接访大厅电话：一</p>")
	s.queries.Store("")
	mux := http.NewServeMux()
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "User-agent: *\nDisallow: /secret/\nSitemap: %s/map.xml\n", s.URL)
	})
	mux.HandleFunc("/board/", s.board)
	mux.HandleFunc("/n/", s.article)
	mux.HandleFunc("/watched", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<title>办事指南</title><div class="clock">%d</div><div id="guide"><h1>信访接访须知</h1>%s</div>`, time.Now().UnixNano(), s.notice.Load())
	})
	mux.HandleFunc("/map.xml", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<sitemapindex><sitemap><loc>%s/part.xml.gz</loc><lastmod>2026-03-09</lastmod></sitemap></sitemapindex>`, s.URL)
	})
	mux.HandleFunc("/part.xml.gz", func(w http.ResponseWriter, r *http.Request) {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		fmt.Fprint(z, `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
		for i := range s.rows.Load() {
			fmt.Fprintf(z, `<url><loc>%s/n/%d.html</loc><lastmod>%s</lastmod></url>`, s.URL, i, testkitDay(i))
		}
		fmt.Fprint(z, `</urlset>`)
		z.Close()
		w.Header().Set("Content-Type", "application/gzip")
		w.Write(b.Bytes())
	})
	mux.HandleFunc("/search", func(w http.ResponseWriter, r *http.Request) {
		raw, _ := simplifiedchinese.GBK.NewDecoder().String(r.URL.Query().Get("q"))
		s.queries.Store(raw)
		fmt.Fprint(w, `<ul class="res"><li><a href="/n/0.html">关于信访接访大厅<em>取号</em>的说明</a><p>摘要：信访接访大厅取号排队的说明，号源当日减半。</p><span>2026-03-01</span></li></ul>`)
	})
	mux.HandleFunc("/anew", func(w http.ResponseWriter, r *http.Request) {
		switch s.rows.Load() {
		case 101:
			fmt.Fprint(w, `<div class="hits"><p><a href="/n/1.html">关于信访接访大厅取号的说明</a></p></div>`)
		case 102:
			fmt.Fprint(w, `<p>抱歉，没有找到相关内容</p>`)
		default:
			fmt.Fprint(w, `<ul class="res"><li><a href="/n/0.html">关于信访接访大厅取号的说明</a></li></ul>`)
		}
	})
	mux.HandleFunc("/members", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/passport/login?to=members", http.StatusFound)
	})
	mux.HandleFunc("/passport/login", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `<form><input type="password"></form>`) })
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/board/", http.StatusMovedPermanently)
	})
	mux.HandleFunc("/huge", func(w http.ResponseWriter, r *http.Request) {
		row := []byte(`<li><a href="/n/0.html">关于接访大厅取号排队的公告</a></li>`)
		fmt.Fprint(w, `<ul class="news">`)
		for range 9 << 20 / len(row) {
			if _, err := w.Write(row); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/flood", func(w http.ResponseWriter, r *http.Request) { w.Write(bytes.Repeat([]byte("水"), 4<<20)) })
	mux.HandleFunc("/cut", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100000")
		fmt.Fprint(w, `<ul class="news"><li><a href="/n/0.html">关于接访大厅取号排队的公告`)
	})
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func testkitDay(i int64) string {
	return time.Date(2026, 3, 1+int(i%9), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// board answers in GBK with a validator, newest first.
func (s *site) board(w http.ResponseWriter, r *http.Request) {
	tag := fmt.Sprintf(`"%d"`, s.rows.Load())
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	s.lists.Add(1)
	var b strings.Builder
	b.WriteString(`<html><head><meta charset="gbk"><title>通知公告_某市信访局</title></head><body><div class="nav"><ul><li><a href="/">网站首页</a></li><li><a href="/about">机构职能介绍</a></li><li><a href="/guide">办事指南大全</a></li></ul></div><div class="box"><ul class="news">`)
	for i := s.rows.Load() - 1; i >= 0; i-- {
		fmt.Fprintf(&b, `<li><a href="/n/%d.html" title="关于接访大厅取号安排的公告（第%d号）">关于接访大厅取号安排…</a><span>%s</span></li>`, i, i, testkitDay(i))
	}
	b.WriteString(`</ul></div></body></html>`)
	raw, err := simplifiedchinese.GBK.NewEncoder().String(b.String())
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "text/html")
	io.WriteString(w, raw)
}

func (s *site) article(w http.ResponseWriter, r *http.Request) {
	if s.broken.Load() {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	s.pages.Add(1)
	n := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/n/"), ".html")
	fmt.Fprintf(w, `<html><head><title>公告</title><meta name="author" content="张三丰"></head><body><h1>关于接访大厅取号安排的公告（第%s号）</h1><div>来源：某市信访局　作者：张三丰　发布时间：2026-03-0%s 08:30</div>
<div class="TRS_Editor"><p>信访接访大厅自即日起调整取号安排，第%s批号源每日九点放出，排队群众请在窗口取号，咨询电话请打13800138000。取号之后请在等候区排队，窗口将按号叫号，请相互转告。</p><img src="/img/%s.jpg" alt="取号示意图"></div><p>责任编辑：李四光</p></body></html>`, n, n, n, n)
}

func (o *office) poller() *intake.Poller {
	client := fetch.New(fetch.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Now: o.clock.Now, Timeout: 10 * time.Second})
	o.t.Cleanup(client.Close)
	return &intake.Poller{Intake: o.intake, Client: client, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

// register stores a source that is read in one way.
func (o *office) register(name, address, way string, settings store.ReadingSettings) store.Source {
	s := store.Source{Name: name, Kind: "feed", URL: address, Category: "own_city", Weight: 5, EverySeconds: 600, Active: true}
	o.must(o.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AddSource(&s); err != nil {
			return err
		}
		return tx.SaveReading(store.Reading{SourceID: s.ID, Way: way, Settings: settings})
	}))
	return s
}

func (o *office) posts() []store.Post {
	list, err := o.store.Stream(ctx, store.StreamFilter{}, 100)
	o.must(err)
	return list
}

func TestWays(t *testing.T) {
	each(t, func(o *office) {
		web := newSite(o.t)
		p := o.poller()
		read := func(s store.Source) store.Source {
			o.t.Helper()
			o.must(p.ReadNow(ctx, s.ID))
			s, err := o.store.Source(ctx, s.ID)
			o.must(err)
			return s
		}
		board := o.register("公告栏", web.URL+"/moved", "page", store.ReadingSettings{Selector: "ul.news li", Articles: true})
		if s := read(board); s.Failures != 0 || len(o.posts()) != 3 {
			o.t.Fatalf("the first reading: %s, %d posts", s.ErrorText, len(o.posts()))
		}
		post := o.posts()[0]
		media, err := o.store.PostMedia(ctx, []int64{post.Seq})
		o.must(err)
		if !strings.Contains(post.Title, "取号安排的公告") || !strings.Contains(post.Text, "批号源每日九点放出") || strings.Contains(post.Text, "13800138000") || post.PublishedAt%86_400_000 == 0 ||
			len(media[post.Seq]) != 1 || media[post.Seq][0].Says != "取号示意图" || media[post.Seq][0].Kind != "image" {
			o.t.Errorf("a page of the board: %+v %+v", post, media)
		}
		if o.config.URL == "" {
			o.t.Log("the search for authors is made on the other engine")
		} else if text := o.dump(); strings.Contains(text, "张三丰") || strings.Contains(text, "李四光") {
			o.t.Error("an author reached the database")
		}
		web.rows.Store(4)
		read(board)
		read(board)
		if len(o.posts()) != 4 || web.pages.Load() != 4 || web.lists.Load() != 2 {
			o.t.Errorf("later readings: %d posts, %d pages, %d whole lists", len(o.posts()), web.pages.Load(), web.lists.Load())
		}
		web.broken.Store(true)
		web.rows.Store(5)
		read(board)
		if n := len(o.posts()); n != 4 {
			o.t.Errorf("a page that does not answer became a post: %d", n)
		}
		web.broken.Store(false)
		read(board)
		if n := len(o.posts()); n != 5 {
			o.t.Errorf("it is read with the next reading: %d", n)
		}
		o.change(web, read)
		o.searches(web, read)
		for path, code := range map[string]string{"/members": "source.sign_in", "/secret/x": "fetch-robots", "/cut": "fetch-broken", "/huge": "", "/flood": "fetch-too-large", "/gone": "fetch-404"} {
			s := read(o.register(path, web.URL+path, "page", store.ReadingSettings{Selector: "ul.news li"}))
			if s.ErrorCode != code {
				o.t.Errorf("%s: %s %s", path, s.ErrorCode, s.ErrorText)
			}
		}
		if s := read(o.register("改版的栏目", web.URL+"/board/", "page", store.ReadingSettings{Selector: ".old li"})); s.ErrorCode != "page.no_list" {
			o.t.Errorf("a board that changed its looks: %s", s.ErrorCode)
		}
	})
}

// change watches one page: what is new on it is a post each time.
func (o *office) change(web *site, read func(store.Source) store.Source) {
	o.t.Helper()
	before := len(o.posts())
	s := o.register("办事指南", web.URL+"/watched", "change", store.ReadingSettings{Selector: "#guide"})
	read(s)
	read(s)
	if len(o.posts()) != before {
		o.t.Error("an unchanged page became a post")
	}
	for i, words := range []string{"<p>接访大厅电话：一</p><p>信访接访大厅取号排队改为预约，找王小明，手机13800138000</p>", "<p>信访接访窗口停办</p>"} {
		web.notice.Store(words)
		read(s)
		list := o.posts()
		if len(list) != before+i+1 || !strings.Contains(list[0].Text, "新增：") || strings.Contains(list[0].Text, "13800138000") {
			o.t.Errorf("change %d: %d posts, %+v", i, len(list)-before, list[0])
		}
	}
	if o.count(`SELECT COUNT(*) FROM source_reading WHERE kept LIKE '%13800138000%'`) != 0 {
		o.t.Error("the memory of a watched page holds a telephone number")
	}
}

// searches reads a site's own search and a sitemap, whose pages are known by now.
func (o *office) searches(web *site, read func(store.Source) store.Source) {
	o.t.Helper()
	before := len(o.posts())
	s := read(o.register("站内检索", web.URL+"/search?q={query}", "search", store.ReadingSettings{Selector: ".res li", Queries: []string{"接访 取号"}, Charset: "gbk"}))
	if s.Failures != 0 || web.queries.Load() != "接访 取号" {
		o.t.Errorf("search: %s, asked for %q", s.ErrorText, web.queries.Load())
	}
	s = o.register("改版的检索", web.URL+"/anew?q={query}", "search", store.ReadingSettings{Selector: ".res li", Queries: []string{"取号", "接访"}})
	for rows, code := range map[int64]string{1: "", 102: ""} {
		web.rows.Store(rows)
		if s := read(s); s.ErrorCode != code {
			o.t.Errorf("a search that finds, or says that it does not: %s %s", s.ErrorCode, s.ErrorText)
		}
	}
	web.rows.Store(1)
	read(s)
	web.rows.Store(101)
	if s := read(s); s.ErrorCode != "page.no_results" {
		o.t.Errorf("a search that changed its looks goes unnoticed: %q", s.ErrorCode)
	}
	web.rows.Store(9)
	m := read(o.register("站点地图", web.URL+"/map.xml", "sitemap", store.ReadingSettings{Within: "/n/"}))
	if got := len(o.posts()) - before; m.Failures != 0 || got != 4 {
		o.t.Errorf("sitemap: %s, %d new posts", m.ErrorText, got)
	}
}

func TestLook(t *testing.T) {
	each(t, func(o *office) {
		web, p := newSite(o.t), o.poller()
		look, err := p.Look(ctx, web.URL+"/board/")
		o.must(err)
		if len(look.Found.Lists) == 0 || len(look.Maps) != 1 || look.Found.Lists[0].Links != 3 {
			o.t.Fatalf("%+v", look)
		}
		posts, err := p.Try(ctx, store.Source{Name: "公告栏", URL: web.URL + "/board/"}, store.Reading{Way: "page", Settings: store.ReadingSettings{Selector: look.Found.Lists[0].Selector, Articles: true}}, "")
		o.must(err)
		if len(posts) != 3 || strings.Contains(posts[0].Text, "13800138000") || !strings.Contains(posts[0].Masked, "mobile") {
			o.t.Errorf("the trial: %+v", posts)
		}
		if o.count(`SELECT COUNT(*) FROM post`) != 0 {
			o.t.Error("a trial reading stored something")
		}
		if _, err := p.Look(ctx, web.URL+"/members"); fault.CodeOf(err) != "source.sign_in" {
			o.t.Errorf("a page behind a sign-in: %v", err)
		}
	})
}
