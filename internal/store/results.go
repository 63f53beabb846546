package store

import (
	"context"
)

// Outturn (办理结果) is what a need was owed besides an answer: whether a
// suggestion was adopted, the apology and the measures, how a difficulty was
// solved. The last of a kind stands. Clause: ANS-6.
type Outturn struct {
	Kind     string // adoption apology solution clarification
	Adoption string // adopted partly not_adopted, of an adoption
	Text     string // reason, apology, or how it was solved
	Measure  string // of an apology
	Unit     string // who does it
	When     string // by when, or when it was done
	Claim    string // of a clarification: one claim of fact, never whose
	Evidence string // and what proves Text
	ShownAt  string // and where it was explained
	AuthorID string
	At       int64
	PublicAt int64 // when it was published with the end of the concern; 0 before
}

// AddOutturn stores a result.
func (t *Tx) AddOutturn(matterID string, o Outturn) error {
	err := t.Later(`INSERT INTO result (id, matter_id, kind, adoption, text, measure, by_unit, by_when, claim, evidence, shown_at, author_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		NewID(t.Now), matterID, o.Kind, o.Adoption, o.Text, o.Measure, o.Unit, o.When, o.Claim, o.Evidence, o.ShownAt, o.AuthorID, t.Ms())
	return err
}

// PublishOutturns makes the results of a concern public, and returns how many
// were not public before.
func (t *Tx) PublishOutturns(matterID string) (int64, error) {
	n, err := t.Exec(`UPDATE result SET public_at = $2 WHERE matter_id = $1 AND public_at = 0`, matterID, t.Ms())
	if err != nil || n == 0 {
		return n, err
	}
	t.Renew("public")
	return n, nil
}

const outturnColumns = `SELECT r.kind, r.adoption, r.text, r.measure, r.by_unit, r.by_when, r.claim, r.evidence, r.shown_at, r.author_id, r.at, r.public_at FROM result r `

func scanOutturns(rows Answer) ([]Outturn, error) {
	var out []Outturn
	err := eachRow(rows, func() error {
		var o Outturn
		if err := rows.Scan(&o.Kind, &o.Adoption, &o.Text, &o.Measure, &o.Unit, &o.When, &o.Claim, &o.Evidence, &o.ShownAt, &o.AuthorID, &o.At, &o.PublicAt); err != nil {
			return err
		}
		out = append(out, o)
		return nil
	})
	return out, err
}

// Outturns returns the results of a concern, the newest first.
func (t *Tx) Outturns(matterID string) ([]Outturn, error) {
	rows, err := t.Query(outturnColumns+`WHERE r.matter_id = $1 ORDER BY r.id DESC`, matterID)
	if err != nil {
		return nil, err
	}
	return scanOutturns(rows)
}

// Outturns returns the results of a concern, the newest first.
func (r *Reader) Outturns(ctx context.Context, matterID string) ([]Outturn, error) {
	rows, err := r.query(ctx, outturnColumns+`WHERE r.matter_id = $1 ORDER BY r.id DESC`, matterID)
	if err != nil {
		return nil, err
	}
	return scanOutturns(rows)
}

// PublicOutturns returns the published results of the concern that a public
// statement answers, the newest first.
func (r *Reader) PublicOutturns(ctx context.Context, number string) ([]Outturn, error) {
	rows, err := r.query(ctx, outturnColumns+`JOIN statement s ON s.concern_id = r.matter_id JOIN public_statement p ON p.statement_id = s.matter_id WHERE p.number = $1 AND r.public_at > 0 ORDER BY r.id DESC`, number)
	if err != nil {
		return nil, err
	}
	return scanOutturns(rows)
}

// Verdicts returns what was found about each claim of fact of a concern.
func (t *Tx) Verdicts(matterID string) ([]string, error) {
	rows, err := t.Query(`SELECT verdict FROM fact WHERE matter_id = $1`, matterID)
	if err != nil {
		return nil, err
	}
	var out []string
	err = eachRow(rows, func() error {
		var v string
		if err := rows.Scan(&v); err != nil {
			return err
		}
		out = append(out, v)
		return nil
	})
	return out, err
}
