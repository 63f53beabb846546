package store

import (
	"context"

	"yingda/internal/activity"
)

// Pace (发布时限记录) is one period of one rule in which an account lacked
// something: warned of, and late if it passed without. A late one stays; Refuted
// is when the posting record was completed and shows that the account was in time.
type Pace struct {
	AccountID, Rule, Title, Article   string
	From, Due                         activity.Day
	Have, Need                        int64
	WarnedAt, LateAt, RefutedAt       int64
	Number, Account, AgencyID, UnitID string // of its account, when read
}

// WarnPace puts on record that a period is warned of, and reports whether that is
// new: a period is warned of once.
func (t *Tx) WarnPace(p Pace) (bool, error) {
	return t.one(`INSERT INTO account_pace (account_id, rule, from_day, due_day, title, article, have, need, warned_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (account_id, rule, from_day) DO UPDATE SET warned_at = excluded.warned_at WHERE account_pace.warned_at = 0`,
		p.AccountID, p.Rule, int64(p.From), int64(p.Due), p.Title, p.Article, p.Have, p.Need, t.Ms())
}

// LatePace puts on record that a period passed short, and reports whether that is
// new.
func (t *Tx) LatePace(p Pace) (bool, error) {
	return t.one(`INSERT INTO account_pace (account_id, rule, from_day, due_day, title, article, have, need, late_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (account_id, rule, from_day) DO UPDATE SET late_at = excluded.late_at, due_day = excluded.due_day, have = excluded.have, need = excluded.need WHERE account_pace.late_at = 0`,
		p.AccountID, p.Rule, int64(p.From), int64(p.Due), p.Title, p.Article, p.Have, p.Need, t.Ms())
}

// RefutePace writes beside a late period that the completed record shows posts in
// time.
func (t *Tx) RefutePace(p Pace) error {
	return t.Later(`UPDATE account_pace SET refuted_at = $4 WHERE account_id = $1 AND rule = $2 AND from_day = $3 AND late_at > 0 AND refuted_at = 0`, p.AccountID, p.Rule, int64(p.From), t.Ms())
}

func (t *Tx) one(query string, args ...any) (bool, error) {
	n, err := t.Exec(query, args...)
	return n == 1, err
}

const paceQuery = `SELECT p.account_id, p.rule, p.title, p.article, p.from_day, p.due_day, p.have, p.need, p.warned_at, p.late_at, p.refuted_at, a.number, a.name, a.agency_id, a.unit_id FROM account_pace p JOIN account a ON a.id = p.account_id `

// Paces returns up to n periods of an account, the latest first.
func (r *Reader) Paces(ctx context.Context, accountID string, n int) ([]Pace, error) {
	return scanPaces(r.query(ctx, paceQuery+`WHERE p.account_id = $1 ORDER BY p.due_day DESC, p.rule LIMIT $2`, accountID, n))
}

// LatePaces returns up to n periods that passed short, the latest first.
func (r *Reader) LatePaces(ctx context.Context, n int) ([]Pace, error) {
	return scanPaces(r.query(ctx, paceQuery+`WHERE p.late_at > 0 ORDER BY p.late_at DESC, p.account_id, p.rule LIMIT $1`, n))
}

// PacesSince returns the periods that were due on a day or later.
func (r *Reader) PacesSince(ctx context.Context, day activity.Day) ([]Pace, error) {
	return scanPaces(r.query(ctx, paceQuery+`WHERE p.due_day >= $1 ORDER BY p.due_day, p.account_id, p.rule`, int64(day)))
}

func scanPaces(rows Answer, err error) ([]Pace, error) {
	if err != nil {
		return nil, err
	}
	var out []Pace
	err = eachRow(rows, func() error {
		var p Pace
		err := rows.Scan(&p.AccountID, &p.Rule, &p.Title, &p.Article, &p.From, &p.Due, &p.Have, &p.Need, &p.WarnedAt, &p.LateAt, &p.RefutedAt, &p.Number, &p.Account, &p.AgencyID, &p.UnitID)
		out = append(out, p)
		return err
	})
	return out, err
}

// AccountFeed is a source by which the posts of an account are read.
type AccountFeed struct {
	AccountID, SourceID, Name, URL string
	Since                          int64
}

// AccountFeeds returns the sources of an account.
func (r *Reader) AccountFeeds(ctx context.Context, accountID string) ([]AccountFeed, error) {
	rows, err := r.query(ctx, `SELECT f.account_id, f.source_id, s.name, s.url, f.since FROM account_feed f JOIN source s ON s.id = f.source_id WHERE f.account_id = $1 ORDER BY f.since, f.source_id`, accountID)
	if err != nil {
		return nil, err
	}
	var out []AccountFeed
	err = eachRow(rows, func() error {
		var f AccountFeed
		err := rows.Scan(&f.AccountID, &f.SourceID, &f.Name, &f.URL, &f.Since)
		out = append(out, f)
		return err
	})
	return out, err
}

// LinkFeed lets an account be read by a source; UnlinkFeed ends it.
func (t *Tx) LinkFeed(accountID, sourceID, byID string) error {
	return t.Later(`INSERT INTO account_feed (account_id, source_id, by_id, since) VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, source_id) DO NOTHING`, accountID, sourceID, byID, t.Ms())
}

// UnlinkFeed ends that an account is read by a source; its record stays.
func (t *Tx) UnlinkFeed(accountID, sourceID string) error {
	return t.Later(`DELETE FROM account_feed WHERE account_id = $1 AND source_id = $2`, accountID, sourceID)
}

// AccountKeepers returns who answers for an account now: in charge, and keepers.
func (t *Tx) AccountKeepers(accountID string) ([]string, error) {
	return scanWords(t.Query(`SELECT DISTINCT person_id FROM account_person WHERE account_id = $1 AND until = 0 AND part IN ('in_charge', 'keeper') ORDER BY person_id`, accountID))
}

// KeptAccounts returns which accounts have somebody who answers for them now.
func (r *Reader) KeptAccounts(ctx context.Context) (map[string]bool, error) {
	list, err := scanWords(r.query(ctx, `SELECT DISTINCT account_id FROM account_person WHERE until = 0 AND part IN ('in_charge', 'keeper')`))
	out := map[string]bool{}
	for _, id := range list {
		out[id] = true
	}
	return out, err
}
