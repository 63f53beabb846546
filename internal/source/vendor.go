package source

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"yingda/internal/fault"
)

// Fields are what may be taken from a vendor's file, with their titles, in the
// order of the screen. Clause: LIS-2.
var Fields = []struct{ Code, Title string }{
	{"title", "标题"}, {"text", "正文"}, {"url", "网址"}, {"published_at", "发布时间"}, {"source", "来源名称"}, {"language", "语言"}, {"views", "浏览数"}, {"comments", "评论数"}, {"shares", "转发数"},
}

// Header (表头) is one column of a vendor's file, and the field of ours that it
// seems to be. Dropped says why a column cannot be taken at all: it tells who
// wrote something. Sample is from the first row, empty for such a column; it may
// still hold personal data and is to be redacted before it is shown.
type Header struct {
	Name    string
	Field   string
	Dropped string
	Sample  string
}

var errHeaders = fault.New(fault.Invalid, "vendor.header", "文件里没有找到列名：第一行应写列名，或每行是一个 JSON 对象").On("file")

// Headers reads the names of the columns of a vendor's file: .csv, .xlsx, .json
// or .jsonl. It returns vendor.header or charset-unknown.
func Headers(name string, body []byte) ([]Header, error) {
	if len(body) > maxFile {
		return nil, fault.New(fault.Invalid, "vendor.long", "文件过大，最多 10 MB").On("file")
	}
	var names, first []string
	switch kindOf(name, body) {
	case "sheet":
		rows, err := sheetHead(body)
		if err != nil {
			return nil, err
		}
		names, first = headRow(rows)
	default:
		text, _, err := Charset(body, "")
		if err != nil {
			return nil, err
		}
		if kindOf(name, text) == "json" {
			names, first = jsonHead(text)
			break
		}
		r := csv.NewReader(bytes.NewReader(text))
		line1, _, _ := bytes.Cut(bytes.TrimLeft(text, " \t\r\n"), []byte("\n"))
		r.FieldsPerRecord, r.Comma, r.LazyQuotes = -1, delimiter(line1), true
		var rows [][]string
		for len(rows) < 12 {
			cells, err := r.Read()
			if err != nil {
				break
			}
			rows = append(rows, cells)
		}
		names, first = headRow(rows)
	}
	if len(names) == 0 {
		return nil, errHeaders
	}
	return headersOf(names, first), nil
}

func headersOf(names, first []string) []Header {
	var out []Header
	taken := map[string]bool{}
	for i, n := range names {
		h := Header{Name: cut(line(n), 60)}
		if h.Name == "" {
			continue
		}
		if personal(h.Name) {
			h.Dropped = "涉及作者或个人，进门就丢弃，不保存"
		} else if field, ok := columnOf(h.Name); ok && !taken[string(field)] {
			h.Field = string(field)
			taken[h.Field] = true
		}
		if h.Dropped == "" && i < len(first) {
			h.Sample = cut(line(first[i]), 200)
		}
		out = append(out, h)
	}
	return out
}

// headRow takes the first row of at least two cells, and the row after it.
func headRow(rows [][]string) (names, first []string) {
	for i, r := range rows {
		full := 0
		for _, c := range r {
			if strings.TrimSpace(c) != "" {
				full++
			}
		}
		if full >= 2 {
			if i+1 < len(rows) {
				first = rows[i+1]
			}
			return r, first
		}
	}
	return nil, nil
}

func kindOf(name string, body []byte) string {
	ext := strings.ToLower(path.Ext(name))
	head := bytes.TrimLeft(body, " \t\r\n\ufeff")
	switch {
	case bytes.HasPrefix(body, []byte("PK\x03\x04")):
		return "sheet"
	case ext == ".json" || ext == ".jsonl" || ext == ".ndjson" || ext != ".csv" && len(head) > 0 && (head[0] == '{' || head[0] == '['):
		return "json"
	}
	return "csv"
}

func sheetHead(body []byte) ([][]string, error) {
	if reason := bomb(body); reason != "" {
		return nil, fault.New(fault.Invalid, "vendor.sheet", "%s", reason).On("file")
	}
	f, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{UnzipSizeLimit: maxSheet, UnzipXMLSizeLimit: maxSheet})
	if err != nil {
		return nil, fault.New(fault.Invalid, "vendor.sheet", "表格文件损坏或带密码").On("file").Because(err)
	}
	defer f.Close()
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return nil, errHeaders
	}
	rows, err := f.Rows(sheets[0])
	if err != nil {
		return nil, errHeaders.Because(err)
	}
	defer rows.Close()
	var out [][]string
	for len(out) < 12 && rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return nil, errHeaders.Because(err)
		}
		out = append(out, cells)
	}
	return out, nil
}

// CheckColumns returns vendor.columns for a mapping that takes no text, takes a
// field twice, or takes a column that tells of a person.
func CheckColumns(columns map[string]string) error {
	used := map[string]string{}
	for name, field := range columns {
		if !slices.ContainsFunc(Fields, func(f struct{ Code, Title string }) bool { return f.Code == field }) {
			return fault.New(fault.Invalid, "vendor.columns", "没有「%s」这一项", field).On("columns")
		}
		if personal(name) {
			return fault.New(fault.Invalid, "vendor.columns", "「%s」涉及作者或个人，不能接收", name).On("columns")
		}
		if other, ok := used[field]; ok {
			return fault.New(fault.Invalid, "vendor.columns", "「%s」和「%s」不能对应同一项", other, name).On("columns")
		}
		used[field] = name
	}
	if used["title"] == "" && used["text"] == "" {
		return fault.New(fault.Invalid, "vendor.columns", "至少要有一列对应标题或正文").On("columns")
	}
	return nil
}

// Mapped reads a vendor's file by a saved mapping of its columns; without one,
// by their usual names. What is not mapped is dropped unread, the author's
// columns above all. Each step gives a post or a refusal.
func Mapped(name string, r io.Reader, columns map[string]string) iter.Seq2[Post, *Refused] {
	return func(yield func(Post, *Refused) bool) {
		body, err := io.ReadAll(io.LimitReader(r, maxFile+1))
		if err != nil || len(body) > maxFile {
			yield(Post{}, &Refused{Line: 1, Reason: "文件无法读取，或超过 10 MB", Fatal: true})
			return
		}
		if len(columns) == 0 {
			heads, err := Headers(name, body)
			if err != nil {
				yield(Post{}, noHeader)
				return
			}
			columns = map[string]string{}
			for _, h := range heads {
				if h.Field != "" {
					columns[h.Name] = h.Field
				}
			}
		}
		t := table{mapping: map[string]column{}}
		for n, field := range columns {
			if !personal(n) {
				t.mapping[headerKey(n)] = column(field)
			}
		}
		if kindOf(name, body) == "sheet" {
			sheetPosts(body, t, yield)
			return
		}
		text, _, err := Charset(body, "")
		if err != nil {
			yield(Post{}, &Refused{Line: 1, Reason: "无法识别文字编码", Fatal: true})
			return
		}
		if kindOf(name, text) == "json" {
			mappedJSON(text, t.mapping, yield)
			return
		}
		csvPosts(text, t, yield)
	}
}

// SameColumn reports whether two names are those of one column.
func SameColumn(a, b string) bool { return headerKey(a) == headerKey(b) }

func headerKey(name string) string {
	return strings.ReplaceAll(strings.ToLower(cut(line(name), 60)), " ", "")
}

// byMapping recognises the header row of a mapped table.
func (t *table) byMapping(cells []string) bool {
	t.fields, t.names = nil, nil
	known := 0
	used := map[column]bool{}
	for _, c := range cells {
		field := t.mapping[headerKey(c)]
		if used[field] {
			field = ""
		}
		if field != "" {
			known++
			used[field] = true
		}
		t.fields, t.names = append(t.fields, field), append(t.names, cut(line(c), 60))
	}
	return known > 0
}

// objects walks the objects of JSON Lines, of an array, or of the first array
// inside an object.
func objects(text []byte, each func(n int, o map[string]string) bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	for n := 0; n < maxRows; {
		var v any
		d.UseNumber()
		if d.Decode(&v) != nil {
			return
		}
		for _, o := range listOf(v) {
			n++
			flat := map[string]string{}
			flatten("", o, flat, 0)
			if !each(n, flat) {
				return
			}
		}
	}
}

func listOf(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case map[string]any:
		var keys []string
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			if list, ok := v[k].([]any); ok && len(list) > 0 {
				if _, ok := list[0].(map[string]any); ok {
					return list
				}
			}
			if inner, ok := v[k].(map[string]any); ok && (k == "data" || k == "result") {
				return listOf(inner)
			}
		}
		return []any{v}
	}
	return nil
}

// flatten names what stands inside an object by its way: engagement.views.
func flatten(under string, v any, into map[string]string, depth int) {
	if depth > 3 || len(into) > 200 {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			name := k
			if under != "" {
				name = under + "." + k
			}
			flatten(name, inner, into, depth+1)
		}
	case string:
		into[under] = v
	case json.Number:
		into[under] = v.String()
	case bool:
		into[under] = strconv.FormatBool(v)
	}
}

func jsonHead(text []byte) (names, first []string) {
	values := map[string]string{}
	objects(text, func(n int, o map[string]string) bool {
		for k, v := range o {
			if _, ok := values[k]; !ok {
				names = append(names, k)
				values[k] = v
			}
		}
		return n < 20
	})
	slices.Sort(names)
	for _, n := range names {
		first = append(first, values[n])
	}
	return names, first
}

func mappedJSON(text []byte, mapping map[string]column, yield func(Post, *Refused) bool) {
	any := false
	objects(text, func(n int, o map[string]string) bool {
		any = true
		r := row{line: n, cells: map[column]string{}, names: map[column]string{}}
		for k, v := range o {
			if field := mapping[headerKey(k)]; field != "" {
				r.cells[field], r.names[field] = v, k
			}
		}
		return yield(r.post())
	})
	if !any {
		yield(Post{}, &Refused{Line: 1, Reason: "不是 JSON 对象，也不是它们的列表", Fatal: true})
	}
}
