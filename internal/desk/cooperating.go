package desk

import (
	"regexp"
	"strconv"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/redact"
	"yingda/internal/regime"
	"yingda/internal/store"
)

var cooperatingEffects = map[matter.Action]func(*act) error{
	"assess_answer": (*act).assessAnswer, "choose_way": (*act).chooseWay, "establish_facts": (*act).establishFacts, "report_office": (*act).reportOffice, "receive_office": (*act).receiveOffice,
	"urge": (*act).urge, "return_result": (*act).returnResult, "add_unit": (*act).addUnit, "give_opinion": (*act).giveOpinion, "route_tip": (*act).routeTip,
	"draft_invitation": (*act).draftInvitation, "open_invitation": (*act).openInvitation, "close_invitation": (*act).closeInvitation, "record_heard": (*act).recordHeard,
	"order_measure": (*act).orderMeasure, "hold_accountable": (*act).orderMeasure, "prove_measure": (*act).proveMeasure, "check_measure": (*act).checkMeasure,
	"urge_task": (*act).urgeTask, "move_task": (*act).moveTask, "note_task": (*act).noteTask,
	"report_first": (*act).reportUp, "report_progress": (*act).reportUp, "report_result": (*act).reportUp, "report_three_day": (*act).reportUp,
}

// loadWork reads what the guards of shared work ask for.
func (a *act) loadWork() error {
	n, err := a.tx.WorkCounts(a.m.ID)
	if err != nil {
		return err
	}
	w := &a.facts.WorkFacts
	w.Need, w.Confirmed, w.Breached, w.Measures, w.Unchecked = a.m.Need, n.Confirmed > 0, n.Breached > 0, int(n.Measures), int(n.Unchecked)
	w.Invited, w.InvitedBy, w.Open = n.Invited > 0, n.InvitedBy, n.Open > 0
	w.AssessedOK, w.AssessedNo = n.Assessment == "yes", n.Assessment == "no"
	rule, _ := a.reg.Grade(a.m.Grade)
	w.Assess = rule.Assess
	if w.OfficeFrom, err = a.tx.UnreceivedBy(a.m.ID, regime.OfficeReport); err != nil {
		return err
	}
	w.OfficeWait = len(w.OfficeFrom) > 0
	if err := a.loadChecks(); err != nil {
		return err
	}
	return a.loadWay(n)
}

// loadWay works out what the chosen way of handling still asks for.
func (a *act) loadWay(n store.WorkCounts) error {
	a.facts.HasWays = len(a.reg.Ways) > 0
	if !a.facts.HasWays {
		return nil
	}
	chosen, err := a.tx.Way(a.m.ID)
	if err != nil {
		return err
	}
	way, ok := a.reg.Way(chosen.Clarity)
	// A way that its grade no longer goes was chosen before the grade changed.
	if bound, only := a.reg.WayOf(a.m.Grade); !ok || only && bound.Clarity != chosen.Clarity {
		return nil
	}
	a.facts.Way = true
	lacks := func(list []regime.Condition) (out []string, err error) {
		for _, c := range list {
			met, err := a.conditionHolds(c, chosen, n)
			if err != nil {
				return nil, err
			}
			if !met {
				out = append(out, c.Title())
			}
		}
		return out, nil
	}
	if a.facts.DraftLacks, err = lacks(way.ToDraft); err != nil {
		return err
	}
	a.facts.CloseLacks, err = lacks(way.ToClose)
	return err
}

func (a *act) conditionHolds(c regime.Condition, chosen store.Way, n store.WorkCounts) (bool, error) {
	switch c {
	case regime.RuleCited:
		return chosen.Rule != "", nil
	case regime.DecisionMinuted:
		return n.Decided > 0, nil
	case regime.ConsultationDone:
		return n.Consulted > 0, nil
	case regime.AssessmentWritten:
		return n.Assessment != "", nil
	}
	made := map[regime.Condition]regime.Document{regime.FactsByOffice: regime.FactFinding, regime.ResultReturnedYet: regime.UnitResult, regime.OutcomeReported: regime.ResultReport}
	return a.tx.HasDocument(a.m.ID, made[c])
}

// sections joins titled parts into the body of a document.
func sections(fields []store.Field) string {
	var b strings.Builder
	for _, f := range fields {
		b.WriteString(f.Title + "：" + f.Text + "\n")
	}
	return strings.TrimSpace(b.String())
}

func (a *act) assessAnswer() error {
	unit, err := a.unit("unit")
	if err != nil {
		return err
	}
	answer := map[string]string{"yes": "要答复", "no": "不作公开答复"}[a.step.In.Text("answer")]
	a.detail["answer"], a.detail["harm"] = a.step.In.Text("answer"), a.step.In.Text("harm")
	a.text = answer + "：" + a.step.In.Text("reason")
	body := sections([]store.Field{{Title: "是否答复", Text: answer}, {Title: "由谁答复", Text: unit.Name}, {Title: "群众可能受到的损害", Text: matter.HarmTitles[a.step.In.Text("harm")]}, {Title: "受影响的人和影响", Text: a.step.In.Text("affected")}, {Title: "理由", Text: a.step.In.Text("reason")}})
	return a.document(store.Document{Kind: regime.AnswerAssessment, Body: body, Internal: a.step.In.Text("answer")})
}

func (a *act) chooseWay() error {
	c := regime.Clarity(a.step.In.Text("clarity"))
	way, _ := a.reg.Way(c) // a regime with ways has all three
	if bound, ok := a.reg.WayOf(a.m.Grade); ok && bound.Clarity != c {
		return fault.New(fault.Conflict, "way.bound", "「%s」等级只能按「%s」办理（%s）", a.reg.GradeTitle(a.m.Grade), bound.Title, a.reg.Cite(bound.Article)).On("clarity")
	}
	rule := a.step.In.Text("rule")
	if c == regime.RulesClear && rule == "" {
		return fault.New(fault.Invalid, "input.missing", "规定明确的，写明所依据的规定和条款").On("rule")
	}
	a.detail["clarity"], a.detail["article"] = string(c), way.Article
	a.text = way.Title + "：" + a.step.In.Text("reason")
	if rule != "" {
		a.text += "（依据：" + rule + "）"
	}
	if err := a.tx.Notify([]string{a.tree.Office(a.m.AgencyID).ID}, []regime.Role{regime.OfficeDirector, regime.Liaison}, a.m.ID, a.m.Grade, "选定办理方式（"+way.Title+"）："+a.m.Title); err != nil {
		return err
	}
	if c == regime.GroupDecidesIt {
		if err := a.tx.Notify(a.agencyUnits(), []regime.Role{regime.Head, regime.Deputy}, a.m.ID, a.m.Grade, "请领导小组研究："+a.m.Title); err != nil {
			return err
		}
	}
	return a.tx.SetWay(a.m.ID, store.Way{Clarity: c, Rule: rule, Reason: a.step.In.Text("reason"), PersonID: a.who.ID})
}

func (a *act) establishFacts() error {
	return a.document(store.Document{Kind: regime.FactFinding, Body: a.step.In.Text("text")})
}

func (a *act) reportOffice() error {
	office := a.tree.Office(a.m.AgencyID)
	if err := a.tx.Notify([]string{office.ID}, []regime.Role{regime.OfficeDirector, regime.DutyOfficer, regime.Liaison}, a.m.ID, a.m.Grade, "有报告待签收："+a.m.Title); err != nil {
		return err
	}
	return a.document(store.Document{Kind: regime.OfficeReport, Body: a.step.In.Text("text"), ToUnit: office.ID})
}

func (a *act) receiveOffice() error {
	a.text = "办公室签收报告"
	if _, err := a.tx.ReceiveDocuments(a.m.ID, regime.OfficeReport, a.tree.Office(a.m.AgencyID).ID, a.who.ID); err != nil {
		return err
	}
	return a.meet(regime.OfficeReport, true)
}

func (a *act) urge() error {
	return a.notifyUnit(a.m.UnitID, regime.Handler, "催办："+a.m.Title+"："+a.step.In.Text("text"))
}

func (a *act) returnResult() error {
	office := a.tree.Office(a.m.AgencyID)
	if err := a.notifyUnit(office.ID, regime.OfficeDirector, "承办单位报来办理结果："+a.m.Title); err != nil {
		return err
	}
	return a.document(store.Document{Kind: regime.UnitResult, Body: a.step.In.Text("text"), ToUnit: office.ID})
}

func (a *act) addUnit() error {
	u, err := a.unit("unit")
	if err != nil {
		return err
	}
	part := matter.Part(a.step.In.Text("part"))
	if a.facts.Units[u.ID] == matter.Lead {
		return fault.New(fault.Invalid, "unit.lead", "%s 已是承办单位", u.Name).On("unit")
	}
	a.detail["unit"], a.detail["part"] = u.Name, string(part)
	if err := a.tx.SetPart(a.m.ID, u.ID, part); err != nil {
		return err
	}
	if err := a.document(store.Document{Kind: regime.DispatchNote, Body: a.step.In.Text("note"), ToUnit: u.ID}); err != nil {
		return err
	}
	return a.tx.Notify([]string{u.ID}, []regime.Role{regime.Handler, regime.OfficeDirector, regime.Liaison}, a.m.ID, a.m.Grade, "收到告知单："+a.m.Title)
}

func (a *act) giveOpinion() error {
	name := ""
	for _, g := range a.who.Grants {
		if p := a.facts.Units[g.UnitID]; p == matter.Assisting || p == matter.Confirming {
			name = a.tree.Name(g.UnitID)
			break
		}
	}
	a.detail["unit"] = name
	return a.document(store.Document{Kind: regime.UnitOpinion, Title: a.reg.DocumentTitle(regime.UnitOpinion) + "（" + name + "）", Body: a.step.In.Text("text"), ToUnit: a.m.UnitID})
}

// routeTip hands a tip to inspection by its number: no word of it is copied, and
// nobody asks who wrote. Clause: HAN-8.
func (a *act) routeTip() error {
	u, err := a.unit("unit")
	if err != nil {
		return err
	}
	inspects, err := a.tx.HasRole(u.ID, string(regime.Inspector))
	if err != nil {
		return err
	}
	if !inspects {
		return fault.New(fault.Invalid, "tip.unit", "%s 没有纪检人员，线索只能转给有纪检人员的单位", u.Name).On("unit")
	}
	number, err := a.tx.AddTipHandover(a.m.ID, u.ID, a.who.ID)
	if err != nil {
		return err
	}
	a.detail["handover"] = number
	a.text = "按编号 " + number + " 转" + u.Name
	a.tx.Publish("tip.routed", a.m.Number, store.Digest(number))
	if err := a.outwards(a.tx); err != nil {
		return err
	}
	return a.tx.Notify([]string{u.ID}, []regime.Role{regime.Inspector}, "", "", "有线索移交待签收："+number)
}

func (a *act) draftInvitation() error {
	in := a.step.In
	i := store.Invitation{MatterID: a.m.ID, Subject: in.Text("subject"), Place: in.Text("place"), Hours: in.Text("hours"), Contact: in.Text("contact"), DraftedBy: a.who.ID}
	if err := impersonal("subject", i.Subject); err != nil {
		return err
	}
	number, err := a.tx.AddInvitation(i)
	a.detail["invitation"] = number
	a.text = number + " " + i.Subject
	return err
}

func (a *act) openInvitation() error {
	i, err := a.tx.DraftedInvitation(a.m.ID)
	if err != nil {
		return err
	}
	a.detail["invitation"] = i.Number
	a.text = i.Number + " " + i.Subject
	if err := a.tx.PublishInvitation(i, a.who.ID); err != nil {
		return err
	}
	return a.document(store.Document{Kind: regime.Invitation, Body: sections([]store.Field{{Title: "请来谈的事项", Text: i.Subject}, {Title: "地点", Text: i.Place}, {Title: "时间", Text: i.Hours}, {Title: "联系电话", Text: i.Contact}})})
}

// closeInvitation ends an invitation; the public reads why and when. Clause: HAN-12.
func (a *act) closeInvitation() error {
	reason := a.step.In.Text("reason")
	if err := impersonal("reason", reason); err != nil {
		return err
	}
	i, err := a.tx.OpenInvitation(a.m.ID)
	if err != nil {
		return err
	}
	a.detail["invitation"] = i.Number
	a.text = i.Number + " 结束：" + reason
	return a.tx.CloseInvitation(i, a.who.ID, reason)
}

var day = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

func (a *act) recordHeard() error {
	in := a.step.In
	people, err := strconv.ParseInt(in.Text("people"), 10, 64)
	if err != nil || people < 1 || people > 100_000 {
		return fault.New(fault.Invalid, "heard.people", "人数是大于零的整数").On("people")
	}
	if !day.MatchString(in.Text("day")) {
		return fault.New(fault.Invalid, "heard.day", "日期应写成 2026-03-16").On("day")
	}
	for _, name := range []string{"subject", "answer"} {
		if err := impersonal(name, in.Text(name)); err != nil {
			return err
		}
	}
	i, err := a.tx.OpenInvitation(a.m.ID)
	if err != nil {
		return err
	}
	a.text = in.Text("day") + "，" + in.Text("people") + " 人：" + in.Text("subject")
	return a.tx.AddHeard(i.ID, store.Heard{Day: in.Text("day"), People: people, Subject: in.Text("subject"), Answer: in.Text("answer")}, a.who.ID)
}

// impersonal refuses a text with personal data where none may be kept.
func impersonal(field, text string) error {
	if _, masks := redact.Text(text, redact.Options{}); len(masks) > 0 {
		return fault.New(fault.Invalid, "input.personal", "这里不能写个人信息：%s", strings.Trim(redact.Label(masks[0].Kind), "【】")).On(field)
	}
	return nil
}

func (a *act) orderMeasure() error {
	unit, err := a.unit("unit")
	if err != nil {
		return err
	}
	due, err := a.after(a.step.In.Text("within"))
	if err != nil {
		return err
	}
	m := store.Measure{MatterID: a.m.ID, Ground: a.step.In.Text("ground"), Rung: a.step.In.Text("rung"), Title: a.step.In.Text("title"), UnitID: unit.ID, Basis: a.step.In.Text("basis"), DueAt: due, CreatedBy: a.who.ID}
	if m.Ground != "" {
		m.Title = matter.GroundTitles[m.Ground] + "：" + matter.RungTitles[m.Rung]
		a.detail["ground"], a.detail["rung"] = m.Ground, m.Rung
	}
	a.detail["unit"] = unit.Name
	a.text = unit.Name + "：" + m.Title
	if err := a.tx.AddMeasure(m); err != nil {
		return err
	}
	return a.tx.Notify([]string{unit.ID}, []regime.Role{regime.Handler, regime.OfficeDirector, regime.Head}, a.m.ID, a.m.Grade, "责成整改："+m.Title)
}

func (a *act) proveMeasure() error {
	a.text = a.step.In.Text("proof")
	return a.tx.ProveMeasure(a.m.ID, a.step.In.Text("measure"), a.step.In.Text("proof"), a.who.ID)
}

func (a *act) checkMeasure() error {
	return a.tx.CheckMeasure(a.m.ID, a.step.In.Text("measure"), a.who.ID)
}

func (a *act) urgeTask() error {
	k, err := a.tx.OpenTask(a.m.ID, a.step.In.Text("task"))
	if err != nil {
		return err
	}
	if err := a.tx.UrgeTask(k.ID); err != nil {
		return err
	}
	a.text = "催办任务：" + k.Title
	if err := a.notifyUnit(k.UnitID, regime.Handler, a.text); err != nil {
		return err
	}
	return a.tx.AddTaskNote(k.ID, "urge", a.step.In.Text("text"), a.who.ID)
}

func (a *act) moveTask() error {
	k, err := a.tx.OpenTask(a.m.ID, a.step.In.Text("task"))
	if err != nil {
		return err
	}
	unit, err := a.unit("unit")
	if err != nil {
		return err
	}
	due := k.DueAt
	if within := a.step.In.Text("within"); within != "" {
		if due, err = a.after(within); err != nil {
			return err
		}
	}
	a.detail["unit"] = change(a.tree.Name(k.UnitID), unit.Name)
	a.text = "改派任务：" + k.Title + "：" + a.step.In.Text("reason")
	if err := a.tx.MoveTask(k.ID, unit.ID, due); err != nil {
		return err
	}
	if err := a.notifyUnit(unit.ID, regime.Handler, "有新任务："+k.Title); err != nil {
		return err
	}
	return a.tx.AddTaskNote(k.ID, "move", a.tree.Name(k.UnitID)+" → "+unit.Name+"："+a.step.In.Text("reason"), a.who.ID)
}

func (a *act) noteTask() error {
	k, err := a.tx.OpenTask(a.m.ID, a.step.In.Text("task"))
	if err != nil {
		return err
	}
	a.text = k.Title + "：" + a.step.In.Text("text")
	return a.tx.AddTaskNote(k.ID, "note", a.step.In.Text("text"), a.who.ID)
}
