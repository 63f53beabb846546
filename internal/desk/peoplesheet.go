package desk

import (
	"context"
	"slices"
	"strings"

	"yingda/internal/auth"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// PeopleHeader heads the table of people. A role that is held in another unit than
// the person's own is followed by @ and the code of that unit. There is no column
// for passwords.
var PeopleHeader = []string{"登录名", "姓名", "单位代码", "角色"}

// PeopleSheet returns everybody who works here, with roles, as a table.
func (d *Desk) PeopleSheet(ctx context.Context) ([][]string, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	people, err := d.store.Persons(ctx)
	if err != nil {
		return nil, err
	}
	grants, err := d.store.Grants(ctx, "")
	if err != nil {
		return nil, err
	}
	unitOf := map[string]string{}
	for _, p := range people {
		unitOf[p.ID] = p.UnitID
	}
	roles := map[string][]string{}
	for _, g := range grants {
		word := g.Role.Title()
		if g.UnitID != unitOf[g.PersonID] {
			word += "@" + tree.ByID[g.UnitID].Code
		}
		roles[g.PersonID] = append(roles[g.PersonID], word)
	}
	var out [][]string
	for _, p := range people {
		if p.Active {
			out = append(out, []string{p.Login, p.Name, tree.ByID[p.UnitID].Code, strings.Join(roles[p.ID], "、")})
		}
	}
	return out, nil
}

// ImportPeople makes people and their roles what a table says; apply false tells
// what would change. People are known by their login; those that the table does not
// name stay, and the same table twice changes nothing. Nobody gets a password by a
// table. Faults: register.role, act.token, import.header.
func (d *Desk) ImportPeople(ctx context.Context, who matter.Actor, rows [][]string, apply bool) (ImportPlan, error) {
	if err := must(who, regime.SystemAdmin); err != nil {
		return ImportPlan{}, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return ImportPlan{}, err
	}
	return d.imports(ctx, PeopleHeader, rows, apply, func(tx *store.Tx, seen map[string]bool, c []string) (string, string, error) {
		name, login := c[0]+" "+c[1], strings.ToLower(c[0])
		if seen[login] {
			return name, "", fault.New(fault.Invalid, "import.twice", "登录名 %s 在表里出现了两次", login)
		}
		seen[login] = true
		e, err := tree.enrolment(c)
		if err != nil {
			return name, "", err
		}
		says, err := auth.Enrol(tx, who, tree.Units, e)
		return name, says, err
	})
}

// enrolment reads one line of the table of people.
func (t *Tree) enrolment(c []string) (auth.Enrolment, error) {
	e := auth.Enrolment{Login: c[0], Name: c[1]}
	var err error
	if e.Unit, err = t.coded(c[2]); err != nil {
		return e, err
	}
	for _, word := range SplitWords(c[3]) {
		title, code, elsewhere := strings.Cut(word, "@")
		i := slices.IndexFunc(regime.Roles, func(r regime.Role) bool { return r.Title() == title || string(r) == title })
		if i < 0 {
			return e, fault.New(fault.Invalid, "role.unknown", "没有角色「%s」", title)
		}
		s := auth.Seat{UnitID: e.Unit.ID, Role: regime.Roles[i]}
		if elsewhere {
			u, err := t.coded(code)
			if err != nil {
				return e, err
			}
			s.UnitID = u.ID
		}
		if !slices.Contains(e.Seats, s) {
			e.Seats = append(e.Seats, s)
		}
	}
	return e, nil
}

// coded returns the unit with a code.
func (t *Tree) coded(code string) (store.Unit, error) {
	for _, u := range t.Units {
		if u.Code == code && u.ClosedAt == 0 {
			return u, nil
		}
	}
	return store.Unit{}, fault.New(fault.Invalid, "unit.unknown", "没有单位代码「%s」", code)
}

// logins returns what everybody signs in by, by person.
func (d *Desk) logins(ctx context.Context) (map[string]string, error) {
	people, err := d.store.Persons(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[string]string, len(people))
	for _, p := range people {
		out[p.ID] = p.Login
	}
	return out, nil
}
