package app

import (
	"context"
	"fmt"
	"time"

	"yingda/internal/fault"
	"yingda/internal/store"
)

// part is what of the sample is no step of its history.
type part struct {
	name string
	do   func(context.Context) error
}

// parts carries out what no earlier start did. A part that was killed in the
// middle is done again: what it had done already is refused, and passed over.
func (p *player) parts(ctx context.Context, parts []part) error {
	for _, one := range parts {
		state, err := p.store.Setting(ctx, demoPart+one.name)
		if err != nil {
			return err
		}
		if state == "done" {
			continue
		}
		if err := p.mark(ctx, one.name, "begun"); err != nil {
			return err
		}
		p.again = state == "begun"
		if err := one.do(ctx); err != nil {
			return fmt.Errorf("%s of the sample: %w", one.name, err)
		}
		p.again = false
		if err := p.mark(ctx, one.name, "done"); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) mark(ctx context.Context, name, state string) error {
	return p.store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(demoPart+name, state) })
}

// unless drops a refusal of what a killed start had done already.
func (p *player) unless(err error) error {
	if p.again && fault.Of(err) != nil {
		return nil
	}
	return err
}

// at sets the clock to an instant of the history, but not behind what a killed
// start wrote last.
func (p *player) at(t time.Time) {
	if t.Before(p.floor) {
		t = p.floor
	}
	p.clock.set(t)
}

// remember finds the sample's units and people again, which an earlier start
// founded, and where that one stopped.
func (p *player) remember(ctx context.Context) error {
	head, err := p.store.HeadTime(ctx)
	if err != nil {
		return err
	}
	p.floor = time.UnixMilli(head)
	units, err := p.store.Units(ctx)
	if err != nil {
		return err
	}
	p.units, p.people = map[string]string{}, map[string]string{}
	for _, u := range units {
		p.units[u.Code] = u.ID
	}
	for _, one := range p.sample.Agency.People {
		person, err := p.store.PersonBy(ctx, "login", one.Login)
		if err != nil {
			return fmt.Errorf("person %s of the sample: %w", one.Login, err)
		}
		p.people[one.Login] = person.ID
	}
	return nil
}
