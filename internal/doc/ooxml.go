package doc

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Lengths are twentieths of a point (twips): 1 mm is 56.6929. The block of text
// is 156 by 225 mm, so that a line is 579 high and a character 315.86 wide,
// 0.207 points narrower than the 16 points of size 三号.
// Clause: GB/T 9704-2012 5.1, 5.2.
const (
	pageWide, pageHigh = 11906, 16838
	marginTop          = 2098 // 37 mm
	marginBottom       = 1984 // 35 mm
	marginLeft         = 1588 // 28 mm
	marginRight        = 1474 // 26 mm
	footerAt           = 1304 // the page number stands 7 mm below the block
	linePitch          = 579
	charSpace          = -848 // 1/4096 points
	blockWide          = pageWide - marginLeft - marginRight
)

const (
	fangsong = "仿宋_GB2312"
	hei      = "黑体"
	kai      = "楷体_GB2312"
	xiaobiao = "方正小标宋简体"
	song     = "宋体"
)

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNS  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

	contentTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
		`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
		`<Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/>` +
		`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
		`<Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>`

	packageRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

	documentRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/>` +
		`<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/>` +
		`<Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>` +
		`<Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/></Relationships>`

	settings = `<w:settings ` + wordNS + `><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`
)

// fonts names what stands in where an official face is not installed.
var fonts = `<w:fonts ` + wordNS + `>` + face(fangsong, "FangSong") + face(hei, "SimHei") + face(kai, "KaiTi") + face(xiaobiao, "SimSun") + face(song, "SimSun") + `</w:fonts>`

func face(name, alt string) string {
	return `<w:font w:name="` + name + `"><w:altName w:val="` + alt + `"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>`
}

var styles = `<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr>` + runFont(fangsong) + `<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>` +
	style("Normal", "Normal", "", `<w:jc w:val="both"/>`, "") +
	style("Agency", "发文机关标志", "Normal", `<w:keepNext/><w:spacing w:before="1134" w:line="1200" w:lineRule="exact"/><w:jc w:val="center"/>`, runFont(xiaobiao)+`<w:color w:val="FF0000"/><w:spacing w:val="40"/><w:sz w:val="72"/>`) +
	style("Number", "发文字号", "Normal", `<w:keepNext/><w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" w:color="FF0000"/></w:pBdr><w:spacing w:before="579" w:after="1158"/><w:jc w:val="center"/>`, "") +
	style("Mark", "版头说明", "Normal", `<w:jc w:val="left"/>`, runFont(hei)) +
	style("Title", "标题", "Normal", `<w:keepNext/><w:spacing w:after="579" w:line="680" w:lineRule="exact"/><w:jc w:val="center"/>`, runFont(xiaobiao)+`<w:sz w:val="44"/>`) +
	style("To", "主送机关", "Normal", `<w:jc w:val="left"/>`, "") +
	style("Body", "正文段落", "Normal", `<w:ind w:firstLine="640" w:firstLineChars="200"/>`, "") +
	style("Head", "一级标题", "Body", `<w:keepNext/><w:outlineLvl w:val="0"/>`, runFont(hei)) +
	style("Sub", "二级标题", "Body", `<w:keepNext/><w:outlineLvl w:val="1"/>`, runFont(kai)) +
	style("Sign", "署名", "Normal", `<w:keepNext/><w:jc w:val="right"/>`, "") +
	style("Cell", "表格文字", "Normal", `<w:jc w:val="left"/>`, `<w:sz w:val="28"/>`) +
	style("PageNumber", "页码", "Normal", `<w:snapToGrid w:val="0"/>`, runFont(song)+`<w:sz w:val="28"/>`) + `</w:styles>`

func style(id, name, based, paragraph, run string) string {
	attr := ` w:customStyle="1"`
	if id == "Normal" {
		attr = ` w:default="1"`
	}
	if based != "" {
		based = `<w:basedOn w:val="` + based + `"/>`
	}
	return `<w:style w:type="paragraph"` + attr + ` w:styleId="` + id + `"><w:name w:val="` + name + `"/>` + based + `<w:qFormat/><w:pPr>` + paragraph + `</w:pPr><w:rPr>` + run + `</w:rPr></w:style>`
}

func runFont(name string) string {
	return `<w:rFonts w:ascii="` + name + `" w:hAnsi="` + name + `" w:eastAsia="` + name + `" w:cs="` + name + `"/>`
}

// footer is the page number between dashes, one character in from the outside.
// Clause: GB/T 9704-2012 7.5.
func footer(side, indent, chars string) string {
	return `<w:ftr ` + wordNS + `><w:p><w:pPr><w:pStyle w:val="PageNumber"/><w:ind ` + indent + `="280" ` + chars + `="100"/><w:jc w:val="` + side + `"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>` +
		`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>` +
		`<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`
}

func core(p Paper) string {
	at := p.Date.UTC().Format("2006-01-02T15:04:05Z")
	return `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escape(p.Title) + `</dc:title><dc:creator>` + escape(p.Agency) + `</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">` + at + `</dcterms:created></cp:coreProperties>`
}

func document(p Paper) string {
	var b strings.Builder
	b.WriteString(`<w:document ` + wordNS + `><w:body>`)
	if p.Secret != "" {
		paragraph(&b, "Mark", "", p.Secret)
	}
	paragraph(&b, "Agency", "", p.Agency)
	paragraph(&b, "Number", "", p.Number)
	paragraph(&b, "Title", "", p.Title)
	if p.To != "" {
		paragraph(&b, "To", "", strings.TrimSuffix(p.To, "：")+"：")
	}
	for i, block := range p.Blocks {
		more := ""
		if i > 0 && p.Blocks[i-1].Kind == Break {
			more = `<w:pageBreakBefore/>`
		}
		write(&b, block, more)
	}
	sign(&b, p)
	fmt.Fprintf(&b, `<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/><w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="851" w:footer="%d" w:gutter="0"/><w:docGrid w:type="linesAndChars" w:linePitch="%d" w:charSpace="%d"/></w:sectPr></w:body></w:document>`,
		pageWide, pageHigh, marginTop, marginRight, marginBottom, marginLeft, footerAt, linePitch, charSpace)
	return b.String()
}

// write writes a block; a page break is a property of what follows it, so that
// no empty line is left at the top.
func write(b *strings.Builder, block Block, more string) {
	switch block.Kind {
	case Head:
		paragraph(b, "Head", more, block.Text)
	case Sub:
		paragraph(b, "Sub", more, block.Text)
	case Table:
		if more != "" {
			paragraph(b, "Body", more, "")
		}
		table(b, block.Rows)
	case Break:
	default:
		paragraph(b, "Body", more, block.Text)
	}
}

// sign writes signature and date: the date four characters in from the right,
// the signature centred above it. Clause: GB/T 9704-2012 7.3.5.
func sign(b *strings.Builder, p Paper) {
	name, day := p.Signature, Day(p.Date)
	if name == "" {
		name = p.Agency
	}
	in := 400 + 50*(width(day)-width(name))/2
	paragraph(b, "Body", "", "")
	paragraph(b, "Sign", rightIndent(max(in, 0)), name)
	paragraph(b, "Sign", rightIndent(400), day)
}

// width counts in half characters.
func width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

func rightIndent(hundredths int) string {
	return fmt.Sprintf(`<w:ind w:right="%d" w:rightChars="%d"/>`, hundredths*316/100, hundredths)
}

func paragraph(b *strings.Builder, style, more, text string) {
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + more + `</w:pPr>`)
	if text != "" {
		b.WriteString(`<w:r><w:t xml:space="preserve">` + escape(text) + `</w:t></w:r>`)
	}
	b.WriteString(`</w:p>`)
}

// table writes rows with thin rules; the first column holds the titles.
func table(b *strings.Builder, rows [][]string) {
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(row))
	}
	if columns == 0 {
		return
	}
	widths := make([]int, columns)
	for i := range widths {
		widths[i] = blockWide / columns
		if columns == 2 {
			widths[i] = []int{blockWide / 4, blockWide - blockWide/4}[i]
		}
	}
	rule := func(side string) string {
		return `<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`
	}
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblBorders>`, blockWide)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.WriteString(rule(side))
	}
	b.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, wide := range widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, wide)
	}
	b.WriteString(`</w:tblGrid>`)
	for _, row := range rows {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for i, wide := range widths {
			text := ""
			if i < len(row) {
				text = row[i]
			}
			fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, wide)
			for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
				paragraph(b, "Cell", "", strings.TrimSpace(line))
			}
			b.WriteString(`</w:tc>`)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
}

// escape writes a text for XML; what XML cannot hold becomes U+FFFD.
func escape(text string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(text)) //nolint:errcheck // a buffer never fails
	return b.String()
}
