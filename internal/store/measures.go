package store

import (
	"context"

	"yingda/internal/fault"
)

// Measure (整改和问责) is a corrective measure of a unit, or a step of
// accountability by the ordinary procedure when Ground is set.
type Measure struct {
	ID        string
	MatterID  string
	Ground    string // "" for a corrective measure
	Rung      string
	Title     string
	UnitID    string
	Basis     string
	DueAt     int64
	CreatedBy string
	CreatedAt int64
	Proof     string
	ProvedBy  string
	ProvedAt  int64
	CheckedBy string
	CheckedAt int64
}

// AddMeasure stores a measure.
func (t *Tx) AddMeasure(m Measure) error {
	err := t.Later(`INSERT INTO measure (id, matter_id, ground, rung, title, unit_id, basis, due_at, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		NewID(t.Now), m.MatterID, m.Ground, m.Rung, m.Title, m.UnitID, m.Basis, m.DueAt, m.CreatedBy, t.Ms())
	return err
}

func noMeasure() error {
	return fault.New(fault.NotFound, "measure.unknown", "没有这项整改，或者已经办过这一步").On("measure")
}

// ProveMeasure stores what a unit says came of a measure, and its proof.
func (t *Tx) ProveMeasure(matterID, id, proof, personID string) error {
	n, err := t.Exec(`UPDATE measure SET proof = $3, proved_by = $4, proved_at = $5 WHERE matter_id = $1 AND id = $2 AND proved_at = 0`, matterID, id, proof, personID, t.Ms())
	if err == nil && n == 0 {
		return noMeasure()
	}
	return err
}

// CheckMeasure stores that somebody else than who proved it checked a measure.
func (t *Tx) CheckMeasure(matterID, id, personID string) error {
	var by string
	if err := t.Row(`SELECT proved_by FROM measure WHERE matter_id = $1 AND id = $2 AND proved_at > 0 AND checked_at = 0`, []any{matterID, id}, &by); err != nil {
		if IsNoRows(err) {
			return noMeasure()
		}
		return err
	}
	if by == personID {
		return fault.New(fault.Conflict, "measure.own", "报整改结果的人不能自己核验").On("measure")
	}
	err := t.Later(`UPDATE measure SET checked_by = $2, checked_at = $3 WHERE id = $1`, id, personID, t.Ms())
	return err
}

// Measures returns the measures of a concern, oldest first.
func (r *Reader) Measures(ctx context.Context, matterID string) ([]Measure, error) {
	rows, err := r.query(ctx, `SELECT id, matter_id, ground, rung, title, unit_id, basis, due_at, created_by, created_at, proof, proved_by, proved_at, checked_by, checked_at FROM measure WHERE matter_id = $1 ORDER BY created_at, id`, matterID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Measure
	for rows.Next() {
		var m Measure
		if err := rows.Scan(&m.ID, &m.MatterID, &m.Ground, &m.Rung, &m.Title, &m.UnitID, &m.Basis, &m.DueAt, &m.CreatedBy, &m.CreatedAt, &m.Proof, &m.ProvedBy, &m.ProvedAt, &m.CheckedBy, &m.CheckedAt); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}
