package match

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"yingda/internal/fold"
)

// kind is what a token means.
type kind uint8

// The kinds of tokens.
const (
	endToken kind = iota
	wordToken
	openToken
	closeToken
	commaToken
	orToken
	andToken
	notToken
	nearToken
	outsideToken
	atLeastToken
	timesToken
	fieldToken
)

// token is one piece of a rule. text is a word as written or the operator as
// written; n is the number of near and at-least, or the field.
type token struct {
	kind kind
	text string
	n    int
	at   int // rune index in the rule
}

// operators are the bare words that stand for an operator, folded.
var operators = map[string]kind{
	"或": orToken, "或者": orToken, "or": orToken,
	"且": andToken, "并且": andToken, "而且": andToken, "and": andToken,
	"非": notToken, "不含": notToken, "不包含": notToken, "不包括": notToken, "not": notToken,
	"不在": outsideToken, "notin": outsideToken,
}

// counted are the operators that end in a number.
var counted = map[string]kind{
	"近": nearToken, "near": nearToken, "near/": nearToken,
	"至少": atLeastToken, "atleast": atLeastToken, "atleast/": atLeastToken,
	"出现": timesToken, "times/": timesToken,
}

// fields are the names before a colon.
var fields = map[string]int{
	"标题": titleField, "题目": titleField, "题内": titleField, "title": titleField, "正文": textField, "内容": textField, "文内": textField, "text": textField,
	"来源": sourceField, "source": sourceField, "整词": wholeField, "whole": wholeField,
}

// quotes gives the closing quote of each opening one.
var quotes = map[rune]rune{'"': '"', '“': '”', '”': '”', '「': '」', '『': '』', '‘': '’'}

// signs are the operators of one sign.
var signs = map[rune]kind{
	'(': openToken, ')': closeToken, ',': commaToken, '、': commaToken, '|': orToken,
	'&': andToken, '!': notToken, '^': outsideToken,
}

// refused are signs that people may expect to work, with what to do instead.
var refused = map[rune]string{
	'*': "不支持通配符；请把词语写短一些，或用“或”列出几种写法",
	'?': "不支持通配符；要查问号本身请加引号",
	';': "几条规则请分开写；要查分号本身请加引号",
	'。': "规则末尾不要写句号；要查句号本身请加引号",
	'」': "引号没有开头，请检查", '』': "引号没有开头，请检查", '’': "引号没有开头，请检查",
}

// unclear are bare words that people write for an operator, with what to do
// instead. As words of a rule they would be looked for in the text.
var unclear = map[string]string{
	"和": bothOrOne, "与": bothOrOne, "及": bothOrOne, "以及": bothOrOne, "跟": bothOrOne, "+": bothOrOne, "/": bothOrOne,
	"除": without, "除了": without, "含": directly, "包含": directly,
	"标题": withColon, "正文": withColon, "整词": withColon,
}

const (
	bothOrOne = "都要有请写“且”，有一个就行请写“或”；要查这个词本身请加引号"
	without   = "不要后面的词请写“非”；要查这个词本身请加引号"
	directly  = "要查的词请直接写；要查这个词本身请加引号"
	withColon = "后面请写冒号，例如“标题:排队”；要查这个词本身请加引号"
)

// measures may stand behind the number of an operator: 近5字, 至少2项, 出现3次.
var measures = []string{"次以上", "处以上", "项以上", "字以内", "个字", "个词", "字", "个", "项", "次", "处"}

type lexer struct {
	rule   []rune
	at     int
	tokens []token
	kept   bool // an approved rule: what has become unclear since is a word
}

// lex cuts a rule into tokens; the last one is endToken.
func lex(rule []rune, kept bool) ([]token, error) {
	l := lexer{rule: rule, kept: kept}
	for l.at < len(rule) {
		if err := l.next(); err != nil {
			return nil, err
		}
	}
	return append(l.tokens, token{kind: endToken, at: len(rule)}), nil
}

func (l *lexer) add(k kind, text string, n, at int) {
	l.tokens = append(l.tokens, token{kind: k, text: text, n: n, at: at})
}

func (l *lexer) next() error {
	r := l.rule[l.at]
	f := fold.Rune(r)
	switch {
	case unicode.IsSpace(r) || r == '\uFEFF':
		l.at++
	case signs[f] != endToken:
		l.add(signs[f], string(r), 0, l.at)
		l.at++
		if (f == '|' || f == '&') && l.at < len(l.rule) && fold.Rune(l.rule[l.at]) == f {
			l.at++
		}
	case f == '-':
		l.add(notToken, string(r), 0, l.at)
		l.at++
	case quotes[f] != 0:
		return l.quoted(quotes[f])
	case r == '\'' && slices.Contains(l.rule[l.at+1:], r):
		return l.quoted(r)
	case refused[f] != "":
		return syntax(l.rule, l.at, fmt.Sprintf("这里不能用“%c”", r), refused[f])
	default:
		return l.bare()
	}
	return nil
}

// quoted reads a phrase up to its closing quote.
func (l *lexer) quoted(end rune) error {
	from := l.at + 1
	n := slices.IndexFunc(l.rule[from:], func(r rune) bool { return fold.Rune(r) == end })
	if n < 0 {
		return syntax(l.rule, l.at, "引号没有结束", fmt.Sprintf("请在词语后面补上“%c”", end))
	}
	text := strings.TrimSpace(string(l.rule[from : from+n]))
	if text == "" {
		return syntax(l.rule, l.at, "引号里没有文字", "请在引号里填写词语，或删去引号")
	}
	l.add(wordToken, text, 0, l.at)
	l.at = from + n + 1
	return nil
}

// bare reads what stands between spaces and signs: a word or an operator.
func (l *lexer) bare() error {
	from := l.at
	for l.at < len(l.rule) && !l.breaks(l.rule[l.at]) {
		if fold.Rune(l.rule[l.at]) == ':' && !(l.at > from && unicode.IsDigit(l.rule[l.at-1])) {
			return l.field(from)
		}
		l.at++
	}
	text := string(l.rule[from:l.at])
	folded := fold.String(text)
	if k, ok := operators[folded]; ok {
		l.add(k, text, 0, from)
		return nil
	}
	if advice, ok := unclear[folded]; ok && !l.kept {
		return syntax(l.rule, from, fmt.Sprintf("“%s”不清楚是运算符还是文字", text), advice)
	}
	folded = plainCount(folded)
	head := strings.TrimRight(folded, "0123456789")
	if k, ok := counted[head]; ok && (k != timesToken || head != folded) { // 出现 alone is a word
		n, err := strconv.Atoi(folded[len(head):])
		if err != nil || n > 1000 {
			return needsNumber(l.rule, from, text)
		}
		l.add(k, text, n, from)
		return nil
	}
	if err := l.suspect(from, []rune(fold.String(text))); err != nil {
		return err
	}
	l.add(wordToken, text, 0, from)
	return nil
}

// plainCount takes the measure off an operator that ends in a number.
func plainCount(word string) string {
	for _, m := range measures {
		head, ok := strings.CutSuffix(word, m)
		if name := strings.TrimRight(head, "0123456789"); ok && name != head && counted[name] != endToken {
			return head
		}
	}
	return word
}

// breaks reports whether r ends a bare word.
func (l *lexer) breaks(r rune) bool {
	f := fold.Rune(r)
	return unicode.IsSpace(r) || signs[f] != endToken || quotes[f] != 0 || refused[f] != ""
}

// field reads the colon after a field's name.
func (l *lexer) field(from int) error {
	name := string(l.rule[from:l.at])
	n, ok := fields[fold.String(name)]
	if !ok {
		return syntax(l.rule, from, fmt.Sprintf("不认识“%s:”", name), "冒号前面只能写 标题、正文、整词 或 来源；要查冒号本身请加引号")
	}
	l.at++
	l.add(fieldToken, name, n, from)
	return nil
}

// suspect refuses a bare word that most likely hides an operator.
func (l *lexer) suspect(from int, word []rune) error {
	if l.kept {
		return nil
	}
	mend := func(op string) error {
		return syntax(l.rule, from, fmt.Sprintf("“%s”里的“%s”不清楚是运算符还是文字", string(word), op),
			fmt.Sprintf("作运算符请在“%s”两边空格；作文字请给整个词语加引号", op))
	}
	first, last := string(word[0]), string(word[len(word)-1])
	if _, ok := operators[first]; ok && from > 0 && fold.Rune(l.rule[from-1]) == ')' {
		return mend(first)
	}
	if _, ok := operators[last]; ok && l.at < len(l.rule) && fold.Rune(l.rule[l.at]) == '(' {
		return mend(last)
	}
	for i := 1; i < len(word)-1; i++ {
		switch r := word[i]; {
		case (r == '或' || r == '且') && i > 1 && i < len(word)-2:
			return mend(string(r))
		case (r == '/' || r == '+' || r == '-') && unicode.Is(unicode.Han, word[i-1]) && unicode.Is(unicode.Han, word[i+1]) && string(word[:i]) != "互联网":
			return syntax(l.rule, from, fmt.Sprintf("“%s”里的“%c”不清楚是运算符还是文字", string(word), r),
				fmt.Sprintf("作运算符请改成“%s”，两边空格；作文字请给整个词语加引号", joins[r]))
		}
	}
	opener := func(r rune) bool { return brackets[r] == '(' }
	if opener(word[0]) || brackets[word[len(word)-1]] == ')' && !slices.ContainsFunc(word, opener) {
		return syntax(l.rule, from, fmt.Sprintf("“%s”不清楚是运算符还是文字", string(word)), "括号请用圆括号；作文字请给整个词语加引号")
	}
	if !slices.ContainsFunc(word, func(r rune) bool { return !unicode.IsPunct(r) && !unicode.Is(unicode.Sm, r) }) {
		return syntax(l.rule, from, fmt.Sprintf("“%s”不是词语", string(word)), "请删去它；要查它本身请加引号")
	}
	if w := string(word); (strings.HasPrefix(w, "至少") || strings.HasPrefix(w, "出现")) && l.at < len(l.rule) && fold.Rune(l.rule[l.at]) == '(' {
		return needsNumber(l.rule, from, w)
	}
	if len(word) > 1 && word[0] == '近' && strings.ContainsAny(string(word[1:]), "一二三四五六七八九十") &&
		strings.Trim(string(word[1:]), "一二三四五六七八九十") == "" {
		return syntax(l.rule, from, fmt.Sprintf("“%s”不清楚是运算符还是文字", string(word)), "作运算符请用阿拉伯数字，例如 近5；作文字请加引号")
	}
	return nil
}

// joins are the operators for the signs that people write between words.
var joins = map[rune]string{'/': "或", '+': "且", '-': "非"}

// brackets that people write in place of parentheses, by what they mean.
var brackets = map[rune]rune{'[': '(', '{': '(', '【': '(', ']': ')', '}': ')', '】': ')'}

func needsNumber(rule []rune, at int, word string) error {
	return syntax(rule, at, fmt.Sprintf("“%s”后面要有1000以内的数字", word), "例如 近5 或 至少2；要查这个词本身请加引号")
}
