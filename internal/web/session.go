package web

import (
	"net/http"
	"net/url"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/lang"
	"yingda/internal/view"
)

// cookieName follows the promise of the __Host- prefix, which browsers grant to
// https alone: this host only, every path, never over plain http.
func (s *server) cookieName() string {
	if s.Secure {
		return "__Host-yingda"
	}
	return "yingda"
}

func (s *server) setCookie(v *visit, name, value string, age int) {
	http.SetCookie(v.w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// admit finds the session of a request and checks the rule of its route. An old
// session is no fault: the person is asked to sign in.
func (s *server) admit(v *visit, rule Rule) error {
	if c, err := v.r.Cookie(s.cookieName()); err == nil {
		find := s.Auth.Session
		if rule.idle {
			find = s.Auth.Glance
		}
		who, session, err := find(v.r.Context(), c.Value)
		switch {
		case err == nil:
			v.who, v.session = who, session
		case fault.KindOf(err) != fault.Forbidden:
			return err
		case fault.CodeOf(err) != "session.none":
			leave(v, fault.Of(err).Text, true)
			s.setCookie(v, s.cookieName(), "", -1)
		}
	}
	if v.session.ID != "" && !rule.allows(v.who) {
		return fault.New(fault.Forbidden, "page.role", "您的角色不能打开这个页面")
	}
	return nil
}

// turnAway sends who has to sign in, or to set something up, to that page first. A
// text that was typed when the session ended stands in the answer again: it is sent
// once more after signing in beside it.
func (s *server) turnAway(v *visit, rule Rule, first string) {
	switch {
	case rule.idle:
		v.w.Header().Set("HX-Reswap", "none")
		v.w.WriteHeader(http.StatusUnauthorized)
		return
	case wantsJSON(v.r):
		answer(v.w, http.StatusUnauthorized, map[string]string{"code": "session.none", "text": v.lang.T("登录已经结束，内容还没有保存：请在另一个标签页登录，然后会自动保存")})
		return
	case v.r.ParseForm() == nil:
		if form, ok := typed(v); ok {
			s.door(v, http.StatusUnauthorized, v.lang.T("登录已经结束"), view.DoorAgain(v.lang, form))
			return
		}
	}
	http.Redirect(v.w, v.r, first, http.StatusSeeOther)
}

const languageCookie = "yingda-lang"

// language is the chosen one; before a choice, English for browsers that ask for
// English first.
func language(r *http.Request) lang.Lang {
	if c, err := r.Cookie(languageCookie); err == nil {
		return lang.Of(c.Value)
	}
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "en") {
		return lang.English
	}
	return lang.Chinese
}

func (s *server) chooseLanguage(v *visit) error {
	s.setCookie(v, languageCookie, string(lang.Of(v.r.FormValue("lang"))), 365*86400)
	return v.to(local(v.r.FormValue("back")))
}

// to sends the browser on after an act.
func (v *visit) to(path string) error {
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// local returns a path of our own desk, whatever was asked for: a form must not
// send anybody to another site.
func local(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || strings.Contains(path, `\`) || u.Path != "/desk" && !strings.HasPrefix(u.Path, "/desk/") {
		return "/desk"
	}
	return u.RequestURI()
}

// escape writes the address of a page that asked for sign-in as a parameter.
func escape(r *http.Request) string {
	if r.Method != http.MethodGet {
		return url.QueryEscape("/desk")
	}
	return url.QueryEscape(r.URL.RequestURI())
}

const messageCookie = "yingda-said"

// leave keeps one sentence for the next page: what was done, or why not.
func leave(v *visit, text string, failed bool) {
	mark := "+"
	if failed {
		mark = "-"
	}
	http.SetCookie(v.w, &http.Cookie{Name: messageCookie, Value: url.QueryEscape(mark + text), Path: "/desk", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

func takeMessage(v *visit) (text string, failed bool) {
	c, err := v.r.Cookie(messageCookie)
	if err != nil {
		return "", false
	}
	http.SetCookie(v.w, &http.Cookie{Name: messageCookie, Path: "/desk", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	said, err := url.QueryUnescape(c.Value)
	if err != nil || said == "" {
		return "", false
	}
	return said[1:], said[0] == '-'
}

func (s *server) signInPage(v *visit) error {
	if v.session.ID != "" {
		return v.to(local(v.r.FormValue("to")))
	}
	said, _ := takeMessage(v)
	s.showSignIn(v, http.StatusOK, "", said)
	return nil
}

func (s *server) showSignIn(v *visit, status int, login, said string) {
	s.door(v, status, v.lang.T("登录"), view.SignIn(v.lang, view.SignInPage{Login: login, Said: said, To: local(v.r.FormValue("to")), Demo: s.Demo != nil}))
}

func (s *server) signIn(v *visit) error {
	login := v.r.PostFormValue("login")
	secret, second, err := s.Auth.SignIn(v.r.Context(), login, v.r.PostFormValue("password"))
	if f := fault.Of(err); f != nil && f.Kind != fault.Internal {
		s.showSignIn(v, fault.Status(err), login, f.Text)
		return nil
	}
	if err != nil {
		return err
	}
	to := local(v.r.PostFormValue("to"))
	if second != "" {
		s.setCookie(v, stepCookie, second, 300)
		return v.to("/desk/sign-in/code?to=" + url.QueryEscape(to))
	}
	s.setCookie(v, s.cookieName(), secret, 0)
	return v.to(to)
}

func (s *server) signOut(v *visit) error {
	if c, err := v.r.Cookie(s.cookieName()); err == nil && v.session.ID != "" {
		if err := s.Auth.SignOut(v.r.Context(), c.Value); err != nil {
			return err
		}
	}
	s.setCookie(v, s.cookieName(), "", -1)
	leave(v, v.lang.T("您已退出。"), false)
	return v.to("/desk/sign-in")
}

func (s *server) passwordPage(v *visit) error { return s.showPassword(v, http.StatusOK, nil) }

func (s *server) showPassword(v *visit, status int, f *fault.Fault) error {
	if v.session.ID == "" {
		return v.to("/desk/sign-in")
	}
	p := view.PasswordPage{Must: v.session.MustChange}
	if f != nil {
		p.Fault, p.Field = f.Text, f.Field
	}
	s.door(v, status, v.lang.T("修改密码"), view.Password(v.lang, p))
	return nil
}

func (s *server) changePassword(v *visit) error {
	if v.session.ID == "" {
		return v.to("/desk/sign-in")
	}
	old, fresh := v.r.PostFormValue("old"), v.r.PostFormValue("password")
	if fresh != v.r.PostFormValue("again") {
		return s.showPassword(v, http.StatusUnprocessableEntity, fault.New(fault.Invalid, "password.again", "两次输入的新密码不一样").On("again"))
	}
	secret, err := s.Auth.ChangePassword(v.r.Context(), v.who, old, fresh)
	if f := fault.Of(err); f != nil && f.Kind != fault.Internal {
		return s.showPassword(v, fault.Status(err), f)
	}
	if err != nil {
		return err
	}
	s.setCookie(v, s.cookieName(), secret, 0)
	leave(v, v.lang.T("密码已修改，其他登录都已退出。"), false)
	return v.to("/desk")
}

func (s *server) demo(v *visit) error {
	if s.Demo == nil {
		return s.lost(v)
	}
	p := view.DemoPage{}
	for _, d := range s.Demo.People {
		p.People = append(p.People, view.DemoPerson(d))
	}
	s.door(v, http.StatusOK, v.lang.T("示例单位的登录名"), view.Demo(v.lang, p))
	return nil
}
