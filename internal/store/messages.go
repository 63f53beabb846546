package store

import (
	"context"
	"slices"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

// Message (公众来件) is what a matter of kind message has beside the matter. Of
// its sender it holds nothing: what came in and where the answer goes are sealed
// in tables of their own.
type Message struct {
	ID          string
	Way         string // how it came
	AccountID   string // our account that it came to, "" for none
	ReceivedAt  int64  // when it reached us
	Contact     bool   // there is a contact to send the answer to
	ConcernID   string // the concern that it became or joined
	DrafterID   string
	Aside       string // why it is not handled
	Adoption    string // what became of a suggestion
	AdoptionWhy string
	Asked       bool // its sender asked once more
	Reopened    bool // its sender had it taken up again
	Rated       string
	OnTime      int64 // 1 answered in time, 0 late, -1 not answered
	AnsweredAt  int64
	EndsAt      int64 // when original and contact are shredded, 0 while open
	ShreddedAt  int64
}

const messageColumns = `x.matter_id, x.way, x.account_id, x.received_at, x.contact, x.concern_id, x.drafter_id, x.aside, x.adoption, x.adoption_why, x.asked, x.reopened, x.rated, x.on_time, x.answered_at, x.ends_at, x.shredded_at`

func scanMessage(scan func(...any) error, before ...any) (Message, error) {
	var m Message
	var contact, asked, reopened int64
	err := scan(append(before, &m.ID, &m.Way, &m.AccountID, &m.ReceivedAt, &contact, &m.ConcernID, &m.DrafterID, &m.Aside, &m.Adoption, &m.AdoptionWhy, &asked, &reopened, &m.Rated, &m.OnTime, &m.AnsweredAt, &m.EndsAt, &m.ShreddedAt)...)
	m.Contact, m.Asked, m.Reopened = contact == 1, asked == 1, reopened == 1
	return m, err
}

// InsertMessage stores what a new message has beside its matter.
func (t *Tx) InsertMessage(m Message) error {
	return t.Later(`INSERT INTO message (matter_id, way, account_id, received_at, contact) VALUES ($1, $2, $3, $4, $5)`, m.ID, m.Way, m.AccountID, m.ReceivedAt, Bit(m.Contact))
}

// Message returns what a message has beside its matter.
func (t *Tx) Message(id string) (Message, error) {
	return scanMessage(func(into ...any) error {
		return t.Row(`SELECT `+messageColumns+` FROM message x WHERE x.matter_id = $1`, []any{id}, into...)
	})
}

// Message returns what a message has beside its matter.
func (r *Reader) Message(ctx context.Context, id string) (Message, error) {
	return scanMessage(func(into ...any) error {
		return r.row(ctx, `SELECT `+messageColumns+` FROM message x WHERE x.matter_id = $1`, []any{id}, into...)
	})
}

// UpdateMessage stores what changed about a message.
func (t *Tx) UpdateMessage(m Message) error {
	return t.Later(`UPDATE message SET contact = $2, concern_id = $3, drafter_id = $4, aside = $5, adoption = $6, adoption_why = $7, asked = $8, reopened = $9, rated = $10, on_time = $11, answered_at = $12, ends_at = $13, shredded_at = $14 WHERE matter_id = $1`,
		m.ID, Bit(m.Contact), m.ConcernID, m.DrafterID, m.Aside, m.Adoption, m.AdoptionWhy, Bit(m.Asked), Bit(m.Reopened), m.Rated, m.OnTime, m.AnsweredAt, m.EndsAt, m.ShreddedAt)
}

// MessageTurn (来件内容) is one thing that its sender said: the text without personal data,
// and the original, sealed with the key of the case.
type MessageTurn struct {
	N      int64
	At     int64
	Text   string
	Sealed string
}

// AddMessageTurn stores what a sender said and returns its place in the case.
func (t *Tx) AddMessageTurn(matterID string, x MessageTurn) (int64, error) {
	err := t.Row(`INSERT INTO message_turn (matter_id, n, at, text, sealed) SELECT $1, COALESCE(MAX(n), 0) + 1, $2, $3, $4 FROM message_turn WHERE matter_id = $1 RETURNING n`, []any{matterID, x.At, x.Text, x.Sealed}, &x.N)
	return x.N, err
}

// MessageTurns returns what the sender of a message said, oldest first.
func (r *Reader) MessageTurns(ctx context.Context, matterID string) ([]MessageTurn, error) {
	return gather(scanMessageTurn)(r.query(ctx, messageTurnsOf, matterID))
}

// MessageTurns returns what the sender of a message said, oldest first.
func (t *Tx) MessageTurns(matterID string) ([]MessageTurn, error) {
	return gather(scanMessageTurn)(t.Query(messageTurnsOf, matterID))
}

const messageTurnsOf = `SELECT n, at, text, sealed FROM message_turn WHERE matter_id = $1 ORDER BY n`

func scanMessageTurn(scan func(...any) error) (MessageTurn, error) {
	var x MessageTurn
	err := scan(&x.N, &x.At, &x.Text, &x.Sealed)
	return x, err
}

// Answer (来件答复) is one version of the answer to a message.
type MessageAnswer struct {
	Version  int64
	Text     string
	AuthorID string
	At       int64
	SignedBy string
	SignedAt int64
	GivenAt  int64 // when its sender could read it, 0 before
}

const answersOf = `SELECT version, text, author_id, at, signed_by, signed_at, given_at FROM message_answer WHERE matter_id = $1 ORDER BY version DESC`

func scanAnswer(scan func(...any) error) (MessageAnswer, error) {
	var x MessageAnswer
	err := scan(&x.Version, &x.Text, &x.AuthorID, &x.At, &x.SignedBy, &x.SignedAt, &x.GivenAt)
	return x, err
}

// MessageAnswers returns the versions of the answer to a message, newest first.
func (t *Tx) MessageAnswers(matterID string) ([]MessageAnswer, error) {
	return gather(scanAnswer)(t.Query(answersOf, matterID))
}

// MessageAnswers returns the versions of the answer to a message, newest first.
func (r *Reader) MessageAnswers(ctx context.Context, matterID string) ([]MessageAnswer, error) {
	return gather(scanAnswer)(r.query(ctx, answersOf, matterID))
}

// AddMessageAnswer stores the next version of the answer to a message.
func (t *Tx) AddMessageAnswer(matterID string, x MessageAnswer) (int64, error) {
	err := t.Row(`INSERT INTO message_answer (matter_id, version, text, author_id, at) SELECT $1, COALESCE(MAX(version), 0) + 1, $2, $3, $4 FROM message_answer WHERE matter_id = $1 RETURNING version`, []any{matterID, x.Text, x.AuthorID, t.Ms()}, &x.Version)
	return x.Version, err
}

// SignAnswer records who signed one version of the answer.
func (t *Tx) SignAnswer(matterID string, version int64, by string) error {
	return t.Later(`UPDATE message_answer SET signed_by = $3, signed_at = $4 WHERE matter_id = $1 AND version = $2`, matterID, version, by, t.Ms())
}

// GiveAnswer records that its sender can read one version of the answer.
func (t *Tx) GiveAnswer(matterID string, version int64) error {
	return t.Later(`UPDATE message_answer SET given_at = $3 WHERE matter_id = $1 AND version = $2 AND given_at = 0`, matterID, version, t.Ms())
}

// MessageRow is one message in a list.
type MessageRow struct {
	matter.Matter
	Way        string
	ReceivedAt int64
	Contact    bool
}

// After returns the place of the row, to ask for the page behind it.
func (m MessageRow) After() ListAfter { return ListAfter{m.NextDue, m.ID} }

const messageRows = `SELECT m.id, m.number, m.agency_id, m.unit_id, m.state, m.version, m.title, m.need, m.opened_at, m.next_due, x.way, x.received_at, x.contact FROM matter m JOIN message x ON x.matter_id = m.id WHERE m.seq IN `

// MessageList returns up to n messages that the scope shows, next due first. The
// way stands where a concern has its grade: ListFilter.Way asks for it.
func (r *Reader) MessageList(ctx context.Context, f ListFilter, s Scope, after ListAfter, n int) ([]MessageRow, error) {
	found, err := r.sighted(ctx, regime.Message, f, s, after, n)
	if err != nil {
		return nil, err
	}
	out := make([]MessageRow, 0, len(found))
	err = inChunks(placesSeq(found), func(marks string, args []any) error {
		rows, err := r.query(ctx, messageRows+`(`+marks+`)`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		x := MessageRow{Matter: matter.Matter{Kind: regime.Message}}
		var contact int64
		into := []any{&x.ID, &x.Number, &x.AgencyID, &x.UnitID, (*string)(&x.State), &x.Version, &x.Title, (*string)(&x.Need), &x.OpenedAt, &x.NextDue, &x.Way, &x.ReceivedAt, &contact}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				return err
			}
			x.Contact = contact == 1
			out = append(out, x)
		}
		return rows.Err()
	})
	slices.SortFunc(out, func(a, b MessageRow) int { return before(a.Matter, b.Matter) })
	return out, err
}

// MessagesOf returns the ids of the messages that a concern answers, up to n
// after an id, in order.
func (t *Tx) MessagesOf(concernID, after string, n int) ([]string, error) {
	return scanWords(t.Query(`SELECT matter_id FROM message WHERE concern_id = $1 AND concern_id <> '' AND matter_id > $2 ORDER BY matter_id LIMIT $3`, concernID, after, n))
}

// CountMessagesOf counts the messages that became or joined a concern, to most.
func (r *Reader) CountMessagesOf(ctx context.Context, concernID string, most int) (n int, err error) {
	err = r.row(ctx, `SELECT COUNT(*) FROM (SELECT matter_id FROM message WHERE concern_id = $1 AND concern_id <> '' LIMIT $2) found`, []any{concernID, most}, &n)
	return n, err
}
