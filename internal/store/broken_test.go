package store_test

import (
	"context"
	"testing"
	"time"

	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

// TestBrokenLine cuts the line to PostgreSQL between and inside transactions.
func TestBrokenLine(t *testing.T) {
	c := storetest.Config(t, testkit.EnginePostgres)
	var line *testkit.Line
	c.URL, line = testkit.Counted(t, c.URL)
	s := openStore(t, c)
	ctx := context.Background()
	write := func(cut func(try int)) (tries int, err error) {
		err = s.Write(ctx, func(tx *store.Tx) error {
			if err := tx.SetSetting("word", "kept"); err != nil {
				return err
			}
			_, err := tx.Count("n", 1)
			if err != nil {
				return err
			}
			tries++
			cut(tries)
			return tx.SetSetting("word", "kept again")
		})
		return tries, err
	}
	n := func() int64 {
		t.Helper()
		n, err := s.Counter(ctx, "n")
		must(t, err)
		return n
	}
	if _, err := write(func(int) {}); err != nil || n() != 1 {
		t.Fatalf("over a sound line: %v", err)
	}
	line.Cut(false)
	if got := n(); got != 1 {
		t.Errorf("the first reading after a cut: %d", got)
	}
	line.Cut(false)
	if tries, err := write(func(int) {}); err != nil || tries != 1 || n() != 2 {
		t.Errorf("the first writing after a cut: %d tries, %v", tries, err)
	}
	tries, err := write(func(try int) {
		if try == 1 {
			line.Cut(false)
		}
	})
	if err != nil || tries != 2 || n() != 3 {
		t.Errorf("cut before the commit it is tried once more, and counts once: %d tries, %v, %d", tries, err, n())
	}
	_, err = write(func(int) { line.Cut(false) })
	if fault.CodeOf(err) != "database.away" || fault.KindOf(err) != fault.Busy || n() != 3 {
		t.Errorf("cut each time it is refused and nothing is kept: %v, %d", err, n())
	}
	for _, past := range []bool{false, true} {
		before := n()
		line.CutAt("commit", past)
		tries, err := write(func(int) {})
		if fault.CodeOf(err) != "database.unsure" || fault.KindOf(err) != fault.Busy || tries != 1 {
			t.Errorf("cut at the commit nobody knows, and it is not tried again: %d tries, %v", tries, err)
		}
		want := before + map[bool]int64{false: 0, true: 1}[past]
		for began := time.Now(); n() != want; time.Sleep(20 * time.Millisecond) { // PostgreSQL commits in its own time
			if time.Since(began) > 10*time.Second {
				t.Fatalf("cut at the commit, past it %v: %d became %d", past, before, n())
			}
		}
	}
	kept := n()
	line.Cut(true)
	if _, err := write(func(int) {}); fault.CodeOf(err) != "database.away" {
		t.Errorf("a line that stays down: %v", err)
	}
	if _, err := s.Counter(ctx, "n"); fault.CodeOf(err) != "database.away" {
		t.Errorf("reading over a line that is down: %v", err)
	}
	line.Cut(false)
	if n() != kept {
		t.Errorf("when it is up again: %d", n())
	}
}
