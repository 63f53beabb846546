package intake_test

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"yingda/internal/store"
)

// Of a long sitemap that names no days the first pages are read, the others are
// known from then on, and what is added at its end is found, once.
func TestLongSitemap(t *testing.T) {
	each(t, func(o *office) {
		const long = 12_000
		var pages, read atomic.Int64
		pages.Store(long)
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/map.xml":
				var b strings.Builder
				b.WriteString(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
				for n := range pages.Load() {
					fmt.Fprintf(&b, "<url><loc>http://%s/n/%d.html</loc></url>", r.Host, n)
				}
				fmt.Fprint(w, b.String()+"</urlset>")
			case strings.HasPrefix(r.URL.Path, "/n/"):
				read.Add(1)
				fmt.Fprintf(w, `<html><head><title>公告</title></head><body><h1>公告%s</h1><p>接访大厅第%s号安排，取号之后请在等候区排队，窗口将按号叫号，请相互转告，有事请到咨询台。</p></body></html>`, r.URL.Path, r.URL.Path)
			default:
				http.NotFound(w, r)
			}
		}))
		o.t.Cleanup(web.Close)
		p := o.poller()
		s := o.register("全站地图", web.URL+"/map.xml", "sitemap", store.ReadingSettings{})
		for range 6 {
			o.must(p.ReadNow(ctx, s.ID))
		}
		if n := read.Load(); n != 100 || o.source(s.ID).Posts != 100 {
			o.t.Fatalf("%d pages read, %d posts", n, o.source(s.ID).Posts)
		}
		pages.Add(2)
		for range 2 {
			o.must(p.ReadNow(ctx, s.ID))
		}
		if n := read.Load(); n != 102 || o.source(s.ID).Posts != 102 {
			o.t.Errorf("%d pages read, %d posts after two were added", n, o.source(s.ID).Posts)
		}
		how, err := o.store.Readings(ctx, []string{s.ID})
		o.must(err)
		if n := len(how[s.ID].Kept); n > 8*(long+2) {
			o.t.Errorf("%d bytes to remember %d pages", n, long+2)
		}
	})
}

// What an earlier release remembered is known still.
func TestOldAddresses(t *testing.T) {
	each(t, func(o *office) {
		w := newWeb(t)
		w.page("/list", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, `<html><body><ul><li><a href="/n/1">接访大厅取号安排的公告一</a></li><li><a href="/n/2">接访大厅取号安排的公告二</a></li><li><a href="/n/3">接访大厅取号安排的公告三</a></li></ul></body></html>`)
		})
		p := o.poller()
		s := o.register("公告", w.URL+"/list", "page", store.ReadingSettings{Selector: "ul li"})
		o.must(o.store.Write(ctx, func(tx *store.Tx) error {
			return tx.KeepReading(s.ID, `{"seen":["`+oldHash(w.URL+"/n/1")+`","`+oldHash(w.URL+"/n/2")+`"],"tried":{"x":1}}`)
		}))
		o.must(p.ReadNow(ctx, s.ID))
		if got := o.source(s.ID); got.Posts != 1 {
			o.t.Errorf("%d posts, %s", got.Posts, got.ErrorText)
		}
	})
}

func oldHash(address string) string {
	h := fnv.New64a()
	h.Write([]byte(address))
	return strconv.FormatUint(h.Sum64(), 36)
}
