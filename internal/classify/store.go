package classify

import (
	"bytes"
	"encoding/gob"

	"yingda/internal/fault"
)

// ModelVersion is written into every stored model; a model of another version
// has to be trained again.
const ModelVersion = 1

// stored is the model as it is kept: only the grams that were seen.
type stored struct {
	Version   int
	Labels    []string
	Space     uint32 // 0 in models of before: smallSpace
	Grams     []uint32
	Rarity    []float32
	Bayes     []float32
	Linear    []float32
	Bias      []float32
	Share     float64
	Sharpness float64
	Threshold float64
	Held      HeldOut
}

// MarshalBinary returns the model for storage.
func (m *Model) MarshalBinary() ([]byte, error) {
	s := stored{
		Version: ModelVersion, Labels: m.labels, Space: m.space, Share: m.share,
		Sharpness: m.sharpness, Threshold: m.threshold, Held: m.held,
	}
	k := len(m.labels)
	for g, r := range m.rarity {
		if r == 0 {
			continue
		}
		s.Grams, s.Rarity = append(s.Grams, uint32(g)), append(s.Rarity, r)
		if p := m.parts[0]; p != nil {
			s.Bayes = append(s.Bayes, p.weights[g*k:(g+1)*k]...)
		}
		if p := m.parts[1]; p != nil {
			s.Linear = append(s.Linear, p.weights[g*k:(g+1)*k]...)
			s.Bias = p.bias
		}
	}
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(s)
	return b.Bytes(), err
}

// UnmarshalBinary reads a stored model. It returns fault.Invalid if the data
// are damaged or of another version.
func (m *Model) UnmarshalBinary(b []byte) error {
	var s stored
	bad := fault.New(fault.Invalid, "classify.model", "分类模型已损坏或版本不符，请用样本重新训练。")
	if err := gob.NewDecoder(bytes.NewReader(b)).Decode(&s); err != nil || s.Version != ModelVersion {
		return bad
	}
	if s.Space == 0 {
		s.Space = smallSpace
	}
	k, n := len(s.Labels), len(s.Grams)
	fits := func(w []float32) bool { return len(w) == 0 || len(w) == n*k }
	if k == 0 || s.Space != smallSpace && s.Space != largeSpace || len(s.Rarity) != n || !fits(s.Bayes) || !fits(s.Linear) || len(s.Bias) != 0 && len(s.Bias) != k {
		return bad
	}
	out := Model{
		labels: s.Labels, space: s.Space, rarity: make([]float32, s.Space), share: s.Share,
		sharpness: s.Sharpness, threshold: s.Threshold, held: s.Held,
	}
	for i, w := range [][]float32{s.Bayes, s.Linear} {
		if len(w) > 0 {
			out.parts[i] = &scorer{kinds: k, weights: make([]float32, int(s.Space)*k), bias: make([]float32, k)}
		}
	}
	if p := out.parts[1]; p != nil {
		copy(p.bias, s.Bias)
	}
	for i, g := range s.Grams {
		if g >= s.Space {
			return bad
		}
		out.rarity[g] = s.Rarity[i]
		for j, w := range [][]float32{s.Bayes, s.Linear} {
			if p := out.parts[j]; p != nil {
				copy(p.weights[int(g)*k:int(g+1)*k], w[i*k:(i+1)*k])
			}
		}
	}
	*m = out
	return nil
}
