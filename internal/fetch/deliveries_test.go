package fetch

import (
	"math/rand/v2"
	"testing"
	"time"
)

// deliver takes in half a year of deliveries and counts how often the patience
// that was known ran out before the next.
func deliver(times []time.Time) (Rhythm, int) {
	var r Rhythm
	alarms, patience := 0, time.Duration(0)
	for _, t := range times {
		if patience > 0 && t.Sub(r.Last) > patience {
			alarms++
		}
		if r.Deliver(t) {
			r = ParseRhythm(r.String())
			patience = r.Patience()
		}
	}
	return r, alarms
}

// every lists instants of 26 weeks at which f says that something is delivered.
func every(step time.Duration, f func(t time.Time) bool) []time.Time {
	var out []time.Time
	for t := at(2, 0); t.Before(at(2, 0).AddDate(0, 0, 182)); t = t.Add(step) {
		if f(t) {
			out = append(out, t)
		}
	}
	return out
}

func workday(t time.Time) bool {
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
}

func TestDeliver(t *testing.T) {
	dice := rand.New(rand.NewPCG(4, 9))
	for name, c := range map[string]struct {
		step   time.Duration
		comes  func(t time.Time) bool
		alarms int           // at most, in half a year
		within time.Duration // an outage is told of, at most
	}{
		"round the clock":                     {10 * time.Minute, func(time.Time) bool { return true }, 0, 12 * time.Hour},
		"office hours of working days":        {10 * time.Minute, func(t time.Time) bool { return workday(t) && t.Hour() >= 9 && t.Hour() < 18 }, 0, 110 * time.Hour},
		"a file each working day":             {time.Hour, func(t time.Time) bool { return workday(t) && t.Hour() == 9 }, 0, 110 * time.Hour},
		"a file each working day, some late":  {time.Hour, func(t time.Time) bool { return workday(t) && t.Hour() == 9+(t.YearDay()*7)%6 }, 1, 110 * time.Hour},
		"a file each week":                    {time.Hour, func(t time.Time) bool { return t.Weekday() == time.Tuesday && t.Hour() == 10 }, 0, 20 * 24 * time.Hour},
		"now and then, about once a day":      {time.Hour, func(time.Time) bool { return dice.IntN(24) == 0 }, 2, 12 * 24 * time.Hour},
		"now and then, some in a working day": {time.Hour, func(t time.Time) bool { return workday(t) && t.Hour() >= 8 && t.Hour() < 20 && dice.IntN(4) == 0 }, 2, 6 * 24 * time.Hour},
	} {
		times := every(c.step, c.comes)
		r, alarms := deliver(times)
		if alarms > c.alarms {
			t.Errorf("%s: %d false alarms in half a year", name, alarms)
		}
		if p := r.Patience(); p == 0 || p > c.within {
			t.Errorf("%s: an outage is told of after %v", name, p)
		}
		t.Logf("%s: %d false alarms, patience %v", name, alarms, r.Patience().Round(time.Hour))
	}
	t.Run("too little known is no alarm", func(t *testing.T) {
		week, _ := deliver(every(time.Hour, func(t time.Time) bool { return t.Before(at(9, 0)) }))
		few, _ := deliver(every(time.Hour, func(t time.Time) bool { return t.Day() == 2 && t.Hour() == 9 }))
		if week.Patience() != 0 || few.Patience() != 0 {
			t.Errorf("patience %v after a week, %v after six deliveries", week.Patience(), few.Patience())
		}
	})
	t.Run("an outage of a month does not become the habit", func(t *testing.T) {
		r, _ := deliver(every(time.Hour, func(t time.Time) bool { return workday(t) && t.Hour() == 9 }))
		before := r.Patience()
		r.Deliver(r.Last.AddDate(0, 1, 0))
		r.Deliver(r.Last.AddDate(0, 0, 1))
		if after := r.Patience(); after > 2*before {
			t.Errorf("patience %v before, %v after", before, after)
		}
	})
}
