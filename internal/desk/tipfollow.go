package desk

import (
	"context"

	"yingda/internal/fault"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// The teller's side of the dialogue: by receipt code alone.

const (
	mostAnswers = 8       // shown to the teller, the latest
	MostAnswer  = 9 << 10 // bytes of one sealed answer
	mostReplies = 200     // items of one tip
	repliesPace = 120     // a minute, all together
)

// TipFollowing is what the receipt code shows: state, dues, answers still sealed
// to the code, the published outcome. Nothing of what was told is in it.
type TipFollowing struct {
	Found   bool
	Tip     store.Tip
	Answers []store.TipItem // newest first
	Outcome string
}

// FollowTip returns what stands behind a door. A wrong door, and one that is shut
// by now, give Found false after the same queries.
func (d *Desk) FollowTip(ctx context.Context, door string) (TipFollowing, error) {
	x, answers, ok, err := d.store.TipByDoor(ctx, seal.StoredDoor(door), mostAnswers)
	if err != nil {
		return TipFollowing{}, err
	}
	o, err := d.store.TipOutcome(ctx, x.Number)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return TipFollowing{}, err
	}
	return TipFollowing{Found: ok, Tip: x, Answers: answers, Outcome: o.Text}, nil
}

// ReplyTip adds what the teller writes later, sealed to the tip's key. Faults:
// tip.sealed, tip.code, tip.busy, tip.full.
func (d *Desk) ReplyTip(ctx context.Context, door string, sealed []byte) error {
	if !seal.Closed(sealed, seal.ForKeys, 1) || len(sealed) > MostTip {
		return fault.New(fault.Invalid, "tip.sealed", "内容没有按要求密封，或者太大（合计不超过 4 MB）")
	}
	if err := d.room(ctx, tipReplies, len(sealed)); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := takeRoom(tx, tipReplies, len(sealed)); err != nil {
			return err
		}
		x, err := tx.LockTipBehind(seal.StoredDoor(door))
		if err != nil {
			return err
		}
		items, err := tx.TipItems(x.ID)
		if err != nil {
			return err
		}
		if len(items) >= mostReplies {
			return busyTips()
		}
		if _, err := tx.AddTipItem(store.TipItem{TipID: x.ID, Kind: "reply", Sealed: sealed}); err != nil {
			return err
		}
		tx.Audit(store.Entry{Actor: "system", Role: "system", Action: "tip.reply", Object: x.Number, Result: "done"})
		readers, err := tx.TipReaders(x.ID)
		if err != nil {
			return err
		}
		return tellReaders(tx, readers, x.AgencyID, "", "密封线索 "+x.Number+" 有了补充")
	})
}

// SealReply seals a reply in memory for a browser without script, and adds it.
// Faults: tip.text, and those of ReplyTip.
func (d *Desk) SealReply(ctx context.Context, code string, l seal.Letter) error {
	if n := l.Runes(); n < 2 || n > 20_000 {
		return fault.New(fault.Invalid, "tip.text", "请写明要补充什么，2 到 20000 个字").On("text")
	}
	door := seal.CodeDoor(code)
	f, err := d.FollowTip(ctx, door)
	if err != nil {
		return err
	}
	if !f.Found {
		return wrongCode()
	}
	raw := l.Bytes()
	sealed, err := seal.SealTo(raw, f.Tip.Public)
	clear(raw)
	if err != nil {
		return err
	}
	return d.ReplyTip(ctx, door, sealed)
}

func wrongCode() error {
	return fault.New(fault.NotFound, "tip.code", "没有这个回执码，或者它已经过期")
}
