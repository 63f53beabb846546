package channel

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"yingda/internal/testkit/mailserver"
)

// TestRealMailServer sends a statement through a real mail server and reads it
// there as its recipient does: strict about the standards, with a login that
// it takes on an encrypted line only from us.
func TestRealMailServer(t *testing.T) {
	m := mailserver.Start(t)
	o := &Mail{Server: m.Submission(), From: mailserver.Login, Login: mailserver.Login, Password: mailserver.Password, To: "desk@paper.example", TLS: m.TLS(), Now: time.Now}
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
		t.Fatalf("%v\n%s", err, m.Said())
	}
	corrected := text
	corrected.Verb, corrected.Version, corrected.Key, corrected.Reason = "correct", 2, KeyOf("S-2026-0001", "2", "o", "correct"), "数字有误"
	corrected.Text = "更正后的正文。\n.以点开头的一行，\n" + strings.Repeat("很长的一行", 400)
	if _, err := Send(ctx, o, corrected); err != nil {
		t.Fatalf("%v\n%s", err, m.Said())
	}
	letters := lettersOf(t, m.Letters(2))
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

// lettersOf returns the texts of what is in the mailbox, by Message-ID.
func lettersOf(t *testing.T, raw [][]byte) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, l := range raw {
		letter, err := mail.ReadMessage(bytes.NewReader(l))
		if err != nil {
			t.Fatalf("%v in\n%s", err, l)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(letter.Body))
		if err != nil {
			t.Fatal(err)
		}
		out[letter.Header.Get("Message-Id")] = strings.ReplaceAll(string(text), "\r\n", "\n")
	}
	return out
}
