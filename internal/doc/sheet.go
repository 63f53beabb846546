package doc

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"yingda/internal/fault"
)

// most is how many rows a sheet can hold, the header among them.
const most = excelize.TotalRows

// Sheet writes a list as XLSX, with one frozen header row. Every cell is text
// and stays text when it is edited; one that a spreadsheet could take for a
// formula gets an apostrophe before it, so that it is harmless even after it was
// saved as CSV. It returns fault.Invalid for more rows than a sheet can hold.
func Sheet(w io.Writer, header []string, rows [][]string) error {
	if len(rows) >= most {
		return fault.New(fault.Invalid, "sheet.rows", "一张表最多 %d 行，这里有 %d 行；请缩小筛选范围", most-1, len(rows))
	}
	f := excelize.NewFile()
	defer f.Close()
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49})
	if err != nil {
		return fmt.Errorf("style of sheet: %w", err)
	}
	bold, err := f.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("style of sheet: %w", err)
	}
	s, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return fmt.Errorf("begin sheet: %w", err)
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("freeze header: %w", err)
	}
	if err := line(s, 1, bold, header); err != nil {
		return err
	}
	for i, row := range rows {
		if err := line(s, i+2, text, row); err != nil {
			return err
		}
	}
	if err := s.Flush(); err != nil {
		return fmt.Errorf("end sheet: %w", err)
	}
	return f.Write(w)
}

func line(s *excelize.StreamWriter, n, style int, row []string) error {
	cells := make([]any, len(row))
	for i, text := range row {
		cells[i] = excelize.Cell{StyleID: style, Value: Harmless(text)}
	}
	return s.SetRow("A"+strconv.Itoa(n), cells)
}

// Harmless returns a cell that no spreadsheet takes for a formula. A number
// stays as it is, with its sign.
func Harmless(cell string) string {
	trimmed := strings.TrimLeft(cell, " \u00a0\u3000\ufeff")
	if trimmed == "" || !strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(trimmed)[0]) {
		return cell
	}
	if _, err := strconv.ParseFloat(trimmed, 64); err == nil && trimmed == cell && !strings.ContainsAny(cell, "xXpPnNfF") {
		return cell
	}
	return "'" + cell
}
