package group

import (
	"cmp"
	"slices"
	"strings"
)

const (
	summaryMost = 60  // characters of a summary
	summaryFrom = 240 // characters of the text that it may come from
)

// describe draws title and summary of a concern from its medoid, the post that
// is most like all of them.
func (x *Index) describe(c *concern) Concern {
	slices.SortFunc(c.members, func(a, b *member) int {
		return cmp.Or(a.at.Compare(b.at), compareIDs(a.id, b.id))
	})
	out := Concern{First: c.first, Last: c.last}
	var best *member
	score, copies := -1.0, 0
	for i, m := range c.members {
		out.IDs = append(out.IDs, m.id)
		if m.copyOf != "" || slices.ContainsFunc(c.members[:i], func(o *member) bool { return repeats(m, o) }) {
			copies++
		}
		alone := newConcern(-1)
		alone.addQuietly(m)
		if l := x.compare(alone, c); l.score > score {
			best, score = m, l.score
		}
	}
	out.ID, out.Title, out.Summary = out.IDs[0], best.title, best.summary
	out.Score = heat(c, min(copies, len(c.members)-1))
	return out
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
