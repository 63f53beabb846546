package desk

import (
	"context"
	"slices"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// What is held and what the outbox owes (发布会与发布记录). A conference, an interview
// or a piece in the press stands in the spokesperson's calendar and, where it told
// a statement, among the lines of the outbox. Whoever records one records both, in
// one transaction. They belong together when the event names the statement, or no
// statement and the statement's concern, on the same channel, and began after the
// text was approved. Clause: ANS-4, ANS-8.

// EndPress records that an event was held, with where it can be read or seen, or
// that it was cancelled. The record of a conference about a concern says what was
// told and asked; it becomes a document of the concern and meets its clock. Lines
// of the outbox that the event told are recorded with it, which takes a person.
// Faults: register.role, press.unknown, press.address, press.record, press.ended,
// act.token.
func (d *Desk) EndPress(ctx context.Context, who matter.Actor, id string, held bool, address, note string) error {
	if err := may(who, PressKeepers...); err != nil {
		return err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	state := "cancelled"
	address = strings.TrimSpace(address)
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
		var told []string
		if held { // lines before the event, as RecordRelease locks them
			if told, err = d.toldAt(tx, tree, who, e, address); err != nil {
				return err
			}
		}
		if err := tx.EndPressEvent(id, state, address, note); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{role}, "press."+state, id, address))
		if held && e.Channel == string(regime.PressConference) && e.MatterID != "" {
			if !between(note, 10, matter.MaxLong) {
				return fault.New(fault.Invalid, "press.record", "这场发布会是为一件关切开的：写明说明了什么、记者问了什么、怎样回答").On("note")
			}
			if err := d.conferenceHeld(tx, tree, who, e.MatterID, e, told, address, note); err != nil {
				return err
			}
		}
		return d.outwards(tx)
	})
}

// toldAt records the lines of the outbox that an event told, and returns the
// statements, as numbers and titles. A statement that the person does not see keeps
// its line.
func (d *Desk) toldAt(tx *store.Tx, tree *Tree, who matter.Actor, e store.PressEvent, address string) ([]string, error) {
	ids, err := tx.OwedAt(e)
	if err != nil {
		return nil, err
	}
	var told []string
	for _, id := range ids {
		o, m, err := tellable(tx, tree, who, id)
		if fault.KindOf(err) == fault.NotFound || err == nil && o.State != "owed" {
			continue
		}
		if err = unless(err, must(who, Recorders...)); err != nil {
			return nil, err
		}
		o.State, o.DoneAt, o.Address, o.SettledBy = "done", min(e.StartsAt, tx.Ms()), address, who.ID
		if err := d.keepRelease(tx, who, Recorders, "release.recorded", m, o); err != nil {
			return nil, err
		}
		told = append(told, m.Number+" "+m.Title)
	}
	return told, nil
}

// heldBy puts on record that the event was held at which a line of the outbox was
// told, if the calendar has one, and with a conference its record.
func (d *Desk) heldBy(tx *store.Tx, tree *Tree, who matter.Actor, m matter.Matter, o store.Release) error {
	if !slices.Contains(PressChannels, regime.Channel(o.Channel)) || o.Verb == "withdraw" {
		return nil
	}
	e, found, err := tx.EventOf(o, m.Number, m.ParentID)
	if err != nil {
		return err
	}
	told, note := []string{m.Number + " " + m.Title}, ""
	if found {
		note = "说明的答复：" + told[0]
		if err := tx.EndPressEvent(e.ID, "held", o.Address, note); err != nil {
			return err
		}
		tx.Audit(entry(who, Recorders, "press.held", e.ID, o.Address))
	}
	if o.Channel != string(regime.PressConference) || m.ParentID == "" {
		return nil
	}
	if !found {
		e = store.PressEvent{Title: m.Title}
	}
	return d.conferenceHeld(tx, tree, who, m.ParentID, e, told, o.Address, "")
}

// conferenceHeld puts the record of a press conference into the concern's papers.
func (d *Desk) conferenceHeld(tx *store.Tx, tree *Tree, who matter.Actor, concernID string, e store.PressEvent, told []string, address, note string) error {
	record := slices.DeleteFunc([]store.Field{
		{Title: "名称", Text: e.Title},
		{Title: "地点", Text: e.Place},
		{Title: "发言人", Text: e.Host},
		{Title: "到场新闻单位", Text: e.Newsrooms},
		{Title: "说明的答复", Text: strings.Join(told, "；")},
		{Title: "刊播地址", Text: address},
		{Title: "记录", Text: note},
	}, func(f store.Field) bool { return f.Text == "" })
	return d.systemAct(tx, tree, concernID, "conference_held", func(a *act) error {
		a.text = e.Title
		_, err := a.tx.AddDocument(a.m.ID, store.Document{Kind: regime.ConferenceRecord, Title: a.reg.DocumentTitle(regime.ConferenceRecord), Body: sections(record), AuthorID: who.ID})
		return unless(err, a.meet(regime.ConferenceRecord, false))
	})
}
