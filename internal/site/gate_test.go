package site

import (
	"fmt"
	"hash/maphash"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"yingda/internal/testkit"
)

// knock sends one form through a gate as somebody behind an address and returns
// the answer.
func knock(g *gate, address string, head ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "/ask", strings.NewReader("text=x"))
	r.RemoteAddr = address
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	w := httptest.NewRecorder()
	g.guard(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })(w, r)
	return w
}

func (g *gate) left() float64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.all.at.IsZero() {
		return allBurst
	}
	return g.all.left
}

// TestGate lets honest people through, many behind one address too, and holds a
// flood back without locking anybody else out.
func TestGate(t *testing.T) {
	fresh := func() (*gate, *testkit.Clock) {
		clock := testkit.NewClock(testkit.Start)
		return &gate{seed: maphash.MakeSeed(), now: clock.Now, wait: 200 * time.Millisecond}, clock
	}
	through := func(g *gate, address string, n int) (in int) {
		for range n {
			if knock(g, address).Code == http.StatusOK {
				in++
			}
		}
		return in
	}
	t.Run("forty people behind one address write and look within five minutes", func(t *testing.T) {
		g, clock := fresh()
		for i := range 80 { // each sends a message, and looks at it once
			if w := knock(g, "203.0.113.7:4000"); w.Code != http.StatusOK {
				t.Fatalf("the one of number %d is refused", i+1)
			}
			clock.Advance(300 * time.Second / 80)
		}
	})
	t.Run("a hall of thirty sends at the same moment", func(t *testing.T) {
		g, clock := fresh()
		if in := through(g, "203.0.113.7:4000", 30); in != 30 {
			t.Fatalf("%d of 30 got through", in)
		}
		w := knock(g, "203.0.113.7:4001")
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "10" || w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(w.Body.String(), "写好的内容还在") || !strings.Contains(w.Body.String(), "press again") {
			t.Errorf("the next one is told %d %q", w.Code, w.Body)
		}
		clock.Advance(10 * time.Second) // what Retry-After says
		if w := knock(g, "203.0.113.7:4001"); w.Code != http.StatusOK {
			t.Error("ten seconds later it is refused still")
		}
	})
	t.Run("a flood from one address locks nobody else out", func(t *testing.T) {
		g, _ := fresh()
		if in := through(g, "198.51.100.1:1", 10_000); in != eachBurst {
			t.Errorf("%d of the flood got in", in)
		}
		if in := through(g, "203.0.113.7:1", 5); in != 5 {
			t.Errorf("%d of 5 honest ones got in beside it", in)
		}
	})
	t.Run("a flood from everywhere is bounded, and ebbs", func(t *testing.T) {
		g, clock := fresh()
		in := 0
		for i := range 5000 {
			in += through(g, fmt.Sprintf("10%d.%d.%d.9:1", i%9, i/256, i%256), 1)
		}
		if in != allBurst {
			t.Errorf("%d got in at once", in)
		}
		clock.Advance(time.Second)
		if in := through(g, "203.0.113.7:1", 1); in != 1 {
			t.Error("a second later nobody gets in")
		}
	})
	t.Run("behind a proxy that names nobody only the sum is bounded", func(t *testing.T) {
		g, _ := fresh()
		if in := through(g, "", 10_000); in != allBurst {
			t.Errorf("%d of those who look alike got in", in)
		}
	})
	t.Run("a header makes nobody another one", func(t *testing.T) {
		g, _ := fresh()
		in := 0
		for i := range 60 {
			if knock(g, "127.0.0.1:1", "X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i)).Code == http.StatusOK {
				in++
			}
		}
		if in != eachBurst {
			t.Errorf("whoever makes names up gets in %d times", in)
		}
	})
	t.Run("whoever sends slowly holds nobody up, and is told", func(t *testing.T) {
		g, _ := fresh()
		g.wait = 3 * time.Second
		server := httptest.NewServer(g.guard(func(w http.ResponseWriter, r *http.Request) {
			if r.PostFormValue("number") != "M-1" {
				t.Error("what was read before is not there to be read")
			}
		}))
		defer server.Close()
		var slow []net.Conn
		for range mostAtOnce + 4 {
			c, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			fmt.Fprint(c, "POST /follow HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\na")
			slow = append(slow, c)
		}
		for g.left() > allBurst-mostAtOnce-4 {
			time.Sleep(time.Millisecond)
		}
		res, err := http.PostForm(server.URL, url.Values{"number": {"M-1"}})
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("beside %d slow ones: %d", len(slow), res.StatusCode)
		}
		told := make([]byte, 400)
		slow[0].SetReadDeadline(time.Now().Add(10 * time.Second))
		n, err := slow[0].Read(told)
		if err != nil || !strings.Contains(string(told[:n]), "408") || !strings.Contains(string(told[:n]), "Connection: close") {
			t.Errorf("the slow one is told %q, %v", told[:n], err)
		}
	})
	t.Run("what is too long is refused before anything is done", func(t *testing.T) {
		g, _ := fresh()
		r := httptest.NewRequest("POST", "/ask", strings.NewReader(strings.Repeat("x", 256<<10+1)))
		w := httptest.NewRecorder()
		g.guard(func(http.ResponseWriter, *http.Request) { t.Error("it got in") })(w, r)
		if w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%d", w.Code)
		}
	})
	t.Run("few are in hand at once", func(t *testing.T) {
		g, _ := fresh()
		var inside func(depth int) int
		inside = func(depth int) (most int) {
			w := httptest.NewRecorder()
			r := httptest.NewRequest("POST", "/ask", nil)
			g.guard(func(http.ResponseWriter, *http.Request) { most = inside(depth + 1) })(w, r)
			if w.Code != http.StatusOK {
				return depth
			}
			return most
		}
		if most := inside(0); most != mostAtOnce {
			t.Errorf("%d in hand at once", most)
		}
		if w := knock(g, "203.0.113.7:1"); w.Code != http.StatusOK {
			t.Error("a place is not given back")
		}
	})
}
