package app

import (
	"context"
	"slices"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/demo"
	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// moments are what people of the sample did while its history ran that is no step
// of a matter: meetings, assessments of decisions, the list of own acts, links for
// helpers from outside. Each ends before the next step of the history.
var moments = []struct {
	at string // as a step of the history writes it
	do func(*scene)
}{
	{"-10d 15:00", (*scene).riskReturned},
	{"-9d 09:20", (*scene).riskApproved},
	{"-7d 09:05", (*scene).listSigned},
	{"-6d 09:41", (*scene).departmentsConsulted},
	{"-6d 10:11", (*scene).groupFormed},
	{"-5d 09:00", (*scene).helperAnswered},
	{"-5d 14:18", (*scene).riskLinked},
	{"-1d 15:00", (*scene).helperAsked},
}

// meanwhile carries out the moments from one instant to another, letting time pass
// before each, and returns how far the clock has come.
func (p *player) meanwhile(ctx context.Context, from, until time.Time) (time.Time, error) {
	for _, m := range moments {
		var o demo.Offset
		if err := o.UnmarshalText([]byte(m.at)); err != nil {
			return from, err
		}
		at := o.In(p.epoch)
		if at.Before(from) || !at.Before(until) {
			continue
		}
		if err := p.pass(ctx, from, at); err != nil {
			return from, err
		}
		p.at(at)
		err := p.parts(ctx, []part{{"moment " + m.at, func(ctx context.Context) error {
			s := &scene{player: p, ctx: ctx}
			m.do(s)
			return s.err
		}}})
		if err != nil {
			return from, err
		}
		from = p.clock.Now()
	}
	return from, nil
}

// workOpen is what waits for somebody in the registers of the office.
func (s *scene) workOpen() {
	s.assess("jiangxumian", store.Risk{
		Title: "二楼咨询台并入一楼接访大厅", Grade: regime.Serious,
		Decision: "下月起撤销二楼咨询台，两名咨询员到一楼大厅门口引导，原二楼房间改作会商室。",
		Risks:    "常来二楼的老年人找不到人；一楼本来就排队，并入头一周可能更挤；已经预约二楼的要重新安排。",
		Plan:     "一、提前五个工作日在门口、网站和电话语音同时告知。\n二、头两周二楼留一块牌子和一部直通电话。\n三、一楼每半天报一次等候时间，超过三十分钟就加开窗口。\n四、已经预约二楼的逐一打电话改到一楼，时间不变。",
	})
	list := s.ownList(s.clock.Now(), "taoyike", store.OwnEntry{Kind: "decision", Term: "窗口", Act: "三号窗口改为只办复印和补打回执", Worry: "不知道的还在三号窗口排队，排到了才知道要换", Measure: "门口和叫号屏写明，引导员头三天站在三号窗口前"})
	s.own(list, "hesuiyuan", store.OwnEntry{Kind: "act", Term: "代写", Act: "代写点搬到一楼后每天只有上午有人", Worry: "下午来的要等到第二天", Measure: "下午由窗口轮流代写，两周后看件数再定"})

	who := s.as("zhouyinghe")
	tomorrow := s.day(1).Start().Add(9*time.Hour + 30*time.Minute)
	s.do("call the leading group", func() error {
		_, err := s.desk.PlanMeeting(s.ctx, who, store.Meeting{
			Kind: "leading_group", Title: "超期的答复怎样补上，咨询台怎样改", Place: "三楼会议室", At: tomorrow.UnixMilli(),
			Members: []store.Attendee{
				{Name: "顾景川", Unit: "临澄市信访局", Part: "chair"},
				{Name: "栾文洲", Unit: "临澄市信访局", Part: "member"},
				{Name: "佟禾华", Unit: "临澄市信访局", Part: "member"},
				{Name: "周映禾", Unit: "办公室", Part: "member"},
				{Name: "康柏舒", Unit: "督查科", Part: "member"},
				{Name: "陆疏桐", Unit: "临澄市社会工作者协会", Part: "expert"},
			},
		}, s.number("attitude"))
		return err
	})
}

// number is that of the concern of one of the sample's matters.
func (s *scene) number(key string) (number string) {
	s.do("find the concern "+key, func() (err error) {
		number, err = s.concern(s.ctx, key)
		return err
	})
	return number
}

// departmentsConsulted is the consultation on the major concern: minutes and a
// proposal, which another approves.
func (s *scene) departmentsConsulted() {
	director, head := s.as("zhouyinghe"), s.as("gujingchuan")
	id := s.meets(director, store.Meeting{
		Kind: "consultation", Title: "公示附件误公开个人信息怎样止损和告知", Place: "三楼会议室，云栈区视频参加",
		Members: []store.Attendee{
			{Name: "顾景川", Unit: "临澄市信访局", Part: "chair"},
			{Name: "周映禾", Unit: "办公室", Part: "member"},
			{Name: "傅白榆", Unit: "云栈区信访局", Part: "member"},
			{Name: "褚行舟", Unit: "临澄市大数据局", Part: "department"},
			{Name: "毕见深", Unit: "临澄市司法局", Part: "department"},
		},
	}, desk.Minutes{
		Text:     "市大数据局：附件撤下以后，站内搜索还留着缓存，可以在两小时内清除；下载记录只统计次数，不查是谁下载的。\n市司法局：被公开的是谁就告知谁，说清公开了什么、多长时间、怎样防骗；单位的责任由单位承担，不能要求本人签“无异议”。\n云栈区信访局：四十六人的名单只在经办的三个人之间使用，用完收回。",
		Proposal: "一、今天中午前清除站内搜索缓存。\n二、今天公开说明并致歉，说清责任。\n三、四十六人两天内逐一告知本人。\n四、全市公示附件马上检查一遍。",
		Present:  []int{0, 1, 2, 3, 4},
	})
	s.goOn(2 * time.Minute)
	s.do("approve the proposal", func() error { return s.desk.ApproveProposal(s.ctx, head, id, "同意，先止损、先告知。") })
}

// groupFormed is the meeting that forms the response group of the major concern,
// with an expert of the pool.
func (s *scene) groupFormed() {
	director := s.as("zhouyinghe")
	s.meets(director, store.Meeting{
		Kind: "response_group", Title: "公示附件误公开个人信息应对小组", Place: "三楼会议室",
		Members: []store.Attendee{
			{Name: "顾景川", Unit: "临澄市信访局", Part: "chair", Expertise: "统筹和决定"},
			{Name: "周映禾", Unit: "办公室", Part: "member", Expertise: "协调和报告"},
			{Name: "傅白榆", Unit: "云栈区信访局", Part: "member", Expertise: "核查事实、告知本人"},
			{Name: "方叙之", Unit: "综合信息科", Part: "member", Expertise: "网站和日志"},
			{Name: "秦昭一", Unit: "办公室", Part: "member", Expertise: "对外文稿"},
			{Name: "颜知衡", Unit: "临澄大学法学院", Part: "expert"},
			{Name: "佟禾华", Unit: "临澄市信访局", Part: "member", Expertise: "接待来访"},
		},
	}, desk.Minutes{
		Text:     "分工：核查和告知由云栈区信访局负责，网站和日志由综合信息科负责，文稿由办公室起草、两家确认。对外只由发言人说明。",
		Present:  []int{0, 1, 2, 3, 4, 5},
		Opinions: map[int]string{5: "告知本人应当写明三件事：公开了哪些内容、公开了多久、单位已经做了什么。道歉对着本人说，不能只写在网站上。"},
		Decisions: []desk.Resolution{
			{Text: "公示附件改由系统导出遮盖版，写成操作说明", UnitID: s.units["information"], Within: "15 working days"},
			{Text: "名单只在经办的三个人之间使用，用完收回"},
		},
	})
}

// meets calls a meeting on the major concern and writes its minutes a quarter of
// an hour later.
func (s *scene) meets(who matter.Actor, m store.Meeting, minutes desk.Minutes) (id string) {
	m.At = s.clock.Now().Add(5 * time.Minute).UnixMilli()
	number := s.number("leak")
	s.do("call: "+m.Title, func() (err error) {
		id, err = s.desk.PlanMeeting(s.ctx, who, m, number)
		return err
	})
	s.goOn(15 * time.Minute)
	s.do("minutes of "+m.Title, func() error { return s.desk.HoldMeeting(s.ctx, who, id, minutes) })
	return id
}

// upgrade is the decision that was assessed before it was carried out.
var upgrade = store.Risk{
	Title: "网上信访平台升级停用三天", Grade: regime.General,
	Decision: "为更换短信通道和附件服务，网上信访平台停用三天，其间不能提交和查询。",
	Risks:    "期限将满的事项交不上来；停用期间的电话和来访会增多；升级以后手机页面可能不习惯。",
	Plan:     "一、停用放在周五晚上到周一早上。\n二、提前五个工作日在网站、门口和短信里告知。",
}

func (s *scene) riskReturned() {
	id := s.assess("linhexi", upgrade)
	who := s.as("zhouyinghe")
	s.goOn(40 * time.Minute)
	s.do("return the assessment", func() error {
		return s.desk.DecideRisk(s.ctx, who, id, false, "期限在停用的三天里届满的怎么办、从哪里收，预案没有写")
	})
}

func (s *scene) riskApproved() {
	r := s.risk(upgrade.Title)
	r.Plan += "\n三、停用期间在大厅设两个窗口代收，按提交的当天登记；期限在三天里届满的，一律按停用前一天认定。\n四、恢复后三天内派人看着提交和短信，发现问题先公告再修。"
	s.assess("linhexi", r)
	who := s.as("zhouyinghe")
	s.goOn(10 * time.Minute)
	s.do("approve the assessment", func() error { return s.desk.DecideRisk(s.ctx, who, r.ID, true, "") })
}

// riskLinked notes that a concern came of the assessed decision after all.
func (s *scene) riskLinked() {
	r, who, number := s.risk(upgrade.Title), s.as("linhexi"), s.number("receipt")
	s.do("link the assessment", func() error { return s.desk.LinkRisk(s.ctx, who, r.ID, number) })
}

func (s *scene) assess(login string, r store.Risk) (id string) {
	who := s.as(login)
	s.do("assess "+r.Title, func() (err error) {
		id, err = s.desk.SaveRisk(s.ctx, who, r)
		return err
	})
	return id
}

func (s *scene) risk(title string) (r store.Risk) {
	who := s.as("zhouyinghe")
	s.do("find the assessment", func() error {
		list, err := s.desk.Risks(s.ctx, who)
		for _, x := range list {
			if x.Title == title {
				r = x
			}
		}
		return err
	})
	return r
}

// listSigned is the list of own acts of the month before: signed, reported up and
// received there.
func (s *scene) listSigned() {
	month := s.epoch.In(deadline.Zone)
	month = month.AddDate(0, 0, -month.Day()) // its day before the first
	id := s.ownList(month, "linhexi", store.OwnEntry{Kind: "decision", Term: "平台", Act: "网上信访平台升级，停用三天", Worry: "期限将满的交不上来，电话打不通", Measure: "大厅代收，按提交当天登记；停用和恢复的时间写明"})
	s.own(id, "hesuiyuan", store.OwnEntry{Kind: "decision", Term: "接访日", Act: "领导接访日改期到下周三", Worry: "已经报名的白跑一趟", Measure: "三处公示同一天更换，报名的逐一打电话"})
	s.own(id, "yuchengfeng", store.OwnEntry{Kind: "act", Term: "处理意见", Act: "处理意见书没有写复查交给谁", Worry: "不知道交到哪里，误了三十天", Measure: "文书末尾加一句交给谁、在哪里交，附一份问答"})
	head, deputy := s.as("gujingchuan"), s.as("luanwenzhou")
	s.do("sign the list", func() error { return s.desk.SignOwnList(s.ctx, head, id) })
	s.goOn(10 * time.Minute)
	s.do("receive the list", func() error {
		l, err := s.desk.OwnList(s.ctx, head, id)
		if err != nil {
			return err
		}
		return s.desk.ReceiveReport(s.ctx, deputy, l.ReportID)
	})
}

// ownList begins the list of a month with its first entry.
func (s *scene) ownList(month time.Time, login string, e store.OwnEntry) (id string) {
	who := s.as(login)
	s.do("begin the list of own acts", func() (err error) {
		id, err = s.desk.BeginOwnList(s.ctx, who, month.In(deadline.Zone).Format("2006-01"))
		return err
	})
	s.own(id, login, e)
	return id
}

func (s *scene) own(id, login string, e store.OwnEntry) {
	who := s.as(login)
	s.do("list "+e.Act, func() error { return s.desk.AddOwnEntry(s.ctx, who, id, e) })
}

// helperAnswered is a link that somebody outside has used.
func (s *scene) helperAnswered() {
	secret := s.help("fubaiyu", "leak", "附件一直可以下载", desk.Helping{Helper: "临澄网络与数据安全技术中心 谭工", Days: 3, Question: "附件撤下、缓存清除以后，公开的网页存档里还有没有副本？请写明查过哪些地方。"})
	s.goOn(50 * time.Minute)
	s.do("open the link", func() error {
		_, err := s.desk.HelperView(s.ctx, secret)
		return err
	})
	s.do("answer by the link", func() error {
		return s.desk.HelperAnswer(s.ctx, secret, "查了三处公开的网页存档和两个搜索引擎的快照：只有一处存档在昨天 21 时收录过公示页面，附件没有收录，没有姓名和电话流出。公示页面本身是公开信息，不需要去除。")
	})
}

// helperAsked is a link that still waits for its answer.
func (s *scene) helperAsked() {
	s.help("baominlan", "fake", "信访局可以交加急费加快办理", desk.Helping{Helper: "临澄市通信行业协会 余工", Days: 7, Question: "冒用本机关名义的来电可以申请在号码上加提醒吗？要准备什么材料、多久办好？"})
}

// help makes a link that shares one established fact, and returns its secret.
func (s *scene) help(login, key, claim string, in desk.Helping) (secret string) {
	who, number := s.as(login), s.number(key)
	s.do("make a link for "+in.Helper, func() error {
		m, err := s.store.Matter(s.ctx, number)
		if err != nil {
			return err
		}
		facts, err := s.store.Facts(s.ctx, m.ID)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(facts, func(f store.Fact) bool { return f.Claim == claim }); i >= 0 {
			in.Facts = []string{facts[i].ID}
		}
		secret, err = s.desk.MakeHelperLink(s.ctx, who, number, in)
		return err
	})
	return secret
}
