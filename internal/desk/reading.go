package desk

import (
	"context"
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// own refuses whoever does not read the registers of staff, and returns the
// person's agency.
func (d *Desk) own(ctx context.Context, who matter.Actor) (string, error) {
	if err := Reads(who, Readers); err != nil {
		return "", err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return "", err
	}
	return tree.ByID[who.UnitID].AgencyID, nil
}

// shares reports whether a person of one agency reads a record of another.
func shares(who matter.Actor, own, agencyID string) bool { return own == agencyID || who.SeesAll() }

// Meetings returns the meetings of a person's agency, latest first, at most 100.
// Faults: register.role.
func (d *Desk) Meetings(ctx context.Context, who matter.Actor) ([]store.Meeting, error) {
	agency, err := d.own(ctx, who)
	if err != nil {
		return nil, err
	}
	return d.store.Meetings(ctx, agency)
}

// Meeting returns one meeting. Faults: register.role, meeting.unknown.
func (d *Desk) Meeting(ctx context.Context, who matter.Actor, id string) (store.Meeting, error) {
	agency, err := d.own(ctx, who)
	if err != nil {
		return store.Meeting{}, err
	}
	m, err := d.store.Meeting(ctx, id)
	if err == nil && !shares(who, agency, m.AgencyID) {
		return store.Meeting{}, fault.New(fault.NotFound, "meeting.unknown", "没有这次会议，或者您看不到它")
	}
	return m, err
}

// Risks returns the assessments of a person's agency, newest first, at most 100.
// Faults: register.role.
func (d *Desk) Risks(ctx context.Context, who matter.Actor) ([]store.Risk, error) {
	agency, err := d.own(ctx, who)
	if err != nil {
		return nil, err
	}
	return d.store.Risks(ctx, agency)
}

// Risk returns one assessment. Faults: register.role, risk.unknown.
func (d *Desk) Risk(ctx context.Context, who matter.Actor, id string) (store.Risk, error) {
	agency, err := d.own(ctx, who)
	if err != nil {
		return store.Risk{}, err
	}
	r, err := d.store.Risk(ctx, id)
	if err == nil && !shares(who, agency, r.AgencyID) {
		return store.Risk{}, fault.New(fault.NotFound, "risk.unknown", "没有这份评估，或者您看不到它")
	}
	return r, err
}

// OwnLists returns the periodic lists of a person's agency, latest first, at most
// 100, without their entries. Faults: register.role.
func (d *Desk) OwnLists(ctx context.Context, who matter.Actor) ([]store.OwnList, error) {
	agency, err := d.own(ctx, who)
	if err != nil {
		return nil, err
	}
	return d.store.OwnLists(ctx, agency)
}

// OwnList returns one list with its entries. Faults: register.role, ownlist.unknown.
func (d *Desk) OwnList(ctx context.Context, who matter.Actor, id string) (store.OwnList, error) {
	agency, err := d.own(ctx, who)
	if err != nil {
		return store.OwnList{}, err
	}
	l, err := d.store.OwnList(ctx, id)
	if err == nil && !shares(who, agency, l.AgencyID) {
		return store.OwnList{}, fault.New(fault.NotFound, "ownlist.unknown", "没有这份清单，或者您看不到它")
	}
	return l, err
}

// WorkUnits are the units whose tasks a person is shown: those in which a role
// of theirs shows matters at all. An outside contractor, an expert or a keeper of
// accounts sees none.
func WorkUnits(who matter.Actor) []string {
	if who.SeesAll() {
		return OwnUnits(who)
	}
	var own []string
	for _, g := range who.Grants {
		if !slices.Contains(blind, g.Role) && !slices.Contains(own, g.UnitID) {
			own = append(own, g.UnitID)
		}
	}
	return own
}

// OwnUnits are the units that a person belongs to and has roles in.
func OwnUnits(who matter.Actor) []string {
	own := []string{who.UnitID}
	for _, g := range who.Grants {
		if g.UnitID != who.UnitID {
			own = append(own, g.UnitID)
		}
	}
	return own
}

// MeetingPage returns a page of the meetings of a person's agency, latest first. Faults: register.role.
func (d *Desk) MeetingPage(ctx context.Context, who matter.Actor, p store.Page) ([]store.Meeting, error) {
	agency, err := d.own(ctx, who)
	if err != nil {
		return nil, err
	}
	return d.store.MeetingPage(ctx, agency, p)
}

// RiskPage returns a page of the assessments of a person's agency, newest first. Faults: register.role.
func (d *Desk) RiskPage(ctx context.Context, who matter.Actor, p store.Page) ([]store.Risk, error) {
	agency, err := d.own(ctx, who)
	if err != nil {
		return nil, err
	}
	return d.store.RiskPage(ctx, agency, p)
}

// OwnListPage returns a page of the periodic lists of a person's agency, latest first, without their entries. Faults: register.role.
func (d *Desk) OwnListPage(ctx context.Context, who matter.Actor, p store.Page) ([]store.OwnList, error) {
	agency, err := d.own(ctx, who)
	if err != nil {
		return nil, err
	}
	return d.store.OwnListPage(ctx, agency, p)
}
