package match

import (
	"strings"

	"yingda/internal/lang"
)

// Reads (读法) says in one sentence what the rule asks for, so that whoever wrote
// it sees what it means: what binds stronger is in the sentence.
func (r *Rule) Reads(l lang.Lang) string { return reader{l}.say(r.root) }

type reader struct{ lang lang.Lang }

func (r reader) say(n *node) string {
	switch n.op {
	case orNode:
		if words := n.plainWords(); words != nil && n.fieldsAlike() {
			return r.has(words)
		}
		return r.each(n.kids, r.lang.T("；或者"))
	case andNode:
		return r.each(n.kids, r.lang.T("，并且"))
	case notNode:
		return r.not(n.kids[0])
	case nearNode:
		return r.lang.F("%s和%s相隔不超过 %d 个字", r.name(n.kids[0]), r.name(n.kids[1]), n.n)
	case outsideNode:
		if n.whole {
			return r.lang.F("有%s（不算别的词里的）", r.name(n.kids[0]))
		}
		return r.lang.F("有%s（不算%s里的）", r.name(n.kids[0]), r.name(n.kids[1]))
	case atLeastNode:
		return r.lang.F("以下至少有 %d 项：%s", n.n, r.each(n.kids, r.lang.T("、")))
	case timesNode:
		return r.lang.F("%s一共出现 %d 处以上", r.name(n.kids[0]), n.n)
	case sourceNode:
		return r.lang.F("来源是%s", r.name(n))
	}
	return r.has([]*node{n})
}

// has says that one of some words of one field is there.
func (r reader) has(words []*node) string {
	switch names := r.names(words); words[0].field {
	case titleField:
		return r.lang.F("标题有%s", names)
	case textField:
		return r.lang.F("正文有%s", names)
	default:
		return r.lang.F("有%s", names)
	}
}

func (r reader) not(n *node) string {
	words := n.plainWords()
	switch {
	case n.op == sourceNode:
		return r.lang.F("来源不是%s", r.name(n))
	case words == nil || !n.fieldsAlike():
		return r.lang.F("不能（%s）", r.say(n))
	}
	switch names := r.names(words); words[0].field {
	case titleField:
		return r.lang.F("标题没有%s", names)
	case textField:
		return r.lang.F("正文没有%s", names)
	default:
		return r.lang.F("没有%s", names)
	}
}

// each says the parts of a list; a part that is a list itself stands in parentheses.
func (r reader) each(kids []*node, sep string) string {
	says := make([]string, len(kids))
	for i, k := range kids {
		says[i] = r.say(k)
		if k.op == andNode || k.op == atLeastNode || k.op == orNode && (k.plainWords() == nil || !k.fieldsAlike()) {
			says[i] = r.lang.F("（%s）", says[i])
		}
	}
	return strings.Join(says, sep)
}

// name names a place: a word, or several of which one will do.
func (r reader) name(n *node) string {
	if n.op == orNode {
		return r.names(n.kids)
	}
	if n.op == outsideNode {
		return r.name(n.kids[0])
	}
	return "「" + n.word + "」"
}

func (r reader) names(words []*node) string {
	says := make([]string, len(words))
	for i, w := range words {
		says[i] = r.name(w)
	}
	return strings.Join(says, r.lang.T("或"))
}

// fieldsAlike reports whether all words of the node count in one field.
func (n *node) fieldsAlike() bool {
	for _, w := range n.plainWords() {
		if w.field != n.plainWords()[0].field {
			return false
		}
	}
	return true
}
