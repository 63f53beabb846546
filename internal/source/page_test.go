package source

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const paragraphs = `<p>近日，有居民反映小区连续停水，拨打热线无人接听。接到反映后，县水务局立即派人到现场核实，查明系主管道破裂所致。</p>
<p>截至昨日十八时，抢修已经完成，供水恢复正常。对热线无人接听一事，我局已安排专人值守，并向居民致歉。</p>
<p>下一步，我局将对同类管道逐一检查，结果在本站公布。</p>`

func TestPage(t *testing.T) {
	wantTime := time.Date(2026, 11, 20, 0, 30, 0, 0, time.UTC)
	nav := `<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li><li><a href="/b">办事服务</a></li></ul></div>`
	foot := `<div class="footer">主办：某县人民政府　网站标识码 1234567890　<a href="/c">联系我们</a></div>`
	cases := []struct{ name, page, address, site string }{
		{"marks of a government site", `<html><head><title>关于停水的说明_某县人民政府</title><meta name="ArticleTitle" content="关于停水的说明"><meta name="PubDate" content="2026-11-20 08:30"><meta name="SiteName" content="某县人民政府网"></head><body>` + nav + `<div class="TRS_Editor">` + paragraphs + `</div>` + foot, "", "某县人民政府网"},
		{"labelled lines", `<html><head><title>关于停水的说明</title></head><body>` + nav + `<h1>关于停水的说明</h1><div>来源：县水务局　发布时间：2026-11-20 08:30　浏览次数：12　【大 中 小】</div><div id="zoom">` + paragraphs + `<p>责任编辑：王小明</p></div>` + foot, "", "县水务局"},
		{"a Chinese date without a label", `<html><head><title>关于停水的说明-某县新闻网</title></head><body>` + nav + `<h2 class="title">关于停水的说明</h2><span class="info">2026年11月20日 08:30</span><div class="xl_content">` + paragraphs + `</div>` + foot, "", "某县新闻网"},
		{"linked data", `<html><head><title>关于停水的说明 - 某县新闻网</title><meta property="og:site_name" content="某县新闻网"><script type="application/ld+json">{"@context":"x","author":{"name":"王小明"},"datePublished":"2026-11-20T08:30:00+08:00"}</script></head><body>` + nav + `<article><h1>关于停水的说明</h1>` + paragraphs + `</article>` + foot, "", "某县新闻网"},
		{"a byline that the page marks", `<html><head><title>关于停水的说明 | 某县新闻网</title></head><body>` + nav + `<article><h1>关于停水的说明</h1><p class="byline">王小明 2026年11月20日 08:30</p><a rel="author" href="/u/1">王小明</a>` + paragraphs + `</article>` + foot, "", "某县新闻网"},
		{"a time element", `<html><head><title>关于停水的说明 | 某县新闻网</title></head><body>` + nav + `<article><h1>关于停水的说明</h1><time datetime="2026-11-20T00:30:00Z">昨天</time>` + paragraphs + `</article>` + foot, "", "某县新闻网"},
	}
	for _, c := range cases {
		a, err := ReadPage([]byte(c.page), "text/html; charset=utf-8", c.address)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if a.Title != "关于停水的说明" || !a.Time.Equal(wantTime) || a.Site != c.site {
			t.Errorf("%s: title %q time %v site %q", c.name, a.Title, a.Time, a.Site)
		}
		if !strings.Contains(a.Text, "主管道破裂") || !strings.Contains(a.Text, "结果在本站公布") || strings.Contains(a.Text, "政务公开") || strings.Contains(a.Text, "王小明") || strings.Contains(a.Text, "标识码") {
			t.Errorf("%s: text %q", c.name, a.Text)
		}
	}
	a, err := ReadPage([]byte(`<title>停水通知</title><p>今日停水。</p>`), "", "https://www.example.gov.cn/art/2026/11/20/art_1_2.html")
	if err != nil || a.Time.Format("2006-01-02") != "2026-11-19" || a.Site != "www.example.gov.cn" {
		t.Errorf("a date from the address: %+v %v", a, err)
	}
}

func TestPageRefusals(t *testing.T) {
	if _, err := ReadPage(nil, "", ""); err == nil {
		t.Error("an empty page was read")
	}
	for name, doc := range map[string]string{
		"depth":     strings.Repeat("<div>", 100_000) + "正文",
		"elements":  "<body>" + strings.Repeat("<p>正文</p>", 100_000),
		"cut tag":   "<body><p>正文<a href=\"",
		"brackets":  strings.Repeat("<", 1_000_000),
		"tables":    strings.Repeat("<table><tr><td>正", 2_000),
		"attribute": "<p " + strings.Repeat("a=b ", 200_000) + ">正文",
		"formats":   strings.Repeat("<b><i><a href=x>正", 2_000),
		"spaces":    "<title>" + strings.Repeat(" ", 500_000) + "</title>" + strings.Repeat("发布时间 ", 100_000),
	} {
		stop, start := peak(), cpu()
		_, _ = ReadPage([]byte(doc), "", "") // any outcome but a crash
		if spent, grown := cpu()-start, stop(); spent > 2*time.Second*slower || grown > 128<<20 {
			t.Errorf("%s: %v %d MB", name, spent, grown>>20)
		} else {
			t.Logf("%-10s %8v %3d MB", name, spent.Round(time.Millisecond), grown>>20)
		}
	}
}

func TestTrimSite(t *testing.T) {
	for in, want := range map[string]string{
		"小区停水_本地新闻_某某网": "小区停水", "小区停水 - 某县人民政府": "小区停水", "小区停水-某县新闻网": "小区停水", "5G-A 网络建设方案": "5G-A 网络建设方案",
		"北京-张家口铁路停运公告全文": "北京-张家口铁路停运公告全文", "网_某县": "某县", "某县人民政府_关于停水的说明": "关于停水的说明", "某县人民政府_新闻中心": "某县人民政府", "小区停水——热线为何打不通": "小区停水——热线为何打不通",
	} {
		if got := trimSite(in, ""); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}

// Each page of this folder comes with the title and the text expected of it.
func TestReadabilityFolder(t *testing.T) {
	dirs, _ := filepath.Glob(data(t, "html_readability") + "/test-pages/*")
	var c tally
	for _, dir := range dirs {
		page, err := os.ReadFile(filepath.Join(dir, "source.html"))
		if err != nil {
			continue
		}
		want, _ := os.ReadFile(filepath.Join(dir, "expected.html"))
		metaBytes, _ := os.ReadFile(filepath.Join(dir, "expected-metadata.json"))
		var meta struct{ Title, SiteName string }
		if err := json.Unmarshal(metaBytes, &meta); err != nil {
			t.Fatal(err)
		}
		a, err := ReadPage(page, "", "http://fakehost/test/page.html")
		c.scope++
		share := overlap(a.Text, shown(string(want)))
		t.Logf("%s: title %q, %v, site %q, text %.3f", filepath.Base(dir), a.Title, a.Time, a.Site, share)
		if err == nil && a.Title == meta.Title && share >= 0.9 && !a.Time.IsZero() && (meta.SiteName == "" || meta.SiteName == a.Site) {
			c.hold++
		} else {
			c.misses = append(c.misses, filepath.Base(dir))
		}
	}
	c.report(t, "html_readability", 1)
}

// overlap is the F measure over pairs of neighbouring characters.
func overlap(a, b string) float64 {
	pairs := func(s string) map[[2]rune]int {
		m := map[[2]rune]int{}
		r := []rune(bare(s))
		for i := 1; i < len(r); i++ {
			m[[2]rune{r[i-1], r[i]}]++
		}
		return m
	}
	pa, pb := pairs(a), pairs(b)
	both, all := 0, 0
	for k, n := range pa {
		both += min(n, pb[k])
		all += n
	}
	for _, n := range pb {
		all += n
	}
	return 2 * float64(both) / float64(max(all, 1))
}
