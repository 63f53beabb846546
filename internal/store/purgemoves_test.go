package store

import (
	"context"
	"testing"

	"yingda/internal/testkit"
)

// TestPurgeMoves drops the moves of long ago and keeps those that a process may
// still have to follow.
func TestPurgeMoves(t *testing.T) {
	s, err := Open(context.Background(), Config{Dir: t.TempDir(), Now: testkit.NewClock(testkit.Start).Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var left []Move
	if err := s.Write(context.Background(), func(tx *Tx) error {
		for _, n := range []int64{1, 2, movesKept + 2, movesKept + 3} {
			if _, err := tx.Exec(`INSERT INTO regroup_move (n, seq, from_cluster, into_cluster) VALUES ($1, 1, 'a', 'b')`, n); err != nil {
				return err
			}
		}
		if _, err := tx.Count("regroup.move", movesKept+2); err != nil {
			return err
		}
		if err := tx.PurgeMoves(); err != nil {
			return err
		}
		left, err = tx.MovesAfter(0)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if len(left) != 2 || left[0].N != movesKept+2 {
		t.Errorf("left are %+v", left)
	}
}
