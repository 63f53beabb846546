package lang

// keeping is the secrets of official accounts.
var keeping = map[string]string{
	"账号密钥": "Account secrets", "每项密钥有一个保管人、一个更换期限；填写以后不再显示，只能更换。": "Every secret has one keeper and a date by which it is replaced; once entered it is never shown again, only replaced.",
	"我保管的": "Kept by me", "您没有保管密钥": "You keep no secrets", "安全管理员指定保管人以后，会列在这里，更换期限前 14 天提醒。": "Once the security administrator names you keeper, they are listed here; you are reminded 14 days before the date.",
	"全部账号": "All accounts", "还没有登记账号": "No accounts yet", "账号备案登记以后，在这里给它的每项密钥指定保管人。": "Once an account is filed, name the keeper of each of its secrets here.", "更换": "Replace", "更换：": "Replace: ", "密钥：": "Secrets: ",
	"密封保存，填写以后任何人都看不到原文，只能更换。": "Kept sealed: once entered nobody sees it again, it can only be replaced.", "密钥": "Secrets", "保管人": "Keeper", "更换期限": "Replace by", "登录设备": "Signed in on", "还没有登记密钥": "No secrets yet",
	"先由安全管理员指定每项密钥的保管人，再由保管人填写。": "The security administrator names the keeper of each secret; the keeper enters it.", "登记密钥": "Add a secret", "登记第一项": "Add the first", "已作废": "lost", "未填写": "not entered", "填写于 %s": "entered %s",
	"已离岗": "left", "已过期限": "overdue", "哪一项": "Which", "期限前 14 天、3 天和到期时提醒保管人。": "The keeper is reminded 14 days and 3 days before the date, and on it.", "不填就沿用原来的。": "Leave empty to keep the present one.",
	"可以先不填，由保管人填写。": "May be left to the keeper.", "登录密码至少 12 个字符，大写、小写、数字、符号至少三种。密封保存，以后不再显示。": "A sign-in password has at least 12 characters of at least three kinds (upper, lower, digits, signs). It is sealed and never shown again. ",
	"在哪些设备上登录，一行一台，如：办公室专用手机。": "On which devices it is signed in, one a line.", "已保存。密钥密封保存，不再显示。": "Saved. The secret is sealed and not shown again.",
	"登录密码": "Sign-in password", "应用密钥（AppSecret）": "App secret", "回调令牌（Token）": "Callback token", "消息加解密密钥（EncodingAESKey）": "Message key (EncodingAESKey)", "访问令牌（access_token）": "Access token", "推送签名密钥": "Webhook signing secret",
}
