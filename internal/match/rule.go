// Package match decides which topics (主题) a text belongs to by keyword rules
// (关键词规则) that staff write and read themselves. It is pure: a rule set is
// compiled once, shared by any number of goroutines and never changes.
//
// A rule is made of words, with operators in Chinese or ASCII, set apart by
// spaces or parentheses. Spelling is folded: traditional and simplified
// characters, full and half width, upper and lower case are the same.
//
//	排队 窗口            both words; 且, AND, & say the same
//	排队 或 等候         one of them; OR, |
//	窗口 非 招聘         窗口 without 招聘; NOT, !, -
//	排队 近5 投诉        both with at most 5 runes between them, in either
//	                     order, in one field, not overlapping; NEAR/5
//	“排 队” 「…」 "…"    a phrase as it stands, also one that looks like an operator
//	标题:排队            in the title alone; 正文: in the text alone; also before (…)
//	至少2(甲, 乙, 丙)    two or more of the parts; ATLEAST/2
//	国税 不在 中国税务   国税 where it is not a part of 中国税务; NOTIN, ^
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
	wordNode
)

// The fields of a post, as a set.
const (
	titleField = 1
	textField  = 2
	anyField   = titleField | textField
)

// node is one part of a rule.
type node struct {
	op    op
	n     int    // number of near and at-least
	word  string // as written
	field int    // where the word counts
	kids  []*node
	at    int // rune index in the rule
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
		return n.kid(0) + " 不在 " + n.kid(1)
	case atLeastNode:
		parts := make([]string, len(n.kids))
		for i, k := range n.kids {
			parts[i] = k.String()
		}
		return "至少" + strconv.Itoa(n.n) + "(" + strings.Join(parts, ", ") + ")"
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
	if k.op >= atLeastNode || k.op == notNode && n.op < notNode {
		return k.String()
	}
	return "(" + k.String() + ")"
}

// quote writes a word bare if it reads back as that word, else in the first
// quotes that it does not close itself.
func quote(word string) string {
	if t, err := lex([]rune(word)); err == nil && len(t) == 2 && t[0].kind == wordToken && t[0].text == word {
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
	case wordNode, nearNode, outsideNode:
		return nil
	case notNode:
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
