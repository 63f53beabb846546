package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"yingda/internal/fold"
	"yingda/internal/query"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

func eachStore(t *testing.T, run func(t *testing.T, s *store.Store)) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		run(t, openStore(t, c))
	})
}

func openStore(t testing.TB, c store.Config) *store.Store {
	c.Now = testkit.NewClock(testkit.Start).Now
	s, err := store.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ask reads a query.
func ask(t testing.TB, text string) query.Query {
	t.Helper()
	q, wrong := query.Parse(text, testkit.Start)
	if wrong != nil {
		t.Fatal(wrong)
	}
	return q
}

// words are pieces of which the texts of the tests are made.
var words = strings.Fields("停水 小区 信访局 排隊 窗口 取號 12345 WiFi 好 水 ， 。 abc区 办理 退税 社保 说明 A-1 电梯 老人 ０１２ 不 的 了 在")

func randomTexts(n int, r *rand.Rand) []store.Post {
	out := make([]store.Post, n)
	for i := range out {
		var b strings.Builder
		for range 3 + r.IntN(12) {
			b.WriteString(words[r.IntN(len(words))])
		}
		out[i] = store.Post{Title: words[r.IntN(len(words))], Text: b.String(), Topics: []string{"t"}, TextKey: int64(i + 1), Signature: []byte{1}}
	}
	return out
}

// fill stores posts of one source; their seq is set.
func fill(t testing.TB, s *store.Store, posts []store.Post) {
	t.Helper()
	for part := range slices.Chunk(posts, 2000) {
		must(t, s.Write(context.Background(), func(tx *store.Tx) error {
			sources, err := tx.LockSources([]string{"论坛"})
			if err != nil {
				return err
			}
			first, err := tx.PostSeq(int64(len(part)))
			if err != nil {
				return err
			}
			for i := range part {
				part[i].Seq, part[i].SourceID, part[i].ReceivedAt, part[i].PublishedAt = first+int64(i), sources["论坛"].ID, tx.Ms(), tx.Ms()
			}
			return tx.AddPosts(part)
		}))
	}
}

// TestSearchIsAScan: on both engines the index finds the rows of a plain scan.
func TestSearchIsAScan(t *testing.T) {
	eachStore(t, func(t *testing.T, s *store.Store) {
		r := rand.New(rand.NewPCG(1, 2))
		posts := randomTexts(10_000, r) // more than one block of PostgreSQL
		fill(t, s, posts)
		must(t, s.Write(context.Background(), func(tx *store.Tx) error {
			return tx.IndexText("concern", "C-2026-0001", 1, "小区停水", "老人取水不便")
		}))
		for range 150 {
			q := words[r.IntN(len(words))]
			for range r.IntN(3) {
				q += []string{"", " "}[r.IntN(2)] + words[r.IntN(len(words))]
			}
			var want []int64
			for i := len(posts) - 1; i >= 0 && len(want) < 30; i-- {
				if scan(posts[i], q) {
					want = append(want, posts[i].Seq)
				}
			}
			var got []int64
			var after store.SearchAfter
			for len(got) < len(want) || after.Seq == 0 { // in pages of seven
				found, err := s.Search(context.Background(), store.SearchQuery{Query: ask(t, q), Kinds: []string{store.KindPost}, After: after, Limit: 7})
				must(t, err)
				for _, f := range found.Rows {
					got = append(got, f.Seq)
				}
				if after = found.Next; after.Seq == 0 {
					break
				}
			}
			if !slices.Equal(got[:min(len(got), len(want))], want) {
				t.Fatalf("%q: got %v, a scan finds %v", q, got, want)
			}
		}
		found, err := s.Search(context.Background(), store.SearchQuery{Query: ask(t, "停水"), Kinds: []string{store.KindConcern}, Scope: store.Scope{All: true}})
		must(t, err)
		if len(found.Rows) != 1 || found.Rows[0].Ref != "C-2026-0001" {
			t.Fatalf("concerns: %+v", found)
		}
	})
}

// scan is what a search means, written as simply as can be.
func scan(p store.Post, query string) bool {
	any := false
	for _, part := range strings.FieldsFunc(query, func(r rune) bool { return strings.ContainsRune(" ，。", r) }) {
		part = fold.String(part)
		if len(fold.Needs(nil, part)) == 0 {
			continue
		}
		any = true
		if !within(fold.String(p.Title), part) && !within(fold.String(p.Text), part) {
			return false
		}
	}
	return any
}

func within(text, part string) bool {
	t, p := []rune(text), []rune(part)
	letter := func(i int) bool { return i >= 0 && i < len(t) && fold.ClassOf(t[i]) == fold.Letter }
	for i := 0; i+len(p) <= len(t); i++ {
		if string(t[i:i+len(p)]) == part && !(letter(i-1) && letter(i)) && !(letter(i+len(p)-1) && letter(i+len(p))) {
			return true
		}
	}
	return false
}

// TestIndexText: a text that changed is found by its new words alone.
func TestIndexText(t *testing.T) {
	eachStore(t, func(t *testing.T, s *store.Store) {
		for _, text := range []string{"原来的说法", "更正后的说法"} {
			must(t, s.Write(context.Background(), func(tx *store.Tx) error { return tx.IndexText("statement", "S-2026-0001", 1, "说明", text) }))
		}
		for q, want := range map[string]int{"原来": 0, "更正": 1, "说明": 1, "": 0, "，": 0, "' OR *": 0} {
			found, err := s.Search(context.Background(), store.SearchQuery{Query: ask(t, q)})
			must(t, err)
			if len(found.Rows) != want {
				t.Errorf("%q finds %d, want %d", q, len(found.Rows), want)
			}
		}
	})
}

// TestLab: the lab finds the newest first, whatever the order of the file.
func TestLab(t *testing.T) {
	dir := t.TempDir()
	lab, err := store.NewLab(context.Background(), dir, testkit.NewClock(testkit.Start).Now)
	must(t, err)
	defer lab.Close()
	var texts []store.LabText
	for i := range 100 {
		texts = append(texts, store.LabText{ID: fmt.Sprint(i), Title: "停水", Text: "第", At: int64(i*37%100) * 1000})
	}
	must(t, lab.Fill(context.Background(), texts))
	found, err := lab.Search(context.Background(), ask(t, "停水"), 10)
	must(t, err)
	if len(found) != 10 || found[0].At != 99000 || found[9].At != 90000 {
		t.Fatalf("%+v", found)
	}
}
