package group

import (
	"os"
	"sort"
	"strconv"
	"testing"
)

// quality holds what Q5 asks for, measured on the invented corpus.
type quality struct {
	mean, worst float64
	inTen       int // of the ten agreed concerns
	pure        int // of the twenty hottest
	pairF       float64
}

func measure(m *maker, got []Concern) quality {
	var q quality
	at := map[string]int{}
	for i, c := range got {
		for _, id := range c.IDs {
			at[id] = i
		}
	}
	var agreed []int
	for c := range m.size {
		agreed = append(agreed, c)
	}
	sort.Slice(agreed, func(i, k int) bool {
		a, b := agreed[i], agreed[k]
		return m.size[a] > m.size[b] || m.size[a] == m.size[b] && a < b
	})
	q.worst = 1
	for _, c := range agreed[:10] {
		in := map[int]int{}
		for id, t := range m.truth {
			if t == c {
				in[at[id]]++
			}
		}
		best, where := 0.0, 0
		for i, n := range in {
			if f := 2 * float64(n) / float64(m.size[c]+len(got[i].IDs)); f > best {
				best, where = f, i
			}
		}
		q.mean += best / 10
		q.worst = min(q.worst, best)
		if where < 10 {
			q.inTen++
		}
	}
	for _, c := range got[:min(20, len(got))] {
		n := map[int]int{}
		most := 0
		for _, id := range c.IDs {
			n[m.truth[id]]++
			most = max(most, n[m.truth[id]])
		}
		if float64(most) >= 0.8*float64(len(c.IDs)) {
			q.pure++
		}
	}
	right, joined, true2 := 0, 0, 0
	for _, n := range m.size {
		true2 += n * (n - 1) / 2
	}
	for _, c := range got {
		n := map[int]int{}
		for _, id := range c.IDs {
			right += n[m.truth[id]]
			n[m.truth[id]]++
		}
		joined += len(c.IDs) * (len(c.IDs) - 1) / 2
	}
	q.pairF = 2 * float64(right) / float64(max(1, joined+true2))
	return q
}

func TestBatchFindsTheAgreedConcerns(t *testing.T) {
	n := 1500
	if v, err := strconv.Atoi(os.Getenv("YINGDA_POSTS")); err == nil {
		n = v
	}
	for seed := range uint64(2) {
		m := corpus(seed+1, n)
		q := measure(m, Batch(m.posts, Options{}))
		t.Logf("seed %d: mean F %.3f, worst %.2f, in the ten hottest %d, one concern %d of 20, pair F %.3f", seed+1, q.mean, q.worst, q.inTen, q.pure, q.pairF)
		if q.mean < 0.93 || q.worst < 0.85 || q.inTen < 9 || q.pure < 14 {
			t.Errorf("seed %d: weaker than asked", seed+1)
		}
	}
}
