package intake_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/fetch"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

// crowdServer serves sources at many hosts of its own; what is bad is dead, slow,
// endless, lying or in trouble, by turns.
type crowdServer struct {
	good, bad []*web
}

func newCrowd(t *testing.T, n int) *crowdServer {
	c := &crowdServer{}
	for range max(4, n/100) {
		c.good, c.bad = append(c.good, newWeb(t)), append(c.bad, newWeb(t))
	}
	return c
}

// add makes source number i and returns its address; every fifth is bad.
func (c *crowdServer) add(i int) (url string, good bool) {
	path := fmt.Sprintf("/s/%d", i)
	if i%5 != 0 {
		name := fmt.Sprintf("s%d", i)
		return c.good[i%len(c.good)].page(path, func(w http.ResponseWriter, r *http.Request) {
			hour := time.Now().Unix() / 600 // something new every ten minutes
			tag := fmt.Sprintf(`"%d"`, hour)
			w.Header().Set("ETag", tag)
			if r.Header.Get("If-None-Match") == tag {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			serveText(rss(name, int(hour%1000), int(hour%1000)+4, time.Now(), ""))(w, r)
		}), true
	}
	bad := []http.HandlerFunc{
		func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		func(w http.ResponseWriter, r *http.Request) {
			junk := []byte(strings.Repeat("<item><title>x</title></item>", 1000))
			for r.Context().Err() == nil {
				if _, err := w.Write(junk); err != nil {
					return
				}
			}
		},
		func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<!doctype html><html><title>欢迎</title><body>首页</body></html>")
		},
		func(w http.ResponseWriter, r *http.Request) { // a drop at a time
			for r.Context().Err() == nil {
				fmt.Fprint(w, "<rss>")
				w.(http.Flusher).Flush()
				time.Sleep(500 * time.Millisecond)
			}
		},
	}
	return c.bad[i%len(c.bad)].page(path, bad[i/5%len(bad)]), false
}

// TestCrowd reads many sources, a fifth of them dead, slow, endless or lying: the
// healthy ones stay on time and the memory stays flat. With YINGDA_TORTURE it is
// 10,000 sources for ten minutes, else 400 for some seconds.
func TestCrowd(t *testing.T) {
	n, last, every, patience := 400, 12*time.Second, int64(10), 15*time.Second
	if testkit.Torture() {
		n, last, every, patience = 10_000, 10*time.Minute, 120, 30*time.Second
	}
	o := found(t, testkit.NewClock(time.Now()), store.Config{Dir: t.TempDir(), Now: time.Now})
	c := newCrowd(t, n)
	bad := map[string]bool{}
	r := rand.New(rand.NewPCG(1, 2))
	o.must(o.store.Write(ctx, func(tx *store.Tx) error {
		for i := range n {
			url, good := c.add(i)
			s := store.Source{Kind: "feed", Name: fmt.Sprint("来源", i), URL: url, Active: true, EverySeconds: every, Weight: 1}
			if testkit.Torture() { // registered over time: due one after the other
				s.NextReadAt = time.Now().Add(time.Duration(r.Int64N(every)) * time.Second).UnixMilli()
			}
			if err := tx.AddSource(&s); err != nil {
				return err
			}
			if !good {
				bad[s.ID] = true
			}
		}
		// The longest interval is the shortest here, so that lateness can be told.
		_, err := tx.Exec(`INSERT INTO source_watch (source_id, slowest_seconds) SELECT id, every_seconds FROM source`)
		return err
	}))
	p := o.polite(fetch.Config{Timeout: patience})
	life, stop := context.WithTimeout(ctx, last)
	defer stop()
	var wait sync.WaitGroup
	wait.Go(func() { p.Run(life) })
	heap := heapWatch()
	early, late := 0.0, int64(0)
	begin := time.Now()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for life.Err() == nil {
		select {
		case <-life.Done():
		case <-tick.C:
			if time.Since(begin) < last/3 {
				continue // all were due at once at the start
			}
			if early == 0 {
				early = heap()
				heap = heapWatch()
			}
			late = max(late, o.count(`SELECT COALESCE(MAX($1 - next_read_at), 0) FROM source WHERE failures = 0 AND last_good_at > 0`, time.Now().UnixMilli()))
		}
	}
	wait.Wait()
	final := heap()
	good, unread := o.count(`SELECT COUNT(*) FROM source WHERE last_good_at > 0`), o.count(`SELECT COUNT(*) FROM source WHERE last_read_at = 0`)
	t.Logf("%d of %d healthy sources read, %d never, latest %v behind its time, heap %.0f MB in the first third and %.0f MB after it, %d posts", good, n-len(bad), unread, time.Duration(late)*time.Millisecond, early, final, o.count(`SELECT COUNT(*) FROM post`))
	if good != int64(n-len(bad)) {
		t.Errorf("%d of %d healthy sources read", good, n-len(bad))
	}
	if late > 8000 {
		t.Errorf("a healthy source was %v late", time.Duration(late)*time.Millisecond)
	}
	if final > 1.5*early+48 {
		t.Errorf("memory grew from %.0f to %.0f MB", early, final)
	}
}
