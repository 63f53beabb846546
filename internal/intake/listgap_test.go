package intake_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"yingda/internal/fetch"
	"yingda/internal/store"
)

// board serves a list with the given numbers, one an hour up to the instant, and
// what stands below it.
func board(name string, at time.Time, below string, numbers ...int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		var b strings.Builder
		for _, n := range numbers {
			fmt.Fprintf(&b, `<li><a href="/%s/n/%d.html">关于接访大厅取号安排的公告（%s第%d号）</a><span>%s</span></li>`, name, n, name, n, at.Add(time.Duration(n-numbers[0])*time.Hour).UTC().Add(8*time.Hour).Format("2006-01-02"))
		}
		fmt.Fprintf(w, `<title>公告</title><ul class="news">%s</ul>%s`, b.String(), below)
	}
}

func down(from, to int) (out []int) {
	for n := from; n >= to; n-- {
		out = append(out, n)
	}
	return out
}

// A board that shows nothing of what it showed at the last reading is read
// further back; what does not join is listed for a person.
func TestListGap(t *testing.T) {
	each(t, func(o *office) {
		w := newWeb(t)
		p := o.polite(fetch.Config{Timeout: 5 * time.Second})
		begin := o.clock.Now()
		names := []string{"linked", "script", "none", "pinned", "quiet", "moving"}
		list := map[string]store.Source{}
		for _, name := range names {
			address := w.page("/"+name+"/", board(name, begin, "", down(10, 1)...))
			list[name] = o.register(name, address, "page", store.ReadingSettings{Selector: ".news li"})
		}
		// two words of one search, and a board where others' columns stand between
		w.page("/search?q=qa", board("qa", begin, "", down(10, 1)...))
		w.page("/search?q=qb", board("qb", begin, "", down(10, 1)...))
		list["words"] = o.register("两词", w.URL+"/search?q={query}", "search", store.ReadingSettings{Selector: ".news li", Queries: []string{"qa", "qb"}})
		list["mixed"] = o.register("混排", w.page("/mixed/", board("mixed", begin, "", down(10, 1)...)), "page", store.ReadingSettings{Selector: ".news li", Within: "/mixed/"})
		search := o.register("检索", w.URL+"/search?q={query}", "search", store.ReadingSettings{Selector: ".news li", Queries: []string{"qu"}})
		w.page("/search?q=qu", board("search", begin, "", down(10, 1)...))
		o.poll(p)
		now := o.clock.Advance(50 * time.Hour)
		w.page("/linked/", board("linked", now, `<a href="/linked/2">下一页 &gt;</a>`, down(60, 41)...))
		w.page("/linked/2", board("linked", now.Add(-20*time.Hour), `<a href="/linked/3">下一页</a>`, down(40, 21)...))
		w.page("/linked/3", board("linked", now.Add(-40*time.Hour), "", down(20, 1)...))
		w.page("/script/", board("script", now, `<script>createPageHTML(2, 0, "index", "html");</script>`, down(30, 16)...))
		w.page("/script/index_1.html", board("script", now.Add(-15*time.Hour), "", down(15, 4)...))
		w.page("/none/", board("none", now, "", down(60, 41)...))
		w.page("/pinned/", board("pinned", now, "", append([]int{3}, down(60, 41)...)...))
		w.page("/quiet/", board("quiet", now, "", down(12, 3)...))
		w.page("/search?q=qa", board("qa", now, "", down(60, 41)...))
		w.page("/mixed/", board("mixed", now, `<a href="/mixed/2">下一页</a>`, down(60, 41)...))
		w.page("/mixed/2", board("others", now.Add(-20*time.Hour), `<a href="/mixed/3">下一页</a>`, down(40, 21)...))
		w.page("/mixed/3", board("mixed", now.Add(-40*time.Hour), "", down(20, 1)...))
		readings := 0
		w.page("/moving/", func(rw http.ResponseWriter, r *http.Request) {
			readings += 100
			board("moving", now, "", down(readings+60, readings+41)...)(rw, r)
		})
		w.page("/search?q=qu", board("search", now, `<a rel="next" href="/search?q=qu&amp;p=2">›</a>`, down(30, 11)...))
		w.page("/search?q=qu&p=2", board("search", now.Add(-20*time.Hour), "", down(11, 1)...))
		for range 3 { // the first, and what waited for its turn
			o.poll(p)
			o.clock.Advance(time.Hour)
		}
		list["search"] = search
		for name, want := range map[string]struct {
			posts int64
			state string
		}{"linked": {60, "caught"}, "script": {30, "caught"}, "none": {30, "missing"}, "pinned": {30, "missing"}, "quiet": {12, ""}, "moving": {70, "missing"}, "search": {30, "caught"}, "words": {40, "missing"}, "mixed": {40, "caught"}} {
			gaps, err := o.store.MissedStretches(ctx, list[name].ID, false, 10)
			o.must(err)
			s, state := o.source(list[name].ID), ""
			if len(gaps) > 0 {
				state = gaps[0].State
			}
			if s.Posts != want.posts || state != want.state || len(gaps) > 1 || state != "" && gaps[0].Cause != "ours" {
				t.Errorf("%s: %d posts, want %d; %+v, want %q", name, s.Posts, want.posts, gaps, want.state)
			}
		}
	})
}

// What waits for its turn after a gap is read with its page; nothing of a person
// stands in the memory.
func TestListGapWaits(t *testing.T) {
	each(t, func(o *office) {
		w := newWeb(t)
		p := o.polite(fetch.Config{Timeout: 5 * time.Second})
		begin := o.clock.Now()
		for n := range 61 {
			w.page(fmt.Sprintf("/b/n/%d.html", n), func(w http.ResponseWriter, _ *http.Request) {
				fmt.Fprintf(w, `<html><title>公告</title><h1>关于接访大厅取号安排的公告（b第%d号）</h1><div class="TRS_Editor"><p>信访接访大厅自即日起调整取号安排，第%d批号源每日九点放出，排队群众请在窗口取号，请相互转告，按号等候，不必提前到场。</p></div></html>`, n, n)
			})
		}
		s := o.register("公告栏", w.page("/b/", board("b", begin, "", down(10, 1)...)), "page", store.ReadingSettings{Selector: ".news li", Articles: true})
		o.poll(p)
		now := o.clock.Advance(50 * time.Hour)
		w.page("/b/", board("b", now, `<a href="/b/2">下一页</a>`, down(60, 41)...))
		w.page("/b/2", func(rw http.ResponseWriter, r *http.Request) {
			board("b", now.Add(-20*time.Hour), "", down(40, 6)...)(rw, r)
			fmt.Fprint(rw, `<ul class="news"><li><a href="/b/n/call.html">接访大厅取号请打13800138000找我</a></li></ul>`)
		})
		for range 4 {
			o.poll(p)
			if n := o.count(`SELECT COUNT(*) FROM source_reading WHERE kept LIKE '%13800138000%'`); n != 0 {
				t.Error("the memory of a list holds a telephone number")
			}
			o.clock.Advance(time.Hour)
		}
		if got := o.source(s.ID).Posts; got != 61 {
			t.Errorf("%d posts, want 61", got)
		}
		if n := o.count(`SELECT COUNT(*) FROM post WHERE source_id = $1 AND text LIKE '%批号源每日九点放出%'`, s.ID); n != 60 {
			t.Errorf("%d of them with their pages, want 60", n)
		}
		if n := w.hit("/b/2"); n != 1 {
			t.Errorf("the older page was read %d times", n)
		}
	})
}
