package web

import (
	"strconv"
	"time"

	"yingda/internal/activity"
	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/store"
	"yingda/internal/view"
)

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
	idle, first := 0, activity.Day(0) // working days in a row without a plan, and the first of them: one line
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
		switch {
		case len(p.Rows) > rows:
			idle, first = 0, 0
		case day >= today && cal.On(day.Start()).Working:
			if idle++; first == 0 {
				first = day
				p.Rows = append(p.Rows, []boardCell{name, {Text: v.lang.T("没有安排")}, {}, {}})
				break
			}
			p.Rows[len(p.Rows)-1] = []boardCell{{Text: v.lang.F("%s 至 %s", dateWord(first), dateWord(day))}, {Text: v.lang.F("没有安排，%d 个工作日", idle)}, {}, {}}
		}
	}
	loose := boardPart{ID: "k-loose", Title: "还没有排期的稿件", Columns: []string{"稿件", "栏目", "写稿单位", "环节", "计划发布"}, Empty: view.Empty{Title: "都排了期", Why: "没有计划发布日的稿件列在这里。"}}
	for _, a := range list {
		if a.Planned == 0 && !a.State.Final() {
			loose.Rows = append(loose.Rows, d.articleRow(v, a))
		}
	}
	return s.page(v, "选题日历", boardView(board{Title: "选题日历", Says: "上周到今后五周，工作日没有安排的也列出来。", Tabs: s.deskTabs(v, "/desk/editorial/calendar"), Parts: []boardPart{p, loose}}))
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
	stands, err := s.Desk.ColumnStands(v.r.Context(), d.agency)
	if err != nil {
		return err
	}
	p := boardPart{ID: "c-columns", Title: "栏目", Columns: []string{"栏目", "供稿单位", "责任编辑", "更新", "联动的网站栏目"}, Empty: view.Empty{Title: "还没有栏目", Why: "把账号的内容分成栏目，写明由谁供稿、多久更新一次；过期没有更新的会标出来。"}}
	for _, c := range stands {
		p.Rows = append(p.Rows, []boardCell{columnCell(v, c), {Text: d.tree.Name(c.UnitID)}, editorCell(v, c), ownCell(v, c), siteCell(v, c)})
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
	b := board{Title: "栏目和转载来源", Says: "账号发什么、由谁供稿、可以转载谁的。", Tabs: s.deskTabs(v, "/desk/editorial/columns"), Parts: []boardPart{p, r}}
	if editsDesk.allows(v.who) {
		b.Parts = append(b.Parts, boardPart{ID: "c-new", Title: "新设栏目", Form: &view.Form{ID: "column", Action: "/desk/editorial/columns", Button: "设立", Fields: []view.Field{
			{Name: "title", Label: "栏目名称", Required: true},
			{Name: "about", Label: "说明"},
			{Name: "unit", Label: "供稿单位", Type: "select", Options: unitOptions(d.tree), Required: true},
			{Name: "every", Label: "多少天内更新一次", Type: "number", Value: "14", Hint: "0 为不要求"},
		}}})
		if len(stands) > 0 {
			form, err := s.columnStaff(v, d)
			if err != nil {
				return err
			}
			b.Parts = append(b.Parts, form)
		}
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
