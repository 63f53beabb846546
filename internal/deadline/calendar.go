package deadline

import (
	_ "embed"
	"maps"
	"slices"
	"sync"
	"time"
)

//go:embed notices.txt
var notices string

// firstUnruled is the day of December from which a day stays open until the
// next year's notice is known; the package comment gives the evidence.
const firstUnruled = 29

// ruling is what a notice says about one day.
type ruling struct {
	off  bool
	name string
}

// Year (年度放假安排) is what one yearly notice rules: days off and make-up
// working days of its year, and sometimes of the December before.
type Year struct {
	Number int
	days   map[day]ruling
}

// Calendar (工作日历) tells working days from days off. It never changes: With
// and WithLocal return a new one. The zero value knows no year.
type Calendar struct {
	years map[int]Year
	local map[day]string
	ruled map[day]ruling // all notices laid over each other, for one look-up
}

// Builtin returns the calendar that ships with the program: 2007 to 2026.
var Builtin = sync.OnceValue(func() *Calendar {
	c := &Calendar{}
	years, err := parseLines(notices)
	if err != nil {
		panic(err) // the file is compiled in and a test reads it
	}
	for _, y := range years {
		c = c.With(y)
	}
	return c
})

// With returns a calendar that also knows y, in place of any earlier notice for
// the same year. A day of December that two notices rule follows the later one.
func (c *Calendar) With(y Year) *Calendar {
	next := &Calendar{years: maps.Clone(c.years), local: c.local, ruled: map[day]ruling{}}
	if next.years == nil {
		next.years = map[int]Year{}
	}
	next.years[y.Number] = y
	for _, n := range next.Years() {
		maps.Copy(next.ruled, next.years[n].days)
	}
	return next
}

// LocalDay is a day off in one region only, such as a holiday of an ethnic area.
// Clause: 全国年节及纪念日放假办法(2024) 第四条.
type LocalDay struct {
	Year  int
	Month time.Month
	Day   int
	Name  string
}

// WithLocal returns a calendar in which the given days are off as well, even
// where a national notice makes them working days.
func (c *Calendar) WithLocal(days ...LocalDay) *Calendar {
	next := &Calendar{years: c.years, ruled: c.ruled, local: maps.Clone(c.local)}
	if next.local == nil {
		next.local = map[day]string{}
	}
	for _, d := range days {
		next.local[dayFrom(d.Year, d.Month, d.Day)] = d.Name
	}
	return next
}

// Years returns the years with a loaded notice, in order.
func (c *Calendar) Years() []int { return slices.Sorted(maps.Keys(c.years)) }

// Knows reports whether the notice for the year is loaded.
func (c *Calendar) Knows(year int) bool {
	_, ok := c.years[year]
	return ok
}

// Day is what a calendar says about one civil day.
type Day struct {
	Working bool
	Holiday string // name of the holiday that rules the day, or ""
	MakeUp  bool   // a day of the weekend that is worked (调休上班)
	Sure    bool   // false while a notice that may rule the day is missing
}

// On returns what holds for the day in Asia/Shanghai on which t falls.
func (c *Calendar) On(t time.Time) Day { return c.on(dayOf(t)) }

func (c *Calendar) on(d day) Day {
	out := Day{Working: !d.weekend(), Sure: c.sure(d)}
	if r, ok := c.ruled[d]; ok {
		out.Working, out.Holiday, out.MakeUp = !r.off, r.name, !r.off && d.weekend()
	}
	if name, ok := c.local[d]; ok {
		out.Working, out.Holiday, out.MakeUp = false, name, false
	}
	return out
}

func (c *Calendar) sure(d day) bool {
	y, m, dd := d.date()
	if !c.Knows(y) {
		return false
	}
	return m != time.December || dd < firstUnruled || c.Knows(y+1)
}

// noticeFor returns the year whose notice is missing for a day that is unsure.
func (c *Calendar) noticeFor(d day) int {
	y, _, _ := d.date()
	if c.Knows(y) {
		return y + 1
	}
	return y
}
