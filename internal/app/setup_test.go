package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yingda/internal/match"
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
		var audited, told int
		if err := s.View(ctx, func(tx *store.Tx) error {
			if err := tx.Row(`SELECT COUNT(*) FROM audit WHERE action = 'topic.added'`, nil, &audited); err != nil {
				return err
			}
			return tx.Row(`SELECT COUNT(*) FROM ledger WHERE kind = 'topic.added'`, nil, &told)
		}); err != nil {
			t.Fatal(err)
		}
		if audited != want || told != want {
			t.Errorf("%d topics in the audit log, %d on the ledger, of %d", audited, told, want)
		}
	})
}

// A rule that does not parse is refused before anything is adopted, with file,
// line and column; the rules of the presets parse.
func TestOpenRegimeReadsTheRules(t *testing.T) {
	for _, name := range regime.Presets() {
		r, err := OpenRegime(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, topic := range r.Topics {
			if _, err := match.Parse(topic.Rule); err != nil {
				t.Errorf("%s, topic %s: %v", name, topic.ID, err)
			}
		}
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "regime", "testdata", "good"))); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenRegime(dir); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "topics.yaml")
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(body), "rule: 某局 且 窗口", "rule: (某局 且 窗口", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = OpenRegime(dir)
	var problems regime.Problems
	if !errors.As(err, &problems) || len(problems) != 1 || problems[0].File != file || problems[0].Line != 5 || problems[0].Column != 11 || problems[0].Code != "topic_rule" {
		t.Fatalf("%+v %v", problems, err)
	}
	conf := quiet(t)
	if err := Serve(context.Background(), conf, Start{Regimes: []string{dir}}); !errors.As(err, &problems) {
		t.Errorf("a first start with a rule that does not parse: %v", err)
	}
}

// Who is told to stop before it is ready ends well, and the next start goes on.
func TestServeStoppedWhileItStarts(t *testing.T) {
	conf := quiet(t)
	for _, after := range []time.Duration{0, 20 * time.Millisecond, 300 * time.Millisecond, 1200 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(context.Background(), after)
		if err := Serve(ctx, conf, Start{Demo: true}); err != nil {
			t.Errorf("stopped %v after the start: %v", after, err)
		}
		cancel()
	}
}

// quiet is the configuration of a program of its own that says little.
func quiet(t *testing.T) Config {
	t.Helper()
	conf, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	conf.Listen, conf.Data, conf.Log = "127.0.0.1:0", t.TempDir(), "error"
	if err := conf.Check(); err != nil {
		t.Fatal(err)
	}
	return conf
}
