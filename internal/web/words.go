package web

import (
	"strconv"
	"time"

	"yingda/internal/lang"
	"yingda/internal/store"
	"yingda/internal/view"
)

// china is the zone in which everything is shown. It has known no summer time
// since 1991, and tzdata may be missing on the machine.
var china = time.FixedZone("CST", 8*3600)

// limit is where counts beside the navigation stop.
const limit = 99

// capped writes a count that was made of at most 100 rows; "" for none.
func capped(n int) string {
	switch {
	case n <= 0:
		return ""
	case n > limit:
		return "99+"
	}
	return strconv.Itoa(n)
}

func instant(ms int64) time.Time { return time.UnixMilli(ms).In(china) }

// dayStart and dayEnd bound the day of an instant in China.
func dayStart(t time.Time) time.Time {
	y, m, d := t.In(china).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, china)
}

func dayEnd(t time.Time) time.Time { return dayStart(t).AddDate(0, 0, 1) }

// when writes an instant as short as it is clear: today's by the hour, this
// year's by day and hour, older ones with the year.
func (v *visit) when(ms int64) string {
	if ms == 0 || ms == store.Never {
		return ""
	}
	t, now := instant(ms), v.now.In(china)
	switch {
	case dayStart(t).Equal(dayStart(now)):
		return t.Format("15:04")
	case t.Year() == now.Year():
		return day(v.lang, t) + " " + t.Format("15:04")
	}
	return t.Format("2006-01-02 15:04")
}

// moment is when with the day always said.
func (v *visit) moment(ms int64) string {
	if ms == 0 || ms == store.Never {
		return ""
	}
	return day(v.lang, instant(ms)) + " " + instant(ms).Format("15:04")
}

func day(l lang.Lang, t time.Time) string {
	if l == lang.English {
		return t.Format("2 Jan")
	}
	return strconv.Itoa(int(t.Month())) + "月" + strconv.Itoa(t.Day()) + "日"
}

var weekdays = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}

// today writes the day with its weekday.
func (v *visit) today() string {
	t := v.now.In(china)
	return day(v.lang, t) + " " + v.lang.T(weekdays[t.Weekday()])
}

// span writes a length of time in its two largest units.
func span(l lang.Lang, d time.Duration) string {
	minutes := int64((d + time.Minute - 1) / time.Minute)
	days, hours, minutes := minutes/(24*60), minutes/60%24, minutes%60
	two := func(a int64, ua string, b int64, ub string) string {
		if b == 0 {
			return strconv.FormatInt(a, 10) + l.T(ua)
		}
		between := ""
		if l == lang.English {
			between = " "
		}
		return strconv.FormatInt(a, 10) + l.T(ua) + between + strconv.FormatInt(b, 10) + l.T(ub)
	}
	switch {
	case days > 0:
		return two(days, "天", hours, "小时")
	case hours > 0:
		return two(hours, "小时", minutes, "分")
	}
	return strconv.FormatInt(minutes, 10) + l.T("分")
}

// ring is the length of the arc of a clock's ring.
const ring = 37.7

func arc(share float64) string {
	return strconv.FormatFloat(ring*min(max(share, 0), 1), 'f', 1, 64) + " 37.7"
}

// due is the pill of a list: words first, time as ink. Begun is when the matter
// opened, which is all that a list knows of the start.
func (v *visit) due(begun, dueAt int64) view.Clock {
	if dueAt == store.Never || dueAt == 0 {
		return view.Clock{}
	}
	now := v.now.UnixMilli()
	left := time.Duration(dueAt-now) * time.Millisecond
	c := view.Clock{Hint: v.lang.F("限 %s", v.moment(dueAt))}
	if left < 0 {
		c.Mode, c.Word, c.Arc = "over", v.lang.F("已超 %s", span(v.lang, -left)), arc(1)
		return c
	}
	share := 1.0
	if dueAt > begun {
		share = float64(dueAt-now) / float64(dueAt-begun)
	}
	c.Word, c.Arc = v.lang.F("剩 %s", span(v.lang, left)), arc(share)
	if share < 0.25 {
		c.Mode = "near"
	}
	return c
}

func number(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
