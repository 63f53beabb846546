package bench

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"yingda/internal/fold"
)

// testdata returns the folder of test data, or skips.
func testdata(b testing.TB) string {
	dir := os.Getenv("YINGDA_TESTDATA")
	if dir == "" {
		dir = "../../shared/data"
	}
	if _, err := os.Stat(dir); err != nil {
		b.Skipf("test data not found at %s; set YINGDA_TESTDATA", dir)
	}
	return dir
}

// lexicon returns n folded words of 2 to 12 runes, spread evenly over all lists.
func lexicon(b testing.TB, n int) []string {
	files, err := filepath.Glob(filepath.Join(testdata(b), "lexicons", "*_*.txt"))
	if err != nil {
		b.Fatal(err)
	}
	var all []string
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		lines := strings.FieldsFunc(string(raw), func(r rune) bool { return r == '\n' || r == '\r' })
		for _, line := range lines {
			word, _, _ := strings.Cut(strings.ReplaceAll(line, "\t", " "), " ")
			if k := len([]rune(word)); k >= 2 && k <= 12 {
				all = append(all, fold.String(word))
			}
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) < n {
		b.Fatalf("%d words, want %d", len(all), n)
	}
	out := make([]string, n)
	for i := range out {
		out[i] = all[i*len(all)/n]
	}
	return out
}

// prose returns the paragraphs of the laws, folded already, so that libraries
// that do not fold find the same.
func prose(b testing.TB) []string {
	var texts []string
	err := filepath.WalkDir(filepath.Join(testdata(b), "cn_laws"), func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "SOURCE.txt" {
			return err
		}
		raw, err := os.ReadFile(name)
		for line := range strings.Lines(fold.String(string(raw))) {
			texts = append(texts, line)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return texts
}

// contestant is one way to do the work; run returns a count to compare.
type contestant struct {
	name string
	run  func(texts []string) int
}

// cpu returns the processor time that the calling thread has used, so that a
// busy machine does not spoil the figures.
func cpu() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err)
	}
	return time.Duration(t.Nano())
}

// race lets the contestants take turns over the same texts and reports for each
// its best speed in MB/s, and the first one's ratio to each other one.
func race(b *testing.B, texts []string, all []contestant) {
	size := 0
	for _, t := range texts {
		size += len(t)
	}
	best := make([]time.Duration, len(all))
	counts := make([]int, len(all))
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for b.Loop() {
		for i, c := range all {
			start := cpu()
			counts[i] = c.run(texts)
			if d := cpu() - start; best[i] == 0 || d < best[i] {
				best[i] = d
			}
		}
	}
	for i, c := range all {
		b.ReportMetric(float64(size)/1e6/best[i].Seconds(), c.name+"-MB/s")
		if i > 0 {
			b.ReportMetric(best[i].Seconds()/best[0].Seconds(), "x-"+c.name)
		}
	}
	b.Logf("%d bytes, counts %v", size, counts)
}

// heap returns what build leaves in memory, and how long it took.
func heap(build func() any) (float64, time.Duration) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	kept := build()
	took := time.Since(start)
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(kept)
	return float64(after.HeapAlloc-before.HeapAlloc) / 1e6, took
}
