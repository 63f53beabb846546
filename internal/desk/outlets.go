package desk

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/mail"
	"net/url"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Who keeps the registry of outlets, who decides about a line whose fate nobody
// knows, who records where a text stands, and who may stop all sending.
var (
	OutletKeepers = []regime.Role{regime.OfficeDirector, regime.SystemAdmin}
	Deciders      = []regime.Role{regime.Head, regime.Deputy, regime.OfficeDirector, regime.Spokesperson}
	Recorders     = []regime.Role{regime.OfficeDirector, regime.Spokesperson, regime.Liaison, regime.DutyOfficer, regime.Drafter, regime.Handler, regime.Editor, regime.ChiefEditor}
	Stoppers      = []regime.Role{regime.Head, regime.Deputy, regime.OfficeDirector, regime.SecurityAdmin, regime.DutyOfficer}
)

// OutletEdit is what people decide about an outlet.
type OutletEdit struct {
	Channel string
	Name    string
	Address string // a mailbox, or the address of an interface
	Asked   string // of a mailbox: who asked, how and when
}

func (e *OutletEdit) check() error {
	e.Name, e.Address, e.Asked = strings.TrimSpace(e.Name), strings.TrimSpace(e.Address), strings.TrimSpace(e.Asked)
	if n := utf8.RuneCountInString(e.Name); n < 2 || n > 60 {
		return fault.New(fault.Invalid, "outlet.name", "名称要有 2 到 60 个字，如「某某日报社编辑部」").On("name")
	}
	switch regime.Channel(e.Channel) {
	case regime.NewsroomMail:
		a, err := mail.ParseAddress(e.Address)
		if err != nil || a.Name != "" || len(e.Address) > 200 || !strings.Contains(e.Address, ".") {
			return fault.New(fault.Invalid, "outlet.mail", "邮箱地址不正确").On("address")
		}
		if n := utf8.RuneCountInString(e.Asked); n < 4 || n > 200 {
			return fault.New(fault.Invalid, "outlet.asked", "只给要求接收的单位发邮件：写明谁、何时、以什么方式要求接收").On("asked")
		}
	case regime.Webhook:
		u, err := url.Parse(e.Address)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || len(e.Address) > 1000 {
			return fault.New(fault.Invalid, "outlet.url", "接口地址不正确：要以 https:// 或 http:// 开头，不带用户名和口令").On("address")
		}
	default:
		return fault.New(fault.Invalid, "outlet.channel", "只有新闻单位邮件和网站后台接口需要登记出口").On("channel")
	}
	return nil
}

// AddOutlet registers an outlet of the person's agency. For an interface it
// makes the secret that signs our calls and returns it: it is shown once and
// kept sealed. Faults: register.role, outlet.name, outlet.mail, outlet.asked,
// outlet.url, outlet.channel. Clause: ANS-4.
func (d *Desk) AddOutlet(ctx context.Context, who matter.Actor, e OutletEdit) (store.Outlet, string, error) {
	if err := must(who, OutletKeepers...); err != nil {
		return store.Outlet{}, "", err
	}
	if err := e.check(); err != nil {
		return store.Outlet{}, "", err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return store.Outlet{}, "", err
	}
	o := store.Outlet{ID: store.NewID(d.store.Now()), AgencyID: tree.ByID[who.UnitID].AgencyID, Channel: e.Channel, Name: e.Name, Address: e.Address, Asked: e.Asked, Active: true, CreatedBy: who.ID}
	secret := ""
	if o.Channel == string(regime.Webhook) {
		if secret, o.Secret, err = d.newSecret(o.ID); err != nil {
			return o, "", err
		}
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.AddOutlet(o); err != nil {
			return err
		}
		tx.Audit(entry(who, OutletKeepers, "outlet.added", o.ID, map[string]string{"channel": o.Channel, "name": o.Name, "address": o.Address}))
		tx.Publish("outlet.added", o.ID, store.Digest(o.Channel+"\n"+o.Name))
		return nil
	})
	return o, secret, err
}

// outletSecret is what a secret was sealed for.
func outletSecret(id string) string { return "outlet:" + id }

func (d *Desk) newSecret(outletID string) (secret, sealed string, err error) {
	var raw [32]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return "", "", err
	}
	secret = hex.EncodeToString(raw[:])
	sealed, err = d.Sending.Seal(secret, outletSecret(outletID))
	return secret, sealed, err
}

// RenewSecret makes a new secret for an interface and returns it, once.
func (d *Desk) RenewSecret(ctx context.Context, who matter.Actor, id string) (string, error) {
	secret, sealed, err := d.newSecret(id)
	if err != nil {
		return "", err
	}
	err = d.changeOutlet(ctx, who, id, "outlet.secret_renewed", func(o *store.Outlet) error {
		if o.Channel != string(regime.Webhook) {
			return fault.New(fault.Conflict, "outlet.no_secret", "只有接口有签名密钥")
		}
		o.Secret = sealed
		return nil
	})
	return secret, err
}

// UseOutlet takes an outlet out of use, or into use again. What it got earlier
// is still corrected and withdrawn there.
func (d *Desk) UseOutlet(ctx context.Context, who matter.Actor, id string, use bool) error {
	action := "outlet.dropped"
	if use {
		action = "outlet.resumed"
	}
	return d.changeOutlet(ctx, who, id, action, func(o *store.Outlet) error {
		o.Active = use
		return nil
	})
}

func (d *Desk) changeOutlet(ctx context.Context, who matter.Actor, id, action string, change func(o *store.Outlet) error) error {
	if err := must(who, OutletKeepers...); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		o, err := tx.LockOutlet(id)
		if err != nil {
			return err
		}
		if err := change(&o); err != nil {
			return err
		}
		tx.Audit(entry(who, OutletKeepers, action, o.ID, o.Name))
		return tx.SaveOutlet(o)
	})
}

// StopSending halts everything that leaves us, our own pages included, within
// two seconds: whoever sends looks before every call, and a call under way is
// cut. What warns the public of an account in wrong hands, takes something off our
// pages, or only records what has happened elsewhere goes on. It stays until
// another person lifts it. Faults: register.role,
// stop.reason, stop.on.
func (d *Desk) StopSending(ctx context.Context, who matter.Actor, reason string) error {
	if err := must(who, Stoppers...); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n < 2 || n > 200 {
		return fault.New(fault.Invalid, "stop.reason", "写一句为什么停发，2 到 200 字").On("reason")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.Stopped()
		if err != nil {
			return err
		}
		if now.On() {
			return fault.New(fault.Conflict, "stop.on", "%s 已经按下停发", now.Name)
		}
		tx.Audit(entry(who, Stoppers, "sending.stopped", "sending", reason))
		tx.Publish("sending.stopped", "sending", store.Digest(reason))
		return tx.SetStopped(store.Stop{By: who.ID, Name: who.Name, At: tx.Ms(), Reason: reason})
	})
}

// ResumeSending lifts the stop; never by the person who set it. Faults:
// register.role, stop.off, stop.same_person.
func (d *Desk) ResumeSending(ctx context.Context, who matter.Actor) error {
	if err := must(who, Stoppers...); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.Stopped()
		switch {
		case err != nil:
			return err
		case !now.On():
			return fault.New(fault.Conflict, "stop.off", "现在没有停发")
		case now.By == who.ID:
			return fault.New(fault.Forbidden, "stop.same_person", "按下停发的人不能自己恢复，请另一人核对后恢复")
		}
		tx.Audit(entry(who, Stoppers, "sending.resumed", "sending", now.Reason))
		tx.Publish("sending.resumed", "sending", store.Digest(now.Reason))
		return tx.SetStopped(store.Stop{})
	})
}
