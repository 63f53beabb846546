package api_test

import (
	"fmt"
	"strings"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// account registers an open account and returns its id.
func (o *office) account(number string) string {
	o.Helper()
	id := store.NewID(o.clock.Now())
	o.must(o.store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO account (id, number, agency_id, unit_id, platform, kind, name, organiser, state, name_key, origin, created_at, created_by) VALUES ($1, $2, $3, $4, 'weibo', 'subscription', '某市信访', '某市信访局', 'open', $2, 'import', $5, 'x')`,
			id, number, o.units["office"].ParentID, o.units["office"].ID, tx.Ms())
		return err
	}))
	return id
}

// TestComments reads comments a page at a time; what a token may is to hand one to the
// inbox, and nothing of what is signed.
func TestComments(t *testing.T) {
	each(t, func(o *office) {
		account := o.account("ZH-0001")
		var list []desk.CommentIn
		for i, text := range []string{"卖二手车，联系我", "请问周六开吗", "人很多", "路过"} {
			list = append(list, desk.CommentIn{PostKey: "p1", PostTitle: "取号办法", PostURL: "https://weibo.com/1/p1", Key: fmt.Sprint(i), Text: text, At: o.clock.Now(), OnPlatform: 1})
		}
		_, err := o.desk.TakeComments(ctx, account, list)
		o.must(err)
		page := o.as(regime.Handler, 200, "/comments?limit=3&account=ZH-0001", nil)
		rest := o.as(regime.Handler, 200, "/comments?limit=3&after="+page.text("next"), nil)
		if len(page.items()) != 3 || len(rest.items()) != 1 || rest.body["next"] != nil || rest.items()[0]["text"] != "卖二手车，联系我" || rest.items()[0]["on_platform"] != "shown" {
			o.Fatalf("two pages: %v, %v", page.body, rest.body)
		}
		id := map[string]string{}
		for _, c := range append(page.items(), rest.items()...) {
			id[c["text"].(string)] = c["id"].(string)
		}
		asked := o.call(o.read, "/comments/"+id["请问周六开吗"], nil)
		m := o.as(regime.OfficeDirector, 200, "/messages/"+asked.text("message"), nil)
		if m.text("way") != "account_comment" || m.text("state") != "arrived" {
			o.Errorf("what entered by itself: %v, %v", asked.body, m.body)
		}
		o.refused("comment.message", regime.Editor, "/comments/"+id["请问周六开吗"]+"/inbox", in{"version": 1})
		o.refused("register.role", regime.Handler, "/comments/"+id["人很多"]+"/inbox", in{"version": 1})
		o.refused("comment.version", regime.Editor, "/comments/"+id["人很多"]+"/inbox", in{"version": 7})
		if c := o.as(regime.Editor, 200, "/comments/"+id["人很多"]+"/inbox", in{"version": 1}); c.text("message") == "" || c.body["version"] != 2.0 {
			o.Errorf("handed over: %v", c.body)
		}
		car := id["卖二手车，联系我"]
		w := desk.Withholding{Comment: car, Version: 1, Reason: "advertising", Note: "推销二手车"}
		token := o.who[regime.Editor]
		token.Token = true
		if _, err := o.desk.Withhold(ctx, token, w); err == nil {
			o.Error("a token withholds")
		}
		_, err = o.desk.Withhold(ctx, o.who[regime.Editor], w)
		o.must(err)
		w.Version++
		_, err = o.desk.Withhold(ctx, o.who[regime.ChiefEditor], w)
		o.must(err)
		gone := o.as(regime.Auditor, 200, "/comments/"+car, nil)
		if gone.text("state") != "withheld" || gone.text("reason") != "advertising" || len(gone.list("carried")) != 2 || gone.list("carried")[0]["state"] != "owed" {
			o.Errorf("withheld: %v", gone.body)
		}
		document := fmt.Sprint(o.call(o.read, "/openapi.json", nil).body["paths"])
		for _, path := range []string{"/comments", "/account-filings", "/account-plans"} {
			_, at, _ := strings.Cut(document, "/api/v1"+path+":map[")
			if at, _, _ = strings.Cut(at, "/api/v1/"); !strings.Contains(at, "name:limit") || !strings.Contains(at, "name:after") {
				o.Errorf("%s does not say how it is paged: %.300s", path, at)
			}
		}
		o.refused("comment.unknown", regime.Handler, "/comments/x", nil)
		o.refused("register.role", regime.Contractor, "/comments", nil)
		o.refused("account.unknown", regime.Handler, "/comments?account=ZH-9", nil)
	})
}

// TestAccountPlans reads the plans for emergencies; none is written, started or ended
// by a token.
func TestAccountPlans(t *testing.T) {
	each(t, func(o *office) {
		account := o.account("ZH-0001")
		o.account("ZH-0002")
		o.refused("plan.none", regime.Keeper, "/accounts/ZH-0001/plan", nil)
		o.must(o.desk.SavePlan(ctx, o.who[regime.ChiefEditor], store.AccountPlan{AccountID: account, CoordinatorID: o.who[regime.Keeper].ID, DeputyID: o.who[regime.Editor].ID, Departments: "网信办\n公安局"}))
		o.must(o.desk.RaiseAlarm(ctx, o.who[regime.Keeper], desk.Alarm{Account: account, Kind: "hijack", Reason: "年度演练", Drill: true}))
		first := o.call(o.read, "/account-plans?limit=1", nil)
		rest := o.call(o.read, "/account-plans?limit=1&after="+first.text("next"), nil)
		if a, b := first.items()[0], rest.items()[0]; a["account"] != "ZH-0001" || a["planned"] != true || a["running"] != true || b["account"] != "ZH-0002" || b["planned"] != false || rest.body["next"] != nil {
			o.Errorf("two pages: %v, %v", first.body, rest.body)
		}
		p := o.as(regime.Handler, 200, "/accounts/ZH-0001/plan", nil)
		if runs := p.list("incidents"); p.text("coordinator") != "职员keeper" || p.text("departments") != "网信办\n公安局" || len(runs) != 1 || runs[0]["drill"] != true || len(runs[0]["steps"].([]any)) != 5 {
			o.Errorf("the plan: %v", p.body)
		}
		o.refused("account.unknown", regime.Handler, "/accounts/ZH-9/plan", nil)
		for _, path := range []string{"/account-plans", "/accounts/ZH-0001/plan"} {
			o.refused("register.role", regime.Contractor, path, nil)
		}
		if a := o.call(o.tokens[regime.ChiefEditor], "/accounts/ZH-0001/plan", in{"departments": "x"}); a.status < 400 {
			o.Errorf("a token writes a plan: %v", a.body)
		}
	})
}

// A token may propose that a message be not handled, and agrees to no such proposal.
func TestAsideByToken(t *testing.T) {
	each(t, func(o *office) {
		m := o.as(regime.DutyOfficer, 200, "/messages", in{"way": "hotline", "text": "隔壁小区什么时候供暖"})
		at, act := "/matters/"+m.text("number")+"/actions", func(version int, action string, input in) in {
			return in{"action": action, "version": version, "input": input}
		}
		o.refused("input.word", regime.DutyOfficer, at, act(2, "set_aside", in{"ground": "off_matter", "reason": "请找供热公司"}))
		o.as(regime.DutyOfficer, 200, at, act(2, "propose_aside", in{"ground": "off_matter", "reason": "请找供热公司"}))
		o.refused("act.token", regime.Liaison, at, act(3, "agree_aside", in{}))
		if got := o.as(regime.OfficeDirector, 200, "/messages/"+m.text("number"), nil); got.text("state") != "doubted" || got.body["doubt"].(map[string]any)["ground"] != "off_matter" {
			o.Errorf("proposed: %v", got.body)
		}
		_, err := o.desk.Act(ctx, o.who[regime.Liaison], desk.Input{Matter: m.text("number"), Version: 3, Action: "agree_aside"})
		o.must(err)
		if got := o.as(regime.OfficeDirector, 200, "/messages/"+m.text("number"), nil); got.text("state") != "set_aside" || got.text("aside") != "off_matter" || got.body["doubt"] != nil {
			o.Errorf("agreed: %v", got.body)
		}
	})
}
