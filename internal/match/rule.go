// Package match decides which topics (主题) a text belongs to by keyword rules
// (关键词规则) that staff write and read themselves. It is pure: a rule set is
// compiled once, shared by any number of goroutines and never changes.
//
// A rule is made of words, with operators in Chinese or ASCII, set apart by
// spaces or parentheses. Spelling is folded: traditional and simplified
// characters, full and half width, upper and lower case are the same.
//
//	排队 窗口            both words; 且, 并且, 而且, AND, & say the same
//	排队 或 等候         one of them; 或者, OR, |
//	窗口 非 招聘         窗口 without 招聘; 不含, 不包含, 不包括, NOT, !, -
//	排队 近5 投诉        both with at most 5 runes between them, in either
//	                     order, in one field, not overlapping; NEAR/5
//	“排 队” 「…」 "…"    a phrase as it stands, also one that looks like an operator
//	标题:排队            in the title alone (also 题目: 题内:); 正文: (内容: 文内:) in the text alone; also before (…)
//	至少2(甲, 乙, 丙)    two or more of the parts; ATLEAST/2
//	出现3(投诉 或 举报)  three places or more; TIMES/3
//	国税 不在 中国税务   国税 where it is not a part of 中国税务; NOTIN, ^
//	整词:国税            the same for all such words that the program knows; WHOLE:
//	非 来源:本地论坛     not from a source of that name or category; SOURCE:
//
// 或 binds weakest, then 且, 非, 近, 不在. A word that begins or ends with a Latin
// letter or a digit does not match inside a longer such word: 12345 is not in
// 123456, and a gap (space, sign, Chinese character) must touch that end.
package match

import (
	"strconv"
	"strings"

	"yingda/internal/fold"
)

// Rule (规则) is a rule that Parse has accepted.
type Rule struct {
	root *node
}

// op is what a node does.
type op uint8

// The nodes of a rule, weakest binding first.
const (
	orNode op = iota
	andNode
	notNode
	nearNode
	outsideNode
	atLeastNode
	timesNode  // places of a word, or of words joined by 或
	sourceNode // where the post stands
	wordNode
)

// The fields of a post, as a set.
const (
	titleField = 1
	textField  = 2
	anyField   = titleField | textField

	sourceField = 4 // 来源: and 整词: are written as fields
	wholeField  = 8
)

// node is one part of a rule.
type node struct {
	op    op
	n     int    // number of near and at-least
	word  string // as written
	field int    // where the word counts
	kids  []*node
	whole bool // an outsideNode that was written as 整词:
	at    int  // rune index in the rule
}

// String returns the rule in one canonical spelling that parses to the same rule.
func (r *Rule) String() string { return r.root.String() }

// Words returns the words of the rule as written, in order, with repetitions.
func (r *Rule) Words() []string {
	var words []string
	r.root.visit(func(n *node) {
		if n.op == wordNode {
			words = append(words, n.word)
		}
	})
	return words
}

// Asked returns the words of which a text must hold some: those under 非 and
// behind 不在 are left out.
func (r *Rule) Asked() []string {
	var words []string
	var ask func(n *node)
	ask = func(n *node) {
		switch n.op {
		case notNode:
			return
		case wordNode:
			words = append(words, n.word)
		case outsideNode:
			ask(n.kids[0])
			return
		}
		for _, k := range n.kids {
			ask(k)
		}
	}
	ask(r.root)
	return words
}

// Bare returns the words that stand without 不在 or 整词: around them.
func (r *Rule) Bare() []string {
	var words []string
	var bare func(n *node)
	bare = func(n *node) {
		switch n.op {
		case wordNode:
			words = append(words, n.word)
		case outsideNode, notNode:
			return
		}
		for _, k := range n.kids {
			bare(k)
		}
	}
	bare(r.root)
	return words
}

// Always reports whether every text that the rule accepts holds a word for which
// is says yes. Clause: LIS-3.
func (r *Rule) Always(is func(word string) bool) bool { return r.root.always(is) }

func (n *node) always(is func(word string) bool) bool {
	switch n.op {
	case wordNode:
		return is(n.word)
	case outsideNode, timesNode:
		return n.kids[0].always(is)
	case notNode, sourceNode:
		return false
	}
	need := len(n.kids) // of the parts that must hold such a word
	switch n.op {
	case andNode, nearNode:
		need = 1
	case atLeastNode:
		need = len(n.kids) - n.n + 1
	}
	for _, k := range n.kids {
		if k.always(is) {
			need--
		}
	}
	return need <= 0
}

func (n *node) visit(see func(*node)) {
	see(n)
	for _, k := range n.kids {
		k.visit(see)
	}
}

// String writes the node.
func (n *node) String() string {
	switch n.op {
	case orNode:
		return n.join(" 或 ")
	case andNode:
		return n.join(" 且 ")
	case notNode:
		return "非 " + n.kid(0)
	case nearNode:
		return n.kid(0) + " 近" + strconv.Itoa(n.n) + " " + n.kid(1)
	case outsideNode:
		if n.whole {
			return "整词:" + n.kids[0].String()
		}
		return n.kid(0) + " 不在 " + n.kid(1)
	case atLeastNode:
		parts := make([]string, len(n.kids))
		for i, k := range n.kids {
			parts[i] = k.String()
		}
		return "至少" + strconv.Itoa(n.n) + "(" + strings.Join(parts, ", ") + ")"
	case timesNode:
		return "出现" + strconv.Itoa(n.n) + "(" + n.kids[0].String() + ")"
	case sourceNode:
		return "来源:" + quote(n.word)
	}
	switch n.field {
	case titleField:
		return "标题:" + quote(n.word)
	case textField:
		return "正文:" + quote(n.word)
	}
	return quote(n.word)
}

func (n *node) join(sep string) string {
	parts := make([]string, len(n.kids))
	for i := range n.kids {
		parts[i] = n.kid(i)
	}
	return strings.Join(parts, sep)
}

// kid writes an operand. All but words, counts and 非 stand in parentheses, so
// that nobody need know what binds stronger.
func (n *node) kid(i int) string {
	k := n.kids[i]
	if k.op >= atLeastNode || k.whole || k.op == notNode && n.op < notNode {
		return k.String()
	}
	return "(" + k.String() + ")"
}

// quote writes a word bare if it reads back as that word, else in the first
// quotes that it does not close itself.
func quote(word string) string {
	if t, err := lex([]rune(word), false); err == nil && len(t) == 2 && t[0].kind == wordToken && t[0].text == word {
		return word
	}
	for _, q := range [][2]string{{"“", "”"}, {`"`, `"`}, {"「", "」"}, {"『", "』"}} {
		if !strings.Contains(fold.String(word), q[1]) {
			return q[0] + word + q[1]
		}
	}
	return "‘" + word + "’"
}

// isSure reports whether any of the words, in any field, satisfies the node.
func (n *node) isSure() bool {
	for _, w := range n.plainWords() {
		if w.field != anyField {
			return false
		}
	}
	return n.plainWords() != nil
}

// hasPlace reports whether the node stands for places in the text.
func (n *node) hasPlace() bool {
	switch n.op {
	case wordNode, outsideNode:
		return true
	case orNode:
		for _, k := range n.kids {
			if !k.hasPlace() {
				return false
			}
		}
		return true
	}
	return false
}

// plainWords returns the words of a word or of words joined by 或, else nil.
func (n *node) plainWords() []*node {
	if n.op == wordNode {
		return []*node{n}
	}
	if n.op != orNode {
		return nil
	}
	for _, k := range n.kids {
		if k.op != wordNode {
			return nil
		}
	}
	return n.kids
}

// containsOne reports whether word holds one of the inner words and is longer.
func containsOne(word string, inner []*node) bool {
	outer := foldWord(word)
	for _, w := range inner {
		if part := foldWord(w.word); part != outer && strings.Contains(outer, part) {
			return true
		}
	}
	return false
}

// restrict makes every word below count in one field; false if one is already.
func (n *node) restrict(field int) bool {
	if n.op == wordNode {
		if n.field != anyField {
			return false
		}
		n.field = field
	}
	for _, k := range n.kids {
		if !k.restrict(field) {
			return false
		}
	}
	return true
}

// fieldsOf returns the fields in which the node can have a place.
func (n *node) fieldsOf() int {
	switch n.op {
	case wordNode:
		return n.field
	case outsideNode:
		return n.kids[0].fieldsOf()
	}
	all := 0
	for _, k := range n.kids {
		all |= k.fieldsOf()
	}
	return all
}

// unanchored returns the part that lets a text without any word satisfy the
// rule, or nil.
func unanchored(n *node) *node {
	switch n.op {
	case wordNode, nearNode, outsideNode, timesNode:
		return nil
	case notNode, sourceNode:
		return n
	case andNode:
		for _, k := range n.kids {
			if unanchored(k) == nil {
				return nil
			}
		}
		return unanchored(n.kids[0])
	case atLeastNode:
		return nthUnanchored(n.kids, n.n)
	default:
		return nthUnanchored(n.kids, 1)
	}
}

// nthUnanchored returns the need-th of the parts that are unanchored, or nil.
func nthUnanchored(kids []*node, need int) *node {
	for _, k := range kids {
		if loose := unanchored(k); loose != nil {
			if need--; need == 0 {
				return loose
			}
		}
	}
	return nil
}

// Beside returns what the words of each 近 make when they stand at each other,
// in either order: 张 近0 伟 asks for 张伟.
func (r *Rule) Beside() []string {
	var out []string
	r.root.visit(func(n *node) {
		if n.op != nearNode {
			return
		}
		for _, a := range n.kids[0].sideWords() {
			for _, b := range n.kids[1].sideWords() {
				out = append(out, a+b, b+a)
			}
		}
	})
	return out
}

// sideWords returns the words of one rune or two on a side of 近, at most 30.
func (n *node) sideWords() []string {
	var out []string
	n.visit(func(k *node) {
		if k.op == wordNode && len([]rune(k.word)) <= 2 && len(out) < 30 {
			out = append(out, k.word)
		}
	})
	return out
}
