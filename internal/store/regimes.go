package store

import (
	"context"

	"yingda/internal/fault"
	"yingda/internal/regime"
)

// Adoption says which regime governs a kind of matter of an agency.
type Adoption struct {
	AgencyID string
	Kind     regime.Kind
	RegimeID string
	Name     string
	Title    string
	Version  int64
	Hash     string
	At       int64
	Since    int64 // since when a regime of this name has governed
}

// AdoptRegime stores a regime, if it is not stored yet, and lets it govern the
// given kinds of an agency from now on. Matters keep the one they began under.
func (t *Tx) AdoptRegime(reg *regime.Regime, agencyID string, kinds []regime.Kind) (string, error) {
	id := reg.Name + "@" + reg.Hash[:12]
	if _, err := t.Exec(`INSERT INTO regime (id, name, version, title, hash, source, adopted_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
		id, reg.Name, reg.Version, reg.Title, reg.Hash, reg.Source, t.Ms()); err != nil {
		return "", err
	}
	for _, k := range kinds {
		if _, err := t.Exec(`INSERT INTO adoption (agency_id, kind, regime_id, adopted_at, since) VALUES ($1, $2, $3, $4, $4) ON CONFLICT (agency_id, kind) DO UPDATE SET regime_id = excluded.regime_id, adopted_at = excluded.adopted_at,
since = CASE WHEN (SELECT g.name FROM regime g WHERE g.id = adoption.regime_id) = $5 THEN adoption.since ELSE excluded.since END`,
			agencyID, string(k), id, t.Ms(), reg.Name); err != nil {
			return "", err
		}
	}
	t.Renew("regime")
	return id, nil
}

// Governing returns the regime that governs a kind of an agency; fault.NotFound
// if none was adopted.
func (t *Tx) Governing(agencyID string, kind regime.Kind) (string, error) {
	var id string
	err := t.Row(`SELECT regime_id FROM adoption WHERE agency_id = $1 AND kind = $2`, []any{agencyID, string(kind)}, &id)
	if IsNoRows(err) {
		return "", fault.New(fault.NotFound, "regime.none", "该单位还没有采用任何制度，先在「制度」页采用一个")
	}
	return id, err
}

// RegimeSource returns the canonical text of a stored regime.
func (r *Reader) RegimeSource(ctx context.Context, id string) (string, error) {
	var source string
	err := r.row(ctx, `SELECT source FROM regime WHERE id = $1`, []any{id}, &source)
	if IsNoRows(err) {
		return "", fault.New(fault.NotFound, "regime.unknown", "没有制度 %s", id)
	}
	return source, err
}

// Adoptions returns what governs what.
func (r *Reader) Adoptions(ctx context.Context) ([]Adoption, error) {
	rows, err := r.query(ctx, `SELECT a.agency_id, a.kind, a.regime_id, g.name, g.title, g.version, g.hash, a.adopted_at, a.since FROM adoption a JOIN regime g ON g.id = a.regime_id ORDER BY a.agency_id, a.kind`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Adoption
	for rows.Next() {
		var a Adoption
		if err := rows.Scan(&a.AgencyID, &a.Kind, &a.RegimeID, &a.Name, &a.Title, &a.Version, &a.Hash, &a.At, &a.Since); err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, rows.Err()
}
