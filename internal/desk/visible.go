package desk

import (
	"context"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// Visible returns those of the matters that a person sees, by the id or number that was asked.
func (d *Desk) Visible(ctx context.Context, who matter.Actor, ids []string) (map[string]matter.Matter, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	out, looked := map[string]matter.Matter{}, map[string]bool{"": true}
	return out, d.store.View(ctx, func(tx *store.Tx) error {
		if err := tx.Rehearse(func() {
			for _, id := range ids {
				tx.LockMatter(id) //nolint:errcheck // what is asked ahead has no answer yet
				tx.Parts(id)      //nolint:errcheck // as above
			}
		}); err != nil {
			return err
		}
		for _, id := range ids {
			if looked[id] {
				continue
			}
			looked[id] = true
			m, err := tx.LockMatter(id)
			if fault.KindOf(err) == fault.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			parts, err := tx.Parts(id)
			if err != nil {
				return err
			}
			if tree.Sees(who, m, parts) {
				out[id] = m
			}
		}
		return nil
	})
}
