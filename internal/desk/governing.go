package desk

import (
	"context"
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// AdoptRegime lets a regime govern kinds of matters of an agency from now on;
// matters keep the version that they began under. The regime is put in force by
// a system administrator at or above the agency. Faults: register.role,
// regime.agency, regime.kinds.
func (d *Desk) AdoptRegime(ctx context.Context, who matter.Actor, reg *regime.Regime, agencyID string, kinds []regime.Kind) (string, error) {
	if err := must(who, regime.SystemAdmin); err != nil {
		return "", err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return "", err
	}
	if tree.ByID[agencyID].Kind != "agency" {
		return "", fault.New(fault.Invalid, "regime.agency", "请选择采用制度的机关").On("agency")
	}
	if len(kinds) == 0 || slices.ContainsFunc(kinds, func(k regime.Kind) bool { return !slices.Contains(regime.Kinds, k) }) {
		return "", fault.New(fault.Invalid, "regime.kinds", "至少选择一类办件").On("kinds")
	}
	id := ""
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		var err error
		if id, err = tx.AdoptRegime(reg, agencyID, kinds); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{regime.SystemAdmin}, "regime.adopt", id, map[string]any{"agency": agencyID, "kinds": kinds, "hash": reg.Hash}))
		tx.Publish("regime.adopted", reg.Name, reg.Hash)
		return nil
	})
	return id, err
}

// RetryJob lets a dead job run again. Faults: register.role, job.unknown,
// job.waiting.
func (d *Desk) RetryJob(ctx context.Context, who matter.Actor, id string) error {
	return d.changeJob(ctx, who, id, "job.retried", (*store.Tx).RetryJob)
}

// DiscardJob gives a dead job up for good. Faults: register.role, job.unknown.
func (d *Desk) DiscardJob(ctx context.Context, who matter.Actor, id string) error {
	return d.changeJob(ctx, who, id, "job.discarded", (*store.Tx).DiscardJob)
}

func (d *Desk) changeJob(ctx context.Context, who matter.Actor, id, action string, change func(tx *store.Tx, id string) error) error {
	if err := must(who, regime.SystemAdmin); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := change(tx, id); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{regime.SystemAdmin}, action, id, nil))
		return nil
	})
}
