package group

import (
	"cmp"
	"slices"
	"time"
)

// Options of an [Index]. Zero values mean the defaults, which suit messages
// and posts of any agency; they were not tuned to one.
type Options struct {
	Most    int           // posts that an index remembers; the concerns silent for longest are closed first; 200,000
	Window  time.Duration // silence after which a concern takes no more posts; 180 days
	Confirm float64       // resemblance from which a post joins; 0.32
	Suggest float64       // resemblance from which joining is suggested; 0.20
}

const (
	defaultConfirm = 0.32
	defaultSuggest = 0.20

	sweeps = 30 // of closed concerns in a window

	defaultMost = 200_000
	spare       = 10 // the part of Most that is made free at once
)

func (o Options) filled() Options {
	if o.Window == 0 {
		o.Window = defaultGap
	}
	if o.Most == 0 {
		o.Most = defaultMost
	}
	if o.Confirm == 0 {
		o.Confirm = defaultConfirm
	}
	if o.Suggest == 0 {
		o.Suggest = min(defaultSuggest, o.Confirm)
	}
	return o
}

// Index groups posts one by one. It keeps no words of a post but rare numbers
// and names. It is not safe for concurrent use.
type Index struct {
	opt      Options
	words    vocabulary
	weights  weights
	frozen   bool // weights come from the whole file
	swept    time.Time
	next     int
	open     []*concern
	slots    []*concern // open concerns; nil once one is gone
	unused   []int32    // slots that no list of postings names
	byPost   map[string]*concern
	postings [][]int32 // by id of a term: slots of concerns that are found by it
	scratch  scratch
	reading  Post // while it is added: what reasons quote
}

// NewIndex returns an empty index.
func NewIndex(opt Options) *Index {
	return &Index{opt: opt.filled(), words: newVocabulary(), weights: newWeights(), byPost: map[string]*concern{}}
}

// Decision says where a post belongs and why.
type Decision struct {
	Concern   string   // the ID of its concern: that of its earliest post before this one joined
	New       bool     // the post begins this concern
	Confirmed bool     // it was joined; false when it stands alone
	Suggested string   // a concern that a person may join it to, if not confirmed
	Score     float64  // resemblance to Concern, or to Suggested
	Reasons   []string // Chinese: shared terms, the same place, a repeated text
}

// Add places a post. Posts should come roughly in the order of time. A post
// that was added before is answered with its concern.
func (x *Index) Add(p Post) Decision {
	if c := x.byPost[p.ID]; c != nil {
		return x.already(c)
	}
	return x.AddRead(p, FeaturesOf(p))
}

// AddRead is Add for a post whose features are made already; its words are looked
// at for the reasons alone.
func (x *Index) AddRead(p Post, f Features) Decision {
	if c := x.byPost[p.ID]; c != nil {
		return x.already(c)
	}
	x.expire(p.Time)
	x.reading = p
	defer func() { x.reading = Post{} }()
	return x.place(x.newMember(p, f))
}

func (x *Index) already(c *concern) Decision {
	return Decision{Concern: c.id(), Confirmed: len(c.members) > 1, Score: 1, Reasons: []string{"已归并过"}}
}

func (x *Index) newMember(p Post, f Features) *member {
	m := &member{id: p.ID, at: p.Time, topics: p.Topics, copyOf: p.SameAs, quotes: p.Quotes, why: p.Why}
	m.counts, m.places = x.number(f)
	m.sketch = x.sketch(m.counts)
	return m
}

// Restore puts a stored post back where it was, without deciding anew. An empty
// concern, or one that is no longer there, makes a concern of its own.
func (x *Index) Restore(p Post, f Features, concern string) {
	if x.byPost[p.ID] != nil {
		return
	}
	m := x.newMember(p, f)
	x.learn(m)
	x.join(alone(m), x.byPost[concern])
}

// Features returns what the index knows of a post, to be stored with it; false
// if it does not know it.
func (x *Index) Features(id string) (Features, bool) {
	c := x.byPost[id]
	if c == nil {
		return Features{}, false
	}
	m := c.members[slices.IndexFunc(c.members, func(m *member) bool { return m.id == id })]
	var f Features
	for _, e := range m.counts {
		t := x.words.terms[e.id]
		f.entries = append(f.entries, entry{t, e.title, e.text})
		if t <= hashMask {
			f.spell(t, x.words.spelled[t])
		}
	}
	slices.SortFunc(f.entries, func(a, b entry) int { return cmp.Compare(a.t, b.t) })
	for _, p := range m.places {
		p.id = 0
		f.places = append(f.places, p)
	}
	return f, true
}

func (x *Index) learn(m *member) {
	if !x.frozen {
		x.weights.post(m, 1)
	}
}

func (x *Index) place(m *member) Decision {
	x.learn(m)
	a := alone(m)
	if c := x.byPost[m.copyOf]; c != nil {
		id := c.id() // as it was: a post older than all of them gives it its own
		x.join(a, c)
		return Decision{Concern: id, Confirmed: true, Score: 1, Reasons: []string{"与已有信息重复"}}
	}
	if c := x.byPost[m.quotes]; c != nil {
		if l := x.compare(x.viewOf(a), c); !l.otherPlace && !apart(a.topics, c.topics) {
			id := c.id()
			x.join(a, c)
			return Decision{Concern: id, Confirmed: true, Score: 1, Reasons: []string{m.why}}
		}
	}
	best, like := x.nearest(a)
	switch {
	case best == nil || like.score < x.opt.Suggest:
		c := x.join(a, nil)
		return Decision{Concern: c.id(), New: true}
	case like.score < x.need(len(best.members)) && !x.worthAsking(a, best, like):
		c := x.join(a, nil)
		return Decision{Concern: c.id(), New: true}
	case like.score < x.need(len(best.members)):
		suggested, reasons := best.id(), x.reasons(a, best, like)
		c := x.join(a, nil)
		return Decision{Concern: c.id(), New: true, Suggested: suggested, Score: like.score, Reasons: reasons}
	}
	id, reasons := best.id(), x.reasons(a, best, like)
	x.join(a, best)
	return Decision{Concern: id, Confirmed: true, Score: like.score, Reasons: reasons}
}

// join puts the one post of a into c, or opens a as a new concern.
func (x *Index) join(a, c *concern) *concern {
	m := a.members[0]
	probed := x.probe(x.viewOf(a), m.places)
	if c == nil {
		c = a
		c.number = x.next
		x.next++
		x.open = append(x.open, c)
		c.slot = x.newSlot(c)
		x.weights.concern(c.counts, 1)
	} else {
		c.add(m, &x.weights)
	}
	x.byPost[m.id] = c
	for _, t := range probed {
		i, listed := slices.BinarySearch(c.probed, t.t)
		if !listed {
			c.probed = slices.Insert(c.probed, i, t.t)
			x.postings[t.t] = append(x.postings[t.t], c.slot)
		}
	}
	return c
}

func (x *Index) newSlot(c *concern) int32 {
	if last := len(x.unused) - 1; last >= 0 {
		slot := x.unused[last]
		x.unused, x.slots[slot] = x.unused[:last], c
		return slot
	}
	x.slots = append(x.slots, c)
	return int32(len(x.slots) - 1)
}

// expire closes the concerns that have been silent for longer than the window.
func (x *Index) expire(now time.Time) {
	if !x.frozen && len(x.byPost) >= x.opt.Most {
		x.shed()
	}
	// Sweeping touches everything, so it waits; a silent concern takes no post
	// meanwhile.
	if x.frozen || now.Sub(x.swept) < x.opt.Window/sweeps {
		return
	}
	x.swept = now
	old := func(c *concern) bool { return now.Sub(c.last) > x.opt.Window }
	if !slices.ContainsFunc(x.open, old) {
		return
	}
	for _, c := range x.open {
		if old(c) {
			x.close(c)
		}
	}
	x.open = slices.DeleteFunc(x.open, gone)
	if dead := len(x.slots) - len(x.unused) - len(x.open); 4*dead > len(x.open) {
		x.purge()
	}
}

// shed closes the concerns that have been silent for longest, so that the memory
// stays bounded however many posts come within the window.
func (x *Index) shed() {
	oldest := slices.Clone(x.open)
	slices.SortFunc(oldest, func(a, b *concern) int { return cmp.Or(a.last.Compare(b.last), cmp.Compare(a.number, b.number)) })
	for _, c := range oldest {
		if len(x.byPost) <= x.opt.Most-x.opt.Most/spare {
			break
		}
		x.close(c)
	}
	x.open = slices.DeleteFunc(x.open, gone)
	x.purge()
}

// purge takes closed concerns out of the lists of postings, and forgets terms.
func (x *Index) purge() {
	for t, list := range x.postings {
		if list = slices.DeleteFunc(list, func(slot int32) bool { return x.slots[slot] == nil }); len(list) == 0 {
			list = nil
		}
		x.postings[t] = list
	}
	x.unused = x.unused[:0]
	for slot := range x.slots {
		if x.slots[slot] == nil {
			x.unused = append(x.unused, int32(slot))
		}
	}
	x.forget()
}

func gone(c *concern) bool { return len(c.members) == 0 }

func (x *Index) close(c *concern) {
	for _, m := range c.members {
		x.weights.post(m, -1)
		delete(x.byPost, m.id)
	}
	x.end(c)
}

// end empties a concern whose posts have gone elsewhere.
func (x *Index) end(c *concern) {
	x.weights.concern(c.counts, -1)
	c.members, c.counts = nil, nil
	x.slots[c.slot] = nil
}
