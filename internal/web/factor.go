package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"yingda/internal/auth"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/view"
)

// stepCookie holds what a right password gave to who has a second factor.
const stepCookie = "yingda-step"

func (s *server) codePage(v *visit) error {
	if v.session.ID != "" {
		return v.to(local(v.r.FormValue("to")))
	}
	if _, err := v.r.Cookie(stepCookie); err != nil {
		return v.to("/desk/sign-in?to=" + url.QueryEscape(local(v.r.FormValue("to"))))
	}
	s.showCode(v, http.StatusOK, "")
	return nil
}

func (s *server) showCode(v *visit, status int, said string) {
	s.door(v, status, v.lang.T("输入验证码"), view.SecondStep(v.lang, view.SignInPage{Said: said, To: local(v.r.FormValue("to"))}))
}

func (s *server) enterCode(v *visit) error {
	step, err := v.r.Cookie(stepCookie)
	if err != nil {
		return v.to("/desk/sign-in?to=" + url.QueryEscape(local(v.r.FormValue("to"))))
	}
	secret, err := s.Auth.SecondStep(v.r.Context(), step.Value, v.r.PostFormValue("code"))
	f := fault.Of(err)
	if f != nil && f.Code == "sign_in.step" {
		s.setCookie(v, stepCookie, "", -1)
		s.showSignIn(v, fault.Status(err), "", f.Text)
		return nil
	}
	if f != nil && f.Kind != fault.Internal {
		s.showCode(v, fault.Status(err), f.Text)
		return nil
	}
	if err != nil {
		return err
	}
	s.setCookie(v, stepCookie, "", -1)
	s.setCookie(v, s.cookieName(), secret, 0)
	return v.to(local(v.r.PostFormValue("to")))
}

func (s *server) factor(v *visit) error {
	return s.showFactor(v, http.StatusOK, auth.Offer{}, nil)
}

// showFactor shows what a person has, or the secret that is to be set up; one is
// made for who has none and was offered none.
func (s *server) showFactor(v *visit, status int, offer auth.Offer, f *fault.Fault) error {
	state, err := s.Auth.Factor(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	if offer.URL == "" && !state.On {
		issuer, err := s.issuer(v)
		if err != nil {
			return err
		}
		if offer, err = s.Auth.OfferFactor(v.r.Context(), v.who, v.session, issuer); err != nil {
			return err
		}
	}
	p := view.FactorPage{Must: v.session.MustEnrol, On: state.On, Asked: state.Asked, Since: v.moment(state.Since), Left: state.Left, Secret: offer.Secret, URL: offer.URL, Sealed: offer.Sealed}
	if f != nil {
		p.Fault, p.Field = f.Text, f.Field
	}
	s.door(v, status, v.lang.T("两步验证"), view.Factor(v.lang, p))
	return nil
}

// issuer is how an authenticator names this installation: by the person's agency,
// not longer than a QR code on a phone can bear.
func (s *server) issuer(v *visit) (string, error) {
	tree, err := s.tree(v)
	if err != nil {
		return "", err
	}
	name := []rune("应答 " + tree.Name(tree.ByID[v.who.UnitID].AgencyID))
	return string(name[:min(len(name), 12)]), nil
}

// factorFault shows a refusal beside the form that it is about.
func (s *server) factorFault(v *visit, err error, offer auth.Offer) error {
	f := fault.Of(err)
	if f == nil || f.Kind == fault.Internal {
		return err
	}
	return s.showFactor(v, fault.Status(err), offer, f)
}

func (s *server) enrolFactor(v *visit) error {
	sealed := v.r.PostFormValue("offer")
	codes, err := s.Auth.EnrolFactor(v.r.Context(), v.who, v.session, sealed, v.r.PostFormValue("code"))
	if err != nil {
		issuer, err2 := s.issuer(v)
		if err2 != nil {
			return err2
		}
		offer, err2 := s.Auth.ReOffer(v.r.Context(), v.who, v.session, issuer, sealed)
		if err2 != nil && fault.CodeOf(err2) != "factor.offer" {
			return err2
		}
		return s.factorFault(v, err, offer)
	}
	return s.showCodes(v, codes)
}

func (s *server) showCodes(v *visit, codes []string) error {
	s.door(v, http.StatusOK, v.lang.T("恢复码"), view.RecoveryCodes(v.lang, codes))
	return nil
}

func (s *server) renewFactor(v *visit) error {
	issuer, err := s.issuer(v)
	if err != nil {
		return err
	}
	offer, err := s.Auth.RenewFactor(v.r.Context(), v.who, v.session, issuer, v.r.PostFormValue("code"))
	if err != nil {
		return s.factorFault(v, err, offer)
	}
	return s.showFactor(v, http.StatusOK, offer, nil)
}

func (s *server) freshCodes(v *visit) error {
	codes, err := s.Auth.FreshCodes(v.r.Context(), v.who, v.r.PostFormValue("code"))
	if err != nil {
		return s.factorFault(v, err, auth.Offer{})
	}
	return s.showCodes(v, codes)
}

func (s *server) removeFactor(v *visit) error {
	if err := s.Auth.RemoveFactor(v.r.Context(), v.who, v.r.PostFormValue("code")); err != nil {
		return s.factorFault(v, err, auth.Offer{})
	}
	return v.done(v.lang.T("两步验证已停用。"), "/desk/settings")
}

func (s *server) resetFactor(v *visit) error {
	path := "/desk/people/" + v.r.PathValue("id")
	if err := s.Auth.ResetFactor(v.r.Context(), v.who, v.r.PathValue("id"), v.field("reason")); err != nil {
		return v.refused(err, path)
	}
	return v.done(v.lang.T("两步验证已重置，所有登录都已退出；下次登录只要密码，或按本单位的要求重新设置。"), path)
}

// askPage is whom an agency asks for a second factor, and who has one.
type askPage struct {
	Agency   string
	Agencies []view.Option
	Form     view.Form
	Rows     []askRow
	On       int
}

type askRow struct {
	Name, Href, Unit, State string
	Asked, Fault            bool
}

// managed are the agencies whose staff a person administers.
func managed(v *visit, tree *desk.Tree) []view.Option {
	return slices.DeleteFunc(agencyOptions(tree), func(o view.Option) bool {
		return !slices.ContainsFunc(v.who.Grants, func(g matter.Grant) bool {
			return (g.Role == regime.SystemAdmin || g.Role == regime.SecurityAdmin) && strings.HasPrefix(tree.ByID[o.Value].Path, g.Path)
		})
	})
}

func (s *server) askFactorPage(v *visit) error {
	tree, err := s.tree(v)
	if err != nil {
		return err
	}
	p := askPage{Agency: s.ownAgency(v, tree), Agencies: managed(v, tree)}
	if !slices.ContainsFunc(p.Agencies, func(o view.Option) bool { return o.Value == p.Agency }) {
		if len(p.Agencies) == 0 { // an administrator of a section
			return s.page(v, "两步验证", askView(askPage{}))
		}
		p.Agency = p.Agencies[0].Value
	}
	rule, err := s.Store.FactorRule(v.r.Context(), p.Agency)
	if err != nil {
		return err
	}
	var roles []string
	for _, r := range rule.Roles {
		roles = append(roles, string(r))
	}
	p.Form = view.Form{ID: "ask", Action: "/desk/people/factor", Hidden: []view.Pair{{Name: "agency", Value: p.Agency}}, Button: "保存要求", Main: true, Cancel: "/desk/people", Fields: []view.Field{
		{Name: "everybody", Label: "本单位所有人员", Type: "check", Value: flag(rule.Everybody)},
		{Name: "role", Label: "担任这些角色的人", Type: "many", Values: roles, Options: roleOptions()},
	}, Notes: []string{"被要求而还没有启用的人，下次登录时先设置两步验证，然后才能办理别的。已经登录的人不受打断。访问令牌不受影响。"}}
	if err := s.askRows(v, tree, rule, &p); err != nil {
		return err
	}
	return s.page(v, "两步验证", askView(p))
}

func (s *server) askRows(v *visit, tree *desk.Tree, rule store.FactorRule, p *askPage) error {
	people, roles, err := s.everybody(v)
	if err != nil {
		return err
	}
	since, err := s.Store.Factors(v.r.Context())
	if err != nil {
		return err
	}
	for _, who := range people {
		asked := rule.Everybody && tree.ByID[who.UnitID].AgencyID == p.Agency || slices.ContainsFunc(roles[who.ID], func(g store.GrantRow) bool {
			return g.AgencyID == p.Agency && slices.Contains(rule.Roles, g.Role)
		})
		if !who.Active || tree.ByID[who.UnitID].AgencyID != p.Agency && !asked {
			continue
		}
		row := askRow{Name: who.Name, Href: "/desk/people/" + who.ID, Unit: tree.Name(who.UnitID), State: v.lang.T("未启用"), Asked: asked, Fault: asked}
		if at, on := since[who.ID]; on {
			row.State, row.Fault = v.lang.F("%s 启用", v.moment(at)), false
			p.On++
		}
		p.Rows = append(p.Rows, row)
	}
	return nil
}

func (s *server) askFactor(v *visit) error {
	rule := store.FactorRule{Everybody: v.field("everybody") == "1"}
	for _, role := range v.r.PostForm["role"] {
		rule.Roles = append(rule.Roles, regime.Role(role))
	}
	path := "/desk/people/factor?agency=" + url.QueryEscape(v.field("agency"))
	if err := s.Auth.AskFactor(v.r.Context(), v.who, v.field("agency"), rule); err != nil {
		return v.refused(err, path)
	}
	return v.done(v.lang.T("要求已保存，从下次登录起生效。"), path)
}
