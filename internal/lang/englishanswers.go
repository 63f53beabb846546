package lang

// answers are the checked answers to common questions.
var answers = map[string]string{
	"标准答复": "Checked answers", "标准": "Answers", "常见问题的答复：有依据、有保管人、有有效期，由另一人核对；群众在公开页面上查得到。": "Answers to common questions: with a source, a keeper and an end, checked by a second person; the public finds them on the public page.",
	"看公开页面": "See the public page", "写一条": "Write one", "查找": "Find", "粘贴来件的话，或写几个字": "Paste what somebody wrote, or a few words", "相近的答复": "Near answers", "答复": "Answers", "按状态": "By state", "待核": "To be checked", "已退回": "Returned", "已公开": "Public", "已到期": "Expired", "已停用": "Withdrawn",
	"没有相近的标准答复": "No checked answer is near", "换一种说法再试；答过以后，可以把它写成一条标准答复。": "Try other words; once answered, it can become a checked answer.", "还没有标准答复": "No checked answers yet", "把常被问到的问题写成一条：问题、答复、依据、有效期，另一人核对后公开。": "Write what is often asked: question, answer, source, end; public once a second person has checked it.",
	"问题": "Question", "有效到": "Valid to", "有帮助": "Helped", "相同的词：": "words in common: ", "有新的一版待核": "a new version waits", "快到期": "ends soon", "后面的": "Further", "写一条标准答复": "Write a checked answer", "像提问的人那样写问题，答到能照着做；依据写到条。": "Ask as people ask, answer so that they can act on it; cite the article.",
	"依据的种类": "Kind of source", "法律法规规章": "Law or regulation", "文件": "Document", "依据的名称（文件连同文号）": "Name of the source (with its number)", "第几条": "Article", "原文链接（可不填）": "Link (optional)", "有效到（最长两年）": "Valid to (two years at most)", "保管人": "Keeper",
	"到期前三十天提醒保管人；到期自动从公开页面撤下。": "The keeper is reminded thirty days before; at its end it leaves the public page by itself.", "保存，交另一人核对": "Save, for a second person to check", "有效到 ": "valid to ", "保管人 ": "keeper ", "依据：": "Source: ", "停用理由：": "Withdrawn because: ", "读者说有帮助 %d 次，没有帮助 %d 次。": "Readers said helpful %d times, not helpful %d times.",
	"历次文本": "Every text", "公开的一版": "the public one", "%s 由%s批准": "approved %s by %s", "%s退回：%s": "returned by %s: %s", "看这一版": "See this version", "核对": "Check", "对照依据的原文看一遍再批准；批准后公开。": "Read it beside the source before approving; it is public then.", "退回的理由（退回才填）": "Reason (when returning)", "批准并公开": "Approve and publish", "退回": "Return",
	"用到答复稿里": "Use it in a draft", "您现在没有在写的答复稿。办理来件时，相近的标准答复会列在旁边。": "You have no draft now. Beside a message the near answers are listed.", "插到哪一份": "Into which draft", "连同依据插入": "Insert with its source", "复制全文和依据": "Copy text and source", "写新的一版": "Write a new version", "新的一版批准以前，公开的一版不变。": "The public version stands until the new one is approved.",
	"停用": "Withdraw", "理由": "Reason", "停用并从公开页面撤下": "Withdraw from the public page",
}
