package desk

import (
	"context"
	"time"

	"yingda/internal/regime"
	"yingda/internal/store"
)

// How long what is sealed of a closed tip is kept, while its teller may still ask
// and a review may need it, and how long before a term its recipients are
// reminded; what is overdue they hear of again after each tipAgain.
const (
	tipKeep       = 90 * 24 * time.Hour
	tipAnswerSoon = 3 * 24 * time.Hour
	tipFinishSoon = 7 * 24 * time.Hour
	tipAgain      = 7 * 24 * time.Hour
)

// ShredTips destroys what is sealed of tips whose term is over, their keys and
// their codes, and returns how many: a line with the number stays. Clause: HAN-8,
// 个人信息保护法 第十九条.
func (d *Desk) ShredTips(ctx context.Context) (int, error) {
	n := 0
	for {
		var due []string
		if err := d.store.View(ctx, func(tx *store.Tx) (err error) {
			due, err = tx.TipsToShred(tx.Ms(), 100)
			return err
		}); err != nil {
			return n, err
		}
		if len(due) == 0 {
			break
		}
		for _, id := range due {
			if err := d.store.Write(ctx, func(tx *store.Tx) error { return d.shredTip(tx, id) }); err != nil {
				return n, err
			}
			n++
		}
	}
	if n == 0 {
		return 0, nil
	}
	return n, d.store.Scrub(ctx)
}

func (d *Desk) shredTip(tx *store.Tx, id string) error {
	x, err := tx.TipByID(id)
	if err != nil || x.EndsAt == 0 || x.EndsAt > tx.Ms() || x.ShreddedAt != 0 {
		return err
	}
	if d.Inbox.Erased != nil {
		if err := d.Inbox.Erased(store.ErasedTip + id); err != nil {
			return err
		}
	}
	tx.Audit(store.Entry{Actor: "system", Role: string(regime.System), Action: "tip.shredded", Object: x.Number, Result: "done"})
	return tx.Wipe(func() error { return tx.ShredTip(id) })
}

// RemindTips tells recipients that a term of a tip comes near or is over, by its
// number and nothing else, and returns how many tips it looked at. Who is barred
// by now hears nothing. Clause: HAN-8.
func (d *Desk) RemindTips(ctx context.Context) (int, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for {
		var left int
		if err := d.store.Write(ctx, func(tx *store.Tx) error {
			due, err := tx.TipsToRemind(tx.Ms(), 100)
			if err != nil {
				return err
			}
			left = len(due)
			for _, x := range due {
				if err := d.remind(tx, tree, x); err != nil {
					return err
				}
			}
			return nil
		}); err != nil || left == 0 {
			return n, err
		}
		n += left
	}
}

func (d *Desk) remind(tx *store.Tx, tree *Tree, x store.Tip) error {
	says, next := tipReminder(x, tx.Ms())
	x.AlarmAt = next
	if err := tx.SetTip(x); err != nil || says == "" {
		return err
	}
	keys, err := tx.TipReaders(x.ID)
	if err != nil {
		return err
	}
	told := map[string]bool{}
	for _, k := range keys {
		if k.Kind != "recipient" || told[k.PersonID] {
			continue
		}
		told[k.PersonID] = true
		may, err := mayHold(tx, tree, k, x.UnitID)
		if err != nil {
			return err
		}
		if !may {
			continue
		}
		if err := tx.NotifyPerson(k.PersonID, "", "密封线索 "+x.Number+" "+says); err != nil {
			return err
		}
	}
	return nil
}

// tipReminder says what the recipients of a tip are reminded of at an instant, ""
// for nothing, and when to look again, 0 for never. What is overdue comes before
// what is near.
func tipReminder(x store.Tip, now int64) (says string, next int64) {
	if x.ClosedAt != 0 {
		return "", 0
	}
	next = store.Never
	overdue := ""
	for _, o := range []struct {
		open bool
		by   int64
		soon time.Duration
		word string
	}{
		{x.AnsweredAt == 0 && x.AnswerKey != "", x.AnswerDue, tipAnswerSoon, "首次答复"},
		{true, x.FinishDue, tipFinishSoon, "办结"},
	} {
		near := o.by - o.soon.Milliseconds()
		switch {
		case !o.open:
		case now >= o.by:
			if overdue == "" {
				overdue = "已超过" + o.word + "期限"
			}
			next = min(next, now+tipAgain.Milliseconds())
		case now >= near:
			if says == "" {
				says = o.word + "期限将到"
			}
			next = min(next, o.by)
		default:
			next = min(next, near)
		}
	}
	if overdue != "" {
		says = overdue
	}
	return says, next
}
