package store

import "context"

// Card (名片) is what a person is beside the roles held: Title is the post in the
// agency (副局长), Phone the telephone on duty, Place the order in lists.
type Card struct {
	PersonID string
	Title    string
	Phone    string
	Place    int64
}

// Cards returns every card by person.
func (r *Reader) Cards(ctx context.Context) (map[string]Card, error) {
	rows, err := r.query(ctx, `SELECT person_id, title, phone, place FROM person_card`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]Card{}
	for rows.Next() {
		var c Card
		if err := rows.Scan(&c.PersonID, &c.Title, &c.Phone, &c.Place); err != nil {
			return nil, err
		}
		out[c.PersonID] = c
	}
	return out, rows.Err()
}

// SaveCard stores a card.
func (t *Tx) SaveCard(c Card) error {
	err := t.Later(`INSERT INTO person_card (person_id, title, phone, place) VALUES ($1, $2, $3, $4) ON CONFLICT (person_id) DO UPDATE SET title = excluded.title, phone = excluded.phone, place = excluded.place`, c.PersonID, c.Title, c.Phone, c.Place)
	return err
}
