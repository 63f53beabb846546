package channel

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"yingda/internal/testkit"
)

// TestRealMailServer sends a statement through a real mail server and reads it
// there as its recipient does: strict about the standards, with a login that
// it takes on an encrypted line only from us.
func TestRealMailServer(t *testing.T) {
	m := startMox(t)
	o := &Mail{Server: m.address("1587"), From: "mox@localhost", Login: "mox@localhost", Password: "moxmoxmox", To: "desk@paper.example", TLS: m.tls, Now: time.Now}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	wrong := *o
	wrong.Password = "moxmoxmax"
	if _, err := Send(ctx, &wrong, text); err == nil {
		t.Error("a wrong password was taken")
	} else if certain, again := Failed(err); !certain || !again {
		t.Errorf("a login that was refused sent nothing: %v", err)
	}
	if _, err := Send(ctx, o, text); err != nil {
		t.Fatalf("%v\n%s", err, m.said())
	}
	corrected := text
	corrected.Verb, corrected.Version, corrected.Key, corrected.Reason = "correct", 2, KeyOf("S-2026-0001", "2", "o", "correct"), "数字有误"
	corrected.Text = "更正后的正文。\n.以点开头的一行，\n" + strings.Repeat("很长的一行", 400)
	if _, err := Send(ctx, o, corrected); err != nil {
		t.Fatalf("%v\n%s", err, m.said())
	}
	letters := m.inbox(ctx, 2)
	for _, want := range []Message{text, corrected} {
		id := "<yingda." + want.Key + "@localhost>"
		body, found := letters[id]
		if !found {
			t.Errorf("%s of version %d is not in the mailbox under %s: %v", want.Verb, want.Version, id, letters)
			continue
		}
		if !strings.Contains(body, want.Text+"\n\n——\n某市信访局\n编号 S-2026-0001，第 "+fmt.Sprint(want.Version)+" 版") {
			t.Errorf("the mailbox holds another text of version %d:\n%s", want.Version, body)
		}
	}
	gone := *o
	gone.To = "rcptto550@paper.example"
	if _, err := Send(ctx, &gone, text); err == nil {
		t.Error("a mailbox that does not exist took a letter")
	} else if certain, again := Failed(err); !certain || again {
		t.Errorf("a mailbox that does not exist is for a person: %v", err)
	}
}

// mox is a running mail server with a folder and ports of its own.
type mox struct {
	t     *testing.T
	dir   string
	ports map[string]int // by the number that it has by itself
	tls   *tls.Config
}

// startMox starts the mail server that `make test` builds from tools/mox.
func startMox(t *testing.T) *mox {
	t.Helper()
	bin := filepath.Join(testkit.Root(t), ".cache", "tools", "mox")
	if _, err := os.Stat(bin); err != nil {
		if os.Getenv("YINGDA_E2E") != "" {
			t.Fatal(err)
		}
		t.Skip("no mail server to test with: make .cache/tools/mox")
	}
	m := &mox{t: t, dir: filepath.Join(t.TempDir(), "mox"), ports: map[string]int{}}
	if out, err := exec.Command(bin, "localserve", "-dir", m.dir, "-ip", "127.0.0.1", "-initonly").CombinedOutput(); err != nil {
		t.Fatalf("set up mox: %v\n%s", err, out)
	}
	m.configure()
	pem, err := os.ReadFile(filepath.Join(m.dir, "localhost.crt"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	m.tls = &tls.Config{RootCAs: roots, ServerName: "localhost", MinVersion: tls.VersionTLS12}
	log, err := os.Create(m.dir + ".log")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "localserve", "-dir", m.dir)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait() // it was killed: an error says nothing new
		log.Close()
	})
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		conn, err := net.Dial("tcp", m.address("1587"))
		if err == nil {
			conn.Close()
			return m
		}
		if time.Since(began) > 30*time.Second {
			t.Fatalf("mox does not answer: %v\n%s", err, m.said())
		}
	}
}

var (
	portLine   = regexp.MustCompile(`(?m)^\t+Port: \d+$`)
	junkFilter = regexp.MustCompile(`(?ms)^\t\tJunkFilter:\n.*?^(\t\t[^\t])`)
)

// configure gives every listener a free port, and takes away the filter that
// holds a first letter from a machine without a name for junk.
func (m *mox) configure() {
	m.t.Helper()
	m.edit("mox.conf", portLine, func(line string) string {
		before, port, _ := strings.Cut(line, ": ")
		if m.ports[port] == 0 {
			m.ports[port] = testkit.FreePort(m.t)
		}
		return before + ": " + strconv.Itoa(m.ports[port])
	})
	m.edit("domains.conf", junkFilter, func(block string) string { return block[len(block)-3:] })
}

func (m *mox) edit(name string, what *regexp.Regexp, to func(string) string) {
	m.t.Helper()
	file := filepath.Join(m.dir, name)
	conf, err := os.ReadFile(file)
	if err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(what.ReplaceAllStringFunc(string(conf), to)), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

func (m *mox) address(port string) string { return fmt.Sprintf("127.0.0.1:%d", m.ports[port]) }

func (m *mox) said() string {
	log, _ := os.ReadFile(m.dir + ".log") // it only explains a failure
	return string(log[max(0, len(log)-4000):])
}

// inbox waits until so many letters are in the mailbox and returns their texts
// by Message-ID.
func (m *mox) inbox(ctx context.Context, want int) map[string]string {
	m.t.Helper()
	for {
		letters, err := m.read()
		if err == nil && len(letters) >= want {
			return letters
		}
		select {
		case <-ctx.Done():
			m.t.Fatalf("%d of %d letters arrived (%v)\n%s", len(letters), want, err, m.said())
		case <-time.After(200 * time.Millisecond):
		}
	}
}

var literal = regexp.MustCompile(`\{(\d+)\}\r\n$`)

// read fetches the mailbox over IMAP. A letter that is being delivered at the
// same moment makes this server drop the line: that is an error to try again.
func (m *mox) read() (map[string]string, error) {
	m.t.Helper()
	conn, err := net.Dial("tcp", m.address("1143"))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	in, out := bufio.NewReader(conn), map[string]string{}
	for i, command := range []string{"", "LOGIN mox@localhost moxmoxmox", "EXAMINE INBOX", "UID FETCH 1:* (BODY.PEEK[])"} {
		if i > 0 {
			fmt.Fprintf(conn, "t%d %s\r\n", i, command)
		}
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				return nil, fmt.Errorf("IMAP %s: %w", command, err)
			}
			if size := literal.FindStringSubmatch(line); size != nil {
				n, _ := strconv.Atoi(size[1]) // digits, by the pattern
				raw := make([]byte, n)
				if _, err := io.ReadFull(in, raw); err != nil {
					return nil, fmt.Errorf("IMAP %s: %w", command, err)
				}
				id, body := m.letter(string(raw))
				out[id] = body
			}
			if done, ok := strings.CutPrefix(line, fmt.Sprintf("t%d ", i)); ok || i == 0 {
				if ok && !strings.HasPrefix(done, "OK") {
					return nil, fmt.Errorf("IMAP %s: %s", command, line)
				}
				break
			}
		}
	}
	return out, nil
}

func (m *mox) letter(raw string) (id, body string) {
	m.t.Helper()
	letter, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		m.t.Fatalf("%v in\n%s", err, raw)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(letter.Body))
	if err != nil {
		m.t.Fatal(err)
	}
	return letter.Header.Get("Message-Id"), strings.ReplaceAll(string(text), "\r\n", "\n")
}
