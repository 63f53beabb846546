package store

import "yingda/internal/fault"

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
	_, err := t.Exec(`UPDATE cluster SET matter_id = $2 WHERE matter_id = $1`, fromMatter, toMatter)
	return err
}

// RecountConcern counts a concern's confirmed posts and their sources anew.
func (t *Tx) RecountConcern(matterID string) error {
	_, err := t.Exec(`UPDATE concern SET
 posts = (SELECT COUNT(DISTINCT m.seq) FROM member m JOIN cluster k ON k.id = m.cluster_id WHERE k.matter_id = $1 AND m.state = 'confirmed'),
 sources = (SELECT COUNT(DISTINCT c.source_id) FROM member m JOIN cluster k ON k.id = m.cluster_id JOIN post_copy c ON c.seq = m.seq WHERE k.matter_id = $1 AND m.state = 'confirmed')
WHERE matter_id = $1`, matterID)
	return err
}

// PostSeqs finds posts by id, in the order given; fault.NotFound names a missing one.
func (t *Tx) PostSeqs(ids []string) ([]int64, error) {
	out := make([]int64, len(ids))
	for i, id := range ids {
		if err := t.Row(`SELECT seq FROM post WHERE id = $1`, []any{id}, &out[i]); err != nil {
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
	if _, err := t.Exec(`UPDATE member SET state = 'refused', by_id = $3, at = $4 WHERE seq = $1 AND state = 'confirmed' AND cluster_id <> $2`, seq, cluster, byID, t.Ms()); err != nil {
		return err
	}
	// A suggestion may stand in another cluster of the same concern.
	if _, err := t.Exec(`DELETE FROM member WHERE seq = $1 AND state = 'suggested' AND cluster_id IN (SELECT id FROM cluster WHERE matter_id = $2)`, seq, matterID); err != nil {
		return err
	}
	_, err = t.Exec(`INSERT INTO member (cluster_id, seq, state, score, reasons, at, by_id) VALUES ($1, $2, 'confirmed', 100, $3, $4, $5)
ON CONFLICT (cluster_id, seq) DO UPDATE SET state = 'confirmed', at = excluded.at, by_id = excluded.by_id, reasons = excluded.reasons`, cluster, seq, reason, t.Ms(), byID)
	return err
}

// RefuseMember takes a post out of a concern, or refuses a suggestion, for good.
func (t *Tx) RefuseMember(matterID string, seq int64, byID, reason string) error {
	n, err := t.Exec(`UPDATE member SET state = 'refused', at = $3, by_id = $4, reasons = $5 WHERE seq = $1 AND state <> 'refused' AND cluster_id IN (SELECT id FROM cluster WHERE matter_id = $2)`, seq, matterID, t.Ms(), byID, reason)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "post.elsewhere", "这条帖文不在本件里").On("posts")
	}
	return err
}

// mainCluster returns the oldest cluster of a concern, making one if a person
// opened the concern without posts.
func (t *Tx) mainCluster(matterID string) (string, error) {
	var id string
	err := t.Row(`SELECT id FROM cluster WHERE matter_id = $1 ORDER BY first_at, id LIMIT 1`, []any{matterID}, &id)
	if err == nil || !IsNoRows(err) {
		return id, err
	}
	id = NewID(t.Now)
	_, err = t.Exec(`INSERT INTO cluster (id, topic_id, matter_id, title, first_at, last_at) SELECT $1, c.topic_id, c.matter_id, m.title, $3, $3 FROM concern c JOIN matter m ON m.id = c.matter_id WHERE c.matter_id = $2`, id, matterID, t.Ms())
	return id, err
}
