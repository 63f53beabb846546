package store

// TipJoint is what only two people can do together about tips.
type TipJoint struct {
	ID       string
	Kind     string // recovery, export
	AgencyID string
	TipID    string // of an export
	KeyID    string // the recovery key that is opened
	AskedBy  string
	Reason   string
	AskedAt  int64
	ReadyAt  int64 // when the last of those who must agree did; 0 before
	UsedAt   int64
}

const jointColumns = `id, kind, agency_id, tip_id, key_id, asked_by, reason, asked_at, ready_at, used_at`

// JointsOf returns the exports of a tip, oldest first.
func (t *Tx) JointsOf(tipID string) ([]TipJoint, error) {
	return scanJoints(t.Query(`SELECT `+jointColumns+` FROM tip_joint WHERE tip_id = $1 ORDER BY id`, tipID))
}

func scanJoints(rows Answer, err error) ([]TipJoint, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []TipJoint
	for rows.Next() {
		var j TipJoint
		if err := rows.Scan(&j.ID, &j.Kind, &j.AgencyID, &j.TipID, &j.KeyID, &j.AskedBy, &j.Reason, &j.AskedAt, &j.ReadyAt, &j.UsedAt); err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, rows.Err()
}

// Custodians returns the people who hold the halves of a recovery key.
func (t *Tx) Custodians(keyID string) ([]string, error) {
	rows, err := t.Query(`SELECT person_id FROM tip_share WHERE key_id = $1 ORDER BY person_id`, keyID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}
