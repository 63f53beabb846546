package desk

import (
	"context"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// SettleMissed records that a person looked after a stretch of a source of which
// something may have been missed, and what came of it. Faults: register.role,
// gap.note, gap.unknown. Clause: LIS-6.
func (d *Desk) SettleMissed(ctx context.Context, who matter.Actor, id, note string) error {
	if err := must(who, Curators...); err != nil {
		return err
	}
	note = strings.TrimSpace(note)
	if !between(note, 2, 300) {
		return fault.New(fault.Invalid, "gap.note", "写明怎样核对的，2 到 300 个字，如「已打开网页逐条看过，没有涉及本单位的」").On("note")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, Curators, "source.gap_settled", id, note))
		return tx.SettleMissed(id, who.ID, note)
	})
}

// DropLetter gives up one dead letter. Faults: register.role, letter.unknown.
func (d *Desk) DropLetter(ctx context.Context, who matter.Actor, id string) error {
	if err := may(who, Curators...); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		l, err := tx.LockLetter(id)
		if err != nil {
			return err
		}
		tx.Audit(entry(who, Curators, "letter.dropped", l.ID, l.Reason))
		return tx.CloseLetter(l.ID, "dropped", who.ID)
	})
}

// MayCurate refuses whoever may not keep the registers of listening.
func MayCurate(who matter.Actor) error { return may(who, Curators...) }

// WatchPeriod says how a declared key period is watched: under which topic of its
// own, which sources are read how often while it lasts (one minute to an hour).
// Before and after it they are read as usual. Faults: register.role,
// period.unknown, period.topic, period.sources, period.every. Clause: LIS-5.
func (d *Desk) WatchPeriod(ctx context.Context, who matter.Actor, k store.KeyWatch) error {
	p, err := d.store.KeyPeriod(ctx, k.PeriodID)
	if store.IsNoRows(err) {
		return fault.New(fault.NotFound, "period.unknown", "没有这个重点时段，或者已经结束")
	}
	if err != nil {
		return err
	}
	if _, err := mustIn(who, p.AgencyID, KeyWatchers...); err != nil {
		return err
	}
	switch {
	case p.To <= d.store.Now().UnixMilli():
		return fault.New(fault.NotFound, "period.unknown", "没有这个重点时段，或者已经结束")
	case k.EverySeconds < 60 || k.EverySeconds > 3600:
		return fault.New(fault.Invalid, "period.every", "重点时段的读取间隔在 1 分钟到 1 小时之间").On("every")
	case len(k.Sources) == 0 || len(k.Sources) > 500:
		return fault.New(fault.Invalid, "period.sources", "选择要加密读取的来源，1 到 500 个").On("sources")
	}
	topics, err := d.store.Topics(ctx)
	if err != nil {
		return err
	}
	known := false
	for _, t := range topics {
		known = known || t.ID == k.TopicID && t.Active
	}
	if !known {
		return fault.New(fault.Invalid, "period.topic", "选择这个时段自己的话题；没有就先在「话题」里建一个").On("topic")
	}
	for _, id := range k.Sources {
		if _, err := d.store.Source(ctx, id); err != nil {
			return fault.Of(err).On("sources")
		}
	}
	k.By = who.ID
	return d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, KeyWatchers, "period.watched", k.PeriodID, map[string]any{"topic": k.TopicID, "every": k.EverySeconds, "sources": len(k.Sources)}))
		return tx.SetKeyWatch(k)
	})
}

// KeyWatchers declare how a key period is watched.
var KeyWatchers = []regime.Role{regime.OfficeDirector, regime.Liaison, regime.DutyOfficer, regime.Deputy, regime.Head}
