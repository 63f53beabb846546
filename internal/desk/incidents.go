package desk

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Who writes the plan of an account, who starts it, and who ends it; the keeper of
// one of the account's secrets may start it too.
var (
	PlanKeepers = []regime.Role{regime.ChiefEditor, regime.OfficeDirector, regime.SecurityAdmin}
	PlanReaders = append([]regime.Role{regime.Keeper}, OutwardReaders...)
	Alarmers    = append([]regime.Role{regime.Keeper, regime.ChiefEditor, regime.Editor}, Stoppers...)
)

// incidentTerms are by when each step is done, counted from the alarm: figures of
// our own, for the regulation asks for a plan and sets none.
var incidentTerms = []struct {
	Step   string
	Title  string
	Within time.Duration
}{
	{"stop", "停发", 0},
	{"rotate", "更换全部密钥", time.Hour},
	{"tell_departments", "告知有关部门", time.Hour},
	{"tell_public", "告知公众", 0},
	{"restore", "恢复使用", 24 * time.Hour},
}

// StepTitle names a step of an incident.
func StepTitle(step string) string {
	for _, t := range incidentTerms {
		if t.Step == step {
			return t.Title
		}
	}
	return step
}

// SavePlan stores the plan of an account. Faults: register.role, act.token,
// plan.people, plan.departments, plan.note. Clause: ACC-14.
func (d *Desk) SavePlan(ctx context.Context, who matter.Actor, l store.AccountPlan) error {
	l.Departments, l.PlatformLine, l.Note = strings.TrimSpace(l.Departments), strings.TrimSpace(l.PlatformLine), strings.TrimSpace(l.Note)
	if n := utf8.RuneCountInString(l.Departments); n < 2 || n > 500 {
		return fault.New(fault.Invalid, "plan.departments", "写明要告知的部门，一行一个").On("departments")
	}
	if utf8.RuneCountInString(l.PlatformLine) > 200 || utf8.RuneCountInString(l.Note) > 2000 {
		return fault.New(fault.Invalid, "plan.note", "平台联系方式最多 200 字，说明最多 2000 字").On("note")
	}
	return d.onAccount(ctx, who, PlanKeepers, l.AccountID, func(tx *store.Tx, _ *Tree, a store.Account) error {
		if l.CoordinatorID == l.DeputyID {
			return fault.New(fault.Invalid, "plan.people", "负责人和替补要是两个人").On("deputy")
		}
		for _, one := range []struct{ id, field string }{{l.CoordinatorID, "coordinator"}, {l.DeputyID, "deputy"}} {
			if p, err := tx.PersonByID(one.id); fault.KindOf(err) == fault.NotFound || err == nil && !p.Active {
				return fault.New(fault.Invalid, "plan.people", "负责人和替补要是在岗的人").On(one.field)
			} else if err != nil {
				return err
			}
		}
		old, err := tx.AccountPlan(a.ID)
		if err != nil && fault.CodeOf(err) != "plan.none" {
			return err
		}
		l.RemindedAt, l.ByID, l.At = old.RemindedAt, who.ID, tx.Ms()
		if old.At != 0 {
			l.At = old.At // the yearly drill counts from the first plan
		}
		tx.Audit(entry(who, PlanKeepers, "account.plan_saved", a.ID, map[string]string{"coordinator": l.CoordinatorID, "deputy": l.DeputyID}))
		return tx.SavePlan(l)
	})
}

// onAccount carries out an act of a person who is there, about an account of the
// own agency or one below it.
func (d *Desk) onAccount(ctx context.Context, who matter.Actor, roles []regime.Role, accountID string, f func(tx *store.Tx, tree *Tree, a store.Account) error) error {
	tree, err := d.Tree(ctx)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.Account(accountID)
		if err != nil {
			return err
		}
		if err := tree.mustIn(who, a.AgencyID, roles...); err != nil {
			return err
		}
		if err := f(tx, tree, a); err != nil {
			return err
		}
		tx.Changed()
		return nil
	})
}

// Alarm is the one button: what happened to an account.
type Alarm struct {
	Account string
	Kind    string // hijack or defacement
	Reason  string
	Drill   bool
}

// RaiseAlarm (启动应急预案) holds back all sending for an account, marks every one of
// its secrets as lost, tells the public on the accounts page and the people of the
// plan, and starts the clocks of the remaining steps: in one transaction. A drill
// starts the clocks and tells the people, and touches nothing else. Faults:
// register.role, act.token, incident.kind, incident.reason, incident.open,
// plan.none. Clause: ACC-14.
func (d *Desk) RaiseAlarm(ctx context.Context, who matter.Actor, in Alarm) error {
	in.Reason = strings.TrimSpace(in.Reason)
	if n := utf8.RuneCountInString(in.Reason); n < 2 || n > 200 {
		return fault.New(fault.Invalid, "incident.reason", "写一句发现了什么，2 到 200 字").On("reason")
	}
	if in.Kind != "hijack" && in.Kind != "defacement" {
		return fault.New(fault.Invalid, "incident.kind", "请选择是账号被盗用，还是内容被篡改").On("kind")
	}
	return d.onAccount(ctx, who, Alarmers, in.Account, func(tx *store.Tx, tree *Tree, a store.Account) error {
		plan, err := tx.AccountPlan(a.ID)
		if err != nil && (in.Drill || fault.CodeOf(err) != "plan.none") {
			return err // without a plan the button works, only a drill has nothing to try
		}
		if _, err := tx.LockIncident(a.ID); err == nil {
			return fault.New(fault.Conflict, "incident.open", "这个账号的应急预案已经启动")
		}
		i := store.Incident{AccountID: a.ID, Kind: in.Kind, Drill: in.Drill, Reason: in.Reason, BeganAt: tx.Ms(), BeganBy: who.ID}
		if !in.Drill {
			i.Notice = "账号「" + a.Name + "」出现异常，" + map[string]string{"hijack": "可能被他人盗用", "defacement": "内容可能被篡改"}[in.Kind] + "。恢复之前，请不要相信这个账号发出的内容，也不要按它的要求提供资料、付款或扫码。这期间在这个账号里的留言我们收不到，请到本站「写信、留言」。"
			if i.Secrets, err = tx.LoseSecrets(a.ID); err != nil {
				return err
			}
			tx.Publish("account.alarm", a.Number, store.Digest(i.Notice))
		}
		if err := tx.PutIncident(&i); err != nil {
			return err
		}
		if err := beginSteps(tx, i, who); err != nil {
			return err
		}
		tx.Audit(entry(who, Alarmers, "account.alarm", a.ID, map[string]any{"kind": in.Kind, "drill": in.Drill, "secrets": i.Secrets}))
		text := "账号「" + a.Name + "」已启动应急预案：" + in.Reason
		if in.Drill {
			text = "演练：" + text
		}
		for _, id := range []string{plan.CoordinatorID, plan.DeputyID} {
			if id == "" {
				continue
			}
			if err := tx.NotifyPersonOf(store.EventBreach, id, text); err != nil {
				return err
			}
		}
		return tx.NotifyOf(store.EventBreach, tree.unitsOf(a.AgencyID), Stoppers, "", "", text)
	})
}

// heldBack refuses to send for an account while its plan for emergencies runs.
func heldBack(tx *store.Tx, accountID string) error {
	if on, err := tx.AccountHeld(accountID); err != nil || !on {
		return err
	}
	return errStopped
}

// beginSteps starts the clocks of an incident. What the button does itself is done
// at once; a drill does nothing, so that people do it.
func beginSteps(tx *store.Tx, i store.Incident, who matter.Actor) error {
	for _, t := range incidentTerms {
		s := store.IncidentStep{IncidentID: i.ID, Step: t.Step, DueAt: tx.Now.Add(t.Within).UnixMilli()}
		if t.Within == 0 {
			s.DoneAt, s.ByID = tx.Ms(), who.ID
		}
		if err := tx.PutStep(s); err != nil {
			return err
		}
	}
	return nil
}

// DoStep records that a step is done: that the departments were told, or that the
// secrets were replaced, which is looked up. Faults: register.role, act.token,
// incident.none, incident.step, incident.note, incident.secrets.
func (d *Desk) DoStep(ctx context.Context, who matter.Actor, account, step, note string) error {
	note = strings.TrimSpace(note)
	if n := utf8.RuneCountInString(note); n < 2 || n > 500 {
		return fault.New(fault.Invalid, "incident.note", "写明做了什么、告知了谁，2 到 500 字").On("note")
	}
	if step != "rotate" && step != "tell_departments" {
		return fault.New(fault.Invalid, "incident.step", "请选择要登记的步骤").On("step")
	}
	return d.onAccount(ctx, who, Alarmers, account, func(tx *store.Tx, _ *Tree, a store.Account) error {
		i, err := tx.LockIncident(a.ID)
		if err != nil {
			return err
		}
		if step == "rotate" && !i.Drill {
			if err := allReplaced(tx, a.ID); err != nil {
				return err
			}
		}
		return finishStep(tx, who, i, step, note)
	})
}

// allReplaced refuses while a secret of an account is still the lost one.
func allReplaced(tx *store.Tx, accountID string) error {
	list, err := tx.AccountSecrets(accountID)
	if err != nil {
		return err
	}
	if j := slices.IndexFunc(list, func(s store.AccountSecret) bool { return s.LostAt != 0 }); j >= 0 {
		return fault.New(fault.Conflict, "incident.secrets", "%s还没有更换", SecretTitle(list[j].Name))
	}
	return nil
}

func finishStep(tx *store.Tx, who matter.Actor, i store.Incident, step, note string) error {
	steps, err := tx.IncidentSteps(i.ID)
	if err != nil {
		return err
	}
	for _, s := range steps {
		if s.Step != step {
			continue
		}
		if s.DoneAt != 0 {
			return fault.New(fault.Conflict, "incident.step", "这一步已经登记过")
		}
		s.DoneAt, s.ByID, s.Note = tx.Ms(), who.ID, note
		tx.Audit(entry(who, Alarmers, "account.alarm_"+step, i.AccountID, map[string]any{"drill": i.Drill, "late": s.DoneAt > s.DueAt}))
		return tx.PutStep(s)
	}
	return nil
}

// Ending is what is recorded when an incident or a drill ends.
type Ending struct {
	Account      string
	Participants string
	Findings     string
}

// EndAlarm (恢复使用) lets an account send again: by another person than who raised
// the alarm, once the secrets are replaced and the departments told. Of a drill it
// records who took part, how long it took and what was found. Faults:
// register.role, act.token, incident.none, incident.same_person, incident.secrets,
// incident.steps, incident.findings, incident.participants. Clause: ACC-14.
func (d *Desk) EndAlarm(ctx context.Context, who matter.Actor, in Ending) error {
	in.Participants, in.Findings = strings.TrimSpace(in.Participants), strings.TrimSpace(in.Findings)
	if n := utf8.RuneCountInString(in.Participants); n < 2 || n > 300 {
		return fault.New(fault.Invalid, "incident.participants", "写明参加的人，2 到 300 字").On("participants")
	}
	if n := utf8.RuneCountInString(in.Findings); n < 2 || n > 2000 {
		return fault.New(fault.Invalid, "incident.findings", "写明经过和发现的问题，2 到 2000 字；没有问题也请写明").On("findings")
	}
	return d.onAccount(ctx, who, Stoppers, in.Account, func(tx *store.Tx, _ *Tree, a store.Account) error {
		i, err := tx.LockIncident(a.ID)
		switch {
		case err != nil:
			return err
		case i.BeganBy == who.ID:
			return fault.New(fault.Forbidden, "incident.same_person", "启动预案的人不能自己恢复，请另一人核对后恢复")
		}
		if !i.Drill {
			if err := allReplaced(tx, a.ID); err != nil {
				return err
			}
		}
		steps, err := tx.IncidentSteps(i.ID)
		if err != nil {
			return err
		}
		if j := slices.IndexFunc(steps, func(s store.IncidentStep) bool { return s.DoneAt == 0 && s.Step != "restore" }); j >= 0 {
			return fault.New(fault.Conflict, "incident.steps", "还没有登记：%s", StepTitle(steps[j].Step))
		}
		if err := finishStep(tx, who, i, "restore", in.Findings); err != nil {
			return err
		}
		i.EndedAt, i.EndedBy, i.Participants, i.Findings = tx.Ms(), who.ID, in.Participants, in.Findings
		i.Minutes = (i.EndedAt - i.BeganAt + 59_999) / 60_000
		if !i.Drill {
			tx.Publish("account.restored", a.Number, store.Digest(i.ID))
		}
		return tx.PutIncident(&i)
	})
}

// drillEvery is how often a plan is tried: a figure of our own.
const drillEvery = 365 * 24 * time.Hour

// WatchIncidents tells of steps that are late, and reminds once a year of the
// drill of each plan. Clause: ACC-14.
func (d *Desk) WatchIncidents(ctx context.Context) (told int, err error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return 0, err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		late, err := tx.LateSteps(mostWarned)
		if err != nil {
			return err
		}
		for _, s := range late {
			i, err := tx.IncidentOfStep(s.IncidentID)
			if err != nil {
				return err
			}
			s.Warned = 1
			if err := tx.PutStep(s); err != nil {
				return err
			}
			if err := tx.NotifyOf(store.EventBreach, tree.unitsOf(i.AgencyID), Stoppers, "", "", "账号「"+i.Account+"」应急处置超时："+StepTitle(s.Step)); err != nil {
				return err
			}
		}
		owed, err := tx.DrillsOwed(tx.Now.Add(-drillEvery).UnixMilli(), mostWarned)
		if err != nil {
			return err
		}
		for _, l := range owed {
			a, err := tx.Account(l.AccountID)
			if err != nil {
				return err
			}
			l.RemindedAt = tx.Ms()
			if err := tx.SavePlan(l); err != nil {
				return err
			}
			if err := tx.NotifyPersonOf(store.EventWork, l.CoordinatorID, "账号「"+a.Name+"」的应急预案一年没有演练，请安排"); err != nil {
				return err
			}
		}
		told = len(late) + len(owed)
		return nil
	})
	return told, err
}
