package web

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/view"
)

// platformRoutes connect official accounts to their platforms.
var platformRoutes = []Route{
	{"GET /desk/platforms", (*server).platforms, holds(desk.AccountReaders...)},
	{"GET /desk/accounts/{id}/platform", (*server).platform, holds(desk.AccountReaders...)},
	{"POST /desk/accounts/{id}/platform", (*server).connect, holds(desk.Connectors...)},
	{"POST /desk/accounts/{id}/platform/end", (*server).disconnect, holds(desk.Connectors...)},
}

// platforms lists the open accounts, and how each is connected.
func (s *server) platforms(v *visit) error {
	list, err := s.Desk.Connections(v.r.Context(), v.who, mostLines)
	if err != nil {
		return err
	}
	p := boardPart{ID: "f-list", Title: "账号", Count: strconv.Itoa(len(list)), Columns: []string{"账号", "平台", "接口", "最近收到", "最近调用"}, Empty: view.Empty{Title: "没有可以连接的账号", Why: "账号备案开通以后，可以在这里连接平台接口：留言进收件箱，答复回到原处，批准的文稿一起发布，发布记录自动读取。"}}
	for _, c := range list {
		heard := boardCell{Text: "—"}
		if c.Hook != "" {
			heard.Text = orDash(v.ago(c.Health.HeardAt))
		}
		p.Rows = append(p.Rows, []boardCell{{Text: c.Account.Name, Under: c.Account.Number, Href: "/desk/accounts/" + c.Account.ID + "/platform"}, {Text: c.Account.Platform.Title()}, connectionState(c), heard, {Text: orDash(v.ago(c.Health.CalledAt)), Under: c.Health.Failure}})
	}
	return s.page(v, "平台接口", boardView(board{Title: "平台接口", Says: "各平台账号与本系统的连接：收留言、回答复、发布文稿、读取发布记录。", Parts: []boardPart{p}}))
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// connectionState is how a connection stands, in a word.
func connectionState(c desk.Connection) boardCell {
	switch c.State() {
	case desk.Unconnected:
		return boardCell{Text: "未连接"}
	case desk.SecretsMissing:
		return boardCell{Tag: "缺密钥", Bad: true}
	case desk.CallsFail:
		return boardCell{Tag: "调用失败", Bad: true, Under: c.Health.Failure}
	case desk.PlatformWaits:
		return boardCell{Tag: "等待平台", Bad: true}
	case desk.Unverified:
		return boardCell{Text: "等平台验证"}
	}
	return boardCell{Text: "正常"}
}

// platform shows how one account is connected, what to enter on the platform's
// side, and what has happened.
func (s *server) platform(v *visit) error {
	c, err := s.Desk.Connection(v.r.Context(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.page(v, v.lang.F("平台接口：%s", c.Account.Name), s.platformPage(v, c, nil, nil))
}

func (s *server) platformPage(v *visit, c desk.Connection, typed *desk.LinkEdit, f *fault.Fault) templ.Component {
	connects := holds(desk.Connectors...).allows(v.who) && c.Account.State == "open"
	b := board{Title: v.lang.F("平台接口：%s", c.Account.Name), Says: v.lang.F("%s，%s", v.lang.T(c.Account.Platform.Title()), c.Account.Number)}
	b.Tabs = []boardTab{{"/desk/platforms", "全部账号", false}, {"/desk/accounts/" + c.Account.ID + "/keys", "账号密钥", false}}
	if s.Demo != nil && c.Link.Active {
		b.Notes = []string{"演示：演示机关只与本机上的地址往来，示例账号的平台由演示程序自己扮演，不连外网。"}
	}
	b.Parts = append(b.Parts, s.linePart(v, c))
	if connects {
		form := linkForm(c, typed, f)
		b.Parts = append(b.Parts, boardPart{ID: "f-link", Title: "连接设置", Form: &form})
	}
	if c.Account.Platform == regime.WeChat {
		b.Parts = append(b.Parts, publicationPart(v, c))
	}
	if connects && c.Link.Active {
		end := view.Form{ID: "end", Action: "/desk/accounts/" + c.Account.ID + "/platform/end", Button: "停用连接", Cite: "停用后不再收留言、不再发出；平台上的内容不变。"}
		b.Parts = append(b.Parts, boardPart{ID: "f-end", Title: "停用", Form: &end})
	}
	return boardView(b)
}

// linePart says how the line stands.
func (s *server) linePart(v *visit, c desk.Connection) boardPart {
	p := boardPart{ID: "f-line", Title: "现在", Columns: []string{"项目", "情况"}}
	add := func(what string, cell boardCell) { p.Rows = append(p.Rows, []boardCell{{Text: what}, cell}) }
	add("状态", connectionState(c))
	if c.Hook != "" {
		hook := boardCell{Text: c.Hook, Under: "填到平台后台的“服务器地址（URL）”"}
		if strings.HasPrefix(c.Hook, "/") {
			hook.Under = "前面加上本系统的公开地址；先在配置文件里写明 public"
		}
		add("回调地址", hook)
	}
	var missing []string
	for _, name := range c.Missing {
		missing = append(missing, desk.SecretTitle(name))
	}
	if len(missing) > 0 {
		add("还缺的密钥", boardCell{Text: strings.Join(missing, "、"), Bad: true, Href: "/desk/accounts/" + c.Account.ID + "/keys", Under: "由密钥保管人填写"})
	}
	if c.Hook != "" {
		add("最近收到回调", boardCell{Text: orDash(v.moment(c.Health.HeardAt))})
	}
	if c.Health.RefusedAt > 0 {
		add("最近拒收的回调", boardCell{Text: v.moment(c.Health.RefusedAt), Under: c.Health.Refusal})
	}
	add("最近调用成功", boardCell{Text: orDash(v.moment(c.Health.CalledAt))})
	if c.Health.FailedAt > 0 {
		add("最近调用失败", boardCell{Text: v.moment(c.Health.FailedAt), Under: c.Health.Failure, Bad: c.Health.FailedAt > c.Health.CalledAt})
	}
	for _, path := range slices.Sorted(maps.Keys(c.Waits)) {
		add("平台要求等待", boardCell{Text: c.Waits[path], Bad: true})
	}
	if c.Hook != "" {
		token := boardCell{Text: "下一次调用时取得"}
		if c.TokenUntil > 0 {
			token.Text = v.lang.F("有效到 %s", v.moment(c.TokenUntil))
		}
		add("接口凭据", token)
	}
	for _, t := range readTitles {
		if turn, ok := c.Turns[t.what]; ok {
			cell := boardCell{Text: orDash(v.moment(turn.At))}
			if turn.Cursor != "" {
				cell.Under = "还没有读完，接着读"
			}
			add(t.title, cell)
		}
	}
	return p
}

// readTitles say what is read of an account.
var readTitles = []struct{ what, title string }{{"posts", "最近读取发布记录"}, {"comments", "最近读取评论"}, {"menu", "最近读取菜单"}}

var modeWords = []view.Option{{Value: string(platform.Safe), Word: "安全模式（密文）"}, {Value: string(platform.Compatible), Word: "兼容模式（明文密文并存，只信密文）"}, {Value: string(platform.Plain), Word: "明文模式（不加密，不建议）"}}

func linkForm(c desk.Connection, typed *desk.LinkEdit, f *fault.Fault) view.Form {
	e := desk.LinkEdit{AppID: c.Link.AppID, AgentID: c.Link.AgentID, Mode: c.Link.Mode, In: c.Link.In, Out: c.Link.Out}
	if typed != nil {
		e = *typed
	}
	if e.Mode == "" {
		e.Mode = string(platform.Safe)
	}
	form := view.Form{ID: "link", Action: "/desk/accounts/" + c.Account.ID + "/platform", Button: "保存并连接", Main: true, Fault: general(f, "app_id", "agent_id", "mode", "in_url", "out_url"), Cite: "保存以后，先填好密钥，再到平台后台提交地址验证。"}
	switch {
	case c.Account.Platform == regime.Weibo:
		form.Cite = "保存以后，由保管人填写访问令牌。微博的授权会到期，到期前要重新授权、更换令牌。"
		form.Fields = []view.Field{{Name: "app_id", Label: "账号 UID", Value: e.AppID, Required: true, Fault: on(f, "app_id"), Hint: "账号主页网址 weibo.com/u/ 后面的数字"}}
		return form
	case !desk.ByAdapter(c.Account.Platform):
		form.Cite = "推送按 Standard Webhooks 签名，同一件不论推几次编号相同，接收方只收一次。签名密钥由保管人填写。"
		form.Fields = []view.Field{
			{Name: "out_url", Label: "推送地址", Value: e.Out, Fault: on(f, "out_url"), Hint: "批准的文稿推给谁发布：本机关或运维单位的接收程序；不填则由人发布、登记"},
			{Name: "in_url", Label: "订阅地址", Value: e.In, Fault: on(f, "in_url"), Hint: "账号公开内容的 RSS 或 Atom 地址：用来核对是否发出、读取发布记录；没有可不填"},
		}
		return form
	}
	if c.Account.Platform == regime.WeCom {
		form.Hidden = []view.Pair{{Name: "mode", Value: string(platform.Safe)}}
		form.Fields = []view.Field{
			{Name: "app_id", Label: "企业编号（CorpID）", Value: e.AppID, Required: true, Fault: on(f, "app_id"), Hint: "管理后台“我的企业”里，以 ww 或 wx 开头"},
			{Name: "agent_id", Label: "应用编号（AgentID）", Value: e.AgentID, Required: true, Fault: on(f, "agent_id"), Hint: "应用详情里的数字"},
		}
		return form
	}
	form.Fields = []view.Field{
		{Name: "app_id", Label: "AppID", Value: e.AppID, Required: true, Fault: on(f, "app_id"), Hint: "公众平台“设置与开发”里，以 wx 开头"},
		{Name: "mode", Label: "消息加解密方式", Type: "select", Value: e.Mode, Required: true, Options: modeWords, Fault: on(f, "mode")},
	}
	return form
}

// publicationWords say how far an article has come.
var publicationWords = map[string]string{"drafted": "已存草稿", "submitted": "平台审核中", "published": "已发布", "refused": "平台没有发布", "withdrawn": "已撤下"}

func publicationPart(v *visit, c desk.Connection) boardPart {
	p := boardPart{ID: "f-articles", Title: "发到这个账号的文章", Count: strconv.Itoa(len(c.Publications)), Columns: []string{"稿件", "情况", "地址"}, Empty: view.Empty{Title: "还没有", Why: "答复批准时选了“政务新媒体账号”的，会作为文章发到这里，与网站同一文本。"}}
	for _, x := range c.Publications {
		p.Rows = append(p.Rows, []boardCell{{Text: x.Number, Under: v.moment(x.ChangedAt), Href: "/desk/statements/" + x.Number}, {Text: publicationWords[x.State], Under: x.Says, Bad: x.State == "refused"}, {Text: orDash(x.URL), Href: safe(x.URL)}})
	}
	return p
}

func (s *server) connect(v *visit) error {
	id := v.r.PathValue("id")
	e := desk.LinkEdit{Account: id, AppID: v.field("app_id"), AgentID: v.field("agent_id"), Mode: v.field("mode"), In: v.field("in_url"), Out: v.field("out_url")}
	if err := s.Desk.Connect(v.r.Context(), v.who, e); err != nil {
		c, other := s.Desk.Connection(v.r.Context(), v.who, id)
		if other != nil {
			return other
		}
		return s.again(v, err, v.lang.F("平台接口：%s", c.Account.Name), func(f *fault.Fault) templ.Component { return s.platformPage(v, c, &e, f) })
	}
	return v.done("已保存。请保管人填好密钥；微信、企业微信还要到平台后台提交地址验证。", "/desk/accounts/"+id+"/platform")
}

func (s *server) disconnect(v *visit) error {
	id := v.r.PathValue("id")
	if err := s.Desk.Disconnect(v.r.Context(), v.who, id); err != nil {
		return v.refused(err, "/desk/accounts/"+id+"/platform")
	}
	return v.done("已停用。平台后台的授权和服务器配置也请停用。", "/desk/accounts/"+id+"/platform")
}
