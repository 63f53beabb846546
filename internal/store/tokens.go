package store

import (
	"context"

	"yingda/internal/fault"
)

// Token (访问令牌) lets a program call the API. Only the digest of its secret is
// stored.
type Token struct {
	ID        string
	Name      string
	Scope     string // read, push or write
	PersonID  string // whose rights a write token has
	CreatedAt int64
	RevokedAt int64 // 0 while it works
}

// AddToken stores a token; ID is filled in.
func (t *Tx) AddToken(k *Token, hash string) error {
	k.ID, k.CreatedAt = NewID(t.Now), t.Ms()
	_, err := t.Exec(`INSERT INTO token (id, name, hash, scope, person_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)`, k.ID, k.Name, hash, k.Scope, k.PersonID, k.CreatedAt)
	return err
}

// RevokeToken ends a token; fault.NotFound if there is none that works.
func (t *Tx) RevokeToken(id string) error {
	n, err := t.Exec(`UPDATE token SET revoked_at = $2 WHERE id = $1 AND revoked_at = 0`, id, t.Ms())
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.NotFound, "token.unknown", "没有这个令牌，或已经作废")
	}
	return t.sessionsChanged()
}

// TokenByHash returns a token that works; fault.NotFound if there is none.
func (r *Reader) TokenByHash(ctx context.Context, hash string) (Token, error) {
	var k Token
	err := r.row(ctx, `SELECT id, name, scope, person_id, created_at FROM token WHERE hash = $1 AND revoked_at = 0`, []any{hash}, &k.ID, &k.Name, &k.Scope, &k.PersonID, &k.CreatedAt)
	if IsNoRows(err) {
		return Token{}, fault.New(fault.NotFound, "token.unknown", "没有这个令牌，或已经作废")
	}
	return k, err
}

// Tokens returns all tokens, newest first, those that were revoked too.
func (r *Reader) Tokens(ctx context.Context) ([]Token, error) {
	rows, err := r.query(ctx, `SELECT id, name, scope, person_id, created_at, revoked_at FROM token ORDER BY id DESC`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Token
	for rows.Next() {
		var k Token
		if err := rows.Scan(&k.ID, &k.Name, &k.Scope, &k.PersonID, &k.CreatedAt, &k.RevokedAt); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, rows.Err()
}
