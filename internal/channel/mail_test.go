package channel

import (
	"bufio"
	"context"
	"net"
	"strings"
	"sync"
	"testing"
)

// mailbox is a strict little mail server. Cut says after which of its words the
// line breaks; answers override single replies.
type mailbox struct {
	net.Listener
	cut     string
	answers map[string]string

	mu      sync.Mutex
	letters []string
}

func listen(t *testing.T) *mailbox {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &mailbox{Listener: l, answers: map[string]string{}}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go m.talk(conn)
		}
	}()
	return m
}

func (m *mailbox) talk(conn net.Conn) {
	defer conn.Close()
	say := func(code, otherwise string) bool {
		m.mu.Lock()
		cut, a := m.cut, m.answers[code]
		m.mu.Unlock()
		if cut == code {
			return false
		}
		if a != "" {
			otherwise = a
		}
		conn.Write([]byte(otherwise + "\r\n"))
		return true
	}
	in := bufio.NewScanner(conn)
	if !say("greeting", "220 here") {
		return
	}
	for in.Scan() {
		verb, _, _ := strings.Cut(strings.ToUpper(in.Text()), " ")
		switch verb {
		case "EHLO":
			if !say("EHLO", "250 8BITMIME") {
				return
			}
		case "DATA":
			if !say("DATA", "354 go on") {
				return
			}
			if strings.HasPrefix(m.answers["DATA"], "5") {
				continue
			}
			letter := ""
			for in.Scan() && in.Text() != "." {
				letter += in.Text() + "\n"
			}
			if m.answers["end"] == "" {
				m.mu.Lock()
				m.letters = append(m.letters, letter)
				m.mu.Unlock()
			}
			if !say("end", "250 taken") {
				return
			}
		default:
			if !say(verb, "250 ok") {
				return
			}
		}
	}
}

func (m *mailbox) outlet() *Mail {
	return &Mail{Server: m.Addr().String(), From: "office@agency.example", To: "desk@paper.example", Now: now}
}

func TestMail(t *testing.T) {
	box := listen(t)
	if _, err := Send(context.Background(), box.outlet(), text); err != nil {
		t.Fatal(err)
	}
	withdrawn := text
	withdrawn.Verb, withdrawn.Reason = "withdraw", "数字有误"
	if _, err := Send(context.Background(), box.outlet(), withdrawn); err != nil {
		t.Fatal(err)
	}
	if len(box.letters) != 2 {
		t.Fatalf("%d letters", len(box.letters))
	}
	for _, want := range []string{"Message-ID: <yingda." + text.Key + "@agency.example>", "To: <desk@paper.example>", "<office@agency.example>"} {
		if !strings.Contains(box.letters[0], want) {
			t.Errorf("the letter lacks %q:\n%s", want, box.letters[0])
		}
	}
	if _, err := box.outlet().ReadOwn(context.Background(), text); err != ErrUnreadable {
		t.Errorf("a mailbox was read back: %v", err)
	}
}

// What is certain after a failure decides whether a machine may try again.
func TestMailFailures(t *testing.T) {
	cases := []struct {
		sentence, cut  string
		answers        map[string]string
		certain, again bool
	}{
		{"a server that hangs up at once got nothing", "greeting", nil, true, true},
		{"a line that breaks before the letter got nothing", "RCPT", nil, true, true},
		{"a line that breaks before the body got nothing", "DATA", nil, true, true},
		{"a line that breaks after the last dot: nobody knows", "end", nil, false, false},
		{"a server that says later took nothing", "", map[string]string{"end": "451 later"}, true, true},
		{"a server that refuses the letter took nothing", "", map[string]string{"end": "554 no"}, true, false},
		{"a mailbox that does not exist is for a person", "", map[string]string{"RCPT": "550 no such user"}, true, false},
		{"a full mailbox is tried again", "", map[string]string{"RCPT": "452 full"}, true, true},
	}
	for _, c := range cases {
		box := listen(t)
		box.mu.Lock()
		box.cut = c.cut
		if c.answers != nil {
			box.answers = c.answers
		}
		box.mu.Unlock()
		_, err := Send(context.Background(), box.outlet(), text)
		if certain, again := Failed(err); err == nil || certain != c.certain || again != c.again {
			t.Errorf("%s: certain %v again %v: %v", c.sentence, certain, again, err)
		}
	}
	gone := listen(t)
	gone.Close()
	if _, err := Send(context.Background(), gone.outlet(), text); err == nil {
		t.Error("a letter went to nobody")
	} else if certain, again := Failed(err); !certain || !again {
		t.Errorf("a server that is not there got nothing: %v", err)
	}
}
