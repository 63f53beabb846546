package regime

import (
	"regexp"
	"strconv"
)

// The pattern of every length of time in a regime. Package deadline turns such
// a text into an instant; here it is only checked and roughly compared.
var spanPattern = regexp.MustCompile(`^([1-9][0-9]{0,4}) (minute|hour|day|working day)s?$`)

var unitMinutes = map[string]int{"minute": 1, "hour": 60, "day": 24 * 60, "working day": 24 * 60}

// tenYears bounds every span: more is a slip of the keyboard.
const tenYears = 10 * 366 * 24 * 60

// span is a length of time as a regime writes it. Minutes is for comparing two
// spans only; a working day counts like a day there.
type span struct {
	unit    string // in the singular
	minutes int
}

// parseSpan reads "N minutes|hours|days|working days", in singular or plural. It
// reports false for anything else, for zero, and for more than ten years.
func parseSpan(text string) (span, bool) {
	m := spanPattern.FindStringSubmatch(text)
	if m == nil {
		return span{}, false
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return span{}, false
	}
	s := span{unit: m[2], minutes: n * unitMinutes[m[2]]}
	return s, s.minutes <= tenYears
}

// kind is what a span counts: minutes and hours are of one kind.
func (s span) kind() string {
	if s.unit == "minute" {
		return "hour"
	}
	return s.unit
}

var percentPattern = regexp.MustCompile(`^([1-9][0-9]?)%$`)

// rungOrder returns a number that grows along a ladder: percents before the
// due time, then due, then the minutes after it.
func rungOrder(at string) (int, bool) {
	if at == "due" {
		return 0, true
	}
	if m := percentPattern.FindStringSubmatch(at); m != nil {
		n, err := strconv.Atoi(m[1])
		return n - 100, err == nil
	}
	s, ok := parseSpan(at)
	return s.minutes, ok
}
