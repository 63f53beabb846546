package lang

// channels are the release plan and the ways out.
var channels = map[string]string{
	"定发布渠道": "Choose channels", "定发布渠道…": "Choose channels…", "另外的渠道": "Channels besides", "本等级规定的渠道一定会发；这里另加。各渠道用同一文本。": "The channels of the grade are always used; add others here. All carry one text.",
	"应答公开网站": "Public site", "办事大厅屏幕": "Hall screen", "新闻单位邮件": "Mail to newsrooms", "网站后台接口": "Interface of a site", "新闻发布会": "Press conference", "新闻通气会": "Briefing", "新闻通稿": "Press release",
	"接受采访": "Interview", "重点新闻网站": "Key news sites", "报刊": "Print", "广播电视": "Broadcast", "办事大厅张贴": "Posted in the hall", "公告栏": "Notice board", "短信告知": "Text message", "本机关论坛页": "Own forum page",
	"触摸屏": "Touch screen", "资料架": "Leaflet rack", "正在发出": "being sent", "待登记": "to be recorded", "未发，已有新版本": "not sent: a later text stands", "发布渠道": "Channels", "发布出口": "Outlets", "停发中": "Sending is stopped",
	"%s 于 %s 按下停发：%s": "%s stopped all sending at %s: %s", "查看或恢复": "See or resume", "发言与采访": "Press calendar", "更正请求": "Correction requests", "转载与政策": "Carrying and policies", "件要人处理": "wait for a person", "日程": "Calendar", "请求": "Requests", "政策": "Policies",
}
