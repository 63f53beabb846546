package store

import "context"

// Lockout (登录锁定) is how often a login failed since it last succeeded, and
// until when it is refused.
type Lockout struct {
	Failures int64
	Until    int64
}

// Lockout returns the failures of a login that exists by the person's id, else
// of an unknown one by its key.
func (r *Reader) Lockout(ctx context.Context, personID, key string) (Lockout, error) {
	query, arg := `SELECT failures, locked_until FROM person WHERE id = $1`, personID
	if personID == "" {
		query, arg = `SELECT failures, locked_until FROM unknown_login WHERE key = $1`, key
	}
	var l Lockout
	err := r.row(ctx, query, []any{arg}, &l.Failures, &l.Until)
	if IsNoRows(err) {
		return Lockout{}, nil
	}
	return l, err
}

// FailSignIn counts one failure and returns the new state, which lock computes
// from the one before.
func (t *Tx) FailSignIn(personID, key string, lock func(before Lockout) Lockout) (Lockout, error) {
	read, write := `SELECT failures, locked_until FROM person WHERE id = $1`, `UPDATE person SET failures = $2, locked_until = $3 WHERE id = $1`
	args := []any{personID}
	if personID == "" {
		if err := t.rememberUnknown(key); err != nil {
			return Lockout{}, err
		}
		read, write = `SELECT failures, locked_until FROM unknown_login WHERE key = $1`, `UPDATE unknown_login SET failures = $2, locked_until = $3 WHERE key = $1`
		args = []any{key}
	}
	var l Lockout
	if err := t.Row(read+t.forUpdate(), args, &l.Failures, &l.Until); err != nil {
		return Lockout{}, err
	}
	l = lock(l)
	_, err := t.Exec(write, args[0], l.Failures, l.Until)
	return l, err
}

// rememberUnknown makes the row of an unknown login; rows older than a day go.
func (t *Tx) rememberUnknown(key string) error {
	if _, err := t.Exec(`DELETE FROM unknown_login WHERE key IN (SELECT key FROM unknown_login WHERE at < $1 ORDER BY at LIMIT 50)`, t.Ms()-24*60*60*1000); err != nil {
		return err
	}
	_, err := t.Exec(`INSERT INTO unknown_login (key, failures, locked_until, at) VALUES ($1, 0, 0, $2) ON CONFLICT (key) DO UPDATE SET at = excluded.at`, key, t.Ms())
	return err
}

// ClearFailures forgets the failures of a person who has signed in.
func (t *Tx) ClearFailures(personID string) error {
	_, err := t.Exec(`UPDATE person SET failures = 0, locked_until = 0 WHERE id = $1 AND (failures <> 0 OR locked_until <> 0)`, personID)
	return err
}
