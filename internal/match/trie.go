package match

import (
	"math/bits"
	"slices"
)

// trie is a double array over codes. The child of a cell by code c stands at
// base+c and carries c as its label; no two cells share a base, so the label
// alone proves the parent. What only one word goes through is kept as a tail.
type trie struct {
	roots []uint32 // by first code: where the children stand
	cells []cell
	tails []uint16 // for each tail: the codes, then the word in two halves
}

// cell is one node. base is, by kind: where the children stand (branch), a word
// (leaf), or the place of the rest of the only word below (tail).
type cell struct {
	base  uint32
	label uint16
	kind  uint8
	rest  uint8 // codes in the tail
}

// The kinds of cells.
const (
	branch    uint8 = iota
	branchEnd       // a word ends here too: it is the base of the child by code 0
	leaf
	tail
)

// Labels that no code has: of a free cell, and of the child by code 0.
const (
	freeLabel uint16 = 0xFFFE
	endLabel  uint16 = 0xFFFD
)

// key is one word in codes.
type key struct {
	codes []uint16
	word  int32
}

// run is a part of the sorted keys that share depth codes and hang below cell.
type run struct {
	cell     int
	depth    int
	from, to int
}

// builder places the children of cells where they fit between others.
type builder struct {
	*trie
	size   int      // of the alphabet
	taken  []uint64 // cells in use, as bits
	bases  []uint64 // bases in use, as bits
	search int      // before it, looking for room has become slow
}

// build fills the trie from sorted, distinct keys over an alphabet of size codes.
// It works breadth first, so that the cells near the root lie together.
func (t *trie) build(keys []key, size int) {
	b := builder{trie: t, size: size}
	b.reserve(size)
	t.roots = make([]uint32, size)
	var runs, parts []run
	for _, r := range split(nil, keys, run{to: len(keys)}) {
		parts = split(parts[:0], keys, r)
		base := b.room(keys, r.depth, parts)
		t.roots[keys[r.from].codes[0]] = uint32(base)
		runs = b.children(runs, keys, base, r.depth, parts)
	}
	for n := 0; n < len(runs); n++ {
		r := runs[n]
		parts = split(parts[:0], keys, r)
		base := b.room(keys, r.depth, parts)
		b.cells[r.cell].base = uint32(base)
		runs = b.children(runs, keys, base, r.depth, parts)
	}
	last := len(b.cells)
	for last > 0 && b.cells[last-1].label == freeLabel {
		last--
	}
	b.reserve(last + size)
	t.cells = slices.Clone(b.cells[:last+size])
	for i, base := range t.roots {
		if base == 0 {
			t.roots[i] = uint32(last) // free cells alone
		}
	}
	t.tails = slices.Clone(t.tails)
}

// split divides r by the next code; a key that ends at this depth comes first.
func split(parts []run, keys []key, r run) []run {
	for i := r.from; i < r.to; {
		c, j := codeAt(keys[i], r.depth), i+1
		for j < r.to && codeAt(keys[j], r.depth) == c {
			j++
		}
		parts = append(parts, run{depth: r.depth + 1, from: i, to: j})
		i = j
	}
	return parts
}

// codeAt returns the code at depth, 0 where the key ends.
func codeAt(k key, depth int) uint16 {
	if depth == len(k.codes) {
		return 0
	}
	return k.codes[depth]
}

// children writes the cell of each part and queues those that branch on.
func (b *builder) children(runs []run, keys []key, base, depth int, parts []run) []run {
	for _, p := range parts {
		k := keys[p.from]
		c := codeAt(k, depth)
		p.cell = base + int(c)
		b.taken[p.cell/64] |= 1 << (p.cell % 64)
		at := &b.cells[p.cell]
		at.label = c
		rest := len(k.codes) - p.depth
		switch {
		case c == 0:
			*at = cell{base: uint32(k.word), label: endLabel, kind: leaf}
		case p.to-p.from == 1 && rest == 0:
			at.kind, at.base = leaf, uint32(k.word)
		case p.to-p.from == 1:
			at.kind, at.rest, at.base = tail, uint8(rest), uint32(len(b.tails))
			b.tails = append(b.tails, k.codes[p.depth:]...)
			b.tails = append(b.tails, uint16(k.word), uint16(k.word>>16))
		default:
			if rest == 0 {
				at.kind = branchEnd
			}
			runs = append(runs, p)
		}
	}
	return runs
}

// room finds an unused base where every part's cell is free.
func (b *builder) room(keys []key, depth int, parts []run) int {
	first := int(codeAt(keys[parts[0].from], depth))
	for tries, at := 0, b.free(b.search); ; tries, at = tries+1, b.free(at+1) {
		base := at - first
		if base < 1 {
			continue
		}
		b.reserve(base + b.size)
		if b.bases[base/64]>>(base%64)&1 != 0 || !b.fits(keys, base, depth, parts) {
			continue
		}
		if tries > 512 {
			b.search = at
		}
		b.bases[base/64] |= 1 << (base % 64)
		return base
	}
}

func (b *builder) fits(keys []key, base, depth int, parts []run) bool {
	for _, p := range parts {
		at := base + int(codeAt(keys[p.from], depth))
		if b.taken[at/64]>>(at%64)&1 != 0 {
			return false
		}
	}
	return true
}

// free returns the first free cell at or after at.
func (b *builder) free(at int) int {
	b.reserve(at + 1)
	for i := at / 64; ; i++ {
		b.reserve(i*64 + 64)
		open := ^b.taken[i]
		if i == at/64 {
			open &= ^uint64(0) << (at % 64)
		}
		if open != 0 {
			return i*64 + bits.TrailingZeros64(open)
		}
	}
}

// reserve makes at least n cells.
func (b *builder) reserve(n int) {
	if n <= len(b.cells) {
		return
	}
	n = max(n+64, len(b.cells)*3/2) &^ 63
	old := len(b.cells)
	b.cells = append(b.cells, make([]cell, n-old)...)
	for i := old; i < n; i++ {
		b.cells[i].label = freeLabel
	}
	b.taken = append(b.taken, make([]uint64, n/64-len(b.taken))...)
	b.bases = append(b.bases, make([]uint64, n/64-len(b.bases))...)
}
