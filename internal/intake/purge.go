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

const (
	day           = 24 * time.Hour
	mostUnmatched = 30 * day // for the rule bench, whatever the regime says
	perPurge      = 500
)

// Purge removes what has been kept for its time: posts that matched no topic,
// then the words of the others; counts stay. The regime of the top agency says
// how long. Clause: 个人信息保护法 第十九条.
func (in *Intake) Purge(ctx context.Context, now time.Time) error {
	keep, err := in.Terms(ctx)
	if err != nil {
		return err
	}
	for _, class := range []struct {
		before time.Time
		purge  func(tx *store.Tx, before int64, n int) (int, error)
	}{
		{now.Add(-keep["unmatched"]), (*store.Tx).PurgeUnmatched},
		{now.Add(-keep["post"]), (*store.Tx).PurgePosts},
		{now.Add(-keep["post"]), (*store.Tx).PurgeLetters},
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

// Terms returns how long each of regime.RetentionClasses is kept: by the regime of
// the top agency, or as is usual where it says nothing.
// Clause: 个人信息保护法 第十九条.
func (in *Intake) Terms(ctx context.Context) (map[string]time.Duration, error) {
	keep := map[string]time.Duration{"post": 180 * day, "unmatched": 7 * day, "session": 12 * time.Hour, "idempotency": 7 * day, "job": 7 * day}
	tree, err := in.desk.Tree(ctx)
	if err != nil || len(tree.Units) == 0 {
		return keep, err
	}
	var id string
	err = in.store.View(ctx, func(tx *store.Tx) error {
		id, err = tx.Governing(tree.Units[0].AgencyID, regime.Concern)
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return keep, nil
	}
	if err != nil {
		return nil, err
	}
	reg, err := in.desk.Regime(ctx, id)
	if err != nil {
		return nil, err
	}
	for class := range keep {
		if rule, ok := reg.Keep(class); ok {
			w, err := deadline.ParseWithin(rule.Keep)
			if err != nil {
				return nil, err
			}
			keep[class] = w.Duration()
		}
	}
	keep["unmatched"] = min(keep["unmatched"], mostUnmatched)
	return keep, nil
}
