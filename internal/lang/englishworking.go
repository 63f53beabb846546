package lang

// working is the work of several units on one concern: ways, reports, meetings,
// tasks, evidence, measures.
var working = map[string]string{
	"选定办理方式": "Choose the way of handling", "认定事实": "Establish the facts", "答复评估": "Assess the answer", "催办": "Urge", "报办理结果": "Return the result", "提出协办意见": "Give an opinion",
	"开会并形成纪要": "met, with minutes", "成立应对小组": "formed a response group", "领导小组决定": "the leading group decided", "线索转纪检": "routed a tip", "公开邀请": "Open invitation", "责成整改": "Order a measure", "报告办公室": "told the office",
}
