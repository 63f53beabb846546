package desk

import (
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var followingEffects = map[matter.Action]func(*act) error{
	"answered": (*act).answered, "no_answer": (*act).noAnswer,
	"after_action": (*act).afterAction, "close": (*act).close, "reopen": (*act).reopen,
	"assign_task": (*act).assignTask, "complete_task": (*act).completeTask,
}

func (a *act) noAnswer() error {
	a.concern.Reason = a.step.In.Text("reason")
	if err := a.document(store.Document{Kind: regime.NoAnswerNote, Body: a.concern.Reason}); err != nil {
		return err
	}
	if err := a.tx.UpdateConcern(*a.concern); err != nil {
		return err
	}
	return a.watch()
}

func (a *act) answered() error {
	if a.concern.AnsweredAt == 0 {
		a.concern.AnsweredAt = a.tx.Ms()
	}
	if err := a.tx.UpdateConcern(*a.concern); err != nil {
		return err
	}
	return a.watch()
}

// answeredBefore moves a concern on whose answer went public before its conclusion:
// a thread has one answer, so none is waited for. A first statement is no answer,
// and what was said before a reopening answers nothing that came after it.
func (d *Desk) answeredBefore(tx *store.Tx, tree *Tree, m *matter.Matter) error {
	answer, err := tx.AnswerOut(m.ID)
	if err != nil || answer == "" {
		return err
	}
	a, err := d.load(tx, tree, matter.SystemActor, m)
	if err != nil {
		return err
	}
	a.text = answer + " 已经公开"
	return a.take("answered", nil)
}

func (a *act) afterAction() error {
	if err := impersonal("public", a.step.In.Text("public")); err != nil {
		return err
	}
	if err := a.notifyApprovers("总结报告待签发：" + a.m.Title); err != nil {
		return err
	}
	return a.document(store.Document{Kind: regime.AfterActionReport, Body: a.step.In.Text("public"), Internal: a.step.In.Text("internal")})
}

func (a *act) close() error {
	a.concern.Outcome, a.concern.Reason = regime.Outcome(a.step.In.Text("outcome")), a.step.In.Text("reason")
	if err := impersonal("reason", a.concern.Reason); err != nil {
		return err
	}
	a.detail["outcome"] = a.reg.OutcomeTitle(a.concern.Outcome)
	if err := a.tx.DecideReopening(a.m.ID, "kept", a.concern.Reason, a.who.ID); err != nil {
		return err
	}
	if err := a.tx.PublishResult(a.m.ID, store.PublicResult{Number: a.m.Number, Outcome: a.reg.OutcomeTitle(a.concern.Outcome), Text: a.concern.Reason}); err != nil {
		return err
	}
	if err := a.document(store.Document{Kind: regime.ClosingReport, Body: a.concern.Reason}); err != nil {
		return err
	}
	if err := a.publishResults(); err != nil {
		return err
	}
	return a.tx.UpdateConcern(*a.concern)
}

func (a *act) reopen() error {
	before := a.m.Grade
	if err := a.setGrade(); err != nil {
		return err
	}
	a.concern.Outcome = ""
	if err := a.tx.DecideReopening(a.m.ID, "reopened", a.step.In.Text("reason"), a.who.ID); err != nil {
		return err
	}
	if err := a.tx.MarkReopened(a.m.ID); err != nil {
		return err
	}
	if err := a.tx.EndTasks(a.m.ID, followPlan); err != nil {
		return err
	}
	if err := a.tx.UpdateConcern(*a.concern); err != nil {
		return err
	}
	if err := a.openGrade(before, a.step.In.Text("reason"), ""); err != nil {
		return err
	}
	// The clocks of the grade run anew, from the instant of the reopening.
	return a.begin(regime.GradeConfirmed, a.tx.Now)
}

func (a *act) assignTask() error {
	unit, err := a.unit("unit")
	if err != nil {
		return err
	}
	due, err := a.after(a.step.In.Text("within"))
	if err != nil {
		return err
	}
	a.detail["unit"] = unit.Name
	if err := a.notifyUnit(unit.ID, regime.Handler, "有新任务："+a.step.In.Text("title")); err != nil {
		return err
	}
	return a.tx.AddTask(store.Task{MatterID: a.m.ID, Title: a.step.In.Text("title"), UnitID: unit.ID, DueAt: due, CreatedBy: a.who.ID, Place: 100})
}

func (a *act) completeTask() error {
	task, result := a.step.In.Text("task"), a.step.In.Text("result")
	k, err := a.tx.OpenTask(a.m.ID, task)
	if err != nil {
		return err
	}
	a.text = k.Title
	if err := a.tx.FinishTask(a.m.ID, task, a.who.ID); err != nil || result == "" {
		return err
	}
	a.text += "：" + result
	if err := a.tx.SetTaskResult(task, result); err != nil {
		return err
	}
	return a.tx.AddTaskNote(task, "done", result, a.who.ID)
}
