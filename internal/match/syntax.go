package match

import (
	"fmt"
	"strings"

	"yingda/internal/fault"
)

// SyntaxError (规则写法错误) says what is wrong with a rule, where, and how to
// mend it. Parse returns it as the cause of a fault.Invalid.
type SyntaxError struct {
	Line, Column int    // from 1; the column counts runes
	Problem      string // Chinese, without full stop
	Expected     string // Chinese: what may stand there, "" if nothing can
	Advice       string // Chinese, without full stop
}

// Error returns place, problem and advice in one Chinese sentence.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("第%d行第%d个字：%s。%s。", e.Line, e.Column, e.Problem, e.Advice)
}

// syntax makes the fault of a rule at the rune index at.
func syntax(rule []rune, at int, problem, advice string) error {
	e := &SyntaxError{Line: 1, Column: 1, Problem: problem, Advice: advice, Expected: expected(problem)}
	for _, r := range rule[:min(at, len(rule))] {
		e.Column++
		if r == '\n' {
			e.Line++
			e.Column = 1
		}
	}
	return fault.New(fault.Invalid, "match.syntax", "%s", e.Error()).On("rule").Because(e)
}

// expected says what may stand where a problem of a kind is met.
func expected(problem string) string {
	const operand = "词语、带引号的短语、括号，或者 标题:、整词:、至少2(…)、出现3(…)"
	for _, x := range []struct{ part, may string }{
		{"缺少词语", operand},
		{"还没有写完", operand},
		{"规则是空的", operand},
		{"括号没有结束", "右括号"},
		{"括号里不能用", "右括号，或者 且、或、非、近5"},
		{"引号没有结束", "后引号"},
		{"引号里没有文字", "词语"},
		{"放错了位置", "且、或、非，或规则到此结束"},
		{"多了一个右括号", "且、或、非，或规则到此结束"},
		{"逗号或顿号", "且、或、非、近5，或规则到此结束"},
		{"要写括号", "左括号"},
		{"以内的数字", "数字"},
		{"不认识", "标题:、正文:、整词: 或 来源:"},
		{"来源的名称", "来源的名称"},
		{"两边要是词语", "词语，或用“或”连接的几个词语"},
		{"括号里要是词语", "词语，或用“或”连接的几个词语"},
		{"不清楚是运算符还是文字", "两边有空格的运算符，或加引号的词语"},
		{"这里不能用", "词语或运算符"},
	} {
		if strings.Contains(problem, x.part) {
			return x.may
		}
	}
	return ""
}
