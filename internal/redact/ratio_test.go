package redact

import (
	"testing"
	"time"
)

// BenchmarkAgainstRegexp runs both sides in turn, in small slices so that a busy
// machine slows both alike, and reports the ratio of performance goal S4.
func BenchmarkAgainstRegexp(b *testing.B) {
	posts := prose(b)
	for b.Loop() {
		b.ReportMetric(ratioToRegexp(posts), "times")
	}
}

func ratioToRegexp(posts []string) float64 {
	sc := NewScanner(Options{})
	var own, other time.Duration
	for i := 0; i+40 <= len(posts); i += 40 {
		slice := posts[i : i+40]
		for range 20 {
			start := time.Now()
			for _, p := range slice {
				sc.Text(p)
			}
			own += time.Since(start)
		}
		start := time.Now()
		for _, p := range slice {
			for _, r := range plainRules {
				r.re.FindAllStringIndex(p, -1)
			}
		}
		other += time.Since(start)
	}
	return float64(other) * 20 / float64(own)
}
