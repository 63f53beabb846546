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
)

// probe returns the terms by which a post is found: its places, and the
// heaviest of its other terms.
func (x *Index) probe(entries []entry, places []place) []term {
	var ws []weighted
	for _, e := range entries {
		if w := x.weights.of(e.t); w > 0 {
			ws = append(ws, weighted{e.t, w * float64(titleTimes*e.title+e.text)})
		}
	}
	slices.SortFunc(ws, func(a, b weighted) int {
		return cmp.Or(cmp.Compare(b.w, a.w), cmp.Compare(a.t, b.t))
	})
	var out []term
	for _, p := range places {
		if x.weights.of(p.key) > 0 {
			out = append(out, p.key)
		}
	}
	for _, w := range ws[:min(probes, len(ws))] {
		if !slices.Contains(out, w.t) {
			out = append(out, w.t)
		}
	}
	return out
}

// nearest returns the open concern that a resembles most.
func (x *Index) nearest(a *concern) (*concern, likeness) {
	var best *concern
	var like likeness
	for _, c := range x.near(a) {
		l := x.compare(a, c)
		if a.size() == 1 && (l.score > 0 || x.frozen) && slices.ContainsFunc(c.members, func(m *member) bool { return repeats(a.members[0], m) }) {
			l.score, l.repeated = 1, true
		}
		// Ties go to the older concern, so that the order of a map never decides.
		if best == nil || l.score > like.score || l.score == like.score && c.number < best.number {
			best, like = c, l
		}
	}
	return best, like
}

// near returns the concerns that share most of the heavy terms of a.
func (x *Index) near(a *concern) []*concern {
	type found struct {
		c *concern
		w float64
	}
	sums := map[*concern]float64{}
	sites := placesOf(a)
	for _, t := range x.probe(a.entries, sites) {
		list := x.postings[t]
		if len(list) > longest {
			list = list[len(list)-longest:]
		}
		w := x.weights.of(t)
		for _, p := range sites {
			if p.key == t && p.at == site {
				w = max(w, x.weights.certainty(p))
			}
		}
		for _, c := range list {
			if c != a && len(c.members) > 0 {
				sums[c] += w * w
			}
		}
	}
	all := make([]found, 0, len(sums))
	for c, w := range sums {
		all = append(all, found{c, w})
	}
	slices.SortFunc(all, func(p, q found) int {
		return cmp.Or(cmp.Compare(q.w, p.w), cmp.Compare(p.c.number, q.c.number))
	})
	var out []*concern
	for _, f := range all[:min(candidates, len(all))] {
		if f.w < faint*all[0].w {
			break
		}
		out = append(out, f.c)
	}
	return out
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
