package match
import "testing"
func TestZZ(t *testing.T) {
	for _, n := range []int{10000, 100000} {
		w, _ := NewWords(lexicon(t, n))
		s := new(Scratch)
		runes, cand, hits := 0, 0, 0
		for _, p := range prose(t, 2000000) {
			if len(p) > 5000 { continue }
			h := w.Find(s, p)
			hits += len(h)
			k := len([]rune(p))
			runes += k
			cand += w.sift(s, k+1)
		}
		t.Log(n, "runes", runes, "cand", cand, "hits", hits, len(w.filter)*64, "cells", len(w.cells), "tails", len(w.tails), "bytes", w.bytes())
	}
}
