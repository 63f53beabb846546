package store

import (
	"context"

	"yingda/internal/fault"
)

// PressEvent (新闻活动) is one entry of the spokesperson's calendar. Joint marks a
// column made together with a newsroom, which is shown as the agency's.
// AnnouncedAt is 0 while the public does not know of it. Clause: ANS-8.
type PressEvent struct {
	ID, AgencyID, Channel, Title, Place, Host, Newsrooms, Materials, Statement, State, Address, Note, CreatedBy, MatterID, AnnouncedBy string
	StartsAt, CreatedAt, AnnouncedAt                                                                                                   int64
	Joint                                                                                                                              bool
	Agency, Concern                                                                                                                    string // its name; the number of the concern that it is about
}

const pressEvents = `SELECT e.id, e.agency_id, e.channel, e.title, e.place, e.host, e.newsrooms, e.materials, e.statement, e.state, e.address, e.note, e.created_by, e.matter_id, e.announced_by, e.starts_at, e.created_at, e.announced_at, e.joint, u.name, COALESCE(m.number, '') FROM press_event e JOIN unit u ON u.id = e.agency_id LEFT JOIN matter m ON m.id = e.matter_id `

func scanPressEvents(rows Answer, err error) ([]PressEvent, error) {
	if err != nil {
		return nil, err
	}
	var out []PressEvent
	err = eachRow(rows, func() error {
		var e PressEvent
		var joint int64
		if err := rows.Scan(&e.ID, &e.AgencyID, &e.Channel, &e.Title, &e.Place, &e.Host, &e.Newsrooms, &e.Materials, &e.Statement, &e.State, &e.Address, &e.Note, &e.CreatedBy, &e.MatterID, &e.AnnouncedBy, &e.StartsAt, &e.CreatedAt, &e.AnnouncedAt, &joint, &e.Agency, &e.Concern); err != nil {
			return err
		}
		e.Joint = joint == 1
		out = append(out, e)
		return nil
	})
	return out, err
}

// PressEvents returns up to n, latest first.
func (r *Reader) PressEvents(ctx context.Context, n int) ([]PressEvent, error) {
	return scanPressEvents(r.query(ctx, pressEvents+`ORDER BY e.starts_at DESC, e.id LIMIT $1`, n))
}

// AnnouncedPress returns up to n that the public was told of, latest first.
func (r *Reader) AnnouncedPress(ctx context.Context, n int) ([]PressEvent, error) {
	return scanPressEvents(r.query(ctx, pressEvents+`WHERE e.announced_at > 0 ORDER BY e.starts_at DESC, e.id LIMIT $1`, n))
}

// PressEvent returns one event; fault.NotFound if there is none.
func (r *Reader) PressEvent(ctx context.Context, id string) (PressEvent, error) {
	list, err := scanPressEvents(r.query(ctx, pressEvents+`WHERE e.id = $1`, id))
	return sole(list, err, fault.New(fault.NotFound, "press.unknown", "没有这项活动"))
}

// LockPressEvent returns one event; fault.NotFound if there is none.
func (t *Tx) LockPressEvent(id string) (PressEvent, error) {
	list, err := scanPressEvents(t.Query(pressEvents+`WHERE e.id = $1`, id))
	return sole(list, err, fault.New(fault.NotFound, "press.unknown", "没有这项活动"))
}

// AddPressEvent stores a planned event and returns its id.
func (t *Tx) AddPressEvent(e PressEvent) (string, error) {
	id := NewID(t.Now)
	_, err := t.Exec(`INSERT INTO press_event (id, agency_id, channel, title, starts_at, place, host, newsrooms, materials, statement, joint, state, created_by, created_at, matter_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'planned', $12, $13, $14)`,
		id, e.AgencyID, e.Channel, e.Title, e.StartsAt, e.Place, e.Host, e.Newsrooms, e.Materials, e.Statement, Bit(e.Joint), e.CreatedBy, t.Ms(), e.MatterID)
	return id, err
}

// AnnouncePress records that the public is told of an event, once.
func (t *Tx) AnnouncePress(id, personID string) error {
	_, err := t.Exec(`UPDATE press_event SET announced_at = $2, announced_by = $3 WHERE id = $1 AND announced_at = 0`, id, t.Ms(), personID)
	return err
}

// EndPressEvent records that a planned event was held, or not; fault.Conflict
// if that is on record already.
func (t *Tx) EndPressEvent(id, state, address, note string) error {
	n, err := t.Exec(`UPDATE press_event SET state = $2, address = $3, note = $4 WHERE id = $1 AND state = 'planned'`, id, state, address, note)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "press.ended", "这项活动已经登记了结果")
	}
	return err
}

// OwedAt returns the ids of the lines of the outbox that an event told: a person
// owes them, on its channel, of the statement that it names, else of its concern's
// statements, and their text was approved before it began.
func (t *Tx) OwedAt(e PressEvent) ([]string, error) {
	about, key := `m.parent_id`, e.MatterID
	if e.Statement != "" {
		about, key = `m.number`, e.Statement
	}
	if key == "" {
		return nil, nil
	}
	return scanWords(t.Query(`SELECT o.id FROM matter m JOIN release o ON o.statement_id = m.id WHERE `+about+` = $1 AND o.channel = $2 AND o.state = 'owed' AND o.verb <> 'withdraw' AND o.queued_at <= $3 ORDER BY o.id`, key, e.Channel, e.StartsAt))
}

// EventOf returns the planned event at which a line of the outbox was told, and
// false if the calendar has none: the last that began between its approval and when
// it was told, about the statement, else about the concern.
func (t *Tx) EventOf(o Release, statement, concernID string) (PressEvent, bool, error) {
	list, err := scanPressEvents(t.Query(pressEvents+`WHERE e.channel = $1 AND e.state = 'planned' AND e.starts_at BETWEEN $2 AND $3
AND (e.statement = $4 OR e.statement = '' AND e.matter_id <> '' AND e.matter_id = $5) ORDER BY e.statement DESC, e.starts_at DESC, e.id LIMIT 1`, o.Channel, o.QueuedAt, o.DoneAt, statement, concernID))
	if err != nil || len(list) == 0 {
		return PressEvent{}, false, err
	}
	return list[0], true, nil
}
