package store

import (
	"context"
	"slices"
	"strings"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

// ListFilter narrows a list of matters. Zero fields narrow nothing, except that
// closed matters are left out unless a state or All is asked for.
type ListFilter struct {
	State     matter.State
	Grade     regime.Grade
	Need      regime.Need
	UnitID    string   // led by this unit or one below it
	Part      []string // units of which one takes part
	Lead      []string // units of which one leads
	SentBy    []string // units of which one gave it away
	DueBefore int64    // 0 for no bound
	All       bool     // closed ones too
}

// ListAfter is the last row of the page before: lists go by due time, then id.
type ListAfter struct {
	Due int64
	ID  string
}

// ConcernRow is one concern in a list.
type ConcernRow struct {
	matter.Matter
	DetectedAt int64
	Posts      int64
	Sources    int64
	Proposal   string
}

// After returns the place of the row, to ask for the page behind it.
func (c ConcernRow) After() ListAfter { return ListAfter{c.NextDue, c.ID} }

// ConcernList returns up to n concerns that the scope shows, next due first.
func (r *Reader) ConcernList(ctx context.Context, f ListFilter, s Scope, after ListAfter, n int) ([]ConcernRow, error) {
	ids, err := r.sighted(ctx, regime.Concern, f, s, after, n)
	if err != nil {
		return nil, err
	}
	var out []ConcernRow
	err = inChunks(ids, func(marks string, args []any) error {
		rows, err := r.query(ctx, `SELECT `+matterColumns+`, c.detected_at, c.posts, c.sources, c.proposal FROM matter m JOIN concern c ON c.matter_id = m.id WHERE m.id IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var x ConcernRow
			if x.Matter, err = scanMatter(rows.Scan, &x.DetectedAt, &x.Posts, &x.Sources, &x.Proposal); err != nil {
				return err
			}
			out = append(out, x)
		}
		return rows.Err()
	})
	slices.SortFunc(out, func(a, b ConcernRow) int { return before(a.Matter, b.Matter) })
	return out, err
}

// StatementRow is one statement in a list.
type StatementRow struct {
	matter.Matter
	Statement
}

// After returns the place of the row, to ask for the page behind it.
func (c StatementRow) After() ListAfter { return ListAfter{c.NextDue, c.Matter.ID} }

// StatementList returns up to n statements that the scope shows, next due first.
// With a state of reviewing or approving it is the queue of what waits for a
// signature; who may sign is said by the desk.
func (r *Reader) StatementList(ctx context.Context, f ListFilter, s Scope, after ListAfter, n int) ([]StatementRow, error) {
	ids, err := r.sighted(ctx, regime.Statement, f, s, after, n)
	if err != nil {
		return nil, err
	}
	var out []StatementRow
	err = inChunks(ids, func(marks string, args []any) error {
		rows, err := r.query(ctx, `SELECT `+matterColumns+`, s.matter_id, s.concern_id, s.template_id, s.text_version, s.hash, s.drafter_id, s.public_version, s.pending, s.reason FROM matter m JOIN statement s ON s.matter_id = m.id WHERE m.id IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var x StatementRow
			if x.Matter, err = scanMatter(rows.Scan, x.Statement.into()...); err != nil {
				return err
			}
			out = append(out, x)
		}
		return rows.Err()
	})
	slices.SortFunc(out, func(a, b StatementRow) int { return before(a.Matter, b.Matter) })
	return out, err
}

// CountMatters counts what a list would show, to at most most: "99+".
func (r *Reader) CountMatters(ctx context.Context, kind regime.Kind, f ListFilter, s Scope, most int) (int, error) {
	ids, err := r.sighted(ctx, kind, f, s, ListAfter{}, most)
	return len(ids), err
}

func before(a, b matter.Matter) int {
	if a.NextDue != b.NextDue {
		if a.NextDue < b.NextDue {
			return -1
		}
		return 1
	}
	return strings.Compare(a.ID, b.ID)
}

// sighted returns the ids of one page, in order. A matter may be seen in several
// ways, so it may come several times from the index, one after the other.
func (r *Reader) sighted(ctx context.Context, kind regime.Kind, f ListFilter, s Scope, after ListAfter, n int) ([]string, error) {
	viewers, rest, err := r.lookers(ctx, string(kind[:1]), f, s)
	if err != nil || len(viewers) == 0 || n <= 0 {
		return nil, err
	}
	if after.ID == "" {
		after.Due = -1
	}
	var out []string
	for {
		most := n * min(len(viewers), 4)
		q := sightQuery(r.engine, f, kind, viewers, after, most)
		found, err := r.places(ctx, q)
		if err != nil {
			return nil, err
		}
		fresh := slices.Compact(idsOf(found))
		if len(out) > 0 && len(fresh) > 0 && fresh[0] == out[len(out)-1] {
			fresh = fresh[1:]
		}
		if fresh, err = r.among(ctx, fresh, rest); err != nil {
			return nil, err
		}
		out = append(out, fresh...)
		if len(out) >= n || len(found) < most {
			return out[:min(len(out), n)], nil
		}
		after = found[len(found)-1]
	}
}

func idsOf(places []ListAfter) []string {
	out := make([]string, len(places))
	for i := range places {
		out[i] = places[i].ID
	}
	return out
}

func (r *Reader) places(ctx context.Context, q where) ([]ListAfter, error) {
	rows, err := r.query(ctx, q.sql(), q.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []ListAfter
	for rows.Next() {
		var a ListAfter
		if err := rows.Scan(&a.Due, &a.ID); err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, rows.Err()
}

// lookers returns the kinds of viewer whose rows make up the list. rest names a
// unit that the rows must still be led by, where the index cannot say it.
func (r *Reader) lookers(ctx context.Context, kind string, f ListFilter, s Scope) (viewers []string, rest string, err error) {
	narrow := func(letter string, units []string) {
		for _, id := range units {
			if s.All || slices.Contains(s.Units, id) || slices.Contains(s.Own, id) {
				viewers = append(viewers, kind+letter+id)
			}
		}
	}
	switch {
	case len(f.Lead) > 0:
		narrow("o", f.Lead)
	case len(f.SentBy) > 0:
		narrow("s", f.SentBy)
	case len(f.Part) > 0:
		narrow("p", f.Part)
	case f.UnitID != "" && (s.All || slices.Contains(s.Units, f.UnitID)):
		return []string{kind + "t" + f.UnitID}, "", nil
	case s.All:
		return []string{kind + "*"}, "", nil
	default:
		roots, err := r.roots(ctx, s.Units)
		if err != nil {
			return nil, "", err
		}
		if f.UnitID != "" {
			if roots, err = r.below(ctx, roots, f.UnitID); err != nil {
				return nil, "", err
			}
		}
		narrow("t", roots)
		narrow("p", s.Own)
	}
	return viewers, f.UnitID, nil
}

// among keeps the matters that are led by a unit or one below it.
func (r *Reader) among(ctx context.Context, ids []string, unit string) ([]string, error) {
	if unit == "" || len(ids) == 0 {
		return ids, nil
	}
	in := map[string]bool{}
	err := inChunks(ids, func(marks string, args []any) error {
		rows, err := r.query(ctx, `SELECT m.id FROM matter m JOIN unit u ON u.id = m.unit_id WHERE m.id IN (`+marks+`) AND u.path LIKE `+param(len(args)+1), append(args, "%"+unit+"/%")...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			in[id] = true
		}
		return rows.Err()
	})
	return slices.DeleteFunc(ids, func(id string) bool { return !in[id] }), err
}
