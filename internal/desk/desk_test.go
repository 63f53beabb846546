package desk_test

import (
	"context"
	"testing"
	"time"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
	"yingda/internal/testkit"
	"yingda/internal/testkit/storetest"
)

// bureau is a small agency with one person a role, on one engine.
type bureau struct {
	t     *testing.T
	dir   string // of the file of SQLite, "" for PostgreSQL
	clock *testkit.Clock
	store *store.Store
	desk  *desk.Desk
	units map[string]store.Unit
	who   map[regime.Role]matter.Actor
}

func each(t *testing.T, run func(b *bureau)) {
	storetest.Each(t, func(t *testing.T, c store.Config) { run(founded(t, c)) })
}

func founded(t *testing.T, c store.Config) *bureau {
	clock := testkit.NewClock(time.Date(2026, 3, 16, 10, 0, 0, 0, time.FixedZone("CST", 8*3600)))
	c.Now = clock.Now
	s, err := store.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	b := &bureau{t: t, dir: c.Dir, clock: clock, store: s, desk: desk.New(s), units: map[string]store.Unit{}, who: map[regime.Role]matter.Actor{}}
	b.found()
	return b
}

// found makes the agency, its sections and its people, and adopts the preset.
func (b *bureau) found() {
	reg, err := regime.Preset("petition-bureau")
	b.must(err)
	b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
		agency := store.Unit{Kind: "agency", Code: "root", Name: "某市信访局"}
		if err := tx.AddUnit(&agency); err != nil {
			return err
		}
		for _, u := range []store.Unit{{Code: "office", Name: "办公室", Office: true}, {Code: "visits", Name: "接访科"}, {Code: "letters", Name: "办信科"}} {
			u.Kind, u.ParentID = "section", agency.ID
			if err := tx.AddUnit(&u); err != nil {
				return err
			}
			b.units[u.Code] = u
		}
		for _, role := range regime.Roles {
			unit := b.units["office"]
			if role == regime.Handler || role == regime.Drafter {
				unit = b.units["visits"]
			}
			p := store.Person{Login: string(role), Name: string(role), UnitID: unit.ID}
			if err := tx.AddPerson(&p); err != nil {
				return err
			}
			if err := tx.GrantRole(p.ID, unit.ID, role); err != nil {
				return err
			}
			b.who[role] = matter.Actor{ID: p.ID, Name: p.Name, UnitID: unit.ID, Grants: []matter.Grant{{UnitID: unit.ID, AgencyID: agency.ID, Path: unit.Path, Office: unit.Office, Role: role}}}
		}
		_, err := tx.AdoptRegime(reg, agency.ID, regime.Kinds)
		return err
	}))
}

func (b *bureau) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// act takes one step as a role and fails the test if it is refused.
func (b *bureau) act(role regime.Role, number string, action matter.Action, in map[string]any) desk.Result {
	b.t.Helper()
	r, err := b.try(role, number, action, in)
	if err != nil {
		b.t.Fatalf("%s by %s: %v", action, role, err)
	}
	return r
}

func (b *bureau) try(role regime.Role, number string, action matter.Action, in map[string]any) (desk.Result, error) {
	b.t.Helper()
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	return b.desk.Act(context.Background(), b.who[role], desk.Input{Matter: number, Version: m.Version, Action: action, Input: in})
}

// refused takes one step and fails the test unless it is refused with a code.
func (b *bureau) refused(code string, role regime.Role, number string, action matter.Action, in map[string]any) {
	b.t.Helper()
	if _, err := b.try(role, number, action, in); fault.CodeOf(err) != code {
		b.t.Fatalf("%s by %s: got %v, want %s", action, role, err, code)
	}
}

func (b *bureau) state(number string) matter.State {
	b.t.Helper()
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	return m.State
}

// open opens a concern and brings it to answering.
func (b *bureau) answering(grade regime.Grade) string {
	b.t.Helper()
	number, err := b.desk.Open(context.Background(), b.who[regime.DutyOfficer], desk.Opening{Title: "接待大厅上午取不到号"})
	b.must(err)
	b.act(regime.DutyOfficer, number, "confirm_grade", map[string]any{"grade": string(grade), "need": "difficulty", "unit": "接访科", "reason": "两个接待点同时受影响"})
	b.act(regime.OfficeDirector, number, "dispatch", map[string]any{"note": "请核实号源发放情况", "assisting": "办信科"})
	b.act(regime.Handler, number, "receive", nil)
	b.refused("needs.some_fact", regime.Handler, number, "conclude", map[string]any{"text": "属实"})
	b.act(regime.Handler, number, "add_fact", map[string]any{"claim": "九点前号已发完", "finding": "8:52 发完，共 70 个", "verdict": "true", "evidence": "叫号日志"})
	b.act(regime.Handler, number, "conclude", map[string]any{"text": "号源减少未提前告知"})
	return number
}

func (b *bureau) sign(number string) {
	b.t.Helper()
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	reg, err := b.desk.Regime(context.Background(), m.RegimeID)
	b.must(err)
	chain, _ := reg.Chain(m.Grade)
	for _, g := range chain.Gates {
		b.act(g.Signers[0], number, "sign", testkit.Ticked(string(g.Gate), len(g.Checks)))
	}
}

func (b *bureau) release() {
	b.t.Helper()
	ids, err := b.store.QueuedJobs(context.Background(), "release")
	b.must(err)
	for _, id := range ids {
		b.must(b.desk.Release(context.Background(), id))
		b.must(b.desk.Release(context.Background(), id)) // a second time changes nothing
	}
}

func TestRoad(t *testing.T) {
	each(t, func(b *bureau) {
		number := b.answering(regime.General)
		if number != "C-2026-0001" {
			t.Fatalf("first number is %s", number)
		}
		s := b.act(regime.Drafter, number, "begin_statement", map[string]any{"title": "关于号源的说明", "text": "现说明如下：{{facts}}"}).Created
		b.refused("needs.slots_filled", regime.Drafter, s, "submit", nil)
		b.act(regime.Drafter, s, "save", map[string]any{"title": "关于号源的说明", "text": "3月16日号源 8:52 发完。某市信访局"})
		b.act(regime.Drafter, s, "submit", nil)
		b.sign(s)
		if got := b.state(s); got != matter.Approving {
			t.Fatalf("after all gates the statement is %s", got)
		}
		b.act(regime.Drafter, s, "save", map[string]any{"title": "关于号源的说明", "text": "3月16日号源 8:52 发完，致歉。某市信访局"})
		if got := b.state(s); got != matter.Drafting {
			t.Fatalf("an edit leaves the statement in %s", got)
		}
		b.act(regime.Drafter, s, "submit", nil)
		b.refused("act.role", regime.Drafter, s, "sign", map[string]any{"gate": "policy"})
		b.sign(s)
		b.refused("needs.no_pending", regime.OfficeDirector, number, "no_answer", map[string]any{"reason": "x"})
		b.act(approver(b, s), s, "approve", nil)
		if got := b.state(s); got != matter.Releasing {
			t.Fatalf("approved statement is %s", got)
		}
		b.release()
		if b.state(s) != matter.Released || b.state(number) != matter.Following {
			t.Fatalf("after release: %s %s", b.state(s), b.state(number))
		}
		b.refused("needs.nothing_owed", regime.OfficeDirector, number, "close", map[string]any{"outcome": "answered", "reason": "已答复并恢复号源"})
		b.act(regime.Handler, number, "record_solution", map[string]any{"how": "号源恢复到 120 个", "by_whom": "接访科", "when": "3月20日前"})
		b.act(regime.OfficeDirector, number, "close", map[string]any{"outcome": "answered", "reason": "已答复并恢复号源"})
		m, err := b.store.Matter(context.Background(), number)
		b.must(err)
		if m.State != matter.Closed || m.ClosedAt == 0 || m.NextDue != store.Never {
			t.Fatalf("closed matter: %+v", m)
		}
	})
}

// approver returns a role of the chain that has signed nothing.
func approver(b *bureau, number string) regime.Role {
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	reg, err := b.desk.Regime(context.Background(), m.RegimeID)
	b.must(err)
	chain, _ := reg.Chain(m.Grade)
	signed := map[regime.Role]bool{}
	for _, g := range chain.Gates {
		signed[g.Signers[0]] = true
	}
	for _, r := range chain.Approvers {
		if !signed[r] {
			return r
		}
	}
	b.t.Fatal("no approver is left")
	return ""
}

func TestClocks(t *testing.T) {
	each(t, func(b *bureau) {
		number, err := b.desk.Open(context.Background(), b.who[regime.DutyOfficer], desk.Opening{Title: "接待大厅停电"})
		b.must(err)
		b.clock.Advance(20 * time.Minute)
		b.ring()
		b.clock.Advance(20 * time.Minute) // the screening is late now
		b.ring()
		b.act(regime.DutyOfficer, number, "confirm_grade", map[string]any{"grade": "major", "need": "difficulty", "unit": "接访科", "reason": "涉及人身安全"})
		clocks := b.clocks(number)
		if k := clocks["screening"]; k.State != "late" || k.BreachedAt == 0 {
			t.Fatalf("screening clock: %+v", k)
		}
		// The grade's clock counts from detection, so that slow screening costs time.
		k := clocks["dispatch-major"]
		if k.FromAt != clocks["screening"].FromAt || k.DueAt-k.FromAt != (30*time.Minute).Milliseconds() {
			t.Fatalf("dispatch clock: %+v", k)
		}
		b.ring()
		b.act(regime.OfficeDirector, number, "dispatch", map[string]any{"note": "立即核实"})
		if k := b.clocks(number)["dispatch-major"]; k.State != "running" {
			t.Fatalf("a dispatch without receipt met the clock: %+v", k)
		}
		b.act(regime.Handler, number, "receive", nil)
		if k := b.clocks(number)["dispatch-major"]; k.State != "late" {
			t.Fatalf("receipt after the due time: %+v", k)
		}
		// No article lets the time stand still: nobody pauses it, whatever the reason.
		for _, action := range []matter.Action{"pause_clock", "exclude_time"} {
			in := map[string]any{"clock": "first-answer", "ground": "other-agency", "reason": "等待供电部门结论"}
			if action == "exclude_time" {
				in["start"], in["end"] = "2026-03-16T10:00", "2026-03-16T10:10"
			}
			b.refused("needs.excludable", regime.OfficeDirector, number, action, in)
		}
		b.refused("clock.fixed", regime.OfficeDirector, number, "extend_clock", map[string]any{"clock": "first-answer", "within": "1 day", "reason": "x"})
	})
}

func (b *bureau) ring() {
	b.t.Helper()
	_, err := b.desk.Ring(context.Background(), 100)
	b.must(err)
}

func (b *bureau) clocks(number string) map[string]store.Clock {
	b.t.Helper()
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	list, err := b.store.Clocks(context.Background(), m.ID)
	b.must(err)
	out := map[string]store.Clock{}
	for _, k := range list {
		out[k.Code] = k
	}
	return out
}
