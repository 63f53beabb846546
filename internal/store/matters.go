package store

import (
	"context"
	"fmt"
	"time"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
)

const matterColumns = `m.id, m.kind, m.number, m.agency_id, m.unit_id, m.state, m.version, m.regime_id, m.parent_id, m.title, m.summary, m.grade, m.need, m.opened_at, m.closed_at, m.updated_at, m.next_due`

func scanMatter(scan func(...any) error, more ...any) (matter.Matter, error) {
	var m matter.Matter
	err := scan(append([]any{&m.ID, &m.Kind, &m.Number, &m.AgencyID, &m.UnitID, &m.State, &m.Version, &m.RegimeID, &m.ParentID, &m.Title, &m.Summary, &m.Grade, &m.Need, &m.OpenedAt, &m.ClosedAt, &m.Updated, &m.NextDue}, more...)...)
	return m, err
}

func noMatter(key string) error {
	return fault.New(fault.NotFound, "matter.unknown", "没有办件 %s，或者您看不到它", key)
}

// Matter returns one matter by number or id; fault.NotFound if there is none.
func (r *Reader) Matter(ctx context.Context, key string) (matter.Matter, error) {
	m, err := scanMatter(r.scanner(ctx, `SELECT `+matterColumns+` FROM matter m WHERE m.number = $1 OR m.id = $1`, key))
	if IsNoRows(err) {
		return m, noMatter(key)
	}
	return m, err
}

// LockMatter loads a matter that this transaction will change.
func (t *Tx) LockMatter(key string) (matter.Matter, error) {
	m, err := scanMatter(func(into ...any) error {
		return t.Row(`SELECT `+matterColumns+` FROM matter m WHERE m.number = $1 OR m.id = $1`+t.forUpdate(), []any{key}, into...)
	})
	if IsNoRows(err) {
		return m, noMatter(key)
	}
	return m, err
}

// china is where years begin for numbers.
var china = time.FixedZone("CST", 8*3600)

// NextNumber returns the next number of a kind and year: C-2026-0001. It is
// gapless, because it is taken in the transaction that uses it.
func (t *Tx) NextNumber(kind regime.Kind) (string, error) {
	letter := map[regime.Kind]string{regime.Concern: "C", regime.Statement: "S", regime.AccountFiling: "A", regime.Message: "M"}[kind]
	year := t.Now.In(china).Year()
	n, err := t.Count(fmt.Sprintf("number.%s.%d", letter, year), 1)
	return fmt.Sprintf("%s-%d-%04d", letter, year, n), err
}

// InsertMatter stores a new matter with its lead unit.
func (t *Tx) InsertMatter(m matter.Matter) error {
	seq, err := t.Count("matter.seq", 1)
	if err != nil {
		return err
	}
	err = t.Later(`INSERT INTO matter (id, kind, number, agency_id, unit_id, state, version, regime_id, parent_id, title, summary, grade, need, opened_at, closed_at, updated_at, next_due, seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		m.ID, string(m.Kind), m.Number, m.AgencyID, m.UnitID, string(m.State), m.Version, m.RegimeID, m.ParentID, m.Title, m.Summary, string(m.Grade), string(m.Need), m.OpenedAt, m.ClosedAt, t.Ms(), m.NextDue, seq)
	if err != nil {
		return err
	}
	return t.SetPart(m.ID, m.UnitID, matter.Lead)
}

// UpdateMatter stores a changed matter whose version was seen as m.Version, and
// counts the version up. fault.Conflict if somebody was faster.
func (t *Tx) UpdateMatter(m *matter.Matter) error {
	n, err := t.Exec(`UPDATE matter SET unit_id = $3, state = $4, version = version + 1, title = $5, summary = $6, grade = $7, need = $8, closed_at = $9, updated_at = $10, next_due = $11 WHERE id = $1 AND version = $2`,
		m.ID, m.Version, m.UnitID, string(m.State), m.Title, m.Summary, string(m.Grade), string(m.Need), m.ClosedAt, t.Ms(), m.NextDue)
	if err != nil {
		return err
	}
	if n == 0 {
		return Stale(m.Number)
	}
	m.Version++
	return t.refreshSight(m.ID)
}

// Stale is the refusal of an act on a version that is no longer the present one.
func Stale(number string) error {
	return fault.New(fault.Conflict, "version.stale", "%s 在您打开之后已被他人改动，请刷新后再办；您填写的内容仍在页面上", number)
}

// SetPart records that a unit takes part in a matter; a unit has one part, and
// the lead's former holder stays as sender.
func (t *Tx) SetPart(matterID, unitID string, part matter.Part) error {
	if part == matter.Lead {
		if err := t.Later(`UPDATE participant SET part = 'sender' WHERE matter_id = $1 AND part = 'lead' AND unit_id <> $2`, matterID, unitID); err != nil {
			return err
		}
	}
	err := t.Later(`INSERT INTO participant (matter_id, unit_id, part, since) VALUES ($1, $2, $3, $4) ON CONFLICT (matter_id, unit_id) DO UPDATE SET part = excluded.part`, matterID, unitID, string(part), t.Ms())
	if err != nil {
		return err
	}
	return t.refreshSight(matterID)
}

// Parts returns the units that take part in a matter.
func (t *Tx) Parts(matterID string) (map[string]matter.Part, error) {
	rows, err := t.Query(`SELECT unit_id, part FROM participant WHERE matter_id = $1`, matterID)
	if err != nil {
		return nil, err
	}
	return scanParts(rows)
}

// Parts returns the units that take part in a matter.
func (r *Reader) Parts(ctx context.Context, matterID string) (map[string]matter.Part, error) {
	rows, err := r.query(ctx, `SELECT unit_id, part FROM participant WHERE matter_id = $1`, matterID)
	if err != nil {
		return nil, err
	}
	return scanParts(rows)
}

func scanParts(rows Answer) (map[string]matter.Part, error) {
	defer rows.Close()
	out := map[string]matter.Part{}
	for rows.Next() {
		var unit string
		var part matter.Part
		if err := rows.Scan(&unit, &part); err != nil {
			return nil, err
		}
		out[unit] = part
	}
	return out, rows.Err()
}

// Event is one line of a matter's timeline (时间线).
type Event struct {
	ID      string
	At      int64
	ActorID string
	Actor   string
	Role    string
	Action  string
	Word    string
	From    string
	To      string
	Side    string // outward, internal or system
	Text    string
	Detail  string // JSON object
}

// AddEvent writes a line of the timeline, at its own instant if it names one.
func (t *Tx) AddEvent(matterID string, e Event) error {
	if e.Detail == "" {
		e.Detail = "{}"
	}
	if e.At == 0 {
		e.At = t.Ms()
	}
	err := t.Later(`INSERT INTO event (id, matter_id, at, actor_id, actor, role, action, word, from_state, to_state, side, text, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		NewID(t.Now), matterID, e.At, e.ActorID, e.Actor, e.Role, e.Action, e.Word, e.From, e.To, e.Side, e.Text, e.Detail)
	return err
}

// Events returns the timeline, newest first.
func (r *Reader) Events(ctx context.Context, matterID string) ([]Event, error) {
	rows, err := r.query(ctx, `SELECT id, at, actor_id, actor, role, action, word, from_state, to_state, side, text, detail FROM event WHERE matter_id = $1 ORDER BY id DESC LIMIT 500`, matterID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Event
	for rows.Next() {
		var e Event
		if err := rows.Scan(&e.ID, &e.At, &e.ActorID, &e.Actor, &e.Role, &e.Action, &e.Word, &e.From, &e.To, &e.Side, &e.Text, &e.Detail); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// Document (文书) is a written act of a matter; clocks are met by documents.
type Document struct {
	ID         string
	Kind       regime.Document
	Title      string
	Body       string
	Internal   string
	AuthorID   string
	At         int64
	ToUnit     string
	ReceivedAt int64
	ReceivedBy string
	ReceivedAs string // of a report: who received it, in words; over there nobody has an id of ours

	WithdrawnAt int64 // its receipt is waited for no more, 0 while it is
}

// AddDocument stores a document and returns its id.
func (t *Tx) AddDocument(matterID string, d Document) (string, error) {
	id := NewID(t.Now)
	err := t.Later(`INSERT INTO document (id, matter_id, kind, title, body, internal, author_id, at, to_unit) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, matterID, string(d.Kind), d.Title, d.Body, d.Internal, d.AuthorID, t.Ms(), d.ToUnit)
	return id, err
}

// ReceiveDocuments marks the matter's documents of a kind addressed to a unit
// as received, and returns how many there were.
func (t *Tx) ReceiveDocuments(matterID string, kind regime.Document, unitID, personID string) (int64, error) {
	return t.Exec(`UPDATE document SET received_at = $4, received_by = $5 WHERE matter_id = $1 AND kind = $2 AND to_unit = $3 AND received_at = 0 AND withdrawn_at = 0`, matterID, string(kind), unitID, t.Ms(), personID)
}

// Documents returns a matter's documents, oldest first.
func (r *Reader) Documents(ctx context.Context, matterID string) ([]Document, error) {
	rows, err := r.query(ctx, `SELECT id, kind, title, body, internal, author_id, at, to_unit, received_at, received_by,
		COALESCE((SELECT MAX(r.to_name || ' ' || r.received_by) FROM report r WHERE r.matter_id = $1 AND r.matter_id <> '' AND r.document_id = document.id AND r.received_at > 0), ''), withdrawn_at
		FROM document WHERE matter_id = $1 ORDER BY at, id`, matterID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Document
	for rows.Next() {
		var d Document
		if err := rows.Scan(&d.ID, &d.Kind, &d.Title, &d.Body, &d.Internal, &d.AuthorID, &d.At, &d.ToUnit, &d.ReceivedAt, &d.ReceivedBy, &d.ReceivedAs, &d.WithdrawnAt); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// DocumentKinds returns the kinds of documents that a matter has.
func (t *Tx) DocumentKinds(matterID string) (map[regime.Document]bool, error) {
	rows, err := t.Query(`SELECT DISTINCT kind FROM document WHERE matter_id = $1`, matterID)
	if err != nil {
		return nil, err
	}
	out := map[regime.Document]bool{}
	err = eachRow(rows, func() error {
		var kind regime.Document
		if err := rows.Scan(&kind); err != nil {
			return err
		}
		out[kind] = true
		return nil
	})
	return out, err
}

// HasDocument reports whether a matter has a document of a kind.
func (t *Tx) HasDocument(matterID string, kind regime.Document) (bool, error) {
	var n int64
	err := t.Row(`SELECT COUNT(*) FROM document WHERE matter_id = $1 AND kind = $2`, []any{matterID, string(kind)}, &n)
	return n > 0, err
}

// Fact (核实事项) is one claim with what was found; it never names who said it.
type Fact struct {
	ID       string
	Claim    string
	Finding  string
	Verdict  string // true partly inaccurate unverified: of the claim
	Evidence string
	AuthorID string
	At       int64
}

// AddFact stores a fact.
func (t *Tx) AddFact(matterID string, f Fact) error {
	err := t.Later(`INSERT INTO fact (id, matter_id, claim, finding, verdict, evidence, author_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, NewID(t.Now), matterID, f.Claim, f.Finding, f.Verdict, f.Evidence, f.AuthorID, t.Ms())
	return err
}

// Facts returns a matter's facts, oldest first.
func (r *Reader) Facts(ctx context.Context, matterID string) ([]Fact, error) {
	rows, err := r.query(ctx, `SELECT id, claim, finding, verdict, evidence, author_id, at FROM fact WHERE matter_id = $1 ORDER BY at, id`, matterID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Fact
	for rows.Next() {
		var f Fact
		if err := rows.Scan(&f.ID, &f.Claim, &f.Finding, &f.Verdict, &f.Evidence, &f.AuthorID, &f.At); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

// Task (任务) is something a unit owes inside a matter.
type Task struct {
	ID        string
	MatterID  string
	Title     string
	UnitID    string
	Role      string
	DueAt     int64
	CreatedAt int64
	CreatedBy string
	DoneAt    int64
	DoneBy    string
	Plan      string
	Place     int64
	Event     string // the event that ticks it off by itself, "" for none
	Document  string // the kind of document that the event must bring, "" for any
}

// AddTask stores a task.
func (t *Tx) AddTask(k Task) error {
	_, err := t.NewTask(k)
	return err
}

// NewTask stores a task and returns its id.
func (t *Tx) NewTask(k Task) (string, error) {
	id := NewID(t.Now)
	err := t.Later(`INSERT INTO task (id, matter_id, title, unit_id, role, due_at, created_at, created_by, plan, place, event, document, warn_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		id, k.MatterID, k.Title, k.UnitID, k.Role, k.DueAt, t.Ms(), k.CreatedBy, k.Plan, k.Place, k.Event, k.Document, taskWarning(t.Ms(), k.DueAt))
	return id, err
}

// TickTasks marks the open tasks that an event finishes as done by the system;
// document is the kind of document that the event brings, "" for none.
func (t *Tx) TickTasks(matterID string, event regime.Event, document regime.Document) error {
	err := t.Later(`UPDATE task SET done_at = $3, done_by = 'system' WHERE matter_id = $1 AND event = $2 AND done_at = 0 AND document IN ('', $4)`, matterID, string(event), t.Ms(), string(document))
	return err
}

// TickHappened marks the open steps of a plan whose event has happened already
// and brought the document that they ask for; a dispatch is received when no
// unit's note still waits.
func (t *Tx) TickHappened(matterID string) error {
	err := t.Later(`UPDATE task SET done_at = $2, done_by = 'system' WHERE matter_id = $1 AND event <> '' AND done_at = 0
 AND EXISTS (SELECT 1 FROM event e WHERE e.word = task.event AND e.matter_id IN (SELECT CAST($1 AS TEXT) UNION ALL SELECT s.matter_id FROM statement s WHERE s.concern_id = $1))
 AND (document = '' OR EXISTS (SELECT 1 FROM document d WHERE d.matter_id = $1 AND d.kind = task.document))
 AND NOT (event = 'dispatch.received' AND EXISTS (SELECT 1 FROM document d WHERE d.matter_id = $1 AND d.kind = 'dispatch_note' AND d.to_unit <> '' AND d.received_at = 0 AND d.withdrawn_at = 0))`, matterID, t.Ms())
	return err
}

// CancelTasks takes away the open tasks of a matter that has ended. Those of its
// lessons stay, and with tasked those that people gave: they outlive it.
func (t *Tx) CancelTasks(matterID string, tasked bool) error {
	err := t.Later(`DELETE FROM task WHERE matter_id = $1 AND done_at = 0 AND plan <> 'lesson' AND ($2 = 0 OR plan <> '')`, matterID, Bit(tasked))
	return err
}

// FinishTask marks a task done; fault.NotFound if the matter has no such open task.
func (t *Tx) FinishTask(matterID, taskID, personID string) error {
	n, err := t.Exec(`UPDATE task SET done_at = $3, done_by = $4 WHERE matter_id = $1 AND id = $2 AND done_at = 0`, matterID, taskID, t.Ms(), personID)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "task.unknown", "没有这项任务，或者已经完成").On("task")
	}
	return err
}

const taskColumns = `id, matter_id, title, unit_id, role, due_at, created_at, created_by, done_at, done_by, plan, place`

func scanTasks(rows Answer) ([]Task, error) {
	defer rows.Close()
	var out []Task
	for rows.Next() {
		var k Task
		if err := rows.Scan(&k.ID, &k.MatterID, &k.Title, &k.UnitID, &k.Role, &k.DueAt, &k.CreatedAt, &k.CreatedBy, &k.DoneAt, &k.DoneBy, &k.Plan, &k.Place); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, rows.Err()
}

// Tasks returns a matter's tasks in their order.
func (r *Reader) Tasks(ctx context.Context, matterID string) ([]Task, error) {
	rows, err := r.query(ctx, `SELECT `+taskColumns+` FROM task WHERE matter_id = $1 ORDER BY place, created_at, id`, matterID)
	if err != nil {
		return nil, err
	}
	return scanTasks(rows)
}

// Scope (可见范围) is what a person sees, as a filter for lists: matters of
// Units, and those in which one of Own takes part.
type Scope struct {
	All   bool
	Units []string
	Own   []string
}
