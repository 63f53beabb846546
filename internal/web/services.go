package web

import (
	"cmp"
	"slices"
	"strconv"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// serviceRoutes are the services that the official accounts link to.
var serviceRoutes = []Route{
	{"GET /desk/services", (*server).services, holds(desk.ServiceReaders...)},
	{"POST /desk/services", (*server).addService, keepsPosts},
	{"POST /desk/services/{id}/clear", (*server).clearService, holds(desk.Clearers...)},
	{"POST /desk/services/{id}/open", (*server).openService, keepsPosts},
	{"POST /desk/services/move", (*server).moveService, keepsPosts},
	{"POST /desk/services/{id}/stop", (*server).stopService, holds(append([]regime.Role{regime.SecurityAdmin}, desk.PostKeepers...)...)},
}

var (
	serviceKinds  = map[string]string{"menu": "菜单", "mini_program": "小程序", "link": "链接"}
	serviceStates = map[string]string{"waiting": "等技术部门检查", "cleared": "已放行，未上线", "live": "已上线", "stopped": "已下线"}
)

// services shows what the accounts link to: cleared or not, live, when it was last
// looked at, and what is to be mended.
func (s *server) services(v *visit) error {
	ctx := v.r.Context()
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	list, err := s.Store.Services(ctx, s.ownAgency(v, tree), 300)
	if err != nil {
		return err
	}
	tasks, err := s.Store.ServiceTasks(ctx, mostLines)
	if err != nil {
		return err
	}
	clears, keeps := holds(desk.Clearers...).allows(v.who), keepsPosts.allows(v.who)
	open := map[string]store.ServiceFault{}
	todo := boardPart{ID: "v-todo", Title: "待修复", Count: strconv.Itoa(len(tasks)), Columns: []string{"服务", "问题", "负责单位", "期限"}, Empty: view.Empty{Title: "没有要修的", Why: "连续两次打不开就成为负责单位的任务，修好后下一次查看自动销号。"}}
	for _, f := range tasks {
		open[f.ServiceID] = f
		todo.Rows = append(todo.Rows, []boardCell{{Text: f.Title, Under: f.URL}, {Text: f.Says, Bad: true}, {Text: tree.Name(f.UnitID)}, {Text: v.moment(f.DueAt), Bad: f.DueAt < v.now.UnixMilli()}})
	}
	p := boardPart{ID: "v-list", Title: "账号服务", Count: strconv.Itoa(len(list)), Columns: []string{"服务", "账号", "状态", "最近查看", ""}, Empty: view.Empty{Title: "还没有登记账号服务", Why: "账号菜单、小程序和文章里链接的办事入口逐个登记：技术部门检查放行后才能上线，上线后每六小时看一遍。"}}
	var moves []view.Option
	for _, x := range list {
		state := boardCell{Text: v.lang.T(serviceStates[x.State]), Under: cmp.Or(x.ClearedNote, x.Stopped)}
		if x.MenuAt > 0 && x.State != "live" {
			state.Tag, state.Bad = v.lang.T("菜单里已有"), true
		}
		if _, bad := open[x.ID]; bad {
			state.Tag, state.Bad = v.lang.T("打不开"), true
		}
		at, buttons := "/desk/services/"+x.ID, []boardButton(nil)
		if x.State == "waiting" && clears {
			buttons = append(buttons, boardButton{at + "/clear", "检查合格，放行", []view.Pair{{Name: "note", Value: "已检查漏洞、权限、接口和个人信息，合格"}}, true})
		}
		if x.State == "cleared" && keeps {
			buttons = append(buttons, boardButton{at + "/open", "上线", nil, true})
		}
		if x.State != "stopped" && (keeps || clears) {
			buttons = append(buttons, boardButton{at + "/stop", "下线", []view.Pair{{Name: "reason", Value: "停止使用"}}, false})
		}
		if x.State != "stopped" && keeps {
			moves = append(moves, view.Option{Value: x.ID, Word: x.Title + "（" + x.Account + "）"})
		}
		seen := boardCell{Text: cmp.Or(v.ago(x.CheckedAt), "—"), Under: x.Error}
		if x.CheckedAt > 0 && x.Error == "" {
			seen.Under = v.lang.F("%s 秒打开", strconv.FormatFloat(float64(x.TookMs)/1000, 'f', 1, 64))
		}
		kind := v.lang.T(serviceKinds[x.Kind])
		if x.MenuAt > 0 {
			kind += "，" + v.lang.F("%s在菜单里读到", v.ago(x.MenuAt))
		}
		p.Rows = append(p.Rows, []boardCell{{Text: x.Title, Under: x.URL}, {Text: x.Account, Under: kind}, state, seen, {Buttons: buttons}})
	}
	b := board{Title: "账号服务", Says: "账号菜单、小程序和链接：技术部门放行才上线，定期查看，打不开就派任务；接通微信的账号，菜单从平台读取。", Tabs: s.deskTabs(v, "/desk/services"), Parts: []boardPart{todo, p}}
	if keeps {
		accounts, err := s.Desk.Accounts(ctx, v.who, store.AccountFilter{State: "open"}, 200)
		if err != nil {
			return err
		}
		var options []view.Option
		for _, a := range accounts {
			options = append(options, view.Option{Value: a.ID, Word: a.Name})
		}
		b.Parts = append(b.Parts, boardPart{ID: "v-new", Title: "登记服务", Form: &view.Form{ID: "service", Action: "/desk/services", Button: "登记", Fields: []view.Field{
			{Name: "title", Label: "服务名称", Required: true},
			{Name: "account", Label: "账号", Type: "select", Options: options, Required: true},
			{Name: "kind", Label: "种类", Type: "select", Options: []view.Option{{Value: "menu", Word: "菜单"}, {Value: "mini_program", Word: "小程序"}, {Value: "link", Word: "链接"}}, Required: true},
			{Name: "url", Label: "网址", Type: "url", Required: true, Hint: "小程序填它的网页入口；换网址要重新检查"},
			{Name: "unit", Label: "负责单位", Type: "select", Options: unitOptions(tree), Required: true},
		}}}, boardPart{ID: "v-move", Title: "换网址", Form: &view.Form{ID: "move", Action: "/desk/services/move", Button: "换", Fields: []view.Field{
			{Name: "service", Label: "服务", Type: "select", Options: moves, Required: true}, {Name: "url", Label: "新网址", Type: "url", Required: true, Hint: "放行只对原来的网址有效，换了要重新检查"},
		}}})
	}
	return s.page(v, b.Title, boardView(b))
}

func (s *server) addService(v *visit) error {
	x := store.Service{Title: v.field("title"), Kind: v.field("kind"), URL: v.field("url"), UnitID: v.field("unit")}
	return s.ended(v, s.Desk.AddService(v.r.Context(), v.who, v.field("account"), x), "已登记，等技术部门检查。", "/desk/services", "/desk/services")
}

func (s *server) clearService(v *visit) error {
	return s.ended(v, s.Desk.ClearService(v.r.Context(), v.who, v.r.PathValue("id"), v.field("note")), "已放行。", "/desk/services", "/desk/services")
}

func (s *server) openService(v *visit) error {
	return s.ended(v, s.Desk.OpenService(v.r.Context(), v.who, v.r.PathValue("id")), "已上线，马上看第一遍。", "/desk/services", "/desk/services")
}

func (s *server) moveService(v *visit) error {
	return s.ended(v, s.Desk.MoveService(v.r.Context(), v.who, v.field("service"), v.field("url")), "网址已改，等技术部门重新检查。", "/desk/services", "/desk/services")
}

func (s *server) stopService(v *visit) error {
	return s.ended(v, s.Desk.StopService(v.r.Context(), v.who, v.r.PathValue("id"), v.field("reason")), "已下线。", "/desk/services", "/desk/services")
}

// accountTasks are the articles that a person's units are asked for, and the broken
// services that they answer for.
func (s *server) accountTasks(v *visit, tree *desk.Tree, own []string) ([]view.TaskRow, error) {
	var out []view.TaskRow
	asked, err := s.Store.OpenCommissions(v.r.Context(), taskRows)
	if err != nil {
		return nil, err
	}
	for _, c := range asked {
		if slices.Contains(own, c.UnitID) {
			href := "/desk/editorial"
			if c.Article != "" {
				href += "/" + c.Article
			}
			out = append(out, view.TaskRow{Title: c.Title, Matter: v.lang.T("约稿"), Href: href, Unit: tree.Name(c.UnitID), Due: v.due(c.CreatedAt, c.DueAt)})
		}
	}
	broken, err := s.Store.ServiceTasks(v.r.Context(), taskRows)
	for _, f := range broken {
		if slices.Contains(own, f.UnitID) {
			out = append(out, view.TaskRow{Title: v.lang.T("打不开") + "：" + f.Says, Matter: f.Title, Href: "/desk/services", Unit: tree.Name(f.UnitID), Due: v.due(f.FirstAt, f.DueAt)})
		}
	}
	return out, err
}
