package auth

import (
	"context"
	"fmt"
	"hash/maphash"
	"strings"
	"time"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// The lock-out: after every five failures in a row the login is refused for
// 15 minutes, then twice as long each time, up to a day. It begins anew once a
// lock-out has been over for a day. Clause: GB/T 22239-2019 8.1.4.1 b.
const (
	failuresAllowed = 5
	firstLock       = 15 * time.Minute
	longestLock     = 24 * time.Hour
)

func lockAfter(before store.Lockout, now int64) store.Lockout {
	l := before
	if l.Until > 0 && now > l.Until+longestLock.Milliseconds() {
		l = store.Lockout{}
	}
	l.Failures++
	if l.Failures%failuresAllowed == 0 {
		wait := min(firstLock<<min(l.Failures/failuresAllowed-1, 10), longestLock)
		l.Until = now + wait.Milliseconds()
	}
	return l
}

// turns lets one process judge one password of a login at a time: otherwise
// many guesses sent at once would all be judged before the first is counted.
type turns [64]chan struct{}

var (
	turn     = makeTurns()
	turnSeed = maphash.MakeSeed()
)

func makeTurns() (t turns) {
	for i := range t {
		t[i] = make(chan struct{}, 1)
	}
	return t
}

func takeTurn(ctx context.Context, login string) (release func(), err error) {
	c := turn[maphash.String(turnSeed, login)%uint64(len(turn))]
	select {
	case c <- struct{}{}:
		return func() { <-c }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// SignIn begins a session, or its first step for who has a second factor: then
// second is what SecondStep takes, and secret is empty. The same fault
// sign_in.refused, after the same work, answers an unknown login, a wrong password
// and a person who is not active; sign_in.locked answers a login that failed too
// often, whether it exists or not; fault.Busy when too many sign in at once. The
// session secret is returned once and stored nowhere.
func (a *Auth) SignIn(ctx context.Context, login, password string) (secret, second string, err error) {
	login = normalLogin(login)
	release, err := takeTurn(ctx, login)
	if err != nil {
		return "", "", err
	}
	defer release()
	p, err := a.store.PersonBy(ctx, "login", login)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", "", err
	}
	key := digestOf("login:" + login)
	if err := a.refuseLocked(ctx, p.ID, key); err != nil {
		return "", "", err
	}
	hash := p.Password
	if !p.Active {
		hash = ""
	}
	ok, err := a.hasher.matches(ctx, password, hash)
	if err != nil {
		return "", "", fmt.Errorf("check password: %w", err)
	}
	if !ok {
		if err := a.failed(ctx, p, key, "sign_in.refused"); err != nil {
			return "", "", err
		}
		return "", "", refusedSignIn()
	}
	f, err := a.store.Factor(ctx, p.ID)
	if err != nil {
		return "", "", err
	}
	if f.Secret != "" { // failures stay counted until the code is right, too
		second, err = a.secondStep(p)
		return "", second, err
	}
	secret, err = a.start(ctx, p, "session.begun", func(tx *store.Tx) error {
		if err := unchanged(tx, p); err != nil {
			return err
		}
		f, err := tx.Factor(p.ID)
		if err == nil && f.Secret != "" { // set up while the password was judged
			err = refusedSignIn()
		}
		if err != nil {
			return err
		}
		return tx.ClearFailures(p.ID)
	})
	return secret, "", err
}

// unchanged refuses a sign-in if the person changed while it was judged.
func unchanged(tx *store.Tx, p store.Person) error {
	now, err := tx.PersonByID(p.ID)
	if err == nil && (!now.Active || now.Password != p.Password) {
		err = refusedSignIn()
	}
	return err
}

func refusedSignIn() error {
	return fault.New(fault.Forbidden, "sign_in.refused", "登录名或密码不对")
}

func (a *Auth) refuseLocked(ctx context.Context, personID, key string) error {
	l, err := a.store.Lockout(ctx, personID, key)
	if err != nil {
		return err
	}
	return lockedFault(l, a.store.Now().UnixMilli())
}

func lockedFault(l store.Lockout, now int64) error {
	if l.Until <= now {
		return nil
	}
	minutes := (l.Until - now + 59_999) / 60_000
	return fault.New(fault.Forbidden, "sign_in.locked", "连续登录失败次数太多，请 %d 分钟后再试，或请系统管理员重置密码", minutes)
}

// failed counts a failure, of the password or of a code.
func (a *Auth) failed(ctx context.Context, p store.Person, key, code string) error {
	err := a.store.Write(ctx, func(tx *store.Tx) error {
		l, err := tx.FailSignIn(p.ID, key, func(before store.Lockout) store.Lockout { return lockAfter(before, tx.Ms()) })
		if err != nil {
			return err
		}
		object := p.ID
		if object == "" {
			object = "unknown"
		}
		action := "session.refused"
		if l.Until > tx.Ms() {
			action = "session.locked"
		}
		tx.Audit(store.Entry{Actor: object, Unit: p.UnitID, Action: action, Object: object, Result: "refused", Code: code})
		return nil
	})
	if err != nil {
		return fmt.Errorf("count failed sign-in: %w", err)
	}
	return nil
}

// start stores a new session of a person together with what also does.
func (a *Auth) start(ctx context.Context, p store.Person, action string, also func(tx *store.Tx) error) (string, error) {
	secret, id, err := newSecret()
	if err != nil {
		return "", err
	}
	return a.writeSecret(ctx, secret, func(tx *store.Tx) error {
		if err := also(tx); err != nil {
			return err
		}
		owed, err := tx.FactorOwed(p.ID)
		if err != nil {
			return err
		}
		tx.Audit(entry(matter.Actor{ID: p.ID, UnitID: p.UnitID}, action, p.ID, nil))
		return tx.StartSession(store.Session{ID: id, PersonID: p.ID, CreatedAt: tx.Ms(), SeenAt: tx.Ms(), ExpiresAt: tx.Ms() + absolute.Milliseconds(), MustEnrol: owed})
	})
}

// normalLogin is how a login is stored and compared.
func normalLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }
