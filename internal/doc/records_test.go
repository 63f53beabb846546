package doc

import (
	"strings"
	"testing"
	"time"
)

var made = time.Date(2026, 3, 20, 9, 0, 0, 0, shanghai)

func init() {
	for name, p := range map[string]Paper{
		"register-findings": RegisterPaper(Register{Agency: "某市信访局", Title: "督办台账", Says: "系统自己发现的超时、漏办和搁置。", Head: []string{"种类", "事项", "单位", "发现时间", "说明"}, Rows: [][]string{{"超时", "「首次答复」应于 2026年3月17日 10:00 前完成，已超时（C-2026-0042 甲区接待大厅取号）", "接访科", "2026年3月17日", "系统升级未告知。"}}, Date: made}),
		"register-press":    RegisterPaper(Register{Agency: "某市信访局", Title: "发言与采访日程", Head: []string{"活动", "种类", "时间地点", "新闻单位", "状态"}, Rows: [][]string{{"接访安排通气会", "通气会", "2026年3月18日 9:30，一楼", "市日报", "已举行：市日报 3月19日 2版"}, {"专栏 <接访 & 办信>", "专栏", "2026年3月25日", "", "计划中"}}, Date: made}),
		"register-requests": RegisterPaper(Register{Agency: "某市信访局", Title: "更正请求登记簿", Says: "只按固定事由提出，请求和结果对外公开。", Head: []string{"编号", "事由", "对方", "状态", "结果"}, Rows: [][]string{{"Q-2026-0001", "更正一项不准确的事实", "市日报社", "已办结", "已更正或刊登、已处理"}}, Date: made}),
		"register-empty":    RegisterPaper(Register{Agency: "某市信访局", Title: "更正请求登记簿", Head: []string{"编号"}, Date: made}),
		"risk":              RiskPaper(RiskAssessment{Agency: "某市信访局", Number: "K-2026-0001", Title: "调整接访时间", Decision: "周六不接访。", Risks: "一、来访人不知道\n白跑一趟。", Grade: "一般", Plan: "提前十天公告。", Drafter: "张三", Approver: "李四", Status: "已批准", Concerns: []string{"C-2026-0042"}, Date: made}),
		"own-list":          OwnListPaper(OwnList{Agency: "某市信访局", Period: "2026-03", Status: "已签发", Signer: "李四", Acts: []OwnAct{{"行为", "接访大厅限号", "接访", "号源够不够", "公布号源"}}, Date: made}),
		"minutes":           MinutesPaper(Minutes{Agency: "某市信访局", Kind: "部门会商", Title: "号源", Place: "二楼会议室", Concern: "C-2026-0042 甲区接待大厅取号", At: made, Chair: "李四", There: []string{"李四（办公室）", "王五（市卫健局）"}, Away: []string{"赵六（接访科）"}, Text: "核对了号源。", Proposal: "恢复号源并公告。", Decisions: [][]string{{"恢复号源", "接访科", "2026年3月23日"}}, MinutedBy: "张三", Approved: "同意。（钱七，2026年3月20日）"}),
		"minutes-planned":   MinutesPaper(Minutes{Agency: "某市信访局", Kind: "应对小组会议", Title: "号源", Place: "二楼会议室", At: made, Chair: "李四"}),
	} {
		papers[name] = p
	}
}

func TestRegisterPaper(t *testing.T) {
	text := func(name string) string { return parts(t, written(t, papers[name]))["word/document.xml"] }
	for _, x := range []struct{ name, paper, want string }{
		{"each line of a register has its place", "register-press", "<w:t xml:space=\"preserve\">2</w:t>"},
		{"an empty register says that it is empty", "register-empty", "没有登记事项"},
		{"what stands in a cell is text", "register-press", "专栏 &lt;接访 &amp; 办信&gt;"},
		{"a meeting without minutes says so", "minutes-planned", "尚未形成纪要"},
		{"the minutes name who was away", "minutes", "赵六（接访科）"},
		{"the list says what it never holds", "own-list", "不列人和群体"},
	} {
		if !strings.Contains(text(x.paper), x.want) {
			t.Errorf("%s: %s has no %s", x.name, x.paper, x.want)
		}
	}
	if strings.Contains(text("minutes-planned"), "请假") {
		t.Error("a row that says nothing is left out")
	}
}
