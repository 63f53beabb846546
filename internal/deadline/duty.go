package deadline

import (
	"fmt"
	"slices"
	"time"

	"yingda/internal/fault"
)

// Window (值班时段) is a stretch during which somebody is on duty, from From up
// to, not including, To.
type Window struct{ From, To time.Time }

// OnDuty are the two lengths of a clock that asks for so long while on duty, and
// else for so long from the next beginning of duty.
type OnDuty struct {
	On  time.Duration // allowed if duty lasts that long from the start
	Off time.Duration // allowed of the next time on duty otherwise
}

// Screening (研判时限) is the clock of the first look at a new concern: 30
// minutes on duty, else the first hour of duty. Our own figure, no clause.
var Screening = OnDuty{On: 30 * time.Minute, Off: time.Hour}

// DueOnDuty reckons a clock that runs on duty time. If duty covers From and
// lasts for On, the deadline is On later. Otherwise it is the end of the first
// Off of duty time that begins after From; shifts that touch count as one and
// short shifts add up. If no later duty is rostered the On length counts from
// From as if on duty and the result is provisional, so that a missing roster
// never means a missing deadline. It returns fault.Invalid for a zero From, a
// length that is not positive or a window that ends before it begins.
func DueOnDuty(from time.Time, rule OnDuty, duty []Window) (Result, error) {
	if from.IsZero() || rule.On <= 0 || rule.Off <= 0 {
		return Result{}, fault.New(fault.Invalid, "duty.rule", "值班时限须有起点和长度。")
	}
	shifts, err := joinShifts(duty)
	if err != nil {
		return Result{}, err
	}
	start := fmt.Sprintf("起点：%s（北京时间）。", stamp(from))
	later := shifts[:0:0]
	for _, w := range shifts {
		if !from.Before(w.From) && !from.Add(rule.On).After(w.To) {
			return fromHere(from, rule.On, []string{start, fmt.Sprintf("当时在值班时段内，期限为%s。", length(rule.On))}), nil
		}
		if w.From.After(from) {
			later = append(later, w)
		}
	}
	if due, ok := after(rule.Off, later); ok {
		half, _ := after(rule.Off/2, later)
		threeQuarters, _ := after(rule.Off/4*3, later)
		return Result{Due: due, Half: half, ThreeQuarters: threeQuarters, Steps: []string{
			start,
			fmt.Sprintf("当时无人值班或余下的值班时间不足%s，改为下一值班时段的前%s。", length(rule.On), length(rule.Off)),
			fmt.Sprintf("下一值班时段始于%s，%s届满。", stamp(later[0].From), stamp(due)),
		}}, nil
	}
	r := fromHere(from, rule.On, []string{start, fmt.Sprintf("此后没有值班安排，暂按在岗%s计算，请补录值班表。", length(rule.On))})
	r.Provisional = true
	return r, nil
}

func fromHere(from time.Time, d time.Duration, steps []string) Result {
	due := from.Add(d).In(Zone)
	return Result{
		Due: due, Half: from.Add(d / 2).In(Zone), ThreeQuarters: from.Add(d / 4 * 3).In(Zone),
		Steps: append(steps, stamp(due)+"届满。"),
	}
}

// joinShifts orders the windows and joins those that overlap or touch.
func joinShifts(duty []Window) ([]Window, error) {
	in := slices.Clone(duty)
	slices.SortFunc(in, func(a, b Window) int { return a.From.Compare(b.From) })
	var out []Window
	for _, w := range in {
		if !w.To.After(w.From) {
			return nil, fault.New(fault.Invalid, "duty.window", "值班时段的结束时间须晚于开始时间。")
		}
		if len(out) > 0 && !w.From.After(out[len(out)-1].To) {
			if last := &out[len(out)-1]; w.To.After(last.To) {
				last.To = w.To
			}
			continue
		}
		out = append(out, w)
	}
	return out, nil
}

// after returns the instant at which d of duty time is used up, false if the
// windows are too short.
func after(d time.Duration, shifts []Window) (time.Time, bool) {
	for _, w := range shifts {
		if has := w.To.Sub(w.From); has < d {
			d -= has
			continue
		}
		return w.From.Add(d).In(Zone), true
	}
	return time.Time{}, false
}

// OfficeHours (办公时间) returns a window for each working day among the given
// number of days from the day of from on: from opens to closes, as time of day
// after midnight. It stands in where no roster is kept.
func OfficeHours(cal *Calendar, from time.Time, days int, opens, closes time.Duration) []Window {
	var list []Window
	first := dayOf(from)
	for d := first; d < first+day(days); d++ {
		if cal.on(d).Working {
			list = append(list, Window{d.at(opens), d.at(closes)})
		}
	}
	return list
}
