package desk_test

import (
	"context"
	"testing"
	"time"

	"yingda/internal/regime"
)

// What was told at a conference is recorded once, in the calendar or in the outbox:
// each settles the other, and the concern keeps one record.
func TestConferenceIsRecordedOnce(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		line := func(s string) string {
			o := b.lines(s)["press_conference"]
			return o.State + " " + o.Address
		}
		speaker := b.who[regime.Spokesperson]
		records := func(concern string) (n int) {
			m, err := b.store.Matter(ctx, concern)
			b.must(err)
			docs, err := b.store.Documents(ctx, m.ID)
			b.must(err)
			for _, d := range docs {
				if d.Kind == regime.ConferenceRecord {
					n++
				}
			}
			return n
		}
		const said, where = "说明了停电原因和修复时间，回答三个提问", "市日报 3月17日 2版"

		concern := b.answering(regime.General)
		e := b.press("press_conference", concern) // in six hours
		b.clock.Advance(time.Hour)
		s := b.approvedWith(concern, "press_conference", "briefing")
		b.release()
		b.clock.Advance(7 * time.Hour)
		token := speaker
		token.Token = true
		b.fails("act.token", b.desk.EndPress(ctx, token, e.ID, true, where, said))
		b.fails("press.record", b.desk.EndPress(ctx, speaker, e.ID, true, where, ""))
		if got := line(s); got != "owed " {
			t.Fatalf("what was refused settles nothing: %s", got)
		}
		b.must(b.desk.EndPress(ctx, speaker, e.ID, true, where, said))
		if got := b.lines(s)["press_conference"]; got.State != "done" || got.DoneAt != e.StartsAt || got.Address != where || got.SettledBy != speaker.ID || b.lines(s)["briefing"].State != "owed" {
			t.Fatalf("the calendar settles its line of the outbox and no other: %+v", got)
		}
		b.fails("release.settled", b.desk.RecordRelease(ctx, speaker, b.lines(s)["press_conference"].ID, where, 0))
		if n := records(concern); n != 1 {
			t.Errorf("%d records of one conference", n)
		}

		// The other way, and nothing is settled that began before the text was approved.
		other := b.answering(regime.General)
		early := b.press("press_conference", other)
		b.clock.Advance(7 * time.Hour)
		s = b.approvedWith(other, "press_conference")
		b.release()
		b.must(b.desk.EndPress(ctx, speaker, early.ID, true, where, said))
		if got := line(s); got != "owed " {
			t.Fatalf("a text that was approved later was not told then: %s", got)
		}
		late := b.press("press_conference", other)
		b.clock.Advance(7 * time.Hour)
		b.must(b.desk.RecordRelease(ctx, b.who[regime.Liaison], b.lines(s)["press_conference"].ID, where, 0))
		if got, err := b.store.PressEvent(ctx, late.ID); err != nil || got.State != "held" || got.Address != where {
			t.Fatalf("the outbox settles the calendar: %+v %v", got, err)
		}
		b.fails("press.ended", b.desk.EndPress(ctx, speaker, late.ID, true, where, said))
		if n := records(other); n != 2 {
			t.Errorf("%d records of two conferences", n)
		}
	})
}
