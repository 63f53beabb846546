package web

import (
	"yingda/internal/regime"
	"yingda/internal/view"
)

// accountPlans lists the accounts with their plans for emergencies: who has none,
// and where one goes on.
func (s *server) accountPlans(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	list, err := s.Store.PlannedAccounts(v.r.Context(), tree.PlanAgencies(v.who), v.q("after"), accountsPerPage+1)
	if err != nil {
		return err
	}
	b := board{Title: "政务账号", Says: "账号被盗用或被篡改时，打开这个账号的预案，按「启动应急预案」。每个预案一年演练一次。", Tabs: s.accountTabs(v, "/desk/accounts/plans")}
	p := boardPart{ID: "p-list", Title: "应急预案", Columns: []string{"账号", "预案", "负责人", "最近一次演练或处置"}, Empty: view.Empty{Title: "还没有已开通的账号", Why: "账号开通以后，在这里写预案、演练，出事时从这里启动。"}}
	for _, a := range list[:min(len(list), accountsPerPage)] {
		href := "/desk/accounts/" + a.ID + "/plan"
		state := boardCell{Text: "已写好", Href: href}
		switch {
		case a.Running:
			state = boardCell{Tag: "正在处置", Bad: true, Text: "打开", Href: href}
		case a.PlannedAt == 0:
			state = boardCell{Tag: "没有预案", Bad: true, Text: "写预案", Href: href}
		}
		last := "没有演练过"
		if a.LastAt != 0 {
			last = v.moment(a.LastAt)
		}
		p.Rows = append(p.Rows, []boardCell{{Text: a.Name, Href: href, Under: v.lang.T(a.Number + "　" + regime.Platform(a.Platform).Title())}, state, {Text: a.Coordinator}, {Text: last}})
	}
	if len(list) > accountsPerPage {
		p.Older = v.with("after", list[accountsPerPage-1].Number)
	}
	b.Parts = []boardPart{p}
	return s.page(v, "账号应急预案", boardView(b))
}
