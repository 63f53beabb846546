package store

import (
	"context"

	"yingda/internal/fault"
)

// PlatformLink (平台连接) says how an account is connected to its platform: its
// app, corporation or user id, the app within a corporation, how callbacks are
// sealed ("none" where the platform calls nobody). Cover is the platform's id of the
// picture that goes with articles. In and Out are the addresses of an account that
// no adapter knows: its feed, and who takes what we publish. Clause: ACC-1.
type PlatformLink struct {
	AccountID, AppID, AgentID, Mode, Cover string
	In, Out                                string
	Active                                 bool
	ByID                                   string
	At                                     int64
}

const selectLinks = `SELECT l.account_id, l.app_id, l.agent_id, l.mode, l.cover_id, COALESCE(k.in_url, ''), COALESCE(k.out_url, ''), l.active, l.by_id, l.at FROM platform_link l LEFT JOIN account_link k ON k.account_id = l.account_id `

func scanLinks(rows Answer, err error) ([]PlatformLink, error) {
	if err != nil {
		return nil, err
	}
	var out []PlatformLink
	err = eachRow(rows, func() error {
		var l PlatformLink
		var active int64
		err := rows.Scan(&l.AccountID, &l.AppID, &l.AgentID, &l.Mode, &l.Cover, &l.In, &l.Out, &active, &l.ByID, &l.At)
		l.Active = active == 1
		out = append(out, l)
		return err
	})
	return out, err
}

// PlatformLinks returns every connection; an agency has a handful.
func (r *Reader) PlatformLinks(ctx context.Context) ([]PlatformLink, error) {
	return scanLinks(r.query(ctx, selectLinks+`ORDER BY l.account_id`))
}

// PlatformLink returns the connection of an account, by its id or number;
// fault.NotFound platform.link if there is none.
func (r *Reader) PlatformLink(ctx context.Context, account string) (PlatformLink, error) {
	return oneLink(scanLinks(r.query(ctx, selectLinks+`WHERE l.account_id IN (SELECT id FROM account WHERE id = $1 OR number = $1)`, account)))
}

func oneLink(list []PlatformLink, err error) (PlatformLink, error) {
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "platform.link", "这个账号还没有连接到平台接口")
	}
	if err != nil {
		return PlatformLink{}, err
	}
	return list[0], nil
}

// PutPlatformLink stores how an account is connected; the cover stays.
func (t *Tx) PutPlatformLink(l PlatformLink) error {
	active := int64(0)
	if l.Active {
		active = 1
	}
	_, err := t.Exec(`INSERT INTO platform_link (account_id, app_id, agent_id, mode, active, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (account_id) DO UPDATE SET app_id = excluded.app_id, agent_id = excluded.agent_id, mode = excluded.mode, active = excluded.active, by_id = excluded.by_id, at = excluded.at`,
		l.AccountID, l.AppID, l.AgentID, l.Mode, active, l.ByID, t.Ms())
	if err != nil || l.Mode != "none" {
		return err
	}
	_, err = t.Exec(`INSERT INTO account_link (account_id, in_url, out_url, by_id, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (account_id) DO UPDATE SET in_url = excluded.in_url, out_url = excluded.out_url, by_id = excluded.by_id, at = excluded.at`, l.AccountID, l.In, l.Out, l.ByID, t.Ms())
	return err
}

// PutPlatformCover remembers the picture that goes with an account's articles.
func (t *Tx) PutPlatformCover(account, cover string) error {
	_, err := t.Exec(`UPDATE platform_link SET cover_id = $2 WHERE account_id = $1`, account, cover)
	return err
}

// PlatformHealth is what last happened between us and a platform, instants in
// ms, 0 for never.
type PlatformHealth struct {
	HeardAt, RefusedAt int64
	Refusal            string
	CalledAt, FailedAt int64
	Failure            string
}

// PlatformHealth returns what last happened on the line of an account.
func (r *Reader) PlatformHealth(ctx context.Context, account string) (PlatformHealth, error) {
	all, err := healths(r.query(ctx, selectHealth+` WHERE account_id = $1`, account))
	return all[account], err
}

// PlatformHealths returns what last happened on every line, by account.
func (r *Reader) PlatformHealths(ctx context.Context) (map[string]PlatformHealth, error) {
	return healths(r.query(ctx, selectHealth))
}

const selectHealth = `SELECT account_id, heard_at, refused_at, refusal, called_at, failed_at, failure FROM platform_health`

func healths(rows Answer, err error) (map[string]PlatformHealth, error) {
	if err != nil {
		return nil, err
	}
	out := map[string]PlatformHealth{}
	return out, eachRow(rows, func() error {
		var account string
		var h PlatformHealth
		err := rows.Scan(&account, &h.HeardAt, &h.RefusedAt, &h.Refusal, &h.CalledAt, &h.FailedAt, &h.Failure)
		out[account] = h
		return err
	})
}

// NotePlatform stores what just happened: heard or refused (a callback), called
// or failed (a call of ours). says is the reason in plain words. A good thing
// within the same minute is written once.
func (t *Tx) NotePlatform(account, what, says string) error {
	insert := `INSERT INTO platform_health (account_id) VALUES ($1) ON CONFLICT (account_id) DO NOTHING`
	if err := t.Later(insert, account); err != nil {
		return err
	}
	var err error
	switch what {
	case "heard":
		err = t.Later(`UPDATE platform_health SET heard_at = $2 WHERE account_id = $1 AND heard_at < $3`, account, t.Ms(), t.Ms()-60_000)
	case "called":
		err = t.Later(`UPDATE platform_health SET called_at = $2 WHERE account_id = $1 AND (called_at < $3 OR failed_at > called_at)`, account, t.Ms(), t.Ms()-60_000)
	case "refused":
		err = t.Later(`UPDATE platform_health SET refused_at = $2, refusal = $3 WHERE account_id = $1`, account, t.Ms(), says)
	case "failed":
		err = t.Later(`UPDATE platform_health SET failed_at = $2, failure = $3 WHERE account_id = $1`, account, t.Ms(), says)
	}
	return err
}
