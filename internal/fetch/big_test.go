package fetch

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"sync"
	"testing"
	"time"
)

// Large bodies keep their own bytes although they grow in chunks that are used
// again, and those that are too large leave their limit behind at most.
func TestLargeBodies(t *testing.T) {
	body := func(n int) []byte { return bytes.Repeat([]byte(fmt.Sprintf("%08d", n)), 100_000) }
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n int
		if _, err := fmt.Sscanf(r.URL.Path, "/%d", &n); err == nil {
			w.Write(body(n))
			return
		}
		if r.URL.Path != "/endless" {
			http.NotFound(w, r)
			return
		}
		for junk := bytes.Repeat([]byte("x"), 1<<16); ; {
			if _, err := w.Write(junk); err != nil {
				return
			}
		}
	}))
	t.Cleanup(web.Close)
	c := New(Config{Now: time.Now, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	t.Cleanup(c.Close)
	var wait sync.WaitGroup
	for n := range 24 {
		wait.Go(func() {
			res, err := c.Get(context.Background(), Request{URL: fmt.Sprintf("%s/%d", web.URL, n)})
			if err != nil || !bytes.Equal(res.Body, body(n)) {
				t.Errorf("body %d: %v, %d bytes", n, err, len(res.Body))
			}
		})
	}
	wait.Wait()
	const times, limit = 20, 8 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range times {
		if _, err := c.Get(context.Background(), Request{URL: web.URL + "/endless", Limit: limit}); err == nil {
			t.Fatal("an endless body was read")
		}
	}
	runtime.ReadMemStats(&after)
	left := float64(after.TotalAlloc-before.TotalAlloc) / times
	t.Logf("an endless body leaves %.1f MB behind", left/(1<<20))
	if left > 1.25*limit {
		t.Errorf("an endless body leaves %.1f MB behind, more than its limit", left/(1<<20))
	}
}
