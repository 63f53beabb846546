package store

import "context"

// HeadTime returns the instant of the newest audit entry, 0 if there is none.
func (r *Reader) HeadTime(ctx context.Context) (int64, error) {
	var at int64
	err := r.row(ctx, `SELECT at FROM chain_head WHERE name = 'audit'`, nil, &at)
	return at, err
}

// SourceHealth counts the feeds that are read, and those that failed three
// times or more in a row.
func (r *Reader) SourceHealth(ctx context.Context) (total, bad int64, err error) {
	err = r.row(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN failures >= 3 THEN 1 ELSE 0 END), 0) FROM source WHERE kind = 'feed' AND active = 1`, nil, &total, &bad)
	return total, bad, err
}

// StuckReleases counts the lines of the outbox that wait since before an instant.
func (r *Reader) StuckReleases(ctx context.Context, before int64) (int64, error) {
	var n int64
	err := r.row(ctx, `SELECT COUNT(*) FROM release WHERE state = 'queued' AND queued_at < $1`, []any{before}, &n)
	return n, err
}
