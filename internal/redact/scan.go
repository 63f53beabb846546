package redact

import "unicode/utf8"

// Bounds of the piece of text that the readers see around a candidate, bytes.
const (
	reach   = 600
	longest = 4096
)

const trigger = isDigit | isAt | isNameTag | isLetter

// find fills sc.masks with the items of s.
func (sc *Scanner) find(s string) {
	sc.masks, sc.text, sc.isReply = sc.masks[:0], s, -1
	at, n := 0, 0
	for at < len(s) {
		hit := at
		if !sc.nearby {
			if hit = candidate(s, at); hit < 0 {
				return
			}
		}
		start := pieceStart(s, at, hit)
		end := pieceEnd(s, hit)
		n += utf8.RuneCountInString(s[at:start])
		sc.piece(s[start:end], n)
		n += len(sc.r)
		at = end
	}
}

// pieceStart and pieceEnd cut at sentence ends, so that labels and names stay
// with their numbers and a long text with one number is not read in full.
func pieceStart(s string, at, hit int) int {
	if hit-reach <= at {
		return at
	}
	for i := hit - reach; i < hit-200; i++ {
		if isBreak(s, i) {
			return i
		}
	}
	return runeStart(s, hit-reach)
}

func pieceEnd(s string, hit int) int {
	for i := hit + reach; i < len(s) && i < hit+longest; i++ {
		if isBreak(s, i) {
			return i
		}
	}
	if hit+longest >= len(s) {
		return len(s)
	}
	return runeStart(s, hit+longest)
}

// isBreak reports whether a sentence ends just before byte i and no digit
// stands after it (a full stop may split a number).
func isBreak(s string, i int) bool {
	if i < 3 || !utf8.RuneStart(s[i]) || s[i-1] != '\n' && s[i-3:i] != "。" {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return flagOf(r)&(isDigit|isSep) == 0
}

func runeStart(s string, i int) int {
	for j := i; j > i-4 && j > 0; j-- {
		if utf8.RuneStart(s[j]) {
			return j
		}
	}
	return i
}

// continues are the flags of what may follow a digit in something worth a look.
const continues = isDigit | isSep | isUnit | isCounter

// candidate returns the offset from which something in s may be personal data,
// -1 if nothing may. It is the hot path: one table look-up a rune.
func candidate(s string, i int) int {
	for i < len(s) {
		c := s[i]
		var fl uint16
		size := 1
		if c < utf8.RuneSelf {
			fl = flags[c]
		} else if c&0xF0 == 0xE0 && i+2 < len(s) {
			fl = flags[uint16(c)<<12|uint16(s[i+1]&0x3F)<<6|uint16(s[i+2]&0x3F)]
			size = 3
		} else {
			fl, size = peek(s, i)
		}
		if fl&trigger == 0 {
			i += size
			continue
		}
		if c >= utf8.RuneSelf {
			// The look-up above trusts the bytes; what it found is checked here.
			if fl, size = peek(s, i); fl&trigger == 0 {
				i += size
				continue
			}
		}
		switch {
		case fl&isDigit != 0:
			next, _ := peek(s, i+size)
			if next&continues == 0 && (c >= utf8.RuneSelf || next&isLetter == 0) {
				break
			}
			end, hit := digitHit(s, i, i+size)
			if hit {
				return i
			}
			size = end - i
		case fl&isLetter != 0:
			end, hit := letterHit(s, i)
			if hit {
				return i
			}
			size = end - i
		case fl&isAt != 0:
			if next, _ := peek(s, i+size); next&(isLetter|isDigit|isSep) != 0 {
				return i
			}
		case nameHit(s, i, i+size):
			return i
		}
		i += max(size, 1)
	}
	return -1
}

// peek returns the flags and the width of the rune at byte j, 0 and 1 at the end.
func peek(s string, j int) (uint16, int) {
	if j >= len(s) {
		return 0, 1
	}
	c := s[j]
	if c < utf8.RuneSelf {
		return flags[c], 1
	}
	if c&0xF0 == 0xE0 && j+2 < len(s) && s[j+1]&0xC0 == 0x80 && s[j+2]&0xC0 == 0x80 && (c > 0xE0 || s[j+1] >= 0xA0) {
		return flags[uint16(c)<<12|uint16(s[j+1]&0x3F)<<6|uint16(s[j+2]&0x3F)], 3
	}
	r, size := utf8.DecodeRuneInString(s[j:])
	return flagOf(r), size
}
