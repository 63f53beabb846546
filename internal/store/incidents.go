package store

import (
	"context"

	"yingda/internal/fault"
)

// AccountPlan (账号应急预案) says who does what when an account is taken over or
// defaced. Names and telephones come with it from people and roster. Clause: ACC-14.
type AccountPlan struct {
	AccountID     string
	CoordinatorID string
	DeputyID      string
	Departments   string // who is told, one a line
	PlatformLine  string // how the platform is reached in an emergency
	Note          string
	RemindedAt    int64 // of the yearly drill
	ByID          string
	At            int64

	Coordinator, CoordinatorPhone, Deputy, DeputyPhone string
}

const planColumns = `l.account_id, l.coordinator_id, l.deputy_id, l.departments, l.platform_line, l.note, l.reminded_at, l.by_id, l.at, p.name, COALESCE(pc.phone, ''), q.name, COALESCE(qc.phone, '')`

const fromPlans = ` FROM account_plan l JOIN person p ON p.id = l.coordinator_id LEFT JOIN person_card pc ON pc.person_id = p.id JOIN person q ON q.id = l.deputy_id LEFT JOIN person_card qc ON qc.person_id = q.id `

func scanPlan(scan func(...any) error) (AccountPlan, error) {
	var l AccountPlan
	err := scan(&l.AccountID, &l.CoordinatorID, &l.DeputyID, &l.Departments, &l.PlatformLine, &l.Note, &l.RemindedAt, &l.ByID, &l.At, &l.Coordinator, &l.CoordinatorPhone, &l.Deputy, &l.DeputyPhone)
	return l, err
}

func onePlan(list []AccountPlan, err error) (AccountPlan, error) {
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "plan.none", "这个账号还没有应急预案")
	}
	if err != nil {
		return AccountPlan{}, err
	}
	return list[0], nil
}

// AccountPlan returns the plan of an account; fault.NotFound plan.none.
func (r *Reader) AccountPlan(ctx context.Context, accountID string) (AccountPlan, error) {
	return onePlan(gather(scanPlan)(r.query(ctx, `SELECT `+planColumns+fromPlans+`WHERE l.account_id = $1`, accountID)))
}

// AccountPlan is that of the reader, inside a transaction.
func (t *Tx) AccountPlan(accountID string) (AccountPlan, error) {
	return onePlan(gather(scanPlan)(t.Query(`SELECT `+planColumns+fromPlans+`WHERE l.account_id = $1`, accountID)))
}

// SavePlan stores a plan.
func (t *Tx) SavePlan(l AccountPlan) error {
	_, err := t.Exec(`INSERT INTO account_plan (account_id, coordinator_id, deputy_id, departments, platform_line, note, reminded_at, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (account_id) DO UPDATE SET coordinator_id = excluded.coordinator_id, deputy_id = excluded.deputy_id, departments = excluded.departments, platform_line = excluded.platform_line, note = excluded.note, reminded_at = excluded.reminded_at, by_id = excluded.by_id, at = excluded.at`,
		l.AccountID, l.CoordinatorID, l.DeputyID, l.Departments, l.PlatformLine, l.Note, l.RemindedAt, l.ByID, l.At)
	return err
}

// DrillsOwed returns the plans of open accounts that were neither drilled nor
// needed since an instant, nor reminded of it, up to n.
func (t *Tx) DrillsOwed(since int64, n int) ([]AccountPlan, error) {
	return gather(scanPlan)(t.Query(`SELECT `+planColumns+fromPlans+`JOIN account a ON a.id = l.account_id WHERE a.state = 'open' AND l.at < $1 AND l.reminded_at < $1
AND NOT EXISTS (SELECT 1 FROM account_incident i WHERE i.account_id = l.account_id AND i.began_at >= $1) ORDER BY l.account_id LIMIT $2`, since, n))
}

// Incident (账号安全事件) is one take-over or defacement of an account, or a drill of
// it. Clause: ACC-14.
type Incident struct {
	ID           string
	AccountID    string
	Kind         string // hijack or defacement
	Drill        bool
	Reason       string
	BeganAt      int64
	BeganBy      string
	Notice       string // what the public is told
	Secrets      int64  // that were marked as lost
	Refused      int64  // callbacks that could not be taken meanwhile; platforms repeat
	EndedAt      int64
	EndedBy      string
	Participants string
	Minutes      int64
	Findings     string

	Account, AgencyID, Beginner string // names
}

const incidentColumns = `i.id, i.account_id, i.kind, i.drill, i.reason, i.began_at, i.began_by, i.notice, i.secrets, i.refused, i.ended_at, i.ended_by, i.participants, i.minutes, i.findings, a.name, a.agency_id, p.name`

const fromIncidents = ` FROM account_incident i JOIN account a ON a.id = i.account_id JOIN person p ON p.id = i.began_by `

func scanIncident(scan func(...any) error) (Incident, error) {
	var i Incident
	var drill int64
	err := scan(&i.ID, &i.AccountID, &i.Kind, &drill, &i.Reason, &i.BeganAt, &i.BeganBy, &i.Notice, &i.Secrets, &i.Refused, &i.EndedAt, &i.EndedBy, &i.Participants, &i.Minutes, &i.Findings, &i.Account, &i.AgencyID, &i.Beginner)
	i.Drill = drill == 1
	return i, err
}

// Incidents returns what happened to an account and its drills, newest first.
func (r *Reader) Incidents(ctx context.Context, accountID string) ([]Incident, error) {
	return gather(scanIncident)(r.query(ctx, `SELECT `+incidentColumns+fromIncidents+`WHERE i.account_id = $1 ORDER BY i.began_at DESC, i.id DESC LIMIT 100`, accountID))
}

// PublicIncidents returns what happened to accounts, drills left out: those that
// go on, and those that ended since an instant.
func (r *Reader) PublicIncidents(ctx context.Context, since int64) ([]Incident, error) {
	return gather(scanIncident)(r.query(ctx, `SELECT `+incidentColumns+fromIncidents+`WHERE i.drill = 0 AND (i.ended_at = 0 OR i.ended_at >= $1) ORDER BY i.began_at DESC, i.id LIMIT 100`, since))
}

// LockIncident returns the incident of an account that goes on; fault.Conflict
// incident.none.
func (t *Tx) LockIncident(accountID string) (Incident, error) {
	end := ""
	if t.engine == Postgres {
		end = " FOR UPDATE OF i"
	}
	list, err := gather(scanIncident)(t.Query(`SELECT `+incidentColumns+fromIncidents+`WHERE i.account_id = $1 AND i.ended_at = 0`+end, accountID))
	if err == nil && len(list) == 0 {
		err = fault.New(fault.Conflict, "incident.none", "这个账号现在没有启动应急预案")
	}
	if err != nil {
		return Incident{}, err
	}
	return list[0], nil
}

// PutIncident stores an incident, new or changed.
func (t *Tx) PutIncident(i *Incident) error {
	if i.ID == "" {
		i.ID = NewID(t.Now)
	}
	_, err := t.Exec(`INSERT INTO account_incident (id, account_id, kind, drill, reason, began_at, began_by, notice, secrets, ended_at, ended_by, participants, minutes, findings) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, ended_by = excluded.ended_by, participants = excluded.participants, minutes = excluded.minutes, findings = excluded.findings`,
		i.ID, i.AccountID, i.Kind, Bit(i.Drill), i.Reason, i.BeganAt, i.BeganBy, i.Notice, i.Secrets, i.EndedAt, i.EndedBy, i.Participants, i.Minutes, i.Findings)
	return err
}

// RefusedMeanwhile counts a callback that could not be taken because the keys of an
// account are lost.
func (t *Tx) RefusedMeanwhile(accountID string) error {
	_, err := t.Exec(`UPDATE account_incident SET refused = refused + 1 WHERE account_id = $1 AND ended_at = 0 AND drill = 0`, accountID)
	return err
}

// held is true of an account whose sending is held back.
const held = `SELECT COUNT(*) FROM account_incident WHERE account_id = $1 AND ended_at = 0 AND drill = 0`

// AccountHeld reports whether all sending for an account is held back.
func (t *Tx) AccountHeld(accountID string) (bool, error) {
	var n int64
	err := t.Row(held, []any{accountID}, &n)
	return n > 0, err
}

// ReleaseHeld reports whether a line of the outbox goes to an account whose
// sending is held back.
func (r *Reader) ReleaseHeld(ctx context.Context, releaseID string) (bool, error) {
	var n int64
	err := r.row(ctx, `SELECT COUNT(*) FROM release l JOIN outlet o ON o.id = l.outlet_id JOIN account_incident i ON i.account_id = o.address WHERE l.id = $1 AND i.ended_at = 0 AND i.drill = 0`, []any{releaseID}, &n)
	return n > 0, err
}

// IncidentStep (处置步骤) is one step of an incident and by when it is done.
type IncidentStep struct {
	IncidentID string
	Step       string
	DueAt      int64
	Warned     int64
	DoneAt     int64
	ByID       string
	Note       string
}

const incidentStepColumns = `s.incident_id, s.step, s.due_at, s.warned, s.done_at, s.by_id, s.note`

func scanIncidentStep(scan func(...any) error) (IncidentStep, error) {
	var s IncidentStep
	err := scan(&s.IncidentID, &s.Step, &s.DueAt, &s.Warned, &s.DoneAt, &s.ByID, &s.Note)
	return s, err
}

// IncidentSteps returns the steps of an incident, in the order of their dates.
func (r *Reader) IncidentSteps(ctx context.Context, incidentID string) ([]IncidentStep, error) {
	return gather(scanIncidentStep)(r.query(ctx, `SELECT `+incidentStepColumns+` FROM incident_step s WHERE s.incident_id = $1 ORDER BY s.due_at, s.step`, incidentID))
}

// IncidentSteps is that of the reader, inside a transaction.
func (t *Tx) IncidentSteps(incidentID string) ([]IncidentStep, error) {
	return gather(scanIncidentStep)(t.Query(`SELECT `+incidentStepColumns+` FROM incident_step s WHERE s.incident_id = $1 ORDER BY s.due_at, s.step`, incidentID))
}

// LateSteps returns the steps that are late and that nobody was told of, up to n.
func (t *Tx) LateSteps(n int) ([]IncidentStep, error) {
	return gather(scanIncidentStep)(t.Query(`SELECT `+incidentStepColumns+` FROM incident_step s WHERE s.done_at = 0 AND s.due_at <= $1 AND s.warned = 0 ORDER BY s.due_at LIMIT $2`, t.Ms(), n))
}

// IncidentOfStep returns the incident that a step belongs to.
func (t *Tx) IncidentOfStep(incidentID string) (Incident, error) {
	list, err := gather(scanIncident)(t.Query(`SELECT `+incidentColumns+fromIncidents+`WHERE i.id = $1`, incidentID))
	if err != nil || len(list) == 0 {
		return Incident{}, err
	}
	return list[0], nil
}

// PutStep stores a step, new or changed.
func (t *Tx) PutStep(s IncidentStep) error {
	_, err := t.Exec(`INSERT INTO incident_step (incident_id, step, due_at, warned, done_at, by_id, note) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (incident_id, step) DO UPDATE SET warned = excluded.warned, done_at = excluded.done_at, by_id = excluded.by_id, note = excluded.note`, s.IncidentID, s.Step, s.DueAt, s.Warned, s.DoneAt, s.ByID, s.Note)
	return err
}
