package redact

import (
	"os"
	"testing"
	"time"
)

// TestFasterThanRegexp runs both sides in turn, in small slices so that a busy
// machine slows both alike, and holds the ratio of performance goal S4. It is
// part of the long run only.
func TestFasterThanRegexp(t *testing.T) {
	if os.Getenv("YINGDA_TORTURE") == "" {
		t.Skip("runs with YINGDA_TORTURE=1 only")
	}
	posts := prose(t)
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
	ratio := float64(other) * 20 / float64(own)
	t.Logf("%.0f MB/s against %.1f MB/s: %.0f times", 20*float64(size(posts))/1e6/own.Seconds(), float64(size(posts))/1e6/other.Seconds(), ratio)
	if ratio < 20 {
		t.Errorf("only %.1f times as fast as the expressions, want 20", ratio)
	}
}
