package web

import (
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/view"
)

type contactsPage struct {
	Agency  string
	Rows    []contactRow
	MayKeep bool
}

type contactRow struct {
	store.Contact
	Last string
}

// contacts shows the contact book.
func (s *server) contacts(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	list, err := s.Store.Contacts(v.r.Context())
	if err != nil {
		return err
	}
	p := contactsPage{Agency: s.ownAgency(v, tree), MayKeep: holds(desk.ContactKeepers...).allows(v.who)}
	for _, c := range list {
		p.Rows = append(p.Rows, contactRow{c, v.moment(c.LastAt)})
	}
	return s.page(v, "通讯录", contactsView(p))
}

type contactPage struct {
	store.Contact
	Rows    []exchangeRow
	Asked   []view.Option
	MayKeep bool
	Now     string
}

type exchangeRow struct {
	store.ContactEntry
	Title, When, Question string
}

func (s *server) contact(v *visit) error {
	list, err := s.Store.Contacts(v.r.Context())
	if err != nil {
		return err
	}
	p := contactPage{MayKeep: holds(desk.ContactKeepers...).allows(v.who), Now: v.now.In(china).Format("2006-01-02T15:04")}
	for _, c := range list {
		if c.ID == v.r.PathValue("id") {
			p.Contact = c
		}
	}
	if p.ID == "" {
		return fault.New(fault.NotFound, "contact.unknown", "通讯录里没有这个单位")
	}
	history, err := s.Store.ContactHistory(v.r.Context(), p.ID, "")
	if err != nil {
		return err
	}
	said := map[string]string{}
	for _, e := range history {
		said[e.ID] = brief(e.Text)
		if e.Kind == "fact_asked" {
			p.Asked = append(p.Asked, view.Option{Value: e.ID, Word: brief(e.Text)})
		}
	}
	for _, e := range history {
		p.Rows = append(p.Rows, exchangeRow{e, exchangeTitle(e.Kind), v.moment(e.At), said[e.Answers]})
	}
	return s.page(v, p.Name, contactView(p))
}

func (s *server) saveContact(v *visit) error {
	c := store.Contact{ID: v.field("id"), AgencyID: v.field("agency"), Kind: v.field("kind"), Name: v.field("name"), Duties: v.field("duties"), Person: v.field("person"), Phone: v.field("phone"), Mail: v.field("mail"), Active: v.field("active") != "no"}
	c, err := s.Desk.SaveContact(v.r.Context(), v.who, c)
	if err != nil {
		return v.refused(err, "/desk/contacts")
	}
	return v.done("已保存。", "/desk/contacts/"+c.ID)
}

func (s *server) addExchange(v *visit) error {
	id := v.r.PathValue("id")
	x := desk.ContactLine{ContactID: id, Kind: v.field("kind"), Side: v.field("side"), Text: v.field("text"), Answers: v.field("answers"), Number: v.field("number"), At: localTime(v.field("at")).UnixMilli()}
	if err := s.Desk.AddExchange(v.r.Context(), v.who, x); err != nil {
		return v.refused(err, "/desk/contacts/"+id)
	}
	return v.done("已记录。", "/desk/contacts/"+id)
}
