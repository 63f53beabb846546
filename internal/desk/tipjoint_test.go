package desk_test

import (
	"context"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// rewrap closes what a key opened to a person's key of now.
func (s *sealed) rewrap(private string, wrapped []byte, public string) []byte {
	s.t.Helper()
	tip, err := seal.OpenWith(wrapped, private)
	s.must(err)
	out, err := seal.SealTo(tip, public)
	s.must(err)
	return out
}

func (s *sealed) refuse(err error, want string) {
	s.t.Helper()
	if fault.CodeOf(err) != want {
		s.t.Errorf("got %v, want %s", err, want)
	}
}

// A new key opens nothing of before until its owner wraps it anew.
func TestTipRotation(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		s := inspected(b)
		number, _ := s.tell("visits")
		old := s.private[s.one.ID]
		s.must(s.key(s.one, "recipient"))
		now, list, err := s.desk.OldTips(ctx, s.one)
		s.must(err)
		if len(list) != 1 || list[0].Number != number {
			t.Fatalf("%+v", list)
		}
		v, err := s.desk.Tip(ctx, s.one, number)
		s.must(err)
		if v.Wrap.KeyID == now.ID {
			t.Fatal("the new key opens it already")
		}
		s.refuse(s.desk.RewrapTips(ctx, s.one, []desk.Rewrap{{Tip: number, Wrapped: []byte("in clear")}}), "tip.sealed")
		s.must(s.desk.RewrapTips(ctx, s.one, []desk.Rewrap{{Tip: number, Wrapped: s.rewrap(old, list[0].Wrap.Wrapped, now.Public)}}))
		if got := s.open(s.one, number, "letter"); got != tipText {
			t.Errorf("opened as %q", got)
		}
		third := s.engage("third", "discipline", regime.Inspector)
		s.must(s.key(third, "recipient"))
		s.refuse(s.desk.RewrapTips(ctx, third, []desk.Rewrap{{Tip: number, Wrapped: s.rewrap(s.private[s.one.ID], s.wrapOf(s.one.ID, number), now.Public)}}), "tip.unknown")
		keys, err := s.desk.JoinCandidates(ctx, s.one, number)
		s.must(err)
		if len(keys) != 1 || keys[0].PersonID != third.ID {
			t.Fatalf("who may join: %+v", keys)
		}
		s.must(s.desk.JoinTip(ctx, s.one, number, keys[0].ID, s.rewrap(s.private[s.one.ID], s.wrapOf(s.one.ID, number), keys[0].Public)))
		if got := s.open(third, number, "letter"); got != tipText {
			t.Errorf("who joined reads %q", got)
		}
	})
}

func (s *sealed) wrapOf(person, number string) []byte {
	s.t.Helper()
	who := s.one
	if person == s.two.ID {
		who = s.two
	}
	v, err := s.desk.Tip(context.Background(), who, number)
	s.must(err)
	return v.Wrap.Wrapped
}

// The recovery key opens by two custodians together, and once.
func TestTipRecovery(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		s := inspected(b)
		left, right := s.engage("left", "letters", regime.Handler), s.engage("right", "letters", regime.Drafter)
		s.must(s.key(left, "custodian"))
		s.must(s.key(right, "custodian"))
		var custodians []store.TipKey
		all, err := s.store.TipKeys(ctx)
		s.must(err)
		for _, k := range all {
			if k.Kind == "custodian" {
				custodians = append(custodians, k)
			}
		}
		private, public, err := seal.NewPair()
		s.must(err)
		half, err := seal.SealTo([]byte("half"), custodians[0].Public)
		s.must(err)
		other, err := seal.SealTo([]byte("other"), custodians[1].Public)
		s.must(err)
		s.refuse(s.desk.AskRecovery(ctx, s.one, "lost_key"), "tip.recovery")
		s.refuse(s.desk.MakeRecovery(ctx, s.one, public, []store.TipShare{{CustodianKey: custodians[0].ID, Sealed: half}, {CustodianKey: custodians[0].ID, Sealed: half}}), "tip.custodians")
		s.must(s.desk.MakeRecovery(ctx, s.one, public, []store.TipShare{{CustodianKey: custodians[0].ID, Sealed: half}, {CustodianKey: custodians[1].ID, Sealed: other}}))
		s.vouch(s.one)
		number, _ := s.tell("visits")
		about, _ := s.browser("letters", tipText)
		if len(about.Wraps) != 2 {
			t.Fatalf("a tip about the custodians' own unit is sealed to %d keys", len(about.Wraps))
		}
		s.must(s.desk.SendTip(ctx, about))
		s.must(s.key(s.one, "recipient")) // the passphrase was lost
		s.refuse(s.desk.AskRecovery(ctx, s.one, "curious"), "tip.reason")
		s.refuse(s.desk.AskRecovery(ctx, left, "lost_key"), "register.role")
		s.must(s.desk.AskRecovery(ctx, s.one, "lost_key"))
		use := func() desk.Recovery {
			list, err := s.desk.Recoveries(ctx, s.one)
			s.must(err)
			return list[0]
		}
		id := use().ID
		give := func() []byte {
			out, err := seal.SealTo([]byte("half"), use().Asker.Public)
			s.must(err)
			return out
		}
		s.refuse(s.desk.GiveShare(ctx, s.two, id, give()), "tip.unknown")
		s.must(s.desk.GiveShare(ctx, left, id, give()))
		s.must(s.desk.GiveShare(ctx, left, id, give()))
		if r := use(); r.ReadyAt != 0 || len(r.Held) != 0 {
			t.Fatalf("one custodian alone opens it: %+v", r)
		}
		s.refuse(s.desk.UseRecovery(ctx, s.one, id, nil), "tip.unknown")
		s.must(s.desk.GiveShare(ctx, right, id, give()))
		r := use()
		if r.ReadyAt == 0 || len(r.Held) != 1 || r.Held[0].Number != number {
			t.Fatalf("both agreed: %+v", r)
		}
		s.refuse(s.desk.UseRecovery(ctx, s.two, id, nil), "tip.unknown")
		s.must(s.desk.UseRecovery(ctx, s.one, id, []desk.Rewrap{{Tip: number, Wrapped: s.rewrap(private, r.Held[0].Wrap.Wrapped, r.Asker.Public)}}))
		if got := s.open(s.one, number, "letter"); got != tipText {
			t.Errorf("opened as %q", got)
		}
		s.refuse(s.desk.UseRecovery(ctx, s.one, id, nil), "tip.unknown")
		s.refuse(s.desk.AskRecovery(ctx, s.one, "lost_key"), "tip.recovery")
		s.told(t, "应急")
		s.ledger(t, "tip.recovery", 1)
	})
}

// told asks whether every recipient has a notice about something.
func (s *sealed) told(t *testing.T, about string) {
	for _, who := range []string{s.one.ID, s.two.ID} {
		var n int64
		s.must(s.store.View(context.Background(), func(tx *store.Tx) error {
			return tx.Row(`SELECT COUNT(*) FROM notice WHERE person_id = $1 AND text LIKE $2`, []any{who, "%" + about + "%"}, &n)
		}))
		if n == 0 {
			t.Errorf("%s was not told of %s", who, about)
		}
	}
}

func (s *sealed) ledger(t *testing.T, kind string, want int64) {
	var n int64
	s.must(s.store.View(context.Background(), func(tx *store.Tx) error {
		return tx.Row(`SELECT COUNT(*) FROM ledger WHERE kind = $1`, []any{kind}, &n)
	}))
	if n != want {
		t.Errorf("the ledger counts %s %d times, want %d", kind, n, want)
	}
}

func TestTipExport(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		s := inspected(b)
		number, _ := s.tell("visits")
		s.refuse(s.desk.AskExport(ctx, s.one, number, "curious"), "tip.reason")
		s.must(s.desk.AskExport(ctx, s.one, number, "supervision"))
		v, err := s.desk.Tip(ctx, s.one, number)
		s.must(err)
		id := v.Joints[0].ID
		use := func() error { _, _, err := s.desk.UseExport(ctx, s.one, number, id); return err }
		s.refuse(use(), "tip.unknown")
		s.refuse(s.desk.AgreeExport(ctx, s.one, number, id), "tip.same")
		s.refuse(s.desk.AgreeExport(ctx, b.who[regime.Head], number, id), "tip.unknown")
		s.must(s.desk.AgreeExport(ctx, s.two, number, id))
		s.must(use())
		s.refuse(use(), "tip.unknown")
		s.ledger(t, "tip.export", 1)
	})
}
