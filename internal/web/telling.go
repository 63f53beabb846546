package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/notify"
	"yingda/internal/store"
	"yingda/internal/view"
)

var (
	tellsStaff = holds(desk.TellingKeepers...)
	keepsRobot = holds(desk.RobotKeepers...)
)

type robotsPage struct{ Rows []robotRow }

type robotRow struct {
	ID, Name, Kind, Unit string
	Events               string
	Sparse, Active       bool
	Last, Error          string
}

// robots lists the group robots.
func (s *server) robots(v *visit) error {
	tree, err := s.Desk.Tree(v.r.Context())
	if err != nil {
		return err
	}
	list, err := s.Store.Robots(v.r.Context())
	if err != nil {
		return err
	}
	var p robotsPage
	for _, r := range list {
		row := robotRow{ID: r.ID, Name: r.Name, Kind: v.lang.T(notify.PlatformTitle(r.Kind)), Unit: tree.Name(r.UnitID), Events: eventWords(r.Events), Sparse: r.Sparse, Active: r.Active, Last: v.ago(r.ToldAt)}
		if r.FailedAt > r.ToldAt {
			row.Error = v.lang.T(r.Error)
		}
		p.Rows = append(p.Rows, row)
	}
	return s.page(v, "群机器人", robotsView(p))
}

func eventWords(events []string) string {
	var words []string
	for _, e := range store.Events {
		if slices.Contains(events, e) {
			words = append(words, notify.EventTitle(e))
		}
	}
	return strings.Join(words, "、")
}

func (s *server) newRobot(v *visit) error {
	body, err := s.robotForm(v, "", desk.RobotEdit{Events: []string{store.EventBreach, store.EventDue, store.EventNew}, UnitID: v.who.UnitID}, nil)
	if err != nil {
		return err
	}
	return s.page(v, "登记机器人", body)
}

func (s *server) robot(v *visit) error {
	r, err := s.robotBy(v)
	if err != nil {
		return err
	}
	body, err := s.robotForm(v, r.ID, desk.RobotEdit{Kind: r.Kind, UnitID: r.UnitID, Name: r.Name, Events: r.Events, Sparse: r.Sparse}, nil)
	if err != nil {
		return err
	}
	return s.page(v, r.Name, body)
}

func (s *server) robotBy(v *visit) (store.Robot, error) {
	list, err := s.Store.Robots(v.r.Context())
	if err != nil {
		return store.Robot{}, err
	}
	if i := slices.IndexFunc(list, func(r store.Robot) bool { return r.ID == v.r.PathValue("id") }); i >= 0 {
		return list[i], nil
	}
	return store.Robot{}, fault.New(fault.NotFound, "robot.unknown", "没有这个机器人")
}

// robotForm is the form of a new robot, or of one that is there (id). What is
// sealed is never shown again.
func (s *server) robotForm(v *visit, id string, e desk.RobotEdit, f *fault.Fault) (templ.Component, error) {
	tree, err := s.Desk.Tree(v.r.Context())
	if err != nil {
		return nil, err
	}
	form := view.Form{ID: "robot", Action: "/desk/robots", Button: "登记", Main: true, Cancel: "/desk/robots", Fault: general(f, "name", "kind", "unit", "token", "secret", "events")}
	name := view.Field{Name: "name", Label: "名称", Value: e.Name, Required: true, Fault: on(f, "name"), Hint: "例如：办公室值班群", Complete: "off"}
	token := view.Field{Name: "token", Label: "机器人地址", Type: "password", Required: true, Fault: on(f, "token"), Hint: "从群机器人的设置页整段复制 Webhook 地址；飞书自建应用的机器人填「App ID 空格 群 ID」，一件事在群里只有一张卡片，有变化就更新它。密封保存，以后不再显示。", Complete: "off"}
	secret := view.Field{Name: "secret", Label: "签名密钥", Type: "password", Fault: on(f, "secret"), Hint: "钉钉选「加签」，飞书选「签名校验」，把密钥填在这里；飞书自建应用填 App Secret；企业微信没有这一项。", Complete: "off"}
	if id != "" {
		form.Action, form.Button = "/desk/robots/"+id, "保存"
		token.Required, token.Hint, secret.Hint = false, "不填就沿用原来的。", "不填就沿用原来的。"
		form.Fields = []view.Field{name}
	} else {
		var kinds []view.Option
		for _, k := range notify.Platforms {
			kinds = append(kinds, view.Option{Value: k, Word: notify.PlatformTitle(k)})
		}
		form.Fields = []view.Field{
			name,
			{Name: "kind", Label: "平台", Type: "select", Value: e.Kind, Required: true, Options: kinds, Fault: on(f, "kind")},
			{Name: "unit", Label: "单位", Type: "select", Value: e.UnitID, Required: true, Options: unitOptions(tree), Fault: on(f, "unit"), Hint: "通知到这个单位和下级单位的人时，同时发到群里。"},
		}
	}
	form.Fields = append(form.Fields, token, secret,
		view.Field{Name: "events", Label: "发到群里的事", Type: "many", Values: e.Events, Required: true, Options: eventOptions(func(s string) string { return s }), Fault: on(f, "events")},
		view.Field{Name: "sparse", Label: "只发编号和链接，不发标题", Type: "check", Value: flag(e.Sparse)})
	form.Notes = []string{"群消息只有编号、标题（个人信息已隐去）、等级、时限和链接，不发帖文。同一件事 10 分钟内合成一条；重大事件和超时立即发。"}
	title := "登记机器人"
	if id != "" {
		title = e.Name
	}
	return formPage(title, "/desk/robots", "群机器人", form), nil
}

func eventOptions(word func(string) string) []view.Option {
	var list []view.Option
	for _, e := range store.Events {
		list = append(list, view.Option{Value: e, Word: word(notify.EventTitle(e))})
	}
	return list
}

func robotEdit(v *visit) desk.RobotEdit {
	return desk.RobotEdit{Kind: v.field("kind"), UnitID: v.field("unit"), Name: v.field("name"), Token: v.field("token"), Secret: v.field("secret"), Events: v.r.PostForm["events"], Sparse: v.field("sparse") == "1"}
}

func (s *server) addRobot(v *visit) error {
	e := robotEdit(v)
	if _, err := s.Desk.AddRobot(v.r.Context(), v.who, e); err != nil {
		body, formErr := s.robotForm(v, "", e, fault.Of(err))
		if formErr != nil {
			return formErr
		}
		return s.again(v, err, "登记机器人", func(*fault.Fault) templ.Component { return body })
	}
	return v.done("已登记。按「测试」发一条试试。", "/desk/robots")
}

func (s *server) saveRobot(v *visit) error {
	id := v.r.PathValue("id")
	e := robotEdit(v)
	if err := s.Desk.ChangeRobot(v.r.Context(), v.who, id, e); err != nil {
		body, formErr := s.robotForm(v, id, e, fault.Of(err))
		if formErr != nil {
			return formErr
		}
		return s.again(v, err, "群机器人", func(*fault.Fault) templ.Component { return body })
	}
	return v.done("已保存。", "/desk/robots")
}

func (s *server) testRobot(v *visit) error {
	if err := s.Desk.TestRobot(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return v.refused(err, "/desk/robots")
	}
	return v.done("测试消息已排队，结果看这里的第一行。", "/desk/tellings")
}

func (s *server) useRobot(v *visit) error {
	if err := s.Desk.UseRobot(v.r.Context(), v.who, v.r.PathValue("id"), v.field("use") == "1"); err != nil {
		return v.refused(err, "/desk/robots")
	}
	s.forget(v)
	return v.done("已改。", "/desk/robots")
}

type tellingsPage struct {
	Chips []view.Chip
	Rows  []tellingRow
	Older string
	Mends bool
	All   bool
}

type tellingRow struct {
	ID, To, Way, About, Href, Number, When, State, Text string
	Failed                                              bool
}

var tellingStates = []struct{ state, word string }{{"", "全部"}, {"failed", "没有送到"}, {"waiting", "等待"}, {"sending", "正在发送"}, {"sent", "已送达"}, {"dropped", "已放弃"}}

// tellings is the log of what was told beside the bell: all of it for who keeps
// it, one's own for everybody else.
func (s *server) tellings(v *visit) error {
	f := store.TellingFilter{State: v.q("state"), Before: v.q("before")}
	p := tellingsPage{Mends: tellsStaff.allows(v.who), All: tellsStaff.allows(v.who)}
	if !p.All {
		f.PersonID = v.who.ID
	}
	list, err := s.Store.Tellings(v.r.Context(), f, perPage+1)
	if err != nil {
		return err
	}
	if len(list) > perPage {
		list = list[:perPage]
		p.Older = v.with("before", list[perPage-1].ID)
	}
	for _, x := range tellingStates {
		p.Chips = append(p.Chips, view.Chip{Word: v.lang.T(x.word), Href: v.with("state", x.state), On: x.state == f.State})
	}
	for _, x := range list {
		p.Rows = append(p.Rows, tellingLine(v, x))
	}
	return s.page(v, "送达记录", tellingsView(p))
}

func tellingLine(v *visit, x store.TellingRow) tellingRow {
	r := tellingRow{ID: x.ID, To: x.To, Way: "邮件", About: eventWords(x.Events), Number: x.Number, When: v.moment(x.CreatedAt), Text: x.Error, Failed: x.State == "failed"}
	if x.RobotID != "" {
		r.Way = "群机器人"
	}
	switch {
	case x.Kind == "test":
		r.About = "测试消息"
	case x.Kind == "digest":
		r.About = "每日摘要"
	case x.Number != "":
		r.Href = "/desk/matters/" + x.Number
	}
	if x.Changes > 1 {
		r.About += "（合并 " + strconv.FormatInt(x.Changes, 10) + " 次）"
	}
	for _, s := range tellingStates {
		if s.state == x.State {
			r.State = v.lang.T(s.word)
		}
	}
	switch {
	case x.State == "sent":
		r.State += " " + v.when(x.SentAt)
	case x.State == "waiting" && x.DueAt > v.now.UnixMilli():
		r.Text = strings.TrimSpace(r.Text + " 计划 " + v.when(x.DueAt) + " 发送")
	}
	if x.Attempts > 1 {
		r.Text = strings.TrimSpace(r.Text + " 试过 " + strconv.FormatInt(x.Attempts, 10) + " 次")
	}
	if x.Repeats > 0 {
		r.Text = strings.TrimSpace(r.Text + " 发送中断过，可能收到两条")
	}
	return r
}

func (s *server) retryTelling(v *visit) error {
	return s.mendTelling(v, "已重新排队。", s.Desk.RetryTelling)
}

func (s *server) dropTelling(v *visit) error {
	return s.mendTelling(v, "已放弃。", s.Desk.DropTelling)
}
