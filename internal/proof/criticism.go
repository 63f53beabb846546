package proof

import (
	"slices"
	"strings"

	"yingda/internal/fold"
)

// critical are words with which people find fault with how they were served. They
// warn who wants to withhold a comment; nothing is found, sorted or counted by them.
var critical = []string{
	"不作为", "慢作为", "乱作为", "推诿", "扯皮", "踢皮球", "敷衍", "糊弄", "应付", "态度差", "态度恶劣", "态度不好", "服务差", "效率低", "办事难", "太慢", "拖延", "一直拖", "没人管", "不解决", "没解决", "解决不了", "没有答复", "不答复", "不回复", "没人接", "打不通", "白跑",
	"乱收费", "不公平", "不公正", "不透明", "不合理", "不满", "失望", "差评", "投诉", "举报", "批评", "意见很大", "形式主义", "官僚", "面子工程", "形象工程", "走过场", "说一套做一套", "骗人", "假的", "撒谎", "隐瞒", "公开信息", "为什么不", "凭什么", "什么时候才", "到底", "问题还在", "懒政", "吃拿卡要", "腐败", "黑幕", "乱象",
}

// Criticism returns the words in a text with which somebody finds fault with an
// agency's work, each once, in the order of the list. To criticise is no reason
// to withhold a comment: where this finds something, a second person has to look.
// Clause: ACC-13.
func Criticism(text string) []string {
	text = fold.String(text)
	var out []string
	for _, w := range critical {
		if strings.Contains(text, fold.String(w)) && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
