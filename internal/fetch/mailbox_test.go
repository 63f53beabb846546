package fetch

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"yingda/internal/fault"
	"yingda/internal/testkit/mailserver"
)

func letter(n int, from, body string) []byte {
	return fmt.Appendf(nil, "From: <%s>\r\nTo: <%s>\r\nSubject: n%d\r\nMessage-ID: <%d@vendor.example>\r\nDate: %s\r\n\r\n%s\r\n", from, mailserver.Login, n, n, time.Now().Format(time.RFC1123Z), body)
}

// TestMailbox reads a mailbox on a real mail server, on both kinds of line.
func TestMailbox(t *testing.T) {
	server := mailserver.Start(t)
	c := local(Config{Roots: server.Roots, Timeout: 20 * time.Second})
	defer c.Close()
	ctx := context.Background()
	box := Mailbox{URL: server.IMAPS(), Login: mailserver.Login, Password: mailserver.Password}
	read := func(b Mailbox) Letters {
		t.Helper()
		l, err := c.Letters(ctx, b)
		if err != nil {
			t.Fatalf("%v\n%s", err, server.Said())
		}
		return l
	}
	if l := read(box); len(l.Raw) != 0 {
		t.Fatalf("an empty mailbox holds %d letters", len(l.Raw))
	}
	server.Append(letter(1, "daily@vendor.example", "first"))
	server.Append(letter(2, "other@elsewhere.example", "second"))
	server.Append(letter(3, "daily@vendor.example", "third"))

	first := read(box)
	if len(first.Raw) != 3 || !bytes.Contains(first.Raw[0], []byte("first")) || !bytes.Contains(first.Raw[2], []byte("third")) {
		t.Fatalf("read %d letters, want three, oldest first", len(first.Raw))
	}
	box.Validity, box.After = first.Validity, first.After
	if again := read(box); len(again.Raw) != 0 || again.After != first.After {
		t.Errorf("the same letters are read twice: %d, after %d", len(again.Raw), again.After)
	}
	server.Append(letter(4, "daily@vendor.example", "fourth"))
	box.URL = server.IMAP() // the other kind of line goes on where the first one stopped
	if l := read(box); len(l.Raw) != 1 || !bytes.Contains(l.Raw[0], []byte("fourth")) {
		t.Errorf("after the fourth letter: %d letters", len(l.Raw))
	}
	other := box
	other.Validity++
	if l := read(other); len(l.Raw) != 4 {
		t.Errorf("a mailbox that was set up anew is read from its beginning: %d letters", len(l.Raw))
	}
	other = box
	other.After, other.From = 0, "vendor.example"
	if l := read(other); len(l.Raw) != 3 || l.Skipped != 1 {
		t.Errorf("of one sender: %d letters, %d left out", len(l.Raw), l.Skipped)
	}
	server.Append(letter(5, "daily@vendor.example", strings.Repeat(strings.Repeat("x", 70)+"\r\n", maxLetter/72+1)))
	if l := read(box); len(l.Raw) != 1 || l.Skipped != 1 {
		t.Errorf("a letter that is too long: %d letters, %d left out", len(l.Raw), l.Skipped)
	}

	for what, c2 := range map[string]struct {
		change func(*Mailbox)
		code   string
	}{
		"a wrong password":                {func(b *Mailbox) { b.Password = "moxmoxmax" }, "mail-login"},
		"a folder that is not there":      {func(b *Mailbox) { b.Folder = "Nowhere" }, "mail-folder"},
		"an address without a mailbox":    {func(b *Mailbox) { b.URL = "https://localhost/" }, "mail-address"},
		"a port where nobody speaks IMAP": {func(b *Mailbox) { b.URL = "imaps://localhost:1" }, "fetch-port"},
	} {
		b := box
		c2.change(&b)
		if _, err := c.Letters(ctx, b); fault.CodeOf(err) != c2.code {
			t.Errorf("%s: %v (%s), want %s", what, err, fault.CodeOf(err), c2.code)
		}
	}
	stranger := local(Config{Timeout: 20 * time.Second})
	defer stranger.Close()
	if _, err := stranger.Letters(ctx, box); err == nil {
		t.Error("a server with a certificate that nobody vouches for was read")
	}
}
