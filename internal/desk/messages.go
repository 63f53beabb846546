package desk

import (
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/proof"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// messageEffects are what the steps of a message change besides its state.
var messageEffects = map[matter.Action]func(*act) error{
	"sort": (*act).sortMessage, "change_kind": (*act).changeKind, "pass_on": (*act).passOn, "to_concern": (*act).toConcern, "record_uptake": (*act).recordUptake,
	"save_answer": (*act).saveAnswer, "answer": (*act).answerMessage, "guide": (*act).guide, "approve_answer": (*act).approveAnswer, "return_answer": (*act).returnAnswer,
	"record_reply": (*act).recordReply, "resend_reply": (*act).resendReply, "replied": (*act).given, "answer_with": (*act).answerWith, "take_back": (*act).takeBack, "concern_ended": (*act).takeBack,
	"set_aside": (*act).setAside, "propose_aside": (*act).proposeAside, "agree_aside": (*act).agreeAside, "refuse_aside": (*act).refuseAside, "moved_to_tips": (*act).movedToTips, "ask_again": (*act).asksAgain, "reopen_message": (*act).reopenMessage, "take_up_again": (*act).takeUpAgain, "rate": (*act).rate,
}

// loadMessage reads what the guards of a message ask.
func (a *act) loadMessage() error {
	x, err := a.tx.Message(a.m.ID)
	if err != nil {
		return err
	}
	a.message = &x
	rule := a.reg.MessageRule()
	kind := rule.Kind(a.m.Need)
	a.facts.Approvers = kind.Signers
	answers, err := a.tx.MessageAnswers(a.m.ID)
	if err != nil {
		return err
	}
	a.facts.Empty = true
	for _, v := range answers { // newest first
		if v.GivenAt != 0 {
			break
		}
		a.facts.Empty = false
		a.facts.Drafters = append(a.facts.Drafters, v.AuthorID)
	}
	if a.m.Need == regime.Suggestion && x.Adoption == "" {
		a.facts.Owes = []string{"答复意见建议前要记录采纳情况：采纳、部分采纳或未采纳，并写明理由"}
	}
	a.facts.AskedOnce, a.facts.Reopened, a.facts.Rated = x.Asked, x.Reopened, x.Rated != ""
	if a.m.ClosedAt != 0 && x.ShreddedAt == 0 {
		until, err := a.afterFrom(from(a.m.ClosedAt), rule.Again)
		if err != nil {
			return err
		}
		a.facts.InTime = a.tx.Ms() < until
	}
	switch a.m.State {
	case matter.Arrived, matter.Handling:
		a.facts.FindsFault = len(proof.Criticism(a.m.Title+"\n"+a.m.Summary)) > 0
		return nil
	case matter.Doubted:
		doubt, err := a.tx.MessageDoubt(a.m.ID)
		a.facts.DoubtedBy = doubt.ByID
		return err
	case matter.Replying:
	default:
		return nil
	}
	reply, err := a.tx.LastReply(a.m.ID)
	a.facts.ByHand = reply.ID == ""
	a.facts.Unsure = reply.State == "unknown" || reply.State == "failed"
	return err
}

func (a *act) sortMessage() error {
	a.m.Need = regime.Need(a.step.In.Text("kind"))
	a.detail["kind"] = a.m.Need
	if a.m.Need != regime.Tip { // a tip goes to nobody but those who may read tips
		if err := a.give(); err != nil {
			return err
		}
	}
	if err := a.recordKind(); err != nil {
		return err
	}
	a.text = strings.TrimSpace(a.m.Need.Title() + "，" + a.tree.Name(a.m.UnitID) + "。" + a.step.In.Text("note"))
	if err := a.count(a.tx, *a.m, "kind", string(a.m.Need)); err != nil {
		return err
	}
	return a.document(store.Document{Kind: regime.SortingNote, Body: a.text})
}

// give hands a message to a unit, and tells those who handle there.
func (a *act) give() error {
	unit, err := a.unit("unit")
	if err != nil {
		return err
	}
	if unit.AgencyID != a.m.AgencyID {
		return fault.New(fault.Invalid, "unit.agency", "只能交给本机关的单位").On("unit")
	}
	a.detail["unit"] = change(a.tree.Name(a.m.UnitID), unit.Name)
	a.m.UnitID = unit.ID
	a.facts.Units[unit.ID] = matter.Lead
	if err := a.tx.SetPart(a.m.ID, unit.ID, matter.Lead); err != nil {
		return err
	}
	return a.notifyUnit(unit.ID, regime.Handler, "有新的来件："+a.m.Title)
}

func (a *act) changeKind() error {
	need := regime.Need(a.step.In.Text("kind"))
	if need == a.m.Need {
		return fault.New(fault.Invalid, "message.kind", "已经是这个种类").On("kind")
	}
	a.detail["kind"] = change(string(a.m.Need), string(need))
	a.m.Need = need
	if err := a.recordKind(); err != nil {
		return err
	}
	if need == regime.Tip {
		office := a.tree.Office(a.m.AgencyID)
		a.m.UnitID = office.ID
		if err := a.tx.SetPart(a.m.ID, office.ID, matter.Lead); err != nil {
			return err
		}
	}
	clocks, err := a.tx.Clocks(a.m.ID)
	if err != nil {
		return err
	}
	for i := range clocks {
		k := &clocks[i]
		rule, ok := a.reg.Clock(k.Code)
		if !ok || k.State != "running" && k.State != "paused" || len(rule.Needs) == 0 || has(rule.Needs, need) {
			continue
		}
		k.State, k.AlarmAt, k.Alarm = "ended", store.Never, ""
		if err := a.tx.SaveClock(k); err != nil {
			return err
		}
	}
	return a.document(store.Document{Kind: regime.SortingNote, Body: need.Title() + "。" + a.step.In.Text("reason")})
}

func (a *act) passOn() error { return a.give() }

// toConcern makes a concern of a complaint, or joins one: the text without
// personal data goes along, its sender does not. Clause: MSG-2.
func (a *act) toConcern() error {
	number, fresh := a.step.In.Text("into"), a.step.In.Text("into") == ""
	if fresh {
		o := Opening{AgencyID: a.m.AgencyID, Title: a.m.Title, Summary: a.m.Summary, Proposal: Proposal{Need: regime.Complaint}}
		if err := a.Suggest(a.tx, a.tree, o.AgencyID, o.Title, Readable([]string{o.Summary}), &o.Proposal); err != nil {
			return err
		}
		o.Proposal.Need = regime.Complaint
		var err error
		if number, err = a.OpenIn(a.tx, a.tree, a.who, o); err != nil {
			return err
		}
		if err := a.tx.IndexText(store.KindConcern, number, a.tx.Ms(), o.Title, o.Summary); err != nil {
			return err
		}
	}
	into, err := a.tx.LockMatter(number)
	if err != nil {
		return err
	}
	parts, err := a.tx.Parts(into.ID)
	if err != nil {
		return err
	}
	if into.Kind != regime.Concern || into.AgencyID != a.m.AgencyID || into.State == matter.Dismissed || into.State == matter.Merged || !fresh && !a.tree.Sees(a.who, into, parts) {
		return fault.New(fault.Invalid, "matter.into", "没有可以并入的关切 %s", number).On("into")
	}
	if fresh {
		if err := a.tx.SetMade(a.m.ID, into.ID); err != nil {
			return err
		}
	}
	a.message.ConcernID = into.ID
	a.text, a.detail["concern"] = into.Number, into.Number
	if err := a.tx.UpdateMessage(*a.message); err != nil {
		return err
	}
	return a.askForAnswers(into.ID) // in case its answer is public already
}

// askForAnswers lets a job answer the messages that a concern answers.
func (a *act) askForAnswers(concernID string) error {
	return a.tx.Enqueue("answer_messages", concernID, map[string]string{"concern": concernID}, a.tx.Now, 20)
}

// tellMessages does so when a concern has ended and messages wait for it.
func (a *act) tellMessages() error {
	waiting, err := a.tx.MessagesOf(a.m.ID, "", 1)
	if err != nil || len(waiting) == 0 {
		return err
	}
	return a.askForAnswers(a.m.ID)
}

func (a *act) takeBack() error {
	a.message.ConcernID = ""
	return a.tx.UpdateMessage(*a.message)
}

func (a *act) recordUptake() error {
	why := a.step.In.Text("reason")
	if err := impersonal("reason", why); err != nil {
		return err
	}
	a.message.Adoption, a.message.AdoptionWhy = a.step.In.Text("adoption"), why
	a.text = matter.AdoptionTitles[a.message.Adoption] + "：" + why
	return a.tx.UpdateMessage(*a.message)
}

// ends sets when original and contact are shredded.
func (a *act) ends() (err error) {
	if a.message.EndsAt, err = a.after(a.reg.MessageRule().Keep); err != nil {
		return err
	}
	return a.tx.UpdateMessage(*a.message)
}

// movedToTips destroys what is here: the protected channel has it now.
func (a *act) movedToTips() error {
	a.m.Title, a.m.Summary = "（已转受保护渠道）", ""
	return a.shred(true)
}

// shred destroys the key of the case, after it is written down outside the
// database that it is destroyed. Clause: MSG-4.
func (a *act) shred(blank bool) error {
	if a.Inbox.Erased != nil {
		if err := a.Inbox.Erased(a.m.ID); err != nil {
			return err
		}
	}
	a.message.Contact, a.message.ShreddedAt = false, a.tx.Ms()
	if blank {
		if err := a.tx.UnindexText(store.KindMessage, a.m.Number); err != nil {
			return err
		}
	}
	return a.tx.Wipe(func() error { return a.tx.ShredMessage(a.m.ID, blank) })
}

func (a *act) asksAgain() error {
	a.message.Asked = true
	return a.resume()
}

func (a *act) reopenMessage() error {
	a.message.Reopened = true
	if err := a.count(a.tx, *a.m, "reopened", "sender"); err != nil {
		return err
	}
	return a.resume()
}

func (a *act) takeUpAgain() error {
	if a.message.ShreddedAt != 0 {
		return fault.New(fault.Conflict, "message.shredded", "原文和联系方式已按期限销毁，不能重新办理")
	}
	return a.resume()
}

// resume takes a message up again: its clocks run anew from now, and nothing is
// shredded while it is open.
func (a *act) resume() error {
	a.message.EndsAt, a.message.Aside, a.message.Rated = 0, "", ""
	if a.m.Need == "" { // set aside before it was sorted
		a.m.State, a.step.To = matter.Arrived, matter.Arrived
	}
	if err := a.tx.UpdateMessage(*a.message); err != nil {
		return err
	}
	if err := a.tx.Notify([]string{a.m.UnitID}, []regime.Role{regime.Handler, regime.OfficeDirector}, a.m.ID, "", "来件需要重新办理："+a.m.Title); err != nil {
		return err
	}
	for _, c := range []regime.Event{regime.MessageReceived, regime.MessageSorted} {
		if (c == regime.MessageReceived) != (a.m.State == matter.Arrived) {
			continue
		}
		if err := a.begin(c, a.tx.Now); err != nil {
			return err
		}
	}
	return nil
}

func (a *act) rate() error {
	a.message.Rated = a.step.In.Text("met")
	if err := a.count(a.tx, *a.m, "rated", a.message.Rated); err != nil {
		return err
	}
	return a.tx.UpdateMessage(*a.message)
}
