package web

import (
	"slices"
	"strconv"
	"strings"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

var (
	keepsAccounts = holds(desk.AccountKeepers...)
	reportsFakes  = holds(desk.RequestDrafters...)
)

// accountRoutes are the pages of official accounts and their filings.
var accountRoutes = []Route{
	{"GET /desk/accounts", (*server).accounts, readsAccounts},
	{"GET /desk/accounts/new", (*server).newAccount, keepsAccounts},
	{"POST /desk/accounts", (*server).openAccount, keepsAccounts},
	{"GET /desk/accounts/rules", (*server).accountBook, readsAccounts},
	{"GET /desk/accounts/export", (*server).exportAccounts, readsAccounts},
	{"GET /desk/accounts/import", (*server).importAccounts, keepsAccounts},
	{"POST /desk/accounts/import", (*server).importAccounts, keepsAccounts},
	{"GET /desk/accounts/matrix", (*server).accountMatrix, readsAccounts},
	{"POST /desk/accounts/matrix", (*server).followAccount, keepsAccounts},
	{"GET /desk/accounts/joint", (*server).jointReleases, readsAccounts},
	{"POST /desk/accounts/joint", (*server).addJoint, keepsAccounts},
	{"POST /desk/accounts/joint/carry", (*server).carryJoint, keepsAccounts},
	{"GET /desk/accounts/levels", (*server).accountLevels, readsAccounts},
	{"POST /desk/accounts/levels", (*server).setLevel, holds(regime.OfficeDirector, regime.SystemAdmin)},
	{"GET /desk/fakes", (*server).fakes, readsAccounts},
	{"GET /desk/fakes/new", (*server).newFake, reportsFakes},
	{"POST /desk/fakes", (*server).reportFake, reportsFakes},
	{"POST /desk/fakes/{number}/files", (*server).fakeFile, reportsFakes},
	{"GET /desk/fakes/{number}/evidence/{id}", (*server).fakeEvidence, readsAccounts},
	{"POST /desk/fakes/{number}/told", (*server).fakeTold, reportsFakes},
	{"GET /desk/accounts/{number}", (*server).account, readsAccounts},
	{"POST /desk/accounts/{number}/marks", (*server).markAccount, keepsAccounts},
	{"POST /desk/accounts/{number}/files", (*server).addAccountFile, keepsAccounts},
	{"GET /desk/accounts/{number}/evidence/{id}", (*server).accountFile, readsAccounts},
	{"GET /desk/accounts/{number}/change", (*server).changeAccount, keepsAccounts},
	{"POST /desk/accounts/{number}/change", (*server).fileChange, keepsAccounts},
	{"POST /desk/accounts/{number}/close", (*server).fileClosing, keepsAccounts},
	{"GET /desk/filings", (*server).filings, readsAccounts},
	{"GET /desk/filings/{number}", (*server).filing, readsAccounts},
	{"GET /desk/filings/{number}/form.docx", (*server).filingPaper, readsAccounts},
}

var accountStates = map[string]string{"opening": "备案中", "open": "已开通", "closed": "已停用", "refused": "未开设"}

// opened keeps the pages that a person may open, and marks the present one.
func (s *server) opened(v *visit, tabs []boardTab, here string) []boardTab {
	out := slices.DeleteFunc(tabs, func(t boardTab) bool { return !s.pages[t.Href].allows(v.who) })
	for i := range out {
		out[i].Here = out[i].Href == here
	}
	return out
}

func (s *server) accountTabs(v *visit, here string) []boardTab {
	var out []boardTab
	for _, t := range [][2]string{{"/desk/accounts", "账号"}, {"/desk/filings", "备案"}, {"/desk/accounts/rules", "规则核对"}, {"/desk/accounts/activity", "更新情况"}, {"/desk/accounts/matrix", "互相关注"}, {"/desk/accounts/joint", "联合发布"}, {"/desk/fakes", "冒充账号"}, {"/desk/accounts/plans", "应急预案"}, {"/desk/accounts/levels", "层级"}} {
		out = append(out, boardTab{t[0], t[1], false})
	}
	return s.opened(v, out, here)
}

// accountsPerPage is how many accounts a page shows.
const accountsPerPage = 100

// accounts lists the official accounts of the agency and of those below it.
func (s *server) accounts(v *visit) error {
	f := store.AccountFilter{Platform: v.q("platform"), State: v.q("state"), Query: v.q("q"), After: v.q("after")}
	list, err := s.Desk.Accounts(v.r.Context(), v.who, f, accountsPerPage+1)
	if err != nil {
		return err
	}
	people, err := s.Store.PeopleOfAccounts(v.r.Context())
	if err != nil {
		return err
	}
	p := boardPart{ID: "a-list", Title: "账号", Columns: []string{"账号", "平台", "主体", "负责人和保管人", "状态"}, Empty: view.Empty{Title: "还没有登记账号", Why: "新开的账号从「开设备案」填表，逐级同意后登记；已有的账号用表格导入，不合规则的会逐行指出。"}}
	for _, a := range list[:min(len(list), accountsPerPage)] {
		p.Rows = append(p.Rows, accountRow(v, a, people[a.ID]))
	}
	if len(list) > accountsPerPage {
		p.Older = v.with("after", list[accountsPerPage-1].ID)
	}
	b := board{Title: "政务账号", Says: "本机关和下级机关在各平台上的账号：谁开的、谁管、合不合规则。", Tabs: s.accountTabs(v, "/desk/accounts"), Adds: []boardTab{{"/desk/accounts/export", "导出", false}}}
	if keepsAccounts.allows(v.who) {
		p.Empty.Href, p.Empty.Way = "/desk/accounts/import", "导入已有账号"
		b.Adds = append(b.Adds, boardTab{"/desk/accounts/import", "导入", false}, boardTab{"/desk/accounts/new", "开设备案", true})
	}
	b.Parts = []boardPart{p}
	return s.page(v, b.Title, boardView(b))
}

func accountRow(v *visit, a store.Account, people []store.AccountPerson) []boardCell {
	name := boardCell{Text: a.Name, Under: a.Number + "　" + a.Handle, Href: "/desk/accounts/" + a.Number}
	if a.Main {
		name.Tag = "主账号"
	}
	body := boardCell{Text: a.Organiser, Under: v.lang.T("没有认证"), Bad: true}
	if a.Certified {
		body.Under = v.lang.T("已认证")
	}
	return []boardCell{name, {Text: a.Platform.Title(), Under: a.Kind.Title()}, body, {Text: holdersOf(people)}, {Tag: accountStates[a.State], Bad: a.State == "refused"}}
}

var partTitles = map[string]string{"in_charge": "负责人", "keeper": "保管人", "organiser": "经办人"}

func holdersOf(people []store.AccountPerson) string {
	var out []string
	for _, p := range people {
		if p.Until == 0 && p.Part != "organiser" {
			out = append(out, p.Name)
		}
	}
	if len(out) == 0 {
		return "没有登记"
	}
	return strings.Join(out, "、")
}

// judgedPerPage is about how many accounts a page holds against the rules.
const judgedPerPage = 200

// accountBook lists what departs from the rules, and accounts that overlap, agency
// by agency; it says how many accounts follow on the next page.
func (s *server) accountBook(v *visit) error {
	book, err := s.Desk.AccountBook(v.r.Context(), v.who, v.q("after"), judgedPerPage)
	if err != nil {
		return err
	}
	bent := boardPart{ID: "a-bent", Title: "不合规则", Columns: []string{"账号", "问题", "怎么改"}, Empty: view.Empty{Title: "都合规则", Why: "名称、标识、认证主体在各平台一致，主账号已标明，负责人和保管人都已登记。"}}
	n := 0
	for _, a := range book.Reports {
		for _, d := range a.Deviations {
			n++
			bent.Rows = append(bent.Rows, []boardCell{{Text: a.Name, Under: a.Agency + "　" + v.lang.T(a.Platform.Title()), Href: "/desk/accounts/" + a.Number}, {Tag: d.Column, Bad: true, Under: d.Says}, {Text: d.Remedy}})
		}
	}
	bent.Count = strconv.Itoa(n)
	twice := boardPart{ID: "a-twice", Title: "重叠账号", Columns: []string{"保留", "归并或关闭", "办法"}, Empty: view.Empty{Title: "没有重叠的账号", Why: "同一机关在同一平台有两个同类账号时列在这里。"}}
	for _, o := range book.Overlaps {
		for _, x := range o.Others {
			twice.Rows = append(twice.Rows, []boardCell{{Text: o.Keep.Name, Under: o.Agency + "　" + v.lang.T(o.Platform.Title()), Href: "/desk/accounts/" + o.Keep.Number}, {Text: x.Name, Under: x.Number, Href: "/desk/accounts/" + x.Number}, {Text: "内容移到保留的账号，再按关闭备案后关闭"}})
		}
	}
	twice.Count = strconv.Itoa(len(twice.Rows))
	b := board{Title: "政务账号", Says: "各平台名称、标识、主体一致；一个机关一个主账号。", Tabs: s.accountTabs(v, "/desk/accounts/rules"), Adds: []boardTab{{"/desk/accounts/export", "导出", false}}, Parts: []boardPart{bent, twice}}
	if book.Next != "" {
		b.Notes = []string{v.lang.F("本页核对了 %d 个账号，后面的机关还有 %d 个没有列出。", len(book.Reports), book.Left)}
		b.Adds = append(b.Adds, boardTab{v.with("after", book.Next), "核对后面的机关", true})
	}
	return s.page(v, "规则核对", boardView(b))
}

func (s *server) exportAccounts(v *visit) error {
	rows, err := s.Desk.AccountSheet(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.sheet("accounts", desk.AccountHeader, rows)
}

// accountLevels shows what each agency is among agencies, and lets it be said.
func (s *server) accountLevels(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	levels, err := s.Store.AgencyLevels(v.r.Context())
	if err != nil {
		return err
	}
	p := boardPart{ID: "a-levels", Title: "机关", Columns: []string{"机关", "层级", "怎样开设账号"}}
	var agencies, words []view.Option
	for _, l := range regime.Levels {
		words = append(words, view.Option{Value: string(l), Word: l.Title()})
	}
	for _, u := range tree.Units {
		if u.Kind != "agency" || u.ClosedAt > 0 {
			continue
		}
		agencies = append(agencies, view.Option{Value: u.ID, Word: u.Name})
		rules, err := s.Desk.AccountRules(v.r.Context(), u.ID)
		if err != nil {
			return err
		}
		level := boardCell{Tag: levels[u.ID].Title()}
		if levels[u.ID] == "" {
			level = boardCell{Tag: "没有登记", Bad: true}
		}
		p.Rows = append(p.Rows, []boardCell{{Text: u.Name}, level, {Text: wayWords[rules.Opening(levels[u.ID]).Way], Under: "第 " + rules.Opening(levels[u.ID]).Article + " 条"}})
	}
	b := board{Title: "政务账号", Says: "层级决定账号怎样开设：事先备案、逐级审批，还是不开设。科室是内设机构，不开设账号。", Tabs: s.accountTabs(v, "/desk/accounts/levels"), Parts: []boardPart{p}}
	if holds(regime.OfficeDirector, regime.SystemAdmin).allows(v.who) {
		b.Parts = append(b.Parts, boardPart{ID: "a-level", Title: "登记层级", Form: &view.Form{ID: "level", Action: "/desk/accounts/levels", Button: "登记", Main: true, Fields: []view.Field{
			{Name: "unit", Label: "机关", Type: "select", Options: agencies, Required: true}, {Name: "level", Label: "层级", Type: "select", Options: words, Required: true},
		}}})
	}
	return s.page(v, "层级", boardView(b))
}

var wayWords = map[regime.Opening]string{regime.OpenFiled: "每个平台一个账号，事先备案", regime.OpenApproved: "填表，逐级报省级机关批准", regime.OpenNever: "不开设"}

func (s *server) setLevel(v *visit) error {
	err := s.Desk.SetLevel(v.r.Context(), v.who, v.field("unit"), regime.Level(v.field("level")))
	return s.ended(v, err, "已登记。", "/desk/accounts/levels", "/desk/accounts/levels")
}
