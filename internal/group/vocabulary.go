package group

import "slices"

// id is the number of a term inside one index, so that what is known of terms
// stands in slices.
type id uint32

// vocabulary numbers the terms of the open concerns.
type vocabulary struct {
	of      map[term]id
	terms   []term
	spelled map[term]string
	unused  []id
}

// seen tells how many posts and how many concerns have a term.
type seen struct {
	posts, concerns int32
	generic         bool
}

func newVocabulary() vocabulary {
	return vocabulary{of: map[term]id{}, spelled: map[term]string{}}
}

// id returns the number of a term, a new one if it has none.
func (x *Index) id(t term) id {
	if n, ok := x.words.of[t]; ok {
		return n
	}
	v := &x.words
	var n id
	if last := len(v.unused) - 1; last >= 0 {
		n, v.unused = v.unused[last], v.unused[:last]
		v.terms[n] = t
	} else {
		n = id(len(v.terms))
		v.terms = append(v.terms, t)
		x.weights.in = append(x.weights.in, seen{})
		x.postings = append(x.postings, nil)
	}
	x.weights.in[n] = seen{generic: generic[t]}
	v.of[t] = n
	return n
}

// forget gives the numbers of terms that no open concern has to others.
func (x *Index) forget() {
	v := &x.words
	for t, n := range v.of {
		if s := x.weights.in[n]; s.posts <= 0 && s.concerns <= 0 && len(x.postings[n]) == 0 {
			delete(v.of, t)
			delete(v.spelled, t)
			v.unused = append(v.unused, n)
		}
	}
	slices.Sort(v.unused) // the order of a map must not decide
	slices.Reverse(v.unused)
}

// number makes the features of a post this index's own.
func (x *Index) number(f Features) ([]count, []place) {
	counts := make([]count, len(f.entries))
	for i, e := range f.entries {
		counts[i] = count{x.id(e.t), e.title, e.text}
	}
	slices.SortFunc(counts, func(a, b count) int { return int(a.id) - int(b.id) })
	var places []place
	if len(f.places) > 0 {
		places = slices.Clone(f.places)
	}
	for i := range places {
		places[i].id = x.id(places[i].key)
	}
	for t, s := range f.spelled {
		x.words.spelled[t] = s
	}
	return counts, places
}

// count counts a term of an index: in a post as an [entry] does, in a concern
// the sums over its posts.
type count struct {
	id          id
	title, text float32
}
