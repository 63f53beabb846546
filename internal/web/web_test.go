package web_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/testkit"
)

func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		v := b.visitor()
		p := v.page("/desk/concerns?list=mine")
		if p.Find(`input[name="password"]`).Length() != 1 {
			t.Fatal("who is not signed in is not asked for a password")
		}
		if to := p.Find(`input[name="to"]`).AttrOr("value", ""); to != "/desk/concerns?list=mine" {
			t.Fatalf("the page that was asked for is forgotten: %q", to)
		}
		p, status := v.post("/desk/sign-in", url.Values{"login": {"head"}, "password": {"wrong"}})
		if status != http.StatusForbidden || !strings.Contains(text(p.Find("[role=alert]")), "登录名或密码不对") {
			t.Fatalf("a wrong password: %d %s", status, text(p.Find("main")))
		}
		for range 5 {
			p, _ = v.post("/desk/sign-in", url.Values{"login": {"head"}, "password": {"wrong"}})
		}
		if !strings.Contains(text(p.Find("[role=alert]")), "分钟后再试") {
			t.Fatalf("no lock-out is told: %s", text(p.Find("main")))
		}
		v = b.signIn(regime.OfficeDirector)
		p = v.page("/desk")
		if p.Find("h1").Text() != "我的工作台" || !strings.Contains(text(p.Find(".who")), "周映") {
			t.Fatalf("after sign-in: %s", text(p.Find("header")))
		}
		v.post("/desk/sign-out", nil)
		if p := v.page("/desk"); p.Find(`input[name="password"]`).Length() != 1 {
			t.Fatal("signing out does not sign out")
		}
		r, err := v.c.Get(b.server.URL + "/desk/sign-in?to=//evil.test/")
		b.must(err)
		r.Body.Close()
		for _, h := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"} {
			if r.Header.Get(h) == "" {
				t.Errorf("no header %s", h)
			}
		}
	})
}

// canary is markup that must never become markup.
const canary = `<img src=x onerror=alert(1)>"'><script>alert(2)</script>`

func TestRoadOnPages(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("接待大厅上午取不到号"+canary, regime.Serious, "早上八点半到的|留了电话【手机号】也没人回 "+canary, "九点前就没号了|希望公布放号时间")
		duty := b.signIn(regime.DutyOfficer)
		p := duty.page("/desk")
		if n := p.Find("#h-new").Parent().Parent().Find("li.screen .act > *").Length(); n != 3 {
			t.Fatalf("a new concern has %d buttons on the desk, want three", n)
		}
		p = duty.page("/desk/concerns")
		if p.Find("tr[data-row]").Length() != 1 || p.Find(".grade--proposed").Length() != 1 {
			t.Fatalf("list of concerns: %s", text(p.Find("main")))
		}
		p = duty.page("/desk/concerns/" + number)
		for _, sel := range []string{".road .now", ".clocks .clock", "details.sum", ".post--maybe form", ".masked[data-kind=手机号]", "#act-confirm_grade form", ".nextbar"} {
			if p.Find(sel).Length() == 0 {
				t.Errorf("no %s on the page of a concern", sel)
			}
		}
		if p.Find("main img, main script, .mid script").Length() > 0 {
			t.Fatal("markup in a title or a post became markup")
		}
		// The form knows what was proposed.
		f := form(p.Find("#act-confirm_grade form"))
		if f.Get("grade") != "serious" || f.Get("unit") != b.units["visits"].ID {
			t.Fatalf("the form is not filled from the proposal: %v", f)
		}
		// A refusal brings back what was typed and marks the field.
		f.Set("grade", "especially_major")
		f.Set("reason", "打了很多字"+canary)
		p, status := duty.post("/desk/matters/"+number+"/act", f)
		if status != http.StatusUnprocessableEntity || p.Find("#f-confirm_grade-grade[aria-invalid=true]").Length() != 1 || !strings.Contains(p.Find("textarea[name=reason]").Text(), "打了很多字"+canary) {
			t.Fatalf("refusal: %d %s", status, text(p.Find("main")))
		}
		f.Set("grade", "serious")
		p, _ = duty.post("/desk/matters/"+number+"/act", f)
		if !strings.Contains(text(p.Find(".road .now")), "告知") || p.Find("template[data-toast]").Length() != 1 {
			t.Fatalf("after confirming: %s", text(p.Find("main .road")))
		}
		// The same form once more is stale now: the typed text stays.
		p, status = duty.post("/desk/matters/"+number+"/act", f)
		if status != http.StatusConflict || p.Find("input[name=version]").AttrOr("value", "") == f.Get("version") && false {
			t.Fatalf("a second time: %d", status)
		}
	})
}

func TestStaleVersion(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("号源减少", regime.General)
		duty := b.signIn(regime.DutyOfficer)
		f := form(duty.page("/desk/concerns/" + number).Find("#act-note form"))
		f.Set("text", "一大段还没有保存的文字")
		b.act(regime.OfficeDirector, number, "note", map[string]any{"text": "别人先写了"})
		p, status := duty.post("/desk/matters/"+number+"/act", f)
		if status != http.StatusConflict || !strings.Contains(p.Find("textarea[name=text]").Text(), "一大段还没有保存的文字") {
			t.Fatalf("stale: %d %s", status, text(p.Find("main")))
		}
		if p.Find("input[name=version]").AttrOr("value", "") == f.Get("version") {
			t.Fatal("no fresh version beside the typed text")
		}
		p, status = duty.post("/desk/matters/"+number+"/act", form(p.Find("main form")))
		if status != http.StatusOK || !strings.Contains(text(p.Find("#timeline")), "一大段还没有保存的文字") {
			t.Fatalf("sent again: %d %s", status, text(p.Find("#timeline")))
		}
	})
}

// ofTask are the steps that stand on the page of a task.
var ofTask = map[matter.Action]bool{"complete_task": true, "urge_task": true, "move_task": true, "note_task": true}

// TestEveryAction asks that each offered step of the table has its form, with a
// field for each of its inputs.
func TestEveryAction(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("停电后取不到号", regime.Major, "建议并入的|a", "已确认的|b")
		b.answering(number, regime.Major)
		director := b.signIn(regime.OfficeDirector)
		p := director.page("/desk/concerns/" + number)
		_, offers, err := b.desk.Offers(t.Context(), b.who[regime.OfficeDirector], number)
		b.must(err)
		for _, o := range offers {
			if len(o.Lacks) > 0 || o.Row.Action == "join_post" || o.Row.Action == "split_post" || ofTask[o.Row.Action] {
				continue
			}
			q := director.page("/desk/matters/" + number + "/act/" + string(o.Row.Action))
			for _, in := range o.Row.Inputs {
				for where, sel := range map[string]string{"dialog": "#act-" + string(o.Row.Action) + " ", "page": "main "} {
					doc := map[string]interface{ Length() int }{"dialog": p.Find(sel + "[name='" + in.Name + "']"), "page": q.Find(sel + "[name='" + in.Name + "']")}[where]
					if doc.Length() == 0 {
						t.Errorf("%s: the %s has no field for %s", o.Row.Action, where, in.Name)
					}
				}
			}
		}
	})
}

func TestStatement(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("接待大厅上午取不到号", regime.General, "a|b", "c|d")
		b.answering(number, regime.General)
		s := b.act(regime.Drafter, number, "begin_statement", map[string]any{"title": "关于号源的说明", "text": "现说明如下：{{facts}}"}).Created
		drafter := b.signIn(regime.Drafter)
		p := drafter.page("/desk/statements/" + s)
		if p.Find("form[data-autosave] textarea.area").Length() != 1 || p.Find("#proof .proof__block").Length() != 1 {
			t.Fatalf("composer: %s", text(p.Find("main")))
		}
		f := form(p.Find("form.composer"))
		f.Set("text", "3月16日号源 8:52 发完，请打 13912345678。\n某市信访局\n2026年3月16日"+canary)
		req, err := http.NewRequest(http.MethodPost, b.server.URL+"/desk/statements/"+s+"/draft", strings.NewReader(f.Encode()))
		b.must(err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Accept", "application/json")
		r, err := drafter.c.Do(req)
		b.must(err)
		r.Body.Close()
		if r.StatusCode != http.StatusOK {
			t.Fatalf("autosave: %d", r.StatusCode)
		}
		p = drafter.page("/desk/statements/" + s)
		if was := text(p.Find("#diff del")); !strings.Contains(was, "〔核查的事实：空〕") || strings.Contains(text(p.Find("#diff")), "{{") {
			t.Errorf("an open slot is compared by its title: %s", was)
		}
		if p.Find("#diff ins").Length() == 0 || !strings.Contains(text(p.Find("#proof .proof__block")), "手机号") || p.Find("main script").Length() > 0 {
			t.Fatalf("after autosave: %s", text(p.Find("#diff")))
		}
		// What is unchanged makes no version.
		f = form(p.Find("form.composer"))
		p, _ = drafter.post("/desk/statements/"+s+"/draft", f)
		if n := p.Find(".aside section li.line").Length(); n != 2 {
			t.Fatalf("%d versions, want 2", n)
		}
		if p.Find(".nextbar form").Length() != 0 {
			t.Fatal("a text with a mobile number can be submitted")
		}
		f.Set("text", strings.Replace(f.Get("text"), "13912345678", "办公室", 1))
		f.Set("version", form(p.Find("form.composer")).Get("version"))
		p, _ = drafter.post("/desk/statements/"+s+"/draft", f)
		m := form(p.Find(".nextbar form").First())
		p, status := drafter.post("/desk/matters/"+s+"/act", m)
		if status != http.StatusOK || p.Find(".gate--now").Length() == 0 {
			t.Fatalf("submit: %d %s", status, text(p.Find("main")))
		}
		if p := drafter.page("/desk/statements/" + s); p.Find("form.composer").Length() != 0 {
			t.Fatal("a draft under review opens for writing by itself")
		}
		b.signAtDesk(t, s)
		b.signAll(s)
		head := b.signIn(approver(b, s))
		p = head.page("/desk/review")
		if p.Find("tr[data-row]").Length() != 1 {
			t.Fatalf("review desk of the approver: %s", text(p.Find("main")))
		}
		p = head.page("/desk/statements/" + s)
		if p.Find("#act-approve form").Length() != 1 {
			t.Fatalf("no way to approve: %s", text(p.Find(".nextbar")))
		}
		p, status = head.post("/desk/matters/"+s+"/act", form(p.Find("#act-approve form")))
		if status != http.StatusOK || !strings.Contains(text(p.Find(".state")), matter.Titles[matter.Releasing]) {
			t.Fatalf("approve: %d %s", status, text(p.Find("main .line")))
		}
		b.aftermath(t, s)
	})
}

// aftermath: once the text is out, somebody who reviews says whether it met the
// question; who wrote it is not asked.
func (b *bureau) aftermath(t *testing.T, number string) {
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	out, err := b.store.Releases(context.Background(), m.ID)
	b.must(err)
	for _, o := range out {
		if o.Channel != string(regime.PublicSite) {
			continue
		}
		b.must(b.desk.Release(context.Background(), o.ID))
	}
	p, status := b.signIn(regime.Reviewer).post("/desk/statements/"+number+"/met", url.Values{"met": {"partly"}, "note": {"没有写恢复的日子"}})
	if status != http.StatusOK || !strings.Contains(text(p.Find("main")), "部分答到") || !strings.Contains(text(p.Find("main")), "首次发布于发现后") {
		t.Errorf("after release: %d %s", status, text(p.Find("main")))
	}
	if p := b.signIn(regime.Drafter).page("/desk/statements/" + number); p.Find("#f-met").Length() > 0 || !strings.Contains(text(p.Find("main")), "部分答到") {
		t.Error("the drafter is asked to judge the own text, or does not see what was said")
	}
}

// signAtDesk signs the first gate where people do: its points alone are asked,
// each must be ticked, and they stay with the signature.
func (b *bureau) signAtDesk(t *testing.T, number string) {
	gate := b.chain(number).Gates[0]
	reviewer := b.signIn(gate.Signers[0])
	p := reviewer.page("/desk/statements/" + number)
	if n := p.Find(".nextbar ~ dialog input[name=checks], dialog input[name=checks]").Length(); n != len(gate.Checks) {
		t.Fatalf("%d points to tick, the gate has %d", n, len(gate.Checks))
	}
	f := form(p.Find("#act-sign-" + string(gate.Gate) + " form"))
	p, status := reviewer.post("/desk/matters/"+number+"/act", f)
	if status != http.StatusConflict || p.Find("input[name=checks]").Length() != len(gate.Checks) {
		t.Fatalf("unticked: %d %s", status, text(p.Find("main")))
	}
	f = form(p.Find("main form"))
	for i := range gate.Checks {
		f.Add("checks", strconv.Itoa(i+1))
	}
	p, status = reviewer.post("/desk/matters/"+number+"/act", f)
	if status != http.StatusOK || !strings.Contains(text(p.Find(".aside")), gate.Checks[0]) {
		t.Fatalf("ticked: %d %s", status, text(p.Find("main")))
	}
	b.signed = append(b.signed, number+string(gate.Gate))
}

func (b *bureau) chain(number string) regime.Chain {
	m, err := b.store.Matter(b.t.Context(), number)
	b.must(err)
	reg, err := b.desk.Regime(b.t.Context(), m.RegimeID)
	b.must(err)
	chain, _ := reg.Chain(m.Grade)
	return chain
}

func (b *bureau) signAll(number string) {
	for _, g := range b.chain(number).Gates {
		if slices.Contains(b.signed, number+string(g.Gate)) {
			continue
		}
		b.act(g.Signers[0], number, "sign", testkit.Ticked(string(g.Gate), len(g.Checks)))
	}
}

func approver(b *bureau, number string) regime.Role {
	chain := b.chain(number)
	for _, r := range chain.Approvers {
		signs := false
		for _, g := range chain.Gates {
			signs = signs || g.Signers[0] == r
		}
		if !signs {
			return r
		}
	}
	b.t.Fatal("no approver is left")
	return ""
}

func TestEveryPage(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("接待大厅上午取不到号", regime.General, "a|b", "c|d")
		v := b.signIn(regime.OfficeDirector)
		for _, path := range []string{
			"/desk", "/desk?of=unit", "/desk?of=sent", "/desk/concerns?list=overdue", "/desk/concerns?list=returned", "/desk/concerns?list=sent&state=new&grade=general&need=tip&due=2026-03-20",
			"/desk/concerns/new", "/desk/review", "/desk/review?list=returned", "/desk/review?list=released", "/desk/settings", "/desk/notices", "/desk/notices?only=unread", "/desk/notices?only=mine", "/desk/settings/telling", "/desk/tellings", "/desk/tellings?state=failed", "/desk/more", "/desk/password", "/desk/concerns/" + number + "?only=system",
		} {
			p := v.page(path)
			p.Find("input:not([type=hidden]), select, textarea").Each(func(_ int, s *goquery.Selection) {
				id := s.AttrOr("id", "-")
				if p.Find("label[for='"+id+"']").Length() == 0 && s.ParentsFiltered("label").Length() == 0 {
					t.Errorf("%s: field %s has no label", path, s.AttrOr("name", "?"))
				}
			})
			if p.Find("[style], [onclick], script:not([src])").Length() > 0 {
				t.Errorf("%s has an inline style or script", path)
			}
		}
		if _, status := v.get("/desk/nowhere"); status != http.StatusNotFound {
			t.Errorf("an unknown page answers %d", status)
		}
		if _, status := v.get("/desk/concerns/C-2026-9999"); status != http.StatusNotFound {
			t.Errorf("an unknown concern answers %d", status)
		}
	})
}

func TestSavedViews(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		v := b.signIn(regime.OfficeDirector)
		p, _ := v.post("/desk/views", url.Values{"name": {"超时的<script>x</script>"}, "share": {"unit"}, "query": {"list=overdue"}})
		if a := p.Find("section[aria-labelledby=h-views] li a"); a.AttrOr("href", "") != "/desk/concerns?list=overdue" || text(a) != "超时的<script>x</script>" {
			t.Fatalf("saved view: %s", text(p.Find("main")))
		}
		other := b.signIn(regime.DutyOfficer)
		if n := other.page("/desk/concerns").Find("section[aria-labelledby=h-views] li").Length(); n != 1 {
			t.Fatalf("the unit sees %d views", n)
		}
		handler := b.signIn(regime.Handler)
		if n := handler.page("/desk/concerns").Find("section[aria-labelledby=h-views] li").Length(); n != 0 {
			t.Fatalf("another unit sees %d views", n)
		}
		p, _ = v.post(p.Find("section[aria-labelledby=h-views] li form").AttrOr("action", ""), nil)
		if p.Find("section[aria-labelledby=h-views] li").Length() != 0 {
			t.Fatal("a dropped view is still there")
		}
	})
}
