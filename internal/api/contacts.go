package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/store"
)

// ContactItem is a department or newsroom of the contact book.
type ContactItem struct {
	ID      string        `json:"id"`
	Agency  string        `json:"agency"`
	Kind    string        `json:"kind" enum:"department,newsroom"`
	Name    string        `json:"name"`
	Duties  string        `json:"duties,omitempty"`
	Person  string        `json:"person,omitempty" doc:"whom to ask for there"`
	Phone   string        `json:"phone,omitempty"`
	Mail    string        `json:"mail,omitempty"`
	Active  bool          `json:"active"`
	LastAt  string        `json:"last_at,omitempty" doc:"of the newest entry"`
	History []ContactSaid `json:"history,omitempty"`
}

// ContactSaid is one line of the history with a contact.
type ContactSaid struct {
	ID      string `json:"id"`
	Kind    string `json:"kind" enum:"fact_asked,fact_answered,material_given,meeting_invitation"`
	Side    string `json:"side" enum:"ours,theirs"`
	Text    string `json:"text"`
	Answers string `json:"answers,omitempty" doc:"id of the question"`
	Concern string `json:"concern,omitempty" doc:"number"`
	By      string `json:"by"`
	At      string `json:"at"`
}

type contactSave struct {
	Body struct {
		ID     string `json:"id,omitempty" doc:"of a contact that is to be changed; empty for a new one"`
		Agency string `json:"agency,omitempty" doc:"code, name or id; the caller's own without it"`
		Kind   string `json:"kind,omitempty" doc:"department or newsroom; people, groups and accounts are not kept"`
		Name   string `json:"name,omitempty"`
		Duties string `json:"duties,omitempty"`
		Person string `json:"person,omitempty"`
		Phone  string `json:"phone,omitempty"`
		Mail   string `json:"mail,omitempty"`
		Closed bool   `json:"closed,omitempty" doc:"no longer used"`
	}
}

type contactLine struct {
	ID   string `path:"id"`
	Body struct {
		Kind    string `json:"kind,omitempty" doc:"fact_asked, fact_answered, material_given or meeting_invitation; nothing about what somebody published"`
		Side    string `json:"side,omitempty" doc:"ours or theirs"`
		Text    string `json:"text,omitempty"`
		Answers string `json:"answers,omitempty" doc:"id of the question"`
		Concern string `json:"concern,omitempty" doc:"number"`
		At      string `json:"at,omitempty" doc:"RFC 3339, past"`
	}
}

// contacts serves the contact book with its history. Clause: ORG-6.
func (s *server) contacts(api huma.API) {
	read(s, api, "list-contacts", "/api/v1/contacts", "Departments and newsrooms", func(ctx context.Context, _ *nothing) (list[ContactItem], error) {
		if err := s.seen(ctx, desk.Staff); err != nil {
			return list[ContactItem]{}, err
		}
		b, err := s.book(ctx)
		if err != nil {
			return list[ContactItem]{}, err
		}
		rows, err := s.Store.Contacts(ctx)
		return listOf(rows, b.contact), err
	})
	read(s, api, "get-contact", "/api/v1/contacts/{id}", "One contact with the facts asked and answered", func(ctx context.Context, in *idPath) (ContactItem, error) {
		return s.contact(ctx, in.ID)
	})
	write(s, api, http.StatusOK, "save-contact", "/api/v1/contacts", "Add a contact, or change one", func(ctx context.Context, in *contactSave) (ContactItem, error) {
		x := in.Body
		b, err := s.book(ctx)
		if err != nil {
			return ContactItem{}, err
		}
		agency, err := b.unit(x.Agency, "agency")
		if err != nil {
			return ContactItem{}, err
		}
		if agency == "" {
			agency = b.tree.ByID[who(ctx).UnitID].AgencyID
		}
		c, err := s.Desk.SaveContact(ctx, who(ctx), store.Contact{ID: x.ID, AgencyID: agency, Kind: x.Kind, Name: x.Name, Duties: x.Duties, Person: x.Person, Phone: x.Phone, Mail: x.Mail, Active: !x.Closed})
		if err != nil {
			return ContactItem{}, err
		}
		return s.contact(ctx, c.ID)
	})
	write(s, api, http.StatusOK, "add-contact-entry", "/api/v1/contacts/{id}/entries", "Write down a fact asked or answered, material given, an invitation", func(ctx context.Context, in *contactLine) (ContactItem, error) {
		x := in.Body
		at, err := instant(x.At, "at")
		if err != nil {
			return ContactItem{}, err
		}
		if err := s.Desk.AddExchange(ctx, who(ctx), desk.ContactLine{ContactID: in.ID, Kind: x.Kind, Side: x.Side, Text: x.Text, Answers: x.Answers, Number: x.Concern, At: at}); err != nil {
			return ContactItem{}, err
		}
		return s.contact(ctx, in.ID)
	})
}

func (s *server) contact(ctx context.Context, id string) (ContactItem, error) {
	if err := s.seen(ctx, desk.Staff); err != nil {
		return ContactItem{}, err
	}
	b, err := s.book(ctx)
	if err != nil {
		return ContactItem{}, err
	}
	all, err := s.Store.Contacts(ctx)
	if err != nil {
		return ContactItem{}, err
	}
	for _, c := range all {
		if c.ID != id {
			continue
		}
		out := b.contact(c)
		history, err := s.Store.ContactHistory(ctx, id, "")
		for _, e := range history {
			out.History = append(out.History, ContactSaid{e.ID, e.Kind, e.Side, e.Text, e.Answers, e.Number, e.By, when(e.At)})
		}
		return out, err
	}
	return ContactItem{}, fault.New(fault.NotFound, "contact.unknown", "通讯录里没有这个单位")
}

func (b book) contact(c store.Contact) ContactItem {
	return ContactItem{c.ID, b.tree.Name(c.AgencyID), c.Kind, c.Name, c.Duties, c.Person, c.Phone, c.Mail, c.Active, when(c.LastAt), nil}
}
