package desk_test

import (
	"context"
	"testing"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

func (b *bureau) agency() string { return b.units["office"].AgencyID }

// day is an instant of the week in which the clock of these tests stands.
func day(d, h, m int) time.Time { return time.Date(2026, 3, d, h, m, 0, 0, deadline.Zone) }

func (b *bureau) shift(role, substitute regime.Role, from, to time.Time) store.Shift {
	b.t.Helper()
	s, err := b.desk.AddShift(context.Background(), b.who[regime.OfficeDirector], b.agency(), desk.Turn{PersonID: b.who[role].ID, SubstituteID: b.who[substitute].ID, From: from, To: to})
	b.must(err)
	return s
}

func (b *bureau) fails(code string, err error) {
	b.t.Helper()
	if got := codeOf(err); got != code {
		b.t.Errorf("got %q, want %q", got, code)
	}
}

func TestRosterIsKeptByTheOfficeAndTheLeaders(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		turn := desk.Turn{PersonID: b.who[regime.DutyOfficer].ID, From: day(17, 8, 0), To: day(17, 20, 0)}
		for _, c := range []struct {
			says, code string
			who        matter.Actor
			change     func(*desk.Turn)
		}{
			{"a handler does not keep the roster", "register.role", b.who[regime.Handler], func(*desk.Turn) {}},
			{"nor does a duty officer", "register.role", b.who[regime.DutyOfficer], func(*desk.Turn) {}},
			{"a turn ends after it begins", "shift.time", b.who[regime.OfficeDirector], func(t *desk.Turn) { t.To = t.From }},
			{"a turn lasts seven days at most", "shift.time", b.who[regime.OfficeDirector], func(t *desk.Turn) { t.To = t.From.Add(8 * 24 * time.Hour) }},
			{"the past is not rostered", "shift.past", b.who[regime.OfficeDirector], func(t *desk.Turn) { t.From, t.To = day(15, 8, 0), day(15, 20, 0) }},
			{"only people of the agency watch", "shift.person", b.who[regime.OfficeDirector], func(t *desk.Turn) { t.PersonID = "nobody" }},
			{"nobody stands in for himself", "shift.substitute", b.who[regime.OfficeDirector], func(t *desk.Turn) { t.SubstituteID = t.PersonID }},
			{"the director keeps it", "", b.who[regime.OfficeDirector], func(*desk.Turn) {}},
			{"one person has one turn at a time", "shift.overlap", b.who[regime.Head], func(t *desk.Turn) { t.From, t.To = day(17, 19, 0), day(17, 23, 0) }},
		} {
			one := turn
			c.change(&one)
			_, err := b.desk.AddShift(ctx, c.who, b.agency(), one)
			if got := codeOf(err); got != c.code {
				t.Errorf("%s: got %q, want %q", c.says, got, c.code)
			}
		}
	})
}

func TestSubstituteWatchesOnceTaken(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		s := b.shift(regime.DutyOfficer, regime.Liaison, day(16, 8, 0), day(16, 20, 0))
		watches := func() string {
			now, err := b.store.OnDutyAt(ctx, b.clock.Now().UnixMilli())
			b.must(err)
			if len(now) != 1 {
				return ""
			}
			return now[0].PersonID
		}
		if watches() != b.who[regime.DutyOfficer].ID {
			t.Error("who is rostered does not watch")
		}
		b.fails("register.role", b.desk.TakeShift(ctx, b.who[regime.Handler], s.ID))
		b.must(b.desk.TakeShift(ctx, b.who[regime.Liaison], s.ID))
		if watches() != b.who[regime.Liaison].ID {
			t.Error("the substitute does not watch")
		}
		b.clock.Set(day(16, 20, 0))
		if watches() != "" {
			t.Error("the shift does not end")
		}
		b.fails("shift.over", b.desk.TakeShift(ctx, b.who[regime.Liaison], s.ID))
		b.fails("shift.begun", b.desk.DropShift(ctx, b.who[regime.OfficeDirector], b.agency(), s.ID))
	})
}

// Hand-over is a two-person step: who wrote the note never receives it, whatever
// else the person is.
func TestHandOverIsReceivedByTheNext(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		a := b.shift(regime.DutyOfficer, regime.Reviewer, day(16, 8, 0), day(16, 20, 0))
		b.shift(regime.Liaison, regime.Reviewer, day(16, 20, 0), day(17, 8, 0))
		c := b.shift(regime.OfficeDirector, regime.Reviewer, day(17, 8, 0), day(17, 20, 0))
		duty, liaison, director := b.who[regime.DutyOfficer], b.who[regime.Liaison], b.who[regime.OfficeDirector]
		b.fails("handover.missing", b.desk.TakeOver(ctx, liaison, a.ID))
		b.fails("handover.writer", b.desk.HandOver(ctx, liaison, a.ID, "无"))
		b.fails("handover.early", b.desk.HandOver(ctx, director, c.ID, "无"))
		b.fails("handover.empty", b.desk.HandOver(ctx, duty, a.ID, " "))
		b.must(b.desk.HandOver(ctx, duty, a.ID, "两件待研判，已告知办公室"))
		b.fails("handover.self", b.desk.TakeOver(ctx, duty, a.ID))
		b.fails("handover.next", b.desk.TakeOver(ctx, director, a.ID))
		b.must(b.desk.TakeOver(ctx, liaison, a.ID))
		b.fails("handover.received", b.desk.TakeOver(ctx, liaison, a.ID))
		b.fails("handover.received", b.desk.HandOver(ctx, duty, a.ID, "改一下"))
	})
}

func TestScreeningClockRunsOnTheRoster(t *testing.T) {
	each(t, func(b *bureau) {
		b.clock.Set(day(16, 21, 0))
		b.shift(regime.DutyOfficer, regime.Liaison, day(17, 9, 0), day(17, 18, 0))
		number, err := b.desk.Open(context.Background(), b.who[regime.DutyOfficer], desk.Opening{Title: "窗口排队太久"})
		b.must(err)
		m, err := b.store.Matter(context.Background(), number)
		b.must(err)
		if want := day(17, 10, 0).UnixMilli(); m.NextDue != want {
			t.Errorf("due %v, want the first hour of the next shift", time.UnixMilli(m.NextDue).In(deadline.Zone))
		}
	})
}

func TestKeyPeriodCountsAsWatchedAndShowsItsGaps(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.shift(regime.DutyOfficer, regime.Liaison, day(16, 8, 0), day(16, 20, 0))
		gaps, err := b.desk.Gaps(ctx, b.agency(), b.clock.Now(), 2)
		b.must(err)
		if len(gaps) != 1 || !gaps[0].From.Equal(day(17, 0, 0)) {
			t.Errorf("got %v, want tomorrow alone", gaps)
		}
		period := store.KeyPeriod{AgencyID: b.agency(), Title: "全区两会", From: day(16, 0, 0).UnixMilli(), To: day(17, 0, 0).UnixMilli()}
		b.fails("register.role", b.desk.DeclareKeyPeriod(ctx, b.who[regime.DutyOfficer], period))
		b.must(b.desk.DeclareKeyPeriod(ctx, b.who[regime.Head], period))
		gaps, err = b.desk.Gaps(ctx, b.agency(), b.clock.Now(), 1)
		b.must(err)
		if len(gaps) != 1 || !gaps[0].From.Equal(day(16, 20, 0)) || gaps[0].Period != "全区两会" {
			t.Errorf("got %v, want the evening of the key period", gaps)
		}
		windows, kept, err := b.desk.Windows(ctx, b.agency(), b.clock.Now())
		b.must(err)
		if !kept || len(windows) != 2 {
			t.Errorf("got %v, %v", windows, kept)
		}
	})
}

func TestNoticesForDutyOfficersGoToWhoIsOnDuty(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		unread := func(role regime.Role) int {
			list, err := b.store.Notices(ctx, b.who[role].ID, 10)
			b.must(err)
			return len(list)
		}
		tell := func(text string) {
			b.must(b.store.Write(ctx, func(tx *store.Tx) error {
				return tx.Notify([]string{b.units["office"].ID}, []regime.Role{regime.DutyOfficer, regime.OfficeDirector}, "", "", text)
			}))
		}
		tell("无人排班时")
		if unread(regime.DutyOfficer) != 1 || unread(regime.OfficeDirector) != 1 || unread(regime.Reviewer) != 0 {
			t.Error("without a roster every duty officer is told")
		}
		b.shift(regime.Reviewer, regime.Liaison, day(16, 8, 0), day(16, 20, 0))
		tell("排班以后")
		if unread(regime.DutyOfficer) != 1 || unread(regime.OfficeDirector) != 2 || unread(regime.Reviewer) != 1 {
			t.Error("with a roster who is on duty is told, and other roles as before")
		}
	})
}

func TestGapsAreToldOnceADay(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.shift(regime.DutyOfficer, regime.Liaison, day(16, 8, 0), day(16, 20, 0))
		for range 2 {
			b.must(b.desk.WarnGaps(ctx))
		}
		list, err := b.store.Notices(ctx, b.who[regime.OfficeDirector].ID, 10)
		b.must(err)
		if len(list) != 1 {
			t.Errorf("got %d notices, want 1", len(list))
		}
	})
}

// codeOf is the code of a refusal, "" for none.
func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return fault.CodeOf(err)
}
