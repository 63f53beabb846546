//go:build measure

package store_test

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"yingda/internal/fold"
	"yingda/internal/store"
	"yingda/internal/testkit"
)

// TestSearchSpeed measures the newest 50 of queries of one, two and four
// characters and of two words, warm, on SQLite beside a plain FTS5 table of the
// same texts; with YINGDA_ROWS=1000000 it is the figure of docs/performance.md.
// What it builds stays in the folder YINGDA_SEARCH_DIR and in the database at
// YINGDA_SEARCH_POSTGRES, where these are set, and is used again.
func TestSearchSpeed(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("YINGDA_ROWS"))
	if err != nil {
		t.Fatal("set YINGDA_ROWS to the number of posts to measure with")
	}
	testkit.Each(t, func(t *testing.T, engine testkit.Engine, url string) {
		dir := os.Getenv("YINGDA_SEARCH_DIR")
		if dir == "" {
			dir = t.TempDir()
		}
		c := store.Config{Dir: dir, Now: testkit.NewClock(testkit.Start).Now}
		if engine == testkit.EnginePostgres {
			if c.URL = url; os.Getenv("YINGDA_SEARCH_POSTGRES") != "" {
				c.URL = os.Getenv("YINGDA_SEARCH_POSTGRES")
			}
		}
		s, err := store.Open(context.Background(), c)
		must(t, err)
		defer s.Close()
		build(t, s, n)
		all := []contestant{{"own", func(q string) int {
			found, err := s.Search(context.Background(), store.SearchQuery{Query: ask(t, q)})
			must(t, err)
			return len(found.Rows)
		}}}
		if engine == testkit.EngineSQLite {
			all = append(all, plainPeer(t, dir, n))
		}
		kinds := questions(t)
		race(t, question{"as it came in", kinds[0].texts}, all)
		begun := time.Now()
		must(t, s.TidySearch(context.Background()))
		t.Logf("tidied in %v", time.Since(begun).Round(time.Second))
		for _, kind := range kinds {
			if kind.name == "one character" {
				race(t, kind, all[:1]) // a plain index of pairs reads all that begin with it
				continue
			}
			race(t, kind, all)
		}
	})
}

type contestant struct {
	name string
	run  func(query string) int
}

type question struct {
	name  string
	texts []string
}

// race asks every question of everybody, by turns, twice: the first round warms up.
func race(t *testing.T, kind question, ask []contestant) {
	took := make([][]time.Duration, len(ask))
	found := make([]int, len(ask))
	sum := make([]time.Duration, len(ask))
	if file := os.Getenv("YINGDA_PROFILE"); file != "" {
		f, err := os.Create(file + "." + strings.ReplaceAll(kind.name, " ", "-"))
		must(t, err)
		must(t, pprof.StartCPUProfile(f))
		defer pprof.StopCPUProfile()
	}
	worst := make([]string, len(ask))
	for range 2 {
		for i := range ask {
			took[i], found[i], sum[i] = nil, 0, 0
		}
		for _, q := range kind.texts {
			for i, c := range ask {
				begun := time.Now()
				found[i] += c.run(q)
				d := time.Since(begun)
				if sum[i] += d; len(took[i]) == 0 || d > slices.Max(took[i]) {
					worst[i] = q
				}
				took[i] = append(took[i], d)
			}
		}
	}
	for i, c := range ask {
		slices.Sort(took[i])
		t.Logf("%-16s %-5s p50 %7.3f ms, p99 %7.3f ms, worst %7.3f ms (%s), mean %7.3f ms, %d rows", kind.name, c.name,
			ms(took[i][len(took[i])/2]), ms(took[i][len(took[i])*99/100]), ms(took[i][len(took[i])-1]), worst[i], ms(sum[i])/float64(len(took[i])), found[i])
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// prose makes texts of words as frequent as in Chinese, with a piece of law
// here and there, which is what repeats.
type prose struct {
	r     *rand.Rand
	words []string
	upTo  []int // how often the words up to this one stand in a large corpus
	law   []rune
}

func newProse(t testing.TB, seed uint64) *prose {
	p := &prose{r: rand.New(rand.NewPCG(seed, 10))}
	raw, err := os.ReadFile(filepath.Join(testkit.Data(t, "lexicons"), "jieba_dict_small.txt"))
	must(t, err)
	sum := 0
	for line := range strings.Lines(string(raw)) {
		f := strings.Fields(line)
		if n, err := strconv.Atoi(f[1]); err == nil && n > 0 {
			sum += n
			p.words, p.upTo = append(p.words, f[0]), append(p.upTo, sum)
		}
	}
	files, err := filepath.Glob(filepath.Join(testkit.Data(t, "cn_laws"), "*", "*.md"))
	must(t, err)
	for _, f := range files {
		raw, err := os.ReadFile(f)
		must(t, err)
		p.law = append(p.law, []rune(strings.Join(strings.Fields(string(raw)), ""))...)
	}
	return p
}

func (p *prose) word() string {
	n := p.r.IntN(p.upTo[len(p.upTo)-1])
	return p.words[sort.Search(len(p.upTo), func(i int) bool { return p.upTo[i] > n })]
}

// text returns about n characters.
func (p *prose) text(n int) string {
	var out []rune
	for len(out) < n {
		switch p.r.IntN(12) {
		case 0:
			from, size := p.r.IntN(len(p.law)-20), 6+p.r.IntN(12)
			out = append(out, p.law[from:from+size]...)
		case 1:
			out = append(out, '，')
		default:
			out = append(out, []rune(p.word())...)
		}
	}
	return string(out)
}

// piece returns n glyphs that stand together in a text.
func (p *prose) piece(n int) string {
	for {
		text := []rune(p.text(40))
		from := p.r.IntN(len(text) - n)
		if part := string(text[from : from+n]); !strings.ContainsFunc(part, func(r rune) bool { return fold.ClassOf(r) != fold.Glyph }) {
			return part
		}
	}
}

// pair returns a word of two glyphs: frequent ones often, or any alike.
func (p *prose) pair(any bool) string {
	for {
		w := p.word()
		if any {
			w = p.words[p.r.IntN(len(p.words))]
		}
		if r := []rune(w); len(r) == 2 && fold.ClassOf(r[0]) == fold.Glyph && fold.ClassOf(r[1]) == fold.Glyph {
			return w
		}
	}
}

func questions(t testing.TB) []question {
	p := newProse(t, 99)
	kinds := []question{{name: "two characters"}, {name: "four characters"}, {name: "two words"}, {name: "one character"}, {name: "found nowhere"}}
	for i := range 500 {
		for k, q := range []string{p.pair(i%2 == 0), p.piece(4), p.pair(false) + " " + p.pair(i%2 == 0), p.piece(1), p.pair(true) + p.pair(true)} {
			kinds[k].texts = append(kinds[k].texts, q)
		}
	}
	return kinds
}

// build stores n posts, unless they are there.
func build(t *testing.T, s *store.Store, n int) {
	last, err := s.Counter(context.Background(), "doc.seq")
	must(t, err)
	if int(last) == n {
		return
	}
	if last != 0 {
		t.Fatalf("the database holds %d posts, not %d", last, n)
	}
	begun := time.Now()
	eachPart(t, n, func(from int, part []store.Post) {
		for i := range part {
			part[i].Topics, part[i].TextKey, part[i].Signature = []string{"t"}, int64(from+i+1), []byte{1}
		}
		fill(t, s, part)
	})
	t.Logf("built %d posts in %v", n, time.Since(begun).Round(time.Second))
}

func eachPart(t *testing.T, n int, f func(from int, part []store.Post)) {
	p := newProse(t, 1)
	for from := 0; from < n; from += 2000 {
		part := make([]store.Post, min(2000, n-from))
		for i := range part {
			part[i] = store.Post{Title: p.text(12), Text: p.text(30 + p.r.IntN(60))}
		}
		f(from, part)
	}
}

// plainPeer is what the search is measured against: the rows in one table and
// pairs of characters made here in a plain FTS5 table, through the same driver
// with the same settings, one prepared statement, nothing decided about a row.
func plainPeer(t *testing.T, dir string, n int) contestant {
	file := (&url.URL{Scheme: "file", Path: filepath.Join(dir, "peer.db")}).String()
	db, err := sql.Open("sqlite", file+"?_pragma=journal_mode(wal)&_pragma=temp_store(memory)&_pragma=cache_size(-65536)&_pragma=mmap_size(1073741824)")
	must(t, err)
	t.Cleanup(func() { db.Close() })
	for _, q := range []string{
		`CREATE TABLE IF NOT EXISTS post (id INTEGER PRIMARY KEY, source TEXT, published INTEGER, title TEXT, text TEXT)`,
		`CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (tokens, content='', detail=none, tokenize='ascii')`,
	} {
		_, err := db.Exec(q)
		must(t, err)
	}
	var have int
	must(t, db.QueryRow(`SELECT COALESCE(MAX(id), 0) FROM post`).Scan(&have))
	if have != n {
		eachPart(t, n, func(from int, part []store.Post) {
			tx, err := db.Begin()
			must(t, err)
			row, err := tx.Prepare(`INSERT INTO post VALUES (?, 'source', 1, ?, ?)`)
			must(t, err)
			words, err := tx.Prepare(`INSERT INTO words (rowid, tokens) VALUES (?, ?)`)
			must(t, err)
			for i, p := range part {
				_, err := row.Exec(from+i+1, p.Title, p.Text)
				must(t, err)
				_, err = words.Exec(from+i+1, strings.Join(fold.Needs(nil, fold.String(p.Title+"\n"+p.Text)), " "))
				must(t, err)
			}
			must(t, tx.Commit())
		})
	}
	st, err := db.Prepare(`SELECT p.id, p.source, p.published, p.title, p.text FROM words w JOIN post p ON p.id = w.rowid WHERE w.words MATCH ? ORDER BY w.rowid DESC LIMIT 50`)
	must(t, err)
	return contestant{"plain", func(q string) int {
		var grams []string
		for _, part := range strings.Fields(fold.String(q)) {
			grams = fold.Needs(grams, part)
		}
		end := `"`
		if len(grams) == 1 && len([]rune(grams[0])) == 1 {
			end = `" *`
		}
		rows, err := st.Query(`"` + strings.Join(grams, `" AND "`) + end)
		must(t, err)
		defer rows.Close()
		var out []store.Found
		for rows.Next() {
			var f store.Found
			must(t, rows.Scan(&f.Seq, &f.SourceID, &f.At, &f.Title, &f.Text))
			out = append(out, f)
		}
		must(t, rows.Err())
		return len(out)
	}}
}
