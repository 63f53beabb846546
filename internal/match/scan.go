package match

// window is how many runes are looked at in one go: what fits the first cache.
const window = 2048

// lookahead is what a start may need behind it: the longest word and its edge.
const lookahead = maxWord + 2

// Scratch is the memory of scans, reused from one to the next. Its zero value
// is ready; it must not be used by two goroutines at once.
type Scratch struct {
	codes  [window + 2*lookahead]uint16
	starts [window + 2*lookahead]uint16
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
	for _, start := range s.starts[:n] {
		dst = w.walk(dst, s, int(start), first)
	}
	return dst
}

// sift writes the starts in codes[1:to] that may begin a word and returns their
// number. It has no branch that depends on the text, since that one would be
// guessed wrong half of the time.
func (w *Words) sift(s *Scratch, to int) int {
	n := 0
	pairs, pairShift := w.pairs.bits, w.pairs.shift&63
	triples, tripleShift := w.triples.bits, w.triples.shift&63
	last := uint64(s.codes[1])<<32 | uint64(s.codes[2])<<16
	ahead := s.codes[3 : to+2]
	starts := s.starts[:len(ahead)]
	for i, c := range ahead {
		last |= uint64(c)
		h2 := (last >> 16 & 0xFFFFFFFF) * pairFactor >> pairShift
		h3 := last << 16 * tripleFactor >> tripleShift
		starts[n] = uint16(i + 1)
		n += int((pairs[h2/64]>>(h2%64) | triples[h3/64]>>(h3%64)) & 1)
		last <<= 16
	}
	return n
}

// siftSingles is sift for a list with words of one rune.
func (w *Words) siftSingles(s *Scratch, to int) int {
	n := 0
	for i := 1; i < to; i++ {
		c0, c1, c2 := s.codes[i], s.codes[i+1], s.codes[i+2]
		h2 := (uint64(c0)<<16 | uint64(c1)) * pairFactor >> (w.pairs.shift & 63)
		h3 := (uint64(c0)<<48 | uint64(c1)<<32 | uint64(c2)<<16) * tripleFactor >> (w.triples.shift & 63)
		s.starts[n] = uint16(i)
		bit := w.pairs.bits[h2/64]>>(h2%64) | w.triples.bits[h3/64]>>(h3%64) | w.singles[c0/64]>>(c0%64)
		n += int(bit & 1)
	}
	return n
}

// walk follows the trie from codes[start] and reports each word that ends on
// the way and whose edges are clean.
func (w *Words) walk(dst []Found, s *Scratch, start int, first int32) []Found {
	codes := &s.codes
	if w.isLetter(codes[start]) && w.isLetter(codes[start-1]) {
		return dst
	}
	base := uint32(0)
	for i := start; ; i++ {
		c := codes[i]
		at := w.cells[base+uint32(c)]
		if at.label != c {
			return dst
		}
		switch at.kind {
		case branch:
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
		base = at.base
	}
}

// report appends the hit of codes[start:last+1] unless a letter touches its end.
func (w *Words) report(dst []Found, codes *[window + 2*lookahead]uint16, start, last int, word, first int32) []Found {
	if w.isLetter(codes[last]) && w.isLetter(codes[last+1]) {
		return dst
	}
	return append(dst, Found{Word: word, Start: first + int32(start), End: first + int32(last) + 1})
}
