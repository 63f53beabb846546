package store

import (
	"context"

	"yingda/internal/fault"
)

// MessageDoubt (提出不予办理) is what somebody proposed who does not want a message
// handled, until another person decides. Clause: MSG-3.
type MessageDoubt struct {
	Ground string
	Why    string // what the sender would be told
	ByID   string
	State  string // in which the message stood
	At     int64
}

const selectDoubt = `SELECT ground, why, by_id, state, at FROM message_aside WHERE matter_id = $1`

func scanDoubt(scan func(...any) error) (MessageDoubt, error) {
	var x MessageDoubt
	err := scan(&x.Ground, &x.Why, &x.ByID, &x.State, &x.At)
	return x, err
}

func oneDoubt(list []MessageDoubt, err error) (MessageDoubt, error) {
	if err == nil && len(list) == 0 {
		err = fault.New(fault.Conflict, "message.no_doubt", "没有人提出不予办理")
	}
	if err != nil {
		return MessageDoubt{}, err
	}
	return list[0], nil
}

// MessageDoubt returns what waits for another person; fault.Conflict
// message.no_doubt.
func (t *Tx) MessageDoubt(matterID string) (MessageDoubt, error) {
	return oneDoubt(gather(scanDoubt)(t.Query(selectDoubt, matterID)))
}

// MessageDoubt returns what waits for another person; fault.Conflict
// message.no_doubt.
func (r *Reader) MessageDoubt(ctx context.Context, matterID string) (MessageDoubt, error) {
	return oneDoubt(gather(scanDoubt)(r.query(ctx, selectDoubt, matterID)))
}

// SetDoubt keeps what somebody proposes.
func (t *Tx) SetDoubt(matterID string, x MessageDoubt) error {
	_, err := t.Exec(`INSERT INTO message_aside (matter_id, ground, why, by_id, state, at) VALUES ($1, $2, $3, $4, $5, $6)`, matterID, x.Ground, x.Why, x.ByID, x.State, t.Ms())
	return err
}

// DropDoubt forgets it once it is decided.
func (t *Tx) DropDoubt(matterID string) error {
	_, err := t.Exec(`DELETE FROM message_aside WHERE matter_id = $1`, matterID)
	return err
}
