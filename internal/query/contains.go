package query

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fold"
)

// bounded reports whether a part must begin or end where a word does.
func bounded(part string) bool {
	first, _ := utf8.DecodeRuneInString(part)
	last, _ := utf8.DecodeLastRuneInString(part)
	return fold.ClassOf(first) == fold.Letter || fold.ClassOf(last) == fold.Letter
}

// contains returns the place in bytes of a folded part in a folded text from a
// place on, -1 if it is not there. Where the part begins or ends with a letter or
// digit, a word begins or ends there.
func contains(text, part string, from int) int {
	first, _ := utf8.DecodeRuneInString(part)
	last, _ := utf8.DecodeLastRuneInString(part)
	for {
		i := strings.Index(text[from:], part)
		if i < 0 {
			return -1
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(part):])
		if !(fold.ClassOf(first) == fold.Letter && i > 0 && fold.ClassOf(before) == fold.Letter) &&
			!(fold.ClassOf(last) == fold.Letter && i+len(part) < len(text) && fold.ClassOf(after) == fold.Letter) {
			return i
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		from = i + size
	}
}

// Span is a piece of a text, in runes.
type Span struct {
	From int `json:"from"`
	End  int `json:"end"`
}

// Marks returns where the words of the query stand in a text, in order and
// apart; title says that the text is a title. Words under a NOT are not marked.
func (q Query) Marks(text string, title bool) []Span {
	folded := fold.String(text)
	var out []Span
	for _, w := range q.words {
		if w.field == Title && !title {
			continue
		}
		size := utf8.RuneCountInString(w.text)
		seen, runes := 0, 0
		for at := contains(folded, w.text, 0); at >= 0 && len(out) < 1000; at = contains(folded, w.text, at+1) {
			runes += utf8.RuneCountInString(folded[seen:at])
			seen = at
			out = append(out, Span{runes, runes + size})
			_, first := utf8.DecodeRuneInString(folded[at:])
			at += first - 1
		}
	}
	slices.SortFunc(out, func(a, b Span) int { return cmp.Or(a.From-b.From, b.End-a.End) })
	apart := out[:0]
	for _, s := range out {
		if n := len(apart); n > 0 && s.From <= apart[n-1].End {
			apart[n-1].End = max(apart[n-1].End, s.End)
			continue
		}
		apart = append(apart, s)
	}
	return apart
}

const (
	titleWorth = 8 // what a word in the title counts
	mostOften  = 4 // how many times a word counts in a text
)

// Score says how much a text is about what is asked: each word counts in the
// title, and as often as it stands in the text, in short texts more. Equal
// queries and texts score equally everywhere.
func (q Query) Score(title, text string) int64 {
	title, text = fold.String(title), fold.String(text)
	var sum int64
	for _, w := range q.words {
		if contains(title, w.text, 0) >= 0 {
			sum += 100 * titleWorth
		}
		if w.field == Title {
			continue
		}
		n := int64(0)
		for at := contains(text, w.text, 0); at >= 0 && n < mostOften; at = contains(text, w.text, at+len(w.text)) {
			n++
		}
		sum += 100 * n
	}
	return sum * 1000 / (1000 + int64(len(text))/8)
}
