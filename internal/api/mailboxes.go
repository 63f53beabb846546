package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/store"
)

// MailboxItem is a mailbox to which the public writes, and how it is read. How it
// is signed in to is no business of programs.
type MailboxItem struct {
	ID        string `json:"id"`
	Agency    string `json:"agency"`
	Way       string `json:"way" enum:"mail,head_mailbox"`
	Name      string `json:"name"`
	Address   string `json:"address"`
	Active    bool   `json:"active"`
	LastRead  string `json:"last_read"`
	Taken     int64  `json:"taken" doc:"letters that became messages"`
	Machines  int64  `json:"machines" doc:"letters that no person wrote, left where they lie"`
	Failures  int64  `json:"failures" doc:"readings in a row that failed"`
	ErrorCode string `json:"error_code,omitempty"`
	ErrorText string `json:"error_text,omitempty"`
}

// MailboxLetter is a letter that was not taken in: where it lies and why. Nothing of
// what it says is here.
type MailboxLetter struct {
	ID      string `json:"id"`
	Mailbox string `json:"mailbox"`
	Code    string `json:"code"`
	Reason  string `json:"reason"`
	At      string `json:"at"`
}

type letterList struct {
	Items []MailboxLetter `json:"items"`
	Next  *string         `json:"next"`
}

// mailboxes serves the mailboxes, and letters that wait for a person. Setting one
// up is for a person who signs in. Clause: MSG-1.
func (s *server) mailboxes(api huma.API) {
	read(s, api, "list-mailboxes", "/api/v1/mailboxes", "Mailboxes to which the public writes, and how they are read", func(ctx context.Context, in *struct {
		After string `query:"after" doc:"id of the last one of the page before"`
		Limit int    `query:"limit" default:"100" minimum:"1" maximum:"200"`
	},
	) (list[MailboxItem], error) {
		if err := s.seen(ctx, desk.Readers); err != nil {
			return list[MailboxItem]{}, err
		}
		tree, err := s.Desk.Tree(ctx)
		if err != nil {
			return list[MailboxItem]{}, err
		}
		rows, err := s.Store.MailBoxPage(ctx, in.After, in.Limit)
		return listOf(rows, func(b store.MailBox) MailboxItem {
			return MailboxItem{b.ID, tree.Name(b.AgencyID), b.Way, b.Name, b.Address, b.Active, when(b.ReadAt), b.Taken, b.Machines, b.Failures, b.ErrorCode, b.ErrorText}
		}), err
	})
	read(s, api, "list-letters", "/api/v1/letters", "Letters that were not taken in and wait for a person, oldest first", func(ctx context.Context, in *struct {
		Cursor string `query:"cursor"`
		Limit  int    `query:"limit" default:"100" minimum:"1" maximum:"200"`
	},
	) (letterList, error) {
		out := letterList{Items: []MailboxLetter{}}
		if err := s.seen(ctx, desk.Readers); err != nil {
			return out, err
		}
		after, err := readCursor(in.Cursor)
		if err != nil {
			return out, err
		}
		rows, err := s.Store.DeadMailPage(ctx, after.Due, after.ID, in.Limit+1)
		if err != nil {
			return out, err
		}
		if len(rows) > in.Limit {
			rows = rows[:in.Limit]
			next := cursor(rows[in.Limit-1].At, rows[in.Limit-1].ID)
			out.Next = &next
		}
		for _, x := range rows {
			out.Items = append(out.Items, MailboxLetter{x.ID, x.Box, x.Code, x.Reason, when(x.At)})
		}
		return out, nil
	})
	write(s, api, http.StatusOK, "take-letter", "/api/v1/letters/{id}/take", "Take a letter in after all, as a message", func(ctx context.Context, in *idPath) (nothing, error) {
		return nothing{}, s.Desk.ReplayMail(ctx, who(ctx), in.ID)
	})
	write(s, api, http.StatusOK, "drop-letter", "/api/v1/letters/{id}/drop", "Take a letter off the list; it stays in its mailbox", func(ctx context.Context, in *idPath) (nothing, error) {
		return nothing{}, s.Desk.DropMail(ctx, who(ctx), in.ID)
	})
}

// TicketItem is one ticket of a hotline or a service hall.
type TicketItem struct {
	Ticket  string `json:"ticket" maxLength:"100" doc:"number in its own system: sent twice with the same text it arrives once, with more to say it goes on in its case"`
	Subject string `json:"subject,omitempty" maxLength:"300"`
	Text    string `json:"text,omitempty" maxLength:"20000"`
	Contact string `json:"contact,omitempty" maxLength:"200" doc:"sealed with a key of this one case"`
	At      string `json:"at,omitempty" doc:"RFC 3339, or 2026-03-16 10:00 in Chinese time"`
}

// TicketsTaken says ticket by ticket what became of a list.
type TicketsTaken struct {
	Fresh   int           `json:"fresh"`
	Joined  int           `json:"joined"`
	Same    int           `json:"same"`
	Refused int           `json:"refused"`
	Items   []TicketTaken `json:"items"`
}

// TicketTaken is what became of one ticket.
type TicketTaken struct {
	Line   int      `json:"line" doc:"place in the list, from 1"`
	Result string   `json:"result" enum:"fresh,joined,same,refused"`
	Number string   `json:"number,omitempty"`
	Reason string   `json:"reason,omitempty"`
	Near   []string `json:"near,omitempty" doc:"numbers of cases of the same caller that say nearly the same: a person decides"`
}

// TicketColumnsItem says what the columns of an export are: heading → ticket,
// subject, text, contact or at.
type TicketColumnsItem struct {
	Agency  string            `json:"agency"`
	Way     string            `json:"way"`
	Columns map[string]string `json:"columns"`
}

type ticketColumnsSave struct {
	Body struct {
		Agency  string            `json:"agency,omitempty" doc:"code, name or id; the caller's own without it"`
		Way     string            `json:"way" enum:"hotline,service_hall"`
		Columns map[string]string `json:"columns"`
	}
}

type ticketsPush struct {
	Body struct {
		Agency  string       `json:"agency,omitempty" doc:"code, name or id; the caller's own without it"`
		Way     string       `json:"way" enum:"hotline,service_hall"`
		Tickets []TicketItem `json:"tickets" maxItems:"5000"`
	}
}

// tickets serves tickets of hotline and service hall. Clause: MSG-1.
func (s *server) tickets(api huma.API) {
	read(s, api, "get-ticket-columns", "/api/v1/ticket-columns", "What the columns of an export of tickets are", func(ctx context.Context, in *struct {
		Agency string `query:"agency" doc:"code, name or id; the caller's own without it"`
		Way    string `query:"way" enum:"hotline,service_hall" required:"true"`
	},
	) (TicketColumnsItem, error) {
		if err := s.seen(ctx, desk.Readers); err != nil {
			return TicketColumnsItem{}, err
		}
		return s.ticketColumns(ctx, in.Agency, in.Way)
	})
	write(s, api, http.StatusOK, "save-ticket-columns", "/api/v1/ticket-columns", "Say what the columns of an export of tickets are", func(ctx context.Context, in *ticketColumnsSave) (TicketColumnsItem, error) {
		agency, err := s.agencyOr(ctx, in.Body.Agency)
		if err != nil {
			return TicketColumnsItem{}, err
		}
		if err := s.Desk.SaveTicketColumns(ctx, who(ctx), agency, in.Body.Way, in.Body.Columns); err != nil {
			return TicketColumnsItem{}, err
		}
		return s.ticketColumns(ctx, agency, in.Body.Way)
	})
	write(s, api, http.StatusOK, "take-tickets", "/api/v1/tickets", "Take tickets in; each is told what became of it", func(ctx context.Context, in *ticketsPush) (TicketsTaken, error) {
		out := TicketsTaken{Items: []TicketTaken{}}
		agency, err := s.agencyOr(ctx, in.Body.Agency)
		if err != nil {
			return out, err
		}
		var tickets []desk.Ticket
		for _, x := range in.Body.Tickets {
			tickets = append(tickets, desk.Ticket{ID: x.Ticket, Subject: x.Subject, Text: x.Text, Contact: x.Contact, At: x.At})
		}
		r, err := s.Desk.TakeTicketList(ctx, who(ctx), agency, in.Body.Way, tickets)
		out.Fresh, out.Joined, out.Same, out.Refused = r.Fresh, r.Joined, r.Same, r.Refused
		for _, x := range r.Rows {
			out.Items = append(out.Items, TicketTaken{x.Line, x.Result, x.Number, x.Reason, x.Near})
		}
		return out, err
	})
}

func (s *server) ticketColumns(ctx context.Context, agency, way string) (TicketColumnsItem, error) {
	id, err := s.agencyOr(ctx, agency)
	if err != nil {
		return TicketColumnsItem{}, err
	}
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return TicketColumnsItem{}, err
	}
	out := TicketColumnsItem{Agency: tree.Name(id), Way: way}
	if out.Columns, err = s.Store.TicketColumns(ctx, id, way); out.Columns == nil {
		out.Columns = map[string]string{}
	}
	return out, err
}

// agencyOr finds an agency by code, name or id; without one it is the caller's own,
// and for a caller of no unit the top one.
func (s *server) agencyOr(ctx context.Context, text string) (string, error) {
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return "", err
	}
	id, err := (book{tree: tree}).unit(text, "agency")
	if err != nil || id != "" {
		return id, err
	}
	if u, ok := tree.ByID[who(ctx).UnitID]; ok {
		return u.AgencyID, nil
	}
	if len(tree.Units) == 0 {
		return "", fault.New(fault.Conflict, "unit.none", "还没有登记单位")
	}
	return tree.Units[0].AgencyID, nil
}
