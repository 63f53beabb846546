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

// MakeTipKey stores the key pair that a person made in the browser: the public
// half, and the private one closed by a passphrase that never comes here. A
// recipient inspects; a custodian is a member of staff who administers nothing.
// Nothing is sealed to a recipient's key before somebody else vouches for it: until
// then an earlier one of theirs stays in use. A custodian's key, which opens nothing
// by itself, is in use at once. Faults: register.role, seal.public, tip.wrapped.
// Clause: HAN-8.
func (d *Desk) MakeTipKey(ctx context.Context, who matter.Actor, kind, public string, wrapped []byte) error {
	if err := mayKeep(who, kind); err != nil {
		return err
	}
	if err := seal.Public(public); err != nil {
		return err
	}
	if !seal.Closed(wrapped, seal.ForPhrase, 1) || len(wrapped) > 4096 {
		return fault.New(fault.Invalid, "tip.wrapped", "私钥没有用口令封好，没有保存。请确认浏览器允许运行脚本，再试一次")
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	k := store.TipKey{Kind: kind, AgencyID: tree.ByID[who.UnitID].AgencyID, PersonID: who.ID, Public: public, Wrapped: wrapped}
	if kind == "recipient" {
		i := slices.IndexFunc(who.Grants, func(g matter.Grant) bool { return g.Role == regime.Inspector })
		k.AgencyID = who.Grants[i].AgencyID
		return d.store.Write(ctx, func(tx *store.Tx) error { return d.wait(tx, tree, who, &store.WaitingKey{TipKey: k}) })
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		all, err := tx.TipKeys()
		if err != nil {
			return err
		}
		for _, old := range all {
			if old.Kind == kind && old.PersonID == who.ID {
				if err := tx.RetireTipKey(old.ID); err != nil {
					return err
				}
			}
		}
		if err := tx.AddTipKey(&k); err != nil {
			return err
		}
		if err := tellReaders(tx, all, k.AgencyID, who.ID, who.Name+"换用了新的保管人钥匙，如果不是本人所为，请立即核对"); err != nil {
			return err
		}
		tx.Audit(entry(who, Staff, "tip.key", k.ID, kind))
		tx.Publish("tip.key", k.ID, store.Digest(kind+"\n"+public))
		return nil
	})
}

// mayKeep says who may have a key of a kind, in person.
func mayKeep(who matter.Actor, kind string) error {
	if slices.ContainsFunc(administrators, who.Has) || kind != "recipient" && kind != "custodian" {
		return fault.New(fault.Forbidden, "register.role", "系统管理员、安全管理员和审计员不能持有线索钥匙")
	}
	if kind == "recipient" {
		return must(who, regime.Inspector)
	}
	return must(who, Staff...)
}

// tellReaders gives a notice to everybody with a key of an agency but one person.
func tellReaders(tx *store.Tx, keys []store.TipKey, agencyID, but, text string) error {
	told := map[string]bool{but: true, "": true}
	for _, k := range keys {
		if k.AgencyID != agencyID || told[k.PersonID] {
			continue
		}
		told[k.PersonID] = true
		if err := tx.NotifyPerson(k.PersonID, "", text); err != nil {
			return err
		}
	}
	return nil
}

// TipKeysOf returns a person's own keys, newest first.
func (d *Desk) TipKeysOf(ctx context.Context, who matter.Actor) ([]store.TipKey, error) {
	return d.store.TipKeysOf(ctx, who.ID)
}
