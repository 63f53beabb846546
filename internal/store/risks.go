package store

import (
	"context"
	"fmt"

	"yingda/internal/fault"
	"yingda/internal/regime"
)

// Risk (决策风险评估) is the risk of public concern, assessed before a decision is
// carried out. Clause: JUD-6.
type Risk struct {
	ID         string
	Number     string
	AgencyID   string
	Title      string
	Decision   string
	Risks      string
	Grade      regime.Grade
	Plan       string
	DrafterID  string
	CreatedAt  int64
	ApproverID string
	ApprovedAt int64
	Returned   string // why it was sent back, "" if it was not
	Concerns   []string
}

const riskColumns = `id, number, agency_id, title, decision, risks, grade, plan, drafter_id, created_at, approver_id, approved_at, returned`

func scanRisk(scan func(...any) error) (Risk, error) {
	var r Risk
	err := scan(&r.ID, &r.Number, &r.AgencyID, &r.Title, &r.Decision, &r.Risks, &r.Grade, &r.Plan, &r.DrafterID, &r.CreatedAt, &r.ApproverID, &r.ApprovedAt, &r.Returned)
	return r, err
}

// AddRisk stores a drafted assessment under the next number.
func (t *Tx) AddRisk(r *Risk) error {
	year := t.Now.In(china).Year()
	n, err := t.Count(fmt.Sprintf("number.F.%d", year), 1)
	if err != nil {
		return err
	}
	r.ID, r.Number, r.CreatedAt = NewID(t.Now), fmt.Sprintf("F-%d-%04d", year, n), t.Ms()
	_, err = t.Exec(`INSERT INTO risk (id, number, agency_id, title, decision, risks, grade, plan, drafter_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.ID, r.Number, r.AgencyID, r.Title, r.Decision, r.Risks, string(r.Grade), r.Plan, r.DrafterID, r.CreatedAt)
	return err
}

// SaveRisk stores a changed assessment.
func (t *Tx) SaveRisk(r Risk) error {
	_, err := t.Exec(`UPDATE risk SET title = $2, decision = $3, risks = $4, grade = $5, plan = $6, drafter_id = $7, approver_id = $8, approved_at = $9, returned = $10 WHERE id = $1`,
		r.ID, r.Title, r.Decision, r.Risks, string(r.Grade), r.Plan, r.DrafterID, r.ApproverID, r.ApprovedAt, r.Returned)
	return err
}

// LockRisk loads an assessment that this transaction will change.
func (t *Tx) LockRisk(id string) (Risk, error) {
	r, err := scanRisk(func(into ...any) error {
		return t.Row(`SELECT `+riskColumns+` FROM risk WHERE id = $1`+t.forUpdate(), []any{id}, into...)
	})
	if IsNoRows(err) {
		return r, fault.New(fault.NotFound, "risk.unknown", "没有这份评估，或者您看不到它")
	}
	return r, err
}

// LinkRisk notes that a concern came of a decision that was assessed.
func (t *Tx) LinkRisk(riskID, matterID string) error {
	_, err := t.Exec(`INSERT INTO risk_concern (risk_id, matter_id, at) VALUES ($1, $2, $3) ON CONFLICT (risk_id, matter_id) DO NOTHING`, riskID, matterID, t.Ms())
	return err
}

// Risk returns one assessment with the numbers of its concerns.
func (r *Reader) Risk(ctx context.Context, id string) (Risk, error) {
	out, err := scanRisk(r.scanner(ctx, `SELECT `+riskColumns+` FROM risk WHERE id = $1`, id))
	if IsNoRows(err) {
		return out, fault.New(fault.NotFound, "risk.unknown", "没有这份评估，或者您看不到它")
	}
	if err != nil {
		return out, err
	}
	rows, err := r.query(ctx, `SELECT m.number FROM risk_concern c JOIN matter m ON m.id = c.matter_id WHERE c.risk_id = $1 ORDER BY c.at, m.number`, id)
	if err != nil {
		return out, err
	}
	defer rows.Close()
	for rows.Next() {
		var number string
		if err := rows.Scan(&number); err != nil {
			return out, err
		}
		out.Concerns = append(out.Concerns, number)
	}
	return out, rows.Err()
}

// Risks returns the newest assessments of an agency.
func (r *Reader) Risks(ctx context.Context, agencyID string) ([]Risk, error) {
	return gather(scanRisk)(r.query(ctx, `SELECT `+riskColumns+` FROM risk WHERE agency_id = $1 ORDER BY id DESC LIMIT 100`, agencyID))
}

// gather reads every row with the scan of one.
func gather[T any](one func(scan func(...any) error) (T, error)) func(Answer, error) ([]T, error) {
	return func(rows Answer, err error) ([]T, error) {
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		var out []T
		for rows.Next() {
			x, err := one(rows.Scan)
			if err != nil {
				return nil, err
			}
			out = append(out, x)
		}
		return out, rows.Err()
	}
}

// OwnList (自查清单) lists an agency's own acts and decisions of a period that may
// raise concern. Clause: JUD-7.
type OwnList struct {
	ID        string
	AgencyID  string
	Period    string // 2026-03
	CreatedBy string
	CreatedAt int64
	SignedBy  string
	SignedAt  int64
	ReportID  string
	Entries   []OwnEntry
}

// OwnEntry is one act or decision; it names no person and no group.
type OwnEntry struct {
	Kind     string // act or decision
	Act      string
	Term     string // the duty term of the agency that it belongs to
	Worry    string
	Measure  string
	PersonID string
	At       int64
}

const ownListColumns = `id, agency_id, period, created_by, created_at, signed_by, signed_at, report_id`

func scanOwnList(scan func(...any) error) (OwnList, error) {
	var l OwnList
	err := scan(&l.ID, &l.AgencyID, &l.Period, &l.CreatedBy, &l.CreatedAt, &l.SignedBy, &l.SignedAt, &l.ReportID)
	return l, err
}

func scanOwnEntry(scan func(...any) error) (OwnEntry, error) {
	var e OwnEntry
	err := scan(&e.Kind, &e.Act, &e.Term, &e.Worry, &e.Measure, &e.PersonID, &e.At)
	return e, err
}

const ownEntries = `SELECT kind, act, term, worry, measure, by_id, at FROM own_entry WHERE list_id = $1 ORDER BY n`

// AddOwnList begins the list of a period; the one that is there is returned.
func (t *Tx) AddOwnList(l OwnList) (string, error) {
	id := NewID(t.Now)
	_, err := t.Exec(`INSERT INTO own_list (id, agency_id, period, created_by, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (agency_id, period) DO NOTHING`, id, l.AgencyID, l.Period, l.CreatedBy, t.Ms())
	if err != nil {
		return "", err
	}
	err = t.Row(`SELECT id FROM own_list WHERE agency_id = $1 AND period = $2`, []any{l.AgencyID, l.Period}, &id)
	return id, err
}

// LockOwnList loads a list with its entries.
func (t *Tx) LockOwnList(id string) (OwnList, error) {
	l, err := scanOwnList(func(into ...any) error {
		return t.Row(`SELECT `+ownListColumns+` FROM own_list WHERE id = $1`+t.forUpdate(), []any{id}, into...)
	})
	if IsNoRows(err) {
		return l, noOwnList()
	}
	if err != nil {
		return l, err
	}
	l.Entries, err = gather(scanOwnEntry)(t.Query(ownEntries, id))
	return l, err
}

func noOwnList() error {
	return fault.New(fault.NotFound, "ownlist.unknown", "没有这份清单，或者您看不到它")
}

// AddOwnEntry adds an act or decision to a list.
func (t *Tx) AddOwnEntry(listID string, e OwnEntry) error {
	_, err := t.Exec(`INSERT INTO own_entry (list_id, n, kind, act, term, worry, measure, by_id, at) VALUES ($1, (SELECT COUNT(*) + 1 FROM own_entry WHERE list_id = $1), $2, $3, $4, $5, $6, $7, $8)`,
		listID, e.Kind, e.Act, e.Term, e.Worry, e.Measure, e.PersonID, t.Ms())
	return err
}

// SignOwnList closes a list and names the report that carries it up.
func (t *Tx) SignOwnList(id, personID, reportID string) error {
	_, err := t.Exec(`UPDATE own_list SET signed_by = $2, signed_at = $3, report_id = $4 WHERE id = $1`, id, personID, t.Ms(), reportID)
	return err
}

// OwnList returns one list with its entries.
func (r *Reader) OwnList(ctx context.Context, id string) (OwnList, error) {
	l, err := scanOwnList(r.scanner(ctx, `SELECT `+ownListColumns+` FROM own_list WHERE id = $1`, id))
	if IsNoRows(err) {
		return l, noOwnList()
	}
	if err != nil {
		return l, err
	}
	l.Entries, err = gather(scanOwnEntry)(r.query(ctx, ownEntries, id))
	return l, err
}

// OwnLists returns the newest lists of an agency, without entries.
func (r *Reader) OwnLists(ctx context.Context, agencyID string) ([]OwnList, error) {
	return gather(scanOwnList)(r.query(ctx, `SELECT `+ownListColumns+` FROM own_list WHERE agency_id = $1 ORDER BY period DESC LIMIT 100`, agencyID))
}
