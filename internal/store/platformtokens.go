package store

import "context"

// PlatformToken (平台凭据) is the token of an account, sealed, and who renews it:
// the holder of the lease, known by the fence, which rises with every change.
type PlatformToken struct {
	AccountID, Token                        string
	ExpiresAt, RenewedAt, LeaseUntil, Fence int64
}

// PlatformToken returns the token of an account; the zero value if there is none.
func (r *Reader) PlatformToken(ctx context.Context, account string) (PlatformToken, error) {
	p := PlatformToken{AccountID: account}
	err := r.row(ctx, `SELECT token, expires_at, renewed_at, lease_until, fence FROM platform_token WHERE account_id = $1`, []any{account}, &p.Token, &p.ExpiresAt, &p.RenewedAt, &p.LeaseUntil, &p.Fence)
	if IsNoRows(err) {
		err = nil
	}
	return p, err
}

// LeasePlatformToken takes the right to renew a token until an instant (ms),
// unless somebody holds it or the token is another than the one seen: then it
// returns 0. Else it returns the fence by which the new token is stored.
func (t *Tx) LeasePlatformToken(account string, seen, until int64) (int64, error) {
	if _, err := t.Exec(`INSERT INTO platform_token (account_id) VALUES ($1) ON CONFLICT (account_id) DO NOTHING`, account); err != nil {
		return 0, err
	}
	var p PlatformToken
	if err := t.Row(`SELECT lease_until, fence FROM platform_token WHERE account_id = $1`+t.forUpdate(), []any{account}, &p.LeaseUntil, &p.Fence); err != nil {
		return 0, err
	}
	if p.LeaseUntil > t.Ms() || p.Fence != seen {
		return 0, nil
	}
	_, err := t.Exec(`UPDATE platform_token SET lease_until = $2, fence = $3 WHERE account_id = $1`, account, until, p.Fence+1)
	return p.Fence + 1, err
}

// StorePlatformToken stores what the holder of a lease got, "" for nothing, and
// ends the lease. A holder whose lease was taken over stores nothing.
func (t *Tx) StorePlatformToken(account, sealed string, expiresAt, fence int64) error {
	if sealed == "" {
		_, err := t.Exec(`UPDATE platform_token SET lease_until = 0, fence = fence + 1 WHERE account_id = $1 AND fence = $2`, account, fence)
		return err
	}
	_, err := t.Exec(`UPDATE platform_token SET token = $2, expires_at = $3, renewed_at = $4, lease_until = 0, fence = fence + 1 WHERE account_id = $1 AND fence = $5`, account, sealed, expiresAt, t.Ms(), fence)
	return err
}

// ForgetPlatformToken drops the token of an account whose secrets changed.
func (t *Tx) ForgetPlatformToken(account string) error {
	_, err := t.Exec(`UPDATE platform_token SET token = '', expires_at = 0, renewed_at = $2, lease_until = 0, fence = fence + 1 WHERE account_id = $1`, account, t.Ms())
	return err
}

// PlatformWait returns until when (ms) a platform wants an interface left
// alone, and why; 0 for not at all.
func (r *Reader) PlatformWait(ctx context.Context, account, path string) (until int64, says string, err error) {
	err = r.row(ctx, `SELECT until_at, says FROM platform_wait WHERE account_id = $1 AND path = $2`, []any{account, path}, &until, &says)
	if IsNoRows(err) {
		err = nil
	}
	return until, says, err
}

// Waits returns what interfaces of an account are to be left alone after an
// instant (ms), by path.
func (r *Reader) Waits(ctx context.Context, account string, now int64) (map[string]string, error) {
	rows, err := r.query(ctx, `SELECT path, says FROM platform_wait WHERE account_id = $1 AND until_at > $2 ORDER BY path`, account, now)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	err = eachRow(rows, func() error {
		var path, says string
		err := rows.Scan(&path, &says)
		out[path] = says
		return err
	})
	return out, err
}

// PutPlatformWait remembers that a platform wants an interface left alone.
func (t *Tx) PutPlatformWait(account, path string, until int64, says string) error {
	_, err := t.Exec(`INSERT INTO platform_wait (account_id, path, until_at, says) VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, path) DO UPDATE SET until_at = excluded.until_at, says = excluded.says`, account, path, until, says)
	return err
}

// TakeNonce puts on record that a signature was used for a text, and reports
// whether it may: for the same text as often as the platform repeats it, for
// another text never.
func (t *Tx) TakeNonce(account, nonce, digest string) (bool, error) {
	if err := t.Later(`INSERT INTO platform_nonce (account_id, nonce, digest, at) VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, nonce) DO NOTHING`, account, nonce, digest, t.Ms()); err != nil {
		return false, err
	}
	var had string
	err := t.Row(`SELECT digest FROM platform_nonce WHERE account_id = $1 AND nonce = $2`, []any{account, nonce}, &had)
	return had == digest, err
}

// TakenNonce returns the digest with which a nonce was taken, "" for none.
func (r *Reader) TakenNonce(ctx context.Context, account, nonce string) (string, error) {
	var digest string
	err := r.row(ctx, `SELECT digest FROM platform_nonce WHERE account_id = $1 AND nonce = $2`, []any{account, nonce}, &digest)
	if IsNoRows(err) {
		err = nil
	}
	return digest, err
}

// ForgetNonces drops what was taken before an instant (ms); by then a callback
// of that time is refused as stale.
func (t *Tx) ForgetNonces(before int64) error {
	_, err := t.Exec(`DELETE FROM platform_nonce WHERE at < $1`, before)
	return err
}
