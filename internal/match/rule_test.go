package match

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yingda/internal/fault"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ why, rule, want string }{
		{"the example of the contract", "(排队 或 等候) 且 窗口 非 招聘", "(排队 或 等候) 且 窗口 且 非 招聘"},
		{"ASCII operators", "(排队 | 等候) & 窗口 !招聘", "(排队 或 等候) 且 窗口 且 非 招聘"},
		{"English operators in any case", "(排队 OR 等候) and 窗口 Not 招聘", "(排队 或 等候) 且 窗口 且 非 招聘"},
		{"doubled signs and a minus", "(a || b) && c -d", "(a 或 b) 且 c 且 非 d"},
		{"full-width signs", "（排队｜等候）＆窗口！招聘", "(排队 或 等候) 且 窗口 且 非 招聘"},
		{"no space is needed beside parentheses", "(排队 或 等候)且(窗口)非(招聘)", "(排队 或 等候) 且 窗口 且 非 招聘"},
		{"words side by side are both wanted", "停水 通知", "停水 且 通知"},
		{"且 binds stronger than 或", "a 或 b c 或 d", "a 或 (b 且 c) 或 d"},
		{"groups of the same kind are joined", "a 且 (b 且 (c 且 d))", "a 且 b 且 c 且 d"},
		{"near in all spellings", "(a 近5 b) (c NEAR/5 d) (e near5 f) (g 近５ h)", "(a 近5 b) 且 (c 近5 d) 且 (e 近5 f) 且 (g 近5 h)"},
		{"near binds stronger than 且", "a 近5 b c", "(a 近5 b) 且 c"},
		{"near of a group", "(a 或 b) 近5 c", "(a 或 b) 近5 c"},
		{"phrases in all quotes", "“停 水” \"停电\" 「或」 『a b』 ‘(c)’", "“停 水” 且 停电 且 “或” 且 “a b” 且 “(c)”"},
		{"a quoted closing quote", "\"a”b\" 「c\"d”e」", "\"a”b\" 且 「c\"d”e」"},
		{"a hyphen inside a word", "covid-19 -疫苗", "covid-19 且 非 疫苗"},
		{"fields", "标题:排队 title：等候 正文:(a 或 b)", "标题:排队 且 标题:等候 且 (正文:a 或 正文:b)"},
		{"a time of day is a word", "12:30 停水", "12:30 且 停水"},
		{"a count of terms", "至少2(排队, 等候，拥挤、投诉 窗口)", "至少2(排队, 等候, 拥挤, 投诉 且 窗口)"},
		{"a count in English", "ATLEAST/2(a,b,c)", "至少2(a, b, c)"},
		{"a longer word is left out", "国税 不在 中国税务", "国税 不在 中国税务"},
		{"the same with a sign", "国税^(中国税务|外国税)", "国税 不在 (中国税务 或 外国税)"},
		{"left out and near", "国税 ^ 中国税务 近3 排队", "(国税 不在 中国税务) 近3 排队"},
		{"not of a group", "窗口 非 (招聘 或 求职)", "窗口 且 非 (招聘 或 求职)"},
		{"words with an operator's character inside", "非法集资 或许 况且 近年", "非法集资 且 或许 且 况且 且 近年"},
		{"several lines", "排队\n或\n等候", "排队 或 等候"},
	} {
		r, err := Parse(c.rule)
		if err != nil {
			t.Errorf("%s: %q: %v", c.why, c.rule, err)
			continue
		}
		if r.String() != c.want {
			t.Errorf("%s: %q reads as %q, want %q", c.why, c.rule, r, c.want)
		}
		if again, err := Parse(r.String()); err != nil || again.String() != r.String() {
			t.Errorf("%s: %q does not read back: %v %v", c.why, r, again, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		why, rule    string
		line, column int
		problem      string
	}{
		{"empty", " \n", 2, 1, "规则是空的"},
		{"only not", "非 招聘", 1, 1, "没有任何词语的文字也会符合这条规则"},
		{"one branch is only not", "窗口 或 非 招聘", 1, 6, "没有任何词语的文字也会符合这条规则"},
		{"a count that not alone can reach", "至少1(窗口, 非 招聘)", 1, 9, "没有任何词语的文字也会符合这条规则"},
		{"operator without left side", "或 排队", 1, 1, "“或”前面缺少词语"},
		{"operator without right side", "排队 且", 1, 5, "“且”后面缺少词语"},
		{"two operators", "排队 且 或 等候", 1, 6, "“且”后面缺少词语"},
		{"parenthesis not closed, second line", "排队 或\n(等候 且 窗口", 2, 1, "括号没有结束"},
		{"parenthesis too many", "排队) 且 窗口", 1, 3, "多了一个右括号"},
		{"nothing in parentheses", "排队 ()", 1, 5, "“(”后面缺少词语"},
		{"quote not closed", "排队 “等候", 1, 4, "引号没有结束"},
		{"nothing in quotes", "“ ”", 1, 1, "引号里没有文字"},
		{"comma between words", "排队，等候", 1, 3, "这里不能用逗号或顿号"},
		{"comma in a group", "(排队，等候)", 1, 4, "括号里不能用“，”"},
		{"wildcard", "排*", 1, 2, "这里不能用“*”"},
		{"full stop", "排队。", 1, 3, "这里不能用“。”"},
		{"unknown field", "作者:张三", 1, 1, "不认识“作者:”"},
		{"field in a field", "标题:(a 或 正文:b)", 1, 1, "“标题:”里面又写了“标题:”或“正文:”"},
		{"near without number", "排队 近 窗口", 1, 4, "“近”后面要有1000以内的数字"},
		{"near with a Chinese number", "排队 近五 窗口", 1, 4, "“近五”不清楚是运算符还是文字"},
		{"near of 且", "(a b) 近5 c", 1, 2, "“近”的两边要是词语"},
		{"near across fields", "标题:a 近5 正文:b", 1, 6, "“近”的两边一个只查标题、一个只查正文，不可能相近"},
		{"near after near", "a 近5 b 近5 c", 1, 8, "“近”不能连写"},
		{"count larger than the list", "至少3(a, b)", 1, 1, "括号里有2项，不能要求至少3项"},
		{"count of nothing", "至少0(a, b)", 1, 1, "括号里有2项，不能要求至少0项"},
		{"count with a repeated item", "至少2(a, A)", 1, 8, "“A”写了两次"},
		{"count without list", "至少2 排队", 1, 5, "“至少2”后面要写括号"},
		{"left out without effect", "国税 不在 地税局", 1, 7, "“地税局”里没有前面的词语，这个限定不起作用"},
		{"left out of itself", "国税 不在 國稅", 1, 7, "“國稅”里没有前面的词语，这个限定不起作用"},
		{"operator glued to words", "排队或等候", 1, 1, "“排队或等候”里的“或”不清楚是运算符还是文字"},
		{"operator glued after a parenthesis", "(排队 或 等候)且窗口", 1, 10, "“且窗口”里的“且”不清楚是运算符还是文字"},
		{"operator glued before a parenthesis", "窗口且(排队)", 1, 1, "“窗口且”里的“且”不清楚是运算符还是文字"},
		{"word too long", strings.Repeat("税", 65), 1, 1, "词语有65个字，最多64个字"},
		{"too deep", strings.Repeat("(", 41) + "a" + strings.Repeat(")", 41), 1, 41, "括号套了40层以上"},
		{"not twice", "a 非 非 b", 1, 5, "连写了两个“非”"},
	} {
		_, err := Parse(c.rule)
		var at *SyntaxError
		if fault.KindOf(err) != fault.Invalid || fault.CodeOf(err) != "match.syntax" || !errors.As(err, &at) {
			t.Errorf("%s: %q gives %v", c.why, c.rule, err)
			continue
		}
		if at.Line != c.line || at.Column != c.column || at.Problem != c.problem || at.Advice == "" {
			t.Errorf("%s: %q gives %d:%d %q (%s), want %d:%d %q", c.why, c.rule, at.Line, at.Column, at.Problem, at.Advice, c.line, c.column, c.problem)
		}
	}
}

// nodeGen draws rules that are well formed except that they may hold without words.
func nodeGen(depth int) *rapid.Generator[*node] {
	word := rapid.Custom(func(t *rapid.T) *node {
		w := strings.TrimSpace(rapid.StringOfN(rapid.SampledFrom([]rune("税國国务a1 或“-")), 1, 3, -1).Draw(t, "word"))
		if w == "" {
			w = "税"
		}
		return &node{op: wordNode, word: w, field: rapid.SampledFrom([]int{3, 3, 3, 1, 2}).Draw(t, "field")}
	})
	outside := rapid.Custom(func(t *rapid.T) *node {
		in := word.Draw(t, "inner")
		out := &node{op: wordNode, word: "国" + in.word + rapid.SampledFrom([]string{"", "务"}).Draw(t, "tail"), field: anyField}
		return &node{op: outsideNode, kids: []*node{in, out}}
	})
	place := rapid.OneOf(word, word, outside, rapid.Custom(func(t *rapid.T) *node {
		return &node{op: orNode, kids: rapid.SliceOfN(rapid.OneOf(word, outside), 2, 3).Draw(t, "either")}
	}))
	if depth == 0 {
		return place
	}
	kid := nodeGen(depth - 1)
	return rapid.Custom(func(t *rapid.T) *node {
		switch op := rapid.SampledFrom([]op{orNode, andNode, andNode, notNode, nearNode, atLeastNode, timesNode, sourceNode, wordNode}).Draw(t, "op"); op {
		case orNode, andNode:
			return &node{op: op, kids: rapid.SliceOfN(kid, 2, 3).Draw(t, "kids")}
		case notNode:
			return &node{op: op, kids: []*node{kid.Draw(t, "kid")}}
		case nearNode:
			return &node{op: op, n: rapid.IntRange(0, 4).Draw(t, "n"), kids: []*node{place.Draw(t, "left"), place.Draw(t, "right")}}
		case timesNode:
			return &node{op: op, n: rapid.IntRange(1, 3).Draw(t, "n"), kids: []*node{place.Draw(t, "place")}}
		case sourceNode:
			return &node{op: op, word: rapid.SampledFrom([]string{"税网", "别 处"}).Draw(t, "source")}
		case atLeastNode:
			kids := rapid.SliceOfN(kid, 1, 4).Draw(t, "kids")
			return &node{op: op, n: rapid.IntRange(1, len(kids)).Draw(t, "n"), kids: kids}
		}
		return place.Draw(t, "place")
	})
}

func TestStringReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := nodeGen(3).Draw(t, "rule").String()
		r, err := Parse(rule)
		if err != nil {
			if fault.CodeOf(err) != "match.syntax" {
				t.Fatalf("%q: %v", rule, err)
			}
			if mended := Mend(rule); mended != "" {
				if _, err := Parse(mended); err != nil {
					t.Fatalf("%q is mended as %q: %v", rule, mended, err)
				}
			}
			return
		}
		if again, err := Parse(r.String()); err != nil || again.String() != r.String() {
			t.Fatalf("%q reads as %q, then %v, %v", rule, r, again, err)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("(排队 或 等候) 且 窗口 非 招聘")
	f.Add("至少2(a, “b c”) 近5 标题:d ^ e\n")
	f.Add("出现3(整词:国税 或 题内:信访) 非 来源:(本地论坛 或 “甲 网”)")
	f.Add("排队，(等候 或窗口 “近 近五 作者:a")
	f.Fuzz(func(t *testing.T, rule string) {
		r, err := Parse(rule)
		if err != nil {
			var at *SyntaxError
			if !errors.As(err, &at) || at.Line < 1 || at.Column < 1 {
				t.Fatalf("%q: %v", rule, err)
			}
			return
		}
		again, err := Parse(r.String())
		if err != nil || again.String() != r.String() {
			t.Fatalf("%q reads as %q, then %v, %v", rule, r, again, err)
		}
		s, err := Compile([]Topic{{"t", rule}})
		if err != nil {
			t.Fatalf("%q: %v", rule, err)
		}
		if got := s.Reasons(nil, rule, rule)[0]; got.Holds != (s.Match(rule, rule) != nil) || got.Says == "" {
			t.Fatalf("%q on itself: %+v", rule, got)
		}
	})
}
