package bench

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	bobu "github.com/BobuSumisu/aho-corasick"
	anknown "github.com/anknown/ahocorasick"

	"yingda/internal/fold"
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

// rules returns n rules over the words, of all kinds in turn.
func rules(list []string, n int) []match.Topic {
	word := func(i, k int) string { return list[(i*7919+k*104729)%len(list)] }
	topics := make([]match.Topic, n)
	for i := range topics {
		a, b, c, d := word(i, 0), word(i, 1), word(i, 2), word(i, 3)
		rule := [...]string{
			fmt.Sprintf("“%s” 且 “%s”", a, b),
			fmt.Sprintf("(“%s” 或 “%s”) 且 “%s” 非 “%s”", a, b, c, d),
			fmt.Sprintf("“%s” 近10 “%s”", a, b),
			fmt.Sprintf("“%s” 或 “%s”", a, b),
			fmt.Sprintf("至少2(“%s”, “%s”, “%s”) 非 “%s”", a, b, c, d),
			fmt.Sprintf("“%s” 非 “%s”", a, b),
		}[i%6]
		topics[i] = match.Topic{Name: fmt.Sprint("t", i), Rule: rule}
	}
	return topics
}

// S3: 10,000 rules over 10,000 words, against the bare scan for the same words.
func BenchmarkS3(b *testing.B) {
	list := lexicon(b, 10_000)
	set, err := match.Compile(rules(list, 10_000))
	if err != nil {
		b.Fatal(err)
	}
	s := new(match.Scratch)
	scan := words(b, list)
	scan.name = "scan"
	race(b, prose(b), []contestant{{"rules", func(texts []string) int {
		n := 0
		for _, t := range texts {
			n += len(set.Topics(s, "", t))
		}
		return n
	}}, scan, copying()})
}

// BenchmarkS1Headlines is S1 over pieces of 25 runes, where what each call costs shows.
func BenchmarkS1Headlines(b *testing.B) {
	list := lexicon(b, 10_000)
	var pieces []string
	for _, t := range prose(b) {
		for piece := range slices.Chunk([]rune(t), 25) {
			pieces = append(pieces, string(piece))
		}
	}
	race(b, pieces, []contestant{words(b, list), bobuSumisu(list), copying()})
}

// BenchmarkS2SharedPrefixes is S2 with made-up words over the 300 commonest runes
// of the prose, so that hundreds of words share their first two.
func BenchmarkS2SharedPrefixes(b *testing.B) {
	texts := prose(b)
	uses := map[rune]int{}
	for _, t := range texts {
		for _, r := range t {
			if fold.ClassOf(r) == fold.Glyph {
				uses[r]++
			}
		}
	}
	common := slices.SortedFunc(maps.Keys(uses), func(x, y rune) int { return cmp.Or(uses[y]-uses[x], int(x-y)) })[:300]
	random := rand.New(rand.NewPCG(1, 2))
	made := map[string]bool{}
	for len(made) < 100_000 {
		word := make([]rune, 3+random.IntN(4))
		for i := range word {
			word[i] = common[random.IntN(len(common))]
		}
		made[string(word)] = true
	}
	list := slices.Sorted(maps.Keys(made))
	race(b, texts, []contestant{words(b, list), anknownMachine(b, list), copying()})
}
