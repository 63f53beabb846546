package desk

import (
	"context"
	"fmt"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Release carries out one line of the outbox. Our own public site stands in the
// same database, so the text becomes public, the line is finished and the
// statement moves on in one transaction: exactly once, whatever is killed when.
// It returns fault.Conflict, and publishes nothing, if the text is not the one
// that was approved; fault.Busy sending.stopped while all sending is stopped.
func (d *Desk) Release(ctx context.Context, releaseID string) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		return d.ReleaseIn(tx, tree, releaseID)
	})
}

// ReleaseIn is Release inside a transaction, for a job that completes with it.
func (d *Desk) ReleaseIn(tx *store.Tx, tree *Tree, releaseID string) error {
	if err := sendable(tx); err != nil {
		return err
	}
	o, err := tx.LockRelease(releaseID)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil // the approval was taken back, or lapsed
	}
	if err != nil {
		return fmt.Errorf("release %s: %w", releaseID, err)
	}
	if o.State != "queued" {
		return nil // done already
	}
	m, err := tx.LockMatter(o.StatementID)
	if err != nil {
		return err
	}
	a, err := d.load(tx, tree, matter.SystemActor, &m)
	if err != nil {
		return err
	}
	text, err := a.approved(o)
	if err != nil {
		return err
	}
	if err := a.mayGo(o); err != nil {
		return err
	}
	p := store.PublicStatement{Number: m.Number, Version: o.Version, Title: text.Title, Text: text.Body, Agency: tree.Name(m.AgencyID), Part: a.draft.Part}
	if err := tx.PutPublic(p, m.ID, o.Verb, o.Reason, o.Hash); err != nil {
		return err
	}
	if err := tx.FinishRelease(o.ID, "/statements/"+m.Number); err != nil {
		return err
	}
	if err := tx.IndexText(store.KindStatement, m.Number, tx.Ms(), text.Title, text.Body); err != nil {
		return err
	}
	if err := tx.UnindexText(store.KindDraft, m.Number); err != nil { // what is public is found once
		return err
	}
	if err := a.follow(o); err != nil {
		return err
	}
	left, err := tx.QueuedReleases(m.ID)
	if err != nil || left > 0 {
		return err
	}
	action := map[string]matter.Action{"publish": "published", "correct": "corrected", "withdraw": "withdrawn"}[o.Verb]
	if err := a.take(action, nil); err != nil {
		return err
	}
	if o.Verb == "withdraw" || m.IsArticle() {
		return nil
	}
	return d.tellConcern(tx, tree, m, o.Verb)
}

// approved returns the text of a line of the outbox, after checking that it is
// the one whose hash was approved.
func (a *act) approved(o store.Release) (store.Text, error) {
	texts, err := a.tx.Texts(o.StatementID)
	if err != nil {
		return store.Text{}, err
	}
	signed, err := a.tx.Signatures(o.StatementID)
	if err != nil {
		return store.Text{}, err
	}
	for _, x := range texts {
		if x.Version != o.Version || x.Hash != o.Hash || store.TextHash(x.Title, x.Body) != o.Hash {
			continue
		}
		for _, g := range signed {
			if g.Gate == approval && g.Version == o.Version && g.Hash == o.Hash && g.VoidAt == 0 {
				return x, nil
			}
		}
	}
	return store.Text{}, fault.New(fault.Conflict, "release.unapproved", "%s 的文本与批准的不一致，没有发布", a.m.Number)
}

// tellConcern moves the concern on when its answer is public.
func (d *Desk) tellConcern(tx *store.Tx, tree *Tree, statement matter.Matter, verb string) error {
	m, err := tx.LockMatter(statement.ParentID)
	if err != nil {
		return err
	}
	a, err := d.load(tx, tree, matter.SystemActor, &m)
	if err != nil {
		return err
	}
	a.text = statement.Number + " " + statement.Title
	if err := a.tellMessages(); err != nil {
		return err
	}
	if m.State == matter.Answering {
		if err := a.take("answered", nil); err != nil {
			return err
		}
		return a.told(verb)
	}
	a.detail = map[string]any{}
	word := regime.StatementReleased
	if verb == "correct" {
		word = regime.StatementCorrected
	}
	a.step = matter.Step{Row: matter.Row{Kind: regime.Concern, Action: "answered", Emits: word, Outward: true}, From: m.State, To: m.State}
	if a.concern.AnsweredAt == 0 {
		a.concern.AnsweredAt = tx.Ms()
		if err := tx.UpdateConcern(*a.concern); err != nil {
			return err
		}
	}
	if err := a.finish(); err != nil {
		return err
	}
	return a.told(verb)
}
