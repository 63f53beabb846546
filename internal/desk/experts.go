package desk

import (
	"context"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Outside experts (外部专家) and their opinions. Clause: ORG-5.

// ExpertKeepers keep the pool of their agency.
var ExpertKeepers = []regime.Role{regime.OfficeDirector, regime.Head, regime.Deputy}

var expertEffects = map[matter.Action]func(*act) error{"ask_expert": (*act).askExpert, "enter_opinion": (*act).enterOpinion, "publish_opinion": (*act).publishOpinion}

// SaveExpert stores an expert, a new one if it has no ID, and says so on the
// public ledger: the list is public. Faults: register.role, expert.text,
// expert.person, expert.unknown.
func (d *Desk) SaveExpert(ctx context.Context, who matter.Actor, e store.Expert) (store.Expert, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return e, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error { return saveExpert(tx, tree, who, &e) })
	return e, err
}

func saveExpert(tx *store.Tx, tree *Tree, who matter.Actor, e *store.Expert) error {
	e.Name, e.Affiliation, e.Field = strings.TrimSpace(e.Name), strings.TrimSpace(e.Affiliation), strings.TrimSpace(e.Field)
	for _, f := range []struct{ field, value string }{{"name", e.Name}, {"affiliation", e.Affiliation}, {"field", e.Field}} {
		if n := utf8.RuneCountInString(f.value); n == 0 || n > 80 {
			return fault.New(fault.Invalid, "expert.text", "姓名、单位、领域都要写，各不超过 80 个字：名单向社会公开").On(f.field)
		}
	}
	action := "expert.added"
	if e.ID != "" {
		before, err := tx.Expert(e.ID)
		if err != nil {
			return err
		}
		action, e.AgencyID, e.At = "expert.changed", before.AgencyID, before.At
	}
	if err := tree.mustIn(who, e.AgencyID, ExpertKeepers...); err != nil {
		return err
	}
	if err := expertPerson(tx, e.PersonID); err != nil {
		return err
	}
	if err := tx.PutExpert(e); err != nil {
		return err
	}
	tx.Audit(entry(who, ExpertKeepers, action, e.ID, map[string]any{"name": e.Name, "affiliation": e.Affiliation, "paid": e.Paid, "active": e.Active}))
	tx.Publish(action, e.ID, store.Digest(e.Name+"\n"+e.Affiliation+"\n"+paidWord(e.Paid)))
	return nil
}

func paidWord(paid bool) string {
	if paid {
		return "付酬"
	}
	return "不付酬"
}

// expertPerson refuses a login that is not an expert's and nothing else: who
// gives opinions from outside reaches no channel.
func expertPerson(tx *store.Tx, personID string) error {
	if personID == "" {
		return nil
	}
	grants, err := tx.Grants(personID)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if g.Role != regime.Expert {
			return fault.New(fault.Conflict, "expert.person", "专家的账号只能有“专家”一个角色，不能同时办理、审核或发布").On("person")
		}
	}
	if len(grants) == 0 {
		return fault.New(fault.Conflict, "expert.person", "这个账号还没有“专家”角色").On("person")
	}
	return nil
}

func (a *act) askExpert() error {
	e, err := a.tx.Expert(a.step.In.Text("expert"))
	if err != nil {
		return err
	}
	if !e.Active {
		return fault.New(fault.Conflict, "expert.left", "%s已不在专家库里", e.Name).On("expert")
	}
	o := store.Opinion{ExpertID: e.ID, MatterID: a.m.ID, Question: a.step.In.Text("question"), Material: a.step.In.Text("material"), AskedBy: a.who.ID}
	if err := a.tx.PutOpinion(&o); err != nil {
		return err
	}
	a.detail["opinion"] = o.ID
	a.text = "请" + e.Name + "（" + e.Affiliation + "）发表意见：" + o.Question
	if e.PersonID == "" {
		return nil
	}
	// The notice names no concern: an expert sees the question and nothing else.
	return a.tx.NotifyPerson(e.PersonID, "", "有一个问题请您发表意见")
}

// opinion returns the opinion of this concern that an input names.
func (a *act) opinion() (store.Opinion, error) {
	o, err := a.tx.Opinion(a.step.In.Text("opinion"))
	if err == nil && o.MatterID != a.m.ID {
		err = fault.New(fault.NotFound, "opinion.unknown", "没有这项征求意见").On("opinion")
	}
	return o, err
}

func (a *act) enterOpinion() error {
	o, err := a.opinion()
	if err != nil {
		return err
	}
	if err := give(a.tx, &o, a.who.ID, a.step.In.Text("text")); err != nil {
		return err
	}
	a.text = o.Expert.Name + "的意见已录入"
	return nil
}

func give(tx *store.Tx, o *store.Opinion, by, text string) error {
	if o.GivenAt != 0 {
		return fault.New(fault.Conflict, "opinion.given", "这项意见已经在案，不能改；要补充请再征求一次").On("opinion")
	}
	o.Text, o.GivenAt, o.EnteredBy = text, tx.Ms(), by
	return tx.PutOpinion(o)
}

// publishOpinion makes an opinion public under the expert's name: by another
// person than the one who entered it.
func (a *act) publishOpinion() error {
	o, err := a.opinion()
	switch {
	case err != nil:
		return err
	case o.GivenAt == 0:
		return fault.New(fault.Conflict, "opinion.missing", "专家还没有发表意见").On("opinion")
	case o.PublicAt != 0:
		return fault.New(fault.Conflict, "opinion.public", "这项意见已经公开").On("opinion")
	case o.EnteredBy == a.who.ID:
		return fault.New(fault.Forbidden, "opinion.self", "录入意见的人不能自己公开它，请另一人核对原文后公开").On("opinion")
	}
	o.PublicAt, o.PublicBy = a.tx.Ms(), a.who.ID
	if err := a.tx.PutOpinion(&o); err != nil {
		return err
	}
	a.text = o.Expert.Name + "的意见已公开"
	a.tx.Publish("opinion.published", o.ID, store.Digest(o.Expert.Name+"\n"+o.Question+"\n"+o.Text))
	return nil
}

// GiveOpinion lets an expert answer what was asked, under the own name. Faults:
// opinion.unknown (also for what another was asked), opinion.given,
// opinion.text, act.token.
func (d *Desk) GiveOpinion(ctx context.Context, who matter.Actor, id, text string) error {
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n == 0 || n > matter.MaxLong {
		return fault.New(fault.Invalid, "opinion.text", "意见要有 1 到 %d 个字", matter.MaxLong).On("text")
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		o, err := tx.Opinion(id)
		if err != nil {
			return err
		}
		if who.Token || !who.Has(regime.Expert) || o.Expert.PersonID != who.ID {
			return fault.New(fault.NotFound, "opinion.unknown", "没有这项征求意见")
		}
		m, err := tx.LockMatter(o.Number)
		if err != nil {
			return err
		}
		if err := give(tx, &o, who.ID, text); err != nil {
			return err
		}
		if err := tx.AddEvent(m.ID, store.Event{ActorID: who.ID, Actor: who.Name, Role: string(regime.Expert), Action: "give_opinion", Word: string(regime.Noted), From: string(m.State), To: string(m.State), Side: "internal", Text: o.Expert.Name + "发表了意见"}); err != nil {
			return err
		}
		tx.Audit(entry(who, []regime.Role{regime.Expert}, "opinion.given", o.ID, nil))
		if err := tx.Notify([]string{tree.Office(m.AgencyID).ID}, []regime.Role{regime.OfficeDirector}, m.ID, m.Grade, o.Expert.Name+"发表了意见："+m.Title); err != nil {
			return err
		}
		tx.Changed()
		return nil
	})
}
