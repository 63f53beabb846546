package match

import (
	"testing"

	"yingda/internal/fold"
)

func benchFind(b *testing.B, words []string) {
	w, err := NewWords(words)
	if err != nil {
		b.Fatal(err)
	}
	texts, s, size := prose(b, 2_000_000), new(Scratch), 0
	for _, t := range texts {
		size += len(t)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, t := range texts {
			w.Find(s, t)
		}
	}
}

func BenchmarkFind10k(b *testing.B)  { benchFind(b, lexicon(b, 10_000)) }
func BenchmarkFind100k(b *testing.B) { benchFind(b, lexicon(b, 100_000)) }

// BenchmarkFindNothing is decoding, folding and sifting alone.
func BenchmarkFindNothing(b *testing.B) { benchFind(b, []string{"从不出现"}) }

// BenchmarkFold is what it costs to fold the texts and do nothing else.
func BenchmarkFold(b *testing.B) {
	texts, size := prose(b, 2_000_000), 0
	for _, t := range texts {
		size += len(t)
	}
	b.SetBytes(int64(size))
	var buf []byte
	for b.Loop() {
		for _, t := range texts {
			buf = fold.Append(buf[:0], t)
		}
	}
}
