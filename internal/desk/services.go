package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Clearers are the technical department: they clear a service before it goes live.
var Clearers = []regime.Role{regime.SecurityAdmin, regime.SystemAdmin}

// ServiceReaders see the services of the accounts.
var ServiceReaders = append([]regime.Role{regime.SecurityAdmin, regime.Keeper}, Readers...)

// AddService registers a service that an account is to link to. It waits for the
// technical department. Faults: register.role, account.unknown, service.title,
// service.url, service.unit, service.kind. Clause: ACC-8.
func (d *Desk) AddService(ctx context.Context, who matter.Actor, key string, s store.Service) error {
	a, err := d.Account(ctx, who, key)
	if err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	if err := tree.mayIn(who, a.AgencyID, PostKeepers...); err != nil {
		return err
	}
	s.Title, s.URL = strings.TrimSpace(s.Title), strings.TrimSpace(s.URL)
	unit, ok := tree.ByID[s.UnitID]
	switch {
	case !between(s.Title, 2, 60):
		return fault.New(fault.Invalid, "service.title", "写明服务名称，2 到 60 个字").On("title")
	case !webAddress(s.URL):
		return fault.New(fault.Invalid, "service.url", "网址要以 https:// 或 http:// 开头；小程序填它的网页入口").On("url")
	case !ok || unit.ClosedAt != 0:
		return fault.New(fault.Invalid, "service.unit", "请选择负责的单位").On("unit")
	case s.Kind != "menu" && s.Kind != "mini_program" && s.Kind != "link":
		return fault.New(fault.Invalid, "service.kind", "请选择菜单、小程序或链接").On("kind")
	}
	s.AccountID, s.AgencyID, s.State, s.CreatedBy = a.ID, a.AgencyID, "waiting", who.ID
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutService(&s); err != nil {
			return err
		}
		tx.Audit(entry(who, PostKeepers, "service.added", s.ID, map[string]string{"account": a.Number, "url": s.URL}))
		return tx.Notify(tree.ofAgency(a.AgencyID), Clearers, "", "", "待上线前检查：「"+a.Name+"」的服务「"+s.Title+"」")
	})
}

func (d *Desk) changeService(ctx context.Context, who matter.Actor, roles []regime.Role, id, action string, change func(tx *store.Tx, s *store.Service) error) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.Service(id)
		if err != nil {
			return err
		}
		if err := tree.mustIn(who, s.AgencyID, roles...); err != nil {
			return err
		}
		if err := change(tx, &s); err != nil {
			return err
		}
		tx.Audit(entry(who, roles, action, s.ID, map[string]string{"url": s.URL, "state": s.State}))
		return tx.PutService(&s)
	})
}

// ClearService records the technical department's clearance of a service for the
// address that it has; never by who registered it. Faults: register.role,
// service.unknown, service.state, service.same_person, service.note. Clause: ACC-8.
func (d *Desk) ClearService(ctx context.Context, who matter.Actor, id, note string) error {
	if note = strings.TrimSpace(note); !between(note, 4, 500) {
		return fault.New(fault.Invalid, "service.note", "写明检查了什么：漏洞、权限、个人信息、接口，结论是什么").On("note")
	}
	return d.changeService(ctx, who, Clearers, id, "service.cleared", func(tx *store.Tx, s *store.Service) error {
		switch {
		case s.State != "waiting":
			return fault.New(fault.Conflict, "service.state", "这个服务不在等检查")
		case s.CreatedBy == who.ID:
			return fault.New(fault.Forbidden, "service.same_person", "登记的人不能自己放行，请技术部门的另一人检查")
		}
		s.State, s.ClearedBy, s.ClearedAt, s.ClearedNote = "cleared", who.ID, tx.Ms(), note
		return nil
	})
}

// OpenService lets a service that was cleared go live; it is looked at from now on.
// Faults: register.role, service.unknown, service.uncleared. Clause: ACC-8.
func (d *Desk) OpenService(ctx context.Context, who matter.Actor, id string) error {
	return d.changeService(ctx, who, PostKeepers, id, "service.opened", func(tx *store.Tx, s *store.Service) error {
		if s.State != "cleared" {
			return fault.New(fault.Conflict, "service.uncleared", "技术部门还没有放行，不能上线")
		}
		s.State, s.LiveAt, s.NextAt, s.Failures = "live", tx.Ms(), tx.Ms(), 0
		return nil
	})
}

// MoveService changes the address of a service: the clearance was for the old one,
// so it waits for another. Faults: register.role, service.unknown, service.url.
func (d *Desk) MoveService(ctx context.Context, who matter.Actor, id, url string) error {
	if url = strings.TrimSpace(url); !webAddress(url) {
		return fault.New(fault.Invalid, "service.url", "网址要以 https:// 或 http:// 开头").On("url")
	}
	return d.changeService(ctx, who, PostKeepers, id, "service.moved", func(tx *store.Tx, s *store.Service) error {
		if s.URL == url {
			return nil
		}
		s.URL, s.State, s.ClearedBy, s.ClearedAt, s.ClearedNote, s.LiveAt, s.CreatedBy = url, "waiting", "", 0, "", 0, who.ID
		return nil
	})
}

// StopService takes a service off, with a reason; it goes live again by clearance
// only. Faults: register.role, service.unknown, service.reason.
func (d *Desk) StopService(ctx context.Context, who matter.Actor, id, reason string) error {
	if reason = strings.TrimSpace(reason); !between(reason, 2, 200) {
		return fault.New(fault.Invalid, "service.reason", "写一句为什么下线").On("reason")
	}
	return d.changeService(ctx, who, append([]regime.Role{regime.SecurityAdmin}, PostKeepers...), id, "service.stopped", func(tx *store.Tx, s *store.Service) error {
		s.State, s.Stopped = "stopped", reason
		if s.MenuAt != 0 {
			return nil // the public can still press it
		}
		return mendService(tx, s.ID, "已下线："+reason)
	})
}

// CheckServices looks at the services whose look is due: those that are live, and
// those that the menu of an account leads to. One that fails twice
// in a row is a task of its unit, which closes when a later look finds it in order.
// It returns how many it looked at. Clause: ACC-8.
func (d *Desk) CheckServices(ctx context.Context, look func(ctx context.Context, url string) (time.Duration, error)) (int, error) {
	due, err := d.store.DueServices(ctx, d.store.Now().UnixMilli(), 20)
	if err != nil {
		return 0, err
	}
	for i, s := range due {
		took, broken := look(ctx, s.URL)
		if ctx.Err() != nil {
			return i, ctx.Err()
		}
		if err := d.store.Write(ctx, func(tx *store.Tx) error { return keepServiceLook(tx, s, took, broken) }); err != nil {
			return i, err
		}
	}
	return len(due), nil
}

func keepServiceLook(tx *store.Tx, seen store.Service, took time.Duration, broken error) error {
	s, err := tx.Service(seen.ID)
	if err != nil || s.State != "live" && s.MenuAt == 0 || s.URL != seen.URL {
		return err // changed meanwhile
	}
	f, err := tx.OpenServiceFault(s.ID)
	if err != nil {
		return err
	}
	s.CheckedAt, s.TookMs, s.NextAt = tx.Ms(), took.Milliseconds(), tx.Now.Add(siteEvery).UnixMilli()
	if broken == nil {
		s.Failures, s.Error = 0, ""
		if f.ID != "" {
			f.MendedAt, f.Evidence = tx.Ms(), fmt.Sprintf("%s 核对：%.1f 秒打开", tx.Now.In(deadline.Zone).Format("2006年1月2日 15:04"), took.Seconds())
			if err := tx.PutServiceFault(f); err != nil {
				return err
			}
		}
		return tx.PutService(&s)
	}
	s.Failures, s.Error, s.NextAt = s.Failures+1, said(broken), tx.Now.Add(siteRetry).UnixMilli()
	if s.Failures >= 2 && f.ID == "" {
		f = store.ServiceFault{ServiceID: s.ID, UnitID: s.UnitID, Says: s.Error, FirstAt: tx.Ms(), DueAt: tx.Now.Add(siteRepair).UnixMilli()}
		if err := tx.PutServiceFault(f); err != nil {
			return err
		}
		if err := tx.Notify([]string{s.UnitID}, append([]regime.Role{regime.Handler, regime.Drafter}, PostKeepers...), "", "", "账号服务打不开，待修复：「"+s.Account+"」的「"+s.Title+"」，"+s.Error); err != nil {
			return err
		}
	}
	return tx.PutService(&s)
}

// idleLinks says which services that are not live a text links to.
func (a *act) idleLinks(body string) ([]string, error) {
	var out []string
	for _, id := range a.article.Accounts {
		list, err := a.tx.IdleServices(id)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			if strings.Contains(body, s.URL) {
				out = append(out, "正文链接的服务「"+s.Title+"」还没有上线：先由技术部门放行")
			}
		}
	}
	return out, nil
}
