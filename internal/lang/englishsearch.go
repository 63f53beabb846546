package lang

// searching is the page of search.
var searching = map[string]string{
	"检索式": "Query", "次序": "Order", "最相关的在前": "Most relevant first", "已公开的答复": "Public answers", "从": "From", "到": "To", "更多%s": "More: %s",
	"第 %d 个字起：%s": "From character %d: %s", "出错的地方：": "Where it goes wrong: ",
	"这一页先看了较新的两万条，更早的里面可能还有。": "This page looked at the newer twenty thousand texts; there may be more among the older ones.",
	"怎么写检索式": "How to write a query", "两个词都有；也可写 与、AND": "both words; or write AND", "有一个就行；也可写 OR": "either of them; or write OR",
	"有前一个、没有后一个；也可写 NOT 或减号": "the first without the second; or write NOT or a minus", "一字不差，空格也算": "exactly so, spaces too",
	"只看标题；还有 话题、来源、单位、环节、等级、诉求、编号、种类": "in the title; also topic, source, unit, state, grade, need, number, kind", "从三月初到五月底；也可写 今天、昨天、7天": "from the first of March to the end of May; also today, yesterday, 7d",
	"繁体、全角、大写都算同一个字。按 / 键随时回到检索框。": "Traditional, full-width and upper-case spellings are the same. Press / to come back to the search box.",
}
