package web

import (
	"strings"
	"time"

	"yingda/internal/activity"
	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/view"
)

var linkedWords = map[string]string{"news": "动态、要闻", "notice": "通知公告", "policy": "政策文件"}

func columnCell(v *visit, c desk.ColumnStand) boardCell {
	cell := boardCell{Text: c.Title, Under: c.About}
	if !c.Active {
		cell.Tag = v.lang.T("已停用")
	}
	return cell
}

func editorCell(v *visit, c desk.ColumnStand) boardCell {
	if c.EditorID == "" && c.Active {
		return boardCell{Tag: v.lang.T("还没有人"), Bad: true}
	}
	return boardCell{Text: c.Editor}
}

// ownCell is how fresh a column is on the accounts.
func ownCell(v *visit, c desk.ColumnStand) boardCell {
	cell := boardCell{Text: v.lang.T("还没有"), Under: v.lang.T("不要求")}
	if c.Every > 0 {
		cell.Under = v.lang.F("%d 天内", c.Every)
	}
	if c.Last != 0 {
		cell.Text = dateWord(c.Last)
	}
	return tagged(v, cell, c.Own)
}

// siteCell is how fresh the linked column of our own site is, and how that is known.
func siteCell(v *visit, c desk.ColumnStand) boardCell {
	if c.Linked == "" {
		return boardCell{Text: "—"}
	}
	cell := boardCell{Text: v.lang.T(linkedWords[c.Linked])}
	switch {
	case c.Rule.Within == 0:
		cell.Under = v.lang.T("现行制度没有联动栏目的更新要求")
	case c.SiteID == "":
		cell.Under = v.lang.T("没有指定是哪一个，由人查看")
	case c.News == 0:
		cell.Under = c.Site
	default:
		cell.Under = c.Site + "，" + v.lang.F("最新日期 %s，要求 %d 天内", dateWord(activity.DayOf(time.UnixMilli(c.News))), c.Rule.Within)
	}
	return tagged(v, cell, c.OnSite)
}

func tagged(v *visit, cell boardCell, state desk.ColumnState) boardCell {
	switch state {
	case desk.ColumnStale:
		cell.Tag, cell.Bad = v.lang.T("该更新了"), true
	case desk.ColumnSoon:
		cell.Tag = v.lang.T("快到期")
	case desk.ColumnUnread:
		cell.Tag, cell.Bad = v.lang.T("读不到"), true
	}
	return cell
}

// columnStaff is the form that names who answers for a column.
func (s *server) columnStaff(v *visit, d deskOf) (boardPart, error) {
	var columns, editors []view.Option
	for _, c := range d.columns {
		columns = append(columns, view.Option{Value: c.ID, Word: c.Title})
	}
	people, err := s.Desk.EditorsOf(v.r.Context(), d.agency)
	if err != nil {
		return boardPart{}, err
	}
	for _, p := range people {
		editors = append(editors, view.Option{Value: p.PersonID, Word: p.Name})
	}
	own, err := s.Store.OwnSites(v.r.Context(), mostLines)
	if err != nil {
		return boardPart{}, err
	}
	sites := []view.Option{{Value: "", Word: "没有登记"}}
	for _, x := range own {
		if x.AgencyID == d.agency && x.Active {
			sites = append(sites, view.Option{Value: x.ID, Word: x.Title})
		}
	}
	linked := []view.Option{{Value: "", Word: "不联动"}}
	for _, w := range regime.LinkedColumns {
		linked = append(linked, view.Option{Value: w, Word: linkedWords[w]})
	}
	return boardPart{ID: "c-staff", Title: "指定责任编辑和联动栏目", Form: &view.Form{ID: "staff", Action: "/desk/editorial/columns/staff", Button: "保存", Cite: "联动栏目按政府网站检查指标更新：动态、要闻类两周，通知公告和政策文件类六个月", Fields: []view.Field{
		{Name: "column", Label: "栏目", Type: "select", Options: columns, Required: true},
		{Name: "unit", Label: "供稿单位", Type: "select", Options: append([]view.Option{{Value: "", Word: "不变"}}, unitOptions(d.tree)...)},
		{Name: "editor", Label: "责任编辑", Type: "select", Options: editors, Required: true},
		{Name: "linked", Label: "联动的网站栏目", Type: "select", Options: linked},
		{Name: "site", Label: "是哪一个网站栏目", Type: "select", Options: sites, Hint: "“自有网站”里登记的列表页；没有登记就由人查看"},
		{Name: "off", Label: "停用这个栏目", Type: "check"},
	}}}, nil
}

func (s *server) staffColumn(v *visit) error {
	d, err := s.deskOf(v)
	if err != nil {
		return err
	}
	err = s.Desk.StaffColumn(v.r.Context(), v.who, d.agency, desk.ColumnStaff{ColumnID: v.field("column"), UnitID: v.field("unit"), EditorID: v.field("editor"), Linked: v.field("linked"), SiteID: v.field("site"), Off: v.field("off") != ""})
	return s.ended(v, err, "已保存。", "/desk/editorial/columns", "/desk/editorial/columns")
}

// boardParts show who belongs to the editorial board, and what it lacks. Clause: ORG-4.
func (s *server) boardParts(v *visit, d deskOf) ([]boardPart, error) {
	stands, err := s.Desk.ColumnStands(v.r.Context(), d.agency)
	if err != nil {
		return nil, err
	}
	posts, gaps, err := s.Desk.EditorialBoard(v.r.Context(), d.agency, stands)
	if err != nil {
		return nil, err
	}
	lacks := boardPart{ID: "e-gaps", Title: "编辑部的缺口", Count: num(int64(len(gaps))), Columns: []string{"哪里", "缺什么", "怎么补"}, Empty: view.Empty{Title: "没有缺口", Why: "主管、分管、主编、编辑都有人，每个栏目都有责任编辑，联动的网站栏目按期更新。"}}
	for _, g := range gaps {
		lacks.Rows = append(lacks.Rows, []boardCell{{Text: g.Where}, {Tag: g.Says, Bad: true}, {Text: g.Remedy}})
	}
	people := boardPart{ID: "e-people", Title: "编辑部成员", Columns: []string{"职位", "人员"}}
	for _, p := range posts {
		var names []string
		for _, h := range p.Holders {
			names = append(names, h.Name)
		}
		cell := boardCell{Text: strings.Join(names, "、")}
		if len(names) == 0 {
			cell = boardCell{Tag: v.lang.T("还没有人"), Bad: true}
		}
		people.Rows = append(people.Rows, []boardCell{{Text: p.Title}, cell})
	}
	return []boardPart{lacks, people}, nil
}
