package store_test

import (
	"sync/atomic"
	"testing"

	"yingda/internal/store"
	"yingda/internal/testkit"
)

// TestRenewLast: who says first that the stream differs and numbers a text then,
// as grouping does, and who does it the other way round, as storing does, do not
// wait for one another in a ring; PostgreSQL would undo one of them after a second.
func TestRenewLast(t *testing.T) {
	s, err := store.Open(t.Context(), store.Config{URL: testkit.Postgres(t), Now: testkit.NewClock(testkit.Start).Now})
	must(t, err)
	t.Cleanup(func() { s.Close() })
	must(t, s.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.PostSeq(1); tx.Renew("post"); return err }))

	renewed, numbered, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	var grouped, stored atomic.Int32
	go func() {
		done <- s.Write(t.Context(), func(tx *store.Tx) error {
			tx.Renew("post")
			if _, err := tx.Count("regroup.move", 1); err != nil {
				return err
			}
			if grouped.Add(1) == 1 {
				close(renewed)
				<-numbered
			}
			_, err := tx.PostSeq(1)
			return err
		})
	}()
	<-renewed
	must(t, s.Write(t.Context(), func(tx *store.Tx) error {
		if _, err := tx.PostSeq(1); err != nil {
			return err
		}
		if stored.Add(1) == 1 {
			close(numbered)
		}
		tx.Renew("post")
		return nil
	}))
	must(t, <-done)
	if grouped.Load() != 1 || stored.Load() != 1 {
		t.Errorf("done %d and %d times", grouped.Load(), stored.Load())
	}
	n, err := s.Counter(t.Context(), "generation.post")
	must(t, err)
	if n != 3 {
		t.Errorf("generation %d", n)
	}
}
