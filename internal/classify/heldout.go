package classify

import (
	"math/rand/v2"
	"slices"
)

// trial holds the scores of the held-out texts under one mix of methods.
type trial struct {
	share  float64
	scores [][]float64
	right  int
}

// choose holds parts of the examples out in turn, takes the method that does
// best on them, and sets sharpness and threshold by its answers.
func (m *Model) choose(docs [][]feature, labels []int) {
	m.sharpness, m.threshold = 1, never
	m.share = usualShare(len(docs))
	folds := foldsFor(len(docs))
	if len(m.labels) < 2 || folds < 2 {
		return
	}
	part := parts(labels, len(m.labels), folds)
	shares := []float64{m.share}
	if len(docs) < 4*fewExamples {
		shares = append(shares, 0.5)
	}
	trials := make([]trial, len(shares))
	for i, s := range shares {
		trials[i] = trial{share: s, scores: make([][]float64, len(docs))}
	}
	for fold := range folds {
		m.hold(docs, labels, part, fold, trials)
	}
	best := 0
	for i := range trials {
		trials[i].rate(labels)
		if i > 0 && float64(trials[i].right-trials[best].right) > preferred*float64(len(docs)) {
			best = i
		}
	}
	m.share = trials[best].share
	m.calibrate(trials[best].scores, labels)
}

func usualShare(n int) float64 {
	if n < fewExamples {
		return 0
	}
	return 1
}

// foldsFor returns how many parts are held out in turn: more when examples are
// few, because each then counts.
func foldsFor(n int) int {
	switch {
	case n < 20:
		return 0
	case n < 1500:
		return 8
	case n < 4000:
		return 5
	}
	return 3
}

// parts deals the examples of each kind evenly to the folds.
func parts(labels []int, kinds, folds int) []int {
	out := make([]int, len(labels))
	r := rand.New(rand.NewPCG(learnSeed, 7))
	next := make([]int, kinds)
	for k := range next {
		next[k] = r.IntN(folds)
	}
	for _, i := range r.Perm(len(labels)) {
		out[i] = next[labels[i]] % folds
		next[labels[i]]++
	}
	return out
}

func (m *Model) hold(docs [][]feature, labels, part []int, fold int, trials []trial) {
	var shown [][]feature
	var known []int
	for i, d := range docs {
		if part[i] != fold {
			shown, known = append(shown, d), append(known, labels[i])
		}
	}
	h := Model{labels: m.labels, space: m.space, share: trials[0].share}
	if len(trials) > 1 {
		h.share = 0.5 // both parts are needed
	}
	h.fit(shown, known)
	for i, d := range docs {
		if part[i] != fold {
			continue
		}
		w := weigh(d, h.rarity)
		for t := range trials {
			h.share = trials[t].share
			trials[t].scores[i] = h.mixed(w)
		}
	}
}

func (t *trial) rate(labels []int) {
	for i, s := range t.scores {
		if first, _ := topTwo(s); first == labels[i] {
			t.right++
		}
	}
}

var sharpnesses = []float64{0.2, 0.3, 0.45, 0.6, 0.8, 1, 1.25, 1.6, 2, 2.6, 3.4, 4.5, 6, 8, 11, 15}

// calibrate sets the sharpness under which the shares come closest to how often
// the model is right, then the threshold.
func (m *Model) calibrate(scores [][]float64, labels []int) {
	best := -1.0
	for _, sharp := range sharpnesses {
		loss := 0.0
		for i, s := range scores {
			loss += logLoss(softmax(slices.Clone(s), sharp)[labels[i]])
		}
		if best < 0 || loss < best {
			best, m.sharpness = loss, sharp
		}
	}
	type answer struct {
		confidence float64
		right      bool
	}
	answers := make([]answer, len(scores))
	m.held = HeldOut{Examples: len(scores), ByLabel: map[string]float64{}}
	found, all := make([]float64, len(m.labels)), make([]float64, len(m.labels))
	for i, s := range scores {
		p := softmax(slices.Clone(s), m.sharpness)
		first, second := topTwo(p)
		answers[i] = answer{p[first], first == labels[i]}
		all[labels[i]]++
		if first == labels[i] {
			found[labels[i]]++
			m.held.Accuracy += 1 / float64(len(scores))
		}
		if first == labels[i] || second == labels[i] {
			m.held.Two += 1 / float64(len(scores))
		}
	}
	for k, name := range m.labels {
		if all[k] > 0 {
			m.held.ByLabel[name] = found[k] / all[k]
		}
	}
	slices.SortStableFunc(answers, func(a, b answer) int { return compareDown(a.confidence, b.confidence) })
	right := 0
	for i, a := range answers {
		if a.right {
			right++
		}
		share := float64(right) / float64(i+1)
		last := i+1 == len(answers) || answers[i+1].confidence < a.confidence
		if last && i >= 9 && share >= precision {
			m.threshold = a.confidence
			m.held.Coverage, m.held.Precision = float64(i+1)/float64(len(answers)), share
		}
	}
}
