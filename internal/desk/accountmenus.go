package desk

import (
	"context"
	"slices"

	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// wechatMenu reads the menu of an account of WeChat. Clause: ACC-8.
func (d *Desk) wechatMenu(ctx context.Context, a store.Account) error {
	w, err := d.wechat(ctx, a.ID)
	if err != nil {
		return err
	}
	links, err := w.Menu(ctx)
	if err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return keepMenu(tx, tree, a, links) })
}

// keepMenu marks the services that a menu leads to, registers what it leads to and
// nobody registered, and lets go what has left it. What the public can press is looked
// at with the other services whether it was cleared or not; that it was not is told
// the technical department and those who keep the account.
func keepMenu(tx *store.Tx, tree *Tree, a store.Account, links []platform.MenuLink) error {
	list, err := tx.AccountServices(a.ID)
	if err != nil {
		return err
	}
	for _, l := range links {
		i := slices.IndexFunc(list, func(s store.Service) bool { return s.URL == l.URL })
		s := store.Service{AccountID: a.ID, AgencyID: a.AgencyID, UnitID: a.UnitID, Kind: "menu", Title: l.Title, URL: l.URL, State: "waiting", CreatedBy: "system"}
		if l.Mini {
			s.Kind = "mini_program"
		}
		if i >= 0 {
			s = list[i]
		}
		fresh := s.MenuAt == 0
		s.MenuAt = tx.Ms()
		if fresh && s.State != "live" {
			s.NextAt, s.Failures = tx.Ms(), 0
		}
		if err := tx.PutService(&s); err != nil {
			return err
		}
		if fresh && s.State != "live" {
			tx.Audit(store.Entry{Actor: "system", Role: "system", Action: "service.in_menu", Object: s.ID, Result: "done", Detail: map[string]string{"account": a.Number, "url": s.URL, "state": s.State}})
			text := "账号菜单里有还没有放行的服务：「" + a.Name + "」的「" + s.Title + "」，请技术部门检查，或从菜单里拿掉"
			if err := tx.Notify(tree.ofAgency(a.AgencyID), append([]regime.Role{regime.Keeper, regime.ChiefEditor}, Clearers...), "", "", text); err != nil {
				return err
			}
		}
	}
	for _, s := range list {
		if s.MenuAt != 0 && !slices.ContainsFunc(links, func(l platform.MenuLink) bool { return l.URL == s.URL }) {
			if err := leftMenu(tx, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// leftMenu lets go a service that the menu leads to no more. One that is live stays
// so; one that only the menu had named ends.
func leftMenu(tx *store.Tx, s store.Service) error {
	s.MenuAt = 0
	if s.State == "live" {
		return tx.PutService(&s)
	}
	if s.State == "waiting" && s.CreatedBy == "system" {
		s.State, s.Stopped = "stopped", "菜单里已经没有"
	}
	if err := mendService(tx, s.ID, "菜单里已经没有这个链接"); err != nil {
		return err
	}
	return tx.PutService(&s)
}

// mendService closes what is open on a service.
func mendService(tx *store.Tx, id, evidence string) error {
	f, err := tx.OpenServiceFault(id)
	if err != nil || f.ID == "" {
		return err
	}
	f.MendedAt, f.Evidence = tx.Ms(), evidence
	return tx.PutServiceFault(f)
}
