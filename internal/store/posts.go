package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"yingda/internal/fault"
)

// Post (帖文) is one public text as stored: redacted, and without a writer. No
// field for one may be added.
type Post struct {
	Seq         int64
	SourceID    string
	Source      string // its name, filled in by lists
	URL         string
	Title       string
	Text        string
	Language    string
	PublishedAt int64
	ReceivedAt  int64
	Views       int64
	Comments    int64
	Shares      int64
	Masked      string   // kinds of hidden data with their numbers: "mobile:2,person:1"
	Topics      []string // ids, empty if no topic matched
	SameAs      int64    // seq of an earlier post that it nearly repeats, 0 for none
	TextKey     int64    // shared by exact duplicates
	URLKey      int64    // shared by what stands at one address, 0 for no address
	Signature   []byte   // of package dedupe, nil if no topic matched
	Media       []Media  // kept of matched posts; filled in by PostMedia alone

	index *tokened // what search finds it by, once Index has been called
}

// Index makes what search finds a post by ahead of [Tx.AddPosts], outside of the
// transaction. Title, text and topics must not change after it.
func (p *Post) Index(e Engine) {
	if len(p.Topics) == 0 {
		return
	}
	cut := e.cut(indexed{kind: KindPost, text: p.Title + "\n" + p.Text})
	p.index = &cut
}

// ID returns the public id of a post.
func (p Post) ID() string { return PostID(p.Seq) }

// PostID returns the public id of the post with a seq.
func PostID(seq int64) string { return "p" + strconv.FormatInt(seq, 10) }

// ParsePostID returns the seq behind a public id, 0 for what is none.
func ParsePostID(id string) int64 {
	n, err := strconv.ParseInt(strings.TrimPrefix(id, "p"), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// docSeq is the counter of posts and other searched texts. Whoever takes from
// it holds its row until the commit, so rows appear in the order of their seq.
const docSeq = "doc.seq"

// PostSeq reserves n numbers and returns the first.
func (t *Tx) PostSeq(n int64) (int64, error) {
	last, err := t.Count(docSeq, n)
	return last - n + 1, err
}

// PostsByKey returns the seq of the post that holds each of the keys, for those
// that are held.
func (t *Tx) PostsByKey(keys []int64) (map[int64]int64, error) {
	held := map[int64]int64{}
	err := inChunks(keys, func(marks string, args []any) error {
		rows, err := t.Query(`SELECT key, seq FROM post_key WHERE key IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var key, seq int64
			if err := rows.Scan(&key, &seq); err != nil {
				return err
			}
			held[key] = seq
		}
		return rows.Err()
	})
	return held, err
}

// inChunks calls f with lists of parameters of one length, so that a statement
// with them is one text; the last list is filled up with its last value.
func inChunks[T any](all []T, f func(marks string, args []any) error) error {
	const size, small = 200, 64
	for from := 0; from < len(all); from += size {
		part := all[from:min(from+size, len(all))]
		n := size
		if len(all) <= small {
			n = small
		}
		args := make([]any, n)
		for i := range args {
			args[i] = part[min(i, len(part)-1)]
		}
		if err := f(marks(1, n), args); err != nil {
			return err
		}
	}
	return nil
}

// marks returns n numbered parameters from the given one: $3, $4.
func marks(from, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = "$" + strconv.Itoa(from+i)
	}
	return strings.Join(out, ", ")
}

// AddPosts stores new posts with their keys, topics and index entries. Seq must
// be set from PostSeq; the keys must be free.
func (t *Tx) AddPosts(posts []Post) error {
	err := batch(t, `INSERT INTO post (seq, source_id, published_at, received_at, views, comments, shares, matched, text_key, url_key, topics, language, masked, url, title, text, signature) VALUES `, make([]string, 17), len(posts), func(i int, a []any) []any {
		p := &posts[i]
		return append(a, p.Seq, p.SourceID, p.PublishedAt, p.ReceivedAt, p.Views, p.Comments, p.Shares, Bit(len(p.Topics) > 0), p.TextKey, p.URLKey, strings.Join(p.Topics, ","), p.Language, p.Masked, p.URL, p.Title, p.Text, nonNilBytes(p.Signature))
	})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(posts, func(p Post) bool { return len(p.Topics) > 0 }) {
		t.streamed()
	}
	if err := t.addKeys(posts); err != nil {
		return err
	}
	if err := t.addMedia(posts); err != nil {
		return err
	}
	var topics []topicOf
	var texts []tokened
	for i := range posts {
		if len(posts[i].Topics) == 0 {
			continue
		}
		if posts[i].index == nil {
			posts[i].Index(t.engine)
		}
		texts = append(texts, *posts[i].index)
		texts[len(texts)-1].seq = posts[i].Seq
		for _, id := range posts[i].Topics {
			topics = append(topics, topicOf{id, posts[i].Seq})
		}
	}
	if err := batch(t, `INSERT INTO post_topic (topic_id, seq) VALUES `, make([]string, 2), len(topics), func(i int, a []any) []any { return append(a, topics[i].topic, topics[i].seq) }); err != nil {
		return err
	}
	return t.insertTokened(texts)
}

type topicOf struct {
	topic string
	seq   int64
}

func nonNilBytes(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func (t *Tx) addKeys(posts []Post) error {
	type key struct{ key, seq int64 }
	keys := make([]key, 0, 2*len(posts))
	for i := range posts {
		for _, k := range []int64{posts[i].TextKey, posts[i].URLKey} {
			if k != 0 {
				keys = append(keys, key{k, posts[i].Seq})
			}
		}
	}
	slices.SortFunc(keys, func(a, b key) int { // in the order of the table
		if a.key < b.key {
			return -1
		}
		return 1
	})
	return batchEnd(t, `INSERT INTO post_key (key, seq) VALUES `, make([]string, 2), ` ON CONFLICT (key) DO NOTHING`, len(keys), func(i int, a []any) []any { return append(a, keys[i].key, keys[i].seq) })
}

// Spread is what a post is known to have reached, to compare a copy with.
type Spread struct {
	SourceID                string
	Views, Comments, Shares int64
	Matched                 bool
	Copies                  []string // other sources that carry it
}

// Spreads returns the spread of the given posts; what was deleted is missing.
func (t *Tx) Spreads(seqs []int64) (map[int64]Spread, error) {
	out := map[int64]Spread{}
	err := inChunks(seqs, func(marks string, args []any) error {
		rows, err := t.Query(`SELECT seq, source_id, views, comments, shares, matched FROM post WHERE seq IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var seq int64
			var s Spread
			if err := rows.Scan(&seq, &s.SourceID, &s.Views, &s.Comments, &s.Shares, &s.Matched); err != nil {
				return err
			}
			out[seq] = s
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	return out, inChunks(seqs, func(marks string, args []any) error {
		rows, err := t.Query(`SELECT seq, source_id FROM post_copy WHERE seq IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var seq int64
			var id string
			if err := rows.Scan(&seq, &id); err != nil {
				return err
			}
			if s, ok := out[seq]; ok {
				s.Copies = append(s.Copies, id)
				out[seq] = s
			}
		}
		return rows.Err()
	})
}

// SetCounts stores the counts of a post.
func (t *Tx) SetCounts(seq, views, comments, shares int64) error {
	if _, err := t.Exec(`UPDATE post SET views = $2, comments = $3, shares = $4 WHERE seq = $1`, seq, views, comments, shares); err != nil {
		return err
	}
	t.streamed()
	return nil
}

// AddCopy records that another source carries a post.
func (t *Tx) AddCopy(seq int64, sourceID, url string) error {
	_, err := t.Exec(`INSERT INTO post_copy (seq, source_id, url, seen_at) VALUES ($1, $2, $3, $4) ON CONFLICT (seq, source_id) DO NOTHING`, seq, sourceID, url, t.Ms())
	return err
}

// TouchPost tells the grouping that the spread of a post has changed.
func (t *Tx) TouchPost(seq int64) error {
	_, err := t.Exec(`INSERT INTO post_touched (seq) VALUES ($1) ON CONFLICT (seq) DO NOTHING`, seq)
	return err
}

// DayCount is how many posts came on one day from one source under one topic;
// an empty topic counts those that matched none.
type DayCount struct {
	Day      string // in Asia/Shanghai: 2026-03-16
	SourceID string
	TopicID  string
}

// CountDays adds to the counts that stay when texts are gone.
func (t *Tx) CountDays(counts map[DayCount]int64) error {
	keys := make([]DayCount, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b DayCount) int {
		return cmp.Or(strings.Compare(a.Day, b.Day), strings.Compare(a.SourceID, b.SourceID), strings.Compare(a.TopicID, b.TopicID))
	})
	return batchEnd(t, `INSERT INTO day_count (day, source_id, topic_id, n) VALUES `, make([]string, 4), ` ON CONFLICT (day, source_id, topic_id) DO UPDATE SET n = day_count.n + excluded.n`, len(keys), func(i int, a []any) []any {
		return append(a, keys[i].Day, keys[i].SourceID, keys[i].TopicID, counts[keys[i]])
	})
}

// Day returns the day of an instant in Asia/Shanghai.
func Day(ms int64) string { return time.UnixMilli(ms).In(china).Format(time.DateOnly) }

const postColumns = `p.seq, p.source_id, p.published_at, p.received_at, p.views, p.comments, p.shares, p.same_as, p.text_key, p.url_key, p.topics, p.language, p.masked, p.url, p.title, p.text, p.signature`

func scanPost(scan func(...any) error, more ...any) (Post, error) {
	var p Post
	var topics string
	err := scan(append([]any{&p.Seq, &p.SourceID, &p.PublishedAt, &p.ReceivedAt, &p.Views, &p.Comments, &p.Shares, &p.SameAs, &p.TextKey, &p.URLKey, &topics, &p.Language, &p.Masked, &p.URL, &p.Title, &p.Text, &p.Signature}, more...)...)
	if topics != "" {
		p.Topics = strings.Split(topics, ",")
	}
	return p, err
}

func scanPosts(rows Answer, err error) ([]Post, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Post
	for rows.Next() {
		p, err := scanPost(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// MatchedPosts returns up to n posts with a topic whose seq is greater than the
// given one, in order.
func (t *Tx) MatchedPosts(after int64, n int) ([]Post, error) {
	return scanPosts(t.Query(`SELECT `+postColumns+` FROM post p WHERE p.matched = 1 AND p.seq > $1 ORDER BY p.seq LIMIT $2`, after, n))
}

// MatchedSince returns the seq from which at most n posts with a topic stand,
// received at an instant or later, and how many they are; 0 if there are none.
func (t *Tx) MatchedSince(at int64, n int) (seq, posts int64, err error) {
	err = t.Row(`SELECT COALESCE(MIN(seq), 0), COUNT(*) FROM (SELECT seq, received_at FROM post WHERE matched = 1 ORDER BY seq DESC LIMIT $2) newest WHERE received_at >= $1`, []any{at, n}, &seq, &posts)
	return seq, posts, err
}

// Post returns one post; fault.NotFound if it is not there or matched no topic.
func (r *Reader) Post(ctx context.Context, seq int64) (Post, error) {
	var name string
	p, err := scanPost(r.scanner(ctx, `SELECT `+postColumns+`, s.name FROM post p JOIN source s ON s.id = p.source_id WHERE p.seq = $1 AND p.matched = 1`, seq), &name)
	p.Source = name
	if IsNoRows(err) {
		return p, fault.New(fault.NotFound, "post.unknown", "没有这条帖文")
	}
	return p, err
}

// PostAt returns the post that holds a key, and whether it matched a topic: of one
// that did not nothing more is told. Fault: post.unknown.
func (r *Reader) PostAt(ctx context.Context, key int64) (Post, bool, error) {
	var seq, matched int64
	err := r.row(ctx, `SELECT p.seq, p.matched FROM post_key k JOIN post p ON p.seq = k.seq WHERE k.key = $1`, []any{key}, &seq, &matched)
	switch {
	case IsNoRows(err):
		return Post{}, false, fault.New(fault.NotFound, "post.unknown", "没有这条帖文")
	case err != nil || matched == 0:
		return Post{}, false, err
	}
	p, err := r.Post(ctx, seq)
	return p, err == nil, err
}

// KeptBefore returns up to n posts whose seq is smaller than the given one, newest
// first, those that matched no topic too: for the rule bench alone.
func (r *Reader) KeptBefore(ctx context.Context, before int64, n int) ([]Post, error) {
	rows, err := r.query(ctx, `SELECT p.seq, p.received_at, p.topics, p.title, p.text, s.name FROM post p JOIN source s ON s.id = p.source_id WHERE p.seq < $1 AND p.matched <> 2 ORDER BY p.seq DESC LIMIT $2`, before, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Post
	for rows.Next() {
		var p Post
		var topics string
		if err := rows.Scan(&p.Seq, &p.ReceivedAt, &topics, &p.Title, &p.Text, &p.Source); err != nil {
			return nil, err
		}
		if topics != "" {
			p.Topics = strings.Split(topics, ",")
		}
		out = append(out, p)
	}
	return out, rows.Err()
}
