package lang

// ruling is the rule bench, topics and their proposals.
var ruling = map[string]string{
	"新命中 %d 条，不再命中 %d 条。":                    "%d newly matched, %d no longer matched.",
	"「%s」有 %d 条只是碰巧连成的，例如「…%s…」。可改写为 整词:%s。": "“%s” stands in %d posts only by accident, as in “…%s…”. You could write 整词:%s.",
	"不再命中的":          "No longer matched",
	"不再命中：":          "No longer matched: ",
	"会命中的样例":         "Samples that would match",
	"新命中":            "Newly matched",
	"这里可以写：":         "Here may stand: ",
	"也许想写：":          "Perhaps you mean: ",
	"一共出现三处以上":       "Three places or more",
	"照原样的短语，含空格和运算符": "A phrase as it stands, with spaces and operators",
	"不算「中国税务」「全国税收」里的":       "Not where it lies across 中国税务 or 全国税收",
	"不看这个来源，也可写来源类别":         "Not from this source; a category of sources may stand here, too",
	"只看标题（也可写 题内:）；正文: 只看正文": "In the title alone (also 题内:); 正文: in the text alone",
	"繁简、全半角、大小写不用管。或 最松，其次 且、非、近、不在；拿不准就加括号。也可用英文：AND OR NOT NEAR/5 ATLEAST/2 TIMES/3 NOTIN TITLE: TEXT: WHOLE: SOURCE:。": "Traditional or simplified, full or half width, upper or lower case: all the same. 或 binds loosest, then 且, 非, 近, 不在; use parentheses when in doubt. English works too: AND OR NOT NEAR/5 ATLEAST/2 TIMES/3 NOTIN TITLE: TEXT: WHOLE: SOURCE:.",
}
