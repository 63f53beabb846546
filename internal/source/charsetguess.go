package source

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// decodeClean decodes and reports whether the bytes fit: at most one stray
// byte in two hundred characters beyond ASCII.
func decodeClean(name string, body []byte) ([]byte, bool) {
	if name == "utf-8" {
		return bytes.ToValidUTF8(body, []byte("\uFFFD")), nearlyUTF8(body)
	}
	enc := encodingOf(name)
	if enc == nil {
		return nil, false
	}
	out, bad := decode(enc, body)
	return out, bad*200 <= beyondASCII(out)
}

func beyondASCII(s []byte) int {
	n := 0
	for _, b := range s {
		if b >= 0xc0 {
			n++
		}
	}
	return n
}

func plainASCII(body []byte) bool {
	for _, b := range body {
		if b >= 0x80 {
			return false
		}
	}
	return true
}

// sevenBit handles text without a high byte: plain ASCII, or one of the
// encodings that hide characters in escapes.
func sevenBit(body []byte, claims []string) ([]byte, string, error) {
	for _, name := range claims {
		if name == "hz-gb-2312" || name == "iso-2022-jp" {
			if out, ok := decodeClean(name, body); ok {
				return out, name, nil
			}
		}
	}
	if open := bytes.Count(body, []byte("~{")); open > 0 && open == bytes.Count(body, []byte("~}")) {
		if out, bad := decode(simplifiedchinese.HZGB2312, body); bad == 0 {
			return out, "hz-gb-2312", nil
		}
	}
	return body, "utf-8", nil
}

// belongsToClaim reports whether text that happens to be valid UTF-8 is better
// read as the Chinese encoding that it claims: in UTF-8 its characters would
// all be Greek, Cyrillic and the like, none of them Chinese.
func belongsToClaim(body []byte, claims []string) bool {
	if len(claims) == 0 || claims[0] != "gb18030" && claims[0] != "big5" {
		return false
	}
	for _, r := range string(body) {
		if r >= 0x800 {
			return false
		}
	}
	_, ok := decodeClean(claims[0], body)
	return ok
}

// nearlyUTF8 accepts one bad byte in fifty good multi-byte characters.
func nearlyUTF8(body []byte) bool {
	good, bad := 0, 0
	for len(body) > 0 {
		if body[0] < utf8.RuneSelf {
			body = body[1:]
			continue
		}
		r, size := utf8.DecodeRune(body)
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		body = body[size:]
	}
	return bad*50 <= good || bad <= 2 && good >= 4*bad
}

// kana recognises Shift_JIS by the share of full-width kana, which no Chinese
// text read that way comes near.
func kana(body []byte) ([]byte, bool) {
	out, bad := decode(japanese.ShiftJIS, body)
	if bad > 0 {
		return nil, false
	}
	all, found := 0, 0
	for _, r := range string(out) {
		if r >= 0x80 {
			all++
		}
		if r >= 0x3040 && r <= 0x30ff {
			found++
		}
	}
	return out, found*4 > all
}

// byHabit orders GB18030 and Big5 by how many of the double bytes lie in the
// block of everyday characters of each; the code spaces overlap, so validity
// alone says little.
func byHabit(body []byte) []string {
	pairs, gb, big := 0, 0, 0
	for i := 0; i+1 < len(body); i++ {
		a, b := body[i], body[i+1]
		if a < 0x81 {
			continue
		}
		pairs++
		if (a >= 0xb0 && a <= 0xd7 || a >= 0xa1 && a <= 0xa3) && b >= 0xa1 {
			gb++
		}
		if a >= 0xa1 && a <= 0xc6 && (b >= 0x40 && b <= 0x7e || b >= 0xa1) {
			big++
		}
		i++
	}
	if pairs == 0 {
		return nil
	}
	if big > gb {
		return []string{"big5", "gb18030"}
	}
	return []string{"gb18030", "big5"}
}

// lastResort takes the reading with the fewest bad characters, provided that
// most of the text survives.
func lastResort(body []byte, claims []string) ([]byte, string, error) {
	var best []byte
	bestName, bestBad := "", len(body)+1
	for _, name := range append(claims[:len(claims):len(claims)], "utf-8", "gb18030", "big5") {
		out, bad := bytes.ToValidUTF8(body, []byte("\uFFFD")), 0
		if name == "utf-8" {
			bad = bytes.Count(out, []byte("\uFFFD"))
		} else if enc := encodingOf(name); enc != nil {
			out, bad = decode(enc, body)
		} else {
			continue
		}
		if bad < bestBad {
			best, bestName, bestBad = out, name, bad
		}
	}
	if bestBad*4 > len(body) {
		return nil, "", errCharset
	}
	return best, bestName, nil
}
