package desk_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit/storetest"
)

const (
	pageA = "aaaaaaaaaa"
	pageB = "bbbbbbbbbb"
)

// TestPresence asks that colleagues see who has a matter open, across two
// processes on one database, and that a page that is gone is soon forgotten.
func TestPresence(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		b := founded(t, c)
		c.Now = b.clock.Now
		second, err := store.Open(context.Background(), c)
		b.must(err)
		defer second.Close()
		there := desk.New(second)
		ctx := context.Background()
		officer, director := b.who[regime.DutyOfficer], b.who[regime.OfficeDirector]
		number, err := b.desk.Open(ctx, officer, desk.Opening{Title: "接待大厅上午取不到号"})
		b.must(err)

		m, err := b.desk.Attend(ctx, officer, number, pageA)
		b.must(err)
		_, err = there.Attend(ctx, director, number, pageB)
		b.must(err)
		others := func() []store.Presence {
			p, err := there.Present(ctx, director, m.ID, pageB)
			b.must(err)
			return p.Others
		}
		if l := others(); len(l) != 1 || l[0].Name != officer.Name || l[0].Writing != 0 {
			t.Fatalf("the other process sees %+v", l)
		}
		b.must(b.desk.Type(ctx, officer, desk.Typing{Number: number, Page: pageA}))
		if l := others(); len(l) != 1 || l[0].Writing == 0 {
			t.Errorf("who types in a form is shown as %+v", l)
		}
		if _, err := b.desk.Attend(ctx, b.who[regime.Handler], number, pageA); fault.CodeOf(err) != "matter.unknown" {
			t.Errorf("who does not see the concern is told %v", err)
		}
		if err := b.desk.Type(ctx, b.who[regime.Handler], desk.Typing{Number: number, Page: pageA}); fault.CodeOf(err) != "matter.unknown" {
			t.Errorf("who does not see the concern types: %v", err)
		}

		b.clock.Advance(60 * time.Second)
		b.must(there.StillThere(ctx, director, m.ID, pageB))
		b.clock.Advance(20 * time.Second)
		if l := others(); len(l) != 0 {
			t.Errorf("a page without a sign of life for 80 seconds is shown: %+v", l)
		}
		b.must(b.desk.StillThere(ctx, officer, m.ID, pageA))
		b.must(b.desk.Leave(ctx, officer, m.ID, pageA))
		if l := others(); len(l) != 0 {
			t.Errorf("a closed page is shown: %+v", l)
		}
		b.clock.Advance(time.Hour)
		b.must(b.store.Write(ctx, func(tx *store.Tx) error { return tx.ForgetPresence() }))
		b.clock.Set(b.clock.Now().Add(-time.Hour))
		p, err := b.desk.Present(ctx, officer, m.ID, pageA)
		b.must(err)
		if len(p.Others) != 0 {
			t.Errorf("the purge left %+v", p.Others)
		}
		if slices.Contains(store.Tables, "presence") {
			t.Error("a backup holds who looked at what")
		}
	})
}

// TestDraftHeld asks that one person at a time types in an outward draft, that
// another may take it over knowingly, and that the version guards the text all the same.
func TestDraftHeld(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		drafter, director := b.who[regime.Drafter], b.who[regime.OfficeDirector]
		number := b.answering(regime.General)
		s := b.act(regime.Drafter, number, "begin_statement", map[string]any{"title": "关于号源的说明", "text": "现说明如下。某市信访局"}).Created
		m, err := b.desk.Attend(ctx, drafter, s, pageA)
		b.must(err)
		_, err = b.desk.Attend(ctx, director, s, pageB)
		b.must(err)
		present := func(page string) desk.Present {
			who := drafter
			if page == pageB {
				who = director
			}
			p, err := b.desk.Present(ctx, who, m.ID, page)
			b.must(err)
			return p
		}
		if p := present(pageB); p.Holder.Name != "" {
			b.t.Errorf("who only looks holds the draft: %+v", p.Holder)
		}
		b.must(b.desk.Type(ctx, drafter, desk.Typing{Number: s, Page: pageA, Draft: true}))
		began := b.clock.Now().UnixMilli()
		b.clock.Advance(10 * time.Second)
		b.must(b.desk.Type(ctx, drafter, desk.Typing{Number: s, Page: pageA, Draft: true}))
		if p := present(pageB); p.Holder.Name != drafter.Name || p.Holder.Drafting != began {
			b.t.Errorf("the draft is held by %+v, since %d", p.Holder, began)
		}
		if p := present(pageA); p.Holder.Name != "" || p.TakenBy != "" {
			b.t.Errorf("the holder's own page is locked: %+v", p)
		}
		if err := b.desk.Type(ctx, director, desk.Typing{Number: s, Page: pageB, Draft: true}); fault.CodeOf(err) != "draft.held" {
			b.t.Errorf("a second person types: %v", err)
		}
		if err := b.desk.MayKeep(ctx, director, m.ID, pageB); fault.CodeOf(err) != "draft.held" {
			b.t.Errorf("what a locked page sends by itself: %v", err)
		}
		b.must(b.desk.Type(ctx, director, desk.Typing{Number: s, Page: pageB, Draft: true, Take: true}))
		if p := present(pageA); p.TakenBy != director.Name || p.Holder.Name != director.Name {
			b.t.Errorf("the page that was taken from sees %+v", p)
		}
		if err := b.desk.MayKeep(ctx, drafter, m.ID, pageA); fault.CodeOf(err) != "draft.held" {
			b.t.Errorf("the page that was taken from keeps: %v", err)
		}
		b.must(b.desk.MayKeep(ctx, director, m.ID, pageB))
		b.must(b.desk.Leave(ctx, director, m.ID, pageB))
		if p := present(pageA); p.TakenBy != director.Name || p.Holder.Name != "" {
			b.t.Errorf("once the other has gone the page sees %+v", p)
		}
		b.must(b.desk.Type(ctx, drafter, desk.Typing{Number: s, Page: "cccccccccc", Draft: true, Take: true}))
		b.must(b.desk.MayKeep(ctx, drafter, m.ID, "cccccccccc"))

		// what is sent on purpose is guarded by the version alone
		_, err = b.desk.Act(ctx, director, desk.Input{Matter: s, Version: m.Version - 1, Action: "save", Input: map[string]any{"title": "关于号源的说明", "text": "另一段话。某市信访局"}})
		if fault.CodeOf(err) != "version.stale" {
			b.t.Errorf("an old version is saved: %v", err)
		}
	})
}
