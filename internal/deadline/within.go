package deadline

import (
	"strconv"
	"strings"
	"time"

	"yingda/internal/fault"
)

// Unit (计时单位) is what a term counts in.
type Unit uint8

// The units. The zero value is no unit.
const (
	Minutes     Unit = iota + 1 // 分钟, exact
	Hours                       // 小时, exact
	Days                        // 日, calendar days
	WorkingDays                 // 工作日
)

var unitNames = map[Unit][2]string{
	Minutes: {"minute", "分钟"}, Hours: {"hour", "小时"}, Days: {"day", "日"}, WorkingDays: {"working day", "个工作日"},
}

// most is the largest count of each unit, about a hundred years.
var most = map[Unit]int{Minutes: 52_596_000, Hours: 876_600, Days: 36_525, WorkingDays: 25_000}

// Within (期限长度) is a number of units, such as 20 working days.
type Within struct {
	N    int
	Unit Unit
}

// ParseWithin reads "30 minutes", "24 hours", "3 days" or "20 working days", in
// singular or plural. Anything else, zero and more than about a hundred years
// are refused as fault.Invalid.
func ParseWithin(s string) (Within, error) {
	words := strings.Fields(strings.ToLower(s))
	if len(words) < 2 || len(words) > 3 {
		return Within{}, unreadable(s)
	}
	for _, r := range words[0] {
		if r < '0' || r > '9' {
			return Within{}, unreadable(s)
		}
	}
	unit := unitOf(strings.TrimSuffix(strings.Join(words[1:], " "), "s"))
	if unit == 0 {
		return Within{}, unreadable(s)
	}
	n, err := strconv.Atoi(words[0])
	if err != nil {
		n = most[unit] + 1 // all digits, so only too long
	}
	w := Within{n, unit}
	if err := w.check(); err != nil {
		return Within{}, err
	}
	return w, nil
}

func unitOf(name string) Unit {
	for u, names := range unitNames {
		if names[0] == name {
			return u
		}
	}
	return 0
}

func unreadable(s string) error {
	return fault.New(fault.Invalid, "within.unreadable",
		"看不懂期限“%s”，请写成 30 minutes、24 hours、3 days 或 20 working days。", clip(s))
}

func (w Within) check() error {
	if unitNames[w.Unit][0] == "" {
		return fault.New(fault.Invalid, "within.unit", "期限没有计时单位。")
	}
	if w.N < 1 || w.N > most[w.Unit] {
		return fault.New(fault.Invalid, "within.range", "期限应当在 1 至 %d %s之间。", most[w.Unit], strings.TrimPrefix(unitNames[w.Unit][1], "个"))
	}
	return nil
}

// Exact reports whether the term runs from instant to instant, not by days.
func (w Within) Exact() bool { return w.Unit == Minutes || w.Unit == Hours }

// duration is the length of an exact term.
func (w Within) duration() time.Duration {
	if w.Unit == Hours {
		return time.Duration(w.N) * time.Hour
	}
	return time.Duration(w.N) * time.Minute
}

// Duration returns a rough length for comparing: a day of either kind is 24 hours.
func (w Within) Duration() time.Duration {
	if w.Exact() {
		return w.duration()
	}
	return time.Duration(w.N) * 24 * time.Hour
}

// String returns the form that ParseWithin reads: "20 working days".
func (w Within) String() string {
	name := unitNames[w.Unit][0]
	if w.N != 1 {
		name += "s"
	}
	return strconv.Itoa(w.N) + " " + name
}

// Text returns the Chinese form: "20个工作日", "30分钟", "3日".
func (w Within) Text() string { return strconv.Itoa(w.N) + unitNames[w.Unit][1] }

// MarshalText writes String, the zero value as nothing.
func (w Within) MarshalText() ([]byte, error) {
	if w == (Within{}) {
		return nil, nil
	}
	return []byte(w.String()), nil
}

// UnmarshalText reads what ParseWithin reads; nothing leaves the zero value.
func (w *Within) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*w = Within{}
		return nil
	}
	got, err := ParseWithin(string(text))
	if err != nil {
		return err
	}
	*w = got
	return nil
}
