package web_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
	"yingda/internal/view"
)

// BenchmarkConcernList asks for the list of concerns and the stream of posts,
// signed in and with rights, 16 at a time, at the number of concerns in
// YINGDA_ROWS (10,000 unless set) and of posts in YINGDA_POSTS (none). By turns
// with each it asks as often for one of our own static files through the same
// handler, so that both meet the same machine. S11 asks for a tenth of the static
// file's requests a second and a p99 under 50 ms. "cold" is the list while a
// concern changes ten times a second, so that it is read from the database again.
func BenchmarkConcernList(b *testing.B) {
	number := func(name string, otherwise int) int {
		if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
			return n
		}
		return otherwise
	}
	t := found(b, storetest.Config(b, testkit.EngineSQLite))
	t.many(number("YINGDA_ROWS", 10_000))
	t.manyPosts(number("YINGDA_POSTS", 0))
	for _, role := range []regime.Role{regime.OfficeDirector, regime.Handler} {
		v := t.signIn(role)
		b.Run("list/"+string(role), func(b *testing.B) { t.beside(b, v.c, "/desk/concerns", false) })
		b.Run("cold/"+string(role), func(b *testing.B) { t.beside(b, v.c, "/desk/concerns", true) })
	}
	duty := t.signIn(regime.DutyOfficer)
	for name, path := range map[string]string{"stream": "/desk/stream", "stream/topic": "/desk/stream?topic=t1", "stream/old": "/desk/stream?before=1000"} {
		b.Run(name, func(b *testing.B) { t.beside(b, duty.c, path, false) })
	}
}

// beside asks for a page and for a static file by turns.
func (t *bureau) beside(b *testing.B, c *http.Client, path string, changing bool) {
	c = &http.Client{Jar: c.Jar, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	var took, file []time.Duration
	var pages, files time.Duration
	const turns = 10
	for range turns {
		n := max(16, b.N/turns)
		stop := func() {}
		if changing {
			stop = t.changing()
		}
		each, all := burst(b, c, t.server.URL+path, n)
		stop()
		took, pages = append(took, each...), pages+all
		each, all = burst(b, c, t.server.URL+view.Asset("favicon.svg"), n)
		file, files = append(file, each...), files+all
	}
	slices.Sort(took)
	slices.Sort(file)
	b.ReportMetric(float64(len(took))/pages.Seconds(), "req/s")
	b.ReportMetric(float64(took[len(took)*99/100])/1e6, "p99-ms")
	b.ReportMetric(float64(file[len(file)*99/100])/1e6, "file-p99-ms")
	b.ReportMetric(float64(files)/float64(pages), "of-file")
}

// changing tells everybody ten times a second that concerns are different from
// before, until stop is called.
func (t *bureau) changing() (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	tick := time.NewTicker(100 * time.Millisecond)
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				t.must(t.store.Write(context.Background(), func(tx *store.Tx) error { tx.Changed(); return nil }))
			}
		}
	}()
	return func() { tick.Stop(); close(done); <-ended }
}

// burst asks n times, 16 at a time, and returns what each took, and all.
func burst(b *testing.B, c *http.Client, url string, n int) ([]time.Duration, time.Duration) {
	took := make([]time.Duration, n)
	var next atomic.Int64
	var wg sync.WaitGroup
	begun := time.Now()
	for range 16 {
		wg.Go(func() {
			for {
				i := next.Add(1) - 1
				if i >= int64(n) {
					return
				}
				at := time.Now()
				r, err := c.Get(url)
				if err != nil {
					b.Error(err)
					return
				}
				if _, err := io.Copy(io.Discard, r.Body); err != nil || r.StatusCode != http.StatusOK {
					b.Errorf("%d %v", r.StatusCode, err)
				}
				r.Body.Close()
				took[i] = time.Since(at)
			}
		})
	}
	wg.Wait()
	return took, time.Since(begun)
}

// manyPosts writes matched posts of 40 sources under 20 topics into the tables.
func (b *bureau) manyPosts(n int) {
	b.t.Helper()
	if n == 0 {
		return
	}
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		const series = `WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < $1) `
		for _, sql := range []string{
			`INSERT INTO source (id, name, kind, created_at) SELECT 's' || i, '来源' || i, 'feed', $2 FROM k WHERE i <= 40`,
			`INSERT INTO topic (id, title, rule, terms, posts, sources, version, updated_at, updated_by) SELECT 't' || i, '话题' || i, '取不到号 或 词' || i, '[]', 3, 2, 1, $2, '' FROM k WHERE i <= 20`,
			`INSERT INTO post (seq, source_id, published_at, received_at, views, matched, text_key, url_key, topics, url, title, text, signature)
SELECT i, 's' || (1 + i % 40), $2 - ($1 - i) * 9000, $2 - ($1 - i) * 9000, i % 900, 1, i, i, 't' || (1 + i % 20), 'https://forum.example/' || i, '接待大厅上午取不到号，第' || i || '次反映', '今天上午八点到接待大厅，号已经取不到号了，工作人员说下午再来看看，来回要两个小时，希望能恢复网上预约，编号' || i, x'01' FROM k`,
			`INSERT INTO post_topic (topic_id, seq) SELECT 't' || (1 + i % 20), i FROM k`,
			`INSERT INTO day_count (day, source_id, topic_id, n) SELECT '2026-03-' || substr('0' || (1 + i % 16), -2), 's' || (1 + i % 40), 't' || (1 + i % 20), i FROM k WHERE i <= 5000 AND true ON CONFLICT (day, source_id, topic_id) DO UPDATE SET n = day_count.n + excluded.n`,
		} {
			if _, err := tx.Exec(series+sql, n, tx.Ms()); err != nil {
				return err
			}
		}
		return nil
	}))
}

// many writes concerns straight into the tables, with the rows by which lists
// find them, as the store itself writes them.
func (b *bureau) many(n int) {
	b.t.Helper()
	reg := ""
	list, err := b.store.Adoptions(context.Background())
	b.must(err)
	reg = list[0].RegimeID
	agency := b.units["office"].AgencyID
	for from := 0; from < n; from += 5000 {
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			for i := from; i < min(n, from+5000); i++ {
				unit := b.units[[]string{"office", "visits", "letters"}[i%3]]
				id, due := fmt.Sprintf("m%08d", i), tx.Ms()+int64(i)*60_000
				if _, err := tx.Exec(`INSERT INTO matter (id, kind, number, agency_id, unit_id, state, version, regime_id, title, grade, need, opened_at, updated_at, next_due, seq) VALUES ($1, 'concern', $2, $3, $4, 'answering', 1, $5, '接待大厅上午取不到号，排队时间过长', 'serious', 'difficulty', $6, $6, $7, $8)`,
					id, fmt.Sprintf("C-2025-%07d", i), agency, unit.ID, reg, tx.Ms(), due, i); err != nil {
					return err
				}
				if _, err := tx.Exec(`INSERT INTO concern (seq, matter_id, detected_at, posts, sources) VALUES ($1, $2, $3, 36, 5)`, i, id, tx.Ms()); err != nil {
					return err
				}
				for _, viewer := range []string{"c*", "ct" + agency, "ct" + unit.ID, "co" + unit.ID, "cp" + unit.ID} {
					if _, err := tx.Exec(`INSERT INTO sight (matter_id, viewer, closed, state, grade, need, next_due, seq) VALUES ($1, $2, 0, 'answering', 'serious', 'difficulty', $3, $4)`, id, viewer, due, i); err != nil {
						return err
					}
				}
			}
			return nil
		}))
	}
}
