package store

import (
	"context"
	"encoding/json"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
)

// Unit (单位) is an agency or a section inside one. Path holds the ids from the
// root, each followed by a slash.
type Unit struct {
	ID        string
	ParentID  string
	AgencyID  string
	Kind      string // agency or section
	Code      string
	Name      string
	Office    bool
	Path      string
	Duties    []string
	Territory []string
	Place     int64
	ClosedAt  int64 // 0 while in use
}

// Person (人员) is somebody who works with Yingda.
type Person struct {
	ID          string
	Login       string
	Name        string
	UnitID      string
	Password    string // argon2id, "" before the first one-time password
	MustChange  bool
	Active      bool
	Failures    int64
	LockedUntil int64
	CreatedAt   int64
}

const allUnits = `SELECT id, parent_id, agency_id, kind, code, name, office, path, duties, territory, place, closed_at FROM unit ORDER BY place, path`

// Units returns the whole tree, closed units too, in the order of lists.
func (r *Reader) Units(ctx context.Context) ([]Unit, error) {
	rows, err := r.query(ctx, allUnits)
	return scanUnits(rows, err)
}

// Units returns the whole tree as this transaction sees it.
func (t *Tx) Units() ([]Unit, error) {
	rows, err := t.Query(allUnits)
	return scanUnits(rows, err)
}

func scanUnits(rows Answer, err error) ([]Unit, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Unit
	for rows.Next() {
		var u Unit
		var office int64
		var duties, territory string
		if err := rows.Scan(&u.ID, &u.ParentID, &u.AgencyID, &u.Kind, &u.Code, &u.Name, &office, &u.Path, &duties, &territory, &u.Place, &u.ClosedAt); err != nil {
			return nil, err
		}
		u.Office = office == 1
		if err := json.Unmarshal([]byte(duties), &u.Duties); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(territory), &u.Territory); err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, rows.Err()
}

// AddUnit stores a unit; ID, Path and AgencyID are filled in. The parent must
// exist; an empty ParentID makes a root agency. fault.Conflict if the code is
// taken.
func (t *Tx) AddUnit(u *Unit) error {
	u.ID = NewID(t.Now)
	u.Path = u.ID + "/"
	u.AgencyID = u.ID
	if u.ParentID != "" {
		var path, agency string
		if err := t.Row(`SELECT path, agency_id FROM unit WHERE id = $1`, []any{u.ParentID}, &path, &agency); err != nil {
			if IsNoRows(err) {
				return fault.New(fault.Invalid, "unit.parent", "没有上级单位 %s", u.ParentID).On("parent")
			}
			return err
		}
		u.Path = path + u.ID + "/"
		if u.Kind == "section" {
			u.AgencyID = agency
		}
	} else if u.Kind == "section" {
		return fault.New(fault.Invalid, "unit.parent", "科室要有上级单位").On("parent")
	}
	duties, err := json.Marshal(nonNil(u.Duties))
	if err != nil {
		return err
	}
	territory, err := json.Marshal(nonNil(u.Territory))
	if err != nil {
		return err
	}
	_, err = t.Exec(`INSERT INTO unit (id, parent_id, agency_id, kind, code, name, office, path, duties, territory, place) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		u.ID, u.ParentID, u.AgencyID, u.Kind, u.Code, u.Name, Bit(u.Office), u.Path, string(duties), string(territory), u.Place)
	if IsDuplicate(err) {
		return fault.New(fault.Conflict, "unit.code", "单位代码 %s 已经有了", u.Code).On("code")
	}
	if err != nil {
		return err
	}
	t.Renew("org")
	return nil
}

func nonNil(l []string) []string {
	if l == nil {
		return []string{}
	}
	return l
}

// Bit stores a truth value as 0 or 1.
func Bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// FindUnit finds one unit by id, code, name, or by "agency/section" names where
// a section's name is used more than once. fault.Invalid names what there is.
func FindUnit(units []Unit, key string) (Unit, error) {
	var found []Unit
	byID := map[string]Unit{}
	for _, u := range units {
		byID[u.ID] = u
	}
	for _, u := range units {
		if u.ClosedAt != 0 {
			continue
		}
		if u.ID == key || u.Code == key {
			return u, nil
		}
		if u.Name == key || byID[u.ParentID].Name+"/"+u.Name == key {
			found = append(found, u)
		}
	}
	if len(found) == 1 || len(found) > 1 && found[0].AgencyID == units[0].ID {
		return found[0], nil
	}
	var names []string
	for i, u := range units {
		if i == 30 {
			names = append(names, "…")
			break
		}
		names = append(names, u.Name+"（"+u.Code+"）")
	}
	if len(found) > 1 {
		return Unit{}, fault.New(fault.Invalid, "unit.ambiguous", "有 %d 个单位叫「%s」，请用代码或「上级/单位」指明", len(found), key).On("unit")
	}
	return Unit{}, fault.New(fault.Invalid, "unit.unknown", "没有单位「%s」；现有：%s", key, strings.Join(names, "、")).On("unit")
}

// AddPerson stores a person; ID is filled in. fault.Conflict if the login is taken.
func (t *Tx) AddPerson(p *Person) error {
	p.ID = NewID(t.Now)
	_, err := t.Exec(`INSERT INTO person (id, login, name, unit_id, password, must_change, active, created_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7)`,
		p.ID, p.Login, p.Name, p.UnitID, p.Password, Bit(p.MustChange), t.Ms())
	if IsDuplicate(err) {
		return fault.New(fault.Conflict, "person.login", "登录名 %s 已经有了", p.Login).On("login")
	}
	if err != nil {
		return err
	}
	t.Renew("org")
	return nil
}

// PersonByLogin returns one person; fault.NotFound if there is none.
func (t *Tx) PersonByLogin(login string) (Person, error) {
	p, err := scanPerson(func(into ...any) error {
		return t.Row(`SELECT `+personColumns+` FROM person WHERE login = $1`+t.forUpdate(), []any{login}, into...)
	})
	if IsNoRows(err) {
		return Person{}, fault.New(fault.NotFound, "person.unknown", "没有这个人员")
	}
	return p, err
}

// MovePerson changes the name and the unit of a person. Roles stay where they are.
func (t *Tx) MovePerson(id, name, unitID string) error {
	if _, err := t.Exec(`UPDATE person SET name = $2, unit_id = $3 WHERE id = $1`, id, name, unitID); err != nil {
		return err
	}
	t.Renew("org")
	return nil
}

// GrantRole gives a person a role in a unit; giving it twice changes nothing.
func (t *Tx) GrantRole(personID, unitID string, role regime.Role) error {
	if _, err := t.Exec(`INSERT INTO person_role (person_id, unit_id, role, granted_at) VALUES ($1, $2, $3, $4) ON CONFLICT (person_id, unit_id, role) DO NOTHING`, personID, unitID, string(role), t.Ms()); err != nil {
		return err
	}
	t.Renew("org")
	return nil
}

// RevokeRole takes a role back.
func (t *Tx) RevokeRole(personID, unitID string, role regime.Role) error {
	if _, err := t.Exec(`DELETE FROM person_role WHERE person_id = $1 AND unit_id = $2 AND role = $3`, personID, unitID, string(role)); err != nil {
		return err
	}
	t.Renew("org")
	return nil
}

const personColumns = `id, login, name, unit_id, password, must_change, active, failures, locked_until, created_at`

func scanPerson(scan func(...any) error) (Person, error) {
	var p Person
	var must, active int64
	err := scan(&p.ID, &p.Login, &p.Name, &p.UnitID, &p.Password, &must, &active, &p.Failures, &p.LockedUntil, &p.CreatedAt)
	p.MustChange, p.Active = must == 1, active == 1
	return p, err
}

// Persons returns everybody, by login.
func (r *Reader) Persons(ctx context.Context) ([]Person, error) {
	rows, err := r.query(ctx, `SELECT `+personColumns+` FROM person ORDER BY login`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Person
	for rows.Next() {
		p, err := scanPerson(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// PersonBy returns one person by "id" or "login"; fault.NotFound if there is none.
func (r *Reader) PersonBy(ctx context.Context, column, value string) (Person, error) {
	query := `SELECT ` + personColumns + ` FROM person WHERE id = $1`
	if column == "login" {
		query = `SELECT ` + personColumns + ` FROM person WHERE login = $1`
	}
	p, err := scanPerson(r.scanner(ctx, query, value))
	if IsNoRows(err) {
		return Person{}, fault.New(fault.NotFound, "person.unknown", "没有这个人员")
	}
	return p, err
}

// GrantRow is one role of one person, as listed.
type GrantRow struct {
	PersonID string
	matter.Grant
}

// Grants returns the roles of one person, or of everybody for "".
func (r *Reader) Grants(ctx context.Context, personID string) ([]GrantRow, error) {
	rows, err := r.query(ctx, `SELECT p.person_id, p.role, u.id, u.agency_id, u.path, u.office, u.kind FROM person_role p JOIN unit u ON u.id = p.unit_id
WHERE p.person_id = $1 OR $1 = '' ORDER BY p.person_id, u.place, u.path, p.role`, personID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []GrantRow
	for rows.Next() {
		var g GrantRow
		var office int64
		var kind string
		if err := rows.Scan(&g.PersonID, &g.Role, &g.UnitID, &g.AgencyID, &g.Path, &office, &kind); err != nil {
			return nil, err
		}
		g.Office, g.Agency = office == 1, kind == "agency"
		out = append(out, g)
	}
	return out, rows.Err()
}
