package store

import (
	"context"
	"slices"
)

// Finding (督办事项) is something that the system itself found late, missed or
// ignored. It is written once and never removed.
type Finding struct {
	ID         string
	Key        string // what makes it once only
	Kind       string // late, missed or ignored
	Rule       string // which rule found it
	AgencyID   string
	UnitID     string
	MatterID   string // "" where it is about no matter
	Title      string
	What       string // one sentence
	Article    string
	Evidence   string // JSON list of sentences
	Since      int64
	At         int64
	AnsweredAt int64
	Number     string // of the matter, when read
}

func (f *Finding) fields() []any {
	return []any{&f.ID, &f.Key, &f.Kind, &f.Rule, &f.AgencyID, &f.UnitID, &f.MatterID, &f.Title, &f.What, &f.Article, &f.Evidence, &f.Since, &f.At, &f.AnsweredAt, &f.Number}
}

const findingQuery = `SELECT f.id, f.ukey, f.kind, f.rule, f.agency_id, f.unit_id, f.matter_id, f.title, f.what, f.article, f.evidence, f.since, f.at, f.answered_at, COALESCE(m.number, '') FROM finding f LEFT JOIN matter m ON m.id = f.matter_id`

// AddFinding writes a finding unless it is there already, and reports whether it was new.
func (t *Tx) AddFinding(f *Finding) (bool, error) {
	f.ID = NewID(t.Now)
	n, err := t.Exec(`INSERT INTO finding (id, ukey, kind, rule, agency_id, unit_id, matter_id, title, what, article, evidence, since, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (ukey) DO NOTHING`,
		f.ID, f.Key, f.Kind, f.Rule, f.AgencyID, f.UnitID, f.MatterID, f.Title, f.What, f.Article, f.Evidence, f.Since, t.Ms())
	return n == 1, err
}

// FindingFilter narrows the register. Zero fields narrow nothing.
type FindingFilter struct {
	Kind     string
	UnitID   string
	Open     bool   // those that nobody has answered
	Before   string // id of the last row of the page before
	MatterID string
}

// Findings returns up to n findings of the units in scope, newest first.
func (r *Reader) Findings(ctx context.Context, f FindingFilter, s Scope, n int) ([]Finding, error) {
	b := where{}
	if !s.All {
		b.add(`f.unit_id IN ` + b.list(s.Units))
	}
	for _, each := range []struct{ column, value string }{{"f.kind", f.Kind}, {"f.unit_id", f.UnitID}, {"f.matter_id", f.MatterID}} {
		if each.value != "" {
			b.add(each.column + ` = ` + b.bind(each.value))
		}
	}
	if f.Open {
		b.add(`f.answered_at = 0`)
	}
	if f.Before != "" {
		b.add(`f.id < ` + b.bind(f.Before))
	}
	narrow := ""
	if len(b.terms) > 0 {
		narrow = ` WHERE ` + b.sql()
	}
	rows, err := r.query(ctx, findingQuery+narrow+` ORDER BY f.id DESC LIMIT `+b.bind(n), b.args...)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, (*Finding).fields)
}

// Finding returns one finding; ErrNoRows if there is none.
func (r *Reader) Finding(ctx context.Context, id string) (Finding, error) {
	var f Finding
	err := r.row(ctx, findingQuery+` WHERE f.id = $1`, []any{id}, f.fields()...)
	return f, err
}

// FindingAnswer (督办答复) is an explanation that a person gave.
type FindingAnswer struct {
	FindingID string
	PersonID  string
	Role      string
	Text      string
	At        int64
}

func (a *FindingAnswer) fields() []any {
	return []any{&a.FindingID, &a.PersonID, &a.Role, &a.Text, &a.At}
}

// AnswerFinding adds an explanation to a finding.
func (t *Tx) AnswerFinding(a FindingAnswer) error {
	if _, err := t.Exec(`INSERT INTO finding_answer (id, finding_id, person_id, role, text, at) VALUES ($1, $2, $3, $4, $5, $6)`, NewID(t.Now), a.FindingID, a.PersonID, a.Role, a.Text, t.Ms()); err != nil {
		return err
	}
	_, err := t.Exec(`UPDATE finding SET answered_at = $2 WHERE id = $1 AND answered_at = 0`, a.FindingID, t.Ms())
	return err
}

// FindingAnswers returns the explanations of a finding, oldest first.
func (r *Reader) FindingAnswers(ctx context.Context, findingID string) ([]FindingAnswer, error) {
	rows, err := r.query(ctx, `SELECT finding_id, person_id, role, text, at FROM finding_answer WHERE finding_id = $1 ORDER BY id`, findingID)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, (*FindingAnswer).fields)
}

// LateClock is a breached clock that no finding names yet.
type LateClock struct {
	ClockID, MatterID, Code, Title, Article, OwedBy, OwedTo string
	DueAt                                                   int64
}

func (l *LateClock) fields() []any {
	return []any{&l.ClockID, &l.MatterID, &l.Code, &l.Title, &l.Article, &l.OwedBy, &l.OwedTo, &l.DueAt}
}

// LateClocks returns up to n breached clocks without a finding.
func (r *Reader) LateClocks(ctx context.Context, n int) ([]LateClock, error) {
	rows, err := r.query(ctx, `SELECT c.id, c.matter_id, c.code, c.title, c.article, c.owed_by, c.owed_to, c.breached_at FROM clock c
WHERE c.breached_at > 0 AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.ukey = 'late:' || c.id) ORDER BY c.breached_at LIMIT $1`, n)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, (*LateClock).fields)
}

// Lain is a concern whose posts had lain before it was opened.
type Lain struct {
	MatterID   string
	OpenedBy   string
	DetectedAt int64
	FirstAt    int64 // when its first post came in
	PassedAt   int64 // when enough had come in for its topic; 0 without one
	Posts      int64
}

// Lain returns up to n concerns detected after an instant, with when their posts
// had come in, that no finding names as missed yet.
func (r *Reader) Lain(ctx context.Context, since int64, n int) ([]Lain, error) {
	// The outer joins keep the concerns in front: read from the posts' side this
	// goes through all posts.
	rows, err := r.query(ctx, `SELECT c.matter_id, c.opened_by, c.detected_at, COALESCE(t.posts, 0), MIN(p.received_at), COUNT(p.seq) FROM concern c
LEFT JOIN cluster k ON k.matter_id = c.matter_id AND k.matter_id <> '' LEFT JOIN member m ON m.cluster_id = k.id AND m.state = 'confirmed' LEFT JOIN post p ON p.seq = m.seq AND p.received_at <= c.detected_at
LEFT JOIN topic t ON t.id = c.topic_id
WHERE c.detected_at >= $1 AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.ukey = 'missed:' || c.matter_id)
GROUP BY c.matter_id, c.opened_by, c.detected_at, t.posts HAVING COUNT(p.seq) > 0 ORDER BY c.detected_at LIMIT $2`, since, n)
	if err != nil {
		return nil, err
	}
	var need []int64
	out, err := scanAll(rows, func(l *Lain) []any {
		need = append(need, 0)
		return []any{&l.MatterID, &l.OpenedBy, &l.DetectedAt, &need[len(need)-1], &l.FirstAt, &l.Posts}
	})
	if err != nil {
		return nil, err
	}
	for i := range out {
		if need[i] == 0 || out[i].Posts < need[i] {
			continue
		}
		if err := r.row(ctx, `SELECT p.received_at FROM cluster k JOIN member m ON m.cluster_id = k.id AND m.state = 'confirmed' JOIN post p ON p.seq = m.seq
WHERE k.matter_id = $1 AND k.matter_id <> '' ORDER BY p.received_at LIMIT 1 OFFSET $2`, []any{out[i].MatterID, need[i] - 1}, &out[i].PassedAt); err != nil {
			return nil, err
		}
	}
	return slices.Clip(out), nil
}

// Untouched is an open concern with when a person last did something about it.
type Untouched struct {
	MatterID string
	State    string
	LastAt   int64
	LastID   string // of that act, "" if nobody ever did anything
}

// Untouched returns up to n open concerns that nobody has touched since an instant,
// after a matter id, in order.
func (r *Reader) Untouched(ctx context.Context, before int64, after string, n int) ([]Untouched, error) {
	rows, err := r.query(ctx, `SELECT m.id, m.state, COALESCE(MAX(e.at), m.opened_at), COALESCE(MAX(e.id), '') FROM matter m LEFT JOIN event e ON e.matter_id = m.id AND e.actor_id <> 'system'
WHERE m.kind = 'concern' AND m.closed_at = 0 AND m.id > $1 AND m.opened_at < $2 GROUP BY m.id, m.state, m.opened_at
HAVING COALESCE(MAX(e.at), m.opened_at) < $2 ORDER BY m.id LIMIT $3`, after, before, n)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, func(u *Untouched) []any { return []any{&u.MatterID, &u.State, &u.LastAt, &u.LastID} })
}

// SourceGap is a source that cannot be read.
type SourceGap struct {
	ID, Name, Error string
	LastGood        int64
}

// SourceGaps returns the active sources that were last read well before an instant
// and fail since, and that no finding names for this gap.
func (r *Reader) SourceGaps(ctx context.Context, before int64) ([]SourceGap, error) {
	rows, err := r.query(ctx, `SELECT s.id, s.name, s.error_text, CASE WHEN s.last_good_at = 0 THEN s.created_at ELSE s.last_good_at END FROM source s
WHERE s.active = 1 AND s.kind <> 'push' AND s.failures > 0 AND CASE WHEN s.last_good_at = 0 THEN s.created_at ELSE s.last_good_at END < $1 ORDER BY s.id`, before)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, func(g *SourceGap) []any { return []any{&g.ID, &g.Name, &g.Error, &g.LastGood} })
}
