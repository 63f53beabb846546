package desk

import (
	"context"
	"errors"
	"slices"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/platform"
	"yingda/internal/platform/generic"
	"yingda/internal/platform/weibo"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// adapter is what WeChat and WeCom have in common: four verbs, an answer to one who
// wrote, and what came with a message.
type adapter interface {
	channel.Outlet
	SendText(ctx context.Context, to, text string) error
	Media(ctx context.Context, id string) (body []byte, contentType string, err error)
}

// Adapter returns the adapter of a connected account that can answer who wrote.
// Faults: account.unknown, platform.link, platform.no_answer, secret.none,
// secret.lost.
func (d *Desk) Adapter(ctx context.Context, account string) (adapter, error) {
	a, l, err := d.connected(ctx, account)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(Calling, a.Platform) {
		return nil, fault.New(fault.Invalid, "platform.no_answer", "这个平台没有回复来信的接口：请在平台后台回复，再登记")
	}
	secret, err := d.AccountSecret(ctx, a.ID, "app_secret")
	if err != nil {
		return nil, err
	}
	line := platform.Line{Client: d.Platforms.Client, Base: d.Platforms.Base[string(a.Platform)]}
	tokens := &platform.Tokens{Store: d.store, Seal: d.Sending.Seal, Open: d.Sending.Open}
	if a.Platform == regime.WeCom {
		return platform.NewWeCom(line, tokens, a.ID, l.AppID, l.AgentID, secret)
	}
	w := platform.NewWeChat(line, tokens, a.ID, l.AppID, secret)
	w.Cover = l.Cover
	return w, nil
}

// AccountOutlet is the way out for an outlet of an official account. Faults:
// account.unknown, platform.link, secret.none, secret.lost.
func (d *Desk) AccountOutlet(ctx context.Context, o store.Outlet) (channel.Outlet, error) {
	a, l, err := d.connected(ctx, o.Address)
	switch {
	case err != nil:
		return nil, err
	case slices.Contains(Calling, a.Platform):
		return d.Adapter(ctx, a.ID)
	case a.Platform == regime.Weibo:
		w, err := d.weibo(ctx, a, l)
		return noted{w, d, a.ID}, err
	}
	g, err := d.generic(ctx, a, l)
	return noted{g, d, a.ID}, err
}

func (d *Desk) weibo(ctx context.Context, a store.Account, l store.PlatformLink) (*weibo.Account, error) {
	token, err := d.AccountSecret(ctx, a.ID, "access_token")
	return &weibo.Account{Client: d.Platforms.Client, Base: d.Platforms.Base[string(regime.Weibo)], UID: l.AppID, Token: token}, err
}

func (d *Desk) generic(ctx context.Context, a store.Account, l store.PlatformLink) (*generic.Account, error) {
	g := &generic.Account{Client: d.Platforms.Client, In: l.In, Out: l.Out, Now: d.store.Now}
	if l.Out == "" {
		return g, nil
	}
	var err error
	g.Secret, err = d.AccountSecret(ctx, a.ID, "webhook_secret")
	return g, err
}

// noted is an outlet whose calls are put on record for people: WeChat and WeCom
// do it with every call of theirs.
type noted struct {
	channel.Outlet
	desk    *Desk
	account string
}

func (n noted) Publish(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	r, err := n.Outlet.Publish(ctx, m)
	return r, n.desk.notePlatform(ctx, n.account, err)
}

func (n noted) Correct(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	r, err := n.Outlet.Correct(ctx, m)
	return r, n.desk.notePlatform(ctx, n.account, err)
}

func (n noted) Withdraw(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	r, err := n.Outlet.Withdraw(ctx, m)
	return r, n.desk.notePlatform(ctx, n.account, err)
}

func (n noted) ReadOwn(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	r, err := n.Outlet.ReadOwn(ctx, m)
	if errors.Is(err, channel.ErrUnreadable) {
		return r, err // nothing was called
	}
	return r, n.desk.notePlatform(ctx, n.account, err)
}

// notePlatform puts on record how a call ended and returns its error. That it
// cannot is no reason to call the call a failure.
func (d *Desk) notePlatform(ctx context.Context, account string, err error) error {
	what, says := "called", ""
	if err != nil {
		what, says = "failed", "没有得到平台的完整答复"
		if f := fault.Of(err); f != nil {
			says = f.Text
		}
	}
	_ = d.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.NotePlatform(account, what, says) })
	return err
}

// connected returns an open account and its connection that is in use.
func (d *Desk) connected(ctx context.Context, account string) (store.Account, store.PlatformLink, error) {
	l, err := d.store.PlatformLink(ctx, account)
	if err == nil && !l.Active {
		err = fault.New(fault.NotFound, "platform.link", "这个账号的连接已停用")
	}
	if err == nil {
		err = d.Platforms.mayCall(l)
	}
	if err != nil {
		return store.Account{}, l, err
	}
	a, err := d.store.Account(ctx, l.AccountID)
	if err == nil && a.State != "open" {
		err = noAccount()
	}
	return a, l, err
}
