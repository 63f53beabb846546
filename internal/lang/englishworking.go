package lang

// working is the work of several units on one concern: ways, reports, meetings,
// tasks, evidence, measures.
var working = map[string]string{
	"选定办理方式": "Choose the way of handling", "认定事实": "Establish the facts", "答复评估": "Assess the answer", "催办": "Urge", "报办理结果": "Return the result", "提出协办意见": "Give an opinion",
	"开会并形成纪要": "met, with minutes", "成立应对小组": "formed a response group", "领导小组决定": "the leading group decided", "线索转纪检": "routed a tip", "公开邀请": "Open invitation", "责成整改": "Order a measure", "报告办公室": "told the office",
	"核查卷宗": "Investigation file", "证据、会议、整改": "evidence, meetings, measures", "是否答复": "Answer or not", "由谁答复": "Who answers", "群众可能受到的损害": "Harm that people may suffer", "哪些人会受影响、怎样受影响": "Who is affected, and how",
	"规定是否明确": "Are the rules clear", "所依据的规定和条款": "Rule and article", "办公室认定的事实": "Facts established by the office", "向办公室报告": "Report to the office", "报告内容": "Report", "办公室签收": "Office receives", "催办要求": "What is urged",
	"增加参与单位…": "Add a unit…", "增加参与单位": "Add a unit", "单位": "Unit", "参与方式": "Part", "告知内容": "Note", "本单位的意见": "Opinion of this unit", "报送首报": "Send the first report", "报送续报": "Send a progress report", "报送结果": "Send the result", "报送三日报告": "Send the three-day report",
	"已知事实": "Facts so far", "处置打算": "Plan", "进展": "Progress", "核查情况": "What was found", "处理结果": "Outcome", "措施": "Measures", "效果": "Effect", "上级已签收": "Received above", "报告已送达上级": "Report reached the level above", "上级有询问": "Asked from above", "已开会": "Met", "已成立应对小组": "Response group formed", "领导小组已决定": "Leading group decided", "外部协助人已回复": "Outside helper answered",
	"线索转纪检…": "Route to inspection…", "纪检单位": "Inspection unit", "拟公开邀请": "Draft an invitation", "请哪些受影响的群众来谈什么事": "Who is invited, about what", "地点": "Place", "时间": "Time", "联系电话": "Telephone", "记录来谈情况": "Record who came forward", "日期": "Date", "人数": "People", "反映的事项": "Matter", "怎样答复": "Answer given",
	"责成整改…": "Order a measure…", "整改单位": "Unit", "查实的过错和依据": "Confirmed fault and basis", "按程序问责…": "Hold accountable…", "按程序问责": "Hold accountable", "情形": "Ground", "方式": "Step", "事实和依据": "Facts and basis", "报整改结果": "Report the measure", "整改事项": "Measure", "整改结果和证明": "Result and proof", "核验整改": "Check the measure", "核验意见": "Opinion",
	"催办任务": "Urge a task", "改派任务…": "Give the task to another…", "改派任务": "Give the task to another", "改由": "To", "记任务情况": "Note on a task", "完成情况": "What came of it", "任务": "Tasks", "研判": "Screening", "结论": "Verdict", "理由": "Reason",
	"报送": "Reports up", "会议": "Meetings", "决策风险与自查": "Decision risks", "风险": "Risks", "线索移交": "Tips", "线索": "Tips", "对接单位": "Peers", "对接": "Peers",
}
