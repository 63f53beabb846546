package api_test

import (
	"sync"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
)

func TestMeetings(t *testing.T) {
	each(t, func(o *office) {
		number, err := o.desk.Open(ctx, o.who[regime.DutyOfficer], desk.Opening{Title: "接待大厅取不到号"})
		o.must(err)
		plan := in{"kind": "consultation", "concern": number, "title": "号源", "place": "二楼", "at": "2026-03-16T15:00:00+08:00", "members": []in{
			{"name": "职员office_director", "unit": "办公室", "part": "chair"}, {"name": "卫健局", "unit": "市卫健局", "part": "department"},
		}}
		o.refused("register.role", regime.Drafter, "/meetings", plan)
		o.refused("time.format", regime.Liaison, "/meetings", in{"at": "下午三点"})
		m := o.as(regime.Liaison, 201, "/meetings", plan)
		if m.text("state") != "planned" || m.text("concern") != number || len(m.list("members")) != 2 || m.text("at") != "2026-03-16T15:00:00+08:00" {
			o.Fatalf("the meeting as it was called: %v", m.body)
		}
		at := "/meetings/" + m.text("id")
		minutes := in{"minutes": "核对了号源。", "present": []int{0, 1}, "decisions": []in{{"text": "恢复号源", "unit": "visits", "within": "3 working days"}}}
		o.refused("meeting.proposal", regime.Liaison, at+"/minutes", minutes)
		minutes["proposal"] = "恢复号源并公告"
		held := o.as(regime.Liaison, 200, at+"/minutes", minutes)
		if d := held.list("decisions"); held.text("state") != "waits" || len(d) != 1 || d[0]["unit"] != "接访科" || d[0]["task"] == "" || d[0]["due"] != "2026-03-19T23:59:59+08:00" {
			o.Fatalf("a decision with a unit is its task: %v", held.body)
		}
		o.refused("meeting.held", regime.Liaison, at+"/minutes", minutes)

		head := o.who[regime.Head]
		head.Token = true
		if err := o.desk.ApproveProposal(ctx, head, m.text("id"), "同意"); fault.CodeOf(err) != "act.token" {
			o.Errorf("no token approves a proposal: %v", err)
		}
		o.must(o.desk.ApproveProposal(ctx, o.who[regime.Head], m.text("id"), "同意"))
		if got := o.as(regime.Auditor, 200, at, nil); got.text("state") != "approved" || got.text("approved_by") != "职员head" || got.text("note") != "同意" {
			o.Errorf("an approved proposal: %v", got.body)
		}
		if got := o.as(regime.Handler, 200, "/meetings", nil).items(); len(got) != 1 || got[0]["minutes"] != "核对了号源。" {
			o.Errorf("the list: %v", got)
		}
		for _, role := range []regime.Role{regime.Expert, regime.Contractor, regime.Keeper, regime.SecurityAdmin} {
			o.refused("register.role", role, "/meetings", nil)
			o.refused("register.role", role, at, nil)
		}
	})
}

func TestRisks(t *testing.T) {
	each(t, func(o *office) {
		draft := in{"title": "调整接访时间", "decision": "周六不接访", "risks": "来访人不知道", "grade": "general", "plan": "提前公告"}
		o.refused("register.role", regime.Head, "/risks", draft)
		o.refused("risk.grade", regime.Drafter, "/risks", in{"title": "a", "decision": "b", "risks": "c", "plan": "d"})
		r := o.as(regime.Drafter, 200, "/risks", draft)
		draft["id"], draft["plan"] = r.text("id"), "提前十天公告"
		if again := o.as(regime.Drafter, 200, "/risks", draft); again.text("number") != r.text("number") || again.text("plan") != "提前十天公告" || again.text("state") != "drafted" {
			o.Errorf("a draft is changed under its number: %v", again.body)
		}
		director := o.who[regime.OfficeDirector]
		director.Token = true
		if err := o.desk.DecideRisk(ctx, director, r.text("id"), true, ""); fault.CodeOf(err) != "act.token" {
			o.Errorf("no token approves an assessment: %v", err)
		}
		o.must(o.desk.DecideRisk(ctx, o.who[regime.OfficeDirector], r.text("id"), true, ""))
		o.refused("risk.approved", regime.Drafter, "/risks", draft)
		number, err := o.desk.Open(ctx, o.who[regime.DutyOfficer], desk.Opening{Title: "周六为什么不接访"})
		o.must(err)
		o.refused("matter.unknown", regime.Liaison, "/risks/"+r.text("id")+"/concerns", in{"concern": "C-2026-9999"})
		if linked := o.as(regime.Liaison, 200, "/risks/"+r.text("id")+"/concerns", in{"concern": number}); linked.text("state") != "approved" || linked.text("approver") != "职员office_director" || linked.body["concerns"].([]any)[0] != number {
			o.Errorf("a concern that came of the decision: %v", linked.body)
		}
		if n := len(o.as(regime.Editor, 200, "/risks", nil).items()); n != 1 {
			o.Errorf("%d assessments", n)
		}
		o.refused("register.role", regime.Contractor, "/risks/"+r.text("id"), nil)
	})
}

func TestOwnLists(t *testing.T) {
	each(t, func(o *office) {
		o.refused("ownlist.period", regime.Handler, "/own-lists", in{"period": "三月"})
		l := o.as(regime.Handler, 200, "/own-lists", in{"period": "2026-03"})
		if again := o.as(regime.Handler, 200, "/own-lists", in{"period": "2026-03"}); again.text("id") != l.text("id") {
			o.Error("a period has one list")
		}
		at := "/own-lists/" + l.text("id")
		entry := in{"kind": "act", "term": "接访", "act": "接访大厅限号", "worry": "号源够不够", "measure": "公布号源"}
		if got := o.as(regime.Handler, 200, at+"/entries", entry).list("entries"); len(got) != 1 || got[0]["act"] != "接访大厅限号" {
			o.Errorf("the entry: %v", got)
		}
		entry["worry"] = "上访群体的情绪"
		o.refused("ownlist.people", regime.Handler, at+"/entries", entry)
		o.refused("register.role", regime.Head, at+"/entries", entry)
		head := o.who[regime.Head]
		head.Token = true
		if err := o.desk.SignOwnList(ctx, head, l.text("id")); fault.CodeOf(err) != "act.token" {
			o.Errorf("no token signs a list off: %v", err)
		}
		if got := o.as(regime.Inspector, 200, at, nil); got.text("state") != "open" || len(got.list("entries")) != 1 {
			o.Errorf("the list: %v", got.body)
		}
	})
}

func TestIdempotencyKey(t *testing.T) {
	each(t, func(o *office) {
		draft := in{"title": "调整接访时间", "decision": "周六不接访", "risks": "来访人不知道", "grade": "general", "plan": "提前公告"}
		key := []string{"Idempotency-Key", "risk-1"}
		first := o.as(regime.Drafter, 200, "/risks", draft, key...)
		if again := o.as(regime.Drafter, 200, "/risks", draft, key...); again.text("id") != first.text("id") {
			o.Error("the same call under the same key is made once")
		}
		if n := len(o.as(regime.Drafter, 200, "/risks", nil).items()); n != 1 {
			o.Errorf("%d assessments", n)
		}
		o.refused("idempotency.reused", regime.Drafter, "/own-lists", in{"period": "2026-03"}, key...)
		if other := o.as(regime.Handler, 200, "/risks", draft, key...); other.text("id") == first.text("id") {
			o.Error("a key belongs to who used it")
		}
		bad := in{"title": "a"}
		o.refused("input.missing", regime.Drafter, "/risks", bad, "Idempotency-Key", "risk-2")
		o.as(regime.Drafter, 200, "/risks", draft, "Idempotency-Key", "risk-2")
		before, ids := len(o.as(regime.Drafter, 200, "/risks", nil).items()), sync.Map{}
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				if a := o.call(o.tokens[regime.Drafter], "/risks", draft, "Idempotency-Key", "risk-3"); a.status == 200 {
					ids.Store(a.text("id"), true)
				}
			})
		}
		wait.Wait()
		different := 0
		ids.Range(func(any, any) bool { different++; return true })
		if after := len(o.as(regime.Drafter, 200, "/risks", nil).items()); different != 1 || after != before+1 {
			o.Errorf("four calls at once under one key made %d and answered with %d", after-before, different)
		}
		if a := o.call("yd_wrong", "/risks", draft, key...); a.status != 401 {
			o.Errorf("a kept answer is no way past the token: %d", a.status)
		}
	})
}
