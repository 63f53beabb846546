package lang

// patterns are the sentences that the program puts together, with their places, see
// [sentence]: those of stored rows (clocks, timelines, notices, findings) and those
// that a page makes. Names, posts and reasons stand in {} and stay as they are.
var patterns = map[string]string{
	// Lengths and figures.
	"{n}分": "{} min", "{n}分钟": "{} min", "{n} 分钟": "{} min", "{n}小时": "{} h", "{n} 小时": "{} h", "{n}小时{n}分": "{} h {} min",
	"{n}日": "{} days", "{n}日{n}时": "{} days {} h", "{n} 天 {n} 小时": "{} days {} h", "{n}个工作日": "{} working days", "{n} 个工作日": "{} working days", "{n} 秒": "{} s",
	"每 {s}": "every {}", "第 {n} 版": "version {}", "{n} 件": "{} items", "{n} 家": "{} bodies", "{n} 次": "{} times", "{n} 个账号": "{} accounts", "{n} 条": "{} items",
	"{n} 条、{n} 个来源": "{} posts, {} sources", "{n} 条，{n} 个来源": "{} posts, {} sources", "{n} 个来源": "{} sources",

	// The end of a bulk act.
	"批量办理「{t}」已办完：{n} 件已办": "Bulk act “{}” has ended: {} done", "批量办理「{t}」已办完：{n} 件已办，{n} 件没有办，列有原因": "Bulk act “{}” has ended: {} done, {} not done, with the reasons",

	// The arithmetic of a clock.
	"起点：{t}（北京时间，{t}）。": "Start: {} ({}, Beijing time).", "起点：{t}（北京时间）。": "Start: {} (Beijing time).", "原起点为{t}，后重新起算。": "It first began {} and was started anew.",
	"期限为{t}，次日起计，即自{t}起计算。": "The term is {}, counted from the day after: from {}.", "期限为{t}，当日计入，即自{t}起计算。": "The term is {}, the first day counts: from {}.",
	"期限原为{t}，经{}批准延长{t}（理由：{}），按原期限连续计算，共{t}，次日起计，即自{t}起计算。":   "The term was {}; {} approved {} more (reason: {}), counted on from the first: {} in all, counted from the day after: from {}.",
	"期限原为{t}，经{}批准延长{t}（理由：{}），按原期限连续计算，共{t}，当日计入，即自{t}起计算。":   "The term was {}; {} approved {} more (reason: {}), counted on from the first: {} in all, the first day counts: from {}.",
	"期限原为{t}，经{}批准延长{t}（理由：{}），按原期限连续计算，共{t}，逐分连续计算，不分昼夜和节假日。": "The term was {}; {} approved {} more (reason: {}), counted on from the first: {} in all, running minute by minute through nights and holidays.",
	"期限为{t}，逐分连续计算，不分昼夜和节假日。":                                  "The term is {}, running minute by minute through nights and holidays.",
	"{s}加{s}":         "{} plus {}",
	"{t}为{}调休上班日，计入。": "{} is a make-up working day for {} and counts.",
	"{d}{}放假，{n}日不计。": "{}: holiday ({}), {} days do not count.", "{d}至{d}{}放假，{n}日不计。": "{} to {}: holiday ({}), {} days do not count.", "{d}至{n}日{}放假，{n}日不计。": "{} to the {}: holiday ({}), {} days do not count.",
	"{t}，其间{t}不计（{t}）。":       "{}; {} of it do not count ({}).",
	"{t}，{t}不计。":              "{}; {} do not count.",
	"{t}，未跨日，不影响按日计算的期限。":     "{}; within one day, which changes nothing for a term counted in days.",
	"{t}；尚余{t}，恢复计时后再推算到期时间。": "{}; {} are left, the deadline is reckoned when the clock runs again.",
	"其间普通周末{n}日不计。":           "{} ordinary weekend days in between do not count.",
	"第{t}为{t}，至当日23:59:59届满。": "The term of {} ends on {} at 23:59:59.",
	"{n}年放假安排尚未载入，相关日期暂按普通周末计算，本期限为暂定，载入后应重新推算。": "The holidays of {} are not loaded: its days are reckoned with plain weekends, and this deadline is provisional until they are.",
	"{d}届满。": "Ends {}.",
	"当时在值班时段内，期限为{t}。":                   "Somebody was on duty: the term is {}.",
	"当时无人值班或余下的值班时间不足{t}，改为下一值班时段的前{t}。": "Nobody was on duty, or for less than {}: the term is the first {} of the next duty.",
	"下一值班时段始于{t}，{t}届满。":                 "The next duty begins {}, the term ends {}.",
	"此后没有值班安排，暂按在岗{t}计算，请补录值班表。":         "No later duty is on the roster: reckoned as if on duty, {}; please complete the roster.",
	"自{t}起停计，尚未恢复":                       "Paused since {}, not resumed", "自{t}起因{}停计，尚未恢复": "Paused since {} ({}), not resumed",
	"{d}至{d}停计": "Paused from {} to {}", "{d}至{d}因{}停计": "Paused from {} to {} ({})", "{d}至{d}": "{} to {}", "{d}至{n}日": "{} to the {}",

	// What a clock did, in timelines and notices. The clock's name is the regime's.
	"{t}：已用一半": "{}: half used", "{t}：已用四分之三": "{}: three quarters used", "{t}：已超时，责任在{t}": "{}: late; answerable: {}", "{t}：提醒{t}": "{}: {} reminded", "{t}：已超时：{}": "{}: late: {}", "{t}：快到期：{}": "{}: due soon: {}",
	"{t}：因「{t}」重新起算": "{}: started anew by “{}”", "{t}：期限届满未收到答复，{t}（{}）": "{}: the term ended without an answer, {} ({})", "{t}：{t} 至 {t}不计。{}": "{}: {} to {} do not count. {}", "{t}延长{s}：{}": "{} extended by {}: {}",
	"{t}：工作日安排有变，期限重新推算，仍为 {t}": "{}: the working days changed; reckoned anew, the deadline is still {}", "{t}：工作日安排有变，恢复计时后按新的安排推算": "{}: the working days changed; reckoned by the new ones when the clock runs again", "{t}：工作日安排有变，期限由 {t} 改为 {t}": "{}: the working days changed; the deadline moves from {} to {}",

	// What an act leaves in the timeline of a matter.
	"{}核实：{s}。{}": "{} verified: {}. {}", "请会签：{}": "Joint confirmation asked of {}", "不再请{}会签：{}": "Joint confirmation no longer asked of {}: {}", "按编号 {} 转{}": "Sent on as {} to {}", "{} 结束：{}": "{} closed: {}",
	"催办任务：{}": "Task urged: {}", "改派任务：{}：{}": "Task reassigned: {}: {}", "{t}已签署": "{}: signed", "收回批准：{}": "Approval taken back: {}", "存入证据材料：{}": "Evidence filed: {}", "{t}已送达{}": "{} delivered to {}",
	"请{}（{}）发表意见：{}": "Opinion asked of {} ({}): {}", "{}的意见已录入": "The opinion of {} was entered", "{}的意见已公开": "The opinion of {} was published", "报送：{}": "Filed: {}", "账号已开通：{}": "Account opened: {}", "已报上级备案：{}": "Filed with the level above: {}",
	"账号已{s}": "Account: {}", "{} 已经公开": "{} is public", "提议由「{t}」降为「{t}」：{}": "Proposed to lower “{}” to “{}”: {}", "同意降低等级。提议的理由：{}；意见：{}": "Lowering agreed. Reason of the proposal: {}; comment: {}", "同意降低等级。提议的理由：{}": "Lowering agreed. Reason of the proposal: {}",
	"{}退出应对小组（{t}）：{}；由{}接替": "{} leaves the response group ({}): {}; replaced by {}", "{}退出应对小组（{t}）：{}": "{} leaves the response group ({}): {}", "标题改为「{}」": "Title changed to “{}”", "搁置到 {t}：{}": "Set aside until {}: {}", "由{}承办，不再退回：{}": "{} handles it, no more hand-backs: {}",
	"公开部分已发布为 {}": "The public part was published as {}", "没有取到{t}：{}": "Could not fetch {}: {}", "已取回{t}，与来件原文一起加密保存": "Fetched {}; kept encrypted with the original message", "同一关切的 {} 已经批准": "{} on the same concern was approved",
	"已发至{t}": "Sent to {}", "不知道是否已发至{t}，等人决定": "Unknown whether it reached {}; a person decides", "没有发至{t}：{}": "Not sent to {}: {}", "热度突增：{t}": "Spike: {}", "热度突增，结束搁置：{t}": "Spike, no longer set aside: {}", "发布方案：{t}": "Outlets: {}",
	"{} 已办结，没有公开答复": "{} was closed without a public answer", "{}签收{t}：{}": "{} received the {}: {}", "移入密封线索 {}": "Moved to sealed tip {}", "采用建议：{t}（由{}决定）": "Suggestion taken: {} (decided by {})", "诉求「{t}」": "need “{}”", "承办单位「{}」": "handling unit “{}”",
	"{t}：{s}确认。{}": "{}: confirmed by {}. {}", "人工确认：{t}": "Confirmed by a person: {}", "选定办理方式（{t}）：{}": "Way of handling chosen ({}): {}", "{}（上级批准：{}）": "{} (approved above: {})", "{}，定于 {} 发出": "{}, to go out {}",

	// Notices.
	"新的关切：{}": "New concern: {}", "新的来件：{}": "New message: {}", "待审核：{}": "To be reviewed: {}", "待批准：{}": "To be approved: {}", "被退回修改：{}": "Sent back for changes: {}", "批准已过期，待重新批准：{}": "The approval lapsed and is needed again: {}", "请核实：{}": "Please verify: {}", "已核实：{}": "Verified: {}",
	"请会签：{}（{}）": "Joint confirmation asked: {} ({})", "请领导小组研究：{}": "For the leading group: {}", "有报告待签收：{}": "A report waits to be received: {}", "催办：{}：{}": "Urged: {}: {}", "承办单位报来办理结果：{}": "The handling unit reports its result: {}", "收到告知单：{}": "Notice received: {}",
	"有线索移交待签收：{}": "A tip waits to be received: {}", "责成整改：{}": "Measure ordered: {}", "有新任务：{}": "New task: {}", "标准答复待核：{}": "Checked answer to review: {}", "标准答复被退回：{}：{}": "Checked answer sent back: {}: {}", "标准答复快到期，请复核：{}（有效到 {}）": "A checked answer ends soon, please review: {} (valid to {})", "标准答复已到期，已从公开页面撤下：{}": "A checked answer ended and left the public page: {}",
	"有人申诉：账号「{}」下不予展示的评论 {}，{t} 前由另一人核对": "Appeal: withheld comment {2} below “{1}”, to be checked by another person before {3}", "转载逾期：《{}》应转载到{}": "Carrying overdue: 《{}》 to {}", "转载《{}》到{}": "Carry 《{}》 on {}", "请您办理：{t}，已逾期": "For you: {}, overdue", "评论处置等人决定（{t}）：{}": "A decision on a comment waits for a person ({}): {}",
	"约稿：「{}」，{t} 前交稿": "Commission: “{}”, due {}", "下级已答复询问：{}": "The level below answered: {}", "下级报告待签收：{}": "A report from below waits to be received: {}", "上级询问：{}：{}": "The level above asks: {}: {}", "{}发表了意见：{}": "{} gave an opinion: {}", "待审核的账号备案 {}：{}": "Account filing to review: {}: {}", "{} 各级都已同意：{}": "{}: every level agreed: {}", "{} 退回补正：{}": "{}: sent back to be completed: {}",
	"督办（{t}）：{t}：{}": "Finding ({}): {}: {}", "总结报告待签发：{}": "After-action report to be signed: {}", "总结报告退回：{}：{}": "After-action report sent back: {}: {}", "有改进事项：{}": "Improvement to make: {}", "请决定是否降低等级：{}": "Decide on lowering the grade: {}", "编入响应组（{}）：{}": "Joined the response group ({}): {}", "第 {n} 次被退回：{}": "Handed back, time {}: {}", "已退回 {n} 次，请裁定承办单位：{}": "Handed back {} times, decide on the handling unit: {}",
	"账号「{}」应急处置超时：{t}": "Emergency of “{}”: step late: {}", "账号「{}」的应急预案一年没有演练，请安排": "The emergency plan of “{}” was not drilled for a year: arrange a drill", "账号「{}」已启动应急预案：{}": "Emergency plan of “{}” begun: {}", "演练：账号「{}」已启动应急预案：{}": "Drill: emergency plan of “{}” begun: {}", "账号「{}」的{t}已过更换期限，请立即更换": "“{}”: {} is past its renewal date, change it now", "账号「{}」的{t}要在 {t} 前更换": "“{}”: {} is to be changed before {}",
	"来信邮箱读不了：{}，{}": "Mailbox cannot be read: {}, {}", "答复被退信：{}": "An answer bounced: {}", "答复被退信，请另行告知来件人：{}": "An answer bounced, tell the sender otherwise: {}", "会议交办：{}": "From a meeting: {}", "提出不予办理，待另一人核对：{}": "Proposed to set aside, to be checked by another: {}", "来件照常办理：{}": "The message is handled as usual: {}", "有新的来件：{}": "New message: {}", "来件需要重新办理：{}": "A message is to be handled again: {}", "来件人又来信：{}": "The sender wrote again: {}",
	"账号「{}」快到期未发布：{}，{t}前{t}": "“{}” should post soon: {}, before {} {}", "账号「{}」逾期未发布：{}，应在{t}前{t}": "“{}” did not post in time: {}, before {} {}", "话题突增：{}，{t}": "Spike of a topic: {}, {}", "搁置到期：{}": "No longer set aside: {}", "来件答复待签发：{}": "Answer to a message to be signed: {}", "答复退回修改：{}": "Answer sent back for changes: {}", "答复待人工告知来件人：{}": "Tell the sender the answer: {}",
	"待签更正请求 {}：{}": "Correction request to sign: {}: {}", "决策风险评估待批准：{}": "Risk assessment to be approved: {}", "待上线前检查：「{}」的服务「{}」": "To be checked before going online: service “{2}” of “{1}”", "账号服务打不开，待修复：「{}」的「{}」": "A service cannot be opened: “{2}” of “{1}”", "自有网站待修复：{}，{t}：{t}": "Own site to mend: {}, {}: {}", "自有网站修复超期：{}，{t}：{t}": "Own site not mended in time: {}, {}: {}",
	"任务{t}（{t}）：{}：{}": "Task {} ({}): {}: {}", "建议重新办理：{}（{t}）": "Proposed to reopen: {} ({})", "密封线索 {} {t}": "Sealed tip {} {}", "{}申请导出密封线索 {}": "{} asks to export sealed tip {}", "密封线索 {} 的导出已由两人同意": "Two people agreed to export sealed tip {}", "密封线索 {} 有了补充": "Sealed tip {} was added to", "密封线索 {} 有了新的接收人": "Sealed tip {} has a new recipient", "收到一件密封线索 {}": "Sealed tip {} came in",
	"{}换用了新的保管人钥匙，如果不是本人所为，请立即核对": "{} changed to a new key of a recipient; if it was not that person, check at once", "{}申请应急开启密封线索：{t}": "{} asks to open sealed tips in an emergency: {}", "{}生成了新的线索钥匙，等别人确认；不是本人所为就请不予确认，并立即核对": "{} made a new key for tips that waits for confirmation; if it was not that person, refuse it and check at once", "{}设立了新的应急钥匙，等别人确认；不是本人所为就请不予确认，并立即核对": "{} made a new emergency key that waits for confirmation; if it was not that person, refuse it and check at once",
	"{}确认了您的线索钥匙，新的线索会密封给它": "{} confirmed your key for tips; new tips are sealed to it", "{}的新线索钥匙已由{}确认；如有疑问，请立即核对": "{2} confirmed the new key of {1}; in doubt, check at once", "已超过{t}期限": "is past its term: {}", "{t}期限将到": "nears its term: {}", "{} 连续 3 次读不到：{t}": "{} could not be read three times in a row: {}", "{}等 {n} 个来源连续 3 次读不到，原因见采集总况；若全部来源都这样，请先检查本机出网": "{} and others, {} sources, could not be read three times in a row; the causes stand on the page of reading; if it is all of them, check this machine's own line first",
	"{} 恢复读取，此前约 {t}没有读到": "{} is read again, after about {}", "{}等 {n} 个来源恢复读取": "{} and others, {} sources, are read again",
	"{} 比平时安静得久：已 {t}没有新内容，平时最多约 {t}，请打开网页核对": "{} is silent for longer than usual: nothing new for {}, usually about {} at most; look at the page", "比平时安静得久：{}等 {n} 个来源，请打开网页核对": "Silent for longer than usual, look at the pages: {} and others, {} sources",
	"{} 可能漏读：{t}": "{}: something may not have been read: {}", "{}等 {n} 个来源可能漏读，请到采集总况核对": "{} and others, {} sources: something may not have been read, look it through",
	"简报里有 {t}读不了（{t}），请打开邮箱核对": "{} of the digests cannot be read ({}): look into the mailbox", "{n} 封邮件": "{} letters", "{n} 个附件": "{} attachments", "{n} 行": "{} rows",
	"由对方送来的内容比平时安静得久：{}，请向对方核对是否断了": "Quiet for longer than usual, check whether it broke off: {}", "值班表空班：{t}": "Gap in the roster: {}", "{t}等 {n} 处": "{} and more, {} in all",
	"重点时段「{}」{t} 至 {t} 没有人值班": "nobody on duty in “{}” from {} to {}", "{d} 至 {} 没有人值班": "nobody on duty from {} to {}", "{d}没有人值班": "nobody on duty on {}", "任务{t}（{t}）：{}": "Task {} ({}): {}", "本机关行为和决定自查清单应于 {t} 前签发": "List of own acts and decisions to be signed before {}",

	// Findings and what they rest on.
	"「{t}」应于 {t} 前完成，已超时": "“{}” was due {} and is late", "「{t}」应于 {t} 前完成，已逾期": "“{}” was due {} and is overdue", "责任：{t}，对象：{t}": "Answerable: {}, owed to: {}", "依据：{}": "Basis: {}", "超时自 {t} 起，由时限记录得出": "Late since {}, from the record of deadlines", "逾期自 {t} 起，由任务记录得出": "Overdue since {}, from the record of tasks",
	"{t}，搁置 {t} 才立项": "{}; opened only after {}", "起点：{t}": "Start: {}", "立项：{t}": "Opened: {}", "口径：超过 {t}记为漏办；条数和浏览量本身不作依据": "Measure: more than {} is missed; numbers of posts and views alone are no ground", "口径：中断超过 {t}记为漏办": "Measure: a gap of more than {} is missed", "口径：超过 {t}无人办理记为搁置": "Measure: more than {} without an act is put aside", "来源自 {t} 起读取不到，其间的帖文没有收到": "The source could not be read from {} on; its posts were not received",
	"来源：{}": "Source: {}", "最后读到：{t}": "Last read: {}", "原因：{}": "Cause: {}", "在「{t}」环节，自 {t} 起无人办理": "At “{}”, nobody acted since {}", "自 {t} 发现以来没有研判": "Not screened since it was found {}", "最后一次办理：{t}": "Last act: {}", "来自：{}": "From: {}", "责任：{}，{t}": "Answerable: {}, {}", "本机关行为和决定自查清单应于 {t} 前签发上报，没有签发": "The list of own acts and decisions was due {} and was not signed",

	// What meets a criterion of a grade.
	"{}（{n}）：{s}": "{} ({}): {}", "反映{n}条（标准{n}条）": "{} posts ({} asked)", "来源{n}个（标准{n}个）": "{} sources ({} asked)", "新闻单位{n}家（标准{n}家）": "{} newsrooms ({} asked)", "浏览{n}次（标准{n}次）": "{} views ({} asked)", "受影响约{n}人（标准{n}人）": "about {} people affected ({} asked)", "此前同类关切{n}起（标准{n}起）": "{} such concerns before ({} asked)", "专长：{}": "expertise: {}", "接替{}": "replaces {}",
	"正文出现“{}”": "the text says “{}”", "{t}已签署：{}": "{}: signed. {}", "{}：同意。{}": "{}: agreed. {}", "{}：不同意。{}": "{}: refused. {}", "{}：同意": "{}: agreed", "{}：不同意": "{}: refused", "对方服务器出错（{}）": "The server failed ({})", "没有归类的原因（{}）": "Unclassified cause ({})",

	// Heat, grouping and sorting.
	"近 24 小时 {n} 条 ＋ 之前六天 {n} 条 ÷ 6 ＝ {n}": "{} posts in 24 h + {} in the six days before ÷ 6 = {}",
	"这一小时 {n} 条；昨天同一小时 {n} 条，上周同一小时 {n} 条；基线取较大的 {n} 条，达到其 {n} 倍且不少于 {n} 条（即 {n} 条）为突增": "{} posts in this hour; {} in the same hour yesterday, {} a week ago; the larger, {}, is the base; {} times it and no fewer than {} (that is {}) make a spike",
	"共同提到“{}”": "both say “{}”", "模型第 {n} 版由本机关办过的件学得，起作用的词：{}": "Version {} of the model, learned from the agency's own matters; words that counted: {}", "模型第 {n} 版由本机关办过的件学得": "Version {} of the model, learned from the agency's own matters",
	"文中有{}，属{}职责。": "The text has {}, a duty of {}.", "文中提到{}，属{}管辖。": "The text names {}, the territory of {}.", "话题的默认承办单位是{}。": "The topic's own handling unit is {}.", "没有更具体的职责依据，由{}承接并分办。": "No duty points further: {} takes it and hands it on.", "按分办规则“{}”由{}承办，文中有{}。": "Rule “{}” gives it to {}; the text has {}.", "按分办规则“{}”由{}承办。": "Rule “{}” gives it to {}.",
	"涉及{s}": "touches {}", "没有发现涉及{s}": "no sign of {}", "没有发现群众事项临近到期（标准{t}内）": "no matter of the public is near its deadline (within {})", "群众事项{t}到期（标准{t}内）": "a matter of the public is due in {} (within {})",

	// Checks of a text.
	"没有写明「{}」": "“{}” is not named", "群众问到而文中可能没有回答：{}": "The public asks and the text may not answer: {}", "{t}里是「{}」，这里是「{}」": "{} has “{}”, here it is “{}”", "已公开的 {}": "The public {}", "可能是个人信息：{t}": "May be personal information: {}", "模板的栏目还空着：{}": "A slot of the template is empty: {}",
	"《{}》不在已知的法规里，无法核对": "《{}》 is not among the known regulations and cannot be checked", "《{}》共 {n} 条，没有{}": "《{}》 has {} articles, none is {}",

	// What still lacks before a step.
	"由{t}的签署人办理": "done by who signs “{}”", "由{s}办理": "done by: {}", "现在轮到「{}」，它不在本系统里：由账号保管人登记它的书面意见": "It is the turn of “{}”, which is not in this system: the keeper of the account enters its written opinion", "现在轮到「{}」，由它在本系统里审核": "It is the turn of “{}”, which reviews in this system",
	"已退回 {n} 次，由{t}裁定承办单位，不能再退回": "Handed back {} times: {} decides on the handling unit, no more hand-backs", "已退回 {n} 次，先由{t}裁定承办单位": "Handed back {} times: {} decides on the handling unit first", "由{s}裁定": "decided by: {}", "同一关切还有稿件在办（{}）：请选择退回它们，还是照旧办理": "Other drafts on the same concern are open ({}): choose to send them back or to go on with them",
	"自动核对发现：{t}。改正后再提交，或由保密关的签署人写明理由放行": "The checks found: {}. Mend it and submit again, or let who signs for secrecy release it with a reason", "按选定的办理方式还差：{t}": "The chosen way still lacks: {}", "按选定的办理方式，办结前还差：{t}": "Before closing, the chosen way still lacks: {}", "办结前还欠：{t}": "Owed before closing: {}",
	"现在是「{t}」，这里只能改到更高的等级；降低等级须一人提议、另一人同意": "It is “{}”; here it can only be raised. Lowering takes a proposal and another person's consent", "现在是「{t}」，这里只能提议更低的等级": "It is “{}”; only a lower grade can be proposed here", "重新办理时等级不低于原来的「{t}」；要降低，重新办理后由一人提议、另一人同意": "Reopened at no less than “{}”; lowering takes a proposal and another person's consent afterwards",
	"只有对一项事实说法查明不准确并附证据，才能按「{t}」办结；否则请改诉求": "Closing as “{}” takes a claim of fact found wrong, with evidence; otherwise change the need", "办结前要有「{t}」": "Needs “{}” before closing", "还有 {n} 份答复稿没有办完：先发布或作废": "statements still open: {}; publish or drop them first", "模板里还有空着的栏目：{}": "Empty slots of the template: {}", "还差 {n} 关没有签署": "{} gates are not signed", "尚未与有关单位核实：{}": "Not verified with the units concerned: {}", "申请表还缺：{t}": "The form lacks: {}",
	"{}还没有会签现在这一稿": "{} has not confirmed this version", "{}会签有不同意见": "{} disagrees", "{}还没有答复会签": "{} has not answered",
	"新收到 {n} 份评价，其中 {n} 份认为没有回答问题，超过 {n}%": "{} new ratings, {} of which find the question unanswered, more than {} %", "答复之后的帖文反映了此前没有的情况：{t}": "Posts after the answer tell something new: {}", "答复之后又有 {n} 条帖文说同一件事": "{} more posts on the same matter after the answer",

	// Accounts.
	"名称与{t}「{}」不一致": "The name differs from {} “{}”", "由{}办理平台认证": "{} has it certified by the platform", "认证主体是「{}」，不是本机关": "Certified for “{}”, not for this agency", "没有登记{s}": "Missing: {}", "{t}不在国家认可的平台名单中，不能开设账号": "{} is not on the list of recognised platforms: no account may be opened", "{t}不开设账号，有内容的向上级机关的账号供稿": "{}: no accounts; texts go to the accounts of the level above",
	"{t}每个平台最多 {n} 个账号，{t}已有 {n} 个：先归并或关闭": "{}: at most {} accounts a platform, {} has {}: merge or close first", "上级{t}办公室": "Office of the level above: {}", "账号菜单里有还没有放行的服务：「{}」的「{}」，请技术部门检查，或从菜单里拿掉": "A menu leads to a service that is not released: “{2}” of “{1}”; have it checked, or take it off the menu", "{t}账号「{}」": "{} account “{}”", "应有 {n} 天发布，已有 {n} 天": "{} days with posts are owed, there are {}",
	"要 {n} 人，现有 {n} 人": "{} people are required, there are {}", "在“单位与人员”里授予“{t}”": "grant “{}” under “Units and people”", "责任编辑{}已不在编辑岗位": "The responsible editor {} is no editor any more", "联动的网站栏目超过 {n} 天没有更新": "The linked column of the site was not updated for {} days",
	"{}缺{}，要 {n} 人，现有 {n} 人：请管理员在“单位与人员”里授予“{t}”": "{} lacks its {}: {} people are required, there are {}; the administrator grants “{}” under “Units and people”", "{}最多 {n} 人，现有 {n} 人：请收回多出的“{t}”": "{}: at most {} people, there are {}; take back “{}” from the others",

	// Own sites.
	"打开用了 {n} 秒，应在 {n} 秒以内": "took {} s to open, {} s are allowed", "证书 {t}到期": "certificate ends {}", "页面上最新的日期是 {t}，超过 {n} 天没有更新": "the newest date on the page is {}, not updated for more than {} days", "页面写明的有效期到 {t}为止，请更新、标明失效或撤下": "the page says it is valid to {}: update it, mark it as void or take it down",
	"{d} 核对：{n} 秒打开": "checked {}: opens in {} s", "{d} 核对：证书有效到 {t}": "checked {}: certificate valid to {}", "{d} 核对：页面上最新的日期是 {t}": "checked {}: the newest date on the page is {}", "{d} 核对：可以打开，没有过期": "checked {}: opens, nothing has expired", "{d} 核对：页面上不再有这个链接": "checked {}: the link is gone from the page",
	"{n} 处待修复": "{} to mend", "{n} 处要修，都已列为负责单位的任务。": "{} to mend; each is a task of its unit.", "「{}」的栏目": "a column of “{}”", "首次发现 {}": "first found {}", "{}（在 {} 上）": "{} (on {})", "{n} 个，{n} 个打不开": "{}, of which {} cannot be opened",

	// Pages put together from figures and names.
	"密钥：{}": "Secrets: {}", "应急预案：{}": "Emergency plan: {}", "变更备案：{}": "File a change: {}", "现在是「{}」；不变的不填": "Now “{}”; leave empty to keep it", "现在是「{}」": "Now “{}”", "正在处置：{t}": "Emergency: {}", "正在演练：{t}": "Drill: {}", "要告知：{}": "To be told: {}",
	"令牌 {}": "token {}", "{n} 个词，占全部规则用时的{t}（最近 {n} 条帖文实测；单独跑每千条 {n} 毫秒）": "{} words, {} of the time of all rules (measured on the latest {} posts; alone {4} ms a thousand)", "约 {n}%": "about {} %", "{} 于 {} 按下停发：{}。本机关网站和所有渠道都停着，排队的不会丢。": "{} stopped all sending {}: {}. The site and every channel stand still; nothing that waits is lost.",
	"发成于 {}": "sent {}", "最多列出 {n}": "at most {} are listed", "{n} 至 {n} 年": "{} to {}", "督办：{}": "Finding: {}", "连续失败 {n} 次，下次 {}": "failed {} times in a row, next {}", "应于 {} 读取": "was due {}", "平时最多约 {}": "usually at most about {}",
	"{n} 个来源在读，最近一次读取{}。没有缺，也没有迟。": "{} sources are read, the last time {}. None is missing, none late.", "补读 {n} 条": "{} read afterwards", "核对漏读：{}": "Check a gap: {}", "{} 至 {}": "{} to {}", "{}，重放过 {n} 次": "{}, replayed {} times", "到 {}": "to {}", "时段内每 {n} 分钟读一次": "read every {} min in the period", "怎样监测：{}": "How to watch: {}",
	"理由：{s}": "Reason: {}", "告知编号：{}": "Number told to its writer: {}", "这条评论里有批评意见（{}）。批评不是不展示的理由；确有列出的情形时，要由另一人核对同意，同意之前照常展示。": "This comment is critical ({}). Criticism is no reason to withhold; where a listed case is met another person must agree, and until then it is shown.",
	"{} 收到，{} 前处理。{}": "Came in {}, to be decided before {}. {}", "恢复展示：{}": "Shown again: {}", "维持：{}": "Upheld: {}", "已转载，核对于 {}": "carried, checked {}", "不转载：{}": "not carried: {}", "为 {}": "on {}", "补登：{}": "Enter afterwards: {}", "核对于 {}": "checked {}", "逾期：{}": "Overdue: {}",
	"{n} 件重要政策还没有解读（图表、音频、视频或问答）。": "Important policies not yet explained (chart, audio, video or questions and answers): {}.", "可能损害{s}": "may harm {}", "群众的期限在 {t} 之内": "a deadline of the public falls within {}", "用去 {n}% 时": "at {} % of the time", "超时 {t} 后": "{} after the deadline",
	"向 {} 提出": "To {}", "签署：{n} / 2": "Signatures: {} of 2", "连续 {n} 次读不到：{t}。{t}": "Could not be read {} times in a row: {}. {}", "每 {n} 秒": "every {} s", "每 {n} 小时": "every {} h", "每 {n} 分钟": "every {} min",
	"有 {n} 条，最省对方的流量": "{} items; the lightest way for the other side", "列出 {n} 个页面、{n} 份子图；读过的记最近 100,000 个": "lists {} pages and {} further maps; the latest 100,000 read are remembered", "页面提供的订阅：{}": "Feed offered by the page: {}", "栏目列表，{n} 条": "List of a column, {} items", "其中 {n} 条带日期；选择器 {}": "{} of them dated; selector {}", "登记来源：{t}": "Add a source: {}",
	"{} 自{}起没读到": "{}: not read since {}", "{}（合并 {n} 次）": "{} ({} merged)", "计划 {} 发送": "to be sent {}", "试过 {n} 次": "tried {} times", "{} 签收": "received {}", "写法正确，{n} 个词。": "Well written, {} words.", "第 {n} 行第 {n} 个字": "line {}, character {}",
	"已搁置到 {}（{}）：{}。各时限照常计算，热度突增时立刻回来。": "Set aside until {} ({}): {}. Every deadline runs on; a spike brings it back at once.", "搁置到 {}": "set aside until {}", "标题和概述由{}于 {} 改写。": "Title and summary rewritten by {} {}.", "{}：核查卷宗": "{}: investigation file", "上传的文件，{n} KB": "uploaded file, {} KB", "已回答 {}": "answered {}", "收回给{}的链接": "Take back the link of {}",
	"纪要（{}）": "Minutes ({})", "批准（{}，{}）": "Approval ({}, {})", "询问（{}）": "Question ({})", "决策风险评估：{}": "Risk assessment: {}", "{} 本机关行为和决定自查清单": "{}: list of own acts and decisions", "回到 {}": "Back to {}", "第 {n} 条": "article {}",
	"已重新计算全部 {n} 条记录，首尾相连，没有被改动，用时 {n} 秒。": "All {} records were reckoned anew: the chain is whole and nothing was changed. It took {} s.",

	// What was done.
	"已填好 {}：核对后报送。": "{} is filled in: check it, then file it.", "已登记 {}，并记入公开账本。": "{} registered and entered in the public ledger.", "已登记 {}。": "{} registered.", "已载入 {n} 年放假安排，正在重新推算期限。": "The holidays of {} are loaded; deadlines are being reckoned anew.", "导入 {n} 条新评论。": "{} new comments imported.", "已拟成 {}：先存入截图，再请两人签署。": "{} is drawn up: file the screenshots, then have two people sign.",
	"已确认 {n} 条建议，可在右侧撤销。": "{} suggestions confirmed; undo on the right.", "已否定 {n} 条建议，不会再提。": "{} suggestions refused; they will not come again.", "已重放 {n} 条。": "{} replayed.", "已转入收件箱：{}": "Moved to the inbox: {}", "话题「{}」第 {n} 版已审定，从下一条帖文起生效。": "Version {2} of topic “{1}” is approved and holds from the next post on.", "已采用「{}」第 {n} 版。": "Version {2} of “{1}” adopted.",
	"已拟成 {}，请两人签署。": "{} is drawn up; two people sign it.", "已登记 {n} 个来源。": "{} sources registered.", "已登记 {n} 个来源。另有 {n} 行没有登记。": "{} sources registered, {} lines were not.", "「{}」已登记，请导入第一个文件。": "“{}” registered; import its first file.", "「{}」已登记，等对方推送。": "“{}” registered; it waits to be sent.", "「{}」已登记，马上开始读取。": "“{}” registered; reading begins at once.",
	"已立项 {}，这条帖文已并入。": "{} opened with this post.", "已新增{}。": "{} added.",
}
