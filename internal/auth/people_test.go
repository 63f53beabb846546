package auth_test

import (
	"sync"
	"testing"

	"yingda/internal/auth"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

func TestAddUser(t *testing.T) {
	each(t, func(h *house) {
		h.add("zhao")
		for _, c := range []struct {
			why, code string
			user      auth.NewUser
		}{
			{"a login has no spaces", "login.form", auth.NewUser{Login: "li ming", Name: "李明", Unit: "office"}},
			{"a login has two characters at least", "login.form", auth.NewUser{Login: "l", Name: "李明", Unit: "office"}},
			{"a login is not Chinese", "login.form", auth.NewUser{Login: "李明", Name: "李明", Unit: "office"}},
			{"a person has a name", "person.name", auth.NewUser{Login: "liming", Name: " ", Unit: "office"}},
			{"a unit exists", "unit.unknown", auth.NewUser{Login: "liming", Name: "李明", Unit: "moon"}},
			{"a role exists", "role.unknown", auth.NewUser{Login: "liming", Name: "李明", Unit: "office", Roles: []regime.Role{"king"}}},
			{"Yingda's own role is nobody's", "role.unknown", auth.NewUser{Login: "liming", Name: "李明", Unit: "office", Roles: []regime.Role{regime.System}}},
			{"two of the three", "role.apart", auth.NewUser{Login: "liming", Name: "李明", Unit: "office", Roles: []regime.Role{regime.Auditor, regime.SecurityAdmin}}},
			{"a login is taken in any case", "person.login", auth.NewUser{Login: "ZHAO", Name: "赵", Unit: "office"}},
			{"a good one", "", auth.NewUser{Login: "li.ming-2", Name: "李明", Unit: "某市信访局", Roles: []regime.Role{regime.Head, regime.Approver}}},
		} {
			h.Run(c.why, func(t *testing.T) {
				once, err := h.auth.AddUser(background, matter.SystemActor, c.user)
				if fault.CodeOf(err) != c.code || (once == "") != (c.code != "") {
					t.Errorf("got %q %v, want %q", once, err, c.code)
				}
			})
		}
	})
}

func TestRoles(t *testing.T) {
	t.Run("nobody holds two of the three, not even by two transactions at once", func(t *testing.T) {
		each(t, func(h *house) {
			admin, err := h.store.PersonBy(background, "login", "admin")
			h.must(err)
			h.want("role.apart", h.auth.GrantRole(background, matter.SystemActor, admin.ID, "root", regime.Auditor))
			p := h.add("zhao", regime.Handler)
			var wait sync.WaitGroup
			errs := make([]error, 2)
			for i, role := range []regime.Role{regime.Auditor, regime.SecurityAdmin} {
				wait.Go(func() {
					a := []*auth.Auth{h.auth, h.other}[i]
					errs[i] = a.GrantRole(background, matter.SystemActor, p.ID, "root", role)
				})
			}
			wait.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				h.Errorf("got %v", errs)
			}
			for _, err := range errs {
				if err != nil {
					h.want("role.apart", err)
				}
			}
			// The index holds by itself, for whoever goes round this package.
			err = h.store.Write(background, func(tx *store.Tx) error {
				root, err := tx.RootUnit()
				if err != nil {
					return err
				}
				return tx.GrantRole(admin.ID, root.ID, regime.SecurityAdmin)
			})
			if !store.IsDuplicate(err) {
				h.Errorf("the index let it pass: %v", err)
			}
		})
	})
	t.Run("administrators manage others, not themselves; tokens and others manage nobody; the last stays", func(t *testing.T) {
		each(t, func(h *house) {
			row, err := h.store.PersonBy(background, "login", "admin")
			h.must(err)
			admin, err := h.auth.Actor(background, row.ID)
			h.must(err)
			p := h.add("zhao", regime.Head)
			head, err := h.auth.Actor(background, p.ID)
			h.must(err)
			h.want("admin.needed", h.auth.GrantRole(background, head, row.ID, "root", regime.Auditor))
			h.want("admin.needed", h.auth.Deactivate(background, head, row.ID))
			_, err = h.auth.ResetPassword(background, head, row.ID)
			h.want("admin.needed", err)
			token := admin
			token.Token = true
			h.want("admin.needed", h.auth.GrantRole(background, token, p.ID, "root", regime.Approver))

			h.must(h.auth.GrantRole(background, admin, p.ID, "root", regime.Approver))
			h.must(h.auth.GrantRole(background, admin, p.ID, "root", regime.Approver))
			h.want("role.self", h.auth.GrantRole(background, admin, admin.ID, "root", regime.Approver))
			h.want("role.self", h.auth.RevokeRole(background, admin, admin.ID, "root", regime.SystemAdmin))
			h.want("person.self", h.auth.Deactivate(background, admin, admin.ID))
			h.want("person.last_admin", h.auth.Deactivate(background, matter.SystemActor, admin.ID))
			h.want("person.last_admin", h.auth.RevokeRole(background, matter.SystemActor, admin.ID, "root", regime.SystemAdmin))
			h.must(h.auth.GrantRole(background, admin, p.ID, "root", regime.SystemAdmin))
			h.must(h.auth.Deactivate(background, matter.SystemActor, admin.ID))
			h.want("person.last_admin", h.auth.RevokeRole(background, matter.SystemActor, p.ID, "root", regime.SystemAdmin))
			h.want("person.unknown", h.auth.GrantRole(background, matter.SystemActor, "nobody", "root", regime.Head))
		})
	})
	t.Run("an administrator of one section manages no other", func(t *testing.T) {
		each(t, func(h *house) {
			p := h.add("zhao", regime.SystemAdmin) // in the office
			who, err := h.auth.Actor(background, p.ID)
			h.must(err)
			_, err = h.auth.AddUser(background, who, auth.NewUser{Login: "qian", Name: "钱", Unit: "office"})
			h.must(err)
			_, err = h.auth.AddUser(background, who, auth.NewUser{Login: "sun", Name: "孙", Unit: "visits"})
			h.want("admin.needed", err)
			_, err = h.auth.CreateToken(background, who, auth.NewToken{Name: "x", Scope: auth.Read})
			h.want("admin.needed", err)
		})
	})
}

func TestFirstAdmin(t *testing.T) {
	t.Run("signs in with the one-time password and holds system_admin alone", func(t *testing.T) {
		each(t, func(h *house) {
			secret, _, err := h.auth.SignIn(background, "admin", h.admin)
			h.must(err)
			who, s, err := h.auth.Session(background, secret)
			h.must(err)
			if !s.MustChange || len(who.Grants) != 1 || who.Grants[0].Role != regime.SystemAdmin || !who.Grants[0].Agency {
				h.Errorf("got %+v %+v", who, s)
			}
			h.want("person.login", h.store.Write(background, func(tx *store.Tx) error {
				_, err := auth.FirstAdmin(tx)
				return err
			}))
		})
	})
}

func TestToken(t *testing.T) {
	each(t, func(h *house) {
		p := h.add("zhao", regime.Handler)
		make := func(n auth.NewToken) string {
			secret, err := h.auth.CreateToken(background, matter.SystemActor, n)
			h.must(err)
			return secret
		}
		for why, n := range map[string]auth.NewToken{
			"token.name":     {Scope: auth.Read},
			"token.scope":    {Name: "x", Scope: "all"},
			"token.as":       {Name: "x", Scope: auth.Write},
			"person.unknown": {Name: "x", Scope: auth.Write, As: "nobody"},
		} {
			_, err := h.auth.CreateToken(background, matter.SystemActor, n)
			h.want(why, err)
		}
		read, push, write := make(auth.NewToken{Name: "大屏", Scope: auth.Read}), make(auth.NewToken{Name: "推送", Scope: auth.Push}), make(auth.NewToken{Name: "集成", Scope: auth.Write, As: "Zhao"})
		check := func(secret string, scope auth.Scope, sees bool, id string) {
			h.Helper()
			got, who, err := h.auth.Token(background, secret)
			h.must(err)
			if got != scope || !who.Token || who.SeesAll() != sees || id != "" && who.ID != id {
				h.Errorf("got %s %+v", got, who)
			}
		}
		check(read, auth.Read, true, "")
		check(push, auth.Push, false, "")
		check(write, auth.Write, false, p.ID)
		// The person's own actor is not turned into a token by use of the token.
		if who, err := h.auth.Actor(background, p.ID); err != nil || who.Token {
			h.Errorf("got %+v %v", who, err)
		}
		l, err := h.auth.Tokens(background)
		h.must(err)
		if len(l) != 3 || l[2].Name != "大屏" {
			h.Fatalf("got %+v", l)
		}
		h.must(h.auth.RevokeToken(background, matter.SystemActor, l[2].ID))
		h.want("token.unknown", h.auth.RevokeToken(background, matter.SystemActor, l[2].ID))
		_, _, err = h.auth.Token(background, read)
		h.want("token.refused", err)
		h.must(h.auth.Deactivate(background, matter.SystemActor, p.ID))
		_, _, err = h.auth.Token(background, write)
		h.want("token.refused", err)
	})
}
