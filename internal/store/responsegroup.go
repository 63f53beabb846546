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

// GroupAttendee is somebody whom a meeting made a member of a response group.
type GroupAttendee struct {
	Attendee
	MeetingID string
	HeldAt    int64
}

// GroupChange (小组成员变动) is one member who left a response group, and who
// stepped in. Clause: HAN-4.
type GroupChange struct {
	ID, MatterID               string
	Member, Name, Unit         string // a person's id, or name and unit of somebody from outside
	Ground, Reason             string
	SubstituteID               string // "" for none
	Substitute, SubstituteUnit string
	Expertise                  string // of the substitute
	ByID                       string
	At                         int64
}

// GroupRows are the readings that a response group is made of.
type GroupRows struct {
	Holders   []GroupHolder   // who holds the roles of the plan, by name
	Attendees []GroupAttendee // whom meetings chose and who did not decline, the latest meeting first
	Changes   []GroupChange   // oldest first
}

type asking func(query string, args ...any) (Answer, error)

// GroupRows reads what the response group of a concern is made of.
func (r *Reader) GroupRows(ctx context.Context, matterID string, unitIDs []string, roles []regime.Role) (g GroupRows, err error) {
	err = r.Together(ctx, func(ctx context.Context) []func() error {
		ask := asking(func(query string, args ...any) (Answer, error) { return r.query(ctx, query, args...) })
		return []func() error{
			func() (err error) { g.Holders, err = ask.holders(unitIDs, roles); return },
			func() (err error) { g.Attendees, err = ask.attendees(matterID); return },
			func() (err error) { g.Changes, err = ask.groupChanges(matterID); return },
		}
	})
	return g, err
}

// GroupRows reads the same inside the transaction.
func (t *Tx) GroupRows(matterID string, unitIDs []string, roles []regime.Role) (g GroupRows, err error) {
	ask := asking(t.Query)
	if g.Holders, err = ask.holders(unitIDs, roles); err != nil {
		return g, err
	}
	if g.Attendees, err = ask.attendees(matterID); err != nil {
		return g, err
	}
	g.Changes, err = ask.groupChanges(matterID)
	return g, err
}

func (ask asking) holders(unitIDs []string, roles []regime.Role) ([]GroupHolder, error) {
	if len(roles) == 0 {
		return nil, nil
	}
	b := where{}
	words := make([]string, len(roles))
	for i, role := range roles {
		words[i] = string(role)
	}
	return gather(func(scan func(...any) error) (h GroupHolder, err error) {
		err = scan(&h.PersonID, &h.Name, &h.UnitID, &h.Role)
		return h, err
	})(ask(`SELECT DISTINCT p.id, p.name, g.unit_id, g.role FROM person_role g JOIN person p ON p.id = g.person_id WHERE p.active = 1 AND g.role IN `+b.list(words)+` AND g.unit_id IN `+b.list(unitIDs)+` ORDER BY p.name, p.id, g.role`, b.args...))
}

func (ask asking) attendees(matterID string) ([]GroupAttendee, error) {
	return gather(func(scan func(...any) error) (x GroupAttendee, err error) {
		var present int64
		err = scan(&x.PersonID, &x.Name, &x.Unit, &x.Part, &x.Expertise, &present, &x.ExpertID, &x.MeetingID, &x.HeldAt)
		x.Present = present == 1
		return x, err
	})(ask(`SELECT x.person_id, x.name, x.unit, x.part, x.expertise, x.present, x.expert_id, m.id, m.held_at FROM meeting m JOIN meeting_member x ON x.meeting_id = m.id
WHERE m.matter_id = $1 AND m.matter_id <> '' AND m.kind = 'response_group' AND m.held_at > 0 AND x.reply <> 'declined' ORDER BY m.held_at DESC, m.id DESC, x.n`, matterID))
}

func (ask asking) groupChanges(matterID string) ([]GroupChange, error) {
	return gather(func(scan func(...any) error) (c GroupChange, err error) {
		err = scan(&c.ID, &c.MatterID, &c.Member, &c.Name, &c.Unit, &c.Ground, &c.Reason, &c.SubstituteID, &c.Substitute, &c.SubstituteUnit, &c.Expertise, &c.ByID, &c.At)
		return c, err
	})(ask(`SELECT id, matter_id, member, name, unit, ground, reason, substitute_id, substitute, substitute_unit, expertise, by_id, at FROM group_change WHERE matter_id = $1 ORDER BY id`, matterID))
}

// AddGroupChange puts on record that a member left a response group.
func (t *Tx) AddGroupChange(c GroupChange) error {
	_, err := t.Exec(`INSERT INTO group_change (id, matter_id, member, name, unit, ground, reason, substitute_id, substitute, substitute_unit, expertise, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		NewID(t.Now), c.MatterID, c.Member, c.Name, c.Unit, c.Ground, c.Reason, c.SubstituteID, c.Substitute, c.SubstituteUnit, c.Expertise, c.ByID, t.Ms())
	return err
}

// ActiveNamed returns the active people of a login or a name, at most three: more
// than one cannot be told apart anyway.
func (t *Tx) ActiveNamed(text string) ([]Person, error) {
	return gather(scanPerson)(t.Query(`SELECT `+personColumns+` FROM person WHERE active = 1 AND (login = $1 OR name = $1) ORDER BY id LIMIT 3`, text))
}
