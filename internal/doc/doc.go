// Package doc writes official documents (公文) as DOCX and lists as XLSX. A paper
// is laid out as GB/T 9704-2012 asks: A4, margins of 37, 35, 28 and 26 mm, a grid
// of 22 lines of 28 characters, page numbers outside on odd and even pages. The
// same paper always gives the same bytes.
package doc

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
	"time"
)

// Paper (公文) is one document, in the order in which it is read.
type Paper struct {
	Agency    string // the mark at the head, in red
	Number    string // 发文字号 or the number of the matter, "" for none
	Secret    string // what the reader must know of its reach, such as 内部资料; "" for none
	Title     string
	To        string // 主送机关, "" for none
	Blocks    []Block
	Signature string // "" for the agency
	Date      time.Time
}

// Kind is what a block is.
type Kind int

// The kinds of blocks.
const (
	Text  Kind = iota // a paragraph of the body, indented by two characters
	Head              // 一级标题, in Hei
	Sub               // 二级标题, in Kai
	Table             // Rows, the first cell of each being its title
	Break             // what follows begins on a new page
)

// Block is one paragraph, heading, table or page break.
type Block struct {
	Kind Kind
	Text string
	Rows [][]string
}

var shanghai = time.FixedZone("CST", 8*60*60)

// Day writes a date as documents do: figures without padding zeros.
func Day(t time.Time) string { return t.In(shanghai).Format("2006年1月2日") }

// Prose cuts a text into paragraphs. A short line that begins with 一、 is a
// heading, one that begins with （一） a heading below it.
func Prose(text string) []Block {
	var out []Block
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		out = append(out, Block{Kind: lineKind(line), Text: line})
	}
	return out
}

const numerals = "一二三四五六七八九十"

func lineKind(line string) Kind {
	r := []rune(line)
	if len(r) > 40 || strings.ContainsAny(string(r[len(r)-1]), "。；，：") {
		return Text
	}
	i := 0
	if r[0] == '（' {
		i = 1
	}
	start := i
	for i < len(r) && strings.ContainsRune(numerals, r[i]) {
		i++
	}
	switch {
	case i == start || i == len(r):
		return Text
	case start == 0 && r[i] == '、':
		return Head
	case start == 1 && r[i] == '）':
		return Sub
	}
	return Text
}

// Write writes a paper as DOCX.
func Write(w io.Writer, p Paper) error {
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"docProps/core.xml", core(p)},
		{"word/document.xml", document(p)},
		{"word/styles.xml", styles},
		{"word/settings.xml", settings},
		{"word/fontTable.xml", fonts},
		{"word/footer1.xml", footer("right", "w:right", "w:rightChars")},
		{"word/footer2.xml", footer("left", "w:left", "w:leftChars")},
		{"word/_rels/document.xml.rels", documentRels},
	} {
		// No time is written, so that a paper is the same whenever it is made.
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err != nil {
			return fmt.Errorf("write %s: %w", part.name, err)
		}
		if _, err := io.WriteString(f, xmlHead+part.text); err != nil {
			return fmt.Errorf("write %s: %w", part.name, err)
		}
	}
	return z.Close()
}
