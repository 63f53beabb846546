package store

import (
	"context"

	"yingda/internal/regime"
)

// SeenNumbers is [Reader.Seen] by number.
func (r *Reader) SeenNumbers(ctx context.Context, kind regime.Kind, s Scope, numbers []string) (map[string]bool, error) {
	out := map[string]bool{}
	viewers, err := r.lookers(ctx, string(kind[:1]), ListFilter{}, s)
	if err != nil || len(viewers) == 0 {
		return out, err
	}
	return out, inChunks(numbers, func(list string, args []any) error {
		b := where{args: args}
		rows, err := r.query(ctx, `SELECT m.number FROM matter m JOIN sight g ON g.matter_id = m.id WHERE m.number IN (`+list+`) AND g.viewer IN `+b.list(viewers), b.args...)
		if err != nil {
			return err
		}
		return eachRow(rows, func() error {
			var number string
			err := rows.Scan(&number)
			out[number] = true
			return err
		})
	})
}

// Seen returns which of some matters of one kind a person sees, by id.
func (r *Reader) Seen(ctx context.Context, kind regime.Kind, s Scope, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	viewers, err := r.lookers(ctx, string(kind[:1]), ListFilter{}, s)
	if err != nil || len(viewers) == 0 {
		return out, err
	}
	return out, inChunks(ids, func(list string, args []any) error {
		b := where{args: args}
		rows, err := r.query(ctx, `SELECT matter_id FROM sight WHERE matter_id IN (`+list+`) AND viewer IN `+b.list(viewers), b.args...)
		if err != nil {
			return err
		}
		return eachRow(rows, func() error {
			var id string
			err := rows.Scan(&id)
			out[id] = true
			return err
		})
	})
}
