package desk

import (
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// clocks lets an event end, restart and begin the clocks of the regime.
func (a *act) clocks(word regime.Event) error {
	if err := a.end(word); err != nil {
		return err
	}
	if err := a.restart(word); err != nil {
		return err
	}
	return a.begin(word, time.Time{})
}

// begin starts the clocks that an event begins. They count from the instant of
// their own From event; an instant given overrides it.
func (a *act) begin(word regime.Event, start time.Time) error {
	clocks, err := a.tx.Clocks(a.m.ID)
	if err != nil {
		return err
	}
	begun := a.reg.ClocksBegunBy(a.m.Kind, word, a.m.Grade, a.m.Need)
	if word == regime.GradeChanged {
		more, err := a.overtaken()
		if err != nil {
			return err
		}
		begun = append(begun, more...)
	}
	if err := a.tx.Rehearse(func() {
		for _, c := range begun {
			_, _ = a.satisfied(clocks, c) // only says what it reads: rows are empty here, and the loop below asks for good
		}
	}); err != nil {
		return err
	}
	for _, c := range begun {
		if met, err := a.satisfied(clocks, c); err != nil || met && start.IsZero() {
			if err != nil {
				return err
			}
			continue
		}
		if c.Confirmed {
			if err := a.tx.OfferStart(a.m.ID, c.ID); err != nil {
				return err
			}
			continue
		}
		at := start
		if at.IsZero() {
			at = a.instant(c.From)
		}
		if err := a.start(c, at, time.Time{}); err != nil {
			return err
		}
	}
	return nil
}

// overtaken returns the clocks of the present grade that would run already, had the
// concern had this grade before: a change of grade takes no report away.
func (a *act) overtaken() ([]regime.Clock, error) {
	happened, err := a.tx.Happened(a.m.ID)
	if err != nil {
		return nil, err
	}
	var out []regime.Clock
	for _, word := range regime.Events {
		if !happened[word] || word == regime.GradeChanged || word == regime.GradeConfirmed {
			continue
		}
		for _, c := range a.reg.ClocksBegunBy(a.m.Kind, word, a.m.Grade, a.m.Need) {
			if len(c.Grades) > 0 {
				out = append(out, c)
			}
		}
	}
	return out, nil
}

// start makes one clock run from an instant; first is where it began before, if
// this is a new start of one that was late.
func (a *act) start(c regime.Clock, at, first time.Time) error {
	k := store.Clock{
		MatterID: a.m.ID, Code: c.ID, Title: c.Title, Article: c.Article, OwnReading: c.Reading, Why: c.Why, FromAt: at.UnixMilli(), BegunAt: a.tx.Ms(), Within: c.Within,
		State: "running", MetBy: string(c.MetBy), OwedBy: string(c.OwedBy), OwedTo: c.OwedTo, Ladder: c.Ladder,
	}
	if !first.IsZero() {
		k.FirstAt = first.UnixMilli()
	}
	if c.Received {
		k.MetBy += received
	}
	if err := a.reckon(&k, c.OnDuty); err != nil {
		return err
	}
	return a.tx.SaveClock(&k)
}

// satisfied reports whether a clock need not begin: it runs already, or the
// document that it asks for is there, as after a regrade.
func (a *act) satisfied(clocks []store.Clock, c regime.Clock) (bool, error) {
	for _, k := range clocks {
		if k.Code == c.ID && (k.State == "running" || k.State == "paused") {
			return true, nil
		}
	}
	return a.tx.Satisfied(a.m.ID, c.MetBy, c.Received)
}

// received marks a clock that only a receipt meets.
const received = "+received"

// instant returns when an event of this matter happened: detection is kept with
// the concern, a change of an account with its filing, every other event is
// happening now.
func (a *act) instant(word regime.Event) time.Time {
	if word == regime.ConcernDetected && a.concern != nil {
		return from(a.concern.DetectedAt)
	}
	if word == regime.MessageReceived && a.message != nil {
		return from(a.message.ReceivedAt)
	}
	if word == regime.AccountChanged && a.filing != nil && a.filing.ChangedAt > 0 {
		return from(a.filing.ChangedAt)
	}
	return a.tx.Now
}

// term rebuilds the term of a stored clock.
func term(k store.Clock) (deadline.Term, error) {
	w, err := deadline.ParseWithin(k.Within)
	if err != nil {
		return deadline.Term{}, err
	}
	t := deadline.Term{From: from(k.FromAt), Within: w}
	for _, p := range k.Pauses {
		each := deadline.Pause{From: from(p.From), Reason: p.Reason}
		if p.To != 0 {
			each.To = from(p.To)
		}
		t.Pauses = append(t.Pauses, each)
	}
	if k.Extra != "" {
		extra, err := deadline.ParseWithin(k.Extra)
		if err != nil {
			return t, err
		}
		t.Extension = &deadline.Extension{By: extra, Most: extra, Approver: "批准人", Reason: "见时间线"}
		if k.ExtraReason != "" {
			t.Extension.Approver, t.Extension.Reason, t.Extension.At = k.ExtraRole, k.ExtraReason, from(k.ExtraAt)
		}
	}
	if k.FirstAt != 0 {
		t.Restarted = from(k.FirstAt)
	}
	return t, nil
}

// reckon fills in due time, arithmetic and next alarm of a clock.
func (a *act) reckon(k *store.Clock, onDuty bool) error {
	c, err := a.clock(*k, onDuty)
	if err != nil {
		return err
	}
	k.Steps, k.Provisional = c.Steps, c.Provisional
	k.DueAt = store.Never
	if !c.Due.IsZero() {
		k.DueAt = c.Due.UnixMilli()
	}
	a.setAlarm(k, c.Clock, a.tx.Now)
	if k.State == "running" && k.BreachedAt == 0 && overdue(*k, a.tx.Ms()) {
		// Born late, or made late by a new calendar: the breach still rings.
		k.AlarmAt, k.Alarm = k.DueAt+time.Second.Milliseconds(), string(deadline.AlarmBreach)
	}
	return nil
}

func (a *act) setAlarm(k *store.Clock, c deadline.Clock, after time.Time) {
	k.AlarmAt, k.Alarm = store.Never, ""
	if next, ok := c.NextAlarm(after); ok && k.State == "running" {
		k.AlarmAt, k.Alarm = next.At.UnixMilli(), string(next.Kind)
	}
}

// Reckoned is a clock as deadline reckons it, with its arithmetic.
type Reckoned struct {
	deadline.Clock
	Steps       []string
	Provisional bool
}

// clock reckons a stored clock under its regime and by its agency's calendar.
func (a *act) clock(k store.Clock, onDuty bool) (Reckoned, error) {
	t, err := term(k)
	if err != nil {
		return Reckoned{}, err
	}
	cal, err := a.calendar()
	if err != nil {
		return Reckoned{}, err
	}
	r, err := deadline.Due(cal, t)
	if err != nil {
		return Reckoned{}, err
	}
	if onDuty && len(t.Pauses) == 0 {
		watch, kept, err := a.Windows(a.tx.Context(), a.m.AgencyID, t.From)
		if err != nil {
			return Reckoned{}, err
		}
		if kept {
			if r, err = deadline.DueOnDuty(t.From, deadline.Screening, watch); err != nil {
				return Reckoned{}, err
			}
		}
	}
	var offsets []deadline.Offset
	for _, rung := range a.reg.Rungs(k.Ladder) {
		roles := make([]string, len(rung.Tell))
		for i, role := range rung.Tell {
			roles[i] = string(role)
		}
		o, err := deadline.ParseOffset(rung.At, strings.Join(roles, ","))
		if err != nil {
			return Reckoned{}, err
		}
		offsets = append(offsets, o)
	}
	ladder, err := deadline.Ladder(cal, t, offsets)
	if err != nil {
		return Reckoned{}, err
	}
	c := deadline.NewClock(t, r, ladder)
	if k.MetAt != 0 {
		c.Met = from(k.MetAt)
	}
	if k.State == "ended" {
		c.Cancelled = from(k.BegunAt)
	}
	return Reckoned{Clock: c, Steps: r.Steps, Provisional: r.Provisional}, nil
}

// meet stops the clocks that a document meets. A clock met after its due time
// stays late for ever.
func (a *act) meet(kind regime.Document, receipt bool) error {
	owner := a.m.ID
	if a.draft != nil {
		owner = a.draft.ConcernID
	}
	return a.meetOf(owner, kind, receipt)
}

// meetOf is meet for the clocks of one matter, such as a statement's own.
func (a *act) meetOf(owner string, kind regime.Document, receipt bool) error {
	clocks, err := a.tx.Clocks(owner)
	if err != nil {
		return err
	}
	want := string(kind)
	if receipt {
		want += received
	}
	for i := range clocks {
		k := &clocks[i]
		if k.MetBy != want || (k.State != "running" && k.State != "paused") {
			continue
		}
		if err := a.tx.EndPauses(k.ID); err != nil {
			return err
		}
		if rule, _ := a.reg.Clock(k.Code); rule.Silence != "" && overdue(*k, a.tx.Ms()) {
			if err := a.silent(k, rule); err != nil {
				return err
			}
			continue // silence has spoken before the document came
		}
		k.State, k.MetAt, k.AlarmAt, k.Alarm = "met", a.tx.Ms(), store.Never, ""
		if overdue(*k, a.tx.Ms()) {
			k.State = "late"
			if k.BreachedAt == 0 {
				k.BreachedAt = k.DueAt
			}
		}
		if err := a.tx.SaveClock(k); err != nil {
			return err
		}
		if err := a.clockEvent(owner, regime.ClockMet, k.Title); err != nil {
			return err
		}
	}
	return nil
}

// overdue reports whether the due time of a clock has passed; the due time names
// the last second that is in time.
func overdue(k store.Clock, now int64) bool {
	return k.DueAt != store.Never && now >= k.DueAt+time.Second.Milliseconds()
}

// end stops the clocks after which nothing is owed any more.
func (a *act) end(word regime.Event) error {
	clocks, err := a.tx.Clocks(a.m.ID)
	if err != nil {
		return err
	}
	for i := range clocks {
		k := &clocks[i]
		if k.State != "running" && k.State != "paused" {
			continue
		}
		rule, ok := a.reg.Clock(k.Code)
		if !ok || !(has(rule.EndsOn, word) || a.m.State.Final()) {
			continue
		}
		k.State, k.AlarmAt, k.Alarm = "ended", store.Never, ""
		if err := a.tx.SaveClock(k); err != nil {
			return err
		}
	}
	return nil
}

func has[T comparable](list []T, one T) bool {
	for _, each := range list {
		if each == one {
			return true
		}
	}
	return false
}

func (a *act) clockEvent(matterID string, word regime.Event, text string) error {
	return a.tx.AddEvent(matterID, store.Event{ActorID: "system", Actor: "系统", Role: "system", Action: "clock", Word: string(word), From: string(a.m.State), To: string(a.m.State), Side: "system", Text: text})
}
