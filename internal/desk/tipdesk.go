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

// TipView is a tip for one of its readers: the key that opens it, closed to their
// own key, and that key, closed by their passphrase.
type TipView struct {
	store.Tip
	Wrap    store.TipWrap
	Key     store.TipKey // theirs, by which Wrap opens
	Items   []store.TipItem
	Readers []store.TipKey
	Joints  []store.TipJoint
}

// tipIn returns a tip for one of its readers and refuses everybody else alike:
// who does not inspect for its office, who is barred, who has no key to it, and
// whoever comes with a token.
func tipIn(tx *store.Tx, tree *Tree, who matter.Actor, number string) (store.Tip, store.TipWrap, error) {
	none := fault.New(fault.NotFound, "tip.unknown", "没有这件线索，或者您看不到它")
	x, err := tx.LockTip(number)
	if err != nil {
		return x, store.TipWrap{}, err
	}
	if who.Token || who.System || !inspects(who.Grants, x.AgencyID) || tree.barred(who.UnitID, who.Grants, x.UnitID) {
		return x, store.TipWrap{}, none
	}
	w, err := tx.TipWrapOf(x.ID, who.ID)
	return x, w, err
}

// Tips lists the tips that a person can open, newest first, from before an id.
// Who is barred by now sees them no more. Fault: register.role.
func (d *Desk) Tips(ctx context.Context, who matter.Actor, before string, n int) ([]store.Tip, error) {
	if err := must(who, regime.Inspector); err != nil {
		return nil, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	list, err := d.store.Tips(ctx, who.ID, before, n)
	return slices.DeleteFunc(list, func(x store.Tip) bool {
		return !inspects(who.Grants, x.AgencyID) || tree.barred(who.UnitID, who.Grants, x.UnitID)
	}), err
}

// Tip returns one tip for one of its readers. Fault: tip.unknown, the same for
// what is not there and for who may not see it.
func (d *Desk) Tip(ctx context.Context, who matter.Actor, number string) (TipView, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return TipView{}, err
	}
	var v TipView
	err = d.store.View(ctx, func(tx *store.Tx) error {
		if v.Tip, v.Wrap, err = tipIn(tx, tree, who, number); err != nil {
			return err
		}
		if v.Items, err = tx.TipItems(v.ID); err != nil {
			return err
		}
		if v.Readers, err = tx.TipReaders(v.ID); err != nil {
			return err
		}
		if v.Joints, err = tx.JointsOf(v.ID); err != nil {
			return err
		}
		i := slices.IndexFunc(v.Readers, func(k store.TipKey) bool { return k.ID == v.Wrap.KeyID })
		v.Key = v.Readers[i]
		return nil
	})
	return v, err
}

// TipSealed returns the sealed bytes of one item, and records that its reader
// took them. Fault: tip.unknown.
func (d *Desk) TipSealed(ctx context.Context, who matter.Actor, number, item string) ([]byte, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	var sealed []byte
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		x, _, err := tipIn(tx, tree, who, number)
		if err != nil {
			return err
		}
		i, err := tx.TipItem(x.ID, item)
		sealed = i.Sealed
		tx.Audit(entry(who, []regime.Role{regime.Inspector}, "tip.opened", number, nil))
		return err
	})
	return sealed, err
}

// The kinds of item that a recipient writes, and which state each needs and leads to.
var tipSteps = map[string]struct {
	from []string
	to   string
}{
	"answer":  {[]string{"received", "handling", "concluded", "closed"}, ""},
	"lead":    {[]string{"received", "handling"}, "handling"},
	"step":    {[]string{"handling"}, ""},
	"finding": {[]string{"handling"}, "concluded"},
	"outcome": {[]string{"concluded"}, ""},
}

// TipEntry is one sealed entry of a recipient: an answer to the teller, a lead
// about the conduct alleged, a step taken, the finding, or the outcome as
// proposed to the public. No kind is about the teller, and none may be added.
type TipEntry struct {
	Kind   string
	Sealed []byte
	Digest string // of an outcome: commits to its text
}

// AddTipEntry adds a sealed entry. Faults: tip.unknown, tip.entry, tip.sealed, tip.state,
// tip.nobody_asks where an answer has nobody to read it.
func (d *Desk) AddTipEntry(ctx context.Context, who matter.Actor, number string, e TipEntry) error {
	step, ok := tipSteps[e.Kind]
	if !ok {
		return fault.New(fault.Invalid, "tip.entry", "没有这一种记录")
	}
	readers := 1
	if e.Kind == "answer" {
		readers = 2 // the tip's key and the code's
	}
	if !seal.Closed(e.Sealed, seal.ForKeys, readers) || len(e.Sealed) > MostTip || e.Kind == "outcome" != (len(e.Digest) == 64) {
		return fault.New(fault.Invalid, "tip.sealed", "内容没有在浏览器里密封，没有保存。请确认浏览器允许运行脚本，再试一次")
	}
	return d.changeTip(ctx, who, number, "tip."+e.Kind, func(tx *store.Tx, x *store.Tip) error {
		switch {
		case !slices.Contains(step.from, x.State):
			return fault.New(fault.Conflict, "tip.state", "线索现在的环节不能加这一种记录")
		case e.Kind == "answer" && (x.AnswerKey == "" || x.Door == ""):
			return fault.New(fault.Conflict, "tip.nobody_asks", "这件线索没有回执码，答复没有人能读到")
		case e.Kind == "answer" && x.AnsweredAt == 0:
			x.AnsweredAt = tx.Ms()
		}
		if step.to != "" {
			x.State = step.to
		}
		_, err := tx.AddTipItem(store.TipItem{TipID: x.ID, Kind: e.Kind, ByID: who.ID, Sealed: e.Sealed, Digest: e.Digest})
		return err
	})
}

// changeTip changes one tip for one of its readers, with an audit entry that says
// what was done and nothing of its content.
func (d *Desk) changeTip(ctx context.Context, who matter.Actor, number, action string, change func(tx *store.Tx, x *store.Tip) error) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		x, _, err := tipIn(tx, tree, who, number)
		if err != nil {
			return err
		}
		if err := change(tx, &x); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{regime.Inspector}, action, number, nil))
		return tx.SetTip(x)
	})
}

// RecuseTip (回避) takes a tip out of a reader's hands for good, by themselves,
// as long as another recipient is left. Faults: tip.unknown, tip.last.
func (d *Desk) RecuseTip(ctx context.Context, who matter.Actor, number string) error {
	return d.changeTip(ctx, who, number, "tip.recused", func(tx *store.Tx, x *store.Tip) error {
		left, err := tx.TipReaders(x.ID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(left, func(k store.TipKey) bool { return k.Kind == "recipient" && k.PersonID != who.ID }) {
			return fault.New(fault.Conflict, "tip.last", "只有您能打开这件线索，回避后就没有人能办了：请先让另一位接收人加入")
		}
		return tx.UnwrapTip(x.ID, who.ID)
	})
}
