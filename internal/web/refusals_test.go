package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"yingda/internal/regime"
)

// TestEnglishRefusals is refused in English at the door, on a form, in a note and on
// the page of a fault.
func TestEnglishRefusals(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		chinese := regexp.MustCompile(`\p{Han}`)
		v := b.visitor()
		v.post("/desk/language", url.Values{"lang": {"en"}, "back": {"/desk/sign-in"}})
		if p, _ := v.post("/desk/sign-in", url.Values{"login": {"handler"}, "password": {"no such password"}}); !strings.Contains(text(p.Find("main")), "Login or password is wrong") {
			t.Errorf("at the door: %s", text(p.Find("main")))
		}
		v = b.signIn(regime.Handler)
		v.post("/desk/language", url.Values{"lang": {"en"}, "back": {"/desk"}})
		for _, x := range []struct {
			path   string
			form   url.Values
			status int
			says   string
		}{
			{"/desk/nowhere", nil, http.StatusNotFound, "There is no such page. The link may be mistyped, or the page has moved."},
			{"/desk/people", nil, http.StatusForbidden, "Your role may not open this page"},
			{"/desk/audit?before=x", nil, http.StatusForbidden, "Your role may not open this page"},
			{"/desk/concerns/C-2026-9999", nil, http.StatusNotFound, "There is no matter C-2026-9999, or you may not see it"},
			{"/desk/stream?day=x", nil, http.StatusUnprocessableEntity, "Write a date as 2026-03-16"},
			{"/desk/password", url.Values{"old": {"x"}, "password": {"a better passphrase"}, "again": {"another"}}, http.StatusUnprocessableEntity, "The two new passwords differ"},
			{"/desk/password", url.Values{"old": {"wrong"}, "password": {"a better passphrase"}, "again": {"a better passphrase"}}, http.StatusForbidden, "The present password is wrong"},
			{"/desk/password", url.Values{"old": {password}, "password": {"short"}, "again": {"short"}}, http.StatusUnprocessableEntity, "The password needs at least 10 characters; this one has 5"},
		} {
			get := v.get
			if x.form != nil {
				get = func(path string) (*goquery.Document, int) { return v.post(path, x.form) }
			}
			p, status := get(x.path)
			p.Find(`[lang="zh-CN"]`).Remove()
			main := text(p.Find("main"))
			if status != x.status || !strings.Contains(main, x.says) || chinese.MatchString(main) {
				t.Errorf("%s: %d %s", x.path, status, main)
			}
		}
	})
}
