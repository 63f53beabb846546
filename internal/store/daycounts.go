package store

import "context"

// CountedTwice stands among the topics of a day's counts for what is to be taken
// off their sum, a negative number: a post under three topics counts there less two.
const CountedTwice = "+"

// DaySum is how many posts came on one day under one topic or from one source.
// An empty topic stands for posts that matched none, [CountedTwice] for those
// that stand under several.
type DaySum struct {
	Key string
	Day string
	N   int64
}

// TopicDays returns the counts of a span of days by topic: of one topic, or of
// all for "*". Days are written 2026-03-16 and counted in Asia/Shanghai.
func (r *Reader) TopicDays(ctx context.Context, topicID, from, to string) ([]DaySum, error) {
	return r.daySums(ctx, `SELECT topic_id, day, SUM(n) FROM day_count WHERE day >= $1 AND day <= $2 AND (topic_id = $3 OR $3 = '*') GROUP BY topic_id, day ORDER BY day`, from, to, topicID)
}

// SourceDays returns the counts of a span of days by source, each post once.
func (r *Reader) SourceDays(ctx context.Context, from, to string) ([]DaySum, error) {
	return r.daySums(ctx, `SELECT source_id, day, SUM(n) FROM day_count WHERE day >= $1 AND day <= $2 GROUP BY source_id, day ORDER BY day`, from, to)
}

func (r *Reader) daySums(ctx context.Context, query string, args ...any) ([]DaySum, error) {
	rows, err := r.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []DaySum
	for rows.Next() {
		var s DaySum
		if err := rows.Scan(&s.Key, &s.Day, &s.N); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// OpenByTopic counts the open concerns of each topic, whoever sees them.
func (r *Reader) OpenByTopic(ctx context.Context) (map[string]int64, error) {
	rows, err := r.query(ctx, `SELECT c.topic_id, COUNT(*) FROM matter m JOIN concern c ON c.matter_id = m.id WHERE m.kind = 'concern' AND m.closed_at = 0 GROUP BY c.topic_id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var id string
		var n int64
		if err := rows.Scan(&id, &n); err != nil {
			return nil, err
		}
		out[id] = n
	}
	return out, rows.Err()
}

// SourceDaysOf returns the counts of a span of days of one source.
func (r *Reader) SourceDaysOf(ctx context.Context, sourceID, from, to string) ([]DaySum, error) {
	return r.daySums(ctx, `SELECT source_id, day, SUM(n) FROM day_count WHERE day >= $1 AND day <= $2 AND source_id = $3 GROUP BY source_id, day ORDER BY day`, from, to, sourceID)
}
