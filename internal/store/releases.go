package store

import (
	"context"

	"yingda/internal/fault"
)

// Release (发布) is one line of the outbox: a text that goes out once by a verb
// on a channel, and where the channel has outlets, to one of them. State says
// how far it came: queued; sending, from before the call until its end is on
// record; done; unknown, when nobody can tell whether it went out; failed, when
// it certainly did not; owed, until a person records where it stands; or
// superseded, when a later text went out before it.
type Release struct {
	ID          string
	StatementID string
	Version     int64
	Hash        string
	Channel     string
	OutletID    string // "" for a channel without outlets
	Verb        string
	State       string
	Reason      string
	QueuedAt    int64
	SendingAt   int64 // when the last attempt began
	DoneAt      int64
	Address     string // where it stands
	Attempts    int64
	Error       string
	SettledBy   string // the person who recorded or decided it, "" for a machine
}

// QueueRelease writes a line of the outbox and returns its id. The same version
// goes out on a channel to an outlet by a verb only once, whatever else happens.
func (t *Tx) QueueRelease(o Release) (string, error) {
	o.ID = NewID(t.Now)
	if o.State == "" {
		o.State = "queued"
	}
	_, err := t.Exec(`INSERT INTO release (id, statement_id, version, hash, channel, outlet_id, verb, state, reason, queued_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		o.ID, o.StatementID, o.Version, o.Hash, o.Channel, o.OutletID, o.Verb, o.State, o.Reason, t.Ms())
	if IsDuplicate(err) {
		return "", fault.New(fault.Conflict, "release.twice", "这一版已经发布过")
	}
	return o.ID, err
}

const releaseColumns = `o.id, o.statement_id, o.version, o.hash, o.channel, o.outlet_id, o.verb, o.state, o.reason, o.queued_at, o.sending_at, o.done_at, o.address, o.attempts, o.error, o.settled_by`

func (o *Release) into() []any {
	return []any{&o.ID, &o.StatementID, &o.Version, &o.Hash, &o.Channel, &o.OutletID, &o.Verb, &o.State, &o.Reason, &o.QueuedAt, &o.SendingAt, &o.DoneAt, &o.Address, &o.Attempts, &o.Error, &o.SettledBy}
}

// LockRelease loads a line of the outbox that this transaction will finish.
func (t *Tx) LockRelease(id string) (Release, error) {
	var o Release
	err := t.Row(`SELECT `+releaseColumns+` FROM release o WHERE o.id = $1`+t.forUpdate(), []any{id}, o.into()...)
	if IsNoRows(err) {
		return o, fault.New(fault.NotFound, "release.unknown", "没有这一条发布记录")
	}
	return o, err
}

// SaveRelease stores how far a line of the outbox came.
func (t *Tx) SaveRelease(o Release) error {
	err := t.Later(`UPDATE release SET state = $2, sending_at = $3, done_at = $4, address = $5, attempts = $6, error = $7, settled_by = $8 WHERE id = $1`,
		o.ID, o.State, o.SendingAt, o.DoneAt, o.Address, o.Attempts, o.Error, o.SettledBy)
	return err
}

// FinishRelease records that a line of the outbox went out, and where it stands.
func (t *Tx) FinishRelease(id, address string) error {
	err := t.Later(`UPDATE release SET state = 'done', done_at = $2, address = $3 WHERE id = $1 AND state = 'queued'`, id, t.Ms(), address)
	return err
}

// QueuedReleases counts what a statement still has to put on the public site.
func (t *Tx) QueuedReleases(statementID string) (int64, error) {
	var n int64
	err := t.Row(`SELECT COUNT(*) FROM release WHERE statement_id = $1 AND channel = 'public_site' AND state = 'queued'`, []any{statementID}, &n)
	return n, err
}

// Releases returns the outbox lines of a statement, oldest first.
func (r *Reader) Releases(ctx context.Context, statementID string) ([]Release, error) {
	return scanReleases(r.query(ctx, `SELECT `+releaseColumns+` FROM release o WHERE o.statement_id = $1 ORDER BY o.queued_at, o.id`, statementID))
}

// Releases returns the outbox lines of a statement, oldest first.
func (t *Tx) Releases(statementID string) ([]Release, error) {
	return scanReleases(t.Query(`SELECT `+releaseColumns+` FROM release o WHERE o.statement_id = $1 ORDER BY o.queued_at, o.id`, statementID))
}

func scanReleases(rows Answer, err error) ([]Release, error) {
	if err != nil {
		return nil, err
	}
	var out []Release
	err = eachRow(rows, func() error {
		var o Release
		if err := rows.Scan(o.into()...); err != nil {
			return err
		}
		out = append(out, o)
		return nil
	})
	return out, err
}

// OutboxLine is a line of the outbox with the statement that it carries.
type OutboxLine struct {
	Release
	Number   string
	Title    string
	AgencyID string
}

// OpenReleases returns up to n lines that are neither done nor superseded,
// those that wait for a person first, oldest first.
func (r *Reader) OpenReleases(ctx context.Context, n int) ([]OutboxLine, error) {
	return r.outboxLines(ctx, `SELECT `+releaseColumns+`, m.number, m.title, m.agency_id FROM release o JOIN matter m ON m.id = o.statement_id WHERE o.state IN ('queued', 'sending', 'unknown', 'failed', 'owed')
ORDER BY CASE o.state WHEN 'unknown' THEN 0 WHEN 'failed' THEN 1 WHEN 'owed' THEN 2 ELSE 3 END, o.queued_at, o.id LIMIT $1`, n)
}

// DoneReleases returns the last n lines that went out elsewhere than on our own
// pages, newest first.
func (r *Reader) DoneReleases(ctx context.Context, n int) ([]OutboxLine, error) {
	return r.outboxLines(ctx, `SELECT `+releaseColumns+`, m.number, m.title, m.agency_id FROM release o JOIN matter m ON m.id = o.statement_id
WHERE o.state = 'done' AND o.channel NOT IN ('public_site', 'hall_screen') ORDER BY o.done_at DESC, o.id DESC LIMIT $1`, n)
}

func (r *Reader) outboxLines(ctx context.Context, query string, args ...any) ([]OutboxLine, error) {
	rows, err := r.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	var out []OutboxLine
	err = eachRow(rows, func() error {
		var l OutboxLine
		if err := rows.Scan(append(l.into(), &l.Number, &l.Title, &l.AgencyID)...); err != nil {
			return err
		}
		out = append(out, l)
		return nil
	})
	return out, err
}

// Plan returns the channels that a draft asks for beside those of its grade.
func (t *Tx) Plan(statementID string) ([]string, error) {
	return scanWords(t.Query(`SELECT channel FROM release_plan WHERE statement_id = $1 ORDER BY channel`, statementID))
}

// Plan returns the channels that a draft asks for beside those of its grade.
func (r *Reader) Plan(ctx context.Context, statementID string) ([]string, error) {
	return scanWords(r.query(ctx, `SELECT channel FROM release_plan WHERE statement_id = $1 ORDER BY channel`, statementID))
}

// SetPlan stores the channels that a draft asks for.
func (t *Tx) SetPlan(statementID string, channels []string) error {
	if err := t.Later(`DELETE FROM release_plan WHERE statement_id = $1`, statementID); err != nil {
		return err
	}
	for _, c := range channels {
		if err := t.Later(`INSERT INTO release_plan (statement_id, channel) VALUES ($1, $2)`, statementID, c); err != nil {
			return err
		}
	}
	return nil
}

func scanWords(rows Answer, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	var out []string
	err = eachRow(rows, func() error {
		var w string
		if err := rows.Scan(&w); err != nil {
			return err
		}
		out = append(out, w)
		return nil
	})
	return out, err
}
