package store

import (
	"context"
	"encoding/json"

	"yingda/internal/fault"
)

// Outlet (发布出口) is one place that a channel sends to: a newsroom's mailbox, a
// site's interface. Secret is sealed. Clause: ANS-4.
type Outlet struct {
	ID        string
	AgencyID  string
	Channel   string
	Name      string
	Address   string
	Asked     string // who asked for it and when: nobody is written to unasked
	Secret    string
	Active    bool
	CreatedAt int64
	CreatedBy string
	SentAt    int64 // last success
	FailedAt  int64 // last failure
	Error     string
}

const outletColumns = `id, agency_id, channel, name, address, asked, secret, active, created_at, created_by, sent_at, failed_at, error`

func scanOutlets(rows Answer, err error) ([]Outlet, error) {
	if err != nil {
		return nil, err
	}
	var out []Outlet
	err = eachRow(rows, func() error {
		var o Outlet
		var active int64
		if err := rows.Scan(&o.ID, &o.AgencyID, &o.Channel, &o.Name, &o.Address, &o.Asked, &o.Secret, &active, &o.CreatedAt, &o.CreatedBy, &o.SentAt, &o.FailedAt, &o.Error); err != nil {
			return err
		}
		o.Active = active == 1
		out = append(out, o)
		return nil
	})
	return out, err
}

// Outlets returns every outlet, those in use first.
func (r *Reader) Outlets(ctx context.Context) ([]Outlet, error) {
	return scanOutlets(r.query(ctx, `SELECT `+outletColumns+` FROM outlet ORDER BY active DESC, channel, name, id`))
}

// ActiveOutlets returns the outlets of a channel that an agency uses.
func (t *Tx) ActiveOutlets(agencyID, channel string) ([]Outlet, error) {
	return scanOutlets(t.Query(`SELECT `+outletColumns+` FROM outlet WHERE agency_id = $1 AND channel = $2 AND active = 1 ORDER BY id`, agencyID, channel))
}

// LockOutlet returns one outlet; fault.NotFound if there is none.
func (t *Tx) LockOutlet(id string) (Outlet, error) {
	list, err := scanOutlets(t.Query(`SELECT `+outletColumns+` FROM outlet WHERE id = $1`+t.forUpdate(), id))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "outlet.unknown", "没有这个发布出口")
	}
	if err != nil {
		return Outlet{}, err
	}
	return list[0], nil
}

// AddOutlet stores a new outlet; its id is set by the caller, who sealed the
// secret for it.
func (t *Tx) AddOutlet(o Outlet) error {
	_, err := t.Exec(`INSERT INTO outlet (id, agency_id, channel, name, address, asked, secret, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		o.ID, o.AgencyID, o.Channel, o.Name, o.Address, o.Asked, o.Secret, t.Ms(), o.CreatedBy)
	return err
}

// SaveOutlet stores what changed about an outlet.
func (t *Tx) SaveOutlet(o Outlet) error {
	active := int64(0)
	if o.Active {
		active = 1
	}
	_, err := t.Exec(`UPDATE outlet SET name = $2, address = $3, asked = $4, secret = $5, active = $6, sent_at = $7, failed_at = $8, error = $9 WHERE id = $1`,
		o.ID, o.Name, o.Address, o.Asked, o.Secret, active, o.SentAt, o.FailedAt, o.Error)
	return err
}

// Stop (停发) says that nothing is sent: by whom, since when and why. The zero
// value means that sending goes on.
type Stop struct {
	By     string `json:"by"`
	Name   string `json:"name"`
	At     int64  `json:"at"`
	Reason string `json:"reason"`
}

const stopSetting = "sending.stopped"

// On reports whether sending is stopped.
func (s Stop) On() bool { return s.At != 0 }

func readStop(text string, err error) (Stop, error) {
	var s Stop
	if err != nil || text == "" {
		return s, err
	}
	err = json.Unmarshal([]byte(text), &s)
	return s, err
}

// Stopped returns the stop of all sending that is in force.
func (r *Reader) Stopped(ctx context.Context) (Stop, error) {
	return readStop(r.Setting(ctx, stopSetting))
}

// Stopped returns the stop of all sending that is in force. It waits for who is
// changing it, so that nothing is claimed beside a stop that is being set.
func (t *Tx) Stopped() (Stop, error) {
	var v string
	err := t.Row(`SELECT value FROM setting WHERE name = $1`+t.forShare(), []any{stopSetting}, &v)
	if IsNoRows(err) {
		return Stop{}, nil
	}
	return readStop(v, err)
}

// SetStopped stores a stop, or with the zero value lifts it.
func (t *Tx) SetStopped(s Stop) error {
	if !s.On() {
		return t.SetSetting(stopSetting, "")
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return t.SetSetting(stopSetting, string(raw))
}

// OutletAt returns the outlet of a channel at an address; fault.NotFound if
// there is none.
func (t *Tx) OutletAt(channel, address string) (Outlet, error) {
	list, err := scanOutlets(t.Query(`SELECT `+outletColumns+` FROM outlet WHERE channel = $1 AND address = $2`+t.forUpdate(), channel, address))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "outlet.unknown", "没有这个发布出口")
	}
	if err != nil {
		return Outlet{}, err
	}
	return list[0], nil
}
