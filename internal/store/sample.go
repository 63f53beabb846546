package store

import (
	"context"

	"yingda/internal/fault"
)

// ConcernOfPosts returns the number of the concern that holds most of the posts
// with these addresses, "" if none does.
func (r *Reader) ConcernOfPosts(ctx context.Context, urls []string) (string, error) {
	votes := map[string]int{}
	best := ""
	for _, url := range urls {
		rows, err := r.query(ctx, `SELECT DISTINCT m.number FROM post p JOIN member b ON b.seq = p.seq AND b.state = 'confirmed' JOIN cluster k ON k.id = b.cluster_id JOIN matter m ON m.id = k.matter_id WHERE p.url = $1`, url)
		if err != nil {
			return "", err
		}
		for rows.Next() {
			var number string
			if err := rows.Scan(&number); err != nil {
				rows.Close()
				return "", err
			}
			if votes[number]++; best == "" || votes[number] > votes[best] || votes[number] == votes[best] && number < best {
				best = number
			}
		}
		if err := rows.Close(); err != nil {
			return "", err
		}
	}
	return best, nil
}

// NewestStatement returns the number of a concern's newest statement;
// fault.NotFound if it has none.
func (r *Reader) NewestStatement(ctx context.Context, concern string) (string, error) {
	var number string
	err := r.row(ctx, `SELECT s.number FROM matter s JOIN matter c ON c.id = s.parent_id WHERE c.number = $1 AND s.kind = 'statement' ORDER BY s.opened_at DESC, s.id DESC LIMIT 1`, []any{concern}, &number)
	if IsNoRows(err) {
		return "", fault.New(fault.NotFound, "matter.unknown", "%s 还没有答复稿", concern)
	}
	return number, err
}

// LargestCluster returns the ids of the stored posts with these addresses, and
// the cluster without a concern that holds most of them.
func (r *Reader) LargestCluster(ctx context.Context, urls []string) (posts []string, cluster string, err error) {
	votes := map[string]int{}
	for _, url := range urls {
		var seq int64
		var id string
		err := r.row(ctx, `SELECT p.seq, COALESCE((SELECT k.id FROM member b JOIN cluster k ON k.id = b.cluster_id WHERE b.seq = p.seq AND b.state = 'confirmed' AND k.matter_id = ''), '') FROM post p WHERE p.url = $1 AND p.matched = 1`, []any{url}, &seq, &id)
		if IsNoRows(err) {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		posts = append(posts, PostID(seq))
		if id != "" {
			if votes[id]++; cluster == "" || votes[id] > votes[cluster] {
				cluster = id
			}
		}
	}
	return posts, cluster, nil
}
