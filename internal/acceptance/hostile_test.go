package acceptance

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/testkit"
)

// TestHostileClients holds connections open, sends without end and sends
// nonsense; whoever behaves is served meanwhile.
func TestHostileClients(t *testing.T) {
	t.Parallel()
	p := place(t, testkit.EngineSQLite)
	p.start("--regime", "petition-bureau")
	in := p.open(nil)
	push, read := in.token("push", ""), in.token("read", "")

	var wait sync.WaitGroup
	wait.Go(func() { // heads that never end: cut off after ten seconds
		if took := p.drip("GET / HTTP/1.1\r\nHost: x\r\nX-A: ", 40*time.Second); took > 30*time.Second {
			t.Errorf("a head that never ends was kept for %v", took)
		}
	})
	wait.Go(func() { // a body of one byte a second: cut off after a minute
		if took := p.drip("POST /api/v1/posts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+push+"\r\nContent-Length: 1000000\r\n\r\n", 100*time.Second); took > 90*time.Second {
			t.Errorf("a body of a byte a second was kept for %v", took)
		}
	})
	wait.Go(func() { // answers of which a byte a second is read: cut off after a minute
		if took := p.sip(read, 120*time.Second); took > 100*time.Second {
			t.Errorf("answers that nobody reads were kept for %v", took)
		}
	})
	var crowd []net.Conn
	for range 300 {
		if c, err := net.Dial("tcp", p.host()); err == nil {
			fmt.Fprint(c, "GET / HTTP/1.1\r\n") // the rest never comes
			crowd = append(crowd, c)
		}
	}
	began := time.Now()
	p.as("").want(200, "GET", "/healthz", nil)
	if got := p.as(push).push(someBatch(1, 5).posts); len(got.Rejected) > 0 {
		t.Errorf("a push beside 300 idle connections: %+v", got)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("beside 300 idle connections an answer took %v", took)
	}
	for _, c := range crowd {
		c.Close()
	}

	endless := func(first string, chunk []byte) io.Reader {
		return io.MultiReader(strings.NewReader(first), &repeat{chunk: chunk, left: 200 << 20})
	}
	for what, body := range map[string]io.Reader{
		"one line without end":        endless(`{"source":"s","title":"`, bytes.Repeat([]byte("长"), 1000)),
		"lines without end":           endless("", []byte(`{"source":"s","title":"t","text":"`+strings.Repeat("x", 5000)+`"}`+"\n")),
		"an array nested without end": endless("", bytes.Repeat([]byte("["), 1000)),
	} {
		req, err := http.NewRequest("POST", p.base+"/api/v1/posts", body)
		p.must(err)
		req.Header.Set("Authorization", "Bearer "+push)
		if a := p.as(push).send(req); a.status == 200 || a.status >= 500 {
			t.Errorf("%s: %d", what, a.status)
		}
	}
	for what, raw := range map[string]string{
		"deep nesting": `{"source":"s","title":"t","engagement":` + strings.Repeat(`{"a":`, 100_000) + strings.Repeat("}", 100_000) + `}`,
		"numbers":      `{"source":"s","title":"t","engagement":{"views":1e309}}`,
		"no utf-8":     "{\"source\":\"s\",\"title\":\"\xff\xfe\"}",
		"zero byte":    `{"source":"s","title":"a\u0000b"}`,
		"duplicates":   `{"source":"s","title":"t","TITLE":"u","Author":"canary-push-author"}`,
		"half a line":  `{"source":"s","title":"t"`,
	} {
		var got pushed
		a := p.as(push).do("POST", "/api/v1/posts", raw)
		if a.status != 200 {
			t.Errorf("%s: %d %.200s", what, a.status, a.body)
			continue
		}
		a.into(t, &got)
		if len(got.Rejected) != 1 {
			t.Errorf("%s: %+v", what, got)
		}
	}
	p.addresses(read)
	wait.Wait()
	if peak := p.peak(); peak > 512<<20 {
		t.Errorf("hostile clients took %d MB of memory", peak>>20)
	}
	p.verify()
	p.stop()
}

// repeat is a reader that says the same thing for a long time.
type repeat struct {
	chunk []byte
	left  int
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p, r.chunk)
	r.left -= n
	return n, nil
}

func (p *program) host() string { return strings.TrimPrefix(p.base, "http://") }

// drip sends a beginning, then a byte a second, and returns how long it lasted
// until the program ended the connection, at most as long as given.
func (p *program) drip(first string, most time.Duration) time.Duration {
	began := time.Now()
	c, err := net.Dial("tcp", p.host())
	if err != nil {
		p.t.Error(err)
		return 0
	}
	defer c.Close()
	fmt.Fprint(c, first)
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		for r := bufio.NewReader(c); ; {
			if _, err := r.ReadByte(); err != nil {
				return
			}
		}
	}()
	for time.Since(began) < most {
		select {
		case <-gone:
			return time.Since(began)
		case <-time.After(time.Second):
			fmt.Fprint(c, "x")
		}
	}
	return most
}

// sip asks for far more than buffers hold, reads a byte a second, and returns how
// long it lasted until the program ended the connection, at most as long as given.
func (p *program) sip(token string, most time.Duration) time.Duration {
	c, err := net.Dial("tcp", p.host())
	if err != nil {
		p.t.Error(err)
		return 0
	}
	defer c.Close()
	c.(*net.TCPConn).SetReadBuffer(4 << 10) //nolint:errcheck // a large one only makes it slower
	began := time.Now()
	fmt.Fprint(c, strings.Repeat("GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+token+"\r\n\r\n", 100))
	for time.Since(began) < most {
		time.Sleep(time.Second)
		if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
			return time.Since(began)
		}
		if _, err := fmt.Fprint(c, "G"); err != nil {
			return time.Since(began)
		}
	}
	return most
}

// addresses asks for what no page has; nothing may fail inside.
func (p *program) addresses(token string) {
	p.t.Helper()
	for _, path := range []string{
		"/api/v1/concerns/%00", "/api/v1/concerns/..%2f..%2fetc%2fpasswd", "/api/v1/concerns?cursor=%ff%fe", "/api/v1/concerns?cursor=AAAA", "/api/v1/concerns?limit=-1", "/api/v1/concerns?limit=99999999999999999999",
		"/api/v1/concerns?q=" + strings.Repeat("%25", 3000), "/api/v1/concerns?q=%00", "/api/v1/concerns?q='%20OR%201=1--", "/api/v1/concerns?due_before=x", "/api/v1/concerns?state=%F0%9F%98%80", "/api/v1/concerns?unit=%25",
		"/statements/%00", "/statements/S-9999-0001", "/statements?after=-1", "/statements.json?after=99999999999999999999", "/ledger.json?after=x", "/ledger.json?after=-5", "/figures?from=x&to=y", "/corrections?after=%ff",
		"/desk/concerns/%ff", "/desk/sign-in?to=//evil.example.com", "/assets/../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd", "/statements?q=" + strings.Repeat("长", 2000), "/%ff%fe", "/?lang=%00",
	} {
		a := p.as(token).get(path)
		if a.status >= 500 || a.status == 0 {
			p.t.Errorf("GET %.80s: %d %.200s", path, a.status, a.body)
		}
		if a.status == 200 && strings.Contains(string(a.body), "root:") {
			p.t.Errorf("GET %s shows a file of the machine", path)
		}
	}
	for _, host := range []string{"evil.example.com", "evil.example.com:80@x", "\"><script>"} {
		req, err := http.NewRequest("GET", p.base+"/statements.atom", nil)
		p.must(err)
		req.Host = host
		if a := p.as("").send(req); a.status >= 500 || strings.Contains(string(a.body), "<script>") {
			p.t.Errorf("host %q: %d", host, a.status)
		}
	}
}
