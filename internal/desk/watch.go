package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// horizon is how far ahead the roster is read for a clock of duty time.
const horizon = 31 * 24 * time.Hour

// Windows returns the times on duty around an instant: of the roster of the
// agency, or of the nearest agency above that keeps one. A key period counts as
// watched, since round-the-clock watch was declared. Where no roster is kept it
// is what the configuration says; none at all means round the clock.
func (d *Desk) Windows(ctx context.Context, agencyID string, at time.Time) ([]deadline.Window, bool, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, false, err
	}
	for id := agencyID; id != ""; id = tree.agencyAbove(id) {
		list, kept, err := d.rostered(ctx, id, at)
		if err != nil || kept {
			return list, kept, err
		}
	}
	if d.Duty == nil {
		return nil, false, nil
	}
	return d.Duty(at), true, nil
}

// agencyAbove returns the agency that an agency stands under, "" for the root.
func (t *Tree) agencyAbove(agencyID string) string {
	return t.ByID[t.ByID[agencyID].ParentID].AgencyID
}

// RosterOf returns the agency whose roster is in force for an agency: its own or
// that of the nearest above that keeps one; "" where none is kept.
func (d *Desk) RosterOf(ctx context.Context, agencyID string, at time.Time) (string, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return "", err
	}
	for id := agencyID; id != ""; id = tree.agencyAbove(id) {
		if _, kept, err := d.rostered(ctx, id, at); err != nil || kept {
			return id, err
		}
	}
	return "", nil
}

// rostered returns the roster of one agency as windows. A roster is kept if it
// has a turn that ends in the week before the instant, or later.
func (d *Desk) rostered(ctx context.Context, agencyID string, at time.Time) ([]deadline.Window, bool, error) {
	from, to := at.Add(-7*24*time.Hour).UnixMilli(), at.Add(horizon).UnixMilli()
	shifts, err := d.store.Shifts(ctx, agencyID, from, to)
	if err != nil || len(shifts) == 0 {
		return nil, false, err
	}
	periods, err := d.store.KeyPeriods(ctx, agencyID, from, to)
	if err != nil {
		return nil, false, err
	}
	var out []deadline.Window
	for _, s := range shifts {
		out = append(out, window(s.From, s.To))
	}
	for _, k := range periods {
		out = append(out, window(k.From, k.To))
	}
	return out, true, nil
}

func window(a, b int64) deadline.Window { return deadline.Window{From: from(a), To: from(b)} }

// Gap (空班) is a stretch in which nobody is rostered although somebody must be:
// a whole day, a part of the hours that the configuration keeps on duty, or any
// part of a key period.
type Gap struct {
	From, To time.Time
	Period   string // the key period that it lies in, "" for an ordinary day
	Part     bool   // part of a day's hours on duty
}

// Gaps returns where the roster of an agency has nobody, from an instant on for
// so many days. An agency that keeps no roster has no gaps outside key periods.
func (d *Desk) Gaps(ctx context.Context, agencyID string, at time.Time, days int) ([]Gap, error) {
	begin := at.In(deadline.Zone)
	begin = time.Date(begin.Year(), begin.Month(), begin.Day(), 0, 0, 0, 0, deadline.Zone)
	end := begin.AddDate(0, 0, days)
	shifts, err := d.store.Shifts(ctx, agencyID, begin.AddDate(0, 0, -7).UnixMilli(), end.UnixMilli())
	if err != nil {
		return nil, err
	}
	periods, err := d.store.KeyPeriods(ctx, agencyID, at.UnixMilli(), end.UnixMilli())
	if err != nil {
		return nil, err
	}
	var out []Gap
	for _, k := range periods {
		for _, g := range uncovered(max(k.From, at.UnixMilli()), min(k.To, end.UnixMilli()), shifts) {
			out = append(out, Gap{From: from(g.From), To: from(g.To), Period: k.Title})
		}
	}
	for day := begin; len(shifts) > 0 && day.Before(end); day = day.AddDate(0, 0, 1) {
		next := day.AddDate(0, 0, 1)
		free := uncovered(day.UnixMilli(), next.UnixMilli(), shifts)
		if len(free) == 1 && free[0].From == day.UnixMilli() && free[0].To == next.UnixMilli() {
			out = append(out, Gap{From: day, To: next})
			continue
		}
		out = append(out, d.partly(day, next, at, shifts, periods)...)
	}
	return out, nil
}

// partly returns the parts of a day's hours on duty that no shift covers and that
// are not over. Where no hours are configured they run from the day's first shift to
// its last; key periods speak for themselves.
func (d *Desk) partly(day, next, at time.Time, shifts []store.Shift, periods []store.KeyPeriod) []Gap {
	var hours []deadline.Window
	if d.Duty != nil {
		hours = d.Duty(day)
	} else {
		hours = []deadline.Window{span(day.UnixMilli(), next.UnixMilli(), shifts)}
	}
	var out []Gap
	for _, w := range hours {
		a, b := max(w.From.UnixMilli(), day.UnixMilli(), at.UnixMilli()), min(w.To.UnixMilli(), next.UnixMilli())
		if a >= b {
			continue
		}
		for _, g := range uncovered(a, b, shifts) {
			if !slices.ContainsFunc(periods, func(k store.KeyPeriod) bool { return k.From <= g.From && g.To <= k.To }) {
				out = append(out, Gap{From: from(g.From), To: from(g.To), Part: true})
			}
		}
	}
	return out
}

// span returns the time from the first shift of a stretch to the end of its last.
func span(a, b int64, shifts []store.Shift) deadline.Window {
	first, last := b, a
	for _, s := range shifts {
		if s.To > a && s.From < b {
			first, last = min(first, max(s.From, a)), max(last, min(s.To, b))
		}
	}
	return window(first, last)
}

// uncovered returns the parts of a stretch that no shift covers; shifts are
// ordered by their beginning.
func uncovered(a, b int64, shifts []store.Shift) []store.Shift {
	var out []store.Shift
	for _, s := range shifts {
		if s.To <= a || s.From >= b {
			continue
		}
		if s.From > a {
			out = append(out, store.Shift{From: a, To: s.From})
		}
		a = max(a, s.To)
	}
	if a < b {
		out = append(out, store.Shift{From: a, To: b})
	}
	return out
}

// Says returns the gap in a sentence.
func (g Gap) Says() string {
	if g.Period != "" {
		return "重点时段「" + g.Period + "」" + gapTime(g.From) + " 至 " + gapTime(g.To) + " 没有人值班"
	}
	if g.Part {
		return gapTime(g.From) + " 至 " + g.To.In(deadline.Zone).Format("15:04") + " 没有人值班"
	}
	return g.From.In(deadline.Zone).Format("1月2日") + "没有人值班"
}

// WarnGaps tells the office directors of every agency where the roster has
// nobody today or tomorrow, once a day each. Clause: ORG-7.
func (d *Desk) WarnGaps(ctx context.Context) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	now := d.store.Now()
	for _, u := range tree.Units {
		if u.Kind != "agency" || u.ClosedAt != 0 {
			continue
		}
		gaps, err := d.Gaps(ctx, u.ID, now, 2)
		if err != nil {
			return err
		}
		if err := d.warnGaps(ctx, tree, u, gaps); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) warnGaps(ctx context.Context, tree *Tree, agency store.Unit, gaps []Gap) error {
	name, today := "roster.told."+agency.ID, d.store.Now().In(deadline.Zone).Format("2006-01-02")
	told, err := d.store.Setting(ctx, name)
	if err != nil || told == today || len(gaps) == 0 {
		return err
	}
	text := "值班表空班：" + gaps[0].Says()
	if len(gaps) > 1 {
		text += fmt.Sprintf("等 %d 处", len(gaps))
	}
	text += "，请安排"
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Notify([]string{agency.ID, tree.Office(agency.ID).ID}, []regime.Role{regime.OfficeDirector}, "", "", text); err != nil {
			return err
		}
		return tx.SetSetting(name, today)
	})
}

// gapTime writes an instant as people read it.
func gapTime(t time.Time) string { return t.In(deadline.Zone).Format("1月2日 15:04") }
