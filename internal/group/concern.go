package group

import (
	"slices"
	"time"
)

// member is a post inside a concern.
type member struct {
	id       string
	at       time.Time
	features Features
	topics   []string
	copyOf   string // repeats this one
	title    string
	summary  string
}

// concern is a growing group. Its entries and places are sums over members.
type concern struct {
	number      int
	members     []*member
	entries     []entry
	places      []placeCount
	placed      [levels]float64 // members that name a place of the level
	topics      map[string]int
	first, last time.Time

	norm normed
}

// placeCount tells how many members name a place.
type placeCount struct {
	place
	n float64
}

// normed caches the lengths of the vectors of a concern.
type normed struct {
	all, title float64
	at         int // posts in the index when it was computed
	size       int
}

func newConcern(number int) *concern {
	return &concern{number: number, topics: map[string]int{}}
}

func (c *concern) add(m *member, w *weights) {
	c.members = append(c.members, m)
	c.entries = c.sum(m.features.entries, 1, w)
	c.count(m.features.places, 1)
	for _, t := range m.topics {
		c.topics[t]++
	}
	if c.first.IsZero() || m.at.Before(c.first) {
		c.first = m.at
	}
	if m.at.After(c.last) {
		c.last = m.at
	}
	c.norm = normed{}
}

// count adds the places of a member. One that only the text names is half a
// place: it may be where somebody lives.
func (c *concern) count(places []place, by float64) {
	var most [levels]float64
	for _, p := range places {
		part := 1.0
		if p.lead {
			part = 0.5
		}
		most[p.at] = max(most[p.at], part)
		c.countPlace(place{key: p.key, at: p.at}, by*part)
	}
	for at := range most {
		c.placed[at] += by * most[at]
	}
}

// countPlace keeps the places in the order in which they came, so that sums
// over them are the same in every run.
func (c *concern) countPlace(p place, by float64) {
	i := slices.IndexFunc(c.places, func(q placeCount) bool { return q.place == p })
	switch {
	case i < 0 && by > 0:
		c.places = append(c.places, placeCount{p, by})
	case i >= 0:
		if c.places[i].n += by; c.places[i].n <= 0 {
			c.places = slices.Delete(c.places, i, i+1)
		}
	}
}

// place returns how many members name a place.
func (c *concern) place(p place) float64 {
	for _, q := range c.places {
		if q.place == p {
			return q.n
		}
	}
	return 0
}

func (c *concern) remove(m *member, w *weights) {
	c.members = slices.DeleteFunc(c.members, func(o *member) bool { return o == m })
	c.entries = c.sum(m.features.entries, -1, w)
	c.count(m.features.places, -1)
	for _, t := range m.topics {
		if c.topics[t]--; c.topics[t] == 0 {
			delete(c.topics, t)
		}
	}
	c.first, c.last = time.Time{}, time.Time{}
	for _, o := range c.members {
		if c.first.IsZero() || o.at.Before(c.first) {
			c.first = o.at
		}
		if o.at.After(c.last) {
			c.last = o.at
		}
	}
	c.norm = normed{}
}

// sum returns the entries of c plus by times those of another, and keeps count
// of the concerns that have each term.
func (c *concern) sum(other []entry, by float32, w *weights) []entry {
	out := make([]entry, 0, len(c.entries)+len(other))
	i, k := 0, 0
	for i < len(c.entries) || k < len(other) {
		switch {
		case k == len(other) || i < len(c.entries) && c.entries[i].t < other[k].t:
			out = append(out, c.entries[i])
			i++
		case i == len(c.entries) || other[k].t < c.entries[i].t:
			if by > 0 {
				out = append(out, other[k])
				w.concern(other[k].t, 1)
			}
			k++
		default:
			e := entry{c.entries[i].t, c.entries[i].title + by*other[k].title, c.entries[i].text + by*other[k].text}
			if e.title+e.text > 0.25 {
				out = append(out, e)
			} else {
				w.concern(e.t, -1)
			}
			i++
			k++
		}
	}
	return out
}

func (c *concern) size() float64 { return float64(len(c.members)) }

// id is that of the earliest member.
func (c *concern) id() string { return c.earliest().id }

func (c *concern) earliest() *member {
	return slices.MinFunc(c.members, func(a, b *member) int {
		if d := a.at.Compare(b.at); d != 0 {
			return d
		}
		return compareIDs(a.id, b.id)
	})
}

// share returns the mean presence of a term in the members.
func (c *concern) share(t term) float64 {
	i, ok := slices.BinarySearchFunc(c.entries, t, func(e entry, t term) int { return int(int64(e.t) - int64(t)) })
	if !ok {
		return 0
	}
	return float64(max(c.entries[i].title, c.entries[i].text)) / c.size()
}

// gap returns how far two concerns lie apart in time, 0 if they overlap.
func gap(a, b *concern) time.Duration {
	return max(0, a.first.Sub(b.last), b.first.Sub(a.last))
}
