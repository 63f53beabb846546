package matter

import (
	"slices"

	"yingda/internal/regime"
)

// stating are the rows of statements (答复稿).
var stating = []Row{
	{
		Kind: regime.Statement, From: []State{Drafting, Reviewing, Approving}, Action: "save", Title: "保存", To: Drafting, Who: either(writers, board, hired), Emits: regime.StatementSaved, Clause: "ANS-1",
		Inputs: []Input{text("title", "标题"), long("text", "正文")},
	},
	{
		Kind: regime.Statement, From: []State{Drafting}, Action: "plan_release", Title: "定发布渠道…", Who: writers, Emits: regime.StatementSaved, Clause: "ANS-1",
		Inputs: []Input{{Name: "channels", Title: "另外的渠道", Type: "channels", Hint: "本等级规定的渠道一定会发；这里另加。各渠道用同一文本。"}},
	},
	{
		Kind: regime.Statement, From: []State{Drafting}, Action: "submit", Title: "提交审核", To: Reviewing, Who: either(writers, board, hired), Main: true, Emits: regime.StatementSubmitted, Clause: "ANS-1",
		Needs: []Need{someText, slotsFilled, textChanged, nothingBlocks, articleReady, underContract},
	},
	{
		Kind: regime.Statement, From: []State{Reviewing}, Action: "sign", Title: "签署", ByGate: true, Signs: true, Main: true, Emits: regime.StatementSigned, Clause: "ANS-2",
		Inputs: []Input{pick("gate", "关口", "gate"), {Name: "checks", Title: "审核要点", Type: "checks", Hint: "逐项核对后勾选，勾选随签署留存"}, long("note", "意见").optional()},
		Needs:  []Need{notDrafter, gateOpen, gateInTurn, notSignedOther, slotsFilled, checksTicked},
	},
	{
		Kind: regime.Statement, From: []State{Reviewing, Approving}, Action: "return", Title: "退回修改…", To: Drafting, ByGate: true, ByChain: true, Emits: regime.StatementReturned, Clause: "ANS-2",
		Inputs: []Input{long("reason", "退回理由")},
	},
	{
		Kind: regime.Statement, From: []State{Approving}, Action: "approve", Title: "批准发布", To: Releasing, ByChain: true, Signs: true, Main: true, Emits: regime.StatementApproved, Clause: "ANS-1",
		Inputs: slices.Concat(paperInputs, []Input{pickOf("others", "同一关切的其他稿件", Others, OtherTitles).optional(), {Name: "release_at", Title: "发布时间", Type: "instant", Hint: "不填则批准后立即发布"}, long("note", "意见").optional()}),
		Needs:  []Need{gatesDone, notDrafter, notSigner, slotsFilled, allHeard, othersChosen, articleReady, tipHanded, paperNamed},
	},
	{
		Kind: regime.Statement, From: []State{Releasing}, Action: "hold", Title: "收回批准…", To: Approving, ByChain: true, Signs: true, Emits: regime.StatementReturned, Clause: "ANS-1",
		Inputs: []Input{long("reason", "收回理由")},
	},
	{Kind: regime.Statement, From: []State{Releasing}, Action: "lapse", Title: "批准已过期", To: Approving, System: true, Emits: regime.ApprovalLapsed, Clause: "ANS-1"},
	{Kind: regime.Statement, From: []State{Releasing}, Action: "published", Title: "已发布", To: Released, System: true, Makes: regime.ReleasedStatement, Emits: regime.StatementReleased, Outward: true, Clause: "ANS-4"},
	{Kind: regime.Statement, From: []State{Releasing}, Action: "corrected", Title: "已更正", To: Released, System: true, Makes: regime.ReleasedStatement, Emits: regime.StatementCorrected, Outward: true, Clause: "ANS-4"},
	{
		Kind: regime.Statement, From: []State{Released}, Action: "correct", Title: "更正…", To: Drafting, Who: either(writers, board), Emits: regime.StatementSaved, Clause: "ANS-1",
		Inputs: []Input{long("reason", "更正理由（将公开）")},
	},
	{Kind: regime.Statement, From: []State{Drafting}, Action: "cancel_correction", Title: "放弃更正", To: Released, Who: either(writers, board), Emits: regime.StatementDropped, Clause: "ANS-1", Needs: []Need{isPublic}},
	{
		Kind: regime.Statement, From: []State{Released}, Action: "withdraw", Title: "撤回…", To: Withdrawing, ByChain: true, Signs: true, Emits: regime.StatementApproved, Clause: "ANS-1",
		Inputs: []Input{long("reason", "撤回理由（将公开）")}, Needs: []Need{notDrafter},
	},
	{Kind: regime.Statement, From: []State{Withdrawing}, Action: "withdrawn", Title: "已撤回", To: Withdrawn, System: true, Emits: regime.StatementWithdrawn, Outward: true, Clause: "ANS-4"},
	{
		Kind: regime.Statement, From: []State{Drafting}, Action: "drop", Title: "作废…", To: Dropped, Who: either(writers, board), Emits: regime.StatementDropped, Clause: "ANS-1",
		Inputs: []Input{long("reason", "作废理由")}, Needs: []Need{notPublic},
	},
	{
		Kind: regime.Statement, From: []State{Drafting, Reviewing, Approving}, Action: "note", Title: "写内部记录", Who: either(writers, board, hired, leaders, at(InAgency, regime.Reviewer, regime.Approver)), Emits: regime.Noted,
		Inputs: []Input{long("text", "记录")}, Clause: "ANS-2",
	},
}
