package matter

import (
	"strconv"
	"strings"

	"yingda/internal/regime"
)

// resulting are the rows that record what a need is owed besides an answer.
var resulting = []Row{
	{
		Kind: regime.Concern, From: []State{Verifying, Answering, Following}, Action: "record_adoption", Title: "记录采纳情况", Who: workers, For: []regime.Need{regime.Suggestion}, Emits: regime.ResultRecorded, Clause: "ANS-6",
		Inputs: []Input{pickOf("adoption", "是否采纳", Adoptions, AdoptionTitles), long("reason", "理由和安排")},
	},
	{
		Kind: regime.Concern, From: []State{Verifying, Answering, Following}, Action: "record_apology", Title: "记录道歉与整改", Who: workers, For: []regime.Need{regime.Criticism, regime.Complaint}, Emits: regime.ResultRecorded, Clause: "ANS-6",
		Inputs: []Input{long("apology", "道歉"), long("measure", "整改措施"), text("by_whom", "由谁整改"), text("when", "什么时候完成")},
	},
	{
		Kind: regime.Concern, From: []State{Verifying, Answering, Following}, Action: "record_solution", Title: "记录解决情况", Who: workers, For: []regime.Need{regime.Difficulty}, Emits: regime.ResultRecorded, Clause: "ANS-6",
		Inputs: []Input{long("how", "怎样解决"), text("by_whom", "由谁解决"), text("when", "什么时候解决")},
	},
	{
		Kind: regime.Concern, From: []State{Verifying, Answering, Following}, Action: "record_clarification", Title: "记录释疑情况", Who: workers, For: []regime.Need{regime.Misunderstanding}, Emits: regime.ResultRecorded, Clause: "JUD-3",
		Inputs: []Input{
			text("claim", "哪一项说法与规定或事实不符").hinted("只写一项可以核对的说法，不写谁说的、什么人这样想"), long("fact", "规定或事实是什么"), text("evidence", "依据").hinted("文件名称和条款，或可以查对的材料"),
			text("shown_at", "在哪里作的说明").hinted("网址，或办事大厅、发布会等场合和日期"),
		},
	},
}

// ResultTitles are the words for what a need is owed besides an answer.
var ResultTitles = map[string]string{"adoption": "采纳情况", "apology": "道歉与整改", "solution": "解决情况", "clarification": "释疑情况"}

// Adoptions are what can become of a suggestion.
var Adoptions = []string{"adopted", "partly", "not_adopted"}

// AdoptionTitles are the words for Adoptions.
var AdoptionTitles = map[string]string{"adopted": "采纳", "partly": "部分采纳", "not_adopted": "未采纳"}

var nothingOwed = Need{"nothing_owed", func(f Facts, _ Actor, _ Values) bool { return len(f.Owes) == 0 }, func(f Facts) string { return strings.Join(f.Owes, "；") }}

// An answer to a tip says that inspection has it: before that is true it is not
// released.
var tipHanded = Need{"tip_handed", func(f Facts, _ Actor, _ Values) bool { return !f.TipWaits }, func(Facts) string {
	return "问题线索先按编号转有纪检人员的单位，再批准发布答复"
}}

// Owed returns, in sentences, what a need is owed and not yet given when its
// concern is to be closed: recorded are the kinds of results on record, verdicts
// those of the facts established. Clause: ANS-6.
func Owed(need regime.Need, recorded map[string]bool, verdicts []string) []string {
	switch need {
	case regime.Suggestion:
		if !recorded["adoption"] {
			return []string{"意见建议办结前要记录采纳情况：采纳、部分采纳或未采纳，并写明理由"}
		}
	case regime.Difficulty:
		if !recorded["solution"] {
			return []string{"实际困难办结前要记录解决情况：怎样解决、由谁、什么时候"}
		}
	case regime.Criticism, regime.Complaint:
		if (contains(verdicts, "true") || contains(verdicts, "partly")) && !recorded["apology"] {
			return []string{"核查认定批评属实或部分属实，办结前要记录道歉和整改措施"}
		}
	case regime.Misunderstanding:
		if !recorded["clarification"] {
			return []string{"对政策不了解的，办结前要记录释疑情况：哪一项说法、依据、在哪里说明的"}
		}
	case regime.Tip:
		if !recorded["handover"] {
			return []string{"问题线索办结前要按编号转有纪检人员的单位：没有这样的单位，先请管理员授予纪检人员角色"}
		}
	case regime.Inaccurate, regime.FalseClaim:
		if !contains(verdicts, "inaccurate") {
			return []string{"只有对一项事实说法查明不准确并附证据，才能按「" + need.Title() + "」办结；否则请改诉求"}
		}
	}
	return nil
}

// NotMade returns, in sentences, the documents that the regime asks for before a
// concern of this need is closed and that are not on record. Title is the
// regime's word for a document.
func NotMade(toClose []regime.Document, made func(regime.Document) bool, title func(regime.Document) string) []string {
	var out []string
	for _, d := range toClose {
		if !made(d) {
			out = append(out, "办结前要有「"+title(d)+"」")
		}
	}
	return out
}

// place1 names the i-th thing of a list, counted from 1.
func place1(i int) string { return strconv.Itoa(i + 1) }
