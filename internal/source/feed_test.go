package source

import (
	"bytes"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"yingda/internal/fault"
)

var at = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)

func read(t *testing.T, doc string) (Feed, []Skipped) {
	t.Helper()
	f, skipped, err := ReadFeed([]byte(doc), "", "https://www.example.gov.cn/feed/", at)
	if err != nil {
		t.Fatalf("%v in %.200s", err, doc)
	}
	return f, skipped
}

const rss = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>县政府网</title><language>zh-cn</language>`

func TestFeedEntry(t *testing.T) {
	cases := []struct {
		name, item string
		want       Entry
	}{
		{
			"an ordinary item", `<item><title>停水通知</title><link>https://a.cn/1</link><guid>g1</guid><pubDate>2026-11-20 08:30:00</pubDate><description>&lt;p&gt;今日&lt;br&gt;停水&lt;/p&gt;</description></item>`,
			Entry{Title: "停水通知", URL: "https://a.cn/1", ID: "g1", Time: time.Date(2026, 11, 20, 0, 30, 0, 0, time.UTC), Text: "今日\n停水"},
		},
		{"a relative link is seen from the feed", `<item><title>a</title><link>../art/1.html</link></item>`, Entry{Title: "a", URL: "https://www.example.gov.cn/art/1.html"}},
		{"a link without a scheme", `<item><title>a</title><link>//b.cn/1</link></item>`, Entry{Title: "a", URL: "https://b.cn/1"}},
		{"a javascript link is dropped", `<item><title>a</title><link>javascript:alert(1)</link></item>`, Entry{Title: "a"}},
		{"a javascript link with a line break inside", "<item><title>a</title><link>java\nscript:alert(1)</link></item>", Entry{Title: "a"}},
		{"a data link is dropped", `<item><title>a</title><link>data:text/html,x</link></item>`, Entry{Title: "a"}},
		{"the user part of a link is dropped", `<item><title>a</title><link>https://me:pw@a.cn/</link></item>`, Entry{Title: "a", URL: "https://a.cn/"}},
		{"bare ampersands in a link", `<item><title>a</title><link>https://a.cn/?a=1&copy=2&lt=3</link></item>`, Entry{Title: "a", URL: "https://a.cn/?a=1&copy=2&lt=3"}},
		{"a permalink stands in for the link", `<item><title>a</title><guid isPermaLink="true">https://a.cn/g</guid></item>`, Entry{Title: "a", ID: "https://a.cn/g", URL: "https://a.cn/g"}},
		{"a guid that says it is no link", `<item><title>a</title><guid isPermaLink="false">https://a.cn/g</guid></item>`, Entry{Title: "a", ID: "https://a.cn/g"}},
		{"script and style are not text", `<item><title>a</title><description><![CDATA[前<script>alert("x<p>")</script><style>p{}</style>后]]></description></item>`, Entry{Title: "a", Text: "前后"}},
		{"a table keeps its rows", `<item><title>a</title><description><![CDATA[<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>]]></description></item>`, Entry{Title: "a", Text: "甲 乙\n丙"}},
		{"full text beside a summary", `<item><title>a</title><description>摘要</description><content:encoded><![CDATA[<p>全文</p>]]></content:encoded></item>`, Entry{Title: "a", Summary: "摘要", Text: "全文"}},
		{"angle brackets that are not markup", `<item><title>关于《&lt;办法&gt;解读》a &lt; b</title></item>`, Entry{Title: "关于《<办法>解读》a < b"}},
		{"a title with markup and double escapes", `<item><title>&lt;b&gt;A&amp;amp;T&lt;/b&gt; &amp;mdash; x</title></item>`, Entry{Title: "A&T — x"}},
		{"control characters and a mark inside", "<item><title>停\x01水\x08\uFEFF通知\x7f</title></item>", Entry{Title: "停水通知"}},
		{"unknown entities stay as they are", `<item><title>a &nosuch; b &#x4e2d;&#22269; &nbsp;c</title></item>`, Entry{Title: "a &nosuch; b 中国 c"}},
		{"the author is not read into anything", `<item><title>a</title><author>zhang@a.cn (张三)</author><dc:creator>张三</dc:creator></item>`, Entry{Title: "a"}},
		{"a date in Chinese", `<item><title>a</title><pubDate>2026年11月20日 08:30</pubDate></item>`, Entry{Title: "a", Time: time.Date(2026, 11, 20, 0, 30, 0, 0, time.UTC)}},
		{"a date far ahead is marked", `<item><title>a</title><pubDate>2027-11-20 08:30:00</pubDate></item>`, Entry{Title: "a", Time: time.Date(2027, 11, 20, 0, 30, 0, 0, time.UTC), Doubtful: true}},
		{"a few hours ahead is a clock that is fast", `<item><title>a</title><pubDate>2026-11-21 08:30:00</pubDate></item>`, Entry{Title: "a", Time: time.Date(2026, 11, 21, 0, 30, 0, 0, time.UTC)}},
		{"an open title ends where another field begins", `<item><title>a<link>https://a.cn/1</link></item>`, Entry{Title: "a", URL: "https://a.cn/1"}},
		{"an open author does not hide the text", `<item><title>a</title><author>张三<description>文</description></item>`, Entry{Title: "a", Text: "文"}},
		{"a CDATA section without an end", `<item><title><![CDATA[a]></title><link>https://a.cn/1</link></item>`, Entry{Title: "a", URL: "https://a.cn/1"}},
		{"an open title ends where the next item begins", `<item><title>b</item><item><title>a</title></item>`, Entry{Title: "b"}},
		{"an open item ends where the next begins", `<item><title>b</title><item><title>a</title></item>`, Entry{Title: "b"}},
	}
	for _, c := range cases {
		f, _ := read(t, rss+c.item+`</channel></rss>`)
		if len(f.Entries) == 0 {
			t.Errorf("%s: no entry", c.name)
			continue
		}
		c.want.Language = "zh-cn"
		if c.want.Summary == "" {
			c.want.Summary = c.want.Text
		}
		if !reflect.DeepEqual(f.Entries[0], c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, f.Entries[0], c.want)
		}
		if f.Title != "县政府网" {
			t.Errorf("%s: feed title %q", c.name, f.Title)
		}
	}
}

func TestFeedForms(t *testing.T) {
	want := []string{"一", "二"}
	forms := map[string]string{
		"RSS 1.0":         `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>t</title></channel><image><title>no</title></image><item><title>一</title></item><item><title>二</title></item></rdf:RDF>`,
		"Atom":            `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><title>一</title><source><title>no</title></source></entry><entry><title type="html">&lt;b>二&lt;/b></title></entry></feed>`,
		"prefixed Atom":   `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>t</a:title><a:entry><a:title>一</a:title></a:entry><a:entry><a:title>二</a:title></a:entry></a:feed>`,
		"CDF":             `<CHANNEL><TITLE>t</TITLE><ITEM HREF="http://a.cn/"><TITLE>一</TITLE></ITEM><ITEM><TITLE>二</TITLE></ITEM></CHANNEL>`,
		"JSON Feed":       `{"version":"https://jsonfeed.org/version/1.1","title":"t","authors":[{"name":"x"}],"items":[{"id":1,"title":"一"},{"id":"2","title":"二"}]}`,
		"no root":         `<channel><title>t</title><item><title>一</title></item><item><title>二</title></item></channel>`,
		"prolog in front": "\n\n  <?xml version='1.0'?>\n<!-- note <item> --><rss><channel><title>t</title><item><title>一</title></item><item><title>二</title></item></channel></rss>",
		"a document type": `<!DOCTYPE rss [<!ENTITY yi "一"><!ENTITY lol "&yi;&yi;&yi;">]><rss><channel><title>t</title><item><title>&yi;</title></item><item><title>二</title></item></channel></rss>`,
		"a cut-off end":   `<rss><channel><title>t</title><item><title>一</title></item><item><title>二</title></item><item><title>三</title><descr`,
		"a cut-off JSON":  `{"version":"1","title":"t","items":[{"title":"一"},{"title":"二"},{"title":"三","content_te`,
	}
	for name, doc := range forms {
		f, skipped := read(t, doc)
		var titles []string
		for _, e := range f.Entries {
			titles = append(titles, e.Title)
		}
		if !reflect.DeepEqual(titles, want) || f.Title != "t" {
			t.Errorf("%s: %q %q", name, f.Title, titles)
		}
		if strings.HasPrefix(name, "a cut-off") && (len(skipped) != 1 || skipped[0].Item != 3) {
			t.Errorf("%s: the lost item is not named: %+v", name, skipped)
		}
	}
}

func TestFeedRefusals(t *testing.T) {
	for doc, code := range map[string]string{
		"": "feed-empty", " \n\t": "feed-empty", "\xef\xbb\xbf": "feed-empty", "<html><body>x</body></html>": "feed-is-page", "<!DOCTYPE html><html>": "feed-is-page",
		"hello": "feed-unknown", "<a>": "feed-unknown", `{"a":1}`: "feed-unknown", "[1,2]": "feed-unknown", "{": "feed-unknown",
	} {
		if _, _, err := ReadFeed([]byte(doc), "", "", at); fault.CodeOf(err) != code {
			t.Errorf("%q: %v, want %s", doc, err, code)
		}
	}
}

func TestDuplicates(t *testing.T) {
	f, skipped := read(t, rss+`<item><guid>1</guid><title>a</title></item><item><guid>1</guid><title>a</title></item><item><guid>1</guid><title>b</title></item>`+`</channel></rss>`)
	if len(f.Entries) != 2 || len(skipped) != 1 || skipped[0].Item != 2 {
		t.Fatalf("%d entries, %+v", len(f.Entries), skipped)
	}
}

func encoded(t *testing.T, enc encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := enc.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCharset(t *testing.T) {
	const body, trad = "<rss><channel><title>小区停水，居民反映热线打不通</title></channel></rss>", "<rss><channel><title>市民反映社區停水，熱線無人接聽</title></channel></rss>"
	gb, big := simplifiedchinese.GB18030, traditionalchinese.Big5
	le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	decl := func(name, s string) string { return `<?xml version="1.0" encoding="` + name + `"?>` + s }
	cases := []struct {
		name, header string
		in           []byte
		want, says   string
	}{
		{"GBK without a word about it", "", encoded(t, gb, body), "gb18030", body},
		{"a short title in GBK", "", encoded(t, gb, "<title>小区停水</title>"), "gb18030", "<title>小区停水</title>"},
		{"GBK, declared gb2312", "", encoded(t, gb, decl("gb2312", body)), "gb18030", decl("gb2312", body)},
		{"GBK, declared UTF-8", "", encoded(t, gb, decl("UTF-8", body)), "gb18030", decl("UTF-8", body)},
		{"GBK, said to be UTF-8 by the server", "text/xml; charset=utf-8", encoded(t, gb, body), "gb18030", body},
		{"UTF-8, declared GBK", "", []byte(decl("GBK", body)), "utf-8", decl("GBK", body)},
		{"UTF-8, said to be ISO-8859-1", "text/xml; charset=iso-8859-1", []byte(body), "utf-8", body},
		{"Big5 without a word about it", "", encoded(t, big, trad), "big5", trad},
		{"Big5, declared", "text/xml; charset=Big5", encoded(t, big, trad), "big5", trad},
		{"HZ, declared", "text/xml; charset=hz-gb-2312", encoded(t, simplifiedchinese.HZGB2312, body), "hz-gb-2312", body},
		{"HZ without a word about it", "", encoded(t, simplifiedchinese.HZGB2312, body), "hz-gb-2312", body},
		{"a mark in front of UTF-8", "text/xml; charset=gbk", []byte("\xef\xbb\xbf" + body), "utf-8", body},
		{"UTF-16 with a mark", "", append([]byte("\xff\xfe"), encoded(t, le, body)...), "utf-16le", body},
		{"UTF-16 without one", "", encoded(t, le, body), "utf-16le", body},
		{"four-byte characters", "", encoded(t, gb, "<t>𠮷野家㐀䶵</t>"+body), "gb18030", "<t>𠮷野家㐀䶵</t>" + body},
		{"plain ASCII", "text/xml; charset=gbk", []byte("<a/>"), "utf-8", "<a/>"},
		{"a meta tag", "", encoded(t, gb, `<html><meta http-equiv="Content-Type" content="text/html; charset=gb2312">停水`), "gb18030", `<html><meta http-equiv="Content-Type" content="text/html; charset=gb2312">停水`},
	}
	for _, c := range cases {
		out, name, err := Charset(c.in, c.header)
		if err != nil || name != c.want || string(out) != c.says {
			t.Errorf("%s: %s %q %v", c.name, name, out, err)
		}
	}
}

func TestStrayBytes(t *testing.T) {
	long := strings.Repeat("居民反映小区停水两天无人处理。", 20)
	for name, doc := range map[string][]byte{
		"in UTF-8": bytes.Replace([]byte(rss+`<item><title>`+long+`X</title></item></channel></rss>`), []byte("X"), []byte("\xff\xfe"), 1),
		"in GBK":   bytes.Replace(encoded(t, simplifiedchinese.GB18030, strings.Replace(rss, "UTF-8", "GBK", 1)+`<item><title>`+long+`X</title></item></channel></rss>`), []byte("X"), []byte("\xff "), 1),
	} {
		f, _, err := ReadFeed(doc, "", "", at)
		if err != nil || len(f.Entries) != 1 || !strings.HasPrefix(f.Entries[0].Title, "居民反映小区停水") {
			t.Errorf("%s: %v %+v", name, err, f)
		}
	}
}

// Wherever a file breaks off, the items before the break are there and the
// reader says nothing false about the rest.
func TestCutAnywhere(t *testing.T) {
	doc := sample(4)
	whole, _, err := ReadFeed(doc, "", "", at)
	if err != nil {
		t.Fatal(err)
	}
	for n := bytes.Index(doc, []byte("<item>")); n < len(doc); n += 7 {
		f, _, err := ReadFeed(doc[:n], "", "", at)
		if err != nil {
			t.Fatalf("cut at %d: %v", n, err)
		}
		want := bytes.Count(doc[:n], []byte("</item>"))
		if len(f.Entries) != want || !slices.EqualFunc(f.Entries, whole.Entries[:want], func(a, b Entry) bool { return reflect.DeepEqual(a, b) }) {
			t.Fatalf("cut at %d: %d entries, want %d", n, len(f.Entries), want)
		}
	}
}

// No exported type of the package may be able to hold who wrote something.
func TestNoAuthorField(t *testing.T) {
	for _, v := range []any{Feed{}, Entry{}, Skipped{}, rawItem{}, jsonItem{}} {
		for i := range reflect.TypeOf(v).NumField() {
			name := strings.ToLower(reflect.TypeOf(v).Field(i).Name)
			for _, bad := range []string{"author", "creator", "user", "avatar", "follower", "device", "byline", "person", "place"} {
				if strings.Contains(name, bad) {
					t.Errorf("%T has %s", v, name)
				}
			}
		}
	}
	f, _ := read(t, `<feed xmlns="http://www.w3.org/2005/Atom"><author><name>canary-7f3a</name></author><entry><title>a</title><author><name>canary-7f3a</name><uri>http://canary-7f3a.cn/</uri></author><contributor><name>canary-7f3a</name></contributor><content>b</content></entry></feed>`)
	if strings.Contains(fmt.Sprintf("%+v", f), "canary") {
		t.Errorf("an author came through: %+v", f)
	}
}

func TestHostileFeeds(t *testing.T) {
	bomb := `<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">`
	for i := range 60 {
		bomb += fmt.Sprintf(`<!ENTITY a%d "&a%d;&a%d;&a%d;&a%d;">`, i+1, i, i, i, i)
	}
	million := func() string { return strings.Repeat("<item><title>a</title></item>", 1_000_000) }
	// Documents are made one at a time, so that the heap measured is the reader's.
	cases := map[string]func() string{
		"entity bomb": func() string {
			return bomb + `]><rss><channel><item><title>` + strings.Repeat("&a60;", 1000) + `</title></item></channel></rss>`
		},
		"external entity": func() string {
			return `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>`
		},
		"depth in the feed": func() string {
			return "<rss><channel>" + strings.Repeat("<a>", 100_000) + "<item><title>x</title></item>"
		},
		"depth in an item": func() string {
			return "<rss><channel><item>" + strings.Repeat("<media:group>", 100_000) + strings.Repeat("</media:group>", 100_000) + "<title>x</title></item></channel></rss>"
		},
		"depth in a text": func() string {
			return "<rss><channel><item><description>" + strings.Repeat("<div>", 100_000) + "x</description></item></channel></rss>"
		},
		"depth in escaped markup": func() string {
			return "<rss><channel><item><description>" + strings.Repeat("&lt;div&gt;", 100_000) + "x</description></item></channel></rss>"
		},
		"nested items": func() string { return "<rss><channel>" + strings.Repeat("<item>", 100_000) },
		"end tags only": func() string {
			return "<rss><channel>" + strings.Repeat("</a>", 300_000) + "<item><title>x</title></item>"
		},
		"a million items":       func() string { return "<rss><channel>" + million() + "</channel></rss>" },
		"a million empty items": func() string { return "<rss><channel>" + strings.Repeat("<item/>", 1_000_000) + "</channel></rss>" },
		"ampersands": func() string {
			return "<rss><channel><item><title>" + strings.Repeat("&", 2_000_000) + "</title></item></channel></rss>"
		},
		"open brackets": func() string { return "<rss><channel><item><title>" + strings.Repeat("<", 2_000_000) },
		"quotes":        func() string { return "<rss><channel><item " + strings.Repeat("a='", 500_000) },
		"namespaces": func() string {
			return "<rss " + strings.Repeat(`xmlns:a="b" `, 10) + ">" + strings.Repeat(`<x xmlns:p="u">`, 50_000) + "<item><title>x</title></item>"
		},
		"many prefixes": func() string {
			return "<rss " + prefixes(20_000) + "><channel><item><title>x</title></item></channel></rss>"
		},
		"one huge text": func() string {
			return "<rss><channel><item><description>" + strings.Repeat("水", 3_000_000) + "</description></item></channel></rss>"
		},
		"comments": func() string {
			return "<rss><channel>" + strings.Repeat("<!-- -->", 500_000) + "<item><title>x</title></item></channel></rss>"
		},
		"JSON depth": func() string { return `{"version":"1","x":` + strings.Repeat("[", 100_000) },
		"JSON million": func() string {
			return `{"version":"1","items":[` + strings.Repeat(`{"title":"a"},`, 1_000_000) + `{}]}`
		},
		"CDATA without ends": func() string { return "<rss><channel>" + strings.Repeat("<item><![CDATA[x</item>", 100_000) },
		"cut-off CDATA":      func() string { return "<rss><channel><item><title><![CDATA[" + strings.Repeat("x]]", 500_000) },
	}
	for name, doc := range cases {
		body := []byte(doc())
		stop := peak()
		start := cpu()
		f, skipped, err := ReadFeed(body, "", "", at)
		spent, grown := cpu()-start, stop()
		if spent > 2*time.Second*slower || grown > 64<<20 {
			t.Errorf("%s: %v, %d MB", name, spent, grown>>20)
		}
		if strings.Contains(name, "million") && (err != nil || len(skipped) == 0) {
			t.Errorf("%s: nothing said about what was left out: %d entries, %v", name, len(f.Entries), err)
		}
		if strings.Contains(fmt.Sprint(f), "root:") {
			t.Errorf("%s: a file was read", name)
		}
		t.Logf("%-24s %8v %3d MB %6d entries %v", name, spent.Round(time.Millisecond), grown>>20, len(f.Entries), err)
	}
}

// cpu is the time that the process has worked, which a busy machine leaves alone.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func prefixes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `xmlns:p%d="u%d" `, i, i)
	}
	return b.String()
}

// peak samples the heap while something runs and returns how far it grew.
func peak() func() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	base, top := m.HeapAlloc, m.HeapAlloc
	done, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			top = max(top, m.HeapAlloc)
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { close(done); <-gone; return top - base }
}

func FuzzFeed(f *testing.F) {
	f.Add([]byte(rss+`<item><title>a</title></item></channel></rss>`), "text/xml")
	f.Add([]byte(`{"version":"1","items":[{"id":1}]}`), "")
	f.Add([]byte(`<!DOCTYPE r [<!ENTITY a "b">]><feed><entry><content type="xhtml"><div>&a;</div></content>`), "text/xml; charset=gbk")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		feed, _, err := ReadFeed(body, contentType, "https://a.cn/", at)
		if err != nil && fault.Of(err) == nil {
			t.Fatalf("not a fault: %v", err)
		}
		for _, e := range feed.Entries {
			if e.URL != "" && !strings.HasPrefix(e.URL, "http://") && !strings.HasPrefix(e.URL, "https://") {
				t.Fatalf("address %q", e.URL)
			}
			if len(e.Text) > maxText || len(e.Title) > maxTitle {
				t.Fatal("a cap was passed")
			}
		}
	})
}

func FuzzCharset(f *testing.F) {
	f.Add([]byte("\xd0\xa1\xc7\xf8"), "text/html; charset=gb2312")
	f.Add([]byte("~{VP~}"), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		out, name, err := Charset(body, contentType)
		if err == nil && (name == "" || !strings.EqualFold(string(bytes.ToValidUTF8(out, nil)), string(out))) {
			t.Fatalf("%q: not UTF-8", name)
		}
	})
}

func sample(items int) []byte {
	var b strings.Builder
	b.WriteString(rss)
	for i := range items {
		fmt.Fprintf(&b, `<item><title>关于小区停水问题的答复 %d</title><link>https://www.example.gov.cn/art/%d.html</link><guid isPermaLink="false">tag:%d</guid><pubDate>Fri, 20 Nov 2026 08:30:00 +0800</pubDate><dc:creator>编辑部</dc:creator><category>民生</category><description><![CDATA[<p>%s</p><p><img src="a.jpg"/></p>]]></description></item>`, i, i, i, strings.Repeat("居民反映热线打不通，街道已经到场核实。", 8))
	}
	return []byte(b.String() + "</channel></rss>")
}

// Twenty entries, as the polling goals count a feed (S9).
func BenchmarkReadFeed(b *testing.B) {
	doc := sample(20)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if f, _, err := ReadFeed(doc, "text/xml", "", at); err != nil || len(f.Entries) != 20 {
			b.Fatal(err)
		}
	}
}
