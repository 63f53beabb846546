package group

import (
	"fmt"
	"os"
	"sort"
	"testing"
)

func TestDump(t *testing.T) {
	if os.Getenv("DUMP") == "" {
		t.Skip()
	}
	m := corpus(1, 1500)
	x := NewIndex(Options{})
	cs := map[int]*concern{}
	var ms []*member
	for _, p := range m.posts {
		mm := newMember(p)
		ms = append(ms, mm)
		x.weights.post(&mm.features, 1)
	}
	x.frozen = true
	for i, mm := range ms {
		c := m.truth[m.posts[i].ID]
		cs[c] = x.join(mm, cs[c])
	}
	var pos, neg, lone []float64
	for i, mm := range ms {
		k := m.truth[m.posts[i].ID]
		c := cs[k]
		if m.size[k] >= 5 {
			c.remove(mm, &x.weights)
			a := newConcern(-1)
			a.addQuietly(mm)
			pos = append(pos, x.compare(a, c).score)
			x.join(mm, c)
		}
		a := newConcern(-1)
		a.addQuietly(mm)
		best := 0.0
		for _, d := range x.near(a) {
			if d != c {
				best = max(best, x.compare(a, d).score)
			}
		}
		if m.size[k] == 1 {
			lone = append(lone, best)
		} else {
			neg = append(neg, best)
		}
	}
	q := func(n string, v []float64) {
		sort.Float64s(v)
		fmt.Print(n, len(v))
		for _, p := range []float64{.02, .05, .1, .25, .5, .75, .9, .95, .98} {
			fmt.Printf(" %.0f%%:%.2f", p*100, v[int(p*float64(len(v)-1))])
		}
		fmt.Println()
	}
	q("own ", pos)
	q("best other ", neg)
	q("single best other ", lone)
	got := Batch(m.posts, Options{})
	by := map[string]Post{}
	for _, p := range m.posts {
		by[p.ID] = p
	}
	for _, c := range got[:20] {
		n := map[int]int{}
		for _, id := range c.IDs {
			n[m.truth[id]]++
		}
		fmt.Println("==", c.Title, len(c.IDs), c.Score, n)
		seen := map[int]bool{}
		for _, id := range c.IDs {
			if !seen[m.truth[id]] && len(seen) < 4 {
				seen[m.truth[id]] = true
				fmt.Println("    ", m.truth[id], by[id].Title)
			}
		}
	}
}
