package store_test

import (
	"errors"
	"testing"
	"time"

	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

// A clock that was a year ahead stops everything once it is right again; somebody
// says so, and work goes on. Only there may a chain go back.
func TestCorrectClock(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		now := testkit.Start
		c.Now = func() time.Time { return now }
		s, err := store.Open(t.Context(), c)
		must(t, err)
		defer s.Close()
		entry := func() error {
			return s.Write(t.Context(), func(tx *store.Tx) error {
				tx.Audit(store.Entry{Actor: "p", Action: "topic.added", Object: "x", Result: "done"})
				tx.Publish("statement.released", "S-1", store.Digest("x"))
				return nil
			})
		}
		must(t, entry())
		if _, err := s.CorrectClock(t.Context(), "没有坏"); fault.CodeOf(err) != "clock.right" {
			t.Errorf("a clock that is right: %v", err)
		}
		now = now.AddDate(1, 0, 0)
		must(t, entry())
		must(t, s.Write(t.Context(), func(tx *store.Tx) error {
			must(t, tx.Every("group", "group", time.Minute))
			return tx.Enqueue("group", "", struct{}{}, tx.Now.Add(time.Hour), 3)
		}))
		now = testkit.Start.Add(time.Minute)
		if err := entry(); fault.CodeOf(err) != "clock.backwards" {
			t.Fatalf("before the last entry: %v", err)
		}
		back, err := s.CorrectClock(t.Context(), "主板电池没电，重启后时间不对")
		must(t, err)
		if back.Hours() < 364*24 {
			t.Errorf("time went back by %v", back)
		}
		must(t, entry())
		must(t, s.View(t.Context(), func(tx *store.Tx) error {
			var late int64
			must(t, tx.Row(`SELECT (SELECT COUNT(*) FROM job WHERE run_at > $1) + (SELECT COUNT(*) FROM schedule WHERE next_at > $1)`, []any{now.Add(2 * time.Hour).UnixMilli()}, &late))
			if late != 0 {
				t.Errorf("%d wait for next year", late)
			}
			return nil
		}))
		n, err := s.VerifyAudit(t.Context(), nil)
		must(t, err)
		if n != 4 {
			t.Errorf("%d entries", n)
		}
		_, err = s.VerifyLedger(t.Context())
		var bad *store.ChainFault
		if errors.As(err, &bad) && bad.Reason == "时间早于前一条" {
			t.Errorf("the ledger: %v", err)
		}
	})
}

// Who waited for another past the slack of clocks is no clock that went back.
func TestWaitedBehind(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		if c.URL == "" {
			return // SQLite has one writer, whose instant is that of its turn
		}
		now := testkit.Start
		c.Now = func() time.Time { return now }
		s, err := store.Open(t.Context(), c)
		must(t, err)
		defer s.Close()
		tries := 0
		must(t, s.Write(t.Context(), func(tx *store.Tx) error {
			if tries++; tries == 1 {
				now = now.Add(7 * time.Second)
				must(t, s.Write(t.Context(), func(tx *store.Tx) error {
					tx.Audit(store.Entry{Actor: "p", Action: "topic.added", Object: "y", Result: "done"})
					return nil
				}))
			}
			tx.Audit(store.Entry{Actor: "p", Action: "topic.added", Object: "x", Result: "done"})
			return nil
		}))
		if tries != 2 {
			t.Errorf("%d tries", tries)
		}
		_, err = s.VerifyAudit(t.Context(), nil)
		must(t, err)
	})
}
