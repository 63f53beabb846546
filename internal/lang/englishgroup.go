package lang

// grouped are the words of who leaves a response group and who steps in.
var grouped = map[string]string{
	"调整应对小组…": "Change the response group…", "调整应对小组": "Change the response group", "退出的成员": "Member who leaves", "接替人": "Substitute", "接替人的专长": "Expertise of the substitute",
	"成员可以自己退出；换别人由组长办理": "Members may leave themselves; the head changes others", "同事的姓名或登录名；组长退出必须有人接替": "Name or login of a colleague; when the head leaves somebody takes over",
	"岗位变动": "new post", "出差或休假": "travel or leave", "专长不符": "other expertise is needed",
	"成员变动": "Changes of members", "成员变动 %d 次": "%d changes of members", "%s，%s退出（%s）：%s": "%s: %s left (%s): %s", "；由%s接替": "; %s stepped in", "（%s办理）": " (by %s)",
}
