package web

import (
	"strconv"
	"strings"
	"time"

	"yingda/internal/activity"
	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
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
func (v *visit) deskTabs(here string) []boardTab {
	tabs := []boardTab{{"/desk/editorial", "看板", false}, {"/desk/editorial/calendar", "日历", false}, {"/desk/editorial/columns", "栏目和转载来源", false}}
	if holds(desk.ServiceReaders...).allows(v.who) {
		tabs = append(tabs, boardTab{"/desk/services", "账号服务", false})
	}
	if listens.allows(v.who) {
		tabs = append(tabs, boardTab{"/desk/contractors", "运维单位", false})
	}
	for i := range tabs {
		tabs[i].Here = tabs[i].Href == here
	}
	return tabs
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
	people, err := s.boardPeople(v, d)
	if err != nil {
		return err
	}
	share, err := s.originalShare(v, d)
	if err != nil {
		return err
	}
	b := board{Title: "编辑部", Says: share, Tabs: v.deskTabs("/desk/editorial"), Parts: []boardPart{work, asked}}
	if editsDesk.allows(v.who) {
		b.Parts = append(b.Parts, d.commissionForm())
	}
	b.Parts = append(b.Parts, people)
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

// boardPeople shows who belongs to the editorial board. Clause: ORG-4.
func (s *server) boardPeople(v *visit, d deskOf) (boardPart, error) {
	p := boardPart{ID: "e-people", Title: "编辑部成员", Columns: []string{"职位", "人员"}}
	for _, post := range []struct {
		title string
		role  regime.Role
	}{{"主管", regime.Head}, {"分管", regime.Deputy}, {"主编", regime.ChiefEditor}, {"编辑", regime.Editor}} {
		names, err := s.Store.Approvers(v.r.Context(), d.agency, []regime.Role{post.role})
		if err != nil {
			return p, err
		}
		cell := boardCell{Text: strings.Join(names, "、")}
		if len(names) == 0 {
			cell = boardCell{Tag: v.lang.T("还没有人"), Bad: true}
		}
		p.Rows = append(p.Rows, []boardCell{{Text: v.lang.T(post.title)}, cell})
	}
	return p, nil
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

// calendarWeeks is how far the calendar of articles looks ahead.
const calendarWeeks = 5

// editorialCalendar shows by day what is planned, from last week on.
func (s *server) editorialCalendar(v *visit) error {
	ctx := v.r.Context()
	d, err := s.deskOf(v)
	if err != nil {
		return err
	}
	today := activity.DayOf(v.now)
	from, to := today-7, today+7*calendarWeeks
	list, err := s.Store.Articles(ctx, d.agency, from, to)
	if err != nil {
		return err
	}
	if list, err = s.seen(v, list); err != nil {
		return err
	}
	asked, err := s.Store.Commissions(ctx, d.agency, from, to)
	if err != nil {
		return err
	}
	cal, err := s.Desk.CalendarOf(ctx, d.agency)
	if err != nil {
		return err
	}
	p := boardPart{ID: "k-days", Title: "选题计划", Columns: []string{"日", "稿件", "栏目", "环节"}}
	for day := from; day <= to; day++ {
		name := boardCell{Text: dateWord(day) + " " + v.lang.T(weekdays[day.Start().Weekday()])}
		if day == today {
			name.Tag = v.lang.T("今天")
		}
		rows := len(p.Rows)
		for _, a := range list {
			if a.Planned == day {
				row := d.articleRow(v, a)
				p.Rows = append(p.Rows, []boardCell{name, row[0], row[1], row[3]})
				name = boardCell{Text: "　"}
			}
		}
		for _, c := range asked {
			if c.Planned == day && c.State == "open" {
				p.Rows = append(p.Rows, []boardCell{name, {Text: c.Title, Under: d.tree.Name(c.UnitID)}, {Text: d.titles[c.ColumnID]}, {Text: v.lang.T("约稿，等接稿")}})
				name = boardCell{Text: "　"}
			}
		}
		if len(p.Rows) == rows && day >= today && cal.On(day.Start()).Working {
			p.Rows = append(p.Rows, []boardCell{name, {Text: v.lang.T("没有安排")}, {}, {}})
		}
	}
	loose := boardPart{ID: "k-loose", Title: "还没有排期的稿件", Columns: []string{"稿件", "栏目", "写稿单位", "环节", "计划发布"}, Empty: view.Empty{Title: "都排了期", Why: "没有计划发布日的稿件列在这里。"}}
	for _, a := range list {
		if a.Planned == 0 && !a.State.Final() {
			loose.Rows = append(loose.Rows, d.articleRow(v, a))
		}
	}
	return s.page(v, "选题日历", boardView(board{Title: "选题日历", Says: "上周到今后五周，工作日没有安排的也列出来。", Tabs: v.deskTabs("/desk/editorial/calendar"), Parts: []boardPart{p, loose}}))
}

// editorialColumns shows columns with their freshness, and what may be reprinted.
func (s *server) editorialColumns(v *visit) error {
	d, err := s.deskOf(v)
	if err != nil {
		return err
	}
	sources, err := s.Store.ReprintSources(v.r.Context(), d.agency)
	if err != nil {
		return err
	}
	today := activity.DayOf(v.now)
	p := boardPart{ID: "c-columns", Title: "栏目", Columns: []string{"栏目", "供稿单位", "更新", "最近一篇"}, Empty: view.Empty{Title: "还没有栏目", Why: "把账号的内容分成栏目，写明由谁供稿、多久更新一次；过期没有更新的会标出来。"}}
	for _, c := range d.columns {
		every, last := v.lang.T("不要求"), boardCell{Text: v.lang.T("还没有")}
		if c.Every > 0 {
			every = v.lang.F("%d 天内", c.Every)
		}
		if c.Last != 0 {
			last = boardCell{Text: dateWord(c.Last)}
		}
		if c.Active && c.Every > 0 && today-c.Last > activity.Day(c.Every) {
			last.Tag, last.Bad = v.lang.T("该更新了"), true
		}
		p.Rows = append(p.Rows, []boardCell{{Text: c.Title, Under: c.About}, {Text: d.tree.Name(c.UnitID)}, {Text: every}, last})
	}
	r := boardPart{ID: "c-sources", Title: "可转载的来源", Columns: []string{"来源", "网址", "依据", ""}, Empty: view.Empty{Title: "清单是空的，不能转载", Why: "只有清单里的来源可以转载，转载时系统核对网址和署名。"}}
	for _, x := range sources {
		row := []boardCell{{Text: x.Name}, {Text: x.Host}, {Text: x.Basis}, {}}
		word, off := "移出清单", "yes"
		if !x.Active {
			word, off, row[0].Tag = "恢复", "", v.lang.T("已移出")
		}
		if holds(desk.ReprintKeepers...).allows(v.who) {
			row[3].Buttons = []boardButton{{"/desk/editorial/sources", word, []view.Pair{{Name: "id", Value: x.ID}, {Name: "off", Value: off}}, false}}
		}
		r.Rows = append(r.Rows, row)
	}
	b := board{Title: "栏目和转载来源", Says: "账号发什么、由谁供稿、可以转载谁的。", Tabs: v.deskTabs("/desk/editorial/columns"), Parts: []boardPart{p, r}}
	if editsDesk.allows(v.who) {
		b.Parts = append(b.Parts, boardPart{ID: "c-new", Title: "新设栏目", Form: &view.Form{ID: "column", Action: "/desk/editorial/columns", Button: "设立", Fields: []view.Field{
			{Name: "title", Label: "栏目名称", Required: true},
			{Name: "about", Label: "说明"},
			{Name: "unit", Label: "供稿单位", Type: "select", Options: unitOptions(d.tree), Required: true},
			{Name: "every", Label: "多少天内更新一次", Type: "number", Value: "14", Hint: "0 为不要求"},
		}}})
	}
	if holds(desk.ReprintKeepers...).allows(v.who) {
		b.Parts = append(b.Parts, boardPart{ID: "c-allow", Title: "列入可转载来源", Form: &view.Form{ID: "reprint", Action: "/desk/editorial/sources", Button: "列入", Fields: []view.Field{
			{Name: "name", Label: "来源名称", Required: true},
			{Name: "host", Label: "网址", Required: true},
			{Name: "basis", Label: "依据", Required: true, Hint: "上级网站、授权协议或主管部门的来源名单"},
		}}})
	}
	return s.page(v, b.Title, boardView(b))
}

func (s *server) saveColumn(v *visit) error {
	every, _ := strconv.ParseInt(v.field("every"), 10, 64) // what is no number is no bound
	err := s.Desk.SaveColumn(v.r.Context(), v.who, store.Column{UnitID: v.field("unit"), Title: v.field("title"), About: v.field("about"), Every: every})
	return s.ended(v, err, "栏目已设立。", "/desk/editorial/columns", "/desk/editorial/columns")
}

func (s *server) saveReprintSource(v *visit) error {
	d, err := s.deskOf(v)
	if err != nil {
		return err
	}
	x := store.ReprintSource{Name: v.field("name"), Host: v.field("host"), Basis: v.field("basis")}
	if id := v.field("id"); id != "" {
		list, err := s.Store.ReprintSources(v.r.Context(), d.agency)
		if err != nil {
			return err
		}
		for _, y := range list {
			if y.ID == id {
				x, x.Active = y, v.field("off") == ""
			}
		}
	}
	return s.ended(v, s.Desk.SaveReprintSource(v.r.Context(), v.who, d.agency, x), "清单已保存。", "/desk/editorial/columns", "/desk/editorial/columns")
}

// fieldDay reads a day of a form, 0 for none.
func (v *visit) fieldDay(name string) activity.Day {
	t, err := time.ParseInLocation(time.DateOnly, v.field(name), deadline.Zone)
	if err != nil {
		return 0
	}
	return activity.DayOf(t)
}

// fieldTime reads an instant of a form; the zero time for none.
func (v *visit) fieldTime(name string) time.Time {
	t, _ := time.ParseInLocation("2006-01-02T15:04", v.field(name), deadline.Zone) // the zero time is refused
	return t
}

func (s *server) addCommission(v *visit) error {
	_, err := s.Desk.AddCommission(v.r.Context(), v.who, desk.CommissionEdit{UnitID: v.field("unit"), ColumnID: v.field("column"), Title: v.field("title"), Brief: v.field("brief"), Planned: v.fieldDay("planned"), Due: v.fieldTime("due")})
	return s.ended(v, err, "已约稿，写稿单位已收到通知。", "/desk/editorial", "/desk/editorial")
}

func (s *server) dropCommission(v *visit) error {
	return s.ended(v, s.Desk.DropCommission(v.r.Context(), v.who, v.r.PathValue("id"), v.field("reason")), "约稿已取消。", "/desk/editorial", "/desk/editorial")
}
