package lang

// watching is what the menu calls the pages of what is read and of own sites.
var watching = map[string]string{
	"采集总况": "Listening health", "总况": "Health", "自有网站": "Own sites", "网站": "Sites",
	"条在只为别的话题读的来源里，不算": "in sources that are read for other topics alone, not counted",
	"下载检查表": "Download the check", "下载检查报告": "Download the report", "返回自有网站": "Back to own sites", "谁来修": "Who mends it", "由我修复": "I mend it", "还没有人认领": "Nobody yet",
	"由您修复，修好后下一次查看自动销号。": "It is yours; mended, it is struck off at the next look.", "发现的问题": "What was found", "没有发现问题": "Nothing was found", "期限或销号依据": "Due, or how it was struck off", "再看一次确认": "Waits for a second look",
	"每六小时看一遍首页、首页上的链接和站内下一层页面上的链接。": "Every six hours: the home page, the links on it, and those on the site's own pages behind it.",
	"登记自有网站": "Register an own site", "认领网站问题": "Take a fault of a site", "放弃死信": "Drop a dead letter", "核对漏读": "Check what was missed", "安排重点时段监测": "Set the watch of a key period",
	"确认归并建议": "Confirm a suggestion", "否定归并建议": "Refuse a suggestion", "撤销归并调整": "Undo a regrouping", "看过热度突增": "Seen a spike", "提请审定规则": "Propose a rule",
	"请有关单位核实…": "Ask a unit to check…", "请有关单位核实": "Ask a unit to check", "请哪个单位核实": "Unit asked", "要核实什么": "What to check", "只问事情是否属实，不问是谁说的": "Ask whether it is so, never who said it",
	"答复核实": "Answer the check", "核实结果": "What was found", "情况和依据": "Facts and grounds", "没有先核实的理由": "Why nobody was asked first", "核实函": "Request to check", "核实意见": "Result of a check",
	"已经与有关单位核实的不填；来不及核实、先报后核的，写明理由": "Leave empty where a unit concerned has checked; if there was no time, say why",
	"不属实": "Not so", "不归本单位": "Not our matter", "目前不能确定": "Cannot be told yet",
	"核实台账": "Checks with units", "最近的核实结果": "What units found lately", "请哪个单位": "Unit", "已等": "Waiting for", "答复时间": "Answered", "请您所在单位答复": "Your unit is asked", "关切已经办结": "The concern is closed",
	"监测发现的情况，转出前先请有关单位核实；被请的单位从此看得到这件事。在关切的页面上请人核实。": "What listening finds is checked with the unit concerned before it is passed on; the unit sees the matter from then on. Ask on the concern's page.",
	"没有等待答复的核实": "No check waits for an answer", "请有关单位核实的事项，答复之前列在这里。": "What units were asked stands here until they answer.",
	"还没有核实结果": "Nothing was found yet", "单位答复之后列在这里。": "It stands here once a unit has answered.",
	"随制度采用": "Adopted with the regime",
}
