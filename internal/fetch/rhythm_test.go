package fetch

import (
	"testing"
	"time"
)

// at is an instant in Chinese time; 2 March 2026 is a Monday.
func at(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, china) }

// office is a source that publishes on working days at each hour from 9 to 17.
func office(days int) []time.Time {
	var out []time.Time
	for d := range days {
		if t := at(2+d, 0); t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
			continue
		}
		for h := 9; h <= 17; h++ {
			out = append(out, at(2+d, h))
		}
	}
	return out
}

func TestRhythm(t *testing.T) {
	var r Rhythm
	r.Learn(office(26), at(31, 0))
	r = ParseRhythm(r.String())
	if r.Items != 180 || !r.Known() {
		t.Fatalf("learnt %v items", r.Items)
	}
	t.Run("a weekend is no alarm, a silent Tuesday is", func(t *testing.T) {
		r.Last = at(27, 17) // a Friday
		until := r.Last.Add(r.Habit())
		if until.Before(at(30, 9)) {
			t.Errorf("alarm at %v, within the weekend", until.In(china))
		}
		if until.After(at(31, 17)) {
			t.Errorf("alarm only at %v", until.In(china))
		}
	})
	t.Run("read often in its hours, rarely at night", func(t *testing.T) {
		day, night := r.Wait(at(25, 10), time.Minute, 12*time.Hour), r.Wait(at(25, 20), time.Minute, 12*time.Hour)
		if day > time.Hour || night < 3*time.Hour {
			t.Errorf("waits %v by day, %v by night", day, night)
		}
	})
	t.Run("bounds hold", func(t *testing.T) {
		if w := r.Wait(at(25, 20), time.Minute, time.Hour); w != time.Hour {
			t.Errorf("longest: %v", w)
		}
		if w := r.Wait(at(25, 10), 2*time.Hour, 3*time.Hour); w != 2*time.Hour {
			t.Errorf("shortest: %v", w)
		}
	})
	t.Run("too little known is no habit", func(t *testing.T) {
		var young Rhythm
		young.Learn(office(1)[:5], at(31, 0))
		if young.Habit() != 0 {
			t.Errorf("habit %v after five items", young.Habit())
		}
	})
	t.Run("what is no rhythm is unknown", func(t *testing.T) {
		for _, s := range []string{"", "x", "1 2 3", "1 a b c d e f g"} {
			if r := ParseRhythm(s); r.Known() {
				t.Errorf("%q", s)
			}
		}
	})
}
