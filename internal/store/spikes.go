package store

import (
	"context"

	"yingda/internal/fault"
	"yingda/internal/regime"
)

// Spike (突增) is an hour in which far more was published about a concern or a
// topic than at the same hour of the day and of the week before.
type Spike struct {
	ID         string
	Kind       string // concern or topic
	About      string // matter or topic
	Number     string // of the concern
	Title      string
	Grade      regime.Grade
	Hour       int64
	N          int64
	DayBefore  int64
	WeekBefore int64
	At         int64
	SeenBy     string
	SeenAt     int64
}

// AddSpike records a spike, or raises the figure of one that is known. fresh
// tells that none was recorded about the same in the quiet hours before it.
func (t *Tx) AddSpike(s Spike, quiet int64) (fresh bool, err error) {
	var last int64
	if err := t.Row(`SELECT COALESCE(MAX(hour), 0) FROM spike WHERE about = $1 AND hour <= $2`, []any{s.About, s.Hour}, &last); err != nil {
		return false, err
	}
	_, err = t.Exec(`INSERT INTO spike (id, kind, about, hour, n, day_before, week_before, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (about, hour) DO UPDATE SET n = excluded.n`,
		NewID(t.Now), s.Kind, s.About, s.Hour, s.N, s.DayBefore, s.WeekBefore, t.Ms())
	return last == 0 || s.Hour-last > quiet, err
}

// SeeSpike records who has looked at a spike.
func (t *Tx) SeeSpike(id, personID string) (Spike, error) {
	var s Spike
	if err := t.Row(`SELECT id, kind, about, hour, n FROM spike WHERE id = $1`, []any{id}, &s.ID, &s.Kind, &s.About, &s.Hour, &s.N); err != nil {
		if IsNoRows(err) {
			return s, fault.New(fault.NotFound, "spike.unknown", "没有这次突增")
		}
		return s, err
	}
	_, err := t.Exec(`UPDATE spike SET seen_by = $2, seen_at = $3 WHERE about = $1 AND seen_at = 0`, s.About, personID, t.Ms())
	return s, err
}

// Spikes returns the newest spikes, up to n: of everything, or about one thing.
func (r *Reader) Spikes(ctx context.Context, about string, unseen bool, n int) ([]Spike, error) {
	query := `SELECT x.id, x.kind, x.about, COALESCE(m.number, ''), COALESCE(m.title, t.title, ''), COALESCE(m.grade, ''), x.hour, x.n, x.day_before, x.week_before, x.at, x.seen_by, x.seen_at
FROM spike x LEFT JOIN matter m ON m.id = x.about LEFT JOIN topic t ON t.id = x.about WHERE (x.about = $1 OR $1 = '')`
	if unseen {
		query += ` AND x.seen_at = 0`
	}
	rows, err := r.query(ctx, query+` ORDER BY x.id DESC LIMIT $2`, about, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Spike
	for rows.Next() {
		var s Spike
		if err := rows.Scan(&s.ID, &s.Kind, &s.About, &s.Number, &s.Title, &s.Grade, &s.Hour, &s.N, &s.DayBefore, &s.WeekBefore, &s.At, &s.SeenBy, &s.SeenAt); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// Snooze (搁置) sets a concern aside until an instant. Its clocks run on.
type Snooze struct {
	MatterID string
	Until    int64
	Reason   string
	ByID     string
	At       int64
}

// PutSnooze sets a concern aside, or changes until when.
func (t *Tx) PutSnooze(s Snooze) error {
	_, err := t.Exec(`INSERT INTO snooze (matter_id, until_at, reason, by_id, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (matter_id) DO UPDATE SET until_at = excluded.until_at, reason = excluded.reason, by_id = excluded.by_id, at = excluded.at`, s.MatterID, s.Until, s.Reason, s.ByID, t.Ms())
	return err
}

// EndSnooze takes a concern up again; false if it was not set aside.
func (t *Tx) EndSnooze(matterID string) (bool, error) {
	n, err := t.Exec(`DELETE FROM snooze WHERE matter_id = $1`, matterID)
	return n > 0, err
}

// Snoozed reports whether a concern is set aside.
func (t *Tx) Snoozed(matterID string) (bool, error) {
	var n int64
	err := t.Row(`SELECT COUNT(*) FROM snooze WHERE matter_id = $1`, []any{matterID}, &n)
	return n > 0, err
}

// SnoozesDue returns the concerns whose time aside has passed, up to n.
func (t *Tx) SnoozesDue(n int) ([]string, error) {
	rows, err := t.Query(`SELECT matter_id FROM snooze WHERE until_at <= $1 ORDER BY until_at, matter_id LIMIT $2`, t.Ms(), n)
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

// SnoozeDue reports whether any concern's time aside has passed.
func (r *Reader) SnoozeDue(ctx context.Context) (bool, error) {
	var n int64
	err := r.row(ctx, `SELECT COUNT(*) FROM snooze WHERE until_at <= $1`, []any{r.now().UnixMilli()}, &n)
	return n > 0, err
}

// Snoozes returns all concerns that are set aside, by their matter.
func (r *Reader) Snoozes(ctx context.Context) (map[string]Snooze, error) {
	rows, err := r.query(ctx, `SELECT matter_id, until_at, reason, by_id, at FROM snooze`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]Snooze{}
	for rows.Next() {
		var s Snooze
		if err := rows.Scan(&s.MatterID, &s.Until, &s.Reason, &s.ByID, &s.At); err != nil {
			return nil, err
		}
		out[s.MatterID] = s
	}
	return out, rows.Err()
}
