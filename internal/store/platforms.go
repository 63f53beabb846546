package store

import (
	"context"

	"yingda/internal/fault"
)

// PlatformLink (平台连接) says how an account is connected to its platform: its
// app or corporation id, the app within a corporation, how callbacks are sealed.
// Cover is the platform's id of the picture that goes with articles. Clause: ACC-1.
type PlatformLink struct {
	AccountID, AppID, AgentID, Mode, Cover string
	Active                                 bool
	ByID                                   string
	At                                     int64
}

const linkColumns = `account_id, app_id, agent_id, mode, cover_id, active, by_id, at`

func scanLinks(rows Answer, err error) ([]PlatformLink, error) {
	if err != nil {
		return nil, err
	}
	var out []PlatformLink
	err = eachRow(rows, func() error {
		var l PlatformLink
		var active int64
		err := rows.Scan(&l.AccountID, &l.AppID, &l.AgentID, &l.Mode, &l.Cover, &active, &l.ByID, &l.At)
		l.Active = active == 1
		out = append(out, l)
		return err
	})
	return out, err
}

// PlatformLinks returns every connection; an agency has a handful.
func (r *Reader) PlatformLinks(ctx context.Context) ([]PlatformLink, error) {
	return scanLinks(r.query(ctx, `SELECT `+linkColumns+` FROM platform_link ORDER BY account_id`))
}

// PlatformLink returns the connection of an account; fault.NotFound
// platform.link if there is none.
func (r *Reader) PlatformLink(ctx context.Context, account string) (PlatformLink, error) {
	return oneLink(scanLinks(r.query(ctx, `SELECT `+linkColumns+` FROM platform_link WHERE account_id = $1`, account)))
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
	var h PlatformHealth
	err := r.row(ctx, `SELECT heard_at, refused_at, refusal, called_at, failed_at, failure FROM platform_health WHERE account_id = $1`, []any{account}, &h.HeardAt, &h.RefusedAt, &h.Refusal, &h.CalledAt, &h.FailedAt, &h.Failure)
	if IsNoRows(err) {
		err = nil
	}
	return h, err
}

// NotePlatform stores what just happened: heard or refused (a callback), called
// or failed (a call of ours). says is the reason in plain words. A good thing
// within the same minute is written once.
func (t *Tx) NotePlatform(account, what, says string) error {
	insert := `INSERT INTO platform_health (account_id) VALUES ($1) ON CONFLICT (account_id) DO NOTHING`
	if _, err := t.Exec(insert, account); err != nil {
		return err
	}
	var err error
	switch what {
	case "heard":
		_, err = t.Exec(`UPDATE platform_health SET heard_at = $2 WHERE account_id = $1 AND heard_at < $3`, account, t.Ms(), t.Ms()-60_000)
	case "called":
		_, err = t.Exec(`UPDATE platform_health SET called_at = $2 WHERE account_id = $1 AND called_at < $3`, account, t.Ms(), t.Ms()-60_000)
	case "refused":
		_, err = t.Exec(`UPDATE platform_health SET refused_at = $2, refusal = $3 WHERE account_id = $1`, account, t.Ms(), says)
	case "failed":
		_, err = t.Exec(`UPDATE platform_health SET failed_at = $2, failure = $3 WHERE account_id = $1`, account, t.Ms(), says)
	}
	return err
}
