package group

import (
	"slices"
	"strings"
)

const (
	reasonTerms = 10
	reasonMost  = 4
)

// reasons spells out what speaks for (and against) a likeness. Pairs that
// overlap are put together again: 丽水 水湾 become 丽水湾.
func (x *Index) reasons(a, b *concern, l likeness) []string {
	var words []string
	for _, w := range x.shared(a, b, reasonTerms) {
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
