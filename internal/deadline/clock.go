package deadline

import (
	"slices"
	"time"
)

// Clock (时限) is a deadline that runs, as the values that are stored for it.
type Clock struct {
	From, Half, ThreeQuarters, Due time.Time // as Due reckoned them; Due is zero while it stands still
	Left                           Left      // the rest, while it stands still
	Pauses                         []Pause
	Ladder                         []Rung    // whom to tell, in order of time
	Met                            time.Time // when the owed document was there; zero: not yet
	Cancelled                      time.Time // when it was called off; zero: it was not
}

// State (时限状态) is how a clock stands at an instant.
type State string

// The states of a clock. Due names the last second that is in time, so Breached
// begins one second after it.
const (
	Running             State = "running"
	WarnedHalf          State = "warned_half"
	WarnedThreeQuarters State = "warned_three_quarters"
	Breached            State = "breached"
	Paused              State = "paused"
	Met                 State = "met"
	Cancelled           State = "cancelled"
)

// NewClock returns the clock of a reckoned term.
func NewClock(t Term, r Result, ladder []Rung) Clock {
	return Clock{
		From: t.From, Half: r.Half, ThreeQuarters: r.ThreeQuarters, Due: r.Due, Left: r.Left,
		Pauses: t.Pauses, Ladder: ladder,
	}
}

// State returns how the clock stands at now. What ends it wins over all else; a
// breach is not cured by a pause that begins after it.
func (c Clock) State(now time.Time) State {
	switch {
	case reached(c.Cancelled, now):
		return Cancelled
	case reached(c.Met, now):
		return Met
	case c.over(now):
		return Breached
	case c.paused(now):
		return Paused
	case reached(c.ThreeQuarters, now):
		return WarnedThreeQuarters
	case reached(c.Half, now):
		return WarnedHalf
	default:
		return Running
	}
}

func reached(t, now time.Time) bool { return !t.IsZero() && !now.Before(t) }

func (c Clock) paused(now time.Time) bool {
	return slices.ContainsFunc(c.Pauses, func(p Pause) bool { return p.holds(now) })
}

func (c Clock) over(t time.Time) bool { return !c.Due.IsZero() && !t.Before(breach(c.Due)) }

// Late reports whether the clock was met after its deadline.
func (c Clock) Late() bool { return !c.Met.IsZero() && c.over(c.Met) }

// Remaining returns the time from now to the deadline, negative once it has
// passed. While the clock stands still it is the unused time of an exact term
// and, of a term in days, 24 hours for each unused day.
func (c Clock) Remaining(now time.Time) time.Duration {
	if c.Due.IsZero() {
		return c.Left.Time + time.Duration(c.Left.Days)*24*time.Hour
	}
	return c.Due.Sub(now)
}

// FractionLeft returns the unused share from 1 to 0, for drawing a ring: exact
// at the start, the two warnings and the deadline, even between them. While the
// clock stands still it is the share at which the open pause began.
func (c Clock) FractionLeft(now time.Time) float64 {
	if c.Due.IsZero() {
		for _, p := range c.Pauses {
			if p.open() && now.After(p.From) {
				now = p.From
			}
		}
	}
	share, at := 1.0, c.From
	for _, mark := range []struct {
		at    time.Time
		share float64
	}{{c.Half, 0.5}, {c.ThreeQuarters, 0.25}, {c.Due, 0}} {
		if mark.at.IsZero() {
			return share
		}
		if now.Before(mark.at) {
			whole := mark.at.Sub(at)
			if whole <= 0 || now.Before(at) {
				return share
			}
			return share - (share-mark.share)*float64(now.Sub(at))/float64(whole)
		}
		share, at = mark.share, mark.at
	}
	return share
}
