package store

import (
	"context"
	"time"

	"yingda/internal/activity"
	"yingda/internal/fault"
	"yingda/internal/regime"
)

// Column (栏目) is a column of the official accounts with the unit that fills it and
// the editor who answers for it. Every is after how many days without an article it
// is listed, 0 for never. Linked is news, notice or policy for one that stands
// together with a column of our own site, "" for none; SiteID is that one among the
// sites and columns that are looked at.
type Column struct {
	ID, AgencyID, UnitID, EditorID, Title, About, CreatedBy string
	Linked, SiteID                                          string
	Every                                                   int64
	Active                                                  bool

	// When listed:
	Last           activity.Day // with an article that is out, 0 for none
	Editor, Site   string       // names
	LookedAt, News int64        // when the site was last read, and the newest date on it (ms), 0 for none
}

// ReprintSource (可转载来源) is a source from which reprints are allowed, by host.
type ReprintSource struct {
	ID, AgencyID, Name, Host, Basis, CreatedBy string
	Active                                     bool
}

// Commission (约稿) asks a unit for an article. State is open, taken, done or
// dropped; Article is the number of the article that was begun for it.
type Commission struct {
	ID, AgencyID, UnitID, ColumnID, Title, Brief, State, Article, Reason, CreatedBy string
	Planned                                                                         activity.Day
	DueAt, DoneAt, CreatedAt                                                        int64
}

const columnColumns = `c.id, c.agency_id, c.unit_id, c.editor_id, c.title, c.about, c.linked, c.site_id, c.every_days, c.active, c.created_by`

func scanColumn(scan func(...any) error) (Column, error) {
	var c Column
	var active int64
	err := scan(&c.ID, &c.AgencyID, &c.UnitID, &c.EditorID, &c.Title, &c.About, &c.Linked, &c.SiteID, &c.Every, &active, &c.CreatedBy, &c.Editor, &c.Site, &c.LookedAt, &c.News)
	c.Active = active == 1
	return c, err
}

// Columns returns the columns of an agency with the day of the last article that
// went out in each.
func (r *Reader) Columns(ctx context.Context, agencyID string) ([]Column, error) {
	list, err := gather(scanColumn)(r.query(ctx, `SELECT `+columnColumns+`, COALESCE(p.name, ''), COALESCE(s.title, ''),
COALESCE((SELECT k.at FROM site_check k WHERE k.site_id = c.site_id AND k.ok = 1 ORDER BY k.at DESC LIMIT 1), 0), COALESCE((SELECT k.newest_at FROM site_check k WHERE k.site_id = c.site_id AND k.ok = 1 ORDER BY k.at DESC LIMIT 1), 0)
FROM desk_column c LEFT JOIN person p ON p.id = c.editor_id LEFT JOIN own_site s ON s.id = c.site_id WHERE c.agency_id = $1 ORDER BY c.active DESC, c.id`, agencyID))
	if err != nil {
		return nil, err
	}
	rows, err := r.query(ctx, `SELECT a.column_id, MAX(p.released_at) FROM article a JOIN public_statement p ON p.statement_id = a.statement_id WHERE a.agency_id = $1 AND a.column_id <> '' GROUP BY a.column_id`, agencyID)
	if err != nil {
		return nil, err
	}
	last := map[string]int64{}
	err = eachRow(rows, func() error {
		var id string
		var at int64
		err := rows.Scan(&id, &at)
		last[id] = at
		return err
	})
	for i := range list {
		if at := last[list[i].ID]; at != 0 {
			list[i].Last = activity.DayOf(time.UnixMilli(at))
		}
	}
	return list, err
}

// PutColumn stores a column, a new one if it has no ID.
func (t *Tx) PutColumn(c *Column) error {
	if c.ID == "" {
		c.ID = NewID(t.Now)
	}
	_, err := t.Exec(`INSERT INTO desk_column (id, agency_id, unit_id, editor_id, title, about, linked, site_id, every_days, active, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (id) DO UPDATE SET unit_id = excluded.unit_id, editor_id = excluded.editor_id, title = excluded.title, about = excluded.about, linked = excluded.linked, site_id = excluded.site_id, every_days = excluded.every_days, active = excluded.active`,
		c.ID, c.AgencyID, c.UnitID, c.EditorID, c.Title, c.About, c.Linked, c.SiteID, c.Every, Bit(c.Active), c.CreatedBy, t.Ms())
	return err
}

// LinkedAs is the sort of column that a site or column of ours is linked as, "" where
// no column of the accounts is.
func (t *Tx) LinkedAs(siteID string) (string, error) {
	list, err := scanWords(t.Query(`SELECT linked FROM desk_column WHERE site_id = $1 AND site_id <> '' AND linked <> '' AND active = 1 ORDER BY id LIMIT 1`, siteID))
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

// ReprintSources returns the sources of an agency, those in use first.
func (r *Reader) ReprintSources(ctx context.Context, agencyID string) ([]ReprintSource, error) {
	return gather(scanReprint)(r.query(ctx, `SELECT `+reprintColumns+` FROM reprint_source WHERE agency_id = $1 ORDER BY active DESC, name, id`, agencyID))
}

const reprintColumns = `id, agency_id, name, host, basis, active, created_by`

func scanReprint(scan func(...any) error) (ReprintSource, error) {
	var s ReprintSource
	var active int64
	err := scan(&s.ID, &s.AgencyID, &s.Name, &s.Host, &s.Basis, &active, &s.CreatedBy)
	s.Active = active == 1
	return s, err
}

// ReprintSource returns one source; the zero value if there is none.
func (t *Tx) ReprintSource(id string) (ReprintSource, error) {
	list, err := gather(scanReprint)(t.Query(`SELECT `+reprintColumns+` FROM reprint_source WHERE id = $1`, id))
	if err != nil || len(list) == 0 {
		return ReprintSource{}, err
	}
	return list[0], nil
}

// PutReprintSource stores a source, a new one if it has no ID; fault.Conflict if
// the host is listed.
func (t *Tx) PutReprintSource(s *ReprintSource) error {
	if s.ID == "" {
		s.ID = NewID(t.Now)
	}
	_, err := t.Exec(`INSERT INTO reprint_source (id, agency_id, name, host, basis, active, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET active = excluded.active`,
		s.ID, s.AgencyID, s.Name, s.Host, s.Basis, Bit(s.Active), s.CreatedBy, t.Ms())
	if IsDuplicate(err) {
		return fault.New(fault.Conflict, "reprint.host", "这个网站已经在清单里").On("host")
	}
	return err
}

const commissionColumns = `id, agency_id, unit_id, column_id, title, brief, planned_day, due_at, state, article, reason, done_at, created_by, created_at`

func scanCommission(scan func(...any) error) (Commission, error) {
	var c Commission
	err := scan(&c.ID, &c.AgencyID, &c.UnitID, &c.ColumnID, &c.Title, &c.Brief, &c.Planned, &c.DueAt, &c.State, &c.Article, &c.Reason, &c.DoneAt, &c.CreatedBy, &c.CreatedAt)
	return c, err
}

// Commission returns one commission that this transaction will change.
func (t *Tx) Commission(id string) (Commission, error) {
	list, err := gather(scanCommission)(t.Query(`SELECT `+commissionColumns+` FROM commission WHERE id = $1`+t.forUpdate(), id))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "commission.unknown", "没有这个约稿")
	}
	if err != nil {
		return Commission{}, err
	}
	return list[0], nil
}

// PutCommission stores a commission, a new one if it has no ID.
func (t *Tx) PutCommission(c *Commission) error {
	if c.ID == "" {
		c.ID, c.CreatedAt = NewID(t.Now), t.Ms()
	}
	_, err := t.Exec(`INSERT INTO commission (`+commissionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (id) DO UPDATE SET state = excluded.state, article = excluded.article, reason = excluded.reason, done_at = excluded.done_at, planned_day = excluded.planned_day, due_at = excluded.due_at`,
		c.ID, c.AgencyID, c.UnitID, c.ColumnID, c.Title, c.Brief, int64(c.Planned), c.DueAt, c.State, c.Article, c.Reason, c.DoneAt, c.CreatedBy, c.CreatedAt)
	return err
}

// EndCommission marks what an article was commissioned for as done.
func (t *Tx) EndCommission(article string) error {
	return t.Later(`UPDATE commission SET state = 'done', done_at = $2 WHERE article = $1 AND state = 'taken'`, article, t.Ms())
}

// Commissions returns the commissions of an agency that are planned for days from
// one to another, both included.
func (r *Reader) Commissions(ctx context.Context, agencyID string, from, to activity.Day) ([]Commission, error) {
	return gather(scanCommission)(r.query(ctx, `SELECT `+commissionColumns+` FROM commission WHERE agency_id = $1 AND planned_day BETWEEN $2 AND $3 ORDER BY planned_day, id LIMIT 500`, agencyID, int64(from), int64(to)))
}

// OpenCommissions returns up to n commissions that are not done, soonest due first.
func (r *Reader) OpenCommissions(ctx context.Context, n int) ([]Commission, error) {
	return r.CommissionPage(ctx, Page{N: n})
}

// CommissionPage returns a page of the commissions that are not done, by due time.
func (r *Reader) CommissionPage(ctx context.Context, p Page) ([]Commission, error) {
	due, id := p.ahead()
	return gather(scanCommission)(r.query(ctx, `SELECT `+commissionColumns+` FROM commission WHERE state IN ('open', 'taken') AND (due_at, id) > ($1, $2) ORDER BY due_at, id LIMIT $3`, due, id, p.N))
}

// UnitsHolding returns the units of an agency in which somebody holds one of two roles.
func (t *Tx) UnitsHolding(agencyID string, one, other regime.Role) ([]string, error) {
	return scanWords(t.Query(`SELECT DISTINCT p.unit_id FROM person_role p JOIN unit u ON u.id = p.unit_id WHERE u.agency_id = $1 AND p.role IN ($2, $3) ORDER BY p.unit_id`, agencyID, string(one), string(other)))
}
