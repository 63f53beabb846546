package acceptance

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yingda/internal/testkit"
)

// canaries are planted where authors and personal data stand. None of them may
// be found anywhere afterwards.
var canaries = []string{
	"canary-dc-creator", "canary-author", "canary-itunes", "canary-atom-name", "canary-atom-mail", "canary-atom-uri", "canary-json-name", "canary-json-avatar",
	"canary-push-author", "canary-push-nested", "canary-managing", "canary-avatar-url", "canary-user-path", "canary-user-param", "金丝雀作者",
	"13812345679", "138 1234 5679", "110101199003074258", "6222021234567890128", "canary.mail@example.com",
}

// planted is a sentence with personal data that must be masked before storage.
const planted = "请联系我，电话13812345679或138 1234 5679，身份证110101199003074258，银行卡6222021234567890128，邮箱canary.mail@example.com。"

// queue are reports of one matter in several people's words.
var queue = []string{
	"今天去市信访局接访大厅办事，九点不到取号机就没号了，排队的人站到了门外，工作人员说号源减半。",
	"市信访局接访大厅取号太难，早上八点半排队到九点，轮到我时说号已经放完，取号机上写着号源减半。",
	"信访局接访大厅的取号机九点前就没有号了，我从县里坐车来排队，到窗口说号源减半没提前通知。",
	"带老人去信访局，接访大厅取号取不到，排队一个小时，窗口说号源减半，上午的号九点前放完。",
	"信访局接访大厅号源减半，取号排队的人很多，窗口不解释原因，九点以后来的都没有号。",
}

func at(minutes int) string {
	return time.Now().Add(time.Duration(minutes-600) * time.Minute).UTC().Format(time.RFC3339)
}

func rss() string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>市民论坛</title><link>https://bbs.example.com/</link><description>d</description><managingEditor>canary-managing@example.com (canary-managing)</managingEditor><itunes:author>canary-itunes</itunes:author>
<item><title>接访大厅取不到号</title><link>https://bbs.example.com/t/1?uid=canary-user-param</link><guid>bbs-1</guid><pubDate>` + time.Now().Add(-9*time.Hour).UTC().Format(time.RFC1123Z) + `</pubDate><dc:creator>canary-dc-creator</dc:creator><author>canary-author@example.com (canary-author)</author><itunes:author>canary-itunes</itunes:author><description>` + queue[0] + planted + `</description></item>
<item><title>取号机没有号 &lt;script&gt;alert(1)&lt;/script&gt;</title><link>https://bbs.example.com/users/canary-user-path/t/2</link><guid>bbs-2</guid><pubDate>` + time.Now().Add(-8*time.Hour).UTC().Format(time.RFC1123Z) + `</pubDate><dc:creator>金丝雀作者</dc:creator><description><![CDATA[<p>` + queue[1] + `</p><script>alert(1)</script>]]></description></item>
</channel></rss>`
}

func atom() string {
	return `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN"><title>问政平台</title><id>tag:ask.example.com,2026:f</id><updated>` + at(60) + `</updated>
<author><name>canary-atom-name</name><email>canary-atom-mail@example.com</email><uri>https://ask.example.com/u/canary-atom-uri</uri></author>
<entry><id>tag:ask.example.com,2026:1</id><title>信访局窗口取号</title><link href="https://ask.example.com/q/1"/><updated>` + at(60) + `</updated><published>` + at(60) + `</published><author><name>canary-atom-name</name></author><contributor><name>canary-atom-name</name></contributor><content type="html">` + queue[2] + `</content></entry>
</feed>`
}

func jsonFeed() string {
	return fmt.Sprintf(`{"version":"https://jsonfeed.org/version/1.1","title":"日报评论","authors":[{"name":"canary-json-name","avatar":"https://img.example.com/canary-json-avatar.png"}],"items":[
{"id":"j1","url":"https://daily.example.com/a/1","title":"接访大厅号源减半","content_text":%q,"date_published":%q,"authors":[{"name":"canary-json-name","url":"https://daily.example.com/author/canary-json-name"}],"author":{"name":"canary-json-name"}}]}`, queue[3], at(90))
}

// gbk is a feed in the charset of older Chinese sites.
func gbk() []byte {
	out, err := simplifiedchinese.GBK.NewEncoder().String(`<?xml version="1.0" encoding="GBK"?><rss version="2.0"><channel><title>本地新闻网</title><link>https://news.example.com/</link><description>d</description>
<item><title>信访局接访大厅取号难</title><link>https://news.example.com/n/1.html</link><pubDate>` + time.Now().Add(-7*time.Hour).UTC().Format(time.RFC1123Z) + `</pubDate><author>金丝雀作者</author><description>` + queue[4] + `</description></item></channel></rss>`)
	if err != nil {
		return nil
	}
	return []byte(out)
}

// entityBomb grows to a gigabyte for a parser that expands entities.
func entityBomb() string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "haha">`)
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&b, `<!ENTITY a%d "%s">`, i, strings.Repeat(fmt.Sprintf("&a%d;", i-1), 10))
	}
	b.WriteString(`]><rss version="2.0"><channel><title>b</title><item><title>&a9;</title><link>https://bomb.example.com/1</link></item></channel></rss>`)
	return b.String()
}

// gzipBomb is a megabyte that unpacks to a gigabyte: the same packed zeros, a
// thousand times one after the other.
func gzipBomb() []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(make([]byte, 1<<20))
	w.Close()
	return bytes.Repeat(b.Bytes(), 1000)
}

// press is a local server of feeds, good and bad.
type press struct {
	*httptest.Server
}

func newPress(t testing.TB) *press {
	f := &press{}
	serve := func(mux *http.ServeMux, path, kind string, body []byte, header ...string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.Write(body)
		})
	}
	mux := http.NewServeMux()
	serve(mux, "/rss", "application/rss+xml", []byte(rss()))
	serve(mux, "/atom", "application/atom+xml", []byte(atom()))
	serve(mux, "/json", "application/feed+json", []byte(jsonFeed()))
	serve(mux, "/gbk", "text/xml", gbk())
	serve(mux, "/entities", "application/rss+xml", []byte(entityBomb()))
	serve(mux, "/bomb", "application/rss+xml", gzipBomb(), "Content-Encoding", "gzip")
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		for chunk := bytes.Repeat([]byte("<item>"), 10_000); r.Context().Err() == nil; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/real/", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, strings.TrimPrefix(r.URL.Path, "/real"))
	})
	f.Server = httptest.NewServer(mux)
	t.Cleanup(f.Close)
	return f
}

// realFeeds returns addresses of up to n feeds made by others, none if the test
// material is absent.
func (f *press) realFeeds(t testing.TB, n int) []string {
	base := os.Getenv("YINGDA_TESTDATA")
	if base == "" {
		base = filepath.Join(testkit.Root(t), "..", "shared", "data")
	}
	found, err := filepath.Glob(filepath.Join(base, "feeds_feedparser", "tests", "wellformed", "rss", "*.xml"))
	if err != nil || len(found) == 0 {
		t.Log("test material is absent: no feeds made by others are read")
		return nil
	}
	var out []string
	for i := 0; i < len(found) && len(out) < n; i += max(1, len(found)/n) {
		abs, err := filepath.Abs(found[i])
		if err == nil {
			out = append(out, f.URL+"/real"+abs)
		}
	}
	return out
}
