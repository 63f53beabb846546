package lang

// keeping is the secrets of official accounts.
var keeping = map[string]string{
	"每项密钥有一个保管人、一个更换期限；填写以后不再显示，只能更换。": "Every secret has one keeper and a date by which it is replaced; once entered it is never shown again, only replaced.",
	"我保管的": "Kept by me", "您没有保管密钥": "You keep no secrets", "安全管理员指定保管人以后，会列在这里，更换期限前 14 天提醒。": "Once the security administrator names you keeper, they are listed here; you are reminded 14 days before the date.",
	"还没有登记账号": "No accounts yet", "账号备案登记以后，在这里给它的每项密钥指定保管人。": "Once an account is filed, name the keeper of each of its secrets here.", "更换": "Replace", "更换：": "Replace: ", "密钥：": "Secrets: ",
	"密封保存，填写以后任何人都看不到原文，只能更换。": "Kept sealed: once entered nobody sees it again, it can only be replaced.", "密钥": "Secrets", "更换期限": "Replace by", "登录设备": "Signed in on", "还没有登记密钥": "No secrets yet",
	"先由安全管理员指定每项密钥的保管人，再由保管人填写。": "The security administrator names the keeper of each secret; the keeper enters it.", "登记密钥": "Add a secret", "登记第一项": "Add the first", "未填写": "not entered", "填写于 %s": "entered %s",
	"已离岗": "left", "已过期限": "overdue", "哪一项": "Which", "期限前 14 天、3 天和到期时提醒保管人。": "The keeper is reminded 14 days and 3 days before the date, and on it.", "不填就沿用原来的。": "Leave empty to keep the present one.",
	"可以先不填，由保管人填写。": "May be left to the keeper.", "登录密码至少 12 个字符，大写、小写、数字、符号至少三种。密封保存，以后不再显示。": "A sign-in password has at least 12 characters of at least three kinds (upper, lower, digits, signs). It is sealed and never shown again. ",
	"在哪些设备上登录，一行一台，如：办公室专用手机。": "On which devices it is signed in, one a line.", "已保存。密钥密封保存，不再显示。": "Saved. The secret is sealed and not shown again.",
	"登录密码": "Sign-in password", "应用密钥（AppSecret）": "App secret", "回调令牌（Token）": "Callback token", "消息加解密密钥（EncodingAESKey）": "Message key (EncodingAESKey)", "访问令牌（access_token）": "Access token", "推送签名密钥": "Webhook signing secret",

	"本机关账号文章下的评论，默认全部展示。只有列出的六种情形可以不展示，批评不是理由；不展示的留下编号和理由，任何人可以申诉。": "Comments below the articles of our accounts; all are shown. Only the six listed cases may be withheld, and criticism is none of them; each leaves a code and a reason, and anybody may appeal.",
	"导入评论": "Import comments", "正常展示": "shown", "待另一人核对": "waits for a second person", "不予展示": "withheld", "文章": "Article", "没有评论": "No comments", "连接了平台的账号定时读取自己文章下的评论；其他账号从平台后台导出表格，在这里导入。都不读取、不保存是谁说的。": "Connected accounts read the comments below their own articles; for others, export a table from the platform and import it here. Who wrote is neither read nor kept.",
	"更早的评论": "Earlier comments", "等待处理的申诉": "Appeals waiting", "没有等待处理的申诉": "No appeal waits", "有人对不予展示的评论提出申诉，会列在这里，由另一人在 5 个工作日内核对。": "Appeals about withheld comments are listed here; another officer looks again within 5 working days.",
	"申诉": "Appeal", "需要答复": "Needs an answer", "转入收件箱": "To the inbox", "转入以后按来件的种类办理，有时限，答复经审核后回在评论下面。": "It becomes a message with a deadline; the answer is reviewed and goes below the comment.", "核对": "Check", "照常展示": "Let it stand", "等另一人核对；在此之前照常展示。": "Waits for a second person; it is shown until then.",
	"处理申诉": "Decide the appeal", "提出或决定不展示的人不能处理对它的申诉，请另一人核对。": "Whoever proposed or decided to withhold it does not decide the appeal; ask another officer.", "从平台后台导出的评论表。只读下面这些列，昵称、头像、地区等列一律不读。": "A table of comments as the platform exports it. Only the columns below are read; names, pictures and places never are.", "表格文件（.xlsx）": "Table (.xlsx)", "第一行是列名：": "The first row names the columns: ", "导入": "Import",
	"账号被盗用或被篡改时：停发、更换密钥、告知部门和公众、由另一人恢复。每一步都有期限和审计记录。": "When an account is taken over or defaced: stop, replace the secrets, tell departments and public, restored by another person. Every step has its deadline and audit entry.", "演练和处置记录": "Drills and incidents", "何时": "When", "参加的人": "Who took part", "用时": "Time taken", "发现": "Findings",
	"还没有演练过": "Not drilled yet", "每个预案一年演练一次，到期提醒负责人；演练不停发、不作废密钥，只走流程、计时间。": "Each plan is drilled once a year, and its coordinator reminded; a drill stops nothing and voids no secret, it runs the steps and the clock.", "出事了": "Raise the alarm", "步骤": "Step", "期限": "Due", "完成": "Done", "记录": "Record", "登记一步": "Record a step", "恢复使用": "Restore", "启动预案的人不能自己恢复，请另一人核对后恢复。": "Whoever raised the alarm does not end it; another person checks and restores.",
	"还没有预案": "No plan yet", "写明谁负责、找谁、告知谁。没有预案时按钮照样能用。": "Write who is in charge, whom to call and whom to tell. The button works without a plan too.", "修改预案": "Change the plan", "负责人": "In charge", "替补": "Deputy", "告知部门": "Departments to tell", "平台联系方式": "Platform contact", "停发": "Stop sending", "更换全部密钥": "Replace all secrets", "告知有关部门": "Tell the departments", "告知公众": "Tell the public",
	"账号被盗用": "taken over", "内容被篡改": "defaced", "未完成": "not done", "演练": "drill", "已超时": "Late", "申诉后恢复": "shown after appeal",
}
