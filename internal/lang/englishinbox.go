package lang

// inbox is what speaks of messages from the public.
var inbox = map[string]string{
	"公众来件": "Messages", "来件": "Messages", "分办": "Sort", "改种类": "Change the kind", "改种类…": "Change the kind…", "转其他单位": "Pass to another unit", "转其他单位…": "Pass to another unit…", "转为公众关切": "Make it a concern", "并入的关切": "Concern to join",
	"保存答复": "Save the answer", "提交答复": "Submit the answer", "引导至热线": "Guide to the hotline", "引导至热线…": "Guide to the hotline…", "请来件人向热线咨询什么": "What to ask the hotline", "签发答复": "Sign the answer", "拟写答复": "Answer drafted",
	"登记已答复本人": "Record that the answer was given", "登记已答复本人…": "Record that the answer was given…", "怎样答复的": "How it was given", "没有发出，重发": "Not sent: send again", "随关切答复": "Answered with the concern", "关切没有公开答复": "The concern has no public answer",
	"改为单独答复": "Answer on its own", "改为单独答复…": "Answer on its own…", "不予办理…": "Set aside…", "告诉来件人的说明": "What the sender is told", "已转受保护渠道": "Moved to the protected channel", "来件人补充": "Sender wrote again", "来件人追问": "Sender asked once more",
	"来件人申请重新办理": "Sender had it taken up again", "来件人评价": "Sender's rating", "是否解决": "Solved?", "收到来件": "Message received", "答复来件人": "Sender answered", "重新办理来件": "Message taken up again", "不予办理来件": "Message set aside", "转入受保护渠道": "Moved to the protected channel",
	"待分办": "To be sorted", "待签发": "To be signed", "随关切办理": "Handled with its concern", "答复发送中": "Answer on its way", "已答复": "Answered", "办理中": "In hand", "不予办理": "Set aside",
	"不填则新立一件；只带隐去个人信息的文字，来件人和联系方式留在这里": "Leave empty to open one. Only the text without personal data goes along; sender and contact stay here",
	"来件人凭查询码看得到，不写个人信息":                "The sender sees it by the code; no personal data", "不填则提交已保存的答复；需要签发的由另一人签发": "Leave empty to submit the saved answer; where a signature is needed another person gives it",
	"一句话，来件人看得到；热线号码由制度规定": "One sentence, which the sender sees; the regime names the hotline", "凭查询码看得到；批评本机关不是理由": "Seen by the code; criticism of the agency is no ground",
	"广告": "Advertising", "恶意链接": "Malicious link", "与本人先前来件重复": "Repeats the sender's earlier message", "不属本机关职责，已写明找谁": "Not our duty; says whose it is", "内容无法辨认": "Cannot be read",
	"电话告知": "By telephone", "寄出书面答复": "By letter", "当面告知": "In person", "在平台上人工回复": "By hand on the platform", "按留下的方式联系不上，答复可凭编号和查询码查看": "Not reached; the answer can be read by number and code",
	"公众号私信": "Account message", "公众号留言": "Account comment", "网站留言": "Guest book", "领导信箱": "Head's mailbox", "电子邮件": "E-mail", "意见箱": "Suggestion box", "办事大厅": "Service hall", "热线": "Hotline", "网上提交": "Web form",
	"分办记录": "Sorting note", "来件答复": "Answer to a message",
}
