package deadline

import (
	"slices"
	"time"

	"yingda/internal/fault"
)

// Pause (停计) is time that does not count, such as the consultation of a third
// party or a hearing: from From up to, not including, To. A zero To is open: the
// clock stands still until somebody ends the pause.
// Clause: 政府信息公开条例(2019) 第三十三条第三款.
type Pause struct {
	From, To time.Time
	Reason   string
}

func (p Pause) open() bool { return p.To.IsZero() }

func (p Pause) holds(t time.Time) bool {
	return !t.Before(p.From) && (p.open() || t.Before(p.To))
}

// union returns the pauses in order, clipped to what follows start and with
// overlapping or touching ones joined; an open one is the last.
func union(pauses []Pause, start time.Time) ([]Pause, error) {
	var in []Pause
	for _, p := range pauses {
		if p.From.IsZero() || (!p.open() && p.To.Before(p.From)) {
			return nil, fault.New(fault.Invalid, "pause.order", "停计的结束时间早于开始时间。")
		}
		if err := sane(p.From); err != nil {
			return nil, err
		}
		if !p.open() {
			if err := sane(p.To); err != nil {
				return nil, err
			}
			if !p.To.After(start) || p.To.Equal(p.From) {
				continue
			}
		}
		if p.From.Before(start) {
			p.From = start
		}
		in = append(in, p)
	}
	slices.SortStableFunc(in, func(a, b Pause) int { return a.From.Compare(b.From) })
	var out []Pause
	for _, p := range in {
		if len(out) == 0 || (!out[len(out)-1].open() && p.From.After(out[len(out)-1].To)) {
			out = append(out, p)
			continue
		}
		out[len(out)-1] = join(out[len(out)-1], p)
	}
	return out, nil
}

func join(a, b Pause) Pause {
	if a.Reason != b.Reason && b.Reason != "" {
		if a.Reason != "" {
			a.Reason += "、"
		}
		a.Reason += b.Reason
	}
	if a.open() || b.open() {
		a.To = time.Time{}
	} else if b.To.After(a.To) {
		a.To = b.To
	}
	return a
}

// days returns the first and last day whose end lies in the pause; last is
// before first if there is none, and means nothing for an open pause.
func (p Pause) days() (first, last day) {
	first = dayOf(p.From)
	if p.From.After(first.end()) {
		first++
	}
	if p.open() {
		return first, first
	}
	last = dayOf(p.To)
	if !p.To.After(last.end()) {
		last--
	}
	return first, last
}

// sane refuses instants with which no real matter begins, so that a mistyped
// year cannot keep the reckoning busy.
func sane(t time.Time) error {
	if y := t.Year(); y < 1900 || y > 2999 {
		return fault.New(fault.Invalid, "deadline.year", "时间的年份 %d 不在 1900 至 2999 之间。", y)
	}
	return nil
}
