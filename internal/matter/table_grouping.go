package matter

import "yingda/internal/regime"

// GroupFacts are the facts of a concern as a group of posts.
type GroupFacts struct {
	Snoozed bool // it is set aside
}

var (
	snoozed    = Need{"snoozed", holds(func(f Facts) bool { return f.Snoozed }), says("这件没有搁置")}
	notSnoozed = Need{"not_snoozed", holds(func(f Facts) bool { return !f.Snoozed }), says("这件已经搁置")}
)

// grouping are the rows of a concern as a group of posts (归并): its words, its
// time aside, and the way back from a merge.
var grouping = []Row{
	{
		Kind: regime.Concern, From: live, Action: "retitle", Title: "改写标题和概述…", Who: workers, Emits: regime.Noted, Clause: "JUD-1",
		Inputs: []Input{text("title", "标题").hinted("说清是什么事、在哪里，不写人"), long("summary", "概述")},
	},
	{
		Kind: regime.Concern, From: live, Action: "snooze", Title: "暂时搁置…", Who: watch, Bulk: BulkMatching, Emits: regime.Noted, Clause: "JUD-1",
		Inputs: []Input{pick("within", "搁置多久", "duration").hinted("各时限照常计算；到期自己回来，热度突增时立刻回来"), long("reason", "理由")}, Needs: []Need{notSnoozed},
	},
	{
		Kind: regime.Concern, From: live, Action: "wake", Title: "结束搁置", Who: watch, Bulk: BulkMatching, Emits: regime.Noted, Clause: "JUD-1",
		Inputs: []Input{text("reason", "理由").optional()}, Needs: []Need{snoozed},
	},
	{
		Kind: regime.Concern, From: []State{Merged}, Action: "unmerge", Title: "撤销并案…", To: Judged, Who: watch, Emits: regime.ConcernReopened, Clause: "JUD-1",
		Inputs: []Input{pick("grade", "等级", "grade"), pick("need", "诉求", "need"), pick("unit", "承办单位", "unit"), long("reason", "理由").hinted("并走的帖文回到本件；并入后由人移动过的除外")}, Needs: []Need{notLower},
	},
}
