package app

import (
	"context"
	"fmt"

	"yingda/internal/matter"
	"yingda/internal/seal"
)

// demoPassphrase opens the tip keys of the sample agency; the README names it.
const demoPassphrase = "demo-tips-passphrase"

// foundTips gives the sample's two inspectors keys and seals one invented tip to
// them, as a browser without script would have it sealed.
func (p *player) foundTips(ctx context.Context) error {
	// The head vouches for the first key, its owner for the second.
	vouches := p.sample.Agency.LeadingGroup.Head
	for _, login := range []string{"baominlan", "kangbaishu"} {
		who, err := p.auth.Actor(ctx, p.people[login])
		if err != nil {
			return fmt.Errorf("inspector %s of the sample: %w", login, err)
		}
		private, public, err := seal.NewPair()
		if err != nil {
			return err
		}
		wrapped, err := seal.WrapByPassphrase(private, demoPassphrase, 14)
		if err != nil {
			return err
		}
		if err := p.desk.MakeTipKey(ctx, who, "recipient", public, wrapped); p.unless(err) != nil {
			return fmt.Errorf("key of %s: %w", login, err)
		}
		if err := p.vouchFor(ctx, who, vouches); err != nil {
			return fmt.Errorf("key of %s: %w", login, err)
		}
		vouches = login
	}
	form, err := p.desk.PlainTipForm()
	if err != nil {
		return err
	}
	_, err = p.desk.SealTip(ctx, p.units[p.sample.Agency.Root], p.units["reception"], form, seal.Letter{Text: "接访大厅 3 号窗口有人收「加急费」，每件二百元，开的收据写成资料费。上个月以来见过三次，都在下午四点以后，收据存根可以核对。"})
	return err
}

// vouchFor says that the key that somebody has just made is theirs.
func (p *player) vouchFor(ctx context.Context, maker matter.Actor, login string) error {
	who, err := p.auth.Actor(ctx, p.people[login])
	if err != nil {
		return err
	}
	waiting, err := p.desk.WaitingTipKeys(ctx, maker)
	if err != nil || len(waiting) == 0 {
		return err
	}
	return p.desk.VouchForKey(ctx, who, waiting[0].ID)
}
