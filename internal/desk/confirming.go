package desk

import (
	"fmt"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var confirmingEffects = map[matter.Action]func(*act) error{
	"ask_confirmation": (*act).askConfirmation, "confirm": (*act).confirm, "object": (*act).object, "end_confirmation": (*act).endConfirmation, "clear_findings": (*act).clearFindings,
}

// loadConfirmations reads who of those asked may speak about the present text,
// and who has not agreed to it. Silence is never consent by itself: what it means
// is said by the regime. Clause: ANS-3.
func (a *act) loadConfirmations() error {
	all, err := a.tx.Confirmations(a.m.ID)
	if err != nil {
		return err
	}
	for _, c := range store.LatestConfirmations(all) {
		name := a.tree.Name(c.UnitID)
		present := c.Version == a.draft.Version && c.Hash == a.draft.Hash
		switch {
		case !present || c.State == "void":
			a.facts.Unheard = append(a.facts.Unheard, name+"还没有会签现在这一稿")
		case c.State == "objected":
			a.facts.Asked = append(a.facts.Asked, c.UnitID)
			a.facts.Unheard = append(a.facts.Unheard, name+"会签有不同意见")
		case c.State == "open":
			a.facts.Asked = append(a.facts.Asked, c.UnitID)
			if c.DueAt > a.tx.Ms() || !a.reg.SilenceDecides() {
				a.facts.Unheard = append(a.facts.Unheard, name+"还没有答复会签")
			}
		}
	}
	return nil
}

func (a *act) askConfirmation() error {
	for _, key := range a.step.In.List("units") {
		u, err := store.FindUnit(a.tree.Units, key)
		if err != nil {
			return err
		}
		if err := a.ask(u, a.step.In.Text("question")); err != nil {
			return err
		}
		a.text += u.Name + "；"
	}
	a.text = "请会签：" + a.text + a.step.In.Text("question")
	if a.m.State == matter.Drafting {
		return nil // asked when the text goes to review
	}
	return a.askers()
}

// ask writes that a unit is asked about the present text, and lets it take part.
func (a *act) ask(u store.Unit, question string) error {
	if u.ID == a.m.UnitID || u.ID == a.m.AgencyID {
		return fault.New(fault.Invalid, "confirmation.self", "%s就是承办单位，不用会签", u.Name).On("units")
	}
	if err := a.tx.AskConfirmation(a.m.ID, store.Confirmation{UnitID: u.ID, Version: a.draft.Version, Hash: a.draft.Hash, Question: question, AskedBy: a.who.ID, DueAt: store.Never}); err != nil {
		return err
	}
	if _, takesPart := a.facts.Units[u.ID]; takesPart {
		return nil
	}
	a.facts.Units[u.ID] = matter.Confirming
	return a.tx.SetPart(a.draft.ConcernID, u.ID, matter.Confirming)
}

// askers tells those asked, and starts the clock of the regime.
func (a *act) askers() error {
	all, err := a.tx.Confirmations(a.m.ID)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.State != "open" {
			continue
		}
		units := []string{c.UnitID}
		if a.tree.ByID[c.UnitID].Kind == "agency" {
			units = a.unitsOf(c.UnitID)
		}
		if err := a.tx.Notify(units, []regime.Role{regime.Head, regime.Deputy, regime.OfficeDirector, regime.Approver, regime.Handler}, a.m.ID, a.m.Grade, "请会签："+a.m.Title); err != nil {
			return err
		}
	}
	if err := a.clocks(regime.ConfirmationAsked); err != nil {
		return err
	}
	return a.dueConfirmations()
}

// dueConfirmations copies the due time of the regime's clock to what is open.
func (a *act) dueConfirmations() error {
	clocks, err := a.tx.Clocks(a.m.ID)
	if err != nil {
		return err
	}
	for _, k := range clocks {
		if k.State == "running" && k.MetBy == string(regime.ConfirmationReply) {
			return a.tx.DueConfirmations(a.m.ID, k.DueAt)
		}
	}
	return nil
}

// voidConfirmations voids what was said about the text before it changed; its
// clock ends with it.
func (a *act) voidConfirmations() error {
	return a.tx.VoidConfirmations(a.m.ID)
}

// askAgain asks every unit once more about a text that goes to review, if it has
// not spoken about this very text.
func (a *act) askAgain() error {
	all, err := a.tx.Confirmations(a.m.ID)
	if err != nil {
		return err
	}
	asked := 0
	for _, c := range store.LatestConfirmations(all) {
		if c.Hash == a.draft.Hash && c.Version == a.draft.Version && c.State != "void" {
			asked++
			continue
		}
		if c.State != "void" { // named before the text was written
			c.State, c.Answer, c.AnsweredBy = "void", "", ""
			if err := a.tx.AnswerConfirmation(c); err != nil {
				return err
			}
		}
		if err := a.ask(a.tree.ByID[c.UnitID], c.Question); err != nil {
			return err
		}
		asked++
	}
	if asked == 0 {
		return nil
	}
	return a.askers()
}

// speaking returns what the actor's unit was asked.
func (a *act) speaking() (store.Confirmation, error) {
	all, err := a.tx.Confirmations(a.m.ID)
	if err != nil {
		return store.Confirmation{}, err
	}
	for _, c := range store.LatestConfirmations(all) {
		for _, g := range a.who.Grants {
			if has(a.facts.Asked, c.UnitID) && (g.UnitID == c.UnitID || g.AgencyID == c.UnitID) {
				return c, nil
			}
		}
	}
	return store.Confirmation{}, fault.New(fault.Conflict, "confirmation.none", "没有请您所在的单位会签")
}

func (a *act) confirm() error { return a.answer("confirmed", a.step.In.Text("note"), "会签同意") }

func (a *act) object() error {
	return a.answer("objected", a.step.In.Text("reason"), "有不同意见")
}

func (a *act) answer(state, words, title string) error {
	c, err := a.speaking()
	if err != nil {
		return err
	}
	c.State, c.Answer, c.AnsweredBy = state, words, a.who.ID
	if err := a.tx.AnswerConfirmation(c); err != nil {
		return err
	}
	name := a.tree.Name(c.UnitID)
	a.detail["version"], a.detail["hash"], a.detail["unit_name"] = a.draft.Version, a.draft.Hash, name
	a.text = name + title
	if words != "" {
		a.text += "：" + words
	}
	if err := a.document(store.Document{Kind: regime.ConfirmationReply, Title: name + "会签意见", Body: fmt.Sprintf("%s：%s\n%s", a.m.Number, title, words)}); err != nil {
		return err
	}
	if err := a.tx.Notify([]string{a.m.UnitID, a.tree.Office(a.m.AgencyID).ID}, []regime.Role{regime.Drafter, regime.Handler, regime.OfficeDirector}, a.m.ID, a.m.Grade, a.text+"："+a.m.Title); err != nil {
		return err
	}
	return a.heard()
}

// heard meets the clock when nobody of those asked is silent any more.
func (a *act) heard() error {
	all, err := a.tx.Confirmations(a.m.ID)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.State == "open" {
			return nil
		}
	}
	return a.meetOf(a.m.ID, regime.ConfirmationReply, false)
}

// endConfirmation asks a unit no longer, with a reason on record.
func (a *act) endConfirmation() error {
	u, err := a.unit("unit")
	if err != nil {
		return err
	}
	all, err := a.tx.Confirmations(a.m.ID)
	if err != nil {
		return err
	}
	for _, c := range store.LatestConfirmations(all) {
		if c.UnitID != u.ID {
			continue
		}
		c.State, c.Answer, c.AnsweredBy = "released", a.step.In.Text("reason"), a.who.ID
		a.text = "不再请" + u.Name + "会签：" + c.Answer
		if err := a.tx.AnswerConfirmation(c); err != nil {
			return err
		}
		return a.heard()
	}
	return fault.New(fault.Conflict, "confirmation.none", "没有请这个单位会签").On("unit")
}

// clearFindings lets the blocking findings on the present text pass.
func (a *act) clearFindings() error {
	a.detail["findings"], a.detail["hash"] = a.facts.Blocks, a.draft.Hash
	return a.tx.AddOverride(a.m.ID, store.Override{Hash: a.draft.Hash, ByID: a.who.ID, Reason: a.step.In.Text("reason"), Findings: a.facts.Blocks})
}
