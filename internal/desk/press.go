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

// EndPress records that an event was held, with where it can be read or seen, or
// that it was cancelled. The record of a conference about a concern says what was
// told and asked; it becomes a document of the concern and meets its clock.
// Faults: register.role, press.unknown, press.address, press.record, press.ended.
func (d *Desk) EndPress(ctx context.Context, who matter.Actor, id string, held bool, address, note string) error {
	if err := may(who, PressKeepers...); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	state := "cancelled"
	if held {
		state = "held"
		if !between(address, 2, 300) {
			return fault.New(fault.Invalid, "press.address", "写明登在哪里：网址，报纸的日期和版面，或频道和时间").On("address")
		}
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		e, err := tx.LockPressEvent(id)
		if err != nil {
			return err
		}
		role, err := mayIn(who, e.AgencyID, PressKeepers...)
		if err != nil {
			return err
		}
		if err := tx.EndPressEvent(id, state, address, note); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{role}, "press."+state, id, address))
		if held && e.Channel == string(regime.PressConference) && e.MatterID != "" {
			if !between(note, 10, matter.MaxLong) {
				return fault.New(fault.Invalid, "press.record", "这场发布会是为一件关切开的：写明说明了什么、记者问了什么、怎样回答").On("note")
			}
			record := []store.Field{{Title: "名称", Text: e.Title}, {Title: "地点", Text: e.Place}, {Title: "发言人", Text: e.Host}, {Title: "到场新闻单位", Text: e.Newsrooms}, {Title: "刊播地址", Text: address}, {Title: "记录", Text: note}}
			if err := d.conferenceHeld(tx, tree, who, e.MatterID, e.Title, record); err != nil {
				return err
			}
		}
		return d.outwards(tx)
	})
}

// conferenceHeld puts the record of a press conference into the concern's papers.
func (d *Desk) conferenceHeld(tx *store.Tx, tree *Tree, who matter.Actor, matterID, title string, record []store.Field) error {
	return d.systemAct(tx, tree, matterID, "conference_held", func(a *act) error {
		a.text = title
		_, err := a.tx.AddDocument(a.m.ID, store.Document{Kind: regime.ConferenceRecord, Title: a.reg.DocumentTitle(regime.ConferenceRecord), Body: sections(record), AuthorID: who.ID})
		return unless(err, a.meet(regime.ConferenceRecord, false))
	})
}
