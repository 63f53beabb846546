package intake_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"yingda/internal/fetch"
	"yingda/internal/store"
)

// Our own line breaks for all sources at once: that is one message, and one when
// they are back; a single source is named with its cause.
func TestNewsOfABatch(t *testing.T) {
	each(t, func(o *office) {
		o.onDuty()
		w := newWeb(t)
		p := o.polite(fetch.Config{})
		down := func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusServiceUnavailable) }
		var all []store.Source
		for i := range 7 {
			all = append(all, o.feed(fmt.Sprintf("来源%d", i), w.page(fmt.Sprintf("/f%d", i), down), 60))
		}
		told := func(like string) int64 {
			return o.count(`SELECT COUNT(DISTINCT text) FROM notice WHERE text LIKE '` + like + `'`)
		}
		for range 5 {
			o.poll(p)
			o.clock.Advance(10 * time.Minute)
		}
		if told("%连续 3 次读不到%") != 1 || told("%来源4等 7 个来源连续 3 次读不到%") != 1 {
			t.Errorf("%d messages about seven sources", told("%连续 3 次读不到%"))
		}
		for i := range all {
			w.page(fmt.Sprintf("/f%d", i), serveText(rss("f", 10*i, 10*i+3, o.clock.Now(), "")))
		}
		o.clock.Advance(7 * time.Hour)
		o.poll(p)
		if told("%等 7 个来源恢复读取") != 1 {
			t.Error("nobody is told that they are back")
		}
		w.page("/f0", down)
		for range 4 {
			o.clock.Advance(7 * time.Hour)
			o.poll(p)
		}
		if told("来源0 连续 3 次读不到：%503%") != 1 {
			t.Error("one source is not named with its cause")
		}
	})
}
