package report_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"yingda/internal/regime"
	"yingda/internal/report"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

// books opens a store with an agency of two units on one engine.
func books(tb testing.TB, c store.Config) (*store.Store, *testkit.Clock, []string) {
	clock := testkit.NewClock(time.Date(2026, 3, 16, 2, 0, 0, 0, time.UTC))
	c.Now = clock.Now
	s, err := store.Open(context.Background(), c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	reg, err := regime.Preset("petition-bureau")
	if err != nil {
		tb.Fatal(err)
	}
	var ids []string
	write(tb, s, func(tx *store.Tx) error {
		root := store.Unit{Kind: "agency", Code: "root", Name: "某市信访局"}
		if err := tx.AddUnit(&root); err != nil {
			return err
		}
		for _, code := range []string{"a", "b"} {
			u := store.Unit{Kind: "section", Code: code, Name: code, ParentID: root.ID}
			if err := tx.AddUnit(&u); err != nil {
				return err
			}
			ids = append(ids, u.ID)
		}
		id, err := tx.AdoptRegime(reg, root.ID, regime.Kinds)
		ids = append(ids, id, root.ID)
		return err
	})
	return s, clock, ids
}

func write(tb testing.TB, s *store.Store, f func(tx *store.Tx) error) {
	tb.Helper()
	if err := s.Write(context.Background(), f); err != nil {
		tb.Fatal(err)
	}
}

// put is one concern as its row, without the road of the desk.
type put struct {
	grade, need, state string
	ago, took          time.Duration // took is 0 where it was not answered
	clock              string        // state of its clock for the answer, "" for none
	reason             string
	unit               int
}

func add(tb testing.TB, s *store.Store, ids []string, n int, p put) {
	tb.Helper()
	write(tb, s, func(tx *store.Tx) error {
		at := tx.Now.Add(-p.ago).UnixMilli()
		id, answered, closed := fmt.Sprintf("m%06d", n), int64(0), int64(0)
		if p.took > 0 {
			answered = at + p.took.Milliseconds()
		}
		if p.state == "closed" || p.state == "dismissed" || p.state == "merged" {
			closed = tx.Ms()
		}
		if _, err := tx.Exec(`INSERT INTO matter (id, kind, number, agency_id, unit_id, state, version, regime_id, title, grade, need, opened_at, closed_at, updated_at, next_due, seq) VALUES ($1, 'concern', $1, $2, $3, $4, 1, $5, 't', $6, $7, $8, $9, $8, $10, $11)`,
			id, ids[3], ids[p.unit], p.state, ids[2], p.grade, p.need, at, closed, at+48*3600_000, n); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO concern (seq, matter_id, detected_at, answered_at, reason) VALUES ($1, $2, $3, $4, $5)`, n, id, at, answered, p.reason); err != nil {
			return err
		}
		if p.clock == "" {
			return nil
		}
		_, err := tx.Exec(`INSERT INTO clock (id, matter_id, code, title, article, from_at, begun_at, within, due_at, steps, state, met_by, owed_by, owed_to, alarm_at) VALUES ($1, $1, 'first-answer', 't', '8', $2, $2, '48 hours', $3, '[]', $4, 'released_statement', 'handler', '公众', $3)`,
			id, at, at+48*3600_000, p.clock)
		if err != nil {
			return err
		}
		tx.Changed()
		return nil
	})
}

func TestFigures(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		s, clock, ids := books(t, c)
		for i, p := range []put{
			{grade: "general", need: "difficulty", state: "closed", ago: 40 * time.Hour, took: 4 * time.Hour, clock: "met"},
			{grade: "general", need: "difficulty", state: "following", ago: 80 * time.Hour, took: 60 * time.Hour, clock: "late", unit: 1},
			{grade: "major", need: "tip", state: "answering", ago: 50 * time.Hour, clock: "running"},
			{grade: "general", need: "question", state: "answering", ago: 30 * time.Hour, clock: "running"},
			{grade: "general", need: "question", state: "following", ago: 20 * time.Hour, clock: "ended", reason: "已自行更正"},
			{state: "dismissed", ago: 10 * time.Hour, reason: "与本机关无关", clock: "ended"},
			{grade: "general", need: "thanks", state: "merged", ago: 10 * time.Hour},
			{grade: "serious", need: "thanks", state: "closed", ago: 400 * 24 * time.Hour, took: time.Hour, clock: "met"},
			{grade: "general", need: "thanks", state: "closed", ago: 5 * time.Hour, took: 2 * time.Hour},
		} {
			add(t, s, ids, i, p)
		}
		book := report.New(s.Reader)
		f, err := book.Figures(context.Background(), report.Query{})
		if err != nil {
			t.Fatal(err)
		}
		want := report.Counts{Received: 7, OnTime: 1, Late: 1, Untimed: 1, NoAnswer: 1, Dismissed: 1, Overdue: 1, Waiting: 1}
		if f.Total != want {
			t.Errorf("total %+v, want %+v", f.Total, want)
		}
		if share, ok := f.Total.Share(); !ok || share != 1.0/3 {
			t.Errorf("share %v", share)
		}
		if f.MedianMinutes != 240 || f.LongestMinutes != 3600 {
			t.Errorf("median %d, longest %d", f.MedianMinutes, f.LongestMinutes)
		}
		if len(f.ByGrade) != 3 || f.ByGrade[0].Key != "general" || f.ByGrade[0].Received != 5 || f.ByGrade[2].Key != "" {
			t.Errorf("by grade: %+v", f.ByGrade)
		}
		if len(f.ByDay) != 365 || f.ByDay[364].Key != "2026-03-16" || f.ByDay[364].Received != 2 || f.ByDayGrade["2026-03-16"]["general"] != 1 || len(f.ByMonth) != 13 {
			t.Errorf("%d days, last %+v, %d months", len(f.ByDay), f.ByDay[364], len(f.ByMonth))
		}
		if f.Open != 4 || f.OverdueNow != 2 {
			t.Errorf("open %d, overdue %d", f.Open, f.OverdueNow)
		}

		one, err := book.Figures(context.Background(), report.Query{Days: 30, Units: []string{ids[1]}})
		if err != nil || one.Total.Received != 1 || one.Total.Late != 1 {
			t.Errorf("one unit: %+v, %v", one.Total, err)
		}
		none, err := book.Figures(context.Background(), report.Query{Units: []string{}})
		if err != nil || none.Total.Received != 0 || none.MedianMinutes != -1 {
			t.Errorf("a reader who sees nothing: %+v, %v", none.Total, err)
		}

		add(t, s, ids, 100, put{grade: "general", need: "question", state: "answering", ago: time.Hour, clock: "running"})
		if f, _ = book.Figures(context.Background(), report.Query{}); f.Total.Received != 8 {
			t.Errorf("a new concern is not counted: %d", f.Total.Received)
		}
		clock.Advance(48 * time.Hour)
		if f, _ = book.Figures(context.Background(), report.Query{}); f.Total.Overdue != 3 {
			t.Errorf("after two days %d are overdue", f.Total.Overdue)
		}
	})
}

// TestTurned: while a timer turns the pages, readers get what the last turn
// reckoned, with its instant, and wait for nothing.
func TestTurned(t *testing.T) {
	storetest.Each(t, func(t *testing.T, c store.Config) {
		s, clock, ids := books(t, c)
		book, ctx := report.New(s.Reader), context.Background()
		step := 0
		received := func(want int64, at time.Time, why string) {
			t.Helper()
			f, err := book.Figures(ctx, report.Query{})
			if err != nil || f.Total.Received != want || !f.At.Equal(at) {
				t.Errorf("%s: %d at %v, want %d at %v (%v)", why, f.Total.Received, f.At, want, at, err)
			}
		}
		more := func() {
			step++
			add(t, s, ids, step, put{grade: "general", need: "question", state: "answering", ago: time.Hour, clock: "running"})
		}
		turn := func() {
			t.Helper()
			if err := book.Refresh(ctx, report.Query{}); err != nil {
				t.Fatal(err)
			}
		}
		first := clock.Now()
		more()
		turn()
		received(1, first, "what is always ready was reckoned before anybody asked")
		more()
		clock.Advance(time.Second)
		received(1, first, "a reader does not reckon while pages are turned")
		turn()
		received(2, clock.Now(), "the next turn counts the new one")
		second := clock.Now()
		more()
		clock.Advance(4 * time.Minute)
		received(2, second, "a late timer")
		clock.Advance(2 * time.Minute)
		received(3, clock.Now(), "a timer that died: the reader reckons")
	})
}

func TestGuard(t *testing.T) {
	for _, c := range []struct {
		name  string
		table [][]int64
		want  [][]string
	}{
		{"nothing is small", [][]int64{{30, 20, 10}}, [][]string{{"30", "20", "10"}}},
		{"a small part takes another with it, or the sum would tell", [][]int64{{30, 22, 8}}, [][]string{{"30", "—", "<10"}}},
		{"none stays none", [][]int64{{30, 30, 0}}, [][]string{{"30", "30", "0"}}},
		{"a small row shows its size alone", [][]int64{{4, 4, 0}}, [][]string{{"<10", "—", "—"}}},
		{"a small row takes the next smallest row with it", [][]int64{{4, 4, 0}, {50, 30, 20}, {90, 50, 40}}, [][]string{{"<10", "—", "—"}, {"—", "—", "—"}, {"90", "50", "40"}}},
	} {
		var got [][]string
		for _, row := range report.Guard(c.table) {
			var line []string
			for _, cell := range row {
				line = append(line, cell.String())
			}
			got = append(got, line)
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// BenchmarkFigures reckons the figures of a year over YINGDA_BENCH_CONCERNS
// concerns (20,000 unless set) from nothing.
func BenchmarkFigures(b *testing.B) {
	n := 20_000
	if v, err := strconv.Atoi(os.Getenv("YINGDA_BENCH_CONCERNS")); err == nil {
		n = v
	}
	s, _, ids := books(b, storetest.Config(b, testkit.EngineSQLite))
	fill(b, s, ids, n)
	book := report.New(s.Reader)
	if _, err := book.Figures(context.Background(), report.Query{}); err != nil {
		b.Fatal(err)
	}
	for name, reckon := range map[string]func() (report.Figures, error){
		"anew": func() (report.Figures, error) {
			return report.New(s.Reader).Figures(context.Background(), report.Query{})
		},
		"kept": func() (report.Figures, error) { return book.Figures(context.Background(), report.Query{}) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := reckon(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// fill makes n concerns over a year by one statement a table.
func fill(tb testing.TB, s *store.Store, ids []string, n int) {
	tb.Helper()
	write(tb, s, func(tx *store.Tx) error {
		from := tx.Now.Add(-364 * 24 * time.Hour).UnixMilli()
		series := `WITH RECURSIVE k(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i + 1 < $1) `
		step := int64(364*24*3600_000) / int64(n)
		if _, err := tx.Exec(series+`INSERT INTO matter (id, kind, number, agency_id, unit_id, state, version, regime_id, title, grade, need, opened_at, closed_at, updated_at, next_due, seq)
SELECT 'm' || (1000000000 + i), 'concern', 'C' || i, $2, $3, CASE WHEN i % 20 = 0 THEN 'answering' ELSE 'closed' END, 1, $4, 't', CASE WHEN i % 50 = 0 THEN 'major' ELSE 'general' END, CASE i % 3 WHEN 0 THEN 'difficulty' WHEN 1 THEN 'question' ELSE 'suggestion' END,
$5 + i * $6, CASE WHEN i % 20 = 0 THEN 0 ELSE $5 + i * $6 + 1 END, $5, $5, i FROM k`, n, ids[3], ids[0], ids[2], from, step); err != nil {
			return err
		}
		if _, err := tx.Exec(series+`INSERT INTO concern (seq, matter_id, detected_at, answered_at) SELECT i, 'm' || (1000000000 + i), $2 + i * $3, CASE WHEN i % 20 = 0 THEN 0 ELSE $2 + i * $3 + (i % 4000) * 60000 END FROM k`, n, from, step); err != nil {
			return err
		}
		_, err := tx.Exec(series+`INSERT INTO clock (id, matter_id, code, title, article, from_at, begun_at, within, due_at, steps, state, met_by, owed_by, owed_to, alarm_at)
SELECT 'k' || i, 'm' || (1000000000 + i), 'first-answer', 't', '8', $2, $2, '48 hours', $2 + i * $3 + 172800000, '[]', CASE WHEN i % 20 = 0 THEN 'running' WHEN i % 9 = 0 THEN 'late' ELSE 'met' END, 'released_statement', 'handler', 'x', $2 FROM k`, n, from, step)
		return err
	})
}
