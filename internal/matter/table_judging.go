package matter

import "yingda/internal/regime"

// judging are the rows of judging (研判): grade, need, unit, posts.
var judging = []Row{
	{
		Kind: regime.Concern, From: []State{New}, Action: "confirm_grade", Title: "确认等级", To: Judged, Who: watch, Main: true, Makes: regime.ScreeningNote, Emits: regime.GradeConfirmed, Clause: "JUD-2",
		Inputs: []Input{pick("grade", "等级", "grade"), pick("need", "诉求", "need"), pick("unit", "承办单位", "unit"), long("reason", "理由")},
	},
	{
		Kind: regime.Concern, From: []State{New}, Action: "dismiss", Title: "不立办…", To: Dismissed, Who: watch, Makes: regime.ScreeningNote, Emits: regime.ConcernDismissed, Clause: "JUD-4",
		Inputs: []Input{long("reason", "不立办的理由")},
	},
	{
		Kind: regime.Concern, From: []State{New}, Action: "take_suggestion", Title: "采用建议…", Who: watch, Emits: regime.Noted, Clause: "JUD-3",
		Inputs: []Input{pick("need", "诉求", "need").optional(), pick("unit", "承办单位", "unit").optional()},
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
}
