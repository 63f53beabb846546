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
