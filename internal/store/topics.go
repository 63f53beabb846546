package store

import (
	"context"
	"encoding/json"

	"yingda/internal/fault"
)

// Topic (主题) is a keyword rule about the agency's own work, with the unit that
// usually answers for it and the threshold from which a group of posts is opened
// as a concern. Every change is kept as a version.
type Topic struct {
	ID         string
	Title      string
	Rule       string
	Terms      []string // of the agency's own duties, that the rule is about
	UnitID     string
	Posts      int64
	Sources    int64
	Active     bool
	Version    int64
	Article    string
	UpdatedAt  int64
	UpdatedBy  string
	ApprovedBy string // of a version, as listed and as stored; empty for those of a regime
}

const topicColumns = `id, title, rule, terms, unit_id, posts, sources, active, version, article, updated_at, updated_by`

func scanTopic(scan func(...any) error) (Topic, error) {
	var p Topic
	var terms string
	if err := scan(&p.ID, &p.Title, &p.Rule, &terms, &p.UnitID, &p.Posts, &p.Sources, &p.Active, &p.Version, &p.Article, &p.UpdatedAt, &p.UpdatedBy); err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(terms), &p.Terms)
}

// Topics returns all topics in the order in which they were made.
func (r *Reader) Topics(ctx context.Context) ([]Topic, error) {
	rows, err := r.query(ctx, `SELECT `+topicColumns+` FROM topic ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Topic
	for rows.Next() {
		p, err := scanTopic(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// Topic returns one topic; fault.NotFound if there is none.
func (r *Reader) Topic(ctx context.Context, id string) (Topic, error) {
	p, err := scanTopic(func(into ...any) error {
		return r.row(ctx, `SELECT `+topicColumns+` FROM topic WHERE id = $1`, []any{id}, into...)
	})
	if IsNoRows(err) {
		return p, noTopic(id)
	}
	return p, err
}

func noTopic(id string) error {
	return fault.New(fault.NotFound, "topic.unknown", "没有主题 %s", id)
}

// SaveTopic stores a new topic (ID empty, or a name of its own that is free and
// Version 0) or the next version of one whose version was seen as p.Version;
// fault.Conflict if somebody was faster.
func (t *Tx) SaveTopic(p *Topic) error {
	terms, err := json.Marshal(nonNil(p.Terms))
	if err != nil {
		return err
	}
	if p.ID == "" {
		p.ID = NewID(t.Now)
	}
	p.UpdatedAt = t.Ms()
	if p.Version == 0 {
		_, err = t.Exec(`INSERT INTO topic (`+topicColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11)`,
			p.ID, p.Title, p.Rule, string(terms), p.UnitID, p.Posts, p.Sources, Bit(p.Active), p.Article, p.UpdatedAt, p.UpdatedBy)
		if IsDuplicate(err) {
			return fault.New(fault.Conflict, "topic.taken", "已经有编号为 %s 的主题", p.ID)
		}
	} else {
		var n int64
		n, err = t.Exec(`UPDATE topic SET title = $3, rule = $4, terms = $5, unit_id = $6, posts = $7, sources = $8, active = $9, version = version + 1, article = $10, updated_at = $11, updated_by = $12 WHERE id = $1 AND version = $2`,
			p.ID, p.Version, p.Title, p.Rule, string(terms), p.UnitID, p.Posts, p.Sources, Bit(p.Active), p.Article, p.UpdatedAt, p.UpdatedBy)
		if err == nil && n == 0 {
			return fault.New(fault.Conflict, "version.stale", "这个主题在您打开之后已被他人改动，请刷新后再改")
		}
	}
	if err != nil {
		return err
	}
	p.Version++
	if _, err := t.Exec(`INSERT INTO topic_version (topic_id, version, title, rule, terms, author_id, at, approver_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, p.ID, p.Version, p.Title, p.Rule, string(terms), p.UpdatedBy, p.UpdatedAt, p.ApprovedBy); err != nil {
		return err
	}
	t.Renew("topic")
	return nil
}

// TopicVersions returns the versions of a topic, newest first.
func (r *Reader) TopicVersions(ctx context.Context, id string) ([]Topic, error) {
	rows, err := r.query(ctx, `SELECT topic_id, version, title, rule, terms, author_id, at, approver_id FROM topic_version WHERE topic_id = $1 ORDER BY version DESC LIMIT 200`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Topic
	for rows.Next() {
		var p Topic
		var terms string
		if err := rows.Scan(&p.ID, &p.Version, &p.Title, &p.Rule, &terms, &p.UpdatedBy, &p.UpdatedAt, &p.ApprovedBy); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(terms), &p.Terms); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}
