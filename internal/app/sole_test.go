package app

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"yingda/internal/store"
	"yingda/internal/testkit"
)

// A process that is alone with its data folder frees the jobs that another one
// left in hand; beside a living one it leaves them alone.
func TestTakeUp(t *testing.T) {
	ctx := context.Background()
	c := testkit.NewClock(testkit.Start)
	dir := t.TempDir()
	s, err := store.Open(ctx, store.Config{Dir: dir, Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	inHand := func() int64 {
		t.Helper()
		jobs, err := s.Jobs(ctx, "running", "", 10)
		must(err)
		if len(jobs) != 1 {
			t.Fatalf("%d jobs in hand", len(jobs))
		}
		return jobs[0].LeaseUntil
	}
	must(s.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Enqueue("try", "one", struct{}{}, tx.Now, 3); err != nil {
			return err
		}
		_, err := tx.ClaimJobs("try", 1, time.Hour)
		return err
	}))
	p := &program{conf: Config{Data: dir}, store: s, log: slog.Default()}
	first, err := p.takeUp(ctx)
	must(err)
	if inHand() != 0 {
		t.Error("a job of a killed process keeps its lease")
	}
	must(s.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE job SET lease_until = 77`)
		return err
	}))
	second, err := p.takeUp(ctx)
	must(err)
	if inHand() != 77 {
		t.Error("a job of a living process lost its lease")
	}
	second()
	first()
	third, err := p.takeUp(ctx)
	must(err)
	defer third()
	if inHand() != 0 {
		t.Error("after both have gone the job keeps its lease")
	}
}
