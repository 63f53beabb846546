//go:build measure

package store

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"yingda/internal/testkit"
)

// TestListSpeed measures every page of every list; with YINGDA_ROWS=1000000 it
// is the figure of docs/performance.md.
func TestListSpeed(t *testing.T) {
	if os.Getenv("YINGDA_ROWS") == "" {
		t.Fatal("set YINGDA_ROWS to the number of concerns to measure with")
	}
	testkit.Each(t, func(t *testing.T, engine testkit.Engine, url string) {
		c := Config{URL: url, Now: testkit.NewClock(testkit.Start).Now}
		if engine == testkit.EngineSQLite {
			c = Config{Dir: t.TempDir(), Now: c.Now}
		}
		s, err := Open(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		units := crowd(t, s, rowsOf(0))
		var all []time.Duration
		for viewer, scope := range scopesOf(units) {
			for name, f := range filtersOf(units) {
				var each []time.Duration
				for range 2 { // the first round warms up
					each = each[:0]
					var after ListAfter
					for range 60 {
						begun := time.Now()
						page, err := s.ConcernList(context.Background(), f, scope, after, 51)
						if err != nil {
							t.Fatal(err)
						}
						each = append(each, time.Since(begun))
						if len(page) < 51 {
							break
						}
						after = page[50].After()
					}
				}
				slices.Sort(each)
				all = append(all, each...)
				if worst := each[len(each)-1]; worst > 5*time.Millisecond {
					t.Logf("%s, %s: p50 %v, worst %v of %d", viewer, name, each[len(each)/2], worst, len(each))
				}
			}
		}
		slices.Sort(all)
		t.Logf("%d pages: p50 %v, p99 %v, worst %v", len(all), all[len(all)/2], all[len(all)*99/100], all[len(all)-1])
	})
}
