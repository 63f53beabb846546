package store

import (
	"context"

	"yingda/internal/fault"
)

// Answered returns the answer kept under an idempotency key, ok false if there
// is none. fault.Conflict if the key came with another body before.
func (r *Reader) Answered(ctx context.Context, key, digest string) (status int64, body string, ok bool, err error) {
	var kept string
	err = r.row(ctx, `SELECT digest, status, body FROM idempotency WHERE key = $1`, []any{key}, &kept, &status, &body)
	if IsNoRows(err) {
		return 0, "", false, nil
	}
	if err == nil && kept != digest {
		return 0, "", false, fault.New(fault.Conflict, "idempotency.reused", "这个 Idempotency-Key 已用于另一份内容").On("Idempotency-Key")
	}
	return status, body, err == nil, err
}

// KeepAnswer keeps an answer under an idempotency key; the first one stays.
func (t *Tx) KeepAnswer(key, digest string, status int64, body string) error {
	_, err := t.Exec(`INSERT INTO idempotency (key, digest, status, body, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (key) DO NOTHING`, key, digest, status, body, t.Ms())
	return err
}

// PurgeAnswers forgets answers kept before an instant.
func (t *Tx) PurgeAnswers(before int64) error {
	_, err := t.Exec(`DELETE FROM idempotency WHERE at < $1`, before)
	return err
}
