package group

import (
	"fmt"
	"time"
)

// Hours counts posts by the hour in which they were published, in hours since
// 1970 (UTC). Hours are the same everywhere in Asia/Shanghai.
type Hours map[int64]int64

// HourOf returns the hour of an instant.
func HourOf(t time.Time) int64 { return t.Unix() / 3600 }

const (
	dayHours  = 24
	weekHours = 7 * dayHours

	// spikeLeast posts in an hour are asked for at least, and spikeTimes as many
	// as in the same hour of the day or the week before, whichever had more.
	spikeLeast = 8
	spikeTimes = 3
)

// sum counts the posts of the hours after from, up to and including to.
func (h Hours) sum(from, to int64) (n int64) {
	for hour, k := range h {
		if hour > from && hour <= to {
			n += k
		}
	}
	return n
}

// Heat (热度) is how much a matter is talked about: the posts of the last 24
// hours and the daily mean of the six days before them. Neither tone nor writer
// plays a part. Clause: JUD-1.
type Heat struct {
	Day  int64 // posts of the last 24 hours
	Week int64 // posts of the six days before
}

// HeatOf returns the heat at an hour.
func (h Hours) HeatOf(now int64) Heat {
	return Heat{Day: h.sum(now-dayHours, now), Week: h.sum(now-weekHours, now-dayHours)}
}

// Value is the figure by which matters are ordered.
func (h Heat) Value() float64 { return float64(h.Day) + float64(h.Week)/6 }

// String shows the arithmetic.
func (h Heat) String() string {
	return fmt.Sprintf("近 24 小时 %d 条 ＋ 之前六天 %d 条 ÷ 6 ＝ %.1f", h.Day, h.Week, h.Value())
}

// Surge (突增) compares an hour with its own baseline: the same hour of the day
// before and of the week before.
type Surge struct {
	Hour                       int64
	Now, DayBefore, WeekBefore int64
}

// SurgeAt compares an hour with its baseline.
func (h Hours) SurgeAt(hour int64) Surge {
	return Surge{Hour: hour, Now: h[hour], DayBefore: h[hour-dayHours], WeekBefore: h[hour-weekHours]}
}

// Base is the larger of the two hours compared with.
func (s Surge) Base() int64 { return max(s.DayBefore, s.WeekBefore) }

// Need is how many posts make the hour a spike.
func (s Surge) Need() int64 { return max(spikeLeast, spikeTimes*s.Base()) }

// Spike reports whether the hour is a spike. An hour that is still running is
// compared with whole ones, so it is never reported too early.
func (s Surge) Spike() bool { return s.Now >= s.Need() }

// String shows the arithmetic.
func (s Surge) String() string {
	return fmt.Sprintf("这一小时 %d 条；昨天同一小时 %d 条，上周同一小时 %d 条；基线取较大的 %d 条，达到其 %d 倍且不少于 %d 条（即 %d 条）为突增", s.Now, s.DayBefore, s.WeekBefore, s.Base(), spikeTimes, spikeLeast, s.Need())
}

// Baselines returns the hours that must be known to compare the given ones.
func Baselines(hours ...int64) []int64 {
	var out []int64
	for _, h := range hours {
		out = append(out, h, h-dayHours, h-weekHours)
	}
	return out
}
