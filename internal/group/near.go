package group

import (
	"cmp"
	"slices"
)

const (
	probes     = 28   // terms by which candidates are looked up
	candidates = 12   // concerns that are compared in full
	faint      = 0.15 // of the best one's shared weight: others are not compared
	longest    = 400  // concerns of one term that are looked through, the newest
	copiesFrom = 1000 // posts of a concern that are compared as copies, the newest
)

// scratch is memory that is used again from post to post.
type scratch struct {
	weights []float64 // of a view
	probe   []weighted
	sums    []float64 // by slot; all 0 between two searches
	touched []int32   // slots whose sum is not
	best    []found
	near    []*concern
}

type found struct {
	c *concern
	w float64
}

// probe returns the terms by which a view is found, with their weights: its
// places, and the heaviest of its other terms.
func (x *Index) probe(v view, places []place) []weighted {
	top := x.scratch.probe[:0]
	for _, p := range places {
		if w := x.weights.of(p.id); w > 0 && !slices.ContainsFunc(top, func(o weighted) bool { return o.t == p.id }) {
			if p.at == site {
				w = max(w, x.weights.certainty(p))
			}
			top = append(top, weighted{p.id, w})
		}
	}
	named := len(top)
	least := 0.0
	for i, e := range v.counts {
		heavy := float64(titleTimes*e.title + e.text)
		heavy *= heavy * v.w[i] // the square of the weighted count
		if v.w[i] == 0 || len(top)-named == probes && heavy <= least {
			continue
		}
		at := len(top)
		if at-named == probes {
			at--
		} else {
			top = append(top, weighted{})
		}
		for ; at > named && top[at-1].w < heavy; at-- {
			top[at] = top[at-1]
		}
		top[at] = weighted{e.id, heavy}
		least = top[len(top)-1].w
	}
	out := top[:named]
	for _, w := range top[named:] {
		if !slices.ContainsFunc(out[:named], func(o weighted) bool { return o.t == w.t }) {
			out = append(out, weighted{w.t, x.weights.of(w.t)})
		}
	}
	x.scratch.probe = top[:0]
	return out
}

// nearest returns the open concern that a resembles most.
func (x *Index) nearest(a *concern) (*concern, likeness) {
	var best *concern
	var like likeness
	v := x.viewOf(a)
	for _, c := range x.near(v) {
		l := x.judge(v, c)
		if a.size() == 1 && (l.score > 0 || x.frozen) && c.tells(a.members[0]) {
			l.score, l.repeated = 1, true
		}
		// Ties go to the older concern, so that the order of a map never decides.
		if best == nil || l.score > like.score || l.score == like.score && c.number < best.number {
			best, like = c, l
		}
	}
	return best, like
}

// tells reports whether a member says the same as m in the same words.
func (c *concern) tells(m *member) bool {
	from := max(0, len(c.members)-copiesFrom)
	return slices.ContainsFunc(c.members[from:], func(o *member) bool { return repeats(m, o) })
}

// near returns the concerns that share most of the heavy terms of a; the list
// is good until the next search.
func (x *Index) near(v view) []*concern {
	s := &x.scratch
	for len(s.sums) < len(x.slots) {
		s.sums = append(s.sums, 0)
	}
	for _, t := range x.probe(v, placesOf(v.concern)) {
		list := x.postings[t.t]
		if len(list) > longest {
			list = list[len(list)-longest:]
		}
		w := t.w * t.w
		for _, slot := range list {
			if s.sums[slot] == 0 {
				s.touched = append(s.touched, slot)
			}
			s.sums[slot] += w
		}
	}
	best := s.best[:0]
	for _, slot := range s.touched {
		f := found{x.slots[slot], s.sums[slot]}
		s.sums[slot] = 0
		if f.c == nil || f.c == v.concern || len(best) == candidates && f.w < best[candidates-1].w {
			continue
		}
		if best = append(best, f); len(best) > candidates {
			insert(best)
			best = best[:candidates]
			continue
		}
		insert(best)
	}
	s.touched, s.best = s.touched[:0], best
	out := s.near[:0]
	for _, f := range best {
		if f.w < faint*best[0].w {
			break
		}
		out = append(out, f.c)
	}
	s.near = out
	return out
}

// insert moves the last one to its place: most weight first, then the oldest.
func insert(list []found) {
	for i := len(list) - 1; i > 0; i-- {
		p, q := list[i-1], list[i]
		if cmp.Or(cmp.Compare(q.w, p.w), cmp.Compare(p.c.number, q.c.number)) <= 0 {
			return
		}
		list[i-1], list[i] = q, p
	}
}

func placesOf(c *concern) []place {
	var out []place
	for _, p := range c.places {
		if p.n >= dominant*c.size() {
			out = append(out, p.place)
		}
	}
	return out
}
