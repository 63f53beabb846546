package lang

// remaining are the words of what came last: results of misunderstandings,
// minutes by kind, invitations that end, errands, the announced calendar.
var remaining = map[string]string{
	"，%s%s": ", %s %s", "%s：%d 个正常": "%s: %d fine",
	"交请外部协助": "Outside helper asked", "分类器学习": "Classifier learned", "在平台上展示评论": "Comment shown on the platform", "外部协助：查看": "Outside helper looked",
	"外部协助：答复": "Outside helper answered", "收到密封线索": "Sealed tip received", "收进自有账号评论": "Comments of own accounts taken in", "更换密钥": "Keys changed",
	"标准答复到期": "Checked answer expired", "登记评论处置的结果": "Outcome of a decision on a comment recorded", "职工报送": "Report by staff", "账号更新不达标": "Account posts too little",
	"重新读取来信": "Letter read again", "一按就做：这个账号停止一切发送，全部密钥作废，账号页面向公众提示，通知预案里的人。恢复要由另一人。": "At once: this account stops all sending, all its keys end, its page warns the public, and the people of the plan are told. Another person restores it.", "发现了什么": "What was found", "这是演练：只通知、计时，不停发、不作废、不公告": "This is a drill: people are told and the time is taken; nothing stops, ends or is published",
	"作出决定": "Decide", "核对的结论": "What the check found", "等告知办好": "Waits for the notice", "含恶意链接": "Malicious link",
	"换成统一标识": "Use the common emblem", "没有使用标识": "No emblem is used", "主体没有经过平台认证": "The organiser is not certified by the platform", "在平台申请更名，按变更备案": "Ask the platform for another name and file the change",
	"死信": "Dead letters",
	"摘要": "Summary", "文字": "Words", "所在单位": "Affiliation", "再次提交": "Submit again", "您填写的内容都在这里，改好后可以再次提交。": "What you typed is all here; mend it and submit again.",
	"记录释疑情况": "Record the clarification", "释疑情况": "Clarification", "哪一项说法与规定或事实不符": "Which claim does not fit the rules or facts", "规定或事实是什么": "What the rule or fact is", "在哪里作的说明": "Where it was explained",
	"说法：%s": "Claim: %s", "事实：%s": "Fact: %s", "依据：%s": "Evidence: %s", "在哪里说明：%s": "Explained at: %s",
	"结束公开邀请…": "End the invitation…", "结束公开邀请": "End the invitation", "结束的理由": "Reason for ending it", "召开新闻发布会": "held the press conference", "已开新闻发布会": "Press conference held",
	"会议成立于 %s": "formed at the meeting of %s", "请我参加的会议": "Meetings that I am asked to", "参加": "I come", "不能参加": "I cannot come", "已到会": "was there", "会已开过": "held", "已回复参加": "coming", "已回复不能参加": "declined", "等您回复": "waits for your reply",
	"转载上级文件": "Carrying what is published above",
	"最近查看":   "Last looked at", "还没有发布": "Not released yet",
}
