package deadline

import (
	"fmt"
	"time"
)

// length writes a duration in its two largest units: "1日3时", "1小时28分", "42分".
// Seconds are dropped; under a minute it is "不足1分".
func length(d time.Duration) string {
	days, hours, minutes := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	switch {
	case days > 0 && hours > 0:
		return fmt.Sprintf("%d日%d时", days, hours)
	case days > 0:
		return fmt.Sprintf("%d日", days)
	case hours > 0 && minutes > 0:
		return fmt.Sprintf("%d小时%d分", hours, minutes)
	case hours > 0:
		return fmt.Sprintf("%d小时", hours)
	case minutes > 0:
		return fmt.Sprintf("%d分", minutes)
	default:
		return "不足1分"
	}
}

// Text writes the rest of a standing term: "12个工作日", "1小时28分".
func (l Left) Text() string {
	if l.Unit == Days || l.Unit == WorkingDays {
		return Within{l.Days, l.Unit}.Text()
	}
	return length(l.Time)
}

// Text (剩余时间) writes how the clock stands at now for people: "剩 1小时28分",
// "已超 42分", "停计，余 12个工作日", "已办结", "逾期办结", "已取消".
func (c Clock) Text(now time.Time) string {
	switch c.State(now) {
	case Cancelled:
		return "已取消"
	case Met:
		if c.Late() {
			return "逾期办结"
		}
		return "已办结"
	case Paused:
		if c.Left.Unit != 0 {
			return "停计，余 " + c.Left.Text()
		}
		return "停计，余 " + length(c.Remaining(now))
	case Breached:
		return "已超 " + length(-c.Remaining(now))
	default:
		return "剩 " + length(c.Remaining(now))
	}
}
