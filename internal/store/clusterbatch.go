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
		_, err := t.Exec(`UPDATE cluster SET
 (posts, last_at) = (SELECT COUNT(*), COALESCE(MAX(p.published_at), cluster.last_at) FROM member m LEFT JOIN post p ON p.seq = m.seq WHERE m.cluster_id = cluster.id AND m.state = 'confirmed'),
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

// Movable reports whether a cluster may go into another one without a person: it
// is no concern yet, and no person has decided on any of the given posts, which
// are its own and those that stand near it.
func (t *Tx) Movable(id string, posts []int64) (bool, error) {
	var n int64
	if err := t.Row(`SELECT COUNT(*) FROM cluster WHERE id = $1 AND matter_id = '' AND next_id = ''`, []any{id}, &n); err != nil || n == 0 {
		return false, err
	}
	decided := int64(0)
	err := inChunks(posts, func(marks string, args []any) error {
		if err := t.Row(`SELECT COUNT(*) FROM member WHERE by_id <> '' AND seq IN (`+marks+`)`, args, &n); err != nil {
			return err
		}
		decided += n
		return nil
	})
	return decided == 0, err
}

// MoveCluster gives all posts of a cluster that is no concern yet to another, and
// adds why to what is known of each.
func (t *Tx) MoveCluster(from, into, why string) error {
	t.streamed()
	for _, q := range []string{
		`DELETE FROM member WHERE cluster_id = $2 AND state = 'suggested' AND seq IN (SELECT seq FROM member WHERE cluster_id = $1 AND state = 'confirmed')`,
		`DELETE FROM member WHERE cluster_id = $1 AND seq IN (SELECT seq FROM member WHERE cluster_id = $2)`,
	} {
		if _, err := t.Exec(q, from, into); err != nil {
			return err
		}
	}
	if _, err := t.Exec(`UPDATE member SET cluster_id = $2, reasons = CASE WHEN state <> 'confirmed' THEN reasons WHEN reasons = '首条' THEN $3 ELSE reasons || '；' || $3 END WHERE cluster_id = $1`, from, into, why); err != nil {
		return err
	}
	if err := t.moveHours(from, into); err != nil {
		return err
	}
	if err := t.moved(0, from, into); err != nil {
		return err
	}
	// What comes to a concern that has ended goes where the posts of its cluster go.
	if _, err := t.Exec(`UPDATE cluster SET next_id = $2 WHERE next_id = $1 AND next_id <> ''`, from, into); err != nil {
		return err
	}
	_, err := t.Exec(`DELETE FROM cluster WHERE id = $1`, from)
	return err
}
