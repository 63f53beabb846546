package desk

import (
	"slices"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var groupChanges = map[matter.Action]func(*act) error{"change_group": (*act).changeGroup}

// loadGroup reads who is in the response group, and who may change it.
func (a *act) loadGroup() error {
	plan, _ := a.reg.Plan(a.m.Grade, a.m.Need)
	rows, err := a.tx.GroupRows(a.m.ID, a.groupUnits(), plan.GroupRoles())
	if err != nil {
		return err
	}
	a.group = groupOf(a.tree, a.reg, plan, rows)
	for _, x := range a.group.Members {
		if x.PersonID != "" {
			a.facts.GroupMembers.Members = append(a.facts.GroupMembers.Members, x.PersonID)
		}
	}
	a.facts.GroupMembers.Heads = a.group.heads()
	return nil
}

// changeGroup lets a member leave the response group, with a ground of the closed
// list, a reason and perhaps a substitute, whose unit then takes part. The line
// stays on record, as a document beside the minutes that formed the group.
// Faults: group.member, group.others, group.headless, group.last, group.substitute.
// Clause: HAN-4.
func (a *act) changeGroup() error {
	in := a.step.In
	i := slices.IndexFunc(a.group.Members, func(x GroupMember) bool { return x.Key == in.Text("member") })
	if i < 0 {
		return fault.New(fault.Invalid, "group.member", "应对小组里没有这个人").On("member")
	}
	leaves := a.group.Members[i]
	c := store.GroupChange{MatterID: a.m.ID, Member: leaves.Key, Name: leaves.Name, Unit: leaves.Unit, Ground: in.Text("ground"), Reason: in.Text("reason"), ByID: a.who.ID}
	if leaves.PersonID != a.who.ID && !slices.Contains(a.facts.GroupMembers.Heads, a.who.ID) {
		return fault.New(fault.Forbidden, "group.others", "成员只能自己退出；换别人由组长办理").On("member")
	}
	if err := a.stepIn(&c, in.Text("substitute"), in.Text("expertise")); err != nil {
		return err
	}
	switch {
	case c.Substitute == "" && leaves.Head:
		return fault.New(fault.Invalid, "group.headless", "组长退出，要写明由谁接替").On("substitute")
	case c.Substitute == "" && len(a.group.Members) < 3:
		return fault.New(fault.Invalid, "group.last", "应对小组至少两位成员，请写明由谁接替").On("substitute")
	}
	a.text = leaves.Name + "退出应对小组（" + matter.LeaveTitles[c.Ground] + "）：" + c.Reason
	if c.Substitute != "" {
		a.text += "；由" + c.Substitute + "接替"
	}
	a.detail["left"], a.detail["ground"] = leaves.Name, c.Ground
	if err := a.tx.AddGroupChange(c); err != nil {
		return err
	}
	for _, id := range slices.Compact([]string{leaves.PersonID, c.SubstituteID}) {
		if id == "" || id == a.who.ID {
			continue
		}
		if err := a.tx.NotifyPerson(id, a.m.ID, a.text); err != nil {
			return err
		}
	}
	if err := a.joinUnits([]store.Attendee{{PersonID: c.SubstituteID, Part: "member"}}); err != nil {
		return err
	}
	_, err := a.tx.AddDocument(a.m.ID, store.Document{Kind: regime.GroupMinutes, Title: "应对小组成员变动", Body: a.text, AuthorID: a.who.ID})
	return err
}

// stepIn finds the substitute: a colleague of the agency who is no member.
func (a *act) stepIn(c *store.GroupChange, text, expertise string) error {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	found, err := a.tx.ActiveNamed(text)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(p store.Person) bool { return a.tree.ByID[p.UnitID].AgencyID != a.m.AgencyID })
	switch {
	case len(found) == 0:
		return fault.New(fault.Invalid, "group.substitute", "本机关没有「%s」这位同事", text).On("substitute")
	case len(found) > 1:
		return fault.New(fault.Invalid, "group.substitute", "有几位「%s」，请写登录名", text).On("substitute")
	case slices.Contains(a.facts.GroupMembers.Members, found[0].ID):
		return fault.New(fault.Invalid, "group.substitute", "%s已是小组成员", found[0].Name).On("substitute")
	}
	c.SubstituteID, c.Substitute, c.SubstituteUnit, c.Expertise = found[0].ID, found[0].Name, a.tree.Name(found[0].UnitID), expertise
	return nil
}
