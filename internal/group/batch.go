package group

import (
	"cmp"
	"math"
	"slices"
	"time"
)

const (
	mergeRounds  = 4
	mergeEvery   = 500 // posts
	refineRounds = 2
	copyHeat     = 0.3 // of a post that repeats another one
	burst        = 30 * 24 * time.Hour
)

// Concern is a group of posts on one matter.
type Concern struct {
	ID      string   // of its earliest post
	IDs     []string // of its posts, in the order of time
	Title   string   // the title of the post that is most like the others
	Summary string   // one sentence, from the posts
	Score   float64  // heat: posts that are no copies, more when they came at once
	First   time.Time
	Last    time.Time
}

// Batch groups a whole file: hottest first, posts that stand alone included.
// The order of the input does not matter.
func Batch(posts []Post, opt Options) []Concern {
	x := batchIndex(posts, opt)
	out := x.Concerns()
	byID := make(map[string]Post, len(posts))
	for _, p := range posts {
		if _, ok := byID[p.ID]; !ok {
			byID[p.ID] = p
		}
	}
	for i := range out {
		p := byID[x.middle(x.byPost[out[i].ID])]
		out[i].Title, out[i].Summary = titleOf(p), summaryOf(p)
	}
	return out
}

func batchIndex(posts []Post, opt Options) *Index {
	x := NewIndex(opt)
	sorted := slices.Clone(posts)
	slices.SortStableFunc(sorted, func(a, b Post) int {
		return cmp.Or(a.Time.Compare(b.Time), compareIDs(a.ID, b.ID))
	})
	var members []*member
	known := map[string]bool{}
	earliest(sorted)
	for _, p := range sorted {
		if !known[p.ID] {
			known[p.ID] = true
			m := x.newMember(p, FeaturesOf(p))
			members = append(members, m)
			x.weights.post(m, 1)
		}
	}
	x.frozen = true
	for i, m := range members {
		if x.place(m); i%mergeEvery == mergeEvery-1 {
			x.Merge()
		}
	}
	for range refineRounds {
		x.Merge()
		x.refine(members)
	}
	x.Merge()
	return x
}

// earliest makes the copies of a post name the one that comes first, whichever of
// them the others named: a post can only be put to one that is there already.
func earliest(sorted []Post) {
	names := make(map[string]string, len(sorted))
	for _, p := range sorted {
		names[p.ID] = p.SameAs
	}
	first := map[string]string{}
	for i := range sorted {
		p := &sorted[i]
		root := p.ID
		for range 64 {
			next := names[root]
			if _, here := names[next]; !here || next == p.ID {
				break
			}
			root = next
		}
		if f, ok := first[root]; ok {
			p.SameAs = f
		} else if first[root] = p.ID; root != p.ID {
			p.SameAs = ""
		}
	}
}

// Merged tells that one concern was put into another.
type Merged struct {
	From, Into string
	Score      float64
	Reasons    []string
}

// Merge joins concerns that turned out to be one matter: what came in different
// words at first meets when both have grown.
func (x *Index) Merge() []Merged {
	var out []Merged
	for range mergeRounds {
		n := len(out)
		order := slices.Clone(x.open)
		slices.SortFunc(order, func(a, b *concern) int {
			return cmp.Or(cmp.Compare(len(b.members), len(a.members)), cmp.Compare(a.number, b.number))
		})
		for _, c := range order {
			if gone(c) {
				continue
			}
			v := x.viewOf(c)
			for _, d := range slices.Clone(x.near(v)) {
				if gone(d) || len(d.members) > len(c.members) {
					continue
				}
				if l := x.judge(v, d); l.score >= x.mergeNeed(c, d, l) {
					out = append(out, Merged{From: d.id(), Into: c.id(), Score: l.score, Reasons: x.reasons(d, c, l)})
					x.absorb(c, d)
					v = x.viewOf(c)
				}
			}
		}
		x.open = slices.DeleteFunc(x.open, gone)
		if len(out) == n {
			break
		}
	}
	return out
}

// MergeGrown is Merge for the concerns that have grown since the last one, where
// may agrees: it is asked with the IDs of all posts of the concern that would
// end, the earliest first, and of the concern that would take them.
func (x *Index) MergeGrown(may func(from []string, into string) (bool, error)) ([]Merged, error) {
	var grown []*concern
	for _, c := range x.open {
		if c.changed && len(c.members) > 1 {
			grown = append(grown, c)
		}
		c.changed = false
	}
	slices.SortFunc(grown, func(a, b *concern) int {
		return cmp.Or(cmp.Compare(len(b.members), len(a.members)), cmp.Compare(a.number, b.number))
	})
	var out []Merged
	for _, c := range grown {
		for more := !gone(c); more; {
			m, err := x.mergeOne(c, may)
			if err != nil {
				return out, err
			}
			if more = m.From != ""; more {
				out = append(out, m)
				more = !gone(c)
			}
		}
	}
	x.open = slices.DeleteFunc(x.open, gone)
	return out, nil
}

// mergeOne joins c with the first concern near it that is the same matter.
func (x *Index) mergeOne(c *concern, may func(from []string, into string) (bool, error)) (Merged, error) {
	v := x.viewOf(c)
	for _, d := range x.near(v) {
		l := x.judge(v, d)
		from, into := d, c
		if len(d.members) > len(c.members) {
			from, into = c, d
		}
		if l.score < x.mergeNeed(into, from, l) {
			continue
		}
		m := Merged{From: from.id(), Into: into.id(), Score: l.score, Reasons: x.reasons(from, into, l)}
		ok, err := may(from.ids(), m.Into)
		if err != nil {
			return Merged{}, err
		}
		if ok {
			x.absorb(into, from)
			return m, nil
		}
	}
	return Merged{}, nil
}

// ids returns the IDs of the members, the earliest first.
func (c *concern) ids() []string {
	out := []string{c.id()}
	for _, m := range c.members {
		if m != c.earliest {
			out = append(out, m.id)
		}
	}
	return out
}

// mergeNeed asks more of two grown concerns, whose sums resemble each other by
// their theme alone, unless they are at one place.
func (x *Index) mergeNeed(a, b *concern, l likeness) float64 {
	small := float64(min(len(a.members), len(b.members)))
	return x.need(len(a.members)) + 0.05*min(3, math.Log2(small))*(1-l.samePlace)
}

func (x *Index) absorb(c, d *concern) {
	members := d.members
	x.end(d)
	for _, m := range members {
		x.join(alone(m), c)
	}
}

// refine moves each post to the concern that it resembles most, now that all
// are there.
func (x *Index) refine(members []*member) {
	for _, m := range members {
		c := x.byPost[m.id]
		if x.byPost[m.copyOf] == c && m.copyOf != "" {
			continue
		}
		if len(c.members) > 1 {
			c.remove(m, &x.weights)
		} else {
			c = nil
		}
		a := alone(m)
		best, like := x.nearest(a)
		if best != nil && best == x.byPost[m.id] && len(best.members) == 1 && best.members[0] == m {
			best = nil
		}
		switch {
		case best != nil && like.score >= x.need(len(best.members)):
			if c == nil {
				x.end(x.byPost[m.id])
			}
			x.join(a, best)
		case c != nil:
			x.join(a, nil)
		}
	}
	x.open = slices.DeleteFunc(x.open, gone)
}

// Concerns returns the open concerns, hottest first. Title and Summary are left
// out: an index keeps no words.
func (x *Index) Concerns() []Concern {
	out := make([]Concern, 0, len(x.open))
	for _, c := range x.open {
		out = append(out, x.describe(c))
	}
	slices.SortFunc(out, func(a, b Concern) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), a.First.Compare(b.First), compareIDs(a.ID, b.ID))
	})
	return out
}

// heat counts posts, copies for less, and adds up to a quarter when they came
// within a month. Neither tone nor writer plays a part.
func heat(c *concern, copies int) float64 {
	posts := c.size() - (1-copyHeat)*float64(copies)
	most, from := 0, 0
	for to := range c.members {
		for c.members[to].at.Sub(c.members[from].at) > burst {
			from++
		}
		most = max(most, to-from+1)
	}
	return posts * (1 + 0.25*float64(most)/c.size())
}
