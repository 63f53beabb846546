package store

import (
	"context"
	"strconv"
	"strings"

	"yingda/internal/fault"
)

// OwnSite (自有网站) is a site of the agency, or a column of one (ParentID), with
// the unit that answers for it. Clause: LIS-8.
type OwnSite struct {
	ID, AgencyID, UnitID, ParentID, Title, URL, CreatedBy string
	Active                                                bool
	NextAt, CheckedAt, CreatedAt                          int64
}

// SiteCheck is one look at a site. Zero instants are unknown.
type SiteCheck struct {
	SiteID                                       string
	OK                                           bool
	Error                                        string
	At, TookMs, NewestAt, CertUntil, Links, Dead int64
}

// SiteFault is something to mend on a site. It is a task of the unit from the
// second look on that saw it, or at once for what needs no second look. FoundOn is the page on
// which a link stands, OwnerID who of the unit mends it.
type SiteFault struct {
	FoundOn, OwnerID                                    string
	ToldAt                                              int64 // when the unit was told that it is overdue
	ID, SiteID, UnitID, Kind, URL, Says, Evidence, Site string
	Seen, FirstAt, LastAt, DueAt, MendedAt              int64
	Task                                                bool
}

const siteColumns = `id, agency_id, unit_id, parent_id, title, url, active, next_at, checked_at, created_by, created_at`

func scanSites(rows Answer, err error) ([]OwnSite, error) {
	if err != nil {
		return nil, err
	}
	var out []OwnSite
	err = eachRow(rows, func() error {
		var s OwnSite
		var active int64
		err := rows.Scan(&s.ID, &s.AgencyID, &s.UnitID, &s.ParentID, &s.Title, &s.URL, &active, &s.NextAt, &s.CheckedAt, &s.CreatedBy, &s.CreatedAt)
		s.Active = active == 1
		out = append(out, s)
		return err
	})
	return out, err
}

// OwnSites returns up to n sites and columns, each site before its columns.
func (r *Reader) OwnSites(ctx context.Context, n int) ([]OwnSite, error) {
	return scanSites(r.query(ctx, `SELECT `+siteColumns+` FROM own_site ORDER BY CASE WHEN parent_id = '' THEN id ELSE parent_id END, parent_id, id LIMIT $1`, n))
}

// DueSites returns up to n whose look is due.
func (r *Reader) DueSites(ctx context.Context, now int64, n int) ([]OwnSite, error) {
	return scanSites(r.query(ctx, `SELECT `+siteColumns+` FROM own_site WHERE active = 1 AND next_at <= $1 ORDER BY next_at, id LIMIT $2`, now, n))
}

func noSite() error {
	return fault.New(fault.NotFound, "site.unknown", "没有这个自有网站或栏目")
}

// OwnSite returns one.
func (t *Tx) OwnSite(id string) (OwnSite, error) {
	list, err := scanSites(t.Query(`SELECT `+siteColumns+` FROM own_site WHERE id = $1`+t.forUpdate(), id))
	if err == nil && len(list) == 0 {
		err = noSite()
	}
	if err != nil {
		return OwnSite{}, err
	}
	return list[0], nil
}

// PutSite stores a site, a new one if it has no ID.
func (t *Tx) PutSite(s *OwnSite) error {
	if s.ID == "" {
		s.ID, s.CreatedAt = NewID(t.Now), t.Ms()
	}
	_, err := t.Exec(`INSERT INTO own_site (`+siteColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO UPDATE SET unit_id = excluded.unit_id, title = excluded.title, url = excluded.url, active = excluded.active, next_at = excluded.next_at, checked_at = excluded.checked_at`,
		s.ID, s.AgencyID, s.UnitID, s.ParentID, s.Title, s.URL, Bit(s.Active), s.NextAt, s.CheckedAt, s.CreatedBy, s.CreatedAt)
	return err
}

// AddSiteCheck keeps one look; a year of them is kept.
func (t *Tx) AddSiteCheck(c SiteCheck) error {
	if _, err := t.Exec(`INSERT INTO site_check (site_id, at, ok, took_ms, error, newest_at, cert_until, links, dead) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (site_id, at) DO NOTHING`, c.SiteID, t.Ms(), Bit(c.OK), c.TookMs, c.Error, c.NewestAt, c.CertUntil, c.Links, c.Dead); err != nil {
		return err
	}
	_, err := t.Exec(`DELETE FROM site_check WHERE site_id = $1 AND at < $2`, c.SiteID, t.Now.AddDate(-1, 0, 0).UnixMilli())
	return err
}

// SiteChecks returns up to n looks at a site, newest first.
func (r *Reader) SiteChecks(ctx context.Context, siteID string, n int) ([]SiteCheck, error) {
	rows, err := r.query(ctx, `SELECT site_id, at, ok, took_ms, error, newest_at, cert_until, links, dead FROM site_check WHERE site_id = $1 ORDER BY at DESC LIMIT $2`, siteID, n)
	if err != nil {
		return nil, err
	}
	var out []SiteCheck
	err = eachRow(rows, func() error {
		var c SiteCheck
		var ok int64
		err := rows.Scan(&c.SiteID, &c.At, &ok, &c.TookMs, &c.Error, &c.NewestAt, &c.CertUntil, &c.Links, &c.Dead)
		c.OK = ok == 1
		out = append(out, c)
		return err
	})
	return out, err
}

const faultColumns = `f.id, f.site_id, f.unit_id, f.kind, f.url, f.says, f.seen, f.task, f.first_at, f.last_at, f.due_at, f.mended_at, f.evidence, f.found_on, f.owner_id, f.told_at, s.title`

func scanFaults(rows Answer, err error) ([]SiteFault, error) {
	if err != nil {
		return nil, err
	}
	var out []SiteFault
	err = eachRow(rows, func() error {
		var f SiteFault
		var task int64
		err := rows.Scan(&f.ID, &f.SiteID, &f.UnitID, &f.Kind, &f.URL, &f.Says, &f.Seen, &task, &f.FirstAt, &f.LastAt, &f.DueAt, &f.MendedAt, &f.Evidence, &f.FoundOn, &f.OwnerID, &f.ToldAt, &f.Site)
		f.Task = task == 1
		out = append(out, f)
		return err
	})
	return out, err
}

// OpenSiteFaults returns what is open on a site.
func (t *Tx) OpenSiteFaults(siteID string) ([]SiteFault, error) {
	return scanFaults(t.Query(`SELECT `+faultColumns+` FROM site_fault f JOIN own_site s ON s.id = f.site_id WHERE f.site_id = $1 AND f.mended_at = 0 ORDER BY f.id`, siteID))
}

// PutSiteFault stores a finding.
func (t *Tx) PutSiteFault(f SiteFault) error {
	if f.ID == "" {
		f.ID = NewID(t.Now)
	}
	_, err := t.Exec(`INSERT INTO site_fault (id, site_id, unit_id, kind, url, says, seen, task, first_at, last_at, due_at, mended_at, evidence, found_on, owner_id, told_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (id) DO UPDATE SET found_on = excluded.found_on, owner_id = excluded.owner_id, told_at = excluded.told_at, unit_id = excluded.unit_id, says = excluded.says, seen = excluded.seen, task = excluded.task, last_at = excluded.last_at, due_at = excluded.due_at, mended_at = excluded.mended_at, evidence = excluded.evidence`,
		f.ID, f.SiteID, f.UnitID, f.Kind, f.URL, f.Says, f.Seen, Bit(f.Task), f.FirstAt, f.LastAt, f.DueAt, f.MendedAt, f.Evidence, f.FoundOn, f.OwnerID, f.ToldAt)
	return err
}

// SiteTasks returns up to n open tasks of units, soonest due first; of all units
// for none.
func (r *Reader) SiteTasks(ctx context.Context, unitIDs []string, n int) ([]SiteFault, error) {
	query, args := `SELECT `+faultColumns+` FROM site_fault f JOIN own_site s ON s.id = f.site_id WHERE f.mended_at = 0 AND f.task = 1`, []any{n}
	if len(unitIDs) > 0 {
		marks := make([]string, len(unitIDs))
		for i, u := range unitIDs {
			marks[i], args = "$"+strconv.Itoa(i+2), append(args, u)
		}
		query += ` AND f.unit_id IN (` + strings.Join(marks, ", ") + `)`
	}
	return scanFaults(r.query(ctx, query+` ORDER BY f.due_at, f.id LIMIT $1`, args...))
}

// MendedFaults returns up to n findings that were mended, newest first.
func (r *Reader) MendedFaults(ctx context.Context, n int) ([]SiteFault, error) {
	return scanFaults(r.query(ctx, `SELECT `+faultColumns+` FROM site_fault f JOIN own_site s ON s.id = f.site_id WHERE f.mended_at > 0 AND f.task = 1 ORDER BY f.mended_at DESC LIMIT $1`, n))
}
