package match

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/fold"
)

// Codes of runes that occur in no word.
const (
	otherRune   uint16 = 0
	otherLetter uint16 = 1
	badRune     uint16 = 0xFFFF // half of a surrogate pair: no rune at all
)

// maxCodes leaves room for the marks of the trie.
const maxCodes = 0xFF00

// alphabet gives each folded rune that occurs in a word a small code. Letters
// have the codes 1 to letters, so that a word's edge is checked by comparing.
type alphabet struct {
	basic   []uint16        // 65,536 codes, folding included
	wide    map[rune]uint16 // runes above U+FFFF, folded
	letters uint16
	size    int // codes in use
}

// plain is what every alphabet begins with: the fold of each basic rune with
// spaces made equal, and its class.
var plain = sync.OnceValue(func() *[1 << 16]struct {
	rune  rune
	class fold.Class
} {
	var t [1 << 16]struct {
		rune  rune
		class fold.Class
	}
	for r := range rune(1 << 16) {
		t[r].rune, t[r].class = foldRune(r), fold.ClassOf(fold.Rune(r))
	}
	return &t
})

func foldRune(r rune) rune {
	if r = fold.Rune(r); unicode.IsSpace(r) {
		return ' '
	}
	return r
}

func (a *alphabet) build(folded []string) error {
	a.wide = map[rune]uint16{}
	var letters, others []rune
	for _, w := range folded {
		for _, r := range w {
			if _, ok := a.wide[r]; ok {
				continue
			}
			a.wide[r] = 0
			if fold.ClassOf(r) == fold.Letter {
				letters = append(letters, r)
			} else {
				others = append(others, r)
			}
		}
	}
	if len(letters)+len(others) > maxCodes-2 {
		return fault.New(fault.Invalid, "match.alphabet", "全部词语用到的不同文字超过%d个，请分成几组", maxCodes-2)
	}
	a.letters = otherLetter + uint16(len(letters))
	for i, r := range append(letters, others...) {
		a.wide[r] = otherLetter + 1 + uint16(i)
	}
	a.size = int(otherLetter) + 1 + len(letters) + len(others)
	a.fill()
	return nil
}

// fill makes the table of the basic plane and leaves the rest in wide.
func (a *alphabet) fill() {
	a.basic = make([]uint16, 1<<16)
	for r, p := range plain() {
		switch c, ok := a.wide[p.rune]; {
		case r >= 0xD800 && r < 0xE000:
			a.basic[r] = badRune
		case ok:
			a.basic[r] = c
		case p.class == fold.Letter:
			a.basic[r] = otherLetter
		}
	}
	for r := range a.wide {
		if r < 1<<16 {
			delete(a.wide, r)
		}
	}
}

// codeOf returns the code of any rune.
func (a *alphabet) codeOf(r rune) uint16 {
	if r < 1<<16 {
		return a.basic[uint16(r)]
	}
	r = fold.Rune(r)
	if r < 1<<16 {
		return a.basic[uint16(r)]
	}
	if c, ok := a.wide[r]; ok {
		return c
	}
	if fold.ClassOf(r) == fold.Letter {
		return otherLetter
	}
	return otherRune
}

func (a *alphabet) isLetter(code uint16) bool { return code-1 < a.letters }

// encode writes the codes of text from byte at on into dst until either ends.
// It returns how many codes it wrote and the byte after the last rune read.
func (a *alphabet) encode(dst []uint16, text string, at int) (int, int) {
	basic := (*[1 << 16]uint16)(a.basic)
	n := 0
	for n < len(dst) && at < len(text) {
		b := text[at]
		if b < utf8.RuneSelf {
			dst[n] = basic[b]
			n++
			at++
			continue
		}
		if b&0xF0 == 0xE0 && at+2 < len(text) {
			b1, b2 := text[at+1], text[at+2]
			r := uint16(b)<<12 | uint16(b1&0x3F)<<6 | uint16(b2&0x3F)
			if c := basic[r]; (b1^0x80|b2^0x80) < 0x40 && r >= 0x800 && c != badRune {
				dst[n] = c
				n++
				at += 3
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		dst[n] = a.codeOf(r)
		n++
		at += size
	}
	return n, at
}
