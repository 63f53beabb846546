package desk_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// An administrator who gives an inspector a new password and signs in as them makes
// a key to which nothing is sealed: somebody else must vouch for it, and nobody whom
// the administrator has just touched can.
func TestKeysWait(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		s := inspected(b)
		reset := func(id string) {
			s.must(s.store.Write(ctx, func(tx *store.Tx) error {
				tx.Audit(store.Entry{Actor: "admin", Role: "system_admin", Action: "password.reset", Object: id, Result: "done"})
				return nil
			}))
		}
		live := func() (out []string) {
			keys, err := s.desk.TipReaders(ctx, s.agency, s.units["visits"].ID)
			s.must(err)
			for _, k := range keys {
				out = append(out, k.Public)
			}
			slices.Sort(out)
			return out
		}
		anew := func() (public, id string) {
			_, public, err := seal.NewPair()
			s.must(err)
			wrapped, err := seal.WrapByPassphrase("x", "口令口令口令口令口令", 4)
			s.must(err)
			s.must(s.desk.MakeTipKey(ctx, s.one, "recipient", public, wrapped))
			list, err := s.desk.WaitingTipKeys(ctx, s.one)
			s.must(err)
			i := slices.IndexFunc(list, func(k desk.WaitingKey) bool { return k.Own && k.Public == public })
			if i < 0 || list[i].May {
				t.Fatalf("its maker sees %+v", list)
			}
			return public, list[i].ID
		}
		before := live()
		reset(s.one.ID)
		_, id := anew()
		if !slices.Equal(live(), before) {
			t.Error("a key counts before anybody vouched for it")
		}
		s.refuse(s.desk.VouchForKey(ctx, s.one, id), "tip.vouch")
		s.refuse(s.desk.VouchForKey(ctx, s.who[regime.Head], id), "tip.vouch")
		s.refuse(s.desk.VouchForKey(ctx, s.who[regime.SystemAdmin], id), "tip.vouch")
		reset(s.two.ID)
		s.refuse(s.desk.VouchForKey(ctx, s.two, id), "tip.fresh")
		s.must(s.desk.RefuseKey(ctx, s.two, id)) // to refuse takes no waiting
		s.refuse(s.desk.VouchForKey(ctx, s.two, id), "tip.waiting")

		b.clock.Advance(8 * 24 * time.Hour)
		public, id := anew()
		s.must(s.desk.VouchForKey(ctx, s.two, id))
		if now := live(); slices.Equal(now, before) || !slices.Contains(now, public) || len(now) != len(before) {
			t.Errorf("vouched for, %q is not in the place of the old one: %v", public, now)
		}

		// Where only one inspects, whoever held a key before, it is the head's word; not
		// that of a head of yesterday.
		at := s.two.Grants[slices.IndexFunc(s.two.Grants, func(g matter.Grant) bool { return g.Role == regime.Inspector })]
		s.must(s.store.Write(ctx, func(tx *store.Tx) error { return tx.RevokeRole(s.two.ID, at.UnitID, regime.Inspector) }))
		_, id = anew()
		head := s.engage("chief", "office", regime.Head)
		s.must(s.store.Write(ctx, func(tx *store.Tx) error {
			tx.Audit(store.Entry{Actor: "admin", Role: "system_admin", Action: "person.added", Object: head.ID, Result: "done"})
			return nil
		}))
		s.refuse(s.desk.VouchForKey(ctx, head, id), "tip.fresh")
		b.clock.Advance(8 * 24 * time.Hour)
		s.must(s.desk.VouchForKey(ctx, head, id))
	})
}
