package dedupe

import (
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"
)

func BenchmarkSign(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	s := sentence(r, 120)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Sign("", s)
	}
}

func BenchmarkCompare(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	s := Text{Text: sentence(r, 300)}
	u := Text{Text: change(r, s.Text, 5)}
	for b.Loop() {
		Compare(s, u)
	}
}

// BenchmarkMillion measures S8: posts of about 100 characters, one in ten an
// edited copy of an earlier one. YINGDA_POSTS sets the number (default 100,000).
func BenchmarkMillion(b *testing.B) {
	n := 100_000
	if v, err := strconv.Atoi(os.Getenv("YINGDA_POSTS")); err == nil {
		n = v
	}
	r := rand.New(rand.NewPCG(9, 10))
	texts, source := make([]string, n), make([]int, n)
	for i := range texts {
		source[i] = -1
		if i > 1000 && i%10 == 9 {
			source[i] = r.IntN(i - 1)
			for source[source[i]] >= 0 {
				source[i] = source[source[i]]
			}
			texts[i] = change(r, texts[source[i]], 1+r.IntN(3))
			continue
		}
		texts[i] = sentence(r, 60+r.IntN(100))
	}
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		x := NewIndex(Options{})
		began, hit, all, wrong := time.Now(), 0, 0, 0
		for i, s := range texts {
			m := x.Add(time.Time{}, Sign("", s))
			switch {
			case source[i] >= 0:
				all++
				if m.Number == source[i] {
					hit++
				}
			case m.Number >= 0:
				wrong++
			}
		}
		took := time.Since(began)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(n)/took.Seconds(), "posts/s")
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "bytes/post")
		b.ReportMetric(float64(hit)/float64(all), "recall")
		b.ReportMetric(float64(wrong)/float64(n), "wrong/post")
		runtime.KeepAlive(x)
	}
}
