// Package testkit holds what tests of several packages need: a database of
// their own on each engine, a clock that stands still, the folder of test
// material and a free port. Tests alone import it, and it imports no other
// package of Yingda, so that every package can use it.
package testkit

import (
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Start is the instant at which a new Clock stands: Monday 2026-03-16, 09:00
// in Asia/Shanghai, an ordinary working day with known neighbours.
var Start = time.Date(2026, 3, 16, 1, 0, 0, 0, time.UTC)

// Clock is a settable clock for everything that takes `now func() time.Time`.
// It never moves by itself. It is safe for use by several goroutines.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock returns a clock that stands at the given instant; the zero instant
// means Start.
func NewClock(at time.Time) *Clock {
	if at.IsZero() {
		at = Start
	}
	return &Clock{at: at.UTC()}
}

// Now returns the instant at which the clock stands, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set moves the clock to an instant, which may lie before the present one.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at.UTC()
}

// Advance moves the clock by d and returns the new instant.
func (c *Clock) Advance(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	return c.at
}

// Root returns the top folder of the repository, the one with go.mod.
func Root(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			tb.Fatal("no go.mod above the test's folder")
		}
		dir = up
	}
}

// Data returns the path of one folder of the test material made by others,
// which is not part of this repository: below YINGDA_TESTDATA, else below
// ../shared/data beside the repository. Where it is absent the test is skipped
// with one line, which the count at the end of `make test` shows.
func Data(tb testing.TB, folder string) string {
	tb.Helper()
	base := os.Getenv("YINGDA_TESTDATA")
	if base == "" {
		base = filepath.Join(Root(tb), "..", "shared", "data")
	}
	path := filepath.Join(base, folder)
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("test material %q is absent: set YINGDA_TESTDATA to the folder that holds it", folder)
	}
	return path
}

// FreePort returns a TCP port of the loopback address that was free a moment
// ago. Prefer listening on port 0 where the code under test allows it.
func FreePort(tb testing.TB) int {
	tb.Helper()
	port, err := freePort()
	if err != nil {
		tb.Fatal(err)
	}
	return port
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// Torture reports whether the long tests were asked for (`make torture`).
func Torture() bool { return os.Getenv("YINGDA_TORTURE") != "" }

// Deep returns how often a long test runs: the sample of `make test`, or all of
// `make torture`.
func Deep(sample, full int) int {
	if Torture() {
		return full
	}
	return sample
}
