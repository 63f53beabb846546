package matter

import "yingda/internal/regime"

// following are the rows of following on and closing (跟进、办结).
var following = []Row{
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
		Needs:  []Need{resultOnRecord, noPending, reviewed, wayToClose, nothingOwed},
	},
	{
		Kind: regime.Concern, From: []State{Closed, Dismissed}, Action: "reopen", Title: "重新办理…", To: Judged, Who: either(director, leaders), Emits: regime.ConcernReopened, Clause: "HAN-9",
		Inputs: []Input{pick("grade", "等级", "grade"), pick("need", "诉求", "need"), pick("unit", "承办单位", "unit"), long("reason", "理由")}, Needs: []Need{notLower},
	},
}
