package desk

import (
	"maps"
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// effects says what an action changes besides state and timeline. An action
// that is not here changes nothing else.
var effects = joined(judgingEffects, groupingEffects, gradingEffects, handlingEffects, checkingEffects, cooperatingEffects, groupChanges, handBackEffects, followingEffects, clockEffects, timingEffects, statementEffects, channelEffects, approvalEffects, confirmingEffects, resultEffects, expertEffects, learningEffects, sortedEffects, tipEffects, messageEffects, filingEffects, mailEffects)

func joined(parts ...map[matter.Action]func(*act) error) map[matter.Action]func(*act) error {
	out := map[matter.Action]func(*act) error{}
	for _, m := range parts {
		maps.Copy(out, m)
	}
	return out
}

func (a *act) unit(name string) (store.Unit, error) {
	u, err := store.FindUnit(a.tree.Units, a.step.In.Text(name))
	if err != nil {
		return u, err
	}
	if _, ok := a.reg.Grade(a.m.Grade); ok && u.ID == "" {
		return u, fault.New(fault.Invalid, "unit.unknown", "没有这个单位").On(name)
	}
	return u, nil
}

func (a *act) usedGrade() (regime.Grade, error) {
	g := regime.Grade(a.step.In.Text("grade"))
	if _, ok := a.reg.Grade(g); !ok {
		var have []string
		for _, r := range a.reg.Grades {
			have = append(have, string(r.Grade)+" "+r.Title)
		}
		return "", fault.New(fault.Invalid, "grade.unused", "「%s」不用这个等级；可选：%s", a.reg.Title, strings.Join(have, "、")).On("grade")
	}
	return g, nil
}

// document writes a document of the matter and lets it meet clocks.
func (a *act) document(d store.Document) error {
	d.AuthorID = a.who.ID
	if d.Title == "" {
		d.Title = a.reg.DocumentTitle(d.Kind)
	}
	if _, err := a.tx.AddDocument(a.m.ID, d); err != nil {
		return err
	}
	return a.meet(d.Kind, false)
}

func (a *act) setGrade() error {
	grade, err := a.usedGrade()
	if err != nil {
		return err
	}
	unit, err := a.unit("unit")
	if err != nil {
		return err
	}
	a.detail["grade"] = change(string(a.m.Grade), string(grade))
	a.detail["need"] = change(string(a.m.Need), a.step.In.Text("need"))
	a.detail["unit"] = change(a.tree.Name(a.m.UnitID), unit.Name)
	a.m.Grade, a.m.Need, a.m.UnitID = grade, regime.Need(a.step.In.Text("need")), unit.ID
	a.facts.Units[unit.ID] = matter.Lead
	return a.tx.SetPart(a.m.ID, unit.ID, matter.Lead)
}

// lead gives a concern to another handling unit, and with it the steps of its plan
// that are open and that the handling unit owes. What a person gave to a unit stays.
func (a *act) lead(unitID string) error {
	if err := a.tx.HandPlanOn(a.m.ID, a.m.UnitID, unitID); err != nil {
		return err
	}
	a.m.UnitID = unitID
	return a.tx.SetPart(a.m.ID, unitID, matter.Lead)
}

func change(from, to string) map[string]string { return map[string]string{"from": from, "to": to} }

// after returns the instant that lies a regime's length of time from now.
func (a *act) after(within string) (int64, error) { return a.afterFrom(a.tx.Now, within) }

// afterFrom returns the instant that lies a regime's length of time from another.
func (a *act) afterFrom(start time.Time, within string) (int64, error) {
	if within == "" {
		return store.Never, nil
	}
	w, err := deadline.ParseWithin(within)
	if err != nil {
		return 0, err
	}
	cal, err := a.calendar()
	if err != nil {
		return 0, err
	}
	r, err := deadline.Due(cal, deadline.Term{From: start, Within: w})
	return r.Due.UnixMilli(), err
}

// notifyUnit tells those who hold a role in a unit.
func (a *act) notifyUnit(unitID string, role regime.Role, text string) error {
	return a.tx.Notify([]string{unitID}, []regime.Role{role}, a.m.ID, a.m.Grade, text)
}

// from returns an instant of the store as a time.
func from(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
