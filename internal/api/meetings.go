package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/store"
)

// MeetingItem is one meeting; in a list without members, minutes and decisions.
type MeetingItem struct {
	ID         string         `json:"id"`
	Kind       string         `json:"kind" enum:"response_group,consultation,leading_group"`
	Agency     string         `json:"agency"`
	Concern    string         `json:"concern,omitempty" doc:"number; empty for one about no single concern"`
	Title      string         `json:"title"`
	Place      string         `json:"place"`
	At         string         `json:"at"`
	State      string         `json:"state" enum:"planned,held,waits,approved" doc:"waits and approved are of the proposal of a consultation"`
	Members    []MemberItem   `json:"members,omitempty"`
	Minutes    string         `json:"minutes,omitempty"`
	MinutedBy  string         `json:"minuted_by,omitempty"`
	HeldAt     string         `json:"held_at,omitempty"`
	Proposal   string         `json:"proposal,omitempty" doc:"of a consultation"`
	ApprovedBy string         `json:"approved_by,omitempty"`
	ApprovedAt string         `json:"approved_at,omitempty"`
	Note       string         `json:"note,omitempty" doc:"of the approval"`
	Decisions  []DecisionItem `json:"decisions,omitempty"`
}

// MemberItem is somebody who was asked to a meeting.
type MemberItem struct {
	Name      string `json:"name"`
	Unit      string `json:"unit"`
	Part      string `json:"part" enum:"chair,member,expert,department"`
	Expertise string `json:"expertise,omitempty" doc:"what a member of a response group is asked for"`
	Present   bool   `json:"present,omitempty"`
	Expert    string `json:"expert,omitempty" doc:"id in the experts' pool, of an expert; without it the name is looked for there"`
	Reply     string `json:"reply,omitempty" enum:"coming,declined" doc:"of an expert"`
}

// DecisionItem is one decision; one with a unit became a task of the concern.
type DecisionItem struct {
	Text string `json:"text"`
	Unit string `json:"unit,omitempty"`
	Due  string `json:"due,omitempty"`
	Task string `json:"task,omitempty" doc:"id"`
}

func meetingState(m store.Meeting) string {
	switch {
	case m.HeldAt == 0:
		return "planned"
	case m.Kind != "consultation":
		return "held"
	case m.ApprovedAt == 0:
		return "waits"
	}
	return "approved"
}

type meetingPlan struct {
	Body struct {
		Kind    string       `json:"kind,omitempty" doc:"response_group, consultation or leading_group"`
		Concern string       `json:"concern,omitempty" doc:"number"`
		Title   string       `json:"title,omitempty"`
		Place   string       `json:"place,omitempty"`
		At      string       `json:"at,omitempty" doc:"RFC 3339"`
		Members []MemberItem `json:"members,omitempty" doc:"2 to 60, one of them the chair; colleagues are told"`
	}
}

type meetingMinutes struct {
	ID   string `path:"id"`
	Body struct {
		Minutes   string `json:"minutes,omitempty"`
		Proposal  string `json:"proposal,omitempty" doc:"of a consultation"`
		Present   []int  `json:"present,omitempty" doc:"places of the members who were there, from 0"`
		Decisions []struct {
			Text   string `json:"text"`
			Unit   string `json:"unit,omitempty" doc:"code, name or id: the decision becomes its task"`
			Within string `json:"within,omitempty" doc:"3 working days"`
		} `json:"decisions,omitempty"`
	}
}

// meetings serves the calling of meetings and their minutes. That a consultation's
// proposal is approved is a signature: it is on the desk alone. Clause: HAN-4, JUD-5.
func (s *server) meetings(api huma.API) {
	read(s, api, "list-meetings", "/api/v1/meetings", "Meetings of the caller's agency, latest first", func(ctx context.Context, in *pageQuery) (paged[MeetingItem], error) {
		return ownPage(s, ctx, in, s.Desk.MeetingPage, func(m store.Meeting) (int64, string) { return m.At, m.ID }, book.meeting)
	})
	read(s, api, "get-meeting", "/api/v1/meetings/{id}", "One meeting with members, minutes and decisions", func(ctx context.Context, in *idPath) (MeetingItem, error) {
		return s.meeting(ctx, in.ID)
	})
	write(s, api, http.StatusCreated, "plan-meeting", "/api/v1/meetings", "Call a meeting", func(ctx context.Context, in *meetingPlan) (MeetingItem, error) {
		m := store.Meeting{Kind: in.Body.Kind, Title: in.Body.Title, Place: in.Body.Place}
		var err error
		if m.At, err = instant(in.Body.At, "at"); err != nil {
			return MeetingItem{}, err
		}
		for _, x := range in.Body.Members {
			m.Members = append(m.Members, store.Attendee{Name: x.Name, Unit: x.Unit, Part: x.Part, Expertise: x.Expertise, ExpertID: x.Expert})
		}
		id, err := s.Desk.PlanMeeting(ctx, who(ctx), m, in.Body.Concern)
		if err != nil {
			return MeetingItem{}, err
		}
		return s.meeting(ctx, id)
	})
	write(s, api, http.StatusOK, "minute-meeting", "/api/v1/meetings/{id}/minutes", "Write the minutes of a meeting, once; decisions with a unit become tasks of the concern", func(ctx context.Context, in *meetingMinutes) (MeetingItem, error) {
		b, err := s.book(ctx)
		if err != nil {
			return MeetingItem{}, err
		}
		minutes := desk.Minutes{Text: in.Body.Minutes, Proposal: in.Body.Proposal, Present: in.Body.Present}
		for _, d := range in.Body.Decisions {
			unit, err := b.unit(d.Unit, "decisions")
			if err != nil {
				return MeetingItem{}, err
			}
			minutes.Decisions = append(minutes.Decisions, desk.Resolution{Text: d.Text, UnitID: unit, Within: d.Within})
		}
		if err := s.Desk.HoldMeeting(ctx, who(ctx), in.ID, minutes); err != nil {
			return MeetingItem{}, err
		}
		return s.meeting(ctx, in.ID)
	})
}

func (s *server) meeting(ctx context.Context, id string) (MeetingItem, error) {
	m, err := s.Desk.Meeting(ctx, who(ctx), id)
	if err != nil {
		return MeetingItem{}, err
	}
	b, err := s.book(ctx)
	if err != nil {
		return MeetingItem{}, err
	}
	out := b.meeting(m)
	if m.MatterID != "" {
		about, err := s.Store.Matter(ctx, m.MatterID)
		if err != nil {
			return out, err
		}
		out.Concern = about.Number
	}
	for _, x := range m.Members {
		out.Members = append(out.Members, MemberItem{x.Name, x.Unit, x.Part, x.Expertise, x.Present, x.ExpertID, x.Reply})
	}
	for _, d := range m.Decisions {
		item := DecisionItem{Text: d.Text, Due: when(d.DueAt), Task: d.TaskID}
		if d.UnitID != "" {
			item.Unit = b.tree.Name(d.UnitID)
		}
		out.Decisions = append(out.Decisions, item)
	}
	return out, nil
}

func (b book) meeting(m store.Meeting) MeetingItem {
	return MeetingItem{
		ID: m.ID, Kind: m.Kind, Agency: b.tree.Name(m.AgencyID), Title: m.Title, Place: m.Place, At: when(m.At), State: meetingState(m),
		Minutes: m.Minutes, MinutedBy: b.names[m.MinutedBy], HeldAt: when(m.HeldAt), Proposal: m.Proposal, ApprovedBy: b.names[m.ApprovedBy], ApprovedAt: when(m.ApprovedAt), Note: m.Note,
	}
}
