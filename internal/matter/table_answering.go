package matter

import "yingda/internal/regime"

// answering are the rows of answering a concern (答复).
var answering = []Row{
	{
		Kind: regime.Concern, From: []State{Verifying, Answering, Following}, Action: "begin_statement", Title: "起草答复", Who: writers, Emits: regime.StatementBegun, Clause: "ANS-1",
		Inputs: []Input{{Name: "template", Title: "模板", Type: "template"}, text("title", "标题").optional(), long("text", "正文").optional(), pickOf("part", "稿件种类", Parts, PartTitles).optional()},
		Needs:  []Need{wayChosen, wayToDraft, assessedFirst},
	},
	{Kind: regime.Concern, From: []State{Answering}, Action: "answered", Title: "答复已发布", To: Following, System: true, Emits: regime.FollowStarted, Outward: true, Clause: "HAN-9"},
	{
		Kind: regime.Concern, From: []State{Answering}, Action: "no_answer", Title: "不作公开答复…", To: Following, Who: director, Makes: regime.NoAnswerNote, Emits: regime.FollowStarted, Clause: "JUD-4",
		Inputs: []Input{long("reason", "不作公开答复的理由")}, Needs: []Need{noPending, assessedNo},
	},
}
