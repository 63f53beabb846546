package intake_test

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"yingda/internal/intake"
	"yingda/internal/matter"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

// heap is what is in use after a collection, in bytes.
func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// BenchmarkReadBack is a restart: how long the memory of groups takes to be read
// back, and how much it takes. YINGDA_POSTS says how many posts; without it 5,000.
func BenchmarkReadBack(b *testing.B) {
	n := 5000
	if s := os.Getenv("YINGDA_POSTS"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	o := found(b, testkit.NewClock(time.Time{}), store.Config{Dir: b.TempDir(), Now: testkit.NewClock(time.Time{}).Now})
	for part := range slices.Chunk(corpus(b, n), 1000) {
		if _, err := o.intake.Push(ctx, matter.SystemActor, part); err != nil {
			b.Fatal(err)
		}
	}
	o.group()
	for b.Loop() {
		before := heap()
		in := intake.New(o.store, o.desk)
		o.must(in.Group(ctx))
		b.ReportMetric((heap()-before)/float64(n), "bytes/post")
		runtime.KeepAlive(in)
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "posts/s")
}
