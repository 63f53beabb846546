package classify

import (
	"math"
	"slices"

	"yingda/internal/fault"
)

const (
	// fewExamples is where the linear model begins to be the better one.
	fewExamples = 700
	// precision that held-out parts must reach above the threshold; a little
	// more than the 0.90 that is promised.
	precision = 0.92
	// never is a threshold that no confidence reaches.
	never = 2
	// preferred is what the other method must gain on held-out parts to be
	// taken in place of the usual one.
	preferred = 0.015
)

// Example is a text that a person sorted.
type Example struct{ Title, Text, Label string }

// Model is a trained classifier. It is read only and may be shared.
type Model struct {
	labels    []string
	space     uint32     // grams that are told apart
	rarity    []float32  // of each gram, 0 if it tells nothing
	parts     [2]*scorer // complement naive Bayes, linear; nil if unused
	share     float64    // of the linear one
	sharpness float64
	threshold float64
	held      HeldOut
}

// HeldOut tells how the model did on parts of its training data that it was
// not shown.
type HeldOut struct {
	Examples int
	Accuracy float64
	// Coverage is the share of texts above the threshold, Precision the share of
	// right answers among them.
	Coverage, Precision float64
	// Two is the share whose kind was among the two suggestions.
	Two float64
	// ByLabel holds the share found (recall) of each kind.
	ByLabel map[string]float64
}

// Prediction is what a model says of a text.
type Prediction struct {
	Label      string  // empty below the threshold
	Confidence float64 // that Guess is right, 0 to 1
	Guess      string
	Second     string   // empty if there is one kind alone
	Words      []string // that spoke for Guess, heaviest first
	Choices    []Choice // the best three, Guess first
}

// Choice is one kind with its share of the confidence, 0 to 1.
type Choice struct {
	Label string
	Share float64
}

// Train learns from sorted examples; those without a label are left out. It
// returns fault.Invalid if none is left. The same examples in the same order
// give the same model.
func Train(examples []Example) (*Model, error) {
	m := &Model{}
	for _, e := range examples {
		if e.Label != "" && !slices.Contains(m.labels, e.Label) {
			m.labels = append(m.labels, e.Label)
		}
	}
	if len(m.labels) == 0 {
		return nil, fault.New(fault.Invalid, "classify.examples", "没有带类别的样本，无法训练。")
	}
	slices.Sort(m.labels)
	m.space = spaceFor(len(examples), len(m.labels))
	var docs [][]feature
	var labels []int
	for _, e := range examples {
		if e.Label != "" {
			docs = append(docs, count(e.Title, e.Text, m.space))
			labels = append(labels, slices.Index(m.labels, e.Label))
		}
	}
	m.choose(docs, labels)
	m.fit(docs, labels)
	return m, nil
}

// fit learns from all documents with the chosen methods.
func (m *Model) fit(docs [][]feature, labels []int) {
	m.rarity = rarities(docs, m.space)
	if m.share < 1 {
		m.raiseSeeds(len(docs))
	}
	weighted := make([][]feature, len(docs))
	for i, d := range docs {
		weighted[i] = weigh(d, m.rarity)
	}
	m.parts = [2]*scorer{}
	if m.share < 1 {
		m.parts[0] = bayes(weighted, labels, m.seeds(), len(m.labels), int(m.space))
	}
	if m.share > 0 {
		m.parts[1] = linear(weighted, labels, len(m.labels), int(m.space))
	}
}

// raiseSeeds lets the grams of the names of kinds count that too few examples have
// to teach anything.
func (m *Model) raiseSeeds(examples int) {
	for _, name := range m.labels {
		for _, f := range count(name, "", m.space) {
			if m.rarity[f.id] == 0 {
				m.rarity[f.id] = float32(math.Log(1 + float64(examples)/2))
			}
		}
	}
}

// seeds returns the names of the kinds as texts.
func (m *Model) seeds() [][]feature {
	out := make([][]feature, len(m.labels))
	for k, name := range m.labels {
		var d []feature
		for _, f := range count(name, "", m.space) {
			d = append(d, feature{f.id, f.v * max(m.rarity[f.id], 1)})
		}
		flat := make([]float32, m.space)
		for _, f := range d {
			flat[f.id] = 1
		}
		out[k] = weigh(d, flat)
	}
	return out
}

// mixed returns the scores of a text by all parts.
func (m *Model) mixed(d []feature) []float64 {
	out := make([]float64, len(m.labels))
	for i, by := range []float64{1 - m.share, m.share} {
		if m.parts[i] == nil {
			continue
		}
		for k, x := range m.parts[i].scores(d, nil) {
			out[k] += by * x
		}
	}
	return out
}

// Predict sorts a text.
func (m *Model) Predict(title, text string) Prediction {
	d := weigh(count(title, text, m.space), m.rarity)
	p := softmax(m.mixed(d), m.sharpness)
	first, second := topTwo(p)
	out := Prediction{Guess: m.labels[first], Confidence: p[first], Choices: m.best(p, 3)}
	if second >= 0 {
		out.Second = m.labels[second]
		out.Words = m.words(title, text, d, first, second)
	}
	if out.Confidence >= m.threshold && len(d) > 0 {
		out.Label = out.Guess
	}
	return out
}

// best returns the n kinds with the largest shares, largest first.
func (m *Model) best(p []float64, n int) []Choice {
	out := make([]Choice, len(p))
	for k, share := range p {
		out[k] = Choice{m.labels[k], share}
	}
	slices.SortStableFunc(out, func(a, b Choice) int { return compareDown(a.Share, b.Share) })
	return out[:min(len(out), n)]
}

// Labels returns the kinds, sorted.
func (m *Model) Labels() []string { return slices.Clone(m.labels) }

// Threshold returns the confidence from which the model speaks; above 1 it
// never does.
func (m *Model) Threshold() float64 { return m.threshold }

// HeldOut returns how the model did on held-out parts.
func (m *Model) HeldOut() HeldOut { return m.held }

func topTwo(p []float64) (first, second int) {
	first, second = 0, -1
	for k := 1; k < len(p); k++ {
		switch {
		case p[k] > p[first]:
			first, second = k, first
		case second < 0 || p[k] > p[second]:
			second = k
		}
	}
	return first, second
}

// wordsMost is how many deciding words are shown.
const wordsMost = 5

// words returns the grams of two or three characters that spoke most for first
// against second.
func (m *Model) words(title, text string, d []feature, first, second int) []string {
	gain := map[uint32]float64{}
	for _, f := range d {
		g := 0.0
		for i, by := range []float64{1 - m.share, m.share} {
			if s := m.parts[i]; s != nil {
				row := s.weights[int(f.id)*s.kinds:]
				g += by * float64((row[first]-row[second])*f.v)
			}
		}
		if g > 0 {
			gain[f.id] = g
		}
	}
	type spelled struct {
		word string
		gain float64
	}
	seen := map[uint32]bool{}
	var all []spelled
	for _, s := range []string{title, text} {
		eachGram(clean(s, textRunes), func(id uint32, gram []rune) {
			id %= m.space
			if len(gram) > 1 && gain[id] > 0 && !seen[id] {
				seen[id] = true
				all = append(all, spelled{string(gram), gain[id]})
			}
		})
	}
	slices.SortStableFunc(all, func(a, b spelled) int { return compareDown(a.gain, b.gain) })
	var out []string
	for _, w := range all {
		if len(out) == wordsMost {
			break
		}
		if !overlaps(out, w.word) {
			out = append(out, w.word)
		}
	}
	return out
}

func compareDown(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

// overlaps reports whether w shares two characters in a row with a word that
// is there already.
func overlaps(words []string, w string) bool {
	r := []rune(w)
	for _, v := range words {
		q := []rune(v)
		for i := 0; i+1 < len(r); i++ {
			for k := 0; k+1 < len(q); k++ {
				if r[i] == q[k] && r[i+1] == q[k+1] {
					return true
				}
			}
		}
	}
	return false
}

func logLoss(p float64) float64 { return -math.Log(max(p, 1e-9)) }
