package fetch

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"yingda/internal/fault"
)

// The faults of reading a mailbox.
var (
	errMailAddress = fault.New(fault.Invalid, "mail-address", "邮箱地址应写成 imaps://服务器:993 或 imap://服务器:143（后者会要求加密）").On("url")
	errMailLogin   = fault.New(fault.Forbidden, "mail-login", "邮箱不接受登录名或口令")
	errMailFolder  = fault.New(fault.NotFound, "mail-folder", "邮箱里没有这个文件夹")
	errMailGone    = fault.New(fault.NotFound, "mail-gone", "邮箱里已经没有这封邮件")
	errMailSaid    = fault.New(fault.Busy, "mail-broken", "邮件服务器中断了读取")
)

// Bounds of one reading of a mailbox; the rest waits for the next one.
const (
	maxLetters = 50
	maxLetter  = 10 << 20
)

// Mailbox says which letters to read. URL is imaps:// with implicit TLS, or
// imap:// with STARTTLS; nothing is ever sent in clear. Validity and After are
// what the last reading returned, zero for the first, which takes the letters
// of the last three days.
type Mailbox struct {
	URL, Login, Password string
	Folder               string // empty means INBOX
	From                 string // only letters whose sender's address ends so; empty takes all
	Validity, After      uint32
	Only                 uint32 // one letter by its number, under the same Validity; 0 for what is new
}

// Letters are raw letters, oldest first, and where the next reading goes on.
// Skipped counts letters of other senders and those that were too long. UIDs are
// the numbers of the letters in Raw, Long those of letters that were too long.
type Letters struct {
	Raw             [][]byte
	UIDs, Long      []uint32
	Validity, After uint32
	Skipped         int
}

// CheckMailbox returns mail-address for what is no address of a mail server.
func CheckMailbox(address string) error {
	_, _, err := mailServer(address)
	return err
}

// mailServer returns host and port.
func mailServer(address string) (u *url.URL, hostPort string, err error) {
	u, err = url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "imap" && u.Scheme != "imaps" || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" {
		return nil, "", errMailAddress
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"imap": "143", "imaps": "993"}[u.Scheme]
	}
	return u, net.JoinHostPort(u.Hostname(), port), nil
}

// Letters reads what is new in a mailbox. The mailbox is opened for reading
// only: nothing is marked, moved or deleted. The server must lie on the Internet
// or in an allowed network. Faults: mail-address, mail-login, mail-folder,
// mail-broken and those of Get.
func (c *Client) Letters(ctx context.Context, m Mailbox) (Letters, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*c.cfg.Timeout)
	defer cancel()
	out, err := c.letters(ctx, m)
	return out, c.explain(ctx, err)
}

func (c *Client) letters(ctx context.Context, m Mailbox) (Letters, error) {
	box, err := c.openMailbox(ctx, m)
	if err != nil {
		return Letters{}, err
	}
	defer box.Close()
	folder := m.Folder
	if folder == "" {
		folder = "INBOX"
	}
	data, err := box.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		return Letters{}, errMailFolder.Because(err)
	}
	out := Letters{Validity: data.UIDValidity, After: m.After}
	if m.Only != 0 {
		if m.Validity != data.UIDValidity {
			return Letters{}, errMailGone
		}
		return c.fetchLetters(box, []imap.UID{imap.UID(m.Only)}, "", out)
	}
	find := &imap.SearchCriteria{}
	if m.Validity == data.UIDValidity && m.After > 0 {
		find.UID = []imap.UIDSet{{imap.UIDRange{Start: imap.UID(m.After + 1), Stop: 0}}}
	} else {
		out.After, find.Since = 0, c.cfg.Now().Add(-3*24*time.Hour)
	}
	found, err := box.UIDSearch(find, nil).Wait()
	if err != nil {
		return Letters{}, errMailSaid.Because(err)
	}
	var wanted []imap.UID
	for _, uid := range found.AllUIDs() {
		if uint32(uid) > out.After && len(wanted) < maxLetters { // "n:*" names the last letter even when it is older
			wanted = append(wanted, uid)
		}
	}
	if len(wanted) == 0 {
		if out.After == 0 && data.UIDNext > 0 {
			out.After = uint32(data.UIDNext) - 1
		}
		return out, nil
	}
	return c.fetchLetters(box, wanted, m.From, out)
}

// fetchLetters looks at sender and size before it takes a letter.
func (c *Client) fetchLetters(box *imapclient.Client, wanted []imap.UID, from string, out Letters) (Letters, error) {
	heads, err := box.Fetch(imap.UIDSetNum(wanted...), &imap.FetchOptions{UID: true, RFC822Size: true, Envelope: true}).Collect()
	if err != nil {
		return Letters{}, errMailSaid.Because(err)
	}
	body := &imap.FetchItemBodySection{Peek: true}
	for _, head := range heads {
		out.After = max(out.After, uint32(head.UID))
		if long := head.RFC822Size > maxLetter; long || !sentBy(head.Envelope, from) {
			out.Skipped++
			if long {
				out.Long = append(out.Long, uint32(head.UID))
			}
			continue
		}
		letter, err := box.Fetch(imap.UIDSetNum(head.UID), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{body}}).Collect()
		if err != nil {
			return Letters{}, errMailSaid.Because(err)
		}
		for _, l := range letter {
			out.Raw, out.UIDs = append(out.Raw, l.FindBodySection(body)), append(out.UIDs, uint32(head.UID))
		}
	}
	return out, nil
}

// sentBy compares the sender's address, which is used for this alone.
func sentBy(e *imap.Envelope, from string) bool {
	if from == "" {
		return true
	}
	if e == nil {
		return false
	}
	for _, a := range e.From {
		address := strings.ToLower(a.Addr())
		if want := strings.ToLower(from); address == want || strings.HasSuffix(address, "@"+strings.TrimPrefix(want, "@")) {
			return true
		}
	}
	return false
}

func (c *Client) openMailbox(ctx context.Context, m Mailbox) (*imapclient.Client, error) {
	u, hostPort, err := mailServer(m.URL)
	if err != nil {
		return nil, err
	}
	conn, err := c.guard.dialPort(ctx, "tcp", hostPort, mailPort)
	if err != nil {
		return nil, err
	}
	if until, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(until); err != nil {
			conn.Close()
			return nil, err
		}
	}
	secure := &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12, RootCAs: c.cfg.Roots}
	var box *imapclient.Client
	if u.Scheme == "imaps" {
		line := tls.Client(conn, secure)
		if err := line.HandshakeContext(ctx); err != nil {
			conn.Close()
			return nil, err
		}
		box = imapclient.New(line, nil)
	} else if box, err = imapclient.NewStartTLS(conn, &imapclient.Options{TLSConfig: secure}); err != nil {
		conn.Close()
		return nil, err
	}
	if err := box.Login(m.Login, m.Password).Wait(); err != nil {
		box.Close()
		return nil, errMailLogin.Because(err)
	}
	return box, nil
}

func mailPort(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return errPrivate.Because(err)
	}
	if p := at.Port(); p != 143 && p != 993 && p < 1024 {
		return errPort
	}
	return nil
}
