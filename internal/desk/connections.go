package desk

import (
	"context"
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/platform"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Connection (平台连接情况) is how the connection of an account stands.
type Connection struct {
	Account      store.Account
	Link         store.PlatformLink
	Health       store.PlatformHealth
	Waits        map[string]string // interfaces that the platform wants left alone
	TokenUntil   int64             // ms, 0 without a token
	Missing      []string          // names of secrets that were not entered
	Publications []store.Publication
	Turns        map[string]store.PlatformTurn // posts, comments, menu: when they were last read
	Hook         string                        // address for the platform, without host where none is configured; "" where it does not call
}

// State of a connection, in the order in which it matters.
const (
	Unconnected    = "unconnected"
	SecretsMissing = "secrets_missing"
	CallsFail      = "calls_fail"
	PlatformWaits  = "platform_waits"
	Unverified     = "unverified" // the platform has not called yet
	Connected      = "connected"
)

// State says how the connection stands, in one word.
func (c Connection) State() string {
	switch {
	case c.Link.AccountID == "" || !c.Link.Active:
		return Unconnected
	case len(c.Missing) > 0:
		return SecretsMissing
	case c.Health.FailedAt > c.Health.CalledAt:
		return CallsFail
	case len(c.Waits) > 0:
		return PlatformWaits
	case c.Hook != "" && c.Health.HeardAt == 0:
		return Unverified
	}
	return Connected
}

// Connections (平台连接一览) returns how the open accounts that a person sees are
// connected, without what went out on them. Faults: register.role.
func (d *Desk) Connections(ctx context.Context, who matter.Actor, n int) ([]Connection, error) {
	accounts, err := d.Accounts(ctx, who, store.AccountFilter{State: "open"}, n)
	if err != nil {
		return nil, err
	}
	links, err := d.store.PlatformLinks(ctx)
	if err != nil {
		return nil, err
	}
	health, err := d.store.PlatformHealths(ctx)
	if err != nil {
		return nil, err
	}
	waits, err := d.store.AllWaits(ctx, d.store.Now().UnixMilli())
	if err != nil {
		return nil, err
	}
	secrets, err := d.store.UsableSecrets(ctx)
	if err != nil {
		return nil, err
	}
	var out []Connection
	for _, a := range accounts {
		c := Connection{Account: a, Health: health[a.ID], Waits: waits[a.ID], Hook: d.hookOf(a)}
		if i := slices.IndexFunc(links, func(l store.PlatformLink) bool { return l.AccountID == a.ID }); i >= 0 {
			c.Link = links[i]
			c.Missing = missing(secretsOf(a.Platform, c.Link), secrets[a.ID])
		}
		out = append(out, c)
	}
	return out, nil
}

func missing(need, have []string) (out []string) {
	for _, name := range need {
		if !slices.Contains(have, name) {
			out = append(out, name)
		}
	}
	return out
}

// hookOf is the address that a platform calls, "" where it calls nobody.
func (d *Desk) hookOf(a store.Account) string {
	if !slices.Contains(Calling, a.Platform) {
		return ""
	}
	return d.Sending.Public + "/hooks/" + string(a.Platform) + "/" + a.ID
}

// Connection returns how the connection of an account stands; with a zero Link
// where there is none. Faults: register.role, account.unknown.
func (d *Desk) Connection(ctx context.Context, who matter.Actor, account string) (Connection, error) {
	a, err := d.Account(ctx, who, account)
	if err != nil {
		return Connection{}, err
	}
	c := Connection{Account: a, Hook: d.hookOf(a)}
	c.Link, err = d.store.PlatformLink(ctx, a.ID)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return c, err
	}
	if c.Health, err = d.store.PlatformHealth(ctx, a.ID); err != nil {
		return c, err
	}
	now := d.store.Now().UnixMilli()
	if c.Waits, err = d.store.Waits(ctx, a.ID, now); err != nil {
		return c, err
	}
	t, err := d.store.PlatformToken(ctx, a.ID)
	if err != nil {
		return c, err
	}
	if t.ExpiresAt > now {
		c.TokenUntil = t.ExpiresAt
	}
	secrets, err := d.store.UsableSecrets(ctx)
	if err != nil {
		return c, err
	}
	c.Missing = missing(secretsOf(a.Platform, c.Link), secrets[a.ID])
	if c.Turns, err = d.store.PlatformTurns(ctx, a.ID); err != nil {
		return c, err
	}
	c.Publications, err = d.store.Publications(ctx, a.ID, 20)
	return c, err
}

// secretsOf are the secrets that a connection needs.
func secretsOf(of regime.Platform, l store.PlatformLink) []string {
	switch {
	case of == regime.Weibo:
		return []string{"access_token"}
	case !ByAdapter(of) && l.Out == "":
		return nil
	case !ByAdapter(of):
		return []string{"webhook_secret"}
	case l.Mode == string(platform.Plain):
		return []string{"app_secret", "token"}
	}
	return []string{"app_secret", "token", "encoding_aes_key"}
}
