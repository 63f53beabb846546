package desk

import (
	"context"
	"slices"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// RosterHeader heads the table of a roster.
var RosterHeader = []string{"开始", "结束", "值班人（登录名）", "替班人（登录名）"}

const sheetTime = "2006-01-02 15:04"

// RosterSheet returns the roster of an agency from an instant on as a table.
func (d *Desk) RosterSheet(ctx context.Context, agencyID string, at time.Time) ([][]string, error) {
	shifts, err := d.store.Shifts(ctx, agencyID, at.UnixMilli(), store.Never)
	if err != nil {
		return nil, err
	}
	login, err := d.logins(ctx)
	if err != nil {
		return nil, err
	}
	var out [][]string
	for _, s := range shifts {
		out = append(out, []string{from(s.From).In(deadline.Zone).Format(sheetTime), from(s.To).In(deadline.Zone).Format(sheetTime), login[s.PersonID], login[s.SubstituteID]})
	}
	return out, nil
}

// ImportRoster puts the turns of a table on the roster of an agency; apply false
// tells what would change. Turns that the table does not name stay, and the same
// table twice changes nothing. Faults: register.role, import.header.
func (d *Desk) ImportRoster(ctx context.Context, who matter.Actor, agencyID string, rows [][]string, apply bool) (ImportPlan, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return ImportPlan{}, err
	}
	if err := tree.mustIn(who, agencyID, RosterKeepers...); err != nil {
		return ImportPlan{}, err
	}
	people, err := d.store.Persons(ctx)
	if err != nil {
		return ImportPlan{}, err
	}
	return d.imports(ctx, RosterHeader, rows, apply, func(tx *store.Tx, _ map[string]bool, c []string) (string, string, error) {
		t, name, err := turnOf(people, c)
		if err != nil {
			return name, "", err
		}
		near, err := tx.ShiftsNear(agencyID, t.From.UnixMilli(), t.To.UnixMilli())
		if err != nil {
			return name, "", err
		}
		i := slices.IndexFunc(near, func(s store.Shift) bool {
			return s.PersonID == t.PersonID && s.From == t.From.UnixMilli() && s.To == t.To.UnixMilli()
		})
		if i < 0 {
			s, err := putTurn(tx, tree, agencyID, t)
			if err == nil {
				tx.Audit(entry(who, RosterKeepers, "shift.added", s.ID, map[string]any{"person": s.PersonID, "from": s.From, "to": s.To}))
			}
			return name, "新增", err
		}
		s := near[i]
		switch {
		case s.SubstituteID == t.SubstituteID:
			return name, "", nil
		case s.Taken || s.To <= tx.Ms():
			return name, "", fault.New(fault.Conflict, "shift.begun", "替班人已经接班或班次已经结束，不能改")
		case t.SubstituteID == t.PersonID:
			return name, "", fault.New(fault.Invalid, "shift.substitute", "替班人不能是值班人自己")
		}
		s.SubstituteID = t.SubstituteID
		tx.Audit(entry(who, RosterKeepers, "shift.changed", s.ID, map[string]any{"substitute": s.SubstituteID}))
		return name, "修改：替班人", tx.PutShift(&s)
	})
}

// turnOf reads one line of a roster.
func turnOf(people []store.Person, c []string) (Turn, string, error) {
	var t Turn
	var err error
	name := c[0] + " " + c[2]
	if t.From, err = time.ParseInLocation(sheetTime, c[0], deadline.Zone); err != nil {
		return t, name, fault.New(fault.Invalid, "import.time", "开始时间「%s」应写成 2026-03-16 08:00", c[0])
	}
	if t.To, err = time.ParseInLocation(sheetTime, c[1], deadline.Zone); err != nil {
		return t, name, fault.New(fault.Invalid, "import.time", "结束时间「%s」应写成 2026-03-16 20:00", c[1])
	}
	for i, into := range []*string{&t.PersonID, &t.SubstituteID} {
		login := c[2+i]
		if login == "" && i == 1 {
			continue
		}
		at := slices.IndexFunc(people, func(p store.Person) bool { return p.Login == login })
		if at < 0 {
			return t, name, fault.New(fault.Invalid, "import.person", "没有登录名「%s」", login)
		}
		*into = people[at].ID
	}
	return t, name, nil
}
