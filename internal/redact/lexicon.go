package redact

// word is a folded word with what it means to its reader.
type word struct {
	text  []rune
	class class
}

// lexicon finds the longest of its words that ends, or begins, at a place. Two
// bit sets answer for most places at once.
type lexicon struct {
	ends, heads    [1024]uint64
	byLast, byHead map[rune][]word
}

func newLexicon(lists map[class][]string) *lexicon {
	l := &lexicon{byLast: map[rune][]word{}, byHead: map[rune][]word{}}
	for c := noLabel; c <= accountLabel; c++ { // in a fixed order, so that ties end alike
		for _, s := range lists[c] {
			var text []rune
			for _, r := range s {
				text = append(text, foldOf(r))
			}
			head, last := text[0], text[len(text)-1]
			l.byHead[head] = append(l.byHead[head], word{text, c})
			l.byLast[last] = append(l.byLast[last], word{text, c})
			if head < 0x10000 {
				l.heads[head>>6] |= 1 << (head & 63)
			}
			if last < 0x10000 {
				l.ends[last>>6] |= 1 << (last & 63)
			}
		}
	}
	return l
}

// wordList makes a lexicon of words of one meaning.
func wordList(words ...string) *lexicon {
	return newLexicon(map[class][]string{phoneLabel: words})
}

// ending returns the class and length of the longest word that ends before q.
func (l *lexicon) ending(f []rune, q int) (class, int) {
	if q < 1 || q > len(f) {
		return noLabel, 0
	}
	r := f[q-1]
	if r < 0x10000 && l.ends[r>>6]>>(r&63)&1 == 0 {
		return noLabel, 0
	}
	best, size := noLabel, 0
	for _, w := range l.byLast[r] {
		if n := len(w.text); n > size && hasAt(f, q-n, w.text) && !(n < q && asciiLetter(w.text[0]) && asciiLetter(f[q-n-1])) {
			best, size = w.class, n
		}
	}
	return best, size
}

// endingLoose is ending for a word that may be drawn apart: 微 信, Q-Q, v.x. The
// length counts the separators.
func (l *lexicon) endingLoose(f []rune, q int) (class, int) {
	if c, n := l.ending(f, q); n > 0 {
		return c, n
	}
	if q < 1 || f[q-1] < 0x10000 && l.ends[f[q-1]>>6]>>(f[q-1]&63)&1 == 0 {
		return noLabel, 0
	}
	for _, w := range l.byLast[f[q-1]] {
		if n := loose(f, q, w.text); n > 0 {
			return w.class, n
		}
	}
	return noLabel, 0
}

// loose matches w backwards from q over at most two separators between letters.
func loose(f []rune, q int, w []rune) int {
	if len(w) < 2 || len(w) > 4 {
		return 0
	}
	p := q - 1
	for i := len(w) - 2; i >= 0; i-- {
		p--
		for n := 0; n < 2 && p > 0 && flagOf(f[p])&(isSep|isDigit|isHan) == isSep && f[p] != w[i] && f[p] != '。' && f[p] != ',' && f[p] != ':'; n++ {
			p--
		}
		if p < 0 || f[p] != w[i] {
			return 0
		}
	}
	if p > 0 && asciiLetter(w[0]) && asciiLetter(f[p-1]) {
		return 0
	}
	return q - p
}

// at returns the length of the longest word that begins at p.
func (l *lexicon) at(f []rune, p int) int {
	if p < 0 || p >= len(f) {
		return 0
	}
	r := f[p]
	if r < 0x10000 && l.heads[r>>6]>>(r&63)&1 == 0 {
		return 0
	}
	size := 0
	for _, w := range l.byHead[r] {
		if n := len(w.text); n > size && hasAt(f, p, w.text) {
			size = n
		}
	}
	return size
}

// within reports whether any word begins in f.
func (l *lexicon) within(f []rune) bool {
	for p := range f {
		if l.at(f, p) > 0 {
			return true
		}
	}
	return false
}

// lastIn returns where the last word in f begins, -1 if there is none.
func (l *lexicon) lastIn(f []rune) int {
	for p := len(f) - 1; p >= 0; p-- {
		if l.at(f, p) > 0 {
			return p
		}
	}
	return -1
}

func hasAt(f []rune, p int, w []rune) bool {
	if p < 0 || p+len(w) > len(f) {
		return false
	}
	for i, r := range w {
		if f[p+i] != r {
			return false
		}
	}
	return true
}
