package store

import (
	"context"
	"encoding/json"

	"yingda/internal/fault"
)

// WaitingKey is a key to which nothing is sealed before somebody else says that it
// is its maker's. PersonID is who made it, of a recovery key too.
type WaitingKey struct {
	TipKey
	Shares []TipShare // of a recovery key
}

const waitingKeys = `SELECT w.id, w.kind, w.agency_id, w.person_id, w.public, w.wrapped, w.shares, w.made_at FROM tip_key_waiting w JOIN person p ON p.id = w.person_id WHERE p.active = 1 ORDER BY w.agency_id, w.id`

func scanWaiting(rows Answer, err error) ([]WaitingKey, error) {
	return gather(func(scan func(...any) error) (WaitingKey, error) {
		var k WaitingKey
		var shares string
		if err := scan(&k.ID, &k.Kind, &k.AgencyID, &k.PersonID, &k.Public, &k.Wrapped, &shares, &k.MadeAt); err != nil {
			return k, err
		}
		return k, json.Unmarshal([]byte(shares), &k.Shares)
	})(rows, err)
}

// WaitingKeys returns the keys that wait for a word: a few, of people who work here.
func (r *Reader) WaitingKeys(ctx context.Context) ([]WaitingKey, error) {
	return scanWaiting(r.query(ctx, waitingKeys))
}

// WaitingKeys is the same inside the transaction.
func (t *Tx) WaitingKeys() ([]WaitingKey, error) { return scanWaiting(t.Query(waitingKeys)) }

// AddWaitingKey lets a key wait, in the place of an earlier one of its maker; ID is
// filled in.
func (t *Tx) AddWaitingKey(k *WaitingKey) error {
	shares, err := json.Marshal(k.Shares)
	if err != nil {
		return err
	}
	if _, err := t.Exec(`DELETE FROM tip_key_waiting WHERE agency_id = $1 AND kind = $2 AND person_id = $3`, k.AgencyID, k.Kind, k.PersonID); err != nil {
		return err
	}
	k.ID, k.MadeAt = NewID(t.Now), t.Ms()
	_, err = t.Exec(`INSERT INTO tip_key_waiting (id, kind, agency_id, person_id, public, wrapped, shares, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, k.ID, k.Kind, k.AgencyID, k.PersonID, k.Public, nonNilBytes(k.Wrapped), string(shares), k.MadeAt)
	return err
}

// DropWaitingKey ends the waiting of a key; fault.NotFound tip.waiting if somebody
// was first.
func (t *Tx) DropWaitingKey(id string) error {
	n, err := t.Exec(`DELETE FROM tip_key_waiting WHERE id = $1`, id)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "tip.waiting", "没有等确认的这把钥匙")
	}
	return err
}

// HadRecipients reports whether an agency ever had a recipient's key.
func (t *Tx) HadRecipients(agencyID string) (bool, error) {
	var n int64
	err := t.Row(`SELECT COUNT(*) FROM (SELECT 1 FROM tip_key WHERE agency_id = $1 AND kind = 'recipient' LIMIT 1) found`, []any{agencyID}, &n)
	return n > 0, err
}

// TouchedSince reports whether one of these acts was done to a person since an
// instant, as the audit log has it.
func (t *Tx) TouchedSince(personID string, since int64, acts ...string) (bool, error) {
	for _, act := range acts {
		var n int64
		if err := t.Row(`SELECT COUNT(*) FROM audit WHERE object = $1 AND action = $2 AND at >= $3`, []any{personID, act, since}, &n); err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}
