package desk

import (
	"context"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Typists type in what came by hand: who watches, who handles, the office.
var Typists = []regime.Role{regime.DutyOfficer, regime.Liaison, regime.OfficeDirector, regime.Handler}

// TypeMessage takes in a message that came by hand, to the agency of whoever types
// it in. Faults: register.role and those of Receive. Clause: MSG-1.
func (d *Desk) TypeMessage(ctx context.Context, who matter.Actor, in Inbound) (Received, error) {
	if err := may(who, Typists...); err != nil {
		return Received{}, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return Received{}, err
	}
	switch in.Way {
	case "service_hall", "suggestion_box", "hotline":
	default:
		return Received{}, fault.New(fault.Invalid, "message.way", "请选择是办事大厅、意见箱还是热线").On("way")
	}
	in.Agency = tree.ByID[who.UnitID].AgencyID
	out, err := d.Receive(ctx, in)
	if err != nil {
		return out, err
	}
	return out, d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, Typists, "message.typed", out.Number, map[string]any{"way": in.Way, "files": len(in.Files)}))
		return nil
	})
}
