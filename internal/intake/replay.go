package intake

import (
	"context"
	"time"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// Replay takes one dead letter in again: what was to be stored is pushed as it
// stands, what could not be read is read anew with its whole source. Each letter
// arrives once, however often it is replayed. Faults: register.role,
// letter.unknown. Clause: LIS-6.
func (in *Intake) Replay(ctx context.Context, who matter.Actor, id string) error {
	if err := desk.MayCurate(who); err != nil {
		return err
	}
	return in.store.Write(ctx, func(tx *store.Tx) error {
		l, err := tx.LockLetter(id)
		if err != nil {
			return err
		}
		tx.Audit(store.Entry{Actor: who.ID, Unit: who.UnitID, Action: "letter.replayed", Object: l.ID, Result: "done", Detail: l.Reason})
		if l.Stage == "read" {
			if err := tx.TryLetter(l.ID, l.Reason); err != nil {
				return err
			}
			return tx.RereadSource(l.SourceID)
		}
		post := Post{Source: l.Source, URL: l.URL, Title: l.Title, Text: l.Text, Language: l.Language}
		if l.PublishedAt != 0 {
			post.PublishedAt = time.UnixMilli(l.PublishedAt)
		}
		if post.Title == "" && post.Text == "" {
			post.Title = l.URL
		}
		ready, rejected, err := in.ready(ctx, []Post{post})
		if err != nil {
			return err
		}
		if len(rejected) > 0 {
			return tx.TryLetter(l.ID, rejected[0].Reason)
		}
		if _, err := in.put(tx, matter.SystemActor, ready); err != nil {
			return err
		}
		return tx.CloseLetter(l.ID, "arrived", who.ID)
	})
}

// ReplayAll replays up to n open letters and returns how many were tried.
func (in *Intake) ReplayAll(ctx context.Context, who matter.Actor, n int) (int, error) {
	if err := desk.MayCurate(who); err != nil {
		return 0, err
	}
	list, err := in.store.DeadLetters(ctx, n)
	if err != nil {
		return 0, err
	}
	for i, l := range list {
		if err := in.Replay(ctx, who, l.ID); err != nil {
			return i, err
		}
	}
	return len(list), nil
}
