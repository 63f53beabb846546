package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/testkit"
)

// lettersMade is how many messages are made one by one; the rest are copies of them
// that the database makes.
const lettersMade = 5_000

// letters stores n messages in bulk among the units of crowd, nineteen of twenty
// closed, and returns the units. Over lettersMade, n is a multiple of it.
func letters(t testing.TB, s *Store, n int) []Unit {
	units := crowd(t, s, 0)
	r := rand.New(rand.NewPCG(7, 8))
	again := withoutIndexes(t, s, n)
	made := min(n, lettersMade)
	for from := 0; from < made; from += 5000 {
		if err := s.Write(context.Background(), func(tx *Tx) error { return lettersPart(tx, units, r, from, min(5000, made-from)) }); err != nil {
			t.Fatal(err)
		}
	}
	if times := n/lettersMade - 1; times > 0 {
		for _, copying := range lettersCopied {
			if _, err := s.write.Exec(copying, times, lettersMade, Never); err != nil {
				t.Fatal(err)
			}
		}
	}
	again()
	if s.engine == Postgres {
		if _, err := s.write.Exec(`VACUUM ANALYZE`); err != nil {
			t.Fatal(err)
		}
	}
	return units
}

// lettersCopied copies what lettersPart made $1 times: each copy has the place, the id
// and the due that are next.
var lettersCopied = []string{
	`INSERT INTO matter (id, kind, number, agency_id, unit_id, state, version, regime_id, title, grade, need, opened_at, closed_at, updated_at, next_due, seq)
WITH RECURSIVE k (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM k WHERE k < CAST($1 AS BIGINT))
SELECT 'm' || SUBSTR(CAST(999999999 + m.seq + k.k * CAST($2 AS BIGINT) AS TEXT), 2), m.kind, 'Mm' || SUBSTR(CAST(999999999 + m.seq + k.k * CAST($2 AS BIGINT) AS TEXT), 2), m.agency_id, m.unit_id, m.state, m.version, m.regime_id, m.title, m.grade, m.need, m.opened_at, m.closed_at, m.updated_at,
CASE WHEN m.next_due >= CAST($3 AS BIGINT) THEN m.next_due ELSE 1000 + (m.next_due + k.k * 7919) % 1000000 END, m.seq + k.k * CAST($2 AS BIGINT) FROM matter m CROSS JOIN k WHERE m.kind = 'message' AND m.seq <= CAST($2 AS BIGINT)`,
	`INSERT INTO message (matter_id, way, received_at)
WITH RECURSIVE k (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM k WHERE k < CAST($1 AS BIGINT))
SELECT 'm' || SUBSTR(CAST(999999999 + m.seq + k.k * CAST($2 AS BIGINT) AS TEXT), 2), x.way, x.received_at + 0 * CAST($3 AS BIGINT) FROM message x JOIN matter m ON m.id = x.matter_id CROSS JOIN k WHERE m.seq <= CAST($2 AS BIGINT)`,
	`INSERT INTO sight (matter_id, viewer, closed, state, grade, need, next_due, seq)
WITH RECURSIVE k (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM k WHERE k < CAST($1 AS BIGINT))
SELECT 'm' || SUBSTR(CAST(999999999 + g.seq + k.k * CAST($2 AS BIGINT) AS TEXT), 2), g.viewer, g.closed, g.state, g.grade, g.need, CASE WHEN g.next_due >= CAST($3 AS BIGINT) THEN g.next_due ELSE 1000 + (g.next_due + k.k * 7919) % 1000000 END, g.seq + k.k * CAST($2 AS BIGINT) FROM sight g CROSS JOIN k WHERE g.seq <= CAST($2 AS BIGINT)`,
}

func lettersPart(tx *Tx, units []Unit, r *rand.Rand, from, n int) error {
	var list []sight
	var rows [][2]string
	var of []int
	open := []matter.State{matter.Arrived, matter.Handling, matter.Signing, matter.Joined, matter.Replying}
	for i := from; i < from+n; i++ {
		u := units[1+r.IntN(20)]
		if i%1000 == 0 {
			u = units[21]
		}
		s := sight{id: fmt.Sprintf("m%09d", i), seq: int64(i + 1), kind: "message", unit: u.ID, path: u.Path, closed: 1, state: string(matter.Replied), grade: regime.MessageWays[min(8, int(r.ExpFloat64()*2))], need: string(regime.MessageNeeds[r.IntN(5)]), due: Never}
		if i%50 == 1 {
			s.state = string(matter.SetAside)
		}
		if i%20 == 0 {
			s.closed, s.state, s.due = 0, string(open[r.IntN(5)]), int64(1000+r.IntN(1_000_000))
		}
		if s.state == string(matter.Arrived) {
			s.need = ""
		}
		parts := map[string]matter.Part{u.ID: matter.Lead}
		list = append(list, s)
		for v := range s.viewers("m", parts) {
			rows, of = append(rows, [2]string{s.id, v}), append(of, len(list)-1)
		}
	}
	if err := batch(tx, `INSERT INTO matter (id, kind, number, agency_id, unit_id, state, version, regime_id, title, grade, need, opened_at, closed_at, updated_at, next_due, seq) VALUES `, make([]string, 16), n, func(i int, a []any) []any {
		s := &list[i]
		return append(a, s.id, s.kind, "M"+s.id, units[0].ID, s.unit, s.state, 1, "r", "请问周六接待吗，需要带什么材料", "", s.need, 1, s.closed, 1, s.due, s.seq)
	}); err != nil {
		return err
	}
	if err := batch(tx, `INSERT INTO message (matter_id, way, received_at) VALUES `, make([]string, 3), n, func(i int, a []any) []any { return append(a, list[i].id, list[i].grade, 1) }); err != nil {
		return err
	}
	return batch(tx, `INSERT INTO sight (matter_id, viewer, closed, state, grade, need, next_due, seq) VALUES `, make([]string, 8), len(rows), func(i int, a []any) []any {
		s := &list[of[i]]
		return append(a, rows[i][0], rows[i][1], s.closed, s.state, s.grade, s.need, s.due, s.seq)
	})
}

// inboxFilters are the lists of the inbox: the quick ones, each field of its form
// by itself, and what can be narrowed by together.
func inboxFilters(units []Unit) map[string]ListFilter {
	return map[string]ListFilter{
		"open": {}, "all": {All: true}, "mine": {Lead: []string{units[4].ID}}, "mine of three": {Lead: []string{units[5].ID, units[6].ID, units[7].ID}}, "arrived": {State: matter.Arrived}, "signing": {State: matter.Signing},
		"today": {DueBefore: 30_000}, "overdue": {DueBefore: 10_000}, "closed": {State: matter.Replied}, "set aside": {State: matter.SetAside}, "empty state": {State: matter.MovedOut},
		"way": {Way: "mail"}, "all of a way": {Way: "mail", All: true}, "rare way": {Way: "web", All: true}, "kind": {Need: regime.Question}, "all of a kind": {Need: regime.Complaint, All: true},
		"way and kind": {Way: "guest_book", Need: regime.Tip}, "all of both": {Way: "guest_book", Need: regime.Tip, All: true}, "state and way": {State: matter.Handling, Way: "account_message"}, "state and kind": {State: matter.Replied, Need: regime.Thanks},
		"everything": {State: matter.Handling, Way: "head_mailbox", Need: regime.Suggestion}, "everything of a unit": {State: matter.Handling, Way: "mail", Need: regime.Question, UnitID: units[4].ID},
		"unit": {UnitID: units[4].ID}, "all of a unit": {UnitID: units[4].ID, All: true}, "a unit's way": {UnitID: units[4].ID, Way: "mail"}, "due of a kind": {DueBefore: 30_000, Need: regime.Question}, "lower unit": {UnitID: units[24].ID},
	}
}

// TestInboxPlans reads how each engine answers each list of the inbox for each
// viewer: by ranges of an index that come in order. It fails on a scan or a sort,
// of the ids as of the rows that are read for them.
func TestInboxPlans(t *testing.T) {
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
		units := letters(t, s, rowsOf(2_000))
		read := 0
		for viewer, scope := range scopesOf(units) {
			for name, f := range inboxFilters(units) {
				f.Grade = regime.Grade(f.Way)
				viewers, err := s.lookers(context.Background(), "m", f, scope)
				if err != nil {
					t.Fatal(err)
				}
				if len(viewers) == 0 {
					continue
				}
				read++
				q := sightQuery(s.engine, f, regime.Message, viewers, ListAfter{5000, "m"}, 50)
				if bad := plan(t, s, q); bad != "" {
					t.Errorf("%s, %s:\n%s", viewer, name, bad)
				}
			}
		}
		if read < 100 {
			t.Errorf("%d lists were read", read)
		}
		rows := where{terms: []string{messageRows + `($1, $2, $3)`}, args: []any{1, 2, 3}}
		if bad := plan(t, s, rows); bad != "" {
			t.Errorf("rows of a page:\n%s", bad)
		}
	})
}
