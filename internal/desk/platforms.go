package desk

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Connectors connect an account to its platform; who reads accounts sees how the
// connection stands.
var Connectors = []regime.Role{regime.OfficeDirector, regime.SystemAdmin, regime.Keeper}

// Calling are the platforms that call us: messages come in through them, and an
// answer goes back to one who wrote.
var Calling = []regime.Platform{regime.WeChat, regime.WeCom}

// unsealed is the mode of an account whose platform does not call us.
const unsealed = "none"

// ByAdapter reports whether an adapter of its own speaks to a platform; any other
// platform is served by the generic one.
func ByAdapter(of regime.Platform) bool { return of == regime.Weibo || slices.Contains(Calling, of) }

// LinkEdit is what people decide about the connection of an account.
type LinkEdit struct {
	Account string
	AppID   string // AppID of the official account, CorpID of the corporation, UID at Weibo
	AgentID string // of the app at WeCom
	Mode    string // plain, compatible or safe
	In, Out string // generic: the account's public feed, and who takes what we publish
}

var (
	appIDs   = regexp.MustCompile(`^w[wx][0-9a-zA-Z]{6,40}$`)
	agentIDs = regexp.MustCompile(`^[0-9]{1,12}$`)
	userIDs  = regexp.MustCompile(`^[1-9][0-9]{4,19}$`)
)

func (e *LinkEdit) check(of regime.Platform) error {
	e.AppID, e.AgentID, e.In, e.Out = strings.TrimSpace(e.AppID), strings.TrimSpace(e.AgentID), strings.TrimSpace(e.In), strings.TrimSpace(e.Out)
	switch {
	case of == regime.Weibo:
		return e.checkWeibo()
	case !ByAdapter(of):
		return e.checkGeneric()
	case !appIDs.MatchString(e.AppID):
		return fault.New(fault.Invalid, "platform.app_id", "编号以 wx 或 ww 开头，从平台后台复制").On("app_id")
	case of == regime.WeCom && !agentIDs.MatchString(e.AgentID):
		return fault.New(fault.Invalid, "platform.agent", "应用编号（AgentID）应是一个数字").On("agent_id")
	case !slices.Contains([]string{string(platform.Plain), string(platform.Compatible), string(platform.Safe)}, e.Mode):
		return fault.New(fault.Invalid, "platform.mode", "请选择消息加解密方式").On("mode")
	case of == regime.WeCom && e.Mode != string(platform.Safe):
		return fault.New(fault.Invalid, "platform.mode", "企业微信只有安全模式").On("mode")
	}
	e.In, e.Out = "", ""
	return nil
}

func (e *LinkEdit) checkWeibo() error {
	if !userIDs.MatchString(e.AppID) {
		return fault.New(fault.Invalid, "platform.app_id", "微博账号的 UID 是一串数字，在账号主页的网址里").On("app_id")
	}
	e.AgentID, e.Mode, e.In, e.Out = "", unsealed, "", ""
	return nil
}

func (e *LinkEdit) checkGeneric() error {
	switch {
	case e.In == "" && e.Out == "":
		return fault.New(fault.Invalid, "platform.nowhere", "订阅地址和推送地址至少填一个").On("out_url")
	case e.In != "" && !webAddress(e.In):
		return fault.New(fault.Invalid, "platform.in_url", "订阅地址要以 https:// 或 http:// 开头").On("in_url")
	case e.Out != "" && !webAddress(e.Out):
		return fault.New(fault.Invalid, "platform.out_url", "推送地址要以 https:// 或 http:// 开头").On("out_url")
	}
	e.AppID, e.AgentID, e.Mode = "", "", unsealed
	return nil
}

// sends reports whether what is released goes out by this connection.
func (e LinkEdit) sends(of regime.Platform) bool { return ByAdapter(of) || e.Out != "" }

// Connect (连接平台) connects an open account of one's own agencies to its
// platform, and makes it an outlet for what the agency releases. The secrets
// are entered by their keepers. Faults: register.role, account.unknown,
// account.not_open, platform.app_id, platform.agent, platform.mode,
// platform.nowhere, platform.in_url, platform.out_url. Clause: ACC-1; ANS-4.
func (d *Desk) Connect(ctx context.Context, who matter.Actor, e LinkEdit) error {
	a, err := d.connectable(ctx, who, e.Account)
	if err != nil {
		return err
	}
	if err := e.check(a.Platform); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		err := tx.PutPlatformLink(store.PlatformLink{AccountID: a.ID, AppID: e.AppID, AgentID: e.AgentID, Mode: e.Mode, In: e.In, Out: e.Out, Active: true, ByID: who.ID})
		if err != nil {
			return err
		}
		if err := tx.ForgetPlatformToken(a.ID); err != nil {
			return err
		}
		if err := accountOutlet(tx, who, a, e.sends(a.Platform)); err != nil {
			return err
		}
		// Who connects it sees at once whether it can be read.
		if err := tx.DuePlatformTurns(a.ID); err != nil {
			return err
		}
		if err := tx.Enqueue("read_accounts", "connected "+a.ID, nil, tx.Now, 3); err != nil {
			return err
		}
		tx.Audit(entry(who, Connectors, "platform.connected", a.ID, map[string]string{"platform": string(a.Platform), "app_id": e.AppID, "mode": e.Mode, "in": e.In, "out": e.Out}))
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
