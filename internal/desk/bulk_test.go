package desk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"yingda/internal/auth"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// several opens n concerns, all judged and not handed out yet.
func (b *bureau) several(n int) []string {
	b.t.Helper()
	b.desk.Actor = auth.New(b.store).Actor
	var out []string
	for i := range n {
		number, err := b.desk.Open(context.Background(), b.who[regime.DutyOfficer], desk.Opening{Title: fmt.Sprint("窗口排队时间长", i)})
		b.must(err)
		b.act(regime.DutyOfficer, number, "confirm_grade", map[string]any{"grade": "general", "need": "difficulty", "unit": "接访科", "reason": "多人反映"})
		out = append(out, number)
	}
	b.clock.Advance(time.Minute)
	return out
}

// shown are numbers as a list shows them now.
func (b *bureau) shown(numbers ...string) []store.BulkItem {
	b.t.Helper()
	var out []store.BulkItem
	for _, n := range numbers {
		m, err := b.store.Matter(context.Background(), n)
		b.must(err)
		out = append(out, store.BulkItem{Number: n, Version: m.Version})
	}
	return out
}

func (b *bureau) urging(numbers ...string) desk.BulkInput {
	return desk.BulkInput{Once: "once", Kind: regime.Concern, Action: "urge", Input: map[string]any{"text": "请今天办"}, Ticked: b.shown(numbers...), ChosenAt: b.clock.Now()}
}

func (b *bureau) begin(role regime.Role, in desk.BulkInput) string {
	b.t.Helper()
	id, err := b.desk.BeginBulk(context.Background(), b.who[role], in)
	b.must(err)
	return id
}

var goesOn = desk.BulkJob{Hold: func(*store.Tx, string) error { return nil }, Odd: func(string, error) {}}

// finish goes on with a bulk act until it ends.
func (b *bureau) finish(id string) store.Bulk {
	b.t.Helper()
	for more := true; more; {
		var err error
		more, err = b.desk.RunBulk(context.Background(), id, goesOn)
		b.must(err)
	}
	return b.bulk(id)
}

func (b *bureau) bulk(id string) store.Bulk {
	b.t.Helper()
	k, err := b.store.Bulk(context.Background(), id)
	b.must(err)
	return k
}

// reasons are what was not done, by number.
func (b *bureau) reasons(id string) map[string]string {
	b.t.Helper()
	rows, err := b.store.BulkRows(context.Background(), id, "refused", store.Scope{All: true}, 0, 100)
	b.must(err)
	out := map[string]string{}
	for _, r := range rows {
		out[r.Number] = r.Reason
	}
	return out
}

func (b *bureau) urged(number string) int64 {
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	return b.count(`SELECT COUNT(*) FROM event WHERE matter_id = $1 AND action = 'urge'`, m.ID)
}

func TestBulk(t *testing.T) {
	each(t, func(b *bureau) {
		numbers := b.several(4)
		in := b.urging(numbers...)
		b.act(regime.DutyOfficer, numbers[1], "note", map[string]any{"text": "已电话联系"})
		id := b.begin(regime.DutyOfficer, in)
		if again := b.begin(regime.DutyOfficer, in); again != id || b.count(`SELECT COUNT(*) FROM bulk`) != 1 || b.count(`SELECT COUNT(*) FROM job WHERE kind = 'bulk'`) != 1 {
			t.Fatalf("a form sent twice begins twice: %s %s", id, again)
		}
		k := b.finish(id)
		if k.Done != 3 || k.Refused != 1 || k.Total != 4 || k.EndedAt == 0 || k.StoppedAt != 0 {
			t.Fatalf("after the end: %+v", k)
		}
		if got := b.reasons(id); !strings.Contains(got[numbers[1]], "有人改动过") || len(got) != 1 {
			t.Errorf("a stale version is refused and says so: %v", got)
		}
		for i, n := range numbers {
			if want := int64(1); b.urged(n) != want && i != 1 || b.urged(numbers[1]) != 0 {
				t.Errorf("%s was urged %d times", n, b.urged(n))
			}
		}
		if n := b.count(`SELECT COUNT(*) FROM audit a JOIN audit_detail d ON d.seq = a.seq WHERE a.action = 'concern.urge' AND d.body LIKE $1`, `%"bulk":"`+id+`"%`); n != 3 {
			t.Errorf("%d audit entries of acts name the bulk act, want 3", n)
		}
		if n := b.count(`SELECT COUNT(*) FROM notice WHERE person_id = $1 AND text LIKE '批量办理「催办」已办完%1 件没有办%'`, b.idOf(regime.DutyOfficer)); n != 1 {
			t.Errorf("%d notices of the end", n)
		}
		if b.finish(id).Done != 3 {
			t.Error("a job that comes again after the end does something")
		}
		if _, err := b.store.VerifyAudit(context.Background(), nil); err != nil {
			t.Error(err)
		}
	})
}

func TestBulkFilter(t *testing.T) {
	each(t, func(b *bureau) {
		numbers := b.several(5)
		in := b.urging()
		in.Action, in.Input = "dispatch", map[string]any{"note": "请核实"}
		in.Filter, in.LeftOut = &store.ListFilter{State: matter.Judged}, []string{numbers[0]}
		id := b.begin(regime.OfficeDirector, in)
		b.clock.Advance(time.Minute)
		late := b.several(1)[0] // came after the choice
		b.act(regime.DutyOfficer, numbers[2], "note", map[string]any{"text": "改动"})
		k := b.finish(id)
		if k.Total != 4 || k.Done != 3 || k.Refused != 1 || b.reasons(id)[numbers[2]] == "" {
			t.Errorf("of the filter: %+v %v", k, b.reasons(id))
		}
		for n, want := range map[string]matter.State{numbers[0]: matter.Judged, numbers[1]: matter.Dispatched, numbers[2]: matter.Judged, numbers[4]: matter.Dispatched, late: matter.Judged} {
			if got := b.state(n); got != want {
				t.Errorf("%s is %s, want %s", n, got, want)
			}
		}
		if c := b.clocks(numbers[1])["dispatch-general"]; c.State == "" {
			t.Errorf("the clocks of a single act are kept: %+v", b.clocks(numbers[1]))
		}
	})
}

func TestBulkRefusals(t *testing.T) {
	each(t, func(b *bureau) {
		numbers := b.several(1)
		for name, x := range map[string]struct {
			role regime.Role
			code string
			as   func(in *desk.BulkInput)
		}{
			"a grade is never given in bulk":    {regime.DutyOfficer, "bulk.role", func(in *desk.BulkInput) { in.Action = "confirm_grade" }},
			"nothing is closed in bulk":         {regime.OfficeDirector, "bulk.role", func(in *desk.BulkInput) { in.Action = "close" }},
			"no answer is written to many":      {regime.Handler, "bulk.role", func(in *desk.BulkInput) { in.Kind, in.Action = regime.Message, "answer" }},
			"no answer is approved for many":    {regime.Head, "bulk.role", func(in *desk.BulkInput) { in.Kind, in.Action = regime.Message, "approve_answer" }},
			"no message is set aside with many": {regime.DutyOfficer, "bulk.role", func(in *desk.BulkInput) { in.Kind, in.Action = regime.Message, "set_aside" }},
			"no statement is released in bulk":  {regime.Approver, "bulk.role", func(in *desk.BulkInput) { in.Kind, in.Action = regime.Statement, "approve" }},
			"an editor urges nobody":            {regime.Editor, "bulk.role", func(*desk.BulkInput) {}},
			"a text that lacks":                 {regime.DutyOfficer, "input.missing", func(in *desk.BulkInput) { in.Input = nil }},
			"nothing is chosen":                 {regime.DutyOfficer, "bulk.none", func(in *desk.BulkInput) { in.Ticked = nil }},
			"a filter that nothing matches":     {regime.DutyOfficer, "bulk.none", func(in *desk.BulkInput) { in.Filter = &store.ListFilter{State: matter.Closed} }},
			"a page of yesterday":               {regime.DutyOfficer, "bulk.old", func(in *desk.BulkInput) { in.ChosenAt = in.ChosenAt.AddDate(0, 0, -1) }},
			"a page of tomorrow":                {regime.DutyOfficer, "bulk.old", func(in *desk.BulkInput) { in.ChosenAt = in.ChosenAt.AddDate(0, 0, 1) }},
			"sorting is for messages that were looked at": {regime.DutyOfficer, "bulk.ticked", func(in *desk.BulkInput) {
				in.Kind, in.Action, in.Input, in.Filter = regime.Message, "sort", map[string]any{"kind": "question", "unit": "接访科"}, &store.ListFilter{}
			}},
		} {
			in := b.urging(numbers...)
			x.as(&in)
			if _, err := b.desk.BeginBulk(context.Background(), b.who[x.role], in); fault.CodeOf(err) != x.code {
				t.Errorf("%s: got %v, want %s", name, err, x.code)
			}
		}
		machine := b.who[regime.DutyOfficer]
		machine.Token = true
		if _, err := b.desk.BeginBulk(context.Background(), machine, b.urging(numbers...)); fault.CodeOf(err) != "act.token" {
			t.Errorf("by a token: %v", err)
		}
	})
}

// TestBulkRights takes the rights away in the middle: what was done stays, the rest
// is refused by name.
func TestBulkRights(t *testing.T) {
	each(t, func(b *bureau) {
		numbers := b.several(4)
		keys := auth.New(b.store)
		b.desk.Actor = keys.Actor
		id := b.begin(regime.DutyOfficer, b.urging(numbers...))
		stop := errors.New("the machine stops")
		turns := 0
		_, err := b.desk.RunBulk(context.Background(), id, desk.BulkJob{Hold: func(*store.Tx, string) error {
			if turns++; turns > 2 {
				return stop
			}
			return nil
		}})
		if !errors.Is(err, stop) || b.bulk(id).Done != 2 {
			t.Fatalf("the third act must not commit: %v %+v", err, b.bulk(id))
		}
		officer := b.who[regime.DutyOfficer]
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec(`DELETE FROM person_role WHERE person_id = $1`, officer.ID)
			return err
		}))
		b.desk.Actor = auth.New(b.store).Actor // another process, which remembers nothing
		k, got := b.finish(id), b.reasons(id)
		if k.Done != 2 || k.Refused != 2 || got[numbers[2]] == "" || got[numbers[3]] == "" {
			t.Errorf("without rights: %+v %v", k, got)
		}
		for i, n := range numbers {
			if want := int64(1 - i/2); b.urged(n) != want {
				t.Errorf("%s was urged %d times, want %d", n, b.urged(n), want)
			}
		}
		// Of a person who is gone nothing more is done.
		b.desk.Actor = func(context.Context, string) (matter.Actor, error) {
			return matter.Actor{}, fault.New(fault.NotFound, "person.inactive", "这个账号已经停用")
		}
		gone := b.urging(numbers...)
		gone.Once = "gone"
		left := b.begin(regime.OfficeDirector, gone)
		if k := b.finish(left); k.Done != 0 || k.Refused != 4 || !strings.Contains(b.reasons(left)[numbers[0]], "停用") {
			t.Errorf("of somebody who left: %+v %v", k, b.reasons(left))
		}
	})
}

func TestBulkStop(t *testing.T) {
	each(t, func(b *bureau) {
		numbers := b.several(3)
		id := b.begin(regime.DutyOfficer, b.urging(numbers...))
		other := b.who[regime.OfficeDirector]
		if err := b.desk.StopBulk(context.Background(), other, id); fault.CodeOf(err) != "bulk.unknown" {
			t.Fatalf("stopped by another: %v", err)
		}
		once := 0
		halt := errors.New("halt")
		_, err := b.desk.RunBulk(context.Background(), id, desk.BulkJob{Hold: func(*store.Tx, string) error {
			if once++; once > 1 {
				return halt
			}
			return nil
		}})
		if !errors.Is(err, halt) {
			t.Fatal(err)
		}
		b.must(b.desk.StopBulk(context.Background(), b.who[regime.DutyOfficer], id))
		k := b.finish(id)
		if k.Done != 1 || k.Left() != 2 || k.StoppedAt == 0 || b.urged(numbers[1])+b.urged(numbers[2]) != 0 {
			t.Errorf("after the stop: %+v", k)
		}
		b.must(b.desk.StopBulk(context.Background(), b.who[regime.DutyOfficer], id)) // a second time changes nothing
		if b.bulk(id).StoppedAt != k.StoppedAt {
			t.Error("stopped twice")
		}
	})
}

// TestBulkKilled takes the job from its process in the middle: what that one does
// then does not commit, and the next process does the rest.
func TestBulkKilled(t *testing.T) {
	each(t, func(b *bureau) {
		numbers := b.several(4)
		id := b.begin(regime.DutyOfficer, b.urging(numbers...))
		lost := errors.New("lost")
		run := func(most int) error {
			var mine []store.Job
			b.must(b.store.Write(context.Background(), func(tx *store.Tx) (err error) {
				mine, err = tx.ClaimJobs("bulk", 1, time.Minute)
				return err
			}))
			if len(mine) != 1 {
				t.Fatalf("claimed %d jobs", len(mine))
			}
			_, err := b.desk.RunBulk(context.Background(), id, desk.BulkJob{Odd: func(number string, err error) { t.Error(number, err) }, Hold: func(tx *store.Tx, text string) error {
				if most--; most < 0 { // its lease has ended and another has it
					if _, err := tx.Exec(`UPDATE job SET fence = fence + 1 WHERE id = $1`, mine[0].ID); err != nil {
						return err
					}
				}
				ok, err := tx.NoteJob(mine[0], text)
				if err == nil && !ok {
					return lost
				}
				return err
			}})
			return err
		}
		if err := run(2); !errors.Is(err, lost) || b.bulk(id).Done != 2 || b.urged(numbers[2]) != 0 {
			t.Fatalf("after the lease was lost: %v %+v", err, b.bulk(id))
		}
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE job SET state = 'ready' WHERE kind = 'bulk'`)
			return err
		}))
		b.must(run(100))
		if k := b.bulk(id); k.Done != 4 || k.EndedAt == 0 {
			t.Errorf("after the second process: %+v", k)
		}
		for _, n := range numbers {
			if b.urged(n) != 1 {
				t.Errorf("%s was urged %d times", n, b.urged(n))
			}
		}
	})
}

// TestBulkTwice lets two processes go on with the same bulk act at once.
func TestBulkTwice(t *testing.T) {
	each(t, func(b *bureau) {
		numbers := b.several(8)
		id := b.begin(regime.DutyOfficer, b.urging(numbers...))
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				for range 20 {
					more, err := b.desk.RunBulk(context.Background(), id, goesOn)
					if err == nil && !more {
						return
					}
				}
			})
		}
		both.Wait()
		k := b.finish(id)
		for _, n := range numbers {
			if b.urged(n) != 1 {
				t.Errorf("%s was urged %d times", n, b.urged(n))
			}
		}
		if k.Done != 8 || k.Refused != 0 {
			t.Errorf("%+v %v", k, b.reasons(id))
		}
	})
}

// TestBulkNeighbour: a number of another agency in a form is refused like one that
// does not exist, and its title is not told.
func TestBulkNeighbour(t *testing.T) {
	each(t, func(b *bureau) {
		numbers := b.several(1)
		b.neighbour("county", "某县信访局", "", regime.DutyOfficer)
		who := b.who["county.duty_officer"]
		in := b.urging(numbers...)
		in.Ticked = append(in.Ticked, store.BulkItem{Number: "C-2026-9999", Version: 1})
		id, err := b.desk.BeginBulk(context.Background(), who, in)
		b.must(err)
		b.finish(id)
		got := b.reasons(id)
		if strings.ReplaceAll(got[numbers[0]], numbers[0], "N") != strings.ReplaceAll(got["C-2026-9999"], "C-2026-9999", "N") || got[numbers[0]] == "" {
			t.Errorf("what is there and what is not differ: %v", got)
		}
		tree, err := b.desk.Tree(context.Background())
		b.must(err)
		seen, err := b.store.BulkRows(context.Background(), id, "refused", tree.Scope(who), 0, 10)
		b.must(err)
		for _, r := range seen {
			if r.Title != "" || r.Now != "" {
				t.Errorf("a stranger is told %+v", r)
			}
		}
		in.Action, in.Input, in.Once = desk.ExportBulk, nil, "table"
		id, err = b.desk.BeginBulk(context.Background(), who, in)
		b.must(err)
		if k := b.finish(id); k.Done != 0 || k.Refused != 2 {
			t.Errorf("a stranger's export: %+v", k)
		}
		if _, err := b.desk.BulkOf(context.Background(), b.who[regime.OfficeDirector], id); fault.CodeOf(err) != "bulk.unknown" {
			t.Errorf("another's bulk act: %v", err)
		}
	})
}

func TestBulkExport(t *testing.T) {
	each(t, func(b *bureau) {
		numbers := b.several(3)
		in := b.urging()
		in.Action, in.Input, in.Filter = desk.ExportBulk, nil, &store.ListFilter{}
		id := b.begin(regime.Handler, in)
		if _, _, err := b.desk.BulkSheet(context.Background(), b.who[regime.Handler], id); fault.CodeOf(err) != "bulk.running" {
			t.Errorf("before the end: %v", err)
		}
		b.finish(id)
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE matter SET need = 'tip' WHERE number = $1`, numbers[2])
			return err
		}))
		header, rows, err := b.desk.BulkSheet(context.Background(), b.who[regime.Handler], id)
		if err != nil || len(rows) != 3 || len(rows[0]) != len(header) || rows[0][0] != numbers[0] || rows[0][3] != "待告知" || rows[2][1] != "问题线索，标题不导出" {
			t.Errorf("%v %v %v", header, rows, err)
		}
		if n := b.count(`SELECT COUNT(*) FROM audit WHERE action = 'bulk.exported'`); n != 1 {
			t.Errorf("%d downloads on record", n)
		}
		b.must(b.store.Write(context.Background(), func(tx *store.Tx) error { return tx.PurgeBulks(tx.Ms()+1, 10) }))
		if b.count(`SELECT COUNT(*) FROM bulk`)+b.count(`SELECT COUNT(*) FROM bulk_item`) != 0 {
			t.Error("what ended long ago is kept")
		}
	})
}
