//go:build measure

package store_test

import (
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"yingda/internal/store"
	"yingda/internal/testkit"
)

// TestSearchSpeed measures queries of two and more characters, frequent and
// rare, first page; with YINGDA_ROWS=1000000 it is the figure of
// docs/performance.md.
func TestSearchSpeed(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("YINGDA_ROWS"))
	if err != nil {
		t.Fatal("set YINGDA_ROWS to the number of posts to measure with")
	}
	testkit.Each(t, func(t *testing.T, engine testkit.Engine, url string) {
		s := openStore(t, engine, url)
		r := rand.New(rand.NewPCG(9, 10))
		// Characters are as frequent as in prose: a few are in most texts, most
		// in few.
		zipf := rand.NewZipf(r, 1.15, 8, 3000)
		text := func(n int) string {
			out := make([]rune, n)
			for i := range out {
				out[i] = rune(0x4E00 + zipf.Uint64())
			}
			return string(out)
		}
		for from := 0; from < n; from += 10_000 {
			posts := make([]store.Post, min(10_000, n-from))
			for i := range posts {
				posts[i] = store.Post{Title: text(12), Text: text(30 + r.IntN(60)), Topics: []string{"t"}, TextKey: int64(from + i + 1), Signature: []byte{1}}
			}
			fill(t, s, posts)
		}
		for _, length := range []int{1, 2, 4} {
			var each []time.Duration
			most := time.Duration(0)
			worst := ""
			for i := range 400 {
				q := text(length)
				begun := time.Now()
				_, err := s.Search(context.Background(), store.SearchQuery{Text: q})
				must(t, err)
				if took := time.Since(begun); i >= 50 {
					if each = append(each, took); took > most {
						most, worst = took, q
					}
				}
			}
			slices.Sort(each)
			t.Logf("%d characters: p50 %v, p99 %v, worst %v (%s)", length, each[len(each)/2], each[len(each)*99/100], most, worst)
		}
	})
}
