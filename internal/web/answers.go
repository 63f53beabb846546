package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/view"
)

// The register of checked answers. Clause: MSG-5.
var (
	writesAnswers   = holds(desk.AnswerWriters...)
	approvesAnswers = holds(desk.AnswerApprovers...)
)

var answerRoutes = []Route{
	{"GET /desk/answers", (*server).answers, listens},
	{"GET /desk/answers/new", (*server).newAnswer, writesAnswers},
	{"POST /desk/answers", (*server).saveAnswer, writesAnswers},
	{"GET /desk/answers/{number}", (*server).answer, listens},
	{"POST /desk/answers/{number}/decide", (*server).decideAnswer, approvesAnswers},
	{"POST /desk/answers/{number}/withdraw", (*server).withdrawAnswer, approvesAnswers},
	{"POST /desk/answers/{number}/insert", (*server).insertAnswer, listens},
}

var answerStates = map[string]string{"waiting": "待核", "returned": "已退回", "public": "已公开", "expired": "已到期", "withdrawn": "已停用"}

type answersPage struct {
	Query    string
	Ways     []view.Chip
	Rows     []answerRow
	Next     string
	MayWrite bool
}

type answerRow struct {
	store.CheckedAnswer
	State, Source, Until, Words string
	Soon, Waits                 bool
}

func (v *visit) answerRow(a store.CheckedAnswer) answerRow {
	r := answerRow{CheckedAnswer: a, State: v.lang.T(answerStates[a.State]), Source: sourceOf(a.Text)}
	until := a.Text.ValidUntil
	if a.State == "public" {
		until = a.ValidUntil
	}
	r.Until = dayBefore(until)
	r.Soon = a.State == "public" && until-v.now.UnixMilli() < (30*24*time.Hour).Milliseconds()
	r.Waits = a.State == "public" && a.Version > a.PublicVersion && a.Text.ApprovedBy == "" && a.Text.ReturnedBy == ""
	return r
}

// dayBefore is the last day before an instant, as in a form.
func dayBefore(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms - 1).In(china).Format(time.DateOnly)
}

func sourceOf(x store.AnswerText) string {
	if x.SourceKind == "law" {
		return "《" + x.Source + "》" + x.Article
	}
	return strings.TrimSpace(x.Source + " " + x.Article)
}

// answers lists checked answers, or those that a search asks for.
func (s *server) answers(v *visit) error {
	p := answersPage{Query: v.q("q"), MayWrite: writesAnswers.allows(v.who)}
	state := v.q("state")
	for _, x := range []struct{ state, word string }{{"", "全部"}, {"waiting", "待核"}, {"public", "已公开"}, {"expired", "已到期"}, {"withdrawn", "已停用"}} {
		p.Ways = append(p.Ways, view.Chip{Word: v.lang.T(x.word), Href: v.with("state", x.state, "q", ""), On: x.state == state && p.Query == ""})
	}
	if p.Query != "" {
		hits, err := s.Desk.SearchAnswers(v.r.Context(), p.Query, perPage)
		for _, h := range hits {
			r := v.answerRow(h.CheckedAnswer)
			r.Words = strings.Join(h.Words, "、")
			p.Rows = append(p.Rows, r)
		}
		if err != nil {
			return err
		}
		return s.page(v, "标准答复", answersView(p))
	}
	list, err := s.Store.Answers(v.r.Context(), store.AnswerFilter{State: state, After: asNumber(v.q("after"), 0)}, perPage+1)
	if err != nil {
		return err
	}
	if len(list) > perPage {
		list = list[:perPage]
		p.Next = v.with("after", strconv.FormatInt(list[perPage-1].Number, 10))
	}
	for _, a := range list {
		p.Rows = append(p.Rows, v.answerRow(a))
	}
	return s.page(v, "标准答复", answersView(p))
}

type answerForm struct {
	Number, Version int64
	Agency          string
	Keepers         []view.Option
	Edit            desk.AnswerEdit
	Fault           *fault.Fault
}

func (s *server) newAnswer(v *visit) error {
	f, err := s.answerForm(v, store.CheckedAnswer{})
	if err != nil {
		return err
	}
	f.Edit.Question = v.q("question")
	return s.page(v, "写一条标准答复", newAnswerView(f))
}

func (s *server) answerForm(v *visit, a store.CheckedAnswer) (answerForm, error) {
	tree, err := s.tree(v)
	if err != nil {
		return answerForm{}, err
	}
	x := a.Text
	f := answerForm{Number: a.Number, Version: a.Version, Agency: s.ownAgency(v, tree), Edit: desk.AnswerEdit{Keeper: a.KeeperID, Question: x.Question, Answer: x.Answer, SourceKind: x.SourceKind, Source: x.Source, Article: x.Article, URL: x.URL, Until: dayBefore(x.ValidUntil)}}
	if a.Number == 0 {
		f.Edit.SourceKind, f.Edit.Keeper, f.Edit.Until = "law", v.who.ID, v.now.In(china).AddDate(1, 0, 0).Format(time.DateOnly)
	} else {
		f.Agency = a.AgencyID
	}
	people, roles, err := s.everybody(v)
	for _, one := range people {
		for _, g := range roles[one.ID] {
			if one.Active && tree.ByID[g.UnitID].AgencyID == f.Agency && answersFor(g) {
				f.Keepers = append(f.Keepers, view.Option{Value: one.ID, Word: one.Name})
				break
			}
		}
	}
	return f, err
}

// answersFor reports whether a role may keep checked answers.
func answersFor(g store.GrantRow) bool {
	for _, r := range desk.AnswerWriters {
		if g.Role == r {
			return true
		}
	}
	return false
}

func (s *server) saveAnswer(v *visit) error {
	e := desk.AnswerEdit{
		Number: asNumber(v.field("number"), 0), Agency: v.field("agency"), Keeper: v.field("keeper"), Question: v.field("question"), Answer: strings.ReplaceAll(v.field("answer"), "\r\n", "\n"),
		SourceKind: v.field("source_kind"), Source: v.field("source"), Article: v.field("article"), URL: v.field("url"), Until: v.field("until"),
	}
	a, err := s.Desk.SaveAnswer(v.r.Context(), v.who, e)
	if err != nil {
		before := store.CheckedAnswer{}
		if e.Number != 0 {
			var berr error
			if before, berr = s.Store.Answer(v.r.Context(), e.Number); berr != nil {
				return berr
			}
		}
		f, ferr := s.answerForm(v, before)
		if ferr != nil {
			return ferr
		}
		f.Edit = e
		return s.again(v, err, "标准答复", func(why *fault.Fault) templ.Component {
			f.Fault = why
			return newAnswerView(f)
		})
	}
	return v.done("已保存，等另一人核对批准。", answerPath(a.Number))
}

func answerPath(number int64) string { return "/desk/answers/" + strconv.FormatInt(number, 10) }

type answerPage struct {
	Row                         answerRow
	Texts                       []answerLine
	Cited                       string // what is to be looked at by hand
	Form                        answerForm
	MayWrite, MayDecide, MayEnd bool
	Drafts                      []view.Option // statements into which it can go
	Public                      bool
}

type answerLine struct {
	store.AnswerText
	Written, WrittenBy, Approved, ApprovedBy, ReturnedBy, Source string
	Public                                                       bool
}

func (s *server) answer(v *visit) error {
	ctx := v.r.Context()
	a, err := s.Store.Answer(ctx, asNumber(v.r.PathValue("number"), 0))
	if err != nil {
		return err
	}
	p := answerPage{Row: v.answerRow(a), Public: a.State == "public"}
	if p.Cited, err = s.Desk.CiteAnswer(ctx, a.Text); err != nil {
		return err
	}
	texts, err := s.Store.AnswerTexts(ctx, a.ID)
	if err != nil {
		return err
	}
	names, err := s.personNames(ctx)
	if err != nil {
		return err
	}
	for _, x := range texts {
		p.Texts = append(p.Texts, answerLine{x, v.moment(x.WrittenAt), names[x.WrittenBy], v.moment(x.ApprovedAt), names[x.ApprovedBy], names[x.ReturnedBy], sourceOf(x), x.Version == a.PublicVersion && a.State == "public"})
	}
	open := a.Text.ApprovedBy == "" && a.Text.ReturnedBy == "" && a.State != "withdrawn"
	p.MayWrite = writesAnswers.allows(v.who)
	p.MayDecide = open && approvesAnswers.allows(v.who) && a.Text.WrittenBy != v.who.ID
	p.MayEnd = approvesAnswers.allows(v.who) && a.State != "withdrawn"
	if p.MayWrite {
		if p.Form, err = s.answerForm(v, a); err != nil {
			return err
		}
	}
	if p.Public {
		if p.Drafts, err = s.ownDrafts(v); err != nil {
			return err
		}
	}
	return s.page(v, a.Text.Question, answerView(p))
}

// ownDrafts are the statements that this person may change now.
func (s *server) ownDrafts(v *visit) ([]view.Option, error) {
	list, err := s.Store.OpenDrafts(v.r.Context(), v.who.ID, 20)
	var out []view.Option
	for _, m := range list {
		out = append(out, view.Option{Value: m[0], Word: m[0] + " " + brief(m[1])})
	}
	return out, err
}

func (s *server) decideAnswer(v *visit) error {
	number := asNumber(v.r.PathValue("number"), 0)
	yes := v.field("decision") == "approve"
	if err := s.Desk.DecideAnswer(v.r.Context(), v.who, number, asNumber(v.field("version"), 0), yes, v.field("reason")); err != nil {
		return v.refused(err, answerPath(number))
	}
	if yes {
		return v.done("已批准，公开页面一分钟内显示。", answerPath(number))
	}
	return v.done("已退回，写的人会看到理由。", answerPath(number))
}

func (s *server) withdrawAnswer(v *visit) error {
	number := asNumber(v.r.PathValue("number"), 0)
	if err := s.Desk.WithdrawAnswer(v.r.Context(), v.who, number, v.field("reason")); err != nil {
		return v.refused(err, answerPath(number))
	}
	return v.done("已停用，并从公开页面撤下。", answerPath(number))
}

func (s *server) insertAnswer(v *visit) error {
	number := asNumber(v.r.PathValue("number"), 0)
	statement := v.field("statement")
	if _, err := s.Desk.InsertAnswer(v.r.Context(), v.who, statement, number); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = fault.New(fault.Conflict, "answer.draft", "没有这份可以修改的答复稿").On("statement")
		}
		return v.refused(err, answerPath(number))
	}
	leave(v, "已插入，连同依据；请在稿子里改成答复的口气。", false)
	http.Redirect(v.w, v.r, "/desk/matters/"+url.PathEscape(statement), http.StatusSeeOther)
	return nil
}
