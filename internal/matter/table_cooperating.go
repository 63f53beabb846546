package matter

import (
	"strings"

	"yingda/internal/regime"
)

// WorkFacts are the facts of a concern that the work of several units reads.
type WorkFacts struct {
	Need       regime.Need
	HasWays    bool     // the regime has ways of handling
	Way        bool     // one is chosen
	DraftLacks []string // what the chosen way asks for before an answer is drafted
	CloseLacks []string // and before the concern is closed
	AssessedNo bool     // the last assessment says not to answer
	AssessedOK bool     // the last assessment says to answer
	Assess     bool     // the grade asks for one before an answer is begun
	Confirmed  bool     // a claim was found true, wholly or partly
	Breached   bool     // a deadline of the concern was missed
	Invited    bool     // an invitation is drafted and waits to be opened
	InvitedBy  string   // who drafted it
	Open       bool     // an invitation is open
	Measures   int      // corrective measures not proved yet
	Unchecked  int      // proved and not checked
	OfficeWait bool     // a report to the office waits for its receipt
	OfficeFrom []string // who wrote those
	CheckFirst bool     // the regime wants a finding checked before it is passed on
	CheckAsked []string // units that were asked to check and have not answered
	Checked    bool     // a unit concerned has checked, or a claim was verified
}

// Grounds of accountability (问责情形) are a closed list. Being criticised, or
// being spread, is none of them. Clause: HAN-10.
var Grounds = []string{"late", "missed", "ignored", "mishandled", "withheld", "falsified"}

// GroundTitles are the words for grounds.
var GroundTitles = map[string]string{"late": "逾期", "missed": "漏报漏办", "ignored": "不予理会", "mishandled": "处置不当", "withheld": "隐瞒关键信息", "falsified": "弄虚作假"}

// Rungs (问责方式) are the ladder of the ordinary procedure, mildest first.
var Rungs = []string{"circular", "criticism", "admonition", "correct_by", "accountability"}

// RungTitles are the words for rungs.
var RungTitles = map[string]string{"circular": "通报", "criticism": "批评", "admonition": "诫勉谈话", "correct_by": "责令限期改正", "accountability": "按程序追究责任"}

// HarmTitles are the words for what people may suffer.
var HarmTitles = map[string]string{"none": "没有发现", "life": "生命", "health": "健康", "safety": "人身安全", "property": "财产", "livelihood": "生计", "access": "办事不便", "rights": "合法权利"}

var answerable = []State{Verifying, Answering, Following}

// What was ordered is proved and checked after the end, too.
var answered = append(append([]State{}, answerable...), Closed)

// What happened elsewhere is put on record after the end, too: minutes, receipts.
var reported = append(append([]State{}, live...), Closed)

var allStaff = at(InAgency, regime.Handler, regime.Drafter, regime.Liaison, regime.DutyOfficer, regime.OfficeDirector, regime.Reviewer, regime.Approver, regime.Inspector)

// cooperating are the rows of work between office, units and others.
var cooperating = []Row{
	{
		Kind: regime.Concern, From: live, Action: "assess_answer", Title: "答复评估", Who: either(watch, leaders), Makes: regime.AnswerAssessment, Emits: regime.AnswerAssessed, Clause: "JUD-4",
		Inputs: []Input{
			{Name: "answer", Title: "是否答复", Type: "yesno", Required: true, Options: []string{"yes", "no"}, Hint: "答复和公开是常态，不答复要写明理由并计入公开统计"},
			pick("unit", "由谁答复", "unit"),
			{Name: "harm", Title: "群众可能受到的损害", Type: "harm", Required: true, Options: append([]string{"none"}, regime.Harms...)},
			long("affected", "哪些人会受影响、怎样受影响"), long("reason", "理由"),
		},
	},
	{
		Kind: regime.Concern, From: graded, Action: "choose_way", Title: "选定办理方式", Who: either(handlers, watch, leaders), Emits: regime.WayChosen, Clause: "HAN-6", Needs: []Need{hasWays},
		Inputs: []Input{
			{Name: "clarity", Title: "规定是否明确", Type: "clarity", Required: true, Options: words(regime.Clarities)}, text("rule", "所依据的规定和条款").optional().hinted("规定明确时必填，例如：某办法第十二条"), long("reason", "理由"),
		},
	},
	{
		Kind: regime.Concern, From: answerable[:2], Action: "establish_facts", Title: "认定事实", Who: watch, Makes: regime.FactFinding, Emits: regime.FactsEstablished, Clause: "HAN-6",
		Inputs: []Input{long("text", "办公室认定的事实")}, Needs: []Need{someFact},
	},
	{
		Kind: regime.Concern, From: live, Action: "report_office", Title: "向办公室报告", Who: allStaff, Makes: regime.OfficeReport, Emits: regime.OfficeTold, Clause: "HAN-6",
		Inputs: []Input{long("text", "报告内容")},
	},
	{Kind: regime.Concern, From: live, Action: "receive_office", Title: "办公室签收", Who: watch, Emits: regime.ReportReceived, Clause: "HAN-6", Needs: []Need{officeWaits, notOwnReport}},
	{
		Kind: regime.Concern, From: graded, Action: "urge", Title: "催办", Who: either(watch, leaders), Bulk: BulkMatching, Emits: regime.ConcernUrged, Clause: "HAN-7",
		Inputs: []Input{long("text", "催办要求")},
	},
	{
		Kind: regime.Concern, From: answerable, Action: "return_result", Title: "报办理结果", Who: handlers, Makes: regime.UnitResult, Emits: regime.ResultReturned, Clause: "HAN-7",
		Inputs: []Input{long("text", "办理结果")},
	},
	{
		Kind: regime.Concern, From: graded, Action: "add_unit", Title: "增加参与单位…", Who: either(watch, leaders), Emits: regime.DispatchSent, Makes: regime.DispatchNote, Clause: "ORG-3",
		Inputs: []Input{pick("unit", "单位", "unit"), {Name: "part", Title: "参与方式", Type: "part", Required: true, Options: []string{string(Assisting), string(Confirming)}}, long("note", "告知内容")},
	},
	{
		Kind: regime.Concern, From: graded[1:], Action: "give_opinion", Title: "提出协办意见", Who: at(InPart, regime.Handler, regime.OfficeDirector, regime.Liaison), Makes: regime.UnitOpinion, Emits: regime.OpinionGiven, Clause: "HAN-7",
		Inputs: []Input{long("text", "本单位的意见")}, Needs: []Need{takesPart},
	},
	reportRow("report_first", "报送首报", long("facts", "已知事实"), long("assessment", "研判"), long("plan", "处置打算")),
	reportRow("report_progress", "报送续报", long("progress", "进展"), long("next", "下一步")),
	reportRow("report_result", "报送结果", long("investigation", "核查情况"), long("result", "处理结果")),
	reportRow("report_three_day", "报送三日报告", long("conclusion", "结论"), long("measures", "措施"), long("effect", "效果")),
	{Kind: regime.Concern, From: reported, Action: "report_arrived", Title: "报告已送达上级", System: true, Emits: regime.Noted, Clause: "HAN-3"},
	{Kind: regime.Concern, From: reported, Action: "report_received", Title: "上级已签收", System: true, Emits: regime.ReportReceived, Clause: "HAN-3"},
	{Kind: regime.Concern, From: reported, Action: "report_asked", Title: "上级有询问", System: true, Emits: regime.Noted, Clause: "HAN-3"},
	{Kind: regime.Concern, From: reported, Action: "meeting_held", Title: "已开会", System: true, Makes: regime.ConsultationMinutes, Emits: regime.MeetingHeld, Clause: "HAN-4"},
	{Kind: regime.Concern, From: reported, Action: "group_formed", Title: "已成立应对小组", System: true, Makes: regime.GroupMinutes, Emits: regime.GroupFormed, Clause: "HAN-4"},
	{Kind: regime.Concern, From: reported, Action: "group_decided", Title: "领导小组已决定", System: true, Makes: regime.MeetingMinutes, Emits: regime.DecisionMade, Clause: "HAN-6"},
	{Kind: regime.Concern, From: reported, Action: "conference_held", Title: "已开新闻发布会", System: true, Makes: regime.ConferenceRecord, Emits: regime.ConferenceHeld, Outward: true, Clause: "ANS-8"},
	{Kind: regime.Concern, From: live, Action: "outside_answered", Title: "外部协助人已回复", System: true, Makes: regime.OutsideOpinion, Emits: regime.OpinionGiven, Clause: "HAN-5"},
	{
		Kind: regime.Concern, From: graded, Action: "route_tip", Title: "线索转纪检…", Who: watch, Emits: regime.TipRouted, Clause: "HAN-8",
		Inputs: []Input{pick("unit", "纪检单位", "unit").hinted("只移交编号，不移交内容；反映人的情况不查、不转")}, Needs: []Need{isTip},
	},
	{
		Kind: regime.Concern, From: answerable, Action: "draft_invitation", Title: "拟公开邀请", Who: either(watch, handlers), Emits: regime.Noted, Clause: "HAN-12",
		Inputs: []Input{text("subject", "请哪些受影响的群众来谈什么事"), text("place", "地点"), text("hours", "时间"), text("contact", "联系电话")}, Needs: []Need{notInvited},
	},
	{
		Kind: regime.Concern, From: answerable, Action: "open_invitation", Title: "公开邀请", Who: either(director, leaders), Signs: true, Makes: regime.Invitation, Emits: regime.InvitationOpened, Outward: true, Public: true, Clause: "HAN-12",
		Needs: []Need{invitationDrafted, notInviter},
	},
	{
		Kind: regime.Concern, From: answered, Action: "close_invitation", Title: "结束公开邀请…", Who: either(director, leaders, handlers), Signs: true, Emits: regime.InvitationClosed, Outward: true, Public: true, Clause: "HAN-12",
		Inputs: []Input{long("reason", "结束的理由").hinted("和结束日期一起公开；不写个人信息")}, Needs: []Need{invitationOpen},
	},
	{
		Kind: regime.Concern, From: answered, Action: "record_heard", Title: "记录来谈情况", Who: workers, Emits: regime.Noted, Clause: "HAN-12",
		Inputs: []Input{text("day", "日期").hinted("例如 2026-03-16"), text("people", "人数"), text("subject", "反映的事项").hinted("不写姓名、电话等个人信息"), long("answer", "怎样答复")}, Needs: []Need{invitationOpen},
	},
	{
		Kind: regime.Concern, From: answerable, Action: "order_measure", Title: "责成整改…", Who: either(director, leaders), Emits: regime.MeasureOrdered, Clause: "HAN-10",
		Inputs: []Input{text("title", "整改措施"), pick("unit", "整改单位", "unit"), pick("within", "时限", "duration"), long("basis", "查实的过错和依据")}, Needs: []Need{faultConfirmed},
	},
	{
		Kind: regime.Concern, From: answerable, Action: "hold_accountable", Title: "按程序问责…", Who: leaders, Signs: true, Emits: regime.MeasureOrdered, Clause: "HAN-10",
		Inputs: []Input{
			{Name: "ground", Title: "情形", Type: "fault_ground", Required: true, Options: Grounds, Hint: "被批评、传播广都不是问责的情形"},
			{Name: "rung", Title: "方式", Type: "rung", Required: true, Options: Rungs},
			pick("unit", "单位", "unit"), pick("within", "时限", "duration"), long("basis", "事实和依据"),
		},
		Needs: []Need{faultOnRecord},
	},
	{
		Kind: regime.Concern, From: answered, Action: "prove_measure", Title: "报整改结果", Who: at(InAgency, regime.Handler, regime.OfficeDirector, regime.Liaison), Emits: regime.ProgressReported, Clause: "HAN-10",
		Inputs: []Input{pick("measure", "整改事项", "measure"), long("proof", "整改结果和证明")}, Needs: []Need{measureOpen},
	},
	{
		Kind: regime.Concern, From: answered, Action: "check_measure", Title: "核验整改", Who: either(director, leaders), Signs: true, Emits: regime.Noted, Clause: "HAN-10",
		Inputs: []Input{pick("measure", "整改事项", "proved"), long("note", "核验意见")}, Needs: []Need{measureProved},
	},
}

func reportRow(action Action, title string, inputs ...Input) Row {
	kind := map[Action]regime.Document{"report_first": regime.FirstReport, "report_progress": regime.ProgressReport, "report_result": regime.ResultReport, "report_three_day": regime.ThreeDayReport}[action]
	inputs = append(inputs, unchecked)
	return Row{Kind: regime.Concern, From: graded, Action: action, Title: title, Who: watch, Makes: kind, Emits: regime.ReportSent, Clause: "HAN-3", Inputs: inputs, Needs: []Need{checkedFirst}}
}

func (i Input) hinted(hint string) Input { i.Hint = hint; return i }

func holds(is func(Facts) bool) func(Facts, Actor, Values) bool {
	return func(f Facts, _ Actor, _ Values) bool { return is(f) }
}

var (
	hasWays    = Need{"has_ways", holds(func(f Facts) bool { return f.HasWays }), says("本制度没有分办理方式")}
	wayChosen  = Need{"way_chosen", holds(func(f Facts) bool { return !f.HasWays || f.Way }), says("先选定办理方式：规定明确、不明确，还是特别重大")}
	wayToDraft = Need{"way_to_draft", holds(func(f Facts) bool { return len(f.DraftLacks) == 0 }), func(f Facts) string { return "按选定的办理方式还差：" + strings.Join(f.DraftLacks, "、") }}
	wayToClose = Need{"way_to_close", holds(func(f Facts) bool { return len(f.CloseLacks) == 0 }), func(f Facts) string {
		return "按选定的办理方式，办结前还差：" + strings.Join(f.CloseLacks, "、")
	}}
	assessedNo = Need{"assessed_no", holds(func(f Facts) bool { return f.AssessedNo }), func(f Facts) string {
		if f.AssessedOK {
			return "答复评估的结论是要答复；改变结论先重新评估"
		}
		return "不作公开答复之前先写答复评估：由谁答复、群众可能受到什么损害、为什么不答复"
	}}
	// A short first statement does not wait for it: the facts are not known yet.
	assessedFirst = Need{"assessed_first", func(f Facts, _ Actor, in Values) bool {
		return !f.Assess || f.AssessedOK || f.AssessedNo || in == nil || in.Text("part") == "first"
	}, says("这一等级先写答复评估（由谁答复、群众可能受到什么损害），再起草答复；首次说明不必等")}
	officeWaits = Need{"office_waits", holds(func(f Facts) bool { return f.OfficeWait }), says("没有等办公室签收的报告")}
	takesPart   = Need{"takes_part", func(f Facts, who Actor, _ Values) bool {
		for _, g := range who.Grants {
			if p := f.Units[g.UnitID]; p == Assisting || p == Confirming {
				return true
			}
		}
		return false
	}, says("您所在单位不是协办或会签单位")}
	notOwnReport      = Need{"not_own_report", func(f Facts, who Actor, _ Values) bool { return !contains(f.OfficeFrom, who.ID) }, says("自己写的报告由别人签收")}
	isTip             = Need{"is_tip", holds(func(f Facts) bool { return f.Need == regime.Tip }), says("只有诉求是问题线索的关切才转纪检")}
	notInvited        = Need{"not_invited", holds(func(f Facts) bool { return !f.Invited && !f.Open }), says("已有一份公开邀请")}
	invitationDrafted = Need{"invitation_drafted", holds(func(f Facts) bool { return f.Invited }), says("还没有拟好的公开邀请")}
	notInviter        = Need{"not_inviter", func(f Facts, who Actor, _ Values) bool { return f.InvitedBy != who.ID }, says("拟邀请的人不能自己公开")}
	invitationOpen    = Need{"invitation_open", holds(func(f Facts) bool { return f.Open }), says("还没有公开邀请")}
	faultConfirmed    = Need{"fault_confirmed", holds(func(f Facts) bool { return f.Confirmed }), says("没有查实的过错：先记录结论为属实或部分属实的核实事项")}
	faultOnRecord     = Need{"fault_on_record", func(f Facts, _ Actor, in Values) bool {
		switch in.Text("ground") {
		case "late":
			return f.Breached
		case "":
			return f.Confirmed || f.Breached
		}
		return f.Confirmed
	}, says("记录里没有这种情形：逾期要有超时的时限，其他情形要有查实的核实事项")}
	measureOpen   = Need{"measure_open", holds(func(f Facts) bool { return f.Measures > 0 }), says("没有等报结果的整改事项")}
	measureProved = Need{"measure_proved", holds(func(f Facts) bool { return f.Unchecked > 0 }), says("没有等核验的整改结果")}
)

// tasking are the rows of one task: chase, hand to another unit, note.
var tasking = []Row{
	{Kind: regime.Concern, From: live, Action: "urge_task", Title: "催办任务", Who: either(watch, leaders), Emits: regime.Noted, Clause: "HAN-7", Inputs: []Input{pick("task", "任务", "task"), long("text", "催办要求").optional()}},
	{Kind: regime.Concern, From: live, Action: "move_task", Title: "改派任务…", Who: either(watch, leaders), Emits: regime.TaskAssigned, Clause: "HAN-7", Inputs: []Input{pick("task", "任务", "task"), pick("unit", "改由", "unit"), pick("within", "时限", "duration").optional(), long("reason", "理由")}},
	{Kind: regime.Concern, From: live, Action: "note_task", Title: "记任务情况", Who: either(workers, leaders), Emits: regime.Noted, Clause: "HAN-7", Inputs: []Input{pick("task", "任务", "task"), long("text", "情况")}},
}
