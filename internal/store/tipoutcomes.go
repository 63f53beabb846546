package store

import "context"

// TipOutcome is what the public reads of a finished tip: the finding, without who
// told.
type TipOutcome struct {
	TipID     string
	Number    string
	Agency    string
	Text      string
	Hash      string
	At        int64
	WrittenBy string
	ReadBy    string
}

const outcomeColumns = `tip_id, number, agency, text, hash, at, written_by, read_by`

// TipOutcome returns the published outcome of one tip; fault.NotFound.
func (r *Reader) TipOutcome(ctx context.Context, number string) (TipOutcome, error) {
	var o TipOutcome
	err := r.row(ctx, `SELECT `+outcomeColumns+` FROM tip_outcome WHERE number = $1`, []any{number}, &o.TipID, &o.Number, &o.Agency, &o.Text, &o.Hash, &o.At, &o.WrittenBy, &o.ReadBy)
	if IsNoRows(err) {
		return o, unknownTip()
	}
	return o, err
}

// TipOutcomes returns published outcomes, newest first, from before an instant (0
// for the newest), up to n.
func (r *Reader) TipOutcomes(ctx context.Context, before int64, n int) ([]TipOutcome, error) {
	rows, err := r.query(ctx, `SELECT `+outcomeColumns+` FROM tip_outcome WHERE $1 = 0 OR at < $1 ORDER BY at DESC, tip_id DESC LIMIT $2`, before, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []TipOutcome
	for rows.Next() {
		var o TipOutcome
		if err := rows.Scan(&o.TipID, &o.Number, &o.Agency, &o.Text, &o.Hash, &o.At, &o.WrittenBy, &o.ReadBy); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

// PublishTip puts the outcome of a tip on the public record.
func (t *Tx) PublishTip(o TipOutcome) error {
	o.Hash = TextHash(o.Number, o.Text)
	if _, err := t.Exec(`INSERT INTO tip_outcome (`+outcomeColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, o.TipID, o.Number, o.Agency, o.Text, o.Hash, t.Ms(), o.WrittenBy, o.ReadBy); err != nil {
		return err
	}
	t.Publish("tip.outcome", o.Number, o.Hash)
	t.Renew("public")
	return nil
}

// TipCounts returns how many tips there are, and how many of them are closed.
func (r *Reader) TipCounts(ctx context.Context) (received, closed int64, err error) {
	err = r.row(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN closed_at > 0 THEN 1 ELSE 0 END), 0) FROM tip`, nil, &received, &closed)
	return received, closed, err
}
