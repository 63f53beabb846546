package store

import "context"

// ClockStart (双方确认起算) is a clock that begins when both sides have confirmed
// its start; the times are 0 until they have.
type ClockStart struct {
	Code      string
	OfferedAt int64
	OwnAt     int64
	OwnBy     string
	OwnNote   string
	OtherAt   int64
	OtherBy   string
	OtherNote string
	BegunAt   int64
}

func (s *ClockStart) fields() []any {
	return []any{&s.Code, &s.OfferedAt, &s.OwnAt, &s.OwnBy, &s.OwnNote, &s.OtherAt, &s.OtherBy, &s.OtherNote, &s.BegunAt}
}

const clockStartQuery = `SELECT code, offered_at, own_at, own_by, own_note, other_at, other_by, other_note, begun_at FROM clock_start WHERE matter_id = $1 ORDER BY offered_at, code`

// ClockStarts returns the clocks of a matter whose start is confirmed by both sides.
func (t *Tx) ClockStarts(matterID string) ([]ClockStart, error) {
	rows, err := t.Query(clockStartQuery, matterID)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, (*ClockStart).fields)
}

// ClockStarts returns the same to who only reads.
func (r *Reader) ClockStarts(ctx context.Context, matterID string) ([]ClockStart, error) {
	rows, err := r.query(ctx, clockStartQuery, matterID)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, (*ClockStart).fields)
}

// OfferStart records that a clock waits for both sides; it is offered once at a time.
func (t *Tx) OfferStart(matterID, code string) error {
	err := t.Later(`INSERT INTO clock_start (matter_id, code, offered_at) SELECT $1, $2, CAST($3 AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM clock_start WHERE matter_id = $1 AND code = $2 AND begun_at = 0)`, matterID, code, t.Ms())
	return err
}

// SaveStart stores who has confirmed.
func (t *Tx) SaveStart(matterID string, s ClockStart) error {
	err := t.Later(`UPDATE clock_start SET own_at = $4, own_by = $5, own_note = $6, other_at = $7, other_by = $8, other_note = $9, begun_at = $10 WHERE matter_id = $1 AND code = $2 AND offered_at = $3`,
		matterID, s.Code, s.OfferedAt, s.OwnAt, s.OwnBy, s.OwnNote, s.OtherAt, s.OtherBy, s.OtherNote, s.BegunAt)
	return err
}
