package fetch

import (
	"slices"
	"time"
)

// silence is the shortest pause between two deliveries that counts as one: with
// four a day at most, those remembered reach back over two weekends at least.
const silence = 6 * time.Hour

// Deliver takes in that others brought something, and reports whether that taught
// anything: deliveries within one hour are one occasion. A silence that was longer
// than patience teaches no more than half as much again, so that an outage does
// not become the habit.
func (r *Rhythm) Deliver(at time.Time) bool {
	if !at.After(r.Last) || at.Truncate(time.Hour).Equal(r.Last.Truncate(time.Hour)) {
		return false
	}
	if r.First.IsZero() {
		r.First, r.Last = at, at
	}
	if at.Sub(r.Last) >= silence {
		usual := r.Usual(r.Last, at)
		if limit := r.limit(); limit > 0 {
			usual = min(usual, 1.5*limit)
		}
		r.Gaps = append(r.Gaps, usual)
		r.Gaps = r.Gaps[max(0, len(r.Gaps)-mostGaps):]
	}
	r.count(at)
	return true
}

// Patience returns how long after the newest delivery the next may take before a
// source that others bring is silent for longer than its habit: beyond the longest
// of its silences, by a quarter, and by more while few deliveries are known. Zero
// until there were eight occasions over two weeks. It is six hours at least and 60
// days at most. Clause: LIS-6.
func (r *Rhythm) Patience() time.Duration {
	limit := r.limit()
	if limit == 0 {
		return 0
	}
	return max(r.span(r.Last, limit, longest), silence)
}

// limit is patience in usual hours.
func (r *Rhythm) limit() float64 {
	if r.Items < fewest || r.Last.Sub(r.First) < knownAfter {
		return 0
	}
	most := silence.Hours()
	if len(r.Gaps) > 0 {
		most = max(most, slices.Max(r.Gaps))
	}
	return most * (1.25 + 8/min(r.Items, mostGaps))
}
