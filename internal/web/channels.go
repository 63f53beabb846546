package web

import (
	"strconv"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

var channelRoutes = []Route{
	{"GET /desk/channels", (*server).channels, releases},
	{"POST /desk/channels/stop", (*server).stopSending, holds(desk.Stoppers...)},
	{"POST /desk/channels/resume", (*server).resumeSending, holds(desk.Stoppers...)},
	{"GET /desk/channels/new", (*server).newOutlet, holds(desk.OutletKeepers...)},
	{"POST /desk/channels/outlets", (*server).addOutlet, holds(desk.OutletKeepers...)},
	{"POST /desk/channels/outlets/{id}/use", (*server).useOutlet, holds(desk.OutletKeepers...)},
	{"POST /desk/channels/outlets/{id}/secret", (*server).renewSecret, holds(desk.OutletKeepers...)},
	{"GET /desk/channels/releases/{id}", (*server).releaseForm, holds(desk.Recorders...)},
	{"POST /desk/channels/releases/{id}/record", (*server).recordRelease, holds(desk.Recorders...)},
	{"POST /desk/channels/releases/{id}/reach", (*server).recordReach, holds(desk.Recorders...)},
	{"POST /desk/channels/releases/{id}/decide", (*server).decideRelease, holds(desk.Deciders...)},
	{"POST /desk/channels/releases/{id}/resend", (*server).resendRelease, holds(desk.Deciders...)},
}

// releases are those who see the ways out: staff, and who guards the machine.
var releases = holds(desk.OutwardReaders...)

// mostLines is how many lines of the outbox a page shows.
const mostLines = 100

// channels shows the stop switch, what waits for a person, the queue and the
// outlets.
func (s *server) channels(v *visit) error {
	return s.channelPage(v, nil)
}

func (s *server) channelPage(v *visit, f *fault.Fault) error {
	ctx := v.r.Context()
	stop, err := s.Store.Stopped(ctx)
	if err != nil {
		return err
	}
	open, err := s.Store.OpenReleases(ctx, mostLines)
	if err != nil {
		return err
	}
	done, err := s.Store.DoneReleases(ctx, 30)
	if err != nil {
		return err
	}
	outlets, err := s.Store.Outlets(ctx)
	if err != nil {
		return err
	}
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, o := range outlets {
		names[o.ID] = o.Name
	}
	scope := tree.Scope(v.who)
	seen, err := s.Store.Seen(ctx, regime.Statement, scope, statementsOf(open, done))
	if err != nil {
		return err
	}
	b := board{Title: "发布渠道", Says: "同一文本，各渠道一起发；每一次发布和它的地址都有记录。"}
	if holds(desk.AccountReaders...).allows(v.who) {
		b.Adds = append(b.Adds, boardTab{"/desk/platforms", "平台接口", false})
	}
	if holds(desk.OutletKeepers...).allows(v.who) {
		b.Adds = append(b.Adds, boardTab{"/desk/channels/new", "登记出口", !stop.On()})
	}
	b.Parts = append(b.Parts, s.stopPart(v, stop, f))
	wait := boardPart{ID: "c-wait", Title: "要人处理", Columns: []string{"稿件", "渠道", "情况", ""}, Empty: view.Empty{Title: "没有要人处理的", Why: "机器发不了的渠道、发没发成说不清的，会列在这里，由人登记或决定。"}}
	queue := boardPart{ID: "c-queue", Title: "正在发", Columns: []string{"稿件", "渠道", "情况"}, Empty: view.Empty{Title: "没有在排队的", Why: "批准以后先上本机关网站，其余渠道随后发出。"}}
	for _, l := range open {
		if !scope.All && !v.who.Has(regime.SecurityAdmin) && !ofAgency(tree, v, l.AgencyID) {
			continue
		}
		row := []boardCell{lineCell(l, seen), {Text: regime.Channel(l.Channel).Title(), Under: names[l.OutletID]}}
		if l.State == "queued" || l.State == "sending" {
			queue.Rows = append(queue.Rows, append(row, boardCell{Text: releaseWords[l.State], Under: v.joined(v.moment(l.QueuedAt), l.Error)}))
			continue
		}
		wait.Rows = append(wait.Rows, append(row, boardCell{Tag: releaseWords[l.State], Bad: l.State != "owed", Under: v.joined(v.moment(l.QueuedAt), l.Error)}, s.lineButtons(v, l)))
	}
	wait.Count, queue.Count = strconv.Itoa(len(wait.Rows))+" 件", strconv.Itoa(len(queue.Rows))+" 件"
	b.Parts = append(b.Parts, wait, queue, s.outletPart(v, outlets))
	sent := boardPart{ID: "c-done", Title: "最近发出", Columns: []string{"稿件", "渠道", "地址", ""}, Empty: view.Empty{Title: "还没有发到别处", Why: "本机关网站以外的发布会列在这里。"}}
	for _, l := range done {
		if !scope.All && !ofAgency(tree, v, l.AgencyID) {
			continue
		}
		where := boardCell{Text: l.Address, Href: safe(l.Address), Under: v.moment(l.DoneAt)}
		row := []boardCell{lineCell(l, seen), {Text: regime.Channel(l.Channel).Title(), Under: names[l.OutletID]}, where, {}}
		if holds(desk.Recorders...).allows(v.who) {
			row[3] = boardCell{Text: "登记传播", Href: "/desk/channels/releases/" + l.ID}
		}
		sent.Rows = append(sent.Rows, row)
	}
	b.Parts = append(b.Parts, sent)
	return s.page(v, b.Title, boardView(b))
}

func statementsOf(lists ...[]store.OutboxLine) (ids []string) {
	for _, list := range lists {
		for _, l := range list {
			ids = append(ids, l.StatementID)
		}
	}
	return ids
}

// lineCell names the statement of a line. Who does not take part in it reads its
// title once it is public, on the public page, and before that its number alone.
func lineCell(l store.OutboxLine, seen map[string]bool) boardCell {
	switch {
	case seen[l.StatementID]:
		return boardCell{Text: l.Title, Under: l.Number, Href: "/desk/statements/" + l.Number}
	case l.State == "done":
		return boardCell{Text: l.Title, Under: l.Number, Href: "/statements/" + l.Number}
	}
	return boardCell{Text: l.Number}
}

func ofAgency(tree *desk.Tree, v *visit, agencyID string) bool {
	for _, g := range v.who.Grants {
		if tree.ByID[g.UnitID].AgencyID == agencyID {
			return true
		}
	}
	return false
}

func joinedText(a, b string) string {
	if b == "" {
		return a
	}
	return a + "，" + b
}

// joined puts a phrase of the program before what follows it.
func (v *visit) joined(a, b string) string {
	if b == "" {
		return v.lang.T(a)
	}
	return v.lang.F("%s，%s", v.lang.T(a), b)
}

// stopPart is the switch that halts all sending, or who pressed it.
func (s *server) stopPart(v *visit, stop store.Stop, f *fault.Fault) boardPart {
	p := boardPart{ID: "c-stop", Title: "停发开关"}
	may := holds(desk.Stoppers...).allows(v.who)
	switch {
	case stop.On():
		p.Text = []string{stop.Name + " 于 " + v.moment(stop.At) + " 按下停发：" + stop.Reason + "。本机关网站和所有渠道都停着，排队的不会丢。"}
		if may && stop.By != v.who.ID {
			p.Form = &view.Form{ID: "resume", Action: "/desk/channels/resume", Button: "核对无误，恢复发送", Main: true}
		} else {
			p.Text = append(p.Text, "恢复要由另一人：主要负责人、分管负责人、办公室主任、安全管理员或值班员。")
		}
	case may:
		p.Form = &view.Form{ID: "stop", Action: "/desk/channels/stop", Button: "停发一切", Fault: general(f, "reason"), Fields: []view.Field{{Name: "reason", Label: "为什么停发", Required: true, Fault: on(f, "reason"), Hint: "两秒内停下所有发送，包括本机关网站；恢复要由另一人。写入审计和公开账本。"}}}
	default:
		p.Text = []string{"发送正常。停发由主要负责人、分管负责人、办公室主任、安全管理员或值班员按下。"}
	}
	return p
}

func (s *server) lineButtons(v *visit, l store.OutboxLine) boardCell {
	at := "/desk/channels/releases/" + l.ID
	var c boardCell
	decides := holds(desk.Deciders...).allows(v.who)
	switch {
	case l.State == "owed" && holds(desk.Recorders...).allows(v.who):
		c.Text, c.Href = "登记地址", at
	case l.State == "unknown" && decides:
		c.Buttons = []boardButton{{at + "/decide", "已发出", []view.Pair{{Name: "sent", Value: "yes"}}, true}, {at + "/decide", "没有发出，重发", []view.Pair{{Name: "sent", Value: "no"}}, false}}
	case l.State == "failed" && decides:
		c.Buttons = []boardButton{{at + "/resend", "重发", nil, true}}
	}
	return c
}

func (s *server) outletPart(v *visit, outlets []store.Outlet) boardPart {
	p := boardPart{ID: "c-outlets", Title: "发布出口", Columns: []string{"名称", "渠道", "最近", ""}, Empty: view.Empty{Title: "还没有登记出口", Why: "新闻单位的邮箱、网站后台的接口登记以后，稿件批准即发；没有出口的渠道由人登记。"}}
	keeps := holds(desk.OutletKeepers...).allows(v.who)
	if keeps {
		p.Empty.Href, p.Empty.Way = "/desk/channels/new", "登记出口"
	}
	for _, o := range outlets {
		state := boardCell{Text: "还没有发过"}
		if o.SentAt > 0 {
			state.Text = v.lang.F("发成于 %s", v.moment(o.SentAt))
		}
		if o.Error != "" {
			state.Tag, state.Bad, state.Under = "异常", true, v.joined(v.moment(o.FailedAt), o.Error)
		}
		name := boardCell{Text: o.Name, Under: o.Address}
		if o.Channel == string(regime.OfficialAccount) {
			name.Under = "" // its address is the account's id
		}
		if o.Asked != "" {
			name.Under += "（" + o.Asked + "）"
		}
		if !o.Active {
			name.Tag = "停用"
		}
		row := []boardCell{name, {Text: regime.Channel(o.Channel).Title()}, state, {}}
		if keeps {
			use, word := "no", "停用"
			if !o.Active {
				use, word = "yes", "启用"
			}
			row[3].Buttons = []boardButton{{"/desk/channels/outlets/" + o.ID + "/use", word, []view.Pair{{Name: "use", Value: use}}, false}}
			if o.Channel == string(regime.Webhook) {
				row[3].Buttons = append(row[3].Buttons, boardButton{"/desk/channels/outlets/" + o.ID + "/secret", "换密钥", nil, false})
			}
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

func (s *server) stopSending(v *visit) error {
	if err := s.Desk.StopSending(v.r.Context(), v.who, v.field("reason")); err != nil {
		return v.refused(err, "/desk/channels")
	}
	return v.done("已停发。恢复要由另一人核对后办理。", "/desk/channels")
}

func (s *server) resumeSending(v *visit) error {
	if err := s.Desk.ResumeSending(v.r.Context(), v.who); err != nil {
		return v.refused(err, "/desk/channels")
	}
	return v.done("已恢复发送。", "/desk/channels")
}

// releaseForm is where a person records where a text stands, or how often it
// was seen.
func (s *server) releaseForm(v *visit) error {
	at := "/desk/channels/releases/" + v.r.PathValue("id")
	now := time.UnixMilli(v.now.UnixMilli()).In(china).Format("2006-01-02T15:04")
	b := board{Title: "登记发布", Tabs: []boardTab{{"/desk/channels", "发布渠道", false}}, Parts: []boardPart{
		{ID: "r-at", Title: "登在哪里", Form: &view.Form{ID: "record", Action: at + "/record", Button: "登记地址", Main: true, Fields: []view.Field{
			{Name: "address", Label: "地址", Required: true, Hint: "网址；报纸的日期和版面；频道和时间；张贴的地点；短信发给要求接收的多少人"},
			{Name: "at", Label: "时间", Type: "datetime-local", Value: now, Required: true},
		}}},
		{ID: "r-reach", Title: "传播情况", Form: &view.Form{ID: "reach", Action: at + "/reach", Button: "登记数字", Fields: []view.Field{
			{Name: "views", Label: "阅读或收看数", Required: true}, {Name: "uptake", Label: "采用家数", Value: "0"}, {Name: "note", Label: "数字的来源", Required: true, Hint: "如「网站后台统计，11月22日」。只记传播数，不记褒贬。"},
		}}},
	}}
	return s.page(v, b.Title, boardView(b))
}

// instant reads a time of a form in Shanghai; 0 for none or a wrong one.
func (v *visit) instant(name string) int64 {
	for _, layout := range []string{"2006-01-02T15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, v.field(name), china); err == nil {
			return t.UnixMilli()
		}
	}
	return 0
}

func (v *visit) count(name string) int64 {
	n, err := strconv.ParseInt(v.field(name), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

func (s *server) recordRelease(v *visit) error {
	return s.ended(v, s.Desk.RecordRelease(v.r.Context(), v.who, v.r.PathValue("id"), v.field("address"), v.instant("at")), "地址已登记。", "/desk/channels/releases/"+v.r.PathValue("id"), "/desk/channels")
}

func (s *server) recordReach(v *visit) error {
	return s.ended(v, s.Desk.RecordReach(v.r.Context(), v.who, v.r.PathValue("id"), v.count("views"), v.count("uptake"), v.field("note")), "传播情况已登记。", "/desk/channels/releases/"+v.r.PathValue("id"), "/desk/channels")
}

func (s *server) decideRelease(v *visit) error {
	return s.ended(v, s.Desk.DecideRelease(v.r.Context(), v.who, v.r.PathValue("id"), v.field("sent") == "yes", v.field("address")), "已记下您的决定。", "/desk/channels", "/desk/channels")
}

func (s *server) resendRelease(v *visit) error {
	return s.ended(v, s.Desk.ResendRelease(v.r.Context(), v.who, v.r.PathValue("id")), "已重新排队。", "/desk/channels", "/desk/channels")
}

// ended goes on after an act on a register: back where it was refused, or on.
func (s *server) ended(v *visit, err error, said, back, next string) error {
	if err != nil {
		return v.refused(err, back)
	}
	s.forget(v)
	return v.done(said, next)
}
