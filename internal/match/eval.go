package match

import (
	"slices"
	"sort"
)

// board is what is known about one post while its rules are tried. Marks carry
// the number of the post, so that nothing need be cleared between posts.
type board struct {
	set    *Set
	post   uint32
	marks  []uint32 // by word: post*4 + the fields where it was seen
	held   []uint32 // by topic: post
	fired  []fire   // rules to try
	topics []int32  // topics that hold
	heads  []int32  // by word: its last hit
	older  []int32  // by hit: the word's hit before, -1 if none
	text   int      // hits from here on are in the text, before in the title
	from   From     // where the post stands
	spans  []span
}

// span is a place in runes.
type span struct{ start, end int32 }

// lastPost is the greatest number of a post that leaves two bits for fields.
const lastPost = 1<<30 - 1

// begin readies the board for the next post.
func (b *board) begin(s *Set) {
	if b.set != s || b.post == lastPost {
		words := s.words.count
		*b = board{
			set: s, marks: make([]uint32, words),
			held: make([]uint32, len(s.names)), heads: make([]int32, words), older: b.older, fired: b.fired, topics: b.topics, spans: b.spans,
		}
	}
	b.post++
	b.fired, b.topics, b.spans = b.fired[:0], b.topics[:0], b.spans[:0]
}

// Topics returns the topics that a post belongs to as ascending indexes into
// Names. The result is valid until sc is used again.
func (s *Set) Topics(sc *Scratch, title, text string) []int32 {
	return s.TopicsFrom(sc, nil, title, text)
}

// TopicsFrom is Topics for a post whose source is known.
func (s *Set) TopicsFrom(sc *Scratch, from From, title, text string) []int32 {
	s.look(sc, title, text)
	sc.from = from
	b := &sc.board
	for _, f := range b.fired {
		if f.also >= 0 && b.marks[f.also]>>2 != b.post {
			continue
		}
		if b.held[f.topic] != b.post && (f.also == sure || b.holds(sc.hits, f.root)) {
			b.held[f.topic] = b.post
			b.topics = append(b.topics, f.topic)
		}
	}
	if len(b.topics) > 1 {
		slices.Sort(b.topics)
	}
	return b.topics
}

// Match returns the names of the topics that a post belongs to, in the order of
// Names; nil if there are none.
func (s *Set) Match(title, text string) []string { return s.MatchFrom(nil, title, text) }

// MatchFrom is Match for a post whose source is known.
func (s *Set) MatchFrom(from From, title, text string) []string {
	sc := s.pool.Get().(*Scratch)
	defer s.pool.Put(sc)
	var names []string
	for _, t := range s.TopicsFrom(sc, from, title, text) {
		names = append(names, s.names[t])
	}
	return names
}

// look scans both fields and notes which words are seen and which rules to try.
func (s *Set) look(sc *Scratch, title, text string) {
	sc.board.begin(s)
	sc.hits = s.words.find(sc.hits[:0], sc, title)
	sc.text = len(sc.hits)
	sc.hits = s.words.find(sc.hits, sc, text)
	if len(sc.older) < len(sc.hits) {
		sc.older = make([]int32, 2*len(sc.hits))
	}
	sc.note(sc.hits[:sc.text], 0, titleField)
	sc.note(sc.hits[sc.text:], sc.text, textField)
}

// note enters the hits of one field, the first of which is hit number from.
func (b *board) note(hits []Found, from int, field uint32) {
	for i, h := range hits {
		use := &b.set.uses[h.Word]
		first := b.marks[h.Word]>>2 != b.post
		if first {
			b.marks[h.Word] = b.post << 2
			b.fired = append(b.fired, b.set.fires[use.from:use.to]...)
		}
		b.marks[h.Word] |= field
		if use.placed {
			b.older[from+i] = -1
			if !first {
				b.older[from+i] = b.heads[h.Word]
			}
			b.heads[h.Word] = int32(from + i)
		}
	}
}

// holds reports whether a part of a rule is true of the post.
func (b *board) holds(hits []Found, at int32) bool {
	p := &b.set.parts[at]
	switch p.op {
	case wordNode:
		return b.seen(p)
	case andNode:
		for k := p.first; k < p.first+int32(p.count); k++ {
			if !b.holds(hits, k) {
				return false
			}
		}
		return true
	case orNode:
		for k := p.first; k < p.first+int32(p.count); k++ {
			if b.holds(hits, k) {
				return true
			}
		}
		return false
	case notNode:
		return !b.holds(hits, p.first)
	case atLeastNode:
		return b.count(hits, p)
	case sourceNode:
		return b.from != nil && b.from[p.n]
	case timesNode:
		return b.times(hits, p) >= int(p.n)
	case nearNode:
		return b.holds(hits, p.first) && b.holds(hits, p.first+1) && (b.near(hits, p, titleField) || b.near(hits, p, textField))
	}
	return b.holds(hits, p.first) && (b.anywhere(hits, at, titleField) || b.anywhere(hits, at, textField))
}

// seen reports whether a word was found in a field where it counts.
func (b *board) seen(p *part) bool {
	m := b.marks[p.n]
	return m>>2 == b.post && uint8(m&3)&p.field != 0
}

func (b *board) count(hits []Found, p *part) bool {
	need := p.n
	for k := p.first; k < p.first+int32(p.count); k++ {
		if b.holds(hits, k) {
			if need--; need == 0 {
				return true
			}
		}
	}
	return false
}

// times returns how many places the words of a count have in both fields.
func (b *board) times(hits []Found, p *part) int {
	mark := len(b.spans)
	n := len(b.places(hits, p.first, titleField))
	b.spans = b.spans[:mark]
	n += len(b.places(hits, p.first, textField))
	b.spans = b.spans[:mark]
	return n
}

func (b *board) anywhere(hits []Found, at int32, field uint8) bool {
	mark := len(b.spans)
	found := len(b.places(hits, at, field)) > 0
	b.spans = b.spans[:mark]
	return found
}

func (b *board) near(hits []Found, p *part, field uint8) bool {
	mark := len(b.spans)
	left := b.places(hits, p.first, field)
	right := b.places(hits, p.first+1, field)
	b.spans = b.spans[:mark]
	for _, l := range left {
		if hasNear(l, right, p.n) {
			return true
		}
	}
	return false
}

// hasNear reports whether one of the others stands at most n runes before or
// after s without overlapping it. Others are sorted.
func hasNear(s span, others []span, n int32) bool {
	i := sort.Search(len(others), func(i int) bool { return others[i].start >= s.end })
	if i < len(others) && others[i].start-s.end <= n {
		return true
	}
	for i--; i >= 0 && others[i].start >= s.start-n-maxWord; i-- {
		if others[i].end <= s.start && s.start-others[i].end <= n {
			return true
		}
	}
	return false
}

// places returns the sorted places of a word, of words joined by 或, or of words
// outside of others, in one field. They stand at the end of b.spans.
func (b *board) places(hits []Found, at int32, field uint8) []span {
	mark := len(b.spans)
	p := &b.set.parts[at]
	switch p.op {
	case wordNode:
		if p.field&field != 0 && b.seen(p) {
			b.collect(hits, p.n, field)
		}
	case orNode:
		for k := p.first; k < p.first+int32(p.count); k++ {
			b.places(hits, k, field)
		}
	case outsideNode:
		b.places(hits, p.first, field)
		middle := len(b.spans)
		b.places(hits, p.first+1, field)
		inner, outer := b.spans[mark:middle], b.spans[middle:]
		kept := slices.DeleteFunc(inner, func(s span) bool { return inside(s, outer) })
		b.spans = b.spans[:mark+len(kept)]
	}
	out := b.spans[mark:]
	slices.SortFunc(out, func(a, b span) int {
		if a.start != b.start {
			return int(a.start - b.start)
		}
		return int(a.end - b.end)
	})
	return out
}

// collect appends the places of a word in one field to b.spans.
func (b *board) collect(hits []Found, word int32, field uint8) {
	for i := b.heads[word]; i >= 0; i = b.older[i] {
		if (int(i) < b.text) == (field == titleField) {
			b.spans = append(b.spans, span{hits[i].Start, hits[i].End})
		}
	}
}

// inside reports whether s lies within one of the others, which are sorted.
func inside(s span, others []span) bool {
	i := sort.Search(len(others), func(i int) bool { return others[i].start > s.start })
	for i--; i >= 0 && others[i].start > s.start-maxWord; i-- {
		if others[i].end >= s.end {
			return true
		}
	}
	return false
}
