package group

import (
	"slices"
	"time"
)

// Options of an [Index]. Zero values mean the defaults, which suit messages
// and posts of any agency; they were not tuned to one.
type Options struct {
	Window  time.Duration // silence after which a concern takes no more posts; 180 days
	Confirm float64       // resemblance from which a post joins; 0.32
	Suggest float64       // resemblance from which joining is suggested; 0.20
}

const (
	defaultConfirm = 0.32
	defaultSuggest = 0.20

	sweeps = 30 // of closed concerns in a window
)

func (o Options) filled() Options {
	if o.Window == 0 {
		o.Window = defaultGap
	}
	if o.Confirm == 0 {
		o.Confirm = defaultConfirm
	}
	if o.Suggest == 0 {
		o.Suggest = min(defaultSuggest, o.Confirm)
	}
	return o
}

// Index groups posts one by one. It is not safe for concurrent use.
type Index struct {
	opt      Options
	weights  weights
	frozen   bool // weights come from the whole file
	swept    time.Time
	next     int
	open     []*concern
	byPost   map[string]*concern
	postings map[term][]*concern
	spelled  map[term]string
}

// NewIndex returns an empty index.
func NewIndex(opt Options) *Index {
	return &Index{
		opt: opt.filled(), weights: newWeights(), byPost: map[string]*concern{},
		postings: map[term][]*concern{}, spelled: map[term]string{},
	}
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
		return Decision{Concern: c.id(), Confirmed: len(c.members) > 1, Score: 1, Reasons: []string{"已归并过"}}
	}
	return x.place(newMember(p))
}

func newMember(p Post) *member {
	return &member{
		id: p.ID, at: p.Time, features: FeaturesOf(p), topics: p.Topics, copyOf: p.SameAs,
		title: titleOf(p), summary: summaryOf(p),
	}
}

// Restore puts a stored post back where it was, without deciding anew. An empty
// concern, or one that is no longer there, makes a concern of its own.
func (x *Index) Restore(p Post, f Features, concern string) {
	if x.byPost[p.ID] != nil {
		return
	}
	m := &member{id: p.ID, at: p.Time, features: f, topics: p.Topics, copyOf: p.SameAs, title: titleOf(p), summary: summaryOf(p)}
	x.learn(m)
	x.join(m, x.byPost[concern])
}

// Features returns what the index knows of a post, to be stored with it; false
// if it does not know it.
func (x *Index) Features(id string) (Features, bool) {
	if c := x.byPost[id]; c != nil {
		for _, m := range c.members {
			if m.id == id {
				return m.features, true
			}
		}
	}
	return Features{}, false
}

func (x *Index) learn(m *member) {
	for t, s := range m.features.spelled {
		x.spelled[t] = s
	}
	if !x.frozen {
		x.weights.post(&m.features, 1)
	}
}

func (x *Index) place(m *member) Decision {
	x.expire(m.at)
	x.learn(m)
	if c := x.byPost[m.copyOf]; c != nil {
		id := c.id() // as it was: a post older than all of them gives it its own
		x.join(m, c)
		return Decision{Concern: id, Confirmed: true, Score: 1, Reasons: []string{"与已有信息重复"}}
	}
	alone := newConcern(-1)
	alone.addQuietly(m)
	best, like := x.nearest(alone)
	switch {
	case best == nil || like.score < x.opt.Suggest:
		c := x.join(m, nil)
		return Decision{Concern: c.id(), New: true}
	case like.score < x.need(len(best.members)):
		suggested := best.id()
		c := x.join(m, nil)
		return Decision{Concern: c.id(), New: true, Suggested: suggested, Score: like.score, Reasons: x.reasons(like)}
	}
	id := best.id()
	x.join(m, best)
	return Decision{Concern: id, Confirmed: true, Score: like.score, Reasons: x.reasons(like)}
}

// addQuietly makes a concern of one that the weights do not count.
func (c *concern) addQuietly(m *member) {
	w := newWeights()
	c.add(m, &w)
}

// join puts a member into c, or into a new concern.
func (x *Index) join(m *member, c *concern) *concern {
	if c == nil {
		c = newConcern(x.next)
		x.next++
		x.open = append(x.open, c)
	}
	c.add(m, &x.weights)
	x.byPost[m.id] = c
	for _, t := range x.probe(m.features.entries, m.features.places) {
		if list := x.postings[t]; !slices.Contains(list, c) {
			x.postings[t] = append(list, c)
		}
	}
	return c
}

// expire closes the concerns that have been silent for longer than the window.
func (x *Index) expire(now time.Time) {
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
	x.open = slices.DeleteFunc(x.open, func(c *concern) bool { return len(c.members) == 0 })
	for t, list := range x.postings {
		if list = slices.DeleteFunc(list, func(c *concern) bool { return len(c.members) == 0 }); len(list) == 0 {
			delete(x.postings, t)
		} else {
			x.postings[t] = list
		}
	}
	for t := range x.spelled {
		if x.weights.in[t].posts == 0 {
			delete(x.spelled, t)
		}
	}
}

func (x *Index) close(c *concern) {
	for _, m := range c.members {
		x.weights.post(&m.features, -1)
		delete(x.byPost, m.id)
	}
	for _, e := range c.entries {
		x.weights.concern(e.t, -1)
	}
	c.members = nil
}
