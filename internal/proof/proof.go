// Package proof reads a draft before people sign it (自动核对): personal data,
// secrecy marks, blanks, questions of the public that stay unanswered, figures
// and dates that differ from what was established or published, articles that do
// not exist, and whether it says who can be asked. It is pure: text and what is
// known go in, findings come out. It replaces nobody's reading. Clause: ANS-2.
package proof

import (
	"cmp"
	"slices"
	"strings"
)

// Kind is what a finding is about.
type Kind string

// The kinds of findings, in the order in which they are shown.
const (
	Personal Kind = "personal" // personal data
	Secrecy  Kind = "secrecy"  // a mark or formula of secret or internal papers
	Blank    Kind = "blank"    // a slot of the template, still empty
	Figure   Kind = "figure"   // a figure or date that differs
	Citation Kind = "citation" // an article or law that cannot be found
	Question Kind = "question" // a question of the public without an answer
	Source   Kind = "source"   // no source of the facts
	Contact  Kind = "contact"  // nobody to ask
	Signed   Kind = "signed"   // agency or date missing
	Phrase   Kind = "phrase"   // words that say nothing, or speak of the writers
)

var order = []Kind{Personal, Secrecy, Blank, Figure, Citation, Question, Source, Contact, Signed, Phrase}

// Finding is one thing to look at. Start and End count runes of the field; both
// are 0 where the text as a whole lacks something.
type Finding struct {
	Kind  Kind   `json:"kind"`
	Field string `json:"field"` // title or text
	Start int    `json:"start"`
	End   int    `json:"end"`
	Found string `json:"found,omitempty"` // the words, hidden where they are personal data
	Says  string `json:"says"`            // what it is
	Mend  string `json:"mend"`            // what to do about it
	Block bool   `json:"block"`           // the text cannot be submitted with it
}

// Text is a draft.
type Text struct{ Title, Body string }

// Known is what a draft is held against. Zero fields are not checked.
type Known struct {
	Agency    string            // whose statement it is
	Slots     map[string]string // slot → its title
	Facts     []string          // what was established, claim and finding
	Earlier   []Version         // versions to compare figures with, public ones first
	Questions []string          // texts of the public's posts
	Laws      []Law             // laws and regulations that are known
}

// Version is an earlier text under the name by which the finding calls it.
type Version struct {
	Name string // 已公开的文本
	Text Text
}

// Law is a law or regulation that can be cited. Last is the number of its last
// article, 0 if only its name is known.
type Law struct {
	Name   string
	Last   int
	Unread bool // Last was not held against the text of the law
}

// Check returns all findings on a draft, those that block it first.
func Check(t Text, k Known) []Finding {
	out := Blocking(t)
	out = append(out, blanks(t, k.Slots)...)
	out = append(out, advice(t)...)
	out = append(out, figures(t, k)...)
	out = append(out, citations(t, k.Laws)...)
	out = append(out, questions(t, k.Questions)...)
	out = append(out, lacks(t, k.Agency)...)
	out = append(out, phrases(t)...)
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(rank(b.Block)-rank(a.Block), slices.Index(order, a.Kind)-slices.Index(order, b.Kind))
	})
	return out
}

// Blocking returns the findings with which a draft cannot be submitted: personal
// data and secrecy marks. Blanks block too, by the template's own guard.
func Blocking(t Text) []Finding {
	var out []Finding
	for _, f := range personal(t) {
		if f.Block {
			out = append(out, f)
		}
	}
	return append(out, marks(t)...)
}

// advice is the personal data that an office may well publish of itself.
func advice(t Text) []Finding {
	return slices.DeleteFunc(personal(t), func(f Finding) bool { return f.Block })
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}

type field struct {
	name string
	text string
}

func (t Text) fields() []field { return []field{{"title", t.Title}, {"text", t.Body}} }

func (t Text) all() string { return t.Title + "\n" + t.Body }

// runes returns the place of a byte range in runes.
func runes(s string, from, to int) (int, int) {
	start := len([]rune(s[:from]))
	return start, start + len([]rune(s[from:to]))
}

// around returns the sentence that holds a byte range.
func around(s string, from, to int) string {
	start := strings.LastIndexAny(s[:from], "。！？；\n")
	if start < 0 {
		start = 0
	}
	if end := strings.IndexAny(s[to:], "。！？；\n"); end >= 0 {
		return s[start : to+end]
	}
	return s[start:]
}
