package desk

import (
	"slices"
	"time"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// What follows an answer: watching, reporting progress, deciding whether to take
// the concern up again, the after-action report and its lessons.
var learningEffects = map[matter.Action]func(*act) error{
	"progress": (*act).progress, "propose_reopen": (*act).proposeReopen, "keep_answer": (*act).keepAnswer,
	"publish_review": (*act).publishReview, "return_review": (*act).returnReview, "add_lesson": (*act).addLesson,
}

// faulty are the needs in which a claim that holds is a fault of ours.
var faulty = []regime.Need{regime.Difficulty, regime.Complaint, regime.Criticism, regime.Tip}

// loadFollow reads what the guards of following on ask for.
func (a *act) loadFollow() error {
	n, err := a.tx.FollowCounts(a.m.ID)
	if err != nil {
		return err
	}
	f := &a.facts.FollowFacts
	f.Reopening, f.OpenMeasures = n.Waiting > 0, int(n.Open)
	f.FaultOpen = slices.Contains(faulty, a.m.Need) && a.facts.Confirmed && n.Measures+n.Tasks+n.Results == 0
	chain, _ := a.reg.Chain(a.m.Grade) // none before the grade is confirmed
	a.facts.Approvers = chain.Approvers
	if at := a.tree.Approving(chain, a.m.AgencyID); at != a.m.AgencyID {
		a.facts.Above = at
	}
	report, ok, err := a.tx.NewestDocument(a.m.ID, string(regime.AfterActionReport))
	if err != nil || !ok {
		return err
	}
	published, err := a.tx.ReviewPublished(report.ID)
	f.ReviewBy, f.ReviewWaits = report.AuthorID, !published
	return err
}

// followPlan is the plan under which the tasks of following on stand.
const followPlan = "follow"

const (
	progressTask = "记录进展（跟进）"
	endTask      = "跟进期满：看是否答复、公开、解决或已交办，再由办公室主任决定是否办结"
)

// watch begins following on: progress is owed by the lead unit, a look at the end
// of the watch by the office.
func (a *act) watch() error {
	rule := a.reg.FollowRule()
	if err := a.tx.EndTasks(a.m.ID, followPlan); err != nil {
		return err
	}
	if err := a.oweProgress(rule); err != nil {
		return err
	}
	due, err := a.after(rule.Watch)
	if err != nil {
		return err
	}
	office := a.tree.Office(a.m.AgencyID).ID
	if office == "" {
		office = a.m.AgencyID
	}
	return a.tx.AddTask(store.Task{MatterID: a.m.ID, Title: endTask, UnitID: office, Role: string(regime.OfficeDirector), DueAt: due, CreatedBy: "system", Plan: followPlan, Place: 150})
}

func (a *act) oweProgress(rule regime.Follow) error {
	due, err := a.after(rule.Progress)
	if err != nil {
		return err
	}
	return a.tx.AddTask(store.Task{MatterID: a.m.ID, Title: progressTask, UnitID: a.m.UnitID, Role: string(regime.Handler), DueAt: due, CreatedBy: "system", Plan: followPlan, Place: 140})
}

// progress finishes the progress that is owed, and owes the next one.
func (a *act) progress() error {
	n, err := a.tx.DoTasks(a.m.ID, followPlan, progressTask, a.who.ID)
	if err != nil || n == 0 || a.m.State != matter.Following {
		return err
	}
	return a.oweProgress(a.reg.FollowRule())
}

func (a *act) proposeReopen() error {
	said, err := a.tx.FeedbackOn(a.m.ID)
	if err != nil {
		return err
	}
	ground, says := a.step.In.Text("ground"), a.step.In.Text("text")
	a.text = matter.ReopenTitles[ground] + "：" + says
	if err := a.tx.Notify(a.agencyUnits(), []regime.Role{regime.OfficeDirector, regime.Head, regime.Deputy}, a.m.ID, a.m.Grade, "建议重新办理："+a.m.Title+"（"+matter.ReopenTitles[ground]+"）"); err != nil {
		return err
	}
	return a.tx.AddReopening(store.Reopening{MatterID: a.m.ID, Ground: ground, Says: says, Answers: said.All(), Unmet: said.No})
}

// keepAnswer refuses a proposal: with a reason, by a person, counted in public.
func (a *act) keepAnswer() error {
	if err := a.tx.DecideReopening(a.m.ID, "kept", a.step.In.Text("reason"), a.who.ID); err != nil {
		return err
	}
	a.tx.Renew("public")
	return nil
}

func (a *act) notifyApprovers(text string) error {
	return a.tx.Notify(a.tree.unitsOf(a.approving()), a.facts.Approvers, a.m.ID, a.m.Grade, text)
}

// publishReview signs the newest report: its public half goes to the public site,
// both halves and the lessons to the level above. Clause: HAN-11.
func (a *act) publishReview() error {
	report, _, err := a.tx.NewestDocument(a.m.ID, string(regime.AfterActionReport)) // the guard has seen it
	if err != nil {
		return err
	}
	number, err := a.tx.PublishReview(store.PublicReview{MatterID: a.m.ID, DocumentID: report.ID, Title: a.m.Title + "：总结", Text: report.Body, Agency: a.tree.Name(a.m.AgencyID)})
	if err != nil {
		return err
	}
	a.detail["review"] = number
	a.text = "公开部分已发布为 " + number
	fields := []store.Field{{Title: "公开部分", Text: report.Body}, {Title: "内部部分", Text: report.Internal}}
	lessons, err := a.tx.LessonsOf(a.m.ID)
	if err != nil {
		return err
	}
	for _, l := range lessons {
		fields = append(fields, store.Field{Title: "改进事项", Text: l.Text + "（" + a.tree.Name(l.UnitID) + "，限 " + from(l.DueAt).In(zone).Format("2006-01-02 15:04") + "）"})
	}
	r := store.Report{Kind: regime.AfterActionReport, MatterID: a.m.ID, DocumentID: report.ID, Number: a.m.Number, Title: a.m.Title + "：总结报告", Grade: a.reg.GradeTitle(a.m.Grade), Fields: fields}
	if err := a.sendReport(a.m.AgencyID, &r); err != nil {
		return err
	}
	a.detail["to"] = r.ToName
	return nil
}

var zone = time.FixedZone("CST", 8*60*60)

func (a *act) returnReview() error {
	return a.notifyUnit(a.m.UnitID, regime.Handler, "总结报告退回："+a.m.Title+"："+a.step.In.Text("reason"))
}

// mostLessons is how many lessons one report carries to the level above.
const mostLessons = 50

func (a *act) addLesson() error {
	have, err := a.tx.LessonsOf(a.m.ID)
	if err != nil {
		return err
	}
	if len(have) >= mostLessons {
		return fault.New(fault.Conflict, "lesson.many", "一份总结最多列 %d 项改进事项", mostLessons)
	}
	unit, err := a.unit("unit")
	if err != nil {
		return err
	}
	due, err := a.after(a.step.In.Text("within"))
	if err != nil {
		return err
	}
	a.detail["unit"] = unit.Name
	if err := a.notifyUnit(unit.ID, regime.Handler, "有改进事项："+a.step.In.Text("title")); err != nil {
		return err
	}
	return a.tx.AddLesson(store.Lesson{MatterID: a.m.ID, Text: a.step.In.Text("title"), UnitID: unit.ID, DueAt: due, CreatedBy: a.who.ID}, a.m.AgencyID)
}
