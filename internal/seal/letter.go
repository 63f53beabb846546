package seal

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// LetterFile is a file in a letter.
type LetterFile struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Data []byte `json:"data"`
}

// Letter is what is sealed: a text and files. What is told in clear comes as Plain in
// place of Text: bytes, which whoever holds them overwrites. Pad fills up what a
// browser writes.
type Letter struct {
	Text  string       `json:"text"`
	Plain []byte       `json:"-"`
	Files []LetterFile `json:"files,omitempty"`
	Pad   string       `json:"pad"`
}

// The sizes to which letters are filled up, in bytes, so that a sealed size tells
// little; beyond the last, whole megabytes. The browser uses the same.
var letterSizes = []int{8 << 10, 32 << 10, 128 << 10, 512 << 10}

// sealedAtOnce is how much the format seals at once.
const sealedAtOnce = 64 << 10

// firstHalf is how much of so many bytes goes to the sealing library first. It
// gathers what it seals in a buffer that grows once, by doubling: what is in it
// before that stays in memory, what comes after is sealed in its place.
func firstHalf(n int) int { return min(n, sealedAtOnce)/2 + 8 }

// Bytes writes a letter at one of the fixed sizes, in one array that can be
// overwritten: white space first, over the half that SealTo leaves in memory, then
// the letter as JSON.
func (l Letter) Bytes() []byte {
	n := len(`{"text":"","pad":""}`) + escapedLength(l.Text) + escapedLength(l.Plain)
	if len(l.Files) > 0 {
		n += len(`,"files":[]`) + len(l.Files) - 1
	}
	for _, f := range l.Files {
		n += len(`{"name":"","type":"","data":""}`) + escapedLength(f.Name) + escapedLength(f.Type) + base64.StdEncoding.EncodedLen(len(f.Data))
	}
	size := (n + firstHalf(sealedAtOnce) + 1<<20 - 1) >> 20 << 20
	for _, s := range letterSizes {
		if n+firstHalf(s) <= s {
			size = s
			break
		}
	}
	out := make([]byte, size-n, size)
	for i := range out {
		out[i] = ' '
	}
	out = append(out, `{"text":"`...)
	out = escaped(escaped(out, l.Text), l.Plain)
	out = append(out, '"')
	for i, f := range l.Files {
		out = append(out, []string{`,"files":[{"name":"`, `,{"name":"`}[min(i, 1)]...)
		out = append(escaped(out, f.Name), `","type":"`...)
		out = append(escaped(out, f.Type), `","data":"`...)
		out = append(base64.StdEncoding.AppendEncode(out, f.Data), `"}`...)
	}
	if len(l.Files) > 0 {
		out = append(out, ']')
	}
	return append(out, `,"pad":""}`...)
}

const hex16 = "0123456789abcdef"

// plainIn reports whether a byte of a text stands for itself in JSON.
func plainIn(c byte) bool { return c >= ' ' && c != '"' && c != '\\' }

func escapedLength[T ~string | ~[]byte](text T) int {
	n := len(text)
	for i := range len(text) {
		if !plainIn(text[i]) {
			n += len(`\u0000`) - 1
		}
	}
	return n
}

// escaped appends a text as the inside of a JSON string. Bytes that are no UTF-8 go
// along, and who reads puts the sign for them in their place.
func escaped[T ~string | ~[]byte](out []byte, text T) []byte {
	for i := range len(text) {
		if c := text[i]; plainIn(c) {
			out = append(out, c)
		} else {
			out = append(out, '\\', 'u', '0', '0', hex16[c>>4], hex16[c&15])
		}
	}
	return out
}

// Runes counts the letters of the text.
func (l Letter) Runes() int {
	n := utf8.RuneCountInString(strings.TrimSpace(l.Text))
	for rest := bytes.TrimSpace(l.Plain); len(rest) > 0; n++ {
		_, size := utf8.DecodeRune(rest) // utf8.RuneCount copies what it counts
		rest = rest[size:]
	}
	return n
}
