package desk

import (
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var judgingEffects = map[matter.Action]func(*act) error{
	"confirm_grade": (*act).confirmGrade, "dismiss": (*act).dismiss, "regrade": (*act).regrade, "resort": (*act).resort, "merge": (*act).merge,
	"join_post": (*act).joinPosts, "split_post": (*act).splitPosts,
}

func (a *act) confirmGrade() error {
	if err := a.setGrade(); err != nil {
		return err
	}
	if err := a.document(store.Document{Kind: regime.ScreeningNote, Body: a.step.In.Text("reason")}); err != nil {
		return err
	}
	return a.openPlan()
}

// openPlan opens the response plan of the grade as a checklist.
func (a *act) openPlan() error {
	plan, ok := a.reg.Plan(a.m.Grade)
	if !ok {
		return nil
	}
	if _, err := a.tx.Exec(`DELETE FROM task WHERE matter_id = $1 AND plan <> '' AND done_at = 0`, a.m.ID); err != nil {
		return err
	}
	for i, step := range plan.Steps {
		due, err := a.after(step.Within)
		if err != nil {
			return err
		}
		unit := a.m.UnitID
		if step.Role != regime.Handler && step.Role != regime.Drafter {
			unit = a.tree.Office(a.m.AgencyID).ID
		}
		if err := a.tx.AddTask(store.Task{MatterID: a.m.ID, Title: step.Title, UnitID: unit, Role: string(step.Role), DueAt: due, CreatedBy: "system", Plan: plan.ID, Place: int64(i + 1), Event: string(step.DoneBy)}); err != nil {
			return err
		}
	}
	return nil
}

func (a *act) dismiss() error {
	a.concern.Outcome, a.concern.Reason = regime.NoAction, a.step.In.Text("reason")
	if err := a.document(store.Document{Kind: regime.ScreeningNote, Body: a.concern.Reason}); err != nil {
		return err
	}
	return a.tx.UpdateConcern(*a.concern)
}

func (a *act) regrade() error {
	grade, err := a.usedGrade()
	if err != nil {
		return err
	}
	if grade == a.m.Grade {
		return fault.New(fault.Invalid, "grade.same", "等级没有变化").On("grade")
	}
	a.detail["grade"] = change(string(a.m.Grade), string(grade))
	a.m.Grade = grade
	if err := a.regradeDrafts(grade); err != nil {
		return err
	}
	if err := a.openPlan(); err != nil {
		return err
	}
	return a.tx.TickHappened(a.m.ID)
}

// regradeDrafts lets the concern's drafts follow the chain of the new grade: one
// in review waits for approval if none of its gates is open any more, and goes
// back to review if some are.
func (a *act) regradeDrafts(grade regime.Grade) error {
	drafts, err := a.tx.PendingStatements(a.m.ID)
	if err != nil {
		return err
	}
	for _, number := range drafts {
		m, err := a.tx.LockMatter(number)
		if err != nil {
			return err
		}
		m.Grade = grade
		d, err := a.load(a.tx, a.tree, a.who, &m)
		if err != nil {
			return err
		}
		switch {
		case m.State == matter.Drafting:
		case len(d.facts.OpenGates) == 0:
			m.State = matter.Approving
		default:
			m.State = matter.Reviewing
		}
		if err := a.tx.UpdateMatter(&m); err != nil {
			return err
		}
	}
	return nil
}

func (a *act) resort() error {
	a.detail["need"] = change(string(a.m.Need), a.step.In.Text("need"))
	a.m.Need = regime.Need(a.step.In.Text("need"))
	return nil
}

func (a *act) merge() error {
	into, err := a.tx.LockMatter(a.step.In.Text("into"))
	if err != nil {
		return err
	}
	if into.ID == a.m.ID || into.Kind != regime.Concern || into.State.Final() || into.AgencyID != a.m.AgencyID {
		return fault.New(fault.Invalid, "merge.into", "只能并入本机关另一件正在办理的关切").On("into")
	}
	a.concern.Outcome, a.concern.Reason, a.concern.MergedInto = regime.Merged, a.step.In.Text("reason"), into.Number
	a.detail["into"] = into.Number
	if err := a.tx.MergeClusters(a.m.ID, into.ID); err != nil {
		return err
	}
	if err := a.tx.RecountConcern(into.ID); err != nil {
		return err
	}
	if err := a.tx.AddEvent(into.ID, store.Event{ActorID: a.who.ID, Actor: a.who.Name, Role: string(a.role()), Action: "merge", Word: string(regime.PostsJoined), From: string(into.State), To: string(into.State), Side: "internal", Text: a.m.Number + " 并入本件：" + a.concern.Reason}); err != nil {
		return err
	}
	return a.tx.UpdateConcern(*a.concern)
}

func (a *act) joinPosts() error {
	return a.movePosts(func(seq int64) error { return a.tx.ConfirmMember(a.m.ID, seq, a.who.ID, a.step.In.Text("reason")) })
}

func (a *act) splitPosts() error {
	return a.movePosts(func(seq int64) error { return a.tx.RefuseMember(a.m.ID, seq, a.who.ID, a.step.In.Text("reason")) })
}

func (a *act) movePosts(move func(seq int64) error) error {
	seqs, err := a.tx.PostSeqs(a.step.In.List("posts"))
	if err != nil {
		return err
	}
	for _, seq := range seqs {
		if err := move(seq); err != nil {
			return err
		}
	}
	a.detail["posts"] = a.step.In.List("posts")
	return a.tx.RecountConcern(a.m.ID)
}
