package store

import "slices"

// oldPosts returns the first posts of a kind, as long as they were received
// before an instant.
func (t *Tx) oldPosts(matched int, before int64, n int) ([]Post, error) {
	query := `SELECT ` + postColumns + ` FROM post p WHERE p.matched = 0 ORDER BY p.seq LIMIT $1`
	if matched == 1 {
		query = `SELECT ` + postColumns + ` FROM post p WHERE p.matched = 1 ORDER BY p.seq LIMIT $1`
	}
	posts, err := scanPosts(t.Query(query, n))
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(posts, func(p Post) bool { return p.ReceivedAt >= before }); i >= 0 {
		posts = posts[:i]
	}
	return posts, nil
}

// PurgeUnmatched deletes up to n posts that matched no topic and were received
// before an instant, and returns how many; the day's counts stay.
// Clause: 个人信息保护法 第十九条.
func (t *Tx) PurgeUnmatched(before int64, n int) (int, error) {
	posts, err := t.oldPosts(0, before, n)
	if err != nil || len(posts) == 0 {
		return 0, err
	}
	if err := t.dropKeys(posts); err != nil {
		return 0, err
	}
	return len(posts), t.dropRows(seqsOf(posts), "post_copy", "post")
}

// PurgePosts takes the words of up to n posts that were received before an
// instant out of rows and index, and returns how many. Of a post that stands in
// a concern the source, the instant and the counts stay; of any other the day's
// counts alone. Clause: 个人信息保护法 第十九条.
func (t *Tx) PurgePosts(before int64, n int) (int, error) {
	posts, err := t.oldPosts(1, before, n)
	if err != nil || len(posts) == 0 {
		return 0, err
	}
	texts := make([]indexed, len(posts))
	for i := range posts {
		p := &posts[i]
		texts[i] = indexed{p.Seq, KindPost, p.Title + "\n" + p.Text}
		for _, topic := range p.Topics {
			if _, err := t.Exec(`DELETE FROM post_topic WHERE topic_id = $1 AND seq = $2`, topic, p.Seq); err != nil {
				return 0, err
			}
		}
	}
	if err := t.deleteTokens(texts); err != nil {
		return 0, err
	}
	if err := t.dropRows(seqsOf(posts), "post_media"); err != nil {
		return 0, err
	}
	t.streamed()
	if err := t.dropKeys(posts); err != nil {
		return 0, err
	}
	kept, err := t.inConcerns(seqsOf(posts))
	if err != nil {
		return 0, err
	}
	if err := t.blank(kept); err != nil {
		return 0, err
	}
	gone := slices.DeleteFunc(seqsOf(posts), func(seq int64) bool { return slices.Contains(kept, seq) })
	if err := t.dropGroups(gone); err != nil {
		return 0, err
	}
	return len(posts), t.dropRows(gone, "post_copy", "post_touched", "post")
}

func seqsOf(posts []Post) []int64 {
	out := make([]int64, len(posts))
	for i := range posts {
		out[i] = posts[i].Seq
	}
	return out
}

func (t *Tx) dropKeys(posts []Post) error {
	var keys []int64
	for i := range posts {
		keys = append(keys, posts[i].TextKey, posts[i].URLKey)
	}
	return inChunks(keys, func(marks string, args []any) error {
		_, err := t.Exec(`DELETE FROM post_key WHERE key IN (`+marks+`)`, args...)
		return err
	})
}

func (t *Tx) dropRows(seqs []int64, tables ...string) error {
	return inChunks(seqs, func(marks string, args []any) error {
		for _, table := range tables {
			if _, err := t.Exec(`DELETE FROM `+table+` WHERE seq IN (`+marks+`)`, args...); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *Tx) inConcerns(seqs []int64) ([]int64, error) {
	var out []int64
	return out, inChunks(seqs, func(marks string, args []any) error {
		rows, err := t.Query(`SELECT DISTINCT e.seq FROM member e JOIN cluster k ON k.id = e.cluster_id WHERE k.matter_id <> '' AND e.state = 'confirmed' AND e.seq IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var seq int64
			if err := rows.Scan(&seq); err != nil {
				return err
			}
			out = append(out, seq)
		}
		return rows.Err()
	})
}

// blank leaves a post's source, instant and counts.
func (t *Tx) blank(seqs []int64) error {
	return inChunks(seqs, func(marks string, args []any) error {
		if _, err := t.Exec(`UPDATE post_copy SET url = '' WHERE seq IN (`+marks+`)`, args...); err != nil {
			return err
		}
		_, err := t.Exec(`UPDATE post SET matched = 2, title = '', text = '', url = '', masked = '', text_key = 0, url_key = 0, signature = `+t.engine.noBytes()+` WHERE seq IN (`+marks+`)`, args...)
		return err
	})
}

// dropGroups takes posts out of groups that never became a concern.
func (t *Tx) dropGroups(seqs []int64) error {
	return inChunks(seqs, func(marks string, args []any) error {
		rows, err := t.Query(`SELECT DISTINCT cluster_id FROM member WHERE seq IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
		var clusters []string
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				rows.Close()
				return err
			}
			clusters = append(clusters, id)
		}
		if err := rows.Close(); err != nil {
			return err
		}
		if _, err := t.Exec(`DELETE FROM member WHERE seq IN (`+marks+`)`, args...); err != nil {
			return err
		}
		return inChunks(clusters, func(marks string, args []any) error {
			_, err := t.Exec(`DELETE FROM cluster WHERE matter_id = '' AND next_id = '' AND id IN (`+marks+`) AND NOT EXISTS (SELECT 1 FROM member m WHERE m.cluster_id = cluster.id)
 AND NOT EXISTS (SELECT 1 FROM cluster f WHERE f.next_id = cluster.id AND f.next_id <> '')`, args...)
			return err
		})
	})
}
