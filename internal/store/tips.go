package store

import (
	"context"
	"fmt"

	"yingda/internal/fault"
)

// TipWrap is a tip's key, closed to one key of a reader.
type TipWrap struct {
	KeyID   string
	Wrapped []byte
}

// Tip (密封线索) is what is known of a tip without opening it.
type Tip struct {
	ID         string
	Number     string
	AgencyID   string // the receiving office's agency
	UnitID     string // the unit concerned, as the teller named it
	State      string // received, handling, concluded, closed
	Way        string // browser, server, moved: where it was sealed
	Door       string // by which its teller finds it; "" once it is shut
	Public     string // the tip's own key
	AnswerKey  string // the key that the receipt code opens; "" where nobody has a code
	ReceivedAt int64
	AnswerDue  int64
	FinishDue  int64
	AnsweredAt int64
	ClosedAt   int64
	EndsAt     int64 // when what is sealed is destroyed, 0 while it is open
	AlarmAt    int64 // when its recipients are reminded next, 0 for never
	ShreddedAt int64
}

// TipItem is one sealed thing that was said about a tip.
type TipItem struct {
	ID     string
	TipID  string
	Kind   string // letter, reply, answer, lead, step, finding, outcome
	ByID   string // "" for the teller
	At     int64
	Sealed []byte
	Digest string // commits to the text of an outcome
}

// NextDue is the next instant by which something is owed, 0 for none. A tip that
// was moved in has no code, so that nobody waits for an answer.
func (t Tip) NextDue() int64 {
	switch {
	case t.ClosedAt != 0:
		return 0
	case t.AnsweredAt == 0 && t.AnswerKey != "":
		return t.AnswerDue
	}
	return t.FinishDue
}

const tipColumns = `t.id, t.number, t.agency_id, t.unit_id, t.state, t.way, t.door, t.public, t.answer_key, t.received_at, t.answer_due, t.finish_due, t.answered_at, t.closed_at, t.ends_at, t.alarm_at, t.shredded_at`

func scanTip(scan func(...any) error) (Tip, error) {
	var t Tip
	err := scan(&t.ID, &t.Number, &t.AgencyID, &t.UnitID, &t.State, &t.Way, &t.Door, &t.Public, &t.AnswerKey, &t.ReceivedAt, &t.AnswerDue, &t.FinishDue, &t.AnsweredAt, &t.ClosedAt, &t.EndsAt, &t.AlarmAt, &t.ShreddedAt)
	return t, err
}

// AddTip stores a tip with who can open it and its sealed letter; ID and Number
// are filled in. again is true where a tip with this door is there already:
// nothing is stored then.
func (t *Tx) AddTip(x *Tip, wraps []TipWrap, sealed []byte) (again bool, err error) {
	if x.Door != "" {
		var n int64
		if err := t.Row(`SELECT COUNT(*) FROM tip WHERE door = $1 AND door <> ''`, []any{x.Door}, &n); err != nil || n > 0 {
			return n > 0, err
		}
	}
	year := t.Now.In(china).Year()
	n, err := t.Count(fmt.Sprintf("number.T.%d", year), 1)
	if err != nil {
		return false, err
	}
	x.ID, x.Number, x.State, x.ReceivedAt = NewID(t.Now), fmt.Sprintf("T-%d-%04d", year, n), "received", t.Ms()
	if _, err := t.Exec(`INSERT INTO tip (id, number, agency_id, unit_id, state, way, door, public, answer_key, received_at, answer_due, finish_due, alarm_at) VALUES ($1, $2, $3, $4, 'received', $5, $6, $7, $8, $9, $10, $11, $12)`,
		x.ID, x.Number, x.AgencyID, x.UnitID, x.Way, x.Door, x.Public, x.AnswerKey, x.ReceivedAt, x.AnswerDue, x.FinishDue, x.AlarmAt); err != nil {
		return false, err
	}
	for _, w := range wraps {
		if err := t.WrapTip(x.ID, w); err != nil {
			return false, err
		}
	}
	_, err = t.AddTipItem(TipItem{TipID: x.ID, Kind: "letter", Sealed: sealed})
	return false, err
}

// WrapTip lets one more key open a tip.
func (t *Tx) WrapTip(tipID string, w TipWrap) error {
	_, err := t.Exec(`INSERT INTO tip_reader (tip_id, key_id, wrapped, at) VALUES ($1, $2, $3, $4) ON CONFLICT (tip_id, key_id) DO UPDATE SET wrapped = excluded.wrapped`, tipID, w.KeyID, w.Wrapped, t.Ms())
	return err
}

// UnwrapTip takes a person's keys from a tip.
func (t *Tx) UnwrapTip(tipID, personID string) error {
	_, err := t.Exec(`DELETE FROM tip_reader WHERE tip_id = $1 AND key_id IN (SELECT id FROM tip_key WHERE person_id = $2)`, tipID, personID)
	return err
}

// AddTipItem stores a sealed item and returns its id.
func (t *Tx) AddTipItem(i TipItem) (string, error) {
	id := NewID(t.Now)
	_, err := t.Exec(`INSERT INTO tip_item (id, tip_id, kind, by_id, at, sealed, digest) VALUES ($1, $2, $3, $4, $5, $6, $7)`, id, i.TipID, i.Kind, i.ByID, t.Ms(), i.Sealed, i.Digest)
	return id, err
}

func unknownTip() error {
	return fault.New(fault.NotFound, "tip.unknown", "没有这件线索，或者您看不到它")
}

// LockTip returns a tip by number for changing it; fault.NotFound.
func (t *Tx) LockTip(number string) (Tip, error) {
	x, err := scanTip(func(into ...any) error {
		return t.Row(`SELECT `+tipColumns+` FROM tip t WHERE t.number = $1`+t.forUpdate(), []any{number}, into...)
	})
	if IsNoRows(err) {
		return x, unknownTip()
	}
	return x, err
}

// SetTip stores what moves of a tip: state and instants.
func (t *Tx) SetTip(x Tip) error {
	_, err := t.Exec(`UPDATE tip SET state = $2, answered_at = $3, closed_at = $4, ends_at = $5, alarm_at = $6 WHERE id = $1`, x.ID, x.State, x.AnsweredAt, x.ClosedAt, x.EndsAt, x.AlarmAt)
	return err
}

// TipWrapOf returns by which key of theirs a person opens a tip; fault.NotFound
// where none does.
func (t *Tx) TipWrapOf(tipID, personID string) (TipWrap, error) {
	var w TipWrap
	err := t.Row(`SELECT r.key_id, r.wrapped FROM tip_reader r JOIN tip_key k ON k.id = r.key_id WHERE r.tip_id = $1 AND k.person_id = $2 ORDER BY k.made_at DESC, k.id DESC LIMIT 1`, []any{tipID, personID}, &w.KeyID, &w.Wrapped)
	if IsNoRows(err) {
		return w, unknownTip()
	}
	return w, err
}

// TipReaders returns the keys that open a tip.
func (t *Tx) TipReaders(tipID string) ([]TipKey, error) {
	return scanTipKeys(t.Query(`SELECT `+tipKeyColumns+` FROM tip_reader r JOIN tip_key k ON k.id = r.key_id WHERE r.tip_id = $1 ORDER BY k.id`, tipID))
}

// TipItems returns what was said about a tip, oldest first, without the sealed
// bytes.
func (t *Tx) TipItems(tipID string) ([]TipItem, error) {
	rows, err := t.Query(`SELECT id, tip_id, kind, by_id, at, digest FROM tip_item WHERE tip_id = $1 ORDER BY id`, tipID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []TipItem
	for rows.Next() {
		var i TipItem
		if err := rows.Scan(&i.ID, &i.TipID, &i.Kind, &i.ByID, &i.At, &i.Digest); err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, rows.Err()
}

// TipItem returns one item with its sealed bytes; fault.NotFound.
func (t *Tx) TipItem(tipID, id string) (TipItem, error) {
	var i TipItem
	err := t.Row(`SELECT id, tip_id, kind, by_id, at, sealed, digest FROM tip_item WHERE id = $1 AND tip_id = $2`, []any{id, tipID}, &i.ID, &i.TipID, &i.Kind, &i.ByID, &i.At, &i.Sealed, &i.Digest)
	if IsNoRows(err) {
		return i, unknownTip()
	}
	return i, err
}

// Tips returns tips that a person has a key for, newest first, from before an id
// ("" for the newest), up to n.
func (r *Reader) Tips(ctx context.Context, personID, before string, n int) ([]Tip, error) {
	rows, err := r.query(ctx, `SELECT `+tipColumns+` FROM tip t WHERE ($2 = '' OR t.id < $2) AND EXISTS (SELECT 1 FROM tip_reader r JOIN tip_key k ON k.id = r.key_id WHERE r.tip_id = t.id AND k.person_id = $1) ORDER BY t.id DESC LIMIT $3`, personID, before, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Tip
	for rows.Next() {
		x, err := scanTip(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// TipByDoor returns the tip behind a door with its latest answers, newest first;
// ok is false where there is none.
func (r *Reader) TipByDoor(ctx context.Context, door string, answers int) (x Tip, items []TipItem, ok bool, err error) {
	x, err = scanTip(func(into ...any) error {
		return r.row(ctx, `SELECT `+tipColumns+` FROM tip t WHERE t.door = $1 AND t.door <> ''`, []any{door}, into...)
	})
	if err != nil && !IsNoRows(err) {
		return x, nil, false, err
	}
	ok = err == nil
	rows, err := r.query(ctx, `SELECT id, tip_id, kind, at, sealed FROM tip_item WHERE tip_id = $1 AND kind = 'answer' ORDER BY id DESC LIMIT $2`, x.ID, answers)
	if err != nil {
		return x, nil, false, err
	}
	defer rows.Close()
	for rows.Next() {
		var i TipItem
		if err := rows.Scan(&i.ID, &i.TipID, &i.Kind, &i.At, &i.Sealed); err != nil {
			return x, nil, false, err
		}
		items = append(items, i)
	}
	return x, items, ok, rows.Err()
}

// LockTipBehind returns the tip behind a door for changing it; fault.NotFound.
func (t *Tx) LockTipBehind(door string) (Tip, error) {
	x, err := scanTip(func(into ...any) error {
		return t.Row(`SELECT `+tipColumns+` FROM tip t WHERE t.door = $1 AND t.door <> ''`+t.forUpdate(), []any{door}, into...)
	})
	if IsNoRows(err) {
		return x, fault.New(fault.NotFound, "tip.code", "没有这个回执码，或者它已经过期")
	}
	return x, err
}
