package lang

// clocks are grading, clocks and the register of findings.
var clocks = map[string]string{
	"提高等级…": "Raise the grade…", "提高等级": "Raise the grade", "提议降低等级…": "Propose a lower grade…", "提议降低等级": "proposed a lower grade", "同意降低等级…": "Confirm the lower grade…", "同意降低等级": "Confirm the lower grade", "不同意降低等级…": "Refuse the lower grade…", "不同意降低等级": "refused a lower grade",
	"裁定承办单位…": "Decide the handling unit…", "裁定承办单位": "decided the handling unit", "裁定理由": "Reason for the decision", "具体理由": "Reason in detail", "收到补充材料": "Received further material", "收到的材料": "What was received",
	"扣除不计时段…": "Exclude an interval…", "扣除不计时段": "excluded an interval", "不计时的情形": "Ground", "开始时间": "From", "结束时间": "To", "理由和凭据": "Reason and proof", "告知对方的内容": "What the person concerned is told",
	"确认起算…": "Confirm the start…", "确认起算": "confirmed the start", "哪一方确认": "Which side confirms", "怎样确认的": "How it was confirmed", "重新起算": "restarted", "重新推算期限": "reckoned anew",
	"逾期未答复，视为同意": "silence: deemed consent", "逾期未答复，由本机关决定": "silence: the agency decides", "逾期未补正，视为放弃": "silence: deemed abandoned", "逾期不答复视为同意": "silence is consent", "逾期不答复由本机关决定": "on silence the agency decides", "逾期不补正视为放弃": "silence abandons it",
	"不属于本单位职责": "not our duty", "材料不全，无法核实": "lacks material", "另有单位应当承办": "another unit's", "本机关": "our side", "对方": "the other side", "延期告知书": "extension notice", "承办裁定": "arbitration note",
	"等级与标准": "Grade and criteria", "标准 %d 条，达到 %d 条": "%d criteria, %d met", "响应组": "Response group", "没有人担任": "nobody holds this role", "此前的定级 %d 次": "%d earlier decisions", "标准": "Standard", "现有事实": "Facts at hand", "达到": "met", "未达到": "not met",
	"%s提议降为「%s」：%s。在另一人同意之前，等级和时限不变。": "%s proposes “%s”: %s. Grade and deadlines stand until another person agrees.", "第 %d 次退回（%s，%s）：%s": "Handed back, no. %d (%s, %s): %s", "%s，%s（%s）%s定": "%s, by %s (%s) %s", "，由%s提议": ", proposed by %s",
	"达到「%s」：%s（%s）": "meets “%s”: %s (%s)", "另有 %d 条标准未达到，见「等级与标准」。": "%d further criteria are not met; see “Grade and criteria”.", "待双方确认起算": "starts when both sides confirm", "%s还没有确认": "%s has not confirmed", "%s已于 %s 确认（%s记录）：%s": "%s confirmed %s (recorded by %s): %s",
	"时限一览": "Deadlines", "时限表": "Deadlines", "督办台账": "Findings", "督办": "Findings", "工作日历": "Working days", "日历": "Calendar",
	"以「%s」为准": "Met by “%s”.", "%s %s批准延长：%s": "%s extended by %s: %s", "不计 %s 至 %s：%s（%s）": "not counted %s to %s: %s (%s)",
}
