package store

import (
	"context"
	"strconv"
	"time"
)

// Watched (来源读取记录) is what the reader remembers of a source. Marks are the
// hashes of the entries that stood first at the last reading. Zero means not yet
// known.
type Watched struct {
	TookMs         int64 // how long the last reading took
	AskedSeconds   int64 // the interval that the source asks readers to keep
	SlowestSeconds int64 // the longest interval that people allow; 0 for the usual bound
	Rhythm         string
	NewestAt       int64
	Marks          string
	HabitSeconds   int64 // silence for longer than this is an alarm; 0 while unknown
	SilentAt       int64 // since when the alarm stands
}

// WatchedOf returns what the reader remembers of a source, nothing for one that it
// has not read. Its rhythm and marks are left out.
func (r *Reader) WatchedOf(ctx context.Context, id string) (Watched, error) {
	var w Watched
	err := r.row(ctx, `SELECT took_ms, asked_seconds, slowest_seconds, newest_at, habit_seconds, silent_at FROM source_watch WHERE source_id = $1`, []any{id}, &w.TookMs, &w.AskedSeconds, &w.SlowestSeconds, &w.NewestAt, &w.HabitSeconds, &w.SilentAt)
	if IsNoRows(err) {
		return Watched{}, nil
	}
	return w, err
}

// LastDeliveries returns when others last brought each of the sources that come to
// us, a vendor's file whatever sites its rows name.
func (r *Reader) LastDeliveries(ctx context.Context) (map[string]int64, error) {
	rows, err := r.query(ctx, `SELECT s.id, w.newest_at FROM source s JOIN source_watch w ON w.source_id = s.id WHERE s.kind IN ('push', 'file') AND w.newest_at > 0`)
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	return out, eachRow(rows, func() error {
		var id string
		var at int64
		err := rows.Scan(&id, &at)
		out[id] = at
		return err
	})
}

// Turn (轮次) is one source that this process holds for reading. KeySeconds is the
// interval of a key period that runs, 0 for none.
type Turn struct {
	Source
	Watched
	KeySeconds int64
}

const turnColumns = `s.id, s.name, s.kind, s.url, s.category, s.weight, s.newsroom, s.every_seconds, s.active, s.etag, s.last_modified, s.last_read_at, s.last_good_at, s.last_new_at, s.next_read_at, s.failures, s.error_code, s.error_text, s.posts, s.created_at,
COALESCE(w.took_ms, 0), COALESCE(w.asked_seconds, 0), COALESCE(w.slowest_seconds, 0), COALESCE(w.rhythm, ''), COALESCE(w.newest_at, 0), COALESCE(w.marks, ''), COALESCE(w.habit_seconds, 0), COALESCE(w.silent_at, 0), `

// keySeconds is the interval of the key period that runs at $1.
const keySeconds = `COALESCE((SELECT MIN(k.every_seconds) FROM key_source c JOIN key_period p ON p.id = c.period_id JOIN key_watch k ON k.period_id = p.id WHERE c.source_id = s.id AND p.from_at <= $1 AND p.to_at > $1), 0)`

func (t *Turn) into() []any {
	return append(t.Source.into(), &t.TookMs, &t.AskedSeconds, &t.SlowestSeconds, &t.Rhythm, &t.NewestAt, &t.Marks, &t.HabitSeconds, &t.SilentAt, &t.KeySeconds)
}

func scanTurns(rows Answer, err error) ([]Turn, error) {
	if err != nil {
		return nil, err
	}
	var out []Turn
	err = eachRow(rows, func() error {
		var t Turn
		if err := rows.Scan(t.into()...); err != nil {
			return err
		}
		out = append(out, t)
		return nil
	})
	return out, err
}

// read is what tells sources that we read from those that send by themselves.
const read = `s.active = 1 AND s.kind NOT IN ('push', 'file')`

// Lease says who claims, for how long.
type Lease struct {
	By   string
	Time time.Duration
}

// ClaimSources gives up to n sources that are due to a reader, soonest due first:
// of two processes that ask at once each source goes to one. Those that failed the
// last time are claimed apart, so that they hold up none of the others.
func (s *Store) ClaimSources(ctx context.Context, l Lease, failed bool, n int) ([]Turn, error) {
	if n <= 0 {
		return nil, nil
	}
	query := `SELECT ` + turnColumns + keySeconds + ` FROM source s LEFT JOIN source_watch w ON w.source_id = s.id WHERE ` + read + ` AND s.next_read_at <= $1 AND COALESCE(w.lease_until, 0) <= $1`
	if failed {
		query += ` AND s.failures > 0`
	} else {
		query += ` AND s.failures = 0`
	}
	due, err := scanTurns(s.query(ctx, query+` ORDER BY s.next_read_at LIMIT $2`, s.Now().UnixMilli(), n))
	if err != nil || len(due) == 0 {
		return nil, err
	}
	return s.lease(ctx, l, due)
}

// ClaimSource gives one source to a reader, due or not; nothing if another reads it.
func (s *Store) ClaimSource(ctx context.Context, l Lease, id string) ([]Turn, error) {
	one, err := scanTurns(s.query(ctx, `SELECT `+turnColumns+keySeconds+` FROM source s LEFT JOIN source_watch w ON w.source_id = s.id WHERE s.id = $2`, s.Now().UnixMilli(), id))
	if err != nil {
		return nil, err
	}
	if len(one) == 0 {
		return nil, noSource()
	}
	return s.lease(ctx, l, one)
}

// lease keeps those that nobody else took in the meantime: the row of a source
// decides.
func (s *Store) lease(ctx context.Context, l Lease, due []Turn) ([]Turn, error) {
	var mine []Turn
	err := s.Write(ctx, func(tx *Tx) error {
		won := map[string]bool{}
		now := tx.Ms()
		for from := 0; from < len(due); from += chunkRows {
			part := due[from:min(from+chunkRows, len(due))]
			args := make([]any, 0, 4*len(part))
			for _, t := range part {
				args = append(args, t.ID, l.By, now+l.Time.Milliseconds(), now)
			}
			rows, err := tx.tx.QueryContext(tx.ctx, `INSERT INTO source_watch (source_id, lease_by, lease_until, claimed_at) VALUES `+tx.engine.values(len(part), make([]string, 4))+`
ON CONFLICT (source_id) DO UPDATE SET lease_by = excluded.lease_by, lease_until = excluded.lease_until, claimed_at = excluded.claimed_at WHERE source_watch.lease_until <= excluded.claimed_at RETURNING source_id`, args...)
			if err != nil {
				return err
			}
			if err := eachRow(rows, func() error {
				var id string
				err := rows.Scan(&id)
				won[id] = true
				return err
			}); err != nil {
				return err
			}
		}
		mine = mine[:0]
		for _, t := range due {
			if won[t.ID] {
				mine = append(mine, t)
			}
		}
		return nil
	})
	return mine, err
}

// HoldLeases moves leases of a reader on.
func (s *Store) HoldLeases(ctx context.Context, l Lease, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	return s.Write(ctx, func(tx *Tx) error {
		return inChunks(ids, func(marks string, args []any) error {
			n := len(args)
			_, err := tx.Exec(`UPDATE source_watch SET lease_until = $`+strconv.Itoa(n+1)+` WHERE source_id IN (`+marks+`) AND lease_by = $`+strconv.Itoa(n+2), append(args, tx.Now.Add(l.Time).UnixMilli(), l.By)...)
			return err
		})
	})
}

// FreeLeases gives back what a reader holds.
func (s *Store) FreeLeases(ctx context.Context, by string) error {
	return s.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec(`UPDATE source_watch SET lease_by = '', lease_until = 0 WHERE lease_by = $1 AND lease_until > 0`, by)
		return err
	})
}

// HeldTurns returns those of the sources that the reader still holds, as they
// stand now, and holds their rows.
func (t *Tx) HeldTurns(by string, ids []string) (map[string]Turn, error) {
	out := map[string]Turn{}
	err := inChunks(ids, func(marks string, args []any) error {
		query := `SELECT ` + turnColumns + `0 FROM source s JOIN source_watch w ON w.source_id = s.id WHERE s.id IN (` + marks + `) AND w.lease_by = $` + strconv.Itoa(len(args)+1) + ` ORDER BY s.id` + t.forUpdate()
		held, err := scanTurns(t.Query(query, append(args, by)...))
		for _, h := range held {
			out[h.ID] = h
		}
		return err
	})
	return out, err
}

// Settled is a source that was read, as it stands now. Learnt says that more is
// known of how it publishes than before.
type Settled struct {
	Turn
	Learnt bool
}

// SettleTurns stores how readings went and gives the sources back.
func (t *Tx) SettleTurns(list []Settled) error {
	whole, text := "CAST($ AS BIGINT)", "CAST($ AS TEXT)"
	err := batchEnd(t, `UPDATE source SET etag = v.column2, last_modified = v.column3, last_read_at = v.column4, last_good_at = v.column5, next_read_at = v.column6, failures = v.column7, error_code = v.column8, error_text = v.column9 FROM (VALUES `,
		[]string{text, text, text, whole, whole, whole, whole, text, text}, `) AS v WHERE source.id = v.column1`, len(list), func(i int, a []any) []any {
			x := &list[i]
			return append(a, x.ID, x.ETag, x.LastModified, x.LastReadAt, x.LastGoodAt, x.NextReadAt, x.Failures, x.ErrorCode, x.ErrorText)
		})
	if err != nil {
		return err
	}
	err = batchEnd(t, `UPDATE source_watch SET lease_by = '', lease_until = 0, took_ms = v.column2, asked_seconds = v.column3 FROM (VALUES `, []string{text, whole, whole}, `) AS v WHERE source_watch.source_id = v.column1`, len(list), func(i int, a []any) []any {
		return append(a, list[i].ID, list[i].TookMs, list[i].AskedSeconds)
	})
	if err != nil {
		return err
	}
	var learnt []Settled
	for _, x := range list {
		if x.Learnt {
			learnt = append(learnt, x)
		}
	}
	return batchEnd(t, `UPDATE source_watch SET rhythm = v.column2, newest_at = v.column3, marks = v.column4, habit_seconds = v.column5, silent_at = v.column6 FROM (VALUES `,
		[]string{text, text, whole, text, whole, whole}, `) AS v WHERE source_watch.source_id = v.column1`, len(learnt), func(i int, a []any) []any {
			x := &learnt[i]
			return append(a, x.ID, x.Rhythm, x.NewestAt, x.Marks, x.HabitSeconds, x.SilentAt)
		})
}
