package store

import (
	"context"
	"strconv"

	"yingda/internal/fault"
)

// DeadLetter (死信) is an item that could not be read or stored. One that could not
// be stored holds what would have been: without a writer, and redacted. One that
// could not be read stands for Items of them with the same reason.
type DeadLetter struct {
	ID, Key, SourceID, Source, Stage, Reason, URL, Title, Text, Language, State, ClosedBy string
	PublishedAt, Items, Tries, At, LastAt, ClosedAt                                       int64
}

// AddDeadLetter stores a letter; the same one again counts and opens it anew.
func (t *Tx) AddDeadLetter(d DeadLetter) error {
	_, err := t.Exec(`INSERT INTO dead_letter (id, ukey, source_id, stage, reason, url, title, text, language, published_at, items, state, at, last_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', $12, $12)
ON CONFLICT (ukey) DO UPDATE SET items = excluded.items, last_at = excluded.last_at, state = CASE WHEN dead_letter.state = 'arrived' THEN 'open' ELSE dead_letter.state END`,
		NewID(t.Now), d.Key, d.SourceID, d.Stage, d.Reason, d.URL, d.Title, d.Text, d.Language, d.PublishedAt, max(d.Items, 1), t.Ms())
	return err
}

const letterColumns = `d.id, d.ukey, d.source_id, s.name, d.stage, d.reason, d.url, d.title, d.text, d.language, d.published_at, d.items, d.state, d.tries, d.at, d.last_at, d.closed_at, d.closed_by`

func scanLetters(rows Answer, err error) ([]DeadLetter, error) {
	if err != nil {
		return nil, err
	}
	var out []DeadLetter
	err = eachRow(rows, func() error {
		var d DeadLetter
		err := rows.Scan(&d.ID, &d.Key, &d.SourceID, &d.Source, &d.Stage, &d.Reason, &d.URL, &d.Title, &d.Text, &d.Language, &d.PublishedAt, &d.Items, &d.State, &d.Tries, &d.At, &d.LastAt, &d.ClosedAt, &d.ClosedBy)
		out = append(out, d)
		return err
	})
	return out, err
}

// DeadLetters returns up to n open letters, oldest news first.
func (r *Reader) DeadLetters(ctx context.Context, n int) ([]DeadLetter, error) {
	return scanLetters(r.query(ctx, `SELECT `+letterColumns+` FROM dead_letter d JOIN source s ON s.id = d.source_id WHERE d.state = 'open' ORDER BY d.last_at, d.id LIMIT $1`, n))
}

// OpenLetters counts the open letters, up to a most.
func (r *Reader) OpenLetters(ctx context.Context, most int) (int64, error) {
	var n int64
	err := r.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM dead_letter WHERE state = 'open' LIMIT $1) x`, []any{most}, &n)
	return n, err
}

// LockLetter returns one open letter; fault.NotFound if there is none.
func (t *Tx) LockLetter(id string) (DeadLetter, error) {
	list, err := scanLetters(t.Query(`SELECT `+letterColumns+` FROM dead_letter d JOIN source s ON s.id = d.source_id WHERE d.id = $1 AND d.state = 'open'`+t.forUpdate(), id))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "letter.unknown", "没有这条死信，或者已经处理")
	}
	if err != nil {
		return DeadLetter{}, err
	}
	return list[0], nil
}

// CloseLetter says what became of a letter: arrived or dropped.
func (t *Tx) CloseLetter(id, state, by string) error {
	_, err := t.Exec(`UPDATE dead_letter SET state = $2, closed_by = $3, closed_at = $4, tries = tries + 1 WHERE id = $1`, id, state, by, t.Ms())
	return err
}

// TryLetter counts one more attempt, with its reason.
func (t *Tx) TryLetter(id, reason string) error {
	_, err := t.Exec(`UPDATE dead_letter SET tries = tries + 1, reason = $2 WHERE id = $1`, id, reason)
	return err
}

// ReadLetters closes the letters of sources that could not be read before and are
// not met again: what they stood for has been read, or is gone.
func (t *Tx) ReadLetters(sourceIDs []string) error {
	if len(sourceIDs) == 0 {
		return nil
	}
	return inChunks(sourceIDs, func(marks string, args []any) error {
		_, err := t.Exec(`UPDATE dead_letter SET state = 'arrived', closed_at = $`+strconv.Itoa(len(args)+1)+` WHERE source_id IN (`+marks+`) AND stage = 'read' AND state = 'open' AND last_at < $`+strconv.Itoa(len(args)+1), append(args, t.Ms())...)
		return err
	})
}

// RereadSource makes a source due at once and has it read whole.
func (t *Tx) RereadSource(id string) error {
	_, err := t.Exec(`UPDATE source SET etag = '', last_modified = '', next_read_at = $2 WHERE id = $1`, id, t.Ms())
	return err
}

// PurgeLetters deletes up to n letters that were last met before an instant.
func (t *Tx) PurgeLetters(before int64, n int) (int, error) {
	gone, err := t.Exec(`DELETE FROM dead_letter WHERE id IN (SELECT id FROM dead_letter WHERE last_at < $1 ORDER BY id LIMIT $2)`, before, n)
	return int(gone), err
}
