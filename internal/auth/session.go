package auth

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// How long a session lives: absolute from its beginning, idle since its last
// use, less for those who administer. Clause: GB/T 22239-2019 8.1.4.1 b.
const (
	absolute  = 12 * time.Hour
	idle      = 30 * time.Minute
	idleAdmin = 15 * time.Minute
	seenEvery = time.Minute // how often the last use is written
)

// live is a session in memory: its last use, and the last one written.
type live struct {
	store.Session
	seen, written atomic.Int64
}

func refusedSession(code, text string) error { return fault.New(fault.Forbidden, code, "%s", text) }

// Session returns who holds a session and the session, and notes that it was used.
// Faults, all Forbidden: session.none (unknown, ended or its person deactivated),
// session.idle, session.expired. MustChange means that nothing but ChangePassword
// is fit, MustEnrol nothing but EnrolFactor.
func (a *Auth) Session(ctx context.Context, secret string) (matter.Actor, store.Session, error) {
	who, s, err := a.find(ctx, secret)
	if err != nil {
		return matter.Actor{}, store.Session{}, err
	}
	a.saw(ctx, s, a.store.Now().UnixMilli())
	return who, s.now(), nil
}

// Glance is Session for what an open page asks by itself: nobody need sit before
// it, so that it keeps no session awake.
func (a *Auth) Glance(ctx context.Context, secret string) (matter.Actor, store.Session, error) {
	who, s, err := a.find(ctx, secret)
	if err != nil {
		return matter.Actor{}, store.Session{}, err
	}
	return who, s.now(), nil
}

func (s *live) now() store.Session {
	out := s.Session
	out.SeenAt = s.seen.Load()
	return out
}

func (a *Auth) find(ctx context.Context, secret string) (matter.Actor, *live, error) {
	none := refusedSession("session.none", "请先登录")
	if len(secret) != 43 {
		return matter.Actor{}, nil, none
	}
	id := digestOf(secret)
	k, err := a.known(ctx)
	if err != nil {
		return matter.Actor{}, nil, err
	}
	var s *live
	if found, ok := k.sessions.Load(id); ok {
		s = found.(*live)
	} else if s, err = a.load(ctx, k, id); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = none
		}
		return matter.Actor{}, nil, err
	}
	who, err := a.Actor(ctx, s.PersonID)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = none
		}
		return matter.Actor{}, nil, err
	}
	now := a.store.Now().UnixMilli()
	if now-s.seen.Load() > idleOf(who).Milliseconds() {
		// Another process may have seen it since: the file decides.
		if s, err = a.load(ctx, k, id); err != nil {
			return matter.Actor{}, nil, none
		}
	}
	switch {
	case now >= s.ExpiresAt:
		return matter.Actor{}, nil, refusedSession("session.expired", "登录已满 12 小时，请重新登录")
	case now-s.seen.Load() > idleOf(who).Milliseconds():
		return matter.Actor{}, nil, refusedSession("session.idle", "很久没有操作，为安全起见已退出，请重新登录")
	}
	return who, s, nil
}

func (a *Auth) load(ctx context.Context, k *known, id string) (*live, error) {
	row, err := a.store.Session(ctx, id)
	if err != nil {
		return nil, err
	}
	s := &live{Session: row}
	s.seen.Store(row.SeenAt)
	s.written.Store(row.SeenAt)
	k.sessions.Store(id, s)
	k.size.Add(1)
	return s, nil
}

// saw notes a use: in memory always, in the database once a minute.
func (a *Auth) saw(ctx context.Context, s *live, now int64) {
	for old := s.seen.Load(); old < now && !s.seen.CompareAndSwap(old, now); old = s.seen.Load() {
	}
	last := s.written.Load()
	if now-last < seenEvery.Milliseconds() || !s.written.CompareAndSwap(last, now) {
		return
	}
	// A request is not refused because its time of use could not be written;
	// the next minute tries again, and at worst the session idles out sooner.
	_ = a.store.Write(ctx, func(tx *store.Tx) error { return tx.SeeSession(s.ID, now) })
}

func idleOf(who matter.Actor) time.Duration {
	for _, role := range apart {
		if who.Has(role) {
			return idleAdmin
		}
	}
	return idle
}

// Sessions returns a person's own sessions that are still good, newest first.
func (a *Auth) Sessions(ctx context.Context, who matter.Actor) ([]store.Session, error) {
	now := a.store.Now().UnixMilli()
	all, err := a.store.Sessions(ctx, who.ID, now)
	if err != nil {
		return nil, err
	}
	var out []store.Session
	for _, s := range all {
		if now-s.SeenAt <= (idleOf(who) + seenEvery).Milliseconds() {
			out = append(out, s)
		}
	}
	return out, nil
}

// SignOut ends the session of a secret; ending one that is over is no fault.
func (a *Auth) SignOut(ctx context.Context, secret string) error {
	s, err := a.store.Session(ctx, digestOf(secret))
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return a.end(ctx, s.PersonID, s.ID)
}

// EndSession ends one of a person's own sessions by its id; fault.NotFound if
// there is none.
func (a *Auth) EndSession(ctx context.Context, who matter.Actor, id string) error {
	return a.end(ctx, who.ID, id)
}

func (a *Auth) end(ctx context.Context, personID, id string) error {
	return a.write(ctx, func(tx *store.Tx) error {
		was, err := tx.EndSession(personID, id)
		if err != nil {
			return err
		}
		if !was {
			return fault.New(fault.NotFound, "session.none", "没有这个登录会话")
		}
		tx.Audit(entry(matter.Actor{ID: personID}, "session.ended", personID, nil))
		return nil
	})
}

// SignOutEverywhere ends all sessions of a person.
func (a *Auth) SignOutEverywhere(ctx context.Context, who matter.Actor) error {
	return a.write(ctx, func(tx *store.Tx) error {
		if _, err := tx.EndSessions(who.ID); err != nil {
			return err
		}
		tx.Audit(entry(who, "session.ended_all", who.ID, nil))
		return nil
	})
}

// ChangePassword sets a person's own password. All sessions of the person end;
// the secret of a new one is returned. Faults: password.wrong (counted like a
// failed sign-in), sign_in.locked, and those of CheckPassword.
func (a *Auth) ChangePassword(ctx context.Context, who matter.Actor, old, fresh string) (string, error) {
	if who.Token {
		return "", fault.New(fault.Forbidden, "token.person", "令牌不能修改密码")
	}
	p, err := a.store.PersonBy(ctx, "id", who.ID)
	if err != nil {
		return "", err
	}
	release, err := takeTurn(ctx, p.Login)
	if err != nil {
		return "", err
	}
	defer release()
	if err := a.refuseLocked(ctx, p.ID, ""); err != nil {
		return "", err
	}
	if err := CheckPassword(p.Login, fresh); err != nil {
		return "", err
	}
	ok, err := a.hasher.matches(ctx, old, p.Password)
	if err != nil {
		return "", fmt.Errorf("check password: %w", err)
	}
	if !ok {
		if err := a.failed(ctx, p, "", "password.wrong"); err != nil {
			return "", err
		}
		return "", fault.New(fault.Forbidden, "password.wrong", "原密码不对").On("old")
	}
	if old == fresh {
		return "", fault.New(fault.Invalid, "password.same", "新密码不能与原密码相同").On("password")
	}
	hash, err := a.hasher.hash(ctx, fresh)
	if err != nil {
		return "", err
	}
	return a.start(ctx, p, "password.changed", func(tx *store.Tx) error {
		now, err := tx.PersonByID(p.ID)
		if err == nil && (!now.Active || now.Password != p.Password) {
			return fault.New(fault.Conflict, "password.changed", "密码刚刚在别处改过，请重新登录")
		}
		if err != nil {
			return err
		}
		return tx.SetPassword(p.ID, hash, false)
	})
}

// apart are the roles of which nobody holds two (三员分立).
// Clause: GB/T 22239-2019 8.1.5.1-3.
var apart = []regime.Role{regime.SystemAdmin, regime.SecurityAdmin, regime.Auditor}
