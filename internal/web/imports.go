package web

import (
	"encoding/json"
	"net/http"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/doc"
	"yingda/internal/fault"
	"yingda/internal/view"
)

// importPage asks for a table, shows what it would change, and carries it out.
type importPage struct {
	Title, Action, Back, BackWord, Sample, Agency string
	Header                                        []string
	Notes                                         []string // how this table is filled in
	Plan                                          *desk.ImportPlan
	Rows                                          string // the table as JSON, for the second step
	Fault                                         string
}

// importing is one way in for tables: the preview of a file, then the same rows
// for good.
func (s *server) importing(v *visit, p importPage, run func(rows [][]string, apply bool) (desk.ImportPlan, error)) error {
	if v.r.Method == http.MethodGet {
		return s.page(v, p.Title, importView(p))
	}
	rows, apply, err := tableOf(v)
	var plan desk.ImportPlan
	if err == nil {
		plan, err = run(rows, apply)
	}
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		p.Fault = f.Text
		s.show(v, fault.Status(err), view.Chrome{Title: p.Title}, importView(p))
		return nil
	}
	if err != nil {
		return err
	}
	if apply && plan.Faults == 0 {
		return v.done("已导入。", p.Back)
	}
	raw, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	p.Plan, p.Rows = &plan, string(raw)
	return s.page(v, p.Title, importView(p))
}

// tableOf reads the table of a posted form: a file, or what the preview kept.
func tableOf(v *visit) ([][]string, bool, error) {
	if text := v.r.PostFormValue("rows"); text != "" {
		var rows [][]string
		if err := json.Unmarshal([]byte(text), &rows); err != nil {
			return nil, false, fault.New(fault.Invalid, "import.rows", "预览已经失效，请重新选择文件").On("file")
		}
		return rows, true, nil
	}
	file, head, err := v.r.FormFile("file")
	if err != nil {
		return nil, false, fault.New(fault.Invalid, "import.file", "请选择一个 .xlsx 或 .csv 文件，不超过 1 MB").On("file")
	}
	defer file.Close()
	read := doc.ReadSheet
	if strings.HasSuffix(strings.ToLower(head.Filename), ".csv") {
		read = doc.ReadCSV
	}
	rows, err := read(file)
	return rows, false, err
}

// sheet sends a table as XLSX.
func (v *visit) sheet(name string, header []string, rows [][]string) error {
	v.w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	v.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.xlsx"`)
	return doc.Sheet(v.w, header, rows)
}
