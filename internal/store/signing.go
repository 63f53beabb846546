package store

import (
	"context"
	"strings"

	"yingda/internal/regime"
)

// addChecks stores the points that a signer ticked, in the words of the moment.
func (t *Tx) addChecks(g Signature) error {
	for i, text := range g.Checks {
		if err := t.Later(`INSERT INTO signature_check (signature_id, place, text) VALUES ($1, $2, $3)`, g.ID, i+1, text); err != nil {
			return err
		}
	}
	return nil
}

// SignedChecks returns the points ticked with each signature of a statement, by
// the id of the signature.
func (r *Reader) SignedChecks(ctx context.Context, statementID string) (map[string][]string, error) {
	rows, err := r.query(ctx, `SELECT k.signature_id, k.text FROM signature_check k JOIN signature g ON g.id = k.signature_id WHERE g.statement_id = $1 ORDER BY k.signature_id, k.place`, statementID)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	err = eachRow(rows, func() error {
		var id, text string
		if err := rows.Scan(&id, &text); err != nil {
			return err
		}
		out[id] = append(out[id], text)
		return nil
	})
	return out, err
}

// VoidGate voids the standing signature of one gate of the draft, as when an
// approval lapses; what was signed before it stands.
func (t *Tx) VoidGate(statementID, gate string) error {
	err := t.Later(`UPDATE signature SET void_at = $3 WHERE statement_id = $1 AND gate = $2 AND void_at = 0 AND version > (SELECT public_version FROM statement WHERE matter_id = $1)`, statementID, gate, t.Ms())
	return err
}

// Unsent takes what a statement has in the outbox back out of it. It returns
// false, and takes nothing, when a line of this version went out or may have.
func (t *Tx) Unsent(statementID string, version int64) (bool, error) {
	var gone int64
	if err := t.Row(`SELECT COUNT(*) FROM release WHERE statement_id = $1 AND version = $2 AND state IN ('sending', 'done', 'unknown')`, []any{statementID, version}, &gone); err != nil || gone > 0 {
		return false, err
	}
	err := t.Later(`DELETE FROM release WHERE statement_id = $1 AND version = $2 AND state IN ('queued', 'failed', 'owed')`, statementID, version)
	return err == nil, err
}

// Rival is another draft or answer of the same concern.
type Rival struct {
	ID     string
	Number string
	State  string
	Part   string
	Public bool
}

// Rivals returns the other statements of a concern that are not dropped or
// withdrawn, the oldest first.
func (t *Tx) Rivals(concernID, except string) ([]Rival, error) {
	rows, err := t.Query(`SELECT m.id, m.number, m.state, s.part, s.public_version FROM statement s JOIN matter m ON m.id = s.matter_id
WHERE s.concern_id = $1 AND s.matter_id <> $2 AND m.state NOT IN ('dropped', 'withdrawn') ORDER BY m.id`, concernID, except)
	if err != nil {
		return nil, err
	}
	var out []Rival
	err = eachRow(rows, func() error {
		var x Rival
		var public int64
		if err := rows.Scan(&x.ID, &x.Number, &x.State, &x.Part, &public); err != nil {
			return err
		}
		x.Public = public > 0
		out = append(out, x)
		return nil
	})
	return out, err
}

// AnswerOut returns the number of the answer to a concern that is public since
// the concern was last reopened, "" if there is none.
func (t *Tx) AnswerOut(concernID string) (string, error) {
	var number string
	err := t.Row(`SELECT COALESCE(MIN(p.number), '') FROM statement s JOIN public_statement p ON p.statement_id = s.matter_id
WHERE s.concern_id = $1 AND s.part = 'answer' AND p.withdrawn = 0 AND p.released_at >= COALESCE((SELECT MAX(at) FROM event WHERE matter_id = $1 AND word = 'concern.reopened'), 0)`, []any{concernID}, &number)
	return number, err
}

// ThreadElsewhere returns the number of a public answer that stands under another
// concern about the same posts, "" if there is none: a thread gets one statement
// of the whole tree of agencies.
func (t *Tx) ThreadElsewhere(concernID string) (string, error) {
	var number string
	err := t.Row(`SELECT COALESCE(MIN(p.number), '') FROM public_statement p JOIN statement s ON s.matter_id = p.statement_id
WHERE p.withdrawn = 0 AND s.part <> 'update' AND s.concern_id <> $1 AND EXISTS (
 SELECT 1 FROM cluster k JOIN member a ON a.cluster_id = k.id JOIN member b ON b.seq = a.seq JOIN cluster o ON o.id = b.cluster_id
 WHERE k.matter_id = $1 AND k.matter_id <> '' AND a.state = 'confirmed' AND b.state = 'confirmed' AND o.matter_id = s.concern_id)`, []any{concernID}, &number)
	return number, err
}

// Override (放行) is the reason for which a signer of the secrecy gate let the
// blocking findings of the automatic checks pass for one text.
type Override struct {
	Hash     string
	ByID     string
	Reason   string
	Findings []string
	At       int64
}

// AddOverride stores that the findings on a text were let pass.
func (t *Tx) AddOverride(statementID string, o Override) error {
	err := t.Later(`INSERT INTO proof_override (statement_id, hash, by_id, reason, findings, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (statement_id, hash) DO UPDATE SET by_id = excluded.by_id, reason = excluded.reason, findings = excluded.findings, at = excluded.at`, statementID, o.Hash, o.ByID, o.Reason, strings.Join(o.Findings, "\n"), t.Ms())
	return err
}

const overrideQuery = `SELECT hash, by_id, reason, findings, at FROM proof_override WHERE statement_id = $1 AND hash = $2`

func (o *Override) scan(scan func(...any) error) error {
	var findings string
	err := scan(&o.Hash, &o.ByID, &o.Reason, &findings, &o.At)
	if findings != "" {
		o.Findings = strings.Split(findings, "\n")
	}
	return err
}

// Overridden returns the override of a text, the zero value if there is none.
func (t *Tx) Overridden(statementID, hash string) (Override, error) {
	var o Override
	err := o.scan(func(into ...any) error { return t.Row(overrideQuery, []any{statementID, hash}, into...) })
	if IsNoRows(err) {
		return Override{}, nil
	}
	return o, err
}

// Overridden returns the override of a text, the zero value if there is none.
func (r *Reader) Overridden(ctx context.Context, statementID, hash string) (Override, error) {
	var o Override
	err := o.scan(func(into ...any) error { return r.row(ctx, overrideQuery, []any{statementID, hash}, into...) })
	if IsNoRows(err) {
		return Override{}, nil
	}
	return o, err
}

// SentReleases counts the lines of one version that went out, or may have.
func (t *Tx) SentReleases(statementID string, version int64) (int64, error) {
	var n int64
	err := t.Row(`SELECT COUNT(*) FROM release WHERE statement_id = $1 AND version = $2 AND state IN ('sending', 'done', 'unknown')`, []any{statementID, version}, &n)
	return n, err
}

// Approvers returns the names of the active people who hold one of the roles in an
// agency or its sections.
func (r *Reader) Approvers(ctx context.Context, agencyID string, roles []regime.Role) ([]string, error) {
	var b where
	held := make([]string, len(roles))
	for i, role := range roles {
		held[i] = string(role)
	}
	b.add(`p.active = 1 AND u.agency_id = ` + b.bind(agencyID))
	b.add(`g.role IN ` + b.list(held))
	rows, err := r.query(ctx, `SELECT DISTINCT p.name FROM person p JOIN person_role g ON g.person_id = p.id JOIN unit u ON u.id = g.unit_id WHERE `+b.sql()+` ORDER BY p.name LIMIT 50`, b.args...)
	if err != nil {
		return nil, err
	}
	var out []string
	err = eachRow(rows, func() error {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		out = append(out, name)
		return nil
	})
	return out, err
}
