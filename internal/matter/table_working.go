package matter

import "yingda/internal/regime"

// working are the rows of tasks, notes and clocks.
var working = []Row{
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
}
