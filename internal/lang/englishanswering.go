package lang

// answering are the words of confirming, approving, threads, results and the
// automatic checks.
var answering = map[string]string{
	"写了正文以后在这里核对。": "Checks appear here once there is a text.", "没有发现需要核对的地方。": "Nothing to look at was found.", "有 %d 处要先改正，才能提交审核。": "%d places must be mended before it can be submitted.", "须改正": "must be mended",
	"个人信息": "Personal data", "保密": "Secrecy", "空着的栏目": "Open blanks", "数字和日期": "Figures and dates", "法规条款": "Articles of law", "没有回答的问题": "Unanswered questions", "事实来源": "Source of facts", "落款": "Signature block", "措辞": "Wording",
	"标题第 %d 字": "title, character %d", "正文第 %d 字": "text, character %d", "保密关签署人已放行：%s": "Let pass by a signer of the secrecy gate: %s",
	"待您逐项核对后签署": "for you to tick and sign", "现在没有人担任批准人，请系统管理员设置。": "Nobody is an approver at present; ask the system administrator.", "由%s的%s批准": "%s: approved by %s", "批准": "Approval",
	"送审稿": "Draft for signature", "会签": "Joint confirmation", "只对现在这一稿有效": "stands for the present text alone", "说明": "Explanation", "等待答复": "waiting", "同意": "agrees", "有不同意见": "objects", "文本已改，待重新会签": "text changed, to be asked again", "逾期未答复，不算同意": "silent past the time; silence is not consent", "限 %s": "due %s",
	"同一关切的其他稿件": "Other drafts of the same concern", "同一关切还有稿件在办：%s。一件事只能有一份答复，先公开的在前，其余的作为它的更新。": "Other drafts of this concern pend: %s. A matter gets one answer: what is public first stands, the others follow as its updates.",
	"批准这一份，其他的退回修改": "Approve this one, return the others", "批准这一份，其他的照旧办理": "Approve this one, leave the others",
	"签署%s": "Sign: %s", "待会签": "waits for confirmation", "待我单位会签": "for my unit to confirm", "上一次批准过期没有发布，需要重新批准。已签的审核关仍然有效。": "The last approval lapsed before release and must be given again. Signed gates stand.", "被%s退回：%s": "Returned by %s: %s",
	"已批准，定于 %s 发布。": "Approved, to be released on %s. ", "批准有效至 %s，到时没有发布须重新批准。": "The approval lives until %s; if nothing is released by then it must be given again.",
	"稿件种类": "Kind of statement", "首次说明": "First statement", "更新": "Update", "记录采纳情况": "Record adoption", "是否采纳": "Adopted?", "理由和安排": "Reason and arrangements", "采纳": "Adopted", "部分采纳": "Partly adopted", "未采纳": "Not adopted",
	"记录道歉与整改": "Record apology and measures", "道歉": "Apology", "整改措施": "Measures", "由谁整改": "By whom", "什么时候完成": "Done by when", "记录解决情况": "Record the solution", "怎样解决": "How it is solved", "由谁解决": "Solved by whom", "什么时候解决": "Solved when",
	"道歉与整改": "Apology and measures", "解决情况": "Solution", "办理结果": "Results", "办结时公开": "public when the concern is closed",
	"审核要点": "Points to tick", "发布时间": "Time of release", "收回批准…": "Take the approval back…", "收回批准": "Take the approval back", "收回理由": "Why it is taken back", "批准已过期": "Approval lapsed", "请有关单位会签…": "Ask units to confirm…", "请有关单位会签": "Ask units to confirm", "请哪些单位会签": "Which units", "请对方确认什么": "What they are asked to confirm",
	"会签同意": "Confirm", "提出不同意见…": "Object…", "提出不同意见": "Object", "不同意见和理由": "Objection and reason", "不再请会签…": "No longer ask…", "不再请会签": "No longer ask", "放行自动核对…": "Let findings pass…", "放行自动核对": "Let findings pass", "放行理由": "Why they may pass",
	"已向社会说明": "Told the public", "批准过期": "Approval lapsed", "请求会签": "Confirmation asked", "会签提出不同意见": "Unit objected", "记录办理结果": "Result recorded",
	"批准过期的": "Lapsed", "已批准待发布": "Approved",
}
