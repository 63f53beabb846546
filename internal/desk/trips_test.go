package desk_test

import (
	"context"
	"testing"

	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

// mostTrips is how many round trips to PostgreSQL an act may take: with 300 ms
// to a database in another city that is seven seconds and a half.
const mostTrips = 25

// mostOfRelease is the same for the job that releases: three transactions, which
// nobody waits for.
const mostOfRelease = 45

// TestActTrips counts the round trips of each act on the road of a concern to
// its released statement, once every statement is known to the connection.
func TestActTrips(t *testing.T) {
	c := storetest.Config(t, testkit.EnginePostgres)
	var line *testkit.Line
	c.URL, line = testkit.Counted(t, c.URL)
	b := founded(t, c)
	counting := false
	step := func(role regime.Role, number string, action matter.Action, in map[string]any) (out desk.Result) {
		t.Helper()
		m, err := b.store.Matter(context.Background(), number)
		b.must(err)
		n := line.Trips(func() {
			out, err = b.desk.Act(context.Background(), b.who[role], desk.Input{Matter: number, Version: m.Version, Action: action, Input: in})
		})
		if err != nil {
			t.Fatalf("%s by %s: %v", action, role, err)
		}
		if counting {
			t.Logf("%-18s %3d round trips", action, n)
			if n > mostTrips {
				t.Errorf("%s takes %d round trips, more than %d", action, n, mostTrips)
			}
		}
		return out
	}
	for round := range 3 {
		counting = round == 2
		number, err := b.desk.Open(context.Background(), b.who[regime.DutyOfficer], desk.Opening{Title: "接待大厅上午取不到号"})
		b.must(err)
		step(regime.DutyOfficer, number, "confirm_grade", map[string]any{"grade": "general", "need": "difficulty", "unit": "接访科", "reason": "两个接待点同时受影响"})
		step(regime.OfficeDirector, number, "dispatch", map[string]any{"note": "请核实号源发放情况", "assisting": "办信科"})
		step(regime.Handler, number, "receive", nil)
		step(regime.Handler, number, "add_fact", map[string]any{"claim": "九点前号已发完", "finding": "8:52 发完，共 70 个", "verdict": "true", "evidence": "叫号日志"})
		step(regime.Handler, number, "note", map[string]any{"text": "已联系叫号机厂家"})
		step(regime.Handler, number, "conclude", map[string]any{"text": "号源减少未提前告知"})
		s := step(regime.Drafter, number, "begin_statement", map[string]any{"title": "关于号源的说明", "text": "现说明如下：{{facts}}"}).Created
		step(regime.Drafter, s, "save", map[string]any{"title": "关于号源的说明", "text": "3月16日号源 8:52 发完，致歉。某市信访局"})
		step(regime.Drafter, s, "submit", nil)
		m, err := b.store.Matter(context.Background(), s)
		b.must(err)
		reg, err := b.desk.Regime(context.Background(), m.RegimeID)
		b.must(err)
		chain, _ := reg.Chain(m.Grade)
		for _, g := range chain.Gates {
			step(g.Signers[0], s, "sign", testkit.Ticked(string(g.Gate), len(g.Checks)))
		}
		step(approver(b, s), s, "approve", nil)
		ids, err := b.store.QueuedJobs(context.Background(), "release")
		b.must(err)
		n := line.Trips(func() {
			for _, id := range ids {
				b.must(b.desk.Release(context.Background(), id))
			}
		})
		if counting {
			t.Logf("%-18s %3d round trips", "release", n)
			if n > mostOfRelease {
				t.Errorf("a release takes %d round trips, more than %d", n, mostOfRelease)
			}
		}
		step(regime.Handler, number, "record_solution", map[string]any{"how": "号源恢复到 120 个", "by_whom": "接访科", "when": "3月20日前"})
		step(regime.OfficeDirector, number, "close", map[string]any{"outcome": "answered", "reason": "已答复并恢复号源"})
	}
}

// mostOfCold is how many round trips an approval may take on a connection that is
// made for it: the connection itself, and every batch once more to make its
// statements known.
const mostOfCold = 40

// TestColdApprovalTrips counts the approval after every connection broke: of an
// hour in which nobody did anything over a line that forgets idle ones.
func TestColdApprovalTrips(t *testing.T) {
	c := storetest.Config(t, testkit.EnginePostgres)
	var line *testkit.Line
	c.URL, line = testkit.Counted(t, c.URL)
	b := founded(t, c)
	for round := range 2 {
		s := b.draft(b.answering(regime.Serious))
		b.sign(s)
		m, err := b.store.Matter(context.Background(), s)
		b.must(err)
		line.Cut(false)
		n := line.Trips(func() {
			_, err = b.desk.Act(context.Background(), b.who[regime.Approver], desk.Input{Matter: s, Version: m.Version, Action: "approve"})
		})
		b.must(err)
		t.Logf("cold, round %d: %d round trips", round, n)
		if n > mostOfCold {
			t.Errorf("an approval on a cold connection takes %d round trips, more than %d", n, mostOfCold)
		}
	}
}
