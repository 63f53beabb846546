package desk

import (
	"context"
	"slices"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/matter"
	"yingda/internal/notify"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// digestRows is how many rows of each list a digest looks at.
const digestRows = 100

// Screeners are those who confirm or dismiss what is new.
var Screeners = []regime.Role{regime.DutyOfficer, regime.Liaison, regime.OfficeDirector}

// Digest (每日摘要) returns what waits for a person today, from the lists of My
// desk.
func (d *Desk) Digest(ctx context.Context, who matter.Actor) (notify.Digest, error) {
	var out notify.Digest
	tree, err := d.Tree(ctx)
	if err != nil {
		return out, err
	}
	own := []string{who.UnitID}
	for _, g := range who.Grants {
		if !slices.Contains(own, g.UnitID) {
			own = append(own, g.UnitID)
		}
	}
	scope := tree.Scope(who)
	due, err := d.store.DeskList(ctx, store.DeskFilter{Part: own}, scope, store.DeskAfter{}, digestRows)
	if err != nil {
		return out, err
	}
	local := d.store.Now().In(deadline.Zone)
	end := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, deadline.Zone).UnixMilli()
	for _, r := range due {
		if r.NextDue < end {
			out.Due = append(out.Due, line(r.Matter))
		}
	}
	if slices.ContainsFunc(Screeners, who.Has) {
		rows, err := d.store.DeskList(ctx, store.DeskFilter{State: string(matter.New)}, scope, store.DeskAfter{}, digestRows)
		if err != nil {
			return out, err
		}
		for _, r := range rows {
			out.New = append(out.New, line(r.Matter))
		}
	}
	if out.Waiting, err = d.waiting(ctx, who, scope); err != nil {
		return out, err
	}
	tasks, err := d.store.DeskTasks(ctx, own, digestRows)
	for _, t := range tasks {
		out.Tasks = append(out.Tasks, notify.DigestLine{Number: t.Number, Title: t.Title, Due: t.DueAt})
	}
	return out, err
}

// waiting returns the statements that this person may sign or approve now.
func (d *Desk) waiting(ctx context.Context, who matter.Actor, scope store.Scope) ([]notify.DigestLine, error) {
	drafts, err := d.store.DeskDrafts(ctx, []string{string(matter.Reviewing), string(matter.Approving)}, scope, digestRows)
	if err != nil {
		return nil, err
	}
	var out []notify.DigestLine
	for _, x := range drafts {
		_, offers, err := d.Offers(ctx, who, x.M.Number)
		if err != nil {
			return nil, err
		}
		for _, o := range offers {
			if len(o.Lacks) == 0 && (o.Row.Action == "sign" || o.Row.Action == "approve") {
				l := line(x.M)
				l.Due = x.NextDue
				out = append(out, l)
				break
			}
		}
	}
	return out, nil
}

func line(m matter.Matter) notify.DigestLine {
	return notify.DigestLine{Number: m.Number, Title: m.Title, Due: m.NextDue, Sealed: m.Need == regime.Tip}
}
