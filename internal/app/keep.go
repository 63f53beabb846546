package app

import (
	"context"

	"yingda/internal/store"
)

// keeper remembers answers under an Idempotency-Key in the database.
type keeper struct{ store *store.Store }

// Once runs f unless the key was answered before.
func (k keeper) Once(ctx context.Context, key, digest string, f func() (int, []byte, error)) (int, []byte, error) {
	status, body, ok, err := k.store.Answered(ctx, key, digest)
	if err != nil || ok {
		return int(status), []byte(body), err
	}
	code, answer, err := f()
	if err != nil {
		return code, answer, err
	}
	err = k.store.Write(ctx, func(tx *store.Tx) error { return tx.KeepAnswer(key, digest, int64(code), string(answer)) })
	return code, answer, err
}
