package api_test

import (
	"testing"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/regime"
	"yingda/internal/store"
)

func TestPress(t *testing.T) {
	each(t, func(o *office) {
		plan := in{"title": "接访安排通气会", "channel": "briefing", "at": "2026-03-18T09:30:00+08:00", "place": "一楼", "host": "新闻发言人", "newsrooms": "市日报"}
		o.refused("register.role", regime.Handler, "/press", plan)
		o.refused("press.channel", regime.Spokesperson, "/press", in{"title": "接访安排通气会", "channel": "chat", "at": "2026-03-18T09:30:00+08:00"})
		e := o.as(regime.Spokesperson, 201, "/press", plan)
		if e.text("state") != "planned" || e.text("at") != "2026-03-18T09:30:00+08:00" || e.text("agency") != "某市信访局" {
			o.Fatalf("the event: %v", e.body)
		}
		end := "/press/" + e.text("id") + "/end"
		o.refused("press.address", regime.Spokesperson, end, in{"held": true})
		if held := o.as(regime.Editor, 200, end, in{"held": true, "address": "市日报 3月19日 2版"}); held.text("state") != "held" || held.text("address") != "市日报 3月19日 2版" {
			o.Errorf("what was held: %v", held.body)
		}
		o.refused("press.ended", regime.Spokesperson, end, in{"held": false})
		if n := len(o.as(regime.SecurityAdmin, 200, "/press", nil).items()); n != 1 {
			o.Errorf("the calendar holds %d events", n)
		}
		o.refused("register.role", regime.Contractor, "/press", nil)
	})
}

func TestCarrying(t *testing.T) {
	each(t, func(o *office) {
		carry := in{"title": "关于接访的通知", "issuer": "省信访局", "source_url": "https://a.example/1", "place": "本机关网站", "page_url": "https://b.example/1", "unit": "visits", "due": "2026-03-20T18:00:00+08:00"}
		if c := o.as(regime.Editor, 201, "/carrying", carry); c.text("state") != "waits" || c.text("unit") != "接访科" {
			o.Errorf("what is to be carried: %v", c.body)
		}
		carry["unit"] = "不存在的科"
		o.refused("unit.unknown", regime.Editor, "/carrying", carry)
		o.refused("register.role", regime.Handler, "/carrying", in{"title": "关于接访的通知", "issuer": "省信访局", "source_url": "https://a.example/1", "place": "本机关网站", "page_url": "https://b.example/1", "due": "2026-03-20T18:00:00+08:00"})

		p := o.as(regime.Editor, 201, "/policies", in{"title": "来访接待办法", "kind": "normative", "issued_at": "2026-03-01T00:00:00+08:00", "important": true})
		o.refused("policy.unknown", regime.Editor, "/policies/x/explanations", in{"form": "chart", "title": "图解", "url": "https://a.example/2"})
		o.as(regime.Editor, 200, "/policies/"+p.text("id")+"/publish", in{"url": "https://a.example/3"})
		if got := o.as(regime.Editor, 200, "/policies/"+p.text("id")+"/explanations", in{"form": "chart", "title": "图解", "url": "https://a.example/2"}); got.text("url") != "https://a.example/3" || len(got.list("explanations")) != 1 {
			o.Errorf("a policy, published and explained: %v", got.body)
		}
		if a := o.call(o.read, "/policies", nil); a.status != 200 || len(a.items()) != 1 {
			o.Errorf("a read token reads the list: %v", a.body)
		}
	})
}

func TestRequests(t *testing.T) {
	each(t, func(o *office) {
		o.refused("publisher.kind", regime.Liaison, "/publishers", in{"kind": "person", "name": "某某某某", "licence": "1234", "contact": "某地"})
		o.as(regime.Liaison, 201, "/publishers", in{"kind": "rescue", "name": "市消防救援支队", "licence": "119119", "contact": "指挥中心"})
		o.refused("request.ground", regime.Liaison, "/requests", in{"ground": "removal", "publisher": "市消防救援支队", "page_url": "https://c.example/1"})
		draft := in{"ground": "rescue", "publisher": "市消防救援支队", "page_url": "https://c.example/1", "danger": "trapped", "place": "河边", "basis": desk.RescueBases[0]}
		q := o.as(regime.Liaison, 201, "/requests", draft)
		at := "/requests/" + q.text("number")
		if a := o.call(o.tokens[regime.Head], at+"/steps", in{"step": "sign"}); a.status != 422 {
			o.Errorf("the interface has no step by which a request is signed: %d", a.status)
		}
		head := o.who[regime.Head]
		head.Token = true
		if err := o.desk.SignRequest(ctx, head, q.text("number")); fault.CodeOf(err) != "act.token" {
			o.Errorf("no token signs: %v", err)
		}
		o.refused("request.state", regime.Liaison, at+"/steps", in{"step": "send", "how": "电话"})
		o.must(o.desk.SignRequest(ctx, o.who[regime.Head], q.text("number")))
		o.must(o.desk.SignRequest(ctx, o.who[regime.Deputy], q.text("number")))
		if sent := o.as(regime.Liaison, 200, at+"/steps", in{"step": "send", "how": "电话并公函"}); sent.text("state") != "sent" || len(sent.list("signatures")) != 2 {
			o.Errorf("two signed before it was sent: %v", sent.body)
		}
		o.as(regime.Liaison, 200, at+"/steps", in{"step": "answer", "outcome": "granted"})
		if closed := o.as(regime.Liaison, 200, at+"/steps", in{"step": "close"}); closed.text("state") != "closed" || closed.text("outcome") != "granted" {
			o.Errorf("a request that is over: %v", closed.body)
		}
		o.refused("register.role", regime.Expert, at, nil)
		o.refused("register.role", regime.Keeper, "/publishers", nil)
	})
}

func TestFindings(t *testing.T) {
	each(t, func(o *office) {
		f := store.Finding{Key: "k", Kind: "late", Rule: "first-answer", AgencyID: o.units["office"].AgencyID, UnitID: o.units["visits"].ID, Title: "取号", What: "超时", Article: "P4.3", Evidence: `["时限记录"]`, Since: 1}
		o.must(o.store.Write(ctx, func(tx *store.Tx) error { _, err := tx.AddFinding(&f); return err }))
		if got := o.as(regime.Inspector, 200, "/findings?kind=late&open=true&unit=visits", nil).items(); len(got) != 1 || got[0]["what"] != "超时" {
			o.Errorf("the register: %v", got)
		}
		at := "/findings/" + f.ID
		o.refused("register.role", regime.Handler, at+"/answers", in{"text": "系统升级"})
		o.refused("finding.text", regime.Inspector, at+"/answers", in{"text": " "})
		if got := o.as(regime.Inspector, 200, at+"/answers", in{"text": "系统升级未告知"}).list("answers"); len(got) != 1 || got[0]["text"] != "系统升级未告知" {
			o.Errorf("the explanation: %v", got)
		}
		if got := o.as(regime.Inspector, 200, "/findings?open=true", nil).items(); len(got) != 0 {
			o.Errorf("an explained finding is no longer open: %v", got)
		}
		for _, role := range []regime.Role{regime.Drafter, regime.Expert, regime.Contractor, regime.Keeper, regime.SecurityAdmin} {
			o.refused("register.role", role, "/findings", nil)
			o.refused("register.role", role, at, nil)
		}
	})
}

func TestContacts(t *testing.T) {
	each(t, func(o *office) {
		c := o.as(regime.Liaison, 200, "/contacts", in{"kind": "newsroom", "name": "市日报社", "person": "新闻部"})
		o.refused("contact.kind", regime.Liaison, "/contacts", in{"kind": "person", "name": "某人"})
		at := "/contacts/" + c.text("id")
		o.refused("contact.published", regime.Liaison, at+"/entries", in{"kind": "removal", "side": "ours", "text": "请删除", "at": "2026-03-16T09:00:00+08:00"})
		asked := o.as(regime.Liaison, 200, at+"/entries", in{"kind": "fact_asked", "side": "theirs", "text": "周六接访吗", "at": "2026-03-16T09:00:00+08:00"}).list("history")
		if len(asked) != 1 {
			o.Fatalf("the history: %v", asked)
		}
		if got := o.as(regime.Spokesperson, 200, at+"/entries", in{"kind": "fact_answered", "side": "ours", "text": "周六接访", "answers": asked[0]["id"], "at": "2026-03-16T09:30:00+08:00"}).list("history"); len(got) != 2 {
			o.Errorf("question and answer: %v", got)
		}
		if got := o.as(regime.Liaison, 200, "/contacts", in{"id": c.text("id"), "kind": "newsroom", "name": "市日报社", "closed": true}); got.body["active"] != false {
			o.Errorf("a contact that is no longer used: %v", got.body)
		}
		if a := o.call(o.read, "/contacts", nil); a.text("code") != "register.role" {
			o.Errorf("a read token reads no telephone numbers: %v", a.body)
		}
	})
}

func TestRoster(t *testing.T) {
	each(t, func(o *office) {
		turn := in{"person": "duty_officer", "substitute": "liaison", "from": "2026-03-17T08:00:00+08:00", "to": "2026-03-17T18:00:00+08:00"}
		o.refused("register.role", regime.DutyOfficer, "/roster", turn)
		o.refused("person.unknown", regime.OfficeDirector, "/roster", in{"person": "没有此人"})
		o.refused("shift.time", regime.OfficeDirector, "/roster", in{"person": "duty_officer"})
		x := o.as(regime.OfficeDirector, 201, "/roster", turn)
		if x.text("person") != "职员duty_officer" || x.text("substitute") != "职员liaison" {
			o.Errorf("the turn: %v", x.body)
		}
		o.refused("shift.overlap", regime.OfficeDirector, "/roster", turn)
		if got := o.as(regime.Editor, 200, "/roster", nil).items(); len(got) != 1 {
			o.Errorf("the roster: %v", got)
		}
		if got := o.as(regime.OfficeDirector, 200, "/roster/"+x.text("id")+"/drop", in{}).items(); len(got) != 0 {
			o.Errorf("the roster without it: %v", got)
		}
		period := o.as(regime.Head, 200, "/key-periods", in{"title": "全市两会", "from": "2026-03-20T00:00:00+08:00", "to": "2026-03-22T00:00:00+08:00"}).items()
		if len(period) != 1 || period[0]["title"] != "全市两会" {
			o.Fatalf("the key period: %v", period)
		}
		o.refused("register.role", regime.Handler, "/key-periods/"+period[0]["id"].(string)+"/end", in{})
		o.as(regime.Head, 200, "/key-periods/"+period[0]["id"].(string)+"/end", in{})
		o.refused("register.role", regime.SecurityAdmin, "/roster", nil)
		o.refused("register.role", regime.Contractor, "/key-periods", nil)
	})
}

func TestHouse(t *testing.T) {
	each(t, func(o *office) {
		if got := o.as(regime.Handler, 200, "/group", nil).items(); len(got) == 0 || got[0]["title"] == "" {
			o.Errorf("the bodies: %v", got)
		}
		number, err := o.desk.Open(ctx, o.who[regime.DutyOfficer], desk.Opening{Title: "取不到号"})
		o.must(err)
		o.must(o.act(regime.DutyOfficer, number, "confirm_grade", in{"grade": "general", "need": "difficulty", "unit": "接访科", "reason": "多人"}))
		o.must(o.act(regime.DutyOfficer, number, "assign_task", in{"title": "核对号源", "unit": "visits", "within": "1 days"}))
		var task map[string]any
		for _, k := range o.as(regime.Handler, 200, "/tasks", nil).items() {
			if k["title"] == "核对号源" {
				task = k
			}
		}
		if task == nil || task["number"] != number || task["unit"] != "接访科" {
			o.Fatalf("the task of the section: %v", task)
		}
		at := "/tasks/" + task["id"].(string)
		o.must(o.act(regime.Handler, number, "complete_task", in{"task": task["id"], "result": "已核对"}))
		if got := o.as(regime.Handler, 200, at, nil); got.text("done_by") != "职员handler" || len(got.list("notes")) == 0 {
			o.Errorf("a task that is done: %v", got.body)
		}
		o.refused("register.role", regime.Contractor, at, nil)
		o.refused("register.role", regime.OfficeDirector, "/peers", nil)
		o.as(regime.SystemAdmin, 200, "/peers", nil)
		o.as(regime.Liaison, 200, "/reports", nil)
		o.refused("report.unknown", regime.Liaison, "/reports/x", nil)
		o.refused("register.role", regime.Expert, "/reports", nil)
		o.as(regime.Auditor, 200, "/reviews", nil)
	})
}

// act does something with a matter through the interface.
func (o *office) act(role regime.Role, number, action string, input in) error {
	o.Helper()
	m := o.as(role, 200, "/matters/"+number, nil)
	a := o.call(o.tokens[role], "/matters/"+number+"/actions", in{"action": action, "version": m.body["version"], "input": input})
	if a.status != 200 {
		return fault.New(fault.Conflict, a.text("code"), "%s: %v", action, a.body)
	}
	return nil
}
