package channel

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"yingda/internal/fault"
)

// Mail (新闻单位邮件) writes to the mailbox of one newsroom that asked for it.
// Mail has no idempotency key and cannot be read back: what became of a message
// whose last line was not acknowledged is for a person to find out. The
// Message-ID is the message's key, so that both ends can look for it.
type Mail struct {
	Server   string // HOST:PORT; 465 speaks TLS from the first byte
	From     string
	Login    string
	Password string
	To       string
	Timeout  time.Duration // of the whole exchange; 0 means 20 s
	TLS      *tls.Config   // nil verifies by the system's roots
	Now      func() time.Time
}

// Publish writes the text to the newsroom.
func (o *Mail) Publish(ctx context.Context, m Message) (Receipt, error) {
	return o.send(ctx, m, m.Title, "")
}

// Correct writes the new text with the reason.
func (o *Mail) Correct(ctx context.Context, m Message) (Receipt, error) {
	return o.send(ctx, m, "更正："+m.Title, "我们更正了此前发送的《"+m.Title+"》，请以本文为准。更正理由："+m.Reason+"\n\n")
}

// Withdraw asks to disregard what was sent.
func (o *Mail) Withdraw(ctx context.Context, m Message) (Receipt, error) {
	return o.send(ctx, m, "撤回："+m.Title, "我们撤回了此前发送的《"+m.Title+"》，请不再采用。撤回理由："+m.Reason+"\n\n以下是被撤回的原文，供核对。\n\n")
}

// ReadOwn cannot look into another's mailbox.
func (o *Mail) ReadOwn(context.Context, Message) (Receipt, error) { return Receipt{}, ErrUnreadable }

func (o *Mail) send(ctx context.Context, m Message, subject, before string) (Receipt, error) {
	msg, err := o.write(m, subject, before)
	if err != nil {
		return Receipt{}, Refused(err)
	}
	return Receipt{Found: true}, Deliver(ctx, o, msg)
}

// write makes the letter: plain text, from the agency, with the way to the
// public record under it.
func (o *Mail) write(m Message, subject, before string) (*mail.Msg, error) {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := msg.FromFormat(m.Agency, o.From); err != nil {
		return nil, fault.New(fault.Invalid, "mail.from", "发件地址不正确").Because(err)
	}
	if err := msg.To(o.To); err != nil {
		return nil, fault.New(fault.Invalid, "mail.to", "收件地址不正确").Because(err)
	}
	_, domain, _ := strings.Cut(o.From, "@")
	msg.SetMessageIDWithValue("yingda." + m.Key + "@" + domain)
	msg.SetDateWithValue(o.Now())
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.Subject(subject)
	foot := "\n\n——\n" + m.Agency + "\n编号 " + m.Number + "，第 " + fmt.Sprint(m.Version) + " 版"
	if m.URL != "" {
		foot += "\n公开页面与历次改动：" + m.URL
	}
	foot += "\n\n您收到本邮件，是因为贵单位向我们登记了接收；如不再需要，回复本邮件即可。\n"
	msg.SetBodyString(mail.TypeTextPlain, before+m.Text+foot)
	return msg, nil
}

// Deliver hands a letter to the configured server. The error is NotSent or
// Refused up to the last line of the letter; after it only the server knows.
func Deliver(ctx context.Context, o *Mail, msg *mail.Msg) error {
	timeout := o.Timeout
	if timeout == 0 {
		timeout = 20 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	client, err := o.client(ctx, timeout)
	if err != nil {
		return Refused(err)
	}
	if err := client.DialWithContext(ctx); err != nil {
		return NotSent(fault.New(fault.Busy, "mail.server", "连不上邮件服务器 %s，或它不接受我们的登录", o.Server).Because(err))
	}
	defer client.Close() //nolint:errcheck // the letter's fate is known by then
	err = client.Send(msg)
	if err == nil || msg.IsDelivered() {
		return nil
	}
	var failed *mail.SendError
	if !errors.As(err, &failed) {
		return NotSent(err) // before the first command of the letter
	}
	switch failed.Reason {
	case mail.ErrSMTPDataClose, mail.ErrWriteContent, mail.ErrAmbiguous:
		// A code is the server's own no; without one the line broke, and the
		// letter may have been taken.
		if failed.ErrorCode() < 400 {
			return fault.New(fault.Busy, "mail.unknown", "发到末尾时连接中断，不知道对方是否收下").Because(err)
		}
	}
	if failed.IsTemp() || failed.ErrorCode() == 0 {
		return NotSent(fault.New(fault.Busy, "mail.later", "邮件服务器暂时不收").Because(err))
	}
	return Refused(fault.New(fault.Invalid, "mail.refused", "邮件服务器拒收（%d）", failed.ErrorCode()).Because(err))
}

func (o *Mail) client(ctx context.Context, timeout time.Duration) (*mail.Client, error) {
	host, port, err := net.SplitHostPort(o.Server)
	if err != nil {
		return nil, fault.New(fault.Invalid, "mail.server", "邮件服务器「%s」应写成 主机:端口", o.Server).Because(err)
	}
	n, err := net.LookupPort("tcp", port)
	if err != nil {
		return nil, fault.New(fault.Invalid, "mail.server", "邮件服务器「%s」的端口不正确", o.Server).Because(err)
	}
	secure := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if o.TLS != nil {
		secure = o.TLS.Clone()
	}
	// A stop of all sending ends a letter that is under way: its line is cut.
	dial := func(dialing context.Context, network, address string) (net.Conn, error) {
		var d net.Dialer
		conn, err := d.DialContext(dialing, network, address)
		if err == nil {
			context.AfterFunc(ctx, func() { conn.Close() })
			if n == 465 {
				conn = tls.Client(conn, secure)
			}
		}
		return conn, err
	}
	policy := mail.TLSOpportunistic
	switch {
	case n == 465:
		policy = mail.NoTLS // it is on already
	case o.Login != "":
		policy = mail.TLSMandatory // a password goes over an encrypted line only
	}
	options := []mail.Option{mail.WithPort(n), mail.WithTimeout(timeout), mail.WithTLSConfig(secure), mail.WithTLSPolicy(policy), mail.WithDialContextFunc(dial), mail.WithoutNoop(), mail.WithoutRset()}
	if o.Login != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthPlain), mail.WithUsername(o.Login), mail.WithPassword(o.Password))
	}
	return mail.NewClient(host, options...)
}
