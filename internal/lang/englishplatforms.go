package lang

// connecting is official accounts joined to their platforms.
var connecting = map[string]string{
	"演示：演示机关只与本机上的地址往来，示例账号的平台由演示程序自己扮演，不连外网。": "Demonstration: it speaks to addresses on this machine alone. The platform of the sample's account is played by the demo itself; nothing leaves the machine.",
	"政务新媒体账号": "Official accounts", "平台接口": "Platform interfaces", "平台接口：%s": "Platform interface: %s", "各平台账号与本系统的连接：收留言、回答复、发布文稿、读取发布记录。": "Accounts joined to this system: messages come in, answers go back, approved texts go out, what stands there is read.",
	"账号": "Account", "平台": "Platform", "接口": "Interface", "最近收到": "Last heard", "最近调用": "Last called", "没有可以连接的账号": "No account to connect",
	"账号备案开通以后，可以在这里连接平台接口：留言进收件箱，答复回到原处，批准的文稿一起发布，发布记录自动读取。": "Once an account is filed and open, connect it here: messages go into the inbox, answers go back where they came from, approved texts are released together, and what stands on the account is read.",
	"账号 UID": "User id (UID)", "账号主页网址 weibo.com/u/ 后面的数字": "The number behind weibo.com/u/ in the address of the account's page", "保存以后，由保管人填写访问令牌。微博的授权会到期，到期前要重新授权、更换令牌。": "After saving, the keeper enters the access token. A grant of Weibo ends: it is granted anew, and the token replaced, before.",
	"推送地址": "Push address", "批准的文稿推给谁发布：本机关或运维单位的接收程序；不填则由人发布、登记": "Who publishes approved texts: a receiver of the agency or its contractor; empty: a person publishes and records it", "订阅地址": "Feed address", "账号公开内容的 RSS 或 Atom 地址：用来核对是否发出、读取发布记录；没有可不填": "RSS or Atom of the account's public posts: to check what went out and to keep the posting record; may be empty",
	"推送按 Standard Webhooks 签名，同一件不论推几次编号相同，接收方只收一次。签名密钥由保管人填写。": "Calls are signed as Standard Webhooks; however often one is tried, its id is the same, and the receiver takes it once. The keeper enters the signing secret.",
	"最近读取发布记录": "Posts last read", "最近读取评论": "Comments last read", "最近读取菜单": "Menu last read", "还没有读完，接着读": "Not whole yet; reading goes on",
	"未连接": "Not connected", "缺密钥": "Secrets missing", "调用失败": "Calls fail", "等待平台": "Waiting for the platform", "等平台验证": "Waiting to be verified", "正常": "In order",
	"账号密钥": "Account secrets", "连接设置": "Connection", "停用连接": "End the connection", "停用后不再收留言、不再发出；平台上的内容不变。": "Nothing more is received or sent; what stands on the platform stays.",
	"现在": "Now", "项目": "Item", "情况": "State", "状态": "State", "回调地址": "Callback address", "填到平台后台的“服务器地址（URL）”": "Enter it on the platform as the server address (URL)", "前面加上本系统的公开地址；先在配置文件里写明 public": "Put the public address of this system in front; set public in the configuration first",
	"还缺的密钥": "Secrets still missing", "由密钥保管人填写": "entered by their keepers", "最近收到回调": "Last callback", "最近拒收的回调": "Last callback refused", "最近调用成功": "Last good call", "最近调用失败": "Last failed call", "平台要求等待": "The platform wants us to wait",
	"接口凭据": "Token", "下一次调用时取得": "fetched with the next call", "有效到 %s": "valid until %s",
	"安全模式（密文）": "Safe (sealed)", "兼容模式（明文密文并存，只信密文）": "Compatible (both; only the sealed one counts)", "明文模式（不加密，不建议）": "Plain (not sealed; not advised)", "消息加解密方式": "Sealing of messages",
	"保存并连接": "Save and connect", "保存以后，先填好密钥，再到平台后台提交地址验证。": "After saving, have the secrets entered, then submit the address on the platform.", "企业编号（CorpID）": "Corporation id (CorpID)", "管理后台“我的企业”里，以 ww 或 wx 开头": "On the platform under My company; begins with ww or wx",
	"应用编号（AgentID）": "App id (AgentID)", "应用详情里的数字": "The number on the app's page", "公众平台“设置与开发”里，以 wx 开头": "On the platform under Settings and development; begins with wx",
	"已存草稿": "drafted", "平台审核中": "under review at the platform", "已发布": "Published", "平台没有发布": "refused by the platform", "已撤下": "withdrawn",
	"发到这个账号的文章": "Articles on this account", "稿件": "Text", "地址": "Address", "还没有": "None yet", "答复批准时选了“政务新媒体账号”的，会作为文章发到这里，与网站同一文本。": "Texts released to official accounts stand here as articles, in the same words as on the site.",
	"已保存。请保管人填好密钥；微信、企业微信还要到平台后台提交地址验证。": "Saved. The keeper enters the secrets; for WeChat and WeCom the address is then submitted on the platform.", "已停用。平台后台的授权和服务器配置也请停用。": "Ended. Please end the grant and the server configuration on the platform, too.",
	"平台上的处置": "On the platform", "处置": "Act", "告知编号": "Notice with code", "展示": "Show", "撤下告知": "Take the notice off",
	"等待告知办好": "waits for the notice", "待人工办理": "a person does it", "等待发送": "waits to be sent", "已办好": "done", "不知道是否办好": "nobody knows whether it was done", "没有办好": "not done", "不再需要": "no longer needed",
	"由人办理并登记": "done and recorded by a person", "在平台上按这段话回复": "answer with these words on the platform", "在平台后台隐藏，不要删除：申诉成立时要恢复": "hide it on the platform and do not delete it: an appeal may restore it", "在平台后台恢复展示": "show it again on the platform", "在平台后台撤下告知的回复": "take the notice off on the platform",
	"已在平台办好": "Done on the platform", "再发一次": "Send again", "已重新发送。": "Sent again.", "已交平台展示。": "Handed to the platform.", "平台上没有展示": "Not shown on the platform", "在平台上展示": "Show on the platform", "没有人决定不展示这条评论，而平台上别人看不到它。": "Nobody decided to withhold this comment, and on the platform others cannot see it.",
}
