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
	Way       string   // of messages: how they came
	Returned  bool     // concerns that came back from a unit and wait to be given out again
	All       bool     // closed ones too
}

// ListAfter is the last row of the page before: lists go by due time, then id.
type ListAfter struct {
	Due int64
	ID  string
}

// ConcernRow is one concern in a list. Of the matter it holds what lists show:
// id, kind, number, unit, state, version, title, grade, need, when it was opened
// and when it is due. Every column costs a list fifty times.
type ConcernRow struct {
	matter.Matter
	DetectedAt int64
	Posts      int64
	Sources    int64
	Proposal   string
}

// After returns the place of the row, to ask for the page behind it.
func (c ConcernRow) After() ListAfter { return ListAfter{c.NextDue, c.ID} }

const concernRowColumns = `m.id, m.number, m.unit_id, m.state, m.version, m.title, m.grade, m.need, m.opened_at, m.next_due, c.detected_at, c.posts, c.sources, c.proposal`

// scanConcerns reads the rows of a list. Words are scanned as plain strings, for
// which the driver's way is short.
func scanConcerns(rows Answer, out []ConcernRow) ([]ConcernRow, error) {
	defer rows.Close()
	var x ConcernRow
	x.Kind = regime.Concern
	into := []any{&x.ID, &x.Number, &x.UnitID, (*string)(&x.State), &x.Version, &x.Title, (*string)(&x.Grade), (*string)(&x.Need), &x.OpenedAt, &x.NextDue, &x.DetectedAt, &x.Posts, &x.Sources, &x.Proposal}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// ConcernList returns up to n concerns that the scope shows, next due first.
func (r *Reader) ConcernList(ctx context.Context, f ListFilter, s Scope, after ListAfter, n int) ([]ConcernRow, error) {
	found, err := r.sighted(ctx, regime.Concern, f, s, after, n)
	if err != nil {
		return nil, err
	}
	out := make([]ConcernRow, 0, len(found))
	err = inChunks(placesSeq(found), func(marks string, args []any) error {
		rows, err := r.query(ctx, `SELECT `+concernRowColumns+` FROM matter m JOIN concern c ON c.seq = m.seq WHERE m.seq IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
		out, err = scanConcerns(rows, out)
		return err
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
	found, err := r.sighted(ctx, regime.Statement, f, s, after, n)
	if err != nil {
		return nil, err
	}
	var out []StatementRow
	err = inChunks(placesSeq(found), func(marks string, args []any) error {
		rows, err := r.query(ctx, `SELECT `+matterColumns+`, s.matter_id, s.concern_id, s.template_id, s.text_version, s.hash, s.drafter_id, s.public_version, s.pending, s.reason, s.part, s.mark, s.release_at, s.approved_until FROM matter m JOIN statement s ON s.matter_id = m.id WHERE m.seq IN (`+marks+`)`, args...)
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
	found, err := r.sighted(ctx, kind, f, s, ListAfter{}, most)
	return len(found), err
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

// place is one matter of a list: where it stands, and the place of its row.
type place struct {
	ListAfter
	seq int64
}

// sighted returns the matters of one page, in order. A matter may be seen in
// several ways, so it may come several times from the index, one after the other.
func (r *Reader) sighted(ctx context.Context, kind regime.Kind, f ListFilter, s Scope, after ListAfter, n int) ([]place, error) {
	if kind == regime.Message {
		f.Grade = regime.Grade(f.Way) // which stands in its column
	}
	letter := string(kind[:1])
	if f.Returned {
		letter = returned
	}
	viewers, err := r.lookers(ctx, letter, f, s)
	if err != nil || len(viewers) == 0 || n <= 0 {
		return nil, err
	}
	if after.ID == "" {
		after.Due = -1
	}
	most := n
	if len(viewers) > 1 {
		most += n / 2
	}
	out := make([]place, 0, most)
	for {
		read := 0
		err := r.places(ctx, sightQuery(r.engine, f, kind, viewers, after, most), func(p place) {
			read++
			after = p.ListAfter
			if len(out) == 0 || out[len(out)-1].seq != p.seq {
				out = append(out, p)
			}
		})
		if err != nil {
			return nil, err
		}
		if len(out) >= n || read < most {
			return out[:min(len(out), n)], nil
		}
	}
}

func placesSeq(places []place) []int64 {
	out := make([]int64, len(places))
	for i := range places {
		out[i] = places[i].seq
	}
	return out
}

func (r *Reader) places(ctx context.Context, q where, each func(place)) error {
	rows, err := r.query(ctx, q.sql(), q.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var p place
	into := []any{&p.Due, &p.ID, &p.seq}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		each(p)
	}
	return rows.Err()
}

// lookers returns the kinds of viewer, after a letter, whose rows make up the list.
func (r *Reader) lookers(ctx context.Context, letter string, f ListFilter, s Scope) ([]string, error) {
	within := func(units []string) ([]string, error) {
		if f.UnitID == "" {
			return units, nil
		}
		return r.below(ctx, units, f.UnitID)
	}
	// pick appends the rows of units, or those of pairs of each with the unit
	// asked for; a pair is only of units of which the second leads.
	var out []string
	pick := func(row, pair string, units []string) {
		if f.UnitID != "" {
			row = pair
		}
		for _, id := range units {
			if f.UnitID != "" && pair != "o" {
				id += "/" + f.UnitID
			}
			out = append(out, letter+row+id)
		}
	}
	seen := func(units []string) []string {
		return slices.DeleteFunc(slices.Clone(units), func(id string) bool {
			return !s.All && !slices.Contains(s.Units, id) && !slices.Contains(s.Own, id)
		})
	}
	switch {
	case len(f.Lead) > 0:
		leads, err := within(seen(f.Lead))
		pick("o", "o", leads)
		return out, err
	case len(f.SentBy) > 0:
		pick("s", "z", seen(f.SentBy))
		return out, nil
	case len(f.Part) > 0:
		pick("p", "q", seen(f.Part))
		if f.UnitID == "" {
			return out, nil
		}
		leads, err := within(seen(f.Part))
		pick("o", "o", leads)
		return out, err
	case f.UnitID != "" && (s.All || slices.Contains(s.Units, f.UnitID)):
		return []string{letter + "t" + f.UnitID}, nil
	case s.All:
		return []string{letter + "*"}, nil
	}
	roots, err := r.roots(ctx, s.Units)
	if err != nil {
		return nil, err
	}
	if roots, err = within(roots); err != nil {
		return nil, err
	}
	for _, id := range roots {
		out = append(out, letter+"t"+id)
	}
	// What an own unit leads is seen by its place in the tree already.
	for _, id := range s.Own {
		if slices.Contains(s.Units, id) {
			pick("a", "q", []string{id})
			continue
		}
		pick("p", "q", []string{id})
		if f.UnitID != "" {
			leads, err := within([]string{id})
			if err != nil {
				return nil, err
			}
			pick("o", "o", leads)
		}
	}
	return out, nil
}
