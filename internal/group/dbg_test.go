package group

import (
	"fmt"
	"os"
	"testing"
)

func TestDbg(t *testing.T) {
	if os.Getenv("DBG") == "" {
		t.Skip()
	}
	m := corpus(1, 1500)
	x := batchIndex(m.posts, Options{})
	var pick []*concern
	for _, c := range x.open {
		n := 0
		for _, mm := range c.members {
			if m.truth[mm.id] == 1 {
				n++
			}
		}
		if n >= 3 {
			pick = append(pick, c)
			fmt.Println(len(c.members), n, c.members[0].title, len(c.entries))
			for _, q := range c.places {
				fmt.Println("   ", x.spell(q.key), q.at, q.n, x.weights.certainty(q.place))
			}
		}
	}
	for i, a := range pick {
		for _, b := range pick[:i] {
			l := x.compare(a, b)
			fmt.Println(a.members[0].title, b.members[0].title, l.score, x.mergeNeed(a, b, l), l.samePlace, l.otherPlace, x.absent(a, b, site), x.absent(b, a, site), x.reasons(l))
		}
	}
}
