package regime

// The closed vocabularies of Yingda (封闭词表). They are the same for every
// regime: a regime titles them and chooses among them, and cannot add to them.

// Kind is a kind of matter (办件种类).
type Kind string

// The kinds of matter, with the letter that begins their numbers.
const (
	Concern   Kind = "concern"   // C 公众关切
	Statement Kind = "statement" // S 答复稿
	Message   Kind = "message"   // M 公众来件

	AccountFiling Kind = "account_filing" // A 账号备案
)

// Kinds lists every kind of matter in a fixed order.
var Kinds = []Kind{Concern, Statement, AccountFiling, Message}

// Grade is how grave a concern is (等级). A regime uses a subset.
type Grade string

// The grades, mildest first.
const (
	General         Grade = "general"
	Serious         Grade = "serious"
	Major           Grade = "major"
	EspeciallyMajor Grade = "especially_major"
)

// Grades lists every grade, mildest first.
var Grades = []Grade{General, Serious, Major, EspeciallyMajor}

// Rank returns 1 for General to 4 for EspeciallyMajor, 0 for an unknown grade.
func (g Grade) Rank() int {
	for i, each := range Grades {
		if each == g {
			return i + 1
		}
	}
	return 0
}

// Need is what the public needs from an answer (诉求). It never says whether a
// view is friendly or hostile.
type Need string

// The needs of the contract.
const (
	Suggestion       Need = "suggestion"
	Difficulty       Need = "difficulty"
	Complaint        Need = "complaint"
	Criticism        Need = "criticism"
	Tip              Need = "tip"
	Misunderstanding Need = "misunderstanding"
	Differing        Need = "differing"
	Inaccurate       Need = "inaccurate"
	FalseClaim       Need = "false_claim"
	Question         Need = "question"
	Thanks           Need = "thanks"
)

// Needs lists every need in the contract's order.
var Needs = []Need{Suggestion, Difficulty, Complaint, Criticism, Tip, Misunderstanding, Differing, Inaccurate, FalseClaim, Question, Thanks}

// Role is what a person may be in a unit (角色).
type Role string

// The roles of the contract, and System for Yingda's own acts.
const (
	Head           Role = "head"
	Deputy         Role = "deputy"
	OfficeDirector Role = "office_director"
	Liaison        Role = "liaison"
	DutyOfficer    Role = "duty_officer"
	Handler        Role = "handler"
	Drafter        Role = "drafter"
	Reviewer       Role = "reviewer"
	Approver       Role = "approver"
	Spokesperson   Role = "spokesperson"
	ChiefEditor    Role = "chief_editor"
	Editor         Role = "editor"
	Keeper         Role = "keeper"
	Inspector      Role = "inspector"
	Expert         Role = "expert"
	Contractor     Role = "contractor"
	Auditor        Role = "auditor"
	SystemAdmin    Role = "system_admin"
	SecurityAdmin  Role = "security_admin"
	System         Role = "system" // Yingda itself; never granted to a person
)

// Roles lists every role that a person may hold.
var Roles = []Role{
	Head, Deputy, OfficeDirector, Liaison, DutyOfficer, Handler, Drafter, Reviewer, Approver, Spokesperson,
	ChiefEditor, Editor, Keeper, Inspector, Expert, Contractor, Auditor, SystemAdmin, SecurityAdmin,
}

// Event is what happened to a matter (事件); clocks start and stop on events.
type Event string

// The events that the state tables emit.
const (
	ConcernDetected    Event = "concern.detected"
	ConcernDismissed   Event = "concern.dismissed"
	ConcernMerged      Event = "concern.merged"
	ConcernClosed      Event = "concern.closed"
	ConcernReopened    Event = "concern.reopened"
	GradeConfirmed     Event = "grade.confirmed"
	GradeChanged       Event = "grade.changed"
	DowngradeProposed  Event = "downgrade.proposed"
	DowngradeRefused   Event = "downgrade.refused"
	DispatchSent       Event = "dispatch.sent"
	DispatchReceived   Event = "dispatch.received"
	DispatchHandedBack Event = "dispatch.handed_back"
	DispatchArbitrated Event = "dispatch.arbitrated"
	MaterialReceived   Event = "material.received"
	FactAdded          Event = "fact.added"
	ConclusionReached  Event = "conclusion.reached"
	ReportSent         Event = "report.sent"
	ReportReceived     Event = "report.received"
	FollowStarted      Event = "follow.started"
	ProgressReported   Event = "progress.reported"
	ReviewWritten      Event = "review.written"
	ReviewPublished    Event = "review.published"
	ReopenProposed     Event = "reopen.proposed"
	AnswerKept         Event = "answer.kept"
	StatementBegun     Event = "statement.begun"
	StatementSaved     Event = "statement.saved"
	StatementSubmitted Event = "statement.submitted"
	StatementSigned    Event = "statement.signed"
	StatementReturned  Event = "statement.returned"
	StatementApproved  Event = "statement.approved"
	StatementReleased  Event = "statement.released"
	StatementCorrected Event = "statement.corrected"
	StatementWithdrawn Event = "statement.withdrawn"
	StatementDropped   Event = "statement.dropped"
	TaskAssigned       Event = "task.assigned"
	TaskDone           Event = "task.done"
	Noted              Event = "noted"
	ClockPaused        Event = "clock.paused"
	ClockResumed       Event = "clock.resumed"
	ClockExtended      Event = "clock.extended"
	ClockWarned        Event = "clock.warned"
	ClockBreached      Event = "clock.breached"
	ClockEscalated     Event = "clock.escalated"
	ClockMet           Event = "clock.met"
	ClockExcluded      Event = "clock.excluded"
	ClockConfirmed     Event = "clock.confirmed"
	ClockRestarted     Event = "clock.restarted"
	ClockRecomputed    Event = "clock.recomputed"
	SilenceConsent     Event = "silence.consent"
	SilenceDecides     Event = "silence.decides"
	SilenceAbandoned   Event = "silence.abandoned"
	PostsJoined        Event = "posts.joined"
	PostsSplit         Event = "posts.split"
	WayChosen          Event = "way.chosen"
	FactsEstablished   Event = "facts.established"
	AnswerAssessed     Event = "answer.assessed"
	ConcernUrged       Event = "concern.urged"
	ResultReturned     Event = "result.returned"
	OpinionGiven       Event = "opinion.given"
	MeetingHeld        Event = "meeting.held"
	GroupFormed        Event = "group.formed"
	DecisionMade       Event = "decision.made"
	TipRouted          Event = "tip.routed"
	InvitationOpened   Event = "invitation.opened"
	MeasureOrdered     Event = "measure.ordered"
	OfficeTold         Event = "office.told"
)

// The events of answering: PublicTold is a statement or an update of it that
// became public, from which the next update counts.
const (
	PublicTold           Event = "public.told"
	ApprovalLapsed       Event = "approval.lapsed"
	ConfirmationAsked    Event = "confirmation.asked"
	ConfirmationGiven    Event = "confirmation.given"
	ConfirmationObjected Event = "confirmation.objected"
	ResultRecorded       Event = "result.recorded"
	InvitationClosed     Event = "invitation.closed"
	ConferenceHeld       Event = "conference.held"
)

// Events lists every event.
var Events = []Event{
	ConcernDetected, ConcernDismissed, ConcernMerged, ConcernClosed, ConcernReopened, GradeConfirmed, GradeChanged, DowngradeProposed, DowngradeRefused,
	DispatchSent, DispatchReceived, DispatchHandedBack, DispatchArbitrated, MaterialReceived, FactAdded, ConclusionReached, ReportSent, ReportReceived, FollowStarted,
	ProgressReported, ReviewWritten, StatementBegun, StatementSaved, StatementSubmitted, StatementSigned, StatementReturned,
	StatementApproved, StatementReleased, StatementCorrected, StatementWithdrawn, StatementDropped, PublicTold, ApprovalLapsed, ConfirmationAsked, ConfirmationGiven, ConfirmationObjected, ResultRecorded, TaskAssigned, TaskDone, Noted,
	ClockPaused, ClockResumed, ClockExtended, ClockWarned, ClockBreached, ClockEscalated, ClockMet, PostsJoined, PostsSplit,
	WayChosen, FactsEstablished, AnswerAssessed, ConcernUrged, ResultReturned, OpinionGiven, MeetingHeld, GroupFormed, DecisionMade,
	TipRouted, InvitationOpened, InvitationClosed, ConferenceHeld, MeasureOrdered, OfficeTold, ReviewPublished, ReopenProposed, AnswerKept,
	ClockExcluded, ClockConfirmed, ClockRestarted, ClockRecomputed, SilenceConsent, SilenceDecides, SilenceAbandoned,
	FilingBegun, FilingSubmitted, FilingAgreed, FilingReturned, FilingRefused, FilingAuthorised, AccountChanged, FilingNotified, AccountAnnounced, FilingDone, FilingWithdrawn, MessageReceived, MessageSorted, MessageDrafted, MessageApproved, MessageReturned, MessageJoined, MessageAnswered, MessageAsked, MessageReopened, MessageSetAside, MessageMoved, MessageRated,
}

// Document is a kind of document that can meet a clock (文书).
type Document string

// The documents that Yingda makes.
const (
	ScreeningNote     Document = "screening_note"      // 研判记录
	DispatchNote      Document = "dispatch_note"       // 告知单; Received says that the unit has it
	HandBackNote      Document = "hand_back_note"      // 退回说明
	FirstReport       Document = "first_report"        // 首报
	ProgressReport    Document = "progress_report"     // 续报
	ResultReport      Document = "result_report"       // 结果报告
	Conclusion        Document = "conclusion"          // 核查结论
	ReleasedStatement Document = "released_statement"  // 已发布的答复
	NoAnswerNote      Document = "no_answer_note"      // 不作公开答复的理由
	ClosingReport     Document = "closing_report"      // 办结报告
	AfterActionReport Document = "after_action_report" // 总结报告
	ThreeDayReport    Document = "three_day_report"    // 三日报告: conclusion, measures, effect
	AnswerAssessment  Document = "answer_assessment"   // 答复评估
	FactFinding       Document = "fact_finding"        // 事实认定书, by the office
	UnitResult        Document = "unit_result"         // 办理结果, from the unit to the office
	UnitOpinion       Document = "unit_opinion"        // 协办意见
	OutsideOpinion    Document = "outside_opinion"     // 外部协助意见
	MeetingMinutes    Document = "meeting_minutes"     // 会议纪要
	Invitation        Document = "invitation"          // 公开邀请
	OfficeReport      Document = "office_report"       // 向办公室报告: first word from staff or liaison; Received says that the office has it
	CheckRequest      Document = "check_request"       // 核实函: to the unit concerned, before a finding is passed on
	CheckAnswer       Document = "check_answer"        // 核实意见
	ExtensionNotice   Document = "extension_notice"    // 延期告知书
	ArbitrationNote   Document = "arbitration_note"    // 承办裁定
)

// The documents of meetings, of the press and of own risks.
const (
	GroupMinutes        Document = "group_minutes"        // 应对小组会议纪要: the group is formed
	ConsultationMinutes Document = "consultation_minutes" // 部门会商纪要
	ConferenceRecord    Document = "conference_record"    // 新闻发布会记录
	OwnRiskList         Document = "own_risk_list"        // 自查清单: own acts and decisions that may raise concern
)

// ConfirmationReply (会签意见) is what a unit says of a statement's text.
const ConfirmationReply Document = "confirmation_reply"

// Documents lists every kind of document.
var Documents = []Document{
	ScreeningNote, DispatchNote, HandBackNote, FirstReport, ProgressReport, ResultReport, Conclusion,
	ReleasedStatement, NoAnswerNote, ClosingReport, AfterActionReport,
	ThreeDayReport, AnswerAssessment, FactFinding, UnitResult, UnitOpinion, OutsideOpinion, MeetingMinutes, Invitation, OfficeReport, CheckRequest, CheckAnswer,
	ExtensionNotice, ArbitrationNote, ConfirmationReply, GroupMinutes, ConsultationMinutes, ConferenceRecord, OwnRiskList,
	OpeningForm, FilingDecision, FilingNotice, AccountNotice, SortingNote, MessageAnswer,
}

// Outcome is how a concern ends (结果), the closed list of the design.
type Outcome string

// The outcomes of a concern.
const (
	Answered    Outcome = "answered"
	Fixed       Outcome = "fixed"
	Explained   Outcome = "explained"
	Transferred Outcome = "transferred"
	Merged      Outcome = "merged"
	NoAction    Outcome = "no_action"
)

// Outcomes lists every outcome.
var Outcomes = []Outcome{Answered, Fixed, Explained, Transferred, Merged, NoAction}

// Gate is one review of a statement (审核关), signed by a person.
type Gate string

// The gates of ANS-2.
const (
	GatePolicy  Gate = "policy"  // 政策关
	GateSecrecy Gate = "secrecy" // 保密与个人信息关
	GateText    Gate = "text"    // 文字与授权关
	GateSource  Gate = "source"  // 来源与版权关
)

// Gates lists every gate.
var Gates = []Gate{GatePolicy, GateSecrecy, GateText, GateSource}

// Channel is a way out for a statement (渠道). Every one knows four verbs only:
// publish, correct, withdraw own, read own. Clause: ANS-4.
type Channel string

// The channels. The first two stand in our own database, the next two are sent
// by machine to registered outlets, the rest are carried by people.
const (
	PublicSite      Channel = "public_site"
	HallScreen      Channel = "hall_screen"
	NewsroomMail    Channel = "newsroom_mail"
	Webhook         Channel = "webhook"
	PressConference Channel = "press_conference"
	Briefing        Channel = "briefing"
	PressRelease    Channel = "press_release"
	Interview       Channel = "interview"
	NewsSite        Channel = "news_site"
	Print           Channel = "print"
	Broadcast       Channel = "broadcast"
	ServiceHall     Channel = "service_hall"
	NoticeBoard     Channel = "notice_board"
	TextMessage     Channel = "text_message"
	ForumPage       Channel = "forum_page"
	TouchScreen     Channel = "touch_screen"
	Leaflet         Channel = "leaflet"
	OfficialAccount Channel = "official_account"
)

// Channels lists every channel.
var Channels = []Channel{
	PublicSite, HallScreen, NewsroomMail, Webhook, PressConference, Briefing, PressRelease, Interview, NewsSite, Print, Broadcast,
	ServiceHall, NoticeBoard, TextMessage, ForumPage, TouchScreen, Leaflet, OfficialAccount,
}

// Own reports whether a channel stands in our own database.
func (c Channel) Own() bool { return c == PublicSite || c == HallScreen }

// Sent reports whether a machine of ours sends to registered outlets.
func (c Channel) Sent() bool { return c == NewsroomMail || c == Webhook || c == OfficialAccount }

// Harms lists the kinds of harm that people may suffer and that a criterion
// may name (损害): nothing here is about image, mood or opinion.
var Harms = []string{"life", "health", "safety", "property", "livelihood", "access", "rights"}

// RetentionClasses lists the classes of data that a regime sets a term for.
var RetentionClasses = []string{"post", "unmatched", "session", "idempotency", "job"}

// Clarity says how clear the rules are on a matter (规定是否明确): it decides the
// way of handling. Clause: HAN-6.
type Clarity string

// The three ways of handling.
const (
	RulesClear     Clarity = "clear"            // the unit answers by the rules and tells the office
	RulesUnclear   Clarity = "unclear"          // the office establishes the facts first
	GroupDecidesIt Clarity = "especially_major" // the leading group decides, with minutes
)

// Clarities lists the ways of handling.
var Clarities = []Clarity{RulesClear, RulesUnclear, GroupDecidesIt}

// Condition is something that must stand on record before a way goes on.
type Condition string

// The conditions of ways.
const (
	RuleCited         Condition = "rule_cited"         // the rule that answers is named
	FactsByOffice     Condition = "facts_by_office"    // the office has established the facts
	DecisionMinuted   Condition = "decision_minuted"   // the leading group has decided, with minutes
	ResultReturnedYet Condition = "result_returned"    // the unit has told the office its result
	OutcomeReported   Condition = "outcome_reported"   // the result was reported to the level above
	ConsultationDone  Condition = "consultation_done"  // departments were consulted and the proposal approved
	AssessmentWritten Condition = "assessment_written" // it is written down whether to answer, and what harm people may suffer
)

// Conditions lists every condition of ways.
var Conditions = []Condition{RuleCited, FactsByOffice, DecisionMinuted, ResultReturnedYet, OutcomeReported, ConsultationDone, AssessmentWritten}
