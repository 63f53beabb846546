package store

import (
	"context"
	"encoding/json"

	"yingda/internal/fault"
)

// TopicProposal (话题改动申请) is a topic as somebody wants it to be. Topic.Version
// is the version that it begins from, 0 for a new topic; it runs only after a
// second person approved it.
type TopicProposal struct {
	ID        string
	Topic     Topic
	Reason    string
	AuthorID  string
	At        int64
	State     string // waiting approved returned withdrawn
	DecidedBy string
	DecidedAt int64
	Note      string
}

const proposalColumns = `id, topic_id, base, title, rule, terms, unit_id, posts, sources, active, article, reason, author_id, at, state, decided_by, decided_at, note`

func scanProposal(scan func(...any) error) (TopicProposal, error) {
	var p TopicProposal
	var terms string
	t := &p.Topic
	if err := scan(&p.ID, &t.ID, &t.Version, &t.Title, &t.Rule, &terms, &t.UnitID, &t.Posts, &t.Sources, &t.Active, &t.Article, &p.Reason, &p.AuthorID, &p.At, &p.State, &p.DecidedBy, &p.DecidedAt, &p.Note); err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(terms), &t.Terms)
}

// TopicProposals returns proposals, newest first, 200 at most: those of one
// topic, or with "" those that wait.
func (r *Reader) TopicProposals(ctx context.Context, topicID string) ([]TopicProposal, error) {
	query, args := `SELECT `+proposalColumns+` FROM topic_proposal WHERE state = 'waiting' ORDER BY id DESC LIMIT 200`, []any(nil)
	if topicID != "" {
		query, args = `SELECT `+proposalColumns+` FROM topic_proposal WHERE topic_id = $1 ORDER BY id DESC LIMIT 200`, []any{topicID}
	}
	rows, err := r.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	var out []TopicProposal
	err = eachRow(rows, func() error {
		p, err := scanProposal(rows.Scan)
		out = append(out, p)
		return err
	})
	return out, err
}

// TopicProposal returns one proposal; fault.NotFound if there is none.
func (r *Reader) TopicProposal(ctx context.Context, id string) (TopicProposal, error) {
	p, err := scanProposal(func(into ...any) error {
		return r.row(ctx, `SELECT `+proposalColumns+` FROM topic_proposal WHERE id = $1`, []any{id}, into...)
	})
	if IsNoRows(err) {
		return p, fault.New(fault.NotFound, "proposal.unknown", "没有这份话题改动申请")
	}
	return p, err
}

// ProposeTopic stores a proposal; ID, At and State are filled in.
func (t *Tx) ProposeTopic(p *TopicProposal) error {
	terms, err := json.Marshal(nonNil(p.Topic.Terms))
	if err != nil {
		return err
	}
	p.ID, p.At, p.State = NewID(t.Now), t.Ms(), "waiting"
	if p.Topic.ID == "" {
		p.Topic.ID = NewID(t.Now)
	}
	x := p.Topic
	_, err = t.Exec(`INSERT INTO topic_proposal (id, topic_id, base, title, rule, terms, unit_id, posts, sources, active, article, reason, author_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		p.ID, x.ID, x.Version, x.Title, x.Rule, string(terms), x.UnitID, x.Posts, x.Sources, Bit(x.Active), x.Article, p.Reason, p.AuthorID, p.At)
	return err
}

// DecideProposal settles a waiting proposal; fault.Conflict if it is settled.
func (t *Tx) DecideProposal(id, state, by, note string) error {
	n, err := t.Exec(`UPDATE topic_proposal SET state = $2, decided_by = $3, decided_at = $4, note = $5 WHERE id = $1 AND state = 'waiting'`, id, state, by, t.Ms(), note)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "proposal.settled", "这份申请已经有了结果，请刷新页面")
	}
	return err
}
