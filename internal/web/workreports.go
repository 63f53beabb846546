package web

import (
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// upward lists what came from below and what this agency sent up.
func (s *server) upward(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	agency := v.agency(tree)
	in, err := s.Store.ReportsTo(v.r.Context(), agency)
	if err != nil {
		return err
	}
	out, err := s.Store.ReportsFrom(v.r.Context(), agency)
	if err != nil {
		return err
	}
	p := register{Title: "报送", Says: "下级报来的在这里签收、询问；报给上级的看对方是否签收。", Tables: []registerTable{
		{Title: "下级报告", Head: []string{"报告", "来自", "报来时间", "状态"}, Empty: view.Empty{Title: "没有下级报告", Why: "下级机关在关切页「报送首报」等动作里报来的，会出现在这里。"}},
		{Title: "本机关报送", Head: []string{"报告", "报给", "报送时间", "状态"}, Empty: view.Empty{Title: "还没有报送", Why: "在关切页选「报送首报」「报送续报」「报送结果」或「报送三日报告」。"}},
	}}
	for i, list := range [][]store.Report{in, out} {
		for _, r := range list {
			if i == 0 && !desk.SeesReport(v.who, r) {
				continue
			}
			other := []string{r.FromName, r.ToName}[i]
			p.Tables[i].Rows = append(p.Tables[i].Rows, registerLine{Href: "/desk/upward/" + r.ID, Under: r.Title, Cells: []string{v.lang.T(r.Kind.Title()) + " " + r.Number, other, v.when(r.At), reportState(r)}, Mark: true})
		}
	}
	return s.page(v, p.Title, registerView(p))
}

func reportState(r store.Report) string {
	switch {
	case r.AskedAt > 0 && r.AnsweredAt == 0:
		return "有询问待答复"
	case r.ReceivedAt > 0:
		return "已签收"
	case r.ArrivedAt == 0:
		return "正在送达"
	}
	return "待签收"
}

func (s *server) upwardOne(v *visit) error {
	ctx := v.r.Context()
	r, err := s.Store.Report(ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if !desk.SeesReport(v.who, r) {
		return fault.New(fault.NotFound, "report.unknown", "没有这份报告，或者您看不到它")
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	p := record{
		Title: r.Title + v.lang.T("：") + v.lang.T(r.Kind.Title()), Says: r.FromName + " → " + r.ToName, State: reportState(r), Back: "/desk/upward", BackWord: "报送", Rest: "您看得到这份报告；签收、询问和答复由值班员、联络员、办公室主任或负责人办理。",
		Pairs: []recordPair{{"编号", r.Number, ""}, {"等级", r.Grade, ""}, {"报送单位", r.FromName, ""}, {"报送时间", v.when(r.At), ""}, {"报给", r.ToName, ""}},
	}
	if r.MatterID != "" && r.FromAgency == v.agency(tree) {
		p.Pairs[0].Href = "/desk/matters/" + r.Number
	}
	if r.ReceivedAt > 0 {
		p.Pairs = append(p.Pairs, recordPair{"签收", r.ReceivedBy + "，" + v.when(r.ReceivedAt), ""})
	}
	for _, f := range r.Fields {
		p.Parts = append(p.Parts, recordSection{Head: f.Title, Text: f.Text})
	}
	if r.AskedAt > 0 {
		p.Parts = append(p.Parts, recordSection{Head: "询问（" + r.AskedBy + "）", Text: r.Question})
	}
	if r.AnsweredAt > 0 {
		p.Parts = append(p.Parts, recordSection{Head: "答复", Text: r.Answer})
	}
	p.Forms = reportForms(v, r, v.agency(tree))
	return s.showRecord(v, r.FromName, r.Number, r.At, p)
}

func reportForms(v *visit, r store.Report, agency string) []titledForm {
	var out []titledForm
	at := "/desk/upward/" + r.ID
	if r.ToAgency == agency && r.AuthorID != v.who.ID && holdsAny(v, desk.ReportReceivers) {
		if r.ReceivedAt == 0 {
			f := formOn("receive", at+"/receive", "签收")
			f.Main = true
			out = append(out, titledForm{Title: "签收", Form: f})
		}
		if r.AskedAt == 0 || r.AnsweredAt > 0 {
			out = append(out, titledForm{Title: "退回询问", Form: formOn("ask", at+"/ask", "发出询问", longField("question", "要问的事", true))})
		}
	}
	if r.FromAgency == agency && r.AskedAt > 0 && r.AnsweredAt == 0 && holdsAny(v, desk.ReportReceivers) {
		out = append(out, titledForm{Title: "答复询问", Form: formOn("answer", at+"/answer", "答复", longField("answer", "答复", true))})
	}
	return out
}

func holdsAny(v *visit, roles []regime.Role) bool {
	for _, r := range roles {
		if v.who.Has(r) {
			return true
		}
	}
	return false
}

func (s *server) receiveReport(v *visit) error {
	id := v.r.PathValue("id")
	return s.posted(v, s.Desk.ReceiveReport(v.r.Context(), v.who, id), "已签收，报送单位会看到。", "/desk/upward/"+id)
}

func (s *server) askReport(v *visit) error {
	id := v.r.PathValue("id")
	return s.posted(v, s.Desk.AskReport(v.r.Context(), v.who, id, v.field("question")), "已发出询问。", "/desk/upward/"+id)
}

func (s *server) answerReport(v *visit) error {
	id := v.r.PathValue("id")
	return s.posted(v, s.Desk.AnswerReport(v.r.Context(), v.who, id, v.field("answer")), "已答复。", "/desk/upward/"+id)
}

// peers lists the installations that ours exchanges reports with.
func (s *server) peers(v *visit) error {
	list, err := s.Store.Peers(v.r.Context())
	if err != nil {
		return err
	}
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	p := record{Title: "对接单位", Says: "与另一套应答之间签名往来；双方各把对方的公钥登记在这里。", Back: "/desk", BackWord: "工作台"}
	key := "这个进程没有签名密钥"
	if s.Desk.Exchange != nil {
		if key, err = s.Desk.Exchange.OwnKey(); err != nil {
			return err
		}
	}
	p.Pairs = []recordPair{{"本系统的公钥", key, ""}, {"本系统的地址", s.Base, ""}}
	rows := [][]string{{"名称", "地址", "本地机关", "关系", "状态", "公钥"}}
	for _, x := range list {
		rows = append(rows, []string{x.Name, x.Base, tree.Name(x.AgencyID), map[bool]string{true: "上级", false: "下级"}[x.Above], map[bool]string{true: "在用", false: "已停用"}[x.Active], x.PublicKey})
		f := formOn("switch-"+x.ID, "/desk/peers/"+x.ID+"/switch", map[bool]string{true: "停用", false: "恢复"}[x.Active])
		f.Hidden = []view.Pair{{Name: "active", Value: map[bool]string{true: "0", false: "1"}[x.Active]}}
		p.Forms = append(p.Forms, titledForm{Title: x.Name, Form: f})
	}
	p.Parts = []recordSection{{Head: "已登记", Rows: rows, Empty: "还没有登记对接单位"}}
	if len(list) == 0 {
		p.Parts[0].Rows = nil
	}
	var agencies []view.Option
	for _, u := range tree.Units {
		if u.Kind == "agency" {
			agencies = append(agencies, view.Option{Value: u.ID, Word: u.Name})
		}
	}
	p.Forms = append([]titledForm{{Title: "登记", Form: formOn("peer", "/desk/peers", "登记",
		view.Field{Name: "name", Label: "名称", Required: true}, view.Field{Name: "base", Label: "地址", Type: "url", Required: true, Hint: "https://主机"}, view.Field{Name: "key", Label: "对方的公钥", Required: true, Hint: "从对方的这一页复制"},
		view.Field{Name: "agency", Label: "本地机关", Type: "select", Options: agencies, Required: true}, view.Field{Name: "relation", Label: "对方是它的", Type: "select", Options: []view.Option{{Value: "above", Word: "上级"}, {Value: "below", Word: "下级"}}, Required: true})}}, p.Forms...)
	return s.page(v, p.Title, recordView(v.lang, p))
}

func (s *server) addPeer(v *visit) error {
	err := s.Desk.AddPeer(v.r.Context(), v.who, store.Peer{Name: v.field("name"), Base: v.field("base"), PublicKey: v.field("key"), AgencyID: v.field("agency"), Above: v.field("relation") == "above"})
	return s.posted(v, err, "已登记对接单位。", "/desk/peers")
}

func (s *server) switchPeer(v *visit) error {
	return s.posted(v, s.Desk.SwitchPeer(v.r.Context(), v.who, v.r.PathValue("id"), v.field("active") == "1"), "已改动。", "/desk/peers")
}

// inspectedUnits are the units for which the visitor inspects.
func inspectedUnits(v *visit) []string {
	var units []string
	for _, g := range v.who.Grants {
		if g.Role == regime.Inspector {
			units = append(units, g.UnitID)
		}
	}
	return units
}

func (s *server) receiveTip(v *visit) error {
	return s.posted(v, s.Desk.ReceiveTip(v.r.Context(), v.who, v.r.PathValue("number"), v.field("unit")), "已签收。", "/desk/tips/handed")
}
