package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"yingda/internal/fault"
	"yingda/internal/matter"
)

// Statement (答复稿) is what is special to a statement.
type Statement struct {
	ID            string
	ConcernID     string
	TemplateID    string
	Version       int64
	Hash          string
	DrafterID     string
	PublicVersion int64  // 0 while nothing of it is public
	Pending       string // publish, correct or withdraw: what an approval will do
	Reason        string // of a correction or withdrawal, made public
	Part          string // answer, first (首次说明) or update (续报)
	Mark          string // returned or expired, until it goes on
	ReleaseAt     int64  // when an approved text is to go out; 0 for at once
	ApprovedUntil int64  // when an approval that was not released lapses; 0 for never
}

// Text (文本) is one version of a statement.
type Text struct {
	Version  int64
	Title    string
	Body     string
	Hash     string
	AuthorID string
	At       int64
}

// TextHash binds signatures to a text: SHA-256 over title and body.
func TextHash(title, body string) string { return chainHash(title, body) }

// InsertStatement stores a new statement without a text.
func (t *Tx) InsertStatement(s Statement) error {
	if s.Part == "" {
		s.Part = "answer"
	}
	err := t.Later(`INSERT INTO statement (matter_id, concern_id, template_id, drafter_id, part) VALUES ($1, $2, $3, $4, $5)`, s.ID, s.ConcernID, s.TemplateID, s.DrafterID, s.Part)
	return err
}

// UpdateStatement stores what changed about a statement.
func (t *Tx) UpdateStatement(s Statement) error {
	err := t.Later(`UPDATE statement SET text_version = $2, hash = $3, public_version = $4, pending = $5, reason = $6, part = $7, mark = $8, release_at = $9, approved_until = $10 WHERE matter_id = $1`,
		s.ID, s.Version, s.Hash, s.PublicVersion, s.Pending, s.Reason, s.Part, s.Mark, s.ReleaseAt, s.ApprovedUntil)
	return err
}

const statementColumns = `matter_id, concern_id, template_id, text_version, hash, drafter_id, public_version, pending, reason, part, mark, release_at, approved_until`

func (s *Statement) into() []any {
	return []any{&s.ID, &s.ConcernID, &s.TemplateID, &s.Version, &s.Hash, &s.DrafterID, &s.PublicVersion, &s.Pending, &s.Reason, &s.Part, &s.Mark, &s.ReleaseAt, &s.ApprovedUntil}
}

// Statement returns the statement of a matter.
func (t *Tx) Statement(matterID string) (Statement, error) {
	var s Statement
	err := t.Row(`SELECT `+statementColumns+` FROM statement WHERE matter_id = $1`, []any{matterID}, s.into()...)
	return s, err
}

// Statement returns the statement of a matter.
func (r *Reader) Statement(ctx context.Context, matterID string) (Statement, error) {
	var s Statement
	err := r.row(ctx, `SELECT `+statementColumns+` FROM statement WHERE matter_id = $1`, []any{matterID}, s.into()...)
	if IsNoRows(err) {
		return s, noMatter(matterID)
	}
	return s, err
}

// AddText stores the next version of a statement's text.
func (t *Tx) AddText(statementID string, x Text) error {
	err := t.Later(`INSERT INTO statement_text (statement_id, version, title, body, hash, author_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`, statementID, x.Version, x.Title, x.Body, x.Hash, x.AuthorID, t.Ms())
	return err
}

const textQuery = `SELECT version, title, body, hash, author_id, at FROM statement_text WHERE statement_id = $1 ORDER BY version DESC`

func scanTexts(rows Answer) ([]Text, error) {
	defer rows.Close()
	var out []Text
	for rows.Next() {
		var x Text
		if err := rows.Scan(&x.Version, &x.Title, &x.Body, &x.Hash, &x.AuthorID, &x.At); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// Texts returns all versions of a statement's text, newest first.
func (t *Tx) Texts(statementID string) ([]Text, error) {
	rows, err := t.Query(textQuery, statementID)
	if err != nil {
		return nil, err
	}
	return scanTexts(rows)
}

// Texts returns all versions of a statement's text, newest first.
func (r *Reader) Texts(ctx context.Context, statementID string) ([]Text, error) {
	rows, err := r.query(ctx, textQuery, statementID)
	if err != nil {
		return nil, err
	}
	return scanTexts(rows)
}

// Signature (签署) is one signed gate or approval, bound to the hash of a text.
type Signature struct {
	ID       string
	Version  int64
	Hash     string
	Gate     string // a gate, or "approve"
	PersonID string
	Role     string
	Note     string
	At       int64
	VoidAt   int64
	Checks   []string // the points of the gate's checklist that the signer ticked, in their words
	Paper    ApprovalPaper
}

// ApprovalPaper (上级批准文件) is the paper by which a level above that is not in
// this installation approved a text; the zero value where no paper did. Clause: ANS-1.
type ApprovalPaper struct {
	Issuer, Number string
	At             int64  // the day that it bears, at its beginning in Shanghai
	FileID         string // the evidence that holds it, "" for none
	Name, Hash     string // of the file: its name and SHA-256
}

// AddSignature stores a signature; fault.Conflict if the gate is signed already.
func (t *Tx) AddSignature(statementID string, g Signature) error {
	g.ID = NewID(t.Now)
	_, err := t.Exec(`INSERT INTO signature (id, statement_id, version, hash, gate, person_id, role, note, at, paper_issuer, paper_number, paper_at, paper_file) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		g.ID, statementID, g.Version, g.Hash, g.Gate, g.PersonID, g.Role, g.Note, t.Ms(), g.Paper.Issuer, g.Paper.Number, g.Paper.At, g.Paper.FileID)
	if IsDuplicate(err) {
		return fault.New(fault.Conflict, "gate.signed", "这一关刚刚已由他人签署")
	}
	if err != nil {
		return err
	}
	return t.addChecks(g)
}

// VoidSignatures voids every standing signature of a draft. Those of the text
// that is public stand: it was approved, whatever is drafted to correct it.
func (t *Tx) VoidSignatures(statementID string) error {
	err := t.Later(`UPDATE signature SET void_at = $2 WHERE statement_id = $1 AND void_at = 0 AND version > (SELECT public_version FROM statement WHERE matter_id = $1)`, statementID, t.Ms())
	return err
}

const signatureQuery = `SELECT g.id, g.version, g.hash, g.gate, g.person_id, g.role, g.note, g.at, g.void_at, g.paper_issuer, g.paper_number, g.paper_at, g.paper_file, COALESCE(e.name, ''), COALESCE(e.hash, '')
FROM signature g LEFT JOIN evidence e ON e.id = g.paper_file WHERE g.statement_id = $1 ORDER BY g.at, g.id`

func scanSignatures(rows Answer) ([]Signature, error) {
	defer rows.Close()
	var out []Signature
	for rows.Next() {
		var g Signature
		if err := rows.Scan(&g.ID, &g.Version, &g.Hash, &g.Gate, &g.PersonID, &g.Role, &g.Note, &g.At, &g.VoidAt, &g.Paper.Issuer, &g.Paper.Number, &g.Paper.At, &g.Paper.FileID, &g.Paper.Name, &g.Paper.Hash); err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, rows.Err()
}

// Signatures returns all signatures of a statement, void ones too, oldest first.
func (t *Tx) Signatures(statementID string) ([]Signature, error) {
	rows, err := t.Query(signatureQuery, statementID)
	if err != nil {
		return nil, err
	}
	return scanSignatures(rows)
}

// Signatures returns all signatures of a statement, void ones too, oldest first.
func (r *Reader) Signatures(ctx context.Context, statementID string) ([]Signature, error) {
	rows, err := r.query(ctx, signatureQuery, statementID)
	if err != nil {
		return nil, err
	}
	return scanSignatures(rows)
}

// PublicStatement (公开答复) is a statement as the public reads it.
type PublicStatement struct {
	Number     string
	Seq        int64
	Version    int64
	Title      string
	Text       string
	Agency     string
	ReleasedAt int64
	UpdatedAt  int64
	Withdrawn  bool
	Part       string // answer, first or update
	Thread     string // number of the statement that began the thread; its own for that one
	Nth        int64  // of an update, counted from 1
	Channels   []string
	History    []PublicChange
}

// PublicChange is one entry of a public statement's history: nothing that was
// said is taken off the record.
type PublicChange struct {
	N       int64
	Verb    string
	Version int64
	Title   string
	Text    string
	Reason  string
	At      int64
	Hash    string
}

// PutPublic writes a release to the public record and its history, and returns
// the line of the public ledger. Publishing the same version twice is refused.
func (t *Tx) PutPublic(p PublicStatement, statementID, verb, reason, hash string) error {
	seq, err := t.Count("public.seq", 1)
	if err != nil {
		return err
	}
	switch verb {
	case "publish":
		if err = t.threadOf(&p, statementID); err != nil {
			return err
		}
		err = t.Later(`INSERT INTO public_statement (number, seq, statement_id, version, title, text, agency, released_at, updated_at, part, thread, nth, article) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, (SELECT COUNT(*) FROM article a WHERE a.statement_id = $3))`,
			p.Number, seq, statementID, p.Version, p.Title, p.Text, p.Agency, t.Ms(), p.Part, p.Thread, p.Nth)
	case "correct":
		err = t.Later(`UPDATE public_statement SET version = $2, title = $3, text = $4, updated_at = $5 WHERE number = $1`, p.Number, p.Version, p.Title, p.Text, t.Ms())
	case "withdraw":
		err = t.Later(`UPDATE public_statement SET withdrawn = 1, updated_at = $2 WHERE number = $1`, p.Number, t.Ms())
	default:
		return fmt.Errorf("no such verb %q", verb)
	}
	if err != nil {
		return err
	}
	if err := t.Later(`INSERT INTO public_history (number, n, verb, version, title, text, reason, at, hash) VALUES ($1, (SELECT COUNT(*) + 1 FROM public_history WHERE number = $1), $2, $3, $4, $5, $6, $7, $8)`,
		p.Number, verb, p.Version, p.Title, p.Text, reason, t.Ms(), hash); err != nil {
		return err
	}
	t.Publish("statement."+verb, p.Number, hash)
	t.Renew("public")
	return nil
}

// Enqueue adds a job that commits with this transaction. A key that is not
// empty makes it unique among those of its kind that wait or run.
func (t *Tx) Enqueue(kind, key string, payload any, at time.Time, attempts int) error {
	raw, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("payload of %s: %w", kind, err)
	}
	err = t.Later(`INSERT INTO job (id, kind, ukey, payload, state, run_at, max_attempts, created_at) VALUES ($1, $2, $3, $4, 'ready', $5, $6, $7)
ON CONFLICT (kind, ukey) WHERE state IN ('ready', 'running') AND ukey <> '' DO NOTHING`,
		NewID(t.Now), kind, key, string(raw), at.UnixMilli(), attempts, t.Ms())
	return err
}

// QueuedJobs returns the keys of the jobs of a kind that wait.
func (r *Reader) QueuedJobs(ctx context.Context, kind string) ([]string, error) {
	rows, err := r.query(ctx, `SELECT ukey FROM job WHERE kind = $1 AND state = 'ready' ORDER BY id`, kind)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		out = append(out, key)
	}
	return out, rows.Err()
}

// StatementsOf returns the statements of a concern as matters, oldest first.
func (r *Reader) StatementsOf(ctx context.Context, concernID string) ([]matter.Matter, error) {
	rows, err := r.query(ctx, `SELECT `+matterColumns+` FROM matter m WHERE m.parent_id = $1 AND m.kind = 'statement' ORDER BY m.opened_at, m.id`, concernID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []matter.Matter
	for rows.Next() {
		m, err := scanMatter(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// PendingStatements returns the numbers of a concern's drafts that are written,
// reviewed or wait for approval.
func (t *Tx) PendingStatements(concernID string) ([]string, error) {
	rows, err := t.Query(`SELECT number FROM matter WHERE parent_id = $1 AND kind = 'statement' AND state IN ('drafting', 'reviewing', 'approving') ORDER BY id`, concernID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var number string
		if err := rows.Scan(&number); err != nil {
			return nil, err
		}
		out = append(out, number)
	}
	return out, rows.Err()
}
