package store

// What the grouping asks of many clusters at once, so that a batch of posts is
// a few statements and not a few for each of them.

// Present is what became of a cluster.
type Present struct {
	ID    string // the cluster that takes its posts now
	Ended bool   // whether the concern that this one became has ended
}

// PresentClusters is [Tx.PresentCluster] for many.
func (t *Tx) PresentClusters(ids []string) (map[string]Present, error) {
	out := make(map[string]Present, len(ids))
	var followed []string
	err := inChunks(ids, func(marks string, args []any) error {
		rows, err := t.Query(`SELECT k.id, k.next_id, COALESCE(m.closed_at, 0) FROM cluster k LEFT JOIN matter m ON m.id = k.matter_id WHERE k.id IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id, next string
			var closed int64
			if err := rows.Scan(&id, &next, &closed); err != nil {
				return err
			}
			if next != "" {
				followed = append(followed, id)
			}
			out[id] = Present{id, closed != 0}
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	for _, id := range followed {
		now, ended, err := t.PresentCluster(id)
		if err != nil {
			return nil, err
		}
		out[id] = Present{now, ended}
	}
	return out, nil
}

// RecountClusters counts the posts and sources of clusters anew and sets their
// last days.
func (t *Tx) RecountClusters(ids []string) error {
	return inChunks(ids, func(marks string, args []any) error {
		_, err := t.Exec(`UPDATE cluster SET posts = (SELECT COUNT(*) FROM member m WHERE m.cluster_id = cluster.id AND m.state = 'confirmed'),
 last_at = COALESCE((SELECT MAX(p.published_at) FROM member m JOIN post p ON p.seq = m.seq WHERE m.cluster_id = cluster.id AND m.state = 'confirmed'), last_at),
 sources = (SELECT COUNT(*) FROM (SELECT p.source_id FROM member m JOIN post p ON p.seq = m.seq WHERE m.cluster_id = cluster.id AND m.state = 'confirmed'
  UNION SELECT c.source_id FROM member m JOIN post_copy c ON c.seq = m.seq WHERE m.cluster_id = cluster.id AND m.state = 'confirmed') spread)
WHERE id IN (`+marks+`)`, args...)
		return err
	})
}

// Clusters returns clusters by id.
func (t *Tx) Clusters(ids []string) (map[string]Cluster, error) {
	out := make(map[string]Cluster, len(ids))
	return out, inChunks(ids, func(marks string, args []any) error {
		rows, err := t.Query(`SELECT `+clusterColumns+` FROM cluster WHERE id IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var k Cluster
			if err := rows.Scan(&k.ID, &k.TopicID, &k.MatterID, &k.Title, &k.Posts, &k.Sources, &k.FirstAt, &k.LastAt, &k.NextID); err != nil {
				return err
			}
			out[k.ID] = k
		}
		return rows.Err()
	})
}
