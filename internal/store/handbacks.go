package store

import "context"

// HandBack (退回) is one time that a unit handed a matter back.
type HandBack struct {
	N         int64
	UnitID    string
	Ground    string
	Reason    string
	ByID      string
	At        int64
	DecidedBy string // the arbiter, once the last one was decided
	DecidedAt int64
}

const handBackQuery = `SELECT n, unit_id, ground, reason, by_id, at, decided_by, decided_at FROM hand_back WHERE matter_id = $1 ORDER BY n`

// HandBacks returns how a matter was handed back, first to last.
func (t *Tx) HandBacks(matterID string) ([]HandBack, error) {
	rows, err := t.Query(handBackQuery, matterID)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, (*HandBack).fields)
}

// HandBacks returns how a matter was handed back, first to last.
func (r *Reader) HandBacks(ctx context.Context, matterID string) ([]HandBack, error) {
	rows, err := r.query(ctx, handBackQuery, matterID)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, (*HandBack).fields)
}

func (h *HandBack) fields() []any {
	return []any{&h.N, &h.UnitID, &h.Ground, &h.Reason, &h.ByID, &h.At, &h.DecidedBy, &h.DecidedAt}
}

// AddHandBack counts one more hand-back.
func (t *Tx) AddHandBack(matterID string, h HandBack) error {
	err := t.Later(`INSERT INTO hand_back (matter_id, n, unit_id, ground, reason, by_id, at) SELECT $1, COALESCE(MAX(n), 0) + 1, $2, $3, $4, $5, CAST($6 AS BIGINT) FROM hand_back WHERE matter_id = $1`, matterID, h.UnitID, h.Ground, h.Reason, h.ByID, t.Ms())
	return err
}

// DecideHandBacks records that the arbiter has decided who handles the matter.
func (t *Tx) DecideHandBacks(matterID, personID string) error {
	err := t.Later(`UPDATE hand_back SET decided_by = $2, decided_at = $3 WHERE matter_id = $1 AND decided_at = 0`, matterID, personID, t.Ms())
	return err
}

// LastDispatch returns when the newest dispatch note went to a unit, 0 if none did.
func (t *Tx) LastDispatch(matterID, unitID string) (int64, error) {
	var at int64
	err := t.Row(`SELECT COALESCE(MAX(at), 0) FROM document WHERE matter_id = $1 AND to_unit = $2 AND kind = 'dispatch_note'`, []any{matterID, unitID}, &at)
	return at, err
}
