// Package mailserver starts the mail server that `make test` builds from
// tools/mox, with a folder and ports of its own, so that sending and reading
// mail are tested against what agencies really run. It has one mailbox; what is
// sent to any address of any domain lands there, except to those that it refuses
// on purpose (rcptto550@…, and others that its own documentation lists).
package mailserver

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/smtp"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"yingda/internal/testkit"
)

// Login and Password open the one mailbox; Login is also its address.
const (
	Login    = "mox@localhost"
	Password = "moxmoxmox"
)

// Server is a running mail server.
type Server struct {
	// Roots hold its certificate, which is of "localhost".
	Roots *x509.CertPool
	t     *testing.T
	dir   string
	ports map[string]int // by the number that it has by itself
}

// Start starts the server and stops it at the end of the test. The test is
// skipped where the server was not built, except under `make test`.
func Start(t *testing.T) *Server {
	t.Helper()
	bin := filepath.Join(testkit.Root(t), ".cache", "tools", "mox")
	if _, err := os.Stat(bin); err != nil {
		if os.Getenv("YINGDA_E2E") != "" {
			t.Fatal(err)
		}
		t.Skip("no mail server to test with: make .cache/tools/mox")
	}
	s := &Server{t: t, dir: filepath.Join(t.TempDir(), "mox"), ports: map[string]int{}, Roots: x509.NewCertPool()}
	if out, err := exec.Command(bin, "localserve", "-dir", s.dir, "-ip", "127.0.0.1", "-initonly").CombinedOutput(); err != nil {
		t.Fatalf("set up mox: %v\n%s", err, out)
	}
	s.configure()
	pem, err := os.ReadFile(filepath.Join(s.dir, "localhost.crt"))
	if err != nil {
		t.Fatal(err)
	}
	s.Roots.AppendCertsFromPEM(pem)
	log, err := os.Create(s.dir + ".log")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "localserve", "-dir", s.dir)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait() // it was killed: an error says nothing new
		log.Close()
	})
	for try := 0; ; try++ {
		conn, err := net.Dial("tcp", s.Submission())
		if err == nil {
			conn.Close()
			return s
		}
		if try == 600 {
			t.Fatalf("mox does not answer: %v\n%s", err, s.Said())
		}
		time.Sleep(50 * time.Millisecond)
	}
}

var (
	portLine   = regexp.MustCompile(`(?m)^\t+Port: \d+$`)
	junkFilter = regexp.MustCompile(`(?ms)^\t\tJunkFilter:\n.*?^(\t\t[^\t])`)
)

// configure gives every listener a free port, and takes away the filter that
// holds a first letter from a machine without a name for junk.
func (s *Server) configure() {
	s.t.Helper()
	s.edit("mox.conf", portLine, func(line string) string {
		before, port, _ := strings.Cut(line, ": ")
		if s.ports[port] == 0 {
			s.ports[port] = testkit.FreePort(s.t)
		}
		return before + ": " + strconv.Itoa(s.ports[port])
	})
	s.edit("domains.conf", junkFilter, func(block string) string { return block[len(block)-3:] })
}

func (s *Server) edit(name string, what *regexp.Regexp, to func(string) string) {
	s.t.Helper()
	file := filepath.Join(s.dir, name)
	conf, err := os.ReadFile(file)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(what.ReplaceAllStringFunc(string(conf), to)), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *Server) address(port string) string { return fmt.Sprintf("127.0.0.1:%d", s.ports[port]) }

// Submission is HOST:PORT where mail programs hand letters in: STARTTLS, and a
// login.
func (s *Server) Submission() string { return s.address("1587") }

// IMAP is the address of the mailbox as an agency writes it down: STARTTLS.
func (s *Server) IMAP() string { return "imap://localhost:" + strconv.Itoa(s.ports["1143"]) }

// IMAPS is the same with TLS from the first byte.
func (s *Server) IMAPS() string { return "imaps://localhost:" + strconv.Itoa(s.ports["1993"]) }

// TLS trusts the server's certificate.
func (s *Server) TLS() *tls.Config {
	return &tls.Config{RootCAs: s.Roots, ServerName: "localhost", MinVersion: tls.VersionTLS12}
}

// Said is the end of what the server wrote into its log, to explain a failure.
func (s *Server) Said() string {
	log, _ := os.ReadFile(s.dir + ".log")
	return string(log[max(0, len(log)-4000):])
}

// Deliver brings a raw letter as another mail server does, from the envelope
// address given ("" is the empty return path of a bounce), and waits until it
// is in the mailbox.
func (s *Server) Deliver(from string, raw []byte) {
	s.t.Helper()
	before := len(s.Letters(0))
	if err := s.deliver(from, raw); err != nil {
		s.t.Fatalf("deliver: %v\n%s", err, s.Said())
	}
	s.Letters(before + 1)
}

func (s *Server) deliver(from string, raw []byte) error {
	c, err := smtp.Dial(s.address("1025"))
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Mail(from); err != nil {
		return err
	}
	if err := c.Rcpt(Login); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}

// Append puts a raw letter straight into the mailbox, whatever it is.
func (s *Server) Append(raw []byte) {
	s.t.Helper()
	box := s.open()
	defer box.Close()
	a := box.Append("INBOX", int64(len(raw)), nil)
	if _, err := a.Write(raw); err != nil {
		s.t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		s.t.Fatal(err)
	}
	if _, err := a.Wait(); err != nil {
		s.t.Fatalf("append: %v\n%s", err, s.Said())
	}
}

// Letters waits until so many letters are in the mailbox and returns all of
// them, oldest first.
func (s *Server) Letters(want int) [][]byte {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		letters, err := s.read()
		if err == nil && len(letters) >= want {
			return letters
		}
		select {
		case <-ctx.Done():
			s.t.Fatalf("%d of %d letters arrived (%v)\n%s", len(letters), want, err, s.Said())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (s *Server) open() *imapclient.Client {
	s.t.Helper()
	box, err := imapclient.DialStartTLS(s.address("1143"), &imapclient.Options{TLSConfig: s.TLS()})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := box.Login(Login, Password).Wait(); err != nil {
		s.t.Fatal(err)
	}
	return box
}

// read fetches the mailbox. A letter that is being delivered at the same moment
// makes this server drop the line: that is an error to try again.
func (s *Server) read() ([][]byte, error) {
	s.t.Helper()
	box := s.open()
	defer box.Close()
	in, err := box.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil || in.NumMessages == 0 {
		return nil, err
	}
	body := &imap.FetchItemBodySection{Peek: true}
	all, err := box.Fetch(imap.SeqSet{{Start: 1, Stop: 0}}, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{body}}).Collect()
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for _, l := range all {
		out = append(out, l.FindBodySection(body))
	}
	return out, nil
}
