package platform

import (
	"context"
	"time"

	"yingda/internal/fault"
	"yingda/internal/store"
)

// Tokens (接口凭据) keeps the tokens of all accounts in the database, sealed, so
// that several processes share one and only one renews it: a token that is
// renewed twice makes the first worthless for who still uses it.
type Tokens struct {
	Store *store.Store
	Seal  func(secret, purpose string) (string, error)
	Open  func(sealed, purpose string) (string, error)
}

// Times around a token. WeChat hands out a new one within the last five minutes
// of the old, and lets both be used.
const (
	renewAhead = 4 * time.Minute
	renewLease = 20 * time.Second
	renewPace  = 30 * time.Second // between two renewals of a token that still works
	renewPoll  = 50 * time.Millisecond
	renewWait  = 25 * time.Second // how long a call waits for another's renewal
)

// renewal fetches a token from a platform. bad is the token that the platform
// refused, "" if none: it must not come back.
type renewal func(ctx context.Context, bad string) (token string, life time.Duration, err error)

// get returns the token of an account that is not bad, renewing it where needed.
func (t *Tokens) get(ctx context.Context, account, bad string, renew renewal) (string, error) {
	for waited := time.Duration(0); ; waited += renewPoll {
		row, token, err := t.read(ctx, account)
		if err != nil {
			return "", err
		}
		now := t.Store.Now()
		good := token != "" && token != bad && row.ExpiresAt > now.UnixMilli()
		if good && (row.ExpiresAt-now.UnixMilli() > renewAhead.Milliseconds() || now.UnixMilli()-row.RenewedAt < renewPace.Milliseconds()) {
			return token, nil
		}
		fence, err := t.lease(ctx, account, row)
		switch {
		case err != nil:
			return "", err
		case fence != 0:
			fresh, err := t.renew(ctx, account, bad, fence, renew)
			if err != nil && good {
				return token, nil // it still works; the next call tries again
			}
			return fresh, err
		case good:
			return token, nil
		}
		if waited > renewWait {
			return "", fault.New(fault.Busy, "platform.token", "另一个进程正在更新平台凭据，还没有完成")
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(renewPoll):
		}
	}
}

// TokenPurpose names what the token of an account is sealed for.
func TokenPurpose(account string) string { return "platform-token:" + account }

func (t *Tokens) read(ctx context.Context, account string) (store.PlatformToken, string, error) {
	row, err := t.Store.PlatformToken(ctx, account)
	if err != nil || row.Token == "" {
		return row, "", err
	}
	token, err := t.Open(row.Token, TokenPurpose(account))
	if err != nil {
		return row, "", nil //nolint:nilerr // sealed with a key that is gone: a new token is fetched
	}
	return row, token, nil
}

func (t *Tokens) lease(ctx context.Context, account string, row store.PlatformToken) (fence int64, err error) {
	err = t.Store.Write(ctx, func(tx *store.Tx) error {
		fence, err = tx.LeasePlatformToken(account, row.Fence, tx.Now.Add(renewLease).UnixMilli())
		return err
	})
	return fence, err
}

// renew fetches and stores a token. The lease ends in every case, even when the
// call was cut off.
func (t *Tokens) renew(ctx context.Context, account, bad string, fence int64, fetch renewal) (string, error) {
	token, life, err := fetch(ctx, bad)
	sealed := ""
	if err == nil {
		sealed, err = t.Seal(token, TokenPurpose(account))
	}
	stored := t.Store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		return tx.StorePlatformToken(account, sealed, tx.Now.Add(life).UnixMilli(), fence)
	})
	if err != nil {
		return "", err
	}
	return token, stored
}
