package desk

import (
	"context"
	"slices"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/proof"
	"yingda/internal/store"
)

// PublishTip publishes the outcome of a tip and closes it. One recipient wrote the
// text and sealed it; another one, who now acts, has opened and read it for traces
// of the teller. text and salt must be what the first one committed to, so that
// both speak of the same words, and hold no personal data. Faults: tip.unknown,
// tip.state, tip.outcome, tip.same, tip.text, tip.personal. Clause: HAN-8.
func (d *Desk) PublishTip(ctx context.Context, who matter.Actor, number, item, salt, text string) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.changeTip(ctx, who, number, "tip.published", func(tx *store.Tx, x *store.Tip) error {
		i, err := tx.TipItem(x.ID, item)
		if err != nil {
			return err
		}
		items, err := tx.TipItems(x.ID)
		if err != nil {
			return err
		}
		newest := slices.ContainsFunc(items, func(o store.TipItem) bool { return o.Kind == "outcome" && o.ID > item })
		switch {
		case x.State != "concluded":
			return fault.New(fault.Conflict, "tip.state", "有了核查结论才能公布结果；已经办结的不再公布")
		case i.Kind != "outcome" || newest:
			return fault.New(fault.Conflict, "tip.outcome", "这不是最新的一稿")
		case i.ByID == who.ID:
			return fault.New(fault.Forbidden, "tip.same", "结果由另一位接收人通读后公布，起草的人不能自己公布")
		case i.Digest != textDigest(salt, text):
			return fault.New(fault.Conflict, "tip.text", "文字和起草人写的不一样，没有公布")
		case !between(text, 10, 2000):
			return fault.New(fault.Invalid, "tip.text", "公布的结果 10 到 2000 个字")
		}
		if found := proof.Blocking(proof.Text{Body: text}); len(found) > 0 {
			var says []string
			for _, f := range found {
				says = append(says, f.Says)
			}
			return fault.New(fault.Invalid, "tip.personal", "文字里有不能公布的内容：%s。请起草人改过再公布", strings.Join(says, "；"))
		}
		x.State, x.ClosedAt, x.EndsAt, x.AlarmAt = "closed", tx.Ms(), tx.Ms()+tipKeep.Milliseconds(), 0
		return tx.PublishTip(store.TipOutcome{TipID: x.ID, Number: x.Number, Agency: tree.Name(x.AgencyID), Text: text, WrittenBy: i.ByID, ReadBy: who.ID})
	})
}
