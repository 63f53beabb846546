package desk

import (
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var timingEffects = map[matter.Action]func(*act) error{"confirm_start": (*act).confirmStart}

// loadStarts counts the clocks whose start waits for both sides, looks whether time
// of one that runs can be left out on a ground, and names those that the end of the
// concern does not end.
func (a *act) loadStarts() error {
	starts, err := a.tx.ClockStarts(a.m.ID)
	for _, s := range starts {
		if s.BegunAt == 0 {
			a.facts.Unconfirmed++
		}
	}
	if err != nil {
		return err
	}
	clocks, err := a.tx.Clocks(a.m.ID)
	for _, k := range clocks {
		rule, _ := a.reg.Clock(k.Code)
		if k.State != "running" && k.State != "paused" {
			continue
		}
		a.facts.Paused = a.facts.Paused || k.State == "paused"
		a.facts.Excludable = a.facts.Excludable || len(rule.Excludes) > 0
		if rule.ID != "" && !has(rule.EndsOn, regime.ConcernClosed) && rule.MetBy != regime.ClosingReport {
			a.facts.Due = append(a.facts.Due, k.Title)
		}
	}
	return err
}

// confirmStart records that one side confirmed the start of a clock. When both
// have, the clock runs from the later of the two.
// Clause: 政府信息公开条例(2019) 第三十一条.
func (a *act) confirmStart() error {
	starts, err := a.tx.ClockStarts(a.m.ID)
	if err != nil {
		return err
	}
	for _, s := range starts {
		if s.Code == a.step.In.Text("clock") && s.BegunAt == 0 {
			return a.confirmed(s)
		}
	}
	return fault.New(fault.NotFound, "clock.unknown", "没有等确认起算的这个时限").On("clock")
}

func (a *act) confirmed(s store.ClockStart) error {
	rule, ok := a.reg.Clock(s.Code)
	if !ok {
		return fault.New(fault.NotFound, "clock.unknown", "没有这个时限").On("clock")
	}
	side, note := a.step.In.Text("side"), a.step.In.Text("note")
	switch {
	case side == "own" && s.OwnAt != 0 || side == "other" && s.OtherAt != 0:
		return fault.New(fault.Conflict, "clock.confirmed", "%s已经确认过", matter.SideTitles[side]).On("side")
	case side == "own":
		s.OwnAt, s.OwnBy, s.OwnNote = a.tx.Ms(), a.who.ID, note
	default:
		s.OtherAt, s.OtherBy, s.OtherNote = a.tx.Ms(), a.who.ID, note
	}
	a.text = rule.Title + "：" + matter.SideTitles[side] + "确认。" + note
	if s.OwnAt != 0 && s.OtherAt != 0 {
		s.BegunAt = a.tx.Ms()
		if err := a.start(rule, a.tx.Now, time.Time{}); err != nil {
			return err
		}
		a.text += "双方已确认，自此起算。"
	}
	return a.tx.SaveStart(a.m.ID, s)
}

// restart begins the clocks anew that an event restarts. One that is late already
// stays late in the records, and a new one begins beside it.
// Clause: 政府信息公开条例(2019) 第三十条.
func (a *act) restart(word regime.Event) error {
	clocks, err := a.tx.Clocks(a.m.ID)
	if err != nil {
		return err
	}
	for i := range clocks {
		k := &clocks[i]
		rule, ok := a.reg.Clock(k.Code)
		if !ok || !has(rule.RestartsOn, word) || k.State != "running" && k.State != "paused" || k.FromAt == a.tx.Ms() {
			continue
		}
		if err := a.again(k, rule); err != nil {
			return err
		}
		if err := a.clockEvent(a.m.ID, regime.ClockRestarted, k.Title+"：因「"+word.Title()+"」重新起算"); err != nil {
			return err
		}
	}
	return nil
}

func (a *act) again(k *store.Clock, rule regime.Clock) error {
	if err := a.tx.EndPauses(k.ID); err != nil {
		return err
	}
	first := k.FirstAt
	if first == 0 {
		first = k.FromAt
	}
	if k.BreachedAt != 0 || overdue(*k, a.tx.Ms()) {
		if k.BreachedAt == 0 {
			k.BreachedAt = k.DueAt
		}
		k.State, k.AlarmAt, k.Alarm = "ended", store.Never, ""
		if err := a.tx.SaveClock(k); err != nil {
			return err
		}
		return a.start(rule, a.tx.Now, from(first))
	}
	t, err := term(*k)
	if err != nil {
		return err
	}
	t = deadline.Restart(t, a.tx.Now)
	k.FromAt, k.FirstAt, k.State, k.Pauses = t.From.UnixMilli(), first, "running", nil
	k.Extra, k.ExtraBy, k.ExtraRole, k.ExtraReason, k.ExtraAt = "", "", "", "", 0
	return a.reckoned(k, rule)
}

// silent ends a clock whose due time came and nothing with it: the system records
// what the regime says that means. It is nobody's lateness.
// Clause: 政府信息公开条例(2019) 第三十条、第三十二条、第三十四条.
func (a *act) silent(k *store.Clock, rule regime.Clock) error {
	k.State, k.Silence, k.AlarmAt, k.Alarm = "ended", string(rule.Silence), store.Never, ""
	if err := a.tx.SaveClock(k); err != nil {
		return err
	}
	a.tx.Audit(store.Entry{Actor: "system", Role: "system", Action: "clock.silence", Object: a.m.Number, Result: "done", Detail: map[string]any{"clock": k.Code, "means": rule.Silence}})
	if err := a.tx.Notify(a.agencyUnits(), []regime.Role{rule.OwedBy, regime.OfficeDirector}, a.m.ID, a.m.Grade, k.Title+"："+rule.Silence.Title()); err != nil {
		return err
	}
	return a.tx.AddEvent(a.m.ID, store.Event{
		At: k.DueAt, ActorID: "system", Actor: "系统", Role: "system", Action: "clock", Word: string(rule.Silence.Event()), From: string(a.m.State), To: string(a.m.State), Side: "system",
		Text: k.Title + "：期限届满未收到答复，" + rule.Silence.Title() + "（" + a.reg.Cite(k.Article) + "）",
	})
}

// settle brings the matter's next deadline up to date after alarms, if one of
// its clocks has ended by itself.
func (a *act) settle() error {
	due, err := a.tx.NextDue(a.m.ID)
	if err != nil {
		return err
	}
	if a.m.ClosedAt == 0 && due != a.m.NextDue {
		a.m.NextDue = due
		if err := a.tx.UpdateMatter(a.m); err != nil {
			return err
		}
	}
	a.tx.Changed()
	return nil
}
