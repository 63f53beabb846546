package group

import "math"

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
	posts    int
	inPosts  map[term]int32
	concerns map[term]int32
	sites    map[term]*siteCount
}

func newWeights() weights {
	return weights{inPosts: map[term]int32{}, concerns: map[term]int32{}, sites: map[term]*siteCount{}}
}

func (w *weights) post(f *Features, by int32) {
	w.posts += int(by)
	w.countSites(f.places, by)
	for _, e := range f.entries {
		if w.inPosts[e.t] += by; w.inPosts[e.t] <= 0 {
			delete(w.inPosts, e.t)
		}
	}
}

func (w *weights) concern(t term, by int32) {
	if w.concerns[t] += by; w.concerns[t] <= 0 {
		delete(w.concerns, t)
	}
}

// of returns the weight of a term, 0 (common) to 1.
func (w *weights) of(t term) float64 {
	x := w.rarity(t)
	if w.inPosts[t] <= 1 {
		x *= unshared
	}
	return x
}

// rarity is the weight of a term whether or not another post has it: a place
// that is named once is a place.
func (w *weights) rarity(t term) float64 {
	in, c := float64(w.inPosts[t]), float64(w.concerns[t])
	if c > 0 && c < in {
		in = math.Sqrt(in * c)
	}
	return w.weigh(t, in)
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
	c := w.sites[p.key]
	if c == nil || generic[p.key] {
		return 0
	}
	alone := 1.0
	if c.posts >= 3 {
		alone = max(0, 1.1-float64(len(c.company))/float64(c.posts))
	}
	share := float64(w.inPosts[p.key]) / float64(w.posts+pretend)
	return min(1, alone) * max(0, min(1, 2-share/siteShare))
}

// siteCount is the company that a site keeps.
type siteCount struct {
	posts   int
	company map[term]struct{}
}

func (w *weights) countSites(places []place, by int32) {
	for _, p := range places {
		if p.at != site {
			continue
		}
		c := w.sites[p.key]
		if c == nil {
			c = &siteCount{company: map[term]struct{}{}}
			w.sites[p.key] = c
		}
		if c.posts += int(by); c.posts <= 0 {
			delete(w.sites, p.key)
			continue
		}
		for _, q := range places {
			if q.at == site && q.key != p.key && by > 0 {
				c.company[q.key] = struct{}{}
			}
		}
	}
}

// weigh returns the weight, 0 to 1, of a term that is in so many posts.
func (w *weights) weigh(t term, in float64) float64 {
	all := float64(w.posts + pretend)
	if generic[t] {
		in = max(in, genericShare*all)
	}
	if in > common*all {
		return 0
	}
	x := math.Log(common*all/max(in, 2)) / math.Log(common*all/2)
	return x * math.Sqrt(max(x, 0))
}
