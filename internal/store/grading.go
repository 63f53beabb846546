package store

import (
	"context"
	"database/sql"
	"errors"

	"yingda/internal/regime"
)

// Grading (定级记录) is one decision on a grade: by whom, why, and which criteria
// held.
type Grading struct {
	N          int64
	Action     string
	From       regime.Grade
	Grade      regime.Grade
	Reason     string
	ByID       string
	Role       string
	At         int64
	ProposedBy string // of a lower grade; it was decided by another
	Criteria   string // JSON, as the desk wrote it
}

// AddGrading stores a decision on a matter's grade as its next one.
func (t *Tx) AddGrading(matterID string, g Grading) error {
	err := t.Later(`INSERT INTO grading (matter_id, n, action, from_grade, grade, reason, by_id, role, at, proposed_by, criteria)
SELECT $1, COALESCE(MAX(n), 0) + 1, $2, $3, $4, $5, $6, $7, CAST($8 AS BIGINT), $9, $10 FROM grading WHERE matter_id = $1`,
		matterID, g.Action, string(g.From), string(g.Grade), g.Reason, g.ByID, g.Role, t.Ms(), g.ProposedBy, g.Criteria)
	return err
}

// Gradings returns the decisions on a matter's grade, newest first.
func (r *Reader) Gradings(ctx context.Context, matterID string) ([]Grading, error) {
	rows, err := r.query(ctx, `SELECT n, action, from_grade, grade, reason, by_id, role, at, proposed_by, criteria FROM grading WHERE matter_id = $1 ORDER BY n DESC`, matterID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Grading
	for rows.Next() {
		var g Grading
		if err := rows.Scan(&g.N, &g.Action, &g.From, &g.Grade, &g.Reason, &g.ByID, &g.Role, &g.At, &g.ProposedBy, &g.Criteria); err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, rows.Err()
}

// Downgrade (降级提议) is a lower grade that one person proposed.
type Downgrade struct {
	ID         string
	From       regime.Grade
	Grade      regime.Grade
	Reason     string
	ProposedBy string
	ProposedAt int64
	Decision   string // open, confirmed, refused or lapsed
	DecidedBy  string
	DecidedAt  int64
	Note       string
}

const downgradeColumns = `id, from_grade, grade, reason, proposed_by, proposed_at, decision, decided_by, decided_at, note`

func (d *Downgrade) fields() []any {
	return []any{&d.ID, &d.From, &d.Grade, &d.Reason, &d.ProposedBy, &d.ProposedAt, &d.Decision, &d.DecidedBy, &d.DecidedAt, &d.Note}
}

// OpenDowngrade returns the proposal of a lower grade that waits for a decision;
// its ID is "" if there is none.
func (t *Tx) OpenDowngrade(matterID string) (Downgrade, error) {
	var d Downgrade
	err := t.Row(`SELECT `+downgradeColumns+` FROM downgrade WHERE matter_id = $1 AND decision = 'open'`, []any{matterID}, d.fields()...)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return d, err
}

// OpenDowngrade returns the same to who only reads.
func (r *Reader) OpenDowngrade(ctx context.Context, matterID string) (Downgrade, error) {
	var d Downgrade
	err := r.row(ctx, `SELECT `+downgradeColumns+` FROM downgrade WHERE matter_id = $1 AND decision = 'open'`, []any{matterID}, d.fields()...)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return d, err
}

// AddDowngrade stores a proposal of a lower grade; a matter has one open at a time.
func (t *Tx) AddDowngrade(matterID string, d Downgrade) error {
	err := t.Later(`INSERT INTO downgrade (id, matter_id, from_grade, grade, reason, proposed_by, proposed_at, decision) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open')`, NewID(t.Now), matterID, string(d.From), string(d.Grade), d.Reason, d.ProposedBy, t.Ms())
	return err
}

// DecideDowngrade ends the open proposal of a matter, if there is one.
func (t *Tx) DecideDowngrade(matterID, decision, personID, note string) error {
	err := t.Later(`UPDATE downgrade SET decision = $2, decided_by = $3, decided_at = $4, note = $5 WHERE matter_id = $1 AND decision = 'open'`, matterID, decision, personID, t.Ms(), note)
	return err
}

// LargestOf returns the largest group of posts of a matter, "" if it has none.
func (t *Tx) LargestOf(matterID string) (string, error) {
	var id string
	err := t.Row(`SELECT id FROM cluster WHERE matter_id = $1 AND matter_id <> '' ORDER BY posts DESC, id LIMIT 1`, []any{matterID}, &id)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return id, err
}

// DonePlanSteps returns the titles of a plan's steps that are done already.
func (t *Tx) DonePlanSteps(matterID string) (map[string]bool, error) {
	rows, err := t.Query(`SELECT title FROM task WHERE matter_id = $1 AND plan <> '' AND done_at <> 0`, matterID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var title string
		if err := rows.Scan(&title); err != nil {
			return nil, err
		}
		out[title] = true
	}
	return out, rows.Err()
}
