package desk

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// The duty roster (值班表). Clause: ORG-7.

// RosterKeepers keep the roster of their agency and declare its key periods.
var RosterKeepers = []regime.Role{regime.OfficeDirector, regime.Head, regime.Deputy}

// MayKeepRoster reports whether a person keeps the roster of an agency.
func (t *Tree) MayKeepRoster(who matter.Actor, agencyID string) bool {
	return t.mustIn(who, agencyID, RosterKeepers...) == nil
}

// longestShift bounds one turn of duty.
const longestShift = 7 * 24 * time.Hour

// Turn is one turn of duty to be put on the roster.
type Turn struct {
	PersonID, SubstituteID string
	From, To               time.Time
}

// AddShift puts a turn on the roster of an agency. Faults: register.role,
// shift.time, shift.past, shift.person, shift.substitute, shift.overlap.
func (d *Desk) AddShift(ctx context.Context, who matter.Actor, agencyID string, t Turn) (store.Shift, error) {
	var out store.Shift
	err := d.keepRoster(ctx, who, agencyID, func(tx *store.Tx, tree *Tree) error {
		var err error
		out, err = putTurn(tx, tree, agencyID, t)
		if err == nil {
			tx.Audit(entry(who, RosterKeepers, "shift.added", out.ID, map[string]any{"person": out.PersonID, "from": out.From, "to": out.To}))
		}
		return err
	})
	return out, err
}

func (d *Desk) keepRoster(ctx context.Context, who matter.Actor, agencyID string, f func(tx *store.Tx, tree *Tree) error) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	if err := tree.mayIn(who, agencyID, RosterKeepers...); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return f(tx, tree) })
}

// putTurn checks a turn and stores it.
func putTurn(tx *store.Tx, tree *Tree, agencyID string, t Turn) (store.Shift, error) {
	s := store.Shift{AgencyID: agencyID, PersonID: t.PersonID, SubstituteID: t.SubstituteID, From: t.From.UnixMilli(), To: t.To.UnixMilli()}
	switch {
	case t.From.IsZero() || t.To.IsZero() || !t.To.After(t.From) || t.To.Sub(t.From) > longestShift:
		return s, fault.New(fault.Invalid, "shift.time", "班次的结束时间要晚于开始时间，一个班次最长 7 天").On("to")
	case !t.To.After(tx.Now):
		return s, fault.New(fault.Invalid, "shift.past", "班次已经过去，值班表不能补排").On("to")
	case t.SubstituteID == t.PersonID:
		return s, fault.New(fault.Invalid, "shift.substitute", "替班人不能是值班人自己").On("substitute")
	}
	for _, one := range []struct{ id, field string }{{t.PersonID, "person"}, {t.SubstituteID, "substitute"}} {
		if one.id == "" && one.field == "substitute" {
			continue
		}
		p, err := tx.PersonByID(one.id)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return s, err
		}
		if err != nil || !p.Active || !strings.HasPrefix(tree.ByID[p.UnitID].Path, tree.ByID[agencyID].Path) {
			return s, fault.New(fault.Invalid, "shift.person", "值班人和替班人要是本机关在岗的人员").On(one.field)
		}
	}
	near, err := tx.ShiftsNear(agencyID, s.From, s.To)
	if err != nil {
		return s, err
	}
	for _, other := range near {
		if other.PersonID == s.PersonID && other.From < s.To && other.To > s.From {
			return s, fault.New(fault.Conflict, "shift.overlap", "这个人在 %s 已经有一个班次", gapTime(from(other.From))).On("person")
		}
	}
	return s, tx.PutShift(&s)
}

// DropShift takes a turn that has not begun off the roster. Faults:
// register.role, shift.unknown, shift.begun.
func (d *Desk) DropShift(ctx context.Context, who matter.Actor, agencyID, id string) error {
	return d.keepRoster(ctx, who, agencyID, func(tx *store.Tx, _ *Tree) error {
		s, err := tx.Shift(id)
		if err != nil {
			return err
		}
		if s.AgencyID != agencyID {
			return fault.New(fault.NotFound, "shift.unknown", "没有这个班次")
		}
		if s.From <= tx.Ms() {
			return fault.New(fault.Conflict, "shift.begun", "已经开始的班次是记录，不能撤掉；要换人请由替班人接班")
		}
		tx.Audit(entry(who, RosterKeepers, "shift.dropped", id, map[string]any{"person": s.PersonID, "from": s.From}))
		return tx.DropShift(id)
	})
}

// TakeShift lets the named substitute watch from now on. The substitute, who is
// rostered, or a keeper of the roster says so. Faults: shift.unknown,
// shift.no_substitute, shift.over, register.role.
func (d *Desk) TakeShift(ctx context.Context, who matter.Actor, id string) error {
	return d.turn(ctx, who, id, "shift.taken", func(tx *store.Tx, tree *Tree, s *store.Shift) error {
		if who.Token || who.ID != s.PersonID && who.ID != s.SubstituteID {
			if err := tree.mustIn(who, s.AgencyID, RosterKeepers...); err != nil {
				return err
			}
		}
		switch {
		case s.SubstituteID == "":
			return fault.New(fault.Conflict, "shift.no_substitute", "这个班次没有指定替班人")
		case s.To <= tx.Ms():
			return fault.New(fault.Conflict, "shift.over", "这个班次已经结束")
		}
		s.Taken = true
		return nil
	})
}

// HandOver (交班) writes the hand-over note of a shift: by who watches in it,
// from its beginning until it is received. Faults: shift.unknown,
// handover.writer, handover.early, handover.received, handover.empty.
func (d *Desk) HandOver(ctx context.Context, who matter.Actor, id, note string) error {
	note = strings.TrimSpace(note)
	return d.turn(ctx, who, id, "shift.noted", func(tx *store.Tx, _ *Tree, s *store.Shift) error {
		n := utf8.RuneCountInString(note)
		switch {
		case who.Token || who.ID != s.Watches():
			return fault.New(fault.Forbidden, "handover.writer", "交班记录由当班的人本人写")
		case s.From > tx.Ms():
			return fault.New(fault.Conflict, "handover.early", "班次还没有开始")
		case s.ReceivedAt != 0:
			return fault.New(fault.Conflict, "handover.received", "接班人已经确认，交班记录不能再改")
		case n == 0 || n > 2000:
			return fault.New(fault.Invalid, "handover.empty", "交班记录要有 1 到 2000 个字：没有事项也请写明“无”").On("note")
		}
		s.Note, s.NotedAt, s.NotedBy = note, tx.Ms(), who.ID
		return nil
	})
}

// TakeOver (接班) acknowledges a hand-over note: by who watches now or in the
// shift that follows, never by who wrote it. Faults: shift.unknown,
// handover.missing, handover.self, handover.next, handover.received.
func (d *Desk) TakeOver(ctx context.Context, who matter.Actor, id string) error {
	return d.turn(ctx, who, id, "shift.received", func(tx *store.Tx, _ *Tree, s *store.Shift) error {
		switch {
		case s.NotedAt == 0:
			return fault.New(fault.Conflict, "handover.missing", "还没有交班记录可以确认")
		case s.ReceivedAt != 0:
			return fault.New(fault.Conflict, "handover.received", "这份交班记录已经确认过")
		case who.ID == s.NotedBy:
			return fault.New(fault.Forbidden, "handover.self", "交班的人不能替接班的人确认")
		}
		near, err := tx.ShiftsNear(s.AgencyID, s.From, max(s.To, tx.Ms())+longestShift.Milliseconds())
		if err != nil {
			return err
		}
		if who.Token || !slices.ContainsFunc(Following(*s, near, tx.Ms()), func(n store.Shift) bool { return n.Watches() == who.ID }) {
			return fault.New(fault.Forbidden, "handover.next", "由接着值班的人确认接班")
		}
		s.ReceivedAt, s.ReceivedBy = tx.Ms(), who.ID
		return nil
	})
}

// Following returns the shifts that take a hand-over: the first to end after it,
// and those that run now.
func Following(s store.Shift, near []store.Shift, now int64) []store.Shift {
	var out []store.Shift
	first := int64(0)
	for _, n := range near {
		if n.ID == s.ID || n.To <= s.To {
			continue
		}
		if first == 0 {
			first = n.From
		}
		if n.From == first || n.From <= now && n.To > now {
			out = append(out, n)
		}
	}
	return out
}

func (d *Desk) turn(ctx context.Context, who matter.Actor, id, action string, f func(tx *store.Tx, tree *Tree, s *store.Shift) error) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.Shift(id)
		if err != nil {
			return err
		}
		if err := f(tx, tree, &s); err != nil {
			return err
		}
		tx.Audit(entry(who, append(RosterKeepers, regime.DutyOfficer), action, id, nil))
		return tx.PutShift(&s)
	})
}

// DeclareKeyPeriod (重点时段) declares a stretch with round-the-clock watch.
// Faults: register.role, period.title, period.time.
func (d *Desk) DeclareKeyPeriod(ctx context.Context, who matter.Actor, k store.KeyPeriod) error {
	k.Title, k.Reason, k.ByID = strings.TrimSpace(k.Title), strings.TrimSpace(k.Reason), who.ID
	return d.keepRoster(ctx, who, k.AgencyID, func(tx *store.Tx, _ *Tree) error {
		switch n := utf8.RuneCountInString(k.Title); {
		case n == 0 || n > 60 || utf8.RuneCountInString(k.Reason) > 500:
			return fault.New(fault.Invalid, "period.title", "重点时段要有 1 到 60 个字的名称，理由最多 500 字").On("title")
		case k.To <= k.From || k.To <= tx.Ms() || k.To-k.From > 92*24*3600_000:
			return fault.New(fault.Invalid, "period.time", "重点时段的结束时间要晚于开始时间和现在，最长 92 天").On("to")
		}
		if err := tx.AddKeyPeriod(&k); err != nil {
			return err
		}
		tx.Audit(entry(who, RosterKeepers, "period.declared", k.ID, map[string]any{"title": k.Title, "from": k.From, "to": k.To}))
		return nil
	})
}

// EndKeyPeriod ends a key period now. Faults: register.role, period.unknown.
func (d *Desk) EndKeyPeriod(ctx context.Context, who matter.Actor, agencyID, id string) error {
	return d.keepRoster(ctx, who, agencyID, func(tx *store.Tx, _ *Tree) error {
		agency, err := tx.EndKeyPeriod(id)
		if err != nil {
			return err
		}
		if agency != agencyID {
			return fault.New(fault.NotFound, "period.unknown", "没有这个重点时段")
		}
		tx.Audit(entry(who, RosterKeepers, "period.ended", id, nil))
		return nil
	})
}
