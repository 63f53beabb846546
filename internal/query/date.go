package query

import (
	"math"
	"strconv"
	"strings"
	"time"
)

var zone = time.FixedZone("CST", 8*60*60)

// never is later than every instant.
const never = math.MaxInt64

func open(to int64) int64 {
	if to == 0 {
		return never
	}
	return to
}

const dateForm = "日期写成 2026-03-01、2026-03、2026，起止用两点隔开：2026-03-01..2026-03-31；也可写 今天、昨天、7天"

// date reads a day, a month, a year, a range of them with either end open, 今天,
// 昨天, or a number of days up to now.
func (r *reader) date(t token) (*node, *Problem) {
	first, last, ranged := strings.Cut(t.text, "..")
	bad := problem(t.from, t.end, "date", dateForm)
	out := &node{op: between, field: Date, to: never}
	if ranged && first == "" && last == "" {
		return nil, bad
	}
	if first != "" {
		from, to, ok := r.day(first)
		if !ok {
			return nil, bad
		}
		out.from = from
		if !ranged {
			out.to = to
		}
	}
	if last != "" {
		_, to, ok := r.day(last)
		if !ok {
			return nil, bad
		}
		out.to = to
	}
	if out.from >= out.to {
		return nil, problem(t.from, t.end, "date", "开始的日期晚于结束的日期")
	}
	return out, nil
}

// day returns where a day, month or year begins and ends.
func (r *reader) day(s string) (from, to int64, ok bool) {
	now := r.now.In(zone)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, zone)
	switch s {
	case "今天", "today":
		return today.UnixMilli(), today.AddDate(0, 0, 1).UnixMilli(), true
	case "昨天", "yesterday":
		return today.AddDate(0, 0, -1).UnixMilli(), today.UnixMilli(), true
	}
	for _, end := range []string{"天", "d"} {
		if n, err := strconv.Atoi(strings.TrimPrefix(strings.TrimSuffix(s, end), "近")); err == nil && strings.HasSuffix(s, end) && n > 0 && n < 10_000 {
			return today.AddDate(0, 0, 1-n).UnixMilli(), today.AddDate(0, 0, 1).UnixMilli(), true
		}
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "/", "-"), ".", "-")
	for _, form := range []struct {
		layout              string
		years, months, days int
	}{{"2006-1-2", 0, 0, 1}, {"2006-1", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if at, err := time.ParseInLocation(form.layout, s, zone); err == nil && at.Year() > 1900 {
			return at.UnixMilli(), at.AddDate(form.years, form.months, form.days).UnixMilli(), true
		}
	}
	return 0, 0, false
}
