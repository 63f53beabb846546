package web

import (
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/intake"
	"yingda/internal/redact"
	"yingda/internal/source"
	"yingda/internal/store"
	"yingda/internal/view"
)

// vendorPage brings a vendor's files in: first what its columns are, once, then
// the files.
type vendorPage struct {
	ID, Name, Way string
	Saved         []vendorColumn // the mapping that is kept
	Heads         []vendorHead   // of a file whose columns are to be mapped
	Dropped       []string       // columns that are never taken
	Report        *vendorReport
	Refusal       string
}

type vendorColumn struct{ Name, Field string }

type vendorHead struct {
	Name, Sample string
	Field        view.Field
}

type vendorReport struct {
	Accepted, Duplicate, Unmatched, Refused int
	Lines                                   []intake.Rejection // the first of those refused
}

// maxRefusals bounds the refused lines that a page lists.
const maxRefusals = 100

func (s *server) vendorFile(v *visit) error {
	x, how, err := s.vendor(v)
	if err != nil {
		return err
	}
	return s.page(v, x.Name, vendorView(vendorShown(x, how)))
}

// vendor loads a source that files are brought for.
func (s *server) vendor(v *visit) (store.Source, store.Reading, error) {
	x, err := s.Store.Source(v.r.Context(), v.r.PathValue("id"))
	if err != nil {
		return x, store.Reading{}, err
	}
	how, err := s.Store.ReadingOf(v.r.Context(), x)
	if err == nil && how.Way != "file" && how.Way != "comments" && how.Way != "mail" {
		err = fault.New(fault.NotFound, "source.unknown", "这个来源不是用文件送来的")
	}
	return x, how, err
}

func vendorShown(x store.Source, how store.Reading) vendorPage {
	p := vendorPage{ID: x.ID, Name: x.Name, Way: desk.WayTitle(how.Way)}
	for _, f := range source.Fields {
		for name, field := range how.Settings.Columns {
			if field == f.Code {
				p.Saved = append(p.Saved, vendorColumn{name, f.Title})
			}
		}
	}
	return p
}

// takeVendorFile takes a file in by the saved mapping, or shows its columns to
// be mapped. The author's columns are dropped at the door, and that is said.
func (s *server) takeVendorFile(v *visit) error {
	x, how, err := s.vendor(v)
	if err != nil {
		return err
	}
	p := vendorShown(x, how)
	refuse := func(err error) error {
		f := fault.Of(err)
		if f == nil || f.Kind == fault.Internal {
			return err
		}
		p.Refusal = f.Text
		s.show(v, fault.Status(err), view.Chrome{Title: x.Name}, vendorView(p))
		return nil
	}
	name, body, err := uploaded(v)
	if err != nil {
		return refuse(err)
	}
	heads, err := source.Headers(name, body)
	if err != nil {
		return refuse(err)
	}
	for _, h := range heads {
		if h.Dropped != "" {
			p.Dropped = append(p.Dropped, h.Name)
		}
	}
	if len(how.Settings.Columns) == 0 || v.field("learn") == "1" {
		p.Heads = vendorHeads(heads, how.Settings.Columns)
		return s.page(v, x.Name, vendorView(p))
	}
	if lost := lostColumns(heads, how.Settings.Columns); len(lost) > 0 {
		p.Heads = vendorHeads(heads, how.Settings.Columns)
		p.Refusal = v.lang.F("这个文件里没有已存对应关系里的列：%s。一条也没有收下；请看下面的列，重新对应后再导入。", strings.Join(lost, "、"))
		s.show(v, http.StatusUnprocessableEntity, view.Chrome{Title: x.Name}, vendorView(p))
		return nil
	}
	var r intake.Result
	if how.Way == "comments" {
		r, err = s.Intake.TakeComments(v.r.Context(), v.who, x, intake.CommentFile{Name: name, Body: body, Columns: how.Settings.Columns})
	} else {
		r, err = s.Intake.TakeFile(v.r.Context(), v.who, x, name, body, how.Settings.Columns)
	}
	if err != nil {
		return refuse(err)
	}
	p.Report = &vendorReport{r.Accepted, r.Duplicate, r.Unmatched, len(r.Rejected), r.Rejected[:min(len(r.Rejected), maxRefusals)]}
	return s.page(v, x.Name, vendorView(p))
}

// lostColumns names the columns for title and text that a file no longer has, if
// it has neither: its vendor writes it anew, and every row would be refused.
func lostColumns(heads []source.Header, columns map[string]string) []string {
	var lost []string
	for name, field := range columns {
		if field != "title" && field != "text" {
			continue
		}
		if slices.ContainsFunc(heads, func(h source.Header) bool { return source.SameColumn(h.Name, name) }) {
			return nil
		}
		lost = append(lost, name)
	}
	slices.Sort(lost)
	return lost
}

func uploaded(v *visit) (string, []byte, error) {
	file, head, err := v.r.FormFile("file")
	if err != nil {
		return "", nil, fault.New(fault.Invalid, "import.file", "请选择一个 .csv、.xlsx、.json 或 .jsonl 文件，不超过 10 MB").On("file")
	}
	defer file.Close()
	body, err := io.ReadAll(io.LimitReader(file, 11<<20))
	if err != nil {
		return "", nil, fault.New(fault.Invalid, "import.file", "文件没有传完，请再试一次").On("file").Because(err)
	}
	return filepath.Base(head.Filename), body, nil
}

// vendorHeads asks of each column which field it is.
func vendorHeads(heads []source.Header, saved map[string]string) []vendorHead {
	options := []view.Option{}
	for _, f := range source.Fields {
		options = append(options, view.Option{Value: f.Code, Word: f.Title})
	}
	var out []vendorHead
	for i, h := range heads {
		if h.Dropped != "" {
			continue
		}
		field := h.Field
		if len(saved) > 0 {
			field = saved[h.Name]
		}
		sample, _ := redact.Text(h.Sample, redact.Options{})
		out = append(out, vendorHead{Name: h.Name, Sample: clip(sample, 60), Field: view.Field{Name: "field" + strconv.Itoa(i), Label: h.Name, Type: "select", Value: field, Options: options}})
	}
	return out
}

// saveColumns keeps the mapping for all later files of the vendor.
func (s *server) saveColumns(v *visit) error {
	columns := map[string]string{}
	for i := range 300 {
		n := strconv.Itoa(i)
		if field, name := v.field("field"+n), v.field("name"+n); field != "" && name != "" {
			columns[name] = field
		}
	}
	back := "/desk/sources/" + v.r.PathValue("id") + "/file"
	if err := s.Desk.SaveColumns(v.r.Context(), v.who, v.r.PathValue("id"), columns); err != nil {
		return v.refused(err, back)
	}
	return v.done("列的对应关系已保存，以后的文件都按它读。请选择文件导入。", back)
}

func joined(list []string) string { return strings.Join(list, "、") }
