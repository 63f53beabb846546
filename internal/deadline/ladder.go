package deadline

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"yingda/internal/fault"
)

// Rung (升级对象) is one step of an escalation ladder (升级链).
type Rung struct {
	At time.Time
	To string // who is told, such as role codes; opaque here
}

// Offset is a rung as a regime states it: when Percent of the term is used up,
// or so long after the deadline. Both zero means at the breach itself.
type Offset struct {
	Percent int
	After   Within
	To      string
}

// ParseOffset reads "50%", "due" or a length after the deadline such as "2
// hours". It returns fault.Invalid for anything else.
func ParseOffset(at, to string) (Offset, error) {
	if at == "due" {
		return Offset{To: to}, nil
	}
	if number, ok := strings.CutSuffix(at, "%"); ok {
		p, err := strconv.Atoi(number)
		if err != nil || p < 1 || p > 99 {
			return Offset{}, fault.New(fault.Invalid, "ladder.percent", "升级时点“%s”应当在 1%% 至 99%% 之间。", clip(at))
		}
		return Offset{Percent: p, To: to}, nil
	}
	w, err := ParseWithin(at)
	if err != nil {
		return Offset{}, err
	}
	return Offset{After: w, To: to}, nil
}

// Ladder (升级链) turns the offsets of a regime into instants for t, in order of
// time. While t stands still only the percentages used up before have one. It
// returns the faults of Due, and fault.Invalid for a rung that tells nobody.
func Ladder(cal *Calendar, t Term, offsets []Offset) ([]Rung, error) {
	r, err := Due(cal, t)
	if err != nil {
		return nil, err
	}
	var rungs []Rung
	for _, o := range offsets {
		if o.To == "" {
			return nil, fault.New(fault.Invalid, "ladder.to", "升级链的每一级都要写明告知对象。")
		}
		at, err := o.at(cal, t, r.Due)
		if err != nil {
			return nil, err
		}
		if !at.IsZero() {
			rungs = append(rungs, Rung{At: at, To: o.To})
		}
	}
	slices.SortStableFunc(rungs, func(a, b Rung) int { return a.At.Compare(b.At) })
	return rungs, nil
}

func (o Offset) at(cal *Calendar, t Term, due time.Time) (time.Time, error) {
	if o.Percent != 0 {
		return Share(cal, t, o.Percent)
	}
	if due.IsZero() {
		return due, nil
	}
	if o.After == (Within{}) {
		return breach(due), nil
	}
	r, err := Due(cal, Term{From: due, Within: o.After})
	return r.Due, err
}

// breach is the first second that is too late.
func breach(due time.Time) time.Time { return due.Add(time.Second) }
