package site

import "maps"

// english is the catalogue of the site. A test reads the templates and fails on
// a phrase that is not here. What the agency wrote is never translated.
var english = joined(englishBase, englishTips, englishMessages, englishArticles)

func joined(parts ...map[string]string) map[string]string {
	out := map[string]string{}
	for _, m := range parts {
		maps.Copy(out, m)
	}
	return out
}

var englishBase = map[string]string{
	"公开邀请": "Invitations", "受到影响的，都可以来谈。来的人由我们接待、听取、答复；这里只记次数、事项和答复，不记是谁。": "Whoever is affected may come. Who comes is received, heard and answered; only the count, the matter and the answer stand here, never who it was.", "现在没有公开邀请。": "There is no open invitation now.", "请受影响的群众来谈时，会写在这里。": "When those affected are invited, it stands here.", "地点": "Place", "联系电话": "Telephone", "来谈人数": "People heard", "人数": "People", "反映的事项": "Matter", "怎样答复": "Answer given", "问题线索按编号转纪检": "Tip routed to inspection by number",

	// answers of readers, results, reviews
	"这份答复回答了您的问题吗？": "Did this statement answer your question?", "是": "Yes", "部分": "Partly", "否": "No", "没有回答我的问题": "My question was not answered", "看不懂": "I do not understand it", "没有解决": "It is not solved", "和实际不符": "It does not match the facts",
	"只记次数，不记是谁：不用登录，不用 Cookie，不存地址。": "Only a count is kept, never who it was: no sign-in, no cookie, no address.", "评价份数": "Answers", "复核": "Second look", "按公众评价和新情况复核 {} 次：重新办理 {} 次，维持原答复 {} 次": "Looked at again {} times after readers' answers or new facts: taken up again {} times, kept {} times",
	"小于 10 的数写作 <10，能推算出小数的写作 —。": "Counts below 10 are written <10; what would give one away is —.", "办结说明": "How it ended", "{} 办结": "closed {}", "{} 重新办理": "taken up again {}", "总结": "Review", "您的回答": "Your answer", "还缺什么（可以不选）": "What is missing (optional)", "不说明": "I do not say", "提交": "Send", "回到答复": "Back to the statement", "已记下，谢谢": "Counted, thank you",
	"您的回答已计入这份答复的评价，一分钟内会显示在页面上。认为没有回答问题的人多了，系统会建议重新办理，由负责人决定并写明理由。": "Your answer is counted and shows within a minute. When many say that the question was not met, the system proposes to take the matter up again; a person in charge decides and gives the reason.",
	"事后总结": "Reviews", "没有列改进事项": "no lessons listed", "改进事项 {} 项，完成 {} 项": "{} lessons, {} done", "一件事办完以后，做得怎样、学到什么、改什么；由写的人以外的负责人签发。": "What was done, learnt and changed after a matter; signed by somebody other than its writer.", "还没有公开的总结。": "There is no public review yet.", "较重大的关切办结前要写总结，公开部分会出现在这里。": "Graver concerns are reviewed before they are closed; the public half appears here.",
	"更早的总结": "Earlier reviews", "改进事项": "Lessons", "有关答复": "Statements", "公布总结": "Review published",

	// official accounts
	"官方账号": "Official accounts", "{} 个": "{}", "本机关和下级机关在各平台上的账号都在这里。不在这里的，不是我们开的。开设、更名、主体变更和停用都写入公开账本。": "Every account of this agency and those below it stands here; what is not here is not ours. Openings, new names, new organisers and closings are written in the public ledger.",
	"还没有登记的账号。": "No account is registered yet.", "登记之后列在这里。": "It stands here once registered.", "冒充账号": "Impersonating accounts", "只列冒充本机关、已报告平台的账号。批评、评论和戏仿本机关的账号不在其中。": "Only accounts that pass themselves off as this agency and were reported to their platform. Criticism, comment and parody are not among them.",
	"没有报告过冒充账号。": "No impersonating account was reported.", "报告平台以后，连同结果列在这里。": "Once reported to the platform it stands here with the result.", "账号公告": "Notices", "还没有公告。": "No notice yet.", "开设、更名、主体变更和停用时公告。": "Openings, new names, new organisers and closings are announced.",
	"联合发布": "Joint releases", "同一内容由我们自己的账号一起发，每个账号在自己的主页发一次，都列在这里。我们不到别人的帖文下成批评论、转发。": "Our own accounts carry the same text, each once on its own page, all listed here. We do not comment or repost in numbers under what others write.", "还没有联合发布。": "No joint release yet.", "有的时候，连同每个账号的网址列在这里。": "It stands here with the address of each account.", "首发页面": "First published",
	"已停用的账号": "Closed accounts", "核对账号真伪：写名称、账号名或主页网址": "Is an account genuine? Its name, handle or address", "核对": "Check", "名称": "Name", "平台": "Platform", "账号名": "Handle", "认证主体": "Certified organiser", "主账号": "Main account", "已认证": "certified", "没有认证": "not certified",
	"账号": "Account", "冒充的事实": "What shows it", "报告平台": "Reported", "结果": "Result", "这是本机关登记的账号。": "This account is registered by the agency. ", "请核对平台上的账号名和主体与下面一致。": "Compare handle and organiser on the platform with these.", "这个账号已经停用。": "This account is closed. ", "停用以后用这个名称活动的，不是我们。": "Whatever acts under its name since is not us.",
	"登记": "Entry", "机关": "Agency", "主页": "Address", "用途": "Purpose", "开通日期": "Opened", "停用日期": "Closed", "二维码，打开本页：{}": "QR code that opens this page: {}", "扫码打开本页，核对真伪": "Scan to open this page", "大厅张贴用的卡片": "Card for halls", "它关注的官方账号": "Official accounts that it follows",
	"核对账号真伪": "Is an account genuine?", "有这样一个官方账号，也有冒充它的账号。": "There is such an official account, and one that passes itself off as it.", "请逐字核对平台上的账号名和主页网址：与下面登记的完全一样的才是我们的。": "Compare the name on the platform and the address of its page letter by letter: only what is exactly as registered below is ours.",
	"有这样一个官方账号。": "There is an official account like this. ", "名称可以被别人照抄：请再核对平台上的账号名和主页网址。": "A name can be copied: compare the handle and the address as well.", "这是冒充账号，已报告平台。": "This account impersonates us; its platform was told. ", "请不要向它提供钱款、资料和验证码。": "Give it no money, data or codes.",
	"官方账号里没有它。": "It is not among our accounts. ", "不在登记里的账号不是我们开的；它可能是别人的账号，不一定是冒充。": "What is not registered is not ours; it may be somebody else's account and need not impersonate anybody.", "用了本机关的名称": "uses our name", "用了本机关的标识": "uses our emblem", "自称经过认证的官方账号": "claims to be certified as official", "以本机关名义办事或发布": "acts or publishes in our name",
	// comments below our own articles, accounts in trouble
	"评论的展示": "Comments shown", "本机关账号文章下的评论默认全部展示，批评也一样。只有下面六种情形可以不展示，除一字不差的重复和含个人信息的以外都要两人一致同意；不展示的在这里留下编号、理由和日期，不删掉。任何人都可以凭编号申诉，5 个工作日内由另一人核对，结论公开。": "Comments below the articles of this agency's accounts are shown, criticism too. Only these six cases may be withheld, and but for exact repetitions and personal data two officers must agree; each leaves its code, reason and date here and is not deleted. Anybody may appeal with the code; another officer looks again within 5 working days, and says so here.",
	"含个人信息": "Personal data", "含恶意链接": "Malicious link", "广告": "Advertising", "重复评论": "Duplicate", "与文章和本机关工作无关": "Off the matter", "法律规定不得发布的内容": "Forbidden by a law, which is cited", "{} 条": "{}", "不予展示的评论": "Comments withheld", "没有不予展示的评论。": "No comment is withheld.", "不予展示时，编号和理由会写在这里。": "When one is, its code and reason stand here.",
	"账号和文章": "Account and article", "现在": "Now", "核对的结论": "Outcome", "申诉已收到，{} 前由另一人核对，结论写在本页。": "Your appeal is received; another officer looks again by {}, and the outcome stands on this page.", "为什么应当展示（可以不写）": "Why it should be shown (optional)", "不用登录，不问姓名，不存地址。请不要写个人信息。": "No sign-in, no name asked, no address kept. Please write no personal data.", "申诉": "Appeal",
	"校正系统时钟":  "System clock corrected",
	"申诉后恢复展示": "shown again after an appeal", "申诉后维持": "kept back after an appeal", "申诉中，{} 前核对": "under appeal, decided by {}", "{} 起不予展示": "withheld since {}", "评论不予展示": "Comment withheld", "收到评论申诉": "Appeal received", "申诉后恢复展示评论": "Comment shown again", "申诉后维持不予展示": "Appeal: kept back", "评论申诉超时": "Appeal late", "账号异常提示": "Account in trouble", "账号恢复使用": "Account restored", "{} 恢复使用。": "restored {}.",

	// frame
	"应答": "Yingda", "首页": "Home", "首次说明": "First statement", "更新 {}": "Update {}", "关于这件事的全部说明，共 {} 次，新的在前": "Everything said about this, {} times, newest first", "本页": "this page",
	"采纳情况": "Adoption", "道歉与整改": "Apology and measures", "解决情况": "Solution", "理由和安排": "Reason and arrangements", "道歉": "Apology", "怎样解决": "How it is solved", "整改措施": "Measures", "由谁": "By whom", "什么时候": "When", "公布": "Published",
	"答复与声明": "Statements", "更正登记": "Corrections", "数据": "Figures", "关注主题": "Topics", "公开账本": "Ledger",
	"跳到正文": "Skip to the text", "主导航": "Main navigation", "位置": "You are here", "切换深浅色": "Light or dark", "订阅答复": "Subscribe", "数据下载 JSON": "Data as JSON",
	"本页内容由本机关署名发布，每次发布和改动都写入公开账本。": "Published by this agency in its own name; every release and change is written in the public ledger.",
	"本站怎么工作": "How this site works", "怎样核对账本": "How to verify the ledger", "无障碍说明": "Accessibility", "尚未设立机关": "No agency yet",
	"没有这个页面": "There is no such page", "页面暂时打不开": "This page cannot be opened now", "全部答复": "All statements",
	"地址可能写错了。凡是公开过的答复都不会从本站拿掉：撤回的也保留原文和理由。": "The address may be mistyped. Nothing that was public is ever taken off this site: withdrawn statements keep their text and the reason.",
	"页面出了故障，已经记录。请稍后再试。":                    "Something failed and was logged. Please try again later.",

	// home
	"答复与公开": "Answers in public", "大家提到的事，": "What people raised,", "我们怎么答的": "and how we answered",
	"这里公开{}对公众关切的每一份答复、每一次更正，以及我们有没有按时。": "Every answer of {} to public concerns, every correction, and whether we were on time.",
	"正在办理": "In hand", "{} 件": "{}", "一年来已答复": "Answered in a year", "超过时限的": "Past their time", "怎样跟进": "How to follow",
	"用阅读器订阅全部答复": "Subscribe to all statements", "不用登录，不必留下任何信息。新的答复、更正和撤回都会出现在订阅里。": "No sign-in, nothing to leave behind. New statements, corrections and withdrawals all appear in the feed.",
	"按编号查一份答复": "Find a statement by its number", "打开": "Open",
	"核对公开账本": "Verify the public ledger", "谁都可以复制一份，日后核对我们有没有改过旧账。": "Anybody may keep a copy and check later that we changed nothing.",
	"最新答复": "Latest statements", "全部 {} 份": "All {}", "还没有公开的答复。": "Nothing has been published yet.", "第一份答复经审核、批准后会出现在这里。": "The first statement appears here once it is reviewed and approved.",
	"我们做得怎么样": "How we are doing", "全部数据和算法": "All figures and how they are reckoned", "全部登记": "The whole register", "读全文和发布经过": "Read the full text and its history",
	"这个系统不做什么": "What this system does not do", "不做什么，代之以什么": "What is not done, and what instead",

	// statements
	"更早的答复": "Older statements", "已撤回": "Withdrawn", "第 {} 版，{} 更正": "version {}, corrected {}", "第 {} 版": "Version {}", "，第 {} 版": ", version {}",
	"这份答复已于 {} 撤回。": "This statement was withdrawn on {}.", "理由：": "Reason: ", "原文照旧保留在下面。": "Its text stays below.",
	"这份答复于 {} 更正过。": "This statement was corrected on {}.", "看改了什么、为什么": "See what changed and why",
	"更正请求": "Requests to publishers", "政策文件": "Documents", "停发一切": "All sending stopped", "恢复发送": "Sending resumed", "登记发布出口": "Outlet registered", "更正请求有了结果": "A request was answered", "提出请求": "Request made",
	"本机关向刊发单位和平台提出过的请求及其结果，全部列在这里。只能按固定的事由提出，附证据，由两人签署；不请求删除、屏蔽，不涉及发言的人。": "Every request that this agency made to publishers and platforms, with its outcome. Requests are made on fixed grounds alone, with evidence, signed by two; none asks for removal or concerns whoever spoke.",
	"还没有提出过请求。": "No request has been made.", "提出后，事由、对象、日期和结果列在这里。": "Ground, addressee, date and outcome of each will stand here.", "请求，新的在前": "Requests, newest first", "事由": "Ground",
	"刊载的说法": "What was published", "查到的事实": "What was found", "更正一项不准确的事实": "Correct a claim of fact", "刊登本机关的答复": "Carry our reply", "账号冒充本机关": "An account passing itself off as the agency", "以本机关名义收取钱款或资料": "Taking money or data in the agency's name",
	"公开了公民个人的非公开信息": "A private citizen's non-public data", "有人正处于生命危险": "Immediate danger to life", "等待结果": "Waiting", "已采纳": "Granted", "未采纳": "Refused", "没有答复": "No answer",
	"本机关的规章、规范性文件和重要政策，公开了没有、有没有解读，逐件列出。": "This agency's rules, normative documents and important policies, each listed as published or not and explained or not.", "还没有登记文件。": "No document is listed.", "登记后逐件列在这里。": "Each will stand here.", "文件，新的在前": "Documents, newest first", "文件": "Document", "公开": "Published", "解读": "Explanation", "日期": "Date", "全文": "Full text", "未公开": "Not published", "国家规章库或公报": "National gazette", "尚无解读": "None yet",
	"编号": "Number", "发布机关": "Agency", "首次发布": "First released", "发布渠道": "Channels", "核对码": "Checksum", "公开账本第 {} 条": "Ledger line {}", "打印": "Print", "订阅后续": "Follow",
	"发布与更正经过": "History of releases", "第 {} 版全文": "Full text of version {}", "发布": "Released", "更正": "Corrected", "撤回": "Withdrawn", "应答公开网站": "this site",
	"每一次更正和撤回，连同理由；旧文本一律保留。": "Every correction and withdrawal with its reason; old texts always stay.",
	"还没有更正或撤回。":              "No correction or withdrawal yet.", "一旦有，会连同理由和改动登记在这里。": "When there is one, it is registered here with its reason and what changed.",
	"更早的登记": "Older entries", "更正与撤回": "Corrections and withdrawals", "更正了什么": "What was corrected", "理由": "Reason",
	"已撤回，原文保留": "Withdrawn, text kept", "已更正，旧版保留": "Corrected, old version kept",

	// checked answers
	"常见问题": "Questions", "每一条都写明依据，由两个人核对过，到期复核；过期的从这里撤下。没有找到的，可以留言或打热线问。": "Each names its source, was checked by two people and is looked at again before it ends; what has ended is taken off. If yours is not here, leave a message or call the hotline.",
	"想问什么": "What is your question", "照平常说话写，例如：年度汇算什么时候办": "In plain words, in Chinese", "查找": "Find", "找到 {} 条": "{} found", "看全部": "Show all", "没有找到相近的问题。": "No question is near yours.", "换一种说法再试；或者留言问我们，会有人答复。": "Try other words, or leave us a message: somebody will answer.",
	"还没有公开的常见问题。": "There are no common questions yet.", "核对过的答复会列在这里。": "Answers appear here once they are checked.", "依据：": "Source: ", "{} 核对": "checked {}", "有效到 {}": "valid to {}", "这条答复有帮助吗？": "Did this help?", "有帮助": "Yes", "没有帮助": "No",
	"常见问题答复公开": "Common question answered", "常见问题答复停用": "Common question withdrawn", "常见问题答复到期": "Common question expired",

	// experts
	"外部专家": "Outside experts", "{} 人": "{} people", "我们就具体问题请教过或者准备请教的外部专家，连同单位和是否付酬。专家以本人名义说话，不代表本机关，也不替本机关发布任何内容。": "Outside experts whom we ask about particular questions, with affiliation and whether they are paid. They speak in their own names, not for this agency, and publish nothing on its behalf.",
	"还没有外部专家。": "No outside experts yet.", "聘请之后列在这里。": "They are listed here once there are any.", "姓名": "Name", "单位": "Affiliation", "领域": "Field", "是否付酬": "Paid or not", "付酬": "paid", "不付酬": "unpaid",
	"公开的意见": "Published opinions", "还没有公开的意见。": "No opinion has been published yet.", "公开时连同本机关的请求一起列在这里。": "Each is listed here with what the agency asked.", "本机关的请求：": "The agency asked: ", "{} 发表，{} 公开": "Given {}, published {}",

	// ledger
	"共 {} 条": "{} lines", "最新校验值": "Latest hash", "账本还是空的。": "The ledger is empty.", "第一次发布时写第一条。": "The first release writes the first line.",
	"每次发布、更正、撤回都在这里写一条，写下就不能改：每一条的校验值由它的内容和前一条的校验值算出，改动任何一条，后面的就都对不上。": "Every release, correction and withdrawal writes one line here that cannot be changed: each hash is made of the line and of the hash before it, so that a change anywhere breaks all that follows.",
	"账本各条，新的在前": "Lines of the ledger, newest first", "序号": "No.", "时间": "Time", "事项": "What", "对象": "About", "校验值": "Hash", "更早的各条": "Older lines",
	"发布答复": "Statement released", "更正答复": "Statement corrected", "撤回答复": "Statement withdrawn",

	// figures
	"{} 至 {}": "{} to {}", "截至 {}": "As of {}", "按时答复率": "Answered on time", "应当答复 {} 件，{} 件按时": "{} due, {} on time", "首次答复用时": "Time to first answer", "中位数，最长 {}": "Median; longest {}",
	"超时未答": "Overdue, unanswered", "另有 {} 件超时才答": "{} more were answered late", "有理由不答复": "Not answered, with reason", "逐件记有理由并计数": "Each has a recorded reason and is counted",
	"结果如何": "What became of them", "各种结果的件数，数据见旁边的表": "Counts by result; the table beside holds the data", "件数": "Count", "合计收到": "Received in all",
	"逐月按时答复率": "Answered on time by month", "最近六个月的按时答复率，数据见旁边的表": "Share on time in the last six months; the table beside holds the data", "应当答复的满十件的月份才画比率。": "A share is drawn for months with ten or more answers due.",
	"月份": "Month", "应当答复": "Due", "按时": "On time", "按时率": "Share in time", "按大家需要什么": "By what people need", "诉求": "Need", "按等级": "By grade", "等级": "Grade",
	"小于 10 的数可能指向具体的人，写作 <10；「—」是为了不让人从合计推算出来。按时答复率 = 按时答复 ÷（按时答复 + 超时答复 + 超时未答）：不答复不会让它变好看。并入别的关切的只计一次。": "Counts below 10 may point at persons and are written <10; “—” keeps them from being reckoned out of the sums. Share on time = on time ÷ (on time + late + overdue): not answering never improves it. Merged concerns are counted once.",
	"还没有数据。": "No figures yet.", "收到第一件关切后开始统计。": "Counting begins with the first concern.", "收到": "Received", "按时答复": "On time", "超时答复": "Late", "不予立办": "Dismissed, with reason", "时限内待答": "Waiting, in time",
	"一年来还没有收到需要答复的关切。":                               "No concern was received in the past year.",
	"一年来收到 {} 件公众关切，公开答复 {} 件，其中 {} 件超过时限；":          "In a year we took up {} public concerns and answered {} in public, {} of them late; ",
	"现在还有 {} 件过了时限没有答复。{} 件写明理由不作公开答复，{} 件写明理由没有立办。": "Overdue and unanswered now: {}. Not answered in public: {}; not taken up: {}; each for a recorded reason. ",
	"应当答复的，{} 按时。": "Of the answers due, {} were on time.", "{} 分钟": "{} min", "{} 小时 {} 分": "{} h {} min", "{} 天 {} 小时": "{} d {} h",
	"尚未定级": "Not graded yet", "尚未归类": "Not sorted yet", "一般": "General", "较大": "Serious", "重大": "Major", "特别重大": "Especially major",
	"意见建议": "Suggestion", "实际困难": "Difficulty", "投诉": "Complaint", "批评": "Criticism", "问题线索": "Tip", "对政策不了解": "Unclear policy", "不同看法": "Differing view",
	"报道失实": "Inaccurate report", "不实信息": "False claim", "咨询": "Question", "感谢": "Thanks",

	// topics
	"{} 个主题": "{} topics", "这是我们在公开网页上找的全部内容：每个主题一条规则，逐字公开。主题只关于本机关的工作，不关于任何人。": "This is all that we look for in public pages: one rule a topic, published word by word. Topics are about the agency's own work, never about anybody.",
	"以前的 {} 版规则": "{} earlier rules", "还没有关注主题。": "No topics yet.", "设立之后逐条列在这里。": "They are listed here once set up.", "关注主题和规则": "Topics and rules", "主题": "Topic", "规则": "Rule", "版本": "Version", "最近改动": "Last changed",
	"读哪些来源": "Which sources are read", "都是不用登录就能看的公开网页，以及依合同推送公开内容的服务。不读群组、聊天、私信和个人账号。": "Public pages that need no sign-in, and services under contract that deliver public content. No groups, chats, private messages or personal accounts.",
	"还没有登记来源。": "No sources yet.", "登记之后按类别列在这里。": "They are listed here by category once registered.",
	"本县": "own county", "门户网站": "portals", "中央新闻单位": "central newsrooms", "外省": "other provinces", "本省": "own province", "本市": "own city", "其他": "other", "搜索引擎": "search engines",

	// about
	"{}用「应答」听取大家在公开网页上提到的、与本机关工作有关的事，查清事实，按时以自己的名义答复，并把过程公开。": "With Yingda, {} hears what people say on public pages about its work, establishes the facts, answers in time and in its own name, and shows the record.",
	"一件事怎么走": "The road of a concern", "按公开的关注主题读公开网页；个人信息在存下之前就遮盖。": "Public pages are read for the published topics; personal data is masked before anything is stored.",
	"说的是同一件事的，归成一件公众关切，按危害和影响的人数定级，从发现时起计时。":               "What is about one matter becomes one concern, graded by harm and people affected; the clock runs from detection.",
	"承办单位查事实、写结论；属实的就改，该道歉的就道歉。":                           "The unit in charge establishes the facts and concludes; what is true is put right, with an apology where due.",
	"答复稿经逐关审核、批准后发布；拟稿人不能批准自己的稿子，机器不能签字。":                  "A draft passes its gates and is approved before release; nobody approves their own draft, and no machine signs.",
	"发布、更正、撤回都写入公开账本；旧版和理由一律保留。":                           "Releases, corrections and withdrawals enter the public ledger; old versions and reasons stay.",
	"有关规定里有一些做法，会遮盖或者冲淡公众说的话，或者追究说话的人。本系统从设计上不做，没有开关可以打开。": "The regulations contain some steps that hide or drown what the public says, or go after those who say it. This system leaves them out by design; no switch turns them on.",
	"不做：": "Not done: ", "代之以：": "Instead: ",
	"从 /ledger.json 逐页取回各条（用 next 的值作 after 参数）。每一条有序号 seq、毫秒时间 at、事项 kind、对象 ref、文本的校验值 digest、前一条的校验值 prev 和本条的校验值 hash。": "Fetch the lines from /ledger.json page by page (next is the value for after). Each has its number seq, its instant at in milliseconds, its kind, its ref, the digest of the text, the hash before it as prev, and its own hash.",
	"把 prev、seq、at、kind、ref、digest 六项依次写成「字节数:内容;」连在一起（数字写成十进制，内容用 UTF-8）。":                                                 "Write prev, seq, at, kind, ref and digest, in this order, each as “length in bytes:content;” (numbers in decimal, content in UTF-8).",
	"对这一串算 SHA-256，写成小写十六进制，应当等于 hash；第一条的 prev 为空。":                                                                        "SHA-256 of that string in lower-case hex is the hash; prev of the first line is empty.",
	"每一条的 prev 应当等于前一条的 hash，最后一条的 hash 应当等于 head 里的 hash。":                                                                 "Each prev is the hash of the line before; the last hash is the one in head.",
	"核对文本：把标题和正文同样写成两项算 SHA-256，应当等于 digest；文本在 /statements.json 的 history 里。":                                              "For the texts: title and text, written the same way as two fields, give the digest; the texts are in the history in /statements.json.",
	"自己留一份 head。日后再取，那一条的 hash 还应当是它。":                                                                                      "Keep a copy of head. That line must have the same hash whenever you look again.",
	"核对程序": "Program for checking", "保存多久": "How long things are kept",
	"公开的答复、更正、撤回和账本永久保存。遮盖过个人信息的网页文字保存 180 天，之后只留数量；与主题无关的最多 30 天。从不保存作者的姓名、账号、头像、位置。": "Published statements, corrections, withdrawals and the ledger are kept for good. Masked text of pages is kept 180 days, then only counts; what matches no topic, 30 days at most. The name, account, picture or place of an author is never stored.",
	"不跟踪读者": "No tracking",
	"本站不用 Cookie，不用统计脚本，不从别处加载任何东西，关掉脚本也能读。深浅色的选择只存在您的浏览器里。":                           "This site uses no cookies and no analytics, loads nothing from elsewhere, and reads the same without script. The choice of light or dark stays in your browser.",
	"本站按 WCAG 2.1 AA 制作：可以只用键盘，可以用读屏软件，放大到 200% 不丢内容，图表后面都有数据表，颜色之外都有文字。发现问题，请向本机关提出。": "This site is made to WCAG 2.1 AA: keyboard alone, screen readers, 200 % zoom, a table behind each chart, words beside every colour. Please tell the agency of any fault.",
	"不隐瞒身份发言": "No undisclosed comments", "不雇人跟帖，不批量回复，不点赞刷量，不冲淡。": "No hired commentators, bulk replies, boosts or dilution.",
	"一个话题下只发一份署名答复，全系统的单位、承包方和公务账号合起来算一份；以后只在这份答复上注明日期更新。没有自动生成的回复。": "One marked statement a thread for all units, contractors and official accounts together; only dated updates of it. Nothing is generated.",
	"不删帖，不压热度": "No removal, no burying", "不要求删除、屏蔽、降低排序，不以法律后果相威胁，不向主管部门施压。": "No requests to delete, block or demote, no legal threats, no pressure through superiors.",
	"认为报道的某个事实有误，只向有编辑责任的机构提出更正或者刊登我方说明，附证据，请求和结果都公开。向平台举报只限三种：冒充本机关、以本机关名义骗取钱财或数据、公开普通公民的非公开信息。": "Where a fact in a report is wrong, an organisation with editorial responsibility is asked to correct it or carry our reply, with evidence; request and outcome are public. Platforms are told only of: passing itself off as the agency; taking money or data in its name; a private citizen's non-public data.",
	"不找写的人": "No looking for writers", "不记录、不检索、不向任何人打听是谁说的。": "Who said it is not recorded, not searched, not asked of anybody.",
	"只读公开网页上的文字、地址、时间和数量，没有地方存放作者。想当面说的人，请按答复里的公开邀请前来，我们接待、听取、答复。": "Only text, address, time and counts of public pages are read; there is no place to store an author. Whoever wants to speak is openly invited, received, heard and answered.",
	"不转交发言": "No passing on of speech", "不把批评和意见转给公安、网信、宣传部门、平台、单位、学校或家人。": "Criticism and views are not passed to police, network supervision, publicity offices, platforms, employers, schools or families.",
	"没有这个功能。只有生命面临紧迫危险时，由两人依法律依据共同签字通知救援，并登记在公开账本。": "There is no such function. Only immediate danger to life is told to rescue services, by two people, on a legal basis, with a ledger entry.",
	"不评判情绪和倾向": "No judging of moods", "不判断好坏、立场、情绪，不盯人、群组、聊天和上访人。": "Nothing is called good or bad, no stance, no mood; no persons, groups, chats or petitioners are watched.",
	"只看公开网页上与本机关工作有关的主题，主题和规则全部公开。按大家需要什么来分类：建议、困难、提问等。": "Only topics about the agency's work on public pages; topics and rules are all published. Concerns are sorted by what people need.",
	"不以传播大小追责": "No blame for spread", "不因为说的人多、传得广而处分谁。": "Nobody is sanctioned because something was said by many or spread far.",
	"只看自己做得怎样：是否按时、是否解决、是否公开、是否说清楚。": "What counts is our own work: on time, solved, published, clear.",
	"释疑情况": "Clarification", "规定或事实": "Rule or fact", "说法": "Claim", "依据": "Evidence", "在哪里说明": "Explained at",
	"新闻发布日程": "Press calendar", "新闻发布会": "Press conference", "新闻通气会": "Press briefing", "计划中": "Planned", "已举行": "Held", "已取消": "Cancelled", "在这里看": "See it here", "活动": "Event", "发言人": "Speaker", "情况": "State",
	"本机关公布的新闻发布会和通气会：什么时候、在哪里、谁来说明；开过以后写明可以在哪里看到。": "Announced press conferences and briefings: when, where, who speaks; once held, where they can be seen.",
	"还没有公布的发布会。": "None announced yet.", "公布后，时间、地点和发言人列在这里。": "Time, place and speaker are listed here once announced.", "发布会和通气会，新的在前": "Conferences and briefings, newest first",
	"关于这件事的答复": "Statements on this matter", "已于 {} 结束。": "Ended on {}.", "公开邀请已于 {} 结束：": "The invitation ended on {}: ", "受到影响的，都可以来谈：": "Whoever is affected can come and talk: ",
	"反映的问题线索已于 {} 按编号转交纪检（监察）人员。转交的只有编号：没有转出内容，也没有记录、没有打听是谁反映的。": "The tip was passed to inspection by number on {}. Only the number was passed: no content went out, and who told was neither recorded nor asked.",
	"转载上级文件": "Carried from above", "转载到": "Carried on", "上级公布、要求转载的文件：转载到哪里、什么时候之前，由系统读页面核对。": "What the levels above published to be carried: where and by when, checked by reading the page.",
	"已于 {} 核对，已转载": "Carried, checked on {}", "不转载：": "Not carried: ", "逾期，正在办理": "Overdue, being dealt with", "{} 之前转载": "To be carried by {}",
}
