package web

import (
	"encoding/json"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// oversees are those who may open the register of findings: who inspects, leads or
// answers for a unit.
var oversees = holds(desk.Overseers...)

type findingsPage struct {
	Rows   []findingRow
	Kinds  []view.Chip
	Units  []view.Option
	Unit   string
	Kind   string
	Open   bool
	Older  string
	Narrow bool
	Docx   string
}

type findingRow struct {
	Href, Kind, Title, What, Unit, When, Number, Matter string
	Evidence                                            []string
	Answers                                             []string
	Answered                                            bool
}

func (s *server) findings(v *visit) error {
	if v.q("format") == "docx" {
		return s.findingsPaper(v)
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	f := findingFilter(v)
	scope := tree.Scope(v.who)
	list, err := s.Store.Findings(v.r.Context(), f, scope, perPage+1)
	if err != nil {
		return err
	}
	p := findingsPage{Unit: f.UnitID, Kind: f.Kind, Open: f.Open, Narrow: f.Kind != "" || f.UnitID != "" || f.Open, Docx: v.with("format", "docx")}
	for _, k := range []string{"", "late", "missed", "ignored"} {
		word := desk.FindingTitles[k]
		if k == "" {
			word = "全部"
		}
		p.Kinds = append(p.Kinds, view.Chip{Word: v.lang.T(word), Href: v.with("kind", k), On: f.Kind == k})
	}
	for _, u := range tree.Units {
		if scope.All || containsText(scope.Units, u.ID) {
			p.Units = append(p.Units, view.Option{Value: u.ID, Word: u.Name})
		}
	}
	if len(list) > perPage {
		list = list[:perPage]
		p.Older = v.with("before", list[perPage-1].ID)
	}
	for _, x := range list {
		p.Rows = append(p.Rows, findingLine(v, tree, x))
	}
	return s.page(v, "督办台账", findingsView(p))
}

// findingFilter is what the address asks for.
func findingFilter(v *visit) store.FindingFilter {
	f := store.FindingFilter{Kind: v.q("kind"), UnitID: v.q("unit"), Open: v.q("open") == "1", Before: v.q("before")}
	if desk.FindingTitles[f.Kind] == "" {
		f.Kind = ""
	}
	return f
}

func containsText(list []string, one string) bool {
	for _, each := range list {
		if each == one {
			return true
		}
	}
	return false
}

func findingLine(v *visit, tree *desk.Tree, x store.Finding) findingRow {
	r := findingRow{Href: "/desk/findings/" + x.ID, Kind: v.lang.T(desk.FindingTitles[x.Kind]), Title: x.Title, What: v.lang.T(x.What), Unit: tree.Name(x.UnitID), When: v.moment(x.At), Number: x.Number, Answered: x.AnsweredAt != 0}
	if x.Number != "" {
		r.Matter = "/desk/concerns/" + x.Number
	}
	if json.Unmarshal([]byte(x.Evidence), &r.Evidence) != nil {
		r.Evidence = nil
	}
	return r
}

func (s *server) finding(v *visit) error { return s.showFinding(v, nil) }

func (s *server) showFinding(v *visit, refused error) error {
	x, err := s.Desk.Finding(v.r.Context(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	answers, err := s.Store.FindingAnswers(v.r.Context(), x.ID)
	if err != nil {
		return err
	}
	names, err := s.personNames(v.r.Context())
	if err != nil {
		return err
	}
	row := findingLine(v, tree, x)
	for _, a := range answers {
		row.Answers = append(row.Answers, v.lang.F("%s（%s）", names[a.PersonID], v.lang.T(regime.Role(a.Role).Title()))+" "+v.moment(a.At)+v.lang.T("：")+a.Text)
	}
	var form *view.Form
	if holds(desk.Explainers...).allows(v.who) {
		form = &view.Form{ID: "answer", Action: row.Href, Button: "记录说明", Main: true, Cancel: "/desk/findings", Fields: []view.Field{{Name: "text", Label: "情况说明", Type: "long", Required: true, Value: v.r.PostFormValue("text"), Hint: "写明原因和整改情况。记录后不能删改，可以再补充。"}}}
	}
	if refused == nil {
		return s.page(v, "督办："+x.Title, findingView(row, form))
	}
	return s.again(v, refused, "督办："+x.Title, func(f *fault.Fault) templ.Component {
		mark(form, f)
		return findingView(row, form)
	})
}

func (s *server) answerFinding(v *visit) error {
	id := v.r.PathValue("id")
	if err := s.Desk.AnswerFinding(v.r.Context(), v.who, id, v.r.PostFormValue("text")); err != nil {
		if fault.KindOf(err) == fault.Invalid {
			return s.showFinding(v, err)
		}
		return err
	}
	return v.done("已记录说明。", "/desk/findings/"+id)
}
