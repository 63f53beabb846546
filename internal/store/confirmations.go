package store

import (
	"context"

	"yingda/internal/fault"
)

// Confirmation (会签) is what a unit that is concerned says of one text: it
// stands for that text alone. Clause: ANS-3.
type Confirmation struct {
	ID         string
	UnitID     string
	Version    int64
	Hash       string
	State      string // open, confirmed, objected, void (the text changed), released (no longer asked)
	Question   string
	AskedBy    string
	AskedAt    int64
	DueAt      int64 // Never where the regime sets no clock
	Answer     string
	AnsweredBy string
	AnsweredAt int64
}

// AskConfirmation asks a unit about a text; fault.Conflict if it is asked already.
func (t *Tx) AskConfirmation(statementID string, c Confirmation) error {
	_, err := t.Exec(`INSERT INTO confirmation (id, statement_id, unit_id, version, hash, state, question, asked_by, asked_at, due_at) VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9)`,
		NewID(t.Now), statementID, c.UnitID, c.Version, c.Hash, c.Question, c.AskedBy, t.Ms(), c.DueAt)
	if IsDuplicate(err) {
		return fault.New(fault.Conflict, "confirmation.asked", "已经请这个单位会签过这一稿").On("units")
	}
	return err
}

// AnswerConfirmation writes what a unit says, or that it is no longer asked.
func (t *Tx) AnswerConfirmation(c Confirmation) error {
	err := t.Later(`UPDATE confirmation SET state = $2, answer = $3, answered_by = $4, answered_at = $5 WHERE id = $1`, c.ID, c.State, c.Answer, c.AnsweredBy, t.Ms())
	return err
}

// VoidConfirmations voids what was asked and said about earlier texts.
func (t *Tx) VoidConfirmations(statementID string) error {
	err := t.Later(`UPDATE confirmation SET state = 'void' WHERE statement_id = $1 AND state IN ('open', 'confirmed', 'objected')`, statementID)
	return err
}

// DueConfirmations sets until when the open ones are asked for.
func (t *Tx) DueConfirmations(statementID string, due int64) error {
	err := t.Later(`UPDATE confirmation SET due_at = $2 WHERE statement_id = $1 AND state = 'open'`, statementID, due)
	return err
}

const confirmationQuery = `SELECT id, unit_id, version, hash, state, question, asked_by, asked_at, due_at, answer, answered_by, answered_at FROM confirmation WHERE statement_id = $1 ORDER BY id`

func scanConfirmations(rows Answer) ([]Confirmation, error) {
	var out []Confirmation
	err := eachRow(rows, func() error {
		var c Confirmation
		if err := rows.Scan(&c.ID, &c.UnitID, &c.Version, &c.Hash, &c.State, &c.Question, &c.AskedBy, &c.AskedAt, &c.DueAt, &c.Answer, &c.AnsweredBy, &c.AnsweredAt); err != nil {
			return err
		}
		out = append(out, c)
		return nil
	})
	return out, err
}

// Confirmations returns all that was asked and said about a statement's texts,
// the oldest first.
func (t *Tx) Confirmations(statementID string) ([]Confirmation, error) {
	rows, err := t.Query(confirmationQuery, statementID)
	if err != nil {
		return nil, err
	}
	return scanConfirmations(rows)
}

// Confirmations returns all that was asked and said about a statement's texts,
// the oldest first.
func (r *Reader) Confirmations(ctx context.Context, statementID string) ([]Confirmation, error) {
	rows, err := r.query(ctx, confirmationQuery, statementID)
	if err != nil {
		return nil, err
	}
	return scanConfirmations(rows)
}

// LatestConfirmations keeps the last word about each unit, in the order in which
// they were first asked. One that is no longer asked is left out.
func LatestConfirmations(all []Confirmation) []Confirmation {
	at := map[string]int{}
	var out []Confirmation
	for _, c := range all {
		if i, ok := at[c.UnitID]; ok {
			out[i] = c
			continue
		}
		at[c.UnitID] = len(out)
		out = append(out, c)
	}
	kept := out[:0]
	for _, c := range out {
		if c.State != "released" {
			kept = append(kept, c)
		}
	}
	return kept
}
