package acceptance

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/Shopify/toxiproxy/v2/toxics"
	"github.com/rs/zerolog"

	"yingda/internal/testkit"
)

// scissors is a toxic that cuts the line at one commit: the first on a
// connection that carried the marked text.
type scissors struct{}

var cutting struct {
	sync.Mutex
	marker  []byte        // nil: cut nothing
	forward bool          // the commit itself still reaches PostgreSQL
	cut     chan struct{} // closed when the line was cut
}

// Pipe passes on what it reads until it cuts.
func (scissors) Pipe(stub *toxics.ToxicStub) {
	marked := false
	for {
		select {
		case <-stub.Interrupt:
			return
		case c := <-stub.Input:
			if c == nil {
				stub.Close()
				return
			}
			marked = marked || marks(c.Data)
			if marked && cuts(c.Data, func() { stub.Output <- c }) {
				stub.Close()
				return
			}
			stub.Output <- c
		}
	}
}

func marks(data []byte) bool {
	cutting.Lock()
	defer cutting.Unlock()
	return len(cutting.marker) > 0 && bytes.Contains(data, cutting.marker)
}

// cuts reports whether this is the commit to cut, after passing it on if that
// was asked for.
func cuts(data []byte, pass func()) bool {
	cutting.Lock()
	defer cutting.Unlock()
	if len(cutting.marker) == 0 || !bytes.Contains(data, []byte("commit\x00")) {
		return false
	}
	if cutting.forward {
		pass()
	}
	cutting.marker = nil
	close(cutting.cut)
	return true
}

// cycles is how often a link is cut: each time waits for a lease to end.
func cycles() int {
	if testkit.Torture() {
		return kills()
	}
	return 2
}

// proxied starts an installation whose PostgreSQL is behind a proxy, and
// returns a view of it that is not.
func proxied(t *testing.T) (*toxiproxy.Proxy, *outbox) {
	t.Helper()
	p := place(t, testkit.EnginePostgres)
	u, err := url.Parse(p.url)
	p.must(err)
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy := toxiproxy.NewProxy(server, "postgres", "127.0.0.1:0", u.Host)
	p.must(proxy.Start())
	t.Cleanup(proxy.Stop)
	p.start("--regime", "petition-bureau")
	in := p.open(nil)
	p.stop()
	u.Host = proxy.Listen
	p.url = u.String()
	p.start()
	in.engage(staff)
	w := &outbox{inside: in, r: dice(t)}
	w.session = in.signIn("deputy", in.password("deputy"))
	return proxy, w
}

// TestReleaseOverBrokenLink cuts the line to PostgreSQL at the commit by which a
// statement becomes public, once before and once after the commit got through,
// and keeps it down for a while. The statement is public once.
func TestReleaseOverBrokenLink(t *testing.T) {
	toxics.Register("scissors", new(scissors))
	proxy, w := proxied(t)
	_, err := proxy.Toxics.AddToxicJson(strings.NewReader(`{"name":"s","type":"scissors","stream":"upstream"}`))
	w.must(err)
	for i := range cycles() {
		number := w.planned("断线：" + letters(i))
		cut := make(chan struct{})
		cutting.Lock()
		cutting.marker, cutting.forward, cutting.cut = []byte("断线："+letters(i)), i%2 == 0, cut
		cutting.Unlock()
		w.insists(number)
		select {
		case <-cut:
		case <-time.After(30 * time.Second):
			t.Fatalf("no commit of %s to cut", number)
		}
		proxy.Stop()
		time.Sleep(upTo(w.r, 2*time.Second))
		w.must(proxy.Start())
		w.until(5*time.Minute, "it is released", func() bool {
			return w.count(`SELECT COUNT(*) FROM matter WHERE number = $1 AND state = 'released'`, number) == 1
		})
		if n := w.count(`SELECT COUNT(*) FROM public_history WHERE number = $1`, number); n != 1 {
			t.Errorf("%s became public %d times", number, n)
		}
	}
	w.sound()
	w.verify()
}

// TestReleaseOverSlowLink puts 300 ms between the program and PostgreSQL, and a
// sixth of it in the short run.
func TestReleaseOverSlowLink(t *testing.T) {
	delay := 50
	if testkit.Torture() {
		delay = 300
	}
	proxy, w := proxied(t)
	number := w.planned("慢线")
	_, err := proxy.Toxics.AddToxicJson(strings.NewReader(fmt.Sprintf(`{"name":"l","type":"latency","stream":"downstream","attributes":{"latency":%d}}`, delay)))
	w.must(err)
	began := time.Now()
	w.approves(w.session, number)
	pressed := time.Since(began)
	w.until(5*time.Minute, "it is released", func() bool {
		return w.count(`SELECT COUNT(*) FROM matter WHERE number = $1 AND state = 'released'`, number) == 1
	})
	if n := w.count(`SELECT COUNT(*) FROM public_history WHERE number = $1`, number); n != 1 {
		t.Errorf("%s became public %d times", number, n)
	}
	t.Logf("with %d ms to PostgreSQL the approval took %v, and the release was public after %v", delay, pressed.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
	w.sound()
	w.must(proxy.Toxics.RemoveToxic(ctx, "l"))
	w.verify()
}

// insists presses the approval until it is taken: a connection that died with
// the last cut may fail one press, which then did nothing.
func (w *outbox) insists(number string) {
	w.t.Helper()
	m, err := w.store.Matter(ctx, number)
	w.must(err)
	var last answer
	for range 10 {
		if last = w.session.act(number, "approve", m.Version, nil); last.status == 303 {
			return
		}
		if now, err := w.store.Matter(ctx, number); err != nil || now.Version != m.Version {
			w.t.Fatalf("approve: %d, and it stands at version %d: %v", last.status, now.Version, err)
		}
		time.Sleep(200 * time.Millisecond)
	}
	w.t.Fatalf("approve: %d\n%.300s", last.status, text(last.body))
}
