package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/view"
)

func num(n int64) string { return strconv.FormatInt(n, 10) }

// matter sends a number to the page of its kind.
func (s *server) matter(v *visit) error {
	m, err := s.Store.Matter(v.r.Context(), v.r.PathValue("number"))
	if err != nil {
		return err
	}
	return v.to(address(m.Kind, m.Number))
}

func address(kind regime.Kind, number string) string {
	if kind == regime.Statement {
		return "/desk/statements/" + number
	}
	if kind == regime.AccountFiling {
		return "/desk/filings/" + number
	}
	if kind == regime.Message {
		return "/desk/inbox/" + number
	}
	return "/desk/concerns/" + number
}

// actPage asks on a page of its own what a dialog asks where script runs.
func (s *server) actPage(v *visit) error {
	m, offers, err := s.Desk.Offers(v.r.Context(), v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	action := matter.Action(v.r.PathValue("action"))
	for _, o := range offers {
		if o.Row.Action == action {
			b, err := s.subject(v, m)
			if err != nil {
				return err
			}
			b.atGate(v.r.FormValue("gate"))
			f := s.form(v, b, o, nil)
			f.Hidden[2].Value = address(m.Kind, m.Number)
			s.showAct(v, http.StatusOK, m, o.Row.Title, f)
			return nil
		}
	}
	return fault.New(fault.Conflict, "action.state", "「%s」环节现在不能做这个动作，或者您的角色不能做", matter.Titles[m.State])
}

// atGate lets the form of a signature be that of one gate: the named one, else
// the first that this person can sign.
func (b *subject) atGate(name string) {
	for i, g := range b.open {
		if i == 0 || string(g) == name {
			b.gate = g
		}
	}
}

func (s *server) showAct(v *visit, status int, m matter.Matter, title string, f view.Form) {
	title = v.lang.T(strings.TrimSuffix(title, "…"))
	f.Cancel = address(m.Kind, m.Number)
	s.show(v, status, view.Chrome{Title: title + " " + m.Number}, view.ActPage(v.lang, view.Act{Title: title, Number: m.Number, About: m.Title, State: v.lang.T(matter.Titles[m.State]), Grade: grade(v, m.Grade), Form: f}))
}

// act carries out one action of a matter. A refusal brings the form back with
// everything that was typed, the sentence, and the field at fault marked.
func (s *server) act(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return tooLong(err)
	}
	number, action := v.r.PathValue("number"), matter.Action(v.r.PostForm.Get("action"))
	m, err := s.Store.Matter(v.r.Context(), number)
	if err != nil {
		return err
	}
	row, ok := rowOf(m.Kind, action)
	if !ok {
		if _, _, err := s.Desk.Offers(v.r.Context(), v.who, number); err != nil {
			return err // who does not see it learns nothing of it
		}
		return fault.New(fault.Invalid, "action.unknown", "没有这个动作")
	}
	version, _ := strconv.ParseInt(v.r.PostForm.Get("version"), 10, 64) // 0 is stale
	result, err := s.Desk.Act(v.r.Context(), v.who, desk.Input{Matter: number, Version: version, Action: action, Input: inputs(row, v.r.PostForm)})
	if f := fault.Of(err); f != nil && f.Kind != fault.Internal && f.Kind != fault.NotFound {
		return s.refused(v, number, row, f)
	}
	if err != nil {
		return err
	}
	s.forget(v)
	return s.after(v, row, result)
}

func tooLong(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return fault.New(fault.Invalid, "form.long", "填写的内容太长，请分几次提交").Because(err)
	}
	return fault.New(fault.Invalid, "form.broken", "提交的内容不完整，请重新填写").Because(err)
}

func rowOf(kind regime.Kind, action matter.Action) (matter.Row, bool) {
	for _, r := range matter.Rows(kind) {
		if r.Action == action && !r.System {
			return r, true
		}
	}
	return matter.Row{}, false
}

// refused shows the form again. Its version is the present one: who reads the
// sentence and sends it once more has seen how the matter stands now.
func (s *server) refused(v *visit, number string, row matter.Row, f *fault.Fault) error {
	m, offers, err := s.Desk.Offers(v.r.Context(), v.who, number)
	if err != nil {
		return err
	}
	b, err := s.subject(v, m)
	if err != nil {
		return err
	}
	o := matter.Offer{Row: row}
	for _, each := range offers {
		if each.Row.Action == row.Action {
			o = each
		}
	}
	if len(row.Inputs) > 0 {
		o.Lacks = nil // the sentence of the refusal says it
	}
	b.atGate(v.r.PostForm.Get("gate"))
	form := s.form(v, b, o, v.r.PostForm)
	mark(&form, f)
	if f.Code == "version.stale" {
		form.Notes = append(form.Notes, v.lang.F("本件现在在「%s」环节，最后改动于 %s。核对后可以再次提交。", v.lang.T(matter.Titles[m.State]), v.when(m.Updated)))
	}
	s.showAct(v, fault.Status(f), m, row.Title, form)
	return nil
}

// after goes where this person likes to go when something was done.
func (s *server) after(v *visit, row matter.Row, result desk.Result) error {
	done := v.lang.T(strings.TrimSuffix(row.Title, "…"))
	leave(v, v.lang.F("%s：%s", result.Matter.Number, done), false)
	if result.Created != "" {
		return v.to("/desk/matters/" + result.Created)
	}
	from := local(v.r.PostForm.Get("from"))
	here := address(result.Matter.Kind, result.Matter.Number)
	if !row.Main {
		if strings.HasPrefix(from, here) || from == "/desk" || row.Action == "take_suggestion" && strings.HasPrefix(from, "/desk") || strings.HasPrefix(from, "/desk/review") {
			return v.to(from)
		}
		return v.to(here)
	}
	switch s.counts(v).after {
	case "back":
		return v.to(listOf(result.Matter.Kind) + queryPart(from))
	case "next":
		if next, err := s.nextInList(v, result.Matter, from); err == nil && next != "" {
			return v.to(next)
		}
		return v.to(listOf(result.Matter.Kind) + queryPart(from))
	}
	if from == "/desk" || strings.HasPrefix(from, here) {
		return v.to(from)
	}
	return v.to(here)
}

func listOf(kind regime.Kind) string {
	if kind == regime.Statement {
		return "/desk/review"
	}
	if kind == regime.AccountFiling {
		return "/desk/filings"
	}
	if kind == regime.Message {
		return "/desk/inbox"
	}
	return "/desk/concerns"
}

func queryPart(path string) string {
	if _, q, ok := strings.Cut(path, "?"); ok {
		return "?" + q
	}
	return ""
}
