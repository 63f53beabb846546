// Package activity reckons whether an official account posts as often as its
// regulation asks (发布频次): how it stands in the present period, what it still
// lacks, what the month will come to at its pace, and which periods ended short.
// Posting days and a working-day calendar go in, a standing comes out; no clock is
// read and nothing is stored. Clause: ACC-5.
//
// What is counted is days with a post, not posts: a push with five articles, or
// five pushes on one day, are one day of posting. That is our own reading of "so
// many times a month".
package activity

import (
	"time"

	"yingda/internal/deadline"
)

// Day is a civil day in Asia/Shanghai, counted from 1 January 1970.
type Day int64

// DayOf returns the day on which an instant falls.
func DayOf(t time.Time) Day {
	t = t.In(deadline.Zone)
	return Day(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Date returns the day of a date.
func Date(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Start returns the first instant of the day.
func (d Day) Start() time.Time {
	t := time.Unix(int64(d)*86400, 0).UTC()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, deadline.Zone)
}

// End returns the last second of the day.
func (d Day) End() time.Time { return (d + 1).Start().Add(-time.Second) }

// Month returns the first and the last day of the month in which the day lies.
func (d Day) Month() (first, last Day) {
	t := d.Start()
	return Date(t.Year(), t.Month(), 1), Date(t.Year(), t.Month()+1, 0)
}

// Rule is one rule about posting; exactly one of Within, Working and Month is set.
type Rule struct {
	ID      string
	Within  int           // a post within so many days of the last one, or of the opening
	Working bool          // a post on every working day
	Month   int           // so many days with a post in each calendar month
	Warn    time.Duration // so long before a period ends it is warned of
}

// Account is from when to when an account owes posts: Closed is zero while it is
// open. Days are its days with a post, ascending, each once.
type Account struct {
	Opened Day
	Closed Day
	Days   []Day
}

// State is how an account stands under one rule in the present period.
type State string

// The states, from good to bad.
const (
	Met  State = "met"  // the period has what it asks for
	Open State = "open" // something is still owed, and there is time
	Warn State = "warn" // something is still owed, and the period is about to end
	Late State = "late" // the period passed without it
	None State = "none" // nothing is owed: the account is closed, or the day is off
)

// Standing (现状) is how an account stands under one rule.
type Standing struct {
	State    State
	From     Day // the period, both days included; From names it
	Due      Day // something is owed until the end of this day
	Have     int // days with a post in the period
	Need     int // days with a post that it asks for
	Short    int // what is missing
	Left     int // days on which it can still be made good, working days of a month
	Forecast int // days with a post at the end of the period, at the pace so far
}

// Stand reckons how an account stands at an instant.
func Stand(cal *deadline.Calendar, r Rule, a Account, now time.Time) Standing {
	today := DayOf(now)
	if today < a.Opened || a.Closed != 0 && today >= a.Closed {
		return Standing{State: None, From: today, Due: today}
	}
	switch {
	case r.Working:
		return r.standToday(cal, a, now)
	case r.Month > 0:
		return r.standMonth(cal, a, now)
	}
	return r.standGap(a, now)
}

// standGap: the period runs from the last post, or the opening, to the last day
// on which the next one is in time.
func (r Rule) standGap(a Account, now time.Time) Standing {
	today, last := DayOf(now), a.Opened
	for _, d := range a.Days {
		if d <= today {
			last = max(last, d)
		}
	}
	s := Standing{State: Open, From: last, Due: last + Day(r.Within), Need: 1, Short: 1, Forecast: 0}
	s.Left = max(0, int(s.Due-today)+1)
	switch {
	case today > s.Due:
		s.State, s.Left = Late, 0
	case warned(s.Due, r.Warn, now):
		s.State = Warn
	}
	return s
}

func (r Rule) standToday(cal *deadline.Calendar, a Account, now time.Time) Standing {
	today := DayOf(now)
	s := Standing{State: None, From: today, Due: today, Have: count(a.Days, today, today)}
	if !cal.On(now).Working {
		return s
	}
	s.Need, s.Left, s.Forecast = 1, 1, min(s.Have, 1)
	switch {
	case s.Have > 0:
		s.State = Met
	case warned(today, r.Warn, now):
		s.State, s.Short = Warn, 1
	default:
		s.State, s.Short = Open, 1
	}
	return s
}

func (r Rule) standMonth(cal *deadline.Calendar, a Account, now time.Time) Standing {
	today := DayOf(now)
	first, last := today.Month()
	s := Standing{State: Open, From: first, Due: last, Need: r.owed(a, today), Have: count(a.Days, first, today)}
	s.Short = max(0, s.Need-s.Have)
	worked := working(cal, max(first, a.Opened), today)
	rest := working(cal, today+1, last)
	s.Forecast = s.Have
	if worked > 0 {
		s.Forecast += s.Have * rest / worked
	}
	s.Left = rest
	if count(a.Days, today, today) == 0 && cal.On(now).Working {
		s.Left++ // today still counts
	}
	switch {
	case s.Short == 0:
		s.State = Met
	case warned(last, r.Warn, now) || s.Short >= s.Left:
		s.State = Warn
	}
	return s
}

// owed is what a month asks of an account: of one that opened or closed within it
// the share of its days, rounded down.
func (r Rule) owed(a Account, day Day) int {
	first, last := day.Month()
	from, to := max(first, a.Opened), last
	if a.Closed != 0 && a.Closed <= last {
		to = a.Closed - 1
	}
	if to < from {
		return 0
	}
	return r.Month * int(to-from+1) / int(last-first+1)
}

// warned reports whether the end of a day is no further off than the warning.
func warned(due Day, before time.Duration, now time.Time) bool {
	return before > 0 && !now.Before((due + 1).Start().Add(-before))
}

// count returns how many of the ascending days lie between two, both included.
func count(days []Day, from, to Day) int {
	n := 0
	for _, d := range days {
		if d >= from && d <= to {
			n++
		}
	}
	return n
}

// working returns how many working days lie between two, both included.
func working(cal *deadline.Calendar, from, to Day) int {
	n := 0
	for d := from; d <= to; d++ {
		if cal.On(d.Start()).Working {
			n++
		}
	}
	return n
}
