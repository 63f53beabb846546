package dedupe

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

const (
	// SameAt is the Jaccard similarity of three-character shingles from which
	// two texts are reported as one.
	SameAt = 0.8

	wholeFrom   = 0.51 // the whole must agree this much whatever else makes two texts one
	trimmedSame = 0.92 // what remains when greeting and signature are cut off must agree this much
	clausesSame = 0.92 // the part of two texts that the same clauses make up, in whatever order
	textLeast   = 20   // characters of a text that stands for itself under another headline
	headMost    = 30   // characters of greeting, at most
	tailMost    = 45   // characters of signature, at most
	editLongest = 1500 // beyond this length shingles alone are reliable

	// Edits per character that count as scattered ones. Each costs three shingles,
	// which a short text feels; there they must also lie apart, for a name that is
	// replaced makes another text, and leave the digits alone.
	editedMost, editedShort = 0.035, 0.05
	shortText               = 80
	apart                   = 2.5 // shingles lost per edit, at least
)

// Text is a post as the judge sees it. The text may be redacted, if both are.
type Text struct{ Title, Text string }

// Verdict is what the comparison of two texts found.
type Verdict struct {
	Same       bool
	Similarity float64 // Jaccard similarity of the shingles of the whole messages, 0 to 1
	Exact      bool    // the normal forms are equal
	Headline   bool    // not the same, for the headline is another one, but the texts alone are
}

// firm tells a verdict by similarity from one on a weaker ground: trimmed, in
// another order, or edited.
func (v Verdict) firm() bool { return v.Exact || v.Similarity >= SameAt }

// Judge compares a post with its candidates and returns the place of the first
// one of similarity [SameAt], else of the first one that is the same on another
// ground (pass them earliest first), or -1. It is the exact check behind the
// bucket keys: nothing is reported on an estimate.
func Judge(post Text, candidates []Text) (int, Verdict) {
	p := prepare(post)
	first, weak := -1, Verdict{}
	for i, c := range candidates {
		v := compare(p, prepare(c))
		if v.Same && v.firm() {
			return i, v
		}
		if v.Same && first < 0 {
			first, weak = i, v
		}
	}
	return first, weak
}

// Compare compares two texts. The similarity is that of whole messages: the sets
// of three-character shingles of title and text, from the middle range on also of
// the two read as one.
func Compare(a, b Text) Verdict { return compare(prepare(a), prepare(b)) }

type form struct {
	raw         Text
	title, text []rune
	set         []uint64 // sorted, distinct
	passed      []uint64 // set by passages
}

func prepare(t Text) form {
	f := form{raw: t, title: appendNormal(nil, t.Title), text: appendNormal(nil, t.Text)}
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
	if j < wholeFrom || j >= SameAt {
		return Verdict{Same: j >= SameAt, Similarity: j}
	}
	one := joined(a, b)
	j = max(j, one)
	same := j >= SameAt || one >= wholeFrom && (trimmed(a, b) || reordered(a, b) || edited(a, b))
	return Verdict{Same: same, Similarity: j, Headline: !same && otherHeadline(a, b)}
}

func jaccard(a, b []uint64) float64 {
	both := common(a, b)
	return float64(both) / float64(len(a)+len(b)-both)
}

// common counts what two sorted lists share.
func common(a, b []uint64) int {
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
	return both
}

// joined is the similarity of headline and text read as one. It differs where both
// are short: smaller under different headlines, larger under one.
func joined(a, b form) float64 {
	return jaccard(shingleSet(nil, slices.Concat(a.title, a.text)), shingleSet(nil, slices.Concat(b.title, b.text)))
}

// otherHeadline reports whether the texts alone are one. Such messages are near, and yet no
// copies: a short text may be a formula whose matter stands in the headline.
func otherHeadline(a, b form) bool {
	if min(len(a.text), len(b.text)) < textLeast || slices.Equal(a.title, b.title) {
		return false
	}
	return jaccard(shingleSet(nil, a.text), shingleSet(nil, b.text)) >= SameAt
}

// trimmed reports whether the longer text is the shorter one with a greeting
// before and a signature after it. A paragraph added in the middle, or much at
// the end, is another text.
func trimmed(a, b form) bool {
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

// reordered reports whether the same clauses make up both texts.
func reordered(a, b form) bool {
	ca, cb := clauses(a.raw), clauses(b.raw)
	total, shared, i, k := [2]int{}, 0, 0, 0
	for _, c := range ca {
		total[0] += c.size
	}
	for _, c := range cb {
		total[1] += c.size
	}
	for i < len(ca) && k < len(cb) {
		switch {
		case ca[i].hash == cb[k].hash:
			shared += ca[i].size
			i++
			k++
		case ca[i].hash < cb[k].hash:
			i++
		default:
			k++
		}
	}
	return float64(shared) >= clausesSame*float64(max(total[0], total[1]))
}

type clause struct {
	hash uint64
	size int // characters
}

// clauses returns what stands between the punctuation of a post, sorted.
func clauses(t Text) []clause {
	var out []clause
	for _, s := range []string{t.Title, t.Text} {
		for c := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\n' || unicode.IsPunct(r) }) {
			if n := appendNormal(nil, c); len(n) > 0 {
				out = append(out, clause{hashForm(nil, n), len(n)})
			}
		}
	}
	slices.SortFunc(out, func(a, b clause) int { return cmp.Compare(a.hash, b.hash) })
	return out
}

// edited reports whether few characters, evenly spread, make the difference.
func edited(a, b form) bool {
	if max(len(a.text), len(b.text)) > editLongest {
		return false
	}
	x := slices.Concat(a.title, a.text)
	y := slices.Concat(b.title, b.text)
	n := min(len(x), len(y))
	if n >= shortText {
		d := distance(x, y, int(math.Ceil(editedMost*float64(n))))
		return d >= 0
	}
	d := distance(x, y, int(math.Ceil(editedShort*float64(n))))
	lost := min(len(a.set), len(b.set)) - common(a.set, b.set)
	return d >= 0 && float64(lost) >= apart*float64(d) && slices.Equal(digits(x), digits(y))
}

func digits(n []rune) (out []rune) {
	for _, r := range n {
		if unicode.IsDigit(r) {
			out = append(out, r)
		}
	}
	return out
}

// distance returns how many single-character changes make y of x (a Levenshtein
// distance in a band), -1 if more than most.
func distance(x, y []rune, most int) int {
	if len(x)-len(y) > most || len(y)-len(x) > most {
		return -1
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
			return -1
		}
	}
	if row[len(y)] > most {
		return -1
	}
	return row[len(y)]
}
