package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
)

// HourCount is how many posts about something were published in one hour, in
// hours since 1970 (UTC). About is a cluster or a topic.
type HourCount struct {
	About string
	Hour  int64
}

// HourOf returns the hour of an instant in milliseconds.
func HourOf(ms int64) int64 { return ms / 3_600_000 }

// CountHours adds to the counts by hour.
func (t *Tx) CountHours(counts map[HourCount]int64) error {
	keys := make([]HourCount, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b HourCount) int {
		return cmp.Or(strings.Compare(a.About, b.About), cmp.Compare(a.Hour, b.Hour))
	})
	return batchEnd(t, `INSERT INTO hour_count (about, hour, n) VALUES `, make([]string, 3), ` ON CONFLICT (about, hour) DO UPDATE SET n = hour_count.n + excluded.n`, len(keys), func(i int, a []any) []any {
		return append(a, keys[i].About, keys[i].Hour, counts[keys[i]])
	})
}

// countPost adds by to the hour of one post in a cluster.
func (t *Tx) countPost(clusterID string, seq, by int64) error {
	_, err := t.Exec(`INSERT INTO hour_count (about, hour, n) SELECT $1, published_at / 3600000, CAST($3 AS BIGINT) FROM post WHERE seq = $2 ON CONFLICT (about, hour) DO UPDATE SET n = hour_count.n + excluded.n`, clusterID, seq, by)
	return err
}

// moveHours gives the counts of one cluster to another.
func (t *Tx) moveHours(from, into string) error {
	if _, err := t.Exec(`INSERT INTO hour_count (about, hour, n) SELECT $2, h.hour, h.n FROM hour_count h WHERE h.about = $1 ON CONFLICT (about, hour) DO UPDATE SET n = hour_count.n + excluded.n`, from, into); err != nil {
		return err
	}
	_, err := t.Exec(`DELETE FROM hour_count WHERE about = $1`, from)
	return err
}

// PurgeHours forgets the counts of hours before the given one; the hourly purge
// keeps two years, for trends.
func (t *Tx) PurgeHours(before int64) error {
	_, err := t.Exec(`DELETE FROM hour_count WHERE hour < $1`, before)
	return err
}

// TopicHours returns the counts of topics at the given hours.
func (t *Tx) TopicHours(ids []string, hours []int64) (map[string]map[int64]int64, error) {
	return t.hours(`SELECT h.about, h.hour, h.n FROM hour_count h WHERE h.about IN (`, ids, hours, ``)
}

// ConcernHours returns the counts of concerns, by their matter, at the given hours.
func (t *Tx) ConcernHours(ids []string, hours []int64) (map[string]map[int64]int64, error) {
	return t.hours(`SELECT k.matter_id, h.hour, SUM(h.n) FROM cluster k JOIN hour_count h ON h.about = k.id WHERE k.matter_id IN (`, ids, hours, ` GROUP BY k.matter_id, h.hour`)
}

func (t *Tx) hours(query string, ids []string, hours []int64, end string) (map[string]map[int64]int64, error) {
	out := map[string]map[int64]int64{}
	list := make([]string, len(hours))
	for i, h := range hours {
		list[i] = strconv.FormatInt(h, 10)
	}
	return out, inChunks(ids, func(marks string, args []any) error {
		rows, err := t.Query(query+marks+`) AND h.hour IN (`+strings.Join(list, ", ")+`)`+end, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var about string
			var hour, n int64
			if err := rows.Scan(&about, &hour, &n); err != nil {
				return err
			}
			if out[about] == nil {
				out[about] = map[int64]int64{}
			}
			out[about][hour] += n
		}
		return rows.Err()
	})
}

// HoursOfTopic returns the counts of a topic from an hour on.
func (r *Reader) HoursOfTopic(ctx context.Context, id string, from int64) (map[int64]int64, error) {
	all, err := r.hoursOf(ctx, `SELECT about, hour, n FROM hour_count WHERE hour >= $1 AND about IN (`, []string{id}, from, ``)
	return all[id], err
}

// HoursOfConcerns returns the counts of concerns, by their matter, from an hour on.
func (r *Reader) HoursOfConcerns(ctx context.Context, ids []string, from int64) (map[string]map[int64]int64, error) {
	return r.hoursOf(ctx, `SELECT k.matter_id, h.hour, SUM(h.n) FROM cluster k JOIN hour_count h ON h.about = k.id WHERE h.hour >= $1 AND k.matter_id IN (`, ids, from, ` GROUP BY k.matter_id, h.hour`)
}

func (r *Reader) hoursOf(ctx context.Context, query string, ids []string, from int64, end string) (map[string]map[int64]int64, error) {
	out := map[string]map[int64]int64{}
	for part := range slices.Chunk(ids, 200) {
		var b where
		b.bind(from)
		marks := make([]string, len(part))
		for i, id := range part {
			marks[i] = b.bind(id)
		}
		rows, err := r.query(ctx, query+strings.Join(marks, ", ")+`)`+end, b.args...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var about string
			var hour, n int64
			if err := rows.Scan(&about, &hour, &n); err != nil {
				rows.Close()
				return nil, err
			}
			if out[about] == nil {
				out[about] = map[int64]int64{}
			}
			out[about][hour] += n
		}
		if err := rows.Close(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Carrier (刊载来源) is a source that took a matter up.
type Carrier struct {
	SourceID string
	Name     string
	Category string
	Newsroom bool  // registered as one, or in the contact book as one
	Posts    int64 // its own posts
	Copies   int64 // posts that it carried on word for word
	FirstAt  int64
	LastAt   int64
}

const carriers = ` SELECT s.id, s.name, s.category, CASE WHEN s.newsroom = 1 OR EXISTS (SELECT 1 FROM contact b WHERE b.kind = 'newsroom' AND b.active = 1 AND b.name = s.name) THEN 1 ELSE 0 END, SUM(c.own), SUM(c.copied), MIN(c.at), MAX(c.at)
FROM carried c JOIN source s ON s.id = c.source_id GROUP BY s.id, s.name, s.category, s.newsroom ORDER BY 4 DESC, SUM(c.own) + SUM(c.copied) DESC, s.id LIMIT $2`

// ConcernCarriers returns the sources of a concern's confirmed posts, newsrooms
// first. A source is a place that publishes; who wrote a post is not known.
func (r *Reader) ConcernCarriers(ctx context.Context, matterID string, n int) ([]Carrier, error) {
	return r.carriers(ctx, `WITH mine AS (SELECT DISTINCT m.seq FROM cluster k JOIN member m ON m.cluster_id = k.id AND m.state = 'confirmed' WHERE k.matter_id = $1 AND k.matter_id <> ''),
carried AS (SELECT p.source_id, 1 AS own, 0 AS copied, p.published_at AS at FROM mine JOIN post p ON p.seq = mine.seq UNION ALL SELECT c.source_id, 0, 1, c.seen_at FROM mine JOIN post_copy c ON c.seq = mine.seq)`, matterID, n)
}

// TopicCarriers returns the sources of a topic's newest posts, newsrooms first.
func (r *Reader) TopicCarriers(ctx context.Context, topicID string, n int) ([]Carrier, error) {
	return r.carriers(ctx, `WITH mine AS (SELECT x.seq FROM post_topic x WHERE x.topic_id = $1 ORDER BY x.seq DESC LIMIT 5000),
carried AS (SELECT p.source_id, 1 AS own, 0 AS copied, p.published_at AS at FROM mine JOIN post p ON p.seq = mine.seq UNION ALL SELECT c.source_id, 0, 1, c.seen_at FROM mine JOIN post_copy c ON c.seq = mine.seq)`, topicID, n)
}

func (r *Reader) carriers(ctx context.Context, with, id string, n int) ([]Carrier, error) {
	rows, err := r.query(ctx, with+carriers, id, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Carrier
	for rows.Next() {
		var c Carrier
		var newsroom int64
		if err := rows.Scan(&c.SourceID, &c.Name, &c.Category, &newsroom, &c.Posts, &c.Copies, &c.FirstAt, &c.LastAt); err != nil {
			return nil, err
		}
		c.Newsroom = newsroom == 1
		out = append(out, c)
	}
	return out, rows.Err()
}
