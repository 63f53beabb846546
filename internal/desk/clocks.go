package desk

import (
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var clockEffects = map[matter.Action]func(*act) error{
	"pause_clock": (*act).pauseClock, "resume_clock": (*act).resumeClock, "extend_clock": (*act).extendClock,
}

// clocks lets an event begin and end the clocks of the regime.
func (a *act) clocks(word regime.Event) error {
	if err := a.end(word); err != nil {
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
	for _, c := range a.reg.ClocksBegunBy(a.m.Kind, word, a.m.Grade, a.m.Need) {
		if met, err := a.satisfied(clocks, c); err != nil || met && start.IsZero() {
			if err != nil {
				return err
			}
			continue
		}
		at := start
		if at.IsZero() {
			at = a.instant(c.From)
		}
		k := store.Clock{
			MatterID: a.m.ID, Code: c.ID, Title: c.Title, Article: c.Article, OwnReading: c.Reading, Why: c.Why, FromAt: at.UnixMilli(), BegunAt: a.tx.Ms(), Within: c.Within,
			State: "running", MetBy: string(c.MetBy), OwedBy: string(c.OwedBy), OwedTo: c.OwedTo, Ladder: c.Ladder,
		}
		if c.Received {
			k.MetBy += received
		}
		if err := a.reckon(&k, c.OnDuty); err != nil {
			return err
		}
		if err := a.tx.SaveClock(&k); err != nil {
			return err
		}
	}
	return nil
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
// the concern, every other event is happening now.
func (a *act) instant(word regime.Event) time.Time {
	if word == regime.ConcernDetected && a.concern != nil {
		return from(a.concern.DetectedAt)
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
	}
	return t, nil
}

// reckon fills in due time, arithmetic and next alarm of a clock.
func (a *act) reckon(k *store.Clock, onDuty bool) error {
	c, err := a.Clock(*k, a.reg, onDuty)
	if err != nil {
		return err
	}
	k.Steps, k.Provisional = c.Steps, c.Provisional
	k.DueAt = store.Never
	if !c.Due.IsZero() {
		k.DueAt = c.Due.UnixMilli()
	}
	a.setAlarm(k, c.Clock, a.tx.Now)
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

// Clock reckons a stored clock under its regime.
func (d *Desk) Clock(k store.Clock, reg *regime.Regime, onDuty bool) (Reckoned, error) {
	t, err := term(k)
	if err != nil {
		return Reckoned{}, err
	}
	cal := d.Calendar()
	r, err := deadline.Due(cal, t)
	if err != nil {
		return Reckoned{}, err
	}
	if onDuty && d.Duty != nil && len(t.Pauses) == 0 {
		if r, err = deadline.DueOnDuty(t.From, deadline.Screening, d.Duty(t.From)); err != nil {
			return Reckoned{}, err
		}
	}
	var offsets []deadline.Offset
	for _, rung := range reg.Rungs(k.Ladder) {
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
		if k.State == "paused" {
			if err := a.tx.EndPause(k.ID); err != nil {
				return err
			}
		}
		k.State, k.MetAt, k.AlarmAt, k.Alarm = "met", a.tx.Ms(), store.Never, ""
		if k.DueAt < a.tx.Ms() {
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

// stored returns the clock of this matter that an input names by id or code.
func (a *act) stored() (*store.Clock, error) {
	clocks, err := a.tx.Clocks(a.m.ID)
	if err != nil {
		return nil, err
	}
	key := a.step.In.Text("clock")
	for i := len(clocks) - 1; i >= 0; i-- {
		if clocks[i].ID == key || clocks[i].Code == key {
			return &clocks[i], nil
		}
	}
	return nil, fault.New(fault.NotFound, "clock.unknown", "没有这个时限").On("clock")
}

func (a *act) pauseClock() error {
	k, err := a.stored()
	if err != nil {
		return err
	}
	if k.State != "running" || k.DueAt < a.tx.Ms() {
		return fault.New(fault.Conflict, "clock.state", "只有还在走、没有超时的时限可以暂停").On("clock")
	}
	if err := a.tx.StartPause(k.ID, a.step.In.Text("reason"), a.who.ID); err != nil {
		return err
	}
	k.Pauses = append(k.Pauses, store.Pause{From: a.tx.Ms(), Reason: a.step.In.Text("reason"), ByID: a.who.ID})
	k.State = "paused"
	a.text = k.Title + "：" + a.step.In.Text("reason")
	rule, _ := a.reg.Clock(k.Code)
	if err := a.reckon(k, rule.OnDuty); err != nil {
		return err
	}
	return a.tx.SaveClock(k)
}

func (a *act) resumeClock() error {
	k, err := a.stored()
	if err != nil {
		return err
	}
	if k.State != "paused" {
		return fault.New(fault.Conflict, "clock.state", "这个时限没有暂停").On("clock")
	}
	if err := a.tx.EndPause(k.ID); err != nil {
		return err
	}
	k.Pauses[len(k.Pauses)-1].To = a.tx.Ms()
	k.State = "running"
	a.text = k.Title
	rule, _ := a.reg.Clock(k.Code)
	if err := a.reckon(k, rule.OnDuty); err != nil {
		return err
	}
	return a.tx.SaveClock(k)
}

func (a *act) extendClock() error {
	k, err := a.stored()
	if err != nil {
		return err
	}
	rule, _ := a.reg.Clock(k.Code)
	switch {
	case rule.Extend == nil:
		return fault.New(fault.Conflict, "clock.fixed", "条文没有规定这个时限可以延长").On("clock")
	case k.Extra != "":
		return fault.New(fault.Conflict, "clock.once", "这个时限已经延长过一次，不能再延长").On("clock")
	case k.State != "running" || k.DueAt < a.tx.Ms():
		return fault.New(fault.Conflict, "clock.state", "只有还在走、没有超时的时限可以延长").On("clock")
	case !a.who.Has(rule.Extend.Approver):
		return fault.New(fault.Forbidden, "clock.approver", "延长由%s批准", a.reg.RoleTitle(rule.Extend.Approver))
	}
	most, err := deadline.ParseWithin(rule.Extend.AtMost)
	if err != nil {
		return err
	}
	by, err := deadline.ParseWithin(a.step.In.Text("within"))
	if err != nil {
		return err
	}
	t, err := term(*k)
	if err != nil {
		return err
	}
	t.Extension = &deadline.Extension{By: by, Most: most, Approver: a.reg.RoleTitle(rule.Extend.Approver), Reason: a.step.In.Text("reason"), At: a.tx.Now}
	if _, err := deadline.Due(a.Calendar(), t); err != nil {
		return err
	}
	k.Extra = a.step.In.Text("within")
	a.text = k.Title + "延长 " + k.Extra + "：" + a.step.In.Text("reason")
	if err := a.reckon(k, rule.OnDuty); err != nil {
		return err
	}
	return a.tx.SaveClock(k)
}
