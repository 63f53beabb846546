// Package query reads what people type into the search box (检索式) and decides
// whether a text is meant by it: words of any length, phrases in quotation
// marks, AND, OR and NOT (与、或、非, a space being 与), brackets, fields such as
// title: and date ranges. Everything is compared folded, so that traditional,
// full-width and upper-case spellings are the same.
//
// A query says two things. [Query.Holds] is its meaning, by a plain look at one
// text. [Query.Index] is a condition on the grams of a text that follows from it:
// an index may use it to find candidates, and never misses one.
// Pure: no database, no clock, no network. Clause: LIS-2.
package query

import (
	"fmt"
	"strings"
	"time"

	"yingda/internal/fault"
	"yingda/internal/fold"
)

// Query is a query that was read. The zero query finds nothing.
type Query struct {
	root  *node
	words []*node // that speak for a text, none of them under a NOT
}

// Field is what a part of a query looks at.
type Field string

// The fields. Anywhere and Title are looked for in the text itself, Date in its
// instant, Kind in its kind; the rest is known to who keeps the texts.
const (
	Anywhere Field = ""
	Title    Field = "title"
	Topic    Field = "topic"
	Source   Field = "source"
	Unit     Field = "unit"
	State    Field = "state"
	Grade    Field = "grade"
	Need     Field = "need"
	Number   Field = "number"
	Kind     Field = "kind"
	Date     Field = "date"
)

// Term is a field with what is asked of it, for whoever keeps the texts.
type Term struct {
	Field Field
	Value string // folded; a code for state, grade, need and kind
}

// Doc is a text that may be meant. Known answers for the fields that are not in
// the text; nil answers no to all.
type Doc struct {
	Kind        string
	At          int64 // milliseconds UTC
	Title, Text string
	Known       func(Term) bool
}

type op uint8

const (
	word op = iota
	known
	between
	and
	or
	not
)

type node struct {
	op       op
	kids     []*node
	field    Field
	text     string   // folded
	grams    []string // of text
	from, to int64    // of a range: from <= at < to
}

// Problem is what is wrong with a query: the runes from From up to End of it.
type Problem struct {
	From, End int
	Code      string
	Text      string
}

// Error returns the sentence.
func (p *Problem) Error() string { return p.Fault().Error() }

// Fault returns the problem as a refusal that names the place, counted from 1.
func (p *Problem) Fault() *fault.Fault {
	return fault.New(fault.Invalid, "search."+p.Code, "检索式第 %d 个字：%s", p.From+1, p.Text).On("q")
}

func problem(from, end int, code, text string, args ...any) *Problem {
	return &Problem{from, end, code, fmt.Sprintf(text, args...)}
}

// Empty reports whether nothing is asked for that could be found.
func (q Query) Empty() bool { return q.root == nil }

// Parse reads a query; now is what 今天 means. What has neither a character nor a
// letter asks for nothing.
func Parse(text string, now time.Time) (Query, *Problem) {
	tokens, p := lex(text)
	if p != nil {
		return Query{}, p
	}
	r := reader{tokens: tokens, now: now}
	root, p := r.any(0)
	if p != nil {
		return Query{}, p
	}
	if r.at < len(tokens) {
		t := tokens[r.at]
		return Query{}, problem(t.from, t.end, "bracket", "多了一个右括号")
	}
	q := Query{root: root}
	q.words = root.positive(nil)
	return q, nil
}

// Between narrows a query to instants from up to to, without it; 0 is open.
func (q Query) Between(from, to int64) Query {
	if from == 0 && to == 0 {
		return q
	}
	return Query{root: join(and, q.root, &node{op: between, field: Date, from: from, to: open(to)}), words: q.words}
}

func (n *node) positive(dst []*node) []*node {
	if n == nil || n.op == not {
		return dst
	}
	if n.op == word {
		return append(dst, n)
	}
	for _, k := range n.kids {
		dst = k.positive(dst)
	}
	return dst
}

// Holds reports whether the query means a text.
func (q Query) Holds(d *Doc) bool {
	if q.root == nil {
		return false
	}
	v := view{Doc: d}
	return v.holds(q.root)
}

// view is a text while it is looked at, folded when it has to be.
type view struct {
	*Doc
	folded      bool
	title, text string
}

func (v *view) holds(n *node) bool {
	switch n.op {
	case and:
		for _, k := range n.kids {
			if !v.holds(k) {
				return false
			}
		}
		return true
	case or:
		for _, k := range n.kids {
			if v.holds(k) {
				return true
			}
		}
		return false
	case not:
		return !v.holds(n.kids[0])
	case between:
		return v.At >= n.from && v.At < n.to
	case known:
		if n.field == Kind {
			return v.Kind == n.text
		}
		return v.Known != nil && v.Known(Term{n.field, n.text})
	}
	return v.says(n)
}

// says looks at a text as it stands before it is folded: most are folded already.
func (v *view) says(n *node) bool {
	if !v.folded {
		if !bounded(n.text) && (strings.Contains(v.Title, n.text) || n.field != Title && strings.Contains(v.Text, n.text)) {
			return true
		}
		v.folded, v.title, v.text = true, fold.String(v.Title), fold.String(v.Text)
	}
	return contains(v.title, n.text, 0) >= 0 || n.field != Title && contains(v.text, n.text, 0) >= 0
}
