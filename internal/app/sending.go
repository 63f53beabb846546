package app

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"yingda/internal/channel"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/job"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// sending reaches the outlets: mail by the configured server, interfaces by the
// one outbound client with its guard.
func (p *program) sending() desk.Sending {
	keys := p.keys
	return desk.Sending{
		Public: p.conf.Public,
		Seal: func(secret, purpose string) (string, error) {
			k, err := keys()
			if err != nil {
				return "", err
			}
			return k.Seal(secret, purpose)
		},
		Open: p.unseal,
		Outlet: func(o store.Outlet) (channel.Outlet, error) {
			if regime.Channel(o.Channel) == regime.OfficialAccount {
				return p.desk.AccountOutlet(context.Background(), o)
			}
			if p.demo != nil {
				return nil, fault.New(fault.Forbidden, "demo.sending", "演示机关不向外发送")
			}
			switch regime.Channel(o.Channel) {
			case regime.NewsroomMail:
				return p.conf.Mail.outlet(o.Address, p.clock.Now)
			case regime.Webhook:
				k, err := keys()
				if err != nil {
					return nil, err
				}
				secret, err := k.Open(o.Secret, "outlet:"+o.ID)
				if err != nil {
					return nil, err
				}
				return &channel.Webhook{Client: p.client, URL: o.Address, Secret: secret, Now: p.clock.Now}, nil
			}
			return nil, fault.New(fault.Invalid, "outlet.channel", "这个渠道不由机器发送")
		},
	}
}

// outlet returns the way to one mailbox; fault.Invalid mail.off where no server
// is configured.
func (m Mail) outlet(to string, now func() time.Time) (*channel.Mail, error) {
	if m.Server == "" {
		return nil, fault.New(fault.Invalid, "mail.off", "没有配置邮件服务器：请在配置文件的 [mail] 里写明 server 和 from")
	}
	password, err := m.password()
	if err != nil {
		return nil, err
	}
	return &channel.Mail{Server: m.Server, From: m.From, Login: m.Login, Password: password, To: to, Now: now}, nil
}

func (m Mail) password() (string, error) {
	if m.Secret == "" {
		return "", nil
	}
	body, err := os.ReadFile(m.Secret)
	if err != nil {
		return "", fault.New(fault.Invalid, "config.mail", "读不到邮件口令文件 %s", m.Secret).On("mail.secret_file").Because(err)
	}
	return strings.TrimSpace(string(body)), nil
}

// check refuses a configuration of mail that cannot work.
func (m Mail) check() error {
	if m == (Mail{}) {
		return nil
	}
	if _, _, err := net.SplitHostPort(m.Server); err != nil {
		return fault.New(fault.Invalid, "config.mail", "邮件服务器「%s」应写成 主机:端口", m.Server).On("mail.server")
	}
	if _, domain, ok := strings.Cut(m.From, "@"); !ok || domain == "" {
		return fault.New(fault.Invalid, "config.mail", "发件地址「%s」应写成 名字@域名", m.From).On("mail.from")
	}
	if (m.Login == "") != (m.Secret == "") {
		return fault.New(fault.Invalid, "config.mail", "邮件的 login 和 secret_file 要一起写").On("mail.login")
	}
	_, err := m.password()
	return err
}

// brake ends what is being sent when sending is stopped, all of it or that of the
// account that a line of the outbox goes to. It looks four times a second while
// something is under way.
type brake struct {
	store   *store.Reader
	release string
}

func (b brake) on(ctx context.Context) bool {
	if stop, err := b.store.Stopped(ctx); err == nil && stop.On() {
		return true
	}
	held, err := b.store.ReleaseHeld(ctx, b.release)
	return err == nil && held
}

const look = 250 * time.Millisecond

// hold runs f with a context that ends when sending is stopped.
func (b brake) hold(ctx context.Context, f func(ctx context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var watching sync.WaitGroup
	watching.Go(func() {
		tick := time.NewTicker(look)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if b.on(ctx) {
				cancel()
			}
		}
	})
	err := f(ctx)
	cancel()
	watching.Wait()
	return err
}

// waits turns a stop of all sending, and what a platform wants us to wait for,
// into a wait that counts as no attempt.
func (p *program) waits(err error) error {
	var wait *platform.Wait
	switch {
	case fault.CodeOf(err) == "sending.stopped":
		return job.Later(time.Second)
	case fault.CodeOf(err) == platform.Publishing:
		return job.Later(15 * time.Second)
	case errors.As(err, &wait):
		return job.Later(max(time.Second, min(wait.Until.Sub(p.clock.Now()), time.Hour)))
	}
	return err
}

// carriedBy reads a page through the outbound client.
func (p *program) carriedBy(ctx context.Context, address string) (string, error) {
	r, err := p.client.Get(ctx, fetch.Request{URL: address, Accept: "text/html, */*;q=0.5"})
	return string(r.Body), err
}

// registerSending names the work of the outbox.
func (p *program) registerSending() {
	p.jobs.Register("read_accounts", func(ctx context.Context, _ job.Job) error { return p.desk.ReadAccounts(ctx) })
	p.jobs.Register("comment", func(ctx context.Context, j job.Job) error {
		var in struct {
			Carry string `json:"carry"`
		}
		if err := j.Into(&in); err != nil {
			return job.Final(err)
		}
		return p.waits(brake{store: p.store.Reader}.hold(ctx, func(ctx context.Context) error { return p.desk.CarryComment(ctx, in.Carry) }))
	})
	p.jobs.Register("carry", func(ctx context.Context, _ job.Job) error { return p.desk.CheckCarriages(ctx, p.carriedBy) })
	p.jobs.Register("send", func(ctx context.Context, j job.Job) error {
		var in struct {
			Release string `json:"release"`
		}
		if err := j.Into(&in); err != nil {
			return job.Final(err)
		}
		err := brake{p.store.Reader, in.Release}.hold(ctx, func(ctx context.Context) error { return p.desk.Send(ctx, in.Release) })
		return p.waits(err)
	})
}
