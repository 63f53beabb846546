package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

// Notice (通知) is one line in somebody's bell.
type Notice struct {
	ID       string
	MatterID string
	Number   string
	Grade    string
	Text     string
	Event    string // what it is about: see Events
	At       int64
	ReadAt   int64
	State    matter.State // of the matter
	UnitID   string       // that has the matter
}

// Notify tells everybody who holds one of the roles in one of the units, each
// once a matter and text while unread.
func (t *Tx) Notify(unitIDs []string, roles []regime.Role, matterID string, grade regime.Grade, text string) error {
	return t.NotifyOf(EventWork, unitIDs, roles, matterID, grade, text)
}

// NotifyOf is Notify with what it is about, which decides who is told by more
// than the bell. The order to tell them commits with the notice.
func (t *Tx) NotifyOf(event string, unitIDs []string, roles []regime.Role, matterID string, grade regime.Grade, text string) error {
	if len(unitIDs) == 0 || len(roles) == 0 {
		return nil
	}
	watching, roles, err := t.watching(unitIDs, roles)
	if err != nil {
		return err
	}
	args := []any{matterID, text}
	in := func(n int) string {
		marks := make([]string, n)
		for i := range marks {
			marks[i] = "$" + strconv.Itoa(len(args)-n+i+1)
		}
		return strings.Join(marks, ", ")
	}
	for _, u := range unitIDs {
		args = append(args, u)
	}
	units := in(len(unitIDs))
	for _, r := range roles {
		args = append(args, string(r))
	}
	held := in(len(roles))
	for _, id := range watching {
		args = append(args, id)
	}
	rows, err := t.Query(`SELECT DISTINCT p.id FROM person p LEFT JOIN person_role g ON g.person_id = p.id WHERE p.active = 1 AND (g.unit_id IN (`+units+`) AND g.role IN (`+held+`) OR p.id IN (`+in(len(watching))+`))
AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.person_id = p.id AND n.matter_id = $1 AND n.text = $2 AND n.read_at = 0)`, args...)
	if err != nil {
		return err
	}
	var persons []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return err
		}
		persons = append(persons, id)
	}
	if err := rows.Close(); err != nil {
		return err
	}
	first := ""
	for _, id := range persons {
		notice := NewID(t.Now)
		if first == "" {
			first = notice
		}
		if err := t.Later(`INSERT INTO notice (id, person_id, matter_id, grade, text, at, event) VALUES ($1, $2, $3, $4, $5, $6, $7)`, notice, id, matterID, string(grade), text, t.Ms(), event); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil || first == "" {
		return err
	}
	return t.tell(Told{Notice: first, Persons: persons, Matter: matterID, Grade: string(grade), Event: event})
}

// tell asks for the planning of who is told by more than the bell, where
// anybody is.
func (t *Tx) tell(n Told) error {
	any, err := t.anyOutlet()
	if err != nil || !any {
		return err
	}
	return t.Enqueue("tell", "", n, t.Now, 5)
}

// watching puts who is on duty now, by the roster of the units' agencies, in the
// place of all duty officers. Where nobody is rostered now, the roles stay.
func (t *Tx) watching(unitIDs []string, roles []regime.Role) ([]string, []regime.Role, error) {
	if !slices.Contains(roles, regime.DutyOfficer) {
		return []string{""}, roles, nil
	}
	now, err := t.onDuty(unitIDs)
	if err != nil || len(now) == 0 {
		return []string{""}, roles, err
	}
	roles = slices.Clone(roles)
	roles[slices.Index(roles, regime.DutyOfficer)] = ""
	return now, roles, nil
}

// Notices returns a person's newest notices, up to n.
func (r *Reader) Notices(ctx context.Context, personID string, n int) ([]Notice, error) {
	rows, err := r.query(ctx, `SELECT n.id, n.matter_id, COALESCE(m.number, ''), n.grade, n.text, n.event, n.at, n.read_at, COALESCE(m.state, ''), COALESCE(m.unit_id, '') FROM notice n LEFT JOIN matter m ON m.id = n.matter_id WHERE n.person_id = $1 ORDER BY n.id DESC LIMIT $2`, personID, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Notice
	for rows.Next() {
		var x Notice
		if err := rows.Scan(&x.ID, &x.MatterID, &x.Number, &x.Grade, &x.Text, &x.Event, &x.At, &x.ReadAt, &x.State, &x.UnitID); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// ReadNotices marks all of a person's notices as read.
func (t *Tx) ReadNotices(personID string) error {
	err := t.Later(`UPDATE notice SET read_at = $2 WHERE person_id = $1 AND read_at = 0`, personID, t.Ms())
	return err
}

// ReadOldNotices marks every notice from before an instant as read.
func (t *Tx) ReadOldNotices(before int64) error {
	err := t.Later(`UPDATE notice SET read_at = at WHERE read_at = 0 AND at < $1`, before)
	return err
}

// NotifyAgencyWatch tells the duty officers and office directors of every agency
// something that concerns no single matter, such as a source that fell silent.
func (t *Tx) NotifyAgencyWatch(text string) error {
	rows, err := t.Query(`SELECT id FROM unit`)
	if err != nil {
		return err
	}
	var units []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return err
		}
		units = append(units, id)
	}
	if err := rows.Close(); err != nil {
		return err
	}
	return t.NotifyOf(EventSystem, units, []regime.Role{regime.DutyOfficer, regime.OfficeDirector}, "", "", text)
}
