package store

import "context"

// PresenceLasts is how many milliseconds a page counts as open after its last sign
// of life.
const PresenceLasts = 75 * 1000

// Presence (在场) is one open page of a matter: whose, and since when they type
// there. It is of the moment: nothing else reads it, no backup holds it.
type Presence struct {
	PersonID, Name, Page string
	Writing, Drafting    int64  // since when, 0 for not
	TakenBy              string // name of who took the draft over, "" for nobody
}

const presenceQuery = `SELECT p.person_id, n.name, p.page, p.writing, p.drafting, COALESCE(b.name, '') FROM presence p JOIN person n ON n.id = p.person_id LEFT JOIN person b ON b.id = p.taken_by WHERE p.matter_id = $1 AND p.seen_at > $2 ORDER BY p.person_id, p.page LIMIT 100`

func scanPresence(scan func(...any) error) (Presence, error) {
	var p Presence
	err := scan(&p.PersonID, &p.Name, &p.Page, &p.Writing, &p.Drafting, &p.TakenBy)
	return p, err
}

// Present returns the pages of a matter that are open, up to a hundred.
func (r *Reader) Present(ctx context.Context, matterID string) ([]Presence, error) {
	return gather(scanPresence)(r.query(ctx, presenceQuery, matterID, r.now().UnixMilli()-PresenceLasts))
}

// Present is [Reader.Present] within a transaction.
func (t *Tx) Present(matterID string) ([]Presence, error) {
	return gather(scanPresence)(t.Query(presenceQuery, matterID, t.Ms()-PresenceLasts))
}

// Attend says that a page of a matter is open; what is typed there stays as it was.
func (t *Tx) Attend(matterID, personID, page string) error {
	_, err := t.Exec(`INSERT INTO presence (matter_id, person_id, page, seen_at) VALUES ($1, $2, $3, $4) ON CONFLICT (matter_id, person_id, page) DO UPDATE SET seen_at = excluded.seen_at`, matterID, personID, page, t.Ms())
	return err
}

// Type says since when a page's person types, in a form or in the outward draft. An
// earlier instant stays.
func (t *Tx) Type(matterID, personID, page string, draft bool) error {
	query := `INSERT INTO presence (matter_id, person_id, page, writing, seen_at) VALUES ($1, $2, $3, $4, $4)
ON CONFLICT (matter_id, person_id, page) DO UPDATE SET seen_at = excluded.seen_at, writing = CASE WHEN presence.writing = 0 THEN excluded.writing ELSE presence.writing END`
	if draft {
		query = `INSERT INTO presence (matter_id, person_id, page, drafting, seen_at) VALUES ($1, $2, $3, $4, $4)
ON CONFLICT (matter_id, person_id, page) DO UPDATE SET seen_at = excluded.seen_at, drafting = CASE WHEN presence.drafting = 0 THEN excluded.drafting ELSE presence.drafting END`
	}
	_, err := t.Exec(query, matterID, personID, page, t.Ms())
	return err
}

// TakeDraft takes the outward draft over from the pages of others.
func (t *Tx) TakeDraft(matterID, personID string) error {
	_, err := t.Exec(`UPDATE presence SET drafting = 0, taken_by = $2 WHERE matter_id = $1 AND person_id <> $2 AND drafting > 0`, matterID, personID)
	return err
}

// Leave says that a page was closed.
func (t *Tx) Leave(matterID, personID, page string) error {
	_, err := t.Exec(`DELETE FROM presence WHERE matter_id = $1 AND person_id = $2 AND page = $3`, matterID, personID, page)
	return err
}

// ForgetPresence deletes what no page renewed.
func (t *Tx) ForgetPresence() error {
	_, err := t.Exec(`DELETE FROM presence WHERE seen_at < $1`, t.Ms()-PresenceLasts)
	return err
}
