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

// Recovery and break-glass (应急开启): tips are also sealed to a recovery key whose
// halves two custodians hold, each closed to a key of their own. Neither half says
// anything. When a recipient asks, both must act; everybody with a key is told and
// the public ledger counts it. The key is retired by its use.

// RecoveryReasons are why the recovery key may be used, ExportReasons why a tip
// may leave the system: closed lists.
var (
	RecoveryReasons = []string{"lost_key", "nobody_left", "danger"}
	ExportReasons   = []string{"supervision", "court", "archive"}
	ReasonTitles    = map[string]string{"lost_key": "接收人忘了口令或钥匙损坏", "nobody_left": "接收人都已离岗", "danger": "有人的安全面临危险", "supervision": "移送有管辖权的纪检监察机关", "court": "司法机关依法调取", "archive": "归档"}
)

// MakeRecovery stores a recovery key that a recipient's browser made: its public
// half, and each half of the private one closed to a custodian. Nothing is sealed to
// it before somebody else vouches for it. Faults:
// register.role, seal.public, tip.custodians.
func (d *Desk) MakeRecovery(ctx context.Context, who matter.Actor, public string, shares []store.TipShare) error {
	if err := must(who, regime.Inspector); err != nil {
		return err
	}
	if err := seal.Public(public); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		now, _, err := d.ownKeys(tx, who)
		if err != nil {
			return err
		}
		all, err := tx.TipKeys()
		if err != nil {
			return err
		}
		if len(shares) != 2 || shares[0].CustodianKey == shares[1].CustodianKey {
			return twoCustodians()
		}
		for i := range shares {
			j := slices.IndexFunc(all, func(k store.TipKey) bool {
				return k.ID == shares[i].CustodianKey && k.Kind == "custodian" && k.AgencyID == now.AgencyID && k.PersonID != who.ID
			})
			if j < 0 || !seal.Closed(shares[i].Sealed, seal.ForKeys, 1) || len(shares[i].Sealed) > 1024 {
				return twoCustodians()
			}
			shares[i].PersonID = all[j].PersonID
		}
		return d.wait(tx, tree, who, &store.WaitingKey{TipKey: store.TipKey{Kind: "recovery", AgencyID: now.AgencyID, PersonID: who.ID, Public: public}, Shares: shares})
	})
}

func twoCustodians() error {
	return fault.New(fault.Invalid, "tip.custodians", "要两位不同的保管人，都有在用的保管人钥匙，都不是您自己")
}

// AskRecovery asks for the recovery key. Everybody with a key is told at once, and
// the ledger counts. Faults: register.role, tip.key, tip.recovery, tip.reason.
func (d *Desk) AskRecovery(ctx context.Context, who matter.Actor, reason string) error {
	if err := must(who, regime.Inspector); err != nil {
		return err
	}
	if !slices.Contains(RecoveryReasons, reason) {
		return fault.New(fault.Invalid, "tip.reason", "请选择一个理由").On("reason")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		now, _, err := d.ownKeys(tx, who)
		if err != nil {
			return err
		}
		all, err := tx.TipKeys()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(k store.TipKey) bool { return k.Kind == "recovery" && k.AgencyID == now.AgencyID })
		if i < 0 {
			return fault.New(fault.Conflict, "tip.recovery", "还没有设立应急钥匙")
		}
		j := store.TipJoint{Kind: "recovery", AgencyID: now.AgencyID, KeyID: all[i].ID, AskedBy: who.ID, Reason: reason}
		if err := tx.AddJoint(&j); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{regime.Inspector}, "tip.recovery.asked", j.ID, reason))
		tx.Publish("tip.recovery", j.ID, store.Digest(j.ID))
		return tellReaders(tx, all, now.AgencyID, who.ID, who.Name+"申请应急开启密封线索："+ReasonTitles[reason])
	})
}

// Recovery is a use of the recovery key as one person may act on it.
type Recovery struct {
	store.TipJoint
	Agreed []store.TipAssent
	Asker  store.TipKey    // to which a custodian closes their half
	Share  *store.TipShare // this person's half, while they may give it
	Own    *store.TipKey   // the custodian's key that opens it
	Held   []store.TipHeld // for the asker, once ready: what the recovery key opens
}

// Recoveries returns the uses of recovery keys that concern a person: of their
// agency, with their half where they hold one. Who is barred from a tip is not
// given it here either.
func (d *Desk) Recoveries(ctx context.Context, who matter.Actor) (out []Recovery, err error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(tx *store.Tx) error {
		list, err := tx.Recoveries(tree.ByID[who.UnitID].AgencyID, 20)
		if err != nil {
			return err
		}
		for _, j := range list {
			r, err := d.recovery(tx, tree, who, j)
			if err != nil {
				return err
			}
			out = append(out, r)
		}
		return nil
	})
	return out, err
}

func (d *Desk) recovery(tx *store.Tx, tree *Tree, who matter.Actor, j store.TipJoint) (Recovery, error) {
	r := Recovery{TipJoint: j}
	var err error
	if r.Agreed, err = tx.Assents(j.ID); err != nil {
		return r, err
	}
	asker, err := d.store.TipKeysOf(tx.Context(), j.AskedBy)
	if err != nil {
		return r, err
	}
	for _, k := range asker {
		if k.Kind == "recipient" && k.RetiredAt == 0 {
			r.Asker = k
		}
	}
	given := slices.ContainsFunc(r.Agreed, func(a store.TipAssent) bool { return a.PersonID == who.ID })
	if j.AskedBy == who.ID && j.ReadyAt != 0 && j.UsedAt == 0 {
		r.Held, err = tx.TipsHeld(j.KeyID)
		r.Held = slices.DeleteFunc(r.Held, func(h store.TipHeld) bool {
			return !inspects(who.Grants, h.AgencyID) || tree.barred(who.UnitID, who.Grants, h.UnitID)
		})
		return r, err
	}
	s, err := tx.Share(j.KeyID, who.ID)
	if fault.KindOf(err) == fault.NotFound || given || j.ReadyAt != 0 {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	own, err := tx.TipKey(s.CustodianKey)
	r.Share, r.Own = &s, &own
	return r, err
}

// GiveShare stores a custodian's half of a recovery key, which their browser has
// closed to the asker. The second one makes it ready. Faults: tip.unknown,
// tip.sealed, act.token.
func (d *Desk) GiveShare(ctx context.Context, who matter.Actor, id string, sealed []byte) error {
	if err := inPerson(who); err != nil {
		return err
	}
	if !seal.Closed(sealed, seal.ForKeys, 1) || len(sealed) > 1024 {
		return fault.New(fault.Invalid, "tip.sealed", "半把钥匙没有封好，没有保存")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		j, err := tx.LockJoint(id)
		if err != nil {
			return err
		}
		if _, err := tx.Share(j.KeyID, who.ID); err != nil || j.Kind != "recovery" || j.ReadyAt != 0 || j.AskedBy == who.ID {
			return fault.New(fault.NotFound, "tip.unknown", "没有等您交出的半把钥匙")
		}
		if err := tx.Assent(j.ID, who.ID, sealed); err != nil {
			return err
		}
		given, err := tx.Assents(j.ID)
		if err != nil {
			return err
		}
		tx.Audit(entry(who, Staff, "tip.recovery.agreed", j.ID, nil))
		all, err := tx.TipKeys()
		if err != nil {
			return err
		}
		if len(given) == 2 {
			j.ReadyAt = tx.Ms()
			if err := tellReaders(tx, all, j.AgencyID, "", "应急开启已由两位保管人同意"); err != nil {
				return err
			}
		}
		return tx.SetJoint(j)
	})
}

// UseRecovery closes what the recovery key opened to the asker's own key, and
// retires the recovery key: a new one must be made. Faults: tip.unknown, tip.key,
// tip.sealed.
func (d *Desk) UseRecovery(ctx context.Context, who matter.Actor, id string, list []Rewrap) error {
	if err := must(who, regime.Inspector); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		j, err := tx.LockJoint(id)
		if err != nil {
			return err
		}
		now, _, err := d.ownKeys(tx, who)
		if err != nil {
			return err
		}
		if j.AskedBy != who.ID || j.Kind != "recovery" || j.ReadyAt == 0 || j.UsedAt != 0 {
			return fault.New(fault.NotFound, "tip.unknown", "没有可以使用的应急开启")
		}
		r, err := d.recovery(tx, tree, who, j)
		if err != nil {
			return err
		}
		for _, w := range list {
			if err := wrapFor(tx, w, now, func(x store.Tip, _ store.TipWrap) bool {
				return slices.ContainsFunc(r.Held, func(h store.TipHeld) bool { return h.ID == x.ID })
			}, who); err != nil {
				return err
			}
		}
		j.UsedAt = tx.Ms()
		if err := tx.SetJoint(j); err != nil {
			return err
		}
		if err := tx.RetireTipKey(j.KeyID); err != nil {
			return err
		}
		all, err := tx.TipKeys()
		if err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{regime.Inspector}, "tip.recovery.used", j.ID, len(list)))
		return tellReaders(tx, all, j.AgencyID, who.ID, "应急钥匙已经使用并作废，请设立新的")
	})
}
