package lang

// remaining are the words of what came last: results of misunderstandings,
// minutes by kind, invitations that end, errands, the announced calendar.
var remaining = map[string]string{
	"职责": "Duties", "摘要": "Summary", "纪要": "Minutes", "文字": "Words", "所在单位": "Affiliation", "再次提交": "Submit again", "您填写的内容都在这里，改好后可以再次提交。": "What you typed is all here; mend it and submit again.",
	"记录释疑情况": "Record the clarification", "释疑情况": "Clarification", "哪一项说法与规定或事实不符": "Which claim does not fit the rules or facts", "规定或事实是什么": "What the rule or fact is", "在哪里作的说明": "Where it was explained",
	"说法：%s": "Claim: %s", "事实：%s": "Fact: %s", "依据：%s": "Evidence: %s", "在哪里说明：%s": "Explained at: %s",
	"结束公开邀请…": "End the invitation…", "结束公开邀请": "End the invitation", "结束的理由": "Reason for ending it", "召开新闻发布会": "held the press conference", "已开新闻发布会": "Press conference held",
	"会议成立于 %s": "formed at the meeting of %s", "请我参加的会议": "Meetings that I am asked to", "参加": "I come", "不能参加": "I cannot come", "已到会": "was there", "会已开过": "held", "已回复参加": "coming", "已回复不能参加": "declined", "等您回复": "waits for your reply",
	"转载上级文件": "Carrying what is published above",
	"最近查看":   "Last looked at", "还没有发布": "Not released yet",
}
