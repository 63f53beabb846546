package source

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

const (
	maxSheet     = 100 << 20 // bytes of a workbook once unpacked
	maxSheetPart = 2000      // files inside
	sheetRatio   = 100
)

// table turns rows of cells into posts once a header was seen.
type table struct {
	fields []column
	names  []string
	reason string // set when the header holds a column that is refused
	column string

	mapping map[string]column // of a vendor's file, by headerKey; what is not in it is dropped
}

// header recognises the header row: at least one cell is a known name.
func (t *table) header(cells []string) bool {
	if t.mapping != nil {
		return t.byMapping(cells)
	}
	t.fields, t.names = nil, nil
	t.reason, t.column = "", ""
	known := 0
	used := map[column]bool{}
	for _, c := range cells {
		name := cut(line(c), 60)
		field, ok := columnOf(c)
		switch {
		case ok && used[field]:
			t.refuse(name, "同一内容出现两列（"+name+"）")
		case ok:
			known++
			used[field] = true
		case name != "":
			t.refuse(name, unknown(name))
		}
		t.fields, t.names = append(t.fields, field), append(t.names, name)
	}
	return known > 0
}

// refuse keeps the first reason, unless a later one tells of a person.
func (t *table) refuse(name, reason string) {
	if t.reason == "" || strings.HasPrefix(reason, "不接收") && !strings.HasPrefix(t.reason, "不接收") {
		t.reason, t.column = reason, name
	}
}

func (t *table) post(cells []string, n int) (Post, *Refused) {
	if t.reason != "" {
		return Post{}, &Refused{Line: n, Column: t.column, Reason: t.reason}
	}
	r := row{line: n, cells: map[column]string{}, names: map[column]string{}}
	for i, c := range cells {
		if i >= len(t.fields) || t.fields[i] == "" {
			if strings.TrimSpace(c) == "" || t.mapping != nil {
				continue
			}
			return Post{}, &Refused{Line: n, Column: columnLetter(i), Reason: "此列没有列名"}
		}
		r.cells[t.fields[i]], r.names[t.fields[i]] = c, t.names[i]
	}
	return r.post()
}

func columnLetter(i int) string {
	name, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		return strconv.Itoa(i + 1)
	}
	return name
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

var noHeader = &Refused{Line: 1, Reason: "没有找到表头，第一行应写列名，如：来源、链接、标题、正文、发布时间", Fatal: true}

// csvPosts reads comma, semicolon or tab separated rows. A row with a broken
// quotation is refused by itself; the reader goes on at the next line.
func csvPosts(text []byte, t table, yield func(Post, *Refused) bool) {
	first, _, _ := bytes.Cut(bytes.TrimLeft(text, " \t\r\n"), []byte("\n"))
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord, r.Comma, r.ReuseRecord = -1, delimiter(first), true
	seen := false
	for rows := 0; rows <= maxRows; {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			if !seen {
				break
			}
			rows++
			if !yield(Post{}, &Refused{Line: broken.StartLine, Column: "第 " + strconv.Itoa(broken.Column) + " 个字符", Reason: "引号不配对"}) {
				return
			}
			continue
		}
		n, _ := r.FieldPos(0)
		if blank(cells) {
			continue
		}
		if !seen {
			if !t.header(cells) {
				break
			}
			seen = true
			continue
		}
		rows++
		if !yield(t.post(cells, n)) {
			return
		}
	}
	if !seen {
		yield(Post{}, noHeader)
	}
}

func delimiter(header []byte) rune {
	best, most := ',', bytes.Count(header, []byte(","))
	for _, d := range []rune{'\t', ';'} {
		if n := bytes.Count(header, []byte(string(d))); n > most {
			best, most = d, n
		}
	}
	return best
}

// sheetPosts reads the first sheet of a workbook.
func sheetPosts(body []byte, t table, yield func(Post, *Refused) bool) {
	if reason := bomb(body); reason != "" {
		yield(Post{}, &Refused{Line: 1, Reason: reason, Fatal: true})
		return
	}
	// Both limits alike, or large sheets would be unpacked into a temporary file.
	f, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxSheet, UnzipXMLSizeLimit: maxSheet})
	if err != nil {
		yield(Post{}, &Refused{Line: 1, Reason: "表格文件损坏或带密码", Fatal: true})
		return
	}
	defer f.Close()
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		yield(Post{}, noHeader)
		return
	}
	rows, err := f.Rows(sheets[0])
	if err != nil {
		yield(Post{}, &Refused{Line: 1, Reason: "表格文件损坏", Fatal: true})
		return
	}
	defer rows.Close()
	sheetRows(f, rows, t, yield)
}

func sheetRows(f *excelize.File, rows *excelize.Rows, t table, yield func(Post, *Refused) bool) {
	old := false
	if p, err := f.GetWorkbookProps(); err == nil && p.Date1904 != nil {
		old = *p.Date1904
	}
	seen := false
	for n := 1; rows.Next() && n <= maxRows; n++ {
		cells, err := rows.Columns()
		if err != nil {
			yield(Post{}, &Refused{Line: n, Reason: "此行无法读取", Fatal: true})
			return
		}
		if blank(cells) {
			continue
		}
		if !seen {
			// A title line may stand above the header.
			if seen = t.header(cells); !seen && n > 10 {
				break
			}
			continue
		}
		for i := range cells {
			if i < len(t.fields) && t.fields[i] == "published_at" {
				cells[i] = serial(cells[i], old)
			}
		}
		if !yield(t.post(cells, n)) {
			return
		}
	}
	if !seen {
		yield(Post{}, noHeader)
	}
}

// serial writes out a date that the sheet holds as a number of days, in the
// time of the wall clock, which is how people type it.
func serial(cell string, old bool) string {
	days, err := strconv.ParseFloat(cell, 64)
	if err != nil || days < 10_000 || days > 100_000 {
		return cell
	}
	at, err := excelize.ExcelDateToTime(days, old)
	if err != nil {
		return cell
	}
	return at.Round(time.Second).Format("2006-01-02 15:04:05")
}

// bomb looks at the directory of the archive before anything is unpacked. A
// directory that lies about sizes makes the unpacking itself fail.
func bomb(body []byte) string {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return "表格文件损坏"
	}
	if len(z.File) > maxSheetPart {
		return "表格文件内的部分过多"
	}
	var total uint64
	for _, f := range z.File {
		if f.UncompressedSize64 > maxSheet {
			return "表格展开后过大"
		}
		total += f.UncompressedSize64
	}
	if total > maxSheet || total > 1<<20 && total > uint64(len(body))*sheetRatio {
		return "表格展开后过大"
	}
	return ""
}
