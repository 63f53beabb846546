package web

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/store"
	"yingda/internal/view"
)

// followsPerPage is how many agencies, or accounts, a page of following shows.
const followsPerPage = 50

// accountMatrix shows which of our accounts follow which: folded by agency, opened to
// the accounts of one, and to the others on the platform of one account.
func (s *server) accountMatrix(v *visit) error {
	switch {
	case v.q("account") != "":
		return s.accountPeers(v)
	case v.q("unit") != "":
		return s.followingsOf(v, v.q("unit"))
	}
	list, next, err := s.Desk.Followings(v.r.Context(), v.who, v.q("after"), followsPerPage)
	if err != nil {
		return err
	}
	if len(list) == 1 && v.q("after") == "" {
		return s.followingsOf(v, list[0].AgencyID)
	}
	p := boardPart{ID: "m-units", Title: "各机关的账号", Columns: []string{"机关", "账号", "已关注", "还没有关注"}, Empty: noPeers}
	for _, a := range list {
		p.Rows = append(p.Rows, []boardCell{{Text: a.Name, Href: "/desk/accounts/matrix?unit=" + a.AgencyID}, {Text: num(a.Accounts)}, {Text: num(a.Follows)}, {Text: num(a.Wanted - a.Follows)}})
	}
	if next != "" {
		p.Older = v.with("after", next)
	}
	return s.matrixPage(v, p, nil)
}

var noPeers = view.Empty{Title: "没有可以互相关注的账号", Why: "同一平台上有两个以上已开通的账号时，在这里登记谁关注了谁。"}

func (s *server) matrixPage(v *visit, p boardPart, adds []boardTab) error {
	return s.page(v, "互相关注", boardView(board{Title: "政务账号", Says: "在平台上关注以后，在这里登记；只登记本机关自己的账号。", Tabs: s.accountTabs(v, "/desk/accounts/matrix"), Adds: adds, Parts: []boardPart{p}}))
}

// followingsOf lists the accounts of one agency.
func (s *server) followingsOf(v *visit, agency string) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	list, err := s.Desk.FollowingsOf(v.r.Context(), v.who, agency, v.q("after"), followsPerPage)
	if err != nil {
		return err
	}
	p := boardPart{ID: "m-list", Title: tree.Name(agency), Columns: []string{"账号", "平台", "已关注", "还没有关注"}, Empty: noPeers}
	for _, a := range list[:min(len(list), followsPerPage)] {
		p.Rows = append(p.Rows, []boardCell{{Text: a.Name, Under: a.Number, Href: "/desk/accounts/matrix?account=" + a.Number}, {Text: a.Platform.Title()}, {Text: num(a.Follows)}, {Text: num(a.Wanted - a.Follows)}})
	}
	if len(list) > followsPerPage {
		p.Older = v.with("unit", agency, "after", list[followsPerPage-1].ID)
	}
	var all []boardTab
	if v.q("unit") != "" {
		all = []boardTab{{"/desk/accounts/matrix", "全部机关", false}}
	}
	return s.matrixPage(v, p, all)
}

// accountPeers lists the other accounts on the platform of one, and lets it be said which
// of them it follows.
func (s *server) accountPeers(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	a, list, err := s.Desk.Peers(v.r.Context(), v.who, v.q("account"), v.q("after"), followsPerPage)
	if err != nil {
		return err
	}
	p := boardPart{ID: "m-peers", Title: a.Name + "（" + v.lang.T(a.Platform.Title()) + "）", Columns: []string{"同一平台的账号", "机关", "关注", ""}, Empty: noPeers}
	keeps := keepsAccounts.allows(v.who) && v.agency(tree) == a.AgencyID
	for _, x := range list[:min(len(list), followsPerPage)] {
		state, button := boardCell{Text: "还没有关注"}, boardButton{Action: "/desk/accounts/matrix", Word: v.lang.F("已关注「%s」", x.Name), Hidden: []view.Pair{{Name: "account", Value: a.Number}, {Name: "follows", Value: x.ID}, {Name: "after", Value: v.q("after")}, {Name: "on", Value: "1"}}}
		if x.Followed {
			state.Text, button.Word, button.Hidden[3].Value = "已关注", v.lang.F("不再关注「%s」", x.Name), ""
		}
		row := []boardCell{{Text: x.Name, Under: x.Number, Href: "/desk/accounts/" + x.Number}, {Text: x.Agency}, state, {}}
		if keeps {
			row[3].Buttons = []boardButton{button}
		}
		p.Rows = append(p.Rows, row)
	}
	if len(list) > followsPerPage {
		p.Older = v.with("after", list[followsPerPage-1].ID)
	}
	return s.matrixPage(v, p, []boardTab{{"/desk/accounts/matrix?unit=" + a.AgencyID, a.Agency, false}})
}

func (s *server) followAccount(v *visit) error {
	err := s.Desk.Follow(v.r.Context(), v.who, v.field("account"), v.field("follows"), v.field("on") != "")
	back := "/desk/accounts/matrix?" + url.Values{"account": {v.field("account")}, "after": {v.field("after")}}.Encode()
	return s.ended(v, err, "已登记。", back, back)
}

// jointReleases lists what our accounts carry together, each once on its own page.
func (s *server) jointReleases(v *visit) error { return s.jointBoard(v, store.JointRelease{}, nil) }

func (s *server) jointBoard(v *visit, in store.JointRelease, refused error) error {
	list, err := s.Store.JointReleases(v.r.Context(), 50)
	if err != nil {
		return err
	}
	accounts, err := s.Desk.Accounts(v.r.Context(), v.who, store.AccountFilter{State: "open"}, 200)
	if err != nil {
		return err
	}
	p := boardPart{ID: "j-list", Title: "联合发布", Count: strconv.Itoa(len(list)), Columns: []string{"联合发布", "首发", "各账号"}, Empty: view.Empty{Title: "还没有联合发布", Why: "同一内容由本机关自己的账号一起发，每个账号在自己主页发一次，登记网址，向社会公开。"}}
	var releases, ours []view.Option
	for _, j := range list {
		at := boardCell{Text: strconv.Itoa(len(j.Declared)) + " 个账号"}
		var names []string
		for _, d := range j.Declared {
			names = append(names, d.Name)
		}
		at.Under = strings.Join(names, "、")
		p.Rows = append(p.Rows, []boardCell{{Text: j.Title, Under: j.Number + "　" + v.when(j.At)}, {Text: "首发页面", Href: j.Source}, at})
		releases = append(releases, view.Option{Value: j.Number, Word: j.Number + " " + j.Title})
	}
	for _, a := range accounts {
		ours = append(ours, view.Option{Value: a.ID, Word: v.lang.F("%s（%s）", a.Name, v.lang.T(a.Platform.Title()))})
	}
	f := fault.Of(refused)
	b := board{Title: "政务账号", Says: "联合发布只在自己的主页发，每个账号一次；不到别人的帖文下评论、转发。", Tabs: s.accountTabs(v, "/desk/accounts/joint"), Parts: []boardPart{p}}
	if keepsAccounts.allows(v.who) {
		if len(list) > 0 {
			b.Parts = append(b.Parts, boardPart{ID: "j-carry", Title: "登记一个账号的发布", Form: &view.Form{ID: "carry", Action: "/desk/accounts/joint/carry", Button: "登记", Fields: []view.Field{
				{Name: "joint", Label: "哪一次联合发布", Type: "select", Options: releases, Required: true}, {Name: "account", Label: "账号", Type: "select", Options: ours, Required: true}, {Name: "address", Label: "这篇文章的网址", Type: "url", Required: true, Hint: "在该账号自己的主页上"},
			}}})
		}
		b.Parts = append(b.Parts, boardPart{ID: "j-new", Title: "新的联合发布", Form: &view.Form{ID: "joint", Action: "/desk/accounts/joint", Button: "登记", Main: true, Fault: general(f, "title", "source", "statement"), Fields: []view.Field{
			{Name: "title", Label: "标题", Value: in.Title, Required: true, Fault: on(f, "title")}, {Name: "source", Label: "首发页面网址", Type: "url", Value: in.Source, Required: true, Fault: on(f, "source")}, {Name: "statement", Label: "公开答复编号", Value: in.Statement, Fault: on(f, "statement"), Hint: "是公开答复的才填，如 S-2026-0001"},
		}}})
	}
	if refused != nil {
		return s.again(v, refused, "联合发布", func(*fault.Fault) templ.Component { return boardView(b) })
	}
	return s.page(v, "联合发布", boardView(b))
}

func (s *server) addJoint(v *visit) error {
	in := store.JointRelease{Title: v.field("title"), Source: v.field("source"), Statement: v.field("statement")}
	j, err := s.Desk.DeclareJointRelease(v.r.Context(), v.who, in)
	if err != nil {
		return s.jointBoard(v, in, err)
	}
	return v.done("已登记 "+j.Number+"，并记入公开账本。", "/desk/accounts/joint")
}

func (s *server) carryJoint(v *visit) error {
	err := s.Desk.DeclareJointAddress(v.r.Context(), v.who, v.field("joint"), v.field("account"), v.field("address"))
	return s.ended(v, err, "已登记。", "/desk/accounts/joint", "/desk/accounts/joint")
}

// accountImport is the page of a list of accounts that comes in.
type accountImport struct {
	Header []string
	Fault  string
	Plan   *desk.AccountImport
	Rows   string
}

// importAccounts shows what a list would bring and, when confirmed, stores all
// that can be stored; the report goes out as a table with every row in it.
func (s *server) importAccounts(v *visit) error {
	p := accountImport{Header: desk.AccountHeader}
	if v.r.Method == "GET" {
		return s.page(v, "导入账号", accountImportView(p))
	}
	rows, apply, err := tableOf(v)
	var plan desk.AccountImport
	if err == nil {
		report := v.field("report") != ""
		if plan, err = s.Desk.ImportAccounts(v.r.Context(), v.who, rows, apply && !report); err == nil && report {
			header, lines := desk.ImportReport(plan)
			return v.sheet("accounts-report", header, lines)
		}
	}
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		p.Fault = f.Text
		s.show(v, fault.Status(err), view.Chrome{Title: "导入账号"}, accountImportView(p))
		return nil
	}
	if err != nil {
		return err
	}
	if apply {
		return v.done(v.lang.F("登记 %d 个账号，已有 %d 个，没有登记 %d 行。不合规则的列在这里。", plan.Added, plan.Known, plan.Left), "/desk/accounts/rules")
	}
	p.Plan, p.Rows = &plan, asJSON(rows)
	return s.page(v, "导入账号", accountImportView(p))
}
