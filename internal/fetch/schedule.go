package fetch

import (
	"math/rand/v2"
	"slices"
	"time"
)

// Poll is what the time of the next reading depends on. Min and Max bound the
// interval (zero: 5 minutes and 6 hours). Entries are the times of the newest
// known entries, in any order; zero and future ones are ignored. Seed spreads
// sources that were registered together, usually a hash of the source's id.
type Poll struct {
	Now        time.Time
	Min, Max   time.Duration
	Entries    []time.Time
	Failures   int           // readings failed in a row
	RetryAfter time.Duration // asked for by the other side
	Asked      time.Duration // the interval that it asks readers to keep
	Rhythm     *Rhythm       // how it publishes; nil or too little known goes by Entries
	Seed       uint64
}

// firstRetry is how soon at the latest a source that failed is tried again, be it
// one that is read once a day: else a fault of a minute costs it the day.
const firstRetry = 10 * time.Minute

// longestBackoff is the longest wait after failures, unless a source is read more
// rarely anyway.
const longestBackoff = 6 * time.Hour

// NextPoll returns when a source is due again: when about half an entry is to be
// expected at this hour of the week, or after half its usual gap between entries, so that a lively source is read often and a sleeping one
// rarely; after failures by Backoff; never before RetryAfter and Asked are over. A tenth
// of jitter, drawn from Seed and Now, keeps sources apart.
func NextPoll(p Poll) time.Time {
	lo := or(p.Min, 5*time.Minute)
	hi := max(or(p.Max, 6*time.Hour), lo)
	wait := lo
	if p.Failures > 0 {
		wait = max(min(lo, firstRetry), Backoff(p.Failures))
		if wait == longestBackoff {
			wait = max(lo, wait) // it is no longer a passing trouble
		}
	} else if p.Rhythm != nil && p.Rhythm.Known() {
		wait = p.Rhythm.Wait(p.Now, lo, hi)
	} else if gap := rhythm(p.Now, p.Entries); gap > 0 {
		wait = min(max(gap/2, lo), hi)
	}
	wait += jitter(p, wait/10)
	if p.Failures == 0 {
		wait = min(wait, hi)
	}
	return p.Now.Add(max(wait, p.RetryAfter, p.Asked))
}

// Backoff returns the wait after n failures in a row: one minute, doubled each
// time, at most six hours; zero for none.
func Backoff(n int) time.Duration {
	if n <= 0 {
		return 0
	}
	if n > 10 {
		return longestBackoff
	}
	return min(time.Minute<<(n-1), longestBackoff)
}

// rhythm is the median gap between the newest twenty entries; the silence
// since the last one counts as a gap when it is longer.
func rhythm(now time.Time, entries []time.Time) time.Duration {
	var known []time.Time
	for _, t := range entries {
		if !t.IsZero() && !t.After(now) {
			known = append(known, t)
		}
	}
	if len(known) == 0 {
		return 0
	}
	slices.SortFunc(known, func(a, b time.Time) int { return b.Compare(a) })
	known = known[:min(len(known), 20)]
	silence := now.Sub(known[0])
	var gaps []time.Duration
	for i := 1; i < len(known); i++ {
		gaps = append(gaps, known[i-1].Sub(known[i]))
	}
	if len(gaps) == 0 {
		return silence
	}
	slices.Sort(gaps)
	return max(gaps[len(gaps)/2], silence)
}

func jitter(p Poll, span time.Duration) time.Duration {
	if span <= 0 {
		return 0
	}
	r := rand.New(rand.NewPCG(p.Seed, uint64(p.Now.UnixNano())))
	return time.Duration(r.Int64N(int64(span)))
}
