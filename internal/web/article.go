package web

import (
	"net/http"
	"slices"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// articleForm is what is special to an article, with what was typed or stored.
func (s *server) articleForm(v *visit, d deskOf, e desk.ArticleEdit, number string, f *fault.Fault) (*view.Form, error) {
	sources, err := s.Store.ReprintSources(v.r.Context(), d.agency)
	if err != nil {
		return nil, err
	}
	accounts, err := s.Desk.Accounts(v.r.Context(), v.who, store.AccountFilter{State: "open"}, 200)
	if err != nil && !v.who.Has(regime.Contractor) {
		return nil, err
	}
	listed := []view.Option{{Value: "", Word: "不是转载"}}
	for _, x := range sources {
		if x.Active {
			listed = append(listed, view.Option{Value: x.ID, Word: x.Name + "（" + x.Host + "）"})
		}
	}
	var pages []view.Option
	for _, a := range accounts {
		pages = append(pages, view.Option{Value: a.ID, Word: a.Name + "（" + v.lang.T(a.Platform.Title()) + "）", Group: a.Agency})
	}
	planned := ""
	if e.Planned != 0 {
		planned = dateWord(e.Planned)
	}
	var origins []view.Option
	for _, o := range []string{"original", "adapted", "reprint"} {
		origins = append(origins, view.Option{Value: o, Word: desk.OriginWords[o]})
	}
	joint := []string{}
	if e.Joint {
		joint = []string{"yes"}
	}
	form := &view.Form{ID: "article", Action: "/desk/editorial", Button: "起稿", Main: true, Cite: "转载只能来自清单里的来源并署名；每个账号只在自己的主页发一次", Fault: general(f, "title", "unit", "origin", "source_url", "accounts"), Fields: []view.Field{
		{Name: "column", Label: "栏目", Type: "select", Options: d.columnOptions(), Value: e.ColumnID},
		{Name: "planned", Label: "计划发布", Type: "date", Value: planned},
		{Name: "origin", Label: "稿件来源", Type: "select", Options: origins, Value: e.Origin, Required: true, Fault: on(f, "origin")},
		{Name: "source", Label: "转载自", Type: "select", Options: listed, Value: e.SourceID},
		{Name: "source_url", Label: "原文网址", Type: "url", Value: e.SourceURL, Fault: on(f, "source_url"), Hint: "改编和转载要填"},
		{Name: "credit", Label: "原作者或原发布单位", Value: e.Credit},
		{Name: "rights", Label: "图片、字体、音视频凭什么使用", Value: e.Rights, Hint: "自拍、授权、已购买；没有用的写“无”"},
		{Name: "accounts", Label: "发布的账号", Type: "many", Options: pages, Values: e.Accounts, Fault: on(f, "accounts"), Filter: true},
		{Name: "joint", Label: "联合发布", Type: "many", Options: []view.Option{{Value: "yes", Word: "与下级机关的账号联合发布，各账号注明是本机关的联合发布"}}, Values: joint, Filter: true},
	}}
	if number != "" {
		form.Action, form.Button = "/desk/editorial/"+number, "保存"
		return form, nil
	}
	form.Fields = append([]view.Field{
		{Name: "title", Label: "选题或标题", Value: e.Title, Required: true, Fault: on(f, "title")},
		{Name: "unit", Label: "写稿单位", Type: "select", Options: unitOptions(d.tree), Value: e.UnitID, Required: true, Fault: on(f, "unit")},
	}, form.Fields...)
	return form, nil
}

func (v *visit) articleEdit() desk.ArticleEdit {
	return desk.ArticleEdit{
		Title: v.field("title"), UnitID: v.field("unit"), ColumnID: v.field("column"), Origin: v.field("origin"), SourceID: v.field("source"), SourceURL: v.field("source_url"), Credit: v.field("credit"), Rights: v.field("rights"),
		Planned: v.fieldDay("planned"), Joint: v.field("joint") == "yes", Accounts: v.r.PostForm["accounts"], Commission: v.field("commission"),
	}
}

func (s *server) newArticle(v *visit) error {
	return s.articleNew(v, desk.ArticleEdit{Origin: "original", UnitID: v.who.UnitID}, nil)
}

func (s *server) articleNew(v *visit, e desk.ArticleEdit, f *fault.Fault) error {
	d, err := s.deskOf(v)
	if err != nil {
		return err
	}
	form, err := s.articleForm(v, d, e, "", f)
	if err != nil {
		return err
	}
	b := boardView(board{Title: "起稿", Says: "先定选题、来源和账号；正文在稿件页里写，可以存很多版。", Tabs: s.deskTabs(v, ""), Parts: []boardPart{{ID: "n-new", Title: "新稿件", Form: form}}})
	if f != nil {
		s.show(v, fault.Status(f), view.Chrome{Title: "起稿"}, b)
		return nil
	}
	return s.page(v, "起稿", b)
}

func (s *server) beginArticle(v *visit) error {
	e := v.articleEdit()
	number, err := s.Desk.BeginArticle(v.r.Context(), v.who, e)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid && e.Commission == "" {
		return s.articleNew(v, e, f)
	}
	return s.ended(v, err, "已起稿，接着写正文。", "/desk/editorial", "/desk/editorial/"+number)
}

// article shows one article: what is special to it, what it lacks, who signed, and
// where it stands. The text is written, reviewed and approved on its statement's page.
func (s *server) article(v *visit) error { return s.articlePage(v, http.StatusOK, nil, nil) }

func (s *server) articlePage(v *visit, status int, typed *desk.ArticleEdit, f *fault.Fault) error {
	ctx := v.r.Context()
	m, offers, err := s.Desk.Offers(ctx, v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	if !m.IsArticle() {
		return v.to(address(m.Kind, m.Number))
	}
	d, err := s.deskOf(v)
	if err != nil {
		return err
	}
	a, err := s.Store.Article(ctx, m.ID)
	if err != nil {
		return err
	}
	b := board{Title: m.Title, Says: m.Number + "　" + v.lang.T(matter.Titles[m.State]) + "　" + d.tree.Name(m.UnitID), Tabs: s.deskTabs(v, ""), Adds: []boardTab{{"/desk/statements/" + m.Number, "写稿、审核和发布", true}}}
	for _, o := range offers {
		if o.Row.Main {
			b.Notes = append(b.Notes, o.Lacks...)
		}
	}
	e := desk.ArticleEdit{ColumnID: a.ColumnID, Origin: a.Origin, SourceID: a.SourceID, SourceURL: a.SourceURL, Credit: a.Credit, Rights: a.Rights, Planned: a.Planned, Joint: a.Joint, Accounts: a.Accounts}
	if typed != nil {
		e = *typed
	}
	about := boardPart{ID: "a-about", Title: "来源和发布"}
	if m.State == matter.Drafting && slices.ContainsFunc(offers, func(o matter.Offer) bool { return o.Row.Action == "save" }) {
		if about.Form, err = s.articleForm(v, d, e, m.Number, f); err != nil {
			return err
		}
	} else {
		about.Text = s.articleFacts(v, d, a)
	}
	lines, err := s.Store.Releases(ctx, m.ID)
	if err != nil {
		return err
	}
	out, err := s.Store.Outlets(ctx)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, o := range out {
		names[o.ID] = o.Name
	}
	went := boardPart{ID: "a-out", Title: "在各账号的发布", Columns: []string{"账号", "做什么", "状态", "地址"}, Empty: view.Empty{Title: "还没有发布", Why: "批准后按发布时间发出：接通平台的账号由系统发，其他账号由人发布后登记网址。"}}
	for _, l := range lines {
		where := v.lang.T(regime.Channel(l.Channel).Title())
		if l.OutletID != "" {
			where = names[l.OutletID]
		}
		row := []boardCell{{Text: where}, {Text: v.lang.T(verbWords[l.Verb])}, {Text: v.lang.T(releaseWords[l.State])}, {Text: l.Address, Href: safe(l.Address)}}
		if l.State == "owed" {
			row[3] = boardCell{Text: v.lang.T("由人发布后登记网址"), Href: "/desk/channels/releases/" + l.ID}
		}
		went.Rows = append(went.Rows, row)
	}
	b.Parts = []boardPart{about, went}
	s.show(v, status, view.Chrome{Title: m.Number + " " + m.Title}, boardView(b))
	return nil
}

// articleFacts says in sentences what is special to an article.
func (s *server) articleFacts(v *visit, d deskOf, a store.Article) []string {
	out := []string{v.lang.F("来源：%s", v.lang.T(desk.OriginWords[a.Origin])+"　"+a.Credit+"　"+a.SourceURL), v.lang.F("图片、字体、音视频：%s", a.Rights)}
	if t := d.titles[a.ColumnID]; t != "" {
		out = append(out, v.lang.F("栏目：%s", t))
	}
	if a.Planned != 0 {
		out = append(out, v.lang.F("计划发布：%s", dateWord(a.Planned)))
	}
	var names []string
	for _, id := range a.Accounts {
		if x, err := s.Store.Account(v.r.Context(), id); err == nil {
			names = append(names, x.Name)
		}
	}
	out = append(out, v.lang.F("发布的账号：%s", strings.Join(names, "、")))
	if a.Joint {
		out = append(out, v.lang.T("联合发布：各账号注明是本机关的联合发布，各发一次，只在自己的主页。"))
	}
	return out
}

func (s *server) saveArticle(v *visit) error {
	number := v.r.PathValue("number")
	if err := v.r.ParseForm(); err != nil {
		return tooLong(err)
	}
	e := v.articleEdit()
	err := s.Desk.EditArticle(v.r.Context(), v.who, number, e)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		return s.articlePage(v, fault.Status(f), &e, f)
	}
	return s.ended(v, err, "已保存。", "/desk/editorial/"+number, "/desk/editorial/"+number)
}
