package intake_test

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"yingda/internal/fetch"
	"yingda/internal/intake"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

const (
	benchFeeds   = 1000
	benchEntries = 20
)

// feedServer serves benchFeeds feeds of benchEntries entries each at /feed/N, with
// an ETag, from memory. All of them or a tenth match a topic, or they are a
// city's.
func feedServer(tb testing.TB, share string, c *city) *httptest.Server {
	var posts []intake.Post
	switch share {
	case "city":
		posts = c.posts(benchFeeds * benchEntries)
	default:
		posts = corpus(tb, benchFeeds*benchEntries)
	}
	for i := range posts {
		if share == "tenth" && i%10 != 0 {
			posts[i].Title = "周末"
			posts[i].Text = strings.NewReplacer("信访", "商场", "接访", "导购").Replace(posts[i].Text)
		}
	}
	bodies := make([][]byte, benchFeeds)
	for i := range bodies {
		var b strings.Builder
		fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>论坛%d</title><link>https://f%d.example/</link><description>样例</description>`, i, i)
		for k, p := range posts[i*benchEntries : (i+1)*benchEntries] {
			at := testkit.Start.Add(-time.Duration(k) * time.Hour)
			fmt.Fprintf(&b, `<item><title>%s</title><link>https://f%d.example/t/%d</link><guid>f%d-%d</guid><pubDate>%s</pubDate><description>%s</description></item>`,
				html.EscapeString(p.Title), i, k, i, k, at.Format(time.RFC1123Z), html.EscapeString(p.Text))
		}
		b.WriteString(`</channel></rss>`)
		bodies[i] = []byte(b.String())
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/feed/"))
		if err != nil || i < 0 || i >= benchFeeds {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
		w.Write(bodies[i])
	}))
	tb.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

// cores returns the processor time that this process has used, the server's
// part included.
func cores(tb testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// heapWatch returns the highest use of the heap until it is stopped.
func heapWatch() func() float64 {
	var most atomic.Uint64
	stop, done := make(chan struct{}), make(chan struct{})
	look := func() {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most.Store(max(most.Load(), m.HeapInuse+m.StackInuse))
	}
	go func() {
		defer close(done)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				look()
			}
		}
	}()
	return func() float64 {
		close(stop)
		<-done
		look()
		return float64(most.Load()) / (1 << 20)
	}
}

// BenchmarkPoll is S9 (all new: 1,000 feeds, 20,000 entries) and S10 (the same
// feeds, nothing new), through the whole road up to the commit; with a city's
// posts past 10,000 rules and their grouping in the same time it is S7 against
// Miniflux. The server runs in this process: its processor time and memory are
// counted with ours. YINGDA_MINIFLUX names a Miniflux to read the same feeds.
func BenchmarkPoll(b *testing.B) {
	town := func() *city { return newCity(b, benchRules, 3000) }
	for _, kind := range []string{
		"sqlite/all", "sqlite/tenth", "sqlite/city", "miniflux/all", "miniflux/city",
		"postgres/all", "postgres/tenth", "postgres/city",
	} {
		engine, share, _ := strings.Cut(kind, "/")
		b.Run(kind, func(b *testing.B) {
			if engine == "miniflux" {
				pollMiniflux(b, feedServer(b, share, town()).URL)
				return
			}
			var fresh, again, freshCores, againCores time.Duration
			var heap float64
			for range b.N {
				b.StopTimer()
				place := town()
				server := feedServer(b, share, place)
				clock := testkit.NewClock(testkit.Start)
				c := store.Config{Now: clock.Now}
				if engine == "postgres" {
					c.URL = testkit.Postgres(b)
				} else {
					c.Dir = b.TempDir()
				}
				o := found(b, clock, c)
				for i := range benchFeeds {
					o.feed(fmt.Sprint("论坛", i), fmt.Sprintf("%s/feed/%d", server.URL, i), 600)
				}
				if share == "city" {
					o.saveTopics(place.rules(benchRules - 2))
					o.push(intake.Post{Source: "论坛", Title: "周末", Text: "散步"}) // compiles the rules
				}
				before := o.count(`SELECT COUNT(*) FROM post`)
				p := o.polite(fetch.Config{})
				runtime.GC()
				b.StartTimer()
				begin, used := time.Now(), cores(b)
				grouped := func() {}
				if share == "city" {
					grouped = o.groupBeside()
				}
				if n := o.pollAll(p); n != benchFeeds {
					b.Fatalf("%d feeds read", n)
				}
				grouped()
				fresh, freshCores = fresh+time.Since(begin), freshCores+cores(b)-used
				b.StopTimer()
				if n := o.count(`SELECT COUNT(*) FROM post`) - before; n != benchFeeds*benchEntries && share != "city" || n == 0 {
					b.Fatalf("%d posts", n)
				}
				clock.Advance(24 * time.Hour)
				runtime.GC()
				b.StartTimer()
				stop := heapWatch()
				begin, used = time.Now(), cores(b)
				if n := o.pollAll(p); n != benchFeeds {
					b.Fatalf("%d feeds read again", n)
				}
				again, againCores = again+time.Since(begin), againCores+cores(b)-used
				heap = max(heap, stop())
			}
			n := float64(b.N)
			b.ReportMetric(fresh.Seconds()/n, "S9-s")
			b.ReportMetric(freshCores.Seconds()/n, "S9-core-s")
			b.ReportMetric(again.Seconds()/n, "S10-s")
			b.ReportMetric(againCores.Seconds()/n, "S10-core-s")
			b.ReportMetric(heap, "S10-heap-MB")
		})
	}
}

// pollMiniflux lets a Miniflux read the feeds of a server twice, with 16 workers
// on a database of its own, whose processor time is not counted.
func pollMiniflux(b *testing.B, server string) {
	program := os.Getenv("YINGDA_MINIFLUX")
	if program == "" {
		b.Skip("YINGDA_MINIFLUX names no program")
	}
	url := testkit.Postgres(b)
	run := func(flag string) (time.Duration, time.Duration) {
		cmd := exec.CommandContext(b.Context(), program, flag)
		cmd.Env = append(os.Environ(), "DATABASE_URL="+url, "WORKER_POOL_SIZE=16", "BATCH_SIZE=1000", "LOG_LEVEL=error")
		begin := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("miniflux %s: %v\n%s", flag, err, out)
		}
		return time.Since(begin), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	run("-migrate")
	db, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close(b.Context())
	do := func(sql string, args ...any) {
		if _, err := db.Exec(b.Context(), sql, args...); err != nil {
			b.Fatal(err)
		}
	}
	do(`INSERT INTO users (username, password) VALUES ('bench', '')`)
	do(`INSERT INTO categories (user_id, title) SELECT id, 'bench' FROM users`)
	do(`INSERT INTO feeds (user_id, category_id, title, feed_url, site_url)
		SELECT c.user_id, c.id, 'feed' || n, $1::text || '/feed/' || n, $1::text FROM categories c, generate_series(0, $2::int) n`, server, benchFeeds-1)
	fresh, freshCores := run("-refresh-feeds")
	var entries int
	if err := db.QueryRow(b.Context(), `SELECT COUNT(*) FROM entries`).Scan(&entries); err != nil {
		b.Fatal(err)
	}
	if entries != benchFeeds*benchEntries {
		b.Fatalf("miniflux read %d entries", entries)
	}
	do(`UPDATE feeds SET next_check_at = now() - interval '1 hour'`)
	again, againCores := run("-refresh-feeds")
	b.ReportMetric(fresh.Seconds(), "S9-s")
	b.ReportMetric(freshCores.Seconds(), "S9-core-s")
	b.ReportMetric(again.Seconds(), "S10-s")
	b.ReportMetric(againCores.Seconds(), "S10-core-s")
}
