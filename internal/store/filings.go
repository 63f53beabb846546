package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/regime"
)

// Filing (账号备案) is what is special to a matter about an account: the form,
// the levels, and when a change was made. Clause: ACC-2 ACC-3.
type Filing struct {
	MatterID, AccountID string
	Act                 string // opening, change, closing or cancelling
	Form                FilingFields
	ChangedAt           int64
	ApplicantID         string
}

// FilingFields are the fields of the approval form, and what a change changes:
// empty ones stay as they are.
type FilingFields struct {
	Purpose    string `json:"purpose,omitempty"`
	Columns    string `json:"columns,omitempty"`
	Existing   string `json:"existing,omitempty"`
	Review     string `json:"review,omitempty"`
	Security   string `json:"security,omitempty"`
	Contractor string `json:"contractor,omitempty"`
	Phone      string `json:"phone,omitempty"`
	InCharge   string `json:"in_charge,omitempty"` // person ids
	Keeper     string `json:"keeper,omitempty"`
	Organiser  string `json:"organiser_person,omitempty"`

	Name    string `json:"name,omitempty"` // of a change: the new values
	Body    string `json:"organiser,omitempty"`
	Emblem  string `json:"emblem,omitempty"`
	Address string `json:"address,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

// FilingStep is one level that decides or takes note. An empty AgencyID is one
// outside this installation.
type FilingStep struct {
	N                   int64
	AgencyID, Name      string
	Level               regime.Level
	Verdict             string // "", agreed or refused
	PersonID, Note, Ref string
	At                  int64
}

// AddFiling stores what is special to a new filing.
func (t *Tx) AddFiling(f Filing) error {
	raw, err := json.Marshal(f.Form)
	if err != nil {
		return err
	}
	_, err = t.Exec(`INSERT INTO account_filing (matter_id, account_id, act, form, changed_at, applicant_id) VALUES ($1, $2, $3, $4, $5, $6)`, f.MatterID, f.AccountID, f.Act, string(raw), f.ChangedAt, f.ApplicantID)
	return err
}

// SaveFiling stores its form and when the change was made.
func (t *Tx) SaveFiling(f Filing) error {
	raw, err := json.Marshal(f.Form)
	if err != nil {
		return err
	}
	_, err = t.Exec(`UPDATE account_filing SET form = $2, changed_at = $3 WHERE matter_id = $1`, f.MatterID, string(raw), f.ChangedAt)
	return err
}

const filingColumns = `SELECT matter_id, account_id, act, form, changed_at, applicant_id FROM account_filing WHERE matter_id = $1`

func scanFiling(scan func(...any) error) (Filing, error) {
	var f Filing
	var raw string
	if err := scan(&f.MatterID, &f.AccountID, &f.Act, &raw, &f.ChangedAt, &f.ApplicantID); err != nil {
		return f, err
	}
	return f, json.Unmarshal([]byte(raw), &f.Form)
}

// Filing loads the special part of a filing in a transaction.
func (t *Tx) Filing(matterID string) (Filing, error) {
	return oneFiling(gather(scanFiling)(t.Query(filingColumns, matterID)))
}

// Filing returns the special part of a filing; fault.NotFound if there is none.
func (r *Reader) Filing(ctx context.Context, matterID string) (Filing, error) {
	return oneFiling(gather(scanFiling)(r.query(ctx, filingColumns, matterID)))
}

func oneFiling(list []Filing, err error) (Filing, error) {
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "filing.unknown", "没有这件账号备案")
	}
	if err != nil {
		return Filing{}, err
	}
	return list[0], nil
}

// SetSteps writes the levels of a filing anew, undecided.
func (t *Tx) SetSteps(filingID string, steps []FilingStep) error {
	if _, err := t.Exec(`DELETE FROM filing_step WHERE filing_id = $1`, filingID); err != nil {
		return err
	}
	for i, s := range steps {
		if _, err := t.Exec(`INSERT INTO filing_step (filing_id, n, agency_id, name, level) VALUES ($1, $2, $3, $4, $5)`, filingID, i+1, s.AgencyID, s.Name, string(s.Level)); err != nil {
			return err
		}
	}
	return nil
}

// DecideStep records what one level said.
func (t *Tx) DecideStep(filingID string, s FilingStep) error {
	_, err := t.Exec(`UPDATE filing_step SET verdict = $3, person_id = $4, note = $5, reference = $6, at = $7 WHERE filing_id = $1 AND n = $2`, filingID, s.N, s.Verdict, s.PersonID, s.Note, s.Ref, t.Ms())
	return err
}

const filingSteps = `SELECT n, agency_id, name, level, verdict, person_id, note, reference, at FROM filing_step WHERE filing_id = $1 ORDER BY n`

func scanStep(scan func(...any) error) (FilingStep, error) {
	var s FilingStep
	err := scan(&s.N, &s.AgencyID, &s.Name, &s.Level, &s.Verdict, &s.PersonID, &s.Note, &s.Ref, &s.At)
	return s, err
}

// Steps returns the levels of a filing, lowest first.
func (t *Tx) Steps(filingID string) ([]FilingStep, error) {
	return gather(scanStep)(t.Query(filingSteps, filingID))
}

// Steps returns the same to a reader.
func (r *Reader) Steps(ctx context.Context, filingID string) ([]FilingStep, error) {
	return gather(scanStep)(r.query(ctx, filingSteps, filingID))
}

// FilingRow is one filing of a list.
type FilingRow struct {
	ID, Number, Title, State, Act, AgencyID, Agency string
	AccountID, AccountNumber, Account               string
	OpenedAt, ClosedAt, NextDue                     int64
	Turn                                            string // the level that decides next, in words
}

// Filings returns up to n filings of agencies (nil: all), newest first, of one
// account if it is named, from after on; open ones alone unless all is said.
func (r *Reader) Filings(ctx context.Context, agencies []string, account string, all bool, after string, n int) ([]FilingRow, error) {
	if agencies != nil && len(agencies) == 0 {
		return nil, nil
	}
	where, args := `WHERE m.kind = 'account_filing'`, []any{}
	bind := func(v any) string { args = append(args, v); return fmt.Sprintf("$%d", len(args)) }
	if agencies != nil {
		var marks []string
		for _, id := range agencies {
			marks = append(marks, bind(id))
		}
		where += ` AND m.agency_id IN (` + strings.Join(marks, ", ") + `)`
	}
	if account != "" {
		where += ` AND f.account_id = ` + bind(account)
	}
	if !all {
		where += ` AND m.closed_at = 0`
	}
	if after != "" {
		where += ` AND f.matter_id < ` + bind(after)
	}
	scan := func(scan func(...any) error) (FilingRow, error) {
		var x FilingRow
		err := scan(&x.ID, &x.Number, &x.Title, &x.State, &x.Act, &x.AgencyID, &x.Agency, &x.AccountID, &x.AccountNumber, &x.Account, &x.OpenedAt, &x.ClosedAt, &x.NextDue, &x.Turn)
		return x, err
	}
	return gather(scan)(r.query(ctx, `SELECT m.id, m.number, m.title, m.state, f.act, m.agency_id, g.name, a.id, a.number, a.name, m.opened_at, m.closed_at, m.next_due,
COALESCE((SELECT s.name FROM filing_step s WHERE s.filing_id = m.id AND s.verdict = '' ORDER BY s.n LIMIT 1), '')
FROM account_filing f JOIN matter m ON m.id = f.matter_id JOIN account a ON a.id = f.account_id JOIN unit g ON g.id = m.agency_id `+where+` ORDER BY f.matter_id DESC LIMIT `+bind(n), args...))
}

// OpenFilingOf returns the number of a filing about an account that is not over,
// "" if there is none.
func (t *Tx) OpenFilingOf(accountID string) (string, error) {
	var number string
	err := t.Row(`SELECT m.number FROM account_filing f JOIN matter m ON m.id = f.matter_id WHERE f.account_id = $1 AND m.closed_at = 0 ORDER BY m.id LIMIT 1`, []any{accountID}, &number)
	if IsNoRows(err) {
		return "", nil
	}
	return number, err
}

// AccountNotice (账号公告) is what the public is told of an account.
type AccountNotice struct {
	ID, AccountID, Filing, Kind, Text string // opened, organiser, renamed or closed
	At                                int64
	Number, Name                      string // of the account
}

// AddAccountNotice publishes a notice; its id is filled in.
func (t *Tx) AddAccountNotice(n *AccountNotice, by string) error {
	n.ID, n.At = NewID(t.Now), t.Ms()
	_, err := t.Exec(`INSERT INTO account_notice (id, account_id, filing, kind, text, at, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`, n.ID, n.AccountID, n.Filing, n.Kind, n.Text, n.At, by)
	return err
}

// AccountNotices returns up to n notices, newest first, of one account if it is
// named.
func (r *Reader) AccountNotices(ctx context.Context, accountID string, n int) ([]AccountNotice, error) {
	where, args := ``, []any{n}
	if accountID != "" {
		where, args = `WHERE x.account_id = $2 `, []any{n, accountID}
	}
	scan := func(scan func(...any) error) (AccountNotice, error) {
		var x AccountNotice
		err := scan(&x.ID, &x.AccountID, &x.Filing, &x.Kind, &x.Text, &x.At, &x.Number, &x.Name)
		return x, err
	}
	return gather(scan)(r.query(ctx, `SELECT x.id, x.account_id, x.filing, x.kind, x.text, x.at, a.number, a.name FROM account_notice x JOIN account a ON a.id = x.account_id `+where+`ORDER BY x.at DESC, x.id DESC LIMIT $1`, args...))
}
