package lang

// happened tells what took place, where the same Chinese is also the name of an act
// or a state and has its English as such.
var happened = map[string]string{
	"不予办理": "dismissed it", "办结": "closed it", "确认等级": "confirmed the grade", "收到补充材料": "further material came in", "起草答复": "began a draft", "批准": "approved", "发布": "released", "更正": "corrected", "撤回": "withdrew", "已向社会说明": "told the public", "批准过期": "the approval lapsed",
	"请求会签": "asked for joint confirmation", "会签同意": "confirmed", "会签提出不同意见": "objected", "记录办理结果": "recorded the result", "记录": "made a note", "按时完成": "met the deadline", "选定办理方式": "chose the way of handling", "认定事实": "established the facts", "答复评估": "assessed the answer", "催办": "urged", "报办理结果": "returned the result", "提出协办意见": "gave an opinion",
	"公开邀请": "opened an invitation", "结束公开邀请": "ended the invitation", "责成整改": "ordered a measure", "建议重新办理": "proposed to reopen", "维持原答复": "kept the answer", "收到来件": "the message came in", "分办": "sorted it", "拟写答复": "drafted an answer", "签发答复": "signed the answer", "转为公众关切": "made it a concern", "答复来件人": "answered the sender", "来件人追问": "the sender asked again", "重新办理来件": "took it up again", "不予办理来件": "set it aside", "转入受保护渠道": "moved it to the protected channel", "来件人评价": "the sender rated it",
}
