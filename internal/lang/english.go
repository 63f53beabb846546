package lang

import "maps"

// english is the catalogue. A test reads the templates and handlers and fails
// on a phrase that is not here.
var english = func() map[string]string {
	all := maps.Clone(vocabulary)
	for _, part := range []map[string]string{answers, frame, lists, concerns, statements, desk, working, clocks, channels, answering, telling, organisation, following, housekeeping, ruling, remaining, searching, watching, registers, sorting, grouping, grouped, accounting, keeping, sheets, inbox, englishActivity, connecting, englishEditorial, bulk, factors} {
		maps.Copy(all, part)
	}
	maps.Copy(all, reading)
	maps.Copy(all, englishPages)
	maps.Copy(all, englishRooms)
	maps.Copy(all, sealedTips)
	maps.Copy(all, pieces)
	maps.Copy(all, sourceHealth)
	maps.Copy(all, refusals)
	maps.Copy(all, moreRefusals)
	return all
}()

// frame is what stands around every page, and what belongs to one person.
var frame = map[string]string{
	"在看": " is looking", "在填写": " is filling in a form", "在改稿，%s 起": " is writing the draft since %s", "%s从 %s 起在修改这份稿件。": "%s has been writing this draft since %s.", "%s接手修改了这份稿件。您写的文字还在这里。": "%s took this draft over. What you wrote is still here.",
	"接手修改": "Take over", "接手后打开最新保存的文字；对方的页面停下，写过的都还在那里。": "Opens the text as last saved; your colleague's page stops, and what was written there stays there.",
	"命令栏：去哪里、做什么": "Command bar: where to go, what to do", "检索“%s”": "Search for “%s”", "打开 %s": "Open %s", "页面清单没有取到，请直接检索。": "The list of pages did not arrive; please search.",
	"页面、要做的事、编号；拼音首字母也行": "Page, act or number", "可以去的地方": "Where you can go", "上下键选择，Enter 前往，Esc 关闭": "Arrow keys choose, Enter goes, Esc closes", "新建": "New",
	"应答": "Yingda", "跳到正文": "Skip to content", "主导航": "Main navigation", "底部导航": "Bottom navigation", "检索": "Search", "检索编号、标题、正文": "Search numbers, titles, texts",
	"切换深浅色": "Light or dark", "%s，个人设置": "%s, personal settings", "通知，没有未读": "Notices, none unread", "通知，%s 条未读": "Notices, %s unread", "更多": "More",
	"我的工作台": "My desk", "工作台": "Desk", "倾听": "Listening", "信息流": "Stream", "来源": "Sources", "话题与规则": "Topics and rules", "话题": "Topics",
	"办理": "Handling", "公众关切": "Concerns", "关切": "Concerns", "答复": "Answering", "审核台": "Review desk", "审核": "Review",
	"公开与监督": "Public record", "统计与报告": "Figures and reports", "统计": "Figures", "审计账本": "Audit ledger", "账本": "Ledger",
	"单位与人员": "Units and people", "人员": "People", "制度": "Regime", "后台作业": "Jobs", "作业": "Jobs",
	"件今天到期或已超时": "due today or late", "个来源异常": "sources in trouble", "件": "matters", "项": "Items", "件待我处理": "waiting for me", "项停下了": "stopped",
	"登录": "Sign in", "登录名": "Login", "密码": "Password", "忘记密码时，请系统管理员重置；连续输错五次会暂停登录。": "If you forgot it, ask the system administrator to reset it. Five wrong passwords in a row lock the login for a while.",
	"这是示例单位：查看可用的登录名和密码": "This is the sample agency: see who can sign in", "修改密码": "Change password", "您用的是一次性密码，先换成自己的密码才能继续。": "This is a one-time password. Choose your own to go on.",
	"现在的密码": "Present password", "新密码": "New password", "至少 10 个字符，不要用登录名和常见密码。": "At least 10 characters; not your login, not a common password.", "再输一次新密码": "New password again",
	"退出登录": "Sign out", "返回": "Back", "追查号": "Trace number", "回到工作台": "Back to the desk", "示例单位的登录名": "Who can sign in to the sample agency",
	"这些密码公开在这一页上，只在这个演示里有效，所以登录时不要求修改。正式使用时，一次性密码登录后必须先换成自己的。": "These passwords are public on this page and good for this demonstration only, so nobody is asked to change them. In earnest, a one-time password is changed before anything else.",
	"单位、人员和事情都是虚构的。任选一人登录，就能看到这个角色的工作台。":                       "The agency, its people and its matters are invented. Sign in as anybody to see the desk of that role.", "去登录": "Go to sign-in",
	"您已退出。": "You have signed out.", "密码已修改，其他登录都已退出。": "Password changed; all other sign-ins have ended.",
	"取消": "Cancel", "数量": "How many", "单位（时间）": "Unit of time", "可不填": "optional", "不限": "Any", "小时": " h", "个工作日": "working days", "天": " d", "分钟": "minutes", "分": " min",
	"个人设置": "Personal settings", "页面习惯": "How pages act", "保存设置": "Save settings", "没有选过深浅色时，跟随系统。": "Without a choice, pages follow the system.", "我的角色": "My roles", "登录的地方": "Signed in at",
	"%s 登录，最近使用 %s": "Signed in %s, last used %s", "这里": "here", "退出那里": "Sign out there", "密码与退出": "Password and sign-out", "办完一步之后": "After a step is done", "留在本件": "Stay with the matter", "回到列表": "Back to the list", "打开列表里的下一件": "Open the next in the list",
	"界面语言": "Language", "不用快捷键（j、k、g、Ctrl+K 等）": "No shortcut keys (j, k, g, Ctrl+K …)", "设置已保存。": "Settings saved.", "那一处登录已退出。": "That sign-in has ended.",
	"通知": "Notices", "全部标为已读": "Mark all as read", "此前还有 %d 条": "%d more before it", "没有通知": "No notices", "新的关切、待签的稿件、快到期和超时的时限会在这里提醒。": "New concerns, drafts to sign, and deadlines that are near or late show here.", "未读": "Unread", "已读": "Read",
	"填写有误": "Something is wrong in the form", "没有找到": "Not found", "不能办理": "Not allowed", "情况有变": "Things have changed", "已过时限": "Too late", "暂时繁忙": "Busy", "出错了": "Something went wrong",
	"系统没能完成这一步。您填写的内容没有保存，请稍后再试；仍不行时，请把追查号告诉系统管理员。": "The system could not do this. What you typed was not saved. Try again later; if it fails again, give the trace number to the system administrator.",
	"%s，%s": "%s, %s", "%s：%s": "%s: %s", "。": ".",
	"星期日": "Sunday", "星期一": "Monday", "星期二": "Tuesday", "星期三": "Wednesday", "星期四": "Thursday", "星期五": "Friday", "星期六": "Saturday",
}

// lists are the pages that show many.
var lists = map[string]string{
	"立一件": "Open one", "立一件关切": "Open a concern", "关切列表": "List of concerns", "快捷筛选": "Quick filters", "回到第一页": "First page", "后面的": "Next", "办件": "Matter", "等级": "Grade", "诉求": "Need",
	"筛选": "Filter", "清除筛选": "Clear the filter", "保存的视图": "Saved views", "删去视图「%s」": "Remove the view “%s”", "删去": "Remove", "把现在的筛选存成视图": "Save this filter as a view", "给谁用": "For whom", "保存视图": "Save the view", "返回列表": "Back to the list", "按时限": "By deadline",
	"全部在办": "All open", "我的": "Mine", "本单位": "My unit", "待研判": "To be screened", "今日到期": "Due today", "退回的": "Handed back", "我转出的": "Sent away by me", "含已办结": "Closed too",
	"没有符合条件的关切": "No concern fits", "可能是筛选条件太窄，也可能是您的单位还没有分到关切。": "The filter may be too narrow, or your unit has no concern yet.", "还没有关切": "No concerns yet", "来源里的帖文命中话题并达到立项门槛时，会在这里自动形成关切；也可以由人立项。": "When posts match a topic and pass its threshold, a concern forms here by itself; people can open one too.", "看看来源": "See the sources",
	"%d 件": "%d matters", "本页 %d 件": "%d on this page", "，没有超时的；按下一个时限排列。": ", none late; next deadline first.", "，%d 件已超时；按下一个时限排列。": ", %d late; next deadline first.", "%s 条帖文": "%s posts", "到期不晚于": "Due no later than",
	"只给自己": "Myself", "全体人员": "Everyone", "自己": "me", "全体": "everyone", "视图已保存。": "View saved.", "视图已删去。": "View removed.",
	"检索结果": "Results", "想找什么？": "What are you looking for?", "在上面填写编号、地名或事情里的词。": "Type a number, a place or a word of the matter above.", "帖文": "Posts",
	"全部": "All", "对外": "Outward", "内部": "Internal", "系统": "System",
}

// desk is one person's home page.
var desk = map[string]string{
	"等我办的": "Waiting for me", "快到期的": "Due soon", "范围": "Whose", "全部在办的关切": "All open concerns", "没有新形成的关切": "No new concerns", "帖文达到话题的立项门槛时，会先到这里，由值班人员确认等级或说明不立办的理由。": "What passes a topic's threshold comes here first; the duty officer confirms the grade or says why not.",
	"%s 不立办": "Dismiss %s", "%s 改等级": "Change the grade of %s", "%s 确认等级": "Confirm the grade of %s", "待我签署": "For me to sign", "没有等您签署或批准的稿件。": "No draft waits for your signature or approval.", "去审核 %s": "Review %s", "去审核": "Review",
	"本单位的任务": "Tasks of my unit", "任务都做完了。": "All tasks are done.", "全部任务": "All tasks", "您的单位在各件关切里要做的事，按时限排列。": "What your unit owes in each concern, next deadline first.", "任务都做完了": "All tasks are done", "确认等级时按预案列出的步骤，和同事交办的任务，会列在这里。": "The steps of the response plan and what colleagues assign show here.",
	"来源与送达": "Sources and deliveries", "%d 项异常": "%d in trouble", "来源都读得到，稿件都已送出。": "All sources can be read, all statements went out.", "查看 %s": "See %s", "查看": "See", "没有快到期的": "Nothing due soon", "看全部关切": "See all concerns",
	"您的单位没有快到期的办件。": "Your unit has nothing due soon.", "您的单位没有主办的、快到期的办件。": "Your unit leads nothing that is due soon.", "您的单位没有转给别人办理的办件。": "Your unit gave nothing away.",
	"今天还有 %d 件到期": "%d more due today", "今天没有别的到期": "nothing else due today", "%d 件已超时，": "%d late, ", "；下一个时限 %s": "; next deadline %s", "现在 %s": "now %s", "今天的时限：%s": "Deadlines today: %s", "今天没有时限": "No deadlines today", "由人立项": "Opened by a person",
	"%s 拟稿，第 %d 版": "drafted by %s, version %d", "共 %d 关，已签 %d 关": "%d gates, %d signed", "已 %s 没有读到": "not read for %s", "还没有读成功过": "never read yet", "还没有发出，已等 %s": "not out yet, waiting for %s", "连续失败 %d 次。": "Failures in a row: %d. ",
	"已超 %s": "%s late", "剩 %s": "%s left",
}
