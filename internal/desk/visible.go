package desk

import (
	"context"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// Visible returns those of the matters that a person sees.
func (d *Desk) Visible(ctx context.Context, who matter.Actor, ids []string) (map[string]bool, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	return out, d.store.View(ctx, func(tx *store.Tx) error {
		for _, id := range ids {
			if id == "" || out[id] {
				continue
			}
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
			out[id] = tree.Sees(who, m, parts)
		}
		return nil
	})
}
