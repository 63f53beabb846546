package desk

import (
	"context"
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// AskExport asks to take one tip out of the system, on paper: another of its
// readers must agree, and what is printed carries the names of both on every page.
// Faults: tip.unknown, tip.reason.
func (d *Desk) AskExport(ctx context.Context, who matter.Actor, number, reason string) error {
	if !slices.Contains(ExportReasons, reason) {
		return fault.New(fault.Invalid, "tip.reason", "请选择一个理由").On("reason")
	}
	return d.changeTip(ctx, who, number, "tip.export.asked", func(tx *store.Tx, x *store.Tip) error {
		readers, err := tx.TipReaders(x.ID)
		if err != nil {
			return err
		}
		if err := tellReaders(tx, readers, x.AgencyID, who.ID, who.Name+"申请导出密封线索 "+x.Number); err != nil {
			return err
		}
		return tx.AddJoint(&store.TipJoint{Kind: "export", AgencyID: x.AgencyID, TipID: x.ID, AskedBy: who.ID, Reason: reason})
	})
}

// AgreeExport agrees to what another reader asked; the ledger counts it. Faults:
// tip.unknown, tip.same.
func (d *Desk) AgreeExport(ctx context.Context, who matter.Actor, number, id string) error {
	return d.changeTip(ctx, who, number, "tip.export.agreed", func(tx *store.Tx, x *store.Tip) error {
		j, err := tx.LockJoint(id)
		switch {
		case err != nil:
			return err
		case j.TipID != x.ID || j.Kind != "export" || j.ReadyAt != 0:
			return fault.New(fault.NotFound, "tip.unknown", "没有等您同意的导出")
		case j.AskedBy == who.ID:
			return fault.New(fault.Forbidden, "tip.same", "导出由另一位接收人同意，申请的人不能自己同意")
		}
		if err := tx.Assent(j.ID, who.ID, nil); err != nil {
			return err
		}
		j.ReadyAt = tx.Ms()
		tx.Publish("tip.export", j.ID, store.Digest(j.ID))
		readers, err := tx.TipReaders(x.ID)
		if err != nil {
			return err
		}
		if err := tellReaders(tx, readers, x.AgencyID, who.ID, "密封线索 "+x.Number+" 的导出已由两人同意"); err != nil {
			return err
		}
		return tx.SetJoint(j)
	})
}

// UseExport opens an agreed export for who asked, once, and returns who agreed.
// Fault: tip.unknown.
func (d *Desk) UseExport(ctx context.Context, who matter.Actor, number, id string) (j store.TipJoint, agreed string, err error) {
	err = d.changeTip(ctx, who, number, "tip.exported", func(tx *store.Tx, x *store.Tip) error {
		if j, err = tx.LockJoint(id); err != nil {
			return err
		}
		if j.TipID != x.ID || j.Kind != "export" || j.AskedBy != who.ID || j.ReadyAt == 0 || j.UsedAt != 0 {
			return fault.New(fault.NotFound, "tip.unknown", "没有可以导出的，或者已经导出过一次")
		}
		given, err := tx.Assents(j.ID)
		if err != nil {
			return err
		}
		agreed, j.UsedAt = given[0].PersonID, tx.Ms()
		return tx.SetJoint(j)
	})
	return j, agreed, err
}
