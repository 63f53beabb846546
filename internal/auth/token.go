package auth

import (
	"context"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Scope (令牌权限) is what a token may do.
type Scope string

// The scopes of the contract. No token ever signs a gate or a release.
const (
	Read  Scope = "read"  // sees what a head administrator sees
	Push  Scope = "push"  // delivers posts and nothing else
	Write Scope = "write" // has the rights of one person
)

// NewToken is a token to be made. As is the login of the person whose rights a
// write token has; the other scopes take none.
type NewToken struct {
	Name  string
	Scope Scope
	As    string
}

const tokenPrefix = "yd_"

type tokenActor struct {
	scope Scope
	token store.Token
	root  store.Unit
}

// CreateToken makes a token and returns its secret, once. The caller is
// matter.SystemActor or a system administrator of the root unit. Faults:
// token.name, token.scope, token.as, person.unknown, admin.needed.
func (a *Auth) CreateToken(ctx context.Context, who matter.Actor, n NewToken) (string, error) {
	n.Name = strings.TrimSpace(n.Name)
	if c := utf8.RuneCountInString(n.Name); c == 0 || c > 100 {
		return "", fault.New(fault.Invalid, "token.name", "令牌要有 1 到 100 个字的名称").On("name")
	}
	if err := a.mayIssue(ctx, who); err != nil {
		return "", err
	}
	k := store.Token{Name: n.Name, Scope: string(n.Scope)}
	switch {
	case n.Scope != Read && n.Scope != Push && n.Scope != Write:
		return "", fault.New(fault.Invalid, "token.scope", "令牌权限只有 read、push、write").On("scope")
	case n.Scope == Write && n.As == "":
		return "", fault.New(fault.Invalid, "token.as", "write 令牌要指明以谁的身份（登录名）").On("as")
	case n.Scope != Write && n.As != "":
		return "", fault.New(fault.Invalid, "token.as", "只有 write 令牌需要指明身份").On("as")
	case n.Scope == Write:
		p, err := a.store.PersonBy(ctx, "login", normalLogin(n.As))
		if err == nil && !p.Active {
			err = fault.New(fault.NotFound, "person.inactive", "这个账号已经停用")
		}
		if f := fault.Of(err); f != nil {
			return "", f.On("as")
		}
		if err != nil {
			return "", err
		}
		k.PersonID = p.ID
	}
	secret, _, err := newSecret()
	if err != nil {
		return "", err
	}
	secret = tokenPrefix + secret
	return a.writeSecret(ctx, secret, func(tx *store.Tx) error {
		if err := tx.AddToken(&k, digestOf(secret)); err != nil {
			return err
		}
		tx.Audit(entry(who, "token.created", k.ID, map[string]any{"name": k.Name, "scope": k.Scope, "as": k.PersonID}))
		return nil
	})
}

func (a *Auth) mayIssue(ctx context.Context, who matter.Actor) error {
	if who.System {
		return nil
	}
	root, err := a.store.RootUnit(ctx)
	if err != nil {
		return err
	}
	return mayManage(who, root.Path, regime.SystemAdmin)
}

// Token returns what a secret may do and as whom: read has the grant of a head
// administrator, push has none, write has the person's grants; all are marked
// as tokens. fault.Forbidden token.refused for a secret that does not work,
// whose token was revoked or whose person is not active.
func (a *Auth) Token(ctx context.Context, secret string) (Scope, matter.Actor, error) {
	refused := fault.New(fault.Forbidden, "token.refused", "访问令牌无效或已作废")
	if len(secret) != len(tokenPrefix)+43 || !strings.HasPrefix(secret, tokenPrefix) {
		return "", matter.Actor{}, refused
	}
	t, err := a.loadToken(ctx, digestOf(secret))
	if err == nil && t.scope == Write {
		who, err := a.Actor(ctx, t.token.PersonID)
		if fault.KindOf(err) == fault.NotFound {
			err = refused
		}
		who.Token = true
		return t.scope, who, err
	}
	if fault.Of(err) != nil && fault.KindOf(err) == fault.NotFound {
		return "", matter.Actor{}, refused
	}
	if err != nil {
		return "", matter.Actor{}, err
	}
	who := matter.Actor{ID: t.token.ID, Name: t.token.Name, UnitID: t.root.ID, Token: true}
	if t.scope == Read {
		who.Grants = []matter.Grant{{UnitID: t.root.ID, AgencyID: t.root.AgencyID, Path: t.root.Path, Office: t.root.Office, Agency: t.root.Kind == "agency", Role: regime.SystemAdmin}}
	}
	return t.scope, who, nil
}

func (a *Auth) loadToken(ctx context.Context, digest string) (tokenActor, error) {
	k, err := a.known(ctx)
	if err != nil {
		return tokenActor{}, err
	}
	if t, ok := k.tokens.Load(digest); ok {
		return t.(tokenActor), nil
	}
	row, err := a.store.TokenByHash(ctx, digest)
	if err != nil {
		return tokenActor{}, err
	}
	t := tokenActor{scope: Scope(row.Scope), token: row}
	if t.scope != Write {
		if t.root, err = a.store.RootUnit(ctx); err != nil {
			return tokenActor{}, err
		}
	}
	k.tokens.Store(digest, t)
	k.size.Add(1)
	return t, nil
}

// Tokens returns all tokens, newest first, without their secrets.
func (a *Auth) Tokens(ctx context.Context) ([]store.Token, error) { return a.store.Tokens(ctx) }

// RevokeToken ends a token everywhere within a second. Faults: token.unknown,
// admin.needed.
func (a *Auth) RevokeToken(ctx context.Context, who matter.Actor, id string) error {
	if err := a.mayIssue(ctx, who); err != nil {
		return err
	}
	return a.write(ctx, func(tx *store.Tx) error {
		if err := tx.RevokeToken(id); err != nil {
			return err
		}
		tx.Audit(entry(who, "token.revoked", id, nil))
		return nil
	})
}
