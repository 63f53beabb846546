package group

import (
	"slices"
	"strings"
)

const (
	hidden      = "【" // begins the label of what was hidden in a text
	summaryMost = 60  // characters of a summary
	summaryFrom = 240 // characters of the text that it may come from
)

// Description (摘取) is how a concern is told in words of its own posts.
type Description struct {
	Title, Summary string
	Post           string // the ID of the post that both were drawn from
}

// Describe draws title and summary from the post that is most like the others.
// A sentence with hidden personal data in it is passed over where another tells
// the matter. It is empty for no posts.
func Describe(posts []Post) Description {
	if len(posts) == 0 {
		return Description{}
	}
	x := NewIndex(Options{Window: -1})
	var members []*member
	for _, p := range posts {
		m := x.newMember(Post{ID: p.ID, Time: p.Time}, FeaturesOf(p))
		x.weights.post(m, 1)
		members = append(members, m)
	}
	c := x.join(alone(members[0]), nil)
	for _, m := range members[1:] {
		x.join(alone(m), c)
	}
	middle := x.middle(c)
	p := posts[slices.IndexFunc(posts, func(p Post) bool { return p.ID == middle })]
	return Description{titleOf(p), summaryOf(p), middle}
}

// describe counts a concern.
func (x *Index) describe(c *concern) Concern {
	slices.SortFunc(c.members, before)
	out := Concern{ID: c.id(), First: c.first, Last: c.last}
	copies := 0
	for i, m := range c.members {
		out.IDs = append(out.IDs, m.id)
		if m.copyOf != "" || slices.ContainsFunc(c.members[:i], func(o *member) bool { return repeats(m, o) }) {
			copies++
		}
	}
	out.Score = heat(c, min(copies, len(c.members)-1))
	return out
}

// middle returns the post of a concern that is most like all of them.
func (x *Index) middle(c *concern) string {
	best, score := c.members[0], -1.0
	v := x.viewOf(c)
	for _, m := range c.members {
		if l := x.compare(v, alone(m)); l.score > score {
			best, score = m, l.score
		}
	}
	return best.id
}

func titleOf(p Post) string {
	if t := strings.Join(strings.Fields(p.Title), " "); t != "" {
		return t
	}
	return cutAt(firstSentence(p.Text, nil), stoodTitle)
}

// summaryOf returns the sentence of the text that says most of what the title
// says, cut to one line.
func summaryOf(p Post) string {
	title := map[term]bool{}
	for _, run := range runs(p.Title) {
		eachTerm(run, func(t term, _ []rune) { title[t] = !generic[t] })
	}
	return cutAt(firstSentence(head(p.Text, summaryFrom), title), summaryMost)
}

func firstSentence(text string, about map[term]bool) string {
	best, most := "", -1
	for s := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("。！？!?；;\n", r) }) {
		s = strings.Join(strings.Fields(s), " ")
		if len([]rune(s)) < 6 {
			continue
		}
		if about == nil {
			return s
		}
		n := 0
		for _, run := range runs(s) {
			eachTerm(run, func(t term, _ []rune) {
				if about[t] {
					n++
				}
			})
		}
		if strings.Contains(s, hidden) {
			n = 0
		}
		if n > most {
			best, most = s, n
		}
	}
	if best == "" {
		return strings.Join(strings.Fields(text), " ")
	}
	return best
}

// head returns the first characters of s.
func head(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return s[:i]
		}
		n++
	}
	return s
}

func cutAt(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}
