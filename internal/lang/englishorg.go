package lang

// organisation are the words of tree, leading group, roster, experts and contacts.
var organisation = map[string]string{
	"组织": "Organisation", "值班表": "Duty roster", "值班": "On duty", "无人值班": "Nobody on duty", "现在没有人值班，看值班表": "Nobody is on duty now; see the roster", "现在值班：%s": "On duty now: %s",
	"征求专家意见…": "Ask an expert…", "征求专家意见": "Ask an expert", "录入专家意见…": "Enter an expert's opinion…", "录入专家意见": "Enter an expert's opinion", "公开专家意见…": "Publish an expert's opinion…", "公开专家意见": "Publish an expert's opinion",
	"请专家回答的问题": "Question to the expert", "提供的材料": "Material given", "征求的意见": "Which request", "专家意见原文": "The expert's own words", "专家意见与往来": "Experts' opinions and exchanges", "已公开": "Public", "本机关的请求（%s）：": "Asked by the agency (%s): ",
	"还没有答复": "No answer yet", "付酬": "paid", "不付酬": "unpaid", "询问事实": "Fact asked", "答复事实": "Fact answered", "提供材料": "Material given", "邀请参会": "Invitation",
	"领导小组": "Leading group", "职责分工": "Who does what", "分工": "Duties", "专家库": "Experts", "专家": "expert", "通讯录": "Contact book", "通讯": "Contacts", "请我发表的意见": "Opinions asked of me",
}
