package app

import (
	"context"
	"testing"
	"time"

	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

// Several regimes are adopted side by side: the first governs, and no topic of
// one writes over a topic of another.
func TestFoundKeepsTheTopicsOfEveryRegime(t *testing.T) {
	testkit.Each(t, func(t *testing.T, engine testkit.Engine, url string) {
		ctx := context.Background()
		c := store.Config{URL: url, Now: testkit.NewClock(time.Date(2026, 3, 16, 10, 0, 0, 0, time.UTC)).Now}
		if engine == testkit.EngineSQLite {
			c.URL, c.Dir = "", t.TempDir()
		}
		s, err := store.Open(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		var all []*regime.Regime
		want := 0
		for _, name := range []string{"tax-region", "tax-openness", "finance-county", "petition-bureau", "tax-newmedia"} {
			r, err := regime.Preset(name)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, r)
			want += len(r.Topics)
		}
		if err := s.Write(ctx, func(tx *store.Tx) error { return found(tx, all) }); err != nil {
			t.Fatal(err)
		}
		topics, err := s.Topics(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if len(topics) != want {
			t.Errorf("got %d topics of %d", len(topics), want)
		}
		for _, p := range topics {
			if p.Version != 1 {
				t.Errorf("%s was written over", p.ID)
			}
		}
	})
}
