package auth

import (
	"context"
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// admins are who may give and take roles.
var admins = []regime.Role{regime.SystemAdmin, regime.SecurityAdmin}

// GrantRole gives a person a role in a unit (id, code or name); giving it twice
// changes nothing. Nobody gives a role to oneself, and nobody holds two of
// system_admin, security_admin and auditor. Faults: role.unknown, role.apart,
// role.self, unit.unknown, person.unknown, admin.needed.
func (a *Auth) GrantRole(ctx context.Context, who matter.Actor, personID, unitKey string, role regime.Role) error {
	return a.changeRole(ctx, who, personID, unitKey, role, func(tx *store.Tx, unitID string) error {
		return grant(tx, who, personID, unitID, role)
	})
}

// RevokeRole takes a role back; taking one that is not held changes nothing.
// Faults as for GrantRole, and person.last_admin.
func (a *Auth) RevokeRole(ctx context.Context, who matter.Actor, personID, unitKey string, role regime.Role) error {
	return a.changeRole(ctx, who, personID, unitKey, role, func(tx *store.Tx, unitID string) error {
		return revoke(tx, who, personID, unitID, role)
	})
}

// revoke takes a role back inside a transaction.
func revoke(tx *store.Tx, who matter.Actor, personID, unitID string, role regime.Role) error {
	held, err := tx.Grants(personID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(held, func(g matter.Grant) bool { return g.UnitID == unitID && g.Role == role }) {
		return nil
	}
	if err := tx.RevokeRole(personID, unitID, role); err != nil {
		return err
	}
	tx.Audit(entry(who, "role.revoked", personID, map[string]any{"role": role, "unit": unitID}))
	if role != regime.SystemAdmin {
		return nil
	}
	return keepAnAdmin(tx)
}

func selfFault() error {
	return fault.New(fault.Forbidden, "role.self", "不能给自己授予或收回角色，请由另一名管理员办理").On("role")
}

func (a *Auth) changeRole(ctx context.Context, who matter.Actor, personID, unitKey string, role regime.Role, f func(tx *store.Tx, unitID string) error) error {
	if err := knownRole(role); err != nil {
		return err
	}
	units, err := a.store.Units(ctx)
	if err != nil {
		return err
	}
	if len(units) == 0 {
		return fault.New(fault.NotFound, "unit.none", "还没有任何单位")
	}
	unit, err := store.FindUnit(units, unitKey)
	if err != nil {
		return err
	}
	if err := mayManage(who, unit.Path, admins...); err != nil {
		return err
	}
	return a.manage(ctx, who, personID, admins, func(tx *store.Tx, p store.Person) error {
		if p.ID == who.ID {
			return selfFault()
		}
		return f(tx, unit.ID)
	})
}

// grant gives a role inside a transaction. That nobody holds two of the three
// is also a unique index, which decides between two transactions at once.
func grant(tx *store.Tx, who matter.Actor, personID, unitID string, role regime.Role) error {
	held, err := tx.Grants(personID)
	if err != nil {
		return err
	}
	if role != regime.Contractor {
		hired, err := tx.OfContractor(personID)
		if err != nil {
			return err
		}
		if hired {
			return fault.New(fault.Conflict, "role.contractor", "这是运维单位的登录，不能有别的角色：运维单位的人不审核、不批准、不发布").On("role")
		}
	}
	for _, g := range held {
		if g.UnitID == unitID && g.Role == role {
			return nil
		}
		if slices.Contains(apart, role) && slices.Contains(apart, g.Role) {
			return apartFault()
		}
	}
	err = tx.GrantRole(personID, unitID, role)
	if store.IsDuplicate(err) {
		return apartFault()
	}
	if err != nil {
		return err
	}
	tx.Audit(entry(who, "role.granted", personID, map[string]any{"role": role, "unit": unitID}))
	return nil
}

// keepAnAdmin refuses a transaction after which nobody could administer.
func keepAnAdmin(tx *store.Tx) error {
	n, err := tx.Holders(regime.SystemAdmin)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "person.last_admin", "至少要有一名在岗的系统管理员")
	}
	return err
}
