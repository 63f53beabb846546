package web

import (
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/view"
)

// seesKeys are who sees what is kept; who is a keeper is known only per secret.
var seesKeys = holds(slices.Concat(desk.SecretReaders, desk.Staff)...)

var keyRoutes = []Route{
	{"GET /desk/keys", (*server).ownKeys, seesKeys},
	{"GET /desk/accounts/{id}/keys", (*server).accountKeys, seesKeys},
	{"GET /desk/accounts/{id}/keys/new", (*server).newKey, holds(desk.SecretKeepers...)},
	{"GET /desk/accounts/{id}/keys/{name}", (*server).accountKey, seesKeys},
	{"POST /desk/accounts/{id}/keys", (*server).keepKey, seesKeys},
}

// ownKeys lists what a person keeps, and all accounts for who names keepers.
func (s *server) ownKeys(v *visit) error {
	ctx := v.r.Context()
	list, err := s.Store.SecretsKeptBy(ctx, v.who.ID)
	if err != nil {
		return err
	}
	accounts, err := s.Desk.KeptAccounts(ctx, v.who)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, a := range accounts {
		names[a.ID] = a.Name
	}
	b := board{Title: "账号密钥", Says: "每项密钥有一个保管人、一个更换期限；填写以后不再显示，只能更换。"}
	mine := boardPart{ID: "k-mine", Title: "我保管的", Columns: []string{"账号", "密钥", "更换期限", ""}, Empty: view.Empty{Title: "您没有保管密钥", Why: "安全管理员指定保管人以后，会列在这里，更换期限前 14 天提醒。"}}
	for _, x := range list {
		row := s.keyRow(v, x)
		mine.Rows = append(mine.Rows, append([]boardCell{{Text: names[x.AccountID], Href: "/desk/accounts/" + x.AccountID + "/keys"}}, row[0], row[2], boardCell{Text: "更换", Href: "/desk/accounts/" + x.AccountID + "/keys/" + x.Name}))
	}
	b.Parts = append(b.Parts, mine)
	if holds(desk.SecretReaders...).allows(v.who) {
		all := boardPart{ID: "k-all", Title: "全部账号", Columns: []string{"账号", "编号"}, Empty: view.Empty{Title: "还没有登记账号", Why: "账号备案登记以后，在这里给它的每项密钥指定保管人。"}}
		for _, a := range accounts {
			all.Rows = append(all.Rows, []boardCell{{Text: a.Name, Href: "/desk/accounts/" + a.ID + "/keys"}, {Text: a.Number}})
		}
		b.Parts = append(b.Parts, all)
	}
	return s.page(v, b.Title, boardView(b))
}

// accountKeys lists the secrets of one account: never a value.
func (s *server) accountKeys(v *visit) error {
	ctx := v.r.Context()
	a, list, err := s.Desk.AccountSecrets(ctx, v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return err
	}
	b := board{Title: "密钥：" + a.Name, Says: "密封保存，填写以后任何人都看不到原文，只能更换。", Tabs: []boardTab{{"/desk/accounts/" + a.ID + "/plan", "应急预案", false}, {"/desk/accounts/" + a.ID + "/keys", "密钥", true}}}
	part := boardPart{ID: "k-list", Title: "密钥", Columns: []string{"密钥", "保管人", "更换期限", "登录设备", ""}, Empty: view.Empty{Title: "还没有登记密钥", Why: "先由安全管理员指定每项密钥的保管人，再由保管人填写。"}}
	_, names := tree.MayKeep(v.who, a.AgencyID, store.AccountSecret{})
	if names {
		b.Adds = []boardTab{{"/desk/accounts/" + a.ID + "/keys/new", "登记密钥", true}}
		part.Empty.Href, part.Empty.Way = b.Adds[0].Href, "登记第一项"
	}
	for _, x := range list {
		row := append(s.keyRow(v, x), boardCell{Text: strings.Join(x.Devices, "、")}, boardCell{})
		if replace, _ := tree.MayKeep(v.who, a.AgencyID, x); replace {
			row[4].Text, row[4].Href = "更换", "/desk/accounts/"+a.ID+"/keys/"+x.Name
		}
		part.Rows = append(part.Rows, row)
	}
	b.Parts = append(b.Parts, part)
	return s.page(v, b.Title, boardView(b))
}

// keyRow tells of one secret what it is, who keeps it and until when.
func (s *server) keyRow(v *visit, x store.AccountSecret) []boardCell {
	what := boardCell{Text: desk.SecretTitle(x.Name)}
	switch {
	case x.LostAt != 0:
		what.Tag, what.Bad = "已作废", true
	case !x.Filled:
		what.Tag, what.Bad = "未填写", true
	default:
		what.Under = v.lang.F("填写于 %s", v.moment(x.EnteredAt))
	}
	keeper := boardCell{Text: x.Keeper}
	if !x.Active {
		keeper.Tag, keeper.Bad = "已离岗", true
	}
	due := boardCell{Text: dateOf(x.RotateBy)}
	left := time.UnixMilli(x.RotateBy).Sub(v.now)
	switch {
	case left <= 0:
		due.Tag, due.Bad = "已过期限", true
	case left <= 14*24*time.Hour:
		due.Tag = "快到期"
	}
	return []boardCell{what, keeper, due}
}

func dateOf(ms int64) string { return time.UnixMilli(ms).In(deadline.Zone).Format(time.DateOnly) }

func (s *server) newKey(v *visit) error {
	return s.keyPage(v, store.AccountSecret{RotateBy: v.now.Add(desk.UsualSecret).UnixMilli()}, nil)
}

func (s *server) accountKey(v *visit) error {
	_, list, err := s.Desk.AccountSecrets(v.r.Context(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(x store.AccountSecret) bool { return x.Name == v.r.PathValue("name") })
	if i < 0 {
		return fault.New(fault.NotFound, "secret.none", "这个账号没有登记这项密钥")
	}
	x := list[i]
	if x.RotateBy <= v.now.Add(14*24*time.Hour).UnixMilli() {
		x.RotateBy = v.now.Add(desk.UsualSecret).UnixMilli()
	}
	return s.keyPage(v, x, nil)
}

func (s *server) keyPage(v *visit, x store.AccountSecret, f *fault.Fault) error {
	a, err := s.Store.Account(v.r.Context(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	body, err := s.keyForm(v, a, x, f)
	if err != nil {
		return err
	}
	return s.page(v, a.Name, body)
}

// keyForm is the form of one secret; what was entered before never comes back.
func (s *server) keyForm(v *visit, a store.Account, x store.AccountSecret, f *fault.Fault) (templ.Component, error) {
	tree, err := s.Desk.Tree(v.r.Context())
	if err != nil {
		return nil, err
	}
	replace, names := tree.MayKeep(v.who, a.AgencyID, x)
	if !replace {
		return nil, fault.New(fault.Forbidden, "register.role", "由安全管理员登记，或由这项密钥的保管人更换")
	}
	back := "/desk/accounts/" + a.ID + "/keys"
	form := view.Form{ID: "key", Action: back, Button: "保存", Main: true, Cancel: back, Fault: general(f, "name", "keeper", "value", "devices", "rotate")}
	title := v.lang.T("登记密钥")
	if x.CreatedAt != 0 {
		title = v.lang.T("更换：") + v.lang.T(desk.SecretTitle(x.Name))
		form.Hidden = []view.Pair{{Name: "name", Value: x.Name}}
	} else {
		var sorts []view.Option
		for _, n := range desk.SecretNames {
			sorts = append(sorts, view.Option{Value: n.Name, Word: v.lang.T(n.Title)})
		}
		form.Fields = append(form.Fields, view.Field{Name: "name", Label: v.lang.T("哪一项"), Type: "select", Required: true, Value: x.Name, Options: sorts, Fault: on(f, "name")})
	}
	if names {
		people, err := s.Store.Persons(v.r.Context())
		if err != nil {
			return nil, err
		}
		var keepers []view.Option
		for _, p := range people {
			if p.Active && tree.ByID[p.UnitID].AgencyID == a.AgencyID {
				keepers = append(keepers, view.Option{Value: p.ID, Word: p.Name + "，" + tree.Name(p.UnitID)})
			}
		}
		form.Fields = append(form.Fields, view.Field{Name: "keeper", Label: v.lang.T("保管人"), Type: "select", Required: true, Value: x.KeeperID, Options: keepers, Fault: on(f, "keeper"), Hint: v.lang.T("期限前 14 天、3 天和到期时提醒保管人。")})
	}
	hint := v.lang.T("不填就沿用原来的。")
	if !x.Filled {
		hint = v.lang.T("可以先不填，由保管人填写。")
	}
	form.Fields = append(form.Fields,
		view.Field{Name: "value", Label: v.lang.T("密钥"), Type: "password", Fault: on(f, "value"), Hint: v.lang.T("登录密码至少 12 个字符，大写、小写、数字、符号至少三种。密封保存，以后不再显示。") + hint, Complete: "off"},
		view.Field{Name: "devices", Label: v.lang.T("登录设备"), Type: "long", Value: strings.Join(x.Devices, "\n"), Rows: 3, Fault: on(f, "devices"), Hint: v.lang.T("在哪些设备上登录，一行一台，如：办公室专用手机。")},
		view.Field{Name: "rotate", Label: v.lang.T("更换期限"), Type: "date", Required: true, Value: dateOf(x.RotateBy), Fault: on(f, "rotate")})
	return formPage(title, back, v.lang.T("密钥"), form), nil
}

func (s *server) keepKey(v *visit) error {
	e := desk.SecretEdit{Account: v.r.PathValue("id"), Name: v.field("name"), KeeperID: v.field("keeper"), Devices: strings.Split(v.field("devices"), "\n"), Value: v.field("value")}
	if at, err := time.ParseInLocation(time.DateOnly, v.field("rotate"), deadline.Zone); err == nil {
		e.RotateBy = at.UnixMilli()
	}
	a, err := s.Store.Account(v.r.Context(), e.Account)
	if err != nil {
		return err
	}
	if err := s.Desk.KeepSecret(v.r.Context(), v.who, e); err != nil {
		return s.keyAgain(v, a, e, err)
	}
	return v.done("已保存。密钥密封保存，不再显示。", "/desk/accounts/"+a.ID+"/keys")
}

// keyAgain shows the form with what was typed but the secret itself.
func (s *server) keyAgain(v *visit, a store.Account, e desk.SecretEdit, err error) error {
	x := store.AccountSecret{Name: e.Name, KeeperID: e.KeeperID, Devices: e.Devices, RotateBy: e.RotateBy}
	_, list, listErr := s.Desk.AccountSecrets(v.r.Context(), v.who, a.ID)
	if listErr != nil {
		return listErr
	}
	if i := slices.IndexFunc(list, func(y store.AccountSecret) bool { return y.Name == e.Name }); i >= 0 {
		x.CreatedAt, x.Filled = list[i].CreatedAt, list[i].Filled
		if x.KeeperID == "" {
			x.KeeperID = list[i].KeeperID
		}
	}
	body, formErr := s.keyForm(v, a, x, fault.Of(err))
	if formErr != nil {
		return err
	}
	return s.again(v, err, a.Name, func(*fault.Fault) templ.Component { return body })
}
