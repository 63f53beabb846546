package desk_test

import (
	"context"
	"strings"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

const threeWays = `ways:
  - {clarity: "clear", title: "规定明确", article: "4", owed: "承办单位按规定答复，报办公室", to_draft: ["rule_cited"], to_close: ["result_returned"]}
  - {clarity: "unclear", title: "规定不明确", article: "4", owed: "办公室先查明事实", to_draft: ["facts_by_office"]}
  - {clarity: "especially_major", title: "特别重大", article: "4", owed: "领导小组研究决定", grades: ["major"], to_draft: ["decision_minuted"]}
`

// withWays lets a regime with the three ways govern the bureau.
func (b *bureau) withWays() {
	b.t.Helper()
	reg, err := regime.Preset("petition-bureau")
	b.must(err)
	reg, err = regime.Parse(reg.Source + threeWays)
	b.must(err)
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.AdoptRegime(reg, b.units["office"].AgencyID, regime.Kinds)
		return err
	}))
}

func coded(t *testing.T, err error, code string) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Fatalf("got %v, want %s", err, code)
	}
}

var fact = map[string]any{"claim": "窗口排队三小时", "finding": "属实，上午只开两个窗口", "verdict": "true", "evidence": "叫号记录"}

func TestClearRulesAreAnsweredByTheUnitAndToldToTheOffice(t *testing.T) {
	each(t, func(b *bureau) {
		b.withWays()
		n := b.answering(regime.General)
		b.refused("needs.way_chosen", regime.Handler, n, "begin_statement", nil)
		b.refused("input.missing", regime.Handler, n, "choose_way", map[string]any{"clarity": "clear", "reason": "有明文规定"})
		b.refused("way.bound", regime.Handler, b.answering(regime.Major), "choose_way", map[string]any{"clarity": "clear", "rule": "某办法第三条", "reason": "有明文规定"})
		b.act(regime.Handler, n, "choose_way", map[string]any{"clarity": "clear", "rule": "某办法第三条", "reason": "有明文规定"})
		b.act(regime.Handler, n, "begin_statement", map[string]any{"title": "关于排队", "text": "说明"})
	})
}

func TestUnclearRulesWaitForFactsByTheOffice(t *testing.T) {
	each(t, func(b *bureau) {
		b.withWays()
		n := b.answering(regime.General)
		b.act(regime.DutyOfficer, n, "choose_way", map[string]any{"clarity": "unclear", "reason": "规定没有写到这种情形"})
		b.refused("needs.way_to_draft", regime.Handler, n, "begin_statement", nil)
		b.refused("act.role", regime.Handler, n, "establish_facts", map[string]any{"text": "经查属实"})
		b.act(regime.DutyOfficer, n, "establish_facts", map[string]any{"text": "经查属实"})
		b.act(regime.Handler, n, "begin_statement", nil)
	})
}

func TestEspeciallyMajorOnesWaitForAMinutedDecision(t *testing.T) {
	each(t, func(b *bureau) {
		b.withWays()
		ctx := context.Background()
		n := b.answering(regime.Major)
		b.act(regime.DutyOfficer, n, "choose_way", map[string]any{"clarity": "especially_major", "reason": "影响面大"})
		b.act(regime.DutyOfficer, n, "assess_answer", answerYes)
		b.refused("needs.way_to_draft", regime.Handler, n, "begin_statement", nil)
		m := store.Meeting{Kind: "leading_group", Title: "研究答复", Place: "三楼", Members: []store.Attendee{{Name: "甲", Unit: "局领导", Part: "chair"}, {Name: "乙", Unit: "办公室", Part: "member"}}}
		_, err := b.desk.PlanMeeting(ctx, b.who[regime.Handler], m, n)
		coded(b.t, err, "register.role")
		id, err := b.desk.PlanMeeting(ctx, b.who[regime.OfficeDirector], m, n)
		b.must(err)
		coded(b.t, b.desk.HoldMeeting(ctx, b.who[regime.OfficeDirector], id, desk.Minutes{Text: "同意", Present: []int{0, 1}}), "meeting.decisions")
		coded(b.t, b.desk.HoldMeeting(ctx, b.who[regime.OfficeDirector], id, desk.Minutes{Text: "同意", Present: []int{1}}), "meeting.present")
		b.must(b.desk.HoldMeeting(ctx, b.who[regime.OfficeDirector], id, desk.Minutes{Text: "同意公开答复", Present: []int{0, 1}, Decisions: []desk.Resolution{{Text: "两日内公开说明", UnitID: b.units["visits"].ID, Within: "2 working days"}}}))
		coded(b.t, b.desk.HoldMeeting(ctx, b.who[regime.OfficeDirector], id, desk.Minutes{Text: "再写", Present: []int{0, 1}}), "meeting.held")
		held, err := b.store.Meeting(ctx, id)
		b.must(err)
		if len(held.Decisions) != 1 || held.Decisions[0].TaskID == "" {
			t.Errorf("the decision became no task: %+v", held.Decisions)
		}
		b.act(regime.Handler, n, "begin_statement", nil)
	})
}

func TestAConsultationIsApprovedByAnotherBeforeTheGroupIsFormed(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		n := b.answering(regime.Major)
		people := []store.Attendee{{Name: "甲", Unit: "办公室", Part: "chair", Expertise: "统筹"}, {Name: "丙", Unit: "住建局", Part: "department", Expertise: "房屋安全"}}
		id, err := b.desk.PlanMeeting(ctx, b.who[regime.Head], store.Meeting{Kind: "consultation", Title: "会商", Place: "二楼", Members: people}, n)
		b.must(err)
		group := store.Meeting{Kind: "response_group", Title: "应对小组", Place: "二楼", Members: people}
		_, err = b.desk.PlanMeeting(ctx, b.who[regime.OfficeDirector], group, n)
		coded(b.t, err, "meeting.consultation")
		coded(b.t, b.desk.HoldMeeting(ctx, b.who[regime.Head], id, desk.Minutes{Text: "会商", Present: []int{0, 1}}), "meeting.proposal")
		coded(b.t, b.desk.ApproveProposal(ctx, b.who[regime.Deputy], id, "同意"), "meeting.unheld")
		b.must(b.desk.HoldMeeting(ctx, b.who[regime.Head], id, desk.Minutes{Text: "会商", Proposal: "联合说明", Present: []int{0, 1}}))
		coded(b.t, b.desk.ApproveProposal(ctx, b.who[regime.Head], id, "同意"), "meeting.own")
		coded(b.t, b.desk.ApproveProposal(ctx, b.who[regime.OfficeDirector], id, "同意"), "register.role")
		b.must(b.desk.ApproveProposal(ctx, b.who[regime.Deputy], id, "同意"))
		group.Members[1].Expertise = ""
		_, err = b.desk.PlanMeeting(ctx, b.who[regime.OfficeDirector], group, n)
		coded(b.t, err, "meeting.expertise")
		group.Members[1].Expertise = "房屋安全"
		_, err = b.desk.PlanMeeting(ctx, b.who[regime.OfficeDirector], group, n)
		b.must(err)
	})
}

func TestAReportIsReceivedByAnotherAndItsQuestionAnswered(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		n := b.answering(regime.Major)
		b.refused("input.missing", regime.DutyOfficer, n, "report_first", map[string]any{"facts": "已知"})
		b.act(regime.DutyOfficer, n, "report_first", map[string]any{"facts": "已知", "assessment": "重大", "plan": "先核实"})
		agency := b.units["office"].AgencyID
		sent, err := b.store.ReportsFrom(ctx, agency)
		b.must(err)
		if len(sent) != 1 || sent[0].ReceivedAt != 0 || len(sent[0].Fields) != 3 {
			t.Fatalf("sent: %+v", sent)
		}
		// An agency with none above reports to its own leading group.
		coded(b.t, b.desk.ReceiveReport(ctx, b.who[regime.DutyOfficer], sent[0].ID), "register.role")
		coded(b.t, b.desk.ReceiveReport(ctx, b.who[regime.Expert], sent[0].ID), "report.unknown")
		b.must(b.desk.ReceiveReport(ctx, b.who[regime.Head], sent[0].ID))
		coded(b.t, b.desk.ReceiveReport(ctx, b.who[regime.Deputy], sent[0].ID), "report.received")
		coded(b.t, b.desk.AnswerReport(ctx, b.who[regime.DutyOfficer], sent[0].ID, "没有问"), "report.unasked")
		b.must(b.desk.AskReport(ctx, b.who[regime.Head], sent[0].ID, "涉及多少人？"))
		coded(b.t, b.desk.AskReport(ctx, b.who[regime.Head], sent[0].ID, "还有呢？"), "report.asked")
		b.must(b.desk.AnswerReport(ctx, b.who[regime.DutyOfficer], sent[0].ID, "四十六人"))
		got, err := b.store.Report(ctx, sent[0].ID)
		b.must(err)
		if got.Answer != "四十六人" || !strings.Contains(got.ReceivedBy, "head") {
			t.Errorf("report: %+v", got)
		}
		docs, err := b.store.Documents(ctx, got.MatterID)
		b.must(err)
		for _, x := range docs {
			if x.Kind == regime.FirstReport && x.ReceivedAt == 0 {
				t.Error("the receipt did not reach the concern's document")
			}
		}
	})
}

func TestATipGoesToInspectionByNumberOnly(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		n := b.answering(regime.General)
		office := b.units["office"].ID
		b.refused("needs.is_tip", regime.DutyOfficer, n, "route_tip", map[string]any{"unit": office})
		b.act(regime.DutyOfficer, n, "resort", map[string]any{"need": "tip", "reason": "反映工作人员收费"})
		b.refused("tip.unit", regime.DutyOfficer, n, "route_tip", map[string]any{"unit": b.units["letters"].ID})
		early := b.act(regime.Drafter, n, "begin_statement", map[string]any{"title": "关于反映问题的答复", "text": "反映的问题已转纪检人员。"}).Created
		b.act(regime.Drafter, early, "submit", nil)
		b.sign(early)
		b.refused("needs.tip_handed", regime.Deputy, early, "approve", nil)
		b.act(regime.DutyOfficer, n, "route_tip", map[string]any{"unit": office})
		b.refused("tip.again", regime.DutyOfficer, n, "route_tip", map[string]any{"unit": office})
		b.act(regime.Deputy, early, "approve", nil)
		tips, err := b.store.TipHandovers(ctx, []string{office})
		b.must(err)
		if len(tips) != 1 || !strings.HasPrefix(tips[0].Number, "X-2026-") {
			t.Fatalf("tips: %+v", tips)
		}
		coded(b.t, b.desk.ReceiveTip(ctx, b.who[regime.DutyOfficer], tips[0].ID, office), "register.role")
		b.must(b.desk.ReceiveTip(ctx, b.who[regime.Inspector], tips[0].ID, office))
	})
}

func TestAnInvitationIsOpenedByAnotherAndCountsWithoutNames(t *testing.T) {
	each(t, func(b *bureau) {
		n := b.answering(regime.General)
		in := map[string]any{"subject": "受排队影响的群众", "place": "一楼接访室", "hours": "工作日上午", "contact": "12345"}
		b.act(regime.OfficeDirector, n, "draft_invitation", in)
		b.refused("needs.not_invited", regime.OfficeDirector, n, "draft_invitation", in)
		b.refused("needs.not_inviter", regime.OfficeDirector, n, "open_invitation", nil)
		b.refused("needs.invitation_open", regime.Handler, n, "record_heard", map[string]any{"day": "2026-03-16", "people": "3", "subject": "排队", "answer": "已说明"})
		b.act(regime.Head, n, "open_invitation", nil)
		b.refused("input.personal", regime.Handler, n, "record_heard", map[string]any{"day": "2026-03-16", "people": "3", "subject": "来人电话13812345678", "answer": "已说明"})
		b.refused("heard.people", regime.Handler, n, "record_heard", map[string]any{"day": "2026-03-16", "people": "零", "subject": "排队", "answer": "已说明"})
		b.act(regime.Handler, n, "record_heard", map[string]any{"day": "2026-03-16", "people": "3", "subject": "排队", "answer": "已说明"})
		open, err := b.store.OpenInvitations(context.Background())
		b.must(err)
		if len(open) != 1 || open[0].Heard != 3 {
			t.Errorf("invitations: %+v", open)
		}
	})
}

func TestMeasuresNeedAConfirmedFaultAndAreCheckedByAnother(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		n := b.answering(regime.General)
		b.refused("needs.fault_on_record", regime.Head, n, "hold_accountable", map[string]any{"ground": "late", "rung": "circular", "unit": "visits", "within": "5 working days", "basis": "逾期"})
		b.refused("input.word", regime.Head, n, "hold_accountable", map[string]any{"ground": "criticised", "rung": "circular", "unit": "visits", "within": "5 working days", "basis": "被批评"})
		b.act(regime.Handler, n, "add_fact", fact)
		b.act(regime.OfficeDirector, n, "order_measure", map[string]any{"title": "增开窗口", "unit": "visits", "within": "5 working days", "basis": "排队属实"})
		m, err := b.store.Matter(ctx, n)
		b.must(err)
		list, err := b.store.Measures(ctx, m.ID)
		b.must(err)
		b.refused("needs.measure_proved", regime.OfficeDirector, n, "check_measure", map[string]any{"measure": list[0].ID, "note": "好"})
		b.act(regime.OfficeDirector, n, "prove_measure", map[string]any{"measure": list[0].ID, "proof": "已增开三个窗口"})
		b.refused("measure.own", regime.OfficeDirector, n, "check_measure", map[string]any{"measure": list[0].ID, "note": "好"})
		b.act(regime.Head, n, "check_measure", map[string]any{"measure": list[0].ID, "note": "现场看过"})
	})
}

func TestTheOwnListTakesActsAndDecisionsOnly(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		b.must(b.store.Write(ctx, func(tx *store.Tx) error {
			if _, err := tx.Exec(`UPDATE unit SET duties = '["窗口服务"]' WHERE id = $1`, b.units["visits"].ID); err != nil {
				return err
			}
			tx.Renew("org")
			return nil
		}))
		id, err := b.desk.BeginOwnList(ctx, b.who[regime.OfficeDirector], "2026-03")
		b.must(err)
		add := func(e store.OwnEntry) error { return b.desk.AddOwnEntry(ctx, b.who[regime.OfficeDirector], id, e) }
		coded(b.t, add(store.OwnEntry{Kind: "act", Act: "窗口服务时间缩短", Term: "食品安全", Worry: "办事不便", Measure: "说明"}), "ownlist.term")
		coded(b.t, add(store.OwnEntry{Kind: "act", Act: "窗口服务遇到上访", Term: "窗口服务", Worry: "办事不便", Measure: "说明"}), "ownlist.people")
		coded(b.t, add(store.OwnEntry{Kind: "person", Act: "窗口服务时间缩短", Term: "窗口服务", Worry: "办事不便", Measure: "说明"}), "ownlist.kind")
		coded(b.t, b.desk.SignOwnList(ctx, b.who[regime.Head], id), "ownlist.signed")
		b.must(add(store.OwnEntry{Kind: "act", Act: "窗口服务时间缩短", Term: "窗口服务", Worry: "办事不便", Measure: "提前公告并增开窗口"}))
		b.must(b.desk.SignOwnList(ctx, b.who[regime.Head], id))
		coded(b.t, add(store.OwnEntry{Kind: "act", Act: "窗口服务调整", Term: "窗口服务", Worry: "办事不便", Measure: "公告"}), "ownlist.signed")
		l, err := b.store.OwnList(ctx, id)
		b.must(err)
		r, err := b.store.Report(ctx, l.ReportID)
		b.must(err)
		if len(r.Fields) != 1 || r.MatterID != "" || r.Kind != regime.OwnRiskList {
			t.Errorf("report: %+v", r)
		}
	})
}

func TestARiskAssessmentIsApprovedByAnother(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		r := store.Risk{Title: "调整接访时间", Decision: "周六不再接访", Risks: "上班的人不便", Grade: regime.Serious, Plan: "保留预约"}
		_, err := b.desk.SaveRisk(ctx, b.who[regime.OfficeDirector], store.Risk{Title: "只有名称"})
		coded(b.t, err, "input.missing")
		id, err := b.desk.SaveRisk(ctx, b.who[regime.OfficeDirector], r)
		b.must(err)
		coded(b.t, b.desk.DecideRisk(ctx, b.who[regime.OfficeDirector], id, true, ""), "risk.own")
		coded(b.t, b.desk.DecideRisk(ctx, b.who[regime.Handler], id, true, ""), "register.role")
		coded(b.t, b.desk.DecideRisk(ctx, b.who[regime.Head], id, false, ""), "input.missing")
		b.must(b.desk.DecideRisk(ctx, b.who[regime.Head], id, true, ""))
		r.ID = id
		_, err = b.desk.SaveRisk(ctx, b.who[regime.OfficeDirector], r)
		coded(b.t, err, "risk.approved")
		n := b.answering(regime.General)
		b.must(b.desk.LinkRisk(ctx, b.who[regime.OfficeDirector], id, n))
	})
}

func TestTheOfficeWorksWithUnits(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := context.Background()
		n := b.answering(regime.General)
		b.act(regime.OfficeDirector, n, "urge", map[string]any{"text": "今天报结果"})
		b.refused("act.role", regime.Handler, n, "urge", map[string]any{"text": "今天报结果"})
		b.act(regime.Handler, n, "return_result", map[string]any{"text": "已增开窗口"})
		b.refused("unit.lead", regime.DutyOfficer, n, "add_unit", map[string]any{"unit": "visits", "part": "confirming", "note": "请会签"})
		b.act(regime.DutyOfficer, n, "add_unit", map[string]any{"unit": "office", "part": "assisting", "note": "请协办"})
		b.refused("needs.takes_part", regime.Handler, n, "give_opinion", map[string]any{"text": "同意"})
		b.act(regime.OfficeDirector, n, "give_opinion", map[string]any{"text": "同意"})
		b.act(regime.Handler, n, "report_office", map[string]any{"text": "现场有人聚集反映"})
		b.act(regime.DutyOfficer, n, "receive_office", nil)
		b.refused("needs.office_waits", regime.DutyOfficer, n, "receive_office", nil)
		b.act(regime.DutyOfficer, n, "assess_answer", map[string]any{"answer": "yes", "unit": "visits", "harm": "access", "affected": "办事群众", "reason": "群众普遍关心"})
		b.refused("needs.assessed_no", regime.OfficeDirector, n, "no_answer", map[string]any{"reason": "不答"})
		b.act(regime.OfficeDirector, n, "assign_task", map[string]any{"title": "增开窗口", "unit": "visits", "within": "2 days"})
		m, err := b.store.Matter(ctx, n)
		b.must(err)
		tasks, err := b.store.Tasks(ctx, m.ID)
		b.must(err)
		task := tasks[len(tasks)-1].ID
		b.act(regime.OfficeDirector, n, "urge_task", map[string]any{"task": task})
		b.act(regime.OfficeDirector, n, "move_task", map[string]any{"task": task, "unit": "letters", "reason": "归办信科"})
		b.act(regime.Handler, n, "note_task", map[string]any{"task": task, "text": "已联系"})
		b.act(regime.OfficeDirector, n, "complete_task", map[string]any{"task": task, "result": "已开三个"})
		k, err := b.store.Task(ctx, task)
		b.must(err)
		if k.Urged != 1 || k.Result != "已开三个" || len(k.Notes) != 4 || k.UnitID != b.units["letters"].ID {
			t.Errorf("task: %+v", k)
		}
		if m, _ = b.store.Matter(ctx, n); m.State != matter.Answering {
			t.Errorf("state %s", m.State)
		}
	})
}
