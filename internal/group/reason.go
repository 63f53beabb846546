package group

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fold"
)

const (
	reasonTerms  = 10
	reasonMost   = 4
	reasonLength = 16 // characters of a phrase
)

// reasons spells out what speaks for (and against) a likeness: the heaviest terms,
// each with what stands around it in the post and in the concern as well.
func (x *Index) reasons(a, b *concern, l likeness) []string {
	terms := x.shared(a, b, reasonTerms)
	words := x.quoted(terms, b)
	if words == nil {
		words = x.woven(terms)
	}
	var out []string
	if l.repeated {
		out = append(out, "内容与已有信息基本相同")
	}
	for _, w := range words[:min(reasonMost, len(words))] {
		out = append(out, "共同提到“"+w+"”")
	}
	if l.otherPlace {
		out = append(out, "注意：提到的地点不同")
	}
	return out
}

// quoted returns the phrases of the post that is being added which the terms stand
// in; nil if its words are not at hand.
func (x *Index) quoted(terms []weighted, b *concern) (phrases []string) {
	if x.reading.ID == "" {
		return nil
	}
	text := []rune(fold.String(x.reading.Title + "\n" + x.reading.Text))
	for _, w := range terms {
		s := x.spell(x.words.terms[w.t])
		if s == "" || slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(p, s) }) {
			continue
		}
		if from := index(text, []rune(s)); from >= 0 {
			s = x.widened(text, from, from+utf8.RuneCountInString(s), b)
		}
		phrases = slices.DeleteFunc(phrases, func(p string) bool { return strings.Contains(s, p) })
		phrases = append(phrases, s)
	}
	return phrases
}

// widened returns text[from:to] with the characters on both sides that the concern
// has in the same company.
func (x *Index) widened(text []rune, from, to int, b *concern) string {
	both := func(i int) bool {
		n, known := x.words.of[pair(text[i], text[i+1])]
		if !known || !han(text[i]) || !han(text[i+1]) {
			return false
		}
		_, there := slices.BinarySearchFunc(b.counts, n, func(c count, n id) int { return cmp.Compare(c.id, n) })
		return there
	}
	for to < len(text) && to-from < reasonLength && both(to-1) {
		to++
	}
	for from > 0 && to-from < reasonLength && both(from-1) {
		from--
	}
	return string(text[from:to])
}

// index returns where s begins in text, -1 if it is not there.
func index(text, s []rune) int {
	for i := 0; i+len(s) <= len(text); i++ {
		if slices.Equal(text[i:i+len(s)], s) {
			return i
		}
	}
	return -1
}

// woven puts terms that overlap together again: 丽水 水湾 become 丽水湾.
func (x *Index) woven(terms []weighted) (words []string) {
	for _, w := range terms {
		if s := x.spell(x.words.terms[w.t]); s != "" {
			words = weave(words, s)
		}
	}
	for again := true; again; {
		again = false
		for i, w := range words {
			rest := slices.Delete(slices.Clone(words), i, i+1)
			if joined := weave(rest, w); len(joined) == len(rest) {
				words, again = joined, true
				break
			}
		}
	}
	return words
}

// weave adds w to the first word that it overlaps by one character.
func weave(words []string, w string) []string {
	r := []rune(w)
	for i, v := range words {
		q := []rune(v)
		switch {
		case strings.Contains(v, w):
			return words
		case len(q)+len(r) > 10 || len(r) < 2:
		case q[len(q)-1] == r[0]:
			words[i] = v + string(r[1:])
			return words
		case r[len(r)-1] == q[0]:
			words[i] = string(r[:len(r)-1]) + v
			return words
		}
	}
	return append(words, w)
}

func (x *Index) spell(t term) string {
	if t <= hashMask {
		return x.words.spelled[t]
	}
	return string([]rune{rune(t >> 16), rune(t & 0xFFFF)})
}
