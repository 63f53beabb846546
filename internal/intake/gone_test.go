package intake_test

import (
	"testing"

	"yingda/internal/store"
)

// TestGroupAfterPurge: what the process remembers of posts whose words and groups
// are gone by now does not keep it from grouping; the next posts begin a group.
func TestGroupAfterPurge(t *testing.T) {
	each(t, func(o *office) {
		for i, text := range queue[:2] {
			o.push(post(i, text))
		}
		o.group()
		o.must(o.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.PurgePosts(tx.Ms()+1, 100)
			return err
		}))
		if n := o.count(`SELECT COUNT(*) FROM post`) + o.count(`SELECT COUNT(*) FROM cluster`); n != 0 {
			o.t.Fatalf("%d rows left", n)
		}
		for i := range 3 { // in batches of their own
			o.push(post(20+i, queue[i]))
			o.group()
		}
		if n := o.count(`SELECT COUNT(*) FROM member WHERE state = 'confirmed'`); n != 3 {
			o.t.Fatalf("%d members", n)
		}
		if n := o.count(`SELECT COUNT(*) FROM cluster`); n > 2 {
			o.t.Fatalf("%d groups", n)
		}
	})
}

// TestFollowerMoves: a group that takes the posts of a concern that has ended may go
// into another one; then that takes them.
func TestFollowerMoves(t *testing.T) {
	each(t, func(o *office) {
		for i, text := range queue {
			o.push(post(i, text))
		}
		o.group()
		m, err := o.store.Matter(ctx, "C-2026-0001")
		o.must(err)
		o.must(o.store.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE matter SET state = 'closed', closed_at = 1 WHERE id = $1`, m.ID)
			return err
		}))
		o.push(post(50, "下午又去信访局接访大厅，取号机还是没号，排队的人说号源减半要到月底。"))
		o.group()
		var ended, follower string
		o.must(o.store.Write(ctx, func(tx *store.Tx) error {
			if err := tx.Row(`SELECT id, next_id FROM cluster WHERE next_id <> ''`, nil, &ended, &follower); err != nil {
				return err
			}
			if err := tx.AddClusters([]store.Cluster{{ID: "into", TopicID: "hall"}}); err != nil {
				return err
			}
			return tx.MoveCluster(follower, "into", "试")
		}))
		o.must(o.store.View(ctx, func(tx *store.Tx) error {
			now, closed, err := tx.PresentCluster(ended)
			if now != "into" || closed {
				o.t.Errorf("%s takes the posts of %s", now, ended)
			}
			return err
		}))
		o.push(post(60, "今天信访局接访大厅还是取号取不到，排队一上午，窗口说号源减半。"))
		o.group()
		if n := o.count(`SELECT COUNT(*) FROM member WHERE cluster_id = 'into' AND state = 'confirmed'`); n != 2 {
			o.t.Errorf("%d posts in it", n)
		}
	})
}
