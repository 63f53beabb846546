package activity

import (
	"slices"
	"time"

	"yingda/internal/deadline"
)

// Lapse (欠发) is a period that ended short. It stays one for ever: what is posted
// later begins the next period and does not undo it.
type Lapse struct {
	From Day // names the period
	Due  Day // until the end of which it was owed
	Have int
	Need int
}

// Lapses returns the periods of an account that ended short after since and
// before now, oldest first. A period that is still open is none.
func Lapses(cal *deadline.Calendar, r Rule, a Account, since, now time.Time) []Lapse {
	from, today := max(DayOf(since), a.Opened), DayOf(now)
	end := today // the first day that is not looked at
	if a.Closed != 0 {
		end = min(end, a.Closed)
	}
	switch {
	case r.Working:
		return r.missedDays(cal, a, from, end)
	case r.Month > 0:
		return r.missedMonths(a, from, today)
	}
	return r.gaps(a, from, end)
}

func (r Rule) missedDays(cal *deadline.Calendar, a Account, from, end Day) []Lapse {
	var out []Lapse
	for d := from; d < end; d++ {
		if _, posted := slices.BinarySearch(a.Days, d); !posted && cal.On(d.Start()).Working {
			out = append(out, Lapse{From: d, Due: d, Need: 1})
		}
	}
	return out
}

// missedMonths looks at months that are over. One in which the account closed is
// over with it.
func (r Rule) missedMonths(a Account, from, today Day) []Lapse {
	var out []Lapse
	for first, last := from.Month(); last < today; first, last = (last + 1).Month() {
		if a.Closed != 0 && a.Closed <= first {
			break
		}
		if have, need := count(a.Days, first, last), r.owed(a, first); have < need {
			out = append(out, Lapse{From: first, Due: last, Have: have, Need: need})
		}
	}
	return out
}

// gaps looks at the stretches between two posts, and after the last one.
func (r Rule) gaps(a Account, from, end Day) []Lapse {
	var out []Lapse
	last := a.Opened
	gap := func(next Day) {
		if due := last + Day(r.Within); next > due && due >= from && due < end {
			out = append(out, Lapse{From: last, Due: due, Need: 1})
		}
	}
	for _, d := range a.Days {
		if d < a.Opened || d >= end {
			continue
		}
		gap(d)
		last = d
	}
	gap(end)
	return out
}
