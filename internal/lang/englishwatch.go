package lang

// watching is what the menu calls the pages of what is read and of own sites.
var watching = map[string]string{
	"采集总况": "Listening health", "总况": "Health", "自有网站": "Own sites", "网站": "Sites",
	"请有关单位核实…": "Ask a unit to check…", "请有关单位核实": "Ask a unit to check", "请哪个单位核实": "Unit asked", "要核实什么": "What to check", "只问事情是否属实，不问是谁说的": "Ask whether it is so, never who said it",
	"答复核实": "Answer the check", "核实结果": "What was found", "情况和依据": "Facts and grounds", "没有先核实的理由": "Why nobody was asked first", "核实函": "Request to check", "核实意见": "Result of a check",
	"已经与有关单位核实的不填；来不及核实、先报后核的，写明理由": "Leave empty where a unit concerned has checked; if there was no time, say why",
	"不属实": "Not so", "不归本单位": "Not our matter", "目前不能确定": "Cannot be told yet",
}
