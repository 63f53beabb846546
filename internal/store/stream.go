package store

import (
	"context"
	"strings"
)

// StreamFilter narrows the stream of matched posts. Zero fields narrow nothing.
// Before is the seq of the last post of the page before; First and End bound
// the seq of a day, as SeqAt returns them.
type StreamFilter struct {
	TopicID  string
	SourceID string
	Before   int64
	First    int64
	End      int64
}

func (f StreamFilter) apply(b *where) {
	if f.TopicID != "" {
		b.add(`t.topic_id = ` + b.bind(f.TopicID))
	}
	b.add(`p.matched = 1`)
	if f.SourceID != "" {
		b.add(`p.source_id = ` + b.bind(f.SourceID))
	}
	seq := `p.seq`
	if f.TopicID != "" {
		seq = `t.seq`
	}
	if f.Before > 0 {
		b.add(seq + ` < ` + b.bind(f.Before))
	}
	if f.First > 0 {
		b.add(seq + ` >= ` + b.bind(f.First))
	}
	if f.End > 0 {
		b.add(seq + ` < ` + b.bind(f.End))
	}
}

func (f StreamFilter) from() string {
	if f.TopicID != "" {
		return `post_topic t JOIN post p ON p.seq = t.seq`
	}
	return `post p`
}

func (f StreamFilter) order() string {
	if f.TopicID != "" {
		return `t.seq`
	}
	return `p.seq`
}

// Stream returns up to n matched posts, newest first, with their sources' names.
func (r *Reader) Stream(ctx context.Context, f StreamFilter, n int) ([]Post, error) {
	var b where
	f.apply(&b)
	rows, err := r.query(ctx, `SELECT `+postColumns+`, s.name FROM `+f.from()+` JOIN source s ON s.id = p.source_id WHERE `+b.sql()+` ORDER BY `+f.order()+` DESC LIMIT `+b.bind(n), b.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Post
	for rows.Next() {
		var name string
		p, err := scanPost(rows.Scan, &name)
		if err != nil {
			return nil, err
		}
		p.Source = name
		out = append(out, p)
	}
	return out, rows.Err()
}

// StreamNewer counts the posts that came after a seq, to at most limit.
func (r *Reader) StreamNewer(ctx context.Context, f StreamFilter, after int64, limit int) (int, error) {
	f.Before, f.First = 0, max(f.First, after+1)
	var b where
	f.apply(&b)
	var n int
	err := r.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM `+f.from()+` WHERE `+b.sql()+` LIMIT `+b.bind(limit)+`) newer`, b.args, &n)
	return n, err
}

// SeqAt returns the seq of the first post received at an instant or later, one
// more than the last if there is none. Posts appear in the order of seq, so
// that a handful of looks finds the place in any number of posts.
func (r *Reader) SeqAt(ctx context.Context, at int64) (int64, error) {
	var low, high int64
	if err := r.row(ctx, `SELECT COALESCE((SELECT seq FROM post ORDER BY seq LIMIT 1), 0), COALESCE((SELECT seq FROM post ORDER BY seq DESC LIMIT 1), 0) + 1`, nil, &low, &high); err != nil {
		return 0, err
	}
	for low < high {
		mid := low + (high-low)/2
		var seq, received int64
		err := r.row(ctx, `SELECT seq, received_at FROM post WHERE seq >= $1 ORDER BY seq LIMIT 1`, []any{mid}, &seq, &received)
		if err != nil && !IsNoRows(err) {
			return 0, err
		}
		if IsNoRows(err) || received >= at {
			high = mid
			continue
		}
		low = seq + 1
	}
	return low, nil
}

// PostConcern is a concern that a post stands in.
type PostConcern struct {
	Seq    int64
	State  string // suggested or confirmed
	Number string
	Title  string
}

// PostConcerns returns the concerns of posts, as far as a person sees them.
func (r *Reader) PostConcerns(ctx context.Context, seqs []int64, s Scope) (map[int64]PostConcern, error) {
	out := map[int64]PostConcern{}
	if len(seqs) == 0 {
		return out, nil
	}
	var b where
	list := make([]string, len(seqs))
	for i, seq := range seqs {
		list[i] = b.bind(seq)
	}
	b.add(`e.seq IN (` + strings.Join(list, ", ") + `) AND e.state <> 'refused'`)
	b.scope(s)
	rows, err := r.query(ctx, `SELECT e.seq, e.state, m.number, m.title FROM member e JOIN cluster k ON k.id = e.cluster_id JOIN matter m ON m.id = k.matter_id WHERE `+b.sql()+` ORDER BY e.state DESC`, b.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c PostConcern
		if err := rows.Scan(&c.Seq, &c.State, &c.Number, &c.Title); err != nil {
			return nil, err
		}
		out[c.Seq] = c // confirmed comes last and wins
	}
	return out, rows.Err()
}
