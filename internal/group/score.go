package group

import (
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
	score  float64
	shared []weighted // what speaks for it, heaviest first

	samePlace  float64 // rarity of a place that both name
	otherPlace bool    // each names one that the other does not mention
	repeated   bool    // a post that is already there says the same in the same words
}

type weighted struct {
	t term
	w float64
}

func (x *Index) norms(c *concern) (all, title float64) {
	n := x.weights.posts
	if c.norm.size == len(c.members) && c.norm.at*10 >= n*9 && c.norm.at <= n {
		return c.norm.all, c.norm.title
	}
	for _, e := range c.entries {
		w := x.weights.of(e.t)
		a, h := w*float64(titleTimes*e.title+e.text)/c.size(), w*float64(e.title)/c.size()
		all += a * a
		title += h * h
	}
	all, title = math.Sqrt(all), math.Sqrt(title)
	c.norm = normed{all: all, title: title, at: n, size: len(c.members)}
	return all, title
}

// compare returns the likeness of two concerns, at most 1.
func (x *Index) compare(a, b *concern) likeness {
	var l likeness
	if apart(a.topics, b.topics) {
		return l
	}
	wide := gap(a, b)
	if x.opt.Window > 0 && wide > x.opt.Window {
		return l
	}
	var all, title float64
	i, k := 0, 0
	for i < len(a.entries) && k < len(b.entries) {
		d, e := &a.entries[i], &b.entries[k]
		switch {
		case d.t < e.t:
			i++
		case d.t > e.t:
			k++
		default:
			if w := x.weights.of(d.t); w > 0 {
				w *= w / a.size() / b.size()
				part := w * float64(titleTimes*d.title+d.text) * float64(titleTimes*e.title+e.text)
				all += part
				title += w * float64(d.title) * float64(e.title)
				l.shared = append(l.shared, weighted{d.t, part})
			}
			i++
			k++
		}
	}
	if all == 0 {
		return l
	}
	aAll, aTitle := x.norms(a)
	bAll, bTitle := x.norms(b)
	l.score = (1 - titleShare) * all / (aAll * bAll)
	if title > 0 {
		l.score += titleShare * title / (aTitle * bTitle)
	}
	x.judgePlaces(a, b, &l)
	if x.opt.Window > 0 {
		l.score -= gapPenalty * float64(wide) / float64(x.opt.Window)
	}
	slices.SortStableFunc(l.shared, func(p, q weighted) int {
		switch {
		case p.w > q.w:
			return -1
		case p.w < q.w:
			return 1
		}
		return 0
	})
	return l
}

func apart(a, b map[string]int) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	for t := range a {
		if b[t] > 0 {
			return false
		}
	}
	return true
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
		if b.share(p.key) >= sameMention {
			mentioned = max(mentioned, sure)
		} else {
			other += sure
		}
	}
	return max(0, min(1, a.placed[at]/a.size(), other)-mentionBalance*mentioned)
}

// repeats reports whether two posts tell the same in nearly the same words.
func repeats(a, b *member) bool {
	ea, eb := a.features.entries, b.features.entries
	if min(len(ea), len(eb)) < sameTextTerms {
		return false
	}
	both, i, k := 0, 0, 0
	for i < len(ea) && k < len(eb) {
		switch {
		case ea[i].t < eb[k].t:
			i++
		case ea[i].t > eb[k].t:
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
