package store

import (
	"context"
	"encoding/json"
)

// Clock (时限) is one deadline of a matter as stored.
type Clock struct {
	ID          string
	MatterID    string
	Code        string
	Title       string
	Article     string
	OwnReading  bool
	Why         string
	FromAt      int64
	BegunAt     int64
	Within      string
	Extra       string // the one extension, "" for none
	ExtraBy     string // who approved it
	ExtraRole   string
	ExtraReason string
	ExtraAt     int64
	FirstAt     int64  // where it first began, if it was restarted
	Silence     string // what silence meant when the due time came, "" for nothing
	DueAt       int64  // Never while paused
	Provisional bool
	Steps       []string
	State       string // running paused met late ended
	MetBy       string // kind of document, with "+received" where a receipt is needed
	MetAt       int64
	BreachedAt  int64
	OwedBy      string
	OwedTo      string
	Ladder      string
	AlarmAt     int64 // Never when nothing will ring
	Alarm       string
	Pauses      []Pause
}

// Pause (停计) is one stretch that does not count; To is 0 while it lasts. Several
// may overlap.
type Pause struct {
	ID     string
	Ground string // one of the clock's grounds in the regime, "" for a pause with a reason alone
	From   int64
	To     int64
	Reason string
	ByID   string
}

const clockColumns = `c.id, c.matter_id, c.code, c.title, c.article, c.own_reading, c.why, c.from_at, c.begun_at, c.within, c.extra, c.due_at, c.provisional, c.steps, c.state, c.met_by, c.met_at, c.breached_at, c.owed_by, c.owed_to, c.ladder, c.alarm_at, c.alarm, c.first_at, c.extra_by, c.extra_role, c.extra_reason, c.extra_at, c.silence`

func scanClock(scan func(...any) error) (Clock, error) {
	var c Clock
	var own, provisional int64
	var steps string
	if err := scan(&c.ID, &c.MatterID, &c.Code, &c.Title, &c.Article, &own, &c.Why, &c.FromAt, &c.BegunAt, &c.Within, &c.Extra, &c.DueAt, &provisional, &steps, &c.State, &c.MetBy, &c.MetAt, &c.BreachedAt, &c.OwedBy, &c.OwedTo, &c.Ladder, &c.AlarmAt, &c.Alarm, &c.FirstAt, &c.ExtraBy, &c.ExtraRole, &c.ExtraReason, &c.ExtraAt, &c.Silence); err != nil {
		return c, err
	}
	c.OwnReading, c.Provisional = own == 1, provisional == 1
	return c, json.Unmarshal([]byte(steps), &c.Steps)
}

func scanClocks(rows Answer) ([]Clock, error) {
	defer rows.Close()
	var out []Clock
	for rows.Next() {
		c, err := scanClock(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// SaveClock inserts or replaces a clock; a new one gets its id.
func (t *Tx) SaveClock(c *Clock) error {
	steps, err := json.Marshal(nonNil(c.Steps))
	if err != nil {
		return err
	}
	if c.ID == "" {
		c.ID = NewID(t.Now)
	}
	err = t.Later(`INSERT INTO clock (id, matter_id, code, title, article, own_reading, why, from_at, begun_at, within, extra, due_at, provisional, steps, state, met_by, met_at, breached_at, owed_by, owed_to, ladder, alarm_at, alarm, first_at, extra_by, extra_role, extra_reason, extra_at, silence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)
ON CONFLICT (id) DO UPDATE SET from_at = excluded.from_at, first_at = excluded.first_at, extra_by = excluded.extra_by, extra_role = excluded.extra_role, extra_reason = excluded.extra_reason, extra_at = excluded.extra_at, silence = excluded.silence, extra = excluded.extra, due_at = excluded.due_at, provisional = excluded.provisional, steps = excluded.steps, state = excluded.state, met_at = excluded.met_at, breached_at = excluded.breached_at, alarm_at = excluded.alarm_at, alarm = excluded.alarm`,
		c.ID, c.MatterID, c.Code, c.Title, c.Article, Bit(c.OwnReading), c.Why, c.FromAt, c.BegunAt, c.Within, c.Extra, c.DueAt, Bit(c.Provisional), string(steps), c.State, c.MetBy, c.MetAt, c.BreachedAt, c.OwedBy, c.OwedTo, c.Ladder, c.AlarmAt, c.Alarm, c.FirstAt, c.ExtraBy, c.ExtraRole, c.ExtraReason, c.ExtraAt, c.Silence)
	return err
}

const clocksQuery = `SELECT ` + clockColumns + ` FROM clock c WHERE c.matter_id = $1 ORDER BY c.begun_at, c.id`

// Clocks returns a matter's clocks with their pauses, oldest first.
func (t *Tx) Clocks(matterID string) ([]Clock, error) {
	if err := t.Rehearse(func() {
		_, _ = t.Query(clocksQuery, matterID)
		_, _ = t.Query(pauseQuery, matterID)
	}); err != nil {
		return nil, err
	}
	rows, err := t.Query(clocksQuery, matterID)
	if err != nil {
		return nil, err
	}
	out, err := scanClocks(rows)
	if err != nil {
		return nil, err
	}
	rows, err = t.Query(pauseQuery, matterID)
	if err != nil {
		return nil, err
	}
	return out, addPauses(rows, out)
}

// Clocks returns a matter's clocks with their pauses, oldest first.
func (r *Reader) Clocks(ctx context.Context, matterID string) ([]Clock, error) {
	rows, err := r.query(ctx, `SELECT `+clockColumns+` FROM clock c WHERE c.matter_id = $1 ORDER BY c.begun_at, c.id`, matterID)
	if err != nil {
		return nil, err
	}
	out, err := scanClocks(rows)
	if err != nil {
		return nil, err
	}
	rows, err = r.query(ctx, pauseQuery, matterID)
	if err != nil {
		return nil, err
	}
	return out, addPauses(rows, out)
}

const pauseQuery = `SELECT p.clock_id, p.id, p.ground, p.from_at, p.to_at, p.reason, p.by_id FROM exclusion p JOIN clock c ON c.id = p.clock_id WHERE c.matter_id = $1 ORDER BY p.from_at, p.id`

func addPauses(rows Answer, clocks []Clock) error {
	defer rows.Close()
	for rows.Next() {
		var id string
		var p Pause
		if err := rows.Scan(&id, &p.ID, &p.Ground, &p.From, &p.To, &p.Reason, &p.ByID); err != nil {
			return err
		}
		for i := range clocks {
			if clocks[i].ID == id {
				clocks[i].Pauses = append(clocks[i].Pauses, p)
			}
		}
	}
	return rows.Err()
}

// AddPause stores a stretch of a clock that does not count; an open one has no To.
func (t *Tx) AddPause(clockID string, p *Pause) error {
	p.ID = NewID(t.Now)
	err := t.Later(`INSERT INTO exclusion (id, clock_id, ground, from_at, to_at, reason, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, p.ID, clockID, p.Ground, p.From, p.To, p.Reason, p.ByID, t.Ms())
	return err
}

// EndPause ends one open stretch of a clock.
func (t *Tx) EndPause(id string) error {
	err := t.Later(`UPDATE exclusion SET to_at = $2 WHERE id = $1 AND to_at = 0`, id, t.Ms())
	return err
}

// EndPauses ends every open stretch of a clock.
func (t *Tx) EndPauses(clockID string) error {
	err := t.Later(`UPDATE exclusion SET to_at = $2 WHERE clock_id = $1 AND to_at = 0`, clockID, t.Ms())
	return err
}

// Alarms returns up to n matters with a running clock whose next alarm is due.
func (r *Reader) Alarms(ctx context.Context, now int64, n int) ([]string, error) {
	rows, err := r.query(ctx, `SELECT DISTINCT matter_id FROM (SELECT matter_id FROM clock WHERE state = 'running' AND alarm_at <= $1 ORDER BY alarm_at LIMIT $2) due`, now, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// NextDue returns the earliest due time of a matter's running clocks, Never if
// there is none. A breached clock keeps its due time: it stays first.
func (t *Tx) NextDue(matterID string) (int64, error) {
	var due int64
	err := t.Row(`SELECT COALESCE(MIN(due_at), $2) FROM clock WHERE matter_id = $1 AND state = 'running'`, []any{matterID, Never}, &due)
	return due, err
}

// DueClock is a clock with the matter it belongs to, for the list of clocks.
type DueClock struct {
	Clock
	Number string
	About  string
	Grade  string
	UnitID string
}

// DueClocks returns up to n clocks that run or stand, of open matters in the units
// given (nil: all), next due first; late ones alone, or provisional ones alone, if asked.
func (r *Reader) DueClocks(ctx context.Context, s Scope, only string, n int) ([]DueClock, error) {
	b := where{}
	b.add(`m.closed_at = 0`)
	b.add(`c.state IN ('running', 'paused')`)
	b.scope(s)
	switch only {
	case "late":
		b.add(`c.breached_at > 0`)
	case "paused":
		b.add(`c.state = 'paused'`)
	case "provisional":
		b.add(`c.provisional = 1`)
	}
	rows, err := r.query(ctx, `SELECT `+clockColumns+`, m.number, m.title, m.grade, m.unit_id FROM clock c JOIN matter m ON m.id = c.matter_id WHERE `+b.sql()+` ORDER BY c.due_at, c.id LIMIT `+b.bind(n), b.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []DueClock
	for rows.Next() {
		var d DueClock
		if d.Clock, err = scanClock(func(into ...any) error { return rows.Scan(append(into, &d.Number, &d.About, &d.Grade, &d.UnitID)...) }); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}
