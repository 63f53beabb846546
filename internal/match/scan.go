package match

// window is how many runes are looked at in one go: what fits the first cache.
const window = 2048

// lookahead is what a start may need behind it: the longest word and its edge.
const lookahead = maxWord + 2

// codes is a window with room to look ahead.
type codes [window + 2*lookahead]uint16

// Scratch is the memory of scans, reused from one to the next. Its zero value
// is ready; it must not be used by two goroutines at once.
type Scratch struct {
	codes  codes
	starts codes
	cells  [window + 2*lookahead]cell
	hits   []Found
	board
}

// Find returns every occurrence of every word in text by ascending start, for
// one start by ascending end. The result is valid until s is used again.
func (w *Words) Find(s *Scratch, text string) []Found {
	s.hits = w.find(s.hits[:0], s, text)
	return s.hits
}

// find appends the hits to dst. codes[0] is the rune before the window, 0 at
// the start of the text; behind the last rune there are always zeros to read.
func (w *Words) find(dst []Found, s *Scratch, text string) []Found {
	if text == "" {
		return dst
	}
	s.codes[0] = otherRune
	have, at, first := 1, 0, int32(-1) // first is the place in text of codes[0]
	for {
		n, next := w.encode(s.codes[have:window+lookahead], text, at)
		have, at = have+n, next
		to := have - lookahead
		if at == len(text) {
			to = have
			clear(s.codes[have : have+lookahead])
		}
		dst = w.window(dst, s, to, first)
		if at == len(text) {
			return dst
		}
		have = copy(s.codes[:], s.codes[to-1:have])
		first += int32(to - 1)
	}
}

// window reports the hits that start in codes[1:to].
func (w *Words) window(dst []Found, s *Scratch, to int, first int32) []Found {
	n := 0
	if w.singles == nil {
		n = w.sift(s, to)
	} else {
		n = w.siftSingles(s, to)
	}
	w.fetch(s, n)
	for i, start := range s.starts[:n] {
		dst = w.walk(dst, &s.codes, int(start), s.cells[i], first)
	}
	return dst
}

// sift writes the starts in codes[1:to] that may begin a word and returns their
// number. It has no branch that depends on the text, since that one would be
// guessed wrong half of the time.
func (w *Words) sift(s *Scratch, to int) int {
	n, filter := 0, w.filter
	two := uint32(s.codes[1])<<16 | uint32(s.codes[2])
	ahead := s.codes[3 : to+2]
	starts := s.starts[:len(ahead)]
	for i, c := range ahead {
		starts[n] = uint16(i + 1)
		n += filter.has(two, c)
		two = two<<16 | uint32(c)
	}
	return n
}

// siftSingles is sift for a list with words of one rune.
func (w *Words) siftSingles(s *Scratch, to int) int {
	n := 0
	for i := 1; i < to; i++ {
		c := s.codes[i]
		s.starts[n] = uint16(i)
		n += w.filter.has(uint32(c)<<16|uint32(s.codes[i+1]), s.codes[i+2]) | int(w.singles[c/64]>>(c%64)&1)
	}
	return n
}

// fetch reads the cells that the first two codes of each start lead to. Done for
// all starts in a row, the waits for memory overlap.
func (w *Words) fetch(s *Scratch, n int) {
	for i, start := range s.starts[:n] {
		s.cells[i] = w.cells[w.roots[s.codes[start]]+uint32(s.codes[start+1])]
	}
}

// walk follows the trie from codes[start], whose second cell is at, and reports
// each word that ends on the way and whose edges are clean.
func (w *Words) walk(dst []Found, codes *codes, start int, at cell, first int32) []Found {
	c := codes[start]
	if w.isLetter(c) && w.isLetter(codes[start-1]) {
		return dst
	}
	if w.singles != nil && w.singles[c/64]>>(c%64)&1 != 0 {
		dst = w.report(dst, codes, start, start, int32(w.cells[w.roots[c]].base), first)
	}
	for i := start + 1; at.label == codes[i]; i++ {
		switch at.kind {
		case branchEnd:
			dst = w.report(dst, codes, start, i, int32(w.cells[at.base].base), first)
		case leaf:
			return w.report(dst, codes, start, i, int32(at.base), first)
		case tail:
			rest := w.tails[at.base : at.base+uint32(at.rest)+2]
			end := len(rest) - 2
			for j, c := range rest[:end] {
				if codes[i+1+j] != c {
					return dst
				}
			}
			return w.report(dst, codes, start, i+end, int32(rest[end])|int32(rest[end+1])<<16, first)
		}
		at = w.cells[at.base+uint32(codes[i+1])]
	}
	return dst
}

// report appends the hit of codes[start:last+1] unless a letter touches its end.
func (w *Words) report(dst []Found, codes *codes, start, last int, word, first int32) []Found {
	if w.isLetter(codes[last]) && w.isLetter(codes[last+1]) {
		return dst
	}
	return append(dst, Found{Word: word, Start: first + int32(start), End: first + int32(last) + 1})
}
