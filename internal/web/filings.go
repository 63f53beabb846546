package web

import (
	"strconv"
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/doc"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// filings lists account filings, newest first; those that are over with all=1.
func (s *server) filings(v *visit) error {
	all := v.q("all") != ""
	list, err := s.Desk.Filings(v.r.Context(), v.who, "", all, v.q("after"), accountsPerPage+1)
	if err != nil {
		return err
	}
	p := filingsPart(v, list[:min(len(list), accountsPerPage)], "f-list")
	if len(list) > accountsPerPage {
		p.Older = v.with("after", list[accountsPerPage-1].ID)
	}
	b := board{Title: "政务账号", Says: "开设、关闭、注销事先备案；变更后 3 个工作日内备案。", Tabs: s.accountTabs(v, "/desk/filings"), Parts: []boardPart{p}}
	if all {
		b.Adds = append(b.Adds, boardTab{"/desk/filings", "只看在办", false})
	} else {
		b.Adds = append(b.Adds, boardTab{"/desk/filings?all=1", "连同办结的", false})
	}
	if keepsAccounts.allows(v.who) {
		b.Adds = append(b.Adds, boardTab{"/desk/accounts/new", "开设备案", true})
	}
	return s.page(v, "账号备案", boardView(b))
}

func filingsPart(v *visit, list []store.FilingRow, id string) boardPart {
	p := boardPart{ID: id, Title: "备案", Count: strconv.Itoa(len(list)), Columns: []string{"备案", "账号", "环节", "期限"}, Empty: view.Empty{Title: "没有备案", Why: "账号的开设、变更、关闭和注销在这里逐级办理。"}}
	for _, f := range list {
		state := boardCell{Tag: matter.Titles[matter.State(f.State)]}
		if f.State == string(matter.FilingLevels) && f.Turn != "" {
			state.Under = v.lang.F("轮到 %s", f.Turn)
		}
		due := boardCell{Text: v.when(f.OpenedAt)}
		if f.NextDue != store.Never && f.NextDue > 0 && f.ClosedAt == 0 {
			due = boardCell{Text: v.moment(f.NextDue), Under: v.lang.T("前报上级备案"), Bad: f.NextDue < v.now.UnixMilli()}
		}
		p.Rows = append(p.Rows, []boardCell{{Text: f.Number, Href: "/desk/filings/" + f.Number, Under: desk.FilingTitle(f.Act)}, {Text: f.Account, Under: f.Agency}, state, due})
	}
	return p
}

// filingForm reads what the forms of a filing show: what is typed already.
func (s *server) filingForm(v *visit, b *subject) error {
	f, err := s.Store.Filing(v.r.Context(), b.m.ID)
	if err != nil {
		return err
	}
	x := f.Form
	b.pre = map[string]string{"purpose": x.Purpose, "columns": x.Columns, "existing": x.Existing, "review": x.Review, "security": x.Security, "contractor": x.Contractor, "phone": x.Phone, "at": v.now.In(deadline.Zone).Format("2006-01-02T15:04")}
	return nil
}

// filing shows one filing: the form, the levels, what can be done now, and what
// happened.
func (s *server) filing(v *visit) error {
	ctx := v.r.Context()
	m, offers, err := s.Desk.Offers(ctx, v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	if m.Kind != regime.AccountFiling {
		return v.to(address(m.Kind, m.Number))
	}
	x, err := s.filingOf(v, m)
	if err != nil {
		return err
	}
	events, err := s.Store.Events(ctx, m.ID)
	if err != nil {
		return err
	}
	b := twoParts{Back: "/desk/filings", BackWord: "账号备案", board: board{Title: m.Number, Says: m.Title, Adds: []boardTab{{"/desk/filings/" + m.Number + "/form.docx", "下载审批表", false}}}}
	form := boardPart{ID: "f-form", Title: "申请", Count: matter.Titles[m.State], Columns: []string{"项", "内容"}}
	for _, row := range x.rows() {
		form.Rows = append(form.Rows, []boardCell{{Text: row[0]}, {Text: row[1]}})
	}
	form.Rows[0][1].Href = "/desk/accounts/" + x.account.Number
	b.Parts = append(b.Parts, form)
	if len(x.steps) > 0 {
		b.Parts = append(b.Parts, s.stepsPart(v, x))
	}
	clocks, err := s.Store.Clocks(ctx, m.ID)
	if err != nil {
		return err
	}
	if len(clocks) > 0 {
		b.Parts = append(b.Parts, clocksPart(v, clocks))
	}
	b.Parts = append(b.Parts, eventsPart(v, events))
	if b.Aside, err = s.stepForms(v, m, offers); err != nil {
		return err
	}
	return s.page(v, m.Number, twoPartView(b))
}

// stepForms are the forms of what can be done now; what still lacks something
// says what.
func (s *server) stepForms(v *visit, m matter.Matter, offers []matter.Offer) ([]boardPart, error) {
	b, err := s.subject(v, m)
	if err != nil {
		return nil, err
	}
	var out []boardPart
	for _, o := range offers {
		if len(o.Lacks) > 0 && (o.Row.Action == "record_level" || o.Row.Action == "record_refusal" || o.Row.Action == "agree_filing" && o.Lacks[0] != "填报人不能审核自己的备案") {
			continue // another's turn: the table of levels says whose
		}
		title := strings.TrimSuffix(o.Row.Title, "…")
		if len(o.Lacks) > 0 {
			out = append(out, boardPart{ID: "f-" + string(o.Row.Action), Title: title, Text: o.Lacks})
			continue
		}
		f := s.form(v, b, o, nil)
		f.Main, f.Cancel = o.Row.Main, address(m.Kind, m.Number)
		out = append(out, boardPart{ID: "h-" + string(o.Row.Action), Title: title, Form: &f})
	}
	return out, nil
}

// filingFile is a filing with its account, people and levels.
type filingFile struct {
	m       matter.Matter
	f       store.Filing
	account store.Account
	steps   []store.FilingStep
	names   map[string]string
	agency  string
}

func (s *server) filingOf(v *visit, m matter.Matter) (x filingFile, err error) {
	ctx := v.r.Context()
	x.m, x.names = m, map[string]string{}
	if x.f, err = s.Store.Filing(ctx, m.ID); err != nil {
		return x, err
	}
	if x.account, err = s.Store.Account(ctx, x.f.AccountID); err != nil {
		return x, err
	}
	if x.steps, err = s.Store.Steps(ctx, m.ID); err != nil {
		return x, err
	}
	tree, err := s.tree(v)
	if err != nil {
		return x, err
	}
	x.agency = tree.Name(m.AgencyID)
	list, err := s.Store.Persons(ctx)
	for _, p := range list {
		x.names[p.ID] = p.Name
	}
	return x, err
}

// rows are the fields of the form that hold something, in the order of the paper.
func (x filingFile) rows() [][2]string {
	f := x.f.Form
	all := [][2]string{
		{"账号", x.account.Name},
		{"办什么", desk.FilingTitle(x.f.Act)},
		{"机关", x.agency},
		{"平台和类别", x.account.Platform.Title() + "　" + x.account.Kind.Title()},
		{"认证主体", x.account.Organiser},
		{"新名称", f.Name},
		{"新主体", f.Body},
		{"负责人", x.names[f.InCharge]},
		{"账号保管人", x.names[f.Keeper]},
		{"办公电话", f.Phone},
		{"理由", f.Reason},
		{"开设目的和服务对象", f.Purpose},
		{"栏目和更新安排", f.Columns},
		{"现有账号为什么不能满足", f.Existing},
		{"内容审核安排", f.Review},
		{"口令、设备和安全安排", f.Security},
		{"运维单位", f.Contractor},
		{"填报人", x.names[x.f.ApplicantID]},
	}
	var out [][2]string
	for _, row := range all {
		if row[1] != "" {
			out = append(out, row)
		}
	}
	return out
}

func (s *server) stepsPart(v *visit, x filingFile) boardPart {
	p := boardPart{ID: "f-levels", Title: "逐级审核", Columns: []string{"层级", "意见", "时间"}}
	turn := true
	for _, l := range x.steps {
		word := boardCell{Tag: "还没有轮到"}
		switch {
		case l.Verdict == "agreed":
			word = boardCell{Tag: "同意", Under: strings.TrimSpace(l.Ref + "　" + l.Note)}
		case l.Verdict == "refused":
			word = boardCell{Tag: "不同意", Bad: true, Under: strings.TrimSpace(l.Ref + "　" + l.Note)}
		case turn && x.m.State == matter.FilingLevels:
			turn, word = false, boardCell{Tag: "等它的意见"}
			if l.AgencyID == "" {
				word.Under = "不在本系统：由填报人以外的人登记它的书面意见"
			}
		}
		when := boardCell{}
		if l.At > 0 {
			when = boardCell{Text: v.moment(l.At), Under: x.names[l.PersonID]}
		}
		p.Rows = append(p.Rows, []boardCell{{Text: l.Name, Under: l.Level.Title()}, word, when})
	}
	return p
}

func clocksPart(v *visit, clocks []store.Clock) boardPart {
	p := boardPart{ID: "f-clocks", Title: "时限", Columns: []string{"时限", "到期", "情况"}}
	words := map[string]string{"running": "在计时", "paused": "停计", "met": "按时完成", "late": "超时完成", "ended": "已终止"}
	for _, k := range clocks {
		bad := k.State == "late" || k.State == "running" && k.DueAt < v.now.UnixMilli()
		p.Rows = append(p.Rows, []boardCell{{Text: k.Title, Under: "第 " + k.Article + " 条　" + within(k.Within)}, {Text: v.moment(k.DueAt), Under: v.lang.F("自 %s 起", v.moment(k.FromAt))}, {Tag: words[k.State], Bad: bad}})
	}
	return p
}

func eventsPart(v *visit, events []store.Event) boardPart {
	p := boardPart{ID: "f-events", Title: "经过", Columns: []string{"时间", "事项", "说明"}}
	for _, e := range events {
		p.Rows = append(p.Rows, []boardCell{{Text: v.moment(e.At), Under: e.Actor}, {Text: v.lang.Did(regime.Event(e.Word).Title())}, {Text: e.Text}})
	}
	return p
}

// filingPaper sends the approval form as DOCX; its fields are our own.
func (s *server) filingPaper(v *visit) error {
	m, _, err := s.Desk.Offers(v.r.Context(), v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	if m.Kind != regime.AccountFiling {
		return fault.New(fault.NotFound, "document.unknown", "没有这份文书")
	}
	x, err := s.filingOf(v, m)
	if err != nil {
		return err
	}
	r := doc.AccountForm{Agency: x.agency, Number: m.Number, Act: desk.FilingTitle(x.f.Act), Date: time.UnixMilli(m.OpenedAt).In(deadline.Zone)}
	for _, row := range x.rows() {
		r.Fields = append(r.Fields, row[:])
	}
	for _, l := range x.steps {
		word := map[string]string{"agreed": "同意", "refused": "不同意"}[l.Verdict]
		if l.At > 0 {
			word += "。" + strings.TrimSpace(l.Ref+" "+l.Note) + "（" + x.names[l.PersonID] + "，" + doc.Day(time.UnixMilli(l.At)) + "）"
		}
		r.Levels = append(r.Levels, []string{l.Name, word})
	}
	return v.sendPaper(m.Number+" 审批表", doc.AccountFormPaper(r))
}
