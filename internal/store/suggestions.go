package store

import "context"

// Suggestion (归并建议) is a group, of one post at first, that may be the same
// matter as another one; a person decides. Group is where its posts stand now.
type Suggestion struct {
	ClusterID string // that may take the posts
	Seq       int64  // the post that gave rise to it
	Score     int64  // 0 to 100
	Reasons   string
	At        int64

	IntoMatter string // "" for a group that is no concern yet
	IntoNumber string
	IntoTitle  string
	IntoPosts  int64
	IntoTopic  string

	Group  string
	Matter string // the concern that the post stands in already, if any
	Number string
	Posts  int64 // of its group

	Title, Text, Source, URL string
	PublishedAt              int64
}

const suggestionColumns = `SELECT e.cluster_id, e.seq, e.score, e.reasons, e.at, k.matter_id, COALESCE(m.number, ''), COALESCE(m.title, k.title), k.posts, k.topic_id, COALESCE(g.id, ''), COALESCE(g.matter_id, ''), COALESCE(gm.number, ''), COALESCE(g.posts, 1), p.title, p.text, COALESCE(s.name, ''), p.url, p.published_at
FROM member e JOIN cluster k ON k.id = e.cluster_id JOIN post p ON p.seq = e.seq LEFT JOIN matter m ON m.id = k.matter_id LEFT JOIN source s ON s.id = p.source_id
LEFT JOIN member own ON own.seq = e.seq AND own.state = 'confirmed' LEFT JOIN cluster g ON g.id = own.cluster_id LEFT JOIN matter gm ON gm.id = g.matter_id
WHERE e.state = 'suggested' AND k.next_id = '' AND p.matched = 1 AND COALESCE(m.closed_at, 0) = 0 AND (g.id IS NULL OR g.id <> k.id) AND (k.matter_id = '' OR k.matter_id <> COALESCE(g.matter_id, ''))`

func (s *Suggestion) fields() []any {
	return []any{&s.ClusterID, &s.Seq, &s.Score, &s.Reasons, &s.At, &s.IntoMatter, &s.IntoNumber, &s.IntoTitle, &s.IntoPosts, &s.IntoTopic, &s.Group, &s.Matter, &s.Number, &s.Posts, &s.Title, &s.Text, &s.Source, &s.URL, &s.PublishedAt}
}

// SuggestionFilter chooses suggestions. Before is the last one of the page before.
type SuggestionFilter struct {
	TopicID string
	Before  int64
}

// Suggestions returns the newest suggestions that wait for a person, up to n.
func (r *Reader) Suggestions(ctx context.Context, f SuggestionFilter, n int) ([]Suggestion, error) {
	if f.Before == 0 {
		f.Before = Never
	}
	rows, err := r.query(ctx, suggestionColumns+` AND (k.topic_id = $1 OR $1 = '') AND e.seq < $2 ORDER BY e.seq DESC, e.cluster_id LIMIT $3`, f.TopicID, f.Before, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Suggestion
	for rows.Next() {
		var s Suggestion
		if err := rows.Scan(s.fields()...); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// SuggestionsWaiting counts the suggestions that wait, up to most.
func (r *Reader) SuggestionsWaiting(ctx context.Context, most int) (int, error) {
	var n int
	err := r.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM member WHERE state = 'suggested' LIMIT $1) waiting`, []any{most}, &n)
	return n, err
}

// Suggestion returns one that waits; IsNoRows if it does not.
func (t *Tx) Suggestion(clusterID string, seq int64) (Suggestion, error) {
	var s Suggestion
	err := t.Row(suggestionColumns+` AND e.cluster_id = $1 AND e.seq = $2`, []any{clusterID, seq}, s.fields()...)
	return s, err
}

// ConfirmedIn returns the posts of a cluster.
func (t *Tx) ConfirmedIn(clusterID string) ([]int64, error) {
	rows, err := t.Query(`SELECT seq FROM member WHERE cluster_id = $1 AND state = 'confirmed' ORDER BY seq`, clusterID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var seq int64
		if err := rows.Scan(&seq); err != nil {
			return nil, err
		}
		out = append(out, seq)
	}
	return out, rows.Err()
}

// Drawn (摘取) says from which post title and summary of a concern come, and who
// wrote them anew.
type Drawn struct {
	Seq       int64
	WrittenBy string
	WrittenAt int64
}

// SetDrawnOf records from which post title and summary of the concern that a
// cluster has become were drawn.
func (t *Tx) SetDrawnOf(clusterID string, seq int64) error {
	_, err := t.Exec(`INSERT INTO drawn (matter_id, seq) SELECT matter_id, CAST($2 AS BIGINT) FROM cluster WHERE id = $1 AND matter_id <> '' ON CONFLICT (matter_id) DO UPDATE SET seq = excluded.seq`, clusterID, seq)
	return err
}

// SetWritten records who wrote title and summary anew.
func (t *Tx) SetWritten(matterID, personID string) error {
	_, err := t.Exec(`INSERT INTO drawn (matter_id, seq, written_by, written_at) VALUES ($1, 0, $2, $3) ON CONFLICT (matter_id) DO UPDATE SET written_by = excluded.written_by, written_at = excluded.written_at`, matterID, personID, t.Ms())
	return err
}

// DrawnOf returns whence the title of a concern comes.
func (r *Reader) DrawnOf(ctx context.Context, matterID string) (Drawn, error) {
	var d Drawn
	err := r.row(ctx, `SELECT seq, written_by, written_at FROM drawn WHERE matter_id = $1`, []any{matterID}, &d.Seq, &d.WrittenBy, &d.WrittenAt)
	if IsNoRows(err) {
		return d, nil
	}
	return d, err
}
