package auth

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// NewUser is a person to be added. Unit is an id, code or name.
type NewUser struct {
	Login string
	Name  string
	Unit  string
	Roles []regime.Role
}

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,31}$`)

// AddUser adds a person with roles in the person's unit and returns a one-time
// password, which must be changed at the first sign-in. The caller is
// matter.SystemActor (a command on the machine), or a system administrator of a
// unit at or above. Faults: login.form, person.name, role.unknown, role.apart,
// unit.unknown, unit.ambiguous, person.login (taken), admin.needed.
func (a *Auth) AddUser(ctx context.Context, who matter.Actor, u NewUser) (string, error) {
	u.Login, u.Name = normalLogin(u.Login), strings.TrimSpace(u.Name)
	if err := u.check(); err != nil {
		return "", err
	}
	units, err := a.store.Units(ctx)
	if err != nil {
		return "", err
	}
	if len(units) == 0 {
		return "", fault.New(fault.NotFound, "unit.none", "还没有任何单位，请先启动一次应答以建立机构")
	}
	unit, err := store.FindUnit(units, u.Unit)
	if err != nil {
		return "", err
	}
	if err := mayManage(who, unit.Path, regime.SystemAdmin); err != nil {
		return "", err
	}
	password, err := oneTime()
	if err != nil {
		return "", err
	}
	hash, err := a.hasher.hash(ctx, password)
	if err != nil {
		return "", err
	}
	return a.writeSecret(ctx, password, func(tx *store.Tx) error {
		p := store.Person{Login: u.Login, Name: u.Name, UnitID: unit.ID, Password: hash, MustChange: true}
		return add(tx, who, &p, u.Roles)
	})
}

func add(tx *store.Tx, who matter.Actor, p *store.Person, roles []regime.Role) error {
	if err := tx.AddPerson(p); err != nil {
		return err
	}
	tx.Audit(entry(who, "person.added", p.ID, map[string]any{"login": p.Login, "unit": p.UnitID}))
	for _, role := range roles {
		if err := grant(tx, who, p.ID, p.UnitID, role); err != nil {
			return err
		}
	}
	return nil
}

func (u NewUser) check() error {
	if !loginForm.MatchString(u.Login) {
		return fault.New(fault.Invalid, "login.form", "登录名用 2 到 32 个小写字母、数字或 . _ - @，以字母或数字开头").On("login")
	}
	if n := utf8.RuneCountInString(u.Name); n == 0 || n > 50 {
		return fault.New(fault.Invalid, "person.name", "姓名应有 1 到 50 个字").On("name")
	}
	held := 0
	for i, role := range u.Roles {
		if err := knownRole(role); err != nil {
			return err
		}
		if slices.Contains(apart, role) && !slices.Contains(u.Roles[:i], role) {
			held++
		}
	}
	if held > 1 {
		return apartFault()
	}
	return nil
}

func knownRole(role regime.Role) error {
	if slices.Contains(regime.Roles, role) {
		return nil
	}
	names := make([]string, len(regime.Roles))
	for i, r := range regime.Roles {
		names[i] = string(r)
	}
	return fault.New(fault.Invalid, "role.unknown", "没有角色「%s」；可用：%s", role, strings.Join(names, " ")).On("role")
}

func apartFault() error {
	return fault.New(fault.Conflict, "role.apart", "系统管理员、安全管理员、审计员须由不同的人担任").On("role")
}

// mayManage lets Yingda itself and holders of one of the roles in a unit at or
// above the path manage people there. Tokens manage nobody.
func mayManage(who matter.Actor, path string, roles ...regime.Role) error {
	if who.System {
		return nil
	}
	for _, g := range who.Grants {
		if !who.Token && slices.Contains(roles, g.Role) && strings.HasPrefix(path, g.Path) {
			return nil
		}
	}
	return fault.New(fault.Forbidden, "admin.needed", "只有本单位或上级单位的管理员可以管理人员和角色")
}

// FirstAdmin adds the login admin (head administrator, 首席管理员) with the role
// system_admin, and no other, at the root unit; it returns the one-time password.
func FirstAdmin(tx *store.Tx) (string, error) {
	root, err := tx.RootUnit()
	if err != nil {
		return "", err
	}
	password, err := oneTime()
	if err != nil {
		return "", err
	}
	hash, err := HashPassword(password)
	if err != nil {
		return "", err
	}
	p := store.Person{Login: "admin", Name: "系统管理员", UnitID: root.ID, Password: hash, MustChange: true}
	if err := add(tx, matter.SystemActor, &p, []regime.Role{regime.SystemAdmin}); err != nil {
		return "", err
	}
	return password, nil
}

// manage runs one administrative act on a person, once the caller is known to
// be an administrator of the person's unit by one of the roles.
func (a *Auth) manage(ctx context.Context, who matter.Actor, personID string, roles []regime.Role, f func(tx *store.Tx, p store.Person) error) error {
	units, err := a.store.Units(ctx)
	if err != nil {
		return err
	}
	return a.write(ctx, func(tx *store.Tx) error {
		p, err := tx.PersonByID(personID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(units, func(u store.Unit) bool { return u.ID == p.UnitID })
		if i < 0 {
			return fault.New(fault.Conflict, "unit.changed", "机构刚刚变动，请重试")
		}
		if err := mayManage(who, units[i].Path, roles...); err != nil {
			return err
		}
		return f(tx, p)
	})
}

// Deactivate stops a person from working; sessions and write tokens die with
// it. Faults: person.unknown, person.self, person.last_admin, admin.needed.
func (a *Auth) Deactivate(ctx context.Context, who matter.Actor, personID string) error {
	return a.manage(ctx, who, personID, []regime.Role{regime.SystemAdmin, regime.SecurityAdmin}, func(tx *store.Tx, p store.Person) error {
		if p.ID == who.ID {
			return fault.New(fault.Conflict, "person.self", "不能停用自己的账号")
		}
		if !p.Active {
			return nil
		}
		if err := tx.SetActive(p.ID, false); err != nil {
			return err
		}
		tx.Audit(entry(who, "person.deactivated", p.ID, nil))
		return keepAnAdmin(tx)
	})
}

// Activate lets a person work again and returns a one-time password.
func (a *Auth) Activate(ctx context.Context, who matter.Actor, personID string) (string, error) {
	return a.oneTimeFor(ctx, who, personID, "person.activated", func(tx *store.Tx) error { return tx.SetActive(personID, true) })
}

// ResetPassword gives a person a one-time password, which is returned; it ends
// all sessions of the person and lifts a lock-out. Nobody resets the own one.
func (a *Auth) ResetPassword(ctx context.Context, who matter.Actor, personID string) (string, error) {
	return a.oneTimeFor(ctx, who, personID, "password.reset", func(*store.Tx) error { return nil })
}

func (a *Auth) oneTimeFor(ctx context.Context, who matter.Actor, personID, action string, also func(tx *store.Tx) error) (string, error) {
	password, err := oneTime()
	if err != nil {
		return "", err
	}
	hash, err := a.hasher.hash(ctx, password)
	if err != nil {
		return "", err
	}
	err = a.manage(ctx, who, personID, []regime.Role{regime.SystemAdmin}, func(tx *store.Tx, p store.Person) error {
		if p.ID == who.ID {
			return fault.New(fault.Conflict, "person.self", "请用「修改密码」更换自己的密码")
		}
		if err := also(tx); err != nil {
			return err
		}
		tx.Audit(entry(who, action, p.ID, nil))
		return tx.SetPassword(p.ID, hash, true)
	})
	if err != nil {
		return "", err
	}
	return password, nil
}
