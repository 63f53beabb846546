package store

import (
	"context"
	"fmt"

	"yingda/internal/fault"
)

// Publisher (刊发单位) is an organisation that answers for what it publishes, a
// platform, or a rescue service; never a person. Licence is its licence, filing
// or credit code.
type Publisher struct {
	ID, Kind, Name, Licence, Contact, CreatedBy string
	CreatedAt                                   int64
}

// AddPublisher registers a publisher; its id is filled in.
func (t *Tx) AddPublisher(p *Publisher) error {
	p.ID = NewID(t.Now)
	_, err := t.Exec(`INSERT INTO publisher (id, kind, name, licence, contact, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`, p.ID, p.Kind, p.Name, p.Licence, p.Contact, t.Ms(), p.CreatedBy)
	if IsDuplicate(err) {
		return fault.New(fault.Conflict, "publisher.taken", "已登记过「%s」", p.Name).On("name")
	}
	return err
}

// Publishers returns all publishers by kind and name.
func (r *Reader) Publishers(ctx context.Context) ([]Publisher, error) {
	rows, err := r.query(ctx, `SELECT id, kind, name, licence, contact, created_by, created_at FROM publisher ORDER BY kind, name, id`)
	if err != nil {
		return nil, err
	}
	var out []Publisher
	err = eachRow(rows, func() error {
		var p Publisher
		if err := rows.Scan(&p.ID, &p.Kind, &p.Name, &p.Licence, &p.Contact, &p.CreatedBy, &p.CreatedAt); err != nil {
			return err
		}
		out = append(out, p)
		return nil
	})
	return out, err
}

// Request (更正请求) is what the agency asks of a publisher, on one ground of the
// closed list. Nothing in it is a demand in words of one's own. Clause: ANS-9.
type Request struct {
	ID, Number, AgencyID, PublisherID, Ground, State string
	Version                                          int64
	ConcernID, FactID, Statement                     string // of a correction or reply
	PageTitle, PageURL                               string // what was published
	PageAt                                           int64
	Claim, Finding, Evidence, Reply                  string // copied when drafted, so that both sign the same
	Danger, Place, Basis                             string // of a call for rescue
	Hash, DrafterID                                  string
	DraftedAt, SentAt                                int64
	SentHow, Outcome, AnswerURL                      string
	AnsweredAt, ClosedAt                             int64

	Publisher string // its name
	Agency    string // its name
}

const requestColumns = `q.id, q.number, q.agency_id, q.publisher_id, q.ground, q.state, q.version, q.concern_id, q.fact_id, q.statement, q.page_title, q.page_url, q.page_at, q.claim, q.finding, q.evidence, q.reply,
q.danger, q.place, q.basis, q.hash, q.drafter_id, q.drafted_at, q.sent_at, q.sent_how, q.outcome, q.answer_url, q.answered_at, q.closed_at, p.name, u.name`

const requestTables = ` FROM publisher_request q JOIN publisher p ON p.id = q.publisher_id JOIN unit u ON u.id = q.agency_id `

func scanRequests(rows Answer, err error) ([]Request, error) {
	if err != nil {
		return nil, err
	}
	var out []Request
	err = eachRow(rows, func() error {
		var q Request
		if err := rows.Scan(&q.ID, &q.Number, &q.AgencyID, &q.PublisherID, &q.Ground, &q.State, &q.Version, &q.ConcernID, &q.FactID, &q.Statement, &q.PageTitle, &q.PageURL, &q.PageAt, &q.Claim, &q.Finding, &q.Evidence, &q.Reply,
			&q.Danger, &q.Place, &q.Basis, &q.Hash, &q.DrafterID, &q.DraftedAt, &q.SentAt, &q.SentHow, &q.Outcome, &q.AnswerURL, &q.AnsweredAt, &q.ClosedAt, &q.Publisher, &q.Agency); err != nil {
			return err
		}
		out = append(out, q)
		return nil
	})
	return out, err
}

// Requests returns up to n requests, newest first; public ones are those sent.
func (r *Reader) Requests(ctx context.Context, public bool, n int) ([]Request, error) {
	if public {
		return scanRequests(r.query(ctx, `SELECT `+requestColumns+requestTables+`WHERE q.sent_at > 0 ORDER BY q.sent_at DESC, q.id LIMIT $1`, n))
	}
	return scanRequests(r.query(ctx, `SELECT `+requestColumns+requestTables+`ORDER BY q.id DESC LIMIT $1`, n))
}

// Request returns one request by its number; fault.NotFound if there is none.
func (r *Reader) Request(ctx context.Context, number string) (Request, error) {
	return oneRequest(scanRequests(r.query(ctx, `SELECT `+requestColumns+requestTables+`WHERE q.number = $1`, number)))
}

// LockRequest loads a request that this transaction will change.
func (t *Tx) LockRequest(number string) (Request, error) {
	if _, err := t.Exec(`UPDATE publisher_request SET version = version + 1 WHERE number = $1`, number); err != nil {
		return Request{}, err
	}
	return oneRequest(scanRequests(t.Query(`SELECT `+requestColumns+requestTables+`WHERE q.number = $1`, number)))
}

func oneRequest(list []Request, err error) (Request, error) {
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "request.unknown", "没有这件更正请求")
	}
	if err != nil {
		return Request{}, err
	}
	return list[0], nil
}

// AddRequest stores a new request; id and number are filled in.
func (t *Tx) AddRequest(q *Request) error {
	year := t.Now.In(china).Year()
	n, err := t.Count(fmt.Sprintf("number.R.%d", year), 1)
	if err != nil {
		return err
	}
	q.ID, q.Number, q.State, q.Version = NewID(t.Now), fmt.Sprintf("R-%d-%04d", year, n), "drafted", 1
	_, err = t.Exec(`INSERT INTO publisher_request (id, number, agency_id, publisher_id, ground, state, version, concern_id, fact_id, statement, page_title, page_url, page_at, claim, finding, evidence, reply, danger, place, basis, hash, drafter_id, drafted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`,
		q.ID, q.Number, q.AgencyID, q.PublisherID, q.Ground, q.State, q.Version, q.ConcernID, q.FactID, q.Statement, q.PageTitle, q.PageURL, q.PageAt, q.Claim, q.Finding, q.Evidence, q.Reply, q.Danger, q.Place, q.Basis, q.Hash, q.DrafterID, t.Ms())
	return err
}

// SaveRequest stores how far a request came; what it says never changes.
func (t *Tx) SaveRequest(q Request) error {
	_, err := t.Exec(`UPDATE publisher_request SET state = $2, sent_at = $3, sent_how = $4, outcome = $5, answered_at = $6, answer_url = $7, closed_at = $8 WHERE id = $1`,
		q.ID, q.State, q.SentAt, q.SentHow, q.Outcome, q.AnsweredAt, q.AnswerURL, q.ClosedAt)
	return err
}

// SignRequest stores a signature; fault.Conflict if the person has signed.
func (t *Tx) SignRequest(q Request, personID, role string) error {
	_, err := t.Exec(`INSERT INTO request_signature (request_id, person_id, role, hash, at) VALUES ($1, $2, $3, $4, $5)`, q.ID, personID, role, q.Hash, t.Ms())
	if IsDuplicate(err) {
		return fault.New(fault.Conflict, "request.signed", "您已经签过这件请求，另一签须由别人签")
	}
	return err
}

const requestSigners = `SELECT s.person_id, s.role, p.name, s.at FROM request_signature s JOIN person p ON p.id = s.person_id WHERE s.request_id = $1 ORDER BY s.at, s.person_id`

// RequestSignature is one signature under a request.
type RequestSignature struct {
	PersonID, Role, Name string
	At                   int64
}

func scanSigners(rows Answer, err error) ([]RequestSignature, error) {
	if err != nil {
		return nil, err
	}
	var out []RequestSignature
	err = eachRow(rows, func() error {
		var s RequestSignature
		if err := rows.Scan(&s.PersonID, &s.Role, &s.Name, &s.At); err != nil {
			return err
		}
		out = append(out, s)
		return nil
	})
	return out, err
}

// RequestSigners returns who signed a request, in order.
func (r *Reader) RequestSigners(ctx context.Context, id string) ([]RequestSignature, error) {
	return scanSigners(r.query(ctx, requestSigners, id))
}

// RequestSigners returns who signed a request, in order.
func (t *Tx) RequestSigners(id string) ([]RequestSignature, error) {
	return scanSigners(t.Query(requestSigners, id))
}
