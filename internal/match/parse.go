package match

import "fmt"

// Limits of one rule.
const (
	maxRule  = 4000 // runes
	maxDepth = 40   // parentheses within parentheses
)

// Parse (解析规则) reads a keyword rule. See the package comment for the language.
// A rule that is not well formed, or that a text could satisfy without holding
// any of its words, is refused as fault.Invalid with a *SyntaxError as cause.
func Parse(rule string) (*Rule, error) { return parse(rule, false) }

func parse(rule string, kept bool) (*Rule, error) {
	p := parser{rule: []rune(rule)}
	if len(p.rule) > maxRule {
		return nil, syntax(p.rule, maxRule, fmt.Sprintf("规则有%d个字，最多%d个字", len(p.rule), maxRule), "请拆成几条规则，主题名称可以相同")
	}
	var err error
	if p.tokens, err = lex(p.rule, kept); err != nil {
		return nil, err
	}
	if p.peek().kind == endToken {
		return nil, p.fail("规则是空的", "请至少写一个词语")
	}
	root, err := p.or()
	if err != nil {
		return nil, err
	}
	switch p.peek().kind {
	case endToken:
	case closeToken:
		return nil, p.fail("多了一个右括号", "请删去它，或在前面补上左括号")
	case commaToken:
		return nil, p.fail("这里不能用逗号或顿号", "几个词任选其一请写“甲 或 乙”，都要有请写“甲 且 乙”")
	default:
		return nil, p.fail(fmt.Sprintf("“%s”放错了位置", p.peek().text), "请用括号把前后两部分分开")
	}
	if loose := unanchored(root); loose != nil {
		return nil, syntax(p.rule, loose.at, "没有任何词语的文字也会符合这条规则", "“非”和“来源:”要和必须出现的词语一起用，例如“窗口 非 招聘”")
	}
	return &Rule{root: root}, nil
}

type parser struct {
	rule   []rune
	tokens []token
	next   int
	depth  int
}

func (p *parser) peek() token { return p.tokens[p.next] }

func (p *parser) take() token {
	t := p.tokens[p.next]
	if t.kind != endToken {
		p.next++
	}
	return t
}

func (p *parser) fail(problem, advice string) error {
	return syntax(p.rule, p.peek().at, problem, advice)
}

// or reads operands of “或”, which binds weakest.
func (p *parser) or() (*node, error) {
	return p.list(orNode, p.and, func() bool {
		if p.peek().kind != orToken {
			return false
		}
		p.take()
		return true
	})
}

// and reads operands of “且”, which may be left out.
func (p *parser) and() (*node, error) {
	return p.list(andNode, p.unary, func() bool {
		switch p.peek().kind {
		case andToken:
			p.take()
			return true
		case wordToken, openToken, notToken, atLeastToken, timesToken, fieldToken:
			return true
		}
		return false
	})
}

// list reads operands as long as more says so.
func (p *parser) list(op op, operand func() (*node, error), more func() bool) (*node, error) {
	n := &node{op: op, at: p.peek().at}
	for {
		kid, err := operand()
		if err != nil {
			return nil, err
		}
		if kid.op == op {
			n.kids = append(n.kids, kid.kids...)
		} else {
			n.kids = append(n.kids, kid)
		}
		if !more() {
			break
		}
	}
	if len(n.kids) == 1 {
		return n.kids[0], nil
	}
	return n, nil
}

// unary reads “非” before an operand.
func (p *parser) unary() (*node, error) {
	if p.peek().kind != notToken {
		return p.near()
	}
	t := p.take()
	if p.peek().kind == notToken {
		return nil, p.fail("连写了两个“非”", "请只保留一个，或都删去")
	}
	kid, err := p.near()
	if err != nil {
		return nil, err
	}
	return &node{op: notNode, kids: []*node{kid}, at: t.at}, nil
}

// near reads “甲 近5 乙”.
func (p *parser) near() (*node, error) {
	left, err := p.outside()
	if err != nil || p.peek().kind != nearToken {
		return left, err
	}
	t := p.take()
	right, err := p.outside()
	if err != nil {
		return nil, err
	}
	if p.peek().kind == nearToken {
		return nil, p.fail("“近”不能连写", "请写成“甲 近5 乙 且 乙 近5 丙”")
	}
	for _, side := range []*node{left, right} {
		if !side.hasPlace() {
			return nil, syntax(p.rule, side.at, "“近”的两边要是词语", "可以是一个词语，或括号里用“或”连接的几个词语")
		}
	}
	if left.fieldsOf()&right.fieldsOf() == 0 {
		return nil, syntax(p.rule, t.at, "“近”的两边一个只查标题、一个只查正文，不可能相近", "请让两边查同一处，或改用“且”")
	}
	return &node{op: nearNode, n: t.n, kids: []*node{left, right}, at: t.at}, nil
}

// outside reads “国税 不在 中国税务”.
func (p *parser) outside() (*node, error) {
	left, err := p.primary()
	if err != nil || p.peek().kind != outsideToken {
		return left, err
	}
	t := p.take()
	right, err := p.primary()
	if err != nil {
		return nil, err
	}
	inner, outer := left.plainWords(), right.plainWords()
	if inner == nil || outer == nil {
		return nil, syntax(p.rule, t.at, fmt.Sprintf("“%s”的两边要是词语", t.text), "可以是一个词语，或括号里用“或”连接的几个词语")
	}
	for _, w := range outer {
		if !containsOne(w.word, inner) {
			return nil, syntax(p.rule, w.at, fmt.Sprintf("“%s”里没有前面的词语，这个限定不起作用", w.word), "右边要写包含左边词语的更长的词语，例如“国税 不在 中国税务”")
		}
	}
	return &node{op: outsideNode, kids: []*node{left, right}, at: t.at}, nil
}
