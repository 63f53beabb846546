package matter

import (
	"fmt"
	"strings"

	"yingda/internal/regime"
)

// The rows below are the state tables. Order within a kind is the order of the
// buttons.

func office(roles ...regime.Role) []Party { return at(InOffice, roles...) }
func lead(roles ...regime.Role) []Party   { return at(InLead, roles...) }
func at(p Place, roles ...regime.Role) []Party {
	out := make([]Party, len(roles))
	for i, r := range roles {
		out[i] = Party{Role: r, At: p}
	}
	return out
}

func either(lists ...[]Party) []Party {
	var out []Party
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

var (
	watch    = office(regime.DutyOfficer, regime.Liaison, regime.OfficeDirector)
	leaders  = at(InAgency, regime.Head, regime.Deputy)
	director = office(regime.OfficeDirector)
	handlers = lead(regime.Handler)
	workers  = either(at(InPart, regime.Handler), watch)
	writers  = either(at(InPart, regime.Drafter, regime.Handler), at(InOffice, regime.Drafter), watch)
	live     = []State{New, Judged, Dispatched, Verifying, Answering, Following}
	graded   = []State{Judged, Dispatched, Verifying, Answering, Following}
)

func text(name, title string) Input {
	return Input{Name: name, Title: title, Type: "text", Required: true}
}

func long(name, title string) Input {
	return Input{Name: name, Title: title, Type: "long", Required: true}
}

func pick(name, title, kind string) Input {
	return Input{Name: name, Title: title, Type: kind, Required: true}
}
func (i Input) optional() Input { i.Required = false; return i }

var rows = []Row{
	// Judging.
	{
		Kind: regime.Concern, From: []State{New}, Action: "confirm_grade", Title: "确认等级", To: Judged, Who: watch, Main: true, Makes: regime.ScreeningNote, Emits: regime.GradeConfirmed, Clause: "JUD-2",
		Inputs: []Input{pick("grade", "等级", "grade"), pick("need", "诉求", "need"), pick("unit", "承办单位", "unit"), long("reason", "理由")},
	},
	{
		Kind: regime.Concern, From: []State{New}, Action: "dismiss", Title: "不立办…", To: Dismissed, Who: watch, Makes: regime.ScreeningNote, Emits: regime.ConcernDismissed, Clause: "JUD-4",
		Inputs: []Input{long("reason", "不立办的理由")},
	},
	{
		Kind: regime.Concern, From: graded, Action: "regrade", Title: "改等级…", Who: either(director, leaders), Emits: regime.GradeChanged, Clause: "JUD-2",
		Inputs: []Input{pick("grade", "等级", "grade"), long("reason", "理由")},
	},
	{
		Kind: regime.Concern, From: graded, Action: "resort", Title: "改诉求…", Who: watch, Emits: regime.Noted, Clause: "JUD-3",
		Inputs: []Input{pick("need", "诉求", "need"), long("reason", "理由")},
	},
	{
		Kind: regime.Concern, From: live, Action: "merge", Title: "并入其他关切…", To: Merged, Who: watch, Emits: regime.ConcernMerged, Clause: "JUD-1",
		Inputs: []Input{pick("into", "并入的编号", "matter"), long("reason", "理由")}, Needs: []Need{noPending},
	},
	{
		Kind: regime.Concern, From: live, Action: "join_post", Title: "并入帖文", Who: workers, Emits: regime.PostsJoined, Clause: "JUD-1",
		Inputs: []Input{pick("posts", "帖文", "posts"), text("reason", "理由").optional()},
	},
	{
		Kind: regime.Concern, From: live, Action: "split_post", Title: "移出帖文", Who: workers, Emits: regime.PostsSplit, Clause: "JUD-1",
		Inputs: []Input{pick("posts", "帖文", "posts"), text("reason", "理由")},
	},
	// Handling.
	{
		Kind: regime.Concern, From: []State{Judged}, Action: "dispatch", Title: "告知承办单位", To: Dispatched, Who: watch, Main: true, Makes: regime.DispatchNote, Emits: regime.DispatchSent, Clause: "HAN-7",
		Inputs: []Input{long("note", "告知内容"), {Name: "assisting", Title: "协办单位", Type: "units"}},
	},
	{Kind: regime.Concern, From: []State{Dispatched}, Action: "receive", Title: "签收", To: Verifying, Who: lead(regime.Handler, regime.OfficeDirector, regime.Liaison), Main: true, Emits: regime.DispatchReceived, Clause: "HAN-7"},
	{Kind: regime.Concern, From: []State{Dispatched, Verifying, Answering, Following}, Action: "acknowledge", Title: "签收协办", Who: at(InPart, regime.Handler, regime.OfficeDirector, regime.Liaison), Emits: regime.DispatchReceived, Clause: "HAN-7", Needs: []Need{assists}},
	{
		Kind: regime.Concern, From: []State{Dispatched}, Action: "hand_back", Title: "退回…", To: Judged, Who: handlers, Makes: regime.HandBackNote, Emits: regime.DispatchHandedBack, Clause: "HAN-7",
		Inputs: []Input{long("ground", "退回依据")},
	},
	{
		Kind: regime.Concern, From: graded, Action: "transfer", Title: "转办…", To: Judged, Who: either(director, leaders), Emits: regime.Noted, Clause: "HAN-7",
		Inputs: []Input{pick("unit", "承办单位", "unit"), long("reason", "理由")},
	},
	{
		Kind: regime.Concern, From: []State{Verifying, Answering}, Action: "add_fact", Title: "记录核实事项", Who: workers, Emits: regime.FactAdded, Clause: "HAN-5",
		Inputs: []Input{text("claim", "反映的说法"), long("finding", "查到的事实"), pick("verdict", "结论", "verdict"), text("evidence", "证据")},
	},
	{
		Kind: regime.Concern, From: []State{Verifying}, Action: "conclude", Title: "提交核查结论", To: Answering, Who: either(handlers, director), Main: true, Makes: regime.Conclusion, Emits: regime.ConclusionReached, Clause: "HAN-5",
		Inputs: []Input{long("text", "核查结论")}, Needs: []Need{someFact},
	},
	{
		Kind: regime.Concern, From: graded, Action: "report_up", Title: "报送上级", Who: watch, Emits: regime.ReportSent, Clause: "HAN-3",
		Inputs: []Input{{Name: "document", Title: "报告种类", Type: "document", Required: true, Options: []string{string(regime.FirstReport), string(regime.ProgressReport), string(regime.ResultReport)}}, long("text", "报告内容")},
	},
	// Answering.
	{
		Kind: regime.Concern, From: []State{Verifying, Answering, Following}, Action: "begin_statement", Title: "起草答复", Who: writers, Emits: regime.StatementBegun, Clause: "ANS-1",
		Inputs: []Input{{Name: "template", Title: "模板", Type: "template"}, text("title", "标题").optional(), long("text", "正文").optional()},
	},
	{Kind: regime.Concern, From: []State{Answering}, Action: "answered", Title: "答复已发布", To: Following, System: true, Emits: regime.FollowStarted, Outward: true, Clause: "HAN-9"},
	{
		Kind: regime.Concern, From: []State{Answering}, Action: "no_answer", Title: "不作公开答复…", To: Following, Who: director, Makes: regime.NoAnswerNote, Emits: regime.FollowStarted, Clause: "JUD-4",
		Inputs: []Input{long("reason", "不作公开答复的理由")}, Needs: []Need{noPending},
	},
	// Following on and closing.
	{
		Kind: regime.Concern, From: []State{Verifying, Answering, Following}, Action: "progress", Title: "记录进展", Who: workers, Emits: regime.ProgressReported, Clause: "HAN-9",
		Inputs: []Input{long("text", "进展")},
	},
	{
		Kind: regime.Concern, From: []State{Following}, Action: "after_action", Title: "写总结报告", Who: either(handlers, watch), Makes: regime.AfterActionReport, Emits: regime.ReviewWritten, Clause: "HAN-11",
		Inputs: []Input{long("public", "可公开部分"), long("internal", "内部部分")},
	},
	{
		Kind: regime.Concern, From: []State{Following}, Action: "close", Title: "办结", To: Closed, Who: director, Main: true, Makes: regime.ClosingReport, Emits: regime.ConcernClosed, Clause: "HAN-9",
		Inputs: []Input{{Name: "outcome", Title: "结果", Type: "outcome", Required: true, Options: []string{"answered", "fixed", "explained", "transferred", "no_action"}}, long("reason", "结果说明")},
		Needs:  []Need{resultOnRecord, noPending, reviewed},
	},
	{
		Kind: regime.Concern, From: []State{Closed, Dismissed}, Action: "reopen", Title: "重新办理…", To: Judged, Who: either(director, leaders), Emits: regime.ConcernReopened, Clause: "HAN-9",
		Inputs: []Input{pick("grade", "等级", "grade"), pick("need", "诉求", "need"), pick("unit", "承办单位", "unit"), long("reason", "理由")},
	},
	// Tasks, notes, clocks.
	{
		Kind: regime.Concern, From: live, Action: "assign_task", Title: "加任务", Who: either(workers, leaders), Emits: regime.TaskAssigned, Clause: "HAN-1",
		Inputs: []Input{text("title", "任务"), pick("unit", "单位", "unit"), pick("within", "时限", "duration")},
	},
	{
		Kind: regime.Concern, From: live, Action: "complete_task", Title: "完成任务", Who: either(at(InPart, regime.Handler, regime.Drafter), watch, leaders), Emits: regime.TaskDone, Clause: "HAN-1",
		Inputs: []Input{pick("task", "任务", "task")},
	},
	{
		Kind: regime.Concern, From: live, Action: "note", Title: "写内部记录", Who: either(workers, leaders, at(InAgency, regime.Reviewer, regime.Approver, regime.Drafter)), Emits: regime.Noted,
		Inputs: []Input{long("text", "记录")}, Clause: "HAN-5",
	},
	{
		Kind: regime.Concern, From: graded, Action: "pause_clock", Title: "暂停时限…", Who: director, Emits: regime.ClockPaused, Clause: "HAN-2",
		Inputs: []Input{pick("clock", "时限", "clock"), long("reason", "理由")},
	},
	{
		Kind: regime.Concern, From: graded, Action: "resume_clock", Title: "恢复时限", Who: director, Emits: regime.ClockResumed, Clause: "HAN-2",
		Inputs: []Input{pick("clock", "时限", "clock")},
	},
	{
		Kind: regime.Concern, From: graded, Action: "extend_clock", Title: "延长时限…", Who: either(director, leaders), Emits: regime.ClockExtended, Clause: "HAN-2",
		Inputs: []Input{pick("clock", "时限", "clock"), pick("within", "延长", "duration"), long("reason", "理由")},
	},

	// Statements.
	{
		Kind: regime.Statement, From: []State{Drafting, Reviewing, Approving}, Action: "save", Title: "保存", To: Drafting, Who: writers, Emits: regime.StatementSaved, Clause: "ANS-1",
		Inputs: []Input{text("title", "标题"), long("text", "正文")},
	},
	{
		Kind: regime.Statement, From: []State{Drafting}, Action: "submit", Title: "提交审核", To: Reviewing, Who: writers, Main: true, Emits: regime.StatementSubmitted, Clause: "ANS-1",
		Needs: []Need{someText, slotsFilled, textChanged},
	},
	{
		Kind: regime.Statement, From: []State{Reviewing}, Action: "sign", Title: "签署", ByGate: true, Signs: true, Main: true, Emits: regime.StatementSigned, Clause: "ANS-2",
		Inputs: []Input{pick("gate", "关口", "gate"), long("note", "意见").optional()}, Needs: []Need{notDrafter, gateOpen, gateInTurn, notSignedOther},
	},
	{
		Kind: regime.Statement, From: []State{Reviewing, Approving}, Action: "return", Title: "退回修改…", To: Drafting, ByGate: true, ByChain: true, Emits: regime.StatementReturned, Clause: "ANS-2",
		Inputs: []Input{long("reason", "退回理由")},
	},
	{
		Kind: regime.Statement, From: []State{Approving}, Action: "approve", Title: "批准发布", To: Releasing, ByChain: true, Signs: true, Main: true, Emits: regime.StatementApproved, Clause: "ANS-1",
		Inputs: []Input{long("note", "意见").optional()}, Needs: []Need{gatesDone, notDrafter, notSigner, noConflict},
	},
	{Kind: regime.Statement, From: []State{Releasing}, Action: "published", Title: "已发布", To: Released, System: true, Makes: regime.ReleasedStatement, Emits: regime.StatementReleased, Outward: true, Clause: "ANS-4"},
	{Kind: regime.Statement, From: []State{Releasing}, Action: "corrected", Title: "已更正", To: Released, System: true, Makes: regime.ReleasedStatement, Emits: regime.StatementCorrected, Outward: true, Clause: "ANS-4"},
	{
		Kind: regime.Statement, From: []State{Released}, Action: "correct", Title: "更正…", To: Drafting, Who: writers, Emits: regime.StatementSaved, Clause: "ANS-1",
		Inputs: []Input{long("reason", "更正理由（将公开）")},
	},
	{Kind: regime.Statement, From: []State{Drafting}, Action: "cancel_correction", Title: "放弃更正", To: Released, Who: writers, Emits: regime.StatementDropped, Clause: "ANS-1", Needs: []Need{isPublic}},
	{
		Kind: regime.Statement, From: []State{Released}, Action: "withdraw", Title: "撤回…", To: Withdrawing, ByChain: true, Signs: true, Emits: regime.StatementApproved, Clause: "ANS-1",
		Inputs: []Input{long("reason", "撤回理由（将公开）")}, Needs: []Need{notDrafter},
	},
	{Kind: regime.Statement, From: []State{Withdrawing}, Action: "withdrawn", Title: "已撤回", To: Withdrawn, System: true, Emits: regime.StatementWithdrawn, Outward: true, Clause: "ANS-4"},
	{
		Kind: regime.Statement, From: []State{Drafting}, Action: "drop", Title: "作废…", To: Dropped, Who: writers, Emits: regime.StatementDropped, Clause: "ANS-1",
		Inputs: []Input{long("reason", "作废理由")}, Needs: []Need{notPublic},
	},
	{
		Kind: regime.Statement, From: []State{Drafting, Reviewing, Approving}, Action: "note", Title: "写内部记录", Who: either(writers, leaders, at(InAgency, regime.Reviewer, regime.Approver)), Emits: regime.Noted,
		Inputs: []Input{long("text", "记录")}, Clause: "ANS-2",
	},
}

func says(s string) func(Facts) string { return func(Facts) string { return s } }

var (
	someFact  = Need{"some_fact", func(f Facts, _ Actor, _ Values) bool { return f.FactCount > 0 }, says("还没有核实事项：至少记录一项查到的事实")}
	assists   = Need{"assists", func(f Facts, who Actor, _ Values) bool { return f.Unreceived(who) != "" }, says("没有等您所在单位签收的告知单")}
	noPending = Need{"no_pending", func(f Facts, _ Actor, _ Values) bool { return f.Pending == 0 }, func(f Facts) string {
		return fmt.Sprintf("还有 %d 份答复稿没有办完：先发布或作废", f.Pending)
	}}
	resultOnRecord = Need{"result_on_record", func(f Facts, _ Actor, _ Values) bool { return f.Published > 0 || f.NoAnswer }, says("还没有公开的结果：先发布答复，或记录不作公开答复的理由")}
	reviewed       = Need{"reviewed", func(f Facts, _ Actor, _ Values) bool { return f.AfterAction || !f.NeedsReview }, says("这一等级办结前要有总结报告")}

	someText    = Need{"some_text", func(f Facts, _ Actor, _ Values) bool { return !f.Empty }, says("标题和正文都要写")}
	slotsFilled = Need{"slots_filled", func(f Facts, _ Actor, _ Values) bool { return len(f.OpenSlots) == 0 }, func(f Facts) string {
		return "模板里还有空着的栏目：" + strings.Join(f.OpenSlots, "、")
	}}
	textChanged = Need{"text_changed", func(f Facts, _ Actor, _ Values) bool { return !f.Unchanged }, says("更正稿与已公开的文本相同")}
	notDrafter  = Need{"not_drafter", func(f Facts, who Actor, _ Values) bool { return !contains(f.Drafters, who.ID) }, says("拟稿人不能签署自己的稿件")}
	notSigner   = Need{"not_signer", func(f Facts, who Actor, _ Values) bool { return len(f.Signed[who.ID]) == 0 }, says("签过审核关的人不能再批准发布")}
	gatesDone   = Need{"gates_done", func(f Facts, _ Actor, _ Values) bool { return len(f.OpenGates) == 0 }, func(f Facts) string {
		return fmt.Sprintf("还差 %d 关没有签署", len(f.OpenGates))
	}}
	gateOpen = Need{"gate_open", func(f Facts, _ Actor, in Values) bool {
		return in == nil || contains(f.OpenGates, regime.Gate(in.Text("gate")))
	}, says("这一关不需要签署，或已经签过")}
	gateInTurn = Need{"gate_in_turn", func(f Facts, _ Actor, in Values) bool {
		return in == nil || !f.Ordered || len(f.OpenGates) > 0 && f.OpenGates[0] == regime.Gate(in.Text("gate"))
	}, says("各关按顺序签署，前面的关还没有签")}
	notSignedOther = Need{"not_signed_other", func(f Facts, who Actor, _ Values) bool { return !f.OneEach || len(f.Signed[who.ID]) == 0 }, says("一人只能签一关")}
	noConflict     = Need{"no_conflict", func(f Facts, _ Actor, _ Values) bool { return !f.Conflict }, says("同一关切另有一份稿件正在等待发布，先处理那一份")}
	isPublic       = Need{"is_public", func(f Facts, _ Actor, _ Values) bool { return f.HasPublic }, says("这份稿件还没有公开过")}
	notPublic      = Need{"not_public", func(f Facts, _ Actor, _ Values) bool { return !f.HasPublic }, says("已公开的答复不能作废，只能更正或撤回")}
)

func contains[T comparable](list []T, one T) bool {
	for _, each := range list {
		if each == one {
			return true
		}
	}
	return false
}

// Rows returns the table of one kind, in the order of its buttons.
func Rows(kind regime.Kind) []Row {
	var out []Row
	for _, r := range rows {
		if r.Kind == kind {
			out = append(out, r)
		}
	}
	return out
}

// States returns the states of one kind in the order of its table.
func States(kind regime.Kind) []State {
	if kind == regime.Statement {
		return []State{Drafting, Reviewing, Approving, Releasing, Released, Withdrawing, Withdrawn, Dropped}
	}
	return []State{New, Judged, Dispatched, Verifying, Answering, Following, Closed, Dismissed, Merged}
}
