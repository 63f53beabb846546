package match

import (
	"fmt"
	"testing"
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

// rules10k returns 10,000 rules over the words, of all kinds in turn.
func rules10k(words []string) []Topic {
	word := func(i, k int) string { return quote(words[(i*7919+k*104729)%len(words)]) }
	topics := make([]Topic, 10_000)
	for i := range topics {
		a, b, c, d := word(i, 0), word(i, 1), word(i, 2), word(i, 3)
		rule := [...]string{
			fmt.Sprintf("%s 且 %s", a, b),
			fmt.Sprintf("(%s 或 %s) 且 %s 非 %s", a, b, c, d),
			fmt.Sprintf("%s 近10 %s", a, b),
			fmt.Sprintf("%s 或 %s", a, b),
			fmt.Sprintf("至少2(%s, %s, %s) 非 %s", a, b, c, d),
			fmt.Sprintf("%s 非 %s", a, b),
		}[i%6]
		topics[i] = Topic{fmt.Sprint("t", i), rule}
	}
	return topics
}

func BenchmarkTopics10k(b *testing.B) {
	s, err := Compile(rules10k(lexicon(b, 10_000)))
	if err != nil {
		b.Fatal(err)
	}
	texts, sc, size := prose(b, 2_000_000), new(Scratch), 0
	for _, t := range texts {
		size += len(t)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, t := range texts {
			s.Topics(sc, "", t)
		}
	}
	b.Log(s.Cost())
}

// BenchmarkCompile10k is what staff wait for when they change a rule.
func BenchmarkCompile10k(b *testing.B) {
	topics := rules10k(lexicon(b, 10_000))
	for b.Loop() {
		if _, err := Compile(topics); err != nil {
			b.Fatal(err)
		}
	}
}
