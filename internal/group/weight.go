package group

import (
	"math"
	"slices"
)

const (
	// pretend stands for posts that were never seen, so that the first hundred
	// real ones are judged much like the later ones.
	pretend = 300
	// common is the share of posts from which a term is dropped.
	common = 0.08
	// genericShare is the share that generic words are taken to have at least.
	genericShare = 0.06

	// unshared is what is left of the weight of a term that one post alone has:
	// it can speak for nothing, and should not drown what can.
	unshared = 0.4

	areaCertainty = 0.7
	siteShare     = 0.05 // of the posts: what more of them name tells little, twice as many nothing

	titleTimes = 3.0 // how much more a term counts for standing in the title
)

// weights knows how many posts and how many concerns of the window have each
// term. A term of a big concern is in many posts but few concerns, and so it
// stays rare; a term of a theme is in many of both.
type weights struct {
	posts int
	in    []seen // by id
	sites map[id]*siteCount
}

func newWeights() weights { return weights{sites: map[id]*siteCount{}} }

func (w *weights) post(m *member, by int32) {
	w.posts += int(by)
	w.countSites(m.places, by)
	for _, e := range m.counts {
		w.in[e.id].posts += by
	}
}

func (w *weights) concern(counts []count, by int32) {
	for _, e := range counts {
		w.in[e.id].concerns += by
	}
}

// of returns the weight of a term, 0 (common) to 1.
func (w *weights) of(t id) float64 {
	s := w.in[t]
	in := logOf(s.posts)
	if s.concerns > 0 && s.concerns < s.posts {
		in = (in + logOf(s.concerns)) / 2
	}
	all := logOf(int32(w.posts+pretend)) + logCommon
	if s.generic {
		in = max(in, all-logCommon+logGeneric)
	}
	if in > all {
		return 0
	}
	x := (all - max(in, math.Ln2)) / (all - math.Ln2)
	x *= math.Sqrt(x)
	if s.posts <= 1 {
		x *= unshared
	}
	return x
}

var logCommon, logGeneric = math.Log(common), math.Log(genericShare)

var logs = func() (l [4096]float64) {
	for i := range l {
		l[i] = math.Log(max(1, float64(i)))
	}
	return l
}()

// logOf returns the logarithm of a count, that of 1 for less.
func logOf(n int32) float64 {
	if n >= 0 && int(n) < len(logs) {
		return logs[n]
	}
	return math.Log(max(1, float64(n)))
}

// certainty tells how far, 0 to 1, what looks like the name of a place is one
// that tells matters apart. The test is its company: what only looks like a
// name (飙车炸街) comes with another place in every post, while the place of a
// concern stands alone or with the same few neighbours. An area is well formed
// and trusted as it is.
func (w *weights) certainty(p place) float64 {
	if p.at != site {
		return areaCertainty
	}
	c := w.sites[p.id]
	if c == nil || w.in[p.id].generic {
		return 0
	}
	alone := 1.0
	if c.posts >= 3 {
		alone = max(0, 1.1-float64(len(c.company))/float64(c.posts))
	}
	share := float64(w.in[p.id].posts) / float64(w.posts+pretend)
	return min(1, alone) * max(0, min(1, 2-share/siteShare))
}

// siteCount is the company that a site keeps.
type siteCount struct {
	posts   int
	company []id // in order
}

func (w *weights) countSites(places []place, by int32) {
	for _, p := range places {
		if p.at != site {
			continue
		}
		c := w.sites[p.id]
		if c == nil {
			c = &siteCount{}
			w.sites[p.id] = c
		}
		if c.posts += int(by); c.posts <= 0 {
			delete(w.sites, p.id)
			continue
		}
		for _, q := range places {
			if q.at == site && q.id != p.id && by > 0 {
				if i, ok := slices.BinarySearch(c.company, q.id); !ok {
					c.company = slices.Insert(c.company, i, q.id)
				}
			}
		}
	}
}
