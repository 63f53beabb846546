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
}

// Adoptions are what can become of a suggestion.
var Adoptions = []string{"adopted", "partly", "not_adopted"}

// AdoptionTitles are the words for Adoptions.
var AdoptionTitles = map[string]string{"adopted": "采纳", "partly": "部分采纳", "not_adopted": "未采纳"}

var nothingOwed = Need{"nothing_owed", func(f Facts, _ Actor, _ Values) bool { return len(f.Owes) == 0 }, func(f Facts) string { return strings.Join(f.Owes, "；") }}

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
	case regime.Inaccurate, regime.FalseClaim:
		if !contains(verdicts, "inaccurate") {
			return []string{"只有对一项事实说法查明不准确并附证据，才能按「" + need.Title() + "」办结；否则请改诉求"}
		}
	}
	return nil
}

// place1 names the i-th thing of a list, counted from 1.
func place1(i int) string { return strconv.Itoa(i + 1) }
