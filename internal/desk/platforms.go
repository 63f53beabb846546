package desk

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Connectors connect an account to its platform; who reads accounts sees how the
// connection stands.
var Connectors = []regime.Role{regime.OfficeDirector, regime.SystemAdmin, regime.Keeper}

// Connectable are the platforms to which an account can be connected.
var Connectable = []regime.Platform{regime.WeChat, regime.WeCom}

// LinkEdit is what people decide about the connection of an account.
type LinkEdit struct {
	Account string
	AppID   string // AppID of the official account, CorpID of the corporation
	AgentID string // of the app at WeCom
	Mode    string // plain, compatible or safe
}

var (
	appIDs   = regexp.MustCompile(`^w[wx][0-9a-zA-Z]{6,40}$`)
	agentIDs = regexp.MustCompile(`^[0-9]{1,12}$`)
)

func (e *LinkEdit) check(of regime.Platform) error {
	e.AppID, e.AgentID = strings.TrimSpace(e.AppID), strings.TrimSpace(e.AgentID)
	switch {
	case !slices.Contains(Connectable, of):
		return fault.New(fault.Invalid, "platform.kind", "只有微信公众号和企业微信的账号可以在这里连接")
	case !appIDs.MatchString(e.AppID):
		return fault.New(fault.Invalid, "platform.app_id", "编号以 wx 或 ww 开头，从平台后台复制").On("app_id")
	case of == regime.WeCom && !agentIDs.MatchString(e.AgentID):
		return fault.New(fault.Invalid, "platform.agent", "应用编号（AgentID）应是一个数字").On("agent_id")
	case !slices.Contains([]string{string(platform.Plain), string(platform.Compatible), string(platform.Safe)}, e.Mode):
		return fault.New(fault.Invalid, "platform.mode", "请选择消息加解密方式").On("mode")
	case of == regime.WeCom && e.Mode != string(platform.Safe):
		return fault.New(fault.Invalid, "platform.mode", "企业微信只有安全模式").On("mode")
	}
	return nil
}

// Connect (连接平台) connects an open account of one's own agencies to its
// platform, and makes it an outlet for what the agency releases. The secrets
// are entered by their keepers. Faults: register.role, account.unknown,
// account.not_open, platform.kind, platform.app_id, platform.agent,
// platform.mode. Clause: ACC-1; ANS-4.
func (d *Desk) Connect(ctx context.Context, who matter.Actor, e LinkEdit) error {
	a, err := d.connectable(ctx, who, e.Account)
	if err != nil {
		return err
	}
	if err := e.check(a.Platform); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		err := tx.PutPlatformLink(store.PlatformLink{AccountID: a.ID, AppID: e.AppID, AgentID: e.AgentID, Mode: e.Mode, Active: true, ByID: who.ID})
		if err != nil {
			return err
		}
		if err := tx.ForgetPlatformToken(a.ID); err != nil {
			return err
		}
		if err := accountOutlet(tx, who, a, true); err != nil {
			return err
		}
		tx.Audit(entry(who, Connectors, "platform.connected", a.ID, map[string]string{"platform": string(a.Platform), "app_id": e.AppID, "mode": e.Mode}))
		return nil
	})
}

// Disconnect ends the connection of an account: its address answers callbacks
// no more, nothing is sent, the token is dropped. Faults: register.role,
// account.unknown, platform.link.
func (d *Desk) Disconnect(ctx context.Context, who matter.Actor, account string) error {
	a, err := d.connectable(ctx, who, account)
	if fault.CodeOf(err) != "account.not_open" && err != nil {
		return err
	}
	l, err := d.store.PlatformLink(ctx, a.ID)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		l.Active, l.ByID = false, who.ID
		if err := tx.PutPlatformLink(l); err != nil {
			return err
		}
		if err := tx.ForgetPlatformToken(a.ID); err != nil {
			return err
		}
		tx.Audit(entry(who, Connectors, "platform.disconnected", a.ID, nil))
		return accountOutlet(tx, who, a, false)
	})
}

func (d *Desk) connectable(ctx context.Context, who matter.Actor, account string) (store.Account, error) {
	if err := must(who, Connectors...); err != nil {
		return store.Account{}, err
	}
	a, err := d.Account(ctx, who, account)
	if err == nil && a.State != "open" {
		err = fault.New(fault.Conflict, "account.not_open", "账号还没有开通，或已经关闭，不能连接")
	}
	return a, err
}

// accountOutlet makes the outlet of an account, or takes it into or out of use.
func accountOutlet(tx *store.Tx, who matter.Actor, a store.Account, use bool) error {
	o, err := tx.OutletAt(string(regime.OfficialAccount), a.ID)
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		if !use {
			return nil
		}
		o = store.Outlet{ID: store.NewID(tx.Now), AgencyID: a.AgencyID, Channel: string(regime.OfficialAccount), Name: a.Name, Address: a.ID, Active: true, CreatedBy: who.ID}
		tx.Publish("outlet.added", o.ID, store.Digest(o.Channel+"\n"+o.Name))
		return tx.AddOutlet(o)
	case err != nil:
		return err
	}
	o.Active, o.Name = use, a.Name
	return tx.SaveOutlet(o)
}

// Connection is how the connection of an account stands.
type Connection struct {
	Account      store.Account
	Link         store.PlatformLink
	Health       store.PlatformHealth
	Waits        map[string]string // interfaces that the platform wants left alone
	TokenUntil   int64             // ms, 0 without a token
	Missing      []string          // names of secrets that were not entered
	Publications []store.Publication
	Hook         string // address for the platform, without host where none is configured
}

// Connection returns how the connection of an account stands; with a zero Link
// where there is none. Faults: register.role, account.unknown.
func (d *Desk) Connection(ctx context.Context, who matter.Actor, account string) (Connection, error) {
	a, err := d.Account(ctx, who, account)
	if err != nil {
		return Connection{}, err
	}
	c := Connection{Account: a, Hook: d.Sending.Public + "/hooks/" + string(a.Platform) + "/" + a.ID}
	c.Link, err = d.store.PlatformLink(ctx, a.ID)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return c, err
	}
	if c.Health, err = d.store.PlatformHealth(ctx, a.ID); err != nil {
		return c, err
	}
	if c.Waits, err = d.store.Waits(ctx, a.ID, d.store.Now().UnixMilli()); err != nil {
		return c, err
	}
	t, err := d.store.PlatformToken(ctx, a.ID)
	if err != nil {
		return c, err
	}
	if t.ExpiresAt > d.store.Now().UnixMilli() {
		c.TokenUntil = t.ExpiresAt
	}
	for _, name := range secretsOf(platform.Mode(c.Link.Mode)) {
		if _, err := d.AccountSecret(ctx, a.ID, name); err != nil {
			c.Missing = append(c.Missing, name)
		}
	}
	c.Publications, err = d.store.Publications(ctx, a.ID, 20)
	return c, err
}

// secretsOf are the secrets that a connection needs.
func secretsOf(mode platform.Mode) []string {
	if mode == platform.Plain {
		return []string{"app_secret", "token"}
	}
	return []string{"app_secret", "token", "encoding_aes_key"}
}

// adapter is what WeChat and WeCom have in common: four verbs and an answer to
// one who wrote.
type adapter interface {
	channel.Outlet
	SendText(ctx context.Context, to, text string) error
}

// Adapter returns the adapter of a connected account. Faults: account.unknown,
// platform.link, secret.none, secret.lost.
func (d *Desk) Adapter(ctx context.Context, account string) (adapter, error) {
	a, l, err := d.connected(ctx, account)
	if err != nil {
		return nil, err
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

// connected returns an open account and its connection that is in use.
func (d *Desk) connected(ctx context.Context, account string) (store.Account, store.PlatformLink, error) {
	l, err := d.store.PlatformLink(ctx, account)
	if err == nil && !l.Active {
		err = fault.New(fault.NotFound, "platform.link", "这个账号的连接已停用")
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

// PlatformComments reads the comments below one of our own articles: its number
// and version, from an offset on, and how many there are. Who wrote them is not
// read. Faults: those of Adapter, publication.unknown.
func (d *Desk) PlatformComments(ctx context.Context, p store.Publication, begin int) ([]platform.Comment, int, error) {
	w, err := d.commented(ctx, p)
	if err != nil {
		return nil, 0, err
	}
	return w.Comments(ctx, p.DataID, begin)
}

func (d *Desk) commented(ctx context.Context, p store.Publication) (*platform.WeChat, error) {
	a, err := d.Adapter(ctx, p.AccountID)
	if err != nil {
		return nil, err
	}
	w, ok := a.(*platform.WeChat)
	if !ok || p.DataID == "" {
		return nil, fault.New(fault.NotFound, "publication.unknown", "这篇文章的评论不能从接口读取")
	}
	return w, nil
}
