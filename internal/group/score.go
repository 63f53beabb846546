package group

import (
	"cmp"
	"math"
	"slices"
	"time"
)

const (
	titleShare     = 0.45 // of the resemblance that the titles alone decide
	samePlace      = 0.30 // added for a rare place that both name
	placeNeeds     = 0.15 // resemblance that one place must come with to count in full
	otherPlace     = 0.85 // taken off by part when each names a place that the other does not mention
	onePlace       = 0.30 // the same when only one of the two names a place
	otherArea      = 0.60 // the same for a county or city
	mentionBalance = 1.5  // how much more a place counts that the other mentions
	sameMention    = 0.15 // share of the posts from which a concern mentions a place
	dominant       = 0.30 // share from which a place is that of the concern
	gapPenalty     = 0.08 // taken off when the window has nearly passed in silence
	sameText       = 0.75 // Jaccard similarity of terms from which two texts are one
	sameTextTerms  = 25
)

// likeness is how far two concerns (a post is a concern of one) are one matter.
type likeness struct {
	score float64

	samePlace  float64 // rarity of a place that both name
	otherPlace bool    // each names one that the other does not mention
	repeated   bool    // a post that is already there says the same in the same words
}

type weighted struct {
	t id
	w float64
}

// exactNorm is the size of concern up to which its length is computed anew with
// each member; that of larger ones follows by parts.
const exactNorm = 8

// norms returns the lengths of the vectors of a concern.
func (x *Index) norms(c *concern) (all, title float64) {
	n, size := x.weights.posts, len(c.members)
	fits := c.norm.size == size || c.norm.size > exactNorm && 2*size <= 3*c.norm.size
	if !fits || c.norm.at*10 < n*9 || c.norm.at > n {
		c.norm = normed{at: n, size: size}
		for _, e := range c.counts {
			c.norm.change(x.weights.of(e.id), count{}, e)
		}
	}
	return math.Sqrt(max(0, c.norm.all)) / c.size(), math.Sqrt(max(0, c.norm.title)) / c.size()
}

// change puts a new count of a term of weight w in the place of an old one.
func (n *normed) change(w float64, old, now count) {
	was, is := titleTimes*old.title+old.text, titleTimes*now.title+now.text
	n.all += w * w * float64(is*is-was*was)
	n.title += w * w * float64(now.title*now.title-old.title*old.title)
}

// view is a concern with what is needed to compare it with many.
type view struct {
	*concern
	w          []float64 // squared weights of its counts
	all, title float64   // lengths
}

// viewOf prepares c; the view is good until the next one.
func (x *Index) viewOf(c *concern) view {
	v := view{concern: c, w: x.scratch.weights[:0]}
	for _, e := range c.counts {
		w := x.weights.of(e.id)
		v.w = append(v.w, w*w)
	}
	x.scratch.weights = v.w
	v.all, v.title = x.norms(c)
	return v
}

// compare returns the likeness of two concerns, at most 1.
func (x *Index) compare(a view, b *concern) likeness {
	var l likeness
	if apart(a.topics, b.topics) {
		return l
	}
	wide := gap(a.concern, b)
	if x.opt.Window > 0 && wide > x.opt.Window {
		return l
	}
	all, title := a.products(b)
	if all == 0 {
		return l
	}
	bAll, bTitle := x.norms(b)
	size := a.size() * b.size()
	l.score = (1 - titleShare) * all / size / (a.all * bAll)
	if title > 0 {
		l.score += titleShare * title / size / (a.title * bTitle)
	}
	x.judgePlaces(a.concern, b, &l)
	if x.opt.Window > 0 {
		l.score -= gapPenalty * float64(wide) / float64(x.opt.Window)
	}
	return l
}

// products returns the inner products of all counts and of the titles.
func (v view) products(b *concern) (all, title float64) {
	k := 0
	for i := range v.counts {
		d := &v.counts[i]
		if k < len(b.counts) && b.counts[k].id < d.id {
			k = seek(b.counts, k, d.id)
		}
		if k == len(b.counts) {
			return all, title
		}
		if e := &b.counts[k]; e.id == d.id {
			all += v.w[i] * float64((titleTimes*d.title+d.text)*(titleTimes*e.title+e.text))
			title += v.w[i] * float64(d.title*e.title)
		}
	}
	return all, title
}

// shared returns what speaks for the likeness of two concerns, heaviest first.
func (x *Index) shared(a, b *concern, most int) []weighted {
	var out []weighted
	k := 0
	for _, d := range a.counts {
		if k = seek(b.counts, k, d.id); k == len(b.counts) {
			break
		}
		if e := b.counts[k]; e.id == d.id {
			if w := x.weights.of(d.id); w > 0 {
				out = append(out, weighted{d.id, w * w * float64((titleTimes*d.title+d.text)*(titleTimes*e.title+e.text))})
			}
		}
	}
	slices.SortFunc(out, func(p, q weighted) int {
		return cmp.Or(cmp.Compare(q.w, p.w), cmp.Compare(x.words.terms[p.t], x.words.terms[q.t]))
	})
	return out[:min(most, len(out))]
}

func apart(a, b []topicCount) bool {
	for _, s := range a {
		for _, t := range b {
			if s.topic == t.topic {
				return false
			}
		}
	}
	return len(a) > 0 && len(b) > 0
}

func (x *Index) judgePlaces(a, b *concern, l *likeness) {
	best := 0.0
	for _, p := range a.places {
		if q := b.place(p.place); p.at == site && q > 0 {
			part := min(p.n/a.size(), q/b.size())
			best = max(best, x.weights.certainty(p.place)*min(1, 2*part))
		}
	}
	l.samePlace = best
	l.score = min(1, l.score+samePlace*best*min(1, l.score/placeNeeds))
	for at, by := range [levels]float64{site: otherPlace, county: otherArea, city: otherArea} {
		p, q := x.absent(a, b, level(at)), x.absent(b, a, level(at))
		if both := min(p, q); both > 0 {
			l.score *= 1 - by*both
			l.otherPlace = true
		} else if at == int(site) {
			l.score *= 1 - onePlace*max(p, q)
		}
	}
}

// absent tells how sure it is, 0 to 1, that a is at a place of the level that
// b does not mention: how many of its members name one, how rare the names
// are, less what b mentions after all.
func (x *Index) absent(a, b *concern, at level) float64 {
	other, mentioned := 0.0, 0.0
	for _, p := range a.places {
		if p.at != at {
			continue
		}
		sure := p.n / a.size() * x.weights.certainty(p.place)
		if b.share(p.id) >= sameMention {
			mentioned = max(mentioned, sure)
		} else {
			other += sure
		}
	}
	return max(0, min(1, a.placed[at]/a.size(), other)-mentionBalance*mentioned)
}

// sketch holds the smallest hash in each of some parts of a post's terms: two
// posts that tell the same agree in most of them.
type sketch [16]uint16

func (x *Index) sketch(counts []count) sketch {
	var s sketch
	for i := range s {
		s[i] = 0xFFFF
	}
	for _, e := range counts {
		h := uint32(x.words.terms[e.id]) * 2654435769
		h = (h ^ h>>15) * 2246822519
		h ^= h >> 13
		s[h>>28] = min(s[h>>28], uint16(h))
	}
	return s
}

// near reports whether enough parts agree for two posts to be looked at.
func (s *sketch) near(o *sketch) bool {
	n := 0
	for i, v := range s {
		if v == o[i] {
			n++
		}
	}
	return n >= len(s)*2/5
}

// repeats reports whether two posts tell the same in nearly the same words.
func repeats(a, b *member) bool {
	ea, eb := a.counts, b.counts
	if min(len(ea), len(eb)) < sameTextTerms || !a.sketch.near(&b.sketch) {
		return false
	}
	both, i, k := 0, 0, 0
	for i < len(ea) && k < len(eb) {
		switch {
		case ea[i].id < eb[k].id:
			i++
		case ea[i].id > eb[k].id:
			k++
		default:
			both++
			i++
			k++
		}
	}
	return float64(both) >= sameText*float64(len(ea)+len(eb)-both)
}

// need is the score that a size of concern asks for: little is known about a
// single post, so two single posts must resemble each other more.
func (x *Index) need(members int) float64 {
	if members <= 1 {
		return x.opt.Confirm + loneExtra
	}
	return x.opt.Confirm
}

const (
	loneExtra  = 0.03
	defaultGap = 180 * 24 * time.Hour
)
