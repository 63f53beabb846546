package matter

import (
	"strings"

	"yingda/internal/regime"
)

// ReopenGrounds are why the system proposes to take a concern up again: what
// readers said of the answer, harm that no earlier post named, posts that go on.
var ReopenGrounds = []string{"unmet", "new_harm", "more_posts"}

// ReopenTitles are the words for them.
var ReopenTitles = map[string]string{"unmet": "公众认为没有回答问题", "new_harm": "新帖文反映新的损害", "more_posts": "答复后仍有较多新帖文"}

// FollowFacts are the facts of a concern after its answer.
type FollowFacts struct {
	Reopening    bool     // the system's proposal to take it up again waits
	ReviewBy     string   // who wrote the newest after-action report
	ReviewWaits  bool     // it is not published
	FaultOpen    bool     // a claim was found true and nothing was ordered or done about it
	OpenMeasures int      // corrective measures that are not proved yet
	Due          []string // titles of clocks that run, and that closing does not end
}

var ended = []State{Following, Closed}

var (
	reviewWaits      = Need{"review_waits", holds(func(f Facts) bool { return f.ReviewWaits }), says("没有等签发的总结报告")}
	notReviewDrafter = Need{"not_review_drafter", func(f Facts, who Actor, _ Values) bool { return f.ReviewBy != who.ID }, says("写总结的人不能自己签发")}
	reviewWritten    = Need{"review_written", holds(func(f Facts) bool { return f.AfterAction }), says("先写总结报告，改进事项是它的条目")}
	// What a clock asks for that the end of the concern does not end is owed first:
	// closing makes no report disappear.
	nothingDue = Need{"nothing_due", holds(func(f Facts) bool { return len(f.Due) == 0 }), func(f Facts) string {
		return "办结前还欠：" + strings.Join(f.Due, "、")
	}}
	reopenProposed = Need{"reopen_proposed", holds(func(f Facts) bool { return f.Reopening }), says("没有等决定的重新办理建议")}
	// Solved, or tasked: who calls it fixed says so with the result in public.
	solvedOrTasked = Need{"solved_or_tasked", func(f Facts, _ Actor, in Values) bool {
		return in == nil || !f.FaultOpen || contains([]string{"fixed", "transferred"}, in.Text("outcome"))
	}, says("有查实的问题，既没有解决也没有交办：先责成整改或加任务；已经解决的，结果选「已解决」并写明怎样解决")}
)

// following are the rows of following on and closing (跟进、办结).
var following = []Row{
	{
		Kind: regime.Concern, From: []State{Verifying, Answering, Following}, Action: "progress", Title: "记录进展", Who: workers, Emits: regime.ProgressReported, Clause: "HAN-9",
		Inputs: []Input{long("text", "进展")},
	},
	{
		Kind: regime.Concern, From: ended, Action: "after_action", Title: "写总结报告", Who: either(handlers, watch), Makes: regime.AfterActionReport, Emits: regime.ReviewWritten, Clause: "HAN-11",
		Inputs: []Input{long("public", "可公开部分").hinted("经签发后在公开网站公布，不写个人信息"), long("internal", "内部部分")},
	},
	{
		Kind: regime.Concern, From: ended, Action: "publish_review", Title: "签发总结…", ByChain: true, Signs: true, Emits: regime.ReviewPublished, Outward: true, Public: true, Clause: "HAN-11",
		Inputs: []Input{long("note", "意见").optional().hinted("可公开部分发布到公开网站，全文报上级")}, Needs: []Need{reviewWaits, notReviewDrafter},
	},
	{
		Kind: regime.Concern, From: ended, Action: "return_review", Title: "退回总结…", ByChain: true, Emits: regime.Noted, Clause: "HAN-11",
		Inputs: []Input{long("reason", "退回理由")}, Needs: []Need{reviewWaits},
	},
	{
		Kind: regime.Concern, From: ended, Action: "add_lesson", Title: "列入改进事项", Who: either(handlers, watch, leaders), Emits: regime.TaskAssigned, Clause: "HAN-11",
		Inputs: []Input{text("title", "改进事项"), pick("unit", "单位", "unit"), pick("within", "时限", "duration")}, Needs: []Need{reviewWritten},
	},
	{
		Kind: regime.Concern, From: ended, Action: "propose_reopen", Title: "建议重新办理", System: true, Emits: regime.ReopenProposed, Clause: "HAN-9",
		Inputs: []Input{{Name: "ground", Title: "情形", Type: "reopening", Required: true, Options: ReopenGrounds}, long("text", "依据")},
	},
	{
		Kind: regime.Concern, From: ended, Action: "keep_answer", Title: "维持原答复…", Who: either(director, leaders), Signs: true, Emits: regime.AnswerKept, Clause: "HAN-9",
		Inputs: []Input{long("reason", "维持的理由").hinted("记录在案，并计入公开统计")}, Needs: []Need{reopenProposed},
	},
	{
		Kind: regime.Concern, From: []State{Following}, Action: "close", Title: "办结", To: Closed, Who: director, Main: true, Makes: regime.ClosingReport, Emits: regime.ConcernClosed, Public: true, Clause: "HAN-9",
		Inputs: []Input{{Name: "outcome", Title: "结果", Type: "outcome", Required: true, Options: []string{"answered", "fixed", "explained", "transferred", "no_action"}}, long("reason", "结果说明").hinted("与答复一起公开，不写个人信息；声量下降不是办结的理由")},
		Needs:  []Need{resultOnRecord, noPending, reviewed, wayToClose, nothingOwed, nothingDue, solvedOrTasked},
	},
	{
		Kind: regime.Concern, From: []State{Following, Closed, Dismissed}, Action: "reopen", Title: "重新办理…", To: Judged, Who: either(director, leaders), Emits: regime.ConcernReopened, Clause: "HAN-9",
		Inputs: []Input{pick("grade", "等级", "grade"), pick("need", "诉求", "need"), pick("unit", "承办单位", "unit"), long("reason", "理由")}, Needs: []Need{notLower},
	},
}
