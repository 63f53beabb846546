package store

import "context"

// PlatformTurn (读取进度) is how far one sort of reading of an account has come:
// what is posts (what stands on it), comments (what others say below) or menu.
type PlatformTurn struct {
	AccountID, What string
	Cursor          string // where the next turn goes on, "" from the beginning
	NextAt          int64
	At              int64 // when the last turn ended, 0 before the first
}

// PlatformTurns returns how far the reading of an account has come, by what.
func (r *Reader) PlatformTurns(ctx context.Context, account string) (map[string]PlatformTurn, error) {
	rows, err := r.query(ctx, `SELECT account_id, what, cursor, next_at, at FROM platform_turn WHERE account_id = $1`, account)
	if err != nil {
		return nil, err
	}
	out := map[string]PlatformTurn{}
	return out, eachRow(rows, func() error {
		var p PlatformTurn
		err := rows.Scan(&p.AccountID, &p.What, &p.Cursor, &p.NextAt, &p.At)
		out[p.What] = p
		return err
	})
}

// TakePlatformTurn takes the turn of one sort of reading until an instant (ms): no
// other process reads meanwhile. It returns false when it is not due.
func (t *Tx) TakePlatformTurn(account, what string, until int64) (PlatformTurn, bool, error) {
	if _, err := t.Exec(`INSERT INTO platform_turn (account_id, what) VALUES ($1, $2) ON CONFLICT (account_id, what) DO NOTHING`, account, what); err != nil {
		return PlatformTurn{}, false, err
	}
	p := PlatformTurn{AccountID: account, What: what}
	if err := t.Row(`SELECT cursor, next_at, at FROM platform_turn WHERE account_id = $1 AND what = $2`+t.forUpdate(), []any{account, what}, &p.Cursor, &p.NextAt, &p.At); err != nil || p.NextAt > t.Ms() {
		return p, false, err
	}
	_, err := t.Exec(`UPDATE platform_turn SET next_at = $3 WHERE account_id = $1 AND what = $2`, account, what, until)
	return p, true, err
}

// SavePlatformTurn stores how far a turn came and when the next one is due.
func (t *Tx) SavePlatformTurn(p PlatformTurn) error {
	_, err := t.Exec(`UPDATE platform_turn SET cursor = $3, next_at = $4, at = $5 WHERE account_id = $1 AND what = $2`, p.AccountID, p.What, p.Cursor, p.NextAt, t.Ms())
	return err
}

// DuePlatformTurns lets an account be read at the next turn, whenever it was last.
func (t *Tx) DuePlatformTurns(account string) error {
	_, err := t.Exec(`UPDATE platform_turn SET next_at = 0 WHERE account_id = $1`, account)
	return err
}

// AllWaits returns the interfaces that platforms want left alone now, by account
// and address.
func (r *Reader) AllWaits(ctx context.Context, now int64) (map[string]map[string]string, error) {
	rows, err := r.query(ctx, `SELECT account_id, path, says FROM platform_wait WHERE until_at > $1 ORDER BY account_id, path`, now)
	if err != nil {
		return nil, err
	}
	out := map[string]map[string]string{}
	return out, eachRow(rows, func() error {
		var account, path, says string
		err := rows.Scan(&account, &path, &says)
		if out[account] == nil {
			out[account] = map[string]string{}
		}
		out[account][path] = says
		return err
	})
}

// UsableSecrets returns the names of the secrets that were entered and are not
// lost, by account.
func (r *Reader) UsableSecrets(ctx context.Context) (map[string][]string, error) {
	rows, err := r.query(ctx, `SELECT account_id, name FROM account_secret WHERE value <> '' AND lost_at = 0 ORDER BY account_id, name`)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	return out, eachRow(rows, func() error {
		var account, name string
		err := rows.Scan(&account, &name)
		out[account] = append(out[account], name)
		return err
	})
}
