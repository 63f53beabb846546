package web

import (
	"strconv"

	"yingda/internal/activity"
	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/store"
	"yingda/internal/view"
)

var (
	readsDesk  = holds(desk.DeskReaders...)
	editsDesk  = holds(desk.DeskEditors...)
	writesDesk = holds(desk.Writers...)
)

// editorialRoutes are the editorial desk.
var editorialRoutes = []Route{
	{"GET /desk/editorial", (*server).editorial, readsDesk},
	{"GET /desk/editorial/calendar", (*server).editorialCalendar, readsDesk},
	{"GET /desk/editorial/columns", (*server).editorialColumns, readsDesk},
	{"POST /desk/editorial/columns", (*server).saveColumn, editsDesk},
	{"POST /desk/editorial/columns/staff", (*server).staffColumn, editsDesk},
	{"POST /desk/editorial/sources", (*server).saveReprintSource, holds(desk.ReprintKeepers...)},
	{"POST /desk/editorial/commissions", (*server).addCommission, editsDesk},
	{"POST /desk/editorial/commissions/{id}/drop", (*server).dropCommission, editsDesk},
	{"GET /desk/editorial/new", (*server).newArticle, writesDesk},
	{"POST /desk/editorial", (*server).beginArticle, writesDesk},
	{"GET /desk/editorial/{number}", (*server).article, readsDesk},
	{"POST /desk/editorial/{number}", (*server).saveArticle, writesDesk},
	{"GET /desk/contractors", (*server).contractors, listens},
	{"GET /desk/contractors/{id}", (*server).contractor, listens},
	{"POST /desk/contractors", (*server).saveContractor, holds(desk.ContractKeepers...)},
	{"POST /desk/contractors/{id}/people", (*server).addContractorPerson, holds(desk.ContractKeepers...)},
	{"POST /desk/contractors/{id}/checks", (*server).addContractorCheck, holds(desk.ContractKeepers...)},
	{"POST /desk/contractors/{id}/checks/{check}/mend", (*server).mendContractorCheck, holds(desk.ContractKeepers...)},
	{"POST /desk/contractors/{id}/end", (*server).endContract, holds(desk.ContractKeepers...)},
}

// deskOf is what the pages of the editorial desk share.
type deskOf struct {
	tree    *desk.Tree
	agency  string
	columns []store.Column
	titles  map[string]string // of columns
}

func (s *server) deskOf(v *visit) (deskOf, error) {
	tree, err := s.tree(v)
	if err != nil {
		return deskOf{}, err
	}
	d := deskOf{tree: tree, agency: s.ownAgency(v, tree), titles: map[string]string{}}
	d.columns, err = s.Store.Columns(v.r.Context(), d.agency)
	for _, c := range d.columns {
		d.titles[c.ID] = c.Title
	}
	return d, err
}

// deskTabs are the pages of the editorial desk that a person may open.
func (s *server) deskTabs(v *visit, here string) []boardTab {
	return s.opened(v, []boardTab{{"/desk/editorial", "看板", false}, {"/desk/editorial/calendar", "日历", false}, {"/desk/editorial/columns", "栏目和转载来源", false}, {"/desk/services", "账号服务", false}, {"/desk/contractors", "运维单位", false}}, here)
}

// seen keeps the articles that a person sees.
func (s *server) seen(v *visit, list []store.ArticleLine) ([]store.ArticleLine, error) {
	ids := make([]string, len(list))
	for i, a := range list {
		ids[i] = a.StatementID
	}
	may, err := s.Desk.Visible(v.r.Context(), v.who, ids)
	var out []store.ArticleLine
	for _, a := range list {
		if _, sees := may[a.StatementID]; sees {
			out = append(out, a)
		}
	}
	return out, err
}

// editorial is the board of the editorial desk: what is on its way, what was
// commissioned, who belongs to the board, and the share of own articles.
func (s *server) editorial(v *visit) error {
	ctx := v.r.Context()
	d, err := s.deskOf(v)
	if err != nil {
		return err
	}
	list, err := s.Store.OpenArticles(ctx, d.agency, mostLines)
	if err != nil {
		return err
	}
	if list, err = s.seen(v, list); err != nil {
		return err
	}
	work := boardPart{ID: "e-work", Title: "在办稿件", Count: strconv.Itoa(len(list)), Columns: []string{"稿件", "栏目", "写稿单位", "环节", "计划发布"}, Empty: view.Empty{Title: "没有在办的稿件", Why: "接下约稿或直接起稿以后，稿件从拟稿、四道审核到批准发布都列在这里。"}}
	for _, a := range list {
		work.Rows = append(work.Rows, d.articleRow(v, a))
	}
	asked, err := s.commissions(v, d)
	if err != nil {
		return err
	}
	people, err := s.boardParts(v, d)
	if err != nil {
		return err
	}
	share, err := s.originalShare(v, d)
	if err != nil {
		return err
	}
	b := board{Title: "编辑部", Says: share, Tabs: s.deskTabs(v, "/desk/editorial"), Parts: append([]boardPart{work, asked}, people...)}
	if editsDesk.allows(v.who) {
		b.Parts = append(b.Parts, d.commissionForm())
	}
	if writesDesk.allows(v.who) {
		b.Adds = []boardTab{{"/desk/editorial/new", "起稿", true}}
	}
	return s.page(v, b.Title, boardView(b))
}

func (d deskOf) articleRow(v *visit, a store.ArticleLine) []boardCell {
	state := boardCell{Text: v.lang.T(matter.Titles[a.State])}
	if a.State == matter.Releasing && a.ReleaseAt > v.now.UnixMilli() {
		state.Under = v.lang.F("定于 %s 发布", v.moment(a.ReleaseAt))
	}
	plan := boardCell{Text: v.lang.T("未排期")}
	if a.Planned != 0 {
		plan = boardCell{Text: dateWord(a.Planned), Bad: a.ReleasedAt == 0 && a.Planned < activity.DayOf(v.now)}
		if plan.Bad {
			plan.Tag = v.lang.T("已过计划")
		}
	}
	return []boardCell{{Text: a.Title, Href: "/desk/editorial/" + a.Number, Under: a.Number + "　" + v.lang.T(desk.OriginWords[a.Origin]) + "　" + a.Drafter}, {Text: d.titles[a.ColumnID]}, {Text: d.tree.Name(a.UnitID)}, state, plan}
}

// commissions lists what units were asked for and have not begun or delivered.
func (s *server) commissions(v *visit, d deskOf) (boardPart, error) {
	p := boardPart{ID: "e-asked", Title: "约稿", Columns: []string{"选题", "写稿单位", "交稿", ""}, Empty: view.Empty{Title: "没有等着的约稿", Why: "向科室约的稿列在这里，到期前写稿单位会收到提醒；接稿后进入在办稿件。"}}
	list, err := s.Store.OpenCommissions(v.r.Context(), mostLines)
	for _, c := range list {
		if c.AgencyID != d.agency || c.State != "open" {
			continue
		}
		row := []boardCell{{Text: c.Title, Under: c.Brief}, {Text: d.tree.Name(c.UnitID), Under: d.titles[c.ColumnID]}, {Text: v.moment(c.DueAt)}, {}}
		if c.DueAt < v.now.UnixMilli() {
			row[2].Tag, row[2].Bad = v.lang.T("已逾期"), true
		}
		if writesDesk.allows(v.who) {
			row[3].Buttons = append(row[3].Buttons, boardButton{"/desk/editorial", "接稿", []view.Pair{{Name: "commission", Value: c.ID}}, true})
		}
		if editsDesk.allows(v.who) {
			row[3].Buttons = append(row[3].Buttons, boardButton{"/desk/editorial/commissions/" + c.ID + "/drop", "取消约稿", []view.Pair{{Name: "reason", Value: "选题取消"}}, false})
		}
		p.Rows = append(p.Rows, row)
	}
	return p, err
}

func (d deskOf) columnOptions() []view.Option {
	out := []view.Option{{Value: "", Word: "不归栏目"}}
	for _, c := range d.columns {
		if c.Active {
			out = append(out, view.Option{Value: c.ID, Word: c.Title})
		}
	}
	return out
}

func (d deskOf) commissionForm() boardPart {
	return boardPart{ID: "e-ask", Title: "向科室约稿", Form: &view.Form{ID: "commission", Action: "/desk/editorial/commissions", Button: "约稿", Fields: []view.Field{
		{Name: "title", Label: "选题", Required: true},
		{Name: "unit", Label: "写稿单位", Type: "select", Options: unitOptions(d.tree), Required: true},
		{Name: "column", Label: "栏目", Type: "select", Options: d.columnOptions()},
		{Name: "brief", Label: "要求", Type: "long", Required: true, Hint: "写给谁看，讲清什么，依据什么"},
		{Name: "due", Label: "交稿时间", Type: "datetime-local", Required: true},
		{Name: "planned", Label: "计划发布", Type: "date", Required: true},
	}}}
}

// originalShare says which share of this month's articles is our own.
func (s *server) originalShare(v *visit, d deskOf) (string, error) {
	first, last := activity.DayOf(v.now).Month()
	n, err := s.Store.OriginCounts(v.r.Context(), d.agency, first.Start().UnixMilli(), (last + 1).Start().UnixMilli())
	if err != nil {
		return "", err
	}
	all := n["original"] + n["adapted"] + n["reprint"]
	if all == 0 {
		return v.lang.T("本月还没有发布稿件。"), nil
	}
	rule, err := s.Desk.EditorialRule(v.r.Context(), d.agency)
	if err != nil {
		return "", err
	}
	text := v.lang.F("本月发布 %d 篇：原创 %d、改编 %d、转载 %d，原创占 %d%%。", all, n["original"], n["adapted"], n["reprint"], 100*n["original"]/all)
	if rule.Originals > 0 && 100*n["original"] < int64(rule.Originals)*all {
		text += v.lang.F("低于制度要求的 %d%%。", rule.Originals)
	}
	return text, nil
}
