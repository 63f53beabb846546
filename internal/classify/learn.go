package classify

import (
	"math"
	"math/rand/v2"
)

// scorer gives each kind a score for a weighted text. Weights lie together by
// gram: those of gram g for kind k at g*kinds+k.
type scorer struct {
	kinds   int
	weights []float32
	bias    []float32
}

func (s *scorer) scores(d []feature, out []float64) []float64 {
	out = out[:0]
	for _, b := range s.bias {
		out = append(out, float64(b))
	}
	for _, f := range d {
		row := s.weights[int(f.id)*s.kinds : int(f.id+1)*s.kinds]
		for k, w := range row {
			out[k] += float64(w * f.v)
		}
	}
	return out
}

const (
	smoothing = 0.2  // of the counts of complement naive Bayes
	seedTimes = 6    // how many examples the name of a kind is worth
	bayesGain = 12.0 // brings its scores to the scale of the linear model

	rounds    = 8
	step      = 0.5
	shrink    = 2e-6
	evenOut   = 0.3 // how far a rare kind is made to count like a frequent one
	learnSeed = 20260301
)

// bayes learns a complement naive Bayes: each kind is described by what the
// others do not say, which is steadier while examples are few. The seeds are
// the names of the kinds.
func bayes(docs [][]feature, labels []int, seeds [][]feature, kinds, space int) *scorer {
	counts := make([]float64, space*kinds)
	total := make([]float64, kinds)
	add := func(d []feature, k int, times float64) {
		for _, f := range d {
			counts[int(f.id)*kinds+k] += times * float64(f.v)
			total[k] += times * float64(f.v)
		}
	}
	for i, d := range docs {
		add(d, labels[i], 1)
	}
	for k, d := range seeds {
		add(d, k, seedTimes)
	}
	used, all := 0, 0.0
	for _, t := range total {
		all += t
	}
	s := &scorer{kinds: kinds, weights: make([]float32, space*kinds), bias: make([]float32, kinds)}
	sum := make([]float64, space)
	for g := range sum {
		for k := range kinds {
			sum[g] += counts[g*kinds+k]
		}
		if sum[g] > 0 {
			used++
		}
	}
	length := make([]float64, kinds)
	for g := range sum {
		if sum[g] == 0 {
			continue
		}
		for k := range kinds {
			rest := (sum[g] - counts[g*kinds+k] + smoothing) / (all - total[k] + smoothing*float64(used))
			w := -math.Log(rest)
			s.weights[g*kinds+k] = float32(w)
			length[k] += w
		}
	}
	for g := range sum {
		if sum[g] == 0 {
			continue
		}
		// The weights of each kind are made comparable, then centred, so that a
		// gram that tells nothing weighs nothing.
		mean := 0.0
		for k := range kinds {
			i := g*kinds + k
			s.weights[i] = float32(float64(s.weights[i]) / length[k] * float64(used))
			mean += float64(s.weights[i]) / float64(kinds)
		}
		for k := range kinds {
			i := g*kinds + k
			s.weights[i] = float32((float64(s.weights[i]) - mean) * bayesGain)
		}
	}
	return s
}

// linear learns softmax regression by AdaGrad.
func linear(docs [][]feature, labels []int, kinds, space int) *scorer {
	s := &scorer{kinds: kinds, weights: make([]float32, space*kinds), bias: make([]float32, kinds)}
	past := make([]float32, space*kinds)
	pastBias := make([]float32, kinds)
	times := evened(labels, kinds)
	r := rand.New(rand.NewPCG(learnSeed, uint64(len(docs))))
	p := make([]float64, kinds)
	for range rounds {
		for _, i := range r.Perm(len(docs)) {
			p = softmax(s.scores(docs[i], p), 1)
			for k := range p {
				grad := p[k]
				if k == labels[i] {
					grad--
				}
				if g := float32(grad * times[labels[i]]); g > 1e-3 || g < -1e-3 {
					s.learn(docs[i], k, g, past)
					pastBias[k] += g * g
					s.bias[k] -= 0.1 * step * g / (float32(math.Sqrt(float64(pastBias[k]))) + 1e-6)
				}
			}
		}
	}
	return s
}

func (s *scorer) learn(d []feature, k int, g float32, past []float32) {
	for _, f := range d {
		i := int(f.id)*s.kinds + k
		x := g*f.v + shrink*s.weights[i]
		past[i] += x * x
		s.weights[i] -= step * x / (float32(math.Sqrt(float64(past[i]))) + 1e-6)
	}
}

func evened(labels []int, kinds int) []float64 {
	n := make([]float64, kinds)
	for _, l := range labels {
		n[l]++
	}
	for k := range n {
		n[k] = math.Pow(float64(len(labels))/float64(kinds)/max(1, n[k]), evenOut)
	}
	return n
}

// softmax turns scores into shares that add up to 1, in place.
func softmax(scores []float64, sharpness float64) []float64 {
	top := math.Inf(-1)
	for _, x := range scores {
		top = max(top, x)
	}
	sum := 0.0
	for i, x := range scores {
		scores[i] = math.Exp((x - top) * sharpness)
		sum += scores[i]
	}
	for i := range scores {
		scores[i] /= sum
	}
	return scores
}
