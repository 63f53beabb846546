package acceptance

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"yingda/internal/testkit"
)

// TestReleaseOverOutletLinks puts a slow line, and then one that breaks before
// the answer comes, between the program and its outlets. A letter whose answer
// was lost is unknown and not sent again; a call of the interface is made again
// under the same key until it is answered.
func TestReleaseOverOutletLinks(t *testing.T) {
	t.Parallel()
	out := openSinks(t)
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	between := func(name, to string) *toxiproxy.Proxy {
		p := toxiproxy.NewProxy(server, name, "127.0.0.1:0", to)
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Stop)
		return p
	}
	u, err := url.Parse(out.hook.URL)
	if err != nil {
		t.Fatal(err)
	}
	hook, mail := between("hook", u.Host), between("mail", out.mailAt)
	out.hookAt, out.mailAt = "http://"+hook.Listen, mail.Listen
	p := place(t, testkit.EngineSQLite)
	out.configure(p)
	p.start("--regime", "petition-bureau")
	in := p.open(nil)
	in.engage(staff)
	out.register(in)
	w := &outbox{inside: in, out: out, r: dice(t)}
	w.session = in.signIn("deputy", in.password("deputy"))

	latency := `{"name":"l","type":"latency","stream":"downstream","attributes":{"latency":%d}}`
	for _, line := range []*toxiproxy.Proxy{hook, mail} {
		_, err := line.Toxics.AddToxicJson(strings.NewReader(fmt.Sprintf(latency, 300)))
		w.must(err)
	}
	slow := w.planned("慢线上的说明")
	w.approves(w.session, slow)
	w.until(time.Minute, "both outlets have it over the slow line", func() bool { return w.stand(slow, "done") == 2 })
	for _, line := range []*toxiproxy.Proxy{hook, mail} {
		w.must(line.Toxics.RemoveToxic(ctx, "l"))
	}

	out.slow("webhook", time.Second)
	out.slow("mail", time.Second)
	broken := w.planned("断线前的说明")
	w.drain()
	w.approves(w.session, broken)
	cut := map[string]*toxiproxy.Proxy{"webhook arrived": hook, "newsroom_mail arrived": mail}
	for end := time.After(time.Minute); len(cut) > 0; {
		select {
		case event := <-out.events:
			if line := cut[event]; line != nil {
				line.Stop()
				delete(cut, event)
				w.must(line.Start())
			}
		case <-end:
			t.Fatalf("nothing arrived to be cut off: %v", cut)
		}
	}
	out.slow("webhook", 0)
	w.until(2*time.Minute, "the interface has answered, the letter is unknown", func() bool { return w.stand(broken, "done") == 1 && w.stand(broken, "unknown") == 1 })
	w.account()
	calls, letters := 0, 0
	for _, a := range out.got() {
		switch {
		case a.number == broken && a.channel == "webhook":
			calls++
		case a.number == broken:
			letters++
		}
	}
	if calls < 2 || letters != 1 {
		t.Errorf("the interface was called %d times and %d letters arrived, want at least 2 and 1", calls, letters)
	}
	w.verify()
}

// stand counts a statement's lines of the outbox outside that are in a state.
func (w *outbox) stand(number, state string) (n int) {
	for _, l := range w.outside() {
		if l.number == number && l.State == state {
			n++
		}
	}
	return n
}
