package store

import (
	"context"
	"fmt"

	"yingda/internal/regime"
)

// AgencyAccounts returns up to n open accounts in the order of their agencies, from
// the agency after one on.
func (r *Reader) AgencyAccounts(ctx context.Context, agencies []string, after string, n int) ([]Account, error) {
	if agencies != nil && len(agencies) == 0 {
		return nil, nil
	}
	where, args := AccountFilter{Agencies: agencies, State: "open"}.where()
	k := len(args)
	return gather(scanAccount)(r.query(ctx, `SELECT `+accountColumns+accountTables+where+fmt.Sprintf(` AND a.agency_id > $%d ORDER BY a.agency_id, a.id LIMIT $%d`, k+1, k+2), append(args, after, n)...))
}

// AccountsAfter counts the open accounts of the agencies after one, up to n.
func (r *Reader) AccountsAfter(ctx context.Context, agencies []string, after string, n int) (count int64, err error) {
	where, args := AccountFilter{Agencies: agencies, State: "open"}.where()
	k := len(args)
	err = r.row(ctx, `SELECT COUNT(*) FROM (SELECT a.id FROM account a `+where+fmt.Sprintf(` AND a.agency_id > $%d LIMIT $%d) x`, k+1, k+2), append(args, after, n), &count)
	return count, err
}

// AccountCount is how many open accounts an agency has on a platform.
type AccountCount struct {
	AgencyID string
	Platform regime.Platform
	N        int64
}

// AccountCounts counts the open accounts of agencies (nil: every one) by platform.
func (r *Reader) AccountCounts(ctx context.Context, agencies []string) ([]AccountCount, error) {
	if agencies != nil && len(agencies) == 0 {
		return nil, nil
	}
	scan := func(scan func(...any) error) (AccountCount, error) {
		var c AccountCount
		err := scan(&c.AgencyID, &c.Platform, &c.N)
		return c, err
	}
	where, args := AccountFilter{Agencies: agencies, State: "open"}.where()
	return gather(scan)(r.query(ctx, `SELECT a.agency_id, a.platform, COUNT(*) FROM account a `+where+` GROUP BY a.agency_id, a.platform ORDER BY a.agency_id, a.platform`, args...))
}

// FollowCounts counts by account how many open accounts of its platform the open
// accounts of some agencies follow, among those that are seen (nil: every one).
func (r *Reader) FollowCounts(ctx context.Context, of, seen []string) (map[string]int64, error) {
	return r.followed(ctx, "a.id", of, seen)
}

// AgencyFollows counts the same by agency.
func (r *Reader) AgencyFollows(ctx context.Context, of, seen []string) (map[string]int64, error) {
	return r.followed(ctx, "a.agency_id", of, seen)
}

func (r *Reader) followed(ctx context.Context, by string, of, seen []string) (map[string]int64, error) {
	out := map[string]int64{}
	if len(of) == 0 {
		return out, nil
	}
	where, args := AccountFilter{Agencies: of, State: "open"}.where()
	bind := func(v any) string { args = append(args, v); return fmt.Sprintf("$%d", len(args)) }
	// Expressions, so that no engine begins with the many that may be followed.
	if seen != nil {
		where += ` AND COALESCE(b.agency_id, '') IN (` + bound(seen, bind) + `)`
	}
	rows, err := r.query(ctx, `SELECT `+by+`, COUNT(*) FROM account a JOIN account_follow f ON f.account_id = a.id JOIN account b ON b.id = f.follows_id AND COALESCE(b.state, '') = 'open' AND COALESCE(b.platform, '') = a.platform `+where+` GROUP BY `+by, args...)
	if err != nil {
		return nil, err
	}
	return out, eachRow(rows, func() error {
		var id string
		var n int64
		err := rows.Scan(&id, &n)
		out[id] = n
		return err
	})
}

// FollowedBy returns which of some accounts one of ours follows.
func (r *Reader) FollowedBy(ctx context.Context, accountID string, of []string) (map[string]bool, error) {
	out := map[string]bool{}
	if len(of) == 0 {
		return out, nil
	}
	args := []any{accountID}
	bind := func(v any) string { args = append(args, v); return fmt.Sprintf("$%d", len(args)) }
	list, err := scanWords(r.query(ctx, `SELECT follows_id FROM account_follow WHERE account_id = $1 AND follows_id IN (`+bound(of, bind)+`)`, args...))
	for _, id := range list {
		out[id] = true
	}
	return out, err
}
