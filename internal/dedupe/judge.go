package dedupe

import "slices"

const (
	// SameAt is the Jaccard similarity of three-character shingles from which
	// two texts are reported as one.
	SameAt = 0.8

	trimmedSame = 0.92 // what remains when greeting and signature are cut off must agree this much
	trimmedFrom = 0.5  // and the whole must agree this much
	editedFrom  = 0.75 // scattered edits in a short text cost many shingles
	editedMost  = 0.04 // edits per character that still count as scattered
	headMost    = 30   // characters of greeting, at most
	tailMost    = 45   // characters of signature, at most
	editLongest = 1500 // beyond this length shingles alone are reliable
)

// Text is a post as the judge sees it. The text may be redacted, if both are.
type Text struct{ Title, Text string }

// Verdict is what the comparison of two texts found.
type Verdict struct {
	Same       bool
	Similarity float64 // Jaccard similarity of the shingles, 0 to 1
	Exact      bool    // the normal forms are equal
}

// Judge compares a post with its candidates and returns the place of the first
// one that is the same (pass them earliest first), or -1. It is the exact
// check behind the bucket keys: nothing is reported on an estimate.
func Judge(post Text, candidates []Text) (int, Verdict) {
	p := prepare(post)
	for i, c := range candidates {
		if v := compare(p, prepare(c)); v.Same {
			return i, v
		}
	}
	return -1, Verdict{}
}

// Compare compares two texts.
func Compare(a, b Text) Verdict { return compare(prepare(a), prepare(b)) }

type form struct {
	title, text []rune
	set         []uint64 // sorted, distinct
}

func prepare(t Text) form {
	f := form{title: appendNormal(nil, t.Title), text: appendNormal(nil, t.Text)}
	f.set = shingleSet(f.title, f.text)
	return f
}

func shingleSet(title, text []rune) []uint64 {
	set := make([]uint64, 0, len(title)+len(text))
	set = appendShingles(appendShingles(set, title), text)
	slices.Sort(set)
	return slices.Compact(set)
}

func compare(a, b form) Verdict {
	if len(a.set) == 0 || len(b.set) == 0 {
		return Verdict{}
	}
	if slices.Equal(a.text, b.text) && slices.Equal(a.title, b.title) {
		return Verdict{Same: true, Similarity: 1, Exact: true}
	}
	j := jaccard(a.set, b.set)
	same := j >= SameAt || trimmed(a, b, j) || edited(a, b, j)
	return Verdict{Same: same, Similarity: j}
}

func jaccard(a, b []uint64) float64 {
	both, i, k := 0, 0, 0
	for i < len(a) && k < len(b) {
		switch {
		case a[i] == b[k]:
			both++
			i++
			k++
		case a[i] < b[k]:
			i++
		default:
			k++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// trimmed reports whether the longer text is the shorter one with a greeting
// before and a signature after it. A paragraph added in the middle, or much at
// the end, is another text.
func trimmed(a, b form, j float64) bool {
	if j < trimmedFrom {
		return false
	}
	if len(a.text) > len(b.text) {
		a, b = b, a
	}
	if len(a.text) < shingle || len(b.text)-len(a.text) > headMost+tailMost {
		return false
	}
	head := find(b.text, a.text[:min(8, len(a.text))], headMost)
	end := min(len(b.text), head+len(a.text))
	if len(b.text)-end > tailMost {
		return false
	}
	return jaccard(a.set, shingleSet(b.title, b.text[head:end])) >= trimmedSame
}

// find returns where start begins within the first most characters of text, or
// 0 when it does not.
func find(text, start []rune, most int) int {
	for at := 0; at <= most && at+len(start) <= len(text); at++ {
		if slices.Equal(text[at:at+len(start)], start) {
			return at
		}
	}
	return 0
}

// edited reports whether few characters, evenly spread, make the difference:
// each one costs three shingles, which a short text feels.
func edited(a, b form, j float64) bool {
	if j < editedFrom || max(len(a.text), len(b.text)) > editLongest {
		return false
	}
	x := slices.Concat(a.title, a.text)
	y := slices.Concat(b.title, b.text)
	most := max(1, int(editedMost*float64(min(len(x), len(y)))))
	return distanceWithin(x, y, most)
}

// distanceWithin reports whether x becomes y by at most most single-character
// changes (a Levenshtein distance in a band).
func distanceWithin(x, y []rune, most int) bool {
	if len(x)-len(y) > most || len(y)-len(x) > most {
		return false
	}
	far := most + 1
	row := make([]int, len(y)+1)
	for k := range row {
		row[k] = min(k, far)
	}
	for i := 1; i <= len(x); i++ {
		lo, hi := max(1, i-most), min(len(y), i+most)
		diagonal := row[lo-1]
		row[lo-1] = far
		if lo == 1 {
			row[0] = min(i, far)
		}
		best := row[lo-1]
		for k := lo; k <= hi; k++ {
			up := row[k]
			if k == i+most {
				up = far
			}
			cost := diagonal
			if x[i-1] != y[k-1] {
				cost = min(diagonal, up, row[k-1]) + 1
			}
			diagonal = row[k]
			row[k] = min(cost, far)
			best = min(best, row[k])
		}
		if best > most {
			return false
		}
	}
	return row[len(y)] <= most
}
