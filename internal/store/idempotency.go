package store

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"yingda/internal/fault"
)

// answering lets the calls under one idempotency key go one after another.
type answering struct {
	busy   sync.Map      // key → chan struct{}, closed when its call is over
	claims chan struct{} // of PostgreSQL: as many calls hold a claim as there is room for
}

// maxClaims leaves most of the writing connections to the calls themselves, which
// would else wait for each other for ever.
const maxClaims = 6

// take waits until no other call of this process goes under a key.
func (a *answering) take(ctx context.Context, key string) (done func(), err error) {
	mine := make(chan struct{})
	for {
		other, busy := a.busy.LoadOrStore(key, mine)
		if !busy {
			return func() {
				a.busy.Delete(key)
				close(mine)
			}, nil
		}
		select {
		case <-other.(chan struct{}):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// acting is a call under a key while it runs. What it writes in a transaction with
// an audit entry says so in the same transaction: after a kill it is known that the
// call acted, though its answer is lost.
type acting struct {
	key, digest string
	acted       atomic.Bool
}

type actingKey struct{}

// mark adds to a transaction which call it belongs to.
func (t *Tx) mark() error {
	a, ok := t.ctx.Value(actingKey{}).(*acting)
	if !ok || len(t.audit) == 0 {
		return nil
	}
	a.acted.Store(true)
	return t.Later(`INSERT INTO idempotency (key, digest, status, body, at) VALUES ($1, $2, 0, '', $3) ON CONFLICT (key) DO NOTHING`, "acted:"+a.key, a.digest, t.Ms())
}

// cut is the fault of a call that acted before and whose answer is lost.
func cut(scan func(into ...any) error, digest string) error {
	_, _, acted, err := answered(scan, digest)
	if err == nil && acted {
		return fault.New(fault.Conflict, "idempotency.cut", "带着这个 Idempotency-Key 的请求已经执行，程序在答复前中断了，没有再做一次；请读取有关记录核对，要另做一次请换新的 Key").On("Idempotency-Key")
	}
	return err
}

// Once runs f, which writes in transactions of its own, unless the idempotency
// key was answered before, and keeps its answer; what f fails with is not kept,
// so that it may be tried again. Calls under one key go one after another, in
// other processes on the same PostgreSQL, too. What f writes with the context that it
// is given is never done again: fault.Conflict with code idempotency.cut where the
// process was killed before the answer was kept. fault.Conflict with code
// idempotency.reused if the key came with another body; fault.Busy with code
// database.locked if another process is at it for too long.
func (s *Store) Once(ctx context.Context, key, digest string, f func(ctx context.Context) (status int, answer []byte, err error)) (int, []byte, error) {
	done, err := s.answering.take(ctx, key)
	if err != nil {
		return 0, nil, err
	}
	defer done()
	status, answer, ok, err := answered(s.scanner(ctx, answeredQuery, key), digest)
	if err != nil || ok {
		return status, answer, err
	}
	a := &acting{key: key, digest: digest}
	run := func() (int, []byte, error) {
		status, answer, err := f(context.WithValue(ctx, actingKey{}, a))
		if err == nil || !a.acted.Load() {
			return status, answer, err
		}
		forget := s.Write(context.WithoutCancel(ctx), func(tx *Tx) error { // refusals are audited, too
			_, err := tx.Exec(`DELETE FROM idempotency WHERE key = $1`, "acted:"+key)
			return err
		})
		return status, answer, errors.Join(err, forget)
	}
	if s.engine == Postgres {
		return s.claimed(ctx, key, digest, run)
	}
	if err := cut(s.scanner(ctx, answeredQuery, "acted:"+key), digest); err != nil {
		return 0, nil, err
	}
	status, answer, err = run()
	if err != nil {
		return status, answer, err
	}
	// A caller that is gone by now may ask again.
	err = s.Write(context.WithoutCancel(ctx), func(tx *Tx) error {
		_, err := tx.Exec(`INSERT INTO idempotency (key, digest, status, body, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (key) DO NOTHING`, key, digest, status, string(answer), tx.Ms())
		return err
	})
	return status, answer, err
}

// errNotKept rolls a claim back.
var errNotKept = errors.New("not kept")

// claimed writes the row of the key before f and commits it after: whoever comes
// with the same key meanwhile waits for the row, and that of a process that was
// killed goes with its connection.
func (s *Store) claimed(ctx context.Context, key, digest string, f func() (int, []byte, error)) (status int, answer []byte, err error) {
	select {
	case s.answering.claims <- struct{}{}:
	case <-ctx.Done():
		return 0, nil, ctx.Err()
	}
	defer func() { <-s.answering.claims }()
	ran := false
	var failed error
	err = s.Write(context.WithoutCancel(ctx), func(tx *Tx) error {
		n, err := tx.Exec(`INSERT INTO idempotency (key, digest, status, body, at) VALUES ($1, $2, 0, '', $3) ON CONFLICT (key) DO NOTHING`, key, digest, tx.Ms())
		switch {
		case err != nil:
			return err
		case !ran && n == 0: // answered by another process while this one waited
			status, answer, _, err = answered(func(into ...any) error { return tx.Row(answeredQuery, []any{key}, into...) }, digest)
			return err
		case !ran: // and else the line broke: f is not run again
			if err := cut(func(into ...any) error { return tx.Row(answeredQuery, []any{"acted:" + key}, into...) }, digest); err != nil {
				return err
			}
			ran = true
			status, answer, failed = f()
		}
		if failed != nil {
			return errNotKept
		}
		_, err = tx.Exec(`UPDATE idempotency SET status = $3, body = $4 WHERE key = $1 AND digest = $2`, key, digest, status, string(answer))
		return err
	})
	if failed != nil {
		return status, answer, failed
	}
	return status, answer, err
}

const answeredQuery = `SELECT digest, status, body FROM idempotency WHERE key = $1`

// answered reads a kept answer, ok false if there is none.
func answered(scan func(into ...any) error, digest string) (status int, answer []byte, ok bool, err error) {
	var kept, body string
	err = scan(&kept, &status, &body)
	switch {
	case IsNoRows(err):
		return 0, nil, false, nil
	case err != nil:
		return 0, nil, false, err
	case kept != digest:
		return 0, nil, false, fault.New(fault.Conflict, "idempotency.reused", "这个 Idempotency-Key 已用于另一份内容").On("Idempotency-Key")
	}
	return status, []byte(body), true, nil
}

// PurgeAnswers forgets answers kept before an instant.
func (t *Tx) PurgeAnswers(before int64) error {
	_, err := t.Exec(`DELETE FROM idempotency WHERE at < $1`, before)
	return err
}
