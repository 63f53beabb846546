package store

import "context"

// StoredRegime is one version of a regime that was adopted at some time.
type StoredRegime struct {
	ID        string
	Name      string
	Version   int64
	Title     string
	Hash      string
	AdoptedAt int64
}

// StoredRegimes returns every version of every regime that was adopted, newest
// first.
func (r *Reader) StoredRegimes(ctx context.Context) ([]StoredRegime, error) {
	rows, err := r.query(ctx, `SELECT id, name, version, title, hash, adopted_at FROM regime ORDER BY adopted_at DESC, id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []StoredRegime
	for rows.Next() {
		var s StoredRegime
		if err := rows.Scan(&s.ID, &s.Name, &s.Version, &s.Title, &s.Hash, &s.AdoptedAt); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
