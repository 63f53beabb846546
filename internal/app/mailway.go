package app

import (
	"context"
	"net"
	"strings"

	"yingda/internal/channel"
	"yingda/internal/desk"
	"yingda/internal/fetch"
	"yingda/internal/job"
	"yingda/internal/store"
)

// registerMail lets the desk read and answer the mailboxes to which the public
// writes, and names the work on them.
func (p *program) registerMail() {
	p.desk.Mailing = desk.Mailing{
		Letters: func(ctx context.Context, m fetch.Mailbox) (fetch.Letters, error) { return p.client.Letters(ctx, m) },
		Server:  func(b store.MailBox, password string) *channel.Mail { return mailServer(b, password, p) },
	}
	p.desk.SetRepliers(map[string]desk.Replier{"mail": desk.MailReplier{Desk: p.desk}, "head_mailbox": desk.MailReplier{Desk: p.desk}})
	p.jobs.Register("mail_in", func(ctx context.Context, _ job.Job) error { return p.desk.ReadMail(ctx) })
	p.jobs.Register("mail_receipt", func(ctx context.Context, j job.Job) error {
		var in struct {
			Number string `json:"number"`
		}
		if err := j.Into(&in); err != nil {
			return job.Final(err)
		}
		return p.waits(brake{store: p.store.Reader}.hold(ctx, func(ctx context.Context) error { return p.desk.SendMailReceipt(ctx, in.Number) }))
	})
}

func mailServer(b store.MailBox, password string, p *program) *channel.Mail {
	server := b.SMTP
	if _, _, err := net.SplitHostPort(server); err != nil {
		server = strings.TrimSuffix(server, ":") + ":465"
	}
	return &channel.Mail{Server: server, From: b.Address, Login: b.Login, Password: password, Now: p.clock.Now}
}
