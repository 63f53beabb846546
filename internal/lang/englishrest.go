package lang

// remaining are the words of what came last: results of misunderstandings,
// minutes by kind, invitations that end, errands, the announced calendar.
var remaining = map[string]string{
	"记录释疑情况": "Record the clarification", "释疑情况": "Clarification", "哪一项说法与规定或事实不符": "Which claim does not fit the rules or facts", "规定或事实是什么": "What the rule or fact is", "在哪里作的说明": "Where it was explained",
	"说法：%s": "Claim: %s", "事实：%s": "Fact: %s", "依据：%s": "Evidence: %s", "在哪里说明：%s": "Explained at: %s",
	"结束公开邀请…": "End the invitation…", "结束公开邀请": "End the invitation", "结束的理由": "Reason for ending it", "召开新闻发布会": "held the press conference", "已开新闻发布会": "Press conference held",
}
