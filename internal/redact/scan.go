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

// candidate returns the offset from which something in s may be personal data,
// -1 if nothing may. It is the hot path: one table look-up a rune.
func candidate(s string, i int) int {
	for i < len(s) {
		c := s[i]
		if c < utf8.RuneSelf {
			if flags[c]&trigger == 0 {
				i++
				continue
			}
		} else if c&0xF0 == 0xE0 && i+2 < len(s) {
			if flags[uint16(c)<<12|uint16(s[i+1]&0x3F)<<6|uint16(s[i+2]&0x3F)]&trigger == 0 {
				i += 3
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		fl := flagOf(r)
		switch {
		case fl&isDigit != 0:
			end, hit := digitHit(s, i, i+size)
			if hit {
				return i
			}
			i = end
			continue
		case fl&isAt != 0:
			if next, _ := utf8.DecodeRuneInString(s[i+size:]); flagOf(next)&(isLetter|isDigit|isSep) != 0 {
				return i
			}
		case fl&isLetter != 0:
			end, hit := letterHit(s, i)
			if hit {
				return i
			}
			i = end
			continue
		case fl&isNameTag != 0 && nameHit(s, i, i+size):
			return i
		}
		i += size
	}
	return -1
}

// digitHit reads the digits from i (the first ends at j) and whatever may
// separate them; it returns where they end and whether they deserve a closer
// look: seven digits, five after a label, or a part of an address.
func digitHit(s string, i, j int) (int, bool) {
	count, end, gap := 1, j, 0
	for j < len(s) {
		r, size := utf8.DecodeRuneInString(s[j:])
		fl := flagOf(r)
		if fl&isDigit != 0 {
			count, gap = count+1, 0
			j += size
			end = j
			continue
		}
		if fl&isSep != 0 || letterAsDigit(r) && count > 1 {
			if gap++; gap <= 8 {
				j += size
				if letterAsDigit(r) {
					count++
				}
				continue
			}
		}
		if (gap == 0 || gap == 1 && s[j-1] == ' ') && addressHit(s, i, r, j+size) {
			return end, true
		}
		break
	}
	if count >= 7 {
		return end, true
	}
	return end, count >= 4 && (labelNear(s, i) && count >= 5 || roadBefore(s, i))
}

func roadBefore(s string, i int) bool {
	prev, _ := utf8.DecodeLastRuneInString(s[:i])
	return flagOf(prev)&isRoad != 0
}

func letterAsDigit(r rune) bool {
	_, script := digitOf(r)
	return script == letterDigit || script == soundDigit
}

// addressHit looks at the unit behind a number and at the character before it.
func addressHit(s string, i int, unit rune, after int) bool {
	if flagOf(unit)&isUnit != 0 {
		return true
	}
	switch unit {
	case '号', '组', '楼', '层', '號', '組', '樓':
	default:
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[after:])
	if flagOf(next)&(isDigit|isLetter) != 0 || next == '楼' || next == '院' {
		return true
	}
	prev, _ := utf8.DecodeLastRuneInString(s[:i])
	return flagOf(prev)&isRoad != 0 && unit != '楼' && unit != '层'
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
	if nDigits >= 4 || n >= 10 && nDigits > 0 {
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

// nameHit says whether the tag that ends at j may announce a name: at once
// behind the most usual tags, behind a colon or a space for the others.
func nameHit(s string, i, j int) bool {
	r, size := utf8.DecodeRuneInString(s[j:])
	delimited := r == ':' || r == '：' || r == ' ' || r == '　'
	if delimited {
		r, _ = utf8.DecodeRuneInString(s[j+size:])
	}
	if flagOf(r)&isHan == 0 && r != ' ' && r != '　' || !delimited && (flagOf(r)&isSurname == 0 || wordLike(r)) {
		return false
	}
	prev, _ := utf8.DecodeLastRuneInString(s[:i])
	switch prev {
	case '系', '繫', '我', '本', '姓', '名':
		return true
	case '事', '请', '請', '诉', '訴', '映', '报', '報', '求', '户', '业', '患', '家', '件', '车', '害', '络', '理', '言', '料', '电', '房', '款', '卡', '办':
		return delimited
	}
	return false
}

// wordLike names the surnames that begin ordinary words more often than names.
func wordLike(r rune) bool {
	switch r {
	case '向', '于', '应', '时', '任', '从', '有', '全', '常', '成', '连', '申', '管', '经', '单', '方', '万', '安', '路', '游', '查', '解', '满':
		return true
	}
	return false
}
