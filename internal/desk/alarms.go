package desk

import (
	"context"
	"strings"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Ring makes good every alarm that is due, up to n matters and n tasks, and returns
// how many matters it rang for. A timer that slept loses none: each warning, breach and
// rung between the last alarm and now is written once.
func (d *Desk) Ring(ctx context.Context, n int) (int, error) {
	due, err := d.store.Alarms(ctx, d.store.Now().UnixMilli(), n)
	if err != nil {
		return 0, err
	}
	for i, id := range due {
		if err := d.ring(ctx, id); err != nil {
			return i, err
		}
	}
	return len(due), d.ringTasks(ctx, n)
}

func (d *Desk) ring(ctx context.Context, matterID string) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.LockMatter(matterID)
		if err != nil {
			if fault.KindOf(err) == fault.NotFound {
				return nil // removed in the meantime
			}
			return err
		}
		a, err := d.load(tx, tree, matter.SystemActor, &m)
		if err != nil {
			return err
		}
		clocks, err := tx.Clocks(m.ID)
		if err != nil {
			return err
		}
		for i := range clocks {
			if k := &clocks[i]; k.State == "running" && k.AlarmAt <= tx.Ms() {
				if err := a.ringClock(k); err != nil {
					return err
				}
			}
		}
		return a.settle()
	})
}

func (a *act) ringClock(k *store.Clock) error {
	rule, _ := a.reg.Clock(k.Code)
	c, err := a.clock(*k, rule.OnDuty)
	if err != nil {
		return err
	}
	for _, alarm := range c.Alarms(from(k.AlarmAt-1), a.tx.Now) {
		if k.State != "running" {
			break
		}
		if err := a.tell(k, alarm); err != nil {
			return err
		}
	}
	a.setAlarm(k, c.Clock, a.tx.Now)
	return a.tx.SaveClock(k)
}

func (a *act) tell(k *store.Clock, alarm deadline.Alarm) error {
	switch alarm.Kind {
	case deadline.AlarmHalf, deadline.AlarmThreeQuarters:
		share := map[deadline.Kind]string{deadline.AlarmHalf: "已用一半", deadline.AlarmThreeQuarters: "已用四分之三"}[alarm.Kind]
		return a.clockEvent(a.m.ID, regime.ClockWarned, k.Title+"："+share)
	case deadline.AlarmBreach:
		if rule, _ := a.reg.Clock(k.Code); rule.Silence != "" {
			return a.silent(k, rule)
		}
		k.BreachedAt = k.DueAt
		a.tx.Audit(store.Entry{Actor: "system", Role: "system", Action: "clock.breached", Object: a.m.Number, Result: "done", Detail: map[string]any{"clock": k.Code}})
		return a.clockEvent(a.m.ID, regime.ClockBreached, k.Title+"：已超时，责任在"+a.reg.RoleTitle(regime.Role(k.OwedBy)))
	}
	var roles []regime.Role
	var titles []string
	for _, r := range strings.Split(alarm.To, ",") {
		roles = append(roles, regime.Role(r))
		titles = append(titles, a.reg.RoleTitle(regime.Role(r)))
	}
	if err := a.tx.NotifyOf(about(alarm, k), a.agencyUnits(), roles, a.m.ID, a.m.Grade, k.Title+"："+c(alarm, k)+"："+a.m.Title); err != nil {
		return err
	}
	return a.clockEvent(a.m.ID, regime.ClockEscalated, k.Title+"：提醒"+strings.Join(titles, "、"))
}

func c(alarm deadline.Alarm, k *store.Clock) string {
	if about(alarm, k) == store.EventBreach {
		return "已超时"
	}
	return "快到期"
}

// about is what a notice of an alarm is about.
func about(alarm deadline.Alarm, k *store.Clock) string {
	if alarm.At.UnixMilli() >= k.DueAt {
		return store.EventBreach
	}
	return store.EventDue
}
