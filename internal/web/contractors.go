package web

import (
	"strconv"
	"strings"
	"time"

	"yingda/internal/activity"
	"yingda/internal/desk"
	"yingda/internal/store"
	"yingda/internal/view"
)

func (s *server) contractorFiles(v *visit) (deskOf, []store.Contractor, error) {
	d, err := s.deskOf(v)
	if err != nil {
		return d, nil, err
	}
	list, err := s.Store.Contractors(v.r.Context(), d.agency)
	return d, list, err
}

func contractState(v *visit, c store.Contractor) boardCell {
	today := activity.DayOf(v.now)
	switch {
	case c.EndedAt != 0:
		return boardCell{Tag: v.lang.T("已终止"), Under: c.EndReason}
	case today > c.To:
		return boardCell{Tag: v.lang.T("已到期"), Bad: true}
	case today > c.To-30:
		return boardCell{Tag: v.lang.T("一个月内到期"), Bad: true}
	}
	return boardCell{Text: v.lang.T("在期")}
}

// contractors lists the files of those who run accounts by contract.
func (s *server) contractors(v *visit) error {
	d, list, err := s.contractorFiles(v)
	if err != nil {
		return err
	}
	p := boardPart{ID: "t-list", Title: "运维单位", Count: strconv.Itoa(len(list)), Columns: []string{"单位", "合同", "登录", "合同状态", "待整改"}, Empty: view.Empty{Title: "没有运维单位", Why: "账号由外包单位协助运维的，合同、检查和评估都记在这里；它们用自己的登录写稿，走本机关的审核和批准，不能审核、批准和发布。"}}
	for _, c := range list {
		open := boardCell{Text: "0"}
		if c.Open > 0 {
			open = boardCell{Tag: v.lang.F("%d 项", c.Open), Bad: true}
		}
		p.Rows = append(p.Rows, []boardCell{{Text: c.Name, Href: "/desk/contractors/" + c.ID, Under: d.tree.Name(c.UnitID)}, {Text: c.Contract, Under: dateWord(c.From) + " — " + dateWord(c.To)}, {Text: strings.Join(c.People, "、")}, contractState(v, c), open})
	}
	b := board{Title: "运维单位", Says: "合同、检查和评估；只写稿，不审核、不批准、不发布，不以群众身份发言。", Tabs: s.deskTabs(v, "/desk/contractors"), Parts: []boardPart{p}}
	if holds(desk.ContractKeepers...).allows(v.who) {
		b.Parts = append(b.Parts, boardPart{ID: "t-new", Title: "登记运维单位", Form: &view.Form{ID: "contractor", Action: "/desk/contractors", Button: "登记", Fields: []view.Field{
			{Name: "name", Label: "单位名称", Required: true},
			{Name: "unit", Label: "由哪个科室管理", Type: "select", Options: unitOptions(d.tree), Required: true},
			{Name: "contract", Label: "合同编号或名称", Required: true},
			{Name: "scope", Label: "承包的事项", Type: "long", Required: true, Hint: "如排版、作图、日常更新；不含审核、发布和以群众身份发言"},
			{Name: "begins", Label: "合同开始", Type: "date", Required: true},
			{Name: "to", Label: "合同到期", Type: "date", Required: true},
		}}})
	}
	return s.page(v, b.Title, boardView(b))
}

// contractor shows one file: contract, log-ins, checks and reviews.
func (s *server) contractor(v *visit) error {
	d, list, err := s.contractorFiles(v)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.ID != v.r.PathValue("id") {
			continue
		}
		checks, err := s.Store.ContractorChecks(v.r.Context(), c.ID, mostLines)
		if err != nil {
			return err
		}
		at := "/desk/contractors/" + c.ID
		keeps := holds(desk.ContractKeepers...).allows(v.who)
		about := boardPart{ID: "f-about", Title: "合同", Text: []string{v.lang.F("合同：%s，%s 至 %s", c.Contract, dateWord(c.From), dateWord(c.To)), v.lang.F("承包的事项：%s", c.Scope), v.lang.F("由%s管理", d.tree.Name(c.UnitID)), v.lang.F("登录：%s", strings.Join(c.People, "、"))}}
		if c.EndedAt != 0 {
			about.Text = append(about.Text, v.lang.F("已于 %s 终止：%s", v.moment(c.EndedAt), c.EndReason))
		}
		record := boardPart{ID: "f-checks", Title: "检查和评估", Columns: []string{"时间", "结果", "整改", ""}, Empty: view.Empty{Title: "还没有检查", Why: "定期检查内容质量、登录安全和是否越权，年底评估；有问题的限期整改。"}}
		for _, k := range checks {
			row := []boardCell{{Text: v.moment(k.At), Under: v.lang.T(map[string]string{"check": "检查", "review": "评估"}[k.Kind])}, {Text: k.Says}, {Text: v.lang.T("合格")}, {}}
			switch {
			case k.MendedAt != 0:
				row[2] = boardCell{Text: k.Mended, Under: v.moment(k.MendedAt)}
			case !k.Good:
				row[2] = boardCell{Text: v.lang.F("%s 前整改", v.moment(k.DueAt)), Bad: true}
				if k.DueAt < v.now.UnixMilli() {
					row[2].Tag = v.lang.T("已逾期")
				}
				if keeps {
					row[3].Buttons = []boardButton{{at + "/checks/" + k.ID + "/mend", "已整改", []view.Pair{{Name: "says", Value: "已整改，经核对"}}, true}}
				}
			}
			record.Rows = append(record.Rows, row)
		}
		b := board{Title: c.Name, Says: c.Contract, Tabs: s.deskTabs(v, ""), Parts: []boardPart{about, record}}
		if keeps && c.EndedAt == 0 {
			b.Parts = append(b.Parts,
				boardPart{ID: "f-check", Title: "记一次检查或评估", Form: &view.Form{ID: "check", Action: at + "/checks", Button: "记入", Fields: []view.Field{
					{Name: "kind", Label: "种类", Type: "select", Options: []view.Option{{Value: "check", Word: "检查"}, {Value: "review", Word: "评估"}}, Required: true},
					{Name: "says", Label: "查了什么，看到什么", Type: "long", Required: true},
					{Name: "good", Label: "结果", Type: "select", Options: []view.Option{{Value: "yes", Word: "合格"}, {Value: "no", Word: "要整改"}}, Required: true},
					{Name: "due", Label: "整改期限", Type: "date"},
				}}},
				boardPart{ID: "f-people", Title: "给人员自己的登录", Form: &view.Form{ID: "person", Action: at + "/people", Button: "加入", Fields: []view.Field{{Name: "login", Label: "登录名", Required: true, Hint: "先由系统管理员开登录并给运维单位的角色"}}}},
				boardPart{ID: "f-end", Title: "终止合同", Form: &view.Form{ID: "end", Action: at + "/end", Button: "终止", Fields: []view.Field{{Name: "reason", Label: "理由", Required: true}}}})
		}
		return s.page(v, b.Title, boardView(b))
	}
	return s.lost(v)
}

func (s *server) saveContractor(v *visit) error {
	c := store.Contractor{Name: v.field("name"), UnitID: v.field("unit"), Contract: v.field("contract"), Scope: v.field("scope"), From: v.fieldDay("begins"), To: v.fieldDay("to")}
	return s.ended(v, s.Desk.SaveContractor(v.r.Context(), v.who, c), "已登记。", "/desk/contractors", "/desk/contractors")
}

func (s *server) addContractorPerson(v *visit) error {
	at := "/desk/contractors/" + v.r.PathValue("id")
	return s.ended(v, s.Desk.AddContractorPerson(v.r.Context(), v.who, v.r.PathValue("id"), v.field("login")), "已加入。", at, at)
}

func (s *server) addContractorCheck(v *visit) error {
	at := "/desk/contractors/" + v.r.PathValue("id")
	k := store.ContractorCheck{Kind: v.field("kind"), Says: v.field("says"), Good: v.field("good") == "yes"}
	if day := v.fieldDay("due"); day != 0 {
		k.DueAt = day.End().Truncate(time.Second).UnixMilli()
	}
	return s.ended(v, s.Desk.AddContractorCheck(v.r.Context(), v.who, v.r.PathValue("id"), k), "已记入。", at, at)
}

func (s *server) mendContractorCheck(v *visit) error {
	at := "/desk/contractors/" + v.r.PathValue("id")
	return s.ended(v, s.Desk.MendContractorCheck(v.r.Context(), v.who, v.r.PathValue("id"), v.r.PathValue("check"), v.field("says")), "已记入整改。", at, at)
}

func (s *server) endContract(v *visit) error {
	at := "/desk/contractors/" + v.r.PathValue("id")
	return s.ended(v, s.Desk.EndContract(v.r.Context(), v.who, v.r.PathValue("id"), v.field("reason")), "合同已终止，这家单位的人不能再写稿。", at, at)
}
