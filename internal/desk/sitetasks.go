package desk

import (
	"context"
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// TakeSiteFault lets one of the unit take what is to be mended on an own site;
// who keeps the sites may, too. Faults: register.role, site.fault, site.taken.
// Clause: LIS-8.
func (d *Desk) TakeSiteFault(ctx context.Context, who matter.Actor, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		f, err := tx.SiteFault(id)
		if err != nil {
			return err
		}
		if !slices.Contains(WorkUnits(who), f.UnitID) && may(who, SiteKeepers...) != nil {
			return fault.New(fault.Forbidden, "register.role", "由负责单位的人处理")
		}
		if !f.Task || f.OwnerID == who.ID {
			return fault.New(fault.Conflict, "site.taken", "还没有列为任务，或者已经由您处理")
		}
		f.OwnerID = who.ID
		tx.Audit(entry(who, SiteKeepers, "site.fault_taken", f.ID, f.URL))
		return tx.PutSiteFault(f)
	})
}

// chaseSites tells the unit once of each task on an own site that is past its time.
func (d *Desk) chaseSites(ctx context.Context) error {
	var late []store.SiteFault
	err := d.store.View(ctx, func(tx *store.Tx) (err error) {
		late, err = tx.OverdueFaults(20)
		return err
	})
	if err != nil || len(late) == 0 {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		late, err := tx.OverdueFaults(20)
		if err != nil {
			return err
		}
		for _, f := range late {
			f.ToldAt = tx.Ms()
			if err := tx.PutSiteFault(f); err != nil {
				return err
			}
			if err := tx.Notify([]string{f.UnitID}, append([]regime.Role{regime.Handler, regime.Drafter}, SiteKeepers...), "", "", "自有网站修复超期："+f.Site+"，"+SiteKinds[f.Kind]+"："+f.Says); err != nil {
				return err
			}
		}
		return nil
	})
}
