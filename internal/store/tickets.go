package store

import (
	"context"
	"encoding/json"
)

// TicketColumns returns what the columns of an export of tickets are: name →
// field; nil while nobody has said so.
func (r *Reader) TicketColumns(ctx context.Context, agencyID, way string) (map[string]string, error) {
	var raw string
	err := r.row(ctx, `SELECT columns FROM ticket_column WHERE agency_id = $1 AND way = $2`, []any{agencyID, way}, &raw)
	if IsNoRows(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out map[string]string
	return out, json.Unmarshal([]byte(raw), &out)
}

// SaveTicketColumns stores what the columns of an export of tickets are.
func (t *Tx) SaveTicketColumns(agencyID, way, byID string, columns map[string]string) error {
	raw, err := json.Marshal(columns)
	if err != nil {
		return err
	}
	_, err = t.Exec(`INSERT INTO ticket_column (agency_id, way, columns, by_id, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (agency_id, way) DO UPDATE SET columns = excluded.columns, by_id = excluded.by_id, at = excluded.at`, agencyID, way, string(raw), byID, t.Ms())
	return err
}

// CallerCases returns number, title and text of the newest cases of a caller.
func (t *Tx) CallerCases(hashes []string, except string, n int) ([][3]string, error) {
	var out [][3]string
	for _, h := range hashes {
		rows, err := t.Query(`SELECT m.number, m.title, m.summary FROM ticket_caller c JOIN matter m ON m.id = c.matter_id WHERE c.hash = $1 AND c.matter_id <> $2 ORDER BY c.at DESC, c.matter_id DESC LIMIT $3`, h, except, n)
		if err != nil {
			return nil, err
		}
		err = eachRow(rows, func() error {
			var x [3]string
			if err := rows.Scan(&x[0], &x[1], &x[2]); err != nil {
				return err
			}
			out = append(out, x)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// AddCaller stores that a case is of a caller; what is older than an instant is
// forgotten.
func (t *Tx) AddCaller(hash, matterID string, before int64) error {
	if _, err := t.Exec(`DELETE FROM ticket_caller WHERE at < $1`, before); err != nil {
		return err
	}
	_, err := t.Exec(`INSERT INTO ticket_caller (hash, matter_id, at) VALUES ($1, $2, $3) ON CONFLICT (hash, matter_id) DO NOTHING`, hash, matterID, t.Ms())
	return err
}
