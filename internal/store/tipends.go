package store

import (
	"context"
	"errors"
	"strings"
)

// How a tip ends: what is sealed is destroyed with the keys that open it, and a
// line with its number stays.

// TipsToShred returns the ids of up to n closed tips whose term is over.
func (t *Tx) TipsToShred(before int64, n int) ([]string, error) {
	return scanWords(t.Query(`SELECT id FROM tip WHERE ends_at > 0 AND shredded_at = 0 AND ends_at <= $1 ORDER BY ends_at LIMIT $2`, before, n))
}

// TipsToRemind returns up to n tips of which their recipients are to be reminded.
func (t *Tx) TipsToRemind(before int64, n int) ([]Tip, error) {
	return gather(scanTip)(t.Query(`SELECT `+tipColumns+` FROM tip t WHERE t.alarm_at > 0 AND t.alarm_at <= $1 ORDER BY t.alarm_at LIMIT $2`, before, n))
}

// TipByID returns a tip for changing it; fault.NotFound.
func (t *Tx) TipByID(id string) (Tip, error) {
	x, err := scanTip(func(into ...any) error {
		return t.Row(`SELECT `+tipColumns+` FROM tip t WHERE t.id = $1`+t.forUpdate(), []any{id}, into...)
	})
	if IsNoRows(err) {
		return x, unknownTip()
	}
	return x, err
}

// ShredTip destroys what opens a tip and all that was sealed: its wraps, letter,
// dialogue, entries and exports, its code, and which unit it named. Its number and
// when that was stay, and so does the outcome that the public read.
func (t *Tx) ShredTip(id string) error {
	for _, change := range []string{
		`DELETE FROM tip_assent WHERE joint_id IN (SELECT j.id FROM tip_joint j WHERE j.tip_id = $1 AND j.tip_id <> '')`,
		`DELETE FROM tip_joint WHERE tip_id = $1 AND tip_id <> ''`,
		`DELETE FROM tip_reader WHERE tip_id = $1`,
		`DELETE FROM tip_item WHERE tip_id = $1`,
	} {
		if _, err := t.Exec(change, id); err != nil {
			return err
		}
	}
	_, err := t.Exec(`UPDATE tip SET unit_id = agency_id, state = 'closed', door = '', public = '', answer_key = '', received_at = 0, answer_due = 0, finish_due = 0, answered_at = 0, closed_at = CASE WHEN closed_at = 0 THEN $2 ELSE closed_at END, alarm_at = 0, shredded_at = $2 WHERE id = $1 AND shredded_at = 0`, id, t.Ms())
	return err
}

// TipGone is what is left of a shredded tip.
type TipGone struct {
	Number string
	At     int64
}

// TipsGone returns the newest n shredded tips of agencies.
func (r *Reader) TipsGone(ctx context.Context, agencies []string, n int) ([]TipGone, error) {
	if len(agencies) == 0 {
		return nil, nil
	}
	var b where
	marks := make([]string, len(agencies))
	for i, id := range agencies {
		marks[i] = b.bind(id)
	}
	most := b.bind(n)
	return gather(func(scan func(...any) error) (TipGone, error) {
		var g TipGone
		err := scan(&g.Number, &g.At)
		return g, err
	})(r.query(ctx, `SELECT number, shredded_at FROM tip WHERE shredded_at > 0 AND agency_id IN (`+strings.Join(marks, ", ")+`) ORDER BY shredded_at DESC LIMIT `+most, b.args...))
}

// Wipe carries out what destroys keys, so that the bytes themselves are written
// over in the file of SQLite. Scrub does the rest.
func (t *Tx) Wipe(destroy func() error) error {
	if t.engine != SQLite {
		return destroy()
	}
	if _, err := t.Exec(`PRAGMA secure_delete = 1`); err != nil {
		return err
	}
	err := destroy()
	if _, back := t.Exec(`PRAGMA secure_delete = 0`); err == nil {
		err = back
	}
	return err
}

// Scrub removes what an engine still holds of destroyed keys outside its tables:
// the log of SQLite is emptied, unless somebody reads for long, and the dead rows
// of PostgreSQL are given up to be written over. What PostgreSQL keeps of its own
// log is beyond reach.
func (s *Store) Scrub(ctx context.Context) error {
	if s.engine == Postgres {
		_, err := s.write.ExecContext(ctx, `VACUUM message_key, message_contact, message_file, message_code, message_turn, tip, tip_reader, tip_item`)
		return err
	}
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	// Nobody who writes waits long for somebody who reads.
	for _, one := range []string{`PRAGMA busy_timeout = 200`, `PRAGMA wal_checkpoint(TRUNCATE)`, `PRAGMA busy_timeout = 10000`} {
		_, failed := conn.ExecContext(ctx, one)
		err = errors.Join(err, failed)
	}
	return err
}
