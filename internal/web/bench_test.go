package web_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/view"
)

// BenchmarkConcernList asks for the list of concerns, signed in and with rights,
// and for one of our own static files, through the same handler, at the number
// of concerns in YINGDA_ROWS (10,000 unless set). S11 asks for a tenth of the
// static page's requests a second.
func BenchmarkConcernList(b *testing.B) {
	rows, err := strconv.Atoi(os.Getenv("YINGDA_ROWS"))
	if err != nil {
		rows = 10_000
	}
	t := found(b, testkit.EngineSQLite, "")
	t.many(rows)
	for _, role := range []regime.Role{regime.OfficeDirector, regime.Handler} {
		v := t.signIn(role)
		b.Run("list/"+string(role), func(b *testing.B) { load(b, v.c, t.server.URL+"/desk/concerns") })
	}
	b.Run("static", func(b *testing.B) { load(b, t.visitor().c, t.server.URL+view.Asset("favicon.svg")) })
}

// load asks 16 at a time.
func load(b *testing.B, c *http.Client, url string) {
	c = &http.Client{Jar: c.Jar, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range 16 {
		wg.Go(func() {
			for next.Add(1) <= int64(b.N) {
				r, err := c.Get(url)
				if err != nil {
					b.Error(err)
					return
				}
				if _, err := io.Copy(io.Discard, r.Body); err != nil || r.StatusCode != http.StatusOK {
					b.Errorf("%d %v", r.StatusCode, err)
				}
				r.Body.Close()
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
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
				if _, err := tx.Exec(`INSERT INTO concern (matter_id, detected_at, posts, sources) VALUES ($1, $2, 36, 5)`, id, tx.Ms()); err != nil {
					return err
				}
				for _, viewer := range []string{"c*", "ct" + agency, "ct" + unit.ID, "co" + unit.ID, "cp" + unit.ID} {
					if _, err := tx.Exec(`INSERT INTO sight (matter_id, viewer, closed, state, grade, need, next_due) VALUES ($1, $2, 0, 'answering', 'serious', 'difficulty', $3)`, id, viewer, due); err != nil {
						return err
					}
				}
			}
			return nil
		}))
	}
}
