package desk

import (
	"context"
	"strings"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// ResponseGroup (应对小组) is the one group that works on a concern: whom the
// response plan of its grade names by role, and whom a meeting chose by
// expertise, each once. Clause: HAN-4, P6, R14.
type ResponseGroup struct {
	Plan      string // its title, "" for none
	MeetingID string // the latest meeting that formed it, "" for none
	FormedAt  int64
	Members   []GroupMember
	Vacant    []string // roles of the plan that nobody holds, in the regime's words
}

// GroupMember is one member, with every reason for being one.
type GroupMember struct {
	PersonID  string // "" for people from outside
	Name      string
	Unit      string
	Parts     []string // roles by the plan, part at the meeting
	Expertise string   // as the meeting has it
	ByPlan    bool
	ByMeeting bool
}

// MemberParts are the words for what somebody is at a meeting.
var MemberParts = map[string]string{"chair": "主持", "member": "成员", "expert": "专家", "department": "部门"}

// ResponseGroup returns the group of a concern as it is now.
func (d *Desk) ResponseGroup(ctx context.Context, m matter.Matter) (ResponseGroup, error) {
	var g ResponseGroup
	tree, err := d.Tree(ctx)
	if err != nil {
		return g, err
	}
	reg, err := d.Regime(ctx, m.RegimeID)
	if err != nil {
		return g, err
	}
	at := map[string]int{}
	if plan, ok := reg.Plan(m.Grade, m.Need); ok {
		g.Plan = plan.Title
		held, err := d.store.GroupHolders(ctx, tree.GroupUnits(m), plan.GroupRoles())
		if err != nil {
			return g, err
		}
		g.byPlan(tree, reg, plan.GroupRoles(), held, at)
	}
	chosen, err := d.store.GroupAttendees(ctx, m.ID)
	g.byMeeting(chosen, at)
	return g, err
}

func (g *ResponseGroup) byPlan(tree *Tree, reg *regime.Regime, roles []regime.Role, held []store.GroupHolder, at map[string]int) {
	for _, role := range roles {
		vacant := true
		for _, h := range held {
			if h.Role != role {
				continue
			}
			vacant = false
			i, ok := at[h.PersonID]
			if !ok {
				i = len(g.Members)
				at[h.PersonID] = i
				g.Members = append(g.Members, GroupMember{PersonID: h.PersonID, Name: h.Name, Unit: tree.Name(h.UnitID), ByPlan: true})
			}
			g.Members[i].add(reg.RoleTitle(role))
		}
		if vacant {
			g.Vacant = append(g.Vacant, reg.RoleTitle(role))
		}
	}
}

func (g *ResponseGroup) byMeeting(chosen []store.GroupAttendee, at map[string]int) {
	for _, x := range chosen {
		if g.MeetingID == "" {
			g.MeetingID, g.FormedAt = x.MeetingID, x.HeldAt
		}
		key := x.PersonID
		if key == "" {
			key = x.Name + "\n" + x.Unit
		}
		i, ok := at[key]
		if !ok {
			i = len(g.Members)
			at[key] = i
			g.Members = append(g.Members, GroupMember{PersonID: x.PersonID, Name: x.Name, Unit: x.Unit})
		}
		m := &g.Members[i]
		m.ByMeeting = true
		if m.Expertise == "" {
			m.Expertise = x.Expertise
		}
		if x.Part != "member" {
			m.add(MemberParts[x.Part])
		}
	}
}

// add gives a member one more part, each once.
func (m *GroupMember) add(part string) {
	if !has(m.Parts, part) {
		m.Parts = append(m.Parts, part)
	}
}

// Says returns what a member is in the group, in one line.
func (m GroupMember) Says() string {
	out := strings.Join(m.Parts, "、")
	if m.Expertise != "" {
		if out != "" {
			out += "；"
		}
		out += "专长：" + m.Expertise
	}
	if out == "" {
		return "成员"
	}
	return out
}

// joinUnits lets the units of colleagues whom a meeting put into the response
// group take part, so that each member sees the concern. Experts see none of it.
func (a *act) joinUnits(members []store.Attendee) error {
	for _, x := range members {
		if x.PersonID == "" || x.Part == "expert" {
			continue
		}
		p, err := a.tx.PersonByID(x.PersonID)
		if err != nil {
			return err
		}
		u, ok := a.tree.ByID[p.UnitID]
		if !ok || u.AgencyID != a.m.AgencyID || u.ID == a.m.AgencyID || u.Office {
			continue // the office and those who lead see it anyway
		}
		if _, takes := a.facts.Units[u.ID]; takes {
			continue
		}
		a.facts.Units[u.ID] = matter.Assisting
		if err := a.tx.SetPart(a.m.ID, u.ID, matter.Assisting); err != nil {
			return err
		}
	}
	return nil
}
