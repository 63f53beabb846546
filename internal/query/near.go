package query

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"yingda/internal/fold"
)

// Near (相近) finds, among short questions with their answers, those that a text
// asks: by the pairs of characters that both have, rare ones counting more. It
// knows no synonyms, and says what the two have in common. It does not change
// once made.
type Near struct {
	docs  []nearDoc
	in    map[string][]int // gram → the documents that have it, ascending
	total float64
}

type nearDoc struct {
	question map[string]bool
	weight   float64 // of all grams of the question
}

// Hit is one document that is near, by its place in what the index was made of.
// Asked is the share of its question that the text has, Found the share of the
// text that the document has, both 0 to 1 and weighted by rarity; Words are the
// longest parts in common.
type Hit struct {
	At           int
	Asked, Found float64
	Words        []string
}

// hollow are the words that questions are made of, whatever they ask; a text is
// cut where they stand. The longer of two comes first.
var hollow = strings.NewReplacer(spaced(strings.Fields("什么时候 多长时间 什么时间 怎么办理 如何办理 怎样办理 请问一下 想问一下 是不是 能不能 可不可以 有没有 为什么 多少天 多少钱 请问 你好 您好 什么 怎么 如何 怎样 可以 可否 是否 能否 我们 我的 你们 一下 需要 多少 哪些 哪天 几天 咨询 谢谢 现在 想问 请教 老师 麻烦 吗 呢 的 了 我 要 在 是 和"))...)

func spaced(words []string) (pairs []string) {
	for _, w := range words {
		pairs = append(pairs, w, " ")
	}
	return pairs
}

// NewNear makes an index of questions and their answers.
func NewNear(n int, doc func(i int) (question, answer string)) *Near {
	x := &Near{in: map[string][]int{}, docs: make([]nearDoc, n), total: float64(n)}
	for i := range n {
		q, a := doc(i)
		x.docs[i].question = nearGrams(q)
		all := nearGrams(a)
		for g := range x.docs[i].question {
			all[g] = true
		}
		for g := range all {
			x.in[g] = append(x.in[g], i)
		}
	}
	for i := range x.docs {
		for g := range x.docs[i].question {
			x.docs[i].weight += x.rarity(g)
		}
	}
	return x
}

// nearGrams are the pairs and words of a text that say something.
func nearGrams(text string) map[string]bool {
	out := map[string]bool{}
	for _, g := range telling(text) {
		out[g] = true
	}
	return out
}

func telling(text string) []string { return fold.Needs(nil, hollow.Replace(fold.String(text))) }

func (x *Near) rarity(g string) float64 {
	return math.Log(1 + (x.total+1)/float64(len(x.in[g])+1))
}

// Find returns at most so many documents, nearest first: those whose question the
// text has, or which have what the text says.
func (x *Near) Find(text string, most int) []Hit {
	grams := nearGrams(text)
	var all float64
	asked, found := make([]float64, len(x.docs)), make([]float64, len(x.docs))
	for g := range grams {
		w := x.rarity(g)
		all += w
		for _, i := range x.in[g] {
			found[i] += w
			if x.docs[i].question[g] {
				asked[i] += w
			}
		}
	}
	var out []Hit
	for i := range x.docs {
		if found[i] > 0 {
			out = append(out, Hit{At: i, Asked: asked[i] / max(x.docs[i].weight, 1e-9), Found: found[i] / all})
		}
	}
	slices.SortFunc(out, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.score(), a.score()), cmp.Compare(a.At, b.At))
	})
	out = out[:min(len(out), most)]
	for i := range out {
		out[i].Words = x.common(text, out[i].At)
	}
	return out
}

// score puts a question that is asked whole before one whose answer only uses the
// words.
func (h Hit) score() float64 { return 2*h.Asked + h.Found }

// commonMost is how many common parts are shown.
const commonMost = 4

// common returns the longest runs of the text whose pairs the question has.
func (x *Near) common(text string, at int) []string {
	var out []string
	run := ""
	end := func() {
		if n := len([]rune(run)); n > 1 && !slices.Contains(out, run) {
			out = append(out, run)
		}
		run = ""
	}
	last := ""
	for _, g := range telling(text) {
		if !x.docs[at].question[g] {
			end()
			last = ""
			continue
		}
		r := []rune(g)
		if last != "" && len(r) == 2 && []rune(last)[len([]rune(last))-1] == r[0] {
			run += string(r[1])
		} else {
			end()
			run = g
		}
		last = g
	}
	end()
	slices.SortStableFunc(out, func(a, b string) int { return len([]rune(b)) - len([]rune(a)) })
	return out[:min(len(out), commonMost)]
}
