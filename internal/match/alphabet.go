package match

import (
	"slices"
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
	badRune     uint16 = 0xFFFF // what three bytes do not stand for
)

// shortRunes is how many runes need one or two bytes.
const shortRunes = 0x800

// maxCodes leaves room for the marks of the trie.
const maxCodes = 0xFF00

// alphabet gives each folded rune that occurs in a word a small code. Letters
// have the codes 1 to letters, so that a word's edge is checked by comparing;
// within letters and the rest, what is used most comes first, so that the
// children of a cell stand close together.
type alphabet struct {
	basic   []uint16        // by what three bytes stand for; then by shorter runes
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
	uses := map[rune]int{}
	for _, w := range folded {
		for _, r := range w {
			if uses[r]++; uses[r] > 1 {
				continue
			}
			if fold.ClassOf(r) == fold.Letter {
				letters = append(letters, r)
			} else {
				others = append(others, r)
			}
		}
	}
	byUse := func(x, y rune) int { return uses[y] - uses[x] }
	slices.SortStableFunc(letters, byUse)
	slices.SortStableFunc(others, byUse)
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

// fill makes the table of the basic plane, folding included, and leaves the
// rest in wide.
func (a *alphabet) fill() {
	a.basic = make([]uint16, 1<<16+shortRunes)
	var codes [1 << 16]uint16
	for r, c := range a.wide {
		if r < 1<<16 {
			codes[r] = c
			delete(a.wide, r)
		}
	}
	for r, p := range plain() {
		c := codes[uint16(p.rune)]
		if c == otherRune && p.class == fold.Letter {
			c = otherLetter
		}
		switch {
		case r < shortRunes:
			a.basic[1<<16+r], a.basic[r] = c, badRune
		case r >= 0xD800 && r < 0xE000:
			a.basic[r] = badRune
		default:
			a.basic[r] = c
		}
	}
}

// codeOf returns the code of any rune.
func (a *alphabet) codeOf(r rune) uint16 {
	if r >= 1<<16 {
		r = foldRune(r)
	}
	switch {
	case r < shortRunes:
		return a.basic[1<<16+int(r)]
	case r < 1<<16:
		return a.basic[r]
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
// It returns how many codes it wrote and the byte after the last rune read. Two
// runes of three bytes, the usual case, are read at once.
func (a *alphabet) encode(dst []uint16, text string, at int) (int, int) {
	three, short := (*[1 << 16]uint16)(a.basic), (*[shortRunes]uint16)(a.basic[1<<16:])
	s, n := text[at:], 0
	for len(s) >= 8 && n+1 < len(dst) {
		x := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		if x&0xC0C0F0C0C0F0 == 0x8080E08080E0 {
			c0 := three[uint16(x<<12|x>>2&0xFC0|x>>16&0x3F)]
			c1 := three[uint16(x>>24<<12|x>>26&0xFC0|x>>40&0x3F)]
			if c0|c1 != badRune {
				dst[n], dst[n+1] = c0, c1
				n += 2
				s = s[6:]
				continue
			}
		}
		if x&0x80 == 0 {
			dst[n] = short[x&0x7F]
			n++
			s = s[1:]
			continue
		}
		if x&0xC0C0F0 == 0x8080E0 {
			if c := three[uint16(x<<12|x>>2&0xFC0|x>>16&0x3F)]; c != badRune {
				dst[n] = c
				n++
				s = s[3:]
				continue
			}
		}
		code, size := a.decode(s)
		dst[n] = code
		n++
		s = s[size:]
	}
	for len(s) > 0 && n < len(dst) {
		code, size := a.decode(s)
		dst[n] = code
		n++
		s = s[size:]
	}
	return n, len(text) - len(s)
}

// decode returns the code of the first rune of s, and its bytes.
func (a *alphabet) decode(s string) (uint16, int) {
	if len(s) >= 3 {
		x := uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16
		if x&0xC0C0F0 == 0x8080E0 {
			if c := a.basic[uint16(x<<12|x>>2&0xFC0|x>>16&0x3F)]; c != badRune {
				return c, 3
			}
		}
	}
	r, size := utf8.DecodeRuneInString(s)
	return a.codeOf(r), size
}
