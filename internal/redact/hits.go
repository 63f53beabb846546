package redact

import (
	"strings"
	"unicode/utf8"
)

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

// labelNear looks for a word for QQ or WeChat in the 36 bytes before i and in
// the Latin word that begins there.
func labelNear(s string, i int) bool {
	from := max(0, i-36)
	for from < i && !utf8.RuneStart(s[from]) {
		from++
	}
	for _, r := range s[from:i] {
		if r >= utf8.RuneSelf && flagOf(r)&isLabel != 0 {
			return true
		}
	}
	return latinLabel(s, from, min(len(s), i+3))
}

// latinLabel looks for vx, wx, qq, q, v, weixin and wechat in s[from:to].
func latinLabel(s string, from, to int) bool {
	letter := func(j int) bool { return j >= 0 && j < len(s) && flags[s[j]]&isLetter != 0 && s[j] < utf8.RuneSelf }
	for j := from; j < to; j++ {
		c, next := s[j]|0x20, byte(0)
		if j+1 < len(s) {
			next = s[j+1] | 0x20
		}
		switch {
		case (c == 'v' || c == 'w') && next == 'x', c == 'q' && next == 'q', c == 'w' && next == 'e' && j+2 < len(s) && (s[j+2]|0x20 == 'i' || s[j+2]|0x20 == 'c'):
			return true
		case (c == 'v' || c == 'q' || c == 'w') && !letter(j-1) && !letter(j+1):
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
			if fl&isAt != 0 || r == '#' || r == '＃' || r == '艾' || r == '圈' || r == '◎' || bracketAt(s, j, r, size) || n < 3 && fl&isUnit != 0 {
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

// bracketAt reports whether a bracket at j opens an at sign in words.
func bracketAt(s string, j int, r rune, size int) bool {
	if r != '(' && r != '（' && r != '[' && r != '【' && r != '{' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[j+size:])
	return strings.ContainsRune("#＃@＠艾aAａＡ圈", next)
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
