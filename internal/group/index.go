package group

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Options of an [Index]. Zero values mean the defaults, which suit messages
// and posts of any agency; they were not tuned to one.
type Options struct {
	Window  time.Duration // silence after which a concern takes no more posts; 180 days
	Confirm float64       // resemblance from which a post joins; 0.30
	Suggest float64       // resemblance from which joining is suggested; 0.20
}

const (
	defaultConfirm = 0.30
	defaultSuggest = 0.20

	probes     = 28 // terms by which candidates are looked up
	candidates = 12 // concerns that are compared in full
	longest    = 400
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
	Concern   string   // the ID of its concern, which is that of its earliest post
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
		x.join(m, c)
		return Decision{Concern: c.id(), Confirmed: true, Score: 1, Reasons: []string{"与已有信息重复"}}
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
	x.join(m, best)
	return Decision{Concern: best.id(), Confirmed: true, Score: like.score, Reasons: x.reasons(like)}
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
		if a.size() == 1 && l.score > 0 && slices.ContainsFunc(c.members, func(m *member) bool { return repeats(a.members[0], m) }) {
			l.score = 1
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
	for _, t := range x.probe(a.entries, placesOf(a)) {
		list := x.postings[t]
		if len(list) > longest {
			list = list[len(list)-longest:]
		}
		w := x.weights.of(t)
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

// expire closes the concerns that have been silent for longer than the window.
func (x *Index) expire(now time.Time) {
	if x.frozen {
		return
	}
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

// compareIDs orders numbers by value and other IDs by spelling.
func compareIDs(a, b string) int {
	if number(a) && number(b) {
		if d := cmp.Compare(len(a), len(b)); d != 0 {
			return d
		}
	}
	return strings.Compare(a, b)
}

func number(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
