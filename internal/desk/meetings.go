package desk

import (
	"context"
	"strings"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// MeetingKinds (会议种类) are the kinds of meetings with minutes. Clause: HAN-4, JUD-5.
var MeetingKinds = []struct{ Code, Title string }{{"response_group", "应对小组会议"}, {"consultation", "部门会商"}, {"leading_group", "领导小组会议"}}

// minuted says what the minutes of each kind of meeting do on the concern that it
// was about: the step, and the document, by which the regime's clocks know them apart.
var minuted = map[string]struct {
	Action   matter.Action
	Document regime.Document
}{
	"response_group": {"group_formed", regime.GroupMinutes}, "consultation": {"meeting_held", regime.ConsultationMinutes}, "leading_group": {"group_decided", regime.MeetingMinutes},
}

// MeetingTitle returns the word for a kind of meeting.
func MeetingTitle(kind string) string {
	for _, k := range MeetingKinds {
		if k.Code == kind {
			return k.Title
		}
	}
	return kind
}

var (
	conveners = []regime.Role{regime.OfficeDirector, regime.Liaison, regime.DutyOfficer, regime.Head, regime.Deputy}
	deciders  = []regime.Role{regime.Head, regime.Deputy}
)

// MayConvene reports whether a person may call meetings anywhere.
func MayConvene(who matter.Actor) bool {
	for _, r := range conveners {
		if who.Has(r) {
			return true
		}
	}
	return false
}

// PlanMeeting calls a meeting. A response group is formed by expertise: each
// member has one, and one of them leads. While a consultation on the concern
// waits for approval no group is formed. Faults: register.role, meeting.kind,
// meeting.members, meeting.expertise, meeting.consultation, input.missing.
// Clause: HAN-4, JUD-5.
func (d *Desk) PlanMeeting(ctx context.Context, who matter.Actor, m store.Meeting, number string) (string, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return "", err
	}
	m.AgencyID = tree.ByID[who.UnitID].AgencyID
	role, err := mayIn(who, m.AgencyID, conveners...)
	if err != nil {
		return "", err
	}
	if err := checkMeeting(m); err != nil {
		return "", err
	}
	if err := d.recognise(ctx, m.Members); err != nil {
		return "", err
	}
	m.CreatedBy = who.ID
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if err := fromPool(tx, &m); err != nil {
			return err
		}
		if number != "" {
			about, err := tx.LockMatter(number)
			if err != nil {
				return err
			}
			parts, err := tx.Parts(about.ID)
			if err != nil {
				return err
			}
			if about.Kind != regime.Concern || about.AgencyID != m.AgencyID || !tree.Sees(who, about, parts) {
				return fault.New(fault.NotFound, "matter.unknown", "没有办件 %s，或者您看不到它", number).On("number")
			}
			if about.State.Final() {
				return fault.New(fault.Conflict, "meeting.ended", "%s 已经办结", number).On("number")
			}
			m.MatterID = about.ID
		}
		if m.Kind == "response_group" && m.MatterID != "" {
			if waits, err := tx.OpenConsultation(m.MatterID); err != nil || waits {
				return unless(err, fault.New(fault.Conflict, "meeting.consultation", "这件关切的部门会商还没有批准处置建议，批准后再成立应对小组"))
			}
		}
		if err := tx.AddMeeting(&m); err != nil {
			return err
		}
		for _, x := range m.Members {
			about := m.MatterID
			if x.ExpertID != "" {
				about = "" // an expert sees the meeting and nothing of the concern
			}
			if x.PersonID != "" {
				if err := tx.NotifyPerson(x.PersonID, about, MeetingTitle(m.Kind)+"："+m.Title); err != nil {
					return err
				}
			}
		}
		tx.Audit(entry(who, []regime.Role{role}, "meeting.planned", m.ID, map[string]any{"kind": m.Kind, "concern": number}))
		return nil
	})
	return m.ID, err
}

// recognise finds those members who are staff by their names, so that they are told.
func (d *Desk) recognise(ctx context.Context, members []store.Attendee) error {
	people, err := d.store.Persons(ctx)
	if err != nil {
		return err
	}
	for i := range members {
		for _, p := range people {
			if x := &members[i]; p.Name == x.Name && x.Part != "department" {
				x.PersonID = p.ID
			}
		}
	}
	return nil
}

func checkMeeting(m store.Meeting) error {
	if MeetingTitle(m.Kind) == m.Kind {
		return fault.New(fault.Invalid, "meeting.kind", "请选择会议种类").On("kind")
	}
	if err := filled("title", "议题", m.Title); err != nil {
		return err
	}
	if err := filled("place", "地点", m.Place); err != nil {
		return err
	}
	departments, leads := 0, 0
	for _, x := range m.Members {
		if x.ExpertID == "" && (strings.TrimSpace(x.Name) == "" || strings.TrimSpace(x.Unit) == "") {
			return fault.New(fault.Invalid, "meeting.members", "每位参会人写明姓名和单位").On("members")
		}
		if m.Kind == "response_group" && x.Part != "expert" && strings.TrimSpace(x.Expertise) == "" {
			return fault.New(fault.Invalid, "meeting.expertise", "应对小组按专长组成：写明 %s 的专长", x.Name).On("members")
		}
		if x.Part == "department" {
			departments++
		}
		if x.Part == "chair" {
			leads++
		}
	}
	switch {
	case len(m.Members) < 2 || len(m.Members) > 60:
		return fault.New(fault.Invalid, "meeting.members", "参会人要有 2 到 60 位").On("members")
	case leads != 1:
		return fault.New(fault.Invalid, "meeting.members", "写明一位主持人，也只能有一位").On("members")
	case m.Kind == "consultation" && departments == 0:
		return fault.New(fault.Invalid, "meeting.members", "部门会商至少要有一个有权处理这件事的部门").On("members")
	}
	return nil
}

// Minutes are what a meeting leaves.
type Minutes struct {
	Text      string
	Proposal  string         // of a consultation
	Present   []int          // places of the members who were there, from 0
	Opinions  map[int]string // of experts who were there, by place, each under the own name
	Decisions []Resolution
}

// Resolution is one decision; with a unit it becomes a task of the concern.
type Resolution struct {
	Text   string
	UnitID string
	Within string // "3 working days", "" for none
}

// HoldMeeting writes the minutes of a meeting, once. Decisions with a unit become
// tasks of the concern; the minutes become a document of it. A decision of the
// leading group needs the chair present and is written by somebody of the office.
// Faults: meeting.held, meeting.present, meeting.proposal, input.missing.
func (d *Desk) HoldMeeting(ctx context.Context, who matter.Actor, id string, in Minutes) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMeeting(id)
		if err != nil {
			return err
		}
		role, err := mayIn(who, m.AgencyID, conveners...)
		if err != nil {
			return err
		}
		if m.HeldAt > 0 {
			return fault.New(fault.Conflict, "meeting.held", "这次会议已有纪要")
		}
		if err := in.onto(&m); err != nil {
			return err
		}
		m.HeldAt, m.MinutedBy = tx.Ms(), who.ID
		if err := d.decide(tx, tree, who, &m, in.Decisions); err != nil {
			return err
		}
		if err := tx.HoldMeeting(m); err != nil {
			return err
		}
		if err := opinionsAt(tx, who, m, in.Opinions); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{role}, "meeting.minuted", m.ID, map[string]any{"digest": store.Digest(m.Minutes), "decisions": len(m.Decisions)}))
		if m.MatterID == "" {
			return nil
		}
		made := minuted[m.Kind]
		return d.systemAct(tx, tree, m.MatterID, made.Action, func(a *act) error {
			a.text = MeetingTitle(m.Kind) + "：" + m.Title
			if m.Kind == "response_group" {
				if err := a.joinUnits(m.Members); err != nil {
					return err
				}
			}
			_, err := a.tx.AddDocument(a.m.ID, store.Document{Kind: made.Document, Title: MeetingTitle(m.Kind) + "纪要", Body: MinutesText(m, tree), AuthorID: who.ID})
			return unless(err, a.meet(made.Document, false))
		})
	})
}

func (in Minutes) onto(m *store.Meeting) error {
	if err := filled("minutes", "纪要", in.Text); err != nil {
		return err
	}
	m.Minutes, m.Proposal = strings.TrimSpace(in.Text), strings.TrimSpace(in.Proposal)
	for _, i := range in.Present {
		if i >= 0 && i < len(m.Members) {
			m.Members[i].Present = true
		}
	}
	present := 0
	for _, x := range m.Members {
		if x.Present {
			present++
		}
		if x.Part == "chair" && !x.Present {
			return fault.New(fault.Invalid, "meeting.present", "主持人没有到会，会议不能形成纪要").On("present")
		}
	}
	if present < 2 {
		return fault.New(fault.Invalid, "meeting.present", "至少两位到会").On("present")
	}
	if m.Kind == "consultation" && m.Proposal == "" {
		return fault.New(fault.Invalid, "meeting.proposal", "部门会商要写明处置建议").On("proposal")
	}
	return nil
}

// decide turns the decisions of a meeting into tasks.
func (d *Desk) decide(tx *store.Tx, tree *Tree, who matter.Actor, m *store.Meeting, list []Resolution) error {
	for _, r := range list {
		if strings.TrimSpace(r.Text) == "" {
			continue
		}
		x := store.Decision{Text: strings.TrimSpace(r.Text), UnitID: r.UnitID, DueAt: store.Never}
		if r.Within != "" {
			w, err := deadline.ParseWithin(r.Within)
			if err != nil {
				return fault.New(fault.Invalid, "meeting.within", "决定的时限写作 3 working days 这样的长度").On("decisions")
			}
			due, err := deadline.Due(d.Calendar(), deadline.Term{From: tx.Now, Within: w})
			if err != nil {
				return err
			}
			x.DueAt = due.Due.UnixMilli()
		}
		if x.UnitID != "" && m.MatterID != "" {
			if _, ok := tree.ByID[x.UnitID]; !ok {
				return fault.New(fault.Invalid, "unit.unknown", "没有这个单位").On("decisions")
			}
			id, err := tx.NewTask(store.Task{MatterID: m.MatterID, Title: x.Text, UnitID: x.UnitID, DueAt: x.DueAt, CreatedBy: who.ID, Place: 100})
			if err != nil {
				return err
			}
			x.TaskID = id
			if err := tx.Notify([]string{x.UnitID}, []regime.Role{regime.Handler}, m.MatterID, "", "会议交办："+x.Text); err != nil {
				return err
			}
		}
		m.Decisions = append(m.Decisions, x)
	}
	if m.Kind == "leading_group" && len(m.Decisions) == 0 {
		return fault.New(fault.Invalid, "meeting.decisions", "领导小组会议要写明决定").On("decisions")
	}
	return nil
}

// MinutesText is the minutes of a meeting as one text.
func MinutesText(m store.Meeting, tree *Tree) string {
	var there, away []string
	for _, x := range m.Members {
		name := x.Name + "（" + x.Unit + "）"
		if x.Part == "chair" {
			name += "，主持"
		}
		if x.Present {
			there = append(there, name)
		} else {
			away = append(away, name)
		}
	}
	lines := []string{"议题：" + m.Title, "地点：" + m.Place, "到会：" + strings.Join(there, "、")}
	if len(away) > 0 {
		lines = append(lines, "请假："+strings.Join(away, "、"))
	}
	lines = append(lines, m.Minutes)
	if m.Proposal != "" {
		lines = append(lines, "处置建议："+m.Proposal)
	}
	for _, x := range m.Decisions {
		line := "决定：" + x.Text
		if x.UnitID != "" {
			line += "（" + tree.Name(x.UnitID) + "）"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// ApproveProposal approves the proposal of a consultation: one of the leading
// group, who did not write it down. Faults: register.role, meeting.unheld,
// meeting.own, meeting.approved. Clause: JUD-5.
func (d *Desk) ApproveProposal(ctx context.Context, who matter.Actor, id, note string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMeeting(id)
		if err != nil {
			return err
		}
		role, err := mustIn(who, m.AgencyID, deciders...)
		if err != nil {
			return err
		}
		switch {
		case m.Kind != "consultation" || m.HeldAt == 0:
			return fault.New(fault.Conflict, "meeting.unheld", "会商形成处置建议之后才能批准")
		case m.ApprovedAt > 0:
			return fault.New(fault.Conflict, "meeting.approved", "处置建议已经批准")
		case m.MinutedBy == who.ID:
			return fault.New(fault.Conflict, "meeting.own", "写建议的人不能自己批准")
		}
		if err := filled("note", "批准意见", note); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{role}, "meeting.approved", m.ID, map[string]string{"digest": store.Digest(m.Proposal)}))
		return tx.ApproveMeeting(m.ID, who.ID, note)
	})
}
