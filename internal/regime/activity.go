package regime

import (
	"fmt"
	"slices"
	"strings"
)

// Activity is one rule on how often an official account posts (发布频次). Exactly
// one of Within, Working and Month is set. Clause: ACC-5.
type Activity struct {
	ID        string        `yaml:"id"`
	Title     string        `yaml:"title"`
	Article   string        `yaml:"article"`
	Reading   bool          `yaml:"own_reading"`
	Platforms []Platform    `yaml:"platforms"`   // empty: every one
	Kinds     []AccountKind `yaml:"kinds"`       // empty: every kind
	Levels    []Level       `yaml:"levels"`      // levels of the agency; empty: every one
	Within    int           `yaml:"within_days"` // something within so many days
	Working   bool          `yaml:"working_day"` // something on every working day
	Month     int           `yaml:"month"`       // on so many days of every month
	Warn      string        `yaml:"warn"`        // so long before a period ends it is warned of: "3 days", "9 hours"
}

// ActivityRules returns the rules that hold for an account of a platform and kind
// whose agency is of a level, "" where that is not on record: a rule for certain
// levels then does not hold.
func (r *Regime) ActivityRules(p Platform, k AccountKind, l Level) []Activity {
	return filter(r.Activity, func(a Activity) bool {
		return serves(a.Platforms, p) && serves(a.Kinds, k) && (len(a.Levels) == 0 || slices.Contains(a.Levels, l))
	})
}

// activity checks the rules on posting. A regime may leave them out.
func (c *checker) activity() {
	unique := c.unique("发布频次")
	for i, a := range c.r.Activity {
		path := fmt.Sprintf("activity[%d]", i)
		unique(path, a.ID)
		c.id(path, a.ID, "频次代号（id）")
		c.filled(path, a.Title, "频次名称（title）")
		c.article(path, a.Article)
		set := 0
		for _, each := range []bool{a.Within != 0, a.Working, a.Month != 0} {
			if each {
				set++
			}
		}
		if set != 1 {
			c.say(path, "activity", "within_days、working_day、month 要写且只写一项")
		}
		if a.Within < 0 || a.Within > 366 || a.Month < 0 || a.Month > 28 {
			c.say(path, "bad_number", "频次的数不成立：within_days 是 1 到 366，month 是 1 到 28")
		}
		if c.filled(path, a.Warn, "提前多久提醒（warn）") {
			c.span(path+".warn", a.Warn, "提前多久提醒（warn）")
			if strings.Contains(a.Warn, "working") {
				c.say(path+".warn", "activity", "提前多久提醒用小时或自然日，如 3 days")
			}
		}
	}
}
