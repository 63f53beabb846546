package store

import (
	"context"
	"maps"
	"strings"
	"sync"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

// A row of the table sight says that one kind of viewer sees a matter, with what
// lists are filtered and ordered by. The kinds of viewer, after a letter for the
// kind of the matter:
//
//	*            who sees everything
//	t+unit       who sees the unit and all below it
//	p+unit       a unit that takes part
//	a+unit       a unit that takes part and does not lead
//	o+unit       the unit that leads
//	s+unit       a unit that gave the matter away
//	q+unit/unit  a unit that takes part in what is led by the other or below it
//	z+unit/unit  a unit that gave away what is led by the other or below it
//
// A message has no grade: its way stands in that column, so that the inbox is
// narrowed by it through the same indexes.
//
// A statement is seen by those who take part in its concern. A concern that came
// back from a unit and waits to be given out again has all of its rows twice, the
// second time after the letter of the returned: few do, and their list is short.

// returned is the letter of concerns that came back.
const returned = "r"

// refreshSight writes the rows of a matter anew, and those of its statements.
func (t *Tx) refreshSight(matterID string) error {
	rows, err := t.Query(`SELECT m.id, m.parent_id, m.kind, m.closed_at, m.state, COALESCE(x.way, m.grade), m.need, m.next_due, m.seq, m.unit_id, u.path FROM matter m JOIN unit u ON u.id = m.unit_id LEFT JOIN message x ON x.matter_id = m.id WHERE m.id = $1
UNION ALL SELECT m.id, m.parent_id, m.kind, m.closed_at, m.state, m.grade, m.need, m.next_due, m.seq, m.unit_id, u.path FROM matter m JOIN unit u ON u.id = m.unit_id WHERE m.parent_id = $1 AND m.kind = 'statement'`, matterID)
	if err != nil {
		return err
	}
	var list []sight
	for rows.Next() {
		var s sight
		if err := rows.Scan(&s.id, &s.parent, &s.kind, &s.closed, &s.state, &s.grade, &s.need, &s.due, &s.seq, &s.unit, &s.path); err != nil {
			rows.Close()
			return err
		}
		s.closed = Bit(s.closed != 0)
		list = append(list, s)
	}
	if err := rows.Close(); err != nil {
		return err
	}
	if err := t.Rehearse(func() {
		for i := range list {
			_ = t.readSight(&list[i]) // of empty rows
		}
	}); err != nil {
		return err
	}
	for i := range list {
		if err := t.readSight(&list[i]); err != nil {
			return err
		}
	}
	for i := range list {
		if err := t.putSight(&list[i]); err != nil {
			return err
		}
	}
	return nil
}

// RehearseSight reads, within Rehearse, what an act reads at its end to write
// who sees its matter.
func (t *Tx) RehearseSight(m *matter.Matter) {
	_ = t.readSight(&sight{id: m.ID, parent: m.ParentID, kind: string(m.Kind), state: string(m.State)}) // of empty rows
}

type sight struct {
	id, parent, kind, state, grade, need, unit, path string
	closed, due, seq                                 int64

	parts map[string]matter.Part
	have  map[string]bool // viewers now
	back  bool            // handed back
}

// readSight reads who takes part in a matter, who sees it now, and whether it
// was handed back.
func (t *Tx) readSight(s *sight) (err error) {
	owner := s.id
	if s.kind == "statement" && s.parent != "" {
		owner = s.parent
	}
	if s.parts, err = t.Parts(owner); err != nil {
		return err
	}
	if s.kind == string(regime.Concern) && s.state == string(matter.Judged) {
		if s.back, err = t.HasDocument(s.id, regime.HandBackNote); err != nil {
			return err
		}
	}
	s.have, err = t.viewers(s.id)
	return err
}

func (t *Tx) putSight(s *sight) error {
	want := s.viewers(s.kind[:1], s.parts)
	if s.back {
		maps.Copy(want, s.viewers(returned, s.parts))
	}
	for v := range s.have {
		if !want[v] {
			if err := t.Later(`DELETE FROM sight WHERE matter_id = $1 AND viewer = $2`, s.id, v); err != nil {
				return err
			}
		}
	}
	list := make([]string, 0, len(want))
	for v := range want {
		list = append(list, v)
	}
	return batchEnd(t, `INSERT INTO sight (matter_id, viewer, closed, state, grade, need, next_due, seq) VALUES `, make([]string, 8),
		` ON CONFLICT (matter_id, viewer) DO UPDATE SET closed = excluded.closed, state = excluded.state, grade = excluded.grade, need = excluded.need, next_due = excluded.next_due`,
		len(list), func(i int, a []any) []any {
			return append(a, s.id, list[i], s.closed, s.state, s.grade, s.need, s.due, s.seq)
		})
}

// viewers returns the kinds of viewer after the letter k.
func (s *sight) viewers(k string, parts map[string]matter.Part) map[string]bool {
	out := map[string]bool{k + "*": true, k + "o" + s.unit: true}
	path := strings.Split(strings.Trim(s.path, "/"), "/")
	for _, id := range path {
		out[k+"t"+id] = true
	}
	for unit, part := range parts {
		out[k+"p"+unit] = true
		if unit != s.unit {
			out[k+"a"+unit] = true
		}
		if part == matter.Sender {
			out[k+"s"+unit] = true
		}
		for _, id := range path {
			if unit != s.unit {
				out[k+"q"+unit+"/"+id] = true
			}
			if part == matter.Sender {
				out[k+"z"+unit+"/"+id] = true
			}
		}
	}
	return out
}

func (t *Tx) viewers(id string) (map[string]bool, error) {
	rows, err := t.Query(`SELECT viewer FROM sight WHERE matter_id = $1`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		out[v] = true
	}
	return out, rows.Err()
}

// parents are the units' parents at one generation of the tree.
type parents struct {
	sync.Mutex
	generation int64
	of         map[string]string
}

// parentsOf returns the parent of every unit, read again when the tree changed.
func (r *Reader) parentsOf(ctx context.Context) (map[string]string, error) {
	generation, err := r.Counter(ctx, "generation.org")
	if err != nil {
		return nil, err
	}
	r.tree.Lock()
	defer r.tree.Unlock()
	if r.tree.of != nil && r.tree.generation == generation {
		return r.tree.of, nil
	}
	units, err := r.Units(ctx)
	if err != nil {
		return nil, err
	}
	r.tree.generation, r.tree.of = generation, map[string]string{}
	for _, u := range units {
		r.tree.of[u.ID] = u.ParentID
	}
	return r.tree.of, nil
}

// roots returns the units of a scope that have no other of it above them: who
// sees a unit by its place in the tree sees all below it.
func (r *Reader) roots(ctx context.Context, units []string) ([]string, error) {
	if len(units) < 2 {
		return units, nil
	}
	parent, err := r.parentsOf(ctx)
	if err != nil {
		return nil, err
	}
	in := make(map[string]bool, len(units))
	for _, id := range units {
		in[id] = true
	}
	var out []string
	for _, id := range units {
		if !in[parent[id]] {
			out = append(out, id)
		}
	}
	return out, nil
}

// below keeps the units that are the given one or stand below it.
func (r *Reader) below(ctx context.Context, units []string, top string) ([]string, error) {
	parent, err := r.parentsOf(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, id := range units {
		for up := id; up != ""; up = parent[up] {
			if up == top {
				out = append(out, id)
			}
		}
	}
	return out, nil
}
