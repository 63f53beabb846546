package redact

import (
	"strings"
	"unicode/utf8"
)

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

// digitHit reads the digits from i (the first ends at j) and whatever may
// separate them; it returns where they end and whether they deserve a closer
// look: seven digits, five after a label, or a part of an address.
func digitHit(s string, i, j int) (int, bool) {
	count, end, gap := 1, j, 0
	for j < len(s) {
		fl, size := peek(s, j)
		if fl&isDigit != 0 {
			count, gap = count+1, 0
			j += size
			end = j
			continue
		}
		if fl&isAt != 0 {
			return end, true
		}
		weak := count > 1 && fl&isSep == 0 && letterAsDigit(s, j)
		if fl&isSep != 0 || weak {
			if gap++; gap <= 8 {
				j += size
				if weak {
					count++
				}
				continue
			}
		}
		if (gap == 0 || gap == 1 && s[j-1] == ' ') && addressHit(s, i, fl, j, j+size) {
			return end, true
		}
		break
	}
	if count >= 7 {
		return end, true
	}
	return end, count >= 4 && (count >= 5 && labelNear(s, i) || roadBefore(s, i))
}

func roadBefore(s string, i int) bool {
	prev, _ := utf8.DecodeLastRuneInString(s[:i])
	return flagOf(prev)&isRoad != 0
}

func letterAsDigit(s string, j int) bool {
	r, _ := utf8.DecodeRuneInString(s[j:])
	_, script := digitOf(r)
	return script == letterDigit || script == soundDigit
}

// addressHit looks at the unit behind a number, at the character before the
// number and at the one behind the unit.
func addressHit(s string, i int, unit uint16, j, after int) bool {
	if unit&isUnit != 0 {
		return true
	}
	if unit&isCounter == 0 {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[after:])
	if flagOf(next)&(isDigit|isLetter) != 0 || next == '楼' || next == '院' {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s[j:])
	return roadBefore(s, i) && r != '楼' && r != '层'
}

func labelNear(s string, i int) bool {
	from := max(0, i-36)
	for from < i && !utf8.RuneStart(s[from]) {
		from++
	}
	for _, r := range s[from:i] {
		if flagOf(r)&isLabel != 0 {
			return true
		}
	}
	return false
}

// letterHit reads a Latin word and says whether it may be an id, a plate, a
// passport or part of an address for mail.
func letterHit(s string, i int) (int, bool) {
	j, n, nDigits := i, 0, 0
	for j < len(s) {
		r, size := utf8.DecodeRuneInString(s[j:])
		fl := flagOf(r)
		if fl&isDigit != 0 && uint32(r) < 0x10000 && digits[r]>>4 == plain {
			nDigits++
		} else if fl&isLetter == 0 && r != '_' && r != '-' && r != '.' {
			if fl&isAt != 0 || r == '#' || r == '＃' || r == '艾' || r == '圈' {
				return j, true
			}
			break
		}
		j += size
		n++
	}
	if first := foldOf(letterAt(s, i)); nDigits >= 4 || n >= 10 && nDigits > 0 || nDigits > 0 && (first == 'e' || first == 'g') {
		return j, true
	}
	prev, size := utf8.DecodeLastRuneInString(s[:i])
	if flagOf(prev)&isSep != 0 {
		prev, _ = utf8.DecodeLastRuneInString(s[:i-size])
	}
	if flagOf(prev)&isPlate != 0 {
		return j, true
	}
	if n == 2 && (s[i] == 'a' || s[i] == 'A') && (s[i+1] == 't' || s[i+1] == 'T') {
		return j, true
	}
	return j, labelNear(s, min(len(s), i+2))
}

func letterAt(s string, i int) rune {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r
}

// nameHit says whether the character from i to j begins or ends an announced
// name: 联系人 姓名 我叫 名叫 我是 本人 at once, others before a colon.
func nameHit(s string, i, j int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	next, size := utf8.DecodeRuneInString(s[j:])
	switch r {
	case ':', '：':
		if flagOf(next)&isHan == 0 && next != ' ' && next != '　' {
			return false
		}
		prev, _ := utf8.DecodeLastRuneInString(s[:i])
		return strings.ContainsRune("人主名者者字款署落机機子女母父妻夫公婆东東长長生户戶", prev)
	case '姓':
		return next == '名' && named(s, j+size)
	case '叫':
		prev, _ := utf8.DecodeLastRuneInString(s[:i])
		return (prev == '名' || prev == '我') && named(s, j)
	case '我':
		return next == '是' && named(s, j+size)
	}
	return next == '人' && named(s, j+size)
}

// named reports whether a surname that begins few other words stands at j, or
// a colon or a space.
func named(s string, j int) bool {
	r, _ := utf8.DecodeRuneInString(s[j:])
	switch r {
	case ':', '：', ' ', '　', '是', '为':
		return true
	case '向', '于', '应', '时', '任', '从', '有', '全', '常', '成', '连', '申', '管', '经', '单', '方', '万', '安', '路', '游', '查', '解', '满':
		return false
	}
	return flagOf(r)&isSurname != 0
}
