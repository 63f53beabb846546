package store

import (
	"context"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

// HotConcern is an open concern with what its heat is shown beside.
type HotConcern struct {
	ID      string
	Number  string
	Title   string
	State   matter.State
	Grade   regime.Grade
	Posts   int64
	Sources int64
}

// OpenConcerns returns the open concerns that a person sees, newest first, up to
// n: of one topic, or of all for "".
func (r *Reader) OpenConcerns(ctx context.Context, topicID string, s Scope, n int) ([]HotConcern, error) {
	var b where
	b.add(`m.kind = 'concern' AND m.closed_at = 0`)
	if topicID != "" {
		b.add(`c.topic_id = ` + b.bind(topicID))
	}
	b.scope(s)
	rows, err := r.query(ctx, `SELECT m.id, m.number, m.title, m.state, m.grade, c.posts, c.sources FROM matter m JOIN concern c ON c.matter_id = m.id WHERE `+b.sql()+` ORDER BY m.id DESC LIMIT `+b.bind(n), b.args...)
	if err != nil {
		return nil, err
	}
	return scanAll(rows, func(h *HotConcern) []any {
		return []any{&h.ID, &h.Number, &h.Title, &h.State, &h.Grade, &h.Posts, &h.Sources}
	})
}
