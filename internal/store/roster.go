package store

import (
	"context"
	"strconv"
	"strings"

	"yingda/internal/fault"
)

// Shift (班次) is one turn of the duty roster: who watches from From up to, not
// including, To. The substitute watches instead once Taken.
type Shift struct {
	ID           string
	AgencyID     string
	PersonID     string
	SubstituteID string
	Taken        bool
	From, To     int64
	Note         string // hand-over note
	NotedAt      int64
	NotedBy      string
	ReceivedAt   int64
	ReceivedBy   string
}

// Watches returns who is on duty in this shift.
func (s Shift) Watches() string {
	if s.Taken {
		return s.SubstituteID
	}
	return s.PersonID
}

// KeyPeriod (重点时段) is a declared stretch with round-the-clock watch.
type KeyPeriod struct {
	ID, AgencyID, Title, Reason, ByID string
	From, To, At                      int64
}

// OnDuty is somebody who watches for an agency now.
type OnDuty struct {
	AgencyID, PersonID, Name, Phone string
	To                              int64
}

const shiftColumns = `id, agency_id, person_id, substitute_id, taken, from_at, to_at, note, noted_at, noted_by, received_at, received_by`

func scanShift(scan func(...any) error) (Shift, error) {
	var s Shift
	var taken int64
	err := scan(&s.ID, &s.AgencyID, &s.PersonID, &s.SubstituteID, &taken, &s.From, &s.To, &s.Note, &s.NotedAt, &s.NotedBy, &s.ReceivedAt, &s.ReceivedBy)
	s.Taken = taken == 1
	return s, err
}

// Shifts returns the shifts of an agency that touch a stretch of time.
func (r *Reader) Shifts(ctx context.Context, agencyID string, from, to int64) ([]Shift, error) {
	rows, err := r.query(ctx, `SELECT `+shiftColumns+` FROM shift WHERE agency_id = $1 AND to_at > $2 AND from_at < $3 ORDER BY from_at, id`, agencyID, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Shift
	for rows.Next() {
		s, err := scanShift(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// KeyPeriods returns the key periods of an agency that touch a stretch of time.
func (r *Reader) KeyPeriods(ctx context.Context, agencyID string, from, to int64) ([]KeyPeriod, error) {
	rows, err := r.query(ctx, `SELECT id, agency_id, title, reason, by_id, from_at, to_at, at FROM key_period WHERE agency_id = $1 AND to_at > $2 AND from_at < $3 ORDER BY from_at, id`, agencyID, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []KeyPeriod
	for rows.Next() {
		var k KeyPeriod
		if err := rows.Scan(&k.ID, &k.AgencyID, &k.Title, &k.Reason, &k.ByID, &k.From, &k.To, &k.At); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, rows.Err()
}

const onDuty = `SELECT s.agency_id, p.id, p.name, COALESCE(c.phone, ''), s.to_at FROM shift s JOIN person p ON p.id = CASE WHEN s.taken = 1 THEN s.substitute_id ELSE s.person_id END
LEFT JOIN person_card c ON c.person_id = p.id WHERE s.from_at <= $1 AND s.to_at > $1 AND p.active = 1`

// OnDutyAt returns who watches at an instant, for every agency.
func (r *Reader) OnDutyAt(ctx context.Context, at int64) ([]OnDuty, error) {
	rows, err := r.query(ctx, onDuty+` ORDER BY s.agency_id, s.from_at, s.id`, at)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []OnDuty
	for rows.Next() {
		var o OnDuty
		if err := rows.Scan(&o.AgencyID, &o.PersonID, &o.Name, &o.Phone, &o.To); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

// onDuty returns who watches now for the agencies of some units.
func (t *Tx) onDuty(unitIDs []string) ([]string, error) {
	marks, args := make([]string, len(unitIDs)), []any{t.Ms()}
	for i, u := range unitIDs {
		marks[i], args = "$"+strconv.Itoa(i+2), append(args, u)
	}
	rows, err := t.Query(onDuty+` AND s.agency_id IN (SELECT agency_id FROM unit WHERE id IN (`+strings.Join(marks, ", ")+`))`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var o OnDuty
		if err := rows.Scan(&o.AgencyID, &o.PersonID, &o.Name, &o.Phone, &o.To); err != nil {
			return nil, err
		}
		out = append(out, o.PersonID)
	}
	return out, rows.Err()
}

// Shift returns one shift; fault.NotFound if there is none.
func (t *Tx) Shift(id string) (Shift, error) {
	s, err := scanShift(func(into ...any) error {
		return t.Row(`SELECT `+shiftColumns+` FROM shift WHERE id = $1`+t.forUpdate(), []any{id}, into...)
	})
	if IsNoRows(err) {
		return s, fault.New(fault.NotFound, "shift.unknown", "没有这个班次，可能已经撤掉了")
	}
	return s, err
}

// ShiftsNear returns the shifts of an agency that touch a stretch of time, inside
// the transaction.
func (t *Tx) ShiftsNear(agencyID string, from, to int64) ([]Shift, error) {
	rows, err := t.Query(`SELECT `+shiftColumns+` FROM shift WHERE agency_id = $1 AND to_at >= $2 AND from_at <= $3 ORDER BY from_at, id`, agencyID, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Shift
	for rows.Next() {
		s, err := scanShift(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// PutShift stores a shift, a new one if it has no ID.
func (t *Tx) PutShift(s *Shift) error {
	if s.ID == "" {
		s.ID = NewID(t.Now)
	}
	_, err := t.Exec(`INSERT INTO shift (`+shiftColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, substitute_id = excluded.substitute_id, taken = excluded.taken, from_at = excluded.from_at, to_at = excluded.to_at,
note = excluded.note, noted_at = excluded.noted_at, noted_by = excluded.noted_by, received_at = excluded.received_at, received_by = excluded.received_by`,
		s.ID, s.AgencyID, s.PersonID, s.SubstituteID, Bit(s.Taken), s.From, s.To, s.Note, s.NotedAt, s.NotedBy, s.ReceivedAt, s.ReceivedBy)
	if err != nil {
		return err
	}
	t.Renew("roster")
	return nil
}

// DropShift takes a shift off the roster.
func (t *Tx) DropShift(id string) error {
	if _, err := t.Exec(`DELETE FROM shift WHERE id = $1`, id); err != nil {
		return err
	}
	t.Renew("roster")
	return nil
}

// AddKeyPeriod declares a key period.
func (t *Tx) AddKeyPeriod(k *KeyPeriod) error {
	k.ID, k.At = NewID(t.Now), t.Ms()
	if _, err := t.Exec(`INSERT INTO key_period (id, agency_id, title, reason, from_at, to_at, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, k.ID, k.AgencyID, k.Title, k.Reason, k.From, k.To, k.ByID, k.At); err != nil {
		return err
	}
	t.Renew("roster")
	return nil
}

// EndKeyPeriod ends a key period now, or unsays one that has not begun. It
// returns the agency; fault.NotFound if the period is over or unknown.
func (t *Tx) EndKeyPeriod(id string) (string, error) {
	var agency string
	if err := t.Row(`SELECT agency_id FROM key_period WHERE id = $1 AND to_at > $2`+t.forUpdate(), []any{id, t.Ms()}, &agency); err != nil {
		if IsNoRows(err) {
			return "", fault.New(fault.NotFound, "period.unknown", "没有这个重点时段，或者已经结束")
		}
		return "", err
	}
	if _, err := t.Exec(`DELETE FROM key_period WHERE id = $1 AND from_at >= $2`, id, t.Ms()); err != nil {
		return "", err
	}
	if _, err := t.Exec(`UPDATE key_period SET to_at = $2 WHERE id = $1`, id, t.Ms()); err != nil {
		return "", err
	}
	t.Renew("roster")
	return agency, nil
}
