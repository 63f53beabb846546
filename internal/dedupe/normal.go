package dedupe

import (
	"unicode"

	"yingda/internal/fold"
)

// shingle is the number of characters that are looked at together.
const shingle = 3

// Normal returns the folded letters and digits of s: what is left when width,
// case, script variant, spaces and punctuation are ignored. Two texts are
// exact duplicates when their normal forms are equal.
func Normal(s string) string {
	var buf [512]rune
	return string(appendNormal(buf[:0], s))
}

func appendNormal(dst []rune, s string) []rune {
	for _, r := range s {
		if r >= 0x4E00 && r <= 0x9FFF {
			dst = append(dst, fold.Rune(r))
			continue
		}
		// Folding first: a full-width digit is a digit only afterwards.
		if r = fold.Rune(r); kept(r) {
			dst = append(dst, r)
		}
	}
	return dst
}

func kept(r rune) bool {
	switch {
	case r < 0x80:
		return r-'a' < 26 && r >= 'a' || r >= '0' && r <= '9'
	case r >= 0x3000 && r <= 0x3003: // the usual Chinese punctuation, quickly
		return false
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

// appendShingles appends the hash of every shingle of the normal form n, in
// order and with repetitions. A form shorter than a shingle counts as one.
func appendShingles(dst []uint64, n []rune) []uint64 {
	if len(n) == 0 {
		return dst
	}
	x := uint64(0)
	for i, r := range n {
		if x = x>>21 | uint64(r)<<42; i >= shingle-1 || i == len(n)-1 {
			dst = append(dst, mix(x))
		}
	}
	return dst
}

// mix spreads x over 64 bits (the finalizer of SplitMix64). Stored signatures
// depend on it: a change needs a new signature version.
func mix(x uint64) uint64 {
	x += 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}
