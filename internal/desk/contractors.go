package desk

import (
	"context"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// ContractKeepers keep the files of contractors.
var ContractKeepers = []regime.Role{regime.OfficeDirector, regime.ChiefEditor}

// SaveContractor opens the file of a contractor, or changes its contract. Faults:
// register.role, contractor.name, contractor.unit, contractor.contract,
// contractor.scope, contractor.days. Clause: ACC-12.
func (d *Desk) SaveContractor(ctx context.Context, who matter.Actor, c store.Contractor) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	unit, ok := tree.ByID[c.UnitID]
	c.Name, c.Contract, c.Scope = strings.TrimSpace(c.Name), strings.TrimSpace(c.Contract), strings.TrimSpace(c.Scope)
	switch {
	case !ok || unit.ClosedAt != 0:
		return fault.New(fault.Invalid, "contractor.unit", "请选择由哪个科室管理这家运维单位").On("unit")
	case !between(c.Name, 2, 60):
		return fault.New(fault.Invalid, "contractor.name", "写明运维单位名称").On("name")
	case !between(c.Contract, 2, 100):
		return fault.New(fault.Invalid, "contractor.contract", "写明合同编号或名称").On("contract")
	case !between(c.Scope, 4, 500):
		return fault.New(fault.Invalid, "contractor.scope", "写明承包的事项，如排版、作图、日常更新；不含审核、发布和以群众身份发言").On("scope")
	case c.From <= 0 || c.To < c.From:
		return fault.New(fault.Invalid, "contractor.days", "合同的起止日期不成立").On("to")
	}
	c.AgencyID = unit.AgencyID
	if err := tree.mustIn(who, c.AgencyID, ContractKeepers...); err != nil {
		return err
	}
	c.CreatedBy = who.ID
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.PutContractor(&c); err != nil {
			return err
		}
		tx.Audit(entry(who, ContractKeepers, "contractor.saved", c.ID, map[string]string{"name": c.Name, "contract": c.Contract}))
		return nil
	})
}

func (d *Desk) changeContractor(ctx context.Context, who matter.Actor, id, action string, change func(tx *store.Tx, c *store.Contractor) error) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.Contractor(id)
		if err != nil {
			return err
		}
		if err := tree.mustIn(who, c.AgencyID, ContractKeepers...); err != nil {
			return err
		}
		tx.Audit(entry(who, ContractKeepers, action, c.ID, c.Name))
		return change(tx, &c)
	})
}

// EndContract ends a contract at once: whoever works under it writes no more.
// Faults: register.role, contractor.unknown, contractor.reason, contractor.ended.
func (d *Desk) EndContract(ctx context.Context, who matter.Actor, id, reason string) error {
	if reason = strings.TrimSpace(reason); !between(reason, 2, 200) {
		return fault.New(fault.Invalid, "contractor.reason", "写一句为什么终止，2 到 200 字").On("reason")
	}
	return d.changeContractor(ctx, who, id, "contractor.ended", func(tx *store.Tx, c *store.Contractor) error {
		if c.EndedAt != 0 {
			return fault.New(fault.Conflict, "contractor.ended", "合同已经终止")
		}
		c.EndedAt, c.EndReason = tx.Ms(), reason
		return tx.PutContractor(c)
	})
}

// AddContractorPerson gives a person's own log-in to a contractor. The person holds
// the contractor's role and no other: nobody of a contractor reviews, approves or
// releases. Faults: register.role, contractor.unknown, contractor.person.
func (d *Desk) AddContractorPerson(ctx context.Context, who matter.Actor, id, login string) error {
	p, err := d.store.PersonBy(ctx, "login", strings.TrimSpace(login))
	if err != nil {
		return fault.New(fault.Invalid, "contractor.person", "没有登录名「%s」：先在「单位与人员」里为这个人开一个自己的登录", login).On("login")
	}
	return d.changeContractor(ctx, who, id, "contractor.person_added", func(tx *store.Tx, c *store.Contractor) error {
		grants, err := tx.Grants(p.ID)
		if err != nil {
			return err
		}
		for _, g := range grants {
			if g.Role != regime.Contractor {
				return fault.New(fault.Conflict, "contractor.person", "%s还有「%s」的角色：运维单位的人只能有运维单位一个角色", p.Name, g.Role.Title()).On("login")
			}
		}
		if len(grants) == 0 || grants[0].UnitID != c.UnitID {
			return fault.New(fault.Conflict, "contractor.person", "先在管理这家单位的科室给%s运维单位的角色", p.Name).On("login")
		}
		return tx.AddContractorPerson(c.ID, p.ID, who.ID)
	})
}

// AddContractorCheck records a check of a contractor or a review of its work; what
// is not in order has a day by which it is mended. Faults: register.role,
// contractor.unknown, contractor.check, contractor.due.
func (d *Desk) AddContractorCheck(ctx context.Context, who matter.Actor, id string, k store.ContractorCheck) error {
	k.Says = strings.TrimSpace(k.Says)
	if !between(k.Says, 4, 1000) || k.Kind != "check" && k.Kind != "review" {
		return fault.New(fault.Invalid, "contractor.check", "写明查了什么、看到什么，4 到 1000 字").On("says")
	}
	return d.changeContractor(ctx, who, id, "contractor.checked", func(tx *store.Tx, c *store.Contractor) error {
		if !k.Good && k.DueAt <= tx.Ms() {
			return fault.New(fault.Invalid, "contractor.due", "有问题的，写明整改期限").On("due")
		}
		if k.Good {
			k.DueAt = 0
		}
		k.ContractorID, k.ByID = c.ID, who.ID
		return tx.AddContractorCheck(k)
	})
}

// MendContractorCheck records how a finding was mended. Faults: register.role,
// contractor.unknown, contractor.mended.
func (d *Desk) MendContractorCheck(ctx context.Context, who matter.Actor, id, check, says string) error {
	if says = strings.TrimSpace(says); !between(says, 2, 500) {
		return fault.New(fault.Invalid, "contractor.mended", "写明怎样整改的、谁核对的").On("says")
	}
	return d.changeContractor(ctx, who, id, "contractor.mended", func(tx *store.Tx, _ *store.Contractor) error {
		ok, err := tx.MendContractorCheck(id, check, says)
		if err == nil && !ok {
			err = fault.New(fault.Conflict, "contractor.mended", "这一条没有要整改的，或已经整改")
		}
		return err
	})
}
