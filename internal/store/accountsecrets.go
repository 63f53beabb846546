package store

import (
	"context"
	"strings"

	"yingda/internal/fault"
)

// AccountSecret (账号密钥) is what is known of one secret of an official account.
// The sealed value itself stands in no field: it leaves the store only through
// Tx.SealedSecret. Clause: ACC-9.
type AccountSecret struct {
	AccountID string
	Name      string // password, app_secret
	Filled    bool   // a value was entered
	KeeperID  string
	Keeper    string   // name of the person
	Active    bool     // the keeper is still in service
	Devices   []string // where it is signed in
	RotateBy  int64
	EnteredAt int64
	EnteredBy string
	LostAt    int64 // others may know it: nothing uses it
	Warned    int64 // how many of the warnings were given
	CreatedAt int64
	CreatedBy string
}

const secretColumns = `s.account_id, s.name, CASE WHEN s.value = '' THEN 0 ELSE 1 END, s.keeper_id, p.name, p.active, s.devices, s.rotate_by, s.entered_at, s.entered_by, s.lost_at, s.warned, s.created_at, s.created_by`

func scanSecrets(rows Answer, err error) ([]AccountSecret, error) {
	if err != nil {
		return nil, err
	}
	var out []AccountSecret
	err = eachRow(rows, func() error {
		var s AccountSecret
		var filled, active int64
		var devices string
		if err := rows.Scan(&s.AccountID, &s.Name, &filled, &s.KeeperID, &s.Keeper, &active, &devices, &s.RotateBy, &s.EnteredAt, &s.EnteredBy, &s.LostAt, &s.Warned, &s.CreatedAt, &s.CreatedBy); err != nil {
			return err
		}
		s.Filled, s.Active = filled == 1, active == 1
		if devices != "" {
			s.Devices = strings.Split(devices, "\n")
		}
		out = append(out, s)
		return nil
	})
	return out, err
}

const fromSecrets = ` FROM account_secret s JOIN person p ON p.id = s.keeper_id `

// AccountSecrets returns what is known of the secrets of an account, by name.
func (r *Reader) AccountSecrets(ctx context.Context, accountID string) ([]AccountSecret, error) {
	return scanSecrets(r.query(ctx, `SELECT `+secretColumns+fromSecrets+`WHERE s.account_id = $1 ORDER BY s.name`, accountID))
}

// AccountSecrets is that of the reader, inside a transaction.
func (t *Tx) AccountSecrets(accountID string) ([]AccountSecret, error) {
	return scanSecrets(t.Query(`SELECT `+secretColumns+fromSecrets+`WHERE s.account_id = $1 ORDER BY s.name`, accountID))
}

// SecretsKeptBy returns what one person keeps, what is due first.
func (r *Reader) SecretsKeptBy(ctx context.Context, personID string) ([]AccountSecret, error) {
	return scanSecrets(r.query(ctx, `SELECT `+secretColumns+fromSecrets+`WHERE s.keeper_id = $1 ORDER BY s.rotate_by, s.account_id, s.name`, personID))
}

// SecretsDue returns up to n secrets that have to be replaced before an instant
// and whose keeper was warned less than a number of times.
func (t *Tx) SecretsDue(before, warned int64, n int) ([]AccountSecret, error) {
	return scanSecrets(t.Query(`SELECT `+secretColumns+fromSecrets+`WHERE s.rotate_by <= $1 AND s.warned < $2 ORDER BY s.rotate_by LIMIT $3`, before, warned, n))
}

// LockSecret returns one secret of an account and its sealed value; fault.NotFound
// secret.none.
func (t *Tx) LockSecret(accountID, name string) (AccountSecret, string, error) {
	list, err := scanSecrets(t.Query(`SELECT `+secretColumns+fromSecrets+`WHERE s.account_id = $1 AND s.name = $2`, accountID, name))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "secret.none", "这个账号没有登记这项密钥")
	}
	if err != nil {
		return AccountSecret{}, "", err
	}
	sealed := ""
	err = t.Row(`SELECT value FROM account_secret WHERE account_id = $1 AND name = $2`+t.forUpdate(), []any{accountID, name}, &sealed)
	return list[0], sealed, err
}

// SaveSecret stores a secret, a new one or what changed; an empty sealed value
// leaves the one that is there.
func (t *Tx) SaveSecret(s AccountSecret, sealed string) error {
	_, err := t.Exec(`INSERT INTO account_secret (account_id, name, value, keeper_id, devices, rotate_by, entered_at, entered_by, lost_at, warned, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (account_id, name) DO UPDATE SET value = CASE WHEN excluded.value = '' THEN account_secret.value ELSE excluded.value END, keeper_id = excluded.keeper_id, devices = excluded.devices,
 rotate_by = excluded.rotate_by, entered_at = excluded.entered_at, entered_by = excluded.entered_by, lost_at = excluded.lost_at, warned = excluded.warned`,
		s.AccountID, s.Name, sealed, s.KeeperID, strings.Join(s.Devices, "\n"), s.RotateBy, s.EnteredAt, s.EnteredBy, s.LostAt, s.Warned, t.Ms(), s.CreatedBy)
	return err
}

// LoseSecrets marks every secret of an account as lost, and returns how many.
func (t *Tx) LoseSecrets(accountID string) (int64, error) {
	return t.Exec(`UPDATE account_secret SET lost_at = $2 WHERE account_id = $1 AND lost_at = 0`, accountID, t.Ms())
}

// NotifyPersonOf tells one person something, by the bell and by what the person
// wished for such an event. What still waits unread is not told again.
func (t *Tx) NotifyPersonOf(event, personID, text string) error {
	var waiting int64
	if err := t.Row(`SELECT COUNT(*) FROM (SELECT 1 FROM notice WHERE person_id = $1 AND text = $2 AND read_at = 0 LIMIT 1) n`, []any{personID, text}, &waiting); err != nil || waiting > 0 {
		return err
	}
	id := NewID(t.Now)
	if _, err := t.Exec(`INSERT INTO notice (id, person_id, matter_id, grade, text, at, event) VALUES ($1, $2, '', '', $3, $4, $5)`, id, personID, text, t.Ms(), event); err != nil {
		return err
	}
	return t.tell(Told{Notice: id, Persons: []string{personID}, Event: event})
}
