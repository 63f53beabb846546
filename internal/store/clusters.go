package store

import (
	"maps"
	"slices"

	"yingda/internal/fault"
)

// A cluster (事件组) is a group of posts on one matter. It becomes a concern when
// it passes its topic's opening threshold; a concern may hold several clusters
// after a merge, and has at least one as soon as a post is joined to it.

// ClusterOpened records that a cluster has become a concern.
func (t *Tx) ClusterOpened(clusterID, matterID string) error {
	_, err := t.Exec(`UPDATE cluster SET matter_id = $2 WHERE id = $1`, clusterID, matterID)
	return err
}

// MergeClusters gives the posts of one concern to another.
func (t *Tx) MergeClusters(fromMatter, toMatter string) error {
	_, err := t.Exec(`UPDATE cluster SET matter_id = $2 WHERE matter_id = $1 AND matter_id <> ''`, fromMatter, toMatter)
	return err
}

// RecountConcern counts a concern's confirmed posts and their sources anew;
// copies count for their sources alone.
func (t *Tx) RecountConcern(matterID string) error {
	_, err := t.Exec(`UPDATE concern SET posts = (SELECT COUNT(DISTINCT m.seq) FROM cluster k JOIN member m ON m.cluster_id = k.id AND m.state = 'confirmed' WHERE k.matter_id = $1 AND k.matter_id <> ''),
 sources = (SELECT COUNT(*) FROM (SELECT p.source_id FROM cluster k JOIN member m ON m.cluster_id = k.id AND m.state = 'confirmed' JOIN post p ON p.seq = m.seq WHERE k.matter_id = $1 AND k.matter_id <> ''
  UNION SELECT c.source_id FROM cluster k JOIN member m ON m.cluster_id = k.id AND m.state = 'confirmed' JOIN post_copy c ON c.seq = m.seq WHERE k.matter_id = $1 AND k.matter_id <> '') spread)
WHERE matter_id = $1`, matterID)
	return err
}

// PostSeqs finds posts by id, in the order given; fault.NotFound names a missing one.
func (t *Tx) PostSeqs(ids []string) ([]int64, error) {
	out := make([]int64, len(ids))
	for i, id := range ids {
		if err := t.Row(`SELECT seq FROM post WHERE seq = $1 AND matched = 1`, []any{ParsePostID(id)}, &out[i]); err != nil {
			if IsNoRows(err) {
				return nil, fault.New(fault.NotFound, "post.unknown", "没有帖文 %s", id).On("posts")
			}
			return nil, err
		}
	}
	return out, nil
}

// ConfirmMember joins a post to a concern by a person's decision. The post
// leaves whatever other concern it was confirmed in.
func (t *Tx) ConfirmMember(matterID string, seq int64, byID, reason string) error {
	cluster, err := t.mainCluster(matterID)
	if err != nil {
		return err
	}
	// A suggestion may stand in another cluster of the same concern.
	if _, err := t.Exec(`DELETE FROM member WHERE seq = $1 AND state = 'suggested' AND cluster_id IN (SELECT id FROM cluster WHERE matter_id = $2 AND matter_id <> '')`, seq, matterID); err != nil {
		return err
	}
	return t.JoinMember(cluster, seq, byID, reason)
}

// mainCluster returns the oldest cluster of a concern, making one if a person
// opened the concern without posts.
func (t *Tx) mainCluster(matterID string) (string, error) {
	var id string
	err := t.Row(`SELECT id FROM cluster WHERE matter_id = $1 AND matter_id <> '' ORDER BY first_at, id LIMIT 1`, []any{matterID}, &id)
	if err == nil || !IsNoRows(err) {
		return id, err
	}
	id = NewID(t.Now)
	_, err = t.Exec(`INSERT INTO cluster (id, topic_id, matter_id, title, first_at, last_at) SELECT $1, c.topic_id, c.matter_id, m.title, $3, $3 FROM concern c JOIN matter m ON m.id = c.matter_id WHERE c.matter_id = $2`, id, matterID, t.Ms())
	return id, err
}

// Cluster is a group of posts as stored.
type Cluster struct {
	ID       string
	TopicID  string
	MatterID string // "" until it is opened as a concern
	Title    string
	Posts    int64
	Sources  int64
	FirstAt  int64
	LastAt   int64
	NextID   string // the cluster that takes its later posts, once its concern has ended
}

const clusterColumns = `id, topic_id, matter_id, title, posts, sources, first_at, last_at, next_id`

// AddClusters stores new clusters.
func (t *Tx) AddClusters(list []Cluster) error {
	return batch(t, `INSERT INTO cluster (`+clusterColumns+`) VALUES `, make([]string, 9), len(list), func(i int, a []any) []any {
		k := &list[i]
		return append(a, k.ID, k.TopicID, k.MatterID, k.Title, k.Posts, k.Sources, k.FirstAt, k.LastAt, k.NextID)
	})
}

// FollowCluster lets another cluster take the later posts of one.
func (t *Tx) FollowCluster(id, next string) error {
	_, err := t.Exec(`UPDATE cluster SET next_id = $2 WHERE id = $1`, id, next)
	return err
}

// Member (归并关系) says that a post belongs to a cluster, or may.
type Member struct {
	ClusterID string
	Seq       int64
	State     string // suggested, confirmed or refused
	Score     int64  // 0 to 100
	Reasons   string
	At        int64
	ByID      string // "" if Yingda decided
}

// AddMembers stores memberships; one that a person decided already stays.
func (t *Tx) AddMembers(list []Member) error {
	t.streamed()
	return batchEnd(t, `INSERT INTO member (cluster_id, seq, state, score, reasons, at, by_id) VALUES `, make([]string, 7), ` ON CONFLICT (cluster_id, seq) DO NOTHING`, len(list), func(i int, a []any) []any {
		m := &list[i]
		return append(a, m.ClusterID, m.Seq, m.State, m.Score, m.Reasons, t.Ms(), m.ByID)
	})
}

// ClustersOf returns the cluster in which each post is confirmed, for those
// that are in one.
func (t *Tx) ClustersOf(seqs []int64) (map[int64]string, error) {
	out := map[int64]string{}
	return out, inChunks(seqs, func(marks string, args []any) error {
		rows, err := t.Query(`SELECT seq, cluster_id FROM member WHERE state = 'confirmed' AND seq IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var seq int64
			var id string
			if err := rows.Scan(&seq, &id); err != nil {
				return err
			}
			out[seq] = id
		}
		return rows.Err()
	})
}

// MatterPosts returns up to n confirmed posts of a concern, or of a cluster that
// is none yet, newest first.
func (t *Tx) MatterPosts(matterID, clusterID string, n int) ([]Post, error) {
	return scanPosts(t.Query(`SELECT `+postColumns+` FROM (SELECT id FROM cluster WHERE id = $2 UNION SELECT id FROM cluster WHERE matter_id = $1 AND matter_id <> '') k
JOIN member m ON m.cluster_id = k.id AND m.state = 'confirmed' JOIN post p ON p.seq = m.seq ORDER BY p.seq DESC LIMIT $3`, matterID, clusterID, n))
}

// MatterSeqs is [Tx.MatterPosts] for the numbers alone.
func (t *Tx) MatterSeqs(matterID, clusterID string, n int) ([]int64, error) {
	return gather(func(scan func(...any) error) (seq int64, err error) {
		return seq, scan(&seq)
	})(t.Query(`SELECT m.seq FROM (SELECT id FROM cluster WHERE id = $2 UNION SELECT id FROM cluster WHERE matter_id = $1 AND matter_id <> '') k
JOIN member m ON m.cluster_id = k.id AND m.state = 'confirmed' ORDER BY m.seq DESC LIMIT $3`, matterID, clusterID, n))
}

// MatterSpread counts what a grade may depend on: newsrooms and views of a concern's
// confirmed posts and their copies.
func (t *Tx) MatterSpread(matterID, clusterID string) (newsrooms int, views int64, err error) {
	rows, err := t.Query(`SELECT p.source_id, SUM(p.views) FROM (SELECT id FROM cluster WHERE id = $2 UNION SELECT id FROM cluster WHERE matter_id = $1 AND matter_id <> '') k
JOIN member m ON m.cluster_id = k.id AND m.state = 'confirmed' JOIN post p ON p.seq = m.seq GROUP BY p.source_id
UNION ALL SELECT DISTINCT c.source_id, 0 FROM (SELECT id FROM cluster WHERE id = $2 UNION SELECT id FROM cluster WHERE matter_id = $1 AND matter_id <> '') k
JOIN member m ON m.cluster_id = k.id AND m.state = 'confirmed' JOIN post_copy c ON c.seq = m.seq`, matterID, clusterID)
	if err != nil {
		return 0, 0, err
	}
	seen := map[string]bool{}
	for rows.Next() {
		var id string
		var n int64
		if err := rows.Scan(&id, &n); err != nil {
			rows.Close()
			return 0, 0, err
		}
		seen[id] = true
		views += n
	}
	if err := rows.Close(); err != nil {
		return 0, 0, err
	}
	var ids []string
	for id := range seen {
		ids = append(ids, id)
	}
	newsrooms, err = t.newsrooms(ids)
	return newsrooms, views, err
}

// TakeTouched returns up to n posts whose spread has changed since they were
// grouped, and forgets that it did.
func (t *Tx) TakeTouched(n int) ([]int64, error) {
	rows, err := t.Query(`SELECT seq FROM post_touched ORDER BY seq LIMIT $1`, n)
	if err != nil {
		return nil, err
	}
	var out []int64
	for rows.Next() {
		var seq int64
		if err := rows.Scan(&seq); err != nil {
			rows.Close()
			return nil, err
		}
		out = append(out, seq)
	}
	if err := rows.Close(); err != nil || len(out) == 0 {
		return nil, err
	}
	return out, inChunks(out, func(marks string, args []any) error {
		_, err := t.Exec(`DELETE FROM post_touched WHERE seq IN (`+marks+`)`, args...)
		return err
	})
}

// HoldGrouping holds what a batch of grouping will change, before it changes
// anything, in the order in which others take it: people's acts a concern and then
// the counter of texts, who stores posts the counter and then posts. Otherwise
// PostgreSQL finds two that wait for one another, and undoes one of them. It is given
// the clusters that take a post. On SQLite one transaction writes at a time.
func (t *Tx) HoldGrouping(clusters []string) error {
	if t.engine == SQLite {
		return nil
	}
	concerns := map[string]bool{}
	add := func(rows Answer, err error) error {
		ids, err := scanWords(rows, err)
		for _, id := range ids {
			concerns[id] = true
		}
		return err
	}
	if err := add(t.Query(touchedConcerns)); err != nil {
		return err
	}
	err := inChunks(clusters, func(marks string, args []any) error {
		return add(t.Query(`SELECT DISTINCT matter_id FROM cluster WHERE matter_id <> '' AND id IN (`+marks+`)`, args...))
	})
	if err != nil {
		return err
	}
	if _, err := t.HoldConcerns(slices.Sorted(maps.Keys(concerns))); err != nil {
		return err
	}
	_, err = t.Count(docSeq, 0)
	return err
}

const touchedConcerns = `SELECT DISTINCT k.matter_id FROM post_touched p JOIN member b ON b.seq = p.seq AND b.state = 'confirmed' JOIN cluster k ON k.id = b.cluster_id WHERE k.matter_id <> ''`

// SetSameAs records that a post nearly repeats an earlier one.
func (t *Tx) SetSameAs(seq, earlier int64) error {
	_, err := t.Exec(`UPDATE post SET same_as = $2 WHERE seq = $1`, seq, earlier)
	return err
}

// SetProposal stores what is proposed for a concern.
func (t *Tx) SetProposal(matterID, proposal string) error {
	_, err := t.Exec(`UPDATE concern SET proposal = $2 WHERE matter_id = $1`, matterID, proposal)
	return err
}

// PresentCluster returns the cluster that takes the posts of the given one now,
// and whether the concern that it became has ended.
func (t *Tx) PresentCluster(id string) (now string, ended bool, err error) {
	for range 1000 { // a chain is as long as a matter has come up again
		var next string
		var closed int64
		if err := t.Row(`SELECT k.next_id, COALESCE(m.closed_at, 0) FROM cluster k LEFT JOIN matter m ON m.id = k.matter_id WHERE k.id = $1`, []any{id}, &next, &closed); err != nil {
			return "", false, err
		}
		if next == "" {
			return id, closed != 0, nil
		}
		id = next
	}
	return id, false, nil
}

// Recurrence counts the concerns on the same matter that ended before a cluster.
func (t *Tx) Recurrence(id string) (int, error) {
	n := 0
	for ; n < 100; n++ {
		err := t.Row(`SELECT id FROM cluster WHERE next_id = $1 AND next_id <> '' LIMIT 1`, []any{id}, &id)
		if IsNoRows(err) {
			return n, nil
		}
		if err != nil {
			return 0, err
		}
	}
	return n, nil
}

// PostText loads title and text of a post; both are empty if it is gone.
func (t *Tx) PostText(seq int64, into *Post) error {
	err := t.Row(`SELECT title, text, published_at FROM post WHERE seq = $1`, []any{seq}, &into.Title, &into.Text, &into.PublishedAt)
	if IsNoRows(err) {
		return nil
	}
	return err
}
