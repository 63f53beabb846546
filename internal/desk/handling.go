package desk

import (
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var handlingEffects = map[matter.Action]func(*act) error{
	"dispatch": (*act).dispatch, "receive": (*act).receive, "acknowledge": (*act).acknowledge, "transfer": (*act).transfer,
	"add_fact": (*act).addFact, "conclude": (*act).conclude,
}

func (a *act) dispatch() error {
	units := []store.Unit{a.tree.ByID[a.m.UnitID]}
	for _, key := range a.step.In.List("assisting") {
		u, err := store.FindUnit(a.tree.Units, key)
		if err != nil {
			return err
		}
		if u.ID != a.m.UnitID {
			units = append(units, u)
			if err := a.tx.SetPart(a.m.ID, u.ID, matter.Assisting); err != nil {
				return err
			}
		}
	}
	var names []string
	for _, u := range units {
		names = append(names, u.Name)
		if err := a.document(store.Document{Kind: regime.DispatchNote, Body: a.step.In.Text("note"), ToUnit: u.ID}); err != nil {
			return err
		}
		if err := a.notifyUnit(u.ID, regime.Handler, "收到告知单："+a.m.Title); err != nil {
			return err
		}
	}
	a.detail["units"] = names
	return nil
}

func (a *act) receive() error {
	for unitID, part := range a.facts.Units {
		if part == matter.Lead {
			return a.received(unitID)
		}
	}
	return nil
}

func (a *act) acknowledge() error { return a.received(a.facts.Unreceived(a.who)) }

func (a *act) received(unitID string) error {
	if _, err := a.tx.ReceiveDocuments(a.m.ID, regime.DispatchNote, unitID, a.who.ID); err != nil {
		return err
	}
	a.detail["unit"] = a.tree.Name(unitID)
	left, err := a.tx.Unreceived(a.m.ID, regime.DispatchNote)
	if err != nil || len(left) > 0 {
		return err
	}
	return a.meet(regime.DispatchNote, true)
}

func (a *act) transfer() error {
	unit, err := a.unit("unit")
	if err != nil {
		return err
	}
	a.detail["unit"] = change(a.tree.Name(a.m.UnitID), unit.Name)
	if unit.ID != a.m.UnitID {
		if err := a.tx.WithdrawNotes(a.m.ID, regime.DispatchNote, a.m.UnitID); err != nil {
			return err
		}
	}
	if err := a.recordSorting(store.TargetUnit, unit.ID); err != nil {
		return err
	}
	return a.lead(unit.ID)
}

func (a *act) addFact() error {
	a.detail["verdict"] = a.step.In.Text("verdict")
	a.text = a.step.In.Text("claim") + "——" + a.step.In.Text("finding")
	return a.tx.AddFact(a.m.ID, store.Fact{Claim: a.step.In.Text("claim"), Finding: a.step.In.Text("finding"), Verdict: a.step.In.Text("verdict"), Evidence: a.step.In.Text("evidence"), AuthorID: a.who.ID})
}

func (a *act) conclude() error {
	return a.document(store.Document{Kind: regime.Conclusion, Body: a.step.In.Text("text")})
}
