package bench

import (
	"testing"

	bobu "github.com/BobuSumisu/aho-corasick"
	anknown "github.com/anknown/ahocorasick"

	"yingda/internal/match"
)

func words(b *testing.B, list []string) contestant {
	w, err := match.NewWords(list)
	if err != nil {
		b.Fatal(err)
	}
	s := new(match.Scratch)
	return contestant{"own", func(texts []string) int {
		n := 0
		for _, t := range texts {
			n += len(w.Find(s, t))
		}
		return n
	}}
}

func copying() contestant {
	var buf []byte
	return contestant{"copy", func(texts []string) int {
		n := 0
		for _, t := range texts {
			buf = append(buf[:0], t...)
			n += len(buf)
		}
		return n
	}}
}

func bobuSumisu(list []string) contestant {
	trie := bobu.NewTrieBuilder().AddStrings(list).Build()
	return contestant{"BobuSumisu", func(texts []string) int {
		n := 0
		for _, t := range texts {
			trie.Walk([]byte(t), func(end, n2, pattern int64) bool { n++; return true })
		}
		return n
	}}
}

func anknownMachine(b *testing.B, list []string) contestant {
	var m anknown.Machine
	runes := make([][]rune, len(list))
	for i, w := range list {
		runes[i] = []rune(w)
	}
	if err := m.Build(runes); err != nil {
		b.Fatal(err)
	}
	return contestant{"anknown", func(texts []string) int {
		n := 0
		for _, t := range texts {
			for _, term := range m.MultiPatternSearch([]rune(t), false) {
				_ = term
				n++
			}
		}
		return n
	}}
}

// S1: 10,000 words, all hits, folding on, one core.
func BenchmarkS1(b *testing.B) {
	list := lexicon(b, 10_000)
	race(b, prose(b), []contestant{words(b, list), bobuSumisu(list), anknownMachine(b, list), copying()})
}

// S2: 100,000 words.
func BenchmarkS2(b *testing.B) {
	list := lexicon(b, 100_000)
	race(b, prose(b), []contestant{words(b, list), anknownMachine(b, list), copying()})
}

func BenchmarkS2Build(b *testing.B) {
	list := lexicon(b, 100_000)
	var size, seconds float64
	for b.Loop() {
		mb, took := heap(func() any {
			w, err := match.NewWords(list)
			if err != nil {
				b.Fatal(err)
			}
			return w
		})
		size, seconds = mb, took.Seconds()
	}
	b.ReportMetric(size, "MB")
	b.ReportMetric(seconds, "s-build")
}
