package dedupe

import (
	"cmp"
	"slices"
	"time"
)

const (
	passage      = 8       // characters that are looked at together in a passage
	anchor       = 12      // characters of an anchor
	anchorOneIn  = 10      // of all places begin an anchor
	anchorMost   = 48      // anchors of a post
	passageLeast = 24      // passages that the shorter text has at least
	containedAt  = 0.5     // share of the shorter text's passages from which it is contained
	anchorsMeet  = 2       // anchors in common before texts are compared
	quotesTried  = 6       // candidates
	formsMost    = 2 << 20 // characters of texts whose forms are kept while a batch runs
)

// Quote (摘引) says that of two texts the shorter one stands in the longer one for
// the most part: a cut text, or a quotation with words of its own. Such posts are
// near, and yet no copies: their Jaccard similarity may be small.
type Quote struct {
	Share   float64 // of the shorter text's passages, 0 to 1
	Shorter bool    // the first text is the shorter one
	Same    Verdict // set where the two are one text after all
}

// Quoted compares two texts; the share is 0 when neither contains a large part of
// the other.
func Quoted(a, b Text) Quote {
	return quoted(&form{text: appendNormal(nil, a.Text)}, &form{text: appendNormal(nil, b.Text)})
}

func quoted(a, b *form) Quote {
	q := Quote{Shorter: len(a.text) < len(b.text)}
	short, long := a, b
	if !q.Shorter {
		short, long = b, a
	}
	if len(short.text) < passageLeast+passage-1 {
		return q
	}
	all, in := short.passages(), long.passages()
	both, k := 0, 0
	for _, h := range all {
		for k < len(in) && in[k] < h {
			k++
		}
		if k < len(in) && in[k] == h {
			both++
		}
	}
	if q.Share = float64(both) / float64(len(all)); q.Share < containedAt {
		q.Share = 0
	}
	return q
}

// passages returns the hashes of all passages of the text, sorted.
func (f *form) passages() []uint64 {
	if f.passed == nil {
		f.passed = make([]uint64, 0, len(f.text))
		each(f.text, passage, func(h uint64) { f.passed = append(f.passed, h) })
		slices.Sort(f.passed)
	}
	return f.passed
}

// each calls do with the hash of every n characters in a row.
func each(text []rune, n int, do func(uint64)) {
	const base = 0x9E3779B97F4A7C15
	var h, out uint64 = 0, 1
	for range n {
		out *= base
	}
	for i, r := range text {
		h = h*base + uint64(r)
		if i >= n {
			h -= out * uint64(text[i-n])
		}
		if i >= n-1 {
			do(mix(h))
		}
	}
}

// Passages finds the earlier posts that share a passage with a post. It keeps no
// words beyond a batch (Settle), some 200 bytes a post, and forgets as [Index] does. It is not safe for
// concurrent use.
type Passages struct {
	window time.Duration
	gens   []*passageGeneration
	found  []uint32
	forms  map[int]*form // of posts that were looked at since the last Settle
	size   int           // characters of them
}

type passageGeneration struct {
	begun time.Time
	at    table
}

// NewPassages returns an empty index that remembers posts for a window, 0 for ever.
func NewPassages(window time.Duration) *Passages {
	return &Passages{window: window, forms: map[int]*form{}}
}

// Settle lets go of the words that Seek has read; to be called between batches.
func (x *Passages) Settle() {
	clear(x.forms)
	x.size = 0
}

// keep remembers the form of a post until it is too much, or a batch ends.
func (x *Passages) keep(number int, f *form) *form {
	if x.size+len(f.text) > formsMost {
		x.Settle()
	}
	x.size += len(f.text)
	x.forms[number] = f
	return f
}

// Add remembers a post under a number.
func (x *Passages) Add(at time.Time, t Text, number int) {
	x.add(at, anchors(appendNormal(nil, t.Text)), number)
}

func (x *Passages) add(at time.Time, keys []uint64, number int) {
	if len(keys) == 0 {
		return
	}
	g := x.current(at)
	for _, k := range keys {
		g.at.put(k, uint32(number))
	}
}

// Seek returns a post that t repeats although their bucket keys differ (Quote.Same),
// else the one with most anchors in common that t contains for the most part, or
// that contains t, with how much of it; -1 if there is none. text returns the
// words of a post that was added. t itself is then added under its number.
func (x *Passages) Seek(at time.Time, t Text, number int, text func(number int) Text) (int, Quote) {
	own := prepare(t)
	keys := anchors(own.text)
	x.found = x.found[:0]
	for _, g := range x.gens {
		for _, k := range keys {
			x.found = g.at.find(k, x.found)
		}
	}
	meet := anchorsMeet
	if len(keys) < 3*anchorsMeet {
		meet = 1
	}
	from, best := -1, Quote{}
	for _, n := range often(x.found, meet) {
		other := x.forms[int(n)]
		if other == nil {
			f := prepare(text(int(n)))
			other = x.keep(int(n), &f)
		}
		v := compare(own, *other)
		if v.Same && !best.Same.Same || v.firm() && !best.Same.firm() {
			from, best = int(n), quoted(&own, other)
			best.Same = v
		} else if from < 0 {
			if q := quoted(&own, other); q.Share > 0 {
				from, best = int(n), q
			}
		}
	}
	x.add(at, keys, number)
	x.keep(number, &own)
	return from, best
}

// often returns those that are found so many times at least, those found most
// often first, up to a few.
func often(found []uint32, least int) []uint32 {
	slices.Sort(found)
	type hit struct {
		post  uint32
		times int
	}
	var hits []hit
	for i := 0; i < len(found); {
		k := i
		for k < len(found) && found[k] == found[i] {
			k++
		}
		if k-i >= least {
			hits = append(hits, hit{found[i], k - i})
		}
		i = k
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.times, a.times) })
	var out []uint32
	for _, h := range hits[:min(quotesTried, len(hits))] {
		out = append(out, h.post)
	}
	return out
}

// anchors are places chosen by their words alone, so that two texts that share a
// passage share those in it.
func anchors(form []rune) []uint64 {
	var out []uint64
	each(form, anchor, func(h uint64) {
		if h>>32%anchorOneIn == 0 && len(out) < anchorMost {
			out = append(out, h)
		}
	})
	return out
}

func (x *Passages) current(at time.Time) *passageGeneration {
	if n := len(x.gens); n > 0 {
		if g := x.gens[n-1]; x.window <= 0 || at.Sub(g.begun) < x.window/windowParts {
			return g
		}
		if n > windowParts {
			x.gens = slices.Delete(x.gens, 0, 1)
		}
	}
	x.gens = append(x.gens, &passageGeneration{begun: at})
	return x.gens[len(x.gens)-1]
}
