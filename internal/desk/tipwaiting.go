package desk

import (
	"context"
	"slices"
	"time"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// settled is how long somebody must have been left alone by the administrators
// before their word on a key counts.
const settled = 7 * 24 * time.Hour

// WaitingKey is a key that waits for a word, and whether a person may give it.
type WaitingKey struct {
	store.WaitingKey
	May, Own bool
}

// WaitingTipKeys returns the keys that wait in the agencies of a person who inspects
// or leads there, and their own.
func (d *Desk) WaitingTipKeys(ctx context.Context, who matter.Actor) (out []WaitingKey, err error) {
	return out, d.store.View(ctx, func(tx *store.Tx) error {
		list, err := tx.WaitingKeys()
		if err != nil {
			return err
		}
		for _, k := range list {
			w := WaitingKey{WaitingKey: k, Own: k.PersonID == who.ID}
			if _, ok := holdsIn(who, k.AgencyID, regime.Inspector, regime.Head); !ok && !w.Own {
				continue
			}
			err := mayVouch(tx, who, k)
			if err != nil && fault.KindOf(err) != fault.Forbidden {
				return err
			}
			w.May = err == nil
			out = append(out, w)
		}
		return nil
	})
}

// mayVouch says whose word a key waits for: that of another recipient whose key
// counts there; where there is none, that of the head. Nobody's word counts within a
// week after an administrator gave them a new password; of a head, who holds no key,
// also not a week after they were added or given a role, except for the first key
// that an agency ever has. See decision 51.
func mayVouch(tx *store.Tx, who matter.Actor, k store.WaitingKey) error {
	no := fault.New(fault.Forbidden, "tip.vouch", "要由另一位有钥匙的接收人确认；没有别的接收人时，由本机关主要负责人确认")
	if inPerson(who) != nil || who.ID == k.PersonID || slices.ContainsFunc(administrators, who.Has) {
		return no
	}
	keys, err := tx.TipKeys()
	if err != nil {
		return err
	}
	var others []store.TipKey
	for _, o := range keys {
		if o.Kind != "recipient" || o.AgencyID != k.AgencyID || o.PersonID == k.PersonID {
			continue
		}
		grants, err := tx.Grants(o.PersonID)
		if err != nil {
			return err
		}
		if inspects(grants, k.AgencyID) { // whoever went to another post holds a key that reads nothing new
			others = append(others, o)
		}
	}
	acts := []string{"password.reset", "person.activated"}
	if len(others) > 0 {
		if !slices.ContainsFunc(others, func(o store.TipKey) bool { return o.PersonID == who.ID }) {
			return no
		}
	} else {
		if _, ok := holdsIn(who, k.AgencyID, regime.Head); !ok {
			return no
		}
		had, err := tx.HadRecipients(k.AgencyID)
		if err != nil {
			return err
		}
		if had {
			acts = append(acts, "person.added", "role.granted")
		}
	}
	touched, err := tx.TouchedSince(who.ID, tx.Now.Add(-settled).UnixMilli(), acts...)
	if err == nil && touched {
		err = fault.New(fault.Forbidden, "tip.fresh", "管理员七天内为您设过密码或角色，这期间不能确认别人的钥匙")
	}
	return err
}

// wait lets a key wait, and tells everybody who inspects or leads there, its maker
// too: whoever did not make it says so.
func (d *Desk) wait(tx *store.Tx, tree *Tree, who matter.Actor, k *store.WaitingKey) error {
	if err := tx.AddWaitingKey(k); err != nil {
		return err
	}
	tx.Audit(entry(who, []regime.Role{regime.Inspector}, "tip.key_waits", k.ID, k.Kind))
	tx.Publish("tip.key_waits", k.ID, store.Digest(k.Kind+"\n"+k.Public))
	text := who.Name + "生成了新的线索钥匙，等别人确认；不是本人所为就请不予确认，并立即核对"
	if k.Kind == "recovery" {
		text = who.Name + "设立了新的应急钥匙，等别人确认；不是本人所为就请不予确认，并立即核对"
	}
	if err := tx.NotifyPerson(k.PersonID, "", text); err != nil {
		return err
	}
	return tx.Notify(tree.unitsOf(k.AgencyID), []regime.Role{regime.Inspector, regime.Head}, "", "", text)
}

// waiting finds a key that waits, and whether a person's word on it counts.
func waiting(tx *store.Tx, who matter.Actor, id string) (store.WaitingKey, error) {
	list, err := tx.WaitingKeys()
	if err != nil {
		return store.WaitingKey{}, err
	}
	i := slices.IndexFunc(list, func(k store.WaitingKey) bool { return k.ID == id })
	if i < 0 {
		return store.WaitingKey{}, fault.New(fault.NotFound, "tip.waiting", "没有等确认的这把钥匙")
	}
	return list[i], mayVouch(tx, who, list[i])
}

// VouchForKey says that a key is its maker's: from now on tips are sealed to it, and
// an earlier one of theirs is retired. Faults: tip.waiting, tip.vouch, tip.fresh,
// tip.custodians. Clause: HAN-8.
func (d *Desk) VouchForKey(ctx context.Context, who matter.Actor, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		k, err := waiting(tx, who, id)
		if err != nil {
			return err
		}
		if err := tx.DropWaitingKey(id); err != nil {
			return err
		}
		all, err := tx.TipKeys()
		if err != nil {
			return err
		}
		for _, old := range all {
			same := old.Kind == k.Kind && (old.PersonID == k.PersonID || k.Kind == "recovery" && old.AgencyID == k.AgencyID)
			if !same {
				continue
			}
			if err := tx.RetireTipKey(old.ID); err != nil {
				return err
			}
		}
		maker := k.PersonID
		if k.Kind == "recovery" {
			k.PersonID = ""
		}
		if err := tx.AddTipKey(&k.TipKey); err != nil {
			return err
		}
		for _, s := range k.Shares {
			if !slices.ContainsFunc(all, func(c store.TipKey) bool { return c.ID == s.CustodianKey && c.Kind == "custodian" }) {
				return twoCustodians()
			}
			if err := tx.AddShare(k.ID, s); err != nil {
				return err
			}
		}
		tx.Audit(entry(who, []regime.Role{regime.Inspector, regime.Head}, "tip.key", k.ID, k.Kind))
		tx.Publish("tip.key", k.ID, store.Digest(k.Kind+"\n"+k.Public))
		p, err := tx.PersonByID(maker)
		if err != nil {
			return err
		}
		if err := tx.NotifyPerson(maker, "", who.Name+"确认了您的线索钥匙，新的线索会密封给它"); err != nil {
			return err
		}
		return tellReaders(tx, all, k.AgencyID, maker, p.Name+"的新线索钥匙已由"+who.Name+"确认；如有疑问，请立即核对")
	})
}

// RefuseKey says that a key is not its maker's, or is no longer wanted: it is thrown
// away. Who may vouch for it may do so, and its maker. Faults: tip.waiting,
// tip.vouch.
func (d *Desk) RefuseKey(ctx context.Context, who matter.Actor, id string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		k, err := waiting(tx, who, id)
		if err != nil && (k.PersonID != who.ID || inPerson(who) != nil) && fault.CodeOf(err) != "tip.fresh" {
			return err
		}
		tx.Audit(entry(who, []regime.Role{regime.Inspector, regime.Head}, "tip.key_refused", k.ID, k.Kind))
		return tx.DropWaitingKey(id)
	})
}
