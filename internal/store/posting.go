package store

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yingda/internal/activity"
	"yingda/internal/regime"
)

// Paced is an account as the rules on posting see it. OpenedAt is 0 where it is
// not on record, CreatedAt is when it was registered here.
type Paced struct {
	ID, Number, AgencyID, UnitID, Name, State string
	Platform                                  regime.Platform
	Kind                                      regime.AccountKind
	Level                                     regime.Level // of its agency, "" if not on record
	Main                                      bool
	OpenedAt, ClosedAt, CreatedAt             int64
}

// PacedAccounts returns the accounts that are open, and those that were closed
// after an instant.
func (r *Reader) PacedAccounts(ctx context.Context, closedAfter int64) ([]Paced, error) {
	rows, err := r.query(ctx, `SELECT a.id, a.number, a.agency_id, a.unit_id, a.name, a.state, a.platform, a.kind, COALESCE(l.level, ''), a.main, a.opened_at, a.closed_at, a.created_at
FROM account a LEFT JOIN agency_level l ON l.unit_id = a.agency_id WHERE a.state = 'open' OR a.state = 'closed' AND a.closed_at > $1 ORDER BY a.agency_id, a.platform, a.id`, closedAfter)
	if err != nil {
		return nil, err
	}
	var out []Paced
	err = eachRow(rows, func() error {
		var p Paced
		var main int64
		err := rows.Scan(&p.ID, &p.Number, &p.AgencyID, &p.UnitID, &p.Name, &p.State, &p.Platform, &p.Kind, &p.Level, &main, &p.OpenedAt, &p.ClosedAt, &p.CreatedAt)
		p.Main = main == 1
		out = append(out, p)
		return err
	})
	return out, err
}

// AccountPost (发布记录) is one post on one of our own accounts. Origin says where
// the record comes from: platform, feed, import or typed.
type AccountPost struct {
	ID, AccountID, Title, Address, Origin string
	Statement                             string // number of the statement or article that it carries, "" if none
	At                                    int64
	ByID                                  string // who recorded it, "" for a machine
	RecordedAt, VoidAt                    int64
	VoidReason                            string
}

// key names a post for ever: by its address, else by its day and title.
func (p AccountPost) key(day activity.Day) string {
	if u, err := url.Parse(p.Address); err == nil && u.Host != "" {
		u.Fragment, u.Scheme = "", ""
		return Digest(strings.ToLower(u.Host) + strings.TrimSuffix(u.EscapedPath(), "/") + "?" + u.RawQuery)
	}
	return Digest(strconv.FormatInt(int64(day), 10) + "\n" + p.Title)
}

// AddAccountPosts records posts and returns how many were new. What is on record
// already stays as it was recorded first.
func (t *Tx) AddAccountPosts(list []AccountPost) (int, error) {
	added := 0
	for _, p := range list {
		day := activity.DayOf(time.UnixMilli(p.At))
		n, err := t.Exec(`INSERT INTO account_post (id, account_id, pkey, at, day, title, address, origin, statement, by_id, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (account_id, pkey) DO NOTHING`,
			NewID(t.Now), p.AccountID, p.key(day), p.At, int64(day), p.Title, p.Address, p.Origin, p.Statement, p.ByID, t.Ms())
		if err != nil {
			return added, err
		}
		added += int(n)
	}
	return added, nil
}

// FeedPosts records what a source brought for the accounts that are read by it.
func (t *Tx) FeedPosts(bySource map[string][]AccountPost) error {
	if len(bySource) == 0 {
		return nil
	}
	rows, err := t.Query(`SELECT account_id, source_id FROM account_feed`)
	if err != nil {
		return err
	}
	var list []AccountPost
	err = eachRow(rows, func() error {
		var account, source string
		if err := rows.Scan(&account, &source); err != nil {
			return err
		}
		for _, p := range bySource[source] {
			p.AccountID, p.Origin = account, "feed"
			list = append(list, p)
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = t.AddAccountPosts(list)
	return err
}

// VoidPost takes a record out of the count, with a reason. It stays readable.
func (t *Tx) VoidPost(accountID, id, byID, reason string) (bool, error) {
	n, err := t.Exec(`UPDATE account_post SET void_at = $3, void_by = $4, void_reason = $5 WHERE id = $2 AND account_id = $1 AND void_at = 0 AND origin IN ('typed', 'import')`, accountID, id, t.Ms(), byID, reason)
	return n == 1, err
}

// AccountPosts returns up to n records of an account that are older than the last
// one of the page before, newest first; before all with Never and "".
func (r *Reader) AccountPosts(ctx context.Context, accountID string, before int64, id string, n int) ([]AccountPost, error) {
	rows, err := r.query(ctx, `SELECT id, account_id, title, address, origin, statement, at, by_id, recorded_at, void_at, void_reason FROM account_post
WHERE account_id = $1 AND (at < $2 OR at = $2 AND id > $3) ORDER BY at DESC, id LIMIT $4`, accountID, before, id, n)
	if err != nil {
		return nil, err
	}
	var out []AccountPost
	err = eachRow(rows, func() error {
		var p AccountPost
		err := rows.Scan(&p.ID, &p.AccountID, &p.Title, &p.Address, &p.Origin, &p.Statement, &p.At, &p.ByID, &p.RecordedAt, &p.VoidAt, &p.VoidReason)
		out = append(out, p)
		return err
	})
	return out, err
}

// PostCount is how many posts of one origin an account had on a day.
type PostCount struct {
	Day    activity.Day
	Origin string
	N      int64
}

// PostCounts returns the posts of an account by day and origin, oldest first.
func (r *Reader) PostCounts(ctx context.Context, accountID string, from, to activity.Day) ([]PostCount, error) {
	rows, err := r.query(ctx, `SELECT day, origin, COUNT(*) FROM account_post WHERE account_id = $1 AND day BETWEEN $2 AND $3 AND void_at = 0 GROUP BY day, origin ORDER BY day, origin`, accountID, int64(from), int64(to))
	if err != nil {
		return nil, err
	}
	var out []PostCount
	err = eachRow(rows, func() error {
		var c PostCount
		err := rows.Scan(&c.Day, &c.Origin, &c.N)
		out = append(out, c)
		return err
	})
	return out, err
}

// PostDays returns the days with a post since a day, by account, ascending.
func (r *Reader) PostDays(ctx context.Context, from activity.Day) (map[string][]activity.Day, error) {
	rows, err := r.query(ctx, `SELECT DISTINCT account_id, day FROM account_post WHERE day >= $1 AND void_at = 0 ORDER BY account_id, day`, int64(from))
	if err != nil {
		return nil, err
	}
	out := map[string][]activity.Day{}
	err = eachRow(rows, func() error {
		var account string
		var day activity.Day
		err := rows.Scan(&account, &day)
		out[account] = append(out[account], day)
		return err
	})
	return out, err
}
