package match

import (
	"fmt"
	"unicode/utf8"
)

// primary reads a word, a group, a field or a count.
func (p *parser) primary() (*node, error) {
	t := p.peek()
	switch t.kind {
	case wordToken:
		p.take()
		if n := utf8.RuneCountInString(t.text); n > maxWord {
			return nil, syntax(p.rule, t.at, fmt.Sprintf("词语有%d个字，最多%d个字", n, maxWord), "请只写最有特点的部分")
		}
		return &node{op: wordNode, word: t.text, field: anyField, at: t.at}, nil
	case openToken:
		return p.group()
	case fieldToken:
		return p.inField()
	case atLeastToken:
		return p.atLeast()
	case timesToken:
		return p.times()
	case endToken:
		return nil, p.missing("规则还没有写完")
	default:
		return nil, p.missing(fmt.Sprintf("“%s”前面缺少词语", t.text))
	}
}

// missing refuses a place where an operand has to stand.
func (p *parser) missing(problem string) error {
	if p.next > 0 {
		if before := p.tokens[p.next-1]; before.kind != wordToken && before.kind != closeToken {
			problem = fmt.Sprintf("“%s”后面缺少词语", before.text)
		}
	}
	return p.fail(problem, "请补上词语，或删去多余的运算符；要查运算符本身请加引号")
}

// group reads what stands in parentheses.
func (p *parser) group() (*node, error) {
	open := p.take()
	if p.depth++; p.depth > maxDepth {
		return nil, syntax(p.rule, open.at, fmt.Sprintf("括号套了%d层以上", maxDepth), "请拆成几条规则")
	}
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.peek().kind != closeToken {
		return nil, p.unclosed(open)
	}
	p.take()
	p.depth--
	return n, nil
}

func (p *parser) unclosed(open token) error {
	if t := p.peek(); t.kind != endToken {
		return p.fail(fmt.Sprintf("括号里不能用“%s”", t.text), "几个词任选其一请写“甲 或 乙”，都要有请写“甲 且 乙”")
	}
	return syntax(p.rule, open.at, "括号没有结束", "请补上右括号")
}

// inField reads “标题:词语” or “标题:(…)”.
func (p *parser) inField() (*node, error) {
	t := p.take()
	n, err := p.primary()
	if err != nil {
		return nil, err
	}
	switch {
	case t.n == sourceField:
		return p.asSources(t, n)
	case t.n == wholeField:
		return p.asWhole(t, n)
	case n.restrict(t.n):
		return n, nil
	}
	return nil, syntax(p.rule, t.at, fmt.Sprintf("“%s:”里面又写了“标题:”或“正文:”", t.text), "请只保留一处")
}

// atLeast reads “至少2(甲, 乙, 丙)”.
func (p *parser) atLeast() (*node, error) {
	t := p.take()
	open := p.peek()
	if open.kind != openToken {
		return nil, p.fail(fmt.Sprintf("“%s”后面要写括号", t.text), "例如“至少2(排队, 等候, 拥挤)”；要查这个词本身请加引号")
	}
	p.take()
	if p.depth++; p.depth > maxDepth {
		return nil, syntax(p.rule, open.at, fmt.Sprintf("括号套了%d层以上", maxDepth), "请拆成几条规则")
	}
	n := &node{op: atLeastNode, n: t.n, at: t.at}
	seen := map[string]bool{}
	for {
		kid, err := p.or()
		if err != nil {
			return nil, err
		}
		if name := foldWord(kid.String()); seen[name] {
			return nil, syntax(p.rule, kid.at, fmt.Sprintf("“%s”写了两次", kid), "请删去一个")
		} else {
			seen[name] = true
		}
		n.kids = append(n.kids, kid)
		if p.peek().kind != commaToken {
			break
		}
		p.take()
	}
	if p.peek().kind != closeToken {
		return nil, p.unclosed(open)
	}
	p.take()
	p.depth--
	if n.n < 1 || n.n > len(n.kids) {
		return nil, syntax(p.rule, t.at, fmt.Sprintf("括号里有%d项，不能要求至少%d项", len(n.kids), n.n), "请用逗号隔开各项，并改正数字")
	}
	return n, nil
}

// asSources turns the words behind 来源: into names of sources.
func (p *parser) asSources(t token, n *node) (*node, error) {
	names := n.plainWords()
	for _, w := range names {
		if w.field != anyField {
			names = nil
			break
		}
	}
	if names == nil {
		return nil, syntax(p.rule, t.at, fmt.Sprintf("“%s:”后面要写来源的名称", t.text), "可以是一个名称，或括号里用“或”连接的几个名称；也可以写来源的类别")
	}
	for _, w := range names {
		w.op = sourceNode
	}
	return n, nil
}

// asWhole guards the words behind 整词: against being parts of two neighbouring
// words, such as 国税 in 中国税务. A word that needs no guard stays as it is.
func (p *parser) asWhole(t token, n *node) (*node, error) {
	words := n.plainWords()
	if words == nil {
		return nil, syntax(p.rule, t.at, fmt.Sprintf("“%s:”后面要写词语", t.text), "可以是一个词语，或括号里用“或”连接的几个词语")
	}
	for i, w := range words {
		guarded := &node{op: outsideNode, whole: true, at: w.at, kids: []*node{w, guards(w)}}
		switch {
		case len(guarded.kids[1].kids) == 0:
		case n.op == wordNode:
			return guarded, nil
		default:
			n.kids[i] = guarded
		}
	}
	return n, nil
}

// times reads “出现3(投诉 或 举报)”.
func (p *parser) times() (*node, error) {
	t := p.take()
	if p.peek().kind != openToken {
		return nil, p.fail(fmt.Sprintf("“%s”后面要写括号", t.text), "例如“出现3(投诉 或 举报)”；要查这个词本身请加引号")
	}
	n, err := p.group()
	if err != nil {
		return nil, err
	}
	if !n.hasPlace() {
		return nil, syntax(p.rule, n.at, fmt.Sprintf("“%s”的括号里要是词语", t.text), "可以是一个词语，或用“或”连接的几个词语")
	}
	if t.n < 1 || t.n > 100 {
		return nil, syntax(p.rule, t.at, "出现的次数应是 1 到 100", "请改正数字")
	}
	return &node{op: timesNode, n: t.n, kids: []*node{n}, at: t.at}, nil
}
