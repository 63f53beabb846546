package store

import (
	"context"

	"yingda/internal/fault"
)

// Expert (专家) is somebody from outside who gives opinions under the own name.
// PersonID is set for one who signs in to answer.
type Expert struct {
	ID, AgencyID, PersonID   string
	Name, Affiliation, Field string
	Paid, Active             bool
	At                       int64
}

// Opinion (专家意见) is what an expert was asked on a concern and answered.
// Material is what was shown beside the question; PublicAt is 0 while internal.
type Opinion struct {
	ID, ExpertID, MatterID   string
	Question, Material       string
	AskedBy                  string
	AskedAt                  int64
	Text                     string
	GivenAt                  int64
	EnteredBy                string
	PublicAt                 int64
	PublicBy                 string
	Expert                   Expert // name, affiliation, field, paid, person
	Number, Title, AskedName string // of the concern, and who asked
}

const expertColumns = `e.id, e.agency_id, e.person_id, e.name, e.affiliation, e.field, e.paid, e.active, e.at`

func (e *Expert) into(paid, active *int64) []any {
	return []any{&e.ID, &e.AgencyID, &e.PersonID, &e.Name, &e.Affiliation, &e.Field, paid, active, &e.At}
}

// Experts returns the pool, by name.
func (r *Reader) Experts(ctx context.Context) ([]Expert, error) {
	rows, err := r.query(ctx, `SELECT `+expertColumns+` FROM expert e ORDER BY e.name, e.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Expert
	for rows.Next() {
		var e Expert
		var paid, active int64
		if err := rows.Scan(e.into(&paid, &active)...); err != nil {
			return nil, err
		}
		e.Paid, e.Active = paid == 1, active == 1
		out = append(out, e)
	}
	return out, rows.Err()
}

// Expert returns one expert; fault.NotFound if there is none.
func (t *Tx) Expert(id string) (Expert, error) {
	var e Expert
	var paid, active int64
	err := t.Row(`SELECT `+expertColumns+` FROM expert e WHERE e.id = $1`+t.forUpdate(), []any{id}, e.into(&paid, &active)...)
	e.Paid, e.Active = paid == 1, active == 1
	if IsNoRows(err) {
		return e, fault.New(fault.NotFound, "expert.unknown", "专家库里没有这个人").On("expert")
	}
	return e, err
}

// PutExpert stores an expert, a new one if it has no ID; the public list changes
// with it.
func (t *Tx) PutExpert(e *Expert) error {
	if e.ID == "" {
		e.ID, e.At = NewID(t.Now), t.Ms()
	}
	_, err := t.Exec(`INSERT INTO expert (id, agency_id, person_id, name, affiliation, field, paid, active, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, name = excluded.name, affiliation = excluded.affiliation, field = excluded.field, paid = excluded.paid, active = excluded.active`,
		e.ID, e.AgencyID, e.PersonID, e.Name, e.Affiliation, e.Field, Bit(e.Paid), Bit(e.Active), e.At)
	if err != nil {
		return err
	}
	t.Renew("public")
	return nil
}

const opinions = `SELECT o.id, o.expert_id, o.matter_id, o.question, o.material, o.asked_by, o.asked_at, o.text, o.given_at, o.entered_by, o.public_at, o.public_by, e.name, e.affiliation, e.field, e.paid, e.person_id, m.number, m.title, COALESCE(p.name, '')
FROM opinion o JOIN expert e ON e.id = o.expert_id JOIN matter m ON m.id = o.matter_id LEFT JOIN person p ON p.id = o.asked_by `

func scanOpinion(scan func(...any) error) (Opinion, error) {
	var o Opinion
	var paid int64
	err := scan(&o.ID, &o.ExpertID, &o.MatterID, &o.Question, &o.Material, &o.AskedBy, &o.AskedAt, &o.Text, &o.GivenAt, &o.EnteredBy, &o.PublicAt, &o.PublicBy,
		&o.Expert.Name, &o.Expert.Affiliation, &o.Expert.Field, &paid, &o.Expert.PersonID, &o.Number, &o.Title, &o.AskedName)
	o.Expert.ID, o.Expert.Paid = o.ExpertID, paid == 1
	return o, err
}

// OpinionsOf returns what experts were asked on a concern, oldest first.
func (r *Reader) OpinionsOf(ctx context.Context, matterID string) ([]Opinion, error) {
	return r.opinions(ctx, `WHERE o.matter_id = $1 ORDER BY o.asked_at, o.id`, matterID)
}

// OpinionsFor returns what one person was asked as an expert, newest first.
func (r *Reader) OpinionsFor(ctx context.Context, personID string) ([]Opinion, error) {
	return r.opinions(ctx, `WHERE e.person_id = $1 AND e.person_id <> '' ORDER BY o.asked_at DESC, o.id DESC LIMIT 200`, personID)
}

// PublicOpinions returns the opinions that were made public, newest first.
func (r *Reader) PublicOpinions(ctx context.Context, n int) ([]Opinion, error) {
	return r.opinions(ctx, `WHERE o.public_at > 0 ORDER BY o.public_at DESC, o.id DESC LIMIT $1`, n)
}

func (r *Reader) opinions(ctx context.Context, where string, args ...any) ([]Opinion, error) {
	rows, err := r.query(ctx, opinions+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Opinion
	for rows.Next() {
		o, err := scanOpinion(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

// Opinion returns one opinion; fault.NotFound if there is none.
func (t *Tx) Opinion(id string) (Opinion, error) {
	o, err := scanOpinion(func(into ...any) error { return t.Row(opinions+`WHERE o.id = $1`, []any{id}, into...) })
	if IsNoRows(err) {
		return o, fault.New(fault.NotFound, "opinion.unknown", "没有这项征求意见").On("opinion")
	}
	return o, err
}

// PutOpinion stores an opinion, a new request if it has no ID.
func (t *Tx) PutOpinion(o *Opinion) error {
	if o.ID == "" {
		o.ID, o.AskedAt = NewID(t.Now), t.Ms()
	}
	_, err := t.Exec(`INSERT INTO opinion (id, expert_id, matter_id, question, material, asked_by, asked_at, text, given_at, entered_by, public_at, public_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (id) DO UPDATE SET text = excluded.text, given_at = excluded.given_at, entered_by = excluded.entered_by, public_at = excluded.public_at, public_by = excluded.public_by`,
		o.ID, o.ExpertID, o.MatterID, o.Question, o.Material, o.AskedBy, o.AskedAt, o.Text, o.GivenAt, o.EnteredBy, o.PublicAt, o.PublicBy)
	if err != nil || o.PublicAt == 0 {
		return err
	}
	t.Renew("public")
	return nil
}
