package regime

// The default Chinese titles of the closed vocabularies. A regime titles
// grades, needs, roles, gates, outcomes and documents in its own words; what it
// does not title is shown as here. A word that is not in a table is its own title.

var kindTitles = map[Kind]string{Concern: "公众关切", Statement: "答复稿", AccountFiling: "账号备案", Message: "公众来件"}

var gradeTitles = map[Grade]string{General: "一般", Serious: "较大", Major: "重大", EspeciallyMajor: "特别重大"}

var needTitles = map[Need]string{
	Suggestion: "意见建议", Difficulty: "实际困难", Complaint: "投诉", Criticism: "批评", Tip: "问题线索",
	Misunderstanding: "对政策不了解", Differing: "不同看法", Inaccurate: "报道失实", FalseClaim: "不实信息",
	Question: "咨询", Thanks: "感谢",
}

var roleTitles = map[Role]string{
	Head: "主要负责人", Deputy: "分管负责人", OfficeDirector: "办公室主任", Liaison: "联络员", DutyOfficer: "值班员",
	Handler: "承办人", Drafter: "拟稿人", Reviewer: "审核人", Approver: "批准人", Spokesperson: "发言人",
	ChiefEditor: "主编", Editor: "编辑", Keeper: "保管人", Inspector: "纪检人员", Expert: "专家", Contractor: "运维单位",
	Auditor: "审计员", SystemAdmin: "系统管理员", SecurityAdmin: "安全管理员", System: "系统",
}

var eventTitles = map[Event]string{
	ConcernDetected: "发现关切", ConcernDismissed: "不予办理", ConcernMerged: "并案", ConcernClosed: "办结", ConcernReopened: "重新办理",
	GradeConfirmed: "确认等级", GradeChanged: "调整等级", DowngradeProposed: "提议降低等级", DowngradeRefused: "不同意降低等级", DispatchSent: "发出告知单", DispatchReceived: "签收告知单",
	DispatchHandedBack: "退回告知单", DispatchArbitrated: "裁定承办单位", MaterialReceived: "收到补充材料", FactAdded: "补充事实", ConclusionReached: "形成核查结论", ReportSent: "报送报告",
	ReportReceived: "报告已收到", FollowStarted: "转入后续跟踪", ProgressReported: "报告进展", ReviewWritten: "写成总结报告", ReviewPublished: "公布总结", ReopenProposed: "建议重新办理", AnswerKept: "维持原答复",
	StatementBegun: "起草答复", StatementSaved: "保存答复稿", StatementSubmitted: "送审", StatementSigned: "审核签署",
	StatementReturned: "退回修改", StatementApproved: "批准", StatementReleased: "发布", StatementCorrected: "更正",
	StatementWithdrawn: "撤回", StatementDropped: "放弃答复稿", PublicTold: "已向社会说明",
	ApprovalLapsed: "批准过期", ConfirmationAsked: "请求会签", ConfirmationGiven: "会签同意", ConfirmationObjected: "会签提出不同意见", ResultRecorded: "记录办理结果",
	TaskAssigned: "交办任务", TaskDone: "任务完成", Noted: "记录",
	ClockPaused: "时限暂停", ClockResumed: "时限恢复", ClockExtended: "时限延长", ClockWarned: "时限提醒", ClockBreached: "超过时限",
	ClockEscalated: "升级提醒", ClockMet: "按时完成", PostsJoined: "归入帖文", PostsSplit: "拆出帖文",
	WayChosen: "选定办理方式", FactsEstablished: "认定事实", AnswerAssessed: "答复评估", ConcernUrged: "催办", ResultReturned: "报办理结果", OpinionGiven: "提出协办意见",
	MeetingHeld: "开会并形成纪要", GroupFormed: "成立应对小组", DecisionMade: "领导小组决定", TipRouted: "线索转纪检", InvitationOpened: "公开邀请", InvitationClosed: "结束公开邀请", ConferenceHeld: "召开新闻发布会", MeasureOrdered: "责成整改", OfficeTold: "报告办公室",
	ClockExcluded: "扣除不计时段", ClockConfirmed: "确认起算", ClockRestarted: "重新起算", ClockRecomputed: "重新推算期限",
	FilingBegun: "填写账号备案", FilingSubmitted: "报送账号备案", FilingAgreed: "审核同意", FilingReturned: "退回补正", FilingRefused: "审核不同意", FilingAuthorised: "同意办理",
	AccountChanged: "账号已变更", FilingNotified: "已报备案", AccountAnnounced: "已公告", FilingDone: "备案办结", FilingWithdrawn: "撤回备案",
	SilenceConsent: "逾期未答复，视为同意", SilenceDecides: "逾期未答复，由本机关决定", SilenceAbandoned: "逾期未补正，视为放弃",
	MessageReceived: "收到来件", MessageSorted: "分办", MessageDrafted: "拟写答复", MessageApproved: "签发答复", MessageReturned: "退回修改", MessageJoined: "转为公众关切", MessageAnswered: "答复来件人",
	MessageAsked: "来件人追问", MessageReopened: "重新办理来件", MessageSetAside: "不予办理来件", MessageMoved: "转入受保护渠道", MessageRated: "来件人评价",
}

var documentTitles = map[Document]string{
	ScreeningNote: "研判记录", DispatchNote: "告知单", HandBackNote: "退回说明", FirstReport: "首报", ProgressReport: "续报",
	ResultReport: "结果报告", Conclusion: "核查结论", ReleasedStatement: "已发布的答复", NoAnswerNote: "不作公开答复的理由",
	ClosingReport: "办结报告", AfterActionReport: "总结报告", ThreeDayReport: "三日报告", AnswerAssessment: "答复评估", FactFinding: "事实认定书",
	UnitResult: "办理结果", UnitOpinion: "协办意见", OutsideOpinion: "外部协助意见", MeetingMinutes: "会议纪要", Invitation: "公开邀请", OfficeReport: "向办公室报告", CheckRequest: "核实函", CheckAnswer: "核实意见",
	ExtensionNotice: "延期告知书", ArbitrationNote: "承办裁定", ConfirmationReply: "会签意见",
	GroupMinutes: "应对小组会议纪要", ConsultationMinutes: "部门会商纪要", ConferenceRecord: "新闻发布会记录", OwnRiskList: "自查清单",
	OpeningForm: "账号开设申请表", FilingDecision: "账号审核意见", FilingNotice: "账号备案报告", AccountNotice: "账号公告",
	SortingNote: "分办记录", MessageAnswer: "来件答复",
}

var groundTitles = map[Ground]string{NotOurDuty: "不属于本单位职责", LacksMaterial: "材料不全，无法核实", OtherUnit: "另有单位应当承办"}

var silenceTitles = map[Silence]string{SilentConsent: "逾期不答复视为同意", SilentDecides: "逾期不答复由本机关决定", SilentAbandons: "逾期不补正视为放弃"}

var outcomeTitles = map[Outcome]string{
	Answered: "已答复", Fixed: "已解决", Explained: "已说明", Transferred: "已转有权处理的单位", Merged: "已并入其他关切", NoAction: "不予办理（附理由）",
}

var gateTitles = map[Gate]string{GatePolicy: "政策关", GateSecrecy: "保密与个人信息关", GateText: "文字与授权关", GateSource: "来源与版权关"}

var channelTitles = map[Channel]string{
	OfficialAccount: "政务新媒体账号",
	PublicSite:      "应答公开网站", HallScreen: "办事大厅屏幕", NewsroomMail: "新闻单位邮件", Webhook: "网站后台接口", PressConference: "新闻发布会", Briefing: "新闻通气会",
	PressRelease: "新闻通稿", Interview: "接受采访", NewsSite: "重点新闻网站", Print: "报刊", Broadcast: "广播电视", ServiceHall: "办事大厅张贴", NoticeBoard: "公告栏",
	TextMessage: "短信告知", ForumPage: "本机关论坛页", TouchScreen: "触摸屏", Leaflet: "资料架",
}

var statusTitles = map[Status]string{Done: "已落实", Partly: "部分落实", Planned: "已列计划", Organisational: "组织工作", Declined: "不做"}

// Title returns the Chinese title of a kind of matter.
func (k Kind) Title() string { return titled(kindTitles, k) }

// Title returns the default Chinese title of a grade.
func (g Grade) Title() string { return titled(gradeTitles, g) }

// Title returns the default Chinese title of a need.
func (n Need) Title() string { return titled(needTitles, n) }

// Title returns the default Chinese title of a role.
func (r Role) Title() string { return titled(roleTitles, r) }

// Title returns the Chinese title of an event, for timelines.
func (e Event) Title() string { return titled(eventTitles, e) }

// Title returns the default Chinese title of a document.
func (d Document) Title() string { return titled(documentTitles, d) }

// Title returns the default Chinese title of a ground for handing back.
func (g Ground) Title() string { return titled(groundTitles, g) }

// Title returns the Chinese sentence of what silence means.
func (s Silence) Title() string { return titled(silenceTitles, s) }

// Title returns the default Chinese title of an outcome.
func (o Outcome) Title() string { return titled(outcomeTitles, o) }

// Title returns the default Chinese title of a gate.
func (g Gate) Title() string { return titled(gateTitles, g) }

// Title returns the Chinese title of a channel.
func (c Channel) Title() string { return titled(channelTitles, c) }

// Title returns the Chinese title of a status of the coverage table.
func (s Status) Title() string { return titled(statusTitles, s) }

// GradeTitle returns the regime's title of a grade.
func (r *Regime) GradeTitle(g Grade) string {
	rule, _ := r.Grade(g)
	return first(rule.Title, g.Title())
}

// NeedTitle returns the regime's title of a need.
func (r *Regime) NeedTitle(n Need) string {
	rule, _ := r.Need(n)
	return first(rule.Title, n.Title())
}

// RoleTitle returns the regime's title of a role.
func (r *Regime) RoleTitle(role Role) string {
	rule, _ := find(r.RoleTitles, func(each RoleTitle) bool { return each.Role == role })
	return first(rule.Title, role.Title())
}

// OutcomeTitle returns the regime's title of an outcome.
func (r *Regime) OutcomeTitle(o Outcome) string { return first(r.Words.Outcomes[o], o.Title()) }

// DocumentTitle returns the regime's title of a document.
func (r *Regime) DocumentTitle(d Document) string { return first(r.Words.Documents[d], d.Title()) }

// GateTitle returns the regime's title of a gate, as the first chain that has
// the gate calls it.
func (r *Regime) GateTitle(g Gate) string {
	for _, chain := range r.Chains {
		if rule, ok := chain.Gate(g); ok {
			return first(rule.Title, g.Title())
		}
	}
	return g.Title()
}

// Cite returns what an entry's article says, for the note beside it (依据):
// "第 4 条：…" for an article of the regulation, "law：…" for a law beside it.
func (r *Regime) Cite(article string) string {
	if a, ok := r.Article(article); ok {
		return "第 " + a.ID + " 条：" + a.Says
	}
	if l, ok := r.Law(article); ok {
		return l.ID + "：" + l.Title
	}
	return article
}

func titled[T ~string](titles map[T]string, word T) string { return first(titles[word], string(word)) }

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
