package lang

// following is what comes after an answer: readers' answers, taking a concern up
// again, after-action reports and lessons.
var following = map[string]string{
	"签发总结…": "Sign the review…", "签发总结": "Sign the review", "退回总结…": "Return the review…", "退回总结": "Return the review", "列入改进事项": "Add a lesson", "改进事项": "Lesson", "建议重新办理": "Propose to reopen", "依据": "Basis", "维持原答复…": "Keep the answer…", "维持原答复": "Keep the answer", "维持的理由": "Reason for keeping it", "公布总结": "published the review",
	"公众认为没有回答问题": "Readers say that the question was not met", "新帖文反映新的损害": "New posts report new harm", "答复后仍有较多新帖文": "Many new posts since the answer",
	"经验与改进": "Lessons", "经验": "Lessons", "跟进": "Follow-up", "评价 %d 份：是 %d，部分 %d，否 %d": "%d answers: yes %d, partly %d, no %d", "还没有公众评价": "No answers from the public yet", "没有回答我的问题": "My question was not answered", "看不懂": "I do not understand it", "没有解决": "It is not solved", "和实际不符": "It does not match the facts", "其他": "Other",
	"答复后新帖文 %d 条": "%d new posts since the answer", "答复于 %s": "answered %s", "%s 建议重新办理（%s）：%s": "%s: proposed to reopen (%s): %s", "%s，%s决定维持：%s": "%s, %s kept the answer: %s", "%s，%s决定重新办理：%s": "%s, %s reopened: %s", "等负责人决定：重新办理，或维持并写明理由。": "Somebody in charge decides: reopen, or keep with a reason.",
	"这份答复回答了问题吗": "Was the question met", "公众评价": "Answers of the public", "改进事项 %d 项，完成 %d 项": "%d lessons, %d done", "声量下降不是办结的理由。": "Falling volume is no ground for ending.", "去决定": "Decide", "去决定 %s": "Decide on %s", "系统根据公众评价和新帖文提出，由人决定。": "Proposed from readers' answers and new posts; a person decides.",
}
