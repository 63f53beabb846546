package store

import (
	"context"

	"yingda/internal/fault"
)

// Meeting (会议) is a meeting with minutes: of a response group, a consultation
// of departments, or the leading group.
type Meeting struct {
	ID         string
	Kind       string // response_group consultation leading_group
	AgencyID   string
	MatterID   string // "" for one about no single concern
	Title      string
	Place      string
	At         int64
	Minutes    string
	Proposal   string // of a consultation
	HeldAt     int64
	CreatedBy  string
	CreatedAt  int64
	MinutedBy  string
	ApprovedAt int64
	ApprovedBy string
	Note       string
	Members    []Attendee
	Decisions  []Decision
}

// Attendee (参会人) is somebody who was asked to a meeting.
type Attendee struct {
	PersonID  string // "" for people from outside
	Name      string
	Unit      string
	Part      string // chair member expert department
	Expertise string
	Present   bool
	ExpertID  string // of the pool, for an expert
	Reply     string // of an expert: coming, declined, "" for none yet
}

// Decision (会议决定) is one decision; one with a unit became a task.
type Decision struct {
	Text   string
	UnitID string
	DueAt  int64 // Never without a date
	TaskID string
}

const meetingColumns = `id, kind, agency_id, matter_id, title, place, at, minutes, proposal, held_at, created_by, created_at, minuted_by, approved_at, approved_by, note`

func scanMeeting(scan func(...any) error) (Meeting, error) {
	var m Meeting
	err := scan(&m.ID, &m.Kind, &m.AgencyID, &m.MatterID, &m.Title, &m.Place, &m.At, &m.Minutes, &m.Proposal, &m.HeldAt, &m.CreatedBy, &m.CreatedAt, &m.MinutedBy, &m.ApprovedAt, &m.ApprovedBy, &m.Note)
	return m, err
}

// AddMeeting stores a planned meeting with those who are asked to it.
func (t *Tx) AddMeeting(m *Meeting) error {
	m.ID, m.CreatedAt = NewID(t.Now), t.Ms()
	if _, err := t.Exec(`INSERT INTO meeting (`+meetingColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', 0, $8, $9, '', 0, '', '')`, m.ID, m.Kind, m.AgencyID, m.MatterID, m.Title, m.Place, m.At, m.CreatedBy, m.CreatedAt); err != nil {
		return err
	}
	for i, x := range m.Members {
		if _, err := t.Exec(`INSERT INTO meeting_member (meeting_id, n, person_id, name, unit, part, expertise, present, expert_id) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)`, m.ID, i+1, x.PersonID, x.Name, x.Unit, x.Part, x.Expertise, x.ExpertID); err != nil {
			return err
		}
	}
	return nil
}

// HoldMeeting stores minutes, attendance and decisions.
func (t *Tx) HoldMeeting(m Meeting) error {
	if _, err := t.Exec(`UPDATE meeting SET minutes = $2, proposal = $3, held_at = $4, minuted_by = $5 WHERE id = $1`, m.ID, m.Minutes, m.Proposal, m.HeldAt, m.MinutedBy); err != nil {
		return err
	}
	for i, x := range m.Members {
		if _, err := t.Exec(`UPDATE meeting_member SET present = $3 WHERE meeting_id = $1 AND n = $2`, m.ID, i+1, Bit(x.Present)); err != nil {
			return err
		}
	}
	for i, d := range m.Decisions {
		if _, err := t.Exec(`INSERT INTO meeting_decision (meeting_id, n, text, unit_id, due_at, task_id) VALUES ($1, $2, $3, $4, $5, $6)`, m.ID, i+1, d.Text, d.UnitID, d.DueAt, d.TaskID); err != nil {
			return err
		}
	}
	return nil
}

// ApproveMeeting stores the approval of a consultation's proposal.
func (t *Tx) ApproveMeeting(id, personID, note string) error {
	_, err := t.Exec(`UPDATE meeting SET approved_at = $2, approved_by = $3, note = $4 WHERE id = $1`, id, t.Ms(), personID, note)
	return err
}

func noMeeting() error {
	return fault.New(fault.NotFound, "meeting.unknown", "没有这次会议，或者您看不到它")
}

// LockMeeting loads a meeting that this transaction will change.
func (t *Tx) LockMeeting(id string) (Meeting, error) {
	m, err := scanMeeting(func(into ...any) error {
		return t.Row(`SELECT `+meetingColumns+` FROM meeting WHERE id = $1`+t.forUpdate(), []any{id}, into...)
	})
	if IsNoRows(err) {
		return m, noMeeting()
	}
	if err != nil {
		return m, err
	}
	m.Members, err = scanMembers(t.Query(membersQuery, id))
	return m, err
}

// OpenConsultation reports whether a concern has a consultation whose proposal
// waits for approval.
func (t *Tx) OpenConsultation(matterID string) (bool, error) {
	var n int64
	err := t.Row(`SELECT COUNT(*) FROM meeting WHERE matter_id = $1 AND matter_id <> '' AND kind = 'consultation' AND approved_at = 0`, []any{matterID}, &n)
	return n > 0, err
}

const membersQuery = `SELECT person_id, name, unit, part, expertise, present, expert_id, reply FROM meeting_member WHERE meeting_id = $1 ORDER BY n`

func scanMembers(rows Answer, err error) ([]Attendee, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Attendee
	for rows.Next() {
		var x Attendee
		var present int64
		if err := rows.Scan(&x.PersonID, &x.Name, &x.Unit, &x.Part, &x.Expertise, &present, &x.ExpertID, &x.Reply); err != nil {
			return nil, err
		}
		x.Present = present == 1
		out = append(out, x)
	}
	return out, rows.Err()
}

// AskedMeeting is a meeting as an expert sees it who is asked to it: what about,
// when, where, and nothing of the concern.
type AskedMeeting struct {
	ID, Title, Place, Agency, Reply string
	At, HeldAt                      int64
	Present                         bool
}

// MeetingsFor returns the meetings that one person was asked to as an expert, the
// latest first.
func (r *Reader) MeetingsFor(ctx context.Context, personID string) ([]AskedMeeting, error) {
	rows, err := r.query(ctx, `SELECT m.id, m.title, m.place, u.name, x.reply, m.at, m.held_at, x.present FROM expert e JOIN meeting_member x ON x.expert_id = e.id JOIN meeting m ON m.id = x.meeting_id JOIN unit u ON u.id = m.agency_id
WHERE e.person_id = $1 AND e.person_id <> '' AND x.expert_id <> '' ORDER BY m.at DESC, m.id DESC LIMIT 100`, personID)
	if err != nil {
		return nil, err
	}
	var out []AskedMeeting
	err = eachRow(rows, func() error {
		var m AskedMeeting
		var present int64
		if err := rows.Scan(&m.ID, &m.Title, &m.Place, &m.Agency, &m.Reply, &m.At, &m.HeldAt, &present); err != nil {
			return err
		}
		m.Present = present == 1
		out = append(out, m)
		return nil
	})
	return out, err
}

// ReplyMeeting stores whether an expert comes.
func (t *Tx) ReplyMeeting(meetingID, expertID, reply string) error {
	_, err := t.Exec(`UPDATE meeting_member SET reply = $3, replied_at = $4 WHERE meeting_id = $1 AND expert_id = $2`, meetingID, expertID, reply, t.Ms())
	return err
}

// PoolExpert returns an active expert of an agency by id or by name; fault.NotFound
// if the pool has none.
func (t *Tx) PoolExpert(agencyID, id, name string) (Expert, error) {
	var e Expert
	var paid, active int64
	err := t.Row(`SELECT `+expertColumns+` FROM expert e WHERE e.agency_id = $1 AND e.active = 1 AND (e.id = $2 OR $2 = '' AND e.name = $3) ORDER BY e.id LIMIT 1`, []any{agencyID, id, name}, e.into(&paid, &active)...)
	e.Paid, e.Active = paid == 1, active == 1
	if IsNoRows(err) {
		return e, fault.New(fault.NotFound, "expert.unknown", "专家库里没有这个人").On("expert")
	}
	return e, err
}

// Meeting returns one meeting with members and decisions.
func (r *Reader) Meeting(ctx context.Context, id string) (Meeting, error) {
	m, err := scanMeeting(r.scanner(ctx, `SELECT `+meetingColumns+` FROM meeting WHERE id = $1`, id))
	if IsNoRows(err) {
		return m, noMeeting()
	}
	if err != nil {
		return m, err
	}
	if m.Members, err = scanMembers(r.query(ctx, membersQuery, id)); err != nil {
		return m, err
	}
	rows, err := r.query(ctx, `SELECT text, unit_id, due_at, task_id FROM meeting_decision WHERE meeting_id = $1 ORDER BY n`, id)
	if err != nil {
		return m, err
	}
	defer rows.Close()
	for rows.Next() {
		var d Decision
		if err := rows.Scan(&d.Text, &d.UnitID, &d.DueAt, &d.TaskID); err != nil {
			return m, err
		}
		m.Decisions = append(m.Decisions, d)
	}
	return m, rows.Err()
}

// Meetings returns the newest meetings of an agency, without members.
func (r *Reader) Meetings(ctx context.Context, agencyID string) ([]Meeting, error) {
	return scanMeetings(r.query(ctx, `SELECT `+meetingColumns+` FROM meeting WHERE agency_id = $1 ORDER BY at DESC, id DESC LIMIT 100`, agencyID))
}

// MeetingsOf returns the meetings about a concern, newest first.
func (r *Reader) MeetingsOf(ctx context.Context, matterID string) ([]Meeting, error) {
	return scanMeetings(r.query(ctx, `SELECT `+meetingColumns+` FROM meeting WHERE matter_id = $1 AND matter_id <> '' ORDER BY at DESC, id DESC LIMIT 100`, matterID))
}

func scanMeetings(rows Answer, err error) ([]Meeting, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Meeting
	for rows.Next() {
		m, err := scanMeeting(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// NotifyPerson tells one person something.
func (t *Tx) NotifyPerson(personID, matterID, text string) error {
	_, err := t.Exec(`INSERT INTO notice (id, person_id, matter_id, grade, text, at) VALUES ($1, $2, $3, '', $4, $5)`, NewID(t.Now), personID, matterID, text, t.Ms())
	return err
}
