package desk

import (
	"context"
	"errors"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/store"
)

// ImportLine is what one line of a table would change, or what is wrong with it.
type ImportLine struct {
	Line  int // as the spreadsheet counts, the header being 1
	Name  string
	Says  string // 新增, 修改：…; "" for a line that changes nothing
	Fault string
}

// ImportPlan (导入预览) is what a table would change.
type ImportPlan struct {
	Lines           []ImportLine
	Changes, Faults int
}

// errPreview rolls back what was only tried.
var errPreview = errors.New("preview")

// imports runs a table line by line in one transaction. What does not apply is
// rolled back: a preview, and every table with a wrong line. A line puts what it is
// about into seen, which begins empty with each try of the transaction.
func (d *Desk) imports(ctx context.Context, header []string, rows [][]string, apply bool, line func(tx *store.Tx, seen map[string]bool, cells []string) (name, says string, err error)) (ImportPlan, error) {
	if len(rows) == 0 || !sameHeader(rows[0], header) {
		return ImportPlan{}, fault.New(fault.Invalid, "import.header", "第一行应当是：%s。请先导出一份，在上面改", strings.Join(header, "、")).On("file")
	}
	var plan ImportPlan
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		plan = ImportPlan{}
		seen := map[string]bool{}
		for i, row := range rows[1:] {
			cells := make([]string, len(header))
			for j := range min(len(cells), len(row)) {
				cells[j] = strings.TrimSpace(row[j])
			}
			if strings.Join(cells, "") == "" {
				continue
			}
			name, says, err := line(tx, seen, cells)
			one := ImportLine{Line: i + 2, Name: name, Says: says}
			if f := fault.Of(err); err != nil && (f == nil || f.Kind == fault.Internal) {
				return err
			} else if err != nil {
				one.Fault, one.Says = f.Text, ""
				plan.Faults++
			} else if says != "" {
				plan.Changes++
			}
			plan.Lines = append(plan.Lines, one)
		}
		if !apply || plan.Faults > 0 {
			return errPreview
		}
		return nil
	})
	if errors.Is(err, errPreview) {
		err = nil
	}
	return plan, err
}

func sameHeader(row, header []string) bool {
	for i, h := range header {
		if i >= len(row) || strings.TrimSpace(row[i]) != h {
			return false
		}
	}
	return true
}
