package store

import "context"

// ListeningState (采集总况) answers at a glance whether anything is missing or late.
// Counts of troubles are of sources in use.
type ListeningState struct {
	Read, Failing, Late, Silent, Missing, Letters int64
	LastRead                                      int64 // of any source
}

// lateBy is how far behind its time a source may be before it counts as late: its
// own interval and ten minutes.
const lateBy = `s.next_read_at > 0 AND s.next_read_at + 600000 + 1000 * s.every_seconds < $1`

// Listening returns the state at an instant.
func (r *Reader) Listening(ctx context.Context, now int64) (ListeningState, error) {
	var l ListeningState
	err := r.row(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN s.failures >= 3 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN `+lateBy+` THEN 1 ELSE 0 END), 0), COALESCE(MAX(s.last_read_at), 0) FROM source s WHERE `+read, []any{now}, &l.Read, &l.Failing, &l.Late, &l.LastRead)
	if err != nil {
		return l, err
	}
	err = r.row(ctx, `SELECT (SELECT COUNT(*) FROM source_watch w JOIN source s ON s.id = w.source_id WHERE w.silent_at > 0 AND s.active = 1), (SELECT COUNT(*) FROM source_gap WHERE state = 'missing'), (SELECT COUNT(*) FROM dead_letter WHERE state = 'open')`, nil, &l.Silent, &l.Missing, &l.Letters)
	return l, err
}

// Trouble is which sources are asked for.
type Trouble string

// The troubles of a source.
const (
	Failing Trouble = "failing" // three readings in a row failed
	Late    Trouble = "late"    // not read when it was due
	Silent  Trouble = "silent"  // nothing new for longer than is its habit
)

// Troubled returns up to n sources that have a trouble, longest first.
func (r *Reader) Troubled(ctx context.Context, what Trouble, now int64, n int) ([]Turn, error) {
	from := `SELECT ` + turnColumns + keySeconds + ` FROM source s LEFT JOIN source_watch w ON w.source_id = s.id WHERE `
	switch what {
	case Failing:
		from += read + ` AND s.failures >= 3 ORDER BY s.last_good_at, s.id LIMIT $2`
	case Late:
		from += read + ` AND ` + lateBy + ` ORDER BY s.next_read_at, s.id LIMIT $2`
	default:
		from += `s.active = 1 AND w.silent_at > 0 ORDER BY w.silent_at, s.id LIMIT $2`
	}
	return scanTurns(r.query(ctx, from, now, n))
}

// KeyWatch (重点时段监测) is how a key period is watched: its topic, its sources,
// how often they are read while it lasts.
type KeyWatch struct {
	PeriodID, TopicID, By string
	EverySeconds, At      int64
	Sources               []string
}

// KeyWatches returns how key periods are watched, by period.
func (r *Reader) KeyWatches(ctx context.Context) (map[string]KeyWatch, error) {
	rows, err := r.query(ctx, `SELECT period_id, topic_id, every_seconds, by_id, at FROM key_watch`)
	if err != nil {
		return nil, err
	}
	out := map[string]KeyWatch{}
	if err := eachRow(rows, func() error {
		var k KeyWatch
		err := rows.Scan(&k.PeriodID, &k.TopicID, &k.EverySeconds, &k.By, &k.At)
		out[k.PeriodID] = k
		return err
	}); err != nil {
		return nil, err
	}
	rows, err = r.query(ctx, `SELECT period_id, source_id FROM key_source ORDER BY period_id, source_id`)
	if err != nil {
		return nil, err
	}
	return out, eachRow(rows, func() error {
		var period, source string
		if err := rows.Scan(&period, &source); err != nil {
			return err
		}
		k := out[period]
		k.Sources = append(k.Sources, source)
		out[period] = k
		return nil
	})
}

// SetKeyWatch stores how a key period is watched. Its sources become due at once
// while it runs.
func (t *Tx) SetKeyWatch(k KeyWatch) error {
	if _, err := t.Exec(`INSERT INTO key_watch (period_id, topic_id, every_seconds, by_id, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (period_id) DO UPDATE SET topic_id = excluded.topic_id, every_seconds = excluded.every_seconds, by_id = excluded.by_id, at = excluded.at`,
		k.PeriodID, k.TopicID, k.EverySeconds, k.By, t.Ms()); err != nil {
		return err
	}
	if _, err := t.Exec(`DELETE FROM key_source WHERE period_id = $1`, k.PeriodID); err != nil {
		return err
	}
	return batch(t, `INSERT INTO key_source (period_id, source_id) VALUES `, make([]string, 2), len(k.Sources), func(i int, a []any) []any { return append(a, k.PeriodID, k.Sources[i]) })
}

// KeyPeriod returns one; fault.NotFound through [IsNoRows] if there is none.
func (r *Reader) KeyPeriod(ctx context.Context, id string) (KeyPeriod, error) {
	var k KeyPeriod
	err := r.row(ctx, `SELECT id, agency_id, title, reason, by_id, from_at, to_at, at FROM key_period WHERE id = $1`, []any{id}, &k.ID, &k.AgencyID, &k.Title, &k.Reason, &k.ByID, &k.From, &k.To, &k.At)
	return k, err
}

// HastenKeySources brings the next reading of the sources of running key periods
// near enough for their interval. It returns how many were brought nearer.
func (s *Store) HastenKeySources(ctx context.Context) (int64, error) {
	now := s.Now().UnixMilli()
	due := `EXISTS (SELECT 1 FROM key_source c JOIN key_watch k ON k.period_id = c.period_id JOIN key_period p ON p.id = c.period_id WHERE c.source_id = source.id AND p.from_at <= $1 AND p.to_at > $1 AND source.next_read_at > source.last_read_at + 1000 * k.every_seconds + 60000) AND failures = 0 AND active = 1 AND next_read_at > $1`
	var n int64
	if err := s.row(ctx, `SELECT COUNT(*) FROM source WHERE `+due, []any{now}, &n); err != nil || n == 0 {
		return 0, err
	}
	err := s.Write(ctx, func(tx *Tx) (err error) {
		n, err = tx.Exec(`UPDATE source SET next_read_at = $1 WHERE `+due, tx.Ms())
		return err
	})
	return n, err
}
