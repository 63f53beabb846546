package intake_test

import (
	"testing"
	"time"

	"yingda/internal/store"
	"yingda/internal/testkit"
)

// TestGroupingInNoRing: grouping waits for a batch that is being stored, and for an
// act on a concern, before it holds anything that these need later; PostgreSQL
// would undo one of two that wait for each other.
func TestGroupingInNoRing(t *testing.T) {
	clock := testkit.NewClock(time.Time{})
	o := found(t, clock, store.Config{URL: testkit.Postgres(t), Now: clock.Now})
	for i, text := range queue {
		o.push(post(i, text))
	}
	copied := post(0, queue[0])
	copied.Source, copied.URL, copied.Engagement.Views = "市民网", "https://other.example/9", 500
	o.push(copied)
	beside := func(first, then func(tx *store.Tx) error) {
		t.Helper()
		times, grouped := 0, make(chan error, 1)
		o.must(o.store.Write(ctx, func(tx *store.Tx) error {
			times++
			if err := first(tx); err != nil || times > 1 {
				return err
			}
			go func() { grouped <- o.intake.Group(ctx) }()
			for range 500 {
				if o.count(`SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) > 0 {
					return then(tx)
				}
				time.Sleep(10 * time.Millisecond)
			}
			t.Error("grouping waits for nothing")
			return nil
		}))
		o.must(<-grouped)
		if times != 1 {
			t.Errorf("done %d times", times)
		}
	}
	number := func(tx *store.Tx) error { _, err := tx.PostSeq(1); return err }

	beside(number, func(tx *store.Tx) error { return tx.TouchPost(1) })
	m, err := o.store.Matter(ctx, "C-2026-0001")
	o.must(err)
	o.push(post(50, "下午又去信访局接访大厅，取号机还是没号，排队的人说号源减半要到月底。"))
	beside(func(tx *store.Tx) error { _, err := tx.HoldConcerns([]string{m.ID}); return err }, number)
	if n := o.count(`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`); n != 0 {
		t.Errorf("%d deadlocks", n)
	}
	c, err := o.store.Concern(ctx, m.ID)
	o.must(err)
	if c.Posts < 5 {
		t.Errorf("%+v", c)
	}
}
