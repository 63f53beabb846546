package fold

import (
	"unicode"
	"unicode/utf8"
)

// Class says how a rune takes part in words.
type Class uint8

// The classes of runes. A Glyph is a word of its own, as in Chinese, Japanese
// and Korean; Letters stand together to form a word, as in Latin, and digits
// count as letters; everything else is a Gap.
const (
	Gap Class = iota
	Letter
	Glyph
)

// ClassOf returns the class of a rune, folded or not.
func ClassOf(r rune) Class {
	switch {
	case r < utf8.RuneSelf:
		if c := r | 0x20; c >= 'a' && c <= 'z' || r >= '0' && r <= '9' {
			return Letter
		}
		return Gap
	case r >= 0x4E00 && r <= 0x9FFF:
		return Glyph
	case r >= 0x3000 && r <= 0x3004, r >= 0x2010 && r <= 0x2027:
		return Gap
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo):
		return Glyph
	case unicode.In(r, unicode.Letter, unicode.Digit, unicode.Mark):
		return Letter
	}
	return Gap
}

// Grams (索引词) appends to dst every gram under which folded text is indexed:
// each glyph, each two adjacent glyphs, each whole Latin or digit word, in order
// of their place and with repetitions. The grams are parts of folded.
func Grams(dst []string, folded string) []string { return cut(dst, folded, true) }

// Needs (查询词) appends to dst the fewest grams that the text must have to
// contain folded: pairs of glyphs, a glyph that stands alone, whole words. What
// has all of them is a candidate and must be compared with the text itself.
// Nothing is appended if folded has neither glyph nor letter.
func Needs(dst []string, folded string) []string { return cut(dst, folded, false) }

// cut walks over text once. A single glyph is left out for queries when a pair
// says more.
func cut(dst []string, text string, all bool) []string {
	word, glyph, pairs := -1, -1, 0
	for i, r := range text {
		class := ClassOf(r)
		if word >= 0 && class != Letter {
			dst = append(dst, text[word:i])
			word = -1
		}
		if glyph >= 0 {
			if all || class != Glyph && pairs == 0 {
				dst = append(dst, text[glyph:i])
			}
			if class == Glyph {
				dst = append(dst, text[glyph:i+utf8.RuneLen(r)])
				pairs++
			}
			glyph = -1
		}
		switch class {
		case Glyph:
			glyph = i
		case Letter:
			if word < 0 {
				word = i
			}
			pairs = 0
		default:
			pairs = 0
		}
	}
	if word >= 0 {
		dst = append(dst, text[word:])
	}
	if glyph >= 0 && (all || pairs == 0) {
		dst = append(dst, text[glyph:])
	}
	return dst
}
