package match

import (
	"cmp"
	"slices"
)

// Hit (命中) is one place that made a topic match. Word is spelled as in the
// rule, Field is "title" or "text", Start and End count runes of that field as
// it was passed.
type Hit struct {
	Topic string `json:"topic"`
	Word  string `json:"word"`
	Field string `json:"field"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Explain returns what made each topic match: every place of the words that its
// true rules ask for. Of a near, only the places that are near each other count;
// a word under 非 is never shown. Hits are ordered by topic in the order of
// Names, then title before text, then place.
func (s *Set) Explain(title, text string) []Hit { return s.ExplainFrom(nil, title, text) }

// ExplainFrom is Explain for a post whose source is known.
func (s *Set) ExplainFrom(from From, title, text string) []Hit {
	sc := s.pool.Get().(*Scratch)
	defer s.pool.Put(sc)
	s.look(sc, title, text)
	sc.from = from
	e := explainer{board: &sc.board, hits: sc.hits}
	for _, f := range sc.fired {
		if f.also == sure || sc.holds(sc.hits, f.root) {
			e.topic = f.topic
			e.explain(f.root)
		}
	}
	return e.sorted()
}

// reason is a hit with its order.
type reason struct {
	topic int32
	field uint8
	span  span
	word  string
}

type explainer struct {
	*board
	hits    []Found
	topic   int32
	reasons []reason
}

// explain collects the places of a part that is true.
func (e *explainer) explain(at int32) {
	p := &e.set.parts[at]
	switch p.op {
	case wordNode:
		e.words(at, titleField, func(span) bool { return true })
		e.words(at, textField, func(span) bool { return true })
	case andNode, orNode, atLeastNode:
		for k := p.first; k < p.first+int32(p.count); k++ {
			if e.holds(e.hits, k) {
				e.explain(k)
			}
		}
	case timesNode:
		e.explain(p.first)
	case nearNode:
		for _, field := range []uint8{titleField, textField} {
			left := slices.Clone(e.places(e.hits, p.first, field))
			right := slices.Clone(e.places(e.hits, p.first+1, field))
			e.spans = e.spans[:0]
			e.words(p.first, field, func(s span) bool { return slices.Contains(left, s) && hasNear(s, right, p.n) })
			e.words(p.first+1, field, func(s span) bool { return slices.Contains(right, s) && hasNear(s, left, p.n) })
		}
	case outsideNode:
		for _, field := range []uint8{titleField, textField} {
			kept := slices.Clone(e.places(e.hits, at, field))
			e.spans = e.spans[:0]
			e.words(p.first, field, func(s span) bool { return slices.Contains(kept, s) })
		}
	}
}

// words collects the places in one field that keep allows, of the words that a
// part with places is made of.
func (e *explainer) words(at int32, field uint8, keep func(span) bool) {
	p := &e.set.parts[at]
	switch p.op {
	case orNode:
		for k := p.first; k < p.first+int32(p.count); k++ {
			e.words(k, field, keep)
		}
	case outsideNode:
		e.words(p.first, field, keep)
	case wordNode:
		for i, h := range e.hits {
			s := span{h.Start, h.End}
			if h.Word == p.n && p.field&field != 0 && (i < e.text) == (field == titleField) && keep(s) {
				e.reasons = append(e.reasons, reason{e.topic, field, s, e.set.written[at]})
			}
		}
	}
}

// sorted orders the reasons, drops what two rules of a topic share, and names them.
func (e *explainer) sorted() []Hit {
	slices.SortStableFunc(e.reasons, func(a, b reason) int {
		return cmp.Or(cmp.Compare(a.topic, b.topic), cmp.Compare(a.field, b.field),
			cmp.Compare(a.span.start, b.span.start), cmp.Compare(a.span.end, b.span.end))
	})
	e.reasons = slices.CompactFunc(e.reasons, func(a, b reason) bool {
		return a.topic == b.topic && a.field == b.field && a.span == b.span
	})
	hits := make([]Hit, len(e.reasons))
	for i, r := range e.reasons {
		field := "title"
		if r.field == textField {
			field = "text"
		}
		hits[i] = Hit{Topic: e.set.names[r.topic], Word: r.word, Field: field, Start: int(r.span.start), End: int(r.span.end)}
	}
	return hits
}
