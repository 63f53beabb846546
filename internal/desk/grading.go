package desk

import (
	"encoding/json"
	"fmt"
	"strings"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var gradingEffects = map[matter.Action]func(*act) error{
	"regrade": (*act).regrade, "propose_downgrade": (*act).proposeDowngrade, "confirm_downgrade": (*act).confirmDowngrade, "refuse_downgrade": (*act).refuseDowngrade,
}

// regrade raises the grade at once. A lower grade that somebody proposed before
// was proposed for other facts: it lapses.
func (a *act) regrade() error {
	grade, err := a.usedGrade()
	if err != nil {
		return err
	}
	if err := a.tx.DecideDowngrade(a.m.ID, "lapsed", a.who.ID, "等级已提高"); err != nil {
		return err
	}
	return a.change(grade, a.step.In.Text("reason"), "")
}

// proposeDowngrade asks another person to lower the grade. Until then grade and
// clocks stand as they are.
func (a *act) proposeDowngrade() error {
	grade, err := a.usedGrade()
	if err != nil {
		return err
	}
	reason := a.step.In.Text("reason")
	a.text = fmt.Sprintf("提议由「%s」降为「%s」：%s", a.reg.GradeTitle(a.m.Grade), a.reg.GradeTitle(grade), reason)
	if err := a.tx.AddDowngrade(a.m.ID, store.Downgrade{From: a.m.Grade, Grade: grade, Reason: reason, ProposedBy: a.who.ID}); err != nil {
		return err
	}
	return a.tx.NotifyOf(store.EventSign, a.agencyUnits(), []regime.Role{regime.OfficeDirector, regime.Deputy, regime.Head}, a.m.ID, a.m.Grade, "请决定是否降低等级："+a.m.Title)
}

func (a *act) confirmDowngrade() error {
	d, err := a.tx.OpenDowngrade(a.m.ID)
	if err != nil {
		return err
	}
	if err := a.tx.DecideDowngrade(a.m.ID, "confirmed", a.who.ID, a.step.In.Text("note")); err != nil {
		return err
	}
	a.text = "同意降低等级。提议的理由：" + d.Reason
	if note := a.step.In.Text("note"); note != "" {
		a.text += "；意见：" + note
	}
	return a.change(d.Grade, d.Reason, d.ProposedBy)
}

func (a *act) refuseDowngrade() error {
	return a.tx.DecideDowngrade(a.m.ID, "refused", a.who.ID, a.step.In.Text("reason"))
}

// change gives the concern another grade, with all that a grade opens.
func (a *act) change(grade regime.Grade, reason, proposedBy string) error {
	before := a.m.Grade
	a.detail["grade"] = change(string(before), string(grade))
	a.m.Grade = grade
	if err := a.regradeDrafts(grade); err != nil {
		return err
	}
	if err := a.openGrade(before, reason, proposedBy); err != nil {
		return err
	}
	return a.tx.TickHappened(a.m.ID)
}

// openGrade records the decision with the criteria as they stand, and opens what
// the grade brings: plan, response group and channels; its clocks begin with the
// event of the act.
func (a *act) openGrade(before regime.Grade, reason, proposedBy string) error {
	checks, err := checkCriteria(a.tx, a.reg, a.m.ID)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(checks)
	if err != nil {
		return err
	}
	action := a.step.Row.Action
	if action == "unmerge" { // it takes the concern up again
		action = "reopen"
	}
	err = a.tx.AddGrading(a.m.ID, store.Grading{
		Action: string(action), From: before, Grade: a.m.Grade, Reason: reason, ByID: a.who.ID, Role: string(a.role()), ProposedBy: proposedBy, Criteria: string(raw),
	})
	if err != nil {
		return err
	}
	if err := a.openPlan(); err != nil {
		return err
	}
	return a.callGroup()
}

// callGroup tells the response group of the grade that it is called.
func (a *act) callGroup() error {
	plan, ok := a.reg.Plan(a.m.Grade, a.m.Need)
	if !ok {
		return nil
	}
	roles := plan.GroupRoles()
	titles := make([]string, len(roles))
	for i, r := range roles {
		titles[i] = a.reg.RoleTitle(r)
	}
	channels := make([]string, 0, 1)
	for _, c := range a.reg.Channels(a.m.Grade) {
		channels = append(channels, c.Title())
	}
	a.detail["group"], a.detail["channels"], a.detail["plan"] = strings.Join(titles, "、"), strings.Join(channels, "、"), plan.Title
	return a.tx.Notify(a.groupUnits(), roles, a.m.ID, a.m.Grade, "编入响应组（"+plan.Title+"）："+a.m.Title)
}

// groupUnits are where the members of the response group are looked for: the
// handling unit, the office, and the agency itself.
func (a *act) groupUnits() []string { return a.tree.GroupUnits(*a.m) }

// GroupUnits returns the units among which a concern's response group is formed
// by role: its handling unit, the office of its agency, and the agency itself.
func (t *Tree) GroupUnits(m matter.Matter) []string {
	return []string{m.UnitID, t.Office(m.AgencyID).ID, m.AgencyID}
}

// openPlan opens the response plan of the grade as a checklist. Steps that are
// done stay done: one of the same words is not asked for again.
func (a *act) openPlan() error {
	plan, ok := a.reg.Plan(a.m.Grade, a.m.Need)
	if !ok {
		return nil
	}
	if _, err := a.tx.Exec(`DELETE FROM task WHERE matter_id = $1 AND plan <> '' AND done_at = 0`, a.m.ID); err != nil {
		return err
	}
	done, err := a.tx.DonePlanSteps(a.m.ID)
	if err != nil {
		return err
	}
	for i, step := range plan.Steps {
		if done[step.Title] {
			continue
		}
		due, err := a.after(step.Within)
		if err != nil {
			return err
		}
		unit := a.m.UnitID
		if step.Role != regime.Handler && step.Role != regime.Drafter {
			unit = a.tree.Office(a.m.AgencyID).ID
		}
		if err := a.tx.AddTask(store.Task{MatterID: a.m.ID, Title: step.Title, UnitID: unit, Role: string(step.Role), DueAt: due, CreatedBy: "system", Plan: plan.ID, Place: int64(i + 1), Event: string(step.DoneBy), Document: string(step.Document)}); err != nil {
			return err
		}
	}
	return nil
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
