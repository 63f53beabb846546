package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/testkit"
)

// rowsOf returns how many rows the lists are tried with: YINGDA_ROWS, else a few.
func rowsOf(few int) int {
	if n, err := strconv.Atoi(os.Getenv("YINGDA_ROWS")); err == nil {
		return n
	}
	return few
}

// crowd stores n concerns and n posts, in bulk, and returns the units: an agency,
// its office, twenty sections of which the last has few matters, and a lower
// agency with two sections.
func crowd(t testing.TB, s *Store, n int) []Unit {
	var units []Unit
	write := func(f func(tx *Tx) error) {
		t.Helper()
		if err := s.Write(context.Background(), f); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx *Tx) error {
		for i := range 25 {
			u := Unit{Kind: "section", Code: fmt.Sprint("u", i), Name: fmt.Sprint("单位", i), Office: i == 1}
			if i > 0 {
				u.ParentID = units[0].ID
			}
			if i > 22 {
				u.ParentID = units[22].ID
			}
			if i == 0 || i == 22 {
				u.Kind = "agency"
			}
			if err := tx.AddUnit(&u); err != nil {
				return err
			}
			units = append(units, u)
		}
		_, err := tx.Exec(`INSERT INTO regime (id, name, version, title, hash, source, adopted_at) VALUES ('r', 'r', 1, 'r', 'h', '', 0)`)
		return err
	})
	r := rand.New(rand.NewPCG(5, 6))
	again := withoutIndexes(t, s, n)
	for from := 0; from < n; from += 5000 {
		write(func(tx *Tx) error { return crowdPart(tx, units, r, from, min(5000, n-from)) })
	}
	again()
	if s.engine == Postgres {
		if _, err := s.write.Exec(`VACUUM ANALYZE`); err != nil {
			t.Fatal(err)
		}
	}
	return units
}

// withoutIndexes drops the indexes of what many rows are going into and returns
// how they are made again: for a million rows that takes a quarter of the time.
func withoutIndexes(t testing.TB, s *Store, n int) (again func()) {
	if n < 100_000 {
		return func() {}
	}
	list := `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> '' AND tbl_name IN ('matter', 'sight')`
	if s.engine == Postgres {
		list = `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename IN ('matter', 'sight') AND indexdef NOT LIKE '% UNIQUE %'`
	}
	rows, err := s.write.Query(list)
	if err != nil {
		t.Fatal(err)
	}
	var names, made []string
	for rows.Next() {
		var name, sql string
		if err := rows.Scan(&name, &sql); err != nil {
			t.Fatal(err)
		}
		names, made = append(names, name), append(made, sql)
	}
	rows.Close()
	run := func(sql string) {
		if _, err := s.write.Exec(sql); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range names {
		run(`DROP INDEX ` + name)
	}
	return func() {
		for _, sql := range made {
			run(sql)
		}
	}
}

func crowdPart(tx *Tx, units []Unit, r *rand.Rand, from, n int) error {
	var list []sight
	var rows [][2]string
	var of []int
	for i := from; i < from+n; i++ {
		u := units[1+r.IntN(20)]
		if i%1000 == 0 {
			u = units[21]
		}
		s := sight{id: fmt.Sprintf("m%09d", i), seq: int64(i + 1), kind: "concern", unit: u.ID, path: u.Path, closed: 1, state: string(matter.Closed), grade: string(regime.Grades[min(3, int(r.ExpFloat64()*1.2))]), need: string(regime.Needs[r.IntN(11)]), due: Never}
		if i%20 == 0 {
			s.closed, s.state, s.due = 0, string(concernStates[r.IntN(6)]), int64(1000+r.IntN(1_000_000))
		}
		parts := map[string]matter.Part{u.ID: matter.Lead}
		if i%3 == 0 {
			parts[units[1+r.IntN(20)].ID] = matter.Assisting
		}
		list = append(list, s)
		for v := range s.viewers("c", parts) {
			rows, of = append(rows, [2]string{s.id, v}), append(of, len(list)-1)
		}
	}
	if err := batch(tx, `INSERT INTO matter (id, kind, number, agency_id, unit_id, state, version, regime_id, title, grade, need, opened_at, closed_at, updated_at, next_due, seq) VALUES `, make([]string, 16), n, func(i int, a []any) []any {
		s := &list[i]
		return append(a, s.id, s.kind, "C"+s.id, units[0].ID, s.unit, s.state, 1, "r", "接待大厅上午取不到号", s.grade, s.need, 1, s.closed, 1, s.due, from+i+1)
	}); err != nil {
		return err
	}
	if err := batch(tx, `INSERT INTO concern (seq, matter_id, detected_at) VALUES `, make([]string, 3), n, func(i int, a []any) []any { return append(a, list[i].seq, list[i].id, 1) }); err != nil {
		return err
	}
	return batch(tx, `INSERT INTO sight (matter_id, viewer, closed, state, grade, need, next_due, seq) VALUES `, make([]string, 8), len(rows), func(i int, a []any) []any {
		s := &list[of[i]]
		return append(a, rows[i][0], rows[i][1], s.closed, s.state, s.grade, s.need, s.due, s.seq)
	})
}

func scopesOf(units []Unit) map[string]Scope {
	var own []string
	for _, u := range units[1:22] {
		own = append(own, u.ID)
	}
	var all []string
	for _, u := range units {
		all = append(all, u.ID)
	}
	return map[string]Scope{
		"head administrator": {All: true},
		"three sections":     {Units: own[5:8], Own: own[5:8]},
		"agency":             {Units: all, Own: []string{all[0]}},
		"busy handler":       {Units: own[3:4], Own: own[3:4]},
		"handler of few":     {Units: own[20:21], Own: own[20:21]},
		"lower agency":       {Units: all[22:], Own: all[22:23]},
	}
}

func filtersOf(units []Unit) map[string]ListFilter {
	return map[string]ListFilter{
		"open": {}, "all": {All: true}, "state": {State: matter.Answering}, "closed": {State: matter.Closed}, "empty state": {State: matter.Dismissed},
		"grade": {Grade: regime.Major}, "all of a grade": {Grade: regime.EspeciallyMajor, All: true}, "need": {Need: regime.Tip}, "all of a need": {Need: regime.Tip, All: true},
		"grade and need": {Grade: regime.Serious, Need: regime.Thanks}, "all of both": {Grade: regime.Serious, Need: regime.Thanks, All: true},
		"state and grade": {State: matter.Closed, Grade: regime.EspeciallyMajor}, "state and need": {State: matter.New, Need: regime.Question}, "everything": {State: matter.Verifying, Grade: regime.Major, Need: regime.Criticism},
		"due": {DueBefore: 20_000}, "unit": {UnitID: units[4].ID, All: true}, "lower unit": {UnitID: units[24].ID},
	}
}

// TestListPlans reads how each engine answers each list of each viewer: by
// ranges of an index that come in order. It fails on a scan or a sort.
func TestListPlans(t *testing.T) {
	testkit.Each(t, func(t *testing.T, engine testkit.Engine, url string) {
		c := Config{URL: url, Now: testkit.NewClock(testkit.Start).Now}
		if engine == testkit.EngineSQLite {
			c = Config{Dir: t.TempDir(), Now: c.Now}
		}
		s, err := Open(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		units := crowd(t, s, rowsOf(10_000))
		for viewer, scope := range scopesOf(units) {
			for name, f := range filtersOf(units) {
				viewers, err := s.lookers(context.Background(), "c", f, scope)
				if err != nil {
					t.Fatal(err)
				}
				if len(viewers) == 0 {
					continue
				}
				q := sightQuery(s.engine, f, regime.Concern, viewers, ListAfter{5000, "m"}, 50)
				if bad := plan(t, s, q); bad != "" {
					t.Errorf("%s, %s:\n%s", viewer, name, bad)
				}
			}
		}
		fixed := map[string]where{
			"stream":         {[]string{`SELECT seq FROM post p WHERE p.matched = 1 AND p.seq < $1 ORDER BY p.seq DESC LIMIT 50`}, []any{9}},
			"stream, source": {[]string{`SELECT seq FROM post p WHERE p.matched = 1 AND p.source_id = $2 AND p.seq < $1 ORDER BY p.seq DESC LIMIT 50`}, []any{9, "s"}},
			"stream, topic":  {[]string{`SELECT t.seq FROM post_topic t WHERE t.topic_id = $2 AND t.seq < $1 ORDER BY t.seq DESC LIMIT 50`}, []any{9, "t"}},
			"to group":       {[]string{`SELECT seq FROM post p WHERE p.matched = 1 AND p.seq > $1 ORDER BY p.seq LIMIT 500`}, []any{9}},
			"unmatched":      {[]string{`SELECT seq FROM post p WHERE p.matched = 0 ORDER BY p.seq LIMIT $1`}, []any{9}},
			"suggestions":    {[]string{`SELECT seq FROM member WHERE state = 'suggested' AND seq < $1 ORDER BY seq DESC, cluster_id DESC LIMIT 50`}, []any{9}},
			"sources":        {[]string{`SELECT id FROM source WHERE name > $1 ORDER BY name LIMIT 50`}, []any{"a"}},
			"deliveries":     {[]string{`SELECT o.queued_at FROM release o WHERE o.state IN ('failed', 'unknown') LIMIT $1`}, []any{9}},
		}
		fixed["tasks"], _ = tasksQuery(s.engine, []string{"u"}, Page{N: 50})
		fixed["tasks of units"], _ = tasksQuery(s.engine, []string{"u", "v", "w"}, Page{N: 50})
		for name, q := range fixed {
			if bad := plan(t, s, q); bad != "" {
				t.Errorf("%s:\n%s", name, bad)
			}
		}
	})
}

// plan returns the engine's plan if it scans or sorts, else "".
func plan(t *testing.T, s *Store, q where) string {
	t.Helper()
	prefix, bad := "EXPLAIN QUERY PLAN ", []string{"TEMP B-TREE"}
	conn, err := s.db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if s.engine == Postgres {
		prefix, bad = "EXPLAIN ", []string{"Seq Scan", "Incremental Sort", "Bitmap", "Parallel"}
		// A small table is read whole because that is cheaper; the question is
		// whether the indexes give the order at any size.
		for _, set := range []string{`SET enable_seqscan = off`, `SET enable_bitmapscan = off`} {
			if _, err := conn.ExecContext(context.Background(), set); err != nil {
				t.Fatal(err)
			}
		}
		defer conn.ExecContext(context.Background(), `RESET ALL`) //nolint:errcheck // the connection is closed
	}
	rows, err := conn.QueryContext(context.Background(), s.engine.spell(prefix+q.sql()), q.args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, q.sql())
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var line string
		var none any
		into := []any{&line}
		if s.engine == SQLite {
			into = []any{&none, &none, &none, &line}
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		out = append(out, line)
	}
	all := strings.Join(out, "\n")
	wrong := slices.ContainsFunc(bad, func(w string) bool { return strings.Contains(all, w) })
	if s.engine == Postgres {
		// One sort may stand at the top, over ranges that each end at a page.
		wrong = wrong || strings.Count(all, "Sort  (") > 1 || strings.Count(all, "Sort  (") == 1 && strings.Count(all, "Limit  (") <= strings.Count(all, "Scan using")
	}
	if s.engine == SQLite {
		wrong = wrong || slices.ContainsFunc(out, func(l string) bool {
			return strings.HasPrefix(l, "SCAN") && !strings.Contains(l, "USING") && !strings.Contains(l, "united") && !strings.Contains(l, "SUBQUERY")
		})
	}
	if wrong {
		return all
	}
	return ""
}
