package doc

// Papers that leave the desk: the draft for signature, letters to publishers, the
// form of an account.
func init() {
	letter := Request{
		Agency: "某市信访局", Number: "Q-2026-0001", To: "市日报社", PageTitle: "接待大厅<取号>一文", PageURL: "https://daily.example/2026/0318", PageAt: made,
		Claim: "大厅自三月起不再发号。", Finding: "3月13日至16日号源减少，17日起恢复。", Evidence: "叫号日志，3月13日至17日。", Reply: "一、情况\n号源已恢复。", Danger: "被困", Place: "河边", Basis: "中华人民共和国消防法", Date: made,
	}
	for _, ground := range []string{"correction", "reply", "rescue", "private_data"} {
		letter.Ground = ground
		papers["letter-"+ground] = RequestLetter(letter)
	}
	papers["signing"] = DraftForSignature(SigningSheet{
		Agency: "某市信访局", Number: "S-2026-0017", Version: "第 2 版", Hash: "9f2c", Concern: "C-2026-0042 甲区接待大厅取号", Drafter: "张三", Grade: "一般", Title: "关于甲区接待大厅取号问题的答复", Text: "一、情况\n号源 8:52 发完。\n二、措施\n号源已恢复。",
		Gates:     []SigningLine{{Title: "政策关", Who: "审核员", Signed: "李四 3月19日 9:00", Note: "同意", Points: []string{"与现行规定一致", "口径统一"}}, {Title: "保密关", Who: "审核员", Points: []string{"不含个人信息 & 涉密内容"}}},
		Confirmed: [][]string{{"市卫健局", "同意", "王五 3月19日"}}, Approver: "某市信访局 分管领导", Date: made,
	})
	papers["account-form"] = AccountFormPaper(AccountForm{Agency: "某市信访局", Number: "B-2026-0001", Act: "开设", Fields: [][]string{{"账号名称", "某市信访局"}, {"平台", "微信公众号"}, {"负责人", "李四"}}, Levels: [][]string{{"某市信访局", "同意（李四，2026年3月18日）"}, {"省信访局", "同意（文号：省信函〔2026〕1号）"}}, Date: made})
	papers["account-form-new"] = AccountFormPaper(AccountForm{Agency: "某市信访局", Number: "B-2026-0002", Act: "关闭", Fields: [][]string{{"账号名称", "某市信访局"}}, Date: made})
}
