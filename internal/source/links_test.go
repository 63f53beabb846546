package source

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yingda/internal/fault"
)

var boardNow = time.Date(2026, 3, 10, 4, 0, 0, 0, time.UTC)

// board is a notice board as the publishing systems of county sites make them.
func board(rows string) string {
	return `<html lang="zh-CN"><head><title>通知公告_某县人民政府</title><link rel="alternate" type="application/rss+xml" title="通知公告" href="/rss/tzgg.xml"></head><body>
<div class="nav"><ul><li><a href="/">网站首页</a></li><li><a href="/zwgk/">政务公开专栏</a></li><li><a href="/bsfw/">办事服务大厅</a></li><li><a href="/hdjl/">互动交流平台</a></li></ul></div>
<form action="/search/s.html" method="get"><input type="hidden" name="site" value="12"><input type="text" name="q"></form>
<div class="main"><div class="list_right">` + rows + `</div></div>
<div class="footer"><ul><li><a href="/about/contact.html">联系我们的方式</a></li><li><a href="/about/map.html">网站地图说明页</a></li><li><a href="/about/law.html">法律声明与隐私</a></li></ul></div></body></html>`
}

func rowsOf(n int, row func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(row(i))
	}
	return b.String()
}

func TestLinks(t *testing.T) {
	for _, c := range []struct{ name, page, selector, title, url, day string }{
		{"a date behind the link", board(`<ul class="news">` + rowsOf(12, func(i int) string {
			return fmt.Sprintf(`<li><a href="./202603/t%d.html" title="关于第%d批房屋征收补偿安置的公告">关于第%d批房屋征收补偿…</a><span>2026-03-%02d</span></li>`, i, i, i, 9-i%9)
		}) + `</ul>`), "", "关于第0批房屋征收补偿安置的公告", "https://www.county.example/tzgg/202603/t0.html", "2026-03-09"},
		{"month and day in brackets, last year after today", board(`<ul class="list1">` + rowsOf(6, func(i int) string {
			return fmt.Sprintf(`<li>[12-2%d] <a href="/n/%d.html">春节期间办税服务厅开放时间的通知之%d</a></li>`, i, i, i)
		}) + `</ul>`), "", "春节期间办税服务厅开放时间的通知之0", "https://www.county.example/n/0.html", "2025-12-20"},
		{"a table without classes", board(`<table width="100%" class="tab">` + rowsOf(5, func(i int) string {
			return fmt.Sprintf(`<tr><td>·</td><td><a href="show.asp?id=%d">关于自来水厂检修停水的通告第%d号</a></td><td>2026年3月%d日</td></tr>`, i, i, i+1)
		}) + `</table>`), "", "关于自来水厂检修停水的通告第0号", "https://www.county.example/tzgg/show.asp?id=0", "2026-03-01"},
		{"day over month and year", board(`<div class="box">` + rowsOf(4, func(i int) string {
			return fmt.Sprintf(`<a class="item" href="/c/%d.html"><i>0%d</i><em>2026-02</em><p>县城区公交线路调整的公示（%d）</p></a>`, i, i+1, i)
		}) + `</div>`), "", "县城区公交线路调整的公示（0）", "https://www.county.example/c/0.html", "2026-02-01"},
		{"a selector of one's own", board(`<dl class="x1"><dt><a href="/a.html">关于小区改造的说明</a></dt><dd>2026-03-02</dd></dl>`), "dl.x1", "关于小区改造的说明", "https://www.county.example/a.html", "2026-03-02"},
		{"so long ago", board(`<ul class="bbs">` + rowsOf(5, func(i int) string {
			return fmt.Sprintf(`<li><a href="/t/%d">窗口排队两个小时还没轮到我 %d 楼</a> <span>%d小时前</span></li>`, i, i, i+1)
		}) + `</ul>`), "", "窗口排队两个小时还没轮到我 0 楼", "https://www.county.example/t/0", "2026-03-10"},
	} {
		address := "https://www.county.example/tzgg/"
		selector := c.selector
		if selector == "" {
			f, err := Discover([]byte(c.page), "text/html", address, boardNow)
			if err != nil || len(f.Lists) == 0 {
				t.Errorf("%s: nothing proposed: %+v %v", c.name, f, err)
				continue
			}
			selector = f.Lists[0].Selector
			if len(f.Feeds) != 1 || f.Feeds[0].URL != "https://www.county.example/rss/tzgg.xml" || f.Search != "https://www.county.example/search/s.html?site=12&q={query}" {
				t.Errorf("%s: feeds %v, search %q", c.name, f.Feeds, f.Search)
			}
		}
		feed, err := ReadLinks([]byte(c.page), "text/html", address, selector, boardNow)
		if err != nil || len(feed.Entries) == 0 {
			t.Errorf("%s: %q: %v", c.name, selector, err)
			continue
		}
		e := feed.Entries[0]
		if day := e.Time.In(shanghai).Format(time.DateOnly); e.Title != c.title || e.URL != c.url || day != c.day {
			t.Errorf("%s: %q read %q %q %s", c.name, selector, e.Title, e.URL, day)
		}
		for _, e := range feed.Entries {
			if strings.Contains(e.Title, "首页") || strings.Contains(e.Title, "联系我们") {
				t.Errorf("%s: %q took the menu: %q", c.name, selector, e.Title)
			}
		}
	}
}

// A title that a row cuts short is not said once more as the text of the row.
func TestRowsCutShort(t *testing.T) {
	page := board(`<ul class="news">` + rowsOf(4, func(i int) string {
		return fmt.Sprintf(`<li><span>[2026-03-0%d]</span><a href="/t%d.html" title="关于接访大厅第%d号窗口调整的通知">关于接访大厅第%d号窗口调整…</a><em>置顶</em></li>`, i+1, i, i, i)
	}) + `</ul>`)
	f, err := ReadLinks([]byte(page), "text/html", "https://www.county.example/", "ul.news li", boardNow)
	if err != nil || len(f.Entries) != 4 {
		t.Fatalf("%+v %v", f, err)
	}
	if e := f.Entries[0]; e.Title != "关于接访大厅第0号窗口调整的通知" || e.Summary != "" || e.Time.IsZero() {
		t.Errorf("%+v", e)
	}
}

func TestLinksInGBK(t *testing.T) {
	page := board(`<ul class="news">` + rowsOf(5, func(i int) string {
		return fmt.Sprintf(`<li><a href="/n/%d.html">关于停水的通知第%d号</a><span>03-0%d</span></li>`, i, i, i+1)
	}) + `</ul>`)
	raw, err := simplifiedchinese.GBK.NewEncoder().String(strings.Replace(page, "<head>", `<head><meta charset="gb2312">`, 1))
	if err != nil {
		t.Fatal(err)
	}
	feed, err := ReadLinks([]byte(raw), "text/html", "http://a.example/", ".news li", boardNow)
	if err != nil || len(feed.Entries) != 5 || feed.Entries[4].Title != "关于停水的通知第4号" {
		t.Errorf("%+v %v", feed, err)
	}
}

func TestLinksRefusals(t *testing.T) {
	for selector, code := range map[string]string{"": "page.selector", "li[": "page.selector", ".gone li": "page.no_list"} {
		if _, err := ReadLinks([]byte(board("")), "", "http://a.example/", selector, boardNow); fault.CodeOf(err) != code {
			t.Errorf("%q: %v", selector, err)
		}
	}
	f, err := Discover([]byte(`<title>登录</title><form method="post"><input type="password"></form>`), "", "http://a.example/", boardNow)
	if err != nil || !f.SignIn {
		t.Errorf("a page that asks for a password: %+v %v", f, err)
	}
}

func TestSitemap(t *testing.T) {
	for _, c := range []struct {
		name, body  string
		pages, maps int
		title       string
	}{
		{"pages", `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/a.html</loc><lastmod>2026-03-01</lastmod></url><url><loc>https://a.example/b?x=1&amp;y=2</loc><image:image xmlns:image="x"><image:loc>https://a.example/p.jpg</image:loc></image:image></url></urlset>`, 2, 0, ""},
		{"news", `<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://a.example/n.html</loc><news:news><news:publication><news:name>某报</news:name><news:language>zh-cn</news:language></news:publication><news:publication_date>2026-03-02T08:00+08:00</news:publication_date><news:title>停水通知</news:title></news:news></url></urlset>`, 1, 0, "停水通知"},
		{"an index", `<sitemapindex><sitemap><loc>https://a.example/1.xml.gz</loc><lastmod>2026-03-01</lastmod></sitemap><sitemap><loc>/2.xml</loc></sitemap></sitemapindex>`, 0, 2, ""},
		{"cut off", `<urlset><url><loc>https://a.example/1</loc></url><url><loc>https://a.exam`, 1, 0, ""},
		{"plain", "https://a.example/1\r\nhttps://a.example/2\nnonsense\n", 2, 0, ""},
	} {
		m, err := ReadSitemap([]byte(c.body), "https://a.example/sitemap.xml")
		if err != nil || len(m.Pages) != c.pages || len(m.Maps) != c.maps {
			t.Errorf("%s: %+v %v", c.name, m, err)
			continue
		}
		if c.pages > 0 && m.Pages[0].Title != c.title {
			t.Errorf("%s: title %q", c.name, m.Pages[0].Title)
		}
	}
	if _, err := ReadSitemap([]byte(`<rss><channel/></rss>`), ""); fault.CodeOf(err) != "sitemap-unknown" {
		t.Errorf("a feed was read as a sitemap: %v", err)
	}
}

func TestDifference(t *testing.T) {
	for _, c := range []struct{ name, before, after, added, removed string }{
		{"a line more", "甲\n乙", "甲\n丙\n乙", "丙", ""},
		{"a line less", "甲\n乙\n丙", "甲\n丙", "", "乙"},
		{"a line changed", "电话 1\n地址", "电话 2\n地址", "电话 2", "电话 1"},
		{"nothing", "甲\n乙", "甲\n\n乙", "", ""},
		{"everything", "甲", "乙", "乙", "甲"},
	} {
		added, removed := Difference(c.before, c.after)
		if a, r := strings.Join(added, "|"), strings.Join(removed, "|"); a != c.added || r != c.removed {
			t.Errorf("%s: added %q removed %q", c.name, a, r)
		}
	}
	long := strings.Repeat("甲\n乙\n", 20_000)
	if added, removed := Difference(long, "丙\n"+long+"丁"); len(added) != 2 || len(removed) != 0 {
		t.Errorf("long texts: %v %v", added, removed)
	}
}

func TestMedia(t *testing.T) {
	page := `<title>关于管网抢修的通报</title><h1>关于管网抢修的通报</h1><div class="TRS_Editor"><p>3月9日，城东主管道破裂，抢修人员连夜作业，10日6时恢复供水，现将有关情况向市民通报如下，请大家相互转告。</p>
<figure><img src="/p/1.jpg"><figcaption>抢修现场</figcaption></figure><img src="/images/icon/top.png"><img src="data:image/png;base64,xx" data-src="2.png" alt="水压曲线"><video title="现场视频"><source src="v.mp4"></video><p><a href="/a/talk.mp3">发布会录音</a></p></div>`
	a, err := ReadPage([]byte(page), "", "https://a.example/n/1.html")
	want := []Media{{"image", "https://a.example/p/1.jpg", "抢修现场"}, {"image", "https://a.example/n/2.png", "水压曲线"}, {"video", "https://a.example/n/v.mp4", "现场视频"}, {"audio", "https://a.example/a/talk.mp3", "发布会录音"}}
	if err != nil || fmt.Sprint(a.Media) != fmt.Sprint(want) {
		t.Errorf("%v %v", a.Media, err)
	}
	f, _, err := ReadFeed([]byte(`<rss><channel><item><title>停水</title><description>&lt;p&gt;通知&lt;img src="https://a.example/3.jpg" alt="管道"&gt;&lt;/p&gt;</description><enclosure url="https://a.example/4.mp4" type="video/mp4" length="1"/></item></channel></rss>`), "", "https://a.example/", boardNow)
	if err != nil || len(f.Entries) != 1 || fmt.Sprint(f.Entries[0].Media) != fmt.Sprint([]Media{{"image", "https://a.example/3.jpg", "管道"}, {"video", "https://a.example/4.mp4", ""}}) {
		t.Errorf("%+v %v", f, err)
	}
}
