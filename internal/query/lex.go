package query

import (
	"strings"
	"unicode"

	"yingda/internal/fold"
)

type tokenKind uint8

const (
	plain   tokenKind = iota // a word, or a phrase
	opening                  // (
	closing                  // )
	with                     // AND 与
	either                   // OR 或
	without                  // NOT 非 -
	named                    // a field; its value is the next token
)

// token is a piece of a query; from and end are places in runes.
type token struct {
	kind      tokenKind
	field     Field
	text      string // folded
	from, end int
	quoted    bool
}

// operators stand alone: 与 is one, 参与 has none.
var operators = map[string]tokenKind{"AND": with, "与": with, "且": with, "與": with, "OR": either, "或": either, "NOT": without, "非": without}

// fields are the names of fields, folded.
var fields = map[string]Field{
	"title": Title, "标题": Title, "topic": Topic, "话题": Topic, "source": Source, "来源": Source, "unit": Unit, "单位": Unit, "state": State, "环节": State, "状态": State,
	"grade": Grade, "等级": Grade, "need": Need, "诉求": Need, "number": Number, "编号": Number, "kind": Kind, "种类": Kind, "date": Date, "日期": Date,
}

const fieldNames = "标题 title、话题 topic、来源 source、单位 unit、环节 state、等级 grade、诉求 need、编号 number、种类 kind、日期 date"

// closes says which marks end a quotation that a mark begins.
var closes = map[rune]string{'"': `"`, '“': "”“", '”': "”“", '「': "」", '『': "』"}

const mostTokens = 200

// lex cuts a query. A lone operator is a word: who types 非 looks for it.
func lex(text string) ([]token, *Problem) {
	raw := []rune(text)
	folded := []rune(fold.String(text))
	var out []token
	for i := 0; i < len(folded); {
		r := folded[i]
		switch {
		case unicode.IsSpace(r) || parts(raw, folded, i):
			i++
			continue
		case r == '(' || r == ')':
			kind := opening
			if r == ')' {
				kind = closing
			}
			out = append(out, token{kind: kind, from: i, end: i + 1})
			i++
		case mark(raw[i], r) != "":
			end := i + 1
			for ends := mark(raw[i], r); end < len(raw) && !strings.ContainsRune(ends, raw[end]) && !strings.ContainsRune(ends, folded[end]); end++ {
			}
			if end == len(raw) {
				return nil, problem(i, i+1, "quote", "引号没有配对，请补上后一个引号")
			}
			out = append(out, token{text: string(folded[i+1 : end]), from: i, end: end + 1, quoted: true})
			i = end + 1
		case r == '-' && (i == 0 || !wordy(raw, folded, i-1)) && i+1 < len(folded) && !unicode.IsSpace(folded[i+1]) && folded[i+1] != ')' && folded[i+1] != '-':
			out = append(out, token{kind: without, from: i, end: i + 1})
			i++
		default:
			t, next, p := bare(raw, folded, i)
			if p != nil {
				return nil, p
			}
			out = append(out, t)
			i = next
		}
		if len(out) > mostTokens {
			return nil, problem(i, len(raw), "long", "检索式太长，请分几次检索")
		}
	}
	if len(out) == 1 && (out[0].kind == with || out[0].kind == either || out[0].kind == without) {
		out[0].kind = plain
	}
	return out, nil
}

// mark returns what ends the quotation that a rune begins, "" if it begins none.
func mark(raw, folded rune) string {
	if ends, ok := closes[raw]; ok {
		return ends
	}
	return closes[folded]
}

// wordy reports whether the rune at i belongs to a bare word.
func wordy(raw, folded []rune, i int) bool {
	return !unicode.IsSpace(folded[i]) && folded[i] != '(' && folded[i] != ')' && mark(raw[i], folded[i]) == "" && !parts(raw, folded, i)
}

// parts reports whether the rune at i ends a word as a space does: the marks of a
// sentence, but not the points and commas within numbers, dates and addresses.
func parts(raw, folded []rune, i int) bool {
	switch {
	case strings.ContainsRune("，。、；！？…", raw[i]):
		return true
	case folded[i] == ',':
		return !latin(folded, i-1) || !latin(folded, i+1)
	case folded[i] == '.':
		return !latin(folded, i-1) && !latin(folded, i+1)
	}
	return folded[i] == ';' || folded[i] == '!'
}

// latin reports whether an ASCII letter, digit or point stands at i.
func latin(folded []rune, i int) bool {
	return i >= 0 && i < len(folded) && (folded[i] == '.' || folded[i] >= '0' && folded[i] <= '9' || folded[i] >= 'a' && folded[i] <= 'z')
}

// bare reads a word that stands without quotation marks, or a field's name.
func bare(raw, folded []rune, from int) (token, int, *Problem) {
	end := from
	for end < len(folded) && wordy(raw, folded, end) {
		if folded[end] == ':' && end > from {
			name := string(folded[from:end])
			if f, ok := fields[name]; ok {
				return token{kind: named, field: f, text: name, from: from, end: end + 1}, end + 1, nil
			}
			if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") == "" && !strings.HasPrefix(string(folded[end+1:]), "//") {
				return token{}, 0, problem(from, end, "field", "没有字段「%s」；可用：%s；找的就是这几个字时，请加引号", name, fieldNames)
			}
		}
		end++
	}
	t := token{text: string(folded[from:end]), from: from, end: end}
	if kind, ok := operators[string(raw[from:end])]; ok {
		t.kind = kind
	}
	return t, end, nil
}
