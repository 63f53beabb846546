package match

import (
	"math/bits"
	"slices"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/fold"
)

// maxWord is the longest word in runes; it bounds how far a scan looks ahead.
const maxWord = 64

// Words (词表) finds every occurrence of many words in one pass over a text:
// spelling is folded, hits may overlap, and a word that begins or ends with a
// Latin letter or a digit is found only where no other letter or digit touches
// that end. It is immutable and safe for concurrent use.
//
// A scan reduces each rune to a small code through one table that folds as well,
// throws out starts whose first two or three codes begin no word by means of a
// bitmap, and walks what is left through a trie.
type Words struct {
	alphabet
	trie
	filter  bitmap   // words of two codes, and the first three codes of longer ones
	singles []uint64 // by code: the rune alone is a word; nil if there is none
	count   int
}

// Found is one occurrence of a word: its number in the list given to NewWords
// and its place in runes of the text as it was passed.
type Found struct {
	Word       int32
	Start, End int32
}

// NewWords builds a word list. Spellings that fold to the same word are found
// under the first one's number. It returns fault.Invalid for a word that is
// empty or longer than 64 runes.
func NewWords(words []string) (*Words, error) {
	folded := make([]string, len(words))
	for i, w := range words {
		folded[i] = foldWord(w)
		switch n := utf8.RuneCountInString(folded[i]); {
		case n == 0:
			return nil, fault.New(fault.Invalid, "match.empty_word", "第%d个词语是空的，请填写文字", i+1)
		case n > maxWord:
			return nil, fault.New(fault.Invalid, "match.long_word", "词语“%s”有%d个字，最多%d个字", w, n, maxWord)
		}
	}
	return build(folded)
}

// build makes the word list of words that are folded and of fit length.
func build(folded []string) (*Words, error) {
	w := &Words{count: len(folded)}
	if err := w.alphabet.build(folded); err != nil {
		return nil, err
	}
	keys := make([]key, len(folded))
	var store []uint16
	for i, word := range folded {
		from := len(store)
		for _, r := range word {
			store = append(store, w.codeOf(r))
		}
		keys[i] = key{codes: store[from:len(store):len(store)], word: int32(i)}
	}
	slices.SortFunc(keys, func(a, b key) int {
		if c := slices.Compare(a.codes, b.codes); c != 0 {
			return c
		}
		return int(a.word - b.word)
	})
	keys = slices.CompactFunc(keys, func(a, b key) bool { return slices.Equal(a.codes, b.codes) })
	w.fillFilter(keys)
	w.trie.build(keys, w.size)
	return w, nil
}

// fillFilter enters what tells which starts are worth a walk.
func (w *Words) fillFilter(keys []key) {
	w.filter = newBitmap(len(keys))
	for _, k := range keys {
		c := k.codes
		if len(c) == 1 {
			if w.singles == nil {
				w.singles = make([]uint64, w.size/64+1)
			}
			w.singles[c[0]/64] |= 1 << (c[0] % 64)
			continue
		}
		third := otherRune
		if len(c) > 2 {
			third = c[2]
		}
		w.filter.set(c[0], c[1], third)
	}
}

// bitmap is a set of pairs and triples of codes, with false positives. A pair
// picks a word of it by hash, and one bit there; so does a third code in the same
// word. The length is a power of two.
type bitmap []uint64

// newBitmap gives 32 to 64 bits to each member, up to the 24 bits of a hash.
func newBitmap(members int) bitmap {
	n := min(bits.Len(uint(max(members, 512))*32), 24)
	return make(bitmap, 1<<n/64)
}

// set enters a pair, or a triple if third is not otherRune.
func (b bitmap) set(first, second, third uint16) {
	pair := pairHash(uint32(first)<<16 | uint32(second))
	bit := pair
	if third != otherRune {
		bit = tripleHash(pair, third)
	}
	b[pair>>46&uint64(len(b)-1)] |= 1 << (bit >> 40 & 63)
}

// has returns 1 if the pair, or the pair with the third code, may be a member,
// else 0. It has no branch, since that one would be guessed wrong half of the time.
func (b bitmap) has(two uint32, third uint16) int {
	pair := pairHash(two)
	word := b[pair>>46&uint64(len(b)-1)]
	is, are := 0, 0
	if word&(1<<(pair>>40&63)) != 0 {
		is = 1
	}
	if word&(1<<(tripleHash(pair, third)>>40&63)) != 0 {
		are = 1
	}
	return is | are
}

// pairHash spreads two codes, tripleHash a third one on top.
func pairHash(two uint32) uint64                  { return uint64(two) * 0x9E3779B97F4A7C15 }
func tripleHash(pair uint64, third uint16) uint64 { return pair + uint64(third)*0xD6E8FEB86659FD93 }

// bytes returns about how much memory the list takes.
func (w *Words) bytes() int {
	return 2*len(w.basic) + 16*len(w.wide) + 8*len(w.cells) + 4*len(w.roots) + 2*len(w.tails) +
		8*len(w.filter) + 8*len(w.singles)
}

// foldWord returns w as it is compared: folded, every kind of space a plain one.
func foldWord(w string) string {
	out := []rune(fold.String(w))
	for i, r := range out {
		out[i] = foldRune(r)
	}
	return string(out)
}
