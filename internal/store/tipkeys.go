package store

import "context"

// TipKey is a key that tips can be sealed to: of a recipient, of a custodian of
// the recovery key, or a recovery key. Wrapped is the private half closed by a
// passphrase that is nowhere here; empty for a recovery key, whose halves lie
// with its custodians.
type TipKey struct {
	ID        string
	Kind      string // recipient, custodian, recovery
	AgencyID  string
	PersonID  string // "" for a recovery key
	Public    string
	Wrapped   []byte
	MadeAt    int64
	RetiredAt int64 // 0 while new tips are sealed to it
}

const tipKeyColumns = `k.id, k.kind, k.agency_id, k.person_id, k.public, k.wrapped, k.made_at, k.retired_at`

func scanTipKeys(rows Answer, err error) ([]TipKey, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []TipKey
	for rows.Next() {
		var k TipKey
		if err := rows.Scan(&k.ID, &k.Kind, &k.AgencyID, &k.PersonID, &k.Public, &k.Wrapped, &k.MadeAt, &k.RetiredAt); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, rows.Err()
}

// AddTipKey stores a key; ID is filled in.
func (t *Tx) AddTipKey(k *TipKey) error {
	k.ID, k.MadeAt = NewID(t.Now), t.Ms()
	_, err := t.Exec(`INSERT INTO tip_key (id, kind, agency_id, person_id, public, wrapped, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`, k.ID, k.Kind, k.AgencyID, k.PersonID, k.Public, nonNilBytes(k.Wrapped), k.MadeAt)
	return err
}

// RetireTipKey takes a key out of use for new tips.
func (t *Tx) RetireTipKey(id string) error {
	_, err := t.Exec(`UPDATE tip_key SET retired_at = $2 WHERE id = $1 AND retired_at = 0`, id, t.Ms())
	return err
}

const liveTipKeys = `SELECT ` + tipKeyColumns + ` FROM tip_key k LEFT JOIN person p ON p.id = k.person_id WHERE k.retired_at = 0 AND (k.person_id = '' OR p.active = 1) ORDER BY k.agency_id, k.kind, k.id`

// TipKeys returns all keys in use, of people who still work here.
func (r *Reader) TipKeys(ctx context.Context) ([]TipKey, error) {
	rows, err := r.query(ctx, liveTipKeys)
	return scanTipKeys(rows, err)
}

// TipKeys is the same inside the transaction.
func (t *Tx) TipKeys() ([]TipKey, error) { return scanTipKeys(t.Query(liveTipKeys)) }

// TipKeysOf returns all keys that a person ever had, newest first.
func (r *Reader) TipKeysOf(ctx context.Context, personID string) ([]TipKey, error) {
	rows, err := r.query(ctx, `SELECT `+tipKeyColumns+` FROM tip_key k WHERE k.person_id = $1 ORDER BY k.made_at DESC, k.id DESC`, personID)
	return scanTipKeys(rows, err)
}
