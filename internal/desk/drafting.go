package desk

import (
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var statementEffects = map[matter.Action]func(*act) error{
	"begin_statement": (*act).beginStatement, "save": (*act).save, "submit": (*act).submit, "sign": (*act).sign, "return": (*act).returnDraft, "approve": (*act).approve,
	"correct": (*act).correct, "cancel_correction": (*act).cancelCorrection, "withdraw": (*act).withdraw, "published": (*act).published, "corrected": (*act).published, "withdrawn": (*act).withdrawn,
}

// beginStatement opens a draft as a matter of its own under the concern.
func (a *act) beginStatement() error {
	number, err := a.tx.NextNumber(regime.Statement)
	if err != nil {
		return err
	}
	title, body := a.step.In.Text("title"), a.step.In.Text("text")
	part, err := a.part()
	if err != nil {
		return err
	}
	template := a.template(part)
	if template != "" {
		t, ok := a.reg.Template(template)
		if !ok {
			return fault.New(fault.Invalid, "template.unknown", "没有模板 %s", template).On("template")
		}
		if title == "" {
			title = t.Subject
		}
		if body == "" {
			body = t.Body
		}
	}
	if title == "" {
		title = a.m.Title
	}
	s := matter.Matter{
		ID: store.NewID(a.tx.Now), Kind: regime.Statement, Number: number, AgencyID: a.m.AgencyID, UnitID: a.m.UnitID, State: matter.Drafting, Version: 1, RegimeID: a.m.RegimeID,
		ParentID: a.m.ID, Title: title, Grade: a.m.Grade, Need: a.m.Need, OpenedAt: a.tx.Ms(), NextDue: store.Never,
	}
	if err := a.tx.InsertMatter(s); err != nil {
		return err
	}
	draft := store.Statement{ID: s.ID, ConcernID: a.m.ID, TemplateID: template, DrafterID: a.who.ID, Pending: "publish", Part: part}
	if err := a.tx.InsertStatement(draft); err != nil {
		return err
	}
	if body != "" {
		if err := a.write(&draft, title, body); err != nil {
			return err
		}
	}
	if err := a.tx.IndexText(store.KindDraft, number, a.tx.Ms(), title, body); err != nil {
		return err
	}
	if err := a.tx.AddEvent(s.ID, store.Event{ActorID: a.who.ID, Actor: a.who.Name, Role: string(a.role()), Action: "begin_statement", Word: string(regime.StatementBegun), To: string(matter.Drafting), Side: "internal", Text: title}); err != nil {
		return err
	}
	a.created = number
	a.text = number + " " + title
	return nil
}

// write stores the next version of a draft's text.
func (a *act) write(s *store.Statement, title, body string) error {
	texts, err := a.tx.Texts(s.ID)
	if err != nil {
		return err
	}
	next := int64(1)
	if len(texts) > 0 {
		next = texts[0].Version + 1
	}
	s.Version, s.Hash = next, store.TextHash(title, body)
	if err := a.tx.AddText(s.ID, store.Text{Version: s.Version, Title: title, Body: body, Hash: s.Hash, AuthorID: a.who.ID}); err != nil {
		return err
	}
	return a.tx.UpdateStatement(*s)
}

// save stores a text. Any change voids every signature; saving the same text
// again changes nothing and keeps them.
func (a *act) save() error {
	title, body := a.step.In.Text("title"), a.step.In.Text("text")
	if store.TextHash(title, body) == a.draft.Hash {
		a.m.State = a.step.From
		a.step.To = a.step.From
		a.text = "保存，文本没有变化"
		return nil
	}
	if err := a.tx.VoidSignatures(a.m.ID); err != nil {
		return err
	}
	if err := a.voidConfirmations(); err != nil {
		return err
	}
	a.m.Title = title
	a.text = "保存正文"
	if err := a.write(a.draft, title, body); err != nil {
		return err
	}
	if err := a.tx.IndexText(store.KindDraft, a.m.Number, a.tx.Ms(), title, body); err != nil {
		return err
	}
	a.detail["version"] = a.draft.Version
	return nil
}

func (a *act) submit() error {
	a.text = "提交审核"
	a.detail["version"] = a.draft.Version
	a.draft.Mark = ""
	if err := a.tx.UpdateStatement(*a.draft); err != nil {
		return err
	}
	if err := a.askAgain(); err != nil {
		return err
	}
	chain := matter.ChainOf(a.reg, *a.m)
	var roles []regime.Role
	for _, g := range chain.Gates {
		roles = append(roles, g.Signers...)
	}
	return a.tx.NotifyOf(store.EventSign, a.agencyUnits(), roles, a.m.ID, a.m.Grade, "待审核："+a.m.Title)
}

func (a *act) agencyUnits() []string { return a.unitsOf(a.m.AgencyID) }

func (a *act) unitsOf(agencyID string) []string { return a.tree.ofAgency(agencyID) }

func (a *act) sign() error {
	gate := a.step.In.Text("gate")
	a.detail["gate"], a.detail["version"] = gate, a.draft.Version
	a.text = a.reg.GateTitle(regime.Gate(gate)) + "已签署"
	if note := a.step.In.Text("note"); note != "" {
		a.text += "：" + note
	}
	if a.m.State == matter.Approving {
		if err := a.tx.NotifyOf(store.EventSign, a.unitsOf(a.approving()), a.facts.Approvers, a.m.ID, a.m.Grade, "待批准："+a.m.Title); err != nil {
			return err
		}
	}
	checks := a.facts.GateChecks[regime.Gate(gate)]
	a.detail["checks"] = len(checks)
	return a.tx.AddSignature(a.m.ID, store.Signature{
		Version: a.draft.Version, Hash: a.draft.Hash, Gate: gate, PersonID: a.who.ID, Role: string(a.gateRole(regime.Gate(gate))), Note: a.step.In.Text("note"), Checks: checks,
	})
}

func (a *act) gateRole(gate regime.Gate) regime.Role {
	for _, g := range a.who.Grants {
		for _, r := range a.facts.GateRoles[gate] {
			if g.Role == r {
				return r
			}
		}
	}
	return ""
}

// returnDraft sends a draft back. Its text did not change, but a new round of
// review begins: what was signed is void.
func (a *act) returnDraft() error {
	if err := a.tx.NotifyOf(store.EventReturned, []string{a.m.UnitID}, []regime.Role{regime.Drafter, regime.Handler}, a.m.ID, a.m.Grade, "被退回修改："+a.m.Title); err != nil {
		return err
	}
	a.draft.Mark = "returned"
	if err := a.tx.UpdateStatement(*a.draft); err != nil {
		return err
	}
	return a.tx.VoidSignatures(a.m.ID)
}

// approve signs the text and writes the outbox in the same transaction.
func (a *act) approve() error {
	role := regime.Role("")
	for _, g := range a.who.Grants {
		for _, r := range a.facts.Approvers {
			if g.Role == r {
				role = r
			}
		}
	}
	a.text = "批准发布"
	paper, err := a.approvalPaper()
	if err != nil {
		return err
	}
	a.detail["version"], a.detail["hash"] = a.draft.Version, a.draft.Hash
	if err := a.tx.AddSignature(a.m.ID, store.Signature{Version: a.draft.Version, Hash: a.draft.Hash, Gate: approval, PersonID: a.who.ID, Role: string(role), Note: a.step.In.Text("note"), Paper: paper}); err != nil {
		return err
	}
	if err := a.term(); err != nil {
		return err
	}
	return a.queue(a.draft.Version, a.draft.Hash, a.draft.Pending, a.draft.Reason)
}

func (a *act) correct() error {
	a.draft.Pending, a.draft.Reason = "correct", a.step.In.Text("reason")
	return a.tx.UpdateStatement(*a.draft)
}

func (a *act) cancelCorrection() error {
	texts, err := a.tx.Texts(a.m.ID)
	if err != nil {
		return err
	}
	for _, x := range texts {
		if x.Version == a.draft.PublicVersion {
			a.draft.Version, a.draft.Hash = x.Version, x.Hash
			a.m.Title = x.Title
		}
	}
	a.draft.Pending, a.draft.Reason = "publish", ""
	a.text = "放弃更正，已公开的文本不变"
	return a.tx.UpdateStatement(*a.draft)
}

func (a *act) withdraw() error {
	a.draft.Pending, a.draft.Reason = "withdraw", a.step.In.Text("reason")
	if err := a.tx.UpdateStatement(*a.draft); err != nil {
		return err
	}
	return a.queue(a.draft.PublicVersion, a.draft.Hash, "withdraw", a.draft.Reason)
}

func (a *act) published() error {
	a.draft.PublicVersion = a.draft.Version
	a.detail["version"] = a.draft.Version
	if err := a.tx.EndCommission(a.m.Number); err != nil {
		return err
	}
	if err := a.document(store.Document{Kind: regime.ReleasedStatement, Title: a.m.Title, Body: a.m.Number}); err != nil {
		return err
	}
	return a.tx.UpdateStatement(*a.draft)
}

func (a *act) withdrawn() error {
	a.text = a.draft.Reason
	return nil
}
