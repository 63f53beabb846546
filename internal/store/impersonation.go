package store

import (
	"context"

	"yingda/internal/regime"
)

// Impersonation (冒充账号) is an account that passes itself off as the agency,
// beside the request to its platform. It holds what the account shows of us, and
// nothing of what it said or of who stands behind it. Clause: ACC-10.
type Impersonation struct {
	RequestID, Number string
	Platform          regime.Platform
	Name, Handle      string
	AccountID         string // the account of ours that it imitates, "" for none
	Address           string
	State, Outcome    string
	At, SentAt        int64
	AnsweredAt        int64
	AgencyID, Agency  string
	Facts             []ImpersonationFact
}

// ImpersonationFact is one fact of the closed list, with where it shows.
type ImpersonationFact struct{ Fact, Shown string }

// AddImpersonation stores an account that passes itself off as us.
func (t *Tx) AddImpersonation(i Impersonation) error {
	if _, err := t.Exec(`INSERT INTO impersonation (request_id, platform, name, handle, account_id, at) VALUES ($1, $2, $3, $4, $5, $6)`, i.RequestID, string(i.Platform), i.Name, i.Handle, i.AccountID, t.Ms()); err != nil {
		return err
	}
	for _, f := range i.Facts {
		if _, err := t.Exec(`INSERT INTO impersonation_fact (request_id, fact, shown) VALUES ($1, $2, $3)`, i.RequestID, f.Fact, f.Shown); err != nil {
			return err
		}
	}
	return nil
}

const impersonations = `SELECT i.request_id, q.number, i.platform, i.name, i.handle, i.account_id, q.page_url, q.state, q.outcome, i.at, q.sent_at, q.answered_at, q.agency_id, u.name
FROM impersonation i JOIN publisher_request q ON q.id = i.request_id JOIN unit u ON u.id = q.agency_id `

func scanImpersonation(scan func(...any) error) (Impersonation, error) {
	var i Impersonation
	err := scan(&i.RequestID, &i.Number, &i.Platform, &i.Name, &i.Handle, &i.AccountID, &i.Address, &i.State, &i.Outcome, &i.At, &i.SentAt, &i.AnsweredAt, &i.AgencyID, &i.Agency)
	return i, err
}

// Impersonations returns up to n impersonating accounts, newest first; public
// ones are those whose report was handed to the platform.
func (r *Reader) Impersonations(ctx context.Context, public bool, n int) ([]Impersonation, error) {
	if !public {
		return r.ImpersonationPage(ctx, Page{N: n})
	}
	return r.impersonations(ctx, `WHERE q.sent_at > 0 ORDER BY q.sent_at DESC, i.request_id DESC LIMIT $1`, n)
}

// ImpersonationPage returns a page of the impersonating accounts, by when they were
// reported.
func (r *Reader) ImpersonationPage(ctx context.Context, p Page) ([]Impersonation, error) {
	at, id := p.behind()
	return r.impersonations(ctx, `WHERE (i.at, i.request_id) < ($1, $2) ORDER BY i.at DESC, i.request_id DESC LIMIT $3`, at, id, p.N)
}

func (r *Reader) impersonations(ctx context.Context, where string, args ...any) ([]Impersonation, error) {
	list, err := gather(scanImpersonation)(r.query(ctx, impersonations+where, args...))
	for i := range list {
		if list[i].Facts, err = r.impersonationFacts(ctx, list[i].RequestID); err != nil {
			return nil, err
		}
	}
	return list, err
}

// Impersonation returns what belongs to a request about an impersonating
// account; the zero value if it is about none.
func (r *Reader) Impersonation(ctx context.Context, requestID string) (Impersonation, error) {
	list, err := gather(scanImpersonation)(r.query(ctx, impersonations+`WHERE i.request_id = $1`, requestID))
	if err != nil || len(list) == 0 {
		return Impersonation{}, err
	}
	list[0].Facts, err = r.impersonationFacts(ctx, requestID)
	return list[0], err
}

// FindImpersonations returns reported accounts that bear exactly this name,
// handle or address.
func (r *Reader) FindImpersonations(ctx context.Context, q string) ([]Impersonation, error) {
	list, err := r.Impersonations(ctx, true, 200)
	var out []Impersonation
	key, address := AccountKey(q), AddressKey(q)
	for _, i := range list {
		if key != "" && (AccountKey(i.Name) == key || i.Handle != "" && AccountKey(i.Handle) == key) || address != "" && AddressKey(i.Address) == address {
			out = append(out, i)
		}
	}
	return out, err
}

func (r *Reader) impersonationFacts(ctx context.Context, requestID string) ([]ImpersonationFact, error) {
	scan := func(scan func(...any) error) (ImpersonationFact, error) {
		var f ImpersonationFact
		err := scan(&f.Fact, &f.Shown)
		return f, err
	}
	return gather(scan)(r.query(ctx, `SELECT fact, shown FROM impersonation_fact WHERE request_id = $1 ORDER BY fact`, requestID))
}

// ImpersonationFile is one file of evidence.
type ImpersonationFile struct {
	ID, RequestID, Name, Hash, ByID string
	Size, At                        int64
}

// AddImpersonationFile stores the record of a file.
func (t *Tx) AddImpersonationFile(f ImpersonationFile) error {
	_, err := t.Exec(`INSERT INTO impersonation_file (id, request_id, name, size, hash, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`, NewID(t.Now), f.RequestID, f.Name, f.Size, f.Hash, f.ByID, t.Ms())
	return err
}

// ImpersonationFiles counts the files of a request.
func (t *Tx) ImpersonationFiles(requestID string) (n int64, err error) {
	err = t.Row(`SELECT COUNT(*) FROM impersonation_file WHERE request_id = $1`, []any{requestID}, &n)
	return n, err
}

// ImpersonationFiles returns the files of a request, oldest first.
func (r *Reader) ImpersonationFiles(ctx context.Context, requestID string) ([]ImpersonationFile, error) {
	scan := func(scan func(...any) error) (ImpersonationFile, error) {
		var f ImpersonationFile
		err := scan(&f.ID, &f.RequestID, &f.Name, &f.Size, &f.Hash, &f.ByID, &f.At)
		return f, err
	}
	return gather(scan)(r.query(ctx, `SELECT id, request_id, name, size, hash, by_id, at FROM impersonation_file WHERE request_id = $1 ORDER BY at, id LIMIT 100`, requestID))
}

// DepartmentTold is a department that was told of an impersonating account.
type DepartmentTold struct {
	Department, How, ByID string
	At                    int64
}

// TellDepartment records that a department was told.
func (t *Tx) TellDepartment(requestID string, x DepartmentTold) error {
	_, err := t.Exec(`INSERT INTO impersonation_told (id, request_id, department, how, by_id, at) VALUES ($1, $2, $3, $4, $5, $6)`, NewID(t.Now), requestID, x.Department, x.How, x.ByID, t.Ms())
	return err
}

// DepartmentsTold returns the departments that were told, oldest first.
func (r *Reader) DepartmentsTold(ctx context.Context, requestID string) ([]DepartmentTold, error) {
	scan := func(scan func(...any) error) (DepartmentTold, error) {
		var x DepartmentTold
		err := scan(&x.Department, &x.How, &x.ByID, &x.At)
		return x, err
	}
	return gather(scan)(r.query(ctx, `SELECT department, how, by_id, at FROM impersonation_told WHERE request_id = $1 ORDER BY at, id LIMIT 100`, requestID))
}
