package store

import (
	"context"

	"yingda/internal/fault"
)

// Carriage (转载任务) is one thing that the levels above published and that we
// carry: on which site or account, by when. Clause: ANS-10.
type Carriage struct {
	ID, AgencyID, UnitID, Title, Issuer, SourceURL, Place, PageURL, FoundBy, Error, CreatedBy, Excuse string
	DueAt, CheckedAt, FoundAt, OverdueAt, NextAt, CreatedAt, ExcusedAt                                int64
}

const carriageColumns = `id, agency_id, unit_id, title, issuer, source_url, place, page_url, found_by, error, created_by, due_at, checked_at, found_at, overdue_at, next_at, created_at, excused_at, excuse`

func scanCarriages(rows Answer, err error) ([]Carriage, error) {
	if err != nil {
		return nil, err
	}
	var out []Carriage
	err = eachRow(rows, func() error {
		var c Carriage
		if err := rows.Scan(&c.ID, &c.AgencyID, &c.UnitID, &c.Title, &c.Issuer, &c.SourceURL, &c.Place, &c.PageURL, &c.FoundBy, &c.Error, &c.CreatedBy, &c.DueAt, &c.CheckedAt, &c.FoundAt, &c.OverdueAt, &c.NextAt, &c.CreatedAt, &c.ExcusedAt, &c.Excuse); err != nil {
			return err
		}
		out = append(out, c)
		return nil
	})
	return out, err
}

// Carriages returns up to n, what is still to be carried first, by due time.
func (r *Reader) Carriages(ctx context.Context, n int) ([]Carriage, error) {
	return scanCarriages(r.query(ctx, `SELECT `+carriageColumns+` FROM carriage ORDER BY CASE WHEN found_at = 0 AND excused_at = 0 THEN 0 ELSE 1 END, due_at, id LIMIT $1`, n))
}

// Carriage returns one; fault.NotFound if there is none.
func (r *Reader) Carriage(ctx context.Context, id string) (Carriage, error) {
	list, err := scanCarriages(r.query(ctx, `SELECT `+carriageColumns+` FROM carriage WHERE id = $1`, id))
	return sole(list, err, fault.New(fault.NotFound, "carriage.unknown", "没有这一项转载"))
}

// sole returns the one row of a list, or what is to be said when there is none.
func sole[T any](list []T, err, unknown error) (T, error) {
	if err == nil && len(list) == 0 {
		err = unknown
	}
	if err != nil {
		var none T
		return none, err
	}
	return list[0], nil
}

// DueCarriages returns up to n whose page is to be read now.
func (r *Reader) DueCarriages(ctx context.Context, now int64, n int) ([]Carriage, error) {
	return scanCarriages(r.query(ctx, `SELECT `+carriageColumns+` FROM carriage WHERE found_at = 0 AND excused_at = 0 AND next_at <= $1 ORDER BY next_at, id LIMIT $2`, now, n))
}

// LockCarriage returns one; fault.NotFound if there is none.
func (t *Tx) LockCarriage(id string) (Carriage, error) {
	list, err := scanCarriages(t.Query(`SELECT `+carriageColumns+` FROM carriage WHERE id = $1`+t.forUpdate(), id))
	return sole(list, err, fault.New(fault.NotFound, "carriage.unknown", "没有这一项转载"))
}

// AddCarriage stores a new one.
func (t *Tx) AddCarriage(c Carriage) (string, error) {
	id := NewID(t.Now)
	_, err := t.Exec(`INSERT INTO carriage (id, agency_id, unit_id, title, issuer, source_url, place, page_url, due_at, next_at, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10)`,
		id, c.AgencyID, c.UnitID, c.Title, c.Issuer, c.SourceURL, c.Place, c.PageURL, c.DueAt, t.Ms(), c.CreatedBy)
	return id, err
}

// SaveCarriage stores what a look at the page found.
func (t *Tx) SaveCarriage(c Carriage) error {
	_, err := t.Exec(`UPDATE carriage SET checked_at = $2, found_at = $3, found_by = $4, overdue_at = $5, next_at = $6, error = $7 WHERE id = $1`, c.ID, c.CheckedAt, c.FoundAt, c.FoundBy, c.OverdueAt, c.NextAt, c.Error)
	return err
}

// ExcuseCarriage records why something is not carried; nobody looks for it any more.
func (t *Tx) ExcuseCarriage(id, reason string) error {
	_, err := t.Exec(`UPDATE carriage SET excused_at = $2, excuse = $3 WHERE id = $1`, id, t.Ms(), reason)
	return err
}

// Policy (政策文件) is a rule, a normative document or an important policy of the
// agency: published, or withheld with its reason, or owed. Clause: ANS-11,
// ANS-12.
type Policy struct {
	ID, AgencyID, Kind, Title, Code, URL, GazetteURL, Withheld, CreatedBy string
	IssuedAt, CreatedAt                                                   int64
	Important                                                             bool
	Explained                                                             []Explanation
	Agency                                                                string
}

// Explanation (政策解读) explains a policy: a chart, sound, film, or questions
// and answers.
type Explanation struct {
	ID, PolicyID, Form, Title, URL, By string
	At                                 int64
}

// Policies returns up to n, newest first, with what explains them.
func (r *Reader) Policies(ctx context.Context, n int) ([]Policy, error) {
	return r.policies(ctx, `ORDER BY p.issued_at DESC, p.id LIMIT $1`, n)
}

// Policy returns one; fault.NotFound if there is none.
func (r *Reader) Policy(ctx context.Context, id string) (Policy, error) {
	list, err := r.policies(ctx, `WHERE p.id = $1`, id)
	return sole(list, err, fault.New(fault.NotFound, "policy.unknown", "没有这份文件"))
}

func (r *Reader) policies(ctx context.Context, which string, args ...any) ([]Policy, error) {
	rows, err := r.query(ctx, `SELECT p.id, p.agency_id, p.kind, p.title, p.code, p.url, p.gazette_url, p.withheld, p.created_by, p.issued_at, p.created_at, p.important, u.name FROM policy p JOIN unit u ON u.id = p.agency_id `+which, args...)
	if err != nil {
		return nil, err
	}
	var out []Policy
	at := map[string]int{}
	err = eachRow(rows, func() error {
		var p Policy
		var important int64
		if err := rows.Scan(&p.ID, &p.AgencyID, &p.Kind, &p.Title, &p.Code, &p.URL, &p.GazetteURL, &p.Withheld, &p.CreatedBy, &p.IssuedAt, &p.CreatedAt, &important, &p.Agency); err != nil {
			return err
		}
		p.Important = important == 1
		at[p.ID] = len(out)
		out = append(out, p)
		return nil
	})
	if err != nil {
		return nil, err
	}
	rows, err = r.query(ctx, `SELECT id, policy_id, form, title, url, by_id, at FROM explanation ORDER BY policy_id, id`)
	if err != nil {
		return nil, err
	}
	err = eachRow(rows, func() error {
		var e Explanation
		if err := rows.Scan(&e.ID, &e.PolicyID, &e.Form, &e.Title, &e.URL, &e.By, &e.At); err != nil {
			return err
		}
		if i, ok := at[e.PolicyID]; ok {
			out[i].Explained = append(out[i].Explained, e)
		}
		return nil
	})
	return out, err
}

// AddPolicy stores a document.
func (t *Tx) AddPolicy(p Policy) (string, error) {
	id, important := NewID(t.Now), int64(0)
	if p.Important {
		important = 1
	}
	_, err := t.Exec(`INSERT INTO policy (id, agency_id, kind, title, code, issued_at, important, url, gazette_url, withheld, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		id, p.AgencyID, p.Kind, p.Title, p.Code, p.IssuedAt, important, p.URL, p.GazetteURL, p.Withheld, p.CreatedBy, t.Ms())
	return id, err
}

// PublishPolicy records where a document stands.
func (t *Tx) PublishPolicy(id, url, gazette string) error {
	n, err := t.Exec(`UPDATE policy SET url = $2, gazette_url = $3, withheld = '' WHERE id = $1`, id, url, gazette)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "policy.unknown", "没有这份文件")
	}
	return err
}

// AddExplanation stores what explains a policy.
func (t *Tx) AddExplanation(e Explanation) error {
	var known int64
	if err := t.Row(`SELECT COUNT(*) FROM policy WHERE id = $1`, []any{e.PolicyID}, &known); err != nil || known == 0 {
		if err == nil {
			err = fault.New(fault.NotFound, "policy.unknown", "没有这份文件")
		}
		return err
	}
	_, err := t.Exec(`INSERT INTO explanation (id, policy_id, form, title, url, at, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`, NewID(t.Now), e.PolicyID, e.Form, e.Title, e.URL, t.Ms(), e.By)
	return err
}

// Reach (传播情况) is how often one release was seen and taken up, as read back
// or entered with its source. There is no field for mood. Clause: ANS-13.
type Reach struct {
	ID, ReleaseID, Origin, Note, By, Channel string
	Views, Uptake, At                        int64
}

// AddReach stores one reading.
func (t *Tx) AddReach(x Reach) error {
	_, err := t.Exec(`INSERT INTO reach (id, release_id, views, uptake, origin, note, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, NewID(t.Now), x.ReleaseID, x.Views, x.Uptake, x.Origin, x.Note, x.By, t.Ms())
	return err
}

// Reaches returns the readings of a statement's releases, oldest first.
func (r *Reader) Reaches(ctx context.Context, statementID string) ([]Reach, error) {
	rows, err := r.query(ctx, `SELECT x.id, x.release_id, x.origin, x.note, x.by_id, o.channel, x.views, x.uptake, x.at FROM release o JOIN reach x ON x.release_id = o.id WHERE o.statement_id = $1 ORDER BY x.at, x.id`, statementID)
	if err != nil {
		return nil, err
	}
	var out []Reach
	err = eachRow(rows, func() error {
		var x Reach
		if err := rows.Scan(&x.ID, &x.ReleaseID, &x.Origin, &x.Note, &x.By, &x.Channel, &x.Views, &x.Uptake, &x.At); err != nil {
			return err
		}
		out = append(out, x)
		return nil
	})
	return out, err
}

// Met (是否答到) is a reviewer's word on whether a released text met the question.
type Met struct {
	Met, Note, By string
	At            int64
}

// SetMet stores it; a later word replaces an earlier one.
func (t *Tx) SetMet(statementID string, m Met) error {
	_, err := t.Exec(`INSERT INTO question_met (statement_id, met, note, by_id, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (statement_id) DO UPDATE SET met = excluded.met, note = excluded.note, by_id = excluded.by_id, at = excluded.at`,
		statementID, m.Met, m.Note, m.By, t.Ms())
	return err
}

// Met returns it, the zero value while nobody has said.
func (r *Reader) Met(ctx context.Context, statementID string) (Met, error) {
	var m Met
	err := r.row(ctx, `SELECT met, note, by_id, at FROM question_met WHERE statement_id = $1`, []any{statementID}, &m.Met, &m.Note, &m.By, &m.At)
	if IsNoRows(err) {
		return m, nil
	}
	return m, err
}
