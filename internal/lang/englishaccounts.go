package lang

// accounting are the words of official accounts and their filings.
var accounting = map[string]string{
	"填写账号备案": "account filing begun", "报送账号备案": "account filing submitted", "同意开设": "opening agreed", "退回补正": "returned for completion", "不同意开设": "opening refused", "同意办理": "agreed",
	"账号已变更": "account changed", "已报备案": "filed", "已公告": "announced", "备案办结": "filing done", "撤回备案": "filing withdrawn",
}
