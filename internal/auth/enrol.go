package auth

import (
	"slices"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Seat (任职) is a role held in a unit.
type Seat struct {
	UnitID string
	Role   regime.Role
}

// Enrolment (人员表的一行) is all that a table says of a person: name, unit and
// every role. A table carries no password.
type Enrolment struct {
	Login, Name string
	Unit        store.Unit
	Seats       []Seat
}

// Enrol adds a person by a table, or makes one who is known what the table says:
// roles that it does not name are taken back. Who is new cannot sign in before an
// administrator gives a one-time password. It returns what changed in words, "" for
// nothing. The rules are those of AddUser, GrantRole and RevokeRole. Faults: theirs,
// and person.inactive.
func Enrol(tx *store.Tx, who matter.Actor, units []store.Unit, e Enrolment) (string, error) {
	e.Login, e.Name = normalLogin(e.Login), strings.TrimSpace(e.Name)
	u := NewUser{Login: e.Login, Name: e.Name}
	for _, s := range e.Seats {
		u.Roles = append(u.Roles, s.Role)
	}
	if err := u.check(); err != nil {
		return "", err
	}
	if err := mayManage(who, e.Unit.Path, regime.SystemAdmin); err != nil {
		return "", err
	}
	p, err := tx.PersonByLogin(e.Login)
	switch {
	case err == nil:
		return change(tx, who, units, p, e)
	case fault.KindOf(err) != fault.NotFound:
		return "", err
	}
	p = store.Person{Login: e.Login, Name: e.Name, UnitID: e.Unit.ID, MustChange: true}
	if err := add(tx, who, &p, nil); err != nil {
		return "", err
	}
	for _, s := range e.Seats {
		if err := seat(tx, who, units, p.ID, s, grant); err != nil {
			return "", err
		}
	}
	return "新增", nil
}

func change(tx *store.Tx, who matter.Actor, units []store.Unit, p store.Person, e Enrolment) (string, error) {
	if err := mayManage(who, pathOf(units, p.UnitID), regime.SystemAdmin); err != nil {
		return "", err
	}
	if !p.Active {
		return "", fault.New(fault.Conflict, "person.inactive", "登录名 %s 已经停用，请先在人员页重新启用", p.Login)
	}
	var says []string
	if p.Name != e.Name {
		says = append(says, "姓名")
	}
	if p.UnitID != e.Unit.ID {
		says = append(says, "单位")
	}
	if len(says) > 0 {
		if err := tx.MovePerson(p.ID, e.Name, e.Unit.ID); err != nil {
			return "", err
		}
		tx.Audit(entry(who, "person.changed", p.ID, map[string]any{"name": e.Name, "unit": e.Unit.ID}))
	}
	held, err := tx.Grants(p.ID)
	if err != nil {
		return "", err
	}
	// First what is taken back: a person may go from one role to another that
	// nobody holds beside it.
	for _, g := range held {
		s := Seat{g.UnitID, g.Role}
		if slices.Contains(e.Seats, s) {
			continue
		}
		if err := seat(tx, who, units, p.ID, s, revoke); err != nil {
			return "", err
		}
		says = append(says, "收回"+s.Role.Title())
	}
	for _, s := range e.Seats {
		if slices.ContainsFunc(held, func(g matter.Grant) bool { return g.UnitID == s.UnitID && g.Role == s.Role }) {
			continue
		}
		if err := seat(tx, who, units, p.ID, s, grant); err != nil {
			return "", err
		}
		says = append(says, "加"+s.Role.Title())
	}
	if len(says) == 0 {
		return "", nil
	}
	return "修改：" + strings.Join(says, "、"), nil
}

// seat gives or takes one role, after the checks of GrantRole and RevokeRole.
func seat(tx *store.Tx, who matter.Actor, units []store.Unit, personID string, s Seat, do func(*store.Tx, matter.Actor, string, string, regime.Role) error) error {
	if personID == who.ID {
		return selfFault()
	}
	if err := mayManage(who, pathOf(units, s.UnitID), admins...); err != nil {
		return err
	}
	return do(tx, who, personID, s.UnitID, s.Role)
}

func pathOf(units []store.Unit, id string) string {
	i := slices.IndexFunc(units, func(u store.Unit) bool { return u.ID == id })
	if i < 0 {
		return "" // below nobody: mayManage refuses all but the machine itself
	}
	return units[i].Path
}
