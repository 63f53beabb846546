package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// steps returns the units of a concern's open tasks by title.
func (b *bureau) steps(number string) map[string]string {
	b.t.Helper()
	m, err := b.store.Matter(context.Background(), number)
	b.must(err)
	list, err := b.store.Tasks(context.Background(), m.ID)
	b.must(err)
	out := map[string]string{}
	for _, k := range list {
		if k.DoneAt == 0 {
			out[k.Title] = k.UnitID
		}
	}
	return out
}

// The handling unit owes the steps of the plan: another handling unit owes them
// from then on, and what somebody gave to a unit stays with it.
func TestPlanFollowsTheHandlingUnit(t *testing.T) {
	each(t, func(b *bureau) {
		const draft, offline = "起草公开答复；不作公开答复的，写明理由", "能解决的问题在网下解决，结果写入办理记录"
		n := b.graded("general")
		b.act(regime.OfficeDirector, n, "dispatch", map[string]any{"note": "请核实"})
		b.act(regime.DutyOfficer, n, "assign_task", map[string]any{"title": "调取叫号日志", "unit": "接访科", "within": "1 days"})
		first := b.who[regime.Handler].UnitID
		before := b.steps(n)
		if before[draft] != first || before["调取叫号日志"] != first {
			t.Fatalf("the steps of the handling unit: %v", before)
		}
		b.act(regime.Handler, n, "hand_back", map[string]any{"ground": "other_unit", "reason": "应由办信科承办"})
		if got := b.steps(n)[draft]; got != b.units["office"].ID {
			t.Errorf("handed back, the office owes the step: %s", got)
		}
		b.act(regime.OfficeDirector, n, "transfer", map[string]any{"unit": "办信科", "reason": "主管业务"})
		after := b.steps(n)
		tree, err := b.desk.Tree(context.Background())
		b.must(err)
		second, err := store.FindUnit(tree.Units, "办信科")
		b.must(err)
		if after[draft] != second.ID || after[offline] != second.ID || after["调取叫号日志"] != first {
			t.Errorf("after the transfer: %v", after)
		}
		for title, unit := range before {
			if unit == b.units["office"].ID && after[title] != unit {
				t.Errorf("what the office owes stays with it: %s", title)
			}
		}
	})
}

// An answer that went public before the conclusion is the one answer of the
// thread: with the conclusion the concern is followed, and none more is waited for.
func TestAnswerBeforeTheConclusion(t *testing.T) {
	each(t, func(b *bureau) {
		verifying := func() string {
			n := b.graded("general")
			b.act(regime.OfficeDirector, n, "dispatch", map[string]any{"note": "请核实"})
			b.act(regime.Handler, n, "receive", nil)
			b.act(regime.Handler, n, "add_fact", map[string]any{"claim": "九点前号已发完", "finding": "8:52 发完", "verdict": "true", "evidence": "叫号日志"})
			return n
		}
		say := func(n, part string) string {
			s := b.act(regime.Drafter, n, "begin_statement", map[string]any{"title": "说明", "text": "号源 8:52 发完。某市信访局", "part": part}).Created
			b.act(regime.Drafter, s, "submit", nil)
			b.sign(s)
			b.act(approver(b, s), s, "approve", nil)
			b.release()
			return s
		}
		answered := verifying()
		s := say(answered, "answer")
		if got := b.state(answered); got != matter.Verifying {
			t.Fatalf("the facts are still looked into: %s", got)
		}
		b.act(regime.Handler, answered, "conclude", map[string]any{"text": "属实"})
		if got := b.state(answered); got != matter.Following {
			t.Errorf("with the conclusion it is followed: %s", got)
		}
		if got := b.steps(answered); !has(got, "记录进展（跟进）") {
			t.Errorf("progress is owed: %v", got)
		}
		early := verifying()
		say(early, "first")
		b.act(regime.Handler, early, "conclude", map[string]any{"text": "属实"})
		if got := b.state(early); got != matter.Answering {
			t.Errorf("a first statement is no answer: %s", got)
		}
		b.clock.Advance(time.Hour)
		b.act(regime.OfficeDirector, answered, "reopen", map[string]any{"grade": "general", "need": "difficulty", "unit": "接访科", "reason": "又取不到号"})
		b.act(regime.OfficeDirector, answered, "dispatch", map[string]any{"note": "请再核实"})
		b.act(regime.Handler, answered, "receive", nil)
		b.act(regime.Handler, answered, "conclude", map[string]any{"text": "又发生一次"})
		if got := b.state(answered); got != matter.Answering {
			t.Errorf("%s answers nothing that came after the reopening: %s", s, got)
		}
	})
}

func has(m map[string]string, key string) bool { _, ok := m[key]; return ok }

func TestTimelineNamesTheTask(t *testing.T) {
	each(t, func(b *bureau) {
		n := b.graded("general")
		b.act(regime.DutyOfficer, n, "assign_task", map[string]any{"title": "调取叫号日志", "unit": "接访科", "within": "1 days"})
		m, err := b.store.Matter(context.Background(), n)
		b.must(err)
		list, err := b.store.Tasks(context.Background(), m.ID)
		b.must(err)
		b.act(regime.Handler, n, "complete_task", map[string]any{"task": list[len(list)-1].ID, "result": "日志共三页"})
		events, err := b.store.Events(context.Background(), m.ID)
		b.must(err)
		var said []string
		for _, e := range events {
			if e.Action == "complete_task" {
				said = append(said, e.Text)
			}
		}
		if strings.Join(said, "") != "调取叫号日志：日志共三页" {
			t.Errorf("the timeline says %q", said)
		}
		b.refused("needs.paused", regime.OfficeDirector, n, "resume_clock", map[string]any{"clock": "x"})
	})
}
