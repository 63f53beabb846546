package doc

import (
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"yingda/internal/fault"
)

// mostRead is how many rows a sheet that comes in may have.
const mostRead = 5000

// ReadSheet reads the first sheet of an XLSX file as texts, header included; the
// apostrophe that Sheet puts before what looks like a formula is taken off
// again. It returns fault.Invalid for what is no XLSX and for too many rows.
func ReadSheet(r io.Reader) ([][]string, error) {
	f, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return nil, fault.New(fault.Invalid, "sheet.format", "读不懂这个文件：请用 .xlsx 格式的表格，最好先导出一份再改").On("file")
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		return nil, fault.New(fault.Invalid, "sheet.format", "读不懂这个文件的第一张表").On("file")
	}
	if len(rows) > mostRead {
		return nil, fault.New(fault.Invalid, "sheet.rows", "一次最多导入 %d 行", mostRead).On("file")
	}
	for _, row := range rows {
		for i, cell := range row {
			if bare, ok := strings.CutPrefix(cell, "'"); ok && Harmless(bare) != bare {
				cell = bare
			}
			row[i] = strings.TrimSpace(cell)
		}
	}
	return rows, nil
}
