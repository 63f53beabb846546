package desk

import (
	"context"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// DecideRelease says of a line whose fate nobody knew whether it went out, after
// a person looked: sent, with the address where it stands; not sent, and it is
// tried again. Faults: register.role, release.unknown, release.settled.
func (d *Desk) DecideRelease(ctx context.Context, who matter.Actor, id string, sent bool, address string) error {
	return d.changeRelease(ctx, who, Deciders, id, func(tx *store.Tx, o *store.Release) (string, error) {
		if o.State != "unknown" {
			return "", fault.New(fault.Conflict, "release.settled", "这一条已经有了结果")
		}
		o.SettledBy = who.ID
		if sent {
			o.State, o.DoneAt, o.Address, o.Error = "done", tx.Ms(), address, ""
			return "release.decided_sent", nil
		}
		o.SettledBy = ""
		return "release.decided_not_sent", requeue(tx, o)
	})
}

// ResendRelease tries a line again that certainly did not go out. Faults as for
// DecideRelease.
func (d *Desk) ResendRelease(ctx context.Context, who matter.Actor, id string) error {
	return d.changeRelease(ctx, who, Deciders, id, func(tx *store.Tx, o *store.Release) (string, error) {
		if o.State != "failed" {
			return "", fault.New(fault.Conflict, "release.settled", "只有没有发成的才能重发")
		}
		return "release.resent", requeue(tx, o)
	})
}

func requeue(tx *store.Tx, o *store.Release) error {
	o.State, o.Attempts = "queued", 0
	return tx.Enqueue("send", o.ID, map[string]string{"release": o.ID}, tx.Now, 100)
}

// RecordRelease puts on record where a text stands that people carried: the
// issue and page, the channel and hour, the board. An event of the calendar at
// which it was told is held with it. Faults: register.role, release.unknown,
// release.settled, release.address, release.at.
func (d *Desk) RecordRelease(ctx context.Context, who matter.Actor, id, address string, at int64) error {
	return d.changeRelease(ctx, who, Recorders, id, func(tx *store.Tx, o *store.Release) (string, error) {
		if o.State != "owed" {
			return "", fault.New(fault.Conflict, "release.settled", "这一条已经登记过，或不由人登记")
		}
		address = strings.TrimSpace(address)
		if n := utf8.RuneCountInString(address); n < 2 || n > 300 {
			return "", fault.New(fault.Invalid, "release.address", "写明登在哪里：网址，报纸的日期和版面，频道和时间，或张贴的地点").On("address")
		}
		if at == 0 {
			at = tx.Ms()
		}
		if at > tx.Ms() || at < o.QueuedAt {
			return "", fault.New(fault.Invalid, "release.at", "时间要在批准之后、现在之前").On("at")
		}
		o.State, o.DoneAt, o.Address, o.SettledBy = "done", at, address, who.ID
		return "release.recorded", nil
	})
}

func (d *Desk) changeRelease(ctx context.Context, who matter.Actor, roles []regime.Role, id string, change func(tx *store.Tx, o *store.Release) (string, error)) error {
	if err := must(who, roles...); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		o, m, err := tellable(tx, tree, who, id)
		if err != nil {
			return err
		}
		action, err := change(tx, &o)
		if err != nil {
			return err
		}
		if err := d.keepRelease(tx, who, roles, action, m, o); err != nil {
			return err
		}
		if action == "release.recorded" {
			return d.heldBy(tx, tree, who, m, o)
		}
		return nil
	})
}

// tellable locks a line of the outbox of a statement that the person sees.
func tellable(tx *store.Tx, tree *Tree, who matter.Actor, id string) (store.Release, matter.Matter, error) {
	o, err := tx.LockRelease(id)
	if err != nil {
		return o, matter.Matter{}, err
	}
	m, err := tx.LockMatter(o.StatementID)
	if err != nil {
		return o, m, err
	}
	parts, err := tx.Parts(m.Owner())
	if err == nil && !tree.Sees(who, m, parts) {
		err = fault.New(fault.NotFound, "release.unknown", "没有这一条发布记录")
	}
	return o, m, err
}

// keepRelease stores what became of a line of the outbox, with who said so.
func (d *Desk) keepRelease(tx *store.Tx, who matter.Actor, roles []regime.Role, action string, m matter.Matter, o store.Release) error {
	if err := tx.SaveRelease(o); err != nil {
		return err
	}
	tx.Audit(entry(who, roles, action, m.Number, map[string]string{"release": o.ID, "channel": o.Channel, "address": o.Address}))
	return d.settled(tx, who, o, "")
}
