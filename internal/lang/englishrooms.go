package lang

// englishRooms are the words of the list of plans and of what else leads to the
// pages of the accounts.
var englishRooms = map[string]string{
	"账号被盗用或被篡改时，打开这个账号的预案，按「启动应急预案」。每个预案一年演练一次。": "When an account is taken over or defaced, open its plan and press “Start the plan”. Each plan is tried once a year.",
	"还没有已开通的账号": "No account is open yet", "账号开通以后，在这里写预案、演练，出事时从这里启动。": "Once an account is open, its plan is written, tried and, when something happens, started here.",
	"已写好": "Written", "更换密钥以前收不到公众在这个账号里的留言：平台来过 %d 次，都没有收下（平台会重试，次数多于留言数）。恢复以后请到平台后台补看。": "Until the keys are replaced nothing that the public writes in this account arrives: the platform came %d times and was turned away (it repeats, so these are more than there were messages). Look them up on the platform afterwards.", "没有预案": "No plan", "写预案": "Write one", "正在处置": "Under way", "没有演练过": "Never tried", "最近一次演练或处置": "Last drill or incident", "账号应急预案": "Plans for emergencies", "应急预案": "Emergency plans", "预案": "Plan", "全部账号": "All accounts",
	"一行一个，如：信息中心运维值班": "One a line, such as: the data centre's duty desk", "%s 至 %s": "%s to %s", "没有安排，%d 个工作日": "Nothing planned, %d working days", "冒充账号": "Impersonating accounts", "冒充": "Fakes", "评论": "Comments", "文章评论": "Comments", "账号服务": "Services", "服务": "Services",
}
