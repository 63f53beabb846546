package group

import (
	"testing"
	"time"
)

func TestSurge(t *testing.T) {
	hour := HourOf(time.Date(2026, 3, 16, 9, 30, 0, 0, time.UTC))
	cases := []struct {
		sentence       string
		now, day, week int64
		spike          bool
	}{
		{"eight posts where none were are a spike", 8, 0, 0, true},
		{"seven are too few to speak of", 7, 0, 0, false},
		{"what comes every day at this hour is none", 20, 18, 0, false},
		{"what comes every week at this hour is none", 20, 0, 18, false},
		{"three times the busier of the two is one", 54, 4, 18, true},
		{"a little less is none", 53, 4, 18, false},
	}
	for _, c := range cases {
		t.Run(c.sentence, func(t *testing.T) {
			h := Hours{hour: c.now, hour - 24: c.day, hour - 168: c.week}
			if s := h.SurgeAt(hour); s.Spike() != c.spike {
				t.Error(s)
			}
		})
	}
}

func TestHeat(t *testing.T) {
	h := Hours{1000: 3, 977: 2, 976: 4, 900: 8, 832: 100}
	heat := h.HeatOf(1000)
	if heat.Day != 5 || heat.Week != 12 || heat.Value() != 7 {
		t.Errorf("the last day in full, the six before it by a sixth, older ones not: %v", heat)
	}
	if got, want := heat.String(), "近 24 小时 5 条 ＋ 之前六天 12 条 ÷ 6 ＝ 7.0"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
