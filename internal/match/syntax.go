package match

import (
	"fmt"

	"yingda/internal/fault"
)

// SyntaxError (规则写法错误) says what is wrong with a rule, where, and how to
// mend it. Parse returns it as the cause of a fault.Invalid.
type SyntaxError struct {
	Line, Column int    // from 1; the column counts runes
	Problem      string // Chinese, without full stop
	Advice       string // Chinese, without full stop
}

// Error returns place, problem and advice in one Chinese sentence.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("第%d行第%d个字：%s。%s。", e.Line, e.Column, e.Problem, e.Advice)
}

// syntax makes the fault of a rule at the rune index at.
func syntax(rule []rune, at int, problem, advice string) error {
	e := &SyntaxError{Line: 1, Column: 1, Problem: problem, Advice: advice}
	for _, r := range rule[:min(at, len(rule))] {
		e.Column++
		if r == '\n' {
			e.Line++
			e.Column = 1
		}
	}
	return fault.New(fault.Invalid, "match.syntax", "%s", e.Error()).On("rule").Because(e)
}
