package store

import (
	"context"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/regime"
)

// SourcesHealth returns up to n sources in use whose name follows the given one,
// with what the reader knows of each: all of them, or those with one trouble.
// Clause: LIS-6.
func (r *Reader) SourcesHealth(ctx context.Context, what Trouble, now int64, after string, n int) ([]Turn, error) {
	from := `SELECT ` + turnColumns + keySeconds + ` FROM source s LEFT JOIN source_watch w ON w.source_id = s.id WHERE s.name > $2 AND s.active = 1`
	switch what {
	case Failing:
		from += ` AND ` + read + ` AND s.failures >= 3`
	case Late:
		from += ` AND ` + read + ` AND ` + lateBy
	case Silent:
		from += ` AND w.silent_at > 0`
	}
	return scanTurns(r.query(ctx, from+` ORDER BY s.name LIMIT $3`, now, after, n))
}

// MissedPage returns up to n stretches that were opened before the given one,
// newest first: all, or those that nobody has looked after.
func (r *Reader) MissedPage(ctx context.Context, open bool, before string, n int) ([]Missed, error) {
	query := missedColumns + `g.id < $1`
	if open {
		query += ` AND g.state = 'missing'`
	}
	return scanMissed(r.query(ctx, query+` ORDER BY g.id DESC LIMIT $2`, last(before), n))
}

// LettersAfter returns up to n open letters that follow a letter (its last
// instant and its id) in the order of [Reader.DeadLetters].
func (r *Reader) LettersAfter(ctx context.Context, lastAt int64, id string, n int) ([]DeadLetter, error) {
	return scanLetters(r.query(ctx, `SELECT `+letterColumns+` FROM dead_letter d JOIN source s ON s.id = d.source_id WHERE d.state = 'open' AND (d.last_at, d.id) > ($1, $2) ORDER BY d.last_at, d.id LIMIT $3`, lastAt, id, n))
}

// SitesAfter returns up to n own sites and columns that were registered after the given one.
func (r *Reader) SitesAfter(ctx context.Context, after string, n int) ([]OwnSite, error) {
	return scanSites(r.query(ctx, `SELECT `+siteColumns+` FROM own_site WHERE id > $1 ORDER BY id LIMIT $2`, after, n))
}

// OwnSite returns one.
func (r *Reader) OwnSite(ctx context.Context, id string) (OwnSite, error) {
	list, err := scanSites(r.query(ctx, `SELECT `+siteColumns+` FROM own_site WHERE id = $1`, id))
	if err == nil && len(list) == 0 {
		err = noSite()
	}
	if err != nil {
		return OwnSite{}, err
	}
	return list[0], nil
}

// FaultFilter chooses findings on own sites; Open are the tasks that are not
// done. Before is the last finding of the page before.
type FaultFilter struct {
	SiteID string
	Open   bool
	Before string
}

// SiteFaults returns up to n findings, newest first.
func (r *Reader) SiteFaults(ctx context.Context, f FaultFilter, n int) ([]SiteFault, error) {
	query, args := `SELECT `+faultColumns+` FROM site_fault f JOIN own_site s ON s.id = f.site_id WHERE f.id < $1`, []any{last(f.Before), n}
	if f.Open {
		query += ` AND f.mended_at = 0 AND f.task = 1`
	}
	if f.SiteID != "" {
		query, args = query+` AND f.site_id = $3`, append(args, f.SiteID)
	}
	return scanFaults(r.query(ctx, query+` ORDER BY f.id DESC LIMIT $2`, args...))
}

// SiteFault returns one finding that is not mended; fault.NotFound otherwise.
func (t *Tx) SiteFault(id string) (SiteFault, error) {
	list, err := scanFaults(t.Query(`SELECT `+faultColumns+` FROM site_fault f JOIN own_site s ON s.id = f.site_id WHERE f.id = $1 AND f.mended_at = 0`, id))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "site.fault", "没有这一处问题，或者已经修复")
	}
	if err != nil {
		return SiteFault{}, err
	}
	return list[0], nil
}

// OverdueFaults returns up to n tasks that are past their time, of which the
// unit was not told.
func (t *Tx) OverdueFaults(n int) ([]SiteFault, error) {
	return scanFaults(t.Query(`SELECT `+faultColumns+` FROM site_fault f JOIN own_site s ON s.id = f.site_id WHERE f.mended_at = 0 AND f.task = 1 AND f.told_at = 0 AND f.due_at <= $1 ORDER BY f.due_at LIMIT $2`, t.Ms(), n))
}

// RegroupsBefore returns up to n changes of groups that were made before the
// given one, newest first: of one concern, or of all ("").
func (r *Reader) RegroupsBefore(ctx context.Context, matterID, before string, n int) ([]Regroup, error) {
	query, args := `SELECT `+regroupColumns+` WHERE g.id < $1`, []any{last(before), n}
	if matterID != "" {
		query, args = query+` AND (g.matter_id = $3 OR g.other_id = $3)`, append(args, matterID)
	}
	return scanRegroups(r.query(ctx, query+` ORDER BY g.id DESC LIMIT $2`, args...))
}

// last is a key after all others for an empty one.
func last(key string) string {
	if key == "" {
		return "~"
	}
	return key
}

// DocumentBodies returns the texts of a matter's documents of a kind, oldest
// first, one a line.
func (t *Tx) DocumentBodies(matterID string, kind regime.Document) (string, error) {
	bodies, err := scanWords(t.Query(`SELECT body FROM document WHERE matter_id = $1 AND kind = $2 ORDER BY at, id`, matterID, string(kind)))
	return strings.Join(bodies, "\n"), err
}
