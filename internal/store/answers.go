package store

import (
	"context"

	"yingda/internal/fault"
)

// CheckedAnswer (标准答复) is an answer to a common question that was checked by a
// second person. State is waiting, returned, public, expired or withdrawn; a
// public one may have a newer Version that waits. ValidUntil is the instant at
// which the public version leaves the public page. Helpful and Unhelpful are
// counts of readers, and nothing else is known of them. Clause: MSG-5.
type CheckedAnswer struct {
	ID                     string
	Number                 int64
	AgencyID, KeeperID     string
	State                  string
	Version, PublicVersion int64
	ValidUntil, WarnedAt   int64
	Reason                 string // of a withdrawal
	At                     int64
	Helpful, Unhelpful     int64
	Agency, Keeper         string     // names
	Text                   AnswerText // the newest one, or the public one where that was asked for
}

// AnswerText (标准答复文本) is one version: a question, its answer and the law or
// document that says so. ApprovedBy is "" while it waits; Returned says why it
// was not approved.
type AnswerText struct {
	Version              int64
	Question, Answer     string
	SourceKind           string // law or document
	Source, Article, URL string
	ValidUntil           int64
	WrittenBy            string
	WrittenAt            int64
	ApprovedBy           string
	ApprovedAt           int64
	ReturnedBy, Returned string
}

const answerTextColumns = `t.version, t.question, t.answer, t.source_kind, t.source, t.article, t.url, t.valid_until, t.written_by, t.written_at, t.approved_by, t.approved_at, t.returned_by, t.returned`

const answerColumns = `a.id, a.number, a.agency_id, a.keeper_id, a.state, a.version, a.public_version, a.valid_until, a.warned_at, a.reason, a.at, a.helpful, a.unhelpful, (SELECT u.name FROM unit u WHERE u.id = a.agency_id), (SELECT p.name FROM person p WHERE p.id = a.keeper_id), ` + answerTextColumns

func (x *AnswerText) into() []any {
	return []any{&x.Version, &x.Question, &x.Answer, &x.SourceKind, &x.Source, &x.Article, &x.URL, &x.ValidUntil, &x.WrittenBy, &x.WrittenAt, &x.ApprovedBy, &x.ApprovedAt, &x.ReturnedBy, &x.Returned}
}

func (a *CheckedAnswer) into() []any {
	return append([]any{&a.ID, &a.Number, &a.AgencyID, &a.KeeperID, &a.State, &a.Version, &a.PublicVersion, &a.ValidUntil, &a.WarnedAt, &a.Reason, &a.At, &a.Helpful, &a.Unhelpful, &a.Agency, &a.Keeper}, a.Text.into()...)
}

func scanCheckedAnswers(rows Answer, err error) ([]CheckedAnswer, error) {
	if err != nil {
		return nil, err
	}
	var out []CheckedAnswer
	err = eachRow(rows, func() error {
		var a CheckedAnswer
		if err := rows.Scan(a.into()...); err != nil {
			return err
		}
		out = append(out, a)
		return nil
	})
	return out, err
}

const (
	newestAnswer = ` FROM checked_answer a JOIN checked_answer_text t ON t.answer_id = a.id AND t.version = a.version `
	publicAnswer = ` FROM checked_answer a JOIN checked_answer_text t ON t.answer_id = a.id AND t.version = a.public_version `
)

// MostAnswers bounds the checked answers that are held in memory to be searched.
const MostAnswers = 5000

// PublicAnswers returns the checked answers in force, with their public texts.
func (r *Reader) PublicAnswers(ctx context.Context) ([]CheckedAnswer, error) {
	return scanCheckedAnswers(r.query(ctx, `SELECT `+answerColumns+publicAnswer+`WHERE a.state = 'public' ORDER BY a.number LIMIT $1`, MostAnswers))
}

// AnswerFilter says which checked answers are wanted: "" for all.
type AnswerFilter struct {
	AgencyID string
	State    string // "changed" are public ones with a newer text that waits
	After    int64  // number of the last one of the page before
}

// Answers returns checked answers with their newest texts, by number.
func (r *Reader) Answers(ctx context.Context, f AnswerFilter, n int) ([]CheckedAnswer, error) {
	return scanCheckedAnswers(r.query(ctx, `SELECT `+answerColumns+newestAnswer+`WHERE ($1 = '' OR a.agency_id = $1) AND a.number > $2
AND ($3 = '' OR a.state = $3 OR $3 = 'waiting' AND a.version > a.public_version AND t.returned_by = '' AND a.state <> 'withdrawn') ORDER BY a.number LIMIT $4`, f.AgencyID, f.After, f.State, n))
}

// Answer returns one checked answer by number with its newest text; answer.unknown
// if there is none.
func (r *Reader) Answer(ctx context.Context, number int64) (CheckedAnswer, error) {
	return oneAnswer(scanCheckedAnswers(r.query(ctx, `SELECT `+answerColumns+newestAnswer+`WHERE a.number = $1`, number)))
}

// PublicAnswer returns one checked answer in force; answer.unknown if there is none.
func (r *Reader) PublicAnswer(ctx context.Context, number int64) (CheckedAnswer, error) {
	return oneAnswer(scanCheckedAnswers(r.query(ctx, `SELECT `+answerColumns+publicAnswer+`WHERE a.number = $1 AND a.state = 'public'`, number)))
}

// LockAnswer returns one checked answer that this transaction will change.
func (t *Tx) LockAnswer(number int64) (CheckedAnswer, error) {
	return oneAnswer(scanCheckedAnswers(t.Query(`SELECT `+answerColumns+newestAnswer+`WHERE a.number = $1`+t.forUpdate(), number)))
}

func oneAnswer(list []CheckedAnswer, err error) (CheckedAnswer, error) {
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "answer.unknown", "没有这条标准答复，或者它已经停用")
	}
	if err != nil {
		return CheckedAnswer{}, err
	}
	return list[0], nil
}

// AnswerTexts returns every text of a checked answer, newest first.
func (r *Reader) AnswerTexts(ctx context.Context, id string) ([]AnswerText, error) {
	rows, err := r.query(ctx, `SELECT `+answerTextColumns+` FROM checked_answer_text t WHERE t.answer_id = $1 ORDER BY t.version DESC`, id)
	if err != nil {
		return nil, err
	}
	var out []AnswerText
	err = eachRow(rows, func() error {
		var x AnswerText
		if err := rows.Scan(x.into()...); err != nil {
			return err
		}
		out = append(out, x)
		return nil
	})
	return out, err
}

// AddAnswer stores a new checked answer; number and id are set.
func (t *Tx) AddAnswer(a *CheckedAnswer) (err error) {
	a.ID, a.At = NewID(t.Now), t.Ms()
	if a.Number, err = t.Count("answer.number", 1); err != nil {
		return err
	}
	_, err = t.Exec(`INSERT INTO checked_answer (id, number, agency_id, keeper_id, state, version, at) VALUES ($1, $2, $3, $4, $5, 0, $6)`, a.ID, a.Number, a.AgencyID, a.KeeperID, a.State, a.At)
	return err
}

// AddAnswerText stores the next text of a checked answer.
func (t *Tx) AddAnswerText(a *CheckedAnswer, x AnswerText) error {
	a.Version++
	x.Version = a.Version
	_, err := t.Exec(`INSERT INTO checked_answer_text (answer_id, version, question, answer, source_kind, source, article, url, valid_until, written_by, written_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		a.ID, x.Version, x.Question, x.Answer, x.SourceKind, x.Source, x.Article, x.URL, x.ValidUntil, x.WrittenBy, t.Ms())
	a.Text = x
	return err
}

// DecideAnswerText stores who approved the newest text of a checked answer, or who
// gave it back and why.
func (t *Tx) DecideAnswerText(a *CheckedAnswer, approvedBy, returnedBy, why string) error {
	at := int64(0)
	if approvedBy != "" {
		at = t.Ms()
	}
	_, err := t.Exec(`UPDATE checked_answer_text SET approved_by = $3, approved_at = $4, returned_by = $5, returned = $6 WHERE answer_id = $1 AND version = $2`, a.ID, a.Version, approvedBy, at, returnedBy, why)
	return err
}

// SaveAnswer stores how a checked answer stands; the public pages and every
// index of answers change with it.
func (t *Tx) SaveAnswer(a CheckedAnswer) error {
	if _, err := t.Exec(`UPDATE checked_answer SET keeper_id = $2, state = $3, version = $4, public_version = $5, valid_until = $6, warned_at = $7, reason = $8 WHERE id = $1`,
		a.ID, a.KeeperID, a.State, a.Version, a.PublicVersion, a.ValidUntil, a.WarnedAt, a.Reason); err != nil {
		return err
	}
	t.Renew("answers")
	t.Renew("public")
	return nil
}

// AnswersDue returns the numbers of public checked answers that end before an
// instant; with warned false only those whose keeper was not warned yet.
func (t *Tx) AnswersDue(before int64, warned bool, n int) ([]int64, error) {
	where := ``
	if !warned {
		where = `AND warned_at = 0 `
	}
	rows, err := t.Query(`SELECT number FROM checked_answer WHERE state = 'public' AND valid_until <= $1 `+where+`ORDER BY valid_until, id LIMIT $2`, before, n)
	if err != nil {
		return nil, err
	}
	var out []int64
	err = eachRow(rows, func() error {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return err
		}
		out = append(out, n)
		return nil
	})
	return out, err
}

// CountHelpful counts one reader's word on a checked answer in force.
func (t *Tx) CountHelpful(number int64, helped bool) error {
	yes, no := int64(0), int64(1)
	if helped {
		yes, no = 1, 0
	}
	_, err := t.Exec(`UPDATE checked_answer SET helpful = helpful + $2, unhelpful = unhelpful + $3 WHERE number = $1 AND state = 'public'`, number, yes, no)
	return err
}

// OpenDrafts returns number and title of the statements that a person drafts now,
// newest first.
func (r *Reader) OpenDrafts(ctx context.Context, personID string, n int) ([][2]string, error) {
	rows, err := r.query(ctx, `SELECT m.number, m.title FROM statement s JOIN matter m ON m.id = s.matter_id WHERE s.drafter_id = $1 AND m.state = 'drafting' ORDER BY s.matter_id DESC LIMIT $2`, personID, n)
	if err != nil {
		return nil, err
	}
	var out [][2]string
	err = eachRow(rows, func() error {
		var m [2]string
		if err := rows.Scan(&m[0], &m[1]); err != nil {
			return err
		}
		out = append(out, m)
		return nil
	})
	return out, err
}
