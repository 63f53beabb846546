package store

import (
	"context"
	"strings"
	"time"

	"yingda/internal/fault"
)

// What a notice is about (通知的事由).
const (
	EventNew      = "new"      // a concern opened
	EventSign     = "sign"     // something waits for a signature or decision
	EventReturned = "returned" // something came back
	EventDue      = "due"      // a deadline is near
	EventBreach   = "breach"   // a deadline has passed
	EventWork     = "work"     // anything else to do
	EventSystem   = "system"   // a machine fails
)

// Events lists what a notice may be about, in the order in which pages show it.
var Events = []string{EventBreach, EventDue, EventNew, EventSign, EventReturned, EventWork, EventSystem}

// Telling (送达) is one message to one outlet, about one matter, or a digest, or
// a test. It holds no words: they are made when it is sent, from what is true
// then.
type Telling struct {
	ID        string
	Key       string // for ever unique
	Kind      string // notice, digest or test
	RobotID   string // or
	PersonID  string // by mail
	MatterID  string
	Grade     string
	Events    []string
	Changes   int64  // notices that it stands for
	State     string // waiting, sending, sent, failed or dropped
	CreatedAt int64
	DueAt     int64
	SendingAt int64
	SentAt    int64
	Attempts  int64
	Repeats   int64 // attempts after one of unknown end
	JobID     string
	Error     string
}

const tellingColumns = `t.id, t.ukey, t.kind, t.robot_id, t.person_id, t.matter_id, t.grade, t.events, t.changes, t.state, t.created_at, t.due_at, t.sending_at, t.sent_at, t.attempts, t.repeats, t.job_id, t.error`

func scanTellings(rows Answer, err error) ([]Telling, error) {
	if err != nil {
		return nil, err
	}
	var out []Telling
	err = eachRow(rows, func() error {
		var x Telling
		if err := x.scan(rows.Scan); err != nil {
			return err
		}
		out = append(out, x)
		return nil
	})
	return out, err
}

func (x *Telling) scan(scan func(...any) error, more ...any) error {
	var events string
	err := scan(append([]any{&x.ID, &x.Key, &x.Kind, &x.RobotID, &x.PersonID, &x.MatterID, &x.Grade, &events, &x.Changes, &x.State, &x.CreatedAt, &x.DueAt, &x.SendingAt, &x.SentAt, &x.Attempts, &x.Repeats, &x.JobID, &x.Error}, more...)...)
	x.Events = strings.Fields(events)
	return err
}

// LockTelling returns one telling; fault.NotFound telling.unknown.
func (t *Tx) LockTelling(id string) (Telling, error) {
	list, err := scanTellings(t.Query(`SELECT `+tellingColumns+` FROM telling t WHERE t.id = $1`+t.forUpdate(), id))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "telling.unknown", "没有这条送达记录")
	}
	if err != nil {
		return Telling{}, err
	}
	return list[0], nil
}

// OpenTelling returns the notice to an outlet about a matter that waits to be
// sent; ok is false if none does.
func (t *Tx) OpenTelling(robotID, personID, matterID string) (x Telling, ok bool, err error) {
	list, err := scanTellings(t.Query(`SELECT `+tellingColumns+` FROM telling t WHERE t.state = 'waiting' AND t.kind = 'notice' AND t.robot_id = $1 AND t.person_id = $2 AND t.matter_id = $3 ORDER BY t.id LIMIT 1`+t.forUpdate(), robotID, personID, matterID))
	if err != nil || len(list) == 0 {
		return Telling{}, false, err
	}
	return list[0], true, nil
}

// LastTold returns when an outlet was last told about a matter, 0 for never.
func (t *Tx) LastTold(robotID, personID, matterID string) (int64, error) {
	var at int64
	err := t.Row(`SELECT COALESCE(MAX(sending_at), 0) FROM telling WHERE robot_id = $1 AND person_id = $2 AND matter_id = $3`, []any{robotID, personID, matterID}, &at)
	return at, err
}

// AddTelling stores a telling and asks for its delivery when it is due. One with
// the key of another is not stored.
func (t *Tx) AddTelling(x Telling) error {
	x.ID = NewID(t.Now)
	n, err := t.Exec(`INSERT INTO telling (id, ukey, kind, robot_id, person_id, matter_id, grade, events, state, created_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $10) ON CONFLICT (ukey) DO NOTHING`,
		x.ID, x.Key, x.Kind, x.RobotID, x.PersonID, x.MatterID, x.Grade, strings.Join(x.Events, " "), t.Ms(), x.DueAt)
	if err != nil || n == 0 {
		return err
	}
	return t.AskTelling(x)
}

// TellingAttempts is how often a message is tried before a person is asked:
// half an hour, as the queue waits longer and longer.
const TellingAttempts = 10

// AskTelling asks for the delivery of a telling when it is due.
func (t *Tx) AskTelling(x Telling) error {
	return t.Enqueue("deliver", "", map[string]string{"telling": x.ID}, time.UnixMilli(x.DueAt), TellingAttempts)
}

// SaveTelling stores what changed about a telling.
func (t *Tx) SaveTelling(x Telling) error {
	_, err := t.Exec(`UPDATE telling SET grade = $2, events = $3, changes = $4, state = $5, due_at = $6, sending_at = $7, sent_at = $8, attempts = $9, repeats = $10, job_id = $11, error = $12 WHERE id = $1`,
		x.ID, x.Grade, strings.Join(x.Events, " "), x.Changes, x.State, x.DueAt, x.SendingAt, x.SentAt, x.Attempts, x.Repeats, x.JobID, x.Error)
	return err
}

// TellingRow is a telling with the names that its list shows.
type TellingRow struct {
	Telling
	To     string // name of robot or person
	Number string // of the matter
}

// TellingFilter narrows the list of tellings; zero values do not.
type TellingFilter struct {
	PersonID string // to this person alone
	State    string
	Before   string // older than this id
}

// Tellings returns up to n tellings, the newest first.
func (r *Reader) Tellings(ctx context.Context, f TellingFilter, n int) ([]TellingRow, error) {
	var b where
	if f.PersonID != "" {
		b.add(`t.person_id = ` + b.bind(f.PersonID))
	}
	if f.State != "" {
		b.add(`t.state = ` + b.bind(f.State))
	}
	if f.Before != "" {
		b.add(`t.id < ` + b.bind(f.Before))
	}
	which := b.sql()
	if which == "" {
		which = "1 = 1"
	}
	rows, err := r.query(ctx, `SELECT `+tellingColumns+`, COALESCE(o.name, p.name, ''), COALESCE(m.number, '') FROM telling t LEFT JOIN robot o ON o.id = t.robot_id LEFT JOIN person p ON p.id = t.person_id LEFT JOIN matter m ON m.id = t.matter_id
WHERE `+which+` ORDER BY t.id DESC LIMIT `+b.bind(n), b.args...)
	if err != nil {
		return nil, err
	}
	var out []TellingRow
	err = eachRow(rows, func() error {
		var x TellingRow
		if err := x.scan(rows.Scan, &x.To, &x.Number); err != nil {
			return err
		}
		out = append(out, x)
		return nil
	})
	return out, err
}

// PurgeTellings removes up to n tellings that were planned before an instant and
// returns how many.
func (t *Tx) PurgeTellings(before int64, n int) (int64, error) {
	return t.Exec(`DELETE FROM telling WHERE id IN (SELECT id FROM telling WHERE created_at < $1 ORDER BY id LIMIT $2)`, before, n)
}

// anyOutlet reports whether anybody is told by more than the bell.
func (t *Tx) anyOutlet() (bool, error) {
	var n int
	err := t.Row(`SELECT COUNT(*) FROM (SELECT id FROM robot WHERE active = 1 UNION ALL SELECT person_id FROM telling_wish WHERE mail <> '' LIMIT 1) any_outlet`, nil, &n)
	return n > 0, err
}

// Told is what a notice says to who plans the tellings.
type Told struct {
	Notice  string   `json:"notice"` // id of the first, which names the tellings
	Persons []string `json:"persons"`
	Matter  string   `json:"matter"`
	Grade   string   `json:"grade"`
	Event   string   `json:"event"`
}
