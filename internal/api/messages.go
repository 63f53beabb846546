package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// MessageRow is one message from the public in a list. There is no sender here,
// and none anywhere in the interface: the original is opened on the desk alone.
type MessageRow struct {
	Number     string `json:"number"`
	Title      string `json:"title" doc:"without personal data"`
	State      string `json:"state"`
	Kind       string `json:"kind" doc:"thanks, question, complaint, suggestion or tip; empty until it is sorted"`
	Way        string `json:"way"`
	Unit       string `json:"unit"`
	ReceivedAt string `json:"received_at"`
	NextDue    string `json:"next_due"`
}

// Message is one message from the public.
type Message struct {
	Matter
	Way        string        `json:"way"`
	ReceivedAt string        `json:"received_at"`
	Text       []string      `json:"text" doc:"what its sender said, oldest first, without personal data"`
	Answers    []AnswerItem  `json:"answers" doc:"newest first"`
	Concern    string        `json:"concern,omitempty" doc:"number of the concern that it became or joined"`
	Adoption   string        `json:"adoption,omitempty"`
	Aside      string        `json:"aside,omitempty" enum:",advertising,malicious_link,duplicate,off_matter,unreadable" doc:"why it is not handled"`
	Doubt      *DoubtItem    `json:"doubt,omitempty" doc:"that somebody does not want it handled: another person agrees at the desk, or has it handled"`
	Rated      string        `json:"rated,omitempty" enum:",yes,partly,no"`
	Clocks     []MessageTerm `json:"clocks"`
	ShreddedAt string        `json:"shredded_at,omitempty" doc:"when original and contact were destroyed"`
}

// DoubtItem is a proposal not to handle a message.
type DoubtItem struct {
	Ground string `json:"ground"`
	Says   string `json:"says" doc:"what its sender would be told"`
	At     string `json:"at"`
}

// AnswerItem is one version of an answer.
type AnswerItem struct {
	Version int64  `json:"version"`
	Text    string `json:"text"`
	At      string `json:"at"`
	GivenAt string `json:"given_at,omitempty" doc:"since when its sender can read it"`
}

// MessageTerm is one deadline of a message.
type MessageTerm struct {
	Code  string `json:"code"`
	Title string `json:"title"`
	State string `json:"state"`
	Due   string `json:"due"`
}

// MessageTaken is where a message that was pushed stands.
type MessageTaken struct {
	Number string `json:"number"`
	Code   string `json:"code" doc:"by which its sender follows it; the same when it is sent again"`
	Fresh  bool   `json:"fresh" doc:"false if it was here already"`
}

type messagesQuery struct {
	State  string `query:"state"`
	Kind   string `query:"kind"`
	Way    string `query:"way"`
	Unit   string `query:"unit" doc:"code, name or id of the handling unit"`
	Due    string `query:"due_before" doc:"RFC 3339"`
	All    bool   `query:"all" doc:"closed ones too"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
}

type messagePush struct {
	Body struct {
		Way        string `json:"way" enum:"service_hall,suggestion_box,hotline"`
		Key        string `json:"key,omitempty" doc:"the sender's system's own id: sent twice, the message arrives once"`
		Kind       string `json:"kind,omitempty" enum:",thanks,question,complaint,suggestion,tip"`
		Subject    string `json:"subject,omitempty" maxLength:"300"`
		Text       string `json:"text" maxLength:"20000"`
		Contact    string `json:"contact,omitempty" maxLength:"200" doc:"sealed with a key of this one message"`
		ReceivedAt string `json:"received_at,omitempty" doc:"RFC 3339; now if empty"`
	}
}

// messages serves the messages from the public; what is done with them goes
// through the matters. Clause: MSG-1.
func (s *server) messages(api huma.API) {
	read(s, api, "list-messages", "/api/v1/messages", "Messages from the public, next due first", s.listMessages)
	read(s, api, "get-message", "/api/v1/messages/{number}", "One message without its sender", func(ctx context.Context, in *numberPath) (Message, error) {
		m, _, err := s.Desk.Offers(ctx, who(ctx), in.Number)
		if err == nil && m.Kind != regime.Message {
			err = fault.New(fault.NotFound, "matter.unknown", "没有来件 %s，或者您看不到它", in.Number)
		}
		if err != nil {
			return Message{}, err
		}
		return s.oneMessage(ctx, m)
	})
	write(s, api, http.StatusOK, "push-message", "/api/v1/messages", "Take in a message that came by hand or from another system", func(ctx context.Context, in *messagePush) (MessageTaken, error) {
		x := in.Body
		at, err := time.Parse(time.RFC3339, x.ReceivedAt)
		if x.ReceivedAt != "" && err != nil {
			return MessageTaken{}, fault.New(fault.Invalid, "message.time", "received_at 写成 2026-03-16T10:00:00+08:00").On("received_at")
		}
		got, err := s.Desk.TypeMessage(ctx, who(ctx), desk.Inbound{Way: x.Way, Key: x.Key, Need: regime.Need(x.Kind), Subject: x.Subject, Text: x.Text, Contact: x.Contact, At: at})
		return MessageTaken{got.Number, got.Code, got.Fresh}, err
	})
}

type messageList struct {
	Items []MessageRow `json:"items"`
	Next  *string      `json:"next"`
}

func (s *server) listMessages(ctx context.Context, in *messagesQuery) (messageList, error) {
	out := messageList{Items: []MessageRow{}}
	if err := s.seen(ctx, desk.Readers); err != nil {
		return out, err
	}
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return out, err
	}
	after, err := readCursor(in.Cursor)
	if err != nil {
		return out, err
	}
	f := store.ListFilter{State: matter.State(in.State), Need: regime.Need(in.Kind), Way: in.Way, All: in.All}
	if f.UnitID, err = (book{tree: tree}).unit(in.Unit, "unit"); err != nil {
		return out, err
	}
	if in.Due != "" {
		at, err := time.Parse(time.RFC3339, in.Due)
		if err != nil {
			return out, fault.New(fault.Invalid, "time.format", "due_before 写成 2026-03-16T10:00:00+08:00").On("due_before")
		}
		f.DueBefore = at.UnixMilli()
	}
	rows, err := s.Store.MessageList(ctx, f, tree.Scope(who(ctx)), store.ListAfter(after), in.Limit+1)
	if err != nil {
		return out, err
	}
	if len(rows) > in.Limit {
		rows = rows[:in.Limit]
		next := cursor(rows[in.Limit-1].NextDue, rows[in.Limit-1].ID)
		out.Next = &next
	}
	for _, r := range rows {
		out.Items = append(out.Items, MessageRow{r.Number, r.Title, string(r.State), string(r.Need), r.Way, tree.Name(r.UnitID), when(r.ReceivedAt), when(r.NextDue)})
	}
	return out, nil
}

func (s *server) oneMessage(ctx context.Context, m matter.Matter) (Message, error) {
	base, err := s.matter(ctx, m)
	if err != nil {
		return Message{}, err
	}
	x, err := s.Store.Message(ctx, m.ID)
	if err != nil {
		return Message{}, err
	}
	out := Message{Matter: base, Way: x.Way, ReceivedAt: when(x.ReceivedAt), Adoption: x.Adoption, Aside: x.Aside, Rated: x.Rated, ShreddedAt: when(x.ShreddedAt), Text: []string{}, Answers: []AnswerItem{}, Clocks: []MessageTerm{}}
	turns, err := s.Store.MessageTurns(ctx, m.ID)
	if err != nil {
		return out, err
	}
	for _, t := range turns {
		out.Text = append(out.Text, t.Text)
	}
	answers, err := s.Store.MessageAnswers(ctx, m.ID)
	if err != nil {
		return out, err
	}
	for _, a := range answers {
		out.Answers = append(out.Answers, AnswerItem{a.Version, a.Text, when(a.At), when(a.GivenAt)})
	}
	clocks, err := s.Store.Clocks(ctx, m.ID)
	if err != nil {
		return out, err
	}
	for _, k := range clocks {
		out.Clocks = append(out.Clocks, MessageTerm{k.Code, k.Title, k.State, when(k.DueAt)})
	}
	if m.State == matter.Doubted {
		d, err := s.Store.MessageDoubt(ctx, m.ID)
		if err != nil {
			return out, err
		}
		out.Doubt = &DoubtItem{d.Ground, d.Why, when(d.At)}
	}
	if x.ConcernID != "" {
		c, err := s.Store.Matter(ctx, x.ConcernID)
		if err != nil {
			return out, err
		}
		out.Concern = c.Number
	}
	return out, nil
}
