//go:build measure

package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yingda/internal/testkit"
)

// kept opens the database to measure lists in. With YINGDA_KEPT (a folder, for
// SQLite) or YINGDA_KEPT_POSTGRES (the address of a database) it is filled once
// and used again; without, it is filled and thrown away.
func kept(t *testing.T, engine testkit.Engine, url string) (*Store, []Unit) {
	c := Config{URL: url, Now: testkit.NewClock(testkit.Start).Now}
	if engine == testkit.EngineSQLite {
		c.URL, c.Dir = "", t.TempDir()
		if folder := os.Getenv("YINGDA_KEPT"); folder != "" {
			c.Dir = filepath.Join(folder, "lists")
			if err := os.MkdirAll(c.Dir, 0o700); err != nil {
				t.Fatal(err)
			}
		}
	} else if kept := os.Getenv("YINGDA_KEPT_POSTGRES"); kept != "" {
		c.URL = kept
	}
	s, err := Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	rows := rowsOf(0)
	var have int
	if err := s.db.QueryRow(`SELECT COUNT(*) FROM concern`).Scan(&have); err != nil {
		t.Fatal(err)
	}
	switch have {
	case rows:
		units, err := s.Units(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(units, func(a, b Unit) int { return codeOrder(a.Code, b.Code) })
		return s, units
	case 0:
		begun := time.Now()
		units := crowd(t, s, rows)
		t.Logf("filled in %v", time.Since(begun))
		return s, units
	}
	t.Fatal(errors.New("the kept database has another number of rows: remove it"))
	return nil, nil
}

// codeOrder compares u2 with u10 by their numbers.
func codeOrder(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	if a < b {
		return -1
	}
	return 1
}

// TestListFill only fills the kept databases, so that measuring stays short.
func TestListFill(t *testing.T) {
	if os.Getenv("YINGDA_ROWS") == "" {
		t.Skip("set YINGDA_ROWS, and YINGDA_KEPT or YINGDA_KEPT_POSTGRES")
	}
	testkit.Each(t, func(t *testing.T, engine testkit.Engine, url string) { kept(t, engine, url) })
}

// TestListSpeed measures every page of every list; with YINGDA_ROWS=1000000 it
// is the figure of docs/performance.md.
func TestListSpeed(t *testing.T) {
	if os.Getenv("YINGDA_ROWS") == "" {
		t.Fatal("set YINGDA_ROWS to the number of concerns to measure with")
	}
	testkit.Each(t, func(t *testing.T, engine testkit.Engine, url string) {
		s, units := kept(t, engine, url)
		var all, best []time.Duration
		for viewer, scope := range scopesOf(units) {
			for name, f := range filtersOf(units) {
				each, least := pages(t, s, f, scope)
				all, best = append(all, each...), append(best, least...)
				slices.Sort(least)
				if os.Getenv("YINGDA_EACH") != "" {
					t.Logf("%s, %s: p50 %v, worst %v of %d", viewer, name, least[len(least)/2], least[len(least)-1], len(least))
				}
			}
		}
		for name, list := range map[string][]time.Duration{"every reading": all, "each page's best of three": best} {
			slices.Sort(list)
			t.Logf("%s, %d: p50 %v, p90 %v, p99 %v, worst %v", name, len(list), list[len(list)/2], list[len(list)*9/10], list[len(list)*99/100], list[len(list)-1])
		}
	})
}

// pages reads up to 20 pages of a list from its beginning, as many from the
// middle of what is open, and as many from deep in what is closed; once to warm
// up and three times more. It returns every time taken, and the least a page: a
// shared machine stops for milliseconds, and a page's own cost is the latter.
func pages(t *testing.T, s *Store, f ListFilter, scope Scope) (all, least []time.Duration) {
	for round := range 4 {
		at := 0
		for _, after := range []ListAfter{{}, {500_000, "m"}, {Never, "m000500000"}} {
			for range 20 {
				begun := time.Now()
				page, err := s.ConcernList(context.Background(), f, scope, after, 51)
				took := time.Since(begun)
				if err != nil {
					t.Fatal(err)
				}
				switch {
				case round == 1:
					least = append(least, took)
				case round > 1:
					least[at] = min(least[at], took)
				}
				if round > 0 {
					all = append(all, took)
				}
				at++
				if len(page) < 51 {
					break
				}
				after = page[50].After()
			}
		}
	}
	return all, least
}
