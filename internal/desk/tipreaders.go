package desk

import (
	"context"
	"slices"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// superiors lead whatever their grant reaches: they are above the accused there.
var superiors = []regime.Role{regime.Head, regime.Deputy, regime.OfficeDirector, regime.Approver}

// barred reports whether a person may not read a tip about a unit: who belongs to
// it or to anything below it, who belongs to what it is part of, who leads there,
// and who administers the installation.
func (t *Tree) barred(home string, grants []matter.Grant, unitID string) bool {
	about := t.ByID[unitID].Path
	near := func(path string) bool {
		return path == "" || strings.HasPrefix(path, about) || strings.HasPrefix(about, path)
	}
	return about == "" || near(t.ByID[home].Path) || slices.ContainsFunc(grants, func(g matter.Grant) bool {
		switch {
		case near(g.Path), slices.Contains(administrators, g.Role):
			return true
		case slices.Contains(superiors, g.Role):
			return strings.HasPrefix(about, t.ByID[g.AgencyID].Path)
		}
		return false
	})
}

// administrators are the three administrators: none of them reads tips.
var administrators = []regime.Role{regime.SystemAdmin, regime.SecurityAdmin, regime.Auditor}

// inspects reports whether grants hold inspection in an agency.
func inspects(grants []matter.Grant, agencyID string) bool {
	return slices.ContainsFunc(grants, func(g matter.Grant) bool { return g.Role == regime.Inspector && g.AgencyID == agencyID })
}

// readersOf returns the keys to which a tip about a unit is sealed at an office:
// those of its inspectors who are not barred, and its recovery key if both of its
// custodians are not. Faults: tip.office, tip.unit, tip.nobody.
func readersOf(tx *store.Tx, tree *Tree, agencyID, unitID string) ([]store.TipKey, error) {
	if tree.ByID[agencyID].Kind != "agency" {
		return nil, fault.New(fault.Invalid, "tip.office", "请选择接收线索的机关").On("office")
	}
	if u := tree.ByID[unitID]; u.ID == "" || u.ClosedAt != 0 {
		return nil, fault.New(fault.Invalid, "tip.unit", "请选择线索涉及的单位").On("unit")
	}
	all, err := tx.TipKeys()
	if err != nil {
		return nil, err
	}
	var out []store.TipKey
	for _, k := range all {
		if k.AgencyID != agencyID || k.Kind == "custodian" {
			continue
		}
		may, err := mayHold(tx, tree, k, unitID)
		if err != nil {
			return nil, err
		}
		if may {
			out = append(out, k)
		}
	}
	if !slices.ContainsFunc(out, func(k store.TipKey) bool { return k.Kind == "recipient" }) {
		return nil, fault.New(fault.Conflict, "tip.nobody", "这个机关里没有可以接收这件线索的人：有钥匙的人都在所涉单位，或在它之上，按规定回避。请另选一个接收机关").On("office")
	}
	return out, nil
}

func mayHold(tx *store.Tx, tree *Tree, k store.TipKey, unitID string) (bool, error) {
	people := []string{k.PersonID}
	if k.Kind == "recovery" {
		var err error
		if people, err = tx.Custodians(k.ID); err != nil {
			return false, err
		}
	}
	for _, id := range people {
		p, err := tx.PersonByID(id)
		if err != nil {
			return false, err
		}
		grants, err := tx.Grants(id)
		if err != nil {
			return false, err
		}
		if !p.Active || tree.barred(p.UnitID, grants, unitID) || k.Kind == "recipient" && !inspects(grants, k.AgencyID) {
			return false, nil
		}
	}
	return len(people) > 0, nil
}

// TipReaders (接收人公钥) returns the public keys to which a browser seals a tip
// about a unit. Faults: tip.office, tip.unit, tip.nobody.
func (d *Desk) TipReaders(ctx context.Context, agencyID, unitID string) ([]store.TipKey, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	var out []store.TipKey
	err = d.store.View(ctx, func(tx *store.Tx) error {
		out, err = readersOf(tx, tree, agencyID, unitID)
		return err
	})
	return out, err
}

// TipOffices returns the agencies that can receive tips: those with a recipient
// who has a key.
func (d *Desk) TipOffices(ctx context.Context) ([]store.Unit, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := d.store.TipKeys(ctx)
	if err != nil {
		return nil, err
	}
	var out []store.Unit
	for _, u := range tree.Units {
		if u.Kind == "agency" && u.ClosedAt == 0 && slices.ContainsFunc(keys, func(k store.TipKey) bool { return k.Kind == "recipient" && k.AgencyID == u.ID }) {
			out = append(out, u)
		}
	}
	return out, nil
}

// TipUnits returns the units that a tip may concern, in the order of the tree.
func (d *Desk) TipUnits(ctx context.Context) ([]store.Unit, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(tree.Units), func(u store.Unit) bool { return u.ClosedAt != 0 }), nil
}
