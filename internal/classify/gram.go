package classify

import (
	"cmp"
	"math"
	"slices"
	"unicode"

	"yingda/internal/fold"
)

const (
	smallSpace = 1 << 18 // hashed grams
	largeSpace = 1 << 20 // where many examples bring many grams, and kinds are few
	fewKinds   = 12
	longest    = 3   // characters of a gram
	titleTimes = 3   // what a gram of the title counts
	textRunes  = 700 // characters of a text that are read
)

// feature is one gram of a text with its count, later its weight.
type feature struct {
	id uint32
	v  float32
}

// spaceFor returns how many grams a model tells apart.
func spaceFor(examples, kinds int) uint32 {
	if examples >= 4*fewExamples && kinds <= fewKinds {
		return largeSpace
	}
	return smallSpace
}

// eachGram calls do with the hash (24 bits) of every gram of s within runs of
// letters and digits, and with its spelling.
func eachGram(s []rune, do func(id uint32, gram []rune)) {
	for from := 0; from < len(s); from++ {
		if s[from] == ' ' {
			continue
		}
		h := uint64(0xCBF29CE484222325)
		for to := from; to < len(s) && to < from+longest && s[to] != ' '; to++ {
			h = (h ^ uint64(s[to])) * 0x9E3779B97F4A7C15
			h ^= h >> 29
			do(uint32(h>>40), s[from:to+1])
		}
	}
}

// clean folds s and turns whatever is no letter or digit into a space.
func clean(s string, most int) []rune {
	var out []rune
	for _, r := range s {
		if len(out) == most {
			break
		}
		if r = fold.Rune(r); !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			r = ' '
		}
		out = append(out, r)
	}
	return out
}

// count returns the grams of a text, sorted, with their damped counts.
func count(title, text string, space uint32) []feature {
	var all []feature
	eachGram(clean(title, textRunes), func(id uint32, _ []rune) { all = append(all, feature{id % space, titleTimes}) })
	eachGram(clean(text, textRunes), func(id uint32, _ []rune) { all = append(all, feature{id % space, 1}) })
	slices.SortFunc(all, func(a, b feature) int { return cmp.Compare(a.id, b.id) })
	out := all[:0]
	for _, f := range all {
		if n := len(out); n > 0 && out[n-1].id == f.id {
			out[n-1].v += f.v
			continue
		}
		out = append(out, f)
	}
	for i := range out {
		out[i].v = float32(math.Log1p(float64(out[i].v)))
	}
	return slices.Clip(out)
}

// rarities returns the weight of each gram by how few examples have it; 0 for
// one that a single example has, which can teach nothing.
func rarities(docs [][]feature, space uint32) []float32 {
	in := make([]float32, space)
	for _, d := range docs {
		for _, f := range d {
			in[f.id]++
		}
	}
	for i, n := range in {
		if n < 2 {
			in[i] = 0
			continue
		}
		in[i] = float32(math.Log(1 + float64(len(docs))/float64(n)))
	}
	return in
}

// weigh returns d weighted by rarity and of length 1.
func weigh(d []feature, rarity []float32) []feature {
	out := make([]feature, 0, len(d))
	sum := 0.0
	for _, f := range d {
		if w := f.v * rarity[f.id]; w > 0 {
			out = append(out, feature{f.id, w})
			sum += float64(w) * float64(w)
		}
	}
	if sum > 0 {
		by := float32(1 / math.Sqrt(sum))
		for i := range out {
			out[i].v *= by
		}
	}
	return out
}
