package desk

import (
	"context"
	"slices"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Experts at meetings: asked out of the pool, their coming and their attendance on
// record, their opinion under the own name. Clause: ORG-5, HAN-4.

// fromPool takes the experts of a meeting out of the agency's pool: name,
// affiliation and field stand as the public list has them. Faults: meeting.expert.
func fromPool(tx *store.Tx, m *store.Meeting) error {
	for i := range m.Members {
		x := &m.Members[i]
		if x.Part != "expert" {
			x.ExpertID = ""
			continue
		}
		e, err := tx.PoolExpert(m.AgencyID, x.ExpertID, x.Name)
		if fault.KindOf(err) == fault.NotFound {
			return fault.New(fault.Invalid, "meeting.expert", "专家从专家库里请：库里没有「%s」，或者已经退出", x.Name).On("experts")
		}
		if err != nil {
			return err
		}
		if slices.ContainsFunc(m.Members[:i], func(y store.Attendee) bool { return y.ExpertID == e.ID }) {
			return fault.New(fault.Invalid, "meeting.expert", "%s请了两次", e.Name).On("experts")
		}
		x.ExpertID, x.PersonID, x.Name, x.Unit = e.ID, e.PersonID, e.Name, e.Affiliation
		if strings.TrimSpace(x.Expertise) == "" {
			x.Expertise = e.Field
		}
	}
	return nil
}

// opinionsAt puts the opinions that experts gave at a meeting on record, each under
// the own name; publishing is another person's step. Faults: meeting.opinion.
func opinionsAt(tx *store.Tx, who matter.Actor, m store.Meeting, said map[int]string) error {
	for i, text := range said {
		text = strings.TrimSpace(text)
		switch {
		case text == "":
			continue
		case i < 0 || i >= len(m.Members) || m.Members[i].ExpertID == "":
			return fault.New(fault.Invalid, "meeting.opinion", "只有从专家库请来的专家有单列的意见").On("opinions")
		case !m.Members[i].Present:
			return fault.New(fault.Invalid, "meeting.opinion", "%s没有到会，不能录入意见", m.Members[i].Name).On("opinions")
		case m.MatterID == "":
			return fault.New(fault.Invalid, "meeting.opinion", "不针对某一件关切的会议，专家意见写在纪要里").On("opinions")
		}
		if err := filled("opinions", "专家意见", text); err != nil {
			return err
		}
		o := store.Opinion{ExpertID: m.Members[i].ExpertID, MatterID: m.MatterID, Question: MeetingTitle(m.Kind) + "：" + m.Title, AskedBy: m.CreatedBy, Text: text, GivenAt: tx.Ms(), EnteredBy: who.ID}
		if err := tx.PutOpinion(&o); err != nil {
			return err
		}
	}
	return nil
}

// ReplyMeeting lets an expert say whether to come, until the minutes are written;
// who called the meeting is told. Faults: meeting.unknown (also for a meeting to
// which another was asked), meeting.held.
func (d *Desk) ReplyMeeting(ctx context.Context, who matter.Actor, id string, coming bool) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMeeting(id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(m.Members, func(x store.Attendee) bool { return x.ExpertID != "" && x.PersonID == who.ID })
		if i < 0 || who.Token || !who.Has(regime.Expert) {
			return fault.New(fault.NotFound, "meeting.unknown", "没有这次会议，或者您看不到它")
		}
		if m.HeldAt > 0 {
			return fault.New(fault.Conflict, "meeting.held", "这次会议已有纪要")
		}
		reply, word := "declined", "不能参加"
		if coming {
			reply, word = "coming", "参加"
		}
		if err := tx.ReplyMeeting(m.ID, m.Members[i].ExpertID, reply); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{regime.Expert}, "meeting.replied", m.ID, reply))
		return tx.NotifyPerson(m.CreatedBy, m.MatterID, m.Members[i].Name+word+"："+m.Title)
	})
}
