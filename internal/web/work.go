package web

import (
	"bytes"
	"net/url"
	"strconv"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/doc"
	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/view"
)

// register is a page with lists of records.
type register struct {
	Title, Says    string
	Back, BackWord string
	Ways           []wayOn
	Tables         []registerTable
}

type wayOn struct {
	Href, Word string
	Main       bool
}

type registerTable struct {
	Title string
	Head  []string
	Rows  []registerLine
	Empty view.Empty
}

type registerLine struct {
	Href, Under    string
	Cells          []string
	Mark           bool   // the last cell is a state
	Press, PressAt string // a button in the last cell
	Hidden         []view.Pair
}

// record is a page of one record; the same content is its DOCX.
type record struct {
	Title, Says, State string
	Back, BackWord     string
	Pairs              []recordPair
	Parts              []recordSection
	Forms              []titledForm
	Rest               string // why nothing can be done here
	Docx               string
}

type recordPair struct{ Name, Value, Href string }

type recordSection struct {
	Head, Text, Empty string
	Rows              [][]string // the first is the head
	Links             []string
}

type titledForm struct {
	Title  string
	Form   view.Form
	Upload bool
}

// paperOf lays a record out as an official paper.
func paperOf(agency, number string, at int64, r record) doc.Paper {
	p := doc.Paper{Agency: agency, Number: number, Title: r.Title, Date: time.UnixMilli(at).In(deadline.Zone)}
	rows := [][]string{}
	for _, x := range r.Pairs {
		if x.Value != "" {
			rows = append(rows, []string{x.Name, x.Value})
		}
	}
	p.Blocks = append(p.Blocks, doc.Block{Kind: doc.Table, Rows: rows})
	n := 0
	for _, x := range r.Parts {
		if x.Text == "" && len(x.Rows) < 2 {
			continue
		}
		n++
		p.Blocks = append(p.Blocks, doc.Block{Kind: doc.Head, Text: numeral(n) + "、" + x.Head})
		p.Blocks = append(p.Blocks, doc.Prose(x.Text)...)
		if len(x.Rows) > 1 {
			p.Blocks = append(p.Blocks, doc.Block{Kind: doc.Table, Rows: x.Rows})
		}
	}
	return p
}

func numeral(n int) string {
	words := []rune("一二三四五六七八九十")
	if n <= len(words) {
		return string(words[n-1])
	}
	return strconv.Itoa(n)
}

// sendPaper sends a paper as DOCX.
func (v *visit) sendPaper(name string, p doc.Paper) error {
	var out bytes.Buffer
	if err := doc.Write(&out, p); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name+".docx"))
	h.Set("Content-Length", strconv.Itoa(out.Len()))
	_, err := v.w.Write(out.Bytes())
	return err
}

// home agency of a visitor.
func (v *visit) agency(tree *desk.Tree) string { return tree.ByID[v.who.UnitID].AgencyID }

// showRecord shows a record, or sends what its page says as DOCX when asked to.
func (s *server) showRecord(v *visit, agency, number string, at int64, r record) error {
	return s.showPaper(v, number+" "+r.Title, paperOf(agency, number, at, r), r)
}

// showPaper shows a record, or sends the paper that says the same.
func (s *server) showPaper(v *visit, name string, p doc.Paper, r record) error {
	if v.q("format") == "docx" {
		return v.sendPaper(name, p)
	}
	r.Docx = v.r.URL.Path + "?format=docx"
	for i := range r.Forms {
		r.Forms[i].Form.Cancel = v.r.URL.Path
	}
	return s.page(v, r.Title, recordView(v.lang, r))
}

// formOn returns a form of one record, posting beside its address.
func formOn(id, action, button string, fields ...view.Field) view.Form {
	return view.Form{ID: id, Action: action, Button: button, Cancel: "/desk", Fields: fields}
}

func longField(name, label string, required bool) view.Field {
	return view.Field{Name: name, Label: label, Type: "long", Required: required}
}

// posted goes back to a page with what was done, or with why it was not.
func (s *server) posted(v *visit, err error, done, path string) error {
	if f := fault.Of(err); f != nil && f.Kind != fault.Internal {
		return v.refused(err, path)
	}
	if err != nil {
		return err
	}
	s.forget(v)
	return v.done(done, path)
}

func dueWord(v *visit, ms int64) string {
	if ms == 0 || ms >= store.Never {
		return "没有期限"
	}
	return v.when(ms)
}
