package web

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// concerns shows the list of concerns.
func (s *server) concerns(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	p, err := s.concernList(v, tree, v.r.URL.Query())
	if err != nil {
		return err
	}
	p.Views = s.savedViews(v, "concerns")
	s.show(v, http.StatusOK, view.Chrome{Title: v.lang.T("公众关切")}, view.Concerns(p))
	return nil
}

// quick are the lists that everybody needs, by their name in the address.
var quick = []struct{ name, word string }{
	{"", "全部在办"}, {"mine", "我的"}, {"unit", "本单位"}, {"unassigned", "待研判"}, {"today", "今日到期"}, {"overdue", "已超时"}, {"returned", "退回的"}, {"sent", "我转出的"}, {"all", "含已办结"},
}

// concernFilter reads the filter of an address. Unknown words narrow to nothing
// rather than to everything.
func concernFilter(v *visit, tree *desk.Tree, q url.Values) store.DeskFilter {
	f := store.DeskFilter{State: q.Get("state"), Grade: q.Get("grade"), Need: q.Get("need"), UnitID: q.Get("unit")}
	if d, err := time.ParseInLocation("2006-01-02", q.Get("due"), china); err == nil {
		f.DueBefore = d.AddDate(0, 0, 1).UnixMilli()
	}
	switch q.Get("list") {
	case "mine":
		f.Part = desk.OwnUnits(v.who)
	case "unit":
		f.Own = desk.OwnUnits(v.who)
	case "unassigned":
		f.State = string(matter.New)
	case "today":
		f.DueBefore = dayEnd(v.now).UnixMilli()
	case "overdue":
		f.DueBefore = v.now.Truncate(time.Minute).UnixMilli()
	case "returned":
		f.Returned = true
	case "sent":
		f.SentBy = desk.OwnUnits(v.who)
	case "all":
		f.All = true
	}
	return f
}

// concernList reads one page of concerns by the filter of an address.
func (s *server) concernList(v *visit, tree *desk.Tree, q url.Values) (view.ConcernsPage, error) {
	after, err := readCursor(q.Get("after"))
	if err != nil {
		return view.ConcernsPage{}, err
	}
	rows, err := s.concernRows(v.r.Context(), concernFilter(v, tree, q), tree.Scope(v.who), after)
	if err != nil {
		return view.ConcernsPage{}, err
	}
	bare := url.Values{}
	for _, k := range []string{"list", "state", "grade", "need", "unit", "due"} {
		if x := q.Get(k); x != "" {
			bare.Set(k, x)
		}
	}
	p := view.ConcernsPage{Lang: v.lang, Query: bare.Encode(), Narrow: len(bare) > 0, MayNew: desk.MayOpen(v.who)}
	for _, k := range quick {
		p.Quick = append(p.Quick, view.Chip{Word: v.lang.T(k.word), Href: "/desk/concerns" + with(bare, "list", k.name), On: bare.Get("list") == k.name})
	}
	if len(rows) > pageRows {
		rows = rows[:pageRows]
		p.Next = "/desk/concerns" + with(bare, "after", cursor(rows[pageRows-1]))
	}
	if after.ID != "" {
		p.First = "/desk/concerns" + with(bare, "after", "")
	}
	from := with(bare, "after", "")
	p.Bulk = bulkBar(v, "concerns", p.Query)
	for _, r := range rows {
		p.Rows = append(p.Rows, concernRow(v, tree, r, from))
	}
	p.Said = said(v, rows, p.Next != "" || p.First != "")
	p.Empty = view.Empty{Title: v.lang.T("没有符合条件的关切"), Why: v.lang.T("可能是筛选条件太窄，也可能是您的单位还没有分到关切。"), Href: "/desk/concerns", Way: v.lang.T("清除筛选")}
	if !p.Narrow {
		p.Empty = view.Empty{Title: v.lang.T("还没有关切"), Why: v.lang.T("来源里的帖文命中话题并达到立项门槛时，会在这里自动形成关切；也可以由人立项。"), Href: "/desk/sources", Way: v.lang.T("看看来源")}
	}
	p.Filter, p.Share = filterFields(v, tree, bare), shareOptions(v)
	if l := bare.Get("list"); l != "" {
		p.Keep = []view.Pair{{Name: "list", Value: l}}
	}
	return p, nil
}

// said is the sentence above the list.
func said(v *visit, rows []store.DeskRow, more bool) string {
	late := 0
	for _, r := range rows {
		if r.NextDue < v.now.UnixMilli() {
			late++
		}
	}
	shown := v.lang.F("%d 件", len(rows))
	if more {
		shown = v.lang.F("本页 %d 件", len(rows))
	}
	if late == 0 {
		return shown + v.lang.T("，没有超时的；按下一个时限排列。")
	}
	return shown + v.lang.F("，%d 件已超时；按下一个时限排列。", late)
}

func concernRow(v *visit, tree *desk.Tree, r store.DeskRow, from string) view.ConcernRow {
	row := view.ConcernRow{
		Href: "/desk/concerns/" + r.Number + from, Number: r.Number, Title: r.Title, Unit: tree.Name(r.UnitID), Need: v.lang.T(needWord(r.Need)),
		State: view.State{Word: v.lang.T(matter.Titles[r.State]), Mine: theirs(v.who, r.UnitID) && !r.State.Final()}, Grade: grade(v, r.Grade), Due: v.due(r.OpenedAt, r.NextDue), Pick: bulkPick(v, r.Matter),
	}
	if r.Posts > 0 {
		row.Posts = v.lang.F("%s 条帖文", number(r.Posts))
	}
	if r.State == matter.New {
		row.Grade = proposed(v, r.Proposal)
		row.Lines = suggestionLines(v, tree, taking{number: r.Number, version: r.Version, need: r.Need, may: screens(v.who, tree, r), brief: true}, readProposal(r.Proposal))
	}
	return row
}

// theirs reports whether a person holds a role in a unit.
func theirs(who matter.Actor, unitID string) bool {
	for _, g := range who.Grants {
		if g.UnitID == unitID {
			return true
		}
	}
	return false
}

func grade(v *visit, g regime.Grade) view.Grade {
	if g == "" {
		return view.Grade{}
	}
	return view.Grade{Code: string(g), Word: v.lang.T(g.Title())}
}

func needWord(n regime.Need) string {
	if n == "" {
		return ""
	}
	return n.Title()
}

func filterFields(v *visit, tree *desk.Tree, q url.Values) []view.Field {
	field := func(name, label string, options []view.Option) view.Field {
		return view.Field{Name: name, Label: v.lang.T(label), Type: "select", Value: q.Get(name), Options: options, Filter: true}
	}
	var states, grades, needs, units []view.Option
	for _, x := range matter.States(regime.Concern) {
		states = append(states, view.Option{Value: string(x), Word: v.lang.T(matter.Titles[x])})
	}
	for _, x := range regime.Grades {
		grades = append(grades, view.Option{Value: string(x), Word: v.lang.T(x.Title())})
	}
	for _, x := range regime.Needs {
		needs = append(needs, view.Option{Value: string(x), Word: v.lang.T(x.Title())})
	}
	for _, u := range tree.Units {
		units = append(units, view.Option{Value: u.ID, Word: u.Name})
	}
	return []view.Field{
		field("state", "环节", states), field("grade", "等级", grades), field("need", "诉求", needs), field("unit", "单位", units),
		{Name: "due", Label: v.lang.T("到期不晚于"), Type: "date", Value: q.Get("due"), Filter: true},
	}
}

func shareOptions(v *visit) []view.Option {
	return []view.Option{{Value: "private", Word: v.lang.T("只给自己")}, {Value: "unit", Word: v.lang.T("本单位")}, {Value: "everyone", Word: v.lang.T("全体人员")}}
}

// savedViews are what this person may use of the views of a page.
func (s *server) savedViews(v *visit, page string) []view.SavedView {
	var out []view.SavedView
	for _, x := range s.counts(v).views {
		if x.Page == page {
			out = append(out, savedView(v, x))
		}
	}
	return out
}

func savedView(v *visit, x store.SavedView) view.SavedView {
	out := view.SavedView{Name: x.Name, Href: "/desk/" + x.Page + "?" + x.Query, Who: map[string]string{"private": v.lang.T("自己"), "unit": v.lang.T("本单位"), "everyone": v.lang.T("全体")}[x.Share], On: v.r.URL.RawQuery == x.Query}
	if x.PersonID == v.who.ID {
		out.Drop = "/desk/views/" + x.ID + "/drop"
	}
	return out
}

func (s *server) saveView(v *visit) error {
	q, err := url.ParseQuery(v.r.PostFormValue("query"))
	if err != nil {
		return fault.New(fault.Invalid, "view.query", "筛选条件不完整，请从关切列表里保存")
	}
	err = s.Desk.SaveView(v.r.Context(), v.who, store.SavedView{Page: viewPage(v), Name: v.r.PostFormValue("name"), Share: v.r.PostFormValue("share"), Query: q.Encode()})
	if f := fault.Of(err); f != nil && f.Kind != fault.Internal {
		leave(v, f.Text, true)
		return v.to("/desk/" + viewPage(v) + "?" + q.Encode())
	}
	if err != nil {
		return err
	}
	s.forget(v)
	leave(v, v.lang.T("视图已保存。"), false)
	return v.to("/desk/" + viewPage(v) + "?" + q.Encode())
}

// viewPage is the page whose view a form is about.
func viewPage(v *visit) string {
	if page := v.r.PostFormValue("page"); page == "search" || page == "inbox" {
		return page
	}
	return "concerns"
}

func (s *server) dropView(v *visit) error {
	if err := s.Desk.DropView(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return err
	}
	s.forget(v)
	leave(v, v.lang.T("视图已删去。"), false)
	return v.to("/desk/" + viewPage(v))
}

// with returns a query string with one value changed, "" values left out.
func with(q url.Values, key, value string) string {
	out := url.Values{}
	for k, l := range q {
		out[k] = l
	}
	out.Del(key)
	if value != "" {
		out.Set(key, value)
	}
	if len(out) == 0 {
		return ""
	}
	return "?" + out.Encode()
}

// cursor writes the place of a row in the order of the list.
func cursor(r store.DeskRow) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(r.NextDue, 36) + "." + r.ID))
}

func readCursor(s string) (store.DeskAfter, error) {
	if s == "" {
		return store.DeskAfter{}, nil
	}
	bad := fault.New(fault.Invalid, "cursor", "翻页地址不完整，请从第一页看起")
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return store.DeskAfter{}, bad
	}
	due, id, ok := strings.Cut(string(raw), ".")
	n, err := strconv.ParseInt(due, 36, 64)
	if !ok || err != nil || id == "" {
		return store.DeskAfter{}, bad
	}
	return store.DeskAfter{Due: n, ID: id}, nil
}
