package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/pquerna/otp/totp"

	"yingda/internal/regime"
	"yingda/internal/store"
)

// TestFactor sets up a second factor at the desk, signs in with it, and has it
// asked of everybody and reset.
func TestFactor(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		v := b.signIn(regime.Handler)
		if p := v.page("/desk/settings"); p.Find(`a[href="/desk/factor"]`).Length() != 1 {
			t.Fatal("the settings do not lead to it")
		}
		p := v.page("/desk/factor")
		secret := strings.ReplaceAll(p.Find("#secret").Text(), " ", "")
		if len(secret) != 32 || p.Find(".qr svg path").Length() != 1 {
			t.Fatalf("no secret or no QR code: %s", text(p.Find("main")))
		}
		code := func(steps int) string {
			c, err := totp.GenerateCode(secret, b.clock.Now().Add(time.Duration(steps)*30*time.Second))
			b.must(err)
			return c
		}
		f := form(p.Find(`form[action="/desk/factor"]`))
		f.Set("code", "000000")
		p, status := v.post("/desk/factor", f)
		if status != http.StatusUnprocessableEntity || strings.ReplaceAll(p.Find("#secret").Text(), " ", "") != secret || p.Find("input[name=code][aria-invalid=true]").Length() != 1 {
			t.Fatalf("a wrong first code: %d %s", status, text(p.Find("main")))
		}
		f.Set("code", code(0))
		p, status = v.post("/desk/factor", f)
		if status != http.StatusOK || p.Find("#codes li").Length() != 8 {
			t.Fatalf("set up: %d %s", status, text(p.Find("main")))
		}
		recovery := p.Find("#codes li").First().Text()
		if p := v.page("/desk/factor"); p.Find("#codes, #secret").Length() != 0 || !strings.Contains(text(p.Find("main")), "8 个恢复码") {
			t.Fatal("a secret is shown twice")
		}
		b.clock.Advance(time.Minute)

		v = b.visitor()
		credentials := url.Values{"login": {"handler"}, "password": {password}, "to": {"/desk/tasks"}}
		p, _ = v.post("/desk/sign-in", credentials)
		if p.Find("input[name=code]").Length() != 1 || p.Find("input[name=to]").AttrOr("value", "") != "/desk/tasks" {
			t.Fatalf("no second step: %s", text(p.Find("main")))
		}
		if p := v.page("/desk/tasks"); p.Find("input[name=password]").Length() != 1 {
			t.Fatal("the password alone opens the desk")
		}
		p, status = v.post("/desk/sign-in/code", url.Values{"code": {"000000"}, "to": {"/desk/tasks"}})
		if status != http.StatusForbidden || !strings.Contains(text(p.Find("[role=alert]")), "验证码不对") {
			t.Fatalf("a wrong code: %d %s", status, text(p.Find("main")))
		}
		p, _ = v.post("/desk/sign-in/code", url.Values{"code": {code(0)}, "to": {"//evil.test/"}})
		if p.Find("h1").Text() != "我的工作台" {
			t.Fatalf("a right code: %s", text(p.Find("main")))
		}
		p, _ = b.visitor().post("/desk/sign-in/code", url.Values{"code": {code(1)}})
		if p.Find("input[name=password]").Length() != 1 {
			t.Fatal("a code without a password")
		}

		admin := b.signIn(regime.SystemAdmin)
		if p := admin.page("/desk/people/factor"); p.Find("form#ask").Length() != 0 {
			t.Fatal("an administrator of a section may set the rule of the agency")
		}
		b.must(b.store.Write(t.Context(), func(tx *store.Tx) error {
			g := b.who[regime.SystemAdmin].Grants[0]
			if err := tx.RevokeRole(b.who[regime.SystemAdmin].ID, g.UnitID, regime.SystemAdmin); err != nil {
				return err
			}
			return tx.GrantRole(b.who[regime.SystemAdmin].ID, g.AgencyID, regime.SystemAdmin)
		}))
		time.Sleep(300 * time.Millisecond) // roles are remembered a quarter of a second
		p = admin.page("/desk/people/factor")
		ask := form(p.Find("form#ask"))
		ask.Set("everybody", "1")
		p, _ = admin.post("/desk/people/factor", ask)
		if _, on := p.Find("form#ask input[name=everybody]").Attr("checked"); !on || !strings.Contains(text(p.Find("#f-list").Parent()), "1 人已启用") {
			t.Fatalf("the rule is not kept: %s", text(p.Find("main")))
		}
		led := b.visitor()
		p, _ = led.post("/desk/sign-in", url.Values{"login": {"drafter"}, "password": {password}})
		if p.Find("#secret").Length() != 1 || !strings.Contains(text(p.Find("main")), "本单位要求") {
			t.Fatalf("who is asked is not led there: %s", text(p.Find("main")))
		}
		if p := led.page("/desk/settings"); p.Find("#secret").Length() != 1 {
			t.Fatal("and goes past it")
		}

		person := "/desk/people/" + b.who[regime.Handler].ID
		if p := admin.page(person); p.Find(`form[action="`+person+`/factor"]`).Length() != 1 {
			t.Fatal("no way to reset it")
		}
		admin.post(person+"/factor", url.Values{"reason": {"手机丢了，当面确认"}})
		if p := v.page("/desk"); p.Find("input[name=password]").Length() != 1 {
			t.Fatal("a reset leaves sessions open")
		}
		p, _ = b.visitor().post("/desk/sign-in", credentials)
		if p.Find("#secret").Length() != 1 {
			t.Fatalf("after the reset: %s", text(p.Find("main")))
		}
		if recovery == "" || strings.Contains(text(admin.page("/desk/audit").Find("main")), recovery) {
			t.Fatal("a recovery code in the audit log")
		}
	})
}

// TestSessionEnds lets sessions idle out before an open page and while one writes:
// nothing that was typed is lost.
func TestSessionEnds(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		number := b.open("接待大厅上午取不到号", regime.Serious, "早上八点半到的")
		v := b.signIn(regime.DutyOfficer)
		quiet := func(path string) *http.Response {
			r, err := v.c.Get(b.server.URL + path)
			b.must(err)
			r.Body.Close()
			return r
		}
		for range 3 {
			b.clock.Advance(10 * time.Minute)
			if r := quiet("/desk/stream/newer?after=1"); r.StatusCode != http.StatusOK {
				t.Fatalf("an open page within half an hour: %d", r.StatusCode)
			}
		}
		b.clock.Advance(time.Minute)
		for _, path := range []string{"/desk/stream/newer?after=1", "/desk/live"} {
			if r := quiet(path); r.StatusCode != http.StatusUnauthorized || r.Header.Get("HX-Reswap") != "none" {
				t.Errorf("%s keeps a session awake at which nobody sits, or puts the sign-in page into the page: %d", path, r.StatusCode)
			}
		}

		m, err := b.store.Matter(t.Context(), number)
		b.must(err)
		note := url.Values{"action": {"note"}, "version": {strconv.FormatInt(m.Version, 10)}, "text": {"写了半小时的记录"}, "from": {"/desk/concerns/" + number}}
		p, status := v.post("/desk/matters/"+number+"/act", note)
		if status != http.StatusUnauthorized || !strings.Contains(p.Find("textarea[name=text]").Text(), "写了半小时的记录") {
			t.Fatalf("sent after the session ended: %d %s", status, text(p.Find("main")))
		}
		again := form(p.Find("form[action]").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Find("textarea").Length() > 0 }))
		v.post("/desk/sign-in", url.Values{"login": {"duty_officer"}, "password": {password}}) // in the tab beside it
		if p, status := v.post("/desk/matters/"+number+"/act", again); status != http.StatusOK || !strings.Contains(text(v.page("/desk/concerns/"+number).Find("#timeline")), "写了半小时的记录") {
			t.Fatalf("sent again: %d %s", status, text(p.Find("main")))
		}

		b.clock.Advance(31 * time.Minute)
		req, err := http.NewRequest(http.MethodPost, b.server.URL+"/desk/statements/x/draft", strings.NewReader("text=x"))
		b.must(err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Accept", "application/json")
		r, err := v.c.Do(req)
		b.must(err)
		defer r.Body.Close()
		var said struct{ Text string }
		b.must(json.NewDecoder(r.Body).Decode(&said))
		if r.StatusCode != http.StatusUnauthorized || !strings.Contains(said.Text, "另一个标签页登录") {
			t.Errorf("a draft that saves itself: %d %s", r.StatusCode, said.Text)
		}
		secret := url.Values{"password": {"一个密码"}, "text": {"x"}}
		if p, _ := b.visitor().post("/desk/people", secret); strings.Contains(text(p.Find("body")), "一个密码") || p.Find("textarea").Length() != 0 {
			t.Error("a password stands in a page")
		}
	})
}
