package dedupe

import (
	"slices"
	"time"
)

const (
	// estimateSame is the estimate from which two posts are reported as one
	// when their texts are not at hand; estimateLook that from which the texts
	// are compared.
	estimateSame = 0.72
	estimateLook = 0.42

	chunk       = 4096
	windowParts = 4

	weakLooks = 24 // candidates that are compared after one that is the same on a weak ground
)

// Options of an [Index]. The zero value remembers everything and judges by
// signatures alone.
type Options struct {
	// Window is how long a post is remembered; 0 is for ever. A text that came
	// many times within a quarter of it may be forgotten a quarter early.
	Window time.Duration
	// Text returns the text of the post with the given number (the one that is
	// being added included), so that candidates can be compared exactly.
	Text func(number int) Text
}

// Index finds the earlier duplicate of each post of a stream, in memory. It is
// meant for the lab and for batches; several processes meet in the store by
// [Signature.Keys]. It needs about 400 bytes a post and is not safe for
// concurrent use.
type Index struct {
	opt   Options
	gens  []*generation
	count int
	found []uint32
}

// NewIndex returns an empty index.
func NewIndex(opt Options) *Index { return &Index{opt: opt} }

// Match is the earlier post that a post repeats.
type Match struct {
	Number     int // -1 if there is none
	Similarity float64
	Headline   bool // it is no copy: the same text under another headline
}

// generation holds the posts of a quarter of the window. As many are kept as
// reach over a whole one, so that old posts are dropped at once.
type generation struct {
	base  int
	begun time.Time
	sigs  [][]Signature
	times [][]int64
	bands [Buckets]table
	exact table
}

// Add numbers the post (0, 1, 2, …) and returns the earliest remembered post
// that it repeats: the earliest of similarity [SameAt], if there is one, else the earliest
// that is the same on another ground, else the earliest with the same text under another
// headline. Instants matter only with a window and must not go back by more than it.
func (x *Index) Add(at time.Time, sig Signature) Match {
	g := x.current(at)
	number := x.count
	x.count++
	local := g.add(at, sig, x.opt.Window > 0)
	if sig.Empty() {
		return Match{Number: -1}
	}
	q := query{number: number, at: at, sig: &sig}
	for b := range q.keys {
		q.keys[b] = sig.key(b)
	}
	weak := Match{Number: -1}
	for _, old := range x.gens {
		m, firm, copied := x.search(old, &q)
		if firm {
			// A copy of something remembered here leads nowhere new; leaving
			// it out keeps the buckets of a much copied text small.
			if !copied || old != g {
				g.index(local, &q)
			}
			return m
		}
		if m.before(weak) {
			weak = m
		}
	}
	g.index(local, &q)
	return weak
}

// before reports whether m says more than a weak match that was found earlier.
func (m Match) before(weak Match) bool {
	return m.Number >= 0 && (weak.Number < 0 || weak.Headline && !m.Headline)
}

// Learn numbers a post without looking for what it repeats: what is read back
// after a restart was looked for when it came.
func (x *Index) Learn(at time.Time, sig Signature) {
	g := x.current(at)
	x.count++
	local := g.add(at, sig, x.opt.Window > 0)
	if sig.Empty() {
		return
	}
	q := query{sig: &sig}
	for b := range q.keys {
		q.keys[b] = sig.key(b)
	}
	g.index(local, &q)
}

// query is the post that is being added.
type query struct {
	number int
	at     time.Time
	sig    *Signature
	keys   [Buckets]uint64
	form   *form // made when the first candidate is compared
}

func (x *Index) current(at time.Time) *generation {
	if n := len(x.gens); n > 0 {
		g := x.gens[n-1]
		if x.opt.Window <= 0 || at.Sub(g.begun) < x.opt.Window/windowParts {
			return g
		}
		if n > windowParts {
			x.gens = slices.Delete(x.gens, 0, 1)
		}
	}
	g := &generation{base: x.count, begun: at}
	x.gens = append(x.gens, g)
	return g
}

// search returns the earliest post of a generation that the query repeats,
// whether by its similarity, and whether an exact copy of it is there.
func (x *Index) search(g *generation, q *query) (m Match, firm, copied bool) {
	m = Match{Number: -1}
	limit := q.number
	x.found = g.exact.find(q.sig.exact, x.found[:0])
	slices.Sort(x.found)
	for _, p := range x.found {
		if n := g.base + int(p); n < limit && g.sig(p).exact == q.sig.exact && !x.stale(g, p, q.at) {
			m, limit = Match{Number: n, Similarity: 1}, n
			break
		}
	}
	copied = m.Number >= 0
	x.found = x.found[:0]
	for b := range g.bands {
		x.found = g.bands[b].find(q.keys[b], x.found)
	}
	slices.Sort(x.found)
	x.found = slices.Compact(x.found)
	for looks := 0; looks < len(x.found); looks++ {
		p := x.found[looks]
		n := g.base + int(p)
		if n >= limit {
			break
		}
		v := x.same(g, p, q)
		if !v.Same && !v.Headline || x.stale(g, p, q.at) {
			continue
		}
		if x.opt.Text == nil || v.Same && v.firm() {
			return Match{Number: n, Similarity: v.Similarity}, true, copied
		}
		if weak := (Match{Number: n, Similarity: v.Similarity, Headline: v.Headline}); weak.before(m) {
			m = weak
			x.found = x.found[:min(len(x.found), looks+1+weakLooks)]
		}
	}
	return m, copied, copied
}

func (x *Index) same(g *generation, p uint32, q *query) Verdict {
	estimate := Similarity(g.sig(p), q.sig)
	if x.opt.Text == nil {
		return Verdict{Same: estimate >= estimateSame, Similarity: estimate}
	}
	if estimate < estimateLook {
		return Verdict{}
	}
	if q.form == nil {
		f := prepare(x.opt.Text(q.number))
		q.form = &f
	}
	return compare(*q.form, prepare(x.opt.Text(g.base+int(p))))
}

func (x *Index) stale(g *generation, p uint32, at time.Time) bool {
	return x.opt.Window > 0 && at.UnixMilli()-g.times[p/chunk][p%chunk] > x.opt.Window.Milliseconds()
}

func (g *generation) sig(p uint32) *Signature { return &g.sigs[p/chunk][p%chunk] }

func (g *generation) add(at time.Time, sig Signature, timed bool) uint32 {
	last := len(g.sigs) - 1
	if last < 0 || len(g.sigs[last]) == chunk {
		g.sigs = append(g.sigs, make([]Signature, 0, chunk))
		g.times = append(g.times, nil)
		last++
	}
	g.sigs[last] = append(g.sigs[last], sig)
	if timed {
		g.times[last] = append(g.times[last], at.UnixMilli())
	}
	return uint32(last*chunk + len(g.sigs[last]) - 1)
}

func (g *generation) index(p uint32, q *query) {
	for b := range g.bands {
		g.bands[b].put(q.keys[b], p)
	}
	g.exact.put(q.sig.exact, p)
}
