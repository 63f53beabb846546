package desk

import (
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// checkingEffects check a finding with the unit concerned. Clause: LIS-7.
var checkingEffects = map[matter.Action]func(*act) error{"ask_check": (*act).askCheck, "answer_check": (*act).answerCheck}

// loadChecks reads who was asked to check, and whether anybody has: a unit that
// answered, a consultation, or a claim that was verified.
func (a *act) loadChecks() (err error) {
	w := &a.facts.WorkFacts
	w.CheckFirst = a.reg.CheckFirst != nil
	w.Checked = a.made[regime.CheckAnswer] || a.made[regime.ConsultationMinutes] || a.facts.FactCount > 0
	if a.made[regime.CheckRequest] {
		w.CheckAsked, err = a.tx.Unreceived(a.m.ID, regime.CheckRequest)
	}
	return err
}

// askCheck asks a unit, which from then on sees the matter.
func (a *act) askCheck() error {
	u, err := a.unit("unit")
	if err != nil {
		return err
	}
	if slices.Contains(a.facts.CheckAsked, u.ID) {
		return fault.New(fault.Conflict, "check.asked", "已经请%s核实，等它答复", u.Name).On("unit")
	}
	question := a.step.In.Text("question")
	if err := impersonal("question", question); err != nil {
		return err
	}
	if a.facts.Units[u.ID] == "" {
		if err := a.tx.SetPart(a.m.ID, u.ID, matter.Assisting); err != nil {
			return err
		}
	}
	a.detail["unit"], a.text = u.Name, "请"+u.Name+"核实："+question
	if err := a.document(store.Document{Kind: regime.CheckRequest, Body: question, ToUnit: u.ID}); err != nil {
		return err
	}
	return a.tx.Notify([]string{u.ID}, []regime.Role{regime.Handler, regime.OfficeDirector, regime.Liaison}, a.m.ID, a.m.Grade, "请核实："+a.m.Title)
}

func (a *act) answerCheck() error {
	unit := ""
	for _, g := range a.who.Grants {
		if slices.Contains(a.facts.CheckAsked, g.UnitID) {
			unit = g.UnitID
			break
		}
	}
	if _, err := a.tx.ReceiveDocuments(a.m.ID, regime.CheckRequest, unit, a.who.ID); err != nil {
		return err
	}
	name, office := a.tree.Name(unit), a.tree.Office(a.m.AgencyID)
	a.detail["unit"], a.detail["found"] = name, a.step.In.Text("found")
	a.text = name + "核实：" + matter.CheckTitles[a.step.In.Text("found")] + "。" + a.step.In.Text("text")
	if err := a.notifyUnit(office.ID, regime.DutyOfficer, "已核实："+a.m.Title); err != nil {
		return err
	}
	return a.document(store.Document{Kind: regime.CheckAnswer, Title: a.reg.DocumentTitle(regime.CheckAnswer) + "（" + name + "）", Body: a.text, ToUnit: office.ID})
}

// checkedSoFar says in a report what the units concerned have found, or why
// nobody was asked; "" where the regime asks for neither and neither is there.
func (a *act) checkedSoFar() (string, error) {
	if !a.made[regime.CheckAnswer] {
		if why := a.step.In.Text(matter.UncheckedWhy); why != "" {
			return "尚未与有关单位核实：" + why, nil
		}
		return "", nil
	}
	return a.tx.DocumentBodies(a.m.ID, regime.CheckAnswer)
}
