package web

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/doc"
	"yingda/internal/fault"
	"yingda/internal/source"
	"yingda/internal/view"
)

// registryPage is the registry of sources by category, and the way in and out
// for whole lists of them.
type registryPage struct {
	Groups  []registryGroup
	Total   int
	MayEdit bool
	Plan    *desk.ImportPlan
	Rows    string // of the table, for the second step
	Refusal string
}

type registryGroup struct {
	Title string
	Rows  []registryRow
}

type registryRow struct {
	ID, Name, Way, URL, Weight, Topics string
	Newsroom, Active                   bool
}

func (s *server) sourceRegistry(v *visit) error { return s.showRegistry(v, nil, "", nil) }

func (s *server) showRegistry(v *visit, plan *desk.ImportPlan, rows string, refusal error) error {
	p := registryPage{MayEdit: curates.allows(v.who), Plan: plan, Rows: rows}
	list, err := s.Store.Sources(v.r.Context(), "", maxSources)
	if err != nil {
		return err
	}
	how, err := s.readings(v.r.Context(), list)
	if err != nil {
		return err
	}
	topics, err := s.streamTopics(v.r.Context())
	if err != nil {
		return err
	}
	for _, c := range desk.Categories {
		g := registryGroup{Title: c.Title}
		for _, x := range list {
			if x.Category != c.Code {
				continue
			}
			r := how[x.ID]
			var only []string
			for _, id := range r.Settings.Topics {
				only = append(only, topics.titles[id])
			}
			g.Rows = append(g.Rows, registryRow{ID: x.ID, Name: x.Name, Way: desk.WayTitle(r.Way), URL: safe(x.URL), Weight: strconv.FormatInt(x.Weight, 10), Topics: strings.Join(only, "、"), Newsroom: x.Newsroom, Active: x.Active})
		}
		p.Groups = append(p.Groups, g)
	}
	p.Total = len(list)
	if refusal != nil {
		f := fault.Of(refusal)
		if f == nil || f.Kind == fault.Internal {
			return refusal
		}
		p.Refusal = f.Text
		s.show(v, fault.Status(refusal), view.Chrome{Title: "来源名录"}, registryView(p))
		return nil
	}
	return s.page(v, "来源名录", registryView(p))
}

// exportSources sends the registry: feeds as OPML, everything as a table.
func (s *server) exportSources(v *visit) error {
	if v.q("as") == "opml" {
		list, err := s.Desk.SourceList(v.r.Context())
		if err != nil {
			return err
		}
		v.w.Header().Set("Content-Type", "text/x-opml; charset=utf-8")
		v.w.Header().Set("Content-Disposition", `attachment; filename="sources.opml"`)
		return source.WriteOPML(v.w, "来源名录", list)
	}
	rows, err := s.Desk.SourceSheet(v.r.Context())
	if err != nil {
		return err
	}
	if v.q("as") != "csv" {
		return v.sheet("sources", desk.SourceHeader, rows)
	}
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="sources.csv"`)
	if _, err := io.WriteString(v.w, "\ufeff"); err != nil { // spreadsheets know UTF-8 by it
		return err
	}
	w := csv.NewWriter(v.w)
	if err := w.WriteAll(append([][]string{desk.SourceHeader}, safeCells(rows)...)); err != nil {
		return err
	}
	return w.Error()
}

// safeCells keeps a spreadsheet from taking a name for a formula.
func safeCells(rows [][]string) [][]string {
	for _, row := range rows {
		for i, c := range row {
			if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") {
				row[i] = "'" + c
			}
		}
	}
	return rows
}

// importSources shows what a list would register and what is refused, then
// registers what can be.
func (s *server) importSources(v *visit) error {
	rows, apply, err := sourceRows(v)
	var plan desk.ImportPlan
	if err == nil {
		plan, err = s.Desk.ImportSources(v.r.Context(), v.who, rows, apply)
	}
	if err != nil {
		return s.showRegistry(v, nil, "", err)
	}
	if apply {
		s.forget(v)
		text := "已登记 " + strconv.Itoa(plan.Changes) + " 个来源。"
		if plan.Faults > 0 {
			text += "另有 " + strconv.Itoa(plan.Faults) + " 行没有登记。"
		}
		return v.done(text, "/desk/sources/registry")
	}
	raw, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return s.showRegistry(v, &plan, string(raw), nil)
}

// sourceRows reads the list of a posted form: a file, or what the preview kept.
func sourceRows(v *visit) ([][]string, bool, error) {
	if text := v.r.PostFormValue("rows"); text != "" {
		var rows [][]string
		if err := json.Unmarshal([]byte(text), &rows); err != nil {
			return nil, false, fault.New(fault.Invalid, "import.rows", "预览已经失效，请重新选择文件").On("file")
		}
		return rows, true, nil
	}
	file, head, err := v.r.FormFile("file")
	if err != nil {
		return nil, false, fault.New(fault.Invalid, "import.file", "请选择一个 .opml、.xlsx 或 .csv 文件，不超过 1 MB").On("file")
	}
	defer file.Close()
	body, err := io.ReadAll(io.LimitReader(file, 1<<20))
	if err != nil {
		return nil, false, fault.New(fault.Invalid, "import.file", "文件没有传完，请再试一次").On("file").Because(err)
	}
	rows, err := rowsOf(head.Filename, body)
	return rows, false, err
}

func rowsOf(name string, body []byte) ([][]string, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".xlsx":
		return doc.ReadSheet(bytes.NewReader(body))
	case ".csv":
		text, _, err := source.Charset(body, "")
		if err != nil {
			return nil, err
		}
		r := csv.NewReader(bytes.NewReader(text))
		r.FieldsPerRecord, r.LazyQuotes = -1, true
		rows, err := r.ReadAll()
		if err != nil {
			return nil, fault.New(fault.Invalid, "import.csv", "CSV 文件引号不配对").On("file").Because(err)
		}
		return rows, nil
	}
	list, err := source.ReadOPML(body)
	if err != nil {
		return nil, err
	}
	return desk.SubscriptionRows(list), nil
}
