package desk

import (
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// setAside ends a message that is not handled for a ground that can be seen in it.
func (a *act) setAside() error {
	ground, why := a.step.In.Text("ground"), a.step.In.Text("reason")
	if err := impersonal("reason", why); err != nil {
		return err
	}
	return a.putAside(ground, why, a.who.ID)
}

// proposeAside keeps what somebody proposes who does not want a message handled,
// until another person decides. Its clocks run on. Clause: MSG-3.
func (a *act) proposeAside() error {
	ground, why := a.step.In.Text("ground"), a.step.In.Text("reason")
	if err := impersonal("reason", why); err != nil {
		return err
	}
	a.text, a.detail["ground"] = matter.AsideTitles[ground]+"："+why, ground
	if err := a.tx.SetDoubt(a.m.ID, store.MessageDoubt{Ground: ground, Why: why, ByID: a.who.ID, State: string(a.step.From)}); err != nil {
		return err
	}
	return a.tx.Notify(a.agencyUnits(), []regime.Role{regime.DutyOfficer, regime.Liaison, regime.OfficeDirector}, a.m.ID, "", "提出不予办理，待另一人核对："+a.m.Title)
}

// agreeAside ends a message by the word of a second person.
func (a *act) agreeAside() error {
	doubt, err := a.tx.MessageDoubt(a.m.ID)
	if err != nil {
		return err
	}
	if err := a.tx.DropDoubt(a.m.ID); err != nil {
		return err
	}
	a.detail["proposed_by"] = doubt.ByID
	return a.putAside(doubt.Ground, doubt.Why, doubt.ByID)
}

// refuseAside lets a message go on where it stood.
func (a *act) refuseAside() error {
	doubt, err := a.tx.MessageDoubt(a.m.ID)
	if err != nil {
		return err
	}
	a.m.State, a.step.To = matter.State(doubt.State), matter.State(doubt.State)
	if err := a.tx.DropDoubt(a.m.ID); err != nil {
		return err
	}
	return a.notifyUnit(a.m.UnitID, regime.Handler, "来件照常办理："+a.m.Title)
}

// putAside ends a message with what its sender is told, in the words of who wrote
// them.
func (a *act) putAside(ground, why, author string) error {
	a.message.Aside = ground
	a.text, a.detail["ground"] = matter.AsideTitles[ground]+"："+why, ground
	if err := a.count(a.tx, *a.m, "set_aside", ground); err != nil {
		return err
	}
	version, err := a.tx.AddMessageAnswer(a.m.ID, store.MessageAnswer{Text: why, AuthorID: author})
	if err != nil {
		return err
	}
	if author != a.who.ID {
		if err := a.tx.SignAnswer(a.m.ID, version, a.who.ID); err != nil {
			return err
		}
	}
	if err := a.tx.GiveAnswer(a.m.ID, version); err != nil {
		return err
	}
	return a.ends()
}
