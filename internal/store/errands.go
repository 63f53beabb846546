package store

import (
	"context"

	"yingda/internal/fault"
	"yingda/internal/regime"
)

// Errand (待办) is work on a record that is no matter: one person owes it until
// the deed is done or a reason is on record.
type Errand struct {
	ID, About, AboutID, AgencyID, UnitID, PersonID, Title string
	DueAt, At, DoneAt                                     int64
	DoneBy, Ended, Reason                                 string // Ended: "", done, excused
	Person                                                string // name
}

const errands = `SELECT e.id, e.about, e.about_id, e.agency_id, e.unit_id, e.person_id, e.title, e.due_at, e.at, e.done_at, e.done_by, e.ended, e.reason, p.name FROM errand e JOIN person p ON p.id = e.person_id `

func scanErrands(rows Answer, err error) ([]Errand, error) {
	if err != nil {
		return nil, err
	}
	var out []Errand
	err = eachRow(rows, func() error {
		var e Errand
		if err := rows.Scan(&e.ID, &e.About, &e.AboutID, &e.AgencyID, &e.UnitID, &e.PersonID, &e.Title, &e.DueAt, &e.At, &e.DoneAt, &e.DoneBy, &e.Ended, &e.Reason, &e.Person); err != nil {
			return err
		}
		out = append(out, e)
		return nil
	})
	return out, err
}

// OpenErrands returns what a person owes, the most urgent first.
func (r *Reader) OpenErrands(ctx context.Context, personID string, n int) ([]Errand, error) {
	return scanErrands(r.query(ctx, errands+`WHERE e.person_id = $1 AND e.done_at = 0 ORDER BY e.due_at, e.id LIMIT $2`, personID, n))
}

// OpenErrandsAbout returns a person's open errands about records of one kind, the
// most urgent first.
func (r *Reader) OpenErrandsAbout(ctx context.Context, personID, about string, n int) ([]Errand, error) {
	return scanErrands(r.query(ctx, errands+`WHERE e.person_id = $1 AND e.done_at = 0 AND e.about = $2 ORDER BY e.due_at, e.id LIMIT $3`, personID, about, n))
}

// ErrandsAbout returns the newest errands about records of one kind, open or not.
func (r *Reader) ErrandsAbout(ctx context.Context, about string, n int) ([]Errand, error) {
	return scanErrands(r.query(ctx, errands+`WHERE e.about = $1 ORDER BY e.about_id, e.id DESC LIMIT $2`, about, n))
}

// OpenErrand gives a person something to do about a record; it reports false if
// that is open already.
func (t *Tx) OpenErrand(e Errand) (bool, error) {
	n, err := t.Exec(`INSERT INTO errand (id, about, about_id, agency_id, unit_id, person_id, title, due_at, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (about, about_id) WHERE done_at = 0 DO NOTHING`,
		NewID(t.Now), e.About, e.AboutID, e.AgencyID, e.UnitID, e.PersonID, e.Title, e.DueAt, t.Ms())
	return n > 0, err
}

// EndErrand ends what is open about a record: done, or excused with a reason.
func (t *Tx) EndErrand(about, aboutID, by, ended, reason string) error {
	_, err := t.Exec(`UPDATE errand SET done_at = $3, done_by = $4, ended = $5, reason = $6 WHERE about = $1 AND about_id = $2 AND done_at = 0`, about, aboutID, t.Ms(), by, ended, reason)
	return err
}

// FirstHolder returns the person who holds the first of the roles that anybody
// active holds in one of the units, in the order of units and roles; fault.NotFound
// for none.
func (t *Tx) FirstHolder(unitIDs []string, roles []regime.Role) (string, error) {
	for _, unit := range unitIDs {
		for _, role := range roles {
			var id string
			err := t.Row(`SELECT p.id FROM person_role g JOIN person p ON p.id = g.person_id WHERE g.unit_id = $1 AND g.role = $2 AND p.active = 1 ORDER BY g.granted_at, p.id LIMIT 1`, []any{unit, string(role)}, &id)
			if !IsNoRows(err) {
				return id, err
			}
		}
	}
	return "", fault.New(fault.NotFound, "person.none", "没有人担任这些角色")
}
