package matter

import "yingda/internal/regime"

// working are the rows of tasks and notes.
var working = []Row{
	{
		Kind: regime.Concern, From: live, Action: "assign_task", Title: "加任务", Who: either(workers, leaders), Emits: regime.TaskAssigned, Clause: "HAN-1",
		Inputs: []Input{text("title", "任务"), pick("unit", "单位", "unit"), pick("within", "时限", "duration")},
	},
	{
		Kind: regime.Concern, From: append(append([]State{}, live...), Closed), Action: "complete_task", Title: "完成任务", Who: either(at(InPart, regime.Handler, regime.Drafter), watch, leaders), Emits: regime.TaskDone, Clause: "HAN-1",
		Inputs: []Input{pick("task", "任务", "task"), long("result", "完成情况").optional()},
	},
	{
		Kind: regime.Concern, From: live, Action: "note", Title: "写内部记录", Who: either(workers, leaders, at(InAgency, regime.Reviewer, regime.Approver, regime.Drafter)), Bulk: BulkMatching, Emits: regime.Noted,
		Inputs: []Input{long("text", "记录")}, Clause: "HAN-5",
	},
}
