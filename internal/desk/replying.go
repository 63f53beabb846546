package desk

import (
	"strconv"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// saveAnswer keeps what was written. An answer names nobody: its sender reads it
// by a code, and others may see the screen.
func (a *act) saveAnswer() error {
	text := a.step.In.Text("text")
	if err := impersonal("text", text); err != nil {
		return err
	}
	a.message.DrafterID = a.who.ID
	if _, err := a.tx.AddMessageAnswer(a.m.ID, store.MessageAnswer{Text: text, AuthorID: a.who.ID}); err != nil {
		return err
	}
	return a.tx.UpdateMessage(*a.message)
}

// answerMessage sends an answer on to whom its kind asks for a signature, or out.
func (a *act) answerMessage() error {
	if a.step.In.Text("text") != "" {
		if err := a.saveAnswer(); err != nil {
			return err
		}
	}
	return a.toSign()
}

// guide answers a question with the hotline that can.
func (a *act) guide() error {
	ask := a.step.In.Text("ask")
	if err := impersonal("ask", ask); err != nil {
		return err
	}
	text := "您好！您咨询的事项，可以拨打 " + a.reg.MessageRule().Hotline + " 热线，由人工当即解答。通话时请咨询：" + ask + "。如果没有得到解答，可以在查询页用编号和查询码再问一次。"
	a.detail["guided"] = true
	if _, err := a.tx.AddMessageAnswer(a.m.ID, store.MessageAnswer{Text: text, AuthorID: a.who.ID}); err != nil {
		return err
	}
	if err := a.count(a.tx, *a.m, "guided", "hotline"); err != nil {
		return err
	}
	return a.toSign()
}

func (a *act) toSign() error {
	if len(a.facts.Approvers) == 0 {
		return a.send()
	}
	a.m.State, a.step.To = matter.Signing, matter.Signing
	return a.tx.Notify(a.agencyUnits(), a.facts.Approvers, a.m.ID, "", "来件答复待签发："+a.m.Title)
}

func (a *act) approveAnswer() error {
	answers, err := a.tx.MessageAnswers(a.m.ID)
	if err != nil {
		return err
	}
	if len(answers) == 0 {
		return fault.New(fault.Conflict, "message.no_answer", "还没有写答复")
	}
	a.detail["version"] = answers[0].Version
	if err := a.tx.SignAnswer(a.m.ID, answers[0].Version, a.who.ID); err != nil {
		return err
	}
	return a.send()
}

func (a *act) returnAnswer() error {
	return a.notifyUnit(a.m.UnitID, regime.Handler, "答复退回修改："+a.m.Title)
}

// answerWith gives the public answer of the concern to who complained.
func (a *act) answerWith() error {
	version, err := a.tx.AddMessageAnswer(a.m.ID, store.MessageAnswer{Text: a.step.In.Text("text"), AuthorID: matter.SystemActor.ID})
	if err != nil {
		return err
	}
	if err := a.tx.SignAnswer(a.m.ID, version, matter.SystemActor.ID); err != nil {
		return err
	}
	a.text = a.step.In.Text("statement")
	return a.send()
}

// send lets the newest answer go: its sender reads it by the code at once. Where
// there is a contact and a machine that takes it there, the answer is under way
// until that is on record; where there is a contact and no machine, until a person
// says how it was given; else it has been given.
func (a *act) send() error {
	answers, err := a.tx.MessageAnswers(a.m.ID)
	if err != nil {
		return err
	}
	version := answers[0].Version
	if err := a.tx.GiveAnswer(a.m.ID, version); err != nil {
		return err
	}
	switch {
	case !a.message.Contact:
		a.m.State, a.step.To = matter.Replied, matter.Replied
		if err := a.document(store.Document{Kind: regime.MessageAnswer, Body: strconv.FormatInt(version, 10)}); err != nil {
			return err
		}
		if err := a.given(); err != nil {
			return err
		}
		return a.tx.AddEvent(a.m.ID, store.Event{ActorID: "system", Actor: "系统", Role: string(regime.System), Action: "replied", Word: string(regime.MessageAnswered), From: string(a.step.From), To: string(matter.Replied), Side: "outward", Text: "凭编号和查询码可以看到答复"})
	case a.Inbox.Replier(a.message.Way) == nil:
		a.m.State, a.step.To = matter.Replying, matter.Replying
		return a.notifyUnit(a.m.UnitID, regime.Handler, "答复待人工告知来件人："+a.m.Title)
	}
	a.m.State, a.step.To = matter.Replying, matter.Replying
	id, err := a.tx.QueueReply(a.m.ID, version)
	if err != nil {
		return err
	}
	return a.tx.Enqueue("reply", id, map[string]string{"reply": id}, a.tx.Now, 100)
}

// recordReply records that a person gave the answer.
func (a *act) recordReply() error {
	a.text = strings.TrimSpace(matter.ReplyHandTitles[a.step.In.Text("how")] + "。" + a.step.In.Text("note"))
	if err := impersonal("note", a.step.In.Text("note")); err != nil {
		return err
	}
	if reply, err := a.tx.LastReply(a.m.ID); err != nil || reply.ID != "" {
		if err != nil {
			return err
		}
		reply.State, reply.DoneAt = "done", a.tx.Ms()
		if err := a.tx.SaveReply(reply); err != nil {
			return err
		}
	}
	if err := a.document(store.Document{Kind: regime.MessageAnswer, Body: a.text}); err != nil {
		return err
	}
	return a.given()
}

func (a *act) resendReply() error {
	reply, err := a.tx.LastReply(a.m.ID)
	if err != nil {
		return err
	}
	reply.State, reply.Attempts, reply.Error = "queued", 0, ""
	if err := a.tx.SaveReply(reply); err != nil {
		return err
	}
	return a.tx.Enqueue("reply", reply.ID, map[string]string{"reply": reply.ID}, a.tx.Now, 100)
}

// given puts on record that the answer was given and whether in time, and from
// when original and contact are no longer kept.
func (a *act) given() error {
	clocks, err := a.tx.Clocks(a.m.ID)
	if err != nil {
		return err
	}
	on := int64(1)
	for _, k := range clocks {
		if k.State == "late" || k.BreachedAt != 0 {
			on = 0
		}
	}
	first := a.message.AnsweredAt == 0
	a.message.AnsweredAt, a.message.OnTime = a.tx.Ms(), on
	if first {
		word := map[int64]string{1: "on_time", 0: "late"}[on]
		if err := a.count(a.tx, *a.m, "answered", word); err != nil {
			return err
		}
	}
	return a.ends()
}

// replying is one answer on its way out.
type replying struct {
	reply store.MessageReply
	out   ReplyOut
	via   Replier
	again bool // an earlier try began and its end is not on record
}
