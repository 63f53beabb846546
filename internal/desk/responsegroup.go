package desk

import (
	"context"
	"slices"
	"strings"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// ResponseGroup (应对小组) is the one group that works on a concern: whom the
// response plan of its grade names by role, and whom a meeting chose by
// expertise, each once, less who left it. Clause: HAN-4, P6, R14.
type ResponseGroup struct {
	Plan      string // its title, "" for none
	MeetingID string // the latest meeting that formed it, "" for none
	FormedAt  int64
	Members   []GroupMember
	Vacant    []string            // roles of the plan that nobody holds, in the regime's words
	Changes   []store.GroupChange // who left and who stepped in, oldest first
}

// GroupMember is one member, with every reason for being one.
type GroupMember struct {
	Key       string // a person's id, or name and unit of somebody from outside
	PersonID  string // "" for people from outside
	Name      string
	Unit      string
	Parts     []string // roles by the plan, part at the meeting
	Expertise string   // as the meeting has it
	ByPlan    bool
	ByMeeting bool
	Head      bool   // chaired the latest meeting that formed the group, or took that over
	For       string // whom they stepped in for, "" for nobody

	leads bool  // heads the agency, by the plan
	since int64 // when a meeting or a change made them a member last
}

// MemberParts are the words for what somebody is at a meeting.
var MemberParts = map[string]string{"chair": "主持", "member": "成员", "expert": "专家", "department": "部门"}

// ResponseGroup returns the group of a concern as it is now.
func (d *Desk) ResponseGroup(ctx context.Context, m matter.Matter) (ResponseGroup, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return ResponseGroup{}, err
	}
	reg, err := d.Regime(ctx, m.RegimeID)
	if err != nil {
		return ResponseGroup{}, err
	}
	plan, _ := reg.Plan(m.Grade, m.Need)
	rows, err := d.store.GroupRows(ctx, m.ID, tree.GroupUnits(m), plan.GroupRoles())
	return groupOf(tree, reg, plan, rows), err
}

// groupOf puts a group together: the plan, then meetings, then who left.
func groupOf(tree *Tree, reg *regime.Regime, plan regime.Plan, rows store.GroupRows) ResponseGroup {
	g := ResponseGroup{Plan: plan.Title, Changes: rows.Changes}
	g.byPlan(tree, reg, plan.GroupRoles(), rows.Holders)
	g.byMeeting(rows.Attendees)
	for _, c := range rows.Changes {
		g.change(c)
	}
	return g
}

// member returns the place of a member, who joins if they are none yet.
func (g *ResponseGroup) member(x GroupMember) int {
	if x.Key = x.PersonID; x.Key == "" {
		x.Key = x.Name + "（" + x.Unit + "）"
	}
	i := slices.IndexFunc(g.Members, func(y GroupMember) bool { return y.Key == x.Key })
	if i < 0 {
		i = len(g.Members)
		g.Members = append(g.Members, x)
	}
	return i
}

func (g *ResponseGroup) byPlan(tree *Tree, reg *regime.Regime, roles []regime.Role, held []store.GroupHolder) {
	for _, role := range roles {
		vacant := true
		for _, h := range held {
			if h.Role != role {
				continue
			}
			vacant = false
			i := g.member(GroupMember{PersonID: h.PersonID, Name: h.Name, Unit: tree.Name(h.UnitID)})
			g.Members[i].ByPlan = true
			g.Members[i].leads = g.Members[i].leads || role == regime.Head || role == regime.Deputy
			g.Members[i].add(reg.RoleTitle(role))
		}
		if vacant {
			g.Vacant = append(g.Vacant, reg.RoleTitle(role))
		}
	}
}

func (g *ResponseGroup) byMeeting(chosen []store.GroupAttendee) {
	for _, x := range chosen {
		if g.MeetingID == "" {
			g.MeetingID, g.FormedAt = x.MeetingID, x.HeldAt
		}
		m := &g.Members[g.member(GroupMember{PersonID: x.PersonID, Name: x.Name, Unit: x.Unit})]
		m.ByMeeting, m.since = true, max(m.since, x.HeldAt)
		m.Head = m.Head || x.Part == "chair" && x.MeetingID == g.MeetingID
		if m.Expertise == "" {
			m.Expertise = x.Expertise
		}
		if x.Part != "member" {
			m.add(MemberParts[x.Part])
		}
	}
}

// change lets a member leave whom no later meeting chose again, and the
// substitute step in.
func (g *ResponseGroup) change(c store.GroupChange) {
	head := false
	if i := slices.IndexFunc(g.Members, func(x GroupMember) bool { return x.Key == c.Member }); i >= 0 && g.Members[i].since <= c.At {
		head = g.Members[i].Head
		g.Members = slices.Delete(g.Members, i, i+1)
	}
	if c.Substitute == "" {
		return
	}
	m := &g.Members[g.member(GroupMember{PersonID: c.SubstituteID, Name: c.Substitute, Unit: c.SubstituteUnit})]
	m.For, m.since = c.Name, max(m.since, c.At)
	if c.Expertise != "" {
		m.Expertise = c.Expertise
	}
	if head {
		m.Head = true
		m.add(MemberParts["chair"])
	}
}

// heads are those who may change the group: who chairs it and, while no colleague
// does, the leaders among its members or else the first of them.
func (g ResponseGroup) heads() []string {
	var chairs, leaders []string
	for _, x := range g.Members {
		switch {
		case x.PersonID == "":
		case x.Head:
			chairs = append(chairs, x.PersonID)
		case x.leads || len(leaders) == 0:
			leaders = append(leaders, x.PersonID)
		}
	}
	if len(chairs) > 0 {
		return chairs
	}
	return leaders
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
	for _, more := range []string{prefixed("专长：", m.Expertise), prefixed("接替", m.For)} {
		if out != "" && more != "" {
			out += "；"
		}
		out += more
	}
	if out == "" {
		return "成员"
	}
	return out
}

func prefixed(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
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
