package store

import (
	"context"
	"fmt"
	"strings"
)

// Tally is how many concerns of one day, grade and need stand where they stand.
type Tally struct {
	Day    int64 // days since 1970-01-01 in the time of Shanghai, by detection
	Grade  string
	Need   string
	Status int64 // one of the statuses below
	N      int64
}

// Statuses of a concern in figures: what became of it.
const (
	TallyUntimed   = 10 // answered in public, no time was set
	TallyOnTime    = 11 // answered in public within it
	TallyLate      = 12 // answered in public after it
	TallyFree      = 20 // not answered, no time is set
	TallyWaiting   = 21 // not answered, within the time
	TallyOverdue   = 22 // not answered, past it
	TallyDismissed = 30 // not taken up, with a recorded reason
	TallyNoAnswer  = 40 // no public answer, with a recorded reason
)

// tallyStatus is one of the statuses. The clocks of a concern are asked for once
// in it: 0 where none for a public answer ran, 2 where one was or is late, else 1.
const tallyStatus = `CASE WHEN m.state = 'dismissed' THEN 30 WHEN c.answered_at = 0 AND c.reason <> '' AND m.state IN ('following', 'closed') THEN 40
ELSE CASE WHEN c.answered_at > 0 THEN 10 ELSE 20 END + COALESCE((SELECT MAX(CASE WHEN k.state = 'late' OR (k.state = 'running' AND k.due_at < $3) THEN 2 ELSE 1 END)
  FROM clock k WHERE k.matter_id = c.matter_id AND k.met_by = 'released_statement' AND k.state <> 'ended'), 0) END`

// Tallies counts the concerns detected from one instant to before another, in
// the units given (nil for all). Merged ones are counted in the concern that
// they joined, never twice. A call reads each concern of the span once.
func (r *Reader) Tallies(ctx context.Context, from, to, now int64, units []string) ([]Tally, error) {
	args := []any{from, to, now}
	where := inUnits(units, &args)
	rows, err := r.query(ctx, `SELECT (c.detected_at + 28800000) / 86400000, m.grade, m.need, `+tallyStatus+`, COUNT(*)
FROM concern c JOIN matter m ON m.id = c.matter_id WHERE c.detected_at >= $1 AND c.detected_at < $2 AND m.state <> 'merged'`+where+` GROUP BY 1, 2, 3, 4`, args...)
	if err != nil {
		return nil, err
	}
	var out []Tally
	err = eachRow(rows, func() error {
		var t Tally
		if err := rows.Scan(&t.Day, &t.Grade, &t.Need, &t.Status, &t.N); err != nil {
			return err
		}
		out = append(out, t)
		return nil
	})
	return out, err
}

// inUnits appends the units to the arguments and returns the condition.
func inUnits(units []string, args *[]any) string {
	if units == nil {
		return ""
	}
	if len(units) == 0 {
		return " AND 1 = 0"
	}
	marks := make([]string, len(units))
	for i, u := range units {
		*args = append(*args, u)
		marks[i] = fmt.Sprintf("$%d", len(*args))
	}
	return " AND m.unit_id IN (" + strings.Join(marks, ", ") + ")"
}

// Span is how many concerns took so many minutes from detection to their first
// public answer.
type Span struct {
	Minutes int64
	N       int64
}

// AnswerTimes returns how long the first answers took for the concerns detected
// in a span of time, quickest first.
func (r *Reader) AnswerTimes(ctx context.Context, from, to int64, units []string) ([]Span, error) {
	args := []any{from, to}
	where := inUnits(units, &args)
	rows, err := r.query(ctx, `SELECT x.minutes, COUNT(*) FROM (SELECT (c.answered_at - c.detected_at) / 60000 AS minutes
FROM concern c JOIN matter m ON m.id = c.matter_id WHERE c.detected_at >= $1 AND c.detected_at < $2 AND c.answered_at >= c.detected_at AND c.answered_at > 0 AND m.state <> 'merged'`+where+`) x
GROUP BY x.minutes ORDER BY x.minutes`, args...)
	if err != nil {
		return nil, err
	}
	var out []Span
	err = eachRow(rows, func() error {
		var s Span
		if err := rows.Scan(&s.Minutes, &s.N); err != nil {
			return err
		}
		out = append(out, s)
		return nil
	})
	return out, err
}

// Standing returns how many concerns are open now and how many of them are past
// a deadline of any kind, whenever they were detected.
func (r *Reader) Standing(ctx context.Context, now int64, units []string) (open, overdue int64, err error) {
	args := []any{now}
	where := inUnits(units, &args)
	err = r.row(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN m.next_due < $1 THEN 1 ELSE 0 END), 0) FROM matter m WHERE m.kind = 'concern' AND m.closed_at = 0`+where, args, &open, &overdue)
	return open, overdue, err
}

// FigureStamp returns the generation of matters, by which figures that were
// reckoned before are known to stand.
func (r *Reader) FigureStamp(ctx context.Context) (int64, error) {
	return r.Counter(ctx, "generation.matter")
}
