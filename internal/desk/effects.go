package desk

import (
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
var effects = map[matter.Action]func(*act) error{
	"confirm_grade": (*act).confirmGrade, "dismiss": (*act).dismiss, "regrade": (*act).regrade, "resort": (*act).resort, "merge": (*act).merge,
	"join_post": (*act).joinPosts, "split_post": (*act).splitPosts,
	"dispatch": (*act).dispatch, "receive": (*act).receive, "acknowledge": (*act).acknowledge, "hand_back": (*act).handBack, "transfer": (*act).transfer,
	"add_fact": (*act).addFact, "conclude": (*act).conclude, "report_up": (*act).reportUp,
	"begin_statement": (*act).beginStatement, "answered": (*act).answered, "no_answer": (*act).noAnswer,
	"after_action": (*act).afterAction, "close": (*act).close, "reopen": (*act).reopen,
	"assign_task": (*act).assignTask, "complete_task": (*act).completeTask,
	"pause_clock": (*act).pauseClock, "resume_clock": (*act).resumeClock, "extend_clock": (*act).extendClock,
	"save": (*act).save, "submit": (*act).submit, "sign": (*act).sign, "return": (*act).returnDraft, "approve": (*act).approve,
	"correct": (*act).correct, "cancel_correction": (*act).cancelCorrection, "withdraw": (*act).withdraw, "published": (*act).published, "corrected": (*act).published, "withdrawn": (*act).withdrawn,
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

func change(from, to string) map[string]string { return map[string]string{"from": from, "to": to} }

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

// after returns the instant that lies a regime's length of time from now.
func (a *act) after(within string) (int64, error) {
	if within == "" {
		return store.Never, nil
	}
	w, err := deadline.ParseWithin(within)
	if err != nil {
		return 0, err
	}
	r, err := deadline.Due(a.Calendar(), deadline.Term{From: a.tx.Now, Within: w})
	return r.Due.UnixMilli(), err
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

func (a *act) dispatch() error {
	units := []store.Unit{a.tree.ByID[a.m.UnitID]}
	for _, key := range a.step.In.List("assisting") {
		u, err := store.FindUnit(a.tree.Units, key)
		if err != nil {
			return err
		}
		if u.ID != a.m.UnitID {
			units = append(units, u)
			if err := a.tx.SetPart(a.m.ID, u.ID, matter.Assisting); err != nil {
				return err
			}
		}
	}
	var names []string
	for _, u := range units {
		names = append(names, u.Name)
		if err := a.document(store.Document{Kind: regime.DispatchNote, Body: a.step.In.Text("note"), ToUnit: u.ID}); err != nil {
			return err
		}
		if err := a.notifyUnit(u.ID, regime.Handler, "收到告知单："+a.m.Title); err != nil {
			return err
		}
	}
	a.detail["units"] = names
	return nil
}

func (a *act) receive() error {
	for unitID, part := range a.facts.Units {
		if part == matter.Lead {
			return a.received(unitID)
		}
	}
	return nil
}

func (a *act) acknowledge() error { return a.received(a.facts.Unreceived(a.who)) }

func (a *act) received(unitID string) error {
	if _, err := a.tx.ReceiveDocuments(a.m.ID, regime.DispatchNote, unitID, a.who.ID); err != nil {
		return err
	}
	a.detail["unit"] = a.tree.Name(unitID)
	left, err := a.tx.Unreceived(a.m.ID, regime.DispatchNote)
	if err != nil || len(left) > 0 {
		return err
	}
	return a.meet(regime.DispatchNote, true)
}

func (a *act) handBack() error {
	if err := a.document(store.Document{Kind: regime.HandBackNote, Body: a.step.In.Text("ground")}); err != nil {
		return err
	}
	office := a.tree.Office(a.m.AgencyID)
	a.detail["unit"] = change(a.tree.Name(a.m.UnitID), office.Name)
	// A note that was handed back is no longer waited for; the clock runs on.
	if _, err := a.tx.Exec(`DELETE FROM document WHERE matter_id = $1 AND kind = 'dispatch_note' AND received_at = 0 AND to_unit = $2`, a.m.ID, a.m.UnitID); err != nil {
		return err
	}
	a.m.UnitID = office.ID
	if err := a.notifyUnit(office.ID, regime.OfficeDirector, "被退回："+a.m.Title); err != nil {
		return err
	}
	return a.tx.SetPart(a.m.ID, office.ID, matter.Lead)
}

func (a *act) transfer() error {
	unit, err := a.unit("unit")
	if err != nil {
		return err
	}
	a.detail["unit"] = change(a.tree.Name(a.m.UnitID), unit.Name)
	a.m.UnitID = unit.ID
	return a.tx.SetPart(a.m.ID, unit.ID, matter.Lead)
}

func (a *act) addFact() error {
	a.detail["verdict"] = a.step.In.Text("verdict")
	a.text = a.step.In.Text("claim") + "——" + a.step.In.Text("finding")
	return a.tx.AddFact(a.m.ID, store.Fact{Claim: a.step.In.Text("claim"), Finding: a.step.In.Text("finding"), Verdict: a.step.In.Text("verdict"), Evidence: a.step.In.Text("evidence"), AuthorID: a.who.ID})
}

func (a *act) conclude() error {
	return a.document(store.Document{Kind: regime.Conclusion, Body: a.step.In.Text("text")})
}

func (a *act) reportUp() error {
	agency := a.tree.ByID[a.m.AgencyID]
	return a.document(store.Document{Kind: regime.Document(a.step.In.Text("document")), Body: a.step.In.Text("text"), ToUnit: agency.ParentID})
}

func (a *act) noAnswer() error {
	a.concern.Reason = a.step.In.Text("reason")
	if err := a.document(store.Document{Kind: regime.NoAnswerNote, Body: a.concern.Reason}); err != nil {
		return err
	}
	return a.tx.UpdateConcern(*a.concern)
}

func (a *act) answered() error {
	if a.concern.AnsweredAt == 0 {
		a.concern.AnsweredAt = a.tx.Ms()
	}
	return a.tx.UpdateConcern(*a.concern)
}

func (a *act) afterAction() error {
	return a.document(store.Document{Kind: regime.AfterActionReport, Body: a.step.In.Text("public"), Internal: a.step.In.Text("internal")})
}

func (a *act) close() error {
	a.concern.Outcome, a.concern.Reason = regime.Outcome(a.step.In.Text("outcome")), a.step.In.Text("reason")
	a.detail["outcome"] = a.reg.OutcomeTitle(a.concern.Outcome)
	if err := a.document(store.Document{Kind: regime.ClosingReport, Body: a.concern.Reason}); err != nil {
		return err
	}
	return a.tx.UpdateConcern(*a.concern)
}

func (a *act) reopen() error {
	if err := a.setGrade(); err != nil {
		return err
	}
	a.concern.Outcome = ""
	if err := a.tx.UpdateConcern(*a.concern); err != nil {
		return err
	}
	if err := a.openPlan(); err != nil {
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
	return a.tx.FinishTask(a.m.ID, a.step.In.Text("task"), a.who.ID)
}

// notifyUnit tells those who hold a role in a unit.
func (a *act) notifyUnit(unitID string, role regime.Role, text string) error {
	return a.tx.Notify([]string{unitID}, []regime.Role{role}, a.m.ID, a.m.Grade, text)
}

// from returns an instant of the store as a time.
func from(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
