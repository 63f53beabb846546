package store

import (
	"context"

	"yingda/internal/regime"
)

// GroupHolder is somebody who holds a role in one of some units.
type GroupHolder struct {
	PersonID, Name, UnitID string
	Role                   regime.Role
}

// GroupHolders returns who holds one of the roles in one of the units, by name.
func (r *Reader) GroupHolders(ctx context.Context, unitIDs []string, roles []regime.Role) ([]GroupHolder, error) {
	b := where{}
	words := make([]string, len(roles))
	for i, role := range roles {
		words[i] = string(role)
	}
	rows, err := r.query(ctx, `SELECT DISTINCT p.id, p.name, g.unit_id, g.role FROM person_role g JOIN person p ON p.id = g.person_id WHERE p.active = 1 AND g.role IN `+b.list(words)+` AND g.unit_id IN `+b.list(unitIDs)+` ORDER BY p.name, p.id, g.role`, b.args...)
	if err != nil {
		return nil, err
	}
	var out []GroupHolder
	err = eachRow(rows, func() error {
		var h GroupHolder
		if err := rows.Scan(&h.PersonID, &h.Name, &h.UnitID, &h.Role); err != nil {
			return err
		}
		out = append(out, h)
		return nil
	})
	return out, err
}

// GroupAttendee is somebody whom a meeting made a member of a response group.
type GroupAttendee struct {
	Attendee
	MeetingID string
	HeldAt    int64
}

// GroupAttendees returns whom the response group meetings of a concern made
// members, the latest meeting first. Who declined is none.
func (r *Reader) GroupAttendees(ctx context.Context, matterID string) ([]GroupAttendee, error) {
	rows, err := r.query(ctx, `SELECT x.person_id, x.name, x.unit, x.part, x.expertise, x.present, x.expert_id, m.id, m.held_at FROM meeting m JOIN meeting_member x ON x.meeting_id = m.id
WHERE m.matter_id = $1 AND m.matter_id <> '' AND m.kind = 'response_group' AND m.held_at > 0 AND x.reply <> 'declined' ORDER BY m.held_at DESC, m.id DESC, x.n`, matterID)
	if err != nil {
		return nil, err
	}
	var out []GroupAttendee
	err = eachRow(rows, func() error {
		var x GroupAttendee
		var present int64
		if err := rows.Scan(&x.PersonID, &x.Name, &x.Unit, &x.Part, &x.Expertise, &present, &x.ExpertID, &x.MeetingID, &x.HeldAt); err != nil {
			return err
		}
		x.Present = present == 1
		out = append(out, x)
		return nil
	})
	return out, err
}
