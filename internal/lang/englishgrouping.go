package lang

// grouping is a concern as a group of posts: its words, its time aside, trend.
var grouping = map[string]string{
	"改写标题和概述…": "Rewrite title and summary…", "改写标题和概述": "Rewrite title and summary", "概述": "Summary", "说清是什么事、在哪里，不写人": "Say what it is and where; name no person",
	"暂时搁置…": "Set aside…", "暂时搁置": "Set aside", "搁置多久": "For how long", "各时限照常计算；到期自己回来，热度突增时立刻回来": "Clocks run on; it comes back by itself, at once when heat spikes", "结束搁置": "Take up again",
	"撤销并案…": "Undo the merge…", "撤销并案": "Undo the merge", "并走的帖文回到本件；并入后由人移动过的除外": "The posts come back, except those that a person has moved since", "这件没有搁置": "It is not set aside", "这件已经搁置": "It is set aside already",
	"归并台": "Grouping", "归并": "Groups", "条归并建议待确认": "suggestions to confirm", "走势": "Trend",
}
