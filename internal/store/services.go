package store

import (
	"context"

	"yingda/internal/fault"
)

// Service (账号服务) is what an account links to: a menu entry, a mini program, a
// link. State is waiting for clearance, cleared, live or stopped; MenuAt is when it was
// last seen in the menu that the platform shows, 0 while it is not there.
type Service struct {
	ID, AccountID, AgencyID, UnitID, Kind, Title, URL, State   string
	ClearedBy, ClearedNote, Stopped, Error, CreatedBy, Account string
	ClearedAt, LiveAt, CheckedAt, NextAt, TookMs, Failures     int64
	MenuAt                                                     int64
}

// ServiceFault is a service that did not work: a task of its unit.
type ServiceFault struct {
	ID, ServiceID, UnitID, Says, Evidence, Title, URL string
	FirstAt, DueAt, MendedAt                          int64
}

const serviceColumns = `s.id, s.account_id, s.agency_id, s.unit_id, s.kind, s.title, s.url, s.state, s.cleared_by, s.cleared_at, s.cleared_note, s.live_at, s.stopped, s.checked_at, s.next_at, s.took_ms, s.failures, s.error, s.created_by, s.menu_at, a.name`

const serviceTables = ` FROM account_service s JOIN account a ON a.id = s.account_id `

func scanService(scan func(...any) error) (Service, error) {
	var s Service
	err := scan(&s.ID, &s.AccountID, &s.AgencyID, &s.UnitID, &s.Kind, &s.Title, &s.URL, &s.State, &s.ClearedBy, &s.ClearedAt, &s.ClearedNote, &s.LiveAt, &s.Stopped, &s.CheckedAt, &s.NextAt, &s.TookMs, &s.Failures, &s.Error, &s.CreatedBy, &s.MenuAt, &s.Account)
	return s, err
}

// Services returns up to n services of an agency, those in use first.
func (r *Reader) Services(ctx context.Context, agencyID string, n int) ([]Service, error) {
	return gather(scanService)(r.query(ctx, `SELECT `+serviceColumns+serviceTables+`WHERE s.agency_id = $1 ORDER BY CASE s.state WHEN 'stopped' THEN 1 ELSE 0 END, s.account_id, s.id LIMIT $2`, agencyID, n))
}

// DueServices returns up to n services in use whose look is due.
func (r *Reader) DueServices(ctx context.Context, now int64, n int) ([]Service, error) {
	return gather(scanService)(r.query(ctx, `SELECT `+serviceColumns+serviceTables+`WHERE (s.state = 'live' OR s.menu_at > 0) AND s.next_at <= $1 ORDER BY s.next_at, s.id LIMIT $2`, now, n))
}

// Service returns one that this transaction will change.
func (t *Tx) Service(id string) (Service, error) {
	list, err := gather(scanService)(t.Query(`SELECT `+serviceColumns+serviceTables+`WHERE s.id = $1`, id))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "service.unknown", "没有这个服务")
	}
	if err != nil {
		return Service{}, err
	}
	return list[0], nil
}

// IdleServices returns the services of an account that are not live.
func (t *Tx) IdleServices(accountID string) ([]Service, error) {
	return gather(scanService)(t.Query(`SELECT `+serviceColumns+serviceTables+`WHERE s.account_id = $1 AND s.state <> 'live' ORDER BY s.id`, accountID))
}

// AccountServices returns the services of an account that this transaction may change.
func (t *Tx) AccountServices(accountID string) ([]Service, error) {
	return gather(scanService)(t.Query(`SELECT `+serviceColumns+serviceTables+`WHERE s.account_id = $1 ORDER BY s.id`, accountID))
}

// PutService stores a service, a new one if it has no ID.
func (t *Tx) PutService(s *Service) error {
	if s.ID == "" {
		s.ID = NewID(t.Now)
	}
	_, err := t.Exec(`INSERT INTO account_service (id, account_id, agency_id, unit_id, kind, title, url, state, cleared_by, cleared_at, cleared_note, live_at, stopped, checked_at, next_at, took_ms, failures, error, menu_at, created_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
ON CONFLICT (id) DO UPDATE SET unit_id = excluded.unit_id, title = excluded.title, url = excluded.url, state = excluded.state, cleared_by = excluded.cleared_by, cleared_at = excluded.cleared_at, cleared_note = excluded.cleared_note,
live_at = excluded.live_at, stopped = excluded.stopped, checked_at = excluded.checked_at, next_at = excluded.next_at, took_ms = excluded.took_ms, failures = excluded.failures, error = excluded.error, menu_at = excluded.menu_at`,
		s.ID, s.AccountID, s.AgencyID, s.UnitID, s.Kind, s.Title, s.URL, s.State, s.ClearedBy, s.ClearedAt, s.ClearedNote, s.LiveAt, s.Stopped, s.CheckedAt, s.NextAt, s.TookMs, s.Failures, s.Error, s.MenuAt, s.CreatedBy, t.Ms())
	return err
}

const serviceFaultColumns = `f.id, f.service_id, f.unit_id, f.says, f.first_at, f.due_at, f.mended_at, f.evidence, s.title, s.url`

func scanServiceFault(scan func(...any) error) (ServiceFault, error) {
	var f ServiceFault
	err := scan(&f.ID, &f.ServiceID, &f.UnitID, &f.Says, &f.FirstAt, &f.DueAt, &f.MendedAt, &f.Evidence, &f.Title, &f.URL)
	return f, err
}

// OpenServiceFault returns what is open on a service; the zero value for nothing.
func (t *Tx) OpenServiceFault(serviceID string) (ServiceFault, error) {
	list, err := gather(scanServiceFault)(t.Query(`SELECT `+serviceFaultColumns+` FROM service_fault f JOIN account_service s ON s.id = f.service_id WHERE f.service_id = $1 AND f.mended_at = 0`, serviceID))
	if err != nil || len(list) == 0 {
		return ServiceFault{}, err
	}
	return list[0], nil
}

// PutServiceFault stores a fault of a service.
func (t *Tx) PutServiceFault(f ServiceFault) error {
	if f.ID == "" {
		f.ID = NewID(t.Now)
	}
	_, err := t.Exec(`INSERT INTO service_fault (id, service_id, unit_id, says, first_at, due_at, mended_at, evidence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET says = excluded.says, mended_at = excluded.mended_at, evidence = excluded.evidence`,
		f.ID, f.ServiceID, f.UnitID, f.Says, f.FirstAt, f.DueAt, f.MendedAt, f.Evidence)
	return err
}

// ServiceTasks returns up to n broken services, soonest due first.
func (r *Reader) ServiceTasks(ctx context.Context, n int) ([]ServiceFault, error) {
	return gather(scanServiceFault)(r.query(ctx, `SELECT `+serviceFaultColumns+` FROM service_fault f JOIN account_service s ON s.id = f.service_id WHERE f.mended_at = 0 ORDER BY f.due_at, f.id LIMIT $1`, n))
}
