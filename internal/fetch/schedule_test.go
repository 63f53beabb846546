package fetch

import (
	"testing"
	"time"
)

func TestNextPoll(t *testing.T) {
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	every := func(gap time.Duration, n int) []time.Time {
		var ts []time.Time
		for i := range n {
			ts = append(ts, now.Add(-time.Duration(i)*gap))
		}
		return ts
	}
	cases := []struct {
		name   string
		poll   Poll
		lo, hi time.Duration
	}{
		{"a new source is read at the shortest interval", Poll{}, 5 * time.Minute, 330 * time.Second},
		{"hourly entries are looked for every half hour", Poll{Entries: every(time.Hour, 10)}, 30 * time.Minute, 33 * time.Minute},
		{"a stream of entries meets the lower bound", Poll{Entries: every(time.Second, 50)}, 5 * time.Minute, 330 * time.Second},
		{"a sleeping source meets the upper bound", Poll{Entries: every(240*time.Hour, 5)}, 6 * time.Hour, 6 * time.Hour},
		{"future entries say nothing", Poll{Entries: []time.Time{now.Add(time.Hour)}}, 5 * time.Minute, 330 * time.Second},
		{"five failures", Poll{Failures: 5}, 16 * time.Minute, 18 * time.Minute},
		{"many failures", Poll{Failures: 99}, 6 * time.Hour, 400 * time.Minute},
		{"one fault costs a source that is read once a day ten minutes", Poll{Min: 24 * time.Hour, Max: 24 * time.Hour, Failures: 1}, 10 * time.Minute, 11 * time.Minute},
		{"and one that is dead is left alone as before", Poll{Min: 24 * time.Hour, Max: 24 * time.Hour, Failures: 99}, 24 * time.Hour, 27 * time.Hour},
		{"one that is read each minute is tried again as soon", Poll{Min: time.Minute, Failures: 1}, time.Minute, 66 * time.Second},
		{"the other side's wish wins", Poll{RetryAfter: 2 * time.Hour}, 2 * time.Hour, 2 * time.Hour},
		{"key period: bounds are set closer", Poll{Min: time.Minute, Max: 2 * time.Minute, Entries: every(24*time.Hour, 5)}, 2 * time.Minute, 2 * time.Minute},
	}
	for _, c := range cases {
		c.poll.Now = now
		for seed := range uint64(50) {
			c.poll.Seed = seed
			if got := NextPoll(c.poll).Sub(now); got < c.lo || got > c.hi {
				t.Fatalf("%s: %v, want %v to %v", c.name, got, c.lo, c.hi)
			}
		}
		if !NextPoll(c.poll).Equal(NextPoll(c.poll)) {
			t.Fatalf("%s: not the same twice", c.name)
		}
	}
}

func TestBackoff(t *testing.T) {
	want := []time.Duration{0, time.Minute, 2 * time.Minute, 4 * time.Minute}
	for n, w := range want {
		if got := Backoff(n); got != w {
			t.Errorf("after %d failures %v, want %v", n, got, w)
		}
	}
	if Backoff(1<<30) != 6*time.Hour || Backoff(-1) != 0 {
		t.Error("bounds")
	}
}
