package group

import "slices"

// Move puts a post where a person has put it: into the concern of another post,
// or with "" into one of its own. A post that the index does not know, or one
// that is there already, is left alone.
func (x *Index) Move(id, to string) {
	from, into := x.byPost[id], x.byPost[to]
	if from == nil || into == from || into == nil && len(from.members) == 1 {
		return
	}
	at := slices.IndexFunc(from.members, func(m *member) bool { return m.id == id })
	m := from.members[at]
	if len(from.members) == 1 {
		x.end(from)
		x.open = slices.DeleteFunc(x.open, gone)
	} else {
		from.remove(m, &x.weights)
	}
	x.join(alone(m), into)
}

// Absorb puts all posts of one concern into another, as somebody else decided.
func (x *Index) Absorb(from, into string) {
	d, c := x.byPost[from], x.byPost[into]
	if d == nil || c == nil || c == d {
		return
	}
	x.absorb(c, d)
	x.open = slices.DeleteFunc(x.open, gone)
}

// Known reports whether the index still remembers a post.
func (x *Index) Known(id string) bool { return x.byPost[id] != nil }
