//go:build measure

package store

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"yingda/internal/testkit"
)

// keptLetters opens the database to measure the inbox in. With YINGDA_KEPT_INBOX (a
// folder, for SQLite) or YINGDA_KEPT_INBOX_POSTGRES (the address of a database) it
// is filled once and used again; without, it is filled and thrown away.
func keptLetters(t *testing.T, engine testkit.Engine, url string) (*Store, []Unit) {
	c := Config{URL: url, Now: testkit.NewClock(testkit.Start).Now}
	if engine == testkit.EngineSQLite {
		c.URL, c.Dir = "", t.TempDir()
		if folder := os.Getenv("YINGDA_KEPT_INBOX"); folder != "" {
			c.Dir = filepath.Join(folder, "inbox")
			if err := os.MkdirAll(c.Dir, 0o700); err != nil {
				t.Fatal(err)
			}
		}
	} else if kept := os.Getenv("YINGDA_KEPT_INBOX_POSTGRES"); kept != "" {
		c.URL = kept
	}
	s, err := Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	var have int
	if err := s.db.QueryRow(`SELECT COUNT(*) FROM message`).Scan(&have); err != nil {
		t.Fatal(err)
	}
	if have == 0 {
		begun := time.Now()
		units := letters(t, s, rowsOf(1_000_000))
		t.Logf("filled in %v", time.Since(begun))
		return s, units
	}
	t.Logf("%d messages", have)
	units, err := s.Units(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(units, func(a, b Unit) int { return codeOrder(a.Code, b.Code) })
	return s, units
}

// TestInboxFill only fills the kept databases, so that measuring stays short.
func TestInboxFill(t *testing.T) {
	if os.Getenv("YINGDA_KEPT_INBOX") == "" && os.Getenv("YINGDA_KEPT_INBOX_POSTGRES") == "" {
		t.Skip("set YINGDA_KEPT_INBOX or YINGDA_KEPT_INBOX_POSTGRES")
	}
	testkit.Each(t, func(t *testing.T, engine testkit.Engine, url string) { keptLetters(t, engine, url) })
}

// TestInboxSpeed measures every page of every list of the inbox, at a million messages
// unless YINGDA_ROWS says how many. On both engines, filled and thrown away:
//
//	go test -tags measure -v -timeout 60m -run TestInboxSpeed ./internal/store
func TestInboxSpeed(t *testing.T) {
	testkit.Each(t, func(t *testing.T, engine testkit.Engine, url string) {
		s, units := keptLetters(t, engine, url)
		var all, best []time.Duration
		var slow []slowList
		for viewer, scope := range scopesOf(units) {
			for name, f := range inboxFilters(units) {
				each, least := inboxPages(t, s, f, scope)
				all, best = append(all, each...), append(best, least...)
				slices.Sort(least)
				slow = append(slow, slowList{viewer + ", " + name, least[len(least)/2], least[len(least)-1], len(least)})
			}
		}
		for name, list := range map[string][]time.Duration{"every reading": all, "each page's best of three": best} {
			slices.Sort(list)
			t.Logf("%s, %d: p50 %v, p90 %v, p99 %v, worst %v", name, len(list), list[len(list)/2], list[len(list)*9/10], list[len(list)*99/100], list[len(list)-1])
		}
		slices.SortFunc(slow, func(a, b slowList) int { return cmp.Compare(b.worst, a.worst) })
		for _, l := range slow[:5] {
			t.Logf("slowest: %s: p50 %v, worst %v of %d pages", l.name, l.half, l.worst, l.pages)
		}
	})
}

// slowList is a list for a viewer with the best times of its pages.
type slowList struct {
	name        string
	half, worst time.Duration
	pages       int
}

// inboxPages reads pages of a list of the inbox as pages does of concerns: from its
// beginning, the middle of what is open, and deep in what is closed.
func inboxPages(t *testing.T, s *Store, f ListFilter, scope Scope) (all, least []time.Duration) {
	for round := range 4 {
		at := 0
		for _, after := range []ListAfter{{}, {500_000, "m"}, {Never, "m000500000"}} {
			for range 10 {
				begun := time.Now()
				page, err := s.MessageList(context.Background(), f, scope, after, 51)
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
