package auth_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"yingda/internal/auth"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// phone is somebody's authenticator.
type phone struct {
	*house
	secret string
}

// code is what the authenticator shows, some steps of 30 seconds from now.
func (p phone) code(steps int) string {
	p.Helper()
	code, err := totp.GenerateCode(p.secret, p.clock.Now().Add(time.Duration(steps)*30*time.Second))
	p.must(err)
	return code
}

// enrol sets up the second factor of somebody who is signed in.
func (h *house) enrol(secret string) (phone, []string) {
	h.Helper()
	who, s, err := h.auth.Session(background, secret)
	h.must(err)
	offer, err := h.auth.OfferFactor(background, who, s, "应答 某市信访局")
	h.must(err)
	p := phone{h, offer.Secret}
	codes, err := h.auth.EnrolFactor(background, who, s, offer.Sealed, p.code(0))
	h.must(err)
	h.clock.Advance(time.Minute)
	return p, codes
}

// step is the first step of a sign-in of somebody who has a second factor.
func (h *house) step(login string) string {
	h.Helper()
	secret, second, err := h.auth.SignIn(background, login, password(login))
	h.must(err)
	if secret != "" || second == "" {
		h.Error("a password alone begins a session")
	}
	return second
}

func (h *house) root() string {
	h.Helper()
	u, err := h.store.RootUnit(background)
	h.must(err)
	return u.ID
}

// done lists the acts of the audit log about somebody, oldest first.
func (h *house) done(object string) []string {
	h.Helper()
	rows, err := h.store.AuditEntries(background, store.AuditFilter{}, 200)
	h.must(err)
	var out []string
	for _, e := range rows {
		if e.Object == object && strings.HasPrefix(e.Action, "factor.") {
			out = append([]string{e.Action}, out...)
		}
	}
	return out
}

func TestSecondFactor(t *testing.T) {
	t.Run("the code comes after the password, a step early or late, each once", func(t *testing.T) {
		each(t, func(h *house) {
			p := h.add("zhao")
			secret, _ := h.signIn("zhao")
			elsewhere, _ := h.signIn("zhao")
			ph, codes := h.enrol(secret)
			h.dies(elsewhere)
			if len(codes) != 8 || slices.Contains(codes, "") {
				h.Errorf("recovery codes %q", codes)
			}
			f, err := h.store.Factor(background, p.ID)
			h.must(err)
			if strings.Contains(f.Secret, ph.secret) || !strings.HasPrefix(f.Secret, "s1.") {
				h.Error("the secret stands in the database as it is")
			}
			for _, steps := range []int{0, 1} {
				session, err := h.auth.SecondStep(background, h.step("zhao"), ph.code(steps))
				h.must(err)
				_, _, err = h.auth.Session(background, session)
				h.must(err)
				_, err = h.other.SecondStep(background, h.step("zhao"), ph.code(steps))
				h.want("factor.code", err)
			}
			h.clock.Advance(2 * time.Minute)
			for _, steps := range []int{-2, 2} {
				_, err = h.auth.SecondStep(background, h.step("zhao"), ph.code(steps))
				h.want("factor.code", err)
			}
			_, err = h.auth.SecondStep(background, h.step("zhao"), ph.code(-1)[:3]+" "+ph.code(-1)[3:])
			h.must(err)
			if want := []string{"factor.enrolled"}; !slices.Equal(h.done(p.ID), want) {
				h.Errorf("audit %v", h.done(p.ID))
			}
		})
	})
	t.Run("a recovery code stands in for it, once, in any spelling", func(t *testing.T) {
		each(t, func(h *house) {
			p := h.add("zhao")
			secret, _ := h.signIn("zhao")
			_, codes := h.enrol(secret)
			_, err := h.auth.SecondStep(background, h.step("zhao"), " "+strings.ToUpper(strings.ReplaceAll(codes[3], "-", " ")))
			h.must(err)
			_, err = h.auth.SecondStep(background, h.step("zhao"), codes[3])
			h.want("factor.code", err)
			f, err := h.store.Factor(background, p.ID)
			h.must(err)
			if f.Codes != 7 {
				h.Errorf("%d codes left", f.Codes)
			}
		})
	})
	t.Run("five wrong codes lock the login out, and the right password in between does not help", func(t *testing.T) {
		each(t, func(h *house) {
			h.add("zhao")
			secret, _ := h.signIn("zhao")
			ph, codes := h.enrol(secret)
			for range 5 {
				_, err := h.auth.SecondStep(background, h.step("zhao"), "12345")
				h.want("factor.code", err)
			}
			_, _, err := h.auth.SignIn(background, "zhao", password("zhao"))
			h.want("sign_in.locked", err)
			h.clock.Advance(15*time.Minute + time.Second)
			for range 5 {
				_, err := h.auth.SecondStep(background, h.step("zhao"), codes[0]+"x")
				h.want("factor.code", err)
			}
			h.clock.Advance(16 * time.Minute)
			_, _, err = h.auth.SignIn(background, "zhao", password("zhao"))
			h.want("sign_in.locked", err)
			h.clock.Advance(15 * time.Minute)
			_, err = h.auth.SecondStep(background, h.step("zhao"), ph.code(0))
			h.must(err)
		})
	})
	t.Run("a first step is good for five minutes, for that password, for that person", func(t *testing.T) {
		each(t, func(h *house) {
			p := h.add("zhao")
			secret, _ := h.signIn("zhao")
			ph, _ := h.enrol(secret)
			step := h.step("zhao")
			h.clock.Advance(5*time.Minute + time.Second)
			_, err := h.auth.SecondStep(background, step, ph.code(0))
			h.want("sign_in.step", err)
			step = h.step("zhao")
			_, err = h.auth.ResetPassword(background, matter.SystemActor, p.ID)
			h.must(err)
			_, err = h.auth.SecondStep(background, step, ph.code(0))
			h.want("sign_in.step", err)
			for _, odd := range []string{"", "x", strings.Replace(step, "s1.", "s2.", 1), step + "A", secret} {
				_, err = h.auth.SecondStep(background, odd, ph.code(0))
				h.want("sign_in.step", err)
			}
		})
	})
	t.Run("a code at the same instant in two processes opens one session", func(t *testing.T) {
		each(t, func(h *house) {
			h.add("zhao")
			secret, _ := h.signIn("zhao")
			ph, _ := h.enrol(secret)
			step, code, results := h.step("zhao"), ph.code(0), make(chan error, 8)
			for i := range 8 {
				go func() {
					_, err := []*auth.Auth{h.auth, h.other}[i%2].SecondStep(background, step, code)
					results <- err
				}()
			}
			good := 0
			for range 8 {
				if err := <-results; err == nil {
					good++
				}
			}
			if good != 1 {
				h.Errorf("a code opened %d sessions", good)
			}
		})
	})
	t.Run("an offered secret belongs to its session, waits half an hour, and wants its own code", func(t *testing.T) {
		each(t, func(h *house) {
			h.add("zhao")
			h.add("qian")
			one, zhao := h.signIn("zhao")
			_, s, err := h.auth.Session(background, one)
			h.must(err)
			two, qian := h.signIn("qian")
			_, s2, err := h.auth.Session(background, two)
			h.must(err)
			offer, err := h.auth.OfferFactor(background, zhao, s, "应答:某局")
			h.must(err)
			if key, err := otp.NewKeyFromURL(offer.URL); err != nil || key.Secret() != offer.Secret || key.AccountName() != "zhao" || key.Issuer() != "应答：某局" || key.Type() != "totp" || key.Period() != 30 {
				h.Errorf("an authenticator reads %s: %v", offer.URL, err)
			}
			ph := phone{h, offer.Secret}
			_, err = h.auth.EnrolFactor(background, qian, s2, offer.Sealed, ph.code(0))
			h.want("factor.offer", err)
			for range 6 { // not counted: they are no guesses
				_, err = h.auth.EnrolFactor(background, zhao, s, offer.Sealed, "000000")
				h.want("factor.first", err)
			}
			again, err := h.auth.ReOffer(background, zhao, s, "应答：某局", offer.Sealed)
			h.must(err)
			if again != offer {
				h.Errorf("shown again as %+v, first as %+v", again, offer)
			}
			h.clock.Advance(30*time.Minute + time.Second)
			_, err = h.auth.EnrolFactor(background, zhao, s, offer.Sealed, ph.code(0))
			h.want("factor.offer", err)
			_, err = h.auth.RenewFactor(background, qian, s2, "x", "123456")
			h.want("factor.none", err)
		})
	})
	t.Run("who has one changes phone and codes, or ends it, with a code", func(t *testing.T) {
		each(t, func(h *house) {
			p := h.add("zhao")
			secret, who := h.signIn("zhao")
			old, codes := h.enrol(secret)
			_, s, err := h.auth.Session(background, secret)
			h.must(err)
			_, err = h.auth.OfferFactor(background, who, s, "x")
			h.want("factor.on", err)
			_, err = h.auth.RenewFactor(background, who, s, "x", "000000")
			h.want("factor.code", err)
			offer, err := h.auth.RenewFactor(background, who, s, "x", codes[0])
			h.must(err)
			fresh := phone{h, offer.Secret}
			codes, err = h.auth.EnrolFactor(background, who, s, offer.Sealed, fresh.code(0))
			h.must(err)
			h.clock.Advance(time.Minute)
			_, err = h.auth.EnrolFactor(background, who, s, offer.Sealed, fresh.code(0))
			h.want("factor.on", err) // the offer has been used
			_, err = h.auth.SecondStep(background, h.step("zhao"), old.code(0))
			h.want("factor.code", err)
			more, err := h.auth.FreshCodes(background, who, fresh.code(0))
			h.must(err)
			h.want("factor.code", h.auth.RemoveFactor(background, who, codes[1]))
			h.must(h.auth.RemoveFactor(background, who, more[0]))
			if secret, second, err := h.auth.SignIn(background, "zhao", password("zhao")); err != nil || secret == "" || second != "" {
				h.Errorf("after the end: %q %q %v", secret, second, err)
			}
			if want := []string{"factor.enrolled", "factor.recovered", "factor.renewed", "factor.codes", "factor.recovered", "factor.removed"}; !slices.Equal(h.done(p.ID), want) {
				h.Errorf("audit %v", h.done(p.ID))
			}
		})
	})
	t.Run("an administrator resets a colleague's, with a reason, and nobody the own one", func(t *testing.T) {
		each(t, func(h *house) {
			p, boss := h.add("zhao"), h.add("qian")
			h.must(h.auth.GrantRole(background, matter.SystemActor, boss.ID, "root", regime.SystemAdmin))
			secret, handler := h.signIn("zhao")
			h.enrol(secret)
			_, admin := h.signIn("qian")
			h.want("admin.needed", h.auth.ResetFactor(background, handler, boss.ID, "手机丢了"))
			h.want("factor.reason", h.auth.ResetFactor(background, admin, p.ID, " "))
			h.want("person.self", h.auth.ResetFactor(background, admin, boss.ID, "手机丢了"))
			h.must(h.auth.ResetFactor(background, admin, p.ID, "手机丢了，当面确认"))
			h.dies(secret)
			h.want("factor.none", h.auth.ResetFactor(background, admin, p.ID, "再来一次"))
			h.signIn("zhao")
			if acts := h.done(p.ID); acts[len(acts)-1] != "factor.reset" {
				h.Errorf("audit %v", acts)
			}
		})
	})
	t.Run("with another key file recovery codes work and codes do not", func(t *testing.T) {
		each(t, func(h *house) {
			h.add("zhao")
			secret, _ := h.signIn("zhao")
			ph, codes := h.enrol(secret)
			h.auth.Keys = seal.NewRing(h.TempDir()+"/other", h.clock.Now).Keys
			_, err := h.auth.SecondStep(background, h.step("zhao"), ph.code(0))
			h.want("factor.sealed", err)
			_, err = h.auth.SecondStep(background, h.step("zhao"), codes[0])
			h.must(err)
		})
	})
}

func TestAskFactor(t *testing.T) {
	t.Run("who is asked sets it up at the next sign-in and cannot end it", func(t *testing.T) {
		each(t, func(h *house) {
			h.add("zhao", regime.Reviewer)
			h.add("sun", regime.Handler)
			boss := h.add("qian")
			h.must(h.auth.GrantRole(background, matter.SystemActor, boss.ID, "root", regime.SecurityAdmin))
			before, handler := h.signIn("zhao")
			_, admin := h.signIn("qian")
			rule := store.FactorRule{Roles: []regime.Role{regime.Reviewer, regime.Reviewer}}
			h.want("admin.needed", h.auth.AskFactor(background, handler, h.root(), rule))
			h.want("unit.unknown", h.auth.AskFactor(background, admin, "x", rule))
			h.want("role.unknown", h.auth.AskFactor(background, admin, h.root(), store.FactorRule{Roles: []regime.Role{"king"}}))
			h.must(h.auth.AskFactor(background, admin, h.root(), rule))
			owes := func(secret string) bool {
				h.Helper()
				_, s, err := h.auth.Session(background, secret)
				h.must(err)
				return s.MustEnrol
			}
			if owes(before) {
				h.Error("somebody who is at work is interrupted")
			}
			secret, who := h.signIn("zhao")
			other, _ := h.signIn("sun")
			if !owes(secret) || owes(other) {
				h.Error("the rule of a role asks others, or not its own")
			}
			fresh, err := h.auth.ChangePassword(background, who, password("zhao"), password("zhao")+" 2")
			h.must(err)
			if !owes(fresh) {
				h.Error("a change of password goes round the rule")
			}
			ph, _ := h.enrol(fresh)
			if owes(fresh) {
				h.Error("who has set it up is still asked")
			}
			h.want("factor.asked", h.auth.RemoveFactor(background, who, ph.code(0)))
			h.must(h.auth.AskFactor(background, admin, h.root(), store.FactorRule{Everybody: true}))
			other, _ = h.signIn("sun")
			if !owes(other) {
				h.Error("the rule for all does not ask one")
			}
			h.must(h.auth.AskFactor(background, admin, h.root(), store.FactorRule{}))
			h.must(h.auth.RemoveFactor(background, who, ph.code(0))) // the refusal above did not use the code up
			secret, _ = h.signIn("sun")
			if owes(secret) {
				h.Error("without a rule somebody is asked")
			}
		})
	})
}

func TestGlance(t *testing.T) {
	t.Run("what an open page asks by itself keeps no session awake", func(t *testing.T) {
		each(t, func(h *house) {
			h.add("zhao", regime.Handler)
			secret, _ := h.signIn("zhao")
			for range 3 {
				h.clock.Advance(10 * time.Minute)
				_, _, err := h.auth.Glance(background, secret)
				h.must(err)
			}
			h.clock.Advance(time.Minute)
			if _, _, err := h.auth.Glance(background, secret); fault.CodeOf(err) != "session.idle" {
				h.Errorf("after 31 minutes without a person: %v", err)
			}
		})
	})
}
