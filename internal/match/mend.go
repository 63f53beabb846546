package match

import (
	"errors"
	"strings"

	"yingda/internal/fold"
)

// Mend (改法) returns the rule with the least change that makes it well formed,
// for a rule that Parse refuses; "" if no small change is known to help. It is a
// proposal: whoever wrote the rule decides whether it says what was meant.
func Mend(rule string) string {
	for range 4 { // a rule may have several faults
		_, err := Parse(rule)
		if err == nil {
			return rule
		}
		var fault *SyntaxError
		if !errors.As(err, &fault) {
			return ""
		}
		at := fault.index([]rune(rule))
		next := ""
		for _, try := range changes([]rune(rule), at) {
			_, err := Parse(try)
			if err == nil {
				return try
			}
			var left *SyntaxError
			if next == "" && errors.As(err, &left) && (left.index([]rune(try)) > at+1 || at == len([]rune(rule)) && left.Problem != fault.Problem) {
				next = try
			}
		}
		if next == "" {
			return ""
		}
		rule = next
	}
	return ""
}

// index returns the rune at which the fault stands.
func (e *SyntaxError) index(rule []rune) int {
	line, column := 1, 1
	for i, r := range rule {
		if line == e.Line && column == e.Column {
			return i
		}
		column++
		if r == '\n' {
			line++
			column = 1
		}
	}
	return len(rule)
}

// changes returns the small changes worth a try at a place, the likeliest first.
func changes(rule []rune, at int) []string {
	all, head, tail := string(rule), string(rule[:at]), string(rule[at:])
	if at == len(rule) { // something is missing at the end: leave the operator out
		if i := strings.LastIndexFunc(strings.TrimRight(head, " \t\n"), endsWord); i > 0 {
			return []string{strings.TrimSpace(head[:i])}
		}
		return nil
	}
	r := fold.Rune(rule[at])
	without := head + string(rule[at+1:])
	switch {
	case r == '(':
		return []string{all + ")"}
	case quotes[r] != 0:
		return []string{all + string(quotes[r]), without}
	case r == ',' || r == '、':
		return []string{head + " 或 " + string(rule[at+1:])}
	case r == ')' || refused[r] != "":
		return []string{strings.TrimSpace(without)}
	}
	word := tail
	if i := strings.IndexFunc(tail, endsWord); i >= 0 {
		word = tail[:i]
	}
	rest := tail[len(word):]
	if fold.String(word) == "近" {
		return []string{head + "近5" + rest}
	}
	if _, operator := operators[fold.String(word)]; operator || strings.ContainsAny(word, ":：") || word == "" {
		return nil
	}
	if op, ok := instead[fold.String(word)]; ok {
		if op == "" || strings.HasSuffix(op, ":") {
			rest = strings.TrimLeft(rest, " ")
		}
		return []string{head + op + rest}
	}
	if plain := roundBrackets.Replace(all); plain != all {
		return []string{plain}
	}
	var out []string
	for _, op := range [][2]string{{"或", "或"}, {"且", "且"}, {"/", "或"}, {"+", "且"}, {"-", "非"}} {
		if i := strings.Index(word, op[0]); i > 0 {
			out = append(out, head+strings.ReplaceAll(word, op[0], " "+op[1]+" ")+rest)
		}
	}
	return append(out, head+"“"+word+"”"+rest)
}

// instead is what the unclear words most likely mean.
var instead = map[string]string{
	"和": "且", "与": "且", "及": "且", "以及": "且", "跟": "且", "+": "且", "/": "或", "除": "非", "除了": "非", "含": "", "包含": "",
	"标题": "标题:", "正文": "正文:", "整词": "整词:",
}

var roundBrackets = strings.NewReplacer("[", "(", "]", ")", "{", "(", "}", ")", "【", "(", "】", ")", "［", "(", "］", ")")

func endsWord(r rune) bool {
	f := fold.Rune(r)
	return r == ' ' || r == '\t' || r == '\n' || signs[f] != endToken || quotes[f] != 0
}
