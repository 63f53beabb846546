package store

import (
	"context"
	"time"
)

// Schedule (定时任务) makes a job of a kind come again and again.
type Schedule struct {
	Name   string
	Kind   string
	Every  int64 // seconds
	NextAt int64
	LastAt int64
}

// Every keeps a schedule: the first tick is due at once, a changed interval
// moves the next tick nearer but not away.
func (t *Tx) Every(name, kind string, every time.Duration) error {
	seconds := int64(every / time.Second)
	_, err := t.Exec(`INSERT INTO schedule (name, kind, every_seconds, next_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, every_seconds = excluded.every_seconds,
 next_at = CASE WHEN schedule.next_at > $5 THEN $5 ELSE schedule.next_at END`, name, kind, seconds, t.Ms(), t.Ms()+seconds*1000)
	return err
}

// Unschedule ends a schedule.
func (t *Tx) Unschedule(name string) error {
	_, err := t.Exec(`DELETE FROM schedule WHERE name = $1`, name)
	return err
}

// Schedules returns all schedules by name.
func (r *Reader) Schedules(ctx context.Context) ([]Schedule, error) {
	rows, err := r.query(ctx, `SELECT name, kind, every_seconds, next_at, last_at FROM schedule ORDER BY name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Schedule
	for rows.Next() {
		var s Schedule
		if err := rows.Scan(&s.Name, &s.Kind, &s.Every, &s.NextAt, &s.LastAt); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// Tick enqueues one job of a schedule if its tick is still due as it was read;
// of two processes one wins. Ticks missed while nobody ran are made up once,
// and the next keeps the beat.
func (t *Tx) Tick(s Schedule, attempts int) (bool, error) {
	every := s.Every * 1000
	next := s.NextAt + every
	if next <= t.Ms() {
		next += (t.Ms() - next + every) / every * every
	}
	n, err := t.Exec(`UPDATE schedule SET next_at = $3, last_at = $4 WHERE name = $1 AND next_at = $2 AND next_at <= $4`, s.Name, s.NextAt, next, t.Ms())
	if err != nil || n == 0 {
		return false, err
	}
	return true, t.Enqueue(s.Kind, scheduleKey+s.Name, struct{}{}, t.Now, attempts)
}
