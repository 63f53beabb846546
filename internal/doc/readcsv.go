package doc

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yingda/internal/fault"
)

// ReadCSV reads a table of comma-separated values as texts, header included, in
// UTF-8 or as Chinese spreadsheets save it (GB 18030). It returns fault.Invalid for
// what is no such table and for too many rows.
func ReadCSV(r io.Reader) ([][]string, error) {
	raw, err := io.ReadAll(io.LimitReader(r, 8<<20))
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(raw) {
		if raw, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw); err != nil {
			return nil, notCSV()
		}
	}
	lines := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\uFEFF")))
	lines.FieldsPerRecord, lines.LazyQuotes = -1, true
	var out [][]string
	for {
		row, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil || strings.ContainsRune(strings.Join(row, ""), 0) {
			return nil, notCSV()
		}
		if len(out) == mostRead {
			return nil, fault.New(fault.Invalid, "sheet.rows", "一次最多导入 %d 行", mostRead).On("file")
		}
		for i, cell := range row {
			row[i] = strings.TrimSpace(cell)
		}
		out = append(out, row)
	}
}

func notCSV() error {
	return fault.New(fault.Invalid, "sheet.format", "读不懂这个文件：请用 .xlsx 或 .csv 格式的表格，最好先导出一份再改").On("file")
}
