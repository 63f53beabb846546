package app

import (
	"context"
	"fmt"
	"time"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// scene lets people of the sample act one after the other, as they would at the
// desk. After a fault nothing more happens; err says what did.
type scene struct {
	*player
	ctx context.Context
	err error
}

// long is what happened before the history: it is over, whatever waits in it. The
// clock goes on by a second with each act, for it never goes back.
func (p *player) long(ctx context.Context) error {
	s := &scene{player: p, ctx: ctx}
	p.at(p.epoch.Add(-11*24*time.Hour + time.Second))
	defer p.clock.set(time.Time{})
	s.keepSecrets()
	s.planForEmergencies()
	s.filed()
	s.connect()
	s.commentsJudged()
	s.fakeClosed()
	s.articleReleased()
	return s.err
}

// today is what has just begun when the newcomer comes in: it waits for somebody.
// The clock stands still, so that it is never ahead of the world's.
func (p *player) today(ctx context.Context) error {
	s := &scene{player: p, ctx: ctx}
	s.filingsOpen()
	s.commentsOpen()
	s.fakesOpen()
	s.articlesOpen()
	s.mail()
	s.tickets()
	s.workOpen()
	return s.err
}

// do carries out one act unless an earlier one failed.
func (s *scene) do(what string, act func() error) {
	if s.err != nil {
		return
	}
	if err := s.unless(act()); err != nil {
		s.err = fmt.Errorf("%s: %w", what, err)
	}
}

// write is do in one transaction.
func (s *scene) write(what string, change func(tx *store.Tx) error) {
	s.do(what, func() error { return s.store.Write(s.ctx, change) })
}

// goOn lets time pass before the history and in a moment of it.
func (s *scene) goOn(d time.Duration) { s.clock.set(s.clock.Now().Add(d)) }

func (s *scene) as(login string) (who matter.Actor) {
	s.do("sign in as "+login, func() (err error) {
		who, err = s.auth.Actor(s.ctx, s.people[login])
		return err
	})
	return who
}

// act carries out one step of a matter; an empty number is one whose opening
// failed.
func (s *scene) act(login, number string, action matter.Action, in map[string]any) {
	who := s.as(login)
	s.do(fmt.Sprintf("%s of %s by %s", action, number, login), func() error { return s.doFiling(s.ctx, who, number, action, in) })
}

func (s *scene) account(platform regime.Platform, kind regime.AccountKind) (a store.Account) {
	s.do("find the account", func() error {
		list, err := s.store.Accounts(s.ctx, store.AccountFilter{State: "open", Agencies: []string{s.root()}}, 100)
		for _, x := range list {
			if x.Platform == platform && x.Kind == kind {
				a = x
			}
		}
		return err
	})
	return a
}

func (p *player) root() string { return p.units[p.sample.Agency.Root] }
