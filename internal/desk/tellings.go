package desk

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/notify"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Who registers robots, and who looks after what was told by them.
var (
	RobotKeepers   = []regime.Role{regime.SystemAdmin}
	TellingKeepers = []regime.Role{regime.SystemAdmin, regime.OfficeDirector}
)

// RobotEdit is what people decide about a robot. Token and Secret are kept
// sealed; empty ones leave what was there.
type RobotEdit struct {
	Kind   string
	UnitID string
	Name   string
	Token  string // the address that the platform shows, or its token
	Secret string
	Events []string
	Sparse bool
}

func (e *RobotEdit) check() error {
	e.Name, e.Secret = strings.TrimSpace(e.Name), strings.TrimSpace(e.Secret)
	if n := utf8.RuneCountInString(e.Name); n < 2 || n > 60 {
		return fault.New(fault.Invalid, "robot.name", "名称要有 2 到 60 个字，如「办公室值班群」").On("name")
	}
	if len(e.Secret) > 200 {
		return fault.New(fault.Invalid, "robot.secret", "签名密钥太长").On("secret")
	}
	if err := checkEvents(e.Events); err != nil {
		return err
	}
	if len(e.Events) == 0 {
		return fault.New(fault.Invalid, "robot.events", "至少选一种要发到群里的事").On("events")
	}
	return nil
}

func checkEvents(events []string) error {
	for _, x := range events {
		if !slices.Contains(store.Events, x) {
			return fault.New(fault.Invalid, "telling.event", "没有「%s」这种通知", x).On("events")
		}
	}
	return nil
}

// sealInto keeps a robot's token and secret sealed; what is empty stays.
func (d *Desk) sealInto(r *store.Robot, e RobotEdit) error {
	if e.Token != "" {
		token, err := notify.Token(r.Kind, e.Token)
		if err != nil {
			return err
		}
		if r.Token, err = d.Sending.Seal(token, notify.TokenPurpose(r.ID)); err != nil {
			return err
		}
	}
	if e.Secret == "" {
		return nil
	}
	var err error
	r.Secret, err = d.Sending.Seal(e.Secret, notify.SecretPurpose(r.ID))
	return err
}

// AddRobot registers a robot for a unit and the units below it. Faults:
// register.role, robot.name, robot.kind, robot.token, robot.secret,
// robot.events, telling.event, unit.unknown.
func (d *Desk) AddRobot(ctx context.Context, who matter.Actor, e RobotEdit) (string, error) {
	if err := must(who, RobotKeepers...); err != nil {
		return "", err
	}
	if err := e.check(); err != nil {
		return "", err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return "", err
	}
	if _, ok := tree.ByID[e.UnitID]; !ok {
		return "", fault.New(fault.Invalid, "unit.unknown", "没有这个单位").On("unit")
	}
	if _, err := notify.Token(e.Kind, e.Token); err != nil {
		return "", err
	}
	if e.Kind == "feishu" && e.Secret == "" || e.Kind == "dingtalk" && e.Secret == "" {
		return "", fault.New(fault.Invalid, "robot.secret", "请在%s机器人的安全设置里打开签名，并把密钥填在这里", notify.PlatformTitle(e.Kind)).On("secret")
	}
	r := store.Robot{ID: store.NewID(d.store.Now()), UnitID: e.UnitID, Kind: e.Kind, Name: e.Name, Events: e.Events, Sparse: e.Sparse, CreatedBy: who.ID}
	if err := d.sealInto(&r, e); err != nil {
		return "", err
	}
	return r.ID, d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, RobotKeepers, "robot.added", r.ID, map[string]any{"kind": r.Kind, "name": r.Name, "unit": tree.Name(r.UnitID), "events": r.Events, "sparse": r.Sparse}))
		return tx.AddRobot(r)
	})
}

// ChangeRobot changes name, events and what is kept sealed. Kind and unit stay.
func (d *Desk) ChangeRobot(ctx context.Context, who matter.Actor, id string, e RobotEdit) error {
	if err := must(who, RobotKeepers...); err != nil {
		return err
	}
	if err := e.check(); err != nil {
		return err
	}
	return d.changeRobot(ctx, who, id, "robot.changed", func(_ *store.Tx, r *store.Robot) error {
		r.Name, r.Events, r.Sparse = e.Name, e.Events, e.Sparse
		return d.sealInto(r, e)
	})
}

// UseRobot takes a robot out of use, or into use again. What waits for it is
// dropped when its turn comes.
func (d *Desk) UseRobot(ctx context.Context, who matter.Actor, id string, use bool) error {
	action := "robot.dropped"
	if use {
		action = "robot.resumed"
	}
	return d.changeRobot(ctx, who, id, action, func(_ *store.Tx, r *store.Robot) error {
		r.Active = use
		if use { // a mended robot is no trouble until it fails again
			r.FailedAt, r.Error, r.PausedUntil = 0, "", 0
		}
		return nil
	})
}

// TestRobot sends a test message by the way of all others, so that its end is
// seen in the log of tellings. Faults: register.role, robot.off.
func (d *Desk) TestRobot(ctx context.Context, who matter.Actor, id string) error {
	return d.changeRobot(ctx, who, id, "robot.tested", func(tx *store.Tx, r *store.Robot) error {
		if !r.Active {
			return fault.New(fault.Conflict, "robot.off", "这个机器人已停用，先启用再测试")
		}
		return tx.AddTelling(store.Telling{Key: "test:" + store.NewID(tx.Now), Kind: "test", RobotID: r.ID, DueAt: tx.Ms()})
	})
}

func (d *Desk) changeRobot(ctx context.Context, who matter.Actor, id, action string, change func(tx *store.Tx, r *store.Robot) error) error {
	if err := must(who, RobotKeepers...); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		r, err := tx.LockRobot(id)
		if err != nil {
			return err
		}
		if err := change(tx, &r); err != nil {
			return err
		}
		tx.Audit(entry(who, RobotKeepers, action, r.ID, r.Name))
		return tx.SaveRobot(r)
	})
}

// SetWish stores how a person wants to be told beside the bell. Faults:
// act.token, wish.mail, telling.event, wish.quiet, wish.digest.
func (d *Desk) SetWish(ctx context.Context, who matter.Actor, w store.Wish) error {
	if who.Token {
		return fault.New(fault.Forbidden, "act.token", "接口令牌没有自己的通知")
	}
	w.Mail = strings.TrimSpace(w.Mail)
	if a, err := mail.ParseAddress(w.Mail); w.Mail != "" && (err != nil || a.Name != "" || a.Address != w.Mail || len(w.Mail) > 200 || !strings.Contains(w.Mail, ".")) {
		return fault.New(fault.Invalid, "wish.mail", "邮箱地址不正确").On("mail")
	}
	if err := checkEvents(w.Events); err != nil {
		return err
	}
	switch {
	case w.Mail == "" && (len(w.Events) > 0 || w.Digest >= 0):
		return fault.New(fault.Invalid, "wish.mail", "要发邮件或每日摘要，先填写邮箱").On("mail")
	case w.QuietFrom < 0 || w.QuietFrom >= 1440 || w.QuietTo < 0 || w.QuietTo >= 1440:
		return fault.New(fault.Invalid, "wish.quiet", "免打扰时间应写成 22:00 这样的时刻").On("quiet_from")
	case w.Digest < -1 || w.Digest > 23:
		return fault.New(fault.Invalid, "wish.digest", "每日摘要的时间是 0 到 23 点").On("digest")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		old, err := tx.LockWish(who.ID)
		if err != nil {
			return err
		}
		w.PersonID, w.DigestDay = who.ID, old.DigestDay
		return tx.SaveWish(w)
	})
}

// RetryTelling sends a message once more that had failed; DropTelling gives it
// up. Faults: register.role, telling.unknown, telling.state.
func (d *Desk) RetryTelling(ctx context.Context, who matter.Actor, id string) error {
	return d.mendTelling(ctx, who, id, "telling.retried", func(tx *store.Tx, x *store.Telling) error {
		x.State, x.DueAt, x.Error = "waiting", tx.Ms(), ""
		return tx.AskTelling(*x)
	})
}

// DropTelling gives a message up that had failed.
func (d *Desk) DropTelling(ctx context.Context, who matter.Actor, id string) error {
	return d.mendTelling(ctx, who, id, "telling.dropped", func(_ *store.Tx, x *store.Telling) error {
		x.State = "dropped"
		return nil
	})
}

func (d *Desk) mendTelling(ctx context.Context, who matter.Actor, id, action string, change func(tx *store.Tx, x *store.Telling) error) error {
	if err := must(who, TellingKeepers...); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		x, err := tx.LockTelling(id)
		if err != nil {
			return err
		}
		if x.State != "failed" {
			return fault.New(fault.Conflict, "telling.state", "这条消息没有停在失败上，不用处理")
		}
		if err := change(tx, &x); err != nil {
			return err
		}
		tx.Audit(entry(who, TellingKeepers, action, x.ID, nil))
		return tx.SaveTelling(x)
	})
}
