package store

import "yingda/internal/fault"

// MessageReply is one answer on its way to who wrote: queued; sending, from before
// the call until its end is on record; done; unknown, when nobody can tell; failed,
// when it certainly did not arrive.
type MessageReply struct {
	ID       string
	MatterID string
	Version  int64
	State    string
	Attempts int64
	Error    string
	At       int64
	DoneAt   int64
}

const replyColumns = `id, matter_id, version, state, attempts, error, at, done_at`

func (m *MessageReply) into() []any {
	return []any{&m.ID, &m.MatterID, &m.Version, &m.State, &m.Attempts, &m.Error, &m.At, &m.DoneAt}
}

// QueueReply writes down that a version of an answer goes out, once.
func (t *Tx) QueueReply(matterID string, version int64) (string, error) {
	id := NewID(t.Now)
	_, err := t.Exec(`INSERT INTO message_reply (id, matter_id, version, state, at) VALUES ($1, $2, $3, 'queued', $4)`, id, matterID, version, t.Ms())
	return id, err
}

// LockReply loads an answer on its way; fault.NotFound if there is none.
func (t *Tx) LockReply(id string) (MessageReply, error) {
	var m MessageReply
	err := t.Row(`SELECT `+replyColumns+` FROM message_reply WHERE id = $1`+t.forUpdate(), []any{id}, m.into()...)
	if IsNoRows(err) {
		err = fault.New(fault.NotFound, "reply.unknown", "没有这一条答复")
	}
	return m, err
}

// LastReply returns the newest answer of a message on its way; a zero one for none.
func (t *Tx) LastReply(matterID string) (MessageReply, error) {
	var m MessageReply
	err := t.Row(`SELECT `+replyColumns+` FROM message_reply WHERE matter_id = $1 AND version = (SELECT MAX(version) FROM message_answer WHERE matter_id = $1)`, []any{matterID}, m.into()...)
	if IsNoRows(err) {
		err = nil
	}
	return m, err
}

// SaveReply stores how far an answer came.
func (t *Tx) SaveReply(m MessageReply) error {
	return t.Later(`UPDATE message_reply SET state = $2, attempts = $3, error = $4, done_at = $5 WHERE id = $1`, m.ID, m.State, m.Attempts, m.Error, m.DoneAt)
}

// PublicAnswer returns the statement of a concern that stands, the newest; "" for
// none.
func (t *Tx) PublicAnswer(concernID string) (number, title, text string, err error) {
	err = t.Row(`SELECT p.number, p.title, p.text FROM statement s JOIN public_statement p ON p.statement_id = s.matter_id WHERE s.concern_id = $1 AND p.withdrawn = 0 ORDER BY p.released_at DESC LIMIT 1`, []any{concernID}, &number, &title, &text)
	if IsNoRows(err) {
		err = nil
	}
	return number, title, text, err
}
