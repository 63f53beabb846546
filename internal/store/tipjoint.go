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

// AddJoint stores what somebody asks for that two must do; ID is filled in.
func (t *Tx) AddJoint(j *TipJoint) error {
	j.ID, j.AskedAt = NewID(t.Now), t.Ms()
	_, err := t.Exec(`INSERT INTO tip_joint (id, kind, agency_id, tip_id, key_id, asked_by, reason, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, j.ID, j.Kind, j.AgencyID, j.TipID, j.KeyID, j.AskedBy, j.Reason, j.AskedAt)
	return err
}

// LockJoint returns one for changing it; fault.NotFound.
func (t *Tx) LockJoint(id string) (TipJoint, error) {
	list, err := scanJoints(t.Query(`SELECT `+jointColumns+` FROM tip_joint WHERE id = $1`+t.forUpdate(), id))
	if err != nil || len(list) == 0 {
		return TipJoint{}, orUnknown(err)
	}
	return list[0], nil
}

func orUnknown(err error) error {
	if err != nil {
		return err
	}
	return unknownTip()
}

// SetJoint stores when it was ready and when it was used.
func (t *Tx) SetJoint(j TipJoint) error {
	_, err := t.Exec(`UPDATE tip_joint SET ready_at = $2, used_at = $3 WHERE id = $1`, j.ID, j.ReadyAt, j.UsedAt)
	return err
}

// Recoveries returns the uses of recovery keys of an agency, newest first.
func (t *Tx) Recoveries(agencyID string, n int) ([]TipJoint, error) {
	return scanJoints(t.Query(`SELECT `+jointColumns+` FROM tip_joint WHERE agency_id = $1 AND kind = 'recovery' ORDER BY asked_at DESC, id DESC LIMIT $2`, agencyID, n))
}

// TipAssent is one person's agreement; Sealed holds their half of a recovery key,
// closed to the asker.
type TipAssent struct {
	PersonID string
	At       int64
	Sealed   []byte
}

// Assent stores that a person agreed; it counts once.
func (t *Tx) Assent(jointID, personID string, sealed []byte) error {
	_, err := t.Exec(`INSERT INTO tip_assent (joint_id, person_id, at, sealed) VALUES ($1, $2, $3, $4) ON CONFLICT (joint_id, person_id) DO NOTHING`, jointID, personID, t.Ms(), nonNilBytes(sealed))
	return err
}

// Assents returns who agreed.
func (t *Tx) Assents(jointID string) ([]TipAssent, error) {
	return gather(func(scan func(...any) error) (TipAssent, error) {
		var a TipAssent
		err := scan(&a.PersonID, &a.At, &a.Sealed)
		return a, err
	})(t.Query(`SELECT person_id, at, sealed FROM tip_assent WHERE joint_id = $1 ORDER BY person_id`, jointID))
}

// TipShare is one half of a recovery key, closed to a custodian's key.
type TipShare struct {
	CustodianKey string
	PersonID     string
	Sealed       []byte
}

// AddShare stores a half.
func (t *Tx) AddShare(keyID string, s TipShare) error {
	_, err := t.Exec(`INSERT INTO tip_share (key_id, custodian_key, person_id, sealed) VALUES ($1, $2, $3, $4)`, keyID, s.CustodianKey, s.PersonID, s.Sealed)
	return err
}

// Share returns a custodian's half of a recovery key; fault.NotFound.
func (t *Tx) Share(keyID, personID string) (TipShare, error) {
	var s TipShare
	err := t.Row(`SELECT custodian_key, person_id, sealed FROM tip_share WHERE key_id = $1 AND person_id = $2`, []any{keyID, personID}, &s.CustodianKey, &s.PersonID, &s.Sealed)
	if IsNoRows(err) {
		err = unknownTip()
	}
	return s, err
}

// TipKey returns one key; fault.NotFound.
func (t *Tx) TipKey(id string) (TipKey, error) {
	list, err := scanTipKeys(t.Query(`SELECT `+tipKeyColumns+` FROM tip_key k WHERE k.id = $1`, id))
	if err != nil || len(list) == 0 {
		return TipKey{}, orUnknown(err)
	}
	return list[0], nil
}

// TipHeld is a tip that a key opens, with its wrap.
type TipHeld struct {
	Tip
	Wrap TipWrap
}

// TipsHeld returns the tips that a key opens.
func (t *Tx) TipsHeld(keyID string) ([]TipHeld, error) {
	return gather(func(scan func(...any) error) (TipHeld, error) {
		h := TipHeld{Wrap: TipWrap{KeyID: keyID}}
		err := scan(&h.ID, &h.Number, &h.AgencyID, &h.UnitID, &h.Wrap.Wrapped)
		return h, err
	})(t.Query(`SELECT t.id, t.number, t.agency_id, t.unit_id, r.wrapped FROM tip_reader r JOIN tip t ON t.id = r.tip_id WHERE r.key_id = $1 ORDER BY t.id`, keyID))
}

// DropWrap takes one key from a tip.
func (t *Tx) DropWrap(tipID, keyID string) error {
	_, err := t.Exec(`DELETE FROM tip_reader WHERE tip_id = $1 AND key_id = $2`, tipID, keyID)
	return err
}
