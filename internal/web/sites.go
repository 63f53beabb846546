package web

import (
	"cmp"
	"strconv"

	"yingda/internal/desk"
	"yingda/internal/store"
	"yingda/internal/view"
)

// siteRoutes are the watch over the agency's own sites.
var siteRoutes = []Route{
	{"GET /desk/sites", (*server).sites, listens},
	{"POST /desk/sites", (*server).saveSite, holds(desk.SiteKeepers...)},
	{"POST /desk/sites/{id}/switch", (*server).switchSite, holds(desk.SiteKeepers...)},
	{"GET /desk/sites/{id}", (*server).site, listens},
	{"POST /desk/sites/faults/{id}/take", (*server).takeSiteFault, listens},
}

// sites shows the own sites with their state, what is to be mended and what was.
func (s *server) sites(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	list, err := s.Store.OwnSites(v.r.Context(), mostLines)
	if err != nil {
		return err
	}
	tasks, err := s.Store.SiteTasks(v.r.Context(), nil, mostLines)
	if err != nil {
		return err
	}
	mended, err := s.Store.MendedFaults(v.r.Context(), 30)
	if err != nil {
		return err
	}
	if v.q("format") == "xlsx" {
		return s.sitesSheet(v, tree, list)
	}
	names, err := s.personNames(v.r.Context())
	if err != nil {
		return err
	}
	keeps := holds(desk.SiteKeepers...).allows(v.who)
	open := map[string]map[string]int{}
	for _, f := range tasks {
		if open[f.SiteID] == nil {
			open[f.SiteID] = map[string]int{}
		}
		open[f.SiteID][f.Kind]++
	}
	p := boardPart{ID: "o-list", Title: "网站和栏目", Count: strconv.Itoa(len(list)), Columns: []string{"网站或栏目", "负责单位", "现在", "最近一次查看", ""}, Empty: view.Empty{Title: "还没有登记自有网站", Why: "登记网站首页和要按时更新的栏目，系统每六小时看一遍：打不打得开、多久打开、证书、更新、死链、过期文件。"}}
	parents := []view.Option{{Value: "", Word: "这是一个网站"}}
	for _, x := range list {
		name, row := x.Title, []boardCell{}
		if x.ParentID != "" {
			name = "　└ " + name
		} else {
			parents = append(parents, view.Option{Value: x.ID, Word: "「" + x.Title + "」的栏目"})
		}
		state := boardCell{Text: "正常"}
		switch {
		case !x.Active:
			state = boardCell{Text: "已停查"}
		case len(open[x.ID]) > 0:
			state = kindCounts(open[x.ID])
		case x.CheckedAt == 0:
			state = boardCell{Text: "还没有看过"}
		}
		row = append(row, boardCell{Text: name, Href: "/desk/sites/" + x.ID, Under: x.URL}, boardCell{Text: tree.Name(x.UnitID)}, state, boardCell{Text: cmp.Or(v.ago(x.CheckedAt), "—")}, boardCell{})
		if keeps {
			word := "停查"
			if !x.Active {
				word = "恢复"
			}
			row[4].Buttons = []boardButton{{"/desk/sites/" + x.ID + "/switch", word, nil, false}}
		}
		p.Rows = append(p.Rows, row)
	}
	todo := boardPart{ID: "o-todo", Title: "待修复", Count: strconv.Itoa(len(tasks)), Columns: []string{"网站", "问题", "负责单位", "谁来修", "期限"}, Empty: view.Empty{Title: "没有要修的", Why: "发现问题就成为负责单位的任务；修好后下一次查看自动销号，写明看到了什么。"}}
	for _, f := range tasks {
		todo.Rows = append(todo.Rows, v.faultRow(f, tree, v.fixer(f, names), boardCell{Text: v.moment(f.DueAt), Bad: f.DueAt < v.now.UnixMilli(), Under: v.lang.F("首次发现 %s", v.moment(f.FirstAt))}))
	}
	done := boardPart{ID: "o-done", Title: "已修复", Columns: []string{"网站", "问题", "负责单位", "销号依据"}, Empty: view.Empty{Title: "还没有", Why: "修好的会列在这里，附核对时看到的情况。"}}
	for _, f := range mended {
		done.Rows = append(done.Rows, v.faultRow(f, tree, boardCell{Text: f.Evidence}))
	}
	b := board{Title: "自有网站", Says: siteSays(len(list), len(tasks)), Adds: []boardTab{{"/desk/sites?format=xlsx", "下载检查表", false}}, Parts: []boardPart{todo, p, done}}
	if keeps {
		b.Parts = append(b.Parts, boardPart{ID: "o-new", Title: "登记网站或栏目", Form: &view.Form{ID: "site", Action: "/desk/sites", Button: "登记", Fields: []view.Field{
			{Name: "title", Label: "名称", Required: true},
			{Name: "url", Label: "网址", Type: "url", Required: true, Hint: "网站填首页，栏目填列表页"},
			{Name: "parent", Label: "属于", Type: "select", Options: parents},
			{Name: "unit", Label: "负责单位", Type: "select", Options: unitOptions(tree), Required: true},
		}}})
	}
	return s.page(v, b.Title, boardView(b))
}

func siteSays(sites, tasks int) string {
	switch {
	case sites == 0:
		return "本单位自己的网站和栏目：打得开、更新得及时、没有死链和过期文件。"
	case tasks == 0:
		return "都正常：打得开，更新及时，没有死链和过期文件。"
	}
	return strconv.Itoa(tasks) + " 处要修，都已列为负责单位的任务。"
}

func (v *visit) faultRow(f store.SiteFault, tree *desk.Tree, last ...boardCell) []boardCell {
	where := f.URL
	if f.FoundOn != "" && f.FoundOn != f.URL {
		where += v.lang.F("（在 %s 上）", f.FoundOn)
	}
	return append([]boardCell{{Text: f.Site, Href: "/desk/sites/" + f.SiteID}, {Text: f.Says, Tag: desk.SiteKinds[f.Kind], Bad: f.MendedAt == 0, Under: where}, {Text: tree.Name(f.UnitID)}}, last...)
}

// site shows the history of one site: its looks of the last weeks.
func (s *server) site(v *visit) error {
	list, err := s.Store.OwnSites(v.r.Context(), mostLines)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.ID != v.r.PathValue("id") {
			continue
		}
		if v.q("format") == "docx" {
			return s.sitePaper(v, x)
		}
		checks, err := s.Store.SiteChecks(v.r.Context(), x.ID, 120)
		if err != nil {
			return err
		}
		good, took := 0, int64(0)
		found, err := s.siteFaults(v, x.ID)
		if err != nil {
			return err
		}
		p := boardPart{ID: "c-list", Title: "查看记录", Columns: []string{"时间", "打开", "页面最新日期", "证书到期", "链接"}, Empty: view.Empty{Title: "还没有看过", Why: "登记后几分钟内看第一遍。"}}
		for _, c := range checks {
			cell := boardCell{Text: strconv.FormatFloat(float64(c.TookMs)/1000, 'f', 1, 64) + " 秒"}
			if c.OK {
				good++
				took += c.TookMs
			} else {
				cell = boardCell{Tag: "打不开", Bad: true, Under: c.Error}
			}
			p.Rows = append(p.Rows, []boardCell{{Text: v.moment(c.At)}, cell, {Text: dayWord(v, c.NewestAt)}, {Text: dayWord(v, c.CertUntil)}, {Text: strconv.FormatInt(c.Links, 10) + " 个，" + strconv.FormatInt(c.Dead, 10) + " 个打不开"}})
		}
		says := x.URL
		if len(checks) > 0 {
			says += "　最近 " + strconv.Itoa(len(checks)) + " 次查看打开 " + strconv.Itoa(good) + " 次"
		}
		if good > 0 {
			says += "，平均 " + strconv.FormatFloat(float64(took)/float64(good)/1000, 'f', 1, 64) + " 秒"
		}
		return s.page(v, x.Title, boardView(board{Title: x.Title, Says: says, Adds: []boardTab{{"/desk/sites/" + x.ID + "?format=docx", "下载检查报告", false}, {"/desk/sites", "返回自有网站", false}}, Parts: []boardPart{found, p}}))
	}
	return s.lost(v)
}

func dayWord(v *visit, ms int64) string {
	if ms == 0 {
		return "—"
	}
	return dutyDay(ms)
}

func (s *server) saveSite(v *visit) error {
	x := store.OwnSite{Title: v.field("title"), URL: v.field("url"), ParentID: v.field("parent"), UnitID: v.field("unit")}
	return s.ended(v, s.Desk.SaveSite(v.r.Context(), v.who, x), "已登记，马上看第一遍。", "/desk/sites", "/desk/sites")
}

func (s *server) switchSite(v *visit) error {
	list, err := s.Store.OwnSites(v.r.Context(), mostLines)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.ID == v.r.PathValue("id") {
			x.Active = !x.Active
			return s.ended(v, s.Desk.SaveSite(v.r.Context(), v.who, x), "已保存。", "/desk/sites", "/desk/sites")
		}
	}
	return s.lost(v)
}
