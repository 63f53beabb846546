package web

import (
	"slices"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

var (
	leads    = holds(regime.Head, regime.Deputy)
	convenes = Rule{allows: desk.MayConvene}
	inspects = holds(regime.Inspector)

	approvesRisks = holds(regime.Head, regime.Deputy, regime.OfficeDirector)
)

// risks lists the assessments of decisions and the periodic lists of own acts.
func (s *server) risks(v *visit) error {
	list, err := s.Desk.Risks(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	own, err := s.Desk.OwnLists(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	p := register{Title: "决策风险与自查", Says: "决定实施之前先评估会引起什么关切；每期列出本机关的行为和决定，不列人和群体。", Tables: []registerTable{
		{Title: "决策风险评估", Head: []string{"决策", "编号", "等级", "状态"}, Empty: view.Empty{Title: "还没有评估", Why: "实施可能引起公众关切的决策之前，写明风险、等级和预案，由另一人批准。"}},
		{Title: "自查清单", Head: []string{"期间", "开始", "状态"}, Empty: view.Empty{Title: "还没有自查清单", Why: "每期列出本机关可能引起关切的行为和决定，签发后报上级。"}},
	}}
	if reports.allows(v.who) {
		p.Ways = []wayOn{{"/desk/own/new", "开始一期自查", false}, {"/desk/risks/new", "评估一项决策", true}}
		p.Tables[0].Empty.Href, p.Tables[0].Empty.Way = "/desk/risks/new", "评估一项决策"
		p.Tables[1].Empty.Href, p.Tables[1].Empty.Way = "/desk/own/new", "开始一期自查"
	}
	for _, r := range list {
		p.Tables[0].Rows = append(p.Tables[0].Rows, registerLine{Href: "/desk/risks/" + r.ID, Cells: []string{r.Title, r.Number, v.lang.T(r.Grade.Title()), v.lang.T(riskState(r))}, Mark: true})
	}
	for _, l := range own {
		p.Tables[1].Rows = append(p.Tables[1].Rows, registerLine{Href: "/desk/own/" + l.ID, Cells: []string{l.Period, v.when(l.CreatedAt), map[bool]string{true: "已签发", false: "填报中"}[l.SignedAt > 0]}, Mark: true})
	}
	return s.page(v, p.Title, registerView(p))
}

func riskState(r store.Risk) string {
	switch {
	case r.ApprovedAt > 0:
		return "已批准"
	case r.Returned != "":
		return "已退回"
	}
	return "待批准"
}

func riskForm(r store.Risk) view.Form {
	var grades []view.Option
	for _, g := range regime.Grades {
		grades = append(grades, view.Option{Value: string(g), Word: g.Title()})
	}
	f := formOn("risk", "/desk/risks", "提交批准", view.Field{Name: "title", Label: "决策名称", Required: true, Value: r.Title}, longField("decision", "决策内容", true), longField("risks", "可能引起的关切", true),
		view.Field{Name: "grade", Label: "风险等级", Type: "select", Options: grades, Required: true, Value: string(r.Grade)}, longField("plan", "预案", true))
	f.Fields[1].Value, f.Fields[2].Value, f.Fields[4].Value = r.Decision, r.Risks, r.Plan
	f.Cancel = "/desk/risks"
	if r.ID != "" {
		f.Hidden = []view.Pair{{Name: "id", Value: r.ID}}
	}
	return f
}

func (s *server) newRisk(v *visit) error {
	f := riskForm(store.Risk{})
	f.Main = true
	return s.page(v, "评估一项决策", view.ActPage(v.lang, view.Act{Title: "评估一项决策", Form: f}))
}

func (s *server) saveRisk(v *visit) error {
	r := store.Risk{ID: v.field("id"), Title: v.field("title"), Decision: v.field("decision"), Risks: v.field("risks"), Grade: regime.Grade(v.field("grade")), Plan: v.field("plan")}
	id, err := s.Desk.SaveRisk(v.r.Context(), v.who, r)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		form := riskForm(r)
		mark(&form, f)
		s.show(v, fault.Status(f), view.Chrome{Title: "评估一项决策"}, view.ActPage(v.lang, view.Act{Title: "评估一项决策", Form: form}))
		return nil
	}
	if err != nil {
		return err
	}
	return v.done("已提交，由另一位批准。", "/desk/risks/"+id)
}

func (s *server) risk(v *visit) error {
	ctx := v.r.Context()
	r, err := s.Desk.Risk(ctx, v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	names, err := s.personNames(ctx)
	if err != nil {
		return err
	}
	p := record{
		Title: "决策风险评估：" + r.Title, State: riskState(r), Back: "/desk/risks", BackWord: "决策风险与自查", Rest: "评估由起草人以外的负责人或办公室主任批准。",
		Pairs: []recordPair{{"编号", r.Number, ""}, {"风险等级", r.Grade.Title(), ""}, {"起草", names[r.DrafterID], ""}, {"批准", names[r.ApproverID], ""}, {"退回理由", r.Returned, ""}},
		Parts: []recordSection{{Head: "决策内容", Text: r.Decision}, {Head: "可能引起的关切", Text: r.Risks}, {Head: "预案", Text: r.Plan}},
	}
	if len(r.Concerns) > 0 {
		rows, links := [][]string{{"关切"}}, []string{}
		for _, n := range r.Concerns {
			rows, links = append(rows, []string{n}), append(links, "/desk/concerns/"+n)
		}
		p.Parts = append(p.Parts, recordSection{Head: "后来出现的关切", Rows: rows, Links: links})
	}
	at := "/desk/risks/" + r.ID
	switch {
	case !reports.allows(v.who):
	case r.ApprovedAt > 0:
		p.Forms = []titledForm{{Title: "关联关切", Form: formOn("link", at+"/link", "关联", view.Field{Name: "number", Label: "关切编号", Required: true, Hint: "例如 C-2026-0001"})}}
	case r.DrafterID == v.who.ID || r.Returned != "":
		p.Forms = []titledForm{{Title: "修改", Form: riskForm(r)}}
	case approvesRisks.allows(v.who):
		yes, no := formOn("approve", at+"/decide", "批准"), formOn("return", at+"/decide", "退回", longField("reason", "退回理由", true))
		yes.Main, yes.Hidden = true, []view.Pair{{Name: "approve", Value: "1"}}
		p.Forms = []titledForm{{Title: "批准", Form: yes}, {Title: "退回", Form: no}}
	}
	return s.showPaper(v, r.Number+" "+p.Title, riskPaper(tree, r, names), p)
}

func (s *server) decideRisk(v *visit) error {
	id := v.r.PathValue("id")
	return s.posted(v, s.Desk.DecideRisk(v.r.Context(), v.who, id, v.field("approve") == "1", v.field("reason")), "已办理。", "/desk/risks/"+id)
}

func (s *server) linkRisk(v *visit) error {
	id := v.r.PathValue("id")
	return s.posted(v, s.Desk.LinkRisk(v.r.Context(), v.who, id, v.field("number")), "已关联。", "/desk/risks/"+id)
}

func (s *server) newOwn(v *visit) error {
	f := formOn("own", "/desk/own", "开始", view.Field{Name: "period", Label: "期间", Required: true, Value: v.now.Format("2006-01"), Hint: "例如 2026-03"})
	f.Main, f.Cancel = true, "/desk/risks"
	return s.page(v, "开始一期自查", view.ActPage(v.lang, view.Act{Title: "开始一期自查", Form: f}))
}

func (s *server) beginOwn(v *visit) error {
	id, err := s.Desk.BeginOwnList(v.r.Context(), v.who, v.field("period"))
	if err != nil {
		return v.refused(err, "/desk/own/new")
	}
	return v.to("/desk/own/" + id)
}

func (s *server) own(v *visit) error {
	ctx := v.r.Context()
	l, err := s.Desk.OwnList(ctx, v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	names, err := s.personNames(ctx)
	if err != nil {
		return err
	}
	p := record{
		Title: l.Period + " 本机关行为和决定自查清单", State: map[bool]string{true: "已签发", false: "填报中"}[l.SignedAt > 0], Back: "/desk/risks", BackWord: "决策风险与自查", Rest: "清单已经签发并报上级；新的事项列入下一期。",
		Pairs: []recordPair{{"机关", tree.Name(l.AgencyID), ""}, {"期间", l.Period, ""}, {"签发", names[l.SignedBy], ""}},
	}
	rows := [][]string{{"行为或决定", "种类", "职责", "可能引起的关切", "打算"}}
	for _, e := range l.Entries {
		rows = append(rows, []string{e.Act, ownKinds[e.Kind], e.Term, e.Worry, e.Measure})
	}
	part := recordSection{Head: "事项", Rows: rows, Empty: "还没有列入事项：写本机关的行为或决定，里面要有本机关的职责用语"}
	if len(l.Entries) == 0 {
		part.Rows = nil
	}
	p.Parts = []recordSection{part}
	if l.ReportID != "" {
		p.Pairs = append(p.Pairs, recordPair{"报送", "已报上级", "/desk/upward/" + l.ReportID})
	}
	if l.SignedAt == 0 && reports.allows(v.who) {
		p.Forms, p.Rest = ownForms(v, tree, l), ""
	}
	return s.showPaper(v, l.Period+" 自查清单", ownPaper(tree, l, names), p)
}

func ownForms(v *visit, tree *desk.Tree, l store.OwnList) []titledForm {
	var terms []view.Option
	for _, t := range tree.Duties(l.AgencyID) {
		terms = append(terms, view.Option{Value: t, Word: t})
	}
	at := "/desk/own/" + l.ID
	add := formOn("entry", at+"/entries", "列入", view.Field{Name: "kind", Label: "种类", Type: "select", Required: true, Options: []view.Option{{Value: "act", Word: "行为"}, {Value: "decision", Word: "决定"}}},
		view.Field{Name: "term", Label: "属于哪项职责", Type: "select", Required: true, Options: terms}, longField("act", "本机关的行为或决定", true), longField("worry", "可能引起的关切", true), longField("measure", "打算怎样说明和改进", true))
	add.Fields[2].Hint = "写明职责用语；不写人，不写群体"
	out := []titledForm{{Title: "列入一项", Form: add}}
	entered := slices.ContainsFunc(l.Entries, func(e store.OwnEntry) bool { return e.PersonID == v.who.ID })
	if len(l.Entries) > 0 && leads.allows(v.who) && !entered {
		out = append(out, titledForm{Title: "签发并报上级", Form: formOn("sign", at+"/sign", "签发并报上级")})
	}
	return out
}

func (s *server) addOwn(v *visit) error {
	id := v.r.PathValue("id")
	e := store.OwnEntry{Kind: v.field("kind"), Act: v.field("act"), Term: v.field("term"), Worry: v.field("worry"), Measure: v.field("measure")}
	return s.posted(v, s.Desk.AddOwnEntry(v.r.Context(), v.who, id, e), "已列入。", "/desk/own/"+id)
}

func (s *server) signOwn(v *visit) error {
	id := v.r.PathValue("id")
	return s.posted(v, s.Desk.SignOwnList(v.r.Context(), v.who, id), "已签发并报上级。", "/desk/own/"+id)
}
