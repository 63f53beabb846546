package intake_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"yingda/internal/demo"
	"yingda/internal/fold"
	"yingda/internal/intake"
	"yingda/internal/matter"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

// corpus returns n different posts about the agency's work, of some 200
// characters, mixed from the sentences of the sample agency's posts.
func corpus(tb testing.TB, n int) []intake.Post {
	sample, err := demo.Load()
	if err != nil {
		tb.Fatal(err)
	}
	var sentences []string
	for _, p := range sample.Posts {
		sentences = append(sentences, strings.FieldsFunc(p.Text, func(r rune) bool { return r == '。' || r == '，' })...)
	}
	r := rand.New(rand.NewPCG(7, 8))
	out := make([]intake.Post, n)
	for i := range out {
		var b strings.Builder
		b.WriteString("信访局窗口排队，")
		for b.Len() < 600 {
			b.WriteString(sentences[r.IntN(len(sentences))] + "，")
		}
		out[i] = intake.Post{Source: fmt.Sprint("论坛", i%50), URL: fmt.Sprintf("https://bbs.example/t/%d", i), Title: sample.Posts[r.IntN(len(sample.Posts))].Title, Text: b.String(), PublishedAt: testkit.Start}
	}
	return out
}

// BenchmarkPush is S6: durable intake of 1,000 posts a commit, through redaction,
// matching, signature, keys, rows, indexes and search.
func BenchmarkPush(b *testing.B) {
	for _, size := range []int{1000, intake.MaxPosts} {
		b.Run(fmt.Sprint("by", size), func(b *testing.B) {
			posts := corpus(b, b.N)
			o := found(b, testkit.NewClock(time.Time{}), store.Config{Dir: b.TempDir(), Now: testkit.NewClock(time.Time{}).Now})
			b.ResetTimer()
			for part := range slices.Chunk(posts, size) {
				if _, err := o.intake.Push(ctx, matter.SystemActor, part); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
		})
	}
}

// peer is what Push is measured against: a plain loop through the same driver
// and with the same durability that inserts a row, three indexes and FTS5
// bigrams, 1,000 a commit, and judges nothing.
type peer struct{ *sql.DB }

func newPeer(b *testing.B) peer {
	file := (&url.URL{Scheme: "file", Path: filepath.Join(b.TempDir(), "peer.db")}).String()
	db, err := sql.Open("sqlite", file+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=temp_store(memory)&_pragma=cache_size(-65536)&_pragma=mmap_size(1073741824)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	for _, q := range []string{
		`CREATE TABLE post (id INTEGER PRIMARY KEY, source TEXT, url TEXT, title TEXT, text TEXT, published INTEGER)`,
		`CREATE UNIQUE INDEX by_url ON post (url)`, `CREATE INDEX by_source ON post (source, published)`, `CREATE INDEX by_time ON post (published)`,
		`CREATE VIRTUAL TABLE words USING fts5 (tokens, content='', tokenize='ascii')`,
	} {
		if _, err := db.Exec(q); err != nil {
			b.Fatal(err)
		}
	}
	return peer{db}
}

// tokens are the folded bigrams of posts, as the plain loop searches them.
func tokens(posts []intake.Post) []string {
	out := make([]string, len(posts))
	for i, p := range posts {
		out[i] = strings.Join(fold.Needs(nil, fold.String(p.Title+"\n"+p.Text)), " ")
	}
	return out
}

// put folds and stores posts, the first under the given id.
func (db peer) put(b *testing.B, id int, posts []intake.Post) { db.store(b, id, posts, tokens(posts)) }

func (db peer) store(b *testing.B, id int, posts []intake.Post, tokens []string) {
	for part := range slices.Chunk(posts, 1000) {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		row, err := tx.Prepare(`INSERT INTO post VALUES (?, ?, ?, ?, ?, ?)`)
		if err != nil {
			b.Fatal(err)
		}
		words, err := tx.Prepare(`INSERT INTO words (rowid, tokens) VALUES (?, ?)`)
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range part {
			if _, err := row.Exec(id, p.Source, p.URL, p.Title, p.Text, p.PublishedAt.UnixMilli()); err != nil {
				b.Fatal(err)
			}
			if _, err := words.Exec(id, tokens[0]); err != nil {
				b.Fatal(err)
			}
			id, tokens = id+1, tokens[1:]
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPeer is the plain loop alone.
func BenchmarkPeer(b *testing.B) {
	posts := corpus(b, b.N)
	db := newPeer(b)
	b.ResetTimer()
	db.put(b, 0, posts)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
}

// BenchmarkPushAgainstPeer takes turns, 5,000 posts each, so that both sides feel
// the same machine; ratio is how many times as fast as the plain loop Push is.
func BenchmarkPushAgainstPeer(b *testing.B) {
	const turn = 5000
	for _, size := range []int{1000, turn} {
		b.Run(fmt.Sprint("by", size), func(b *testing.B) {
			posts := corpus(b, b.N)
			o := found(b, testkit.NewClock(time.Time{}), store.Config{Dir: b.TempDir(), Now: testkit.NewClock(time.Time{}).Now})
			db := newPeer(b)
			var own, other time.Duration
			n := 0
			for part := range slices.Chunk(posts, turn) {
				runtime.GC()
				begin := time.Now()
				for piece := range slices.Chunk(part, size) {
					if _, err := o.intake.Push(ctx, matter.SystemActor, piece); err != nil {
						b.Fatal(err)
					}
				}
				own += time.Since(begin)
				runtime.GC()
				begin = time.Now()
				db.put(b, n, part)
				other += time.Since(begin)
				n += len(part)
			}
			b.ReportMetric(float64(n)/own.Seconds(), "push/s")
			b.ReportMetric(float64(n)/other.Seconds(), "peer/s")
			b.ReportMetric(float64(other)/float64(own), "ratio")
		})
	}
}

// BenchmarkStoreAgainstPeer is S6: what is left when judging is done, rows with
// their search, signatures, keys and indexes and the audit entry, 1,000 a
// durable commit, against the plain loop; by turns, 5,000 posts each.
func BenchmarkStoreAgainstPeer(b *testing.B) {
	const turn = 5000
	posts := corpus(b, b.N)
	o := found(b, testkit.NewClock(time.Time{}), store.Config{Dir: b.TempDir(), Now: testkit.NewClock(time.Time{}).Now})
	db := newPeer(b)
	var own, other time.Duration
	n := 0
	for part := range slices.Chunk(posts, turn) {
		for piece := range slices.Chunk(part, 1000) {
			keep, err := o.intake.Judged(ctx, matter.SystemActor, piece)
			if err != nil {
				b.Fatal(err)
			}
			runtime.GC()
			begin := time.Now()
			if err := keep(); err != nil {
				b.Fatal(err)
			}
			own += time.Since(begin)
		}
		words := tokens(part)
		runtime.GC()
		begin := time.Now()
		db.store(b, n, part, words)
		other += time.Since(begin)
		n += len(part)
	}
	b.ReportMetric(float64(n)/own.Seconds(), "stored/s")
	b.ReportMetric(float64(n)/other.Seconds(), "peer/s")
	b.ReportMetric(float64(other)/float64(own), "ratio")
}
