package store

import "context"

// Reopening (重新办理建议) is a proposal of the system to take a concern up again.
// Answers and Unmet are what readers had said by then. Clause: HAN-9.
type Reopening struct {
	ID        string
	MatterID  string
	Ground    string // unmet, new_harm or more_posts
	Says      string
	Answers   int64
	Unmet     int64 // of those, how many said no
	At        int64
	Decision  string // open, reopened or kept
	Reason    string
	PersonID  string
	DecidedAt int64
}

const reopeningColumns = `o.id, o.matter_id, o.ground, o.says, o.answers, o.unmet, o.at, o.decision, o.reason, o.by_id, o.decided_at`

func scanReopening(scan func(...any) error) (Reopening, error) {
	var r Reopening
	err := scan(&r.ID, &r.MatterID, &r.Ground, &r.Says, &r.Answers, &r.Unmet, &r.At, &r.Decision, &r.Reason, &r.PersonID, &r.DecidedAt)
	return r, err
}

// AddReopening stores a proposal.
func (t *Tx) AddReopening(r Reopening) error {
	_, err := t.Exec(`INSERT INTO reopening (id, matter_id, ground, says, answers, unmet, at, decision) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open')`, NewID(t.Now), r.MatterID, r.Ground, r.Says, r.Answers, r.Unmet, t.Ms())
	return err
}

// DecideReopening records what a person decided on the open proposal, if there is one.
func (t *Tx) DecideReopening(matterID, decision, reason, personID string) error {
	_, err := t.Exec(`UPDATE reopening SET decision = $2, reason = $3, by_id = $4, decided_at = $5 WHERE matter_id = $1 AND decision = 'open'`, matterID, decision, reason, personID, t.Ms())
	return err
}

const reopeningsOf = `SELECT ` + reopeningColumns + ` FROM reopening o WHERE o.matter_id = $1 ORDER BY o.at DESC, o.id DESC`

// Reopenings returns the proposals of a concern, newest first.
func (t *Tx) Reopenings(matterID string) ([]Reopening, error) {
	return gather(scanReopening)(t.Query(reopeningsOf, matterID))
}

// Reopenings returns the proposals of a concern, newest first.
func (r *Reader) Reopenings(ctx context.Context, matterID string) ([]Reopening, error) {
	return gather(scanReopening)(r.query(ctx, reopeningsOf, matterID))
}

// OpenReopening is a proposal that waits, with its concern.
type OpenReopening struct {
	Reopening
	Number, Title, AgencyID string
}

// OpenReopenings returns the proposals that wait in an agency, oldest first.
func (r *Reader) OpenReopenings(ctx context.Context, agencyID string, n int) ([]OpenReopening, error) {
	return gather(func(scan func(...any) error) (OpenReopening, error) {
		var o OpenReopening
		x, err := scanReopening(func(into ...any) error { return scan(append(into, &o.Number, &o.Title, &o.AgencyID)...) })
		o.Reopening = x
		return o, err
	})(r.query(ctx, `SELECT `+reopeningColumns+`, m.number, m.title, m.agency_id FROM reopening o JOIN matter m ON m.id = o.matter_id WHERE o.decision = 'open' AND m.agency_id = $1 ORDER BY o.at, o.id LIMIT $2`, agencyID, n))
}

// Followed returns the concerns to look after: those that are followed on, and
// those that are closed and about which readers said something since a day.
func (r *Reader) Followed(ctx context.Context, day string) ([]string, error) {
	return gather(func(scan func(...any) error) (string, error) {
		var id string
		err := scan(&id)
		return id, err
	})(r.query(ctx, `SELECT id FROM matter WHERE kind = 'concern' AND state = 'following'
UNION SELECT m.id FROM feedback f JOIN public_statement p ON p.number = f.number JOIN statement s ON s.matter_id = p.statement_id JOIN matter m ON m.id = s.concern_id WHERE f.day >= $1 AND m.state = 'closed' ORDER BY 1`, day))
}

// LaterPost is a post of a concern with whether it came after an instant.
type LaterPost struct {
	Seq         int64
	Title, Text string
	PublishedAt int64
	Later       bool
}

const laterPosts = `SELECT p.seq, p.title, p.text, p.published_at, CASE WHEN p.received_at > $2 THEN 1 ELSE 0 END FROM cluster k JOIN member b ON b.cluster_id = k.id AND b.state = 'confirmed' JOIN post p ON p.seq = b.seq
WHERE k.matter_id = $1 AND k.matter_id <> '' ORDER BY p.seq DESC LIMIT 1000`

// LaterPosts returns the newest confirmed posts of a concern, at most a thousand,
// each with whether it came after an instant.
func (t *Tx) LaterPosts(matterID string, since int64) ([]LaterPost, error) {
	return gather(func(scan func(...any) error) (LaterPost, error) {
		var p LaterPost
		var later int64
		err := scan(&p.Seq, &p.Title, &p.Text, &p.PublishedAt, &later)
		p.Later = later == 1
		return p, err
	})(t.Query(laterPosts, matterID, since))
}

// CountLater returns how many confirmed posts of a concern came after an instant.
func (r *Reader) CountLater(ctx context.Context, matterID string, since int64) (int64, error) {
	var n int64
	err := r.row(ctx, `SELECT COUNT(DISTINCT p.seq) FROM cluster k JOIN member b ON b.cluster_id = k.id AND b.state = 'confirmed' JOIN post p ON p.seq = b.seq WHERE k.matter_id = $1 AND k.matter_id <> '' AND p.received_at > $2`, []any{matterID, since}, &n)
	return n, err
}

// DecidedBeside returns how often people kept the answer to the concern that a
// public statement answers, and how often they took it up again, on a proposal.
func (r *Reader) DecidedBeside(ctx context.Context, number string) (kept, again int64, err error) {
	err = r.row(ctx, `SELECT COALESCE(SUM(CASE WHEN o.decision = 'kept' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN o.decision = 'reopened' THEN 1 ELSE 0 END), 0)
FROM public_statement p JOIN statement s ON s.matter_id = p.statement_id JOIN reopening o ON o.matter_id = s.concern_id WHERE p.number = $1`, []any{number}, &kept, &again)
	return kept, again, err
}
