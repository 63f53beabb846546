package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"yingda/internal/testkit"
)

// TestTogether: readings that need one another's results within themselves, one
// that fails, one that never asks the same, and a look, all answer as they would
// alone, in as many round trips as their longest chain.
func TestTogether(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			c := Config{Dir: t.TempDir(), Now: time.Now}
			var line *testkit.Line
			if engine == "postgres" {
				c.URL, line = testkit.Counted(t, testkit.Postgres(t))
			}
			s, err := Open(context.Background(), c)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			if err := s.Write(context.Background(), func(tx *Tx) error { _, err := tx.Count("a", 7); return err }); err != nil {
				t.Fatal(err)
			}
			var first, second, seen int64
			var named string
			round := func(extra ...func(ctx context.Context) error) error {
				first, second, seen, named = 0, 0, 0, ""
				return s.Together(context.Background(), func(ctx context.Context) []func() error {
					list := []func() error{
						func() (err error) {
							if first, err = s.Counter(ctx, "a"); err == nil {
								second, err = s.Stamp(ctx, "a", fmt.Sprint("b", first))
							}
							return err
						},
						func() error {
							return s.Together(ctx, func(ctx context.Context) []func() error {
								return []func() error{func() (err error) { named, err = s.Setting(ctx, "none"); return }, func() error {
									return s.View(ctx, func(tx *Tx) error { return tx.Row(`SELECT n FROM counter WHERE name = $1`, []any{"a"}, &seen) })
								}}
							})
						},
					}
					for _, f := range extra {
						list = append(list, func() error { return f(ctx) })
					}
					return list
				})
			}
			if err := round(); err != nil || first != 7 || second != 7 || seen != 7 || named != "" {
				t.Fatal(first, second, seen, named, err)
			}
			if line != nil {
				if n := line.Trips(func() { round() }); n > 2 { //nolint:errcheck // checked above
					t.Errorf("%d round trips", n)
				}
			}
			if err := round(func(ctx context.Context) error { _, err := s.Matter(ctx, "C-2026-0001"); return err }); err == nil {
				t.Error("a reading that fails is not told")
			}
			n := 0
			if err := round(func(ctx context.Context) error { n++; _, err := s.Counter(ctx, fmt.Sprint("x", n)); return err }); err != nil || n > mostRounds {
				t.Errorf("a reading that asks another way each time: %d runs, %v", n, err)
			}
		})
	}
}
