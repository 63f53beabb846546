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
	return batchIndex(posts, opt).Concerns()
}

func batchIndex(posts []Post, opt Options) *Index {
	x := NewIndex(opt)
	var members []*member
	for _, p := range posts {
		if x.byPost[p.ID] == nil {
			m := newMember(p)
			members = append(members, m)
			x.weights.post(&m.features, 1)
		}
	}
	x.frozen = true
	slices.SortStableFunc(members, func(a, b *member) int {
		return cmp.Or(a.at.Compare(b.at), compareIDs(a.id, b.id))
	})
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
			for _, d := range x.near(c) {
				if len(c.members) == 0 || len(d.members) == 0 || len(d.members) > len(c.members) {
					continue
				}
				if l := x.compare(d, c); l.score >= x.mergeNeed(c, d, l) {
					out = append(out, Merged{From: d.id(), Into: c.id(), Score: l.score, Reasons: x.reasons(l)})
					x.absorb(c, d)
				}
			}
		}
		x.open = slices.DeleteFunc(x.open, func(c *concern) bool { return len(c.members) == 0 })
		if len(out) == n {
			break
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
	for _, e := range d.entries {
		x.weights.concern(e.t, -1)
	}
	d.members, d.entries = nil, nil
	for _, m := range members {
		x.join(m, c)
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
		alone := newConcern(-1)
		alone.addQuietly(m)
		best, like := x.nearest(alone)
		if best != nil && best == x.byPost[m.id] && len(best.members) == 1 && best.members[0] == m {
			best = nil
		}
		switch {
		case best != nil && like.score >= x.need(len(best.members)):
			if c == nil {
				x.leave(x.byPost[m.id])
			}
			x.join(m, best)
		case c != nil:
			x.join(m, nil)
		}
	}
	x.open = slices.DeleteFunc(x.open, func(c *concern) bool { return len(c.members) == 0 })
}

func (x *Index) leave(c *concern) {
	for _, e := range c.entries {
		x.weights.concern(e.t, -1)
	}
	c.members, c.entries = nil, nil
}

// Concerns returns the open concerns, hottest first.
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
