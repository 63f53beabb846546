package deadline

import (
	"fmt"
	"time"
)

// day is a civil date of Asia/Shanghai as the number of days since 1970-01-01.
type day int

const secondsADay = 24 * 60 * 60

var weekdays = [...]string{"日", "一", "二", "三", "四", "五", "六"}

func dayOf(t time.Time) day {
	y, m, d := t.In(Zone).Date()
	return dayFrom(y, m, d)
}

func dayFrom(y int, m time.Month, d int) day {
	return day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / secondsADay)
}

func (d day) date() (int, time.Month, int) {
	return time.Unix(int64(d)*secondsADay, 0).UTC().Date()
}

func (d day) weekday() time.Weekday { return time.Weekday(((int(d)+4)%7 + 7) % 7) }

func (d day) weekend() bool { return d.weekday() == time.Saturday || d.weekday() == time.Sunday }

// start is the first instant of the day, end its last whole second.
func (d day) start() time.Time {
	y, m, dd := d.date()
	return time.Date(y, m, dd, 0, 0, 0, 0, Zone)
}

func (d day) end() time.Time {
	y, m, dd := d.date()
	return time.Date(y, m, dd, 23, 59, 59, 0, Zone)
}

func (d day) text() string {
	y, m, dd := d.date()
	return fmt.Sprintf("%d年%d月%d日", y, m, dd)
}

func (d day) long() string { return d.text() + "（星期" + weekdays[d.weekday()] + "）" }

// span writes a range of days, naming year and month only where they change.
func span(a, b day) string {
	if a == b {
		return a.text()
	}
	ay, am, _ := a.date()
	by, bm, bd := b.date()
	switch {
	case ay != by:
		return a.text() + "至" + b.text()
	case am != bm:
		return fmt.Sprintf("%s至%d月%d日", a.text(), bm, bd)
	default:
		return fmt.Sprintf("%s至%d日", a.text(), bd)
	}
}

// stamp writes an instant in Chinese, to the minute, or to the second where
// there are odd seconds.
func stamp(t time.Time) string {
	t = t.In(Zone)
	clock := t.Format("15:04")
	if t.Second() != 0 {
		clock = t.Format("15:04:05")
	}
	return dayOf(t).text() + " " + clock
}

// at is a wall-clock time of the day, right also where summer time begins.
func (d day) at(clock time.Duration) time.Time {
	y, m, dd := d.date()
	return time.Date(y, m, dd, 0, 0, int(clock/time.Second), 0, Zone)
}
