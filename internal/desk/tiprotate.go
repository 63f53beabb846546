package desk

import (
	"context"
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// Rewrap is a tip's key closed anew, in the browser of somebody who could open it.
type Rewrap struct {
	Tip     string // number
	Wrapped []byte
}

// OldTip is a tip that only an earlier key of its reader opens.
type OldTip struct {
	Number string
	Key    store.TipKey
	Wrap   store.TipWrap
}

// OldTips returns which tips a person opens by earlier keys, and their key of
// now. Fault: tip.key where they have none.
func (d *Desk) OldTips(ctx context.Context, who matter.Actor) (now store.TipKey, old []OldTip, err error) {
	if err := must(who, regime.Inspector); err != nil {
		return now, nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		var earlier []store.TipKey
		if now, earlier, err = d.ownKeys(tx, who); err != nil {
			return err
		}
		for _, k := range earlier {
			held, err := tx.TipsHeld(k.ID)
			if err != nil {
				return err
			}
			for _, h := range held {
				old = append(old, OldTip{h.Number, k, h.Wrap})
			}
		}
		return nil
	})
	return now, old, err
}

// ownKeys returns a recipient's key in use and their earlier ones.
func (d *Desk) ownKeys(tx *store.Tx, who matter.Actor) (now store.TipKey, earlier []store.TipKey, err error) {
	all, err := d.store.TipKeysOf(tx.Context(), who.ID)
	if err != nil {
		return now, nil, err
	}
	for _, k := range all {
		switch {
		case k.Kind != "recipient":
		case k.RetiredAt == 0:
			now = k
		default:
			earlier = append(earlier, k)
		}
	}
	if now.ID == "" {
		return now, nil, fault.New(fault.Conflict, "tip.key", "您还没有在用的钥匙，请先生成一把")
	}
	return now, earlier, nil
}

// RewrapTips moves tips from a reader's earlier keys to the one in use: what the
// browser opened with the old one it has closed to the new one. Faults: tip.key,
// tip.sealed, tip.unknown for a tip that they could not open.
func (d *Desk) RewrapTips(ctx context.Context, who matter.Actor, list []Rewrap) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := must(who, regime.Inspector); err != nil {
			return err
		}
		now, earlier, err := d.ownKeys(tx, who)
		if err != nil {
			return err
		}
		for _, r := range list {
			if err := wrapFor(tx, r, now, func(x store.Tip, w store.TipWrap) bool { return w.Wrapped != nil }, who); err != nil {
				return err
			}
			x, err := tx.LockTip(r.Tip)
			if err != nil {
				return err
			}
			for _, k := range earlier {
				if err := tx.DropWrap(x.ID, k.ID); err != nil {
					return err
				}
			}
		}
		tx.Audit(entry(who, []regime.Role{regime.Inspector}, "tip.rewrapped", now.ID, len(list)))
		return nil
	})
}

// wrapFor stores one wrap after asking whether it may be; ok is given the tip and
// the wrap by which the person opened it so far.
func wrapFor(tx *store.Tx, r Rewrap, to store.TipKey, ok func(store.Tip, store.TipWrap) bool, who matter.Actor) error {
	if !seal.Closed(r.Wrapped, seal.ForKeys, 1) || len(r.Wrapped) > 1024 {
		return fault.New(fault.Invalid, "tip.sealed", "钥匙没有封好，没有保存")
	}
	x, err := tx.LockTip(r.Tip)
	if err != nil {
		return err
	}
	w, err := tx.TipWrapOf(x.ID, who.ID)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if !ok(x, w) {
		return fault.New(fault.NotFound, "tip.unknown", "没有这件线索，或者您看不到它")
	}
	return tx.WrapTip(x.ID, store.TipWrap{KeyID: to.ID, Wrapped: r.Wrapped})
}

// JoinCandidates returns the keys of recipients who could join a tip: not barred,
// and not among its readers.
func (d *Desk) JoinCandidates(ctx context.Context, who matter.Actor, number string) ([]store.TipKey, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	var out []store.TipKey
	err = d.store.View(ctx, func(tx *store.Tx) error {
		out, err = candidates(tx, tree, who, number)
		return err
	})
	return out, err
}

func candidates(tx *store.Tx, tree *Tree, who matter.Actor, number string) ([]store.TipKey, error) {
	x, _, err := tipIn(tx, tree, who, number)
	if err != nil {
		return nil, err
	}
	all, err := readersOf(tx, tree, x.AgencyID, x.UnitID)
	if fault.CodeOf(err) == "tip.nobody" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	have, err := tx.TipReaders(x.ID)
	return slices.DeleteFunc(all, func(k store.TipKey) bool {
		return k.Kind != "recipient" || slices.ContainsFunc(have, func(h store.TipKey) bool { return h.PersonID == k.PersonID })
	}), err
}

// JoinTip lets another recipient open a tip: one who is not barred, by a wrap that
// a reader's browser made. Everybody with a key to it is told. Faults: tip.unknown,
// tip.sealed, tip.joiner.
func (d *Desk) JoinTip(ctx context.Context, who matter.Actor, number, keyID string, wrapped []byte) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	if !seal.Closed(wrapped, seal.ForKeys, 1) || len(wrapped) > 1024 {
		return fault.New(fault.Invalid, "tip.sealed", "钥匙没有封好，没有保存")
	}
	return d.changeTip(ctx, who, number, "tip.joined", func(tx *store.Tx, x *store.Tip) error {
		list, err := candidates(tx, tree, who, number)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(k store.TipKey) bool { return k.ID == keyID })
		if i < 0 {
			return fault.New(fault.Forbidden, "tip.joiner", "这位接收人按规定回避，或者已经能打开").On("key")
		}
		have, err := tx.TipReaders(x.ID)
		if err != nil {
			return err
		}
		if err := tellReaders(tx, append(have, list[i]), x.AgencyID, who.ID, "密封线索 "+x.Number+" 有了新的接收人"); err != nil {
			return err
		}
		return tx.WrapTip(x.ID, store.TipWrap{KeyID: keyID, Wrapped: wrapped})
	})
}
