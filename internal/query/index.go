package query

import (
	"slices"
	"strings"
)

// Index (索引条件) is a condition on the grams of a text: all of Grams and one of
// each list of Either must be there. An empty one says nothing.
type Index struct {
	Grams  []string
	Either [][]Index
}

// Empty reports whether every text fulfils the condition.
func (x Index) Empty() bool { return len(x.Grams) == 0 && len(x.Either) == 0 }

// mostGrams bounds what one query asks of the index; the texts decide anyway.
const mostGrams = 24

// Index returns what the query asks of the grams of a text, and whether a text
// that fulfils it is meant for certain.
func (q Query) Index() (x Index, decided bool) {
	if q.root == nil {
		return Index{}, false
	}
	left := mostGrams
	return q.root.index(&left), q.root.decided()
}

// decided reports whether grams alone decide: a part that is one gram does.
func (n *node) decided() bool {
	switch n.op {
	case word:
		return n.field == Anywhere && len(n.grams) == 1 && n.grams[0] == n.text
	case and, or:
		return !slices.ContainsFunc(n.kids, func(k *node) bool { return !k.decided() })
	}
	return false
}

func (n *node) index(left *int) Index {
	switch n.op {
	case word:
		return n.take(n.grams, left)
	case and:
		var out Index
		for _, k := range n.kids {
			x := k.index(left)
			out.Grams, out.Either = append(out.Grams, x.Grams...), append(out.Either, x.Either...)
		}
		longestFirst(out.Grams)
		out.Grams = slices.Compact(out.Grams)
		return out
	case or:
		var list []Index
		for _, k := range n.kids {
			x := k.index(left)
			if x.Empty() {
				return Index{}
			}
			list = append(list, x)
		}
		return Index{Either: [][]Index{list}}
	}
	return Index{}
}

// take asks for grams while there are some left to ask for; the first of a part
// is always asked for, since without it an OR would have to be given up.
func (n *node) take(grams []string, left *int) Index {
	grams = slices.Clone(grams)
	longestFirst(grams)
	grams = slices.Compact(grams)
	k := min(len(grams), max(1, *left))
	*left -= k
	return Index{Grams: grams[:k]}
}

// longestFirst puts pairs before single characters: they say more.
func longestFirst(grams []string) {
	slices.SortStableFunc(grams, func(a, b string) int {
		if d := len(b) - len(a); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
}

// Kinds returns the kinds that the query can mean, nil for all.
func (q Query) Kinds() []string {
	if q.root == nil {
		return nil
	}
	return q.root.kinds()
}

// ofField says which kinds have a field at all.
var ofField = map[Field][]string{
	Source: {"post"}, Topic: {"post", "concern"}, Unit: {"concern", "statement", "draft"}, State: {"concern", "statement", "draft"}, Grade: {"concern", "statement", "draft"},
	Need: {"concern", "statement", "draft"}, Number: {"concern", "statement", "draft"},
}

func (n *node) kinds() []string {
	switch n.op {
	case known:
		if n.field == Kind {
			return []string{n.text}
		}
		return ofField[n.field]
	case and:
		var out []string
		for _, k := range n.kids {
			each := k.kinds()
			switch {
			case each == nil:
			case out == nil:
				out = each
			default:
				both := []string{}
				for _, x := range out {
					if slices.Contains(each, x) {
						both = append(both, x)
					}
				}
				out = both
			}
		}
		return out
	case or:
		var out []string
		for _, k := range n.kids {
			each := k.kinds()
			if each == nil {
				return nil
			}
			for _, x := range each {
				if !slices.Contains(out, x) {
					out = append(out, x)
				}
			}
		}
		return out
	}
	return nil
}

// Terms returns the fields that the query asks whoever keeps the texts about.
func (q Query) Terms() []Term {
	var out []Term
	var walk func(n *node)
	walk = func(n *node) {
		if n == nil {
			return
		}
		if n.op == known && n.field != Kind {
			out = append(out, Term{n.field, n.text})
		}
		for _, k := range n.kids {
			walk(k)
		}
	}
	walk(q.root)
	return out
}

// From returns the instant before which nothing is meant, 0 if there is none.
func (q Query) From() int64 {
	if q.root == nil {
		return 0
	}
	return q.root.since()
}

func (n *node) since() int64 {
	switch n.op {
	case between:
		return n.from
	case and:
		out := int64(0)
		for _, k := range n.kids {
			out = max(out, k.since())
		}
		return out
	case or:
		out := int64(never)
		for _, k := range n.kids {
			out = min(out, k.since())
		}
		return out
	}
	return 0
}
