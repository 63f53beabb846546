package dedupe

import (
	"encoding/binary"
	"math/bits"

	"yingda/internal/fault"
)

const (
	// SignatureVersion is the first byte of a stored signature. Signatures of
	// different versions cannot be compared.
	SignatureVersion = 1
	// SignatureBytes is the size of a stored signature.
	SignatureBytes = 1 + 8 + 2*parts
	// Buckets is the number of bucket keys of a signature.
	Buckets = 12

	parts    = 128 // parts of the one permutation
	bandRows = 4   // rows, of two parts each, that make one bucket key
	empty    = 0xFFFF
)

// Signature is the fingerprint of one post: the smallest hash in each part of
// one permutation of its shingles, and the hash of its whole normal form. The
// zero value belongs to no text; use [Sign].
type Signature struct {
	exact uint64
	min   [parts]uint16
}

// Sign returns the signature of a post. A post without letters or digits has
// an empty signature that equals and resembles nothing.
func Sign(title, text string) Signature {
	var buf [1024]rune
	n := appendNormal(buf[:0], title)
	cut := len(n)
	n = appendNormal(n, text)
	return sign(n[:cut], n[cut:])
}

func sign(title, text []rune) Signature {
	var s Signature
	for i := range s.min {
		s.min[i] = empty
	}
	if len(title)+len(text) == 0 {
		return s
	}
	s.exact = hashForm(title, text)
	var buf [1024]uint64
	for _, h := range appendShingles(appendShingles(buf[:0], title), text) {
		bin, v := h>>57, uint16(h>>40)
		if v == empty {
			v--
		}
		if v < s.min[bin] {
			s.min[bin] = v
		}
	}
	return s
}

// hashForm never returns 0, which stands for "no text".
func hashForm(title, text []rune) uint64 {
	h := uint64(1)
	for _, r := range title {
		h = (bits.RotateLeft64(h, 23) ^ uint64(r)) * hashStep
	}
	h = mix(h ^ 1<<40) // the border between title and text
	for _, r := range text {
		h = (bits.RotateLeft64(h, 23) ^ uint64(r)) * hashStep
	}
	if h = mix(h); h == 0 {
		return 1
	}
	return h
}

const hashStep = 0x9E3779B97F4A7C15

// Empty reports whether the post had no letters or digits.
func (s *Signature) Empty() bool { return s.exact == 0 }

// Exact returns the key that exact duplicates share (same folded title and
// text, ignoring width, spaces and punctuation), as a BIGINT. It is 0 for an
// empty post, which is nobody's duplicate.
func (s *Signature) Exact() int64 { return int64(s.exact) }

// Keys returns the bucket keys, as BIGINTs. Posts that share a key are
// candidates for being near duplicates. An empty post has no keys.
func (s *Signature) Keys() []int64 {
	if s.Empty() {
		return nil
	}
	keys := make([]int64, Buckets)
	for b := range keys {
		keys[b] = int64(s.key(b))
	}
	return keys
}

func (s *Signature) key(band int) uint64 {
	h := uint64(band + 1)
	for i := band * bandRows; i < (band+1)*bandRows; i++ {
		v := min(s.min[2*i], s.min[2*i+1])
		if v == empty {
			v = s.borrow(i)
		}
		h = h<<16 ^ h>>48 ^ uint64(v)
	}
	return mix(h ^ uint64(band+1)<<56)
}

// borrow returns a value for a row that a short text left empty, from another
// row in an order fixed for each row: the borrowed values of two texts agree
// with the same probability as own ones.
func (s *Signature) borrow(row int) uint16 {
	for _, donor := range donors[row] {
		if v := min(s.min[2*donor], s.min[2*donor+1]); v != empty {
			return v
		}
	}
	return empty
}

var donors = makeDonors()

func makeDonors() (d [Buckets * bandRows][parts / 2]uint8) {
	for row := range d {
		for i := range d[row] {
			d[row][i] = uint8(i)
		}
		for i := parts/2 - 1; i > 0; i-- {
			j := mix(uint64(row)<<32|uint64(i)) % uint64(i+1)
			d[row][i], d[row][j] = d[row][j], d[row][i]
		}
	}
	return d
}

// Similarity estimates the Jaccard similarity of the shingles of two posts, 0
// to 1. The standard error is about 0.04 at 0.8 for long texts and smaller for
// texts under some hundred characters. Exact duplicates are at 1, an empty
// post is at 0 from everything.
func Similarity(a, b *Signature) float64 {
	if a.Empty() || b.Empty() {
		return 0
	}
	if a.exact == b.exact {
		return 1
	}
	same, used := 0, 0
	for i, v := range a.min {
		w := b.min[i]
		if v&w == empty {
			continue
		}
		used++
		if v == w {
			same++
		}
	}
	if used == 0 {
		return 0
	}
	return float64(same) / float64(used)
}

// Bytes returns the signature for storage, [SignatureBytes] long.
func (s *Signature) Bytes() []byte {
	out := make([]byte, SignatureBytes)
	out[0] = SignatureVersion
	binary.BigEndian.PutUint64(out[1:], s.exact)
	for i, v := range s.min {
		binary.BigEndian.PutUint16(out[9+2*i:], v)
	}
	return out
}

// ParseSignature reads what [Signature.Bytes] wrote. It returns fault.Invalid
// for anything else, another version included.
func ParseSignature(b []byte) (Signature, error) {
	var s Signature
	if len(b) != SignatureBytes || b[0] != SignatureVersion {
		return s, fault.New(fault.Invalid, "dedupe.signature", "重复检测的特征数据已损坏或版本不符，请重新计算。")
	}
	s.exact = binary.BigEndian.Uint64(b[1:])
	for i := range s.min {
		s.min[i] = binary.BigEndian.Uint16(b[9+2*i:])
	}
	return s, nil
}
