package lang

// telling is how a person is told beside the bell, and the filters of the bell.
var telling = map[string]string{
	"通知方式": "Notifications", "铃铛里什么都有；这里选另外怎样告诉您。": "The bell holds everything; choose here how else you are told.", "看发给我的送达记录": "What was sent to me", "设置通知方式": "Choose notifications",
	"不要": "none", "邮箱": "E-mail", "单位邮箱。不填就只在页面的铃铛里提醒。": "Your office mailbox. Without it the bell alone tells you.", "发邮件的事": "Told by e-mail", "邮件只写编号和链接，不写标题": "Number and link only, no title",
	"免打扰从": "Quiet from", "写成 22:00。免打扰时到的通知，过后合成一条；重大和特别重大的除外。": "Written 22:00. What comes in quiet hours comes together after them; major matters come at once.", "免打扰到": "Quiet until", "写成 07:00，可以跨过午夜。": "Written 07:00; may lie past midnight.",
	"每日摘要": "Daily digest", "到期的、新的、等您签批的和任务，与工作台一样；没有要办的就不发。": "What is due, new, waits for your signature, and tasks, as on your desk; nothing is sent when nothing waits.", "通知方式已保存。": "Notifications saved.",
	"新的关切": "new concern", "等人签批": "waits for a signature", "被退回": "Returned", "有新的工作": "new work", "系统异常": "system trouble",
	"全部通知": "All", "筛选通知": "Filter notices", "要我办的": "Mine to do", "没有未读的通知": "Nothing unread", "没有要您办的通知": "Nothing for you to do", "看全部通知": "All notices", "共 %d 件，%d 件未读": "%d, of which %d unread",
	"发不出通知": "cannot tell staff", "员工邮件": "Mail to staff", "%d 封没有送到": "%d not delivered", "群机器人": "Group robots", "机器人": "Robots",
}
