package app

import (
	"context"
	"net/url"
	"strings"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/job"
	"yingda/internal/notify"
	"yingda/internal/store"
)

// Notify is the configuration of telling staff.
type Notify struct {
	Desk     string `toml:"desk"`     // base address of the desk in links; public's
	WeCom    string `toml:"wecom"`    // another address in the place of the platform's: a gateway, a test
	DingTalk string `toml:"dingtalk"` // the same
	Feishu   string `toml:"feishu"`   // the same
}

// check refuses addresses that no message could be sent to.
func (n *Notify) check() error {
	for _, each := range []struct {
		key   string
		value *string
	}{{"desk", &n.Desk}, {"wecom", &n.WeCom}, {"dingtalk", &n.DingTalk}, {"feishu", &n.Feishu}} {
		if *each.value == "" {
			continue
		}
		u, err := url.Parse(*each.value)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return fault.New(fault.Invalid, "config.notify", "[notify] 的 %s「%s」应写成 https://主机", each.key, *each.value).On("notify." + each.key)
		}
		*each.value = strings.TrimRight(*each.value, "/")
	}
	return nil
}

// telling makes what tells staff; the sample agency tells nobody outside.
func (p *program) telling() *notify.Teller {
	base := p.conf.Notify.Desk
	if base == "" {
		base = p.conf.Public
	}
	return &notify.Teller{
		Store: p.store, Client: p.client, Desk: base, Log: p.log,
		Bases: map[string]string{"wecom": p.conf.Notify.WeCom, "dingtalk": p.conf.Notify.DingTalk, "feishu": p.conf.Notify.Feishu},
		Open: func(sealed, purpose string) (string, error) {
			k, err := p.keys()
			if err != nil {
				return "", err
			}
			return k.Open(sealed, purpose)
		},
		Closed: func() error {
			if p.demo != nil {
				return fault.New(fault.Forbidden, "demo.sending", "演示机关不向外发送")
			}
			return nil
		},
		Mail: func(to string) (*channel.Mail, error) { return p.conf.Mail.outlet(to, p.clock.Now) },
		Digest: func(ctx context.Context, personID string) (notify.Digest, error) {
			who, err := p.auth.Actor(ctx, personID)
			if err != nil {
				return notify.Digest{}, err
			}
			return p.desk.Digest(ctx, who)
		},
	}
}

// registerTelling names the work of telling staff.
func (p *program) registerTelling() {
	p.jobs.RegisterTx("tell", func(tx *store.Tx, j job.Job) error { return p.teller.Plan(tx, j) })
	p.jobs.Register("deliver", func(ctx context.Context, j job.Job) error {
		return p.teller.Deliver(ctx, j)
	})
	p.jobs.Register("digest", func(ctx context.Context, _ job.Job) error { return p.teller.PlanDigests(ctx) })
}
