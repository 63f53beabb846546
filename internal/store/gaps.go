package store

import (
	"context"

	"yingda/internal/fault"
)

// Missed (漏读时段) is a stretch of a source of which we may have missed
// something. Cause is ours, theirs or burst; State is caught, missing or settled.
type Missed struct {
	ID, SourceID, Source, Cause, State, Says, SettledBy, Note string
	From, To, Items, At, SettledAt                            int64
}

// AddMissed stores one.
func (t *Tx) AddMissed(g Missed) error {
	_, err := t.Exec(`INSERT INTO source_gap (id, source_id, from_at, to_at, cause, state, items, says, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, NewID(t.Now), g.SourceID, g.From, g.To, g.Cause, g.State, g.Items, g.Says, t.Ms())
	return err
}

// MissedStretches returns up to n stretches, of one source or of all ("") newest
// first, and of these only the open ones where asked.
func (r *Reader) MissedStretches(ctx context.Context, sourceID string, open bool, n int) ([]Missed, error) {
	switch {
	case sourceID != "":
		return scanMissed(r.query(ctx, missedColumns+`g.source_id = $1 ORDER BY g.at DESC LIMIT $2`, sourceID, n))
	case open:
		return scanMissed(r.query(ctx, missedColumns+`g.state = 'missing' ORDER BY g.at DESC LIMIT $1`, n))
	}
	return scanMissed(r.query(ctx, missedColumns+`g.at > 0 ORDER BY g.id DESC LIMIT $1`, n))
}

const missedColumns = `SELECT g.id, g.source_id, s.name, g.from_at, g.to_at, g.cause, g.state, g.items, g.says, g.at, g.settled_by, g.settled_at, g.note FROM source_gap g JOIN source s ON s.id = g.source_id WHERE `

func scanMissed(rows Answer, err error) ([]Missed, error) {
	if err != nil {
		return nil, err
	}
	var out []Missed
	err = eachRow(rows, func() error {
		var g Missed
		err := rows.Scan(&g.ID, &g.SourceID, &g.Source, &g.From, &g.To, &g.Cause, &g.State, &g.Items, &g.Says, &g.At, &g.SettledBy, &g.SettledAt, &g.Note)
		out = append(out, g)
		return err
	})
	return out, err
}

// SettleMissed records that a person looked after a stretch; fault.NotFound if
// none is open.
func (t *Tx) SettleMissed(id, by, note string) error {
	n, err := t.Exec(`UPDATE source_gap SET state = 'settled', settled_by = $2, settled_at = $3, note = $4 WHERE id = $1 AND state = 'missing'`, id, by, t.Ms(), note)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "gap.unknown", "没有这一段待核对的漏读，或者已经核对")
	}
	return err
}
