package desk

import (
	"context"
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// The spokesperson's calendar (新闻发布日程). Clause: ANS-8.

// PressChannels are the channels that the spokesperson's calendar knows.
var PressChannels = []regime.Channel{regime.PressConference, regime.Briefing, regime.Interview, regime.PressRelease, regime.NewsSite, regime.Print, regime.Broadcast}

// Announced are those of its channels that are announced to the public beforehand.
var Announced = []regime.Channel{regime.PressConference, regime.Briefing}

// Announcers publish an event of the calendar; keeping it is not enough.
var Announcers = []regime.Role{regime.Spokesperson, regime.OfficeDirector, regime.Head, regime.Deputy}

// PlanPress puts an event into the spokesperson's calendar and returns its id;
// number is the concern that it is about, "" for none. Faults: register.role, press.title,
// press.channel, matter.unknown.
func (d *Desk) PlanPress(ctx context.Context, who matter.Actor, e store.PressEvent, number string) (string, error) {
	if err := may(who, PressKeepers...); err != nil {
		return "", err
	}
	if !between(e.Title, 2, 100) {
		return "", fault.New(fault.Invalid, "press.title", "写明活动名称，2 到 100 个字").On("title")
	}
	if !slices.Contains(PressChannels, regime.Channel(e.Channel)) || e.StartsAt == 0 {
		return "", fault.New(fault.Invalid, "press.channel", "请选择活动种类和时间").On("channel")
	}
	if number != "" {
		m, _, err := d.Offers(ctx, who, number)
		if fault.KindOf(err) == fault.NotFound || err == nil && m.Kind != regime.Concern {
			return "", fault.New(fault.NotFound, "matter.unknown", "没有关切 %s，或者您看不到它", number).On("number")
		}
		if err != nil {
			return "", err
		}
		e.MatterID = m.ID
	}
	id := ""
	err := d.keep(ctx, who, "press.planned", e.Title, e.Channel, func(tx *store.Tx, agency string) error {
		var err error
		e.AgencyID, e.CreatedBy = agency, who.ID
		id, err = tx.AddPressEvent(e)
		return err
	})
	return id, err
}

// AnnouncePress publishes a planned conference or briefing: time, place, who
// speaks. Faults: register.role, press.unknown, press.announced, press.kind,
// press.place, sending.stopped.
func (d *Desk) AnnouncePress(ctx context.Context, who matter.Actor, id string) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		e, err := tx.LockPressEvent(id)
		if err != nil {
			return err
		}
		role, err := mustIn(who, e.AgencyID, Announcers...)
		if err != nil {
			return err
		}
		switch {
		case !slices.Contains(Announced, regime.Channel(e.Channel)):
			return fault.New(fault.Invalid, "press.kind", "只有新闻发布会和通气会提前公布")
		case e.AnnouncedAt > 0 || e.State != "planned" || e.StartsAt <= tx.Ms():
			return fault.New(fault.Conflict, "press.announced", "已经公布，或者已经过了时间")
		case e.Place == "":
			return fault.New(fault.Invalid, "press.place", "没有写地点，不能公布")
		}
		if err := sendable(tx); err != nil {
			return err
		}
		if err := tx.AnnouncePress(e.ID, who.ID); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{role}, "press.announced", e.ID, e.Title))
		tx.Publish("press.announced", e.ID, store.Digest(tree.Name(e.AgencyID)+"\n"+e.Title+"\n"+e.Place))
		return d.outwards(tx)
	})
}
