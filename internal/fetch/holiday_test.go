package fetch

import (
	"math/rand/v2"
	"testing"
	"time"

	"yingda/internal/deadline"
)

// hours lists the instants of 2026, from one day to another, at which f says that
// a source publishes.
func hours(from, to string, f func(t time.Time, works bool) bool) []time.Time {
	t, _ := time.ParseInLocation(time.DateOnly, from, china)
	end, _ := time.ParseInLocation(time.DateOnly, to, china)
	var out []time.Time
	for ; t.Before(end); t = t.Add(time.Hour) {
		if f(t, deadline.Builtin().On(t).Working) {
			out = append(out, t)
		}
	}
	return out
}

// A long holiday is no alarm for a source that keeps to working days, whether its
// week is known or it is young; the first working days without a word are one, and
// so is a silent holiday of a source that usually speaks on any day.
func TestHoliday(t *testing.T) {
	office := func(t time.Time, works bool) bool { return works && t.Hour() >= 9 && t.Hour() <= 17 }
	daily := func(t time.Time, works bool) bool { return works && t.Hour() == 10 }
	always := func(t time.Time, _ bool) bool { return t.Hour() >= 8 }
	at := func(s string) time.Time { t, _ := time.ParseInLocation("2006-01-02 15", s, china); return t }
	for _, c := range []struct {
		says          string
		from          string
		comes         func(time.Time, bool) bool
		after, within string // alarm
	}{
		{"hourly in office hours", "2026-07-01", office, "2026-10-08 09", "2026-10-10 17"},
		{"once each working day for seven weeks", "2026-08-12", daily, "2026-10-08 11", "2026-10-16 17"},
		{"once each working day, young", "2026-09-10", daily, "2026-10-08 11", "2026-10-16 17"},
		{"on any day", "2026-07-01", always, "2026-10-01 09", "2026-10-02 12"},
	} {
		r := Rhythm{Calendar: deadline.Builtin()}
		r.Learn(hours(c.from, "2026-10-01", c.comes), at("2026-10-01 00"))
		alarm := r.Last.Add(r.Habit())
		t.Logf("%s: alarm at %v", c.says, alarm.In(china))
		if r.Habit() == 0 || alarm.Before(at(c.after)) || alarm.After(at(c.within)) {
			t.Errorf("%s: alarm at %v after %v", c.says, alarm.In(china), r.Habit())
		}
		if r.Calendar = nil; c.says == "hourly in office hours" && r.Last.Add(r.Habit()).After(at(c.after)) {
			t.Error("without a calendar the holiday would be no alarm either: this shows nothing")
		}
	}
}

// How often the alarm errs in a year of public holidays, for sources that are read.
func TestFalseAlarms(t *testing.T) {
	dice := rand.New(rand.NewPCG(4, 10))
	for says, c := range map[string]struct {
		comes func(t time.Time, works bool) bool
		most  int
	}{
		"round the clock":                    {func(time.Time, bool) bool { return true }, 0},
		"office hours":                       {func(t time.Time, works bool) bool { return works && t.Hour() >= 9 && t.Hour() < 18 }, 1}, // the first weekend
		"each working day":                   {func(t time.Time, works bool) bool { return works && t.Hour() == 9 }, 0},
		"each working day, at various hours": {func(t time.Time, works bool) bool { return works && t.Hour() == 9+(t.YearDay()*7)%8 }, 2},
		"each week":                          {func(t time.Time, works bool) bool { return works && t.Weekday() == time.Tuesday && t.Hour() == 10 }, 0},
		"some in a working day": {func(t time.Time, works bool) bool {
			return works && t.Hour() >= 8 && t.Hour() < 20 && dice.IntN(4) == 0
		}, 3},
		"about once a day, on any": {func(time.Time, bool) bool { return dice.IntN(24) == 0 }, 1},
	} {
		count := func(cal *deadline.Calendar, times []time.Time) (alarms int) {
			r, habit := Rhythm{Calendar: cal}, time.Duration(0)
			for _, at := range times {
				if habit > 0 && at.Sub(r.Last) > habit {
					alarms++
				}
				r.Learn([]time.Time{at}, at)
				habit = r.Habit()
			}
			return alarms
		}
		times := hours("2026-01-05", "2026-12-21", c.comes)
		with, without := count(deadline.Builtin(), times), count(nil, times)
		t.Logf("%s: %d false alarms in a year of %d items; %d by the week alone", says, with, len(times), without)
		if with > c.most {
			t.Errorf("%s: %d false alarms in a year", says, with)
		}
	}
}
