package intake

import (
	"context"

	"yingda/internal/matter"
	"yingda/internal/store"
)

// Judged prepares posts as Push does and returns what is left of it: to store
// them in one transaction.
func (in *Intake) Judged(ctx context.Context, who matter.Actor, posts []Post) (func() error, error) {
	rules, err := in.current(ctx)
	if err != nil {
		return nil, err
	}
	line := newLine(in, rules)
	line.start(posts, 0)
	ready, _ := line.wait()
	return func() error {
		return in.store.Write(ctx, func(tx *store.Tx) error {
			_, err := in.put(tx, who, ready)
			return err
		})
	}, nil
}
