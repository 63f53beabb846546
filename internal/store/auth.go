package store

import (
	"context"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
)

// Session (会话) is one sign-in of a person. ID is the digest of the secret that
// the browser holds; the secret itself is stored nowhere.
type Session struct {
	ID         string
	PersonID   string
	CreatedAt  int64
	SeenAt     int64 // written at most once a minute
	ExpiresAt  int64
	MustChange bool // the password is a one-time password
	MustEnrol  bool // a second factor is asked for and not set up
}

const sessionQuery = `SELECT s.id, s.person_id, s.created_at, s.seen_at, s.expires_at, p.must_change, s.enrol FROM session s JOIN person p ON p.id = s.person_id AND p.active = 1 `

func scanSession(scan func(...any) error) (Session, error) {
	var s Session
	var must, enrol int64
	err := scan(&s.ID, &s.PersonID, &s.CreatedAt, &s.SeenAt, &s.ExpiresAt, &must, &enrol)
	s.MustChange, s.MustEnrol = must == 1, enrol == 1
	return s, err
}

// Session returns one session of an active person; fault.NotFound if there is none.
func (r *Reader) Session(ctx context.Context, id string) (Session, error) {
	s, err := scanSession(r.scanner(ctx, sessionQuery+`WHERE s.id = $1`, id))
	if IsNoRows(err) {
		return Session{}, fault.New(fault.NotFound, "session.none", "没有这个登录会话")
	}
	return s, err
}

// Sessions returns a person's sessions that have not expired, newest first.
func (r *Reader) Sessions(ctx context.Context, personID string, now int64) ([]Session, error) {
	rows, err := r.query(ctx, sessionQuery+`WHERE s.person_id = $1 AND s.expires_at > $2 ORDER BY s.created_at DESC, s.id`, personID, now)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Session
	for rows.Next() {
		s, err := scanSession(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// StartSession stores a session and forgets some that have long expired.
func (t *Tx) StartSession(s Session) error {
	if _, err := t.Exec(`DELETE FROM session WHERE id IN (SELECT id FROM session WHERE expires_at < $1 ORDER BY expires_at LIMIT 50)`, t.Ms()); err != nil {
		return err
	}
	_, err := t.Exec(`INSERT INTO session (id, person_id, created_at, seen_at, expires_at, enrol) VALUES ($1, $2, $3, $4, $5, $6)`, s.ID, s.PersonID, s.CreatedAt, s.SeenAt, s.ExpiresAt, Bit(s.MustEnrol))
	return err
}

// PurgeSessions forgets sessions that began before an instant, ended or not.
// Clause: 个人信息保护法 第十九条.
func (t *Tx) PurgeSessions(before int64) error {
	n, err := t.Exec(`DELETE FROM session WHERE created_at < $1`, before)
	if err != nil || n == 0 {
		return err
	}
	return t.sessionsChanged()
}

// SeeSession notes that a session was used.
func (t *Tx) SeeSession(id string, at int64) error {
	_, err := t.Exec(`UPDATE session SET seen_at = $2 WHERE id = $1 AND seen_at < $2`, id, at)
	return err
}

// EndSession ends one session of a person; it returns whether there was one.
func (t *Tx) EndSession(personID, id string) (bool, error) {
	n, err := t.Exec(`DELETE FROM session WHERE id = $1 AND person_id = $2`, id, personID)
	if err != nil {
		return false, err
	}
	return n == 1, t.sessionsChanged()
}

// EndSessions ends all sessions of a person and returns how many there were.
func (t *Tx) EndSessions(personID string) (int64, error) {
	n, err := t.Exec(`DELETE FROM session WHERE person_id = $1`, personID)
	if err != nil {
		return 0, err
	}
	return n, t.sessionsChanged()
}

// sessionsChanged tells every process that a session or token ended.
func (t *Tx) sessionsChanged() error {
	t.Renew("session")
	return nil
}

// Generations returns the counters that caches of people, roles, sessions and
// tokens are compared with.
func (r *Reader) Generations(ctx context.Context) (org, session int64, err error) {
	err = r.row(ctx, `SELECT COALESCE((SELECT n FROM counter WHERE name = 'generation.org'), 0), COALESCE((SELECT n FROM counter WHERE name = 'generation.session'), 0)`, nil, &org, &session)
	return org, session, err
}

// SetPassword stores a password hash. All sessions of the person end and a
// lock-out is lifted.
func (t *Tx) SetPassword(personID, hash string, mustChange bool) error {
	n, err := t.Exec(`UPDATE person SET password = $2, must_change = $3, failures = 0, locked_until = 0 WHERE id = $1`, personID, hash, Bit(mustChange))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.NotFound, "person.unknown", "没有这个人员")
	}
	_, err = t.EndSessions(personID)
	return err
}

// SetActive lets a person work or stops it; stopping ends all sessions.
func (t *Tx) SetActive(personID string, active bool) error {
	if _, err := t.Exec(`UPDATE person SET active = $2 WHERE id = $1`, personID, Bit(active)); err != nil {
		return err
	}
	t.Renew("org")
	if active {
		return nil
	}
	_, err := t.EndSessions(personID)
	return err
}

// PersonByID reads a person inside the transaction and locks the row;
// fault.NotFound if there is none.
func (t *Tx) PersonByID(id string) (Person, error) {
	p, err := scanPerson(func(into ...any) error {
		return t.Row(`SELECT `+personColumns+` FROM person WHERE id = $1`+t.forUpdate(), []any{id}, into...)
	})
	if IsNoRows(err) {
		return Person{}, fault.New(fault.NotFound, "person.unknown", "没有这个人员")
	}
	return p, err
}

// Grants returns the roles of one person inside the transaction.
func (t *Tx) Grants(personID string) ([]matter.Grant, error) {
	rows, err := t.Query(`SELECT p.role, u.id, u.agency_id, u.path, u.office, u.kind FROM person_role p JOIN unit u ON u.id = p.unit_id WHERE p.person_id = $1 ORDER BY u.place, u.path, p.role`, personID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []matter.Grant
	for rows.Next() {
		var g matter.Grant
		var office int64
		var kind string
		if err := rows.Scan(&g.Role, &g.UnitID, &g.AgencyID, &g.Path, &office, &kind); err != nil {
			return nil, err
		}
		g.Office, g.Agency = office == 1, kind == "agency"
		out = append(out, g)
	}
	return out, rows.Err()
}

// Holders counts the active persons who hold a role anywhere. The rows of the
// role are locked, so that two transactions cannot both take the last one away.
func (t *Tx) Holders(role regime.Role) (int, error) {
	rows, err := t.Query(`SELECT p.id FROM person p JOIN person_role g ON g.person_id = p.id WHERE p.active = 1 AND g.role = $1 ORDER BY p.id`+t.forUpdate(), string(role))
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	holders := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return 0, err
		}
		holders[id] = true
	}
	return len(holders), rows.Err()
}

// RootUnit returns the first unit without a parent; fault.NotFound if there is none.
func (t *Tx) RootUnit() (Unit, error) {
	return rootUnit(func(query string, into ...any) error { return t.Row(query, nil, into...) })
}

// RootUnit returns the first unit without a parent; fault.NotFound if there is none.
func (r *Reader) RootUnit(ctx context.Context) (Unit, error) {
	return rootUnit(func(query string, into ...any) error { return r.row(ctx, query, nil, into...) })
}

func rootUnit(row func(query string, into ...any) error) (Unit, error) {
	var u Unit
	var office int64
	err := row(`SELECT id, agency_id, kind, code, name, office, path FROM unit WHERE parent_id = '' ORDER BY place, path LIMIT 1`, &u.ID, &u.AgencyID, &u.Kind, &u.Code, &u.Name, &office, &u.Path)
	u.Office = office == 1
	if IsNoRows(err) {
		return Unit{}, fault.New(fault.NotFound, "unit.none", "还没有任何单位")
	}
	return u, err
}
