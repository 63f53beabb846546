package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/auth"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

type peoplePage struct {
	Tree     []unitNode
	Unit     string // chosen unit's name, "" for all
	Rows     []personRow
	MayAdd   bool // only a system administrator adds people
	AddHref  string
	Showing  string
	Inactive bool
}

type unitNode struct {
	ID, Name, Href string
	Level          int
	People         int
	Office, Here   bool
	Agency         bool
	Code           string
	Duties         []string
	Territory      []string
}

type personRow struct {
	ID, Name, Login, Unit string
	Roles                 []string
	State                 string // 在岗, 停用, 未改初始密码, 已锁定
	Fault                 bool
}

// people lists who works here, by unit.
func (s *server) people(v *visit) error {
	tree, err := s.Desk.Tree(v.r.Context())
	if err != nil {
		return err
	}
	people, roles, err := s.everybody(v)
	if err != nil {
		return err
	}
	chosen := v.q("unit")
	path := tree.ByID[chosen].Path
	p := peoplePage{Tree: unitTree(tree, people, chosen, "/desk/people?unit="), Unit: tree.Name(chosen), MayAdd: v.who.Has(regime.SystemAdmin), AddHref: "/desk/people/new"}
	if chosen != "" {
		p.AddHref += "?unit=" + chosen
	}
	for _, who := range people {
		if path == "" || strings.HasPrefix(tree.ByID[who.UnitID].Path, path) {
			p.Rows = append(p.Rows, personLine(v, tree, who, roles[who.ID]))
		}
	}
	return s.page(v, "单位与人员", peopleView(p))
}

// everybody returns all people and their grants.
func (s *server) everybody(v *visit) ([]store.Person, map[string][]store.GrantRow, error) {
	people, err := s.Store.Persons(v.r.Context())
	if err != nil {
		return nil, nil, err
	}
	grants, err := s.Store.Grants(v.r.Context(), "")
	if err != nil {
		return nil, nil, err
	}
	roles := map[string][]store.GrantRow{}
	for _, g := range grants {
		roles[g.PersonID] = append(roles[g.PersonID], g)
	}
	return people, roles, nil
}

func personLine(v *visit, tree *desk.Tree, p store.Person, grants []store.GrantRow) personRow {
	r := personRow{ID: p.ID, Name: p.Name, Login: p.Login, Unit: tree.Name(p.UnitID)}
	for _, g := range grants {
		title := v.lang.T(g.Role.Title())
		if g.UnitID != p.UnitID {
			title += "（" + tree.Name(g.UnitID) + "）"
		}
		r.Roles = append(r.Roles, title)
	}
	switch {
	case !p.Active:
		r.State, r.Fault = "停用", true
	case p.LockedUntil > v.now.UnixMilli():
		r.State, r.Fault = "已锁定", true
	case p.Password == "":
		r.State = "还没有密码"
	case p.MustChange:
		r.State = "未改初始密码"
	default:
		r.State = "在岗"
	}
	return r
}

// unitTree lists the units with the people in and below each.
func unitTree(tree *desk.Tree, people []store.Person, chosen, href string) []unitNode {
	var out []unitNode
	var add func(parent string, level int)
	add = func(parent string, level int) {
		for _, u := range tree.Units {
			if u.ParentID != parent || u.ClosedAt != 0 {
				continue
			}
			n := unitNode{ID: u.ID, Name: u.Name, Href: href + u.ID, Level: min(level, 4), Office: u.Office, Agency: u.Kind == "agency", Here: u.ID == chosen, Code: u.Code, Duties: u.Duties, Territory: u.Territory}
			for _, p := range people {
				if p.Active && strings.HasPrefix(tree.ByID[p.UnitID].Path, u.Path) {
					n.People++
				}
			}
			out = append(out, n)
			add(u.ID, level+1)
		}
	}
	add("", 0)
	return out
}

func unitOptions(tree *desk.Tree) []view.Option {
	var list []view.Option
	for _, n := range unitTree(tree, nil, "", "") {
		list = append(list, view.Option{Value: n.ID, Word: strings.Repeat("　", n.Level) + n.Name})
	}
	return list
}

func roleOptions() []view.Option {
	var list []view.Option
	for _, r := range regime.Roles {
		list = append(list, view.Option{Value: string(r), Word: r.Title()})
	}
	return list
}

func (s *server) personForm(v *visit, u auth.NewUser, f *fault.Fault) (templ.Component, error) {
	tree, err := s.Desk.Tree(v.r.Context())
	if err != nil {
		return nil, err
	}
	var roles []string
	for _, r := range u.Roles {
		roles = append(roles, string(r))
	}
	form := view.Form{ID: "person", Action: "/desk/people", Fault: general(f, "login", "name", "unit", "role"), Button: "新增人员", Main: true, Cancel: "/desk/people", Fields: []view.Field{
		{Name: "name", Label: "姓名", Value: u.Name, Required: true, Fault: on(f, "name"), Complete: "off"},
		{Name: "login", Label: "登录名", Value: u.Login, Required: true, Fault: on(f, "login"), Hint: "2 到 32 个小写字母、数字或 . _ - @", Complete: "off"},
		{Name: "unit", Label: "单位", Type: "select", Value: u.Unit, Required: true, Options: unitOptions(tree), Fault: on(f, "unit")},
		{Name: "role", Label: "角色", Type: "many", Values: roles, Required: true, Options: roleOptions(), Fault: on(f, "role"), Hint: "系统管理员、安全管理员、审计员须由不同的人担任。以后可以再加、再收回。"},
	}, Notes: []string{"保存后会显示一次性密码，只显示一次；本人第一次登录时必须改掉。"}}
	return formPage("新增人员", "/desk/people", "单位与人员", form), nil
}

func (s *server) newPerson(v *visit) error {
	body, err := s.personForm(v, auth.NewUser{Unit: v.q("unit"), Roles: []regime.Role{regime.Handler}}, nil)
	if err != nil {
		return err
	}
	return s.page(v, "新增人员", body)
}

func (s *server) addPerson(v *visit) error {
	u := auth.NewUser{Login: v.field("login"), Name: v.field("name"), Unit: v.field("unit")}
	for _, role := range v.r.PostForm["role"] {
		u.Roles = append(u.Roles, regime.Role(role))
	}
	password, err := s.Auth.AddUser(v.r.Context(), v.who, u)
	if err != nil {
		body, formErr := s.personForm(v, u, fault.Of(err))
		if formErr != nil {
			return formErr
		}
		return s.again(v, err, "新增人员", func(*fault.Fault) templ.Component { return body })
	}
	return s.page(v, "一次性密码", secretOnce("一次性密码", "已新增 "+u.Name+"（"+u.Login+"）。请当面或用可靠的方式交给本人：", password, "这个密码只显示这一次，系统里没有保存原文。关掉页面后只能重新设置。", "/desk/people", "回到人员列表"))
}

type personPage struct {
	personRow
	UnitID    string
	Active    bool
	Self      bool
	Since     string
	Grants    []grantRow
	Units     []view.Option
	Roles     []view.Option
	Card      store.Card
	MaySecret bool // may give one-time passwords
	Factor    string
}

type grantRow struct{ UnitID, Unit, Role, Title string }

func (s *server) person(v *visit) error {
	ctx := v.r.Context()
	who, err := s.Store.PersonBy(ctx, "id", v.r.PathValue("id"))
	if err != nil {
		return err
	}
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return err
	}
	grants, err := s.Store.Grants(ctx, who.ID)
	if err != nil {
		return err
	}
	p := personPage{personRow: personLine(v, tree, who, grants), UnitID: who.UnitID, Active: who.Active, Self: who.ID == v.who.ID, Since: v.moment(who.CreatedAt), Units: unitOptions(tree), Roles: roleOptions(), MaySecret: v.who.Has(regime.SystemAdmin)}
	cards, err := s.Store.Cards(ctx)
	if err != nil {
		return err
	}
	p.Card = cards[who.ID]
	factor, err := s.Store.Factor(ctx, who.ID)
	if err != nil {
		return err
	}
	if factor.Secret != "" {
		p.Factor = v.lang.F("%s 启用", v.moment(factor.EnrolledAt))
	}
	for _, g := range grants {
		p.Grants = append(p.Grants, grantRow{UnitID: g.UnitID, Unit: tree.Name(g.UnitID), Role: string(g.Role), Title: v.lang.T(g.Role.Title())})
	}
	return s.page(v, who.Name, personView(p))
}

func (s *server) resetPassword(v *visit) error {
	return s.oneTime(v, "已为%s重新设置密码，原来的登录都已退出。请交给本人：", s.Auth.ResetPassword)
}

func (s *server) activatePerson(v *visit) error {
	return s.oneTime(v, "%s可以重新登录了。请把一次性密码交给本人：", s.Auth.Activate)
}

func (s *server) deactivatePerson(v *visit) error {
	path := "/desk/people/" + v.r.PathValue("id")
	if err := s.Auth.Deactivate(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return v.refused(err, path)
	}
	return v.done("账号已停用，所有登录都已退出。", path)
}

func (s *server) grantRole(v *visit) error {
	return s.changeRole(v, "角色已授予。", s.Auth.GrantRole)
}

func (s *server) revokeRole(v *visit) error {
	return s.changeRole(v, "角色已收回。", s.Auth.RevokeRole)
}

type tokensPage struct {
	Rows   []tokenRow
	People []view.Option
	Form   view.Form
}

type tokenRow struct {
	ID, Name, Scope, As, Made, Ended string
}

var scopeTitles = map[string]string{"read": "只读", "push": "只送帖文", "write": "以某人的身份办理"}

func (s *server) tokens(v *visit) error {
	body, err := s.tokensBody(v, auth.NewToken{}, nil)
	if err != nil {
		return err
	}
	return s.page(v, "访问令牌", body)
}

func (s *server) tokensBody(v *visit, n auth.NewToken, f *fault.Fault) (templ.Component, error) {
	list, err := s.Auth.Tokens(v.r.Context())
	if err != nil {
		return nil, err
	}
	people, err := s.Store.Persons(v.r.Context())
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	as := []view.Option{{Word: "（只有「以某人的身份办理」要选）"}}
	for _, who := range people {
		names[who.ID] = who.Name
		if who.Active {
			as = append(as, view.Option{Value: who.Login, Word: who.Name + "（" + who.Login + "）"})
		}
	}
	var p tokensPage
	for _, k := range list {
		p.Rows = append(p.Rows, tokenRow{ID: k.ID, Name: k.Name, Scope: scopeTitles[k.Scope], As: names[k.PersonID], Made: v.moment(k.CreatedAt), Ended: v.moment(k.RevokedAt)})
	}
	slices.SortStableFunc(p.Rows, func(a, b tokenRow) int { return int(store.Bit(a.Ended != "") - store.Bit(b.Ended != "")) })
	p.Form = view.Form{ID: "token", Action: "/desk/tokens", Fault: general(f, "name", "scope", "as"), Button: "签发令牌", Main: true, Cancel: "/desk/people", Fields: []view.Field{
		{Name: "name", Label: "用在哪里", Value: n.Name, Required: true, Fault: on(f, "name"), Hint: "例如：监测服务商推送、统计平台读取"},
		{Name: "scope", Label: "权限", Type: "select", Value: string(n.Scope), Required: true, Fault: on(f, "scope"), Options: []view.Option{{Value: "push", Word: "只送帖文（push）"}, {Value: "read", Word: "只读（read）"}, {Value: "write", Word: "以某人的身份办理（write）"}}},
		{Name: "as", Label: "以谁的身份", Type: "select", Value: n.As, Options: as, Fault: on(f, "as")},
	}, Notes: []string{"任何令牌都不能签署审核关，也不能发布。"}}
	return tokensView(p), nil
}

func (s *server) addToken(v *visit) error {
	n := auth.NewToken{Name: v.field("name"), Scope: auth.Scope(v.field("scope")), As: v.field("as")}
	secret, err := s.Auth.CreateToken(v.r.Context(), v.who, n)
	if err != nil {
		body, formErr := s.tokensBody(v, n, fault.Of(err))
		if formErr != nil {
			return formErr
		}
		return s.again(v, err, "访问令牌", func(*fault.Fault) templ.Component { return body })
	}
	return s.page(v, "新令牌", secretOnce("新令牌", "令牌「"+n.Name+"」已签发，请现在就抄走：", secret, "令牌只显示这一次，系统里只存它的摘要。丢了就作废重发。", "/desk/tokens", "回到令牌列表"))
}

func (s *server) revokeToken(v *visit) error {
	if err := s.Auth.RevokeToken(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return v.refused(err, "/desk/tokens")
	}
	return v.done("令牌已作废，一秒之内处处失效。", "/desk/tokens")
}
