package demo

import (
	"testing"
	"time"
)

func TestOffset(t *testing.T) {
	epoch := time.Date(2026, 3, 1, 0, 30, 0, 0, shanghai)
	for _, c := range []struct{ why, text, want string }{
		{"a clock time days ago, over the end of a month", "-9d 09:12", "2026-02-20T09:12:00+08:00"},
		{"the latest clock time", "-1d 18:00", "2026-02-28T18:00:00+08:00"},
		{"a distance into the past, here on the day before", "-3h10m", "2026-02-28T21:20:00+08:00"},
		{"a distance ahead", "+25s", "2026-03-01T00:30:25+08:00"},
		{"a clock time in the night before may not be told from a distance", "-1d 18:01", ""},
		{"more than ten days ago", "-11d 09:00", ""},
		{"half a day ago must be a clock time", "-12h", ""},
		{"a distance needs its sign", "25s", ""},
		{"nothing", "", ""},
		{"no such hour", "-2d 24:00", ""},
	} {
		var o Offset
		err := o.UnmarshalText([]byte(c.text))
		if c.want == "" {
			if err == nil {
				t.Errorf("%s: %q was accepted", c.why, c.text)
			}
			continue
		}
		if got := o.In(epoch).In(shanghai).Format(time.RFC3339); err != nil || got != c.want {
			t.Errorf("%s: %s, %v, want %s", c.why, got, err, c.want)
		}
	}
}

// The order of acts and posts must not depend on the hour at which a demo begins.
func TestOrderHoldsAtEveryHour(t *testing.T) {
	s := load(t)
	for hour := range 24 {
		epoch := time.Date(2026, 3, 16, hour, 1, 0, 0, shanghai)
		for i, p := range s.Posts[1:] {
			if p.At.In(epoch).Before(s.Posts[i].At.In(epoch)) {
				t.Fatalf("at %d o'clock %s comes before %s", hour, p.ID, s.Posts[i].ID)
			}
		}
		acts := s.History(epoch)
		for i, a := range acts[1:] {
			if a.Time.Before(acts[i].Time) || a.Time.After(epoch) {
				t.Fatalf("at %d o'clock %s of %s is out of order", hour, a.Do, a.Concern)
			}
		}
	}
}

func TestDatesAreWritten(t *testing.T) {
	epoch := time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC) // 3 March in Shanghai
	if got, want := writeDates("{-9d}发现，{0d年}答复，{x}", epoch), "2月22日发现，2026年3月3日答复，{x}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
