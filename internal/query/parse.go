package query

import (
	"cmp"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/fold"
	"yingda/internal/matter"
	"yingda/internal/regime"
)

const (
	deepest   = 32 // brackets in brackets
	mostWords = 64 // parts of one query
)

// reader reads tokens: any is a list of alls between OR, all a list of parts
// with or without AND between them.
type reader struct {
	tokens []token
	at     int
	parts  int
	now    time.Time
}

func (r *reader) next() (token, bool) {
	if r.at < len(r.tokens) {
		return r.tokens[r.at], true
	}
	return token{}, false
}

func (r *reader) any(depth int) (*node, *Problem) {
	out, p := r.all(depth)
	for p == nil {
		t, ok := r.next()
		if !ok || t.kind != either {
			break
		}
		r.at++
		var right *node
		if right, p = r.after(t, depth); p == nil {
			out = join(or, out, right)
		}
	}
	return out, p
}

// after reads what must stand behind an operator.
func (r *reader) after(operator token, depth int) (*node, *Problem) {
	if t, ok := r.next(); !ok || t.kind == closing || t.kind == with || t.kind == either {
		return nil, problem(operator.from, operator.end, "operand", "「%s」后面缺少要找的词；找的就是这个字时，请加引号", operator.text)
	}
	return r.all(depth)
}

func (r *reader) all(depth int) (*node, *Problem) {
	var out *node
	for first := true; ; first = false {
		t, ok := r.next()
		if !ok || t.kind == closing || t.kind == either && !first {
			return out, nil
		}
		if t.kind == with || t.kind == either {
			if first {
				return nil, problem(t.from, t.end, "operand", "「%s」前面缺少要找的词；找的就是这个字时，请加引号", t.text)
			}
			r.at++
			if u, ok := r.next(); !ok || u.kind == closing || u.kind == with || u.kind == either {
				return nil, problem(t.from, t.end, "operand", "「%s」后面缺少要找的词；找的就是这个字时，请加引号", t.text)
			}
		}
		part, p := r.part(depth)
		if p != nil {
			return nil, p
		}
		out = join(and, out, part)
	}
}

func (r *reader) part(depth int) (*node, *Problem) {
	t := r.tokens[r.at]
	r.at++
	if r.parts++; r.parts > mostWords || depth > deepest {
		return nil, problem(t.from, t.end, "long", "检索式太长，请分几次检索")
	}
	switch t.kind {
	case without:
		if u, ok := r.next(); !ok || u.kind == closing || u.kind == with || u.kind == either {
			return nil, problem(t.from, t.end, "operand", "「%s」后面缺少要排除的词", cmp.Or(t.text, "-"))
		}
		inner, p := r.part(depth + 1)
		if p != nil || inner == nil {
			return nil, p
		}
		return &node{op: not, kids: []*node{inner}}, nil
	case opening:
		inner, p := r.any(depth + 1)
		if p != nil {
			return nil, p
		}
		if u, ok := r.next(); !ok || u.kind != closing {
			return nil, problem(t.from, t.end, "bracket", "括号没有配对，请补上右括号")
		}
		r.at++
		return inner, nil
	case named:
		return r.named(t)
	}
	return says(Anywhere, t.text), nil
}

// says is the part that a text holds; nil for what cannot be looked for.
func says(f Field, text string) *node {
	grams := fold.Needs(nil, text)
	if len(grams) == 0 || !utf8.ValidString(text) {
		return nil
	}
	return &node{op: word, field: f, text: text, grams: grams}
}

func (r *reader) named(t token) (*node, *Problem) {
	v, ok := r.next()
	if !ok || v.from != t.end || v.kind == opening || v.kind == closing || v.kind == named || strings.TrimSpace(v.text) == "" {
		return nil, problem(t.from, t.end, "value", "「%s:」后面要紧跟着填写内容，例如 %s:%s", t.text, t.text, examples[t.field])
	}
	r.at++
	switch t.field {
	case Title:
		return says(Title, v.text), nil
	case Date:
		return r.date(v)
	case State, Grade, Need, Kind:
		list := vocabulary(t.field)
		var names []string
		for _, w := range list {
			if fold.String(w.code) == v.text || fold.String(w.title) == v.text {
				return &node{op: known, field: t.field, text: w.code}, nil
			}
			names = append(names, w.title)
		}
		return nil, problem(v.from, v.end, "value", "没有这一项；可填：%s", strings.Join(names, "、"))
	}
	return &node{op: known, field: t.field, text: v.text}, nil
}

var examples = map[Field]string{
	Title: "停水", Topic: "供水", Source: "论坛", Unit: "信访科", State: "待研判", Grade: "重大", Need: "咨询", Number: "C-2026-0001", Kind: "帖文",
	Date: "2026-03-01..2026-03-31",
}

// entry is a word of a closed list, with its title.
type entry struct{ code, title string }

// kinds are the kinds of texts.
var kinds = []entry{{"concern", "公众关切"}, {"statement", "答复"}, {"draft", "答复稿"}, {"message", "来件"}, {"post", "帖文"}}

// vocabulary returns what may stand behind a field of a closed list.
func vocabulary(f Field) []entry {
	var out []entry
	switch f {
	case Kind:
		return kinds
	case Grade:
		for _, g := range regime.Grades {
			out = append(out, entry{string(g), g.Title()})
		}
	case Need:
		for _, n := range regime.Needs {
			out = append(out, entry{string(n), n.Title()})
		}
	case State:
		for _, k := range regime.Kinds {
			for _, s := range matter.States(k) {
				out = append(out, entry{string(s), matter.Titles[s]})
			}
		}
	}
	return out
}

// join combines two parts, either of which may be nothing.
func join(o op, a, b *node) *node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	case a.op == o:
		return &node{op: o, kids: append(a.kids[:len(a.kids):len(a.kids)], b)}
	}
	return &node{op: o, kids: []*node{a, b}}
}
