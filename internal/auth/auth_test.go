package auth_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yingda/internal/auth"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

var background = context.Background()

// house is a small agency; auth and other are two processes on its database.
type house struct {
	*testing.T
	clock       *testkit.Clock
	store       *store.Store
	auth, other *auth.Auth
	admin       string // one-time password of the head administrator
}

func each(t *testing.T, run func(h *house)) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		clock := testkit.NewClock(time.Time{})
		c.Now = clock.Now
		open := func() *store.Store {
			s, err := store.Open(background, c)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			return s
		}
		h := &house{T: t, clock: clock, store: open()}
		h.auth, h.other = auth.New(h.store), auth.New(open())
		h.auth.Keys = seal.NewRing(filepath.Join(h.TempDir(), "keys"), clock.Now).Keys
		h.other.Keys = h.auth.Keys
		h.must(h.store.Write(background, func(tx *store.Tx) (err error) {
			root := store.Unit{Kind: "agency", Code: "root", Name: "某市信访局"}
			if err := tx.AddUnit(&root); err != nil {
				return err
			}
			for _, code := range []string{"office", "visits"} {
				if err := tx.AddUnit(&store.Unit{Kind: "section", ParentID: root.ID, Code: code, Name: code}); err != nil {
					return err
				}
			}
			h.admin, err = auth.FirstAdmin(tx)
			return err
		}))
		run(h)
	})
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) want(code string, err error) {
	h.Helper()
	if fault.CodeOf(err) != code {
		h.Errorf("got %v, want %s", err, code)
	}
}

// add adds a person with a password of the person's own.
func (h *house) add(login string, roles ...regime.Role) store.Person {
	h.Helper()
	first, err := h.auth.AddUser(background, matter.SystemActor, auth.NewUser{Login: login, Name: login, Unit: "office", Roles: roles})
	h.must(err)
	secret, _, err := h.auth.SignIn(background, login, first)
	h.must(err)
	who, s, err := h.auth.Session(background, secret)
	h.must(err)
	p, err := h.store.PersonBy(background, "login", login)
	h.must(err)
	if !s.MustChange || !p.MustChange {
		h.Error("a one-time password need not be changed")
	}
	secret, err = h.auth.ChangePassword(background, who, first, password(login))
	h.must(err)
	h.must(h.auth.SignOut(background, secret))
	return p
}

func password(login string) string { return "correct horse " + login }

func (h *house) signIn(login string) (string, matter.Actor) {
	h.Helper()
	secret, _, err := h.auth.SignIn(background, login, password(login))
	h.must(err)
	who, _, err := h.auth.Session(background, secret)
	h.must(err)
	return secret, who
}

// dies waits until a session is dead in both processes, at most a second.
func (h *house) dies(secret string) {
	h.Helper()
	for _, a := range []*auth.Auth{h.auth, h.other} {
		for range 100 {
			_, _, err := a.Session(background, secret)
			if fault.CodeOf(err) == "session.none" {
				a = nil
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if a != nil {
			h.Error("the session lives on after a second")
		}
	}
}

func TestSignIn(t *testing.T) {
	t.Run("one-time password, own password, session, sign-out", func(t *testing.T) {
		each(t, func(h *house) {
			h.add("zhao", regime.Handler)
			secret, _, err := h.auth.SignIn(background, " Zhao ", password("zhao"))
			h.must(err)
			who, _, err := h.auth.Session(background, secret)
			h.must(err)
			if who.Name != "zhao" || !who.Has(regime.Handler) || who.Token {
				h.Errorf("got %+v", who)
			}
			h.must(h.auth.SignOut(background, secret))
			h.must(h.auth.SignOut(background, secret))
			h.dies(secret)
		})
	})
	t.Run("unknown login, wrong password, inactive person: the same fault", func(t *testing.T) {
		each(t, func(h *house) {
			p := h.add("zhao")
			_, _, unknown := h.auth.SignIn(background, "nobody", password("zhao"))
			_, _, wrong := h.auth.SignIn(background, "zhao", "not this one")
			h.must(h.auth.Deactivate(background, matter.SystemActor, p.ID))
			_, _, inactive := h.auth.SignIn(background, "zhao", password("zhao"))
			for _, err := range []error{unknown, wrong, inactive} {
				h.want("sign_in.refused", err)
				if err.Error() != unknown.Error() {
					h.Errorf("%v differs from %v", err, unknown)
				}
			}
		})
	})
}

func TestLockout(t *testing.T) {
	t.Run("five failures lock for 15 minutes, five more for 30, whether the login exists or not", func(t *testing.T) {
		each(t, func(h *house) {
			h.add("zhao")
			for _, login := range []string{"zhao", "nobody"} {
				for _, minutes := range []time.Duration{15, 30} {
					for i := range 5 {
						_, _, err := h.auth.SignIn(background, login, fmt.Sprint("wrong ", i))
						h.want("sign_in.refused", err)
					}
					h.clock.Advance(minutes*time.Minute - time.Second)
					_, _, err := h.other.SignIn(background, login, password("zhao"))
					h.want("sign_in.locked", err)
					h.clock.Advance(time.Second)
				}
			}
			h.signIn("zhao")
			p, err := h.store.PersonBy(background, "login", "zhao")
			h.must(err)
			if p.Failures != 0 || p.LockedUntil != 0 {
				h.Errorf("failures are kept after a sign-in: %+v", p)
			}
		})
	})
	t.Run("guesses sent at once are not judged at once", func(t *testing.T) {
		each(t, func(h *house) {
			h.add("zhao")
			var refused, locked atomic.Int32
			var wait sync.WaitGroup
			for i := range 20 {
				wait.Go(func() {
					_, _, err := h.auth.SignIn(background, "zhao", fmt.Sprint("wrong ", i))
					switch fault.CodeOf(err) {
					case "sign_in.refused":
						refused.Add(1)
					case "sign_in.locked":
						locked.Add(1)
					}
				})
			}
			wait.Wait()
			if refused.Load() != 5 || locked.Load() != 15 {
				h.Errorf("%d judged, %d locked", refused.Load(), locked.Load())
			}
		})
	})
	t.Run("a reset by an administrator lifts it", func(t *testing.T) {
		each(t, func(h *house) {
			p := h.add("zhao")
			for range 5 {
				h.auth.SignIn(background, "zhao", "wrong") //nolint:errcheck // the lock-out is what counts
			}
			once, err := h.auth.ResetPassword(background, matter.SystemActor, p.ID)
			h.must(err)
			secret, _, err := h.auth.SignIn(background, "zhao", once)
			h.must(err)
			_, s, err := h.auth.Session(background, secret)
			h.must(err)
			if !s.MustChange {
				h.Error("the password need not be changed after a reset")
			}
		})
	})
}

func TestSession(t *testing.T) {
	t.Run("idle after 30 minutes, administrators after 15, at most 12 hours", func(t *testing.T) {
		each(t, func(h *house) {
			for login, role := range map[string]regime.Role{"zhao": regime.Handler, "qian": regime.Auditor} {
				h.add(login, role)
				limit := 30 * time.Minute
				if role == regime.Auditor {
					limit = 15 * time.Minute
				}
				secret, _ := h.signIn(login)
				h.clock.Advance(limit)
				_, _, err := h.auth.Session(background, secret)
				h.must(err)
				h.clock.Advance(limit + time.Second)
				_, _, err = h.auth.Session(background, secret)
				h.want("session.idle", err)
			}
			secret, _ := h.signIn("zhao")
			for range 12 * 4 {
				_, _, err := h.auth.Session(background, secret)
				h.must(err)
				h.clock.Advance(15 * time.Minute)
			}
			_, _, err := h.auth.Session(background, secret)
			h.want("session.expired", err)
		})
	})
	t.Run("use in one process keeps it awake in the other; the last use is written once a minute", func(t *testing.T) {
		each(t, func(h *house) {
			h.add("zhao")
			secret, who := h.signIn("zhao")
			_, _, err := h.other.Session(background, secret)
			h.must(err)
			begun := h.clock.Now()
			h.clock.Advance(59 * time.Second)
			_, _, err = h.auth.Session(background, secret)
			h.must(err)
			l, err := h.auth.Sessions(background, who)
			h.must(err)
			if len(l) != 1 || l[0].SeenAt != begun.UnixMilli() {
				h.Errorf("written within a minute: %+v", l)
			}
			for range 4 {
				h.clock.Advance(10 * time.Minute)
				_, _, err = h.auth.Session(background, secret)
				h.must(err)
			}
			_, _, err = h.other.Session(background, secret)
			h.must(err)
		})
	})
	t.Run("dies everywhere within a second of sign-out, password change and deactivation", func(t *testing.T) {
		each(t, func(h *house) {
			p := h.add("zhao")
			both := func() (one, two string, who matter.Actor) {
				one, who = h.signIn("zhao")
				two, _ = h.signIn("zhao")
				for _, secret := range []string{one, two} {
					_, _, err := h.other.Session(background, secret)
					h.must(err)
				}
				return one, two, who
			}
			one, two, who := both()
			h.must(h.auth.SignOutEverywhere(background, who))
			h.dies(one)
			h.dies(two)

			one, two, who = both()
			l, err := h.auth.Sessions(background, who)
			h.must(err)
			if len(l) != 2 {
				h.Fatalf("%d sessions listed", len(l))
			}
			kept, err := h.auth.ChangePassword(background, who, password("zhao"), "another long one")
			h.must(err)
			h.dies(one)
			h.dies(two)
			_, _, err = h.other.Session(background, kept)
			h.must(err)
			h.must(h.auth.Deactivate(background, matter.SystemActor, p.ID))
			h.dies(kept)
			_, err = h.auth.Actor(background, p.ID)
			h.want("person.inactive", err)

			once, err := h.auth.Activate(background, matter.SystemActor, p.ID)
			h.must(err)
			_, _, err = h.auth.SignIn(background, "zhao", once)
			h.must(err)
		})
	})
	t.Run("one of several sessions is ended by its owner alone", func(t *testing.T) {
		each(t, func(h *house) {
			h.add("zhao")
			h.add("qian")
			one, zhao := h.signIn("zhao")
			_, qian := h.signIn("qian")
			_, s, err := h.auth.Session(background, one)
			h.must(err)
			h.want("session.none", h.auth.EndSession(background, qian, s.ID))
			h.must(h.auth.EndSession(background, zhao, s.ID))
			h.dies(one)
		})
	})
	t.Run("10,000 wrong secrets are refused and remembered nowhere", func(t *testing.T) {
		each(t, func(h *house) {
			secret := []byte("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
			for i := range 10_000 {
				copy(secret, fmt.Sprintf("%06d", i))
				if _, _, err := h.auth.Session(background, string(secret)); fault.CodeOf(err) != "session.none" {
					h.Fatalf("got %v", err)
				}
			}
			for _, odd := range []string{"", "x", string(make([]byte, 43)), string(make([]byte, 100_000))} {
				_, _, err := h.auth.Session(background, odd)
				h.want("session.none", err)
				_, _, err = h.auth.Token(background, odd)
				h.want("token.refused", err)
			}
		})
	})
	t.Run("roles given and taken show within a second", func(t *testing.T) {
		each(t, func(h *house) {
			p := h.add("zhao")
			secret, _ := h.signIn("zhao")
			has := func(want bool) {
				h.Helper()
				for range 100 {
					if who, _, err := h.other.Session(background, secret); err == nil && who.Has(regime.Drafter) == want {
						return
					}
					time.Sleep(10 * time.Millisecond)
				}
				h.Errorf("the role did not become %v", want)
			}
			has(false)
			h.must(h.auth.GrantRole(background, matter.SystemActor, p.ID, "visits", regime.Drafter))
			has(true)
			h.must(h.auth.RevokeRole(background, matter.SystemActor, p.ID, "visits", regime.Drafter))
			has(false)
		})
	})
}

func TestPassword(t *testing.T) {
	for _, c := range []struct{ why, password, code string }{
		{"a sentence is good", "correct horse battery", ""},
		{"ten Chinese characters are good", "清晨的城市有风也有雨", ""},
		{"nine characters are too short", "abcdefgh9", "password.short"},
		{"longer than anybody types", string(make([]byte, 501)), "password.long"},
		{"the login alone", "zhangxiaoming", "password.login"},
		{"the login and a year", "Zhangxiaoming2026", "password.login"},
		{"known to everybody", "password123", "password.common"},
		{"known to everybody, full width", "ＡＤＭＩＮ１２３４５６", "password.common"},
		{"known to everybody with a mark", "Admin123456!", "password.common"},
		{"digits in a run", "1234567890", "password.common"},
		{"letters in a run", "abcdefghijkl", "password.common"},
		{"one character", "8888888888", "password.common"},
		{"three characters again and again", "abcabcabcabc", "password.common"},
	} {
		t.Run(c.why, func(t *testing.T) {
			if err := auth.CheckPassword("zhangxiaoming", c.password); fault.CodeOf(err) != c.code {
				t.Errorf("got %v, want %q", err, c.code)
			}
		})
	}
	t.Run("a change needs the old password and counts wrong ones", func(t *testing.T) {
		each(t, func(h *house) {
			h.add("zhao")
			_, who := h.signIn("zhao")
			_, err := h.auth.ChangePassword(background, who, password("zhao"), "short")
			h.want("password.short", err)
			_, err = h.auth.ChangePassword(background, who, password("zhao"), password("zhao"))
			h.want("password.same", err)
			for range 5 {
				_, err = h.auth.ChangePassword(background, who, "wrong", "another long one")
				h.want("password.wrong", err)
			}
			_, err = h.auth.ChangePassword(background, who, password("zhao"), "another long one")
			h.want("sign_in.locked", err)
		})
	})
}

// BenchmarkSession measures what each request of a signed-in person costs.
func BenchmarkSession(b *testing.B) {
	b.Run("remembered", func(b *testing.B) {
		clock := testkit.NewClock(time.Time{})
		s, err := store.Open(background, store.Config{Dir: b.TempDir(), Now: clock.Now})
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		var once string
		if err := s.Write(background, func(tx *store.Tx) (err error) {
			if err := tx.AddUnit(&store.Unit{Kind: "agency", Code: "root", Name: "局"}); err != nil {
				return err
			}
			once, err = auth.FirstAdmin(tx)
			return err
		}); err != nil {
			b.Fatal(err)
		}
		a := auth.New(s)
		secret, _, err := a.SignIn(background, "admin", once)
		if err != nil {
			b.Fatal(err)
		}
		b.ResetTimer()
		for range b.N {
			if _, _, err := a.Session(background, secret); err != nil {
				b.Fatal(err)
			}
		}
	})
}
