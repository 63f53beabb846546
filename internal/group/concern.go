package group

import (
	"cmp"
	"slices"
	"sort"
	"time"
)

// member is a post inside a concern.
type member struct {
	id     string
	at     time.Time
	counts []count // sorted by id
	places []place // named in the title, else at the beginning of the text
	topics []string
	copyOf string // repeats this one
	quotes string // holds most of this one, or is held by it
	why    string
	sketch sketch
}

// concern is a growing group. Its counts and places are sums over members.
type concern struct {
	number      int
	slot        int32 // in the index's list of open concerns
	changed     bool  // since the last merge
	members     []*member
	counts      []count // of a single member: its own, not to be written to
	places      []placeCount
	placed      [levels]float64 // members that name a place of the level
	topics      []topicCount
	probed      []id // it is listed under these, in order
	earliest    *member
	first, last time.Time

	norm normed
}

// placeCount tells how many members name a place.
type placeCount struct {
	place
	n float64
}

// topicCount tells how many members have a topic.
type topicCount struct {
	topic string
	n     int
}

// normed caches the sums of the squares of a concern's weighted counts.
type normed struct {
	all, title float64
	at         int // posts in the index when it was computed
	size       int // of the concern then
}

// alone makes a concern of one post, which the weights do not count.
func alone(m *member) *concern {
	c := &concern{number: -1, slot: -1}
	c.members = append(make([]*member, 0, 1), m)
	c.counts = m.counts
	c.enter(m)
	return c
}

// enter counts all of a new member but its terms.
func (c *concern) enter(m *member) {
	c.changed = true
	c.count(m.places, 1)
	for _, t := range m.topics {
		if i := slices.IndexFunc(c.topics, func(o topicCount) bool { return o.topic == t }); i >= 0 {
			c.topics[i].n++
		} else {
			c.topics = append(c.topics, topicCount{t, 1})
		}
	}
	if c.first.IsZero() || m.at.Before(c.first) {
		c.first = m.at
	}
	if m.at.After(c.last) {
		c.last = m.at
	}
	if c.earliest == nil || before(m, c.earliest) < 0 {
		c.earliest = m
	}
}

func before(a, b *member) int {
	return cmp.Or(a.at.Compare(b.at), compareIDs(a.id, b.id))
}

// add takes a member into a concern that the weights count.
func (c *concern) add(m *member, w *weights) {
	c.members = append(c.members, m)
	c.enter(m)
	if len(c.members) == 2 {
		c.counts = slices.Grow(slices.Clone(c.counts), len(m.counts))
		c.norm = normed{}
	}
	c.sum(m.counts, w)
}

// sum adds the counts of a member, and keeps count of the concerns that have
// each term. New terms are gathered first, so that all move once.
func (c *concern) sum(other []count, w *weights) {
	fresh := 0
	i := 0
	keep := c.norm.size > exactNorm
	for _, o := range other {
		if i = seek(c.counts, i, o.id); i < len(c.counts) && c.counts[i].id == o.id {
			e := &c.counts[i]
			if keep {
				c.norm.change(w.of(o.id), *e, count{o.id, e.title + o.title, e.text + o.text})
			}
			e.title += o.title
			e.text += o.text
		} else {
			fresh++
			if keep {
				c.norm.change(w.of(o.id), count{}, o)
			}
		}
	}
	if !keep {
		c.norm = normed{}
	}
	if fresh == 0 {
		return
	}
	from := len(c.counts) - 1
	c.counts = slices.Grow(c.counts, fresh)[:len(c.counts)+fresh]
	to := len(c.counts) - 1
	for k := len(other) - 1; k >= 0 && fresh > 0; {
		switch {
		case from >= 0 && c.counts[from].id > other[k].id:
			c.counts[to] = c.counts[from]
			from--
			to--
		case from >= 0 && c.counts[from].id == other[k].id:
			k--
		default:
			c.counts[to] = other[k]
			w.in[other[k].id].concerns++
			to--
			k--
			fresh--
		}
	}
}

// seek returns the first place from i on whose id is not smaller, in steps that
// double: few terms are looked up in many.
func seek(counts []count, i int, want id) int {
	if i >= len(counts) || counts[i].id >= want {
		return i
	}
	step := 1
	for ; i+step < len(counts) && counts[i+step].id < want; step *= 2 {
		i += step
	}
	end := min(i+step, len(counts))
	for i+1 < end {
		if mid := int(uint(i+end) / 2); counts[mid].id < want {
			i = mid
		} else {
			end = mid
		}
	}
	return end
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
		c.countPlace(place{key: p.key, at: p.at, id: p.id}, by*part)
	}
	for at := range most {
		c.placed[at] += by * most[at]
	}
}

// countPlace keeps the places in the order in which they came, so that sums
// over them are the same in every run.
func (c *concern) countPlace(p place, by float64) {
	i := slices.IndexFunc(c.places, func(q placeCount) bool { return q.id == p.id && q.at == p.at })
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
	for i := range c.places {
		if q := &c.places[i]; q.id == p.id && q.at == p.at {
			return q.n
		}
	}
	return 0
}

// remove takes a member out.
func (c *concern) remove(m *member, w *weights) {
	c.members = slices.DeleteFunc(c.members, func(o *member) bool { return o == m })
	c.changed = true
	out := make([]count, 0, len(c.counts))
	k := 0
	for _, e := range c.counts {
		if k < len(m.counts) && m.counts[k].id == e.id {
			e.title -= m.counts[k].title
			e.text -= m.counts[k].text
			k++
			if e.title+e.text <= 0.25 {
				w.in[e.id].concerns--
				continue
			}
		}
		out = append(out, e)
	}
	c.counts = out
	c.count(m.places, -1)
	for _, t := range m.topics {
		i := slices.IndexFunc(c.topics, func(o topicCount) bool { return o.topic == t })
		if c.topics[i].n--; c.topics[i].n == 0 {
			c.topics = slices.Delete(c.topics, i, i+1)
		}
	}
	c.first, c.last, c.earliest = time.Time{}, time.Time{}, nil
	for _, o := range c.members {
		if c.first.IsZero() || o.at.Before(c.first) {
			c.first = o.at
		}
		if o.at.After(c.last) {
			c.last = o.at
		}
		if c.earliest == nil || before(o, c.earliest) < 0 {
			c.earliest = o
		}
	}
	c.norm = normed{}
}

func (c *concern) size() float64 { return float64(len(c.members)) }

// id is that of the earliest member.
func (c *concern) id() string { return c.earliest.id }

// share returns the mean presence of a term in the members.
func (c *concern) share(t id) float64 {
	i := sort.Search(len(c.counts), func(i int) bool { return c.counts[i].id >= t })
	if i == len(c.counts) || c.counts[i].id != t {
		return 0
	}
	return float64(max(c.counts[i].title, c.counts[i].text)) / c.size()
}

// gap returns how far two concerns lie apart in time, 0 if they overlap.
func gap(a, b *concern) time.Duration {
	return max(0, a.first.Sub(b.last), b.first.Sub(a.last))
}
