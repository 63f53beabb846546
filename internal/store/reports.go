package store

import (
	"context"
	"encoding/json"

	"yingda/internal/fault"
	"yingda/internal/regime"
)

// Report (报送) is a report to the level above, where it lands in an inbox. Of
// one that went to or came from another installation PeerID names it; Origin is
// the report's id over there.
type Report struct {
	ID         string
	Kind       regime.Document
	FromAgency string // "" when it came from a peer
	FromName   string
	ToAgency   string // "" when it went to a peer
	ToName     string
	PeerID     string
	Origin     string
	MatterID   string // "" for one from a peer, and for a list
	DocumentID string
	Number     string // of the concern, as the sender numbers it
	Title      string
	Grade      string // in words
	Fields     []Field
	AuthorID   string
	At         int64
	ArrivedAt  int64 // when it reached the other side; 0 while it is on its way
	ReceivedAt int64
	ReceivedBy string // name and role
	ReceiverID string
	Question   string
	AskedAt    int64
	AskedBy    string
	Answer     string
	AnsweredAt int64
}

// Field is one titled part of a report.
type Field struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

const reportColumns = `id, kind, from_agency, from_name, to_agency, to_name, peer_id, origin, matter_id, document_id, number, title, grade, fields, author_id, at, arrived_at, received_at, received_by, receiver_id, question, asked_at, asked_by, answer, answered_at`

func scanReport(scan func(...any) error) (Report, error) {
	var r Report
	var fields string
	err := scan(&r.ID, &r.Kind, &r.FromAgency, &r.FromName, &r.ToAgency, &r.ToName, &r.PeerID, &r.Origin, &r.MatterID, &r.DocumentID, &r.Number, &r.Title, &r.Grade, &fields, &r.AuthorID, &r.At, &r.ArrivedAt, &r.ReceivedAt, &r.ReceivedBy, &r.ReceiverID, &r.Question, &r.AskedAt, &r.AskedBy, &r.Answer, &r.AnsweredAt)
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal([]byte(fields), &r.Fields)
}

// AddReport stores a report; an empty ID is filled in.
func (t *Tx) AddReport(r *Report) error {
	if r.ID == "" {
		r.ID = NewID(t.Now)
	}
	fields, err := json.Marshal(r.Fields)
	if err != nil {
		return err
	}
	_, err = t.Exec(`INSERT INTO report (`+reportColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)`,
		r.ID, string(r.Kind), r.FromAgency, r.FromName, r.ToAgency, r.ToName, r.PeerID, r.Origin, r.MatterID, r.DocumentID, r.Number, r.Title, r.Grade, string(fields), r.AuthorID, t.Ms(), r.ArrivedAt, r.ReceivedAt, r.ReceivedBy, r.ReceiverID, r.Question, r.AskedAt, r.AskedBy, r.Answer, r.AnsweredAt)
	return err
}

// SaveReport stores what happened to a report since it was sent.
func (t *Tx) SaveReport(r Report) error {
	_, err := t.Exec(`UPDATE report SET arrived_at = $2, received_at = $3, received_by = $4, receiver_id = $5, question = $6, asked_at = $7, asked_by = $8, answer = $9, answered_at = $10 WHERE id = $1`,
		r.ID, r.ArrivedAt, r.ReceivedAt, r.ReceivedBy, r.ReceiverID, r.Question, r.AskedAt, r.AskedBy, r.Answer, r.AnsweredAt)
	return err
}

func noReport() error {
	return fault.New(fault.NotFound, "report.unknown", "没有这份报告，或者您看不到它")
}

// LockReport loads a report that this transaction will change.
func (t *Tx) LockReport(id string) (Report, error) {
	r, err := scanReport(func(into ...any) error {
		return t.Row(`SELECT `+reportColumns+` FROM report WHERE id = $1`+t.forUpdate(), []any{id}, into...)
	})
	if IsNoRows(err) {
		return r, noReport()
	}
	return r, err
}

// PeerReport returns the report that a peer sent under an id of its own.
func (t *Tx) PeerReport(peerID, origin string) (Report, error) {
	r, err := scanReport(func(into ...any) error {
		return t.Row(`SELECT `+reportColumns+` FROM report WHERE peer_id = $1 AND origin = $2 AND origin <> ''`+t.forUpdate(), []any{peerID, origin}, into...)
	})
	if IsNoRows(err) {
		return r, noReport()
	}
	return r, err
}

// Report returns one report.
func (r *Reader) Report(ctx context.Context, id string) (Report, error) {
	out, err := scanReport(r.scanner(ctx, `SELECT `+reportColumns+` FROM report WHERE id = $1`, id))
	if IsNoRows(err) {
		return out, noReport()
	}
	return out, err
}

// reportsShown is how many reports a list holds.
const reportsShown = 100

// ReportsTo returns the newest reports that reached an agency.
func (r *Reader) ReportsTo(ctx context.Context, agencyID string) ([]Report, error) {
	return scanReports(r.query(ctx, `SELECT `+reportColumns+` FROM report WHERE to_agency = $1 AND to_agency <> '' ORDER BY id DESC LIMIT $2`, agencyID, reportsShown))
}

// ReportsFrom returns the newest reports that an agency sent.
func (r *Reader) ReportsFrom(ctx context.Context, agencyID string) ([]Report, error) {
	return scanReports(r.query(ctx, `SELECT `+reportColumns+` FROM report WHERE from_agency = $1 AND from_agency <> '' ORDER BY id DESC LIMIT $2`, agencyID, reportsShown))
}

// ReportPage returns a page of the reports that an agency sent or received, newest
// first.
func (r *Reader) ReportPage(ctx context.Context, agencyID string, p Page) ([]Report, error) {
	_, before := p.behind()
	order := ` ORDER BY id DESC LIMIT $3`
	both := r.engine.union([]string{`SELECT id FROM report WHERE to_agency = $1 AND to_agency <> '' AND id < $2`, `SELECT id FROM report WHERE from_agency = $1 AND from_agency <> '' AND id < $2`}, order)
	return scanReports(r.query(ctx, `SELECT `+reportColumns+` FROM report WHERE id IN (SELECT id FROM (SELECT id FROM (`+both+`) united`+order+`) newest) ORDER BY id DESC`, agencyID, before, p.N))
}

func scanReports(rows Answer, err error) ([]Report, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Report
	for rows.Next() {
		r, err := scanReport(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// Peer (对接单位) is another installation of Yingda, known by its public key.
type Peer struct {
	ID        string
	Name      string
	Base      string // https://host
	PublicKey string // ed25519, base64
	AgencyID  string // the agency of ours that reports to it, or that it reports to
	Above     bool   // it is the level above that agency
	Active    bool
	CreatedAt int64
	CreatedBy string
}

const peerColumns = `id, name, base, public_key, agency_id, above, active, created_at, created_by`

func scanPeer(scan func(...any) error) (Peer, error) {
	var p Peer
	var above, active int64
	err := scan(&p.ID, &p.Name, &p.Base, &p.PublicKey, &p.AgencyID, &above, &active, &p.CreatedAt, &p.CreatedBy)
	p.Above, p.Active = above == 1, active == 1
	return p, err
}

// AddPeer registers another installation.
func (t *Tx) AddPeer(p *Peer) error {
	p.ID, p.CreatedAt = NewID(t.Now), t.Ms()
	_, err := t.Exec(`INSERT INTO peer (`+peerColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, p.ID, p.Name, p.Base, p.PublicKey, p.AgencyID, Bit(p.Above), Bit(p.Active), p.CreatedAt, p.CreatedBy)
	return err
}

// SwitchPeer lets a peer in or keeps it out; fault.NotFound for an unknown one.
func (t *Tx) SwitchPeer(id string, active bool) error {
	n, err := t.Exec(`UPDATE peer SET active = $2 WHERE id = $1`, id, Bit(active))
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "peer.unknown", "没有这个对接单位")
	}
	return err
}

// Peers returns every registered installation.
func (r *Reader) Peers(ctx context.Context) ([]Peer, error) {
	return scanPeers(r.query(ctx, `SELECT `+peerColumns+` FROM peer ORDER BY name, id`))
}

// Peers returns every registered installation.
func (t *Tx) Peers() ([]Peer, error) {
	return scanPeers(t.Query(`SELECT ` + peerColumns + ` FROM peer ORDER BY name, id`))
}

func scanPeers(rows Answer, err error) ([]Peer, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Peer
	for rows.Next() {
		p, err := scanPeer(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// PeerMessage remembers a message of a peer. It returns true if the very same
// came before; fault.Conflict if the id came before with another content.
func (t *Tx) PeerMessage(peerID, id, digest string) (bool, error) {
	n, err := t.Exec(`INSERT INTO peer_message (peer_id, id, digest, at) VALUES ($1, $2, $3, $4) ON CONFLICT (peer_id, id) DO NOTHING`, peerID, id, digest, t.Ms())
	if err != nil || n == 1 {
		return false, err
	}
	var was string
	if err := t.Row(`SELECT digest FROM peer_message WHERE peer_id = $1 AND id = $2`, []any{peerID, id}, &was); err != nil {
		return false, err
	}
	if was != digest {
		return false, fault.New(fault.Conflict, "exchange.changed", "同一编号的来文内容与先前收到的不同，没有接收")
	}
	return true, nil
}

// QueuedPayloads returns what the waiting jobs of a kind hold, oldest first.
func (r *Reader) QueuedPayloads(ctx context.Context, kind string) ([]string, error) {
	return gather(func(scan func(...any) error) (string, error) {
		var p string
		err := scan(&p)
		return p, err
	})(r.query(ctx, `SELECT payload FROM job WHERE kind = $1 AND state = 'ready' ORDER BY id`, kind))
}
