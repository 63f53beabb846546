package store

import (
	"context"

	"yingda/internal/fault"
)

// Contact (联系单位) is a department or newsroom that the agency keeps in touch with.
type Contact struct {
	ID, AgencyID, Kind, Name, Duties, Person, Phone, Mail string
	Active                                                bool
	At                                                    int64
	Entries                                               int64
	LastAt                                                int64
}

// ContactEntry (往来记录) is one line of the history with a contact. Side says
// whose it was: ours or theirs. Answers names the question that it answers.
type ContactEntry struct {
	ID, ContactID, Kind, Side, Text, Answers, MatterID, ByID string
	At, MadeAt                                               int64
	Number, By, Contact                                      string
}

// Contacts returns the contact book, by kind and name.
func (r *Reader) Contacts(ctx context.Context) ([]Contact, error) {
	rows, err := r.query(ctx, `SELECT c.id, c.agency_id, c.kind, c.name, c.duties, c.person, c.phone, c.mail, c.active, c.at, COUNT(e.id), COALESCE(MAX(e.at), 0) FROM contact c LEFT JOIN contact_entry e ON e.contact_id = c.id
GROUP BY c.id, c.agency_id, c.kind, c.name, c.duties, c.person, c.phone, c.mail, c.active, c.at ORDER BY c.kind, c.name, c.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Contact
	for rows.Next() {
		var c Contact
		var active int64
		if err := rows.Scan(&c.ID, &c.AgencyID, &c.Kind, &c.Name, &c.Duties, &c.Person, &c.Phone, &c.Mail, &active, &c.At, &c.Entries, &c.LastAt); err != nil {
			return nil, err
		}
		c.Active = active == 1
		out = append(out, c)
	}
	return out, rows.Err()
}

// PutContact stores a contact, a new one if it has no ID.
func (t *Tx) PutContact(c *Contact) error {
	if c.ID == "" {
		c.ID, c.At = NewID(t.Now), t.Ms()
	}
	_, err := t.Exec(`INSERT INTO contact (id, agency_id, kind, name, duties, person, phone, mail, active, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, duties = excluded.duties, person = excluded.person, phone = excluded.phone, mail = excluded.mail, active = excluded.active`,
		c.ID, c.AgencyID, c.Kind, c.Name, c.Duties, c.Person, c.Phone, c.Mail, Bit(c.Active), c.At)
	return err
}

// ContactAgency returns the agency that keeps a contact; fault.NotFound if there
// is no such contact.
func (t *Tx) ContactAgency(id string) (string, error) {
	var agency string
	err := t.Row(`SELECT agency_id FROM contact WHERE id = $1`, []any{id}, &agency)
	if IsNoRows(err) {
		return "", fault.New(fault.NotFound, "contact.unknown", "通讯录里没有这个单位")
	}
	return agency, err
}

// AddContactEntry writes one line of a history. It is never changed.
func (t *Tx) AddContactEntry(e *ContactEntry) error {
	e.ID, e.MadeAt = NewID(t.Now), t.Ms()
	_, err := t.Exec(`INSERT INTO contact_entry (id, contact_id, kind, side, text, answers, matter_id, at, by_id, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		e.ID, e.ContactID, e.Kind, e.Side, e.Text, e.Answers, e.MatterID, e.At, e.ByID, e.MadeAt)
	return err
}

// ContactHistory returns the lines of a contact, newest first; or, with an empty
// contact, those linked to a matter.
func (r *Reader) ContactHistory(ctx context.Context, contactID, matterID string) ([]ContactEntry, error) {
	where := `e.contact_id = $1`
	key := contactID
	if contactID == "" {
		where, key = `e.matter_id = $1 AND e.matter_id <> ''`, matterID
	}
	rows, err := r.query(ctx, `SELECT e.id, e.contact_id, e.kind, e.side, e.text, e.answers, e.matter_id, e.by_id, e.at, e.made_at, COALESCE(m.number, ''), COALESCE(p.name, ''), c.name
FROM contact_entry e JOIN contact c ON c.id = e.contact_id LEFT JOIN matter m ON m.id = e.matter_id LEFT JOIN person p ON p.id = e.by_id WHERE `+where+` ORDER BY e.at DESC, e.id DESC LIMIT 500`, key)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []ContactEntry
	for rows.Next() {
		var e ContactEntry
		if err := rows.Scan(&e.ID, &e.ContactID, &e.Kind, &e.Side, &e.Text, &e.Answers, &e.MatterID, &e.ByID, &e.At, &e.MadeAt, &e.Number, &e.By, &e.Contact); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// EntryOf returns contact and kind of one line; fault.NotFound if there is none.
func (t *Tx) EntryOf(id string) (contactID, kind string, err error) {
	err = t.Row(`SELECT contact_id, kind FROM contact_entry WHERE id = $1`, []any{id}, &contactID, &kind)
	if IsNoRows(err) {
		err = fault.New(fault.NotFound, "entry.unknown", "没有这条记录").On("answers")
	}
	return contactID, kind, err
}
