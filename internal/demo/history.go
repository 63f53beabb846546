package demo

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"yingda/internal/matter"
)

// Step is one act of the history: who did what about which matter. Inputs are
// those of the state table in package matter. Acts on a statement are told by
// the matter's key too: a matter has one statement.
type Step struct {
	At      Offset         `yaml:"at"`
	Who     string         `yaml:"who"` // login
	Do      matter.Action  `yaml:"do"`
	Concern string         `yaml:"concern"` // key of the matter
	Task    string         `yaml:"task"`    // names the task of assign_task for its complete_task
	In      map[string]any `yaml:"in"`      // values are strings or lists of strings
}

// Act is a step of a demo with a known epoch: the instant is fixed and the dates
// in the texts are written out.
type Act struct {
	Step
	Time time.Time
}

// History returns the acts of a demo that began at epoch, in order.
func (s *Sample) History(epoch time.Time) []Act {
	acts := make([]Act, len(s.Steps))
	for i, step := range s.Steps {
		in := make(map[string]any, len(step.In))
		for name, v := range step.In {
			if text, ok := v.(string); ok {
				v = writeDates(text, epoch)
			}
			in[name] = v
		}
		step.In = in
		acts[i] = Act{Step: step, Time: step.At.In(epoch)}
	}
	return acts
}

var dateMark = regexp.MustCompile(`\{(0|-\d{1,2})d(年|#)?\}`)

// writeDates puts the days into a text: {-9d} becomes 3月7日, {-9d年} 2026年3月7日,
// {-9d#} 2026-03-07.
func writeDates(text string, epoch time.Time) string {
	return dateMark.ReplaceAllStringFunc(text, func(mark string) string {
		m := dateMark.FindStringSubmatch(mark)
		days, _ := strconv.Atoi(m[1]) // the pattern admits digits alone
		y, mon, d := midnight(epoch, days).Date()
		switch m[2] {
		case "":
			return fmt.Sprintf("%d月%d日", mon, d)
		case "#":
			return fmt.Sprintf("%d-%02d-%02d", y, mon, d)
		}
		return fmt.Sprintf("%d年%d月%d日", y, mon, d)
	})
}
