// Package auth knows people and how they come in (身份与会话): passwords,
// lock-outs, sessions, API tokens and the giving of roles. Only digests of
// secrets are stored. A request with a session costs a look into memory: what
// is remembered there holds while two counters in the database stand still,
// and those are read at most every 250 ms, so that a session ended anywhere is
// dead everywhere within a second.
// Clause: GB/T 22239-2019 8.1.4.1 a-d, 8.1.4.2, 8.1.5.1-3.
package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"sync"
	"sync/atomic"
	"time"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// recheck is how long the counters are trusted before they are read again.
const recheck = 250 * time.Millisecond

// remembered bounds each cache; a full one is emptied.
const remembered = 20_000

// Auth answers who somebody is and what roles that person has.
type Auth struct {
	// Keys seal the second factors of the staff; nobody sets one up without them.
	Keys func() (*seal.Keys, error)

	store  *store.Store
	hasher hasher

	fresh atomic.Bool // the counters were read within recheck
	mu    sync.Mutex
	know  *known
}

// known is what is remembered at one state of the counters.
type known struct {
	org, session int64
	actors       sync.Map // person id → matter.Actor
	sessions     sync.Map // session id → *live
	tokens       sync.Map // digest → tokenActor
	size         atomic.Int64
}

// New returns an Auth on a store.
func New(s *store.Store) *Auth {
	return &Auth{store: s, hasher: newHasher()}
}

// known returns the caches, emptied if anybody changed people, roles, sessions
// or tokens. The counters are read before what is put into the cache, so that
// an entry is never younger in name than in content.
func (a *Auth) known(ctx context.Context) (*known, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.know != nil && a.fresh.Load() && a.know.size.Load() < remembered {
		return a.know, nil
	}
	org, session, err := a.store.Generations(ctx)
	if err != nil {
		return nil, err
	}
	if a.know == nil || a.know.org != org || a.know.session != session || a.know.size.Load() >= remembered {
		a.know = &known{org: org, session: session}
	}
	// A timer instead of the clock: the store's clock may stand still or jump.
	a.fresh.Store(true)
	time.AfterFunc(recheck, func() { a.fresh.Store(false) })
	return a.know, nil
}

// write runs a transaction and makes this process read the counters at once.
func (a *Auth) write(ctx context.Context, f func(tx *store.Tx) error) error {
	err := a.store.Write(ctx, f)
	a.fresh.Store(false)
	return err
}

// writeSecret is write for what gives out a secret: none comes with an error.
func (a *Auth) writeSecret(ctx context.Context, secret string, f func(tx *store.Tx) error) (string, error) {
	if err := a.write(ctx, f); err != nil {
		return "", err
	}
	return secret, nil
}

// Actor returns an active person with all roles; fault.NotFound for anybody else.
func (a *Auth) Actor(ctx context.Context, personID string) (matter.Actor, error) {
	k, err := a.known(ctx)
	if err != nil {
		return matter.Actor{}, err
	}
	if who, ok := k.actors.Load(personID); ok {
		return who.(matter.Actor), nil
	}
	p, err := a.store.PersonBy(ctx, "id", personID)
	if err != nil {
		return matter.Actor{}, err
	}
	if !p.Active {
		return matter.Actor{}, fault.New(fault.NotFound, "person.inactive", "这个账号已经停用")
	}
	rows, err := a.store.Grants(ctx, personID)
	if err != nil {
		return matter.Actor{}, err
	}
	who := matter.Actor{ID: p.ID, Name: p.Name, UnitID: p.UnitID}
	for _, g := range rows {
		who.Grants = append(who.Grants, g.Grant)
	}
	k.actors.Store(personID, who)
	k.size.Add(1)
	return who, nil
}

// newSecret returns 256 random bits as 43 characters, and their digest.
func newSecret() (secret, digest string, err error) {
	var b [32]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", "", err
	}
	secret = base64.RawURLEncoding.EncodeToString(b[:])
	return secret, digestOf(secret), nil
}

func digestOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// entry begins an audit entry for an act by somebody.
func entry(who matter.Actor, action, object string, detail any) store.Entry {
	e := store.Entry{Actor: who.ID, Unit: who.UnitID, Action: action, Object: object, Result: "done", Detail: detail}
	if who.System {
		e.Role = string(regime.System)
	}
	for _, role := range apart {
		if who.Has(role) {
			e.Role = string(role)
		}
	}
	return e
}
