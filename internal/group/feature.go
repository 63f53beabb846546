package group

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"yingda/internal/fault"
)

// Post is what grouping looks at. Texts may be redacted.
type Post struct {
	ID     string
	Title  string // may be empty: the first sentence stands in
	Text   string
	Time   time.Time
	SameAs string   // the ID of an earlier post that it repeats, if known
	Quotes string   // the ID of an earlier post that it holds, or is held by, for the most part
	Why    string   // how much of it, for Quotes
	Topics []string // posts that have topics and share none are never joined
}

const (
	textTerms  = 200 // terms of a text that are kept
	leadRunes  = 120 // where a text without a place in its title names one
	leadPlaces = 3
	stoodTitle = 28 // characters of the first sentence that stand in for a title
)

// Features (特征) are what an index keeps of a post: terms and places, enough to
// rebuild an index from the store, not enough to read the post.
type Features struct {
	entries []entry // sorted by term
	places  []place // named in the title, else at the beginning of the text
	spelled map[term]string
}

// entry counts a term: in a post 0 or 1 for the title and up to 2 for the text;
// in a concern the sums over its posts.
type entry struct {
	t           term
	title, text float32
}

// FeaturesOf returns the features of a post. It may be called by several
// goroutines at once.
func FeaturesOf(p Post) Features {
	var f Features
	title, text := runs(p.Title), runs(p.Text)
	if len(title) == 0 {
		title = firstRuns(text)
	}
	t := newTally(title)
	t.read(&f, title, 1<<30, func(e *entry) { e.title = 1 })
	t.read(&f, text, textTerms+len(t.entries), func(e *entry) { e.text++ })
	f.places = placesIn(title, 8)
	if !names(f.places) {
		for _, p := range placesIn(lead(text), leadPlaces) {
			if same := func(q place) bool { return q.key == p.key && q.at == p.at }; !slices.ContainsFunc(f.places, same) {
				p.lead = true
				f.places = append(f.places, p)
			}
		}
	}
	for _, q := range append(placesIn(text, 24), f.places...) {
		if e := t.at(q.key); e.title+e.text == 0 {
			e.text = 1
		}
		if q.key <= hashMask {
			f.spell(q.key, q.name)
		}
	}
	f.entries = t.entries
	for i := range f.entries {
		e := &f.entries[i]
		if e.text = min(e.text, 3); e.text > 1 {
			e.text = (1 + e.text) / 2
		}
	}
	slices.SortFunc(f.entries, func(a, b entry) int { return cmp.Compare(a.t, b.t) })
	return f
}

func (f *Features) spell(t term, s string) {
	if f.spelled == nil {
		f.spelled = map[term]string{}
	}
	f.spelled[t] = s
}

// tally counts the terms of one post.
type tally struct {
	entries []entry
	slots   []int32 // by hash: place in entries + 1
}

func newTally(title [][]rune) *tally {
	size, most := 1024, textTerms+64
	for _, run := range title {
		most += 2 * len(run)
	}
	for size < 2*most {
		size *= 2
	}
	return &tally{entries: make([]entry, 0, textTerms+16), slots: make([]int32, size)}
}

func (t *tally) slot(key term) int {
	i := int((uint32(key)*2654435769)>>7) & (len(t.slots) - 1)
	for t.slots[i] != 0 && t.entries[t.slots[i]-1].t != key {
		i = (i + 1) & (len(t.slots) - 1)
	}
	return i
}

// at returns the entry of a term, which it makes if there is none.
func (t *tally) at(key term) *entry {
	i := t.slot(key)
	if t.slots[i] == 0 {
		t.entries = append(t.entries, entry{t: key})
		t.slots[i] = int32(len(t.entries))
	}
	return &t.entries[t.slots[i]-1]
}

func (t *tally) read(f *Features, rs [][]rune, most int, found func(*entry)) {
	for _, run := range rs {
		eachTerm(run, func(key term, spelled []rune) {
			if len(t.entries) >= most && t.slots[t.slot(key)] == 0 {
				return
			}
			n := len(t.entries)
			e := t.at(key)
			if len(t.entries) > n && key <= hashMask {
				f.spell(key, string(spelled))
			}
			found(e)
		})
	}
}

func firstRuns(text [][]rune) [][]rune {
	for i, n := 0, 0; i < len(text); i++ {
		if n += len(text[i]); n >= stoodTitle/2 {
			out := slices.Clone(text[:i+1])
			if over := n - stoodTitle; over > 0 {
				out[i] = out[i][:len(out[i])-over]
			}
			return out
		}
	}
	return text
}

func lead(text [][]rune) [][]rune {
	n := 0
	for i, run := range text {
		if n += len(run); n > leadRunes {
			return text[:i+1]
		}
	}
	return text
}

// names reports whether a site is among the places; an area alone says little.
func names(ps []place) bool {
	return slices.ContainsFunc(ps, func(p place) bool { return p.at == site })
}

func placesIn(rs [][]rune, most int) []place {
	var out []place
	for _, run := range rs {
		eachPlace(run, func(p place) {
			same := func(q place) bool { return q.key == p.key && q.at == p.at }
			if len(out) < most && !slices.ContainsFunc(out, same) {
				out = append(out, p)
			}
		})
	}
	return out
}

type storedFeatures struct {
	Terms   []term          `json:"t"`
	Title   []float32       `json:"h"`
	Text    []float32       `json:"x"`
	Places  []storedPlace   `json:"p,omitempty"`
	Spelled map[term]string `json:"s,omitempty"`
}

type storedPlace struct {
	Key  term   `json:"k"`
	Name string `json:"n"`
	At   level  `json:"a,omitempty"`
	Lead bool   `json:"l,omitempty"`
}

// Encode returns the features for storage.
func (f Features) Encode() []byte {
	s := storedFeatures{Spelled: f.spelled}
	for _, e := range f.entries {
		s.Terms, s.Title, s.Text = append(s.Terms, e.t), append(s.Title, e.title), append(s.Text, e.text)
	}
	for _, p := range f.places {
		s.Places = append(s.Places, storedPlace{p.key, p.name, p.at, p.lead})
	}
	b, _ := json.Marshal(s) // finite numbers and strings: it cannot fail
	return b
}

// DecodeFeatures reads what [Features.Encode] wrote; fault.Invalid otherwise.
func DecodeFeatures(b []byte) (Features, error) {
	var s storedFeatures
	if err := json.Unmarshal(b, &s); err != nil || len(s.Title) != len(s.Terms) || len(s.Text) != len(s.Terms) || !slices.IsSorted(s.Terms) {
		return Features{}, fault.New(fault.Invalid, "group.features", "归并用的特征数据已损坏，请从正文重新计算。")
	}
	f := Features{spelled: s.Spelled}
	for i, t := range s.Terms {
		f.entries = append(f.entries, entry{t, s.Title[i], s.Text[i]})
	}
	for _, p := range s.Places {
		f.places = append(f.places, place{key: p.Key, name: p.Name, at: p.At, lead: p.Lead})
	}
	return f, nil
}
