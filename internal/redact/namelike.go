package redact

import (
	"strings"
	"unicode"

	"yingda/internal/fold"
)

// NameLike reports whether a word, taken alone, reads like the name of a person:
// a usual surname with one or two characters usual in given names, or a surname
// with 先生, 某 or 老. Spaces, points and signs between the characters do not
// hide it, nor do traditional or full-width spellings. Ordinary words that look
// so are known; who meets one that is not writes a longer word.
func NameLike(word string) bool {
	var r []rune
	for _, x := range fold.String(word) {
		if unicode.Is(unicode.Han, x) {
			r = append(r, x)
		} else if unicode.IsLetter(x) || unicode.IsDigit(x) {
			return false
		}
	}
	if len(r) < 2 || len(r) > 5 {
		return false
	}
	head, surname := 1, flagOf(r[0])&isSurname != 0
	if doubleWords.at(r, 0) > 0 && len(r) > 2 {
		head, surname = 2, true
	}
	rest := r[head:]
	if len(r) == 2 && (r[0] == '老' || r[0] == '小') && flagOf(r[1])&isSurname != 0 {
		return !ordinary(r)
	}
	if !surname {
		return false
	}
	if n := callWords.at(r, head); n > 0 && n == len(rest) {
		return true
	}
	if n := len(rest); n >= 2 {
		if size, call := callWords.ending(r, len(r)); size != noLabel && call < n+1 && len(r)-call-head <= 2 {
			rest = rest[:len(rest)-call]
		}
	}
	if len(rest) < 1 || len(rest) > 2 {
		return false
	}
	for _, x := range rest {
		if !givenRune(x) {
			return false
		}
	}
	return !ordinary(r[:head+len(rest)])
}

// ordinary knows words that look like names and are none, whole or at the head.
func ordinary(r []rune) bool {
	if len(r) == 2 && strings.ContainsRune("子家中上一二三四五六日天朝", r[1]) { // 沙子, 王家, 关中
		return true
	}
	return notNameWords.at(r, 0) > 0 || ordinaryWords.at(r, 0) > 0 || len(r) == 3 && strings.ContainsRune("山河湖江海城路街道桥镇村县市区省州站园林场院校所局", r[2])
}
