package site

// englishMessages are the words of the pages for messages from the public.
var englishMessages = map[string]string{
	"写信、留言": "Write to us", "查进度": "Follow", "查进度、看答复": "Follow a message", "已收到": "Received", "来件办理情况": "How messages are handled",
	"不用登录。提交后给您一个编号和一个查询码，凭它们看进度和答复。": "No sign-in. You get a number and a code; with them you see how it stands and the answer.", "已经有编号，去查询": "I have a number: follow it", "还没有写过，去写信、留言": "I have not written yet: write",
	"写给谁": "To whom", "哪个机关": "Agency", "留言板：由负责的科室答复": "Guest book: answered by the section in charge", "领导信箱：由办公室呈送负责人，分给科室办理": "Head's mailbox: the office lays it before the head and gives it to a section",
	"要说的是哪一类（可以不选）": "What it is (optional)", "反映公职人员违纪违法，请不要写在这里：": "Do not write about misconduct of officials here: ", "用受保护的渠道": "use the protected channel",
	"内容": "Text", "写清事情、时间、地点。不必写姓名、身份证号；写了也会先遮盖再办理。": "Say what, when and where. No name or identity number is needed; if you write one it is masked before anybody works on it.",
	"联系方式（可以不填）": "Contact (optional)", "只在您希望我们电话或去信答复时填。不填也能凭查询码看到全部答复。": "Only if you want to be answered by telephone or mail. Without it you see the whole answer by the code.",
	"请写出 {} 加 {} 等于几": "Write the sum of {} and {}", "代替验证图片。浏览器运行脚本时不用答，这一项会自己消失。": "In place of a picture puzzle. Where script runs you need not answer: it goes away by itself.",
	"您写的内容怎么处理": "What happens with what you write", "只问办事要用的：内容必填，联系方式可以不填，别的都不问。不记网络地址，不用 Cookie，不交给第三方。": "Only what is needed is asked: the text, and a contact if you wish. No network address is kept, no cookie set, nothing given to third parties.",
	"原文和联系方式用这一件自己的密钥加密，只有承办人和办公室能打开，每打开一次都记入账本；答复后 180 天销毁密钥，谁都打不开了。": "Your words and contact are sealed with a key of this one message. Only who handles it and the office can open them, and every opening is on record; 180 days after the answer the key is destroyed and nobody can open them any more.",
	"从不查是谁写的，不把两件来件连到同一个人，不因为批评本机关而不办。":                                "Nobody looks for who wrote, connects two messages to one person, or sets a message aside because it criticises.", "咨询和建议 7 个工作日内答复，复杂的最多再延 7 个工作日；投诉 15 日内答复。答复由写稿人以外的人审核。": "Questions and suggestions are answered within 7 working days, hard ones within 7 more; complaints within 15 days. Somebody other than its writer signs the answer.",
	"投诉会隐去您的信息，作为公众关切核查和公开答复；您凭查询码看到同一份答复。":                        "A complaint is looked into as a public concern without anything about you, and answered in public; you see the same answer by your code.",
	"请抄下或拍下编号和查询码：凭它们看进度和答复、再问一次、评价。查询码只显示这一次，我们这里只存它的校验值，丢了找不回来。": "Copy or photograph number and code: with them you see how it stands, read the answer, ask once more and rate. The code is shown this once; we keep only its checksum, so it cannot be found again.",
	"查询码": "Code", "现在看看进度": "See how it stands", "16 个字母和数字，大小写、空格和短横都不要紧。": "16 letters and digits; case, spaces and hyphens do not matter.", "查询": "Look", "写给": "To", "收到": "Received", "种类": "Kind", "下一步最迟": "Next step by", "原文销毁日": "Original destroyed on", "答复": "Answer", "您写的": "What you wrote", "个人信息已遮盖。": "Personal data is masked.",
	"问题解决了吗？": "Is it solved?", "解决了": "Yes", "部分解决": "Partly", "没有解决": "No", "您的评价：{}": "Your rating: {}", "再问一次": "Ask once more", "还想问什么": "What else", "只有一次机会，时限重新起算。": "Once only; the time begins anew.", "提交追问": "Send", "申请重新办理": "Have it taken up again", "哪里没有办好": "What was not done", "一件可以申请一次，写明就受理。": "Once for each message; a reason is enough.", "已记下。": "Done.",
	"已收到，正在分给负责的科室。": "Received; being given to the section in charge.", "负责的科室正在办理。": "The section in charge is working on it.", "答复写好了，正在由另一人审核签发。": "The answer is written; another person is reviewing it.", "您反映的问题已隐去您的信息，作为一件公众关切在核查；公开答复时会一并答复您。": "What you raised is being looked into as a public concern without anything about you; you are answered when it is answered in public.",
	"答复已经签发，正在送给您；下面可以看到。": "The answer is signed and on its way; you can read it below.", "已经答复，见下面。": "Answered, see below.", "这一件不予办理，理由见下面。您可以申请重新办理一次。": "Set aside, for the reason below. You may have it taken up again once.", "已转入受保护的渠道。": "Moved to the protected channel.",
	"群众来信、留言、私信、邮件和热线转来的，按收到的月份合计。只有件数，没有内容，没有来件人。": "Letters, guest book, account messages, e-mail and what the hotline passes on, by month of receipt. Counts alone: no text, no sender.", "还没有来件。": "No message yet.", "月份": "Month", "已分办": "Sorted", "已答复": "Answered", "按时": "In time", "超时": "Late", "按时率": "In time",
	"咨询": "Question", "意见建议": "Suggestion", "投诉": "Complaint", "感谢": "Thanks", "问题线索": "Tip", "采纳": "Adopted", "部分采纳": "Partly adopted", "未采纳": "Not adopted",
	"零": "zero", "一": "one", "二": "two", "三": "three", "四": "four", "五": "five", "六": "six", "七": "seven", "八": "eight", "九": "nine",
}
