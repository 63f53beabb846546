package store

import (
	"encoding/json"

	"yingda/internal/fault"
)

// UpdateUnit stores what people decide about a unit: name, code, duties,
// territory, order, office and closing. fault.Conflict if the code is taken.
func (t *Tx) UpdateUnit(u Unit) error {
	duties, err := json.Marshal(nonNil(u.Duties))
	if err != nil {
		return err
	}
	territory, err := json.Marshal(nonNil(u.Territory))
	if err != nil {
		return err
	}
	_, err = t.Exec(`UPDATE unit SET name = $2, code = $3, office = $4, duties = $5, territory = $6, place = $7, closed_at = $8 WHERE id = $1`,
		u.ID, u.Name, u.Code, Bit(u.Office), string(duties), string(territory), u.Place, u.ClosedAt)
	if IsDuplicate(err) {
		return fault.New(fault.Conflict, "unit.code", "单位代码 %s 已经有了", u.Code).On("code")
	}
	if err != nil {
		return err
	}
	t.Renew("org")
	return nil
}

// MoveUnit puts a unit, with all below it, under another one, and lets the
// matters of all of them be seen from there.
func (t *Tx) MoveUnit(u, parent Unit) error {
	path := parent.Path + u.ID + "/"
	if _, err := t.Exec(`UPDATE unit SET path = $2 || SUBSTR(path, $3) WHERE path LIKE $1`, u.Path+"%", path, len(u.Path)+1); err != nil {
		return err
	}
	if _, err := t.Exec(`UPDATE unit SET parent_id = $2 WHERE id = $1`, u.ID, parent.ID); err != nil {
		return err
	}
	ids, err := t.firsts(`SELECT m.id FROM matter m JOIN unit u ON u.id = m.unit_id WHERE u.path LIKE $1`, path+"%")
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := t.refreshSight(id); err != nil {
			return err
		}
	}
	t.Renew("org")
	t.Changed()
	return nil
}

// firsts returns the first column of a query.
func (t *Tx) firsts(query string, args ...any) ([]string, error) {
	rows, err := t.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// UnitUse is what keeps a unit from being closed: open matters that it leads or
// takes part in, active people in it, roles that they hold in it, topics.
type UnitUse struct{ Matters, People, Roles, Topics int64 }

// UnitUse counts what a unit and all below it are used for.
func (t *Tx) UnitUse(path string) (UnitUse, error) {
	var u UnitUse
	err := t.Row(`SELECT
(SELECT COUNT(DISTINCT m.id) FROM matter m JOIN participant p ON p.matter_id = m.id JOIN unit u ON u.id = p.unit_id OR u.id = m.unit_id WHERE m.closed_at = 0 AND u.path LIKE $1),
(SELECT COUNT(*) FROM person p JOIN unit u ON u.id = p.unit_id WHERE p.active = 1 AND u.path LIKE $1),
(SELECT COUNT(*) FROM person_role g JOIN person p ON p.id = g.person_id JOIN unit u ON u.id = g.unit_id WHERE p.active = 1 AND u.path LIKE $1),
(SELECT COUNT(*) FROM topic t JOIN unit u ON u.id = t.unit_id WHERE t.active = 1 AND u.path LIKE $1)`, []any{path + "%"}, &u.Matters, &u.People, &u.Roles, &u.Topics)
	return u, err
}
