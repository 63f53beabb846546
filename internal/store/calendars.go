package store

import "context"

// CalendarNotice (放假安排) is one yearly notice that was loaded after the program
// was built.
type CalendarNotice struct {
	Year     int64
	Body     string
	Hash     string
	LoadedAt int64
	ByID     string
}

func (n *CalendarNotice) fields() []any {
	return []any{&n.Year, &n.Body, &n.Hash, &n.LoadedAt, &n.ByID}
}

// CalendarNotices returns the loaded notices by year.
func (r *Reader) CalendarNotices(ctx context.Context) ([]CalendarNotice, error) {
	rows, err := r.query(ctx, `SELECT year, body, hash, loaded_at, by_id FROM calendar_notice ORDER BY year`)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, (*CalendarNotice).fields)
}

// SaveNotice stores the notice of a year in place of an earlier one.
func (t *Tx) SaveNotice(n CalendarNotice) error {
	if _, err := t.Exec(`INSERT INTO calendar_notice (year, body, hash, loaded_at, by_id) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (year) DO UPDATE SET body = excluded.body, hash = excluded.hash, loaded_at = excluded.loaded_at, by_id = excluded.by_id`,
		n.Year, n.Body, n.Hash, t.Ms(), n.ByID); err != nil {
		return err
	}
	return t.calendarChanged()
}

// Overlay (附加休息日) is a file of extra days off, with an agency that uses it.
type Overlay struct {
	ID       string
	Kind     string // region or sector
	Title    string
	Basis    string
	Body     string
	Hash     string
	LoadedAt int64
	ByID     string
	AgencyID string // in AgencyOverlays: who uses it
}

func (o *Overlay) fields() []any {
	return []any{&o.ID, &o.Kind, &o.Title, &o.Basis, &o.Body, &o.Hash, &o.LoadedAt, &o.ByID, &o.AgencyID}
}

// Overlays returns every overlay that was loaded.
func (r *Reader) Overlays(ctx context.Context) ([]Overlay, error) {
	rows, err := r.query(ctx, `SELECT id, kind, title, basis, body, hash, loaded_at, by_id, '' FROM calendar_overlay ORDER BY kind, id`)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, (*Overlay).fields)
}

// AgencyOverlays returns the overlays in use, one row an agency.
func (r *Reader) AgencyOverlays(ctx context.Context) ([]Overlay, error) {
	rows, err := r.query(ctx, `SELECT o.id, o.kind, o.title, o.basis, o.body, o.hash, o.loaded_at, o.by_id, a.agency_id FROM agency_overlay a JOIN calendar_overlay o ON o.id = a.overlay_id ORDER BY a.agency_id, o.id`)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, (*Overlay).fields)
}

// SaveOverlay stores an overlay in place of an earlier one of its id.
func (t *Tx) SaveOverlay(o Overlay) error {
	if _, err := t.Exec(`INSERT INTO calendar_overlay (id, kind, title, basis, body, hash, loaded_at, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title, basis = excluded.basis, body = excluded.body, hash = excluded.hash, loaded_at = excluded.loaded_at, by_id = excluded.by_id`,
		o.ID, o.Kind, o.Title, o.Basis, o.Body, o.Hash, t.Ms(), o.ByID); err != nil {
		return err
	}
	return t.calendarChanged()
}

// UseOverlay lets an agency reckon by an overlay, or no longer.
func (t *Tx) UseOverlay(agencyID, overlayID, personID string, use bool) error {
	query, args := `DELETE FROM agency_overlay WHERE agency_id = $1 AND overlay_id = $2`, []any{agencyID, overlayID}
	if use {
		query, args = `INSERT INTO agency_overlay (agency_id, overlay_id, since, by_id) VALUES ($1, $2, $3, $4) ON CONFLICT (agency_id, overlay_id) DO NOTHING`, append(args, t.Ms(), personID)
	}
	if _, err := t.Exec(query, args...); err != nil {
		return err
	}
	return t.calendarChanged()
}

func (t *Tx) calendarChanged() error {
	t.Renew("calendar")
	return nil
}

// DayClocks returns the matters with running or paused clocks that a change of the
// calendar may move, after a matter id, in order.
func (r *Reader) DayClocks(ctx context.Context, after string, n int) ([]string, error) {
	rows, err := r.query(ctx, `SELECT DISTINCT matter_id FROM clock WHERE state IN ('running', 'paused') AND (provisional = 1 OR within LIKE '%working day%') AND matter_id > $1 ORDER BY matter_id LIMIT $2`, after, n)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, func(id *string) []any { return []any{id} })
}
