package lang

// bulk are acts on many matters at once.
var bulk = map[string]string{
	"批量办理": "Bulk act", "批量办理：%s": "Bulk act: %s", "批量办理记录": "Bulk acts", "符合筛选的全部，含后面各页": "All that match, further pages too", "选中": "Selected", "导出表格": "Export a table",
	"先在列表里勾选要一起办的。": "First tick what is to be done together.", "选中的各件": "What is selected", "办理这 %s 件": "Do it for %s", "没有选中任何一件": "Nothing is selected",
	"符合筛选的全部：现在 %s 件": "All that match: %s now", "勾选的 %d 件": "%d ticked", "除外的编号": "Numbers left out", "多个用空格分开": "Several are parted by spaces", "，除外 %d 件": ", %d left out",
	"一件一件地办，每一件都按单独办理时的规则核对您的权限、环节和时限；别人改动过的和条件不够的不办，结果里列出原因。": "Each is done by itself, under the rules of its own page: your rights, its stage, its clocks. What others changed meanwhile, and what lacks something, is left as it is, and the result says why.",
	"列出编号、标题、单位、环节、等级、诉求和下一个时限；不含个人信息。下载记入审计。":                 "Lists number, title, unit, stage, grade, need and next deadline; no personal data. The download is on record.",
	"停下": "Stop", "刷新": "Refresh", "进度": "Progress", "下载表格": "Download the table", "各件的结果": "Results",
	"可以离开这一页，作业在后台继续；办完会在通知里告诉您，在「批量办理记录」里找得到。": "You may leave this page; the job goes on. A notice tells you when it is done, and it stands under Bulk acts.",
	"您对多件一起办的，新的在前；保留一百八十天。":                    "What you did for many at once, newest first; kept for 180 days.",
	"还没有批量办理": "No bulk acts yet", "在关切或来件的列表里勾选几件，列表上方会出现可以一起办的事。": "Tick some rows in the list of concerns or messages: what can be done together appears above the list.",
	"共 %d 件：已办 %d，没有办 %d，还剩 %d": "%d in all: %d done, %d not done, %d left", "已停下": "Stopped", "已办完": "Finished", "正在办理": "Going on", "正在列出符合筛选的各件": "Listing what matches",
	"没有办的": "Not done", "已办的": "Done", "还剩的": "Left", "没有不能办的。": "None was refused.", "还没有办好的。": "None is done yet.", "没有剩下的。": "None is left.", "%s 开始": "Begun %s",
	"已停下；没有办到的各件没有改动。": "Stopped; what was not reached is unchanged.", "选择之后有人改动过，请看过再办": "Changed since it was selected: look at it first", "系统没有办成，请到该件的页面办理": "The system failed: do it on its own page",
}
