package intake

import (
	"context"
	"fmt"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// The terms where the regime says nothing. What matches no topic is kept for the
// rule bench, 30 days at the most.
const (
	keepPosts     = 180 * 24 * time.Hour
	keepUnmatched = 7 * 24 * time.Hour
	mostUnmatched = 30 * 24 * time.Hour
	perPurge      = 500
)

// Purge removes what has been kept for its time: posts that matched no topic,
// then the words of the others; counts stay. The regime of the top agency says
// how long. Clause: 个人信息保护法 第十九条.
func (in *Intake) Purge(ctx context.Context, now time.Time) error {
	posts, unmatched, err := in.terms(ctx)
	if err != nil {
		return err
	}
	for _, class := range []struct {
		before time.Time
		purge  func(tx *store.Tx, before int64, n int) (int, error)
	}{
		{now.Add(-unmatched), (*store.Tx).PurgeUnmatched},
		{now.Add(-posts), (*store.Tx).PurgePosts},
		{now.Add(-posts), (*store.Tx).PurgeLetters},
	} {
		for n := perPurge; n == perPurge; {
			err := in.store.Write(ctx, func(tx *store.Tx) error {
				n, err = class.purge(tx, class.before.UnixMilli(), perPurge)
				return err
			})
			if err != nil {
				return fmt.Errorf("purge posts: %w", err)
			}
		}
	}
	return nil
}

// terms returns how long posts and unmatched posts are kept.
func (in *Intake) terms(ctx context.Context) (posts, unmatched time.Duration, err error) {
	posts, unmatched = keepPosts, keepUnmatched
	tree, err := in.desk.Tree(ctx)
	if err != nil || len(tree.Units) == 0 {
		return posts, unmatched, err
	}
	var id string
	err = in.store.View(ctx, func(tx *store.Tx) error {
		id, err = tx.Governing(tree.Units[0].AgencyID, regime.Concern)
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return posts, unmatched, nil
	}
	if err != nil {
		return posts, unmatched, err
	}
	reg, err := in.desk.Regime(ctx, id)
	if err != nil {
		return posts, unmatched, err
	}
	for class, into := range map[string]*time.Duration{"post": &posts, "unmatched": &unmatched} {
		if keep, ok := reg.Keep(class); ok {
			w, err := deadline.ParseWithin(keep.Keep)
			if err != nil {
				return posts, unmatched, err
			}
			*into = w.Duration()
		}
	}
	return posts, min(unmatched, mostUnmatched), nil
}
