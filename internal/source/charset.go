package source

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"yingda/internal/fault"
)

var errCharset = fault.New(fault.Invalid, "charset-unknown", "无法识别文字编码")

// Charset returns body as UTF-8 without a byte order mark, and the name of the
// encoding that it was in. It looks at the mark, then at whether the bytes are
// valid UTF-8, then at the header and the declaration inside, then at which of
// GB18030 and Big5 the bytes are typical of. A declaration is believed only
// when the bytes fit it; a few stray bytes become U+FFFD. The result may share
// memory with body. It returns charset-unknown when nothing fits.
func Charset(body []byte, contentType string) ([]byte, string, error) {
	if out, name, ok := byMark(body); ok {
		return out, name, nil
	}
	if name, enc := wide(body); enc != nil {
		out, _ := decode(enc, body)
		return out, name, nil
	}
	claims := claimed(body, contentType)
	if plainASCII(body) {
		return sevenBit(body, claims)
	}
	if utf8.Valid(body) && !belongsToClaim(body, claims) {
		return body, "utf-8", nil
	}
	for _, name := range claims {
		if out, ok := decodeClean(name, body); ok {
			return out, name, nil
		}
	}
	if nearlyUTF8(body) {
		return bytes.ToValidUTF8(body, []byte("\uFFFD")), "utf-8", nil
	}
	if out, ok := kana(body); ok {
		return out, "shift_jis", nil
	}
	for _, name := range byHabit(body) {
		if out, ok := decodeClean(name, body); ok {
			return out, name, nil
		}
	}
	return lastResort(body, claims)
}

func byMark(body []byte) ([]byte, string, bool) {
	marks := []struct {
		mark string
		name string
		enc  encoding.Encoding
	}{
		{"\xef\xbb\xbf", "utf-8", nil},
		{"\xff\xfe\x00\x00", "utf-32le", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)},
		{"\x00\x00\xfe\xff", "utf-32be", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)},
		{"\xff\xfe", "utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"\xfe\xff", "utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	}
	for _, m := range marks {
		if !bytes.HasPrefix(body, []byte(m.mark)) {
			continue
		}
		rest := body[len(m.mark):]
		if m.enc == nil {
			// A mark in front of bytes that are not UTF-8 was put there by a wrong tool.
			if !utf8.Valid(rest) && !nearlyUTF8(rest) {
				return nil, "", false
			}
			return bytes.ToValidUTF8(rest, []byte("\uFFFD")), m.name, true
		}
		out, _ := decode(m.enc, rest)
		return out, m.name, true
	}
	return nil, "", false
}

// wide finds UTF-16 and UTF-32 without a mark, and EBCDIC, by how «<», «<?»
// or «{"» look in them.
func wide(body []byte) (string, encoding.Encoding) {
	for _, c := range []byte{'<', '{', '\n', '\r', ' '} {
		switch {
		case bytes.HasPrefix(body, []byte{c, 0, 0, 0}):
			return "utf-32le", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
		case bytes.HasPrefix(body, []byte{0, 0, 0, c}):
			return "utf-32be", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
		case len(body) > 3 && body[0] == c && body[1] == 0 && body[3] == 0:
			return "utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
		case len(body) > 3 && body[0] == 0 && body[1] == c && body[2] == 0:
			return "utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
		}
	}
	if bytes.HasPrefix(body, []byte{0x4c, 0x6f, 0xa7, 0x94}) {
		return "cp037", charmap.CodePage037
	}
	return "", nil
}

var (
	prologName = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([A-Za-z0-9_.:\-]{2,40})\s*["']`)
	metaName   = regexp.MustCompile(`(?i)<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:\-]{2,40})`)
)

// claimed lists what header and declaration say, known names only, in the
// names that the rest of this file uses.
func claimed(body []byte, contentType string) []string {
	var names []string
	add := func(label string) {
		name := canonical(label)
		for _, n := range names {
			if n == name {
				return
			}
		}
		if name != "" {
			names = append(names, name)
		}
	}
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		add(params["charset"])
	} else if i := strings.Index(strings.ToLower(contentType), "charset="); i >= 0 {
		label, _, _ := strings.Cut(contentType[i+len("charset="):], ";")
		add(strings.Trim(label, ` "'`))
	}
	head := body[:min(len(body), 8<<10)]
	if m := prologName.FindSubmatch(head); m != nil {
		add(string(m[1]))
	}
	if m := metaName.FindSubmatch(head); m != nil {
		add(string(m[1]))
	}
	return names
}

// canonical maps a label to our name for it, empty if unknown. Every GB label
// becomes GB18030, which contains the older two.
func canonical(label string) string {
	label = strings.ToLower(strings.TrimSpace(label))
	switch label {
	case "gb2312", "gbk", "gb18030", "cp936", "ms936", "windows-936", "euc-cn", "x-gbk", "gb_2312-80", "gb2312-80", "chinese", "iso-ir-58", "csgb2312":
		return "gb18030"
	case "hz", "hz-gb-2312", "hz-gb2312":
		return "hz-gb-2312"
	case "big5", "big5-hkscs", "big5hkscs", "cp950", "ms950", "x-x-big5", "cn-big5":
		return "big5"
	case "utf8", "utf-8", "unicode-1-1-utf-8":
		return "utf-8"
	case "utf-16", "utf-16le", "utf-16be", "utf-32", "ucs-2", "x-user-defined", "replacement":
		return "" // without the bytes to show for it the label is wrong
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return ""
	}
	name, err := htmlindex.Name(enc)
	if err != nil || name == "replacement" {
		return ""
	}
	return name
}

func encodingOf(name string) encoding.Encoding {
	switch name {
	case "gb18030":
		return simplifiedchinese.GB18030
	case "hz-gb-2312":
		return simplifiedchinese.HZGB2312
	case "big5":
		return traditionalchinese.Big5
	case "utf-8":
		return nil
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return nil
	}
	return enc
}

func decode(enc encoding.Encoding, body []byte) ([]byte, int) {
	out, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		out = append(out, "\uFFFD"...)
	}
	return out, bytes.Count(out, []byte("\uFFFD"))
}

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
