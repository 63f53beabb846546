package desk

import (
	"fmt"

	"yingda/internal/deadline"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var handBackEffects = map[matter.Action]func(*act) error{
	"hand_back": (*act).handBack, "arbitrate": (*act).arbitrate,
}

// handBack gives a concern back to the office, for one of the regime's grounds.
// It is counted, and the clocks run on. Clause: 信访工作条例(2022) 第二十三条.
func (a *act) handBack() error {
	ground := regime.Ground(a.step.In.Text("ground"))
	reason := a.step.In.Text("reason")
	a.text = ground.Title() + "：" + reason
	if err := a.document(store.Document{Kind: regime.HandBackNote, Body: a.text}); err != nil {
		return err
	}
	if err := a.tx.AddHandBack(a.m.ID, store.HandBack{UnitID: a.m.UnitID, Ground: string(ground), Reason: reason, ByID: a.who.ID}); err != nil {
		return err
	}
	office := a.tree.Office(a.m.AgencyID)
	a.detail["unit"] = change(a.tree.Name(a.m.UnitID), office.Name)
	// A note that was handed back is no longer waited for; the clock runs on.
	if err := a.tx.WithdrawNotes(a.m.ID, regime.DispatchNote, a.m.UnitID); err != nil {
		return err
	}
	n := a.facts.HandBacks + 1
	text, role := fmt.Sprintf("第 %d 次被退回：%s", n, a.m.Title), regime.OfficeDirector
	if n >= a.facts.MostHandBacks {
		text, role = fmt.Sprintf("已退回 %d 次，请裁定承办单位：%s", n, a.m.Title), a.facts.Arbiter
	}
	if err := a.tx.NotifyOf(store.EventReturned, a.agencyUnits(), []regime.Role{role}, a.m.ID, a.m.Grade, text); err != nil {
		return err
	}
	return a.lead(office.ID)
}

// arbitrate ends the going back and forth: the arbiter names the unit, and it
// cannot hand the concern back any more.
func (a *act) arbitrate() error {
	unit, err := a.unit("unit")
	if err != nil {
		return err
	}
	reason := a.step.In.Text("reason")
	a.text = "由" + unit.Name + "承办，不再退回：" + reason
	a.detail["unit"] = change(a.tree.Name(a.m.UnitID), unit.Name)
	if err := a.document(store.Document{Kind: regime.ArbitrationNote, Body: a.text, ToUnit: unit.ID}); err != nil {
		return err
	}
	if err := a.tx.DecideHandBacks(a.m.ID, a.who.ID); err != nil {
		return err
	}
	if err := a.recordSorting(store.TargetUnit, unit.ID); err != nil {
		return err
	}
	return a.lead(unit.ID)
}

// loadHandBacks reads how often the concern went back, whether it waits for the
// arbiter, and whether the window for objecting has passed.
func (a *act) loadHandBacks() error {
	list, err := a.tx.HandBacks(a.m.ID)
	if err != nil {
		return err
	}
	rule := a.reg.HandBackRule()
	f := &a.facts
	f.HandBacks, f.MostHandBacks, f.Grounds, f.Arbiter = len(list), rule.AtMost, rule.Grounds, rule.Arbiter
	f.Arbitration = len(list) >= rule.AtMost && list[len(list)-1].DecidedAt == 0
	if rule.Within == "" || a.m.State != matter.Dispatched && a.m.State != matter.Verifying {
		return nil
	}
	at, err := a.tx.LastDispatch(a.m.ID, a.m.UnitID)
	if err != nil || at == 0 {
		return err
	}
	within, err := deadline.ParseWithin(rule.Within)
	if err != nil {
		return err
	}
	cal, err := a.calendar()
	if err != nil {
		return err
	}
	r, err := deadline.Due(cal, deadline.Term{From: from(at), Within: within})
	f.WindowOver = err == nil && a.tx.Now.After(r.Due)
	return err
}
