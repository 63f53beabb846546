package grade

import (
	"cmp"
	"slices"
	"time"

	"yingda/internal/fold"
)

// Post is what extraction reads of a post: its words and when it was published.
type Post struct {
	ID    string
	Title string
	Text  string
	Time  time.Time // for "tomorrow" and for dates without a year; zero: such dates are skipped
}

// Evidence (依据) is one place in a post that shows a fact. Start and End are
// rune positions in the field as it was given.
type Evidence struct {
	Post  string // id
	Field string // "title" or "text"
	Start int
	End   int
	Words string // as written
}

// Found is what extraction read out of posts, each with its evidence in the
// order of the posts.
type Found struct {
	Harm      []HarmFound
	People    []PeopleFound
	Deadlines []DeadlineFound
}

// HarmFound is a harm that a post reports.
type HarmFound struct {
	Kind Harm
	Evidence
}

// PeopleFound is a number of people, or of households, that a post names. Vague
// numbers are read at their lower bound: 几十人 is 20.
type PeopleFound struct {
	Count int
	Evidence
}

// DeadlineFound is a date by which the public must do something; At is the last
// second of that day in Asia/Shanghai.
type DeadlineFound struct {
	At time.Time
	Evidence
}

// Extract (提取定级事实) finds harm, numbers of people and deadlines in posts by
// fixed patterns. The patterns name what happened, never how it is felt about.
// Harm that is denied, feared or asked about is not found.
func Extract(posts []Post) Found {
	var out Found
	for _, p := range posts {
		out.read(p, "title", p.Title)
		out.read(p, "text", p.Text)
	}
	return out
}

func (out *Found) read(p Post, field, text string) {
	original, folded := []rune(text), []rune(fold.String(text))
	at := func(start, end int) Evidence {
		return Evidence{Post: p.ID, Field: field, Start: start, End: end, Words: string(original[start:end])}
	}
	for _, hit := range harmsIn(folded) {
		out.Harm = append(out.Harm, HarmFound{hit.kind, at(hit.start, hit.end)})
	}
	for _, hit := range peopleIn(folded) {
		out.People = append(out.People, PeopleFound{hit.count, at(hit.start, hit.end)})
	}
	for _, hit := range deadlinesIn(folded, p.Time) {
		out.Deadlines = append(out.Deadlines, DeadlineFound{hit.at, at(hit.start, hit.end)})
	}
}

// Into returns facts completed with what was found: each kind of harm, the
// largest number of people that any one post names (posts speak of the same
// people, so numbers are not added up), and the first deadline after facts.At.
// What facts holds already stays if it is more.
func (out Found) Into(facts Facts) Facts {
	facts.Harm = slices.Clone(facts.Harm)
	for _, h := range out.Harm {
		if !slices.Contains(facts.Harm, h.Kind) {
			facts.Harm = append(facts.Harm, h.Kind)
		}
	}
	slices.SortFunc(facts.Harm, func(a, b Harm) int { return cmp.Compare(slices.Index(Harms, a), slices.Index(Harms, b)) })
	for _, p := range out.People {
		facts.People = max(facts.People, p.Count)
	}
	for _, d := range out.Deadlines {
		if !d.At.Before(facts.At) && (facts.Deadline.IsZero() || d.At.Before(facts.Deadline)) {
			facts.Deadline = d.At
		}
	}
	return facts
}
