package acceptance

import (
	"bufio"
	"encoding/json"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/channel"
	"yingda/internal/desk"
	"yingda/internal/seal"
)

// arrival is one message that reached somebody outside.
type arrival struct {
	channel, key          string
	verb, number, version string
	title, text           string
	at                    time.Time
}

// sinks are a newsroom's mail server and a site's interface that count what
// reaches them. Neither can be read back. They are slow on purpose: an answer
// that is withheld leaves the sender between sending and recording.
type sinks struct {
	t      testing.TB
	hook   *httptest.Server
	mail   net.Listener
	secret string      // by which calls of the interface are signed
	events chan string // "webhook arrived", "mail answered" and so on
	hookAt string      // where the program finds the interface and the mail server
	mailAt string
	done   chan struct{} // closed at the end: nobody is held any more

	mu       sync.Mutex
	wait     map[string]time.Duration // before a reply: RCPT, mail, webhook
	arrivals []arrival
}

func openSinks(t testing.TB) *sinks {
	t.Helper()
	s := &sinks{t: t, events: make(chan string, 1<<16), done: make(chan struct{}), wait: map[string]time.Duration{}}
	s.hook = httptest.NewServer(http.HandlerFunc(s.take))
	var err error
	if s.mail, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	s.hookAt, s.mailAt = s.hook.URL, s.mail.Addr().String()
	t.Cleanup(func() { close(s.done); s.hook.Close(); s.mail.Close() })
	go func() {
		for {
			conn, err := s.mail.Accept()
			if err != nil {
				return
			}
			go s.talk(conn)
		}
	}()
	return s
}

// configure tells an installation that does not run yet where mail goes.
func (s *sinks) configure(p *program) {
	p.t.Helper()
	p.must(os.WriteFile(p.config, []byte("networks = [\"127.0.0.1\"]\n[mail]\nserver = \""+s.mailAt+"\"\nfrom = \"office@agency.example\"\n"), 0o600))
}

// register makes both of them outlets of the agency.
func (s *sinks) register(in *inside) {
	in.t.Helper()
	in.desk.Sending.Seal = func(secret, purpose string) (string, error) {
		keys, err := seal.Open(filepath.Join(in.dir, "key"), time.Now())
		if err != nil {
			return "", err
		}
		return keys.Seal(secret, purpose)
	}
	_, _, err := in.desk.AddOutlet(ctx, in.who["office_director"], desk.OutletEdit{Channel: "newsroom_mail", Name: "某某日报社编辑部", Address: "desk@paper.example", Asked: "2026-03-01 来函要求接收"})
	in.must(err)
	_, s.secret, err = in.desk.AddOutlet(ctx, in.who["office_director"], desk.OutletEdit{Channel: "webhook", Name: "市政府门户网站", Address: s.hookAt + "/in"})
	in.must(err)
}

func (s *sinks) slow(what string, by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wait[what] = by
}

// hold withholds a reply.
func (s *sinks) hold(what string) {
	s.mu.Lock()
	d := s.wait[what]
	s.mu.Unlock()
	select {
	case <-time.After(d):
	case <-s.done:
	}
}

func (s *sinks) note(a arrival) {
	a.at = time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrivals = append(s.arrivals, a)
	s.events <- a.channel + " arrived"
}

func (s *sinks) got() []arrival {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]arrival(nil), s.arrivals...)
}

// take is the interface: it takes what is signed, and cannot be asked.
func (s *sinks) take(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // it never arrived whole
	}
	var in struct {
		ID, Verb, Number, Title, Text string
		Version                       json.Number
	}
	if err := json.Unmarshal(body, &in); err != nil {
		s.t.Errorf("the interface got no JSON: %v", err)
	}
	if want := "v1=" + channel.Signature(s.secret, r.Header.Get("Yingda-Timestamp"), body); r.Header.Get("Yingda-Signature") != want {
		s.t.Error("the interface got a call with another's signature")
	}
	if key := r.Header.Get("Idempotency-Key"); key == "" || key != in.ID {
		s.t.Errorf("the interface got key %q over text %q", key, in.ID)
	}
	s.note(arrival{channel: "webhook", key: in.ID, verb: in.Verb, number: in.Number, version: in.Version.String(), title: in.Title, text: in.Text})
	s.hold("webhook")
	io.WriteString(w, `{"url":"https://cms.example/`+in.Number+`"}`)
	w.(http.Flusher).Flush()
	s.events <- "webhook answered"
}

// talk is the mail server: a letter is taken at its last dot, whatever becomes
// of the line after it.
func (s *sinks) talk(conn net.Conn) {
	defer conn.Close()
	say := func(line string) bool { _, err := io.WriteString(conn, line+"\r\n"); return err == nil }
	say("220 paper.example")
	for in := bufio.NewReader(conn); ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " "); verb {
		case "EHLO":
			say("250 8BITMIME")
		case "RCPT":
			s.hold("RCPT")
			say("250 ok")
		case "DATA":
			say("354 go on")
			letter, ok := readLetter(in)
			if !ok {
				return
			}
			s.note(letterOf(s.t, letter))
			s.hold("mail")
			if say("250 taken") {
				s.events <- "mail answered"
			}
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// readLetter reads up to the dot; false if the line broke before it.
func readLetter(in *bufio.Reader) (string, bool) {
	var all strings.Builder
	for {
		line, err := in.ReadString('\n')
		switch {
		case err != nil:
			return "", false
		case line == ".\r\n":
			return all.String(), true
		}
		all.WriteString(strings.TrimPrefix(line, "."))
	}
}

var (
	messageID = regexp.MustCompile(`^<yingda\.([0-9a-f]+)@agency\.example>$`)
	footLine  = regexp.MustCompile(`(?m)^编号 (S-\d+-\d+)，第 (\d+) 版`)
)

// letterOf reads a letter as a newsroom does.
func letterOf(t testing.TB, letter string) arrival {
	a := arrival{channel: "newsroom_mail", verb: "publish"}
	m, err := mail.ReadMessage(strings.NewReader(letter))
	if err != nil {
		t.Errorf("a letter that cannot be read: %v", err)
		return a
	}
	a.title, _ = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	for prefix, verb := range map[string]string{"更正：": "correct", "撤回：": "withdraw"} {
		if rest, ok := strings.CutPrefix(a.title, prefix); ok {
			a.title, a.verb = rest, verb
		}
	}
	body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		t.Errorf("the body of a letter: %v", err)
	}
	a.text = strings.ReplaceAll(string(body), "\r\n", "\n")
	id, foot := messageID.FindStringSubmatch(m.Header.Get("Message-Id")), footLine.FindStringSubmatch(a.text)
	if id == nil || foot == nil {
		t.Errorf("a letter without its key or foot:\n%s", letter)
		return a
	}
	a.key, a.number, a.version = id[1], foot[1], foot[2]
	return a
}
